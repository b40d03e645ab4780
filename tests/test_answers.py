"""The answers beside a reference are whole submissions, and no task goes without the trivial ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder import answers, units
from autograder.errors import UnitError

REFERENCE = '''def f(x):
    """Double."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


def g(x):
    """Double and add."""
    ### BEGIN SOLUTION
    return f(x) + 1
    ### END SOLUTION
'''
TRIVIAL = "def always_value_error(x): raise ValueError\ndef zeros(x): return 0\ndef returns_input(x): return x\n"
WRONG = TRIVIAL + "def off(x): return _helper(right(x))\ndef _helper(x): return x + 1\nLIMIT = 3\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A unit of two tasks with wrong and alternative answers."""
    files = {"unit.toml": 'title = "U"\nruntime = "numpy"\nmodules = ["m"]\n[tasks.f]\npoints = 50\n[tasks.g]\npoints = 50\n',
             "m.py": REFERENCE, "wrong/f.py": WRONG, "wrong/g.py": TRIVIAL, "alternatives/b/m.py": "",
             "alternatives/a/m.py": "",
             "alternatives/.hidden/m.py": "", "alternatives/__pycache__/m.py": "", "alternatives/note.md": ""}  # fmt: skip
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def wrong(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Return the wrong answers of a unit."""
    return answers.wrong(folder, units.load(folder))


def run(source: str) -> dict[str, Any]:
    """Return the names that a source defines."""
    names: dict[str, Any] = {}
    exec(source, names)
    return names


def test_the_stubs_hold_no_solution(folder: Path) -> None:
    """The untouched stub is a submission without answers."""
    (source,) = answers.stubs(folder, units.load(folder)).values()
    assert "return" not in source and source.count("NotImplementedError") == 2


def test_every_public_function_is_a_wrong_answer(folder: Path) -> None:
    """Helpers and constants are none."""
    assert {task: list(found) for task, found in wrong(folder).items()} == {
        "f": [*answers.TRIVIAL, "off"],
        "g": list(answers.TRIVIAL),
    }


def test_a_wrong_answer_takes_the_tasks_place(folder: Path) -> None:
    """It can call the right one, and other tasks call it."""
    names = run(wrong(folder)["f"]["off"]["m.py"])
    assert (names["f"](1), names["g"](1)) == (3, 4)


def test_the_other_tasks_stay_right(folder: Path) -> None:
    """Only one task of a wrong submission is wrong."""
    names = run(wrong(folder)["g"]["zeros"]["m.py"])
    assert (names["f"](1), names["g"](1)) == (2, 0)


@pytest.mark.parametrize("name", answers.TRIVIAL)
def test_a_task_without_a_trivial_answer_is_refused(name: str, folder: Path) -> None:
    """Each task proves that trivial answers earn nothing."""
    (folder / "wrong" / "g.py").write_text(TRIVIAL.replace(name, "other"), "utf-8")
    with pytest.raises(UnitError, match=rf"g\.py: lacks {name}"):
        wrong(folder)


def test_a_task_without_wrong_answers_is_refused(folder: Path) -> None:
    """The message names the file that is missing."""
    (folder / "wrong" / "g.py").unlink()
    with pytest.raises(UnitError, match=r"g\.py: no such file"):
        wrong(folder)


def test_wrong_answers_of_no_task_are_refused(folder: Path) -> None:
    """A misspelt file does not go unnoticed."""
    (folder / "wrong" / "h.py").write_text(TRIVIAL, "utf-8")
    with pytest.raises(UnitError, match=r"h\.py: there is no task 'h'"):
        wrong(folder)


def test_alternatives_are_the_visible_folders(folder: Path) -> None:
    """Files, hidden folders and caches are no alternatives."""
    assert list(answers.alternatives(folder)) == ["a", "b"]
