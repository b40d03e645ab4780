"""Judge submissions: a suite is collected once, and its checks are asked of one submission after another.

Student code is never imported here: sources go to a worker as text.
"""

from __future__ import annotations

import importlib
import os
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from autograder import units
from autograder.errors import GraderError, StudentError, UnitError
from autograder.messages import NO_MISTAKES, Findings, Job
from autograder.mistakes import Attempts, Mistakes
from autograder.model import Mistake, Outcome, Unit, Verdict
from autograder.plugin import OPTIONS, Examination
from autograder.sandbox import Runtime
from autograder.sandbox.process import ZygoteSandbox
from autograder.shadows import RESTART, Shadows, as_judged
from autograder.steps import CLOCK, Stepped, StepTrial
from autograder.student import Student
from autograder.timing import Cost, Trial


def load_reference(folder: Path, unit: Unit) -> types.ModuleType:
    """Return a namespace with all names of the unit's reference modules.

    Raises
    ------
    UnitError
        If one of them cannot be imported.
    """
    namespace = types.ModuleType("reference")
    before = set(sys.modules)
    sys.path.insert(0, str(folder))  # reference modules import each other by name
    try:
        for name in unit.modules:
            try:
                module = importlib.import_module(name)
            except Exception as error:
                raise UnitError(
                    f"{folder / name}.py: the reference cannot be imported: {type(error).__name__}: {error}"
                ) from error
            vars(namespace).update({key: value for key, value in vars(module).items() if not key.startswith("__")})
    finally:
        sys.path.remove(str(folder))
        _forget(folder, before)
    return namespace


def _forget(folder: Path, before: set[str]) -> None:
    """Forget modules of a folder that were imported since: another unit's may have the same names."""
    folder = folder.resolve()
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if file is not None and Path(file).resolve().is_relative_to(folder):
            del sys.modules[name]


def runtime_of(unit: Unit, device: str | None = "cpu") -> Runtime:
    """Return what the unit's workers may use."""
    forbidden = unit.forbidden
    gpu = device is not None and device != "cpu"
    return Runtime(unit.runtime, tuple(forbidden.functions), tuple(forbidden.packages), unit.limits.memory_mb, gpu)


_STOPS: dict[str, frozenset[Outcome]] = {
    "end": frozenset(),
    "loss": frozenset({"timeout", "killed"}),
    "failure": frozenset(get_args(Outcome)) - {"passed"},
}
"""Outcomes with which the judging of a submission ends early, by what a job says."""


def relocated(verdicts: dict[str, Verdict], located: Callable[[str], str]) -> dict[str, Verdict]:
    """Return verdicts in which places in a notebook's code are places in its cells, in messages and in comments of evidence."""

    def evidence(code: str) -> str:
        return "\n".join(located(line) if line.startswith("#") else line for line in code.split("\n"))

    return {name: msgspec.structs.replace(verdict, message=located(verdict.message), evidence=evidence(verdict.evidence))
            for name, verdict in verdicts.items()}  # fmt: skip


def judged(
    student: Student,
    examination: Examination,
    seed: bytes,
    only: frozenset[str],
    trial: Trial | None = None,
    until: str = "end",
    timed: list[str] | None = None,
    attempts: Attempts | None = None,
) -> dict[str, Verdict]:
    """Load a submission and return the verdicts of its checks by name; end its worker.

    One that cannot be loaded is judged all the same: each check says so, and so do the submission's problems. `attempts`
    takes the calls of each check, by task.
    """
    verdicts: dict[str, Verdict] = {}
    try:
        try:
            student.load()
        except StudentError as error:
            student.problems.append(str(error))
        for check, verdict in examination.judge(student, seed, only, trial, timed):
            verdicts[check.name] = student.timed(verdict) if isinstance(student, Stepped) else verdict
            if attempts is not None and not check.timed:  # what trains would have to be trained again
                attempts.add(check.task, verdict.outcome == "passed", student.traces, check.name)
            if verdict.outcome in _STOPS[until]:
                break
        return verdicts
    finally:
        student.close()
        if trial is not None:
            trial.close()


class Judge:
    """Judges submissions to one unit, one after another.

    Parameters
    ----------
    folder : Path
        The unit.
    device : str or None
        For timed checks; where it is None these are not graded.
    say : callable
        Told what goes on during timed checks.
    known : Mistakes
        Those of the unit.
    """

    def __init__(self, folder: Path, unit: Unit, device: str | None, say: Callable[[str], None], known: Mistakes) -> None:
        self.unit, self.device, self._say = unit, device, say
        self.sandbox = ZygoteSandbox(runtime_of(unit, device), cpu_seconds=int(unit.limits.submission_seconds) + 5)
        self._known = known
        self._took: dict[str, Cost] = {}
        self._shadows = Shadows(folder, unit, self.sandbox, units.harness(folder) + RESTART, say)
        self._kind, behind = as_judged(unit)
        self._harness = units.harness(folder) + behind
        self._reference = units.sources(folder, unit)

    def judge(self, job: Job, examination: Examination) -> Findings:
        """Judge one submission, and say which known mistakes explain what failed."""
        before, shadowed = _cpu_seconds(), self._shadows.cpu_seconds
        examination.measures = job.measure
        timed = any(check.timed for check in examination.checks.values())
        student, trial = self._sides(job, timed)
        attempts, seed = Attempts() if job.explain else None, bytes.fromhex(job.seed)
        verdicts = judged(student, examination, seed, frozenset(job.only), trial, job.until, job.timed, attempts)
        mistakes = self._explained(attempts, examination, seed, student.problems) if attempts is not None else {}
        spent = {"examiner": _cpu_seconds() - before, "worker": student.cpu_seconds + self._shadows.cpu_seconds - shadowed}
        return Findings(verdicts, student.calls, student.problems, student.flags, spent, mistakes)

    def _explained(self, attempts: Attempts, examination: Examination, seed: bytes, problems: list[str]) -> dict[str, Mistake]:
        """Return the known mistakes that explain what failed; trouble with them must not cost a submission its grade."""
        found: dict[str, Mistake] = {}
        try:
            found |= self._known.explain(attempts)
            found.update(self._shadows.explain(attempts, examination, seed))  # those that came before an error stay
        except Exception as error:
            problems.append(f"{NO_MISTAKES}: {type(error).__name__}: {error}")
        return found

    def _sides(self, job: Job, timed: bool) -> tuple[Student, Trial | None]:
        """Return the submission, and what timed checks need beside it."""
        unit = _hurried(self.unit, job.seconds)
        if job.steps:
            stepped = self._stepped(unit, job.files)
            return stepped, StepTrial(
                stepped, lambda: _loaded(self._stepped(self.unit, self._reference)), self._say, self._took
            )
        student = self._student(unit, job.files, rests=timed)
        trial = Trial(student, lambda: _loaded(self._student(self.unit, self._reference, rests=True)), self._say)
        return student, trial if self.device is not None else None

    def _student(self, unit: Unit, files: dict[str, str], rests: bool) -> Student:
        return self._kind(self.sandbox, unit, files, harness=self._harness, device=self.device or "cpu", rests=rests)

    def _stepped(self, unit: Unit, files: dict[str, str]) -> Stepped:
        return Stepped(self.sandbox, unit, files, harness=self._harness + CLOCK)


def _loaded(side: Student) -> Student:
    side.load()
    return side


def _hurried(unit: Unit, seconds: float) -> Unit:
    """Return the unit with less time for a call and a load, where that is wanted."""
    if not seconds:
        return unit
    limits = msgspec.structs.replace(unit.limits, call_seconds=seconds, load_seconds=2 * seconds)
    return msgspec.structs.replace(unit, limits=limits)


def _cpu_seconds() -> float:
    import resource  # Windows has none; there students check, and nobody grades

    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def collect(tests: Path, examination: Examination) -> None:
    """Collect tests and let the examination conduct itself.

    Parameters
    ----------
    tests : Path
        A suite's folder, or one file of it. No other configuration, plugin or conftest has a say.
    examination : Examination

    Raises
    ------
    UnitError
        If a test is no check, or a file cannot be imported.
    """
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    root = tests if tests.is_dir() else tests.parent
    arguments = ["-c", os.devnull, "--rootdir", str(root), "--noconftest", *OPTIONS, str(tests)]
    before = set(sys.modules)
    status = pytest.main(arguments, plugins=[examination])
    _forget(root, before)
    if examination.failure is not None:
        raise examination.failure
    if status == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise GraderError(f"pytest ended with {status!r} on {tests}")
