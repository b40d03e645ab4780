"""A unit's folder is read strictly, and every mistake in it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import units
from autograder.errors import UnitError, UsageError

MANIFEST = """
title = "U"
runtime = "numpy"
modules = ["m", "n"]

[tasks.f]
points = 60

[tasks.g]
points = 30
module = "n"
depends = ["f"]

[tasks.h]
points = 10
depends = ["g"]
"""


def made(folder: Path, manifest: str = MANIFEST) -> Path:
    """Write a unit."""
    (folder / "suite").mkdir(parents=True, exist_ok=True)
    (folder / "wrong").mkdir(exist_ok=True)
    for name, text in (
        ("unit.toml", manifest),
        ("m.py", "def f(): pass\n"),
        ("n.py", "def g(): pass\n"),
        ("suite/test_f.py", ""),
    ):
        (folder / name).write_text(text, "utf-8")
    return folder


def test_a_unit_is_called_like_its_folder(tmp_path: Path) -> None:
    """The name stands nowhere else."""
    assert units.load(made(tmp_path / "a1")).name == "a1"


def test_a_task_lives_in_the_first_module_unless_it_says_another(tmp_path: Path) -> None:
    """Every task knows its module."""
    assert [task.module for task in units.load(made(tmp_path)).tasks.values()] == ["m", "n", "m"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [("points = 60", "points = 61", "sum to 101, not 100"),
     ("points = 60", "point = 60", "point"),
     ("points = 60", 'points = "many"', "Expected `float`"),
     ('runtime = "numpy"', 'runtime = "jax"', "jax"),
     ('module = "n"', 'module = "o"', "task g is in module 'o'"),
     ('depends = ["f"]', 'depends = ["x"]', "task g depends on 'x'"),
     ('modules = ["m", "n"]', "modules = []", "at least one module"),
     ('title = "U"\n', "", "title"),
     ('title = "U"', "title = ", "unit.toml")],
)  # fmt: skip
def test_a_mistake_in_the_manifest_is_named(old: str, new: str, reason: str, tmp_path: Path) -> None:
    """The message has the file and what is wrong in it."""
    with pytest.raises(UnitError, match=reason) as caught:
        units.load(made(tmp_path, MANIFEST.replace(old, new)))
    assert str(tmp_path / "unit.toml") in str(caught.value)


def test_a_folder_without_a_manifest_is_no_unit(tmp_path: Path) -> None:
    """The message says what a unit is."""
    with pytest.raises(UnitError, match=r"a folder with a unit\.toml"):
        units.load(tmp_path)


def test_a_manifest_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    """Another encoding is an error of the unit."""
    (tmp_path / "unit.toml").write_bytes(b'title = "\xe4"')
    with pytest.raises(UnitError, match=r"unit\.toml"):
        units.load(tmp_path)


def test_a_unit_is_found_by_name(tmp_path: Path) -> None:
    """A name is that of a folder."""
    assert units.find("a1", made(tmp_path / "a1").parent) == tmp_path / "a1"


@pytest.mark.parametrize("name", ["a1_convolutoin", "a1"])
def test_a_near_name_is_suggested(name: str, tmp_path: Path) -> None:
    """A misspelt or shortened name is answered with the right one."""
    made(tmp_path / "a1_convolution")
    with pytest.raises(UsageError, match=r"did you mean a1_convolution\?"):
        units.find(name, tmp_path)


def test_the_units_are_listed_where_none_is_near(tmp_path: Path) -> None:
    """A name that is nothing like any is answered with all."""
    made(tmp_path / "a1"), made(tmp_path / "b2")
    with pytest.raises(UsageError, match="there are a1, b2"):
        units.find("zzzz", tmp_path)


def test_a_folder_without_units_is_said(tmp_path: Path) -> None:
    """The option that names the folder is in the message."""
    with pytest.raises(UsageError, match="--units"):
        units.find("a1", tmp_path)


@pytest.mark.parametrize("name", ["../a1", "./a1", "a1/", "", ".."])
def test_a_path_is_no_name_of_a_unit(name: str, tmp_path: Path) -> None:
    """Only a plain name finds a unit."""
    made(tmp_path / "a1")
    made(tmp_path / "units" / "b2")
    with pytest.raises(UsageError):
        units.find(name, tmp_path / "units")


@pytest.mark.parametrize(("task", "found"), [("f", set()), ("g", {"f"}), ("h", {"f", "g"})])
def test_the_ancestors_of_a_task_are_found_at_any_distance(task: str, found: set[str], tmp_path: Path) -> None:
    """Dependencies of dependencies count."""
    assert units.ancestors(units.load(made(tmp_path)), task) == found


def test_ancestors_in_a_circle_end(tmp_path: Path) -> None:
    """Tasks that depend on each other are no endless loop."""
    circle = MANIFEST.replace("points = 60", 'points = 60\ndepends = ["h"]')
    assert units.ancestors(units.load(made(tmp_path, circle)), "f") == {"f", "g", "h"}


def test_the_sources_of_a_unit_are_its_modules(tmp_path: Path) -> None:
    """A reference can be handed in like a submission."""
    folder = made(tmp_path)
    assert units.sources(folder, units.load(folder)) == {"m.py": "def f(): pass\n", "n.py": "def g(): pass\n"}


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    """A module of the manifest that is not there is an error with its path."""
    folder = made(tmp_path)
    (folder / "n.py").unlink()
    with pytest.raises(UnitError, match=r"n\.py: no such file"):
        units.sources(folder, units.load(folder))


def hashes(folder: Path) -> tuple[str, str, str]:
    """Return the hashes of the suite, of the audit and of the certificate."""
    return units.suite_sha256(folder), units.audit_sha256(folder), units.certificate_sha256(folder)


@pytest.mark.parametrize(
    ("name", "changes"),
    [("m.py", 3), ("unit.toml", 3), ("suite/test_f.py", 3), ("suite/new.py", 3), ("wrong/f.py", 2), ("equivalent.toml", 1),
     ("audit.json", 0), ("lesson.md", 0), ("figures.py", 0), ("cheats/f.py", 0), ("__pycache__/m.py", 0)],
)  # fmt: skip
def test_a_hash_changes_with_what_it_covers(name: str, changes: int, tmp_path: Path) -> None:
    """What decides a grade is in all hashes, what an audit proves in two, what was decided about mutants in one."""
    before = hashes(made(tmp_path))
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("changed", "utf-8")
    changed = [one != other for one, other in zip(before, hashes(tmp_path), strict=True)]
    assert changed == [False] * (3 - changes) + [True] * changes


def test_a_hash_does_not_depend_on_the_place(tmp_path: Path) -> None:
    """A copy of a unit has the unit's hash."""
    assert hashes(made(tmp_path / "a")) == hashes(made(tmp_path / "b" / "c"))


def test_a_hash_sees_a_renamed_file(tmp_path: Path) -> None:
    """Names are hashed, too."""
    before = hashes(made(tmp_path))
    (tmp_path / "suite" / "test_f.py").rename(tmp_path / "suite" / "test_g.py")
    assert hashes(tmp_path)[0] != before[0]
