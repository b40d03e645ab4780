"""The clock of a worker in an audit of what trains: it counts steps, so that a mutant's fate depends on no machine.

Its text stands behind a unit's harness in the worker (see :mod:`autograder.steps`), and the examiner reads it after each call.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

STEP_SECONDS, CALL_SECONDS, READING_SECONDS = 0.1, 0.001, 1e-6
"""What a backward pass, a call and a look at the clock take. The last ends whoever waits in a loop without sleeping."""


class _Late(BaseException):
    """More time has passed than the call has; student code that catches exceptions does not catch it."""


class _Clock:
    # Each worker begins with another fraction of a second: who takes a seed from the clock is to take another one each time.
    now = begun = 1000.0 + time.time() % 1.0
    end = float("inf")


def start_clock(seconds: float) -> None:
    """Let the next call have so many seconds."""
    _Clock.begun, _Clock.end = _Clock.now, _Clock.now + seconds


def read_clock() -> float:
    """Return the seconds since the call's start, and let what comes now have all the time."""
    _Clock.end = float("inf")
    return _Clock.now - _Clock.begun + CALL_SECONDS


def _spend(seconds: float) -> None:
    _Clock.now += seconds
    if _Clock.now > _Clock.end:
        raise _Late


def _now() -> float:
    _spend(READING_SECONDS)
    return _Clock.now


def _counted(function: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **kwargs: Any) -> Any:
        _spend(STEP_SECONDS)
        return function(*args, **kwargs)

    return counted


def _install() -> None:
    """Put the clock in the place of the standard library's, and count backward passes."""
    for name in ("perf_counter", "monotonic", "time", "process_time", "thread_time"):
        setattr(time, name, _now)
        setattr(time, f"{name}_ns", lambda: round(1e9 * _now()))
    setattr(time, "sleep", _spend)  # noqa: B010 - that of the standard library is typed more widely
    if "torch" in sys.modules:
        autograd = sys.modules["torch"].autograd
        autograd.backward, autograd.grad = _counted(autograd.backward), _counted(autograd.grad)
