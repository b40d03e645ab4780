"""The proxy through which hidden tests call a submission.

A test says ``student.convolve1d(f, g)`` and cannot tell that the call crosses a wall: copies go out, plain values come
back. Objects that cannot cross stay in the worker behind a :class:`Live` handle.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from autograder.errors import Mismatch, StudentError, StudentTimeout
from autograder.model import Unit
from autograder.sandbox import Sandbox
from autograder.session import Outcome, Session
from autograder.wire import Handle

__tracebackhide__ = True  # in plain pytest a student sees the test, not our frames


class Trace(msgspec.Struct):
    """A call that the current check has made, with what came back.

    Parameters
    ----------
    after : list, optional
        The arguments as the call left them, where they were asked for.
    seconds : float
        From the request's first byte to the result's last, by the examiner's clock.
    cpu_seconds : float
        Processor time of all threads of the worker meanwhile; known where it rests between calls.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    result: Any = None
    error: StudentError | None = None
    after: Any = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0


class Student(Session):
    """One submission, as the tests see it.

    Each task of the unit is an attribute that is called like the function itself.

    Parameters
    ----------
    sandbox : Sandbox
        Where workers come from.
    unit : Unit
    files : dict of str to str
        The submission's sources by relative path.
    harness : str, optional
        Source of the unit's ``harness.py``.
    device : str, optional
        On which timed checks run: ``"cpu"``, or ``"cuda:0"`` and so on.
    rests : bool, optional
        Whether its worker is stopped between calls, and their processor time counted.

    Attributes
    ----------
    traces : list of Trace
        Calls since :meth:`begin`.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        unit: Unit,
        files: dict[str, str],
        *,
        harness: str = "",
        device: str = "cpu",
        rests: bool = False,
    ) -> None:
        super().__init__(sandbox, unit, files, harness=harness, rests=rests)
        self.device = device
        self._call_cpu_seconds = math.inf
        self.traces: list[Trace] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._unit.tasks:
            raise AttributeError(f"the unit has no task {name!r}")

        def call(*args: Any, **kwargs: Any) -> Any:
            return _answer(self._call(name, args, kwargs))

        call.__name__ = call.__qualname__ = name
        return call

    def make(self, name: str, *args: Any, **kwargs: Any) -> Live:
        """Call a task and keep its result in the worker, as a live object.

        Raises
        ------
        StudentError
            As any call.
        """
        return self._live(name, _answer(self._call(name, args, kwargs, keep=True)))

    @property
    def harness(self) -> Harness:
        """The unit's helpers, which run in the worker beside the submission."""
        return Harness(self)

    @contextlib.contextmanager
    def within(self, seconds: float, cpu_seconds: float = math.inf) -> Iterator[None]:
        """Give each call made inside so many seconds, instead of the unit's ``call_seconds``.

        Parameters
        ----------
        seconds : float
        cpu_seconds : float, optional
            How much processor time each may take, where it is known (a submission that rests between calls).
        """
        usual = self._call_seconds, self._call_cpu_seconds
        self._call_seconds, self._call_cpu_seconds = seconds, cpu_seconds
        try:
            yield
        finally:
            self._call_seconds, self._call_cpu_seconds = usual

    def each(self, name: str, cases: Sequence[tuple[Any, ...]], **kwargs: Any) -> Iterator[tuple[tuple[Any, ...], Any]]:
        """Call a task once for each case, all in one exchange, and yield each case with what came back.

        Many small calls cost several times less than one by one. Together they have the time of one call, and what the
        first failing call raised is raised when its turn comes; those after it are not made.

        Parameters
        ----------
        name : str
            The task.
        cases : sequence of tuple
            Positional arguments of each call.
        **kwargs
            Keyword arguments of all calls.

        Yields
        ------
        tuple
            The case and its result.
        """
        for trace in self._called(name, cases, kwargs):
            yield trace.args, _answer(trace)

    def attempts(
        self, name: str, cases: Sequence[tuple[Any, ...]], **kwargs: Any
    ) -> Iterator[tuple[tuple[Any, ...], Callable[[], Any]]]:
        """Call a task once for each case, all in one exchange, also after calls that raise.

        As :meth:`each` otherwise.

        Yields
        ------
        tuple
            The case, and a function that returns what came back, or raises what the call raised.
        """
        for trace in self._called(name, cases, kwargs, go_on=True):
            yield trace.args, functools.partial(_answer, trace)

    def each_after(
        self, name: str, cases: Sequence[tuple[Any, ...]], **kwargs: Any
    ) -> Iterator[tuple[tuple[Any, ...], list[Any]]]:
        """Call a task once for each case, as :meth:`each`; yield each case with :meth:`arguments_after` its call."""
        for trace in self._called(name, cases, kwargs, echo=True):
            yield trace.args, _arguments(trace)

    def arguments_after(self, name: str, *args: Any, **kwargs: Any) -> list[Any]:
        """Call a task; return its arguments as the worker holds them afterwards, keyword arguments last."""
        return _arguments(self._call(name, args, kwargs, echo=True))

    def begin(self) -> None:
        """Start a new check."""
        self.traces = []

    def _call(
        self,
        target: str | Handle,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        method: str = "",
        *,
        keep: bool = False,
        echo: bool = False,
    ) -> Trace:
        """Call a task, or a live object or a method of it, and leave a trace."""
        trace = next(self._called(target, [args], kwargs, method, keep=keep, echo=echo))
        trace.seconds, trace.cpu_seconds = self._took
        if trace.error is None and trace.cpu_seconds > self._call_cpu_seconds:
            most = f"more than the {self._call_cpu_seconds:g} s of this step"
            trace.error = StudentTimeout(f"took {trace.cpu_seconds:.1f} s of processor time, {most}")
        return trace

    def _called(
        self,
        target: str | Handle,
        cases: Sequence[tuple[Any, ...]],
        kwargs: dict[str, Any],
        method: str = "",
        *,
        keep: bool = False,
        echo: bool = False,
        go_on: bool = False,
    ) -> Iterator[Trace]:
        """Make a call for each case, all in one exchange; yield the trace of each, which is left when its turn comes."""
        kind = "" if isinstance(target, str) else target.kind.rpartition(".")[2]
        name = target if isinstance(target, str) else f"{kind if kind.isidentifier() else 'Live'}(...)"
        outcomes: list[Outcome] = []
        for index, case in enumerate(cases):
            trace = Trace(f"{name}.{method}" if method else name, case, kwargs)
            self.traces.append(trace)
            if not outcomes:
                try:
                    outcomes = self._outcomes(target, method, cases, kwargs, keep, echo, go_on)
                except StudentError as error:
                    outcomes = [error] * len(cases)
            outcome = outcomes[index]
            if isinstance(outcome, StudentError):
                trace.error = outcome
            else:
                trace.result, trace.after = outcome
            yield trace

    def _live(self, name: str, value: Any) -> Live:
        if not isinstance(value, Handle):
            raise Mismatch(f"{name} returned plain data ({type(value).__name__}), expected an object", value)
        return Live(self, value, self._generation)


class Harness:
    """Helpers of the unit that run in the worker: ``student.harness.fill(model, 3)``, ``student.harness.make("images", 3)``."""

    def __init__(self, student: Student) -> None:
        self._student = student

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: _answer(self._student._call(f"harness.{name}", args, kwargs))

    def make(self, name: str, *args: Any, **kwargs: Any) -> Live:
        """Call a helper and keep its result in the worker."""
        return self._student.make(f"harness.{name}", *args, **kwargs)


class Live:
    """An object of the submission that stays in its worker.

    Call it, or its methods; pass it as an argument of further calls. What it returns crosses as plain data, or, with
    :meth:`make`, stays there too.
    """

    def __init__(self, student: Student, handle: Handle, generation: int) -> None:
        self._student, self._handle, self._generation = student, handle, generation

    @property
    def _autograder_handle(self) -> Handle:
        """What crosses in place of the object; raises `StudentKilled` or `GraderError` where the object is lost."""
        if self._generation != self._student._generation:
            raise self._student._lost()
        return self._handle

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the object itself."""
        return self._ask("", args, kwargs, keep=False)

    def __getattr__(self, method: str) -> Any:
        if method.startswith("_"):
            raise AttributeError(method)
        return lambda *args, **kwargs: self._ask(method, args, kwargs, keep=False)

    def make(self, method: str, *args: Any, **kwargs: Any) -> Live:
        """Call a method and keep its result in the worker."""
        return self._student._live(method, self._ask(method, args, kwargs, keep=True))

    def release(self) -> None:
        """Let the worker forget the object."""
        self._student._release(self._handle, self._generation)

    def _ask(self, method: str, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        return _answer(self._student._call(self._autograder_handle, args, kwargs, method, keep=keep))


def _answer(trace: Trace) -> Any:
    """Return what a call returned; raises where it failed."""
    if trace.error is not None:
        raise trace.error
    return trace.result


def _arguments(trace: Trace) -> list[Any]:
    """Return the arguments after a call; raises where it failed."""
    _answer(trace)
    if not isinstance(trace.after, list | tuple):
        raise Mismatch("the arguments, as the function left them, cannot be sent back", trace.after)
    return list(trace.after)
