"""Keep what examiners found, so that a long audit goes on after an interruption, and after a change judges what it touches."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from autograder import units
from autograder.errors import UsageError
from autograder.jobs import Findings, Job
from autograder.model import Check


class Entry(msgspec.Struct, frozen=True):
    """One line of the file: what was found, under the hash of all that it depends on."""

    sha256: str
    findings: Findings


class Kept:
    """Findings in a file of JSON lines, each under the hash of all that it depends on.

    That is the job itself, the grader's sources, the versions of what it computes with, the unit's manifest, reference and
    data, the files of its suite that hold checks of the job's tasks, and for known mistakes the wrong answers of these tasks.
    So a change of one file of a suite leaves what other files have found.

    Parameters
    ----------
    path : Path
        The file; made with the first finding. A line that was cut off by an interruption is passed over.
    folder : Path
        The unit.
    places : dict of Check to Path
        The file of each check, from :func:`autograder.build.placed`.

    Raises
    ------
    UsageError
        If the file cannot be read or written.
    """

    def __init__(self, path: Path, folder: Path, places: dict[Check, Path]) -> None:
        self._path, self._folder = path, folder
        self._suite = {task: {place for check, place in places.items() if check.task == task}
                       for task in units.load(folder).tasks}  # fmt: skip
        self._tasks = {check.name: check.task for check in places} | {name: name for name in self._suite}
        self._common = _grader() + units.suite_sha256(folder, without=set(places.values()))
        self._found = self._read()

    def _read(self) -> dict[str, Findings]:
        found = {}
        with self._reachable():
            lines = self._path.read_bytes().splitlines() if self._path.exists() else []
        for line in lines:
            with contextlib.suppress(msgspec.MsgspecError):
                entry = msgspec.json.decode(line, type=Entry)
                found[entry.sha256] = entry.findings
        return found

    def find(self, job: Job) -> Findings | None:
        """Return what was found of a job, if it was kept and nothing that it depends on has changed."""
        return self._found.get(self._key(job))

    def add(self, job: Job, findings: Findings) -> None:
        """Keep what was found of a job."""
        entry = Entry(self._key(job), findings)
        with self._reachable():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as file:
                file.write(b"\n" + msgspec.json.encode(entry))  # the line before may have been cut off
        self._found[entry.sha256] = findings

    @contextlib.contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"--keep {self._path}: {error.strerror}; name a file that can be written") from error

    def _key(self, job: Job) -> str:
        tasks = sorted({self._tasks[name] for name in job.only} or set(self._suite))
        paths = {path for task in tasks for path in self._suite[task]}
        if job.explain:
            paths |= {self._folder / "wrong" / f"{task}.py" for task in tasks}
        digest = hashlib.sha256(self._common.encode() + msgspec.json.encode(job, order="sorted"))
        for path in sorted(paths):
            digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"")
        return digest.hexdigest()


def _grader() -> str:
    """Return the hash of the grader's own sources and of what it computes with: another grader may judge otherwise."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("numpy", "scipy", "torch", "torchvision"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            digest.update(f"{name} {importlib.metadata.version(name)}\0".encode())
    for path in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
