"""How far a batch is: how many are done and failed, how fast it goes, how long is left, what is running."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import msgspec

from autograder.grading import Row
from autograder.render.durations import duration


class State(msgspec.Struct, frozen=True):
    """A batch at one moment.

    Parameters
    ----------
    done, failed, total : int
        Submissions; failed are those that were rejected, or have points pending.
    rate : float or None
        Submissions judged a second; None while none is judged.
    seconds_left : float or None
        For the others at that rate.
    running : list of str
        Submissions that are being judged.
    """

    done: int
    failed: int
    total: int
    rate: float | None
    seconds_left: float | None
    running: list[str]

    def __str__(self) -> str:
        """Return a line for people."""
        parts = [f"{self.done} of {self.total} done", f"{self.failed} not graded"]
        if self.rate is not None and self.seconds_left is not None:
            parts += [f"{self.rate:.3g} a second", f"{duration(self.seconds_left)} left"]
        more = f" and {len(self.running) - 3} more" if len(self.running) > 3 else ""
        return ", ".join(parts) + (f"; running: {', '.join(self.running[:3])}{more}" if self.running else "")


class Tally:
    """Counts the rows of a batch as they come; threads may tell it what they begin.

    Parameters
    ----------
    total : int
        Submissions.
    clock : callable, optional
        Tells seconds.

    Examples
    --------
    >>> tally = Tally(2)
    >>> tally.begin("ada")
    >>> str(tally.state())
    '0 of 2 done, 0 not graded; running: ada'
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._total, self._clock, self._started = total, clock, clock()
        self._running: dict[str, None] = {}
        self._done = self._failed = self._judged = 0
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Count a submission among those that are running."""
        with self._lock:
            self._running[name] = None

    def add(self, row: Row) -> None:
        """Count a submission that is done."""
        with self._lock:
            self._running.pop(row.report.submission, None)
            self._done += 1
            self._judged += not row.kept
            self._failed += row.report.status == "rejected" or row.report.pending > 0

    def state(self) -> State:
        """Return how far the batch is now."""
        with self._lock:
            elapsed = self._clock() - self._started
            rate = self._judged / elapsed if self._judged and elapsed > 0 else None
            left = None if rate is None else round((self._total - self._done) / rate, 1)
            return State(self._done, self._failed, self._total, rate and round(rate, 3), left, list(self._running))
