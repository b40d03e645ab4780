"""Grade again without writing anything, and compare: who would move, and whether a grade can be had again."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from autograder import batch, course, units
from autograder.course import Course
from autograder.errors import UsageError
from autograder.model import Provenance, Report
from autograder.records import Records, read


class Move(msgspec.Struct, frozen=True):
    """One submission, as its record has it and as it would be.

    Parameters
    ----------
    before, after : float or None
        Scores; None where there is no record.
    reasons : list of str
        Why it would be graded again.
    tasks : list of str
        Those whose scores differ, with both.
    checks : list of str
        Those that end otherwise, with both outcomes.
    restated : list of str
        What the course says otherwise: dates, adjustments, students.
    """

    submission: str
    before: float | None
    after: float
    reasons: list[str]
    tasks: list[str]
    checks: list[str]
    restated: list[str] = []

    @property
    def moves(self) -> bool:
        """Whether anything differs that counts."""
        return self.before != self.after or bool(self.tasks or self.checks or self.restated)


class Replay(msgspec.Struct, frozen=True):
    """A record beside the grade that its submission has now.

    Parameters
    ----------
    others : list of str
        What makes it another examination: suite, inputs.
    """

    move: Move
    others: list[str]


def moves(
    folder: Path,
    submissions: dict[str, Path],
    records: Records,
    settings: batch.Settings,
    examiners: Sequence[batch.Judging],
) -> Iterator[Move]:
    """Grade what a batch would grade, into a folder that is thrown away, and yield each with what its record says.

    Of what would be kept, those are yielded of which the course says something else now.

    Parameters
    ----------
    folder, submissions, records, settings, examiners
        As of :func:`autograder.batch.run`.
    """
    plans = batch.plan(folder, submissions, records, settings, examiners[0])
    planned = {plan.submission: plan.reasons for plan in plans}
    for plan in plans:
        if plan.restated is not None:
            yield _move(_before(records.path(plan.submission, bool(settings.only))), plan.restated, [])
    wanted = {name: path for name, path in submissions.items() if planned[name]}
    if not wanted:
        return
    with tempfile.TemporaryDirectory(prefix="autograder-explain-") as scratch:
        rows = batch.run(folder, wanted, Records(Path(scratch), folder.name), settings, examiners)
        with contextlib.closing(rows):  # before the folder goes
            for row in rows:
                name = row.report.submission
                yield _move(_before(records.path(name, bool(settings.only))), row.report, planned[name])


def replay(record: Path, units_dir: Path, secret: bytes, whole: Course, settings: batch.Settings) -> Replay:
    """Grade a record's submission again, from the bytes that were kept, and compare.

    Parameters
    ----------
    record : Path
        ``DIR/UNIT/ID.json``.
    units_dir : Path
    secret : bytes
        The course secret; the record tells whether it is the one that it was graded with.
    whole : Course
        Says who handed in, and which tasks count.
    settings : batch.Settings
        For the device and the isolation.

    Returns
    -------
    Replay
        The `reasons` of its move say what differs from when it was graded. What was changed by hand is taken as the record
        has it.

    Raises
    ------
    UsageError
        If there is no such record, or the bytes are not kept any more, or are others.
    """
    report = read(record)
    kind, content = Records(record.parent.parent, record.parent.name, create=False).stored(report.provenance.submission_sha256)
    folder = units.find(report.assignment, units_dir)
    only = tuple(task.name for task in report.tasks) if report.partial else ()
    settings = msgspec.structs.replace(settings, secret=secret, only=only, course=whole, force=True)
    with tempfile.TemporaryDirectory(prefix="autograder-replay-") as scratch:
        copy = Path(scratch) / f"{report.submission}{kind}"
        copy.write_bytes(content)
        records = Records(Path(scratch) / "records", folder.name)
        (row,) = batch.grade(folder, {report.submission: copy}, records, settings)
    kept = {name: getattr(report, name) for name in ("adjustments", "late_seconds", "students", "submitted_at")}
    score = course.adjusted(row.report.tasks, report.adjustments)
    now = msgspec.structs.replace(row.report, score=score, **kept)
    others = _others(report.provenance, now.provenance)
    return Replay(_move(report, now, [*others, *_differences(report.provenance, now.provenance)]), others)


def _others(old: Provenance, new: Provenance) -> list[str]:
    reasons = ["the suite has changed"] if old.suite_sha256 != new.suite_sha256 else []
    if old.seed_id != new.seed_id:
        reasons.append("its random inputs were drawn from another secret, or for another name")
    return reasons


def _differences(old: Provenance, new: Provenance) -> list[str]:
    reasons = [f"{name} was {old.versions.get(name, 'not there')} and is {new.versions.get(name, 'not there')}"
                for name in sorted({*old.versions, *new.versions})
                if old.versions.get(name) != new.versions.get(name)]  # fmt: skip
    for words, before, after in (("isolation", old.isolation, new.isolation), ("the device", old.device, new.device)):
        reasons += [f"{words} was {before} and is {after}"] if before != after else []
    return reasons


def _before(path: Path) -> Report | None:
    try:
        return read(path)
    except UsageError:
        return None


def _move(before: Report | None, after: Report, reasons: list[str]) -> Move:
    if before is None:
        return Move(after.submission, None, after.score, reasons, [], [])
    old = {task.name: task for task in before.tasks}
    tasks, checks = [], []
    for task in after.tasks:
        known = old.get(task.name)
        if known is None or (known.score, known.pending) != (task.score, task.pending):
            was = "not there" if known is None else f"{known.score:g}"
            tasks.append(f"{task.name} {was} -> {task.score:g}")
        outcomes = {test.name: test.outcome for test in known.tests} if known else {}
        checks += [f"{task.name}: {test.name}: {outcomes.get(test.name, 'not there')} -> {test.outcome}"
                   for test in task.tests if known and outcomes.get(test.name) != test.outcome]  # fmt: skip
    gone = [f"{name} {task.score:g} -> not there" for name, task in old.items() if name not in {t.name for t in after.tasks}]
    return Move(after.submission, before.score, after.score, reasons, tasks + gone, checks, _restated(before, after))


def _restated(before: Report, after: Report) -> list[str]:
    """Return what the course says otherwise of a submission."""
    lines = []
    for words, old, new in (("handed in at", before.submitted_at, after.submitted_at),
                            ("seconds late:", before.late_seconds, after.late_seconds),
                            ("by", ", ".join(before.students), ", ".join(after.students))):  # fmt: skip
        lines += [f"{words} {_shown(old)} -> {_shown(new)}"] if old != new else []
    for words, ours, theirs in (("no longer adjusted", before, after), ("adjusted", after, before)):
        lines += [f"{words}: {change.task} {change.delta:+g} ({change.reason})"
                  for change in ours.adjustments if change not in theirs.adjustments]  # fmt: skip
    return lines


def _shown(value: object) -> str:
    return "an unknown time" if value is None else str(value)
