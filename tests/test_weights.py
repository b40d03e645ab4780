"""Weights of pretrained networks: what the registry promises of them, and what is said when they are not there."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import audit, build, data, units
from autograder.errors import DataError, UnitError

ROOT = Path(__file__).parents[1]


@pytest.fixture
def datasets(tmp_path, monkeypatch):
    """A folder of data sets, to change."""
    folder = shutil.copytree(ROOT / "datasets", tmp_path / "datasets")
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.fixture
def unit(copied):
    """A copy of the tiny unit that uses weights, with a proof that fits it, whatever that is worth."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    (copied / "unit.toml").write_text(f'weights = ["scenes"]\n{manifest}', "utf-8")
    audit.write(copied, audit.Audit(1, "tiny", units.audit_sha256(copied), [], 100.0, 0.0, {}, {}))
    return copied


def test_weights_are_finite_single_precision():
    """Every array is of float32 and finite, but for the counts of batches."""
    found = data.weights("scenes")
    floats = [value for name, value in found.items() if not name.endswith("num_batches_tracked")]
    assert len(floats) == 4 * 5
    assert all(value.dtype == np.float32 and np.isfinite(value).all() for value in floats)


def test_every_file_of_weights_is_registered_with_its_size():
    """No file lies in the folder without an entry, and none is larger than its entry says."""
    files = {path.relative_to(ROOT / "datasets").as_posix(): path.stat().st_size
             for path in (ROOT / "datasets/weights").glob("*.safetensors")}  # fmt: skip
    assert files == {known.file: known.bytes for known in data.all_weights().values()}


def test_the_card_names_licence_script_and_checksum():
    """What the registry says is on the card, too."""
    card = (ROOT / "datasets/weights/README.md").read_text("utf-8")
    for name, known in data.all_weights().items():
        assert all(said in card for said in (f"`{name}`", known.licence, Path(known.source).name, known.sha256[:16]))
        assert (ROOT / known.source).is_file()


def test_altered_weights_are_refused(datasets):
    """Other bytes than the registry's are never loaded."""
    path = datasets / "weights/scenes.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"\1")
    with pytest.raises(DataError, match=r"scenes.safetensors: not what registry.toml says"):
        data.weights("scenes")


def test_a_file_that_holds_no_weights_is_refused(datasets):
    """A file with the right checksum and the wrong content is named."""
    path, registry = datasets / "weights/scenes.safetensors", datasets / "registry.toml"
    before, content = hashlib.sha256(path.read_bytes()).hexdigest(), b"no weights"
    path.write_bytes(content)
    registry.write_text(registry.read_text("utf-8").replace(before, hashlib.sha256(content).hexdigest()), "utf-8")
    with pytest.raises(DataError, match=r"scenes.safetensors: is no file of weights"):
        data.weights("scenes")


def test_unknown_weights_are_named():
    """A wrong name says which there are."""
    with pytest.raises(DataError, match=r"no weights 'scene'; there are scenes"):
        data.weights("scene")


def test_a_kit_s_registry_of_unknown_weights_is_refused():
    """A kit is not made of weights that are not there, and the message says which are."""
    with pytest.raises(DataError, match=r"registry\.toml: no weights 'scene'; there are scenes"):
        data.student_registry([], ["scene"])


def test_without_safetensors_the_remedy_is_said(monkeypatch):
    """Who lacks the library reads what to install."""
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(DataError, match=r"cnn-coursework\[torch\]"):
        data.weights("scenes")


def test_weights_without_a_card_are_not_given_away(datasets):
    """Students get the card with the weights, or none of them."""
    (datasets / "weights/README.md").unlink()
    with pytest.raises(DataError, match=r"README.md: No such file"):
        data.weights_files("scenes")


def test_a_unit_with_unknown_weights_is_refused(copied):
    """The manifest's mistake is named with what there is."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    (copied / "unit.toml").write_text(f'weights = ["scene"]\n{manifest}', "utf-8")
    with pytest.raises(UnitError, match=r"no weights 'scene'; there are scenes"):
        units.load(copied)


def test_a_kit_holds_the_weights_and_their_card(unit, forget):
    """Students read the same arrays from their kit as an instructor from the clone."""
    forget()
    target = unit.parents[1] / "assignments/tiny"
    build.write(unit, target)
    card = (target / "data/weights/README.md").read_text("utf-8")
    assert card.startswith('<!-- Generated from solutions/tiny/unit.toml by "autograder build" -->\n# Weights\n')
    found, expected = data.weights("scenes", root=target / "data"), data.weights("scenes")
    assert found.keys() == expected.keys()
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


def test_a_grade_depends_on_the_weights(unit, datasets):
    """Other weights are another suite, so that a record says which."""
    before, registry = units.suite_sha256(unit), datasets / "registry.toml"
    known = data.all_weights()["scenes"].sha256
    registry.write_text(registry.read_text("utf-8").replace(known, "0" * 64), "utf-8")
    assert units.suite_sha256(unit) != before
