"""The wall between the examiner and the submission.

The examiner knows the wall only as the two small protocols below. Three things implement them: ``zygote`` processes that
fork a worker for each submission (grading), a server in the same process (public checks on a student's own machine), and
fakes in the tests.
"""

from __future__ import annotations

from typing import Any, Protocol

import msgspec

from autograder.wire import Outline, Progress, Reply, Request

__all__ = ["Channel", "Ending", "Runtime", "Sandbox"]


class Runtime(msgspec.Struct, frozen=True):
    """What a worker may use, and how much of it.

    Parameters
    ----------
    name : str
        ``"numpy"`` or ``"torch"``: what the zygote imports before it forks.
    forbidden_functions : tuple of str
        Dotted names that raise when called.
    forbidden_packages : tuple of str
        Packages whose use counts as forbidden rather than as merely absent.
    memory_mb : int
        What a worker may allocate beyond the zygote, in MiB.
    gpu : bool
        Whether workers may use GPUs: they then see the devices, and more system calls are open to them.
    """

    name: str
    forbidden_functions: tuple[str, ...] = ()
    forbidden_packages: tuple[str, ...] = ()
    memory_mb: int = 1024
    gpu: bool = False


class Ending(msgspec.Struct, frozen=True):
    """How a worker ended.

    Parameters
    ----------
    how : str
        For people: ``"exited with status 0"``, ``"killed by SIGSEGV"``; empty where it had no process of its own.
    cpu_seconds : float
        User and system time of the worker.
    progress : Progress, optional
        The last top-level statement of the submission that it had announced.
    from_outside : bool
        Whether something other than the submission may have ended it: it was killed (a submission cannot send itself
        signals), or its zygote ended.
    """

    how: str
    cpu_seconds: float
    progress: Progress | None = None
    from_outside: bool = False


class Channel(Protocol):
    """A conversation with one worker: one request, one reply.

    Attributes
    ----------
    outline : Outline or None
        What reading the submission told. A worker says it once, before it runs anything of the submission: what comes later
        under that name is not believed.
    seconds, cpu_seconds : float
        What the latest exchange took by the examiner's clock, and the processor time of all the worker's threads in it; the
        latter is known only of a worker that rests between exchanges.
    """

    outline: Outline | None
    seconds: float
    cpu_seconds: float

    def exchange(self, request: Request, buffers: list[Any], seconds: float) -> tuple[Reply, bytearray]:
        """Send a request and return the reply with its payload.

        Raises `TimeoutError` after `seconds`, and `autograder.wire.WireError` if the worker ends or sends nonsense.
        After either the channel is dead and must be closed.
        """

    def close(self) -> Ending:
        """End the worker, whatever it is doing, and say how it ended."""


class Sandbox(Protocol):
    """Where workers come from."""

    def open(self, rests: bool = False) -> Channel:
        """Return a channel to a fresh worker that has seen no submission.

        One that `rests` is stopped between exchanges, so that nothing of it runs unless it is asked something.
        """

    def close(self) -> None:
        """End everything that belongs to the sandbox."""
