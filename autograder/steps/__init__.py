"""Timed checks by steps: an audit asks them of mutants that train, on any machine and beside any other work.

A second is ten backward passes in the worker, be it the submission's or the reference's, and whoever sleeps or waits lets
that clock run on. Budgets are numbers of steps then: those that a suite gives in seconds are short ones, as on a slow machine,
those that it makes of what the reference takes are generous. The code in these workers is ours, so what the clock says is
believed; a submission is never judged so.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from autograder.errors import GraderError, StudentTimeout
from autograder.model import Verdict
from autograder.student import Student
from autograder.timing import Cost, Trial
from autograder.wire import Call, Map, Reply, Request, Result, Seq, Unpacker

CLOCK = "\n\n" + Path(__file__).with_name("clock.py").read_text("utf-8") + "\n\n_install()\n"
"""What stands behind the harness in a worker."""

GENEROUS = 2.0
"""How many seconds a second of the reference's counts where budgets are made of it. By steps all networks are equally fast, but
small ones, which need more steps, are meant to have them."""

_PATIENCE, _PATIENCE_SECONDS = 2.0, 20.0
"""How many seconds by our own clock one by the worker's may take, on a machine that does other work, and how many it may take
beside."""

_READING_SECONDS = 60.0


class Stepped(Student):
    """A submission whose seconds are those of the clock of steps."""

    def timed(self, verdict: Verdict) -> Verdict:
        """Return the verdict of the check that was just judged with the seconds of its calls, by the clock of steps."""
        return msgspec.structs.replace(verdict, seconds=round(sum(trace.seconds for trace in self.traces), 4))

    def _exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        if not isinstance(request, Call):
            return super()._exchange(request, buffers, seconds)
        self._clock("start_clock", seconds)
        reply = super()._exchange(request, buffers, _PATIENCE_SECONDS + _PATIENCE * seconds)
        took = self._clock("read_clock")
        self._took = (took, took)
        if took > seconds:
            self._bury()
            raise StudentTimeout(f"still running after {seconds:g} s by the clock of steps")
        return reply

    def _clock(self, name: str, *args: float) -> Any:
        call = Call(secrets.randbits(62), f"harness.{name}", "", [Seq(list(args), True)], Map({}))
        reply, payload = super()._exchange(call, [], _READING_SECONDS)
        if not isinstance(reply, Result) or reply.failure is not None:  # no fault of the answer: it is judged once more
            raise GraderError(f"the clock of steps did not answer in its worker: {reply}")
        return Unpacker(payload).unpack(reply.values[0])


class StepTrial(Trial):
    """What timed checks ask for, by steps: no device is waited for, and what the reference takes is measured once.

    Parameters
    ----------
    student, rival, say
        As in :class:`autograder.timing.Trial`.
    known : dict
        What the reference took, by name, for all trials of an examiner: by steps it is the same each time.
    """

    def __init__(
        self, student: Student, rival: Callable[[], Student], say: Callable[[str], None], known: dict[str, Cost]
    ) -> None:
        super().__init__(student, rival, say)
        self._known = known

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Wait for nobody."""
        return contextlib.nullcontext()

    def reference_cost(self, name: str, run: Callable[[Student], Any], times: int = 1) -> Cost:
        """Return what the rival's last call in `run` costs, made generous."""
        if name not in self._known:
            self.rival.begin()
            run(self.rival)
            trace = self.rival.traces[-1]
            self._known[name] = Cost(GENEROUS * trace.seconds, GENEROUS * trace.cpu_seconds)
        return self._known[name]


__all__ = ["CLOCK", "GENEROUS", "StepTrial", "Stepped"]
