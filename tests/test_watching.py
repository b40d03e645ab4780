"""Which tasks a change touches, and when a folder has changed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from autograder import watching
from autograder.model import Task, Unit

UNIT = Unit("U", "numpy", ["m"], {"f": Task(40.0), "g": Task(30.0), "h": Task(30.0)})
SOURCE = """import numpy as np

def helper(x):
    return x + 1

def f(x):
    return helper(x)

def g(x):
    return np.asarray(x)

def h(x):
    return g(x)
"""


def touched(old: str, new: str, source: str = SOURCE) -> list[str]:
    """Return the tasks that are touched where a text is replaced."""
    assert old in source
    return watching.touched(UNIT, {"m.py": source}, {"m.py": source.replace(old, new)})


def test_a_task_of_its_own() -> None:
    """A change of one function touches its task."""
    assert touched("return helper(x)", "return -helper(x)") == ["f"]


def test_a_helper_touches_who_uses_it() -> None:
    """A change of a helper touches the tasks that name it."""
    assert touched("x + 1", "x + 2") == ["f"]


def test_a_task_touches_those_that_call_it() -> None:
    """A task that others use touches them, too."""
    assert touched("np.asarray(x)", "np.array(x)") == ["g", "h"]


@pytest.mark.parametrize(
    ("old", "new"), [("    return x + 1", "    # why\n    return x + 1"), ("x + 1", "(x  +  1)"), ("\n\n", "\n\n\n")]
)
def test_comments_and_spaces_touch_nothing(old: str, new: str) -> None:
    """What changes no statement needs no check."""
    assert touched(old, new) == []


@pytest.mark.parametrize("new", ["import numpy as np\nSCALE = 2", "import numpy"])
def test_what_stands_outside_of_functions_touches_everything(new: str) -> None:
    """An import or a constant may matter anywhere."""
    assert touched("import numpy as np", new) == ["f", "g", "h"]


def test_a_source_that_is_no_python_touches_everything() -> None:
    """Nobody can say what it is."""
    assert touched("return x + 1", "return x +") == ["f", "g", "h"]


def test_a_function_that_is_gone_touches_its_task() -> None:
    """Its checks fail from now on, and those of its callers."""
    assert touched("def g(x):\n    return np.asarray(x)\n", "") == ["g", "h"]


def test_helpers_in_other_files_count() -> None:
    """A helper module's functions are followed by their names."""
    main = "from more import helper\n\ndef f(x):\n    return helper(x)\n"
    before = {"m.py": main, "more.py": "def helper(x):\n    return x\n"}
    assert watching.touched(UNIT, before, {**before, "more.py": "def helper(x):\n    return -x\n"}) == ["f"]


def test_a_save_is_seen_once(tmp_path: Path) -> None:
    """A change is told once it is steady, and again only after the next."""
    path = tmp_path / "m.py"
    path.write_text("x = 1\n")
    (tmp_path / "picture.png").write_text("")
    changes = watching.changes(tmp_path, watching.stamps(tmp_path), pause=0.02)
    (tmp_path / "picture.png").write_text("larger")
    threading.Timer(0.1, path.write_text, ["x = 12\n"]).start()
    assert next(changes) == watching.stamps(tmp_path)
    threading.Timer(0.1, path.unlink).start()
    assert next(changes) == {}
