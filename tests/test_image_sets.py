"""Image sets: what the registry promises of the splits, what students get of them, and what is said when they are not there."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import socket
from pathlib import Path

import numpy as np
import pytest

from autograder import audit, build, data, intake, units
from autograder.data import registry
from autograder.errors import DataError, UnitError, UsageError

ROOT = Path(__file__).parents[1]
SPLITS = {"train": 1200, "validation": 200, "test": 1000}


@pytest.fixture
def datasets(tmp_path, monkeypatch):
    """A folder of data sets, to change."""
    folder = shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def unit(copied):
    """A copy of the tiny unit that uses Fashion-MNIST, with a proof that fits it, whatever that is worth."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    (copied / "unit.toml").write_text(f'image_sets = ["fashion_mnist"]\n{manifest}', "utf-8")
    return copied


@pytest.fixture
def kit(unit, forget):
    """The unit's assignment."""
    audit.write(unit, audit.Audit(1, "tiny", units.audit_sha256(unit), [], 100.0, 0.0, {}, {}))
    forget()
    target = unit.parents[1] / "assignments/tiny"
    build.write(unit, target)
    return target


def replaced(datasets, name, content):
    """Put other content into a file of the data sets, and its checksum into the registry."""
    path = datasets / "registry.toml"
    before = hashlib.sha256((datasets / name).read_bytes()).hexdigest()
    (datasets / name).write_bytes(content)
    path.write_text(path.read_text("utf-8").replace(before, hashlib.sha256(content).hexdigest()), "utf-8")


@pytest.mark.parametrize(("split", "each"), SPLITS.items())
def test_a_split_has_as_many_images_of_every_class(split, each):
    """All classes are equally frequent."""
    images, labels = data.image_set("fashion_mnist", split)
    assert images.shape == (10 * each, 28, 28) and images.dtype == np.uint8
    assert labels.dtype == np.int64 and np.bincount(labels).tolist() == [each] * 10


def test_no_image_is_in_two_splits_or_twice_in_one():
    """Who has seen the images of a kit has seen no test image."""
    images = [image.tobytes() for split in SPLITS for image in data.image_set("fashion_mnist", split)[0]]
    assert len(set(images)) == len(images) == 24_000


@pytest.mark.parametrize("split", SPLITS)
def test_the_order_does_not_tell_the_class(split):
    """Neighbours are of one class about as often as strangers, one time in ten; so are images ten places apart."""
    labels = data.image_set("fashion_mnist", split)[1]
    assert (labels[1:] == labels[:-1]).mean() < 0.12 and (labels[10:] == labels[:-10]).mean() < 0.12
    assert set(labels[: len(labels) // 20]) == set(range(10))


def test_images_keep_their_labels():
    """The nearest mean image of a class names the class of most validation images, as it must."""
    images, labels = data.image_set("fashion_mnist", "train")
    means = np.stack([images[labels == label].mean(axis=0).ravel() for label in range(10)])
    others, expected = data.image_set("fashion_mnist", "validation")
    scores = others.reshape(len(others), -1) @ means.T - (means**2).sum(axis=1) / 2
    assert (scores.argmax(axis=1) == expected).mean() > 0.6


def test_an_image_set_is_a_copy():
    """Who writes into it spoils nobody else's."""
    for array in data.image_set("fashion_mnist", "validation"):
        array[:] = 0
    assert all(array.any() for array in data.image_set("fashion_mnist", "validation"))


def test_every_file_of_an_image_set_is_registered_with_its_size():
    """No file lies in the folder without an entry, and none is larger than its entry says."""
    files = {path.relative_to(ROOT / "datasets").as_posix(): path.stat().st_size
             for path in (ROOT / "datasets/fashion_mnist").rglob("*.gz")}  # fmt: skip
    assert files == {file.file: file.bytes for file in data.image_sets()["fashion_mnist"].files}


def test_the_card_names_source_licence_and_counts():
    """What the registry says is on the card, too."""
    card = (ROOT / "datasets/fashion_mnist/README.md").read_text("utf-8")
    known = data.image_sets()["fashion_mnist"]
    assert known.licence in card and known.credit in card and known.source.partition(",")[0] in card
    assert all(f"| `{split}` | {count:,} |" in card for split, count in known.splits().items())
    assert all(f"| {label} | {title} |" in card for label, title in enumerate(known.classes))


def test_reading_an_image_set_needs_no_network(datasets, monkeypatch):
    """Nothing is asked of any socket."""

    def refuse(*_args, **_options):
        raise OSError("no network here")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert len(data.image_set("fashion_mnist", "train")[0]) == 12_000


def test_a_damaged_file_is_named(datasets):
    """One other byte, and the file is refused, with the remedy."""
    path = datasets / "fashion_mnist/train/3.idx3-ubyte.gz"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DataError, match=r"3\.idx3-ubyte\.gz: not what registry\.toml says .* restore it"):
        data.image_set("fashion_mnist", "train")


def test_a_missing_file_is_named(datasets):
    """The message names the file and says what to do."""
    (datasets / "fashion_mnist/test/9.idx3-ubyte.gz").unlink()
    with pytest.raises(DataError, match=r"test/9\.idx3-ubyte\.gz: No such file or directory; restore it"):
        data.image_set("fashion_mnist", "test")


@pytest.mark.parametrize(("content", "words"), [
    (b"no archive", "is no whole gzip file"),
    (gzip.compress(b"\0" * 20_000)[:-9], "is no whole gzip file"),
    (gzip.compress(b""), "is no idx file"),
    (gzip.compress(b"\0\0\x08\x03\0\0"), "is no idx file"),
    (gzip.compress(b"\0\0\x0d\x01\0\0\0\x01abcd"), "is no idx file"),
    (gzip.compress(b"\0\0\x08\x01\0\0\0\x04abc"), "is no idx file"),
    (gzip.compress(b"\0\0\x08\x01\0\0\0\x03abc"), r"holds \(3,\), but registry\.toml says \(200, 28, 28\)"),
])  # fmt: skip
def test_a_registered_file_of_other_content_is_named(datasets, content, words):
    """A checksum that fits is not enough."""
    replaced(datasets, "fashion_mnist/validation/0.idx3-ubyte.gz", content)
    with pytest.raises(DataError, match=rf"validation/0\.idx3-ubyte\.gz: {words}"):
        data.image_set("fashion_mnist", "validation")


def test_an_unknown_image_set_lists_those_that_there_are():
    """The message has the registry and its image sets."""
    with pytest.raises(DataError, match=r"registry\.toml: no image set 'cifar'; there are fashion_mnist"):
        data.image_set("cifar", "train")


def test_an_unknown_split_lists_those_that_there_are():
    """The message has the splits."""
    with pytest.raises(DataError, match="fashion_mnist has no split 'val'; there are train, validation, test"):
        data.image_set("fashion_mnist", "val")


def test_a_root_without_a_registry_is_named(tmp_path):
    """The message says which folders will do."""
    with pytest.raises(
        DataError, match=r"no registry\.toml there; run this in the folder of a unit's kit, name its data folder"
    ):
        data.image_set("fashion_mnist", "train", root=tmp_path)


def test_students_get_training_and_validation_images_with_the_licence(kit):
    """The files of both splits, byte for byte; the licence's text; a card; a registry of their own."""
    files = {path.relative_to(kit / "data").as_posix() for path in (kit / "data").rglob("*") if path.is_file()}
    images = {f"fashion_mnist/{split}/{label}.idx3-ubyte.gz" for split in ("train", "validation") for label in range(10)}
    assert files == {*images, "fashion_mnist/LICENSE", "fashion_mnist/README.md", "registry.toml"}
    for name in {*images, "fashion_mnist/LICENSE"}:
        assert (kit / "data" / name).read_bytes() == (ROOT / "datasets" / name).read_bytes()
    assert "Zalando SE" in (kit / "data/fashion_mnist/README.md").read_text("utf-8")


def test_a_kit_reads_what_the_grader_reads(kit):
    """Images and order of a kit are those of the data sets."""
    for split in ("train", "validation"):
        for mine, ours in zip(
            data.image_set("fashion_mnist", split, root=kit / "data"), data.image_set("fashion_mnist", split), strict=True
        ):
            assert np.array_equal(mine, ours)


def test_a_kit_has_no_test_images(kit):
    """It neither holds nor names them."""
    with pytest.raises(DataError, match="fashion_mnist has no split 'test'; there are train, validation"):
        data.image_set("fashion_mnist", "test", root=kit / "data")
    secret = {file.sha256 for file in data.image_sets()["fashion_mnist"].files if file.split == "test"}
    assert not secret & {hashlib.sha256(path.read_bytes()).hexdigest() for path in kit.rglob("*") if path.is_file()}
    assert not [digest for digest in secret if digest in (kit / "data/registry.toml").read_text("utf-8")]


def test_without_a_clone_the_current_folders_kit_is_read(kit, monkeypatch, tmp_path):
    """Whoever installed the wheel runs in the unit's folder."""
    monkeypatch.delenv(data.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(registry, "_beside_the_package", lambda: tmp_path / "nowhere")
    monkeypatch.chdir(kit)
    assert list(data.image_sets()["fashion_mnist"].splits()) == ["train", "validation"]
    assert len(data.image_set("fashion_mnist", "validation")[0]) == 2000


def test_a_kit_with_its_data_can_be_handed_in(kit):
    """Nothing but the sources is taken, and nothing is found wrong but that they are as they came."""
    taken = intake.take(kit, units.load(kit))
    assert set(taken.files) == {"tiny.py"}
    assert taken.problems == ["tiny.py: nothing is written there, so the notebook is read; no function is written in it yet"]


def test_building_without_a_licence_is_refused(unit, datasets):
    """Images are not given away without it."""
    (datasets / "fashion_mnist/LICENSE").unlink()
    with pytest.raises(DataError, match=r"LICENSE: No such file or directory; whoever gives images away"):
        data.student_files("fashion_mnist")


def test_a_unit_with_an_unknown_image_set(copied):
    """unit.toml is named, with the image sets that there are."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    (copied / "unit.toml").write_text(f'image_sets = ["mnist"]\n{manifest}', "utf-8")
    with pytest.raises(UnitError, match=r"unit\.toml: no image set 'mnist'; there are fashion_mnist"):
        units.load(copied)


@pytest.mark.parametrize("split", SPLITS)
def test_other_images_are_another_suite(unit, datasets, split):
    """A grade rests on the images that its unit names: the checksums of every split are in the suite's."""
    before = units.suite_sha256(unit)
    replaced(datasets, f"fashion_mnist/{split}/5.idx3-ubyte.gz", b"other")
    assert units.suite_sha256(unit) != before


def test_damaged_images_are_said_before_anything_is_graded(unit, datasets, grade, tmp_path, right):
    """The batch ends with the file's name; no submission loses a point by it."""
    (datasets / "fashion_mnist/test/0.idx3-ubyte.gz").unlink()
    (tmp_path / "ada.py").write_text(right, "utf-8")
    with pytest.raises(UsageError, match=r"test/0\.idx3-ubyte\.gz: No such file"):
        grade(unit, {"ada": tmp_path / "ada.py"}, tmp_path / "records")
