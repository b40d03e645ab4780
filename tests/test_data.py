"""Data sets: what the registry says is what is read; SciPy's own image without a network."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autograder import data, units
from autograder.data import pictures
from autograder.errors import DataError, UnitError

ROOT = Path(__file__).parents[1]
NAMES = sorted(data.photographs())


@pytest.fixture
def copied_unit(tiny, tmp_path):
    """The tiny unit, to change."""
    return shutil.copytree(tiny, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__"))


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A folder of data sets, to change."""
    folder = tmp_path / "datasets"
    shutil.copytree(ROOT / "datasets", folder)
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(folder))
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_photograph_is_what_the_registry_says(name):
    """Size, shape and dtype are as registered; the checksum is what reading checks."""
    known = data.photographs()[name]
    assert len(data.photograph_bytes(name)) == known.bytes
    image = data.photograph(name)
    assert image.shape == known.shape
    assert image.dtype == np.uint8


def test_every_photograph_is_registered():
    """No file lies in the folder without an entry."""
    files = {f"photographs/{path.name}" for path in (ROOT / "datasets/photographs").glob("*.png")}
    assert files == {known.file for known in data.photographs().values()}


@pytest.mark.parametrize("name", NAMES)
def test_every_photograph_is_on_the_card(name):
    """The card names it with its credit."""
    card = (ROOT / "datasets/photographs/README.md").read_text("utf-8")
    assert [line for line in card.splitlines() if line.startswith(f"| `{name}` |") and data.photographs()[name].credit in line]


def test_a_photograph_is_a_copy():
    """Who writes into it spoils nobody else's."""
    data.photograph("coins")[:] = 0
    assert data.photograph("coins").any()


def test_an_altered_file_is_refused(copied):
    """One other byte, and the file is named, with the remedy."""
    path = copied / "photographs/coins.png"
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(DataError, match=r"coins\.png: not what registry\.toml says .* restore it"):
        data.photograph("coins")


def test_a_missing_file_is_named(copied):
    """The message names the file and says what to do."""
    (copied / "photographs/coins.png").unlink()
    with pytest.raises(DataError, match=r"coins\.png: No such file or directory; restore it"):
        data.photograph("coins")


def test_an_unknown_name_lists_those_that_there_are():
    """The message lists the photographs."""
    with pytest.raises(DataError, match="no photograph 'lena'; there are ascent, brick, camera"):
        data.photograph("lena")


def test_a_missing_folder_is_named_with_the_variable(tmp_path, monkeypatch):
    """The message says how to name another."""
    monkeypatch.setenv(data.FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(DataError, match=r"no registry\.toml there; set AUTOGRADER_DATASETS"):
        data.photographs()


def test_a_broken_registry_is_named(copied):
    """The message names the file and the entry."""
    (copied / "registry.toml").write_text('[photographs.coins]\nfile = "x.png"\n', "utf-8")
    with pytest.raises(DataError, match=r"registry\.toml: .*sha256"):
        data.photographs()


LECTURE = """
import socket, sys
def refuse(*args, **kwargs):
    raise OSError("no network here")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from pathlib import Path
from autograder.data import use_offline_scipy_datasets
use_offline_scipy_datasets(Path(sys.argv[1]))
from scipy import datasets
print(datasets.ascent().shape, datasets.ascent().dtype, datasets.ascent().sum())
"""


def lecture(cache: Path) -> str:
    """Run the lecture's lines without a network, warnings being errors; return what they print."""
    command = [sys.executable, "-W", "error", "-c", LECTURE, str(cache)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.strip()


def test_the_lectures_image_needs_no_network(tmp_path):
    """scipy.datasets.ascent() as the lecture calls it, with sockets that refuse, from a cache of our own."""
    image = data.photograph("ascent")
    assert lecture(tmp_path) == f"(512, 512) uint8 {image.sum()}"


def test_a_spoilt_cache_is_mended(tmp_path):
    """Half a file in the cache is written again, not downloaded."""
    path = tmp_path / "scipy-data/ascent.dat"
    path.parent.mkdir()
    path.write_bytes(b"half")
    assert lecture(tmp_path) == f"(512, 512) uint8 {data.photograph('ascent').sum()}"


def test_the_cached_file_is_the_one_that_scipy_expects(tmp_path, monkeypatch):
    """Its checksum is that of SciPy's registry."""
    from scipy.datasets import _fetchers, _registry

    monkeypatch.setattr(_fetchers.data_fetcher, "path", _fetchers.data_fetcher.path)
    path = data.use_offline_scipy_datasets(tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == _registry.registry["ascent.dat"]


@pytest.mark.parametrize("folder", sorted((ROOT / "solutions").glob("*/unit.toml")), ids=lambda path: path.parent.name)
def test_students_get_the_photographs_of_a_unit_with_their_licences(folder):
    """Each file is in the assignment, byte for byte, and in its table of credits."""
    unit = units.load(folder.parent)
    target = ROOT / "assignments" / unit.name / "data"
    assert {path.stem for path in target.glob("*.png")} == set(unit.photographs)
    for name in unit.photographs:
        assert (target / f"{name}.png").read_bytes() == data.photograph_bytes(name)
        assert data.photographs()[name].credit in (target / "README.md").read_text("utf-8")


def test_a_photograph_that_is_none(copied):
    """A file of the registry that is no PNG is named as such."""
    content = b"no picture"
    (copied / "photographs/coins.png").write_bytes(content)
    registry = (copied / "registry.toml").read_text("utf-8")
    known = data.photographs()["coins"].sha256
    (copied / "registry.toml").write_text(registry.replace(known, hashlib.sha256(content).hexdigest()), "utf-8")
    with pytest.raises(DataError, match="is no PNG"):
        data.photograph("coins")


def test_a_photograph_of_another_shape(copied):
    """The shape that the registry promises is what one gets."""
    registry = (copied / "registry.toml").read_text("utf-8")
    (copied / "registry.toml").write_text(registry.replace("[303, 384]", "[384, 303]"), "utf-8")
    with pytest.raises(DataError, match=r"holds \(303, 384\) of uint8, but registry.toml says \(384, 303\)"):
        data.photograph("coins")


@pytest.mark.parametrize(("module", "call"), [
    ("PIL", lambda folder: data.photograph("gravel")),
    ("pooch", lambda folder: data.use_offline_scipy_datasets(folder)),
])  # fmt: skip
def test_a_package_that_is_not_installed_is_named_with_the_remedy(monkeypatch, tmp_path, module, call):
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, module, None)
    pictures._decoded.cache_clear()
    with pytest.raises(DataError, match=r"pip install \"cnn-coursework\[grade\]\""):
        call(tmp_path)


def test_a_cache_that_cannot_be_written(tmp_path):
    """The message names the file and what to do."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match=r"ascent\.dat: cannot be written .* name another folder"):
        data.use_offline_scipy_datasets(tmp_path / "file")


def use(folder, name):
    """Let a unit name a photograph."""
    manifest = (folder / "unit.toml").read_text("utf-8")
    (folder / "unit.toml").write_text(f'photographs = ["{name}"]\n{manifest}', "utf-8")


def test_a_unit_with_an_unknown_photograph(copied_unit):
    """unit.toml is named, with the photographs that there are."""
    path = copied_unit / "unit.toml"
    path.write_text(
        path.read_text("utf-8").replace('modules = ["tiny"]', 'modules = ["tiny"]\nphotographs = ["lena"]'), "utf-8"
    )
    with pytest.raises(UnitError, match=r"unit\.toml: no photograph 'lena'; there are ascent"):
        units.load(copied_unit)


def test_another_photograph_is_another_suite(copied_unit, copied):
    """A grade rests on the photographs that its unit names: their checksums are in the suite's."""
    path = copied_unit / "unit.toml"
    path.write_text(
        path.read_text("utf-8").replace('modules = ["tiny"]', 'modules = ["tiny"]\nphotographs = ["coins"]'), "utf-8"
    )
    before = units.suite_sha256(copied_unit)
    registry = (copied / "registry.toml").read_text("utf-8")
    (copied / "registry.toml").write_text(registry.replace(data.photographs()["coins"].sha256, "0" * 64), "utf-8")
    assert units.suite_sha256(copied_unit) != before
