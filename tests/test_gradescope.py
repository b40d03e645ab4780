"""Gradescope's zip holds what it needs, and its run writes a valid result whatever happens, never a zero by our fault."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from autograder import gradescope
from autograder.errors import UsageError


@pytest.fixture
def bundle(copied: Path, tmp_path: Path) -> zipfile.ZipFile:
    """The zip of the tiny unit."""
    return zipfile.ZipFile(io.BytesIO(gradescope.bundle(copied)))


@pytest.fixture
def root(bundle: zipfile.ZipFile, tmp_path: Path, right: str) -> Path:
    """Gradescope's folder with the zip unpacked and a right submission."""
    folder = tmp_path / "autograder"
    bundle.extractall(folder / "source")
    (folder / "submission").mkdir()
    (folder / "submission" / "tiny.py").write_text(right, "utf-8")
    (folder / "submission_metadata.json").write_text('{"users": [{"id": 12, "email": "a@b.c"}, {"id": 7}]}')
    return folder


def written(root: Path) -> dict[str, Any]:
    """Return what Gradescope reads."""
    found: dict[str, Any] = json.loads((root / "results" / "results.json").read_text("utf-8"))
    return found


def test_the_zip_has_scripts_package_unit_and_secret(bundle: zipfile.ZipFile) -> None:
    """The scripts stand at its root and can be run; alternatives and cheats stay at home."""
    names = set(bundle.namelist())
    assert {"setup.sh", "run_autograder", "GRADESCOPE.md", "pyproject.toml", "autograder/cli/__init__.py", "course.secret",
            "solutions/tiny/unit.toml", "solutions/tiny/suite/test_hidden.py"} <= names  # fmt: skip
    assert {name for name in names if bundle.getinfo(name).external_attr >> 16 & 0o111} == {"setup.sh", "run_autograder"}
    assert not [name for name in names if "/alternatives/" in name or "__pycache__" in name]


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash(bundle: zipfile.ZipFile, script: str) -> None:
    """Bash reads them to their end."""
    done = subprocess.run(["bash", "-n"], input=bundle.read(script), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_what_run_autograder_writes_first_is_a_result_without_a_score(bundle: zipfile.ZipFile) -> None:
    """Should even Python not start, Gradescope finds that."""
    text = bundle.read("run_autograder").decode().split("<<'RESULTS'\n")[1].split("\nRESULTS\n")[0]
    assert "score" not in json.loads(text) and "not graded" in json.loads(text)["output"]


def test_the_secret_of_the_course_goes_along(bundle: zipfile.ZipFile, copied: Path) -> None:
    """Inputs of a student are the same there as here."""
    assert bundle.read("course.secret") == (copied.parents[1] / "course.secret").read_bytes()


def test_pytorch_is_installed_only_where_a_unit_needs_it(bundle: zipfile.ZipFile, units_folder: Path, tmp_path: Path) -> None:
    """It is large: a NumPy unit whose suite does without has an image without it."""
    torch = zipfile.ZipFile(io.BytesIO(gradescope.bundle(units_folder / "tiny_torch", tmp_path)))
    assert b".[grade]" in bundle.read("setup.sh") and b".[grade,torch]" in torch.read("setup.sh")


@pytest.mark.parametrize("kind", ["photographs", "image_sets", "weights"])
def test_data_goes_along_where_a_unit_needs_it(copied: Path, kind: str) -> None:
    """A suite there finds what it reads, of whatever kind."""
    names = {"photographs": "camera", "image_sets": "fashion_mnist", "weights": "scenes"}
    unit = copied / "unit.toml"
    unit.write_text(f'{kind} = ["{names[kind]}"]\n' + unit.read_text("utf-8"), "utf-8")
    assert "datasets/registry.toml" in zipfile.ZipFile(io.BytesIO(gradescope.bundle(copied))).namelist()


def test_a_folder_that_is_no_unit_is_refused(tmp_path: Path) -> None:
    """The error says what to name."""
    with pytest.raises(UsageError, match="name a unit's folder"):
        gradescope.bundle(tmp_path)


@pytest.mark.system
def test_a_submission_is_graded_there(root: Path) -> None:
    """A right one has all points, under a name that stays the same from one attempt to the next."""
    gradescope.run(root, root / "source", "tiny")
    assert written(root)["score"] == 100.0


def test_a_run_that_takes_too_long_gives_no_score(root: Path) -> None:
    """Ours ends before Gradescope's own limit, and says so to staff."""
    gradescope.run(root, root / "source", "tiny", seconds=0.01)
    assert "score" not in written(root) and "took more than" in written(root)["output"]


def test_a_grader_that_fails_gives_no_score_and_its_words(root: Path) -> None:
    """Staff read the end of what it said."""
    gradescope.run(root, root / "source", "no_such_unit")
    assert "score" not in written(root) and "no unit" in written(root)["output"]


def test_a_folder_that_is_missing_gives_no_score(root: Path) -> None:
    """Even that is a valid result."""
    (root / "submission" / "tiny.py").unlink()
    (root / "submission").rmdir()
    gradescope.run(root, root / "source", "tiny")
    assert written(root)["extra_data"] == {"withheld": True}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"users": 3}', '{"users": [{"id": "../x"}]}', '{"users": []}'])
def test_odd_metadata_is_no_trouble(tmp_path: Path, text: str) -> None:
    """A submission whose users cannot be read has a plain name."""
    (tmp_path / "m.json").write_text(text)
    assert gradescope._owner(tmp_path / "m.json") == "submission"
