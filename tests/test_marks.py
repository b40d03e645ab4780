"""The decorator says on a test what it is worth."""

from __future__ import annotations

from typing import Any

from autograder.marks import check


def marked(*args: Any, **kwargs: Any) -> dict[str, Any]:
    """Return what a decorated function carries."""

    @check(*args, **kwargs)
    def test_something() -> None:
        """Something holds."""

    (mark,) = test_something.pytestmark  # type: ignore[attr-defined]
    assert (mark.name, mark.args) == ("check", ())
    return dict(mark.kwargs)


def test_a_check_is_hidden_and_no_guard_by_default() -> None:
    """Without more words a check is hidden and counts by itself."""
    assert marked("f", 2) == {"task": "f", "points": 2, "category": "", "visibility": "hidden", "hint": "", "guard": False,
                              "timed": False}  # fmt: skip


def test_a_check_carries_what_is_said_of_it() -> None:
    """Every argument arrives on the mark."""
    said = {"category": "laws", "visibility": "hint", "hint": "Swap them.", "guard": True, "timed": True}
    assert marked("f", 2, **said) == {"task": "f", "points": 2, **said}


def test_a_decorated_function_is_still_the_function() -> None:
    """The decorator returns what it was given."""

    def function() -> int:
        return 7

    assert check("f", 1)(function) is function
