"""What a student may see of a record: a value of its own, made from the record, in which nothing else is left.

Messages are left out even for public checks: they hold what the submission returned or raised, and a submission that has seen
hidden inputs could say them there. Who wants to see the difference of a public check runs ``autograder check``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.messages import NO_MISTAKES
from autograder.model import Adjustment, Outcome, Report, TaskResult, TestResult

_SHOWN = ("accuracy", "confusion", "curve", "budget_seconds")
_PACE = ("ratio", "low", "high", "limit", "verdict")


class Seen(msgspec.Struct, frozen=True):
    """A check that a student may know by name: public, or with a hint."""

    name: str
    outcome: Outcome
    score: float | None
    max_score: float
    hint: str
    measured: dict[str, Any]
    public: bool


class Counted(msgspec.Struct, frozen=True):
    """The hidden checks of a task, which are only counted; `open` of them wait to be graded."""

    checks: int = 0
    passed: int = 0
    open: int = 0
    score: float = 0.0
    max_score: float = 0.0


class SeenTask(msgspec.Struct, frozen=True):
    """A task as its author may see it; `hint` is the sentence on the known mistake that explains what failed."""

    name: str
    score: float
    pending: float
    max_score: float
    hint: str
    tests: list[Seen]
    hidden: Counted


class StudentView(msgspec.Struct, frozen=True):
    """A record as its authors may see it."""

    assignment: str
    submission: str
    status: str
    students: list[str]
    attempt: int
    submitted_at: str | None
    late_seconds: int
    score: float
    pending: float
    max_score: float
    tasks: list[SeenTask]
    adjustments: list[Adjustment]
    problems: list[str]
    graded_at: str
    submission_sha256: str
    suite_sha256: str
    isolation: str
    device: str
    versions: dict[str, str]


def of(report: Report) -> StudentView:
    """Return what the authors of a submission may see of its record.

    Parameters
    ----------
    report : Report

    Returns
    -------
    StudentView
        Without flags, messages, names of mistakes, and times; hidden checks are only counted.
    """
    made = report.provenance
    problems = [problem for problem in report.problems if not problem.startswith(NO_MISTAKES)]
    return StudentView(
        report.assignment, report.submission, report.status, report.students, report.attempt, report.submitted_at,
        report.late_seconds, report.score, report.pending, report.max_score, [_task(task) for task in report.tasks],
        [msgspec.structs.replace(change, by="") for change in report.adjustments], problems, made.started,
        made.submission_sha256, made.suite_sha256, made.isolation, made.device, made.versions,
    )  # fmt: skip


def _task(task: TaskResult) -> SeenTask:
    tests = [_seen(test) for test in task.tests if test.visibility != "hidden"]
    hidden = [test for test in task.tests if test.visibility == "hidden"]
    counted = Counted(
        checks=len(hidden),
        passed=sum(test.outcome == "passed" for test in hidden),
        open=sum(test.score is None for test in hidden),
        score=round(sum(test.score or 0.0 for test in hidden), 6),
        max_score=round(sum(test.max_score for test in hidden), 6),
    )
    return SeenTask(task.name, task.score, task.pending, task.max_score, task.hint, tests, counted)


def _seen(test: TestResult) -> Seen:
    measured = {key: test.measured[key] for key in _SHOWN if key in test.measured}
    if isinstance(test.measured.get("pace"), dict):
        measured["pace"] = {key: value for key, value in test.measured["pace"].items() if key in _PACE}
    return Seen(test.name, test.outcome, test.score, test.max_score, test.hint, measured, test.visibility == "public")
