"""Serve a submission in this process: for public checks on the author's own machine, where there is nothing to hide."""

from __future__ import annotations

import ctypes
import faulthandler
import sys
import threading
import time
from typing import Any

from autograder.sandbox import Ending, Runtime
from autograder.sandbox.forbid import forbid
from autograder.sandbox.loader import Loader
from autograder.sandbox.worker import Server
from autograder.sandbox.zygote import PACKAGES
from autograder.wire import Outline, Progress, Reply, Request, Result

_STDERR = 2


def _interrupt(thread: int) -> None:
    """Let a thread raise KeyboardInterrupt at its next instruction of Python.

    Unlike a signal this works where SIGINT is ignored, as it is in what a shell runs in the background. It is never taken
    back: Python 3.11 and 3.12 would go on looking for an exception at each call, and whoever traces 3.11, for ever.
    """
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(KeyboardInterrupt))


class InProcess:
    """A sandbox without a wall; public checks only.

    Parameters
    ----------
    runtime : Runtime
        The same packages are absent and the same functions forbidden as in a graded run.
    stuck_seconds : float
        How long a call that is over its time and cannot be interrupted (one long call of C code) may go on before the
        whole process ends, saying in which line it hangs. 0: for ever, which is right where the process is not ours.
    """

    def __init__(self, runtime: Runtime, stuck_seconds: float = 0.0) -> None:
        self._runtime, self._stuck_seconds = runtime, stuck_seconds
        forbid(runtime.forbidden_functions)
        faulthandler.enable(_STDERR)  # a crash then says in which line

    def open(self, rests: bool = False) -> InProcessChannel:
        """Return a channel to a new server; modules of an earlier submission are forgotten. Nothing rests here."""
        self.close()
        return InProcessChannel(self._runtime, self._stuck_seconds)

    def close(self) -> None:
        """Forget the loaded submission."""
        loaders = [finder for finder in sys.meta_path if isinstance(finder, Loader)]
        for name, module in list(sys.modules.items()):
            if getattr(getattr(module, "__spec__", None), "loader", None) in loaders:
                del sys.modules[name]
        sys.meta_path[:] = [finder for finder in sys.meta_path if finder not in loaders]


class InNotebook:
    """A sandbox around functions that are there already: those of a notebook, in its own kernel.

    Nothing is loaded and nothing is forbidden: whoever works in a notebook wants to go on with it afterwards.

    Parameters
    ----------
    runtime : Runtime
    namespace : dict
        The notebook's names.
    """

    def __init__(self, runtime: Runtime, namespace: dict[str, Any]) -> None:
        self._runtime, self._namespace = runtime, namespace

    def open(self, rests: bool = False) -> InProcessChannel:
        """Return a channel to the functions as they are now."""
        return InProcessChannel(self._runtime, 0.0, self._namespace)

    def close(self) -> None:
        """Do nothing: there was nothing to load."""


class InProcessChannel:
    """Calls the server directly; a timer interrupts what takes too long, where Python can be interrupted."""

    def __init__(self, runtime: Runtime, stuck_seconds: float, namespace: dict[str, Any] | None = None) -> None:
        self._stuck_seconds = stuck_seconds
        self._server = Server(runtime, PACKAGES[runtime.name], self._note, namespace=namespace, hides=True)
        self._progress: Progress | None = None
        self.outline: Outline | None = None
        self.seconds = self.cpu_seconds = 0.0

    def _note(self, message: Progress | Outline) -> None:
        if isinstance(message, Outline):
            self.outline = message
        else:
            self._progress = message

    def exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        """Answer the request here; copies of the arguments cross as they do to a worker."""
        started, before = time.monotonic(), time.process_time()
        try:
            return self._exchange(request, buffers, seconds)
        finally:
            self.seconds, self.cpu_seconds = time.monotonic() - started, time.process_time() - before

    def _exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        over = threading.Event()
        thread = threading.get_ident()

        def interrupt() -> None:
            over.set()
            _interrupt(thread)

        timer = threading.Timer(seconds, interrupt)
        timer.daemon = True
        timer.start()
        if self._stuck_seconds:
            faulthandler.dump_traceback_later(seconds + self._stuck_seconds, exit=True, file=_STDERR)
        try:
            try:
                reply, returned = self._server.handle(request, bytearray().join(buffers))
            finally:
                timer.cancel()
                timer.join()  # from here on nothing is raised any more: what comes late has come
                faulthandler.cancel_dump_traceback_later()
        except KeyboardInterrupt:  # the timer's may come late, even while it is cancelled
            faulthandler.cancel_dump_traceback_later()
            if not over.is_set():
                raise
        if over.is_set():
            raise TimeoutError
        if isinstance(reply, Result) and reply.failure is not None and reply.failure.kind == "KeyboardInterrupt":
            raise KeyboardInterrupt
        return reply, bytearray().join(returned)

    def close(self) -> Ending:
        """Say how far the submission got: there is no process to end."""
        return Ending("", 0.0, self._progress)
