"""One submission of a batch: intake, judging, record; and what is known beforehand of whether it must be graded."""

from __future__ import annotations

import datetime
import functools
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec

from autograder import course, devices, intake, scoring
from autograder.errors import GraderError, IntakeError, UsageError
from autograder.judge import relocated
from autograder.messages import Findings, Job, Ready
from autograder.model import Check, Provenance, Report, Unit, Verdict, printable
from autograder.plugin import is_judged
from autograder.records import SCHEMA, Records, read, stale
from autograder.sandbox.reader import Reader

_REMARKS = 50


class Settings(msgspec.Struct, frozen=True):
    """What a batch is run with.

    Parameters
    ----------
    only : tuple of str
        Tasks; all, if none is named.
    force : bool
        Whether to grade again what has a record.
    weakest : str
        The weakest isolation tier, "A" to "D", under which to grade at all.
    device : {"auto", "cpu", "cuda"}
        For timed checks.
    begun : callable
        Told by id that a submission is being judged, by the thread that does so.
    note : callable
        Told by id and sentence what goes on during a timed check.
    timed : callable
        Returns, for the id of a submission, the tasks whose timed checks are judged; None: all.
    brief : callable
        Returns, for the id of a submission and the unit's checks, whether the first that fails ends its judging; the record
        then lists no more.
    explain : bool
        Whether to look for known mistakes where checks fail.
    course : Course
        Says which tasks count, who handed in and when, and what was changed by hand.
    """

    secret: bytes
    jobs: int = 1
    only: tuple[str, ...] = ()
    force: bool = False
    weakest: str = "B"
    device: devices.Wanted = "auto"
    begun: Callable[[str], None] = lambda _name: None
    note: Callable[[str, str], None] = lambda _name, _text: None
    timed: Callable[[str], list[str] | None] = lambda _name: None
    brief: Callable[[str, list[Check]], bool] = lambda _name, _checks: False
    explain: bool = True
    course: course.Course = course.Course()


class Row(msgspec.Struct, frozen=True):
    """One submission of a batch that is done.

    Parameters
    ----------
    kept : bool
        Whether the record was there already.
    cpu_seconds : dict of str to float
        What judging it cost, by process; empty where nothing was judged.
    timed : frozenset of str
        Names of the unit's timed checks.
    """

    report: Report
    kept: bool
    cpu_seconds: dict[str, float]
    timed: frozenset[str] = frozenset()


class Judging(Protocol):
    """What a batch asks of an examiner, wherever it is.

    Attributes
    ----------
    ready : Ready or None
        What the process that judged last had said when it started.
    """

    ready: Ready | None

    def start(self) -> Ready:
        """Start, and say what it is."""

    def judge(self, job: Job, note: Callable[[str], None] = ...) -> Findings:
        """Judge one submission."""

    def kill(self) -> None:
        """End at once."""

    def close(self) -> None:
        """End."""


class Planned(msgspec.Struct, frozen=True):
    """What a batch would do with a submission: grade it, where there are reasons; else keep its record.

    Parameters
    ----------
    restated : Report, optional
        The record that is kept, with what the course says of it now, where that is something else.
    """

    submission: str
    reasons: list[str]
    restated: Report | None = None


class Grading:
    """Grades one submission after another, with what is the same for all of a batch.

    Attributes
    ----------
    ready : Ready
        What the first examiner said when it had started.
    stopping : threading.Event
        Set when the batch is given up: no more records are written.
    """

    def __init__(self, unit: Unit, suite_sha256: str, records: Records, settings: Settings) -> None:
        self._unit, self._suite, self._records, self._settings = unit, suite_sha256, records, settings
        points = settings.course.settings.task_points(unit.name) or {name: task.points for name, task in unit.tasks.items()}
        self._points = {name: points[name] for name in unit.tasks
                        if name in points and (not settings.only or name in settings.only)}  # fmt: skip
        self._reader = Reader(unit)
        self.ready = Ready([], {}, "")
        self.stopping = threading.Event()

    def close(self) -> None:
        """End what reads submissions."""
        self._reader.close()

    def planned(self, name: str, path: Path) -> Planned:
        """Return why a submission would be graded; no reasons where its record would be kept."""
        if self._settings.force:
            return Planned(name, ["--force"])
        provenance = self._provenance(name)
        try:
            sha256 = _gathered(Path(os.path.abspath(path)), self._unit).sha256
        except IntakeError as error:
            return Planned(name, [f"would be rejected: {error}"])
        except GraderError as error:
            return Planned(name, [f"would be pending: {error}"])
        try:
            report = read(self._records.path(name, bool(self._settings.only)))
        except UsageError:
            return Planned(name, ["no record yet"])
        reasons = stale(report, msgspec.structs.replace(provenance, submission_sha256=sha256), self._points)
        now = report if reasons else self._settings.course.filled(report)
        return Planned(name, reasons, now if now != report else None)

    def _provenance(self, name: str) -> Provenance:
        """Return what is known before a submission is read."""
        _seed, seed_id = course.seed_of(self._settings.secret, self._unit.name, self._settings.course.students(name))
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        return Provenance("", self._suite, seed_id, self.ready.isolation, self.ready.device, self.ready.versions, now, 0.0)

    def grade(self, examiner: Judging, submission_at: tuple[str, Path]) -> Row:
        """Take one submission in, let `examiner` judge it, and write its record."""
        name, path = submission_at[0], Path(os.path.abspath(submission_at[1]))
        clock = time.monotonic()
        seed, _id = course.seed_of(self._settings.secret, self._unit.name, self._settings.course.students(name))
        provenance = self._provenance(name)
        rejected = False
        try:
            raw = _gathered(path, self._unit)
            provenance = msgspec.structs.replace(provenance, submission_sha256=raw.sha256)
            kept = None if self._settings.force else self._kept(name, provenance)
            if kept is not None:
                return Row(self._refreshed(kept), True, {})
            findings = self._judged(examiner, raw, seed, name)
            provenance = _of(provenance, examiner.ready)
        except IntakeError as error:
            findings, rejected = Findings({}, {}, [str(error)], [], {}), True
        except GraderError as error:
            if self.stopping.is_set():
                raise
            findings = self._open(name, str(error))
        provenance = msgspec.structs.replace(provenance, seconds=round(time.monotonic() - clock, 3))
        problems = [*findings.problems]
        if name == intake.identifier(path) and name not in (path.name, path.stem):
            problems.append(f"handed in as {path.name!r}, which cannot be an id as it is")
        findings = msgspec.structs.replace(findings, flags=[_remark(flag) for flag in findings.flags])
        report = self._report(name, rejected, findings, _remarks(problems), provenance)
        snippets = {check: verdict.evidence for check, verdict in findings.verdicts.items() if verdict.evidence}
        self._require_going_on()
        self._records.write(report, snippets)
        timed = frozenset(check.name for check in self.ready.checks if check.timed)
        return Row(report, False, findings.cpu_seconds, timed)

    def _require_going_on(self) -> None:
        if self.stopping.is_set():
            raise GraderError("the batch is given up")

    def _kept(self, name: str, provenance: Provenance) -> Report | None:
        return self._records.kept(name, bool(self._settings.only), provenance, self._points)

    def _refreshed(self, kept: Report) -> Report:
        """Return a kept record with what the course says of it now."""
        report = self._settings.course.filled(kept)
        if report != kept:
            self._require_going_on()
            self._records.rewrite(report)
        return report

    def _judged(self, examiner: Judging, raw: intake.Raw, seed: bytes, name: str) -> Findings:
        """Keep the bytes of a submission, have them read, and have what was read judged."""
        self._settings.begun(name)
        self._records.keep(raw.sha256, raw.kind, raw.content)
        submission = self._reader.read(raw)
        findings = self._findings(examiner, submission, seed, name)
        if submission.notebook:
            findings = _located(findings, functools.partial(submission.located, modules=self._unit.modules))
        return msgspec.structs.replace(findings, problems=[*submission.problems, *findings.problems])

    def _findings(self, examiner: Judging, submission: intake.Submission, seed: bytes, name: str) -> Findings:
        """Judge a submission; where the examiner fails, once more with a fresh one, then as not graded."""
        brief = self._settings.brief(name, self.ready.checks)
        only = [] if len(self._points) == len(self._unit.tasks) else list(self._points)
        job = Job(submission.files, seed.hex(), only, explain=self._settings.explain,
                  timed=self._settings.timed(name), until="failure" if brief else "end")  # fmt: skip
        why = ""
        for _attempt in range(2):
            self._require_going_on()
            try:
                return examiner.judge(job, functools.partial(self._settings.note, name))
            except GraderError as error:
                why = str(error)
        return self._open(name, why)

    def _open(self, name: str, why: str) -> Findings:
        """Return what is said of a submission that could not be graded by our fault."""
        checks = {check.name: Verdict("not_graded", why) for check in self._checks(name)}
        return Findings(checks, {}, [f"not graded, by no fault of the submission: {why}"], [], {})

    def _checks(self, name: str) -> list[Check]:
        timed = self._settings.timed(name)
        return [check for check in self.ready.checks if check.task in self._points and is_judged(check, timed)]

    def _report(self, name: str, rejected: bool, findings: Findings, problems: list[str], provenance: Provenance) -> Report:
        if rejected:
            tasks = scoring.nothing(self._unit, self._points)
        else:
            checks = self._checks(name)
            if self._settings.brief(name, self.ready.checks):
                checks = [check for check in checks if check.name in findings.verdicts]
            scored = scoring.score(self._unit, checks, findings.verdicts, findings.calls, findings.mistakes)
            tasks = [task for task in scored if task.name in self._points]
        if any(task.max_score != self._points[task.name] for task in tasks):
            tasks = scoring.rescaled(tasks, self._points)
        score, pending, maximum = scoring.total(tasks)
        report = Report(SCHEMA, self._unit.name, name, "rejected" if rejected else "graded", bool(self._settings.only), [name],
                        1, None, 0, score, pending, maximum, tasks, [], findings.flags, problems, provenance)  # fmt: skip
        return self._settings.course.filled(report)


def _of(provenance: Provenance, ready: Ready | None) -> Provenance:
    """Return a provenance that names the process which judged, on a cluster one of many."""
    if ready is None:
        return provenance
    return msgspec.structs.replace(provenance, isolation=ready.isolation, device=ready.device, versions=ready.versions)


def _gathered(path: Path, unit: Unit) -> intake.Raw:
    intake.require_numbered(path)
    try:
        return intake.gather(path, unit)
    except IntakeError:
        raise
    except Exception as error:  # one odd file must not end the batch
        raise GraderError(f"it cannot be taken in: {type(error).__name__}: {error}") from error


def _located(findings: Findings, located: Callable[[str], str]) -> Findings:
    """Return findings in which places in a notebook's code are places in its cells."""
    return msgspec.structs.replace(findings, verdicts=relocated(findings.verdicts, located),
                                   problems=list(map(located, findings.problems)),
                                   flags=list(map(located, findings.flags)))  # fmt: skip


def _remarks(problems: list[str]) -> list[str]:
    """Return what a record says of a submission as a whole: single lines, and not too many."""
    kept = [_remark(problem) for problem in problems[:_REMARKS]]
    return [*kept, f"and {len(problems) - _REMARKS} more remarks"] if len(problems) > _REMARKS else kept


def _remark(text: str) -> str:
    """Return one line, which cannot be taken for one of the grader's own."""
    return printable(" ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split()), 500)
