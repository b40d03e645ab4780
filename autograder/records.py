"""Reports on disk: one JSON file a submission, a table of grades, evidence for staff."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import filelock
import msgspec

from autograder.errors import UsageError
from autograder.model import Provenance, Report

SCHEMA = 1

_KINDS = (".zip", ".py", ".ipynb")
"""Suffixes of what is kept."""

_encode = msgspec.json.Encoder().encode


class Evidence(msgspec.Struct, frozen=True):
    """Runnable snippets of a record's failing checks, by check name."""

    submission_sha256: str
    suite_sha256: str
    snippets: dict[str, str]


class Records:
    """The records of one unit in an output folder.

    Parameters
    ----------
    out : Path
        The folder given as ``--out``.
    unit : str
        Name of the unit.
    create : bool, optional
        Whether to make the folder; without, nothing may be written.

    Raises
    ------
    UsageError
        If the folder cannot be made.
    """

    def __init__(self, out: Path, unit: str, create: bool = True) -> None:
        self.folder = out / unit
        if not create:
            return
        try:
            for part in ("evidence", "store"):
                (self.folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--out {out}: {error.strerror}; name a folder that can be written to") from error

    def path(self, submission: str, partial: bool = False) -> Path:
        """Return where the record of a submission is."""
        return self.folder / f"{submission}{'.partial' if partial else ''}.json"

    def write(self, report: Report, snippets: dict[str, str]) -> None:
        """Write a record and its evidence, each whole or not at all; the record last."""
        evidence = self.folder / "evidence" / self.path(report.submission, report.partial).name
        provenance = report.provenance
        if snippets:
            write_atomically(evidence, _json(Evidence(provenance.submission_sha256, provenance.suite_sha256, snippets)))
        else:
            evidence.unlink(missing_ok=True)
        write_atomically(self.path(report.submission, report.partial), _json(report))

    def rewrite(self, report: Report) -> None:
        """Write a record whose checks are as they were; its evidence stays."""
        write_atomically(self.path(report.submission, report.partial), _json(report))

    def keep(self, sha256: str, kind: str, content: bytes) -> Path:
        """Keep the bytes of a submission, by their hash, before anything is made of them; return where.

        Parameters
        ----------
        sha256 : str
            Of the content.
        kind : str
            Suffix of the file, so that it opens by itself.
        content : bytes
        """
        path = self.folder / "store" / f"{sha256}{kind}"
        if not path.is_file() or path.stat().st_size != len(content):
            write_atomically(path, content)
        return path

    def stored(self, sha256: str) -> tuple[str, bytes]:
        """Return the suffix and the bytes of a submission that was kept.

        Parameters
        ----------
        sha256 : str
            Of the bytes, as a record names it.

        Raises
        ------
        UsageError
            If they are not there any more, or are others.
        """
        store = self.folder / "store"
        for kind in _KINDS:
            path = store / f"{sha256}{kind}"
            if path.is_file():
                content = path.read_bytes()
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise UsageError(f"{path}: is not what was handed in: its SHA-256 is another one; "
                                     "put the file back from a backup")  # fmt: skip
                return kind, content
        raise UsageError(f"what was handed in is not in {store} ({sha256 or 'nothing was read'})")

    def kept(self, submission: str, partial: bool, provenance: Provenance, tasks: dict[str, float]) -> Report | None:
        """Return the record that is there already, if it is of the same submission, suite, seed, tasks and points."""
        try:
            report = read(self.path(submission, partial))
        except UsageError:
            return None
        return None if stale(report, provenance, tasks) else report

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only batch that writes here.

        Raises
        ------
        UsageError
            If another one is at it.
        """
        lock = filelock.FileLock(self.folder / ".lock", mode=0o600)
        try:
            lock.acquire(timeout=0)
        except filelock.Timeout as error:
            raise UsageError(
                f"{self.folder}: another autograder grade is writing there; wait for it, or name another --out"
            ) from error
        except OSError as error:
            raise UsageError(f"{self.folder}: cannot be written to: {error.strerror}") from error
        try:
            yield
        finally:
            lock.release()

    def write_grades(self) -> list[str]:
        """Write ``grades.csv`` from all full records of the folder; return what is wrong with those left out."""
        unreadable: list[str] = []

        def readable() -> Iterator[Report]:
            for _name, found in read_each(self.folder):
                if isinstance(found, Report):
                    yield found
                else:
                    unreadable.append(str(found))

        content = table(readable())
        write_atomically(self.folder / "grades.csv", content.encode("utf-8"))
        return unreadable


def stale(report: Report, provenance: Provenance, tasks: dict[str, float]) -> list[str]:
    """Return why a record does not say what grading now would say; nothing where it does.

    Parameters
    ----------
    report : Report
    provenance : Provenance
        Of the submission, the suite and the machine as they are now.
    tasks : dict of str to float
        Points of the tasks that count.
    """
    old = report.provenance
    said = {"submission_sha256": "the submission has changed", "suite_sha256": "the suite has changed",
            "seed_id": "its random inputs are others", "isolation": f"isolation was {old.isolation}"}  # fmt: skip
    reasons = [words for field, words in said.items() if getattr(old, field) != getattr(provenance, field)]
    for name in sorted({*old.versions, *provenance.versions}):
        before, now = old.versions.get(name, "not there"), provenance.versions.get(name, "not there")
        if before != now:
            reasons.append(f"{name} was {before} and is {now}")
    if {task.name: task.max_score for task in report.tasks} != tasks:
        reasons.append("other tasks count, or for other points")
    if any(test.outcome == "not_graded" for task in report.tasks for test in task.tests):
        reasons.append("some checks were not graded")
    return reasons


def read(path: Path) -> Report:
    """Read a record.

    Raises
    ------
    UsageError
        If there is none, or it cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; a record is DIR/UNIT/ID.json of autograder grade") from error
    except msgspec.MsgspecError as error:
        raise UsageError(f"{path}: is no record of autograder grade: {error}") from error


def read_all(folder: Path) -> tuple[dict[str, Report], list[str]]:
    """Return all full records of a unit's folder, by the names of their files without suffix, and what is wrong with others."""
    found = dict(read_each(folder))
    reports = {name: report for name, report in found.items() if isinstance(report, Report)}
    return reports, [str(error) for error in found.values() if isinstance(error, UsageError)]


def read_each(folder: Path) -> Iterator[tuple[str, Report | UsageError]]:
    """Yield all full records of a folder, or why one cannot be read, one after another: each takes 50 KB of memory."""
    for path in sorted(folder.glob("*.json")):
        if not path.name.endswith(".partial.json"):
            try:
                yield path.stem, read(path)
            except UsageError as error:
                yield path.stem, error


def read_evidence(record: Path) -> Evidence:
    """Read the evidence beside a record; empty where every check passed."""
    path = record.parent / "evidence" / record.name
    try:
        return msgspec.json.decode(path.read_bytes(), type=Evidence)
    except FileNotFoundError:
        return Evidence("", "", {})
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error


def table(reports: Iterable[Report]) -> str:
    """Return the grades as CSV; cells that a spreadsheet would take for a formula are quoted by an apostrophe."""
    rows: list[tuple[str, list[str], dict[str, str]]] = []
    tasks: dict[str, None] = {}
    for report in reports:
        tasks |= dict.fromkeys(task.name for task in report.tasks)
        rows.append((report.submission, [report.status, f"{report.score:g}", f"{report.pending:g}", f"{report.max_score:g}"],
                     {task.name: f"{task.score:g}" for task in report.tasks}))  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["submission", "status", "score", "pending", "max_score", *tasks])
    for submission, cells, scores in sorted(rows, key=lambda row: row[0]):
        writer.writerow([_harmless(submission), *cells, *(scores.get(task, "") for task in tasks)])
    return text.getvalue()


def write_atomically(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file so that a reader finds the old content or the new, never a part.

    Records, grades and evidence are for the owner's eyes, whatever the umask; what is meant for others says so by `mode`.

    Raises
    ------
    UsageError
        If the folder cannot be written to, or the disk is full.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(descriptor)
            os.chmod(name, mode)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written: {error.strerror}; make room there or get the right to write, "
            "then run the same command again"
        ) from error


def _json(value: msgspec.Struct) -> bytes:
    return msgspec.json.format(_encode(value), indent=1) + b"\n"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
