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
from autograder.messages import NO_MISTAKES, Findings, Job
from autograder.model import Check

_PACKAGES = ("numpy", "pillow", "safetensors", "scipy", "torch", "torchvision")
"""What computes verdicts beside the grader: answers, oracles, and what reads data sets."""


class Entry(msgspec.Struct, frozen=True):
    """One line of the file: what was found, under the hash of all that it depends on."""

    sha256: str
    findings: Findings


class KeptFindings:
    """Findings in a file of JSON lines, each under the hash of all that it depends on. The file only grows.

    That is the job itself, the grader's sources, the versions of what it computes with, the unit's manifest, reference and
    data, the files of its suite that hold checks of the job's tasks, and for known mistakes the wrong answers of these tasks.
    So a change of one file of a suite leaves what other files have found.

    Parameters
    ----------
    path : Path
        The file; made if it is not there. A line that was cut off by an interruption is passed over.
    folder : Path
        The unit.
    places : dict of Check to Path
        The file of each check, from :func:`autograder.build.placed`.

    Raises
    ------
    UsageError
        If the file cannot be read or written, holds something else, or lies in the unit.
    """

    def __init__(self, path: Path, folder: Path, places: dict[Check, Path]) -> None:
        self._path, self._folder = path, folder
        suite, own = folder / "suite", set(places.values())
        tasks = units.load(folder).tasks
        self._tasks = {check.name: check.task for check in places} | {name: name for name in tasks}
        self._suite = {task: _digest({place for check, place in places.items() if check.task == task}) for task in tasks}
        self._wrong = {task: _digest([folder / "wrong" / f"{task}.py"]) for task in tasks}
        beside = [file for file in suite.rglob("*") if file.is_file() and file not in own and "__pycache__" not in file.parts]
        self._common = _grader() + units.suite_sha256(folder, without=own) + _digest(beside)
        self._unit = units.audit_sha256(folder)
        if path.resolve().is_relative_to(folder.resolve()):
            raise UsageError(
                f"--keep {path}: lies in the unit, whose content decides what is judged anew; name a file elsewhere"
            )
        self._found = self._read()

    def _read(self) -> dict[str, Findings]:
        found = {}
        with self._reachable():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch()
            lines = [line for line in self._path.read_bytes().splitlines() if line]
        for line in lines:
            with contextlib.suppress(msgspec.MsgspecError):
                entry = msgspec.json.decode(line, type=Entry)
                found[entry.sha256] = entry.findings
        if lines and not found:
            raise UsageError(f"--keep {self._path}: holds something else than what an audit has found; name another file")
        return found

    def find(self, job: Job) -> Findings | None:
        """Return what was found of a job, if it was kept and nothing that it depends on has changed."""
        return self._found.get(self._key(job))

    def add(self, job: Job, findings: Findings, right: bool) -> None:
        """Keep what was found of a job, unless a busy machine has a part in it, or the unit has changed meanwhile.

        Parameters
        ----------
        right : bool
            Whether the answer is known to be right: what ran out of time then says more of the machine.
        """
        late = right and any(verdict.outcome == "timeout" for verdict in findings.verdicts.values())
        gave_up = any(problem.startswith(NO_MISTAKES) for problem in findings.problems)
        if late or gave_up or units.audit_sha256(self._folder) != self._unit:
            return
        entry = Entry(self._key(job), findings)
        with self._reachable(), self._path.open("ab") as file:
            file.write(b"\n" + msgspec.json.encode(entry))  # the line before may have been cut off
        self._found[entry.sha256] = findings

    @contextlib.contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"--keep {self._path}: {error.strerror}; name a file that can be written") from error

    def _key(self, job: Job) -> str:
        tasks = sorted({self._tasks[name] for name in job.only}) or list(self._suite)
        parts = [self._common, *(self._suite[task] for task in tasks), *(self._wrong[task] for task in tasks if job.explain)]
        return hashlib.sha256("\0".join(parts).encode() + msgspec.json.encode(job, order="sorted")).hexdigest()


def _digest(paths: set[Path] | list[Path]) -> str:
    """Return the hash of some files by name; of one that is not there, of its name alone."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _grader() -> str:
    """Return the hash of the grader's own sources and of what it computes with: another grader may judge otherwise."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _PACKAGES:
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            digest.update(f"{name} {importlib.metadata.version(name)}\0".encode())
    digest.update(_digest(list(Path(__file__).parent.rglob("*.py"))).encode())
    return digest.hexdigest()
