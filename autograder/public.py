"""Public checks on the author's own machine: the ``student`` fixture for plain pytest, and what ``check`` runs."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from autograder import intake, units
from autograder.differences import Difference
from autograder.differences import of as difference_of
from autograder.errors import UsageError
from autograder.judge import collect, judged, relocated, runtime_of
from autograder.model import Check, Unit, Verdict
from autograder.plugin import MARKER, Examination
from autograder.sandbox.inprocess import InNotebook, InProcess
from autograder.student import Student


class Outcome(msgspec.Struct, frozen=True):
    """What the public checks of a folder found; `tasks` are those that were asked for, `differences` what can be drawn."""

    unit: Unit
    tasks: list[str]
    checks: list[Check]
    verdicts: dict[str, Verdict]
    problems: list[str]
    flags: list[str]
    calls: dict[str, list[str]]
    differences: dict[str, Difference] = {}


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of the checks."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="module")
def _submission(request: pytest.FixtureRequest) -> Iterator[Student]:
    submission, _taken = open_folder(request.path.parent)
    yield submission
    submission.close()


@pytest.fixture
def student(_submission: Student) -> Student:
    """Return the submission in the folder of the test."""
    _submission.begin()
    return _submission


def open_folder(folder: Path, stuck_seconds: float = 0.0) -> tuple[Student, intake.Submission]:
    """Return the submission in a unit's folder, as the tests see it and as it was taken in.

    Parameters
    ----------
    folder : Path
    stuck_seconds : float
        See :class:`autograder.sandbox.inprocess.InProcess`.

    Raises
    ------
    UsageError
        If the folder is none of a unit.
    IntakeError
        If there is nothing of the unit in it.
    """
    unit = units.load(folder)
    taken = intake.take(folder, unit)
    student = Student(InProcess(runtime_of(unit), stuck_seconds), unit, taken.files, harness=units.harness(folder))
    return student, taken


def wanted(folder: Path, tasks: frozenset[str]) -> list[str]:
    """Return the tasks of a unit's folder that are asked for, in the unit's order; all, if none is named.

    Raises
    ------
    UsageError
        If the folder is none of a unit, or a task is not in it.
    """
    if not (folder / "unit.toml").is_file():
        where = folder if folder.is_dir() else folder.parent
        raise UsageError(
            f"{folder}: is no unit's folder (no unit.toml in {where.resolve()}); cd into the unit, or name its folder"
        )
    unit = units.load(folder)
    unknown = tasks - set(unit.tasks)
    if unknown:
        near = difflib.get_close_matches(min(unknown), unit.tasks, n=1)
        also = f"did you mean {near[0]}?" if near else f"there are {', '.join(unit.tasks)}"
        raise UsageError(f"--task {min(unknown)}: no such task; {also}")
    return [name for name in unit.tasks if not tasks or name in tasks]


def check(folder: Path, tasks: frozenset[str], stuck_seconds: float = 0.0) -> Outcome:
    """Run the public checks of a unit's folder, all or those of some tasks.

    Raises
    ------
    UsageError
        If the folder is none of a unit, or a task is not in it.
    IntakeError
        If there is nothing of the unit in it.
    """
    asked = wanted(folder, tasks)
    unit = units.load(folder)
    run = frozenset(asked).union(*(units.ancestors(unit, name) for name in asked))  # a cause may lie in another task
    submission, taken = open_folder(folder, stuck_seconds)
    located = functools.partial(taken.located, modules=unit.modules)
    found: list[Outcome] = []
    differences: dict[str, Difference] = {}

    def told(check: Check, error: BaseException) -> None:
        if (difference := difference_of(error, submission.traces)) is not None:
            differences[check.name] = difference

    def conduct(examination: Examination) -> None:
        examination.told = told
        verdicts = relocated(judged(submission, examination, b"", run), located)
        calls = submission.calls
        checks = [check for check in examination.checks.values() if check.task in run]
        problems = [*taken.problems, *map(located, submission.problems)]
        flags = list(map(located, submission.flags))
        found.append(Outcome(unit, asked, checks, verdicts, problems, flags, calls, differences))

    tests = folder / "test_public.py"
    if not tests.is_file():
        raise UsageError(f"{tests}: no such file; get the unit's kit again")
    collect(tests, Examination(unit, None, conduct))
    return found[0]


def check_here(task: str, namespace: dict[str, Any], folder: Path = Path()) -> str:
    """Run the public checks of a task on the functions of a notebook that is open.

    Parameters
    ----------
    task : str
    namespace : dict
        The notebook's ``globals()``.
    folder : Path, optional
        That of the unit; by default the one in which the notebook runs.

    Returns
    -------
    str
        How many checks passed, and how many are not there.

    Raises
    ------
    AssertionError
        If one did not pass; says which, and what differed.
    UsageError
        If the folder is none of a unit, or the task is not in it.
    """
    unit = units.load(folder)
    if task not in unit.tasks:
        raise UsageError(f"{task}: no such task; there are {', '.join(unit.tasks)}")
    tests = folder / "test_public.py"
    if not tests.is_file():
        raise UsageError(f"{tests}: no such file; get the unit's kit again")
    submission = Student(InNotebook(runtime_of(unit), namespace), unit, {}, harness=units.harness(folder))
    said: list[str] = []

    def conduct(examination: Examination) -> None:
        verdicts = judged(submission, examination, b"", frozenset({task}))
        names = [name for name in verdicts if verdicts[name].outcome != "passed"]
        hidden = unit.withheld.get(task)
        more = f"; {hidden.checks} hidden checks worth {hidden.points:g} points are not run here" if hidden else ""
        said.append(f"{task}: {len(verdicts) - len(names)} of {len(verdicts)} public checks passed{more}")
        said.extend(f"{name}\n{verdicts[name].message}" for name in names)

    collect(tests, Examination(unit, None, conduct))
    if len(said) > 1:
        raise AssertionError("\n\n".join(said)) from None
    return said[0]
