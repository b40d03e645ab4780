"""A course folder as a whole, and what it adds to records."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from pathlib import Path

import msgspec

from autograder.course import adjustments, calendar, roster
from autograder.course.adjustments import Change
from autograder.course.calendar import Settings
from autograder.course.handed_in import Handed
from autograder.course.roster import Roster, split_attempt
from autograder.errors import UsageError
from autograder.model import Adjustment, Report, TaskResult


class Course(msgspec.Struct, frozen=True):
    """A course: settings, roster, times, and what people changed by hand.

    Without a course folder all of it is empty, and a record says what a first attempt in time of one student says.

    Parameters
    ----------
    folder : Path, optional
        Where it was read from.
    """

    settings: Settings = Settings()
    roster: Roster = Roster()
    handed: Handed = Handed()
    changes: list[Change] = []
    folder: Path | None = None

    def students(self, submission: str) -> list[str]:
        """Return the students of a submission, the same for each attempt; one of its name where the roster knows none."""
        name, _attempt = split_attempt(submission)
        return [member.student for member in self.roster.named(name)] or [name]

    def undated(self, unit: str, submissions: Collection[str]) -> list[str]:
        """Return the submissions to a unit that are due some time, and of which nobody has said when they were handed in."""
        return [name for name in submissions
                if self.settings.due(unit, self.names(name)) is not None and self._handed_in(name) is None]  # fmt: skip

    def _handed_in(self, submission: str) -> datetime.datetime | None:
        stamp = self.handed.stamps.get(submission) if self.settings.attempts.nbgrader_times else None
        return self.handed.times.get(submission, stamp)

    def filled(self, report: Report) -> Report:
        """Return a record with all that the course says of it now; when it was handed in stays, unless that is known better.

        The score is that of the checks and the adjustments together: at least 0 for each task, and beyond the maximum only by
        adjustments.
        """
        attempt = split_attempt(report.submission)[1]
        names = self.names(report.submission)
        at = self._handed_in(report.submission)
        if at is None and report.submitted_at is not None:
            at = datetime.datetime.fromisoformat(report.submitted_at)
        due = self.settings.due(report.assignment, names)
        late = max(0, round((at - due).total_seconds())) if at is not None and due is not None else 0
        tasks = {task.name for task in report.tasks}
        mine = [change.adjustment() for change in self.changes
                if change.unit == report.assignment and change.who in names and change.task in tasks]  # fmt: skip
        said = at.astimezone(datetime.UTC).isoformat(timespec="seconds") if at is not None else None
        return msgspec.structs.replace(
            report,
            students=self.students(report.submission),
            attempt=attempt,
            submitted_at=said,
            late_seconds=late,
            adjustments=mine,
            score=adjusted(report.tasks, mine),
        )

    def names(self, submission: str) -> list[str]:
        """Return all names under which the course may speak of a submission: its own, of its students, of their team."""
        name, _attempt = split_attempt(submission)
        members = self.roster.named(name)
        more = (other for m in members for other in (m.submission, m.team) if other)
        return list(dict.fromkeys([name, *(m.student for m in members), *more]))

    def counts(self, unit: str, task: str) -> bool:
        """Return whether a task is graded in this course."""
        points = self.settings.task_points(unit)
        return (not self.settings.units or unit in self.settings.units) and (not points or task in points)

    def strangers(self, submissions: Iterable[str]) -> list[str]:
        """Return the submissions of which the roster, if there is one, knows nobody."""
        return [name for name in submissions if self.roster.members and not self.roster.named(split_attempt(name)[0])]

    def rivals(self, submissions: Iterable[str]) -> list[list[str]]:
        """Return which submissions are the same attempt of the same students: only one of each list counts."""
        found: dict[tuple[tuple[str, ...], int], list[str]] = {}
        for name in submissions:
            found.setdefault((tuple(self.students(name)), split_attempt(name)[1]), []).append(name)
        return [names for names in found.values() if len(names) > 1]

    def penalty(self, report: Report) -> float:
        """Return how many points of a record are lost by being late."""
        return self.settings.late.penalty(report.max_score, report.score, report.late_seconds)

    def counting(self, reports: Iterable[Report]) -> dict[str, Report]:
        """Return the record that counts for each student, of all attempts at one unit.

        Attempts beyond the cap do not. Best is what has the most points after the penalty for being late; of equals, the
        earlier one. An attempt with points pending keeps the others from being best: nobody knows yet. One that could not be
        read displaces no other.
        """
        best: dict[str, Report] = {}
        cap = self.settings.attempts.cap
        for report in sorted(reports, key=lambda report: (report.attempt, report.submitted_at or "", report.submission)):
            if cap and report.attempt > cap:
                continue
            for student in report.students:
                other = best.get(student)
                if other is not None and report.status == "rejected":
                    continue
                if other is None or self.settings.attempts.counts == "last" or self._better(report, other):
                    best[student] = report
        return best

    def _better(self, report: Report, other: Report) -> bool:
        if report.pending or other.pending:
            return report.pending > 0 and not other.pending
        return report.score - self.penalty(report) > other.score - self.penalty(other)

    def require_units(self, known: dict[str, list[str]]) -> None:
        """Require that units, tasks and people that the course names are there.

        Parameters
        ----------
        known : dict of str to list of str
            Tasks by unit.

        Raises
        ------
        UsageError
            Names the file and what is not there.
        """
        where = (self.folder or Path()) / calendar.NAME
        people = {name for m in self.roster.members for name in (m.student, m.team, m.submission) if name}
        for unit, plan in self.settings.units.items():
            if unit not in known:
                raise UsageError(f"{where}: units.{unit}: there is no such unit; there are {', '.join(known)}")
            for task in plan.tasks:
                if task not in known[unit]:
                    raise UsageError(f"{where}: units.{unit}.tasks: no task {task!r}; there are {', '.join(known[unit])}")
            for who in plan.extension_days:
                if people and who not in people:
                    raise UsageError(f"{where}: units.{unit}.extension_days: {who!r} is not in {roster.NAME}")


def adjusted(tasks: Iterable[TaskResult], changes: Iterable[Adjustment]) -> float:
    """Return the score of a record: that of its tasks, each with what was changed by hand and at least 0.

    Examples
    --------
    >>> adjusted([TaskResult("f", 3.0, 0.0, 12.0, [])], [Adjustment("f", -4.0, "us", "copied", "2026-11-27")])
    0.0
    """
    changes = list(changes)
    return round(sum((max(0.0, task.score + sum(change.delta for change in changes if change.task == task.name))
                      for task in tasks), 0.0), 6)  # fmt: skip


def find_course(folder: Path, handed: Handed | None = None) -> Course:
    """Read the course in a folder; an empty one where it has no ``course.toml``.

    Parameters
    ----------
    folder : Path
    handed : Handed, optional
        When submissions were handed in.

    Raises
    ------
    UsageError
        If one of its files is wrong.
    """
    handed = handed or Handed()
    if not (folder / calendar.NAME).is_file():
        return Course(handed=handed)
    members = roster.read_roster(folder / roster.NAME) if (folder / roster.NAME).is_file() else Roster()
    return Course(
        calendar.read_settings(folder / calendar.NAME),
        members,
        handed,
        adjustments.read_changes(folder / adjustments.NAME),
        folder,
    )
