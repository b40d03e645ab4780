"""What every format takes and gives, and the one way in which a record becomes a grade."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from autograder.course import Course, Member
from autograder.errors import UsageError
from autograder.model import OPEN_OUTCOMES, Report, printable
from autograder.render import view
from autograder.render.view import Seen, SeenTask

TEXT_LIMIT = 4096
"""Characters of feedback for one submission: systems refuse uploads that are too large."""


class Filled(msgspec.Struct, frozen=True):
    """A file to fill: its name, for messages, and its bytes."""

    name: str
    content: bytes


class Request(msgspec.Struct, frozen=True):
    """What a format may know beside the records.

    Parameters
    ----------
    course : Course
        Who takes part, which attempt counts, and what being late costs.
    into : Filled, optional
        The file to fill, for formats that do.
    column : str, optional
        Title of the column to fill; by default it is looked for.
    titles : list of str
        Names that a column of the unit may have.
    environment : mapping of str to str
        Of the CI job, for formats that repeat parts of it.
    """

    course: Course = Course()
    into: Filled | None = None
    column: str = ""
    titles: list[str] = []
    environment: Mapping[str, str] = {}


class Made(msgspec.Struct, frozen=True):
    """What a format made: files by name, whose grades were withheld, and what a person should know."""

    files: dict[str, bytes]
    withheld: list[str] = []
    notes: list[str] = []


class Format(msgspec.Struct, frozen=True):
    """A format: what it is for, whether it can fill a file, and the function that makes it."""

    title: str
    make: Callable[[list[Report], Request], Made]
    fills: bool = False


class Grade(msgspec.Struct, frozen=True):
    """What a student gets for a unit, from the attempt that counts; `value` is None while points are pending."""

    student: str
    member: Member
    report: Report
    penalty: float
    value: float | None


def value_of(report: Report, course: Course) -> float | None:
    """Return the grade of a record after the penalty for being late; None while points are pending."""
    return None if report.pending > 0 else round(report.score - course.penalty(report), 6)


def grades(reports: Iterable[Report], course: Course) -> list[Grade]:
    """Return the grade of each student, by name: of a team each member's, of several attempts the one that counts.

    Examples
    --------
    >>> grades([], Course())
    []
    """
    members = {member.student: member for member in course.roster.members}
    return [
        Grade(student, members.get(student, Member(student, student)), report, course.penalty(report), value_of(report, course))
        for student, report in sorted(course.counting(reports).items())
    ]


def by_key(grades_: Iterable[Grade]) -> dict[str, Grade]:
    """Return grades by what a system may know their students as: id and address, without regard to case.

    Raises
    ------
    UsageError
        If two students share one.
    """
    found: dict[str, Grade] = {}
    for grade in grades_:
        for key in {grade.student.casefold(), grade.member.email.casefold()} - {""}:
            other = found.setdefault(key, grade)
            if other is not grade:
                raise UsageError(f"{other.student} and {grade.student} both go by {line(key)}; correct the roster")
    return found


def withheld(grades_: Iterable[Grade]) -> list[str]:
    """Return whose grades wait for points that are pending."""
    return [grade.student for grade in grades_ if grade.value is None]


def number(value: float) -> str:
    """Return a number of points, to two decimals, as short as it is.

    Examples
    --------
    >>> number(87.5), number(100.0), number(33.333333)
    ('87.5', '100', '33.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def line(text: str, limit: int = 300) -> str:
    """Return text on one line, without control characters."""
    return " ".join(printable(text, limit).split())


def file_name(report: Report) -> str:
    """Return a name for the files of a record, its id where that is harmless; no other id gets the same."""
    given = report.submission
    name = re.sub(r"[^\w.@ +-]", "_", line(given, 120)).lstrip(".").strip()
    return name if name == given else f"{name}-{hashlib.sha256(given.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def hidden_words(task: SeenTask) -> str:
    """Return what a student may know of a task's hidden checks: how many passed."""
    some = task.hidden
    waiting = f", {some.open} not graded yet" if some.open else ""
    return f"{some.passed} of {some.checks} hidden checks passed{waiting}"


def remark(check: Seen) -> str:
    """Return what a student may know of a check: its hint, or how it ended where that says more."""
    if check.outcome == "passed":
        return ""
    ending = {"failed": "the result is not what was expected", "error": "raised an error", "timeout": "ran out of time",
              "killed": "the process ended", "forbidden": "used what is forbidden", "not_graded": "not graded yet",
              "awaiting_manual": "waits for a person"}[check.outcome]  # fmt: skip
    return line(f"{ending}; {check.hint}" if check.hint and check.outcome not in OPEN_OUTCOMES else ending)


def said(report: Report, course: Course) -> list[str]:
    """Return the lines in which a student is told a grade: total, late penalty, adjustments, tasks with points lost."""
    seen = view.of(report)
    value = value_of(report, course)
    if value is None:
        lines = [f"not graded yet: {number(report.pending)} of {number(report.max_score)} points are still open"]
    else:
        lines = [f"{number(value)} of {number(report.max_score)} points"]
    penalty = course.penalty(report)
    if penalty:
        lines.append(f"late: {number(penalty)} points off")
    lines += [f"changed by hand: {change.task} {change.delta:+g} ({line(change.reason)})" for change in seen.adjustments]
    for task in seen.tasks:
        if task.score < task.max_score:
            hints = [task.hint, *(test.hint for test in task.tests if test.outcome != "passed")]
            why = "; ".join(dict.fromkeys(line(hint) for hint in hints if hint))
            waiting = f", {number(task.pending)} still open" if task.pending else ""
            lines.append(
                f"{task.name}: {number(task.score)} of {number(task.max_score)}{waiting}" + (f": {why}" if why else "")
            )
    lines += [line(problem) for problem in seen.problems]
    return _cut(lines)


def _cut(lines: list[str]) -> list[str]:
    kept: list[str] = []
    left = TEXT_LIMIT
    for text in lines:
        if len(text) + 1 > left:
            return [*kept, "…"]
        kept.append(text)
        left -= len(text) + 1
    return kept
