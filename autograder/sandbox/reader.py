"""Read submissions in a sealed process: archives, text and notebooks are taken apart where there is nothing to be had."""

from __future__ import annotations

import contextlib
import secrets
import threading

from autograder.errors import GraderError, IntakeError
from autograder.intake import Cell, Raw, Submission
from autograder.model import Unit
from autograder.sandbox import Channel, Ending, Runtime, Sandbox
from autograder.sandbox.process import ZygoteSandbox
from autograder.wire import Take, Taken, WireError

SECONDS = 5.0
"""For one submission, which takes some milliseconds."""

_RUNTIME = Runtime("reader", memory_mb=512)
_CPU_SECONDS = 600  # of one process; it is replaced at any sign of trouble


class _Ended(Exception):
    """The process was ended while it read a submission."""

    def __init__(self, ending: Ending, why: str) -> None:
        self.ending, self.why = ending, why
        super().__init__(why)


class Reader:
    """Reads one submission after another in a process that is kept warm, and replaced when it fails.

    It has what a worker has: no file, no network, little memory. Threads may share it: they take turns.

    Parameters
    ----------
    unit : Unit
    sandbox : Sandbox, optional
        Where its processes come from.
    """

    def __init__(self, unit: Unit, sandbox: Sandbox | None = None) -> None:
        self._unit = unit
        self._sandbox = sandbox or ZygoteSandbox(_RUNTIME, _CPU_SECONDS)
        self._channel: Channel | None = None
        self._turn = threading.Lock()
        self._closed = False

    def read(self, raw: Raw) -> Submission:
        """Return the sources of a submission.

        Raises
        ------
        IntakeError
            If nothing of the unit can be taken in, or taking it apart crashes a fresh process or takes it too long.
        GraderError
            If there is no process to be had, or something else ends it.
        """
        with self._turn:
            if self._channel is not None:
                with contextlib.suppress(_Ended):  # perhaps what it had read before was to blame
                    return self._ask(raw)
            try:
                return self._ask(raw)
            except _Ended as error:
                if error.ending.from_outside or (error.why and error.ending.cpu_seconds < SECONDS / 2):
                    raise GraderError(f"{raw.name} could not be read: {error.why or error.ending.how}") from error
                how = error.why or f"the process that did so was {error.ending.how}"
                raise IntakeError(f"{raw.name}: cannot be read ({how}); hand in plain Python files") from error

    def close(self) -> None:
        """End the process, whatever it is reading."""
        self._closed = True
        self._sandbox.close()
        with self._turn:
            if self._channel is not None:
                self._channel.close()
            self._channel = None

    def _ask(self, raw: Raw) -> Submission:
        if self._closed:
            raise GraderError(f"{raw.name} was not read: the batch is given up")
        channel = self._channel = self._channel or self._sandbox.open()
        request = Take(secrets.randbits(62), raw.name, raw.kind, raw.problems, self._unit)
        try:
            reply, _payload = channel.exchange(request, [raw.content], SECONDS)
            if not isinstance(reply, Taken):
                raise GraderError(f"{raw.name} could not be read")
        except (TimeoutError, WireError) as error:
            self._channel = None
            why = f"it takes longer than {SECONDS:g} s" if isinstance(error, TimeoutError) else ""
            raise _Ended(channel.close(), why) from error
        if reply.refused:
            raise IntakeError(reply.refused)
        return Submission(reply.files, reply.problems, reply.notebook, [Cell(name, line) for name, line in reply.cells])
