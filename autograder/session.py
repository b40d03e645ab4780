"""A submission in its workers: loads it, calls it, and starts anew where a worker has ended, within the unit's limits."""

from __future__ import annotations

import secrets
import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec

from autograder.errors import GraderError, StudentError, StudentKilled, StudentRaised, StudentTimeout
from autograder.model import Unit, printable
from autograder.sandbox import Channel, Ending, Sandbox
from autograder.wire import (
    Call,
    Closed,
    Failure,
    Handle,
    Load,
    Loaded,
    Map,
    Outline,
    Packer,
    Release,
    Reply,
    Request,
    Result,
    Seq,
    Unpacker,
    WireError,
)

__tracebackhide__ = True  # in plain pytest a student sees the test, not our frames

_TIMEOUTS_PER_FUNCTION = 2
_LOADS = 3

Outcome = tuple[Any, Any] | StudentError
"""What came back of a call, and the arguments afterwards; or why nothing did."""


class Session:
    """One submission and its workers.

    Parameters
    ----------
    sandbox : Sandbox
        Where workers come from.
    unit : Unit
    files : dict of str to str
        The submission's sources by relative path.
    harness : str, optional
        Source of the unit's ``harness.py``.
    rests : bool, optional
        Whether its worker is stopped between calls, and their processor time counted.

    Attributes
    ----------
    loaded : Loaded or None
        What the worker said of the submission.
    calls : dict of str to list of str
        For each task the tasks that its code refers to.
    problems, flags : list of str
        What happened that staff should know.
    cpu_seconds : float
        Processor time of the workers that have ended.
    """

    def __init__(self, sandbox: Sandbox, unit: Unit, files: dict[str, str], *, harness: str = "", rests: bool = False) -> None:
        self._sandbox, self._unit, self._files = sandbox, unit, files
        self._harness, self._rests, self._call_seconds = harness, rests, unit.limits.call_seconds
        self._channel: Channel | None = None
        self._ending = Ending("", 0.0)
        self._generation = 0
        self._stop: dict[str, int] = {}
        self._spent = 0.0
        self._took = (0.0, 0.0)
        self._timeouts: Counter[str] = Counter()
        self._second_chances: set[str] = set()
        self._dead_end = ""
        self._printed = False
        self.loaded: Loaded | None = None
        self.calls: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self.flags: list[str] = []
        self.cpu_seconds = 0.0

    def load(self) -> Loaded:
        """Load the submission in a fresh worker, leaving out what ended an earlier one.

        Raises
        ------
        StudentError
            If it cannot be loaded at all.
        GraderError
            If there is no worker to be had.
        """
        if self._dead_end:
            raise StudentKilled(self._dead_end)
        self._left()
        for _attempt in range(_LOADS):
            loaded = self._load_once()
            if loaded is not None:
                return loaded
        self._dead_end = "loading the files ends the process"
        raise StudentKilled(self._dead_end)

    def close(self) -> None:
        """End the worker; the next call of a task loads the files in a fresh one, where nothing is left of earlier calls."""
        if self._channel is not None:
            self.cpu_seconds += self._channel.close().cpu_seconds
        self._channel = None

    def _load_once(self) -> Loaded | None:
        limits = self._unit.limits
        self._channel = self._sandbox.open(self._rests)
        self._generation += 1
        tasks = {name: task.module for name, task in self._unit.tasks.items()}
        request = Load(_nonce(), self._files, self._unit.modules, tasks, self._stop, self._harness)
        try:
            reply, _payload = self._exchange(request, [], limits.load_seconds)
        except StudentError as error:
            if isinstance(error, StudentKilled) and self._spared("", error):
                return None
            at = self._ending.progress
            if at is None or at.path not in self._files or at.line >= self._stop.get(at.path, 1 << 40):
                self._dead_end = f"loading the files failed: {error}"
                raise
            self.problems.append(f"{at.path}, line {at.line}: {error} when the file was loaded")
            self._stop = {**self._stop, at.path: at.line}
            return None
        if not isinstance(reply, Loaded):
            raise self._violation("it answered a load with something else")
        self._hear(self._channel.outline)
        missing = {name: printable(reply.missing[name], 500) for name in self._unit.tasks if name in reply.missing}
        if self.loaded is None:
            self.problems += [printable(problem, 500) for problem in reply.problems[:20]]
            self.problems += dict.fromkeys(missing.values())
        self.loaded = Loaded(reply.id, missing, [], reply.printed)
        return self.loaded

    def _hear(self, outline: Outline | None) -> None:
        """Keep what a worker read in the sources, of the unit's tasks and nothing else, the first time."""
        if outline is not None and not self.calls:
            tasks = self._unit.tasks
            self.calls = {name: [other for other in tasks if other in outline.calls.get(name, ())] for name in tasks}
            self.flags += [printable(flag, 300) for flag in outline.flags[:20]]

    def _outcomes(
        self,
        target: str | Handle,
        method: str,
        cases: Sequence[tuple[Any, ...]],
        kwargs: dict[str, Any],
        keep: bool,
        echo: bool,
        go_on: bool,
    ) -> list[Outcome]:
        """Return what came of each call; raises where nothing did."""
        name = target if isinstance(target, str) else target.kind
        if self._timeouts[name] >= _TIMEOUTS_PER_FUNCTION:
            raise StudentTimeout(f"not called again: {name} has run out of time {_TIMEOUTS_PER_FUNCTION} times")
        if self._channel is None:
            if not isinstance(target, str):
                raise self._lost()
            self.load()
        if self.loaded is not None and isinstance(target, str) and target in self.loaded.missing:
            raise StudentRaised("Missing", (), self.loaded.missing[target])
        packer = Packer()
        packed = [Seq([packer.pack(arg) for arg in args], True) for args in cases]
        packed_kwargs = Map({key: packer.pack(value) for key, value in kwargs.items()})
        where = target if isinstance(target, str) else target.key
        request = Call(_nonce(), where, method, packed, packed_kwargs, keep, echo, go_on)
        reply = None
        while reply is None:
            try:
                reply, payload = self._exchange(request, packer.buffers, self._call_seconds)
            except StudentTimeout:
                self._timeouts[name] += 1
                raise
            except StudentKilled as error:
                if not self._spared(name, error, again=isinstance(target, str)):
                    raise
                self.load()
                request = msgspec.structs.replace(request, id=_nonce())
        return self._unwrap(reply, payload, request, name)

    def _spared(self, what: str, error: StudentKilled, again: bool = True) -> bool:
        """Return whether a worker ended from outside, so that what it was at is to be tried again, once.

        Raises
        ------
        GraderError
            If it cannot be tried again, or was already: that is no fault of the submission's.
        """
        if not self._ending.from_outside:
            return False
        if what in self._second_chances or not again:
            raise GraderError(f"{error}, by no doing of its own: is there enough memory?") from error
        self._second_chances.add(what)
        return True

    def _unwrap(self, reply: Reply, payload: bytearray, request: Call, name: str) -> list[Outcome]:
        count, echo = len(request.args), request.echo
        if not isinstance(reply, Result) or (reply.failure is None) is not (len(reply.values) == count):
            raise self._violation("it answered a call with something else")
        if len(reply.values) > count or len(reply.after) != (len(reply.values) if echo else 0):
            raise self._violation("it answered a call with something else")
        if reply.failures and not (request.go_on and reply.failures.keys() <= set(range(len(reply.values)))):
            raise self._violation("it answered a call with something else")
        self._note(reply, name)
        unpacker = Unpacker(payload)
        outcomes: list[Outcome] = []
        started = time.monotonic()
        try:
            for index, value in enumerate(reply.values):
                outcomes.append((unpacker.unpack(value), unpacker.unpack(reply.after[index]) if echo else None))
            if reply.failure is None and not reply.failures:  # what a failing call had packed before is of no use
                unpacker.finish()
        except WireError as error:
            raise self._violation(str(error)) from error
        finally:
            self._spent += time.monotonic() - started  # what a reply costs to read is its sender's time
        for index, failure in reply.failures.items():
            outcomes[index] = _raised(failure)
        if reply.failure is not None:
            outcomes += [_raised(reply.failure)] * (count - len(outcomes))
        return outcomes

    def _note(self, reply: Result, name: str) -> None:
        if reply.printed and not self._printed:
            self._printed = True
            self.problems.append("it prints while it is graded; what it prints is dropped and never affects the score")
        forbidden = (*self._unit.forbidden.functions, *self._unit.forbidden.packages)
        known = [name for name in reply.caught[:20] if name in forbidden or name.partition(".")[0] in forbidden]
        failures = [*reply.failures.values(), *([] if reply.failure is None else [reply.failure])]
        for function in known if not any(failure.forbidden for failure in failures) else ():
            called = f"called {printable(function, 100)}, which is forbidden, and caught the error"
            callees = self.calls.get(name, [])
            if not any(f"{task} {called}" in self.flags for task in (name, *callees)):  # blame who called it, not its callers
                self.flags.append(f"{name} {called}")

    def _exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        assert self._channel is not None
        channel = self._channel
        left = self._left()
        started = time.monotonic()
        try:
            return channel.exchange(request, buffers, min(seconds, left))
        except TimeoutError:
            self._bury()
            raise StudentTimeout(f"still running after {min(seconds, left):g} s") from None  # plain pytest would show our clock
        except Closed as error:
            raise StudentKilled(f"its process {self._bury()}") from error
        except WireError as error:
            raise self._violation(str(error)) from error
        finally:
            self._spent += time.monotonic() - started
            self._took = (channel.seconds, channel.cpu_seconds)

    def _left(self) -> float:
        """Return how many seconds the submission has left; raises `StudentTimeout` where there are none."""
        left = self._unit.limits.submission_seconds - self._spent
        if left <= 0:
            raise StudentTimeout(f"the submission's {self._unit.limits.submission_seconds:g} s are used up")
        return left

    def _violation(self, why: str) -> StudentKilled:
        self._bury()
        self._ending = msgspec.structs.replace(self._ending, from_outside=False)  # we ended it ourselves
        return StudentKilled(f"its process was ended: {why}")

    def _bury(self) -> str:
        """Close the channel; return how its worker ended."""
        channel, self._channel = self._channel, None
        if channel is None:
            return "had ended"
        self._hear(channel.outline)
        self._ending = channel.close()
        self.cpu_seconds += self._ending.cpu_seconds
        return self._ending.how

    def _lost(self) -> StudentKilled | GraderError:
        """Return what to raise where a live object is asked for that ended with its worker."""
        what = "the object was lost when its process ended"
        return GraderError(what) if self._ending.from_outside else StudentKilled(what)

    def _release(self, handle: Handle, generation: int) -> None:
        """Let the worker forget an object, if it has not ended since."""
        if self._channel is not None and generation == self._generation:
            self._exchange(Release(_nonce(), [handle.key]), [], 1.0)


def _raised(failure: Failure) -> StudentRaised:
    return StudentRaised(
        printable(failure.kind, 100),
        tuple(failure.bases),
        printable(failure.text),
        printable(failure.where, 300),
        printable(failure.signature, 300),
        failure.forbidden,
    )


def _nonce() -> int:
    return secrets.randbits(62)
