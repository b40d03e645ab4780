"""A new unit: complete and certified as it is, in any folder, from a wheel; bad names are refused."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import audit, scaffold, units
from autograder.errors import UsageError

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.parametrize("runtime", ["numpy", "torch"])
def test_a_new_unit_is_certified_as_it_is(tmp_path, runtime):
    """The audit of a unit that was just made finds no fault, and each of its mutants dies."""
    scaffold.create("smoothing", tmp_path, runtime)
    proof, _subjects = audit.certify(tmp_path / "smoothing", audit.run(tmp_path / "smoothing", jobs=2), jobs=2)
    assert proof.faults == [] and proof.certificate.kills.faults == []
    assert proof.certificate.kills.survivors == []
    assert proof.certificate.kills.recognised == proof.certificate.kills.wrong


def test_a_new_unit_bears_its_name(tmp_path):
    """The module that students hand in, the title and the runtime are those that were asked for."""
    scaffold.create("low_pass", tmp_path / "course/units", "torch")
    unit = units.load(tmp_path / "course/units/low_pass")
    assert (unit.name, unit.title, unit.runtime, unit.modules) == ("low_pass", "Low pass", "torch", ["low_pass"])


def test_what_is_written_is_returned(tmp_path):
    """Every file of the new unit is in the answer, and no other."""
    files = scaffold.create("smoothing", tmp_path, "numpy")
    assert sorted(files) == sorted(path for path in tmp_path.rglob("*") if path.is_file())


NAMES = {
    "upper case": ("Smoothing", "lower-case letters"),
    "a path": ("../smoothing", "lower-case letters"),
    "a dash": ("low-pass", "lower-case letters"),
    "a digit first": ("1d", "lower-case letters"),
    "nothing": ("", "lower-case letters"),
    "a module of Python": ("random", "try my_random"),
    "a package": ("numpy", "try my_numpy"),
    "a keyword": ("class", "try my_class"),
}


@pytest.mark.parametrize(("name", "words"), NAMES.values(), ids=NAMES)
def test_a_name_that_cannot_be(tmp_path, name, words):
    """A name that cannot be a module's, or is one's already, is refused, and nothing is written."""
    with pytest.raises(UsageError, match=words):
        scaffold.create(name, tmp_path / "units", "numpy")
    assert not (tmp_path / "units").exists()


def test_a_unit_that_exists_is_left_alone(tmp_path):
    """A folder of that name is named in the error and stays as it was."""
    (tmp_path / "smoothing").mkdir()
    with pytest.raises(UsageError, match=r"smoothing exists already; choose another name"):
        scaffold.create("smoothing", tmp_path, "numpy")
    assert list((tmp_path / "smoothing").iterdir()) == []


def test_a_file_where_the_units_should_be(tmp_path):
    """A folder of units that is none is refused."""
    (tmp_path / "units").write_text("", "utf-8")
    with pytest.raises(UsageError, match="units"):
        scaffold.create("smoothing", tmp_path / "units", "numpy")


def test_a_runtime_that_is_not_there(cli, tmp_path):
    """The command names the runtimes that there are, and exits with 2."""
    result = cli("new", "smoothing", "--runtime", "jax", "--units", tmp_path)
    assert result.returncode == 2 and "--runtime jax: there are numpy, torch" in result.stderr


@pytest.mark.slow
def test_an_installed_wheel_makes_and_proves_a_unit(tmp_path):
    """The wheel brings what a new unit is made of, and proves it far from any clone."""
    pack = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(tmp_path), "."]
    copy = tmp_path / "source"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], check=True)
    subprocess.run(pack, cwd=copy, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    (tmp_path / "work").mkdir()
    for command in (["new", "smoothing"], ["audit", "smoothing", "--jobs", "1"]):
        subprocess.run([sys.executable, "-P", "-m", "autograder", *command], cwd=tmp_path / "work", env=environment, check=True)
    assert audit.require(tmp_path / "work/solutions/smoothing").reference == 100.0
