"""The examiner's side of the wall: starts a zygote, asks it for workers, talks to them by deadline."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

import autograder
from autograder.errors import GraderError
from autograder.frames import Connection
from autograder.sandbox import Ending, Runtime
from autograder.sandbox.zygote import END, ENDED, FORK, GO, ORDER, PID, REAP, SECONDS, STOP
from autograder.wire import Closed, Outline, Progress, Reply, Request, WireError

_START_SECONDS = 120.0
_ANSWER_SECONDS = 30.0

_BOOT = (
    "import sys; sys.path[:0] = sys.argv[5:]; "
    "from autograder.sandbox.namespaces import enter; home = enter(); "  # while there is little in memory to copy
    "from autograder.sandbox.zygote import main; main(home)"
)

_ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "PYTHONHASHSEED": "0",  # the same submission gives the same record
    "LC_ALL": "C.UTF-8",
}


class WorkerChannel:
    """A channel to a worker process (see :class:`autograder.sandbox.Channel`)."""

    def __init__(self, sandbox: ZygoteSandbox, zygote: object, pid: int, sock: socket.socket, rests: bool) -> None:
        self._sandbox, self._zygote, self._pid, self._rests = sandbox, zygote, pid, rests
        self._connection = Connection(sock, replies=True)
        self._progress: Progress | None = None
        self._hung_up = False
        self.outline: Outline | None = None
        self.seconds = self.cpu_seconds = 0.0

    def wait_until_sealed(self, seconds: float) -> None:
        """Wait for the worker's word that it has given up all that it must; raises as :meth:`exchange` does."""
        self._connection.receive(time.monotonic() + seconds)
        if self._rests:
            self._sandbox.switch(self._zygote, self._pid, STOP)

    def exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        """Send a request and return the reply; the deadline is absolute and holds for the whole exchange."""
        before = self._sandbox.switch(self._zygote, self._pid, GO) if self._rests else 0.0
        started = time.monotonic()
        try:
            return self._exchange(request, buffers, started + seconds)
        finally:
            self.seconds = time.monotonic() - started  # the result's bytes are here: what the worker does now is too late
            if self._rests:
                self.cpu_seconds = self._sandbox.switch(self._zygote, self._pid, STOP) - before

    def _exchange(self, request: Request, buffers: list[Any], deadline: float) -> tuple[Reply, bytearray]:
        try:
            if self._connection.pending():
                raise WireError("it sent something without being asked")
            self._connection.send(request, buffers, deadline)
            while True:
                reply, payload = self._connection.receive(deadline)
                if reply.id != request.id:
                    raise WireError("it answered a question that was not asked")
                if isinstance(reply, Progress):
                    self._progress = reply
                elif isinstance(reply, Outline):
                    self.outline = self.outline or reply  # the first came before the submission ran
                else:
                    return reply, payload
        except Closed:
            self._hung_up = True
            raise

    def close(self) -> Ending:
        """Kill the worker, unless it has ended, and collect its exit status and processor time."""
        self._connection.close()
        ending = self._sandbox.end(self._zygote, self._pid, self._hung_up)
        return msgspec.structs.replace(ending, progress=self._progress)


class ZygoteSandbox:
    """Workers as processes, each forked from one warm zygote.

    Parameters
    ----------
    runtime : Runtime
    cpu_seconds : int
        Processor time after which the kernel ends a worker.
    """

    def __init__(self, runtime: Runtime, cpu_seconds: int) -> None:
        self._runtime, self._cpu_seconds = runtime, cpu_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def open(self, rests: bool = False) -> WorkerChannel:
        """Fork a worker; a zygote that has died is replaced."""
        if self._process is not None and self._process.poll() is not None:
            self.close()
        control = self._control or self._start()
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(control, [ORDER.pack(FORK, 0)], [theirs.fileno()])
                pid = PID.unpack(self._answer(PID.size))[0]
                if pid < 0:
                    raise GraderError("no process or memory to be had")
            except (OSError, GraderError) as error:
                ours.close()
                self.close()
                raise GraderError(f"the zygote did not fork a worker: {error}") from error
        channel = WorkerChannel(self, self._process, pid, ours, rests)
        try:
            channel.wait_until_sealed(_ANSWER_SECONDS)
        except (TimeoutError, WireError) as error:
            ending = channel.close()
            raise GraderError(f"a worker could not be prepared: {error or 'no answer'}; it {ending.how}") from error
        return channel

    def end(self, zygote: object, pid: int, hung_up: bool) -> Ending:
        """End one worker of a zygote, of which one that has hung up may have ended by itself; say how it ended.

        The workers of an earlier zygote have ended with it.
        """
        gone = Ending("ended with its zygote", 0.0, from_outside=True)
        if self._control is None or zygote is not self._process:
            return gone
        try:
            self._control.sendall(ORDER.pack(REAP if hung_up else END, pid))
            status, killed_by_us, user, system = ENDED.unpack(self._answer(ENDED.size))
        except (OSError, GraderError):
            self.close()  # the kernel ends the workers of a dead zygote
            return gone
        if killed_by_us and hung_up:
            return Ending("closed its connection", user + system)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        outside = killed and not killed_by_us and user + system < self._cpu_seconds
        return Ending(_how(status), user + system, from_outside=outside)

    def switch(self, zygote: object, pid: int, verb: int) -> float:
        """Stop a worker or let it go on; return the processor time of all its threads so far, 0 if it is gone."""
        if self._control is None or zygote is not self._process:
            return 0.0
        try:
            self._control.sendall(ORDER.pack(verb, pid))
            return float(SECONDS.unpack(self._answer(SECONDS.size))[0])
        except (OSError, GraderError):
            self.close()
            return 0.0

    def close(self) -> None:
        """End the zygote and its workers."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._control = self._process = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        folders = _folders()
        with theirs:
            command = [sys.executable, "-s", "-P", "-S", "-B", "-c", _BOOT, str(theirs.fileno()),
                       msgspec.json.encode(self._runtime).decode(), msgspec.json.encode(folders).decode(),
                       str(self._cpu_seconds), *folders]  # fmt: skip
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
                                             env=_ENVIRONMENT, pass_fds=[theirs.fileno()])  # fmt: skip
        self._control = ours
        try:
            self._answer(PID.size, _START_SECONDS)
        except GraderError as error:
            self.close()
            raise GraderError(f"the {self._runtime.name} zygote did not start: {error}") from error
        return ours

    def _answer(self, size: int, seconds: float = _ANSWER_SECONDS) -> bytes:
        assert self._control is not None
        self._control.settimeout(seconds)
        data = b""
        while len(data) < size:
            try:
                part = self._control.recv(size - len(data))
            except TimeoutError as error:
                raise GraderError(f"no answer within {seconds:.0f} s") from error
            if not part:
                raise GraderError("it ended")
            data += part
        return data


def _folders() -> list[str]:
    """Return the folders in which this environment's packages lie."""
    homes = {Path(module.__file__ or "").resolve().parents[1] for module in (autograder, np, msgspec)}
    return sorted(str(home) for home in homes)


def _how(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"exited with status {os.waitstatus_to_exitcode(status)}"
