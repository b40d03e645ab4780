"""Say on a test what it is worth, who sees it, and what of.

A test function of a suite is one check: an ordinary pytest function that calls ``student``. Its docstring's first line
is the sentence by which the check is named everywhere, so it must be unique in the unit and, unless the check is
hidden, reveal nothing that students should find out themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from autograder.model import Visibility

F = TypeVar("F", bound=Callable[..., Any])


def check(
    task: str,
    points: float,
    *,
    category: str = "",
    visibility: Visibility = "hidden",
    hint: str = "",
    guard: bool = False,
    timed: bool = False,
) -> Callable[[F], F]:
    """Mark a test function as a check.

    Parameters
    ----------
    task : str
        The function or class that it judges, as in ``unit.toml``.
    points : float
        What it is worth, positive; a parametrised test shares them equally among its cases.
    category : str
        The name under which the handout announces hidden and hint checks, for example ``"dtypes"``.
    visibility : {"public", "hint", "hidden"}
        Public: in the student's kit. Hint: the student sees the check's name and `hint`. Hidden: only counted.
    hint : str
        For a student whose submission fails; says what to look at, nothing of the test's values.
    guard : bool
        True for checks that a trivial answer may pass (validation, no mutation, symmetric laws): they count only once
        another check of the task, not a guard, has passed.
    timed : bool
        True for checks that train or measure time: they have a device to themselves (see :mod:`autograder.timing`).

    Returns
    -------
    callable
        The decorator.

    Examples
    --------
    >>> @check("convolve1d", 2, category="laws", visibility="hint", hint="What if the two are swapped?", guard=True)
    ... def test_commutes(student, rng):
    ...     '''Swapping input and kernel changes nothing.'''
    """
    mark = pytest.mark.check(task=task, points=points, category=category, visibility=visibility, hint=hint, guard=guard,
                             timed=timed)  # fmt: skip

    def decorate(function: F) -> F:
        marked: F = mark(function)
        return marked

    return decorate
