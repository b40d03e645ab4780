"""The pytest plugin: collects a suite once and judges many submissions with it.

A pass needs positive evidence: the test function returned, and it had called the submission. What a submission returns
or raises cannot skip, xfail or abort a test, since only plain data comes back.
"""

from __future__ import annotations

import hmac
import itertools
import time
import types
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import pytest
from _pytest.runner import runtestprotocol

from autograder import compare, snippet
from autograder.errors import (
    GraderError,
    Mismatch,
    StudentError,
    StudentKilled,
    StudentRaised,
    StudentTimeout,
    UnitError,
)
from autograder.model import Check, Outcome, Unit, Verdict, printable
from autograder.student import Student
from autograder.timing import Trial

OPTIONS = ("--assert=plain", "--import-mode=importlib", "--strict-markers", "--strict-config",
           "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:capture", "-p", "no:logging", "-p", "no:doctest",
           "-p", "no:junitxml", "-p", "no:warnings", "-p", "no:faulthandler", "-p", "no:stepwise", "-p", "no:tmpdir",
           "-p", "no:unraisableexception", "-p", "no:threadexception", "-p", "no:skipping", "-p", "no:pastebin",
           "-p", "no:setuponly", "-p", "no:debugging", "-p", "no:legacypath")  # fmt: skip
"""What every run of a suite is called with: only trusted configuration, and no plugin that a check does not need."""

MARKER = "check(task, points, category, visibility, hint, guard, timed): what a test is worth (see autograder.marks)"

_OURS = frozenset({"student", "reference", "rng", "trial"})
_VALUES = {"task", "points", "category", "visibility", "hint", "guard", "timed"}


def read_checks(items: list[pytest.Item], unit: Unit) -> dict[pytest.Item, Check]:
    """Return the check of each collected test.

    Raises
    ------
    UnitError
        If a test has no mark or no sentence, names an unknown task, or shares its sentence with another.
    """
    cases: dict[str, int] = {}
    for item in items:
        cases[item.nodeid.partition("[")[0]] = cases.get(item.nodeid.partition("[")[0], 0) + 1
    checks = {item: _check(item, unit, cases[item.nodeid.partition("[")[0]]) for item in items}
    names: dict[str, str] = {}
    for item, check in checks.items():
        if check.name in names:
            raise UnitError(f"{item.nodeid}: the sentence {check.name!r} is that of {names[check.name]}, too")
        names[check.name] = item.nodeid
    return checks


def _check(item: pytest.Item, unit: Unit, cases: int) -> Check:
    marks = list(item.iter_markers("check"))
    function = getattr(item, "function", None)
    sentence = (getattr(function, "__doc__", None) or "").strip().partition("\n")[0].rstrip(".")
    if len(marks) != 1 or set(marks[0].kwargs) != _VALUES:
        raise UnitError(f"{item.nodeid}: needs exactly one @check(...) of autograder.marks")
    values = marks[0].kwargs
    if not sentence:
        raise UnitError(f"{item.nodeid}: needs a docstring; its first line is the check's name")
    if values["task"] not in unit.tasks:
        raise UnitError(f"{item.nodeid}: {values['task']!r} is no task of unit.toml")
    if not values["points"] > 0:
        raise UnitError(f"{item.nodeid}: points must be positive, got {values['points']}")
    if values["visibility"] == "hint" and not values["hint"]:
        raise UnitError(f"{item.nodeid}: a check of visibility 'hint' needs a hint")
    case = f" [{item.callspec.id}]" if hasattr(item, "callspec") else ""
    return Check(sentence + case, values["task"], values["points"] / cases, values["category"], values["visibility"],
                 values["hint"], values["guard"], values["timed"])  # fmt: skip


class Examination:
    """A pytest plugin that judges submissions with one collected suite.

    Parameters
    ----------
    unit : Unit
    reference : module, optional
        The reference solution; public suites have none.
    conduct : callable
        Called once with this plugin when the suite is collected; judges as many submissions as it likes.

    Attributes
    ----------
    measures : bool
        Whether verdicts say how near results came to their tolerances.
    told : callable or None
        Told of every exception that ended a check.
    """

    def __init__(self, unit: Unit, reference: types.ModuleType | None, conduct: Callable[[Examination], None]) -> None:
        self.unit, self._reference, self._conduct = unit, reference, conduct
        self.checks: dict[pytest.Item, Check] = {}
        self.failure: Exception | None = None
        self.measures = False
        self.told: Callable[[Check, BaseException], None] | None = None
        self._modules = {name: task.module for name, task in unit.tasks.items()}
        self._student: Student | None = None
        self._trial: Trial | None = None
        self._seed = b""
        self._bits = np.random.Philox(key=0)
        self._outcome: BaseException | None = None
        self._broken: list[str] = []

    # What tests ask for.

    @pytest.fixture
    def student(self) -> Student | None:
        """Return the submission that is judged."""
        return self._student

    @pytest.fixture
    def trial(self) -> Trial | None:
        """Return what timed checks need beside the submission."""
        return self._trial

    @pytest.fixture
    def reference(self) -> types.ModuleType | None:
        """Return the reference solution."""
        return self._reference

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> np.random.Generator:
        """Random numbers of this student and this check: the same for every attempt."""
        return self._generator(self.checks[request.node])

    def _generator(self, check: Check) -> np.random.Generator:
        digest = hmac.digest(self._seed, check.name.encode(), "sha256")
        # What Philox(key=...) is at its start, but a new one first asks the system for entropy that it then drops.
        zeros = np.zeros(4, np.uint64)
        state: Any = {"counter": zeros, "key": np.frombuffer(digest[:16], "<u8")}
        self._bits.state = {"bit_generator": "Philox", "state": state, "buffer": zeros, "buffer_pos": 4, "has_uint32": 0,
                            "uinteger": 0}  # fmt: skip
        return np.random.Generator(self._bits)

    # How pytest is steered.

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register the mark."""
        config.addinivalue_line("markers", MARKER)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Remember why a file of the suite cannot be collected."""
        if report.failed:
            said = [line[2:].strip() for line in str(report.longrepr).splitlines() if line.startswith("E ")]
            self._broken.append(f"{report.fspath or report.nodeid}: " + (" ".join(said[:3]) or str(report.longrepr)[-500:]))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge submissions instead of running each test once; pytest must not swallow what goes wrong."""
        try:
            if self._broken:
                why = "\n".join(self._broken)
                if "No module named" in why:
                    why += '\nWhoever grades needs the packages of the oracles: pip install "cnn-coursework[grade,torch]"'
                raise UnitError(f"the suite cannot be collected:\n{why}")
            self.checks = read_checks(session.items, self.unit)
            self._conduct(self)
        except Exception as error:
            self.failure = error
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Keep the exception and make no traceback: those cost 10 ms each and are never shown."""
        if call.excinfo is not None and self._outcome is None:
            self._outcome = call.excinfo.value if call.when == "call" else GraderError(f"{call.when}: {call.excinfo.value!r}")
        outcome: Any = "passed" if call.excinfo is None else "failed"
        when: Any = call.when
        return pytest.TestReport(item.nodeid, item.location, {}, outcome, None, when, (), call.duration)

    # Judging.

    def judge(
        self,
        student: Student,
        seed: bytes,
        only: frozenset[str] = frozenset(),
        trial: Trial | None = None,
        timed: list[str] | None = None,
    ) -> Iterator[tuple[Check, Verdict]]:
        """Yield the verdict of every check of a submission.

        Parameters
        ----------
        student : Student
        seed : bytes
            Secret from which the random inputs are drawn.
        only : frozenset of str, optional
            Judge only the checks of these tasks, or with these names.
        trial : Trial, optional
            For timed checks, which are not graded without it.
        timed : list of str, optional
            Leave out the timed checks of other tasks.
        """
        self._student, self._seed, self._trial = student, seed, trial
        items = [item for item, check in self.checks.items()
                 if (not only or only & {check.task, check.name}) and is_judged(check, timed)]  # fmt: skip
        for item, following in itertools.zip_longest(items, items[1:]):
            check = self.checks[item]
            student.begin()
            self._outcome = None
            compare.meter = meter = compare.Meter() if self.measures else None
            started = time.perf_counter()
            if not check.timed or self._reference is None:  # a student's own machine has no rival, and nobody waits for it
                self._run(item, following)
            elif trial is None:
                self._outcome = GraderError("the device that was asked for is not there")
            else:
                trial.measured = {}
                student.close()  # what an earlier check left in the worker, such as weights, has no part in what is timed
                with trial.alone():
                    self._run(item, following)
            if self.told is not None and self._outcome is not None:
                self.told(check, self._outcome)
            verdict = self._verdict(check, self._outcome, time.perf_counter() - started)
            if meter is not None:
                ratio = {"passed": meter.accepted, "failed": meter.rejected}.get(verdict.outcome)
                verdict = msgspec.structs.replace(verdict, ratio=ratio)
            yield check, msgspec.structs.replace(verdict, measured=trial.measured) if check.timed and trial else verdict
        self._student = self._trial = None

    def _run(self, item: pytest.Item, following: pytest.Item | None) -> None:
        """Run one test.

        Most ask for nothing but the three fixtures above: these are called directly, which halves the cost of a check.
        Others go through pytest's own runner.
        """
        assert isinstance(item, pytest.Function)
        names = item._fixtureinfo.argnames
        if not _OURS.issuperset(names) or hasattr(item, "callspec"):
            item._initrequest()
            runtestprotocol(item, log=False, nextitem=following)
            return
        given: dict[str, Any] = {"student": self._student, "reference": self._reference, "trial": self._trial}
        if "rng" in names:
            given["rng"] = self._generator(self.checks[item])
        try:
            item.obj(**{name: given[name] for name in names})
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            self._outcome = error

    def _verdict(self, check: Check, error: BaseException | None, seconds: float) -> Verdict:
        assert self._student is not None
        traces = self._student.traces
        seconds = round(seconds, 4)
        if error is None:
            if not traces:
                return Verdict("not_graded", "the check never called the submission", seconds)
            return Verdict("passed", "", seconds)
        outcome = classify(error, answered=any(trace.error is None for trace in traces))
        if outcome == "not_graded":
            return Verdict(outcome, f"{type(error).__name__}: {error}", seconds)
        try:
            message = snippet.public(traces, error) if check.visibility == "public" else describe(error)
            source = snippet.evidence(self._modules, traces, error)
        except Exception as trouble:  # an odd value must not cost more than its own message
            message, source = f"{describe(error)} (it cannot be shown: {type(trouble).__name__})", ""
        if isinstance(error, StudentRaised) and error.signature:
            message += f"\nsignature {traces[-1].name}{error.signature} is not the one that was asked for"
        return Verdict(outcome, printable(message), seconds, source)


def is_judged(check: Check, timed: Sequence[str] | None) -> bool:
    """Return whether a check is judged where only the timed checks of some tasks are; None: of all."""
    return not check.timed or timed is None or check.task in timed


def classify(error: BaseException, answered: bool) -> Outcome:
    """Return the outcome of a check that ended with an exception.

    Parameters
    ----------
    error : BaseException
    answered : bool
        Whether the submission had returned something by then: an exception of the test's own code that comes of it is
        the submission's doing (the reference passes the same check), unless no result could have caused it.
    """
    if isinstance(error, StudentRaised):
        return "forbidden" if error.forbidden else "error"
    if isinstance(error, StudentTimeout):
        return "timeout"
    if isinstance(error, StudentKilled):
        return "killed"
    if isinstance(error, AssertionError):
        return "failed"
    if type(error) is pytest.fail.Exception:  # its subclass is xfail, which is never a verdict
        return "failed" if answered else "not_graded"
    ours = isinstance(error, GraderError | OSError | MemoryError) or not isinstance(error, Exception) or _is_a_slip(error)
    return "failed" if answered and not ours else "not_graded"


def _is_a_slip(error: Exception) -> bool:
    """Return whether only the suite's author can have caused it: a name, module or task that is nowhere.

    A local name without a value may be a loop's over an empty result, so that stays the submission's.
    """
    if isinstance(error, AttributeError):
        return isinstance(error.obj, types.ModuleType | Student)
    return isinstance(error, NameError | ImportError) and not isinstance(error, UnboundLocalError)


def describe(error: BaseException) -> str:
    """Return the staff's message for an exception."""
    if isinstance(error, Mismatch):
        return error.reason
    if isinstance(error, StudentError):
        return str(error)
    return f"the result could not be used: {type(error).__name__}: {error}"
