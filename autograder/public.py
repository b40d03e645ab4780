"""Public checks on the author's own machine: the ``student`` fixture for plain pytest, and what ``check`` runs."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from autograder import intake, units
from autograder.errors import UsageError
from autograder.examine import collect, judged, runtime_of
from autograder.model import Check, Unit, Verdict
from autograder.plugin import MARKER, Examination
from autograder.sandbox.inprocess import InProcess
from autograder.student import Student


class Outcome(msgspec.Struct, frozen=True):
    """What the public checks of a folder found; `tasks` are those that were asked for."""

    unit: Unit
    tasks: list[str]
    checks: list[Check]
    verdicts: dict[str, Verdict]
    problems: list[str]
    flags: list[str]
    calls: dict[str, list[str]]


def pytest_configure(config: pytest.Config) -> None:
    """Register the mark of the checks."""
    config.addinivalue_line("markers", MARKER)


@pytest.fixture(scope="module")
def _submission(request: pytest.FixtureRequest) -> Iterator[Student]:
    submission, _problems = open_folder(request.path.parent)
    yield submission
    submission.close()


@pytest.fixture
def student(_submission: Student) -> Student:
    """Return the submission in the folder of the test."""
    _submission.begin()
    return _submission


def open_folder(folder: Path, stuck_seconds: float = 0.0) -> tuple[Student, list[str]]:
    """Return the submission in a unit's folder, and what intake had to say.

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
    return student, taken.problems


def check(folder: Path, tasks: frozenset[str], stuck_seconds: float = 0.0) -> Outcome:
    """Run the public checks of a unit's folder, all or those of some tasks.

    Raises
    ------
    UsageError
        If the folder is none of a unit, or a task is not in it.
    IntakeError
        If there is nothing of the unit in it.
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
    wanted = [name for name in unit.tasks if not tasks or name in tasks]
    run = frozenset(wanted).union(*(units.ancestors(unit, name) for name in wanted))  # a cause may lie in another task
    submission, problems = open_folder(folder, stuck_seconds)
    found: list[Outcome] = []

    def conduct(examination: Examination) -> None:
        verdicts = judged(submission, examination, b"", run)
        calls = submission.calls
        checks = [check for check in examination.checks.values() if check.task in run]
        found.append(Outcome(unit, wanted, checks, verdicts, [*problems, *submission.problems], submission.flags, calls))

    tests = folder / "test_public.py"
    if not tests.is_file():
        raise UsageError(f"{tests}: no such file; get the unit's kit again")
    collect(tests, Examination(unit, None, conduct))
    return found[0]
