"""Timed checks: the submission beside the reference, on one device, in turn, by the examiner's clock.

Absolute seconds fail honest students on a slow machine, and a clock that shares a process with a submission can be patched.
So both sides run in workers of one kind, a call is over when its result has arrived, and what is judged is the ratio, with an
interval that holds whatever the noise is distributed like.
"""

from __future__ import annotations

import contextlib
import math
import os
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import filelock
import msgspec
import numpy as np

from autograder.errors import GraderError, Mismatch, StudentError
from autograder.student import Student, Trace

T = TypeVar("T")

LOOKS = (8, 12, 16, 20, 24)
"""After how many pairs of runs the interval is looked at: it ends as soon as the interval says something."""

CONFIDENCE = 0.99
"""Of each look at an interval."""

TELL = 1.5
"""Ratio from which a student is told, whatever it costs."""

STEADY = 1.5
"""Ratio up to which the ends of the interval of the reference's own seconds may differ for the machine to count as quiet."""

_PATIENCE_SECONDS = 20.0


class Pace(msgspec.Struct, frozen=True):
    """How long one side takes compared with another.

    Parameters
    ----------
    ratio : float
        Median over pairs of runs of the student's seconds over the reference's.
    low, high : float
        Interval that holds the median of such ratios with `CONFIDENCE`.
    pairs : int
    student_seconds, reference_seconds : float
        Median of one run.
    limit : float
        The ratio that is judged.
    verdict : {"meets", "exceeds", "inconclusive"}
        Whether the interval lies below the limit, above it, or holds it.
    total : float
        All of the student's seconds over all of the reference's.
    reference_spread : float
        Ratio of the ends of the interval of the reference's own seconds.
    """

    ratio: float
    low: float
    high: float
    pairs: int
    student_seconds: float
    reference_seconds: float
    limit: float
    verdict: Literal["meets", "exceeds", "inconclusive"]
    total: float
    reference_spread: float


def interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of a median between two order statistics, which needs no assumption about the distribution.

    It runs from the k-th smallest to the k-th largest value, with the largest k for which ``2 P(B < k) <= 1 - confidence``,
    B the number of heads among n tosses of a fair coin (W. J. Conover, Practical Nonparametric Statistics, section 3.2).

    Parameters
    ----------
    values : sequence of float
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        Infinite where there are too few values for that confidence (fewer than 8 for 0.99).

    Examples
    --------
    >>> interval([1, 2, 3, 4, 5, 6, 7, 8])
    (1, 8)
    >>> interval([1, 2, 3, 4, 5, 6, 7])
    (-inf, inf)
    """
    ordered, n = sorted(values), len(values)
    outside, k = 0.0, 0
    while k < n // 2 and 2 * (outside + math.comb(n, k)) / 2**n <= 1 - confidence:
        outside += math.comb(n, k)
        k += 1
    return (ordered[k - 1], ordered[n - k]) if k else (-math.inf, math.inf)


def pace(student: Callable[[], float], reference: Callable[[], float], limit: float, rng: np.random.Generator) -> Pace:
    """Run two sides in pairs, each pair in random order, until the ratio of their times is known well enough.

    Parameters
    ----------
    student, reference : callable
        Runs its side once and returns the seconds that it took.
    limit : float
        The ratio to be judged.
    rng : numpy.random.Generator
        For the order.

    Returns
    -------
    Pace
        Inconclusive if the interval still holds `limit` after the last of `LOOKS`.

    Examples
    --------
    >>> found = pace(lambda: 2.0, lambda: 1.0, 4.0, np.random.default_rng(0))
    >>> found.verdict, found.ratio, found.pairs
    ('meets', 2.0, 8)
    """
    pairs: list[tuple[float, float]] = []
    for look in LOOKS:
        while len(pairs) < look:
            if rng.random() < 0.5:
                first = student()
                pairs.append((first, reference()))
            else:
                second = reference()
                pairs.append((student(), second))
        ratios = [mine / theirs for mine, theirs in pairs]
        low, high = interval(ratios)
        verdict: Any = "meets" if high < limit else "exceeds" if low > limit else "inconclusive"
        if verdict != "inconclusive":
            break
    mine, theirs = ([pair[side] for pair in pairs] for side in (0, 1))
    least, most = interval(theirs)
    return Pace(statistics.median(ratios), low, high, len(pairs), statistics.median(mine), statistics.median(theirs), limit,
                verdict, sum(mine) / sum(theirs), most / least)  # fmt: skip


class Cost(msgspec.Struct, frozen=True):
    """What a call of the reference takes.

    Parameters
    ----------
    seconds, cpu_seconds : float
        By the clock, and of processor time of all threads of its worker.
    """

    seconds: float
    cpu_seconds: float


@contextlib.contextmanager
def lease(device: str, say: Callable[[str], None] = lambda _text: None) -> Iterator[None]:
    """Have a device to oneself among all timed checks of this machine, whoever runs them; wait until it is free.

    Parameters
    ----------
    device : str
        ``"cpu"``, ``"cuda:0"``, ...
    say : callable
        Told from time to time that it is waited for.

    Raises
    ------
    GraderError
        If the lock's file cannot be made.
    """
    folder = Path(os.environ.get("AUTOGRADER_LEASES") or Path(tempfile.gettempdir()) / "cnn-coursework-leases")
    path = folder / f"{device.replace(':', '')}.lock"
    lock = filelock.FileLock(path, mode=0o666)
    try:
        with contextlib.suppress(FileExistsError):
            folder.mkdir()
            folder.chmod(0o777)  # another user's grader must be able to take turns with ours
        while True:
            with contextlib.suppress(filelock.Timeout):
                lock.acquire(timeout=_PATIENCE_SECONDS)
                break
            say(f"waits for {device}, which another timed check is using")
    except OSError as error:
        remedy = "set AUTOGRADER_LEASES to a folder that graders can write to"
        raise GraderError(f"{path}: {error.strerror}; {remedy}") from error
    try:
        yield
    finally:
        lock.release()


class Trial:
    """What timed checks ask for beside the submission: the reference as a rival, a place for what is measured.

    Parameters
    ----------
    student : Student
    rival : callable
        Returns the reference, loaded in a worker of its own.
    say : callable
        Told what goes on, for whoever waits.

    Attributes
    ----------
    measured : dict
        What the current check found out, as plain data: part of the record. A text under ``"tell"`` is shown to the student
        even where the check passes.
    """

    def __init__(self, student: Student, rival: Callable[[], Student], say: Callable[[str], None] = lambda _text: None) -> None:
        self._student, self._make, self.say = student, rival, say
        self._rival: Student | None = None
        self._kept: dict[str, tuple[list[Trace], Any, BaseException | None]] = {}
        self.measured: dict[str, Any] = {}

    @property
    def device(self) -> str:
        """Where timed checks run: ``"cpu"``, or ``"cuda:0"`` and so on."""
        return self._student.device

    @property
    def rival(self) -> Student:
        """The reference in a worker like the submission's; what goes wrong there is the grader's fault."""
        if self._rival is None:
            self._rival = self._make()
        return self._rival

    def alone(self) -> contextlib.AbstractContextManager[None]:
        """Return what has the device to itself while a check is judged."""
        return lease(self.device, self.say)

    def close(self) -> None:
        """End the rival's worker."""
        if self._rival is not None:
            self._rival.close()

    def once(self, name: str, run: Callable[[], T]) -> T:
        """Return what `run` returned, or raise what it raised, the first time it was asked for under this name.

        Several checks can so judge one training. Its calls count as calls of each of them.
        """
        if name in self._kept:
            self._student.traces += self._kept[name][0]
        else:
            result, raised = None, None
            try:
                result = run()
            except (StudentError, AssertionError) as error:
                raised = error
            self._kept[name] = (list(self._student.traces), result, raised)
        kept: Any
        _traces, kept, failure = self._kept[name]
        if failure is not None:
            raise failure
        return kept  # type: ignore[no-any-return]

    def reference_cost(self, name: str, run: Callable[[Student], Any], times: int = 3) -> Cost:
        """Return what the rival's last call in `run` costs: medians of some runs after a first that only warms up.

        Parameters
        ----------
        name : str
            Says what `run` does: two runs of the same name do the same, for every submission.
        run : callable
            Given the rival, calls it.
        times : int
            How many runs are measured.
        """
        costs = []
        for _ in range(times + 1):
            self.rival.begin()
            run(self.rival)
            costs.append(self.rival.traces[-1])
        return Cost(
            statistics.median(one.seconds for one in costs[1:]), statistics.median(one.cpu_seconds for one in costs[1:])
        )

    def race(self, run: Callable[[Student], float], limit: float, rng: np.random.Generator) -> Pace:
        """Judge how long the submission takes compared with the reference, and note it.

        Parameters
        ----------
        run : callable
            Given a side, prepares fresh arguments, calls it, checks the result, and returns the seconds of the timed call.
        limit : float
            The greatest ratio that passes.
        rng : numpy.random.Generator

        Raises
        ------
        Mismatch
            If the submission is slower than that.
        GraderError
            If that cannot be said after two rounds, since the reference's own times vary: the check is then not graded. Where
            these are steady, and only the submission's vary, all its time decides, over all of the reference's.
        """
        run(self.rival)  # both have warmed up before the first pair
        run(self._student)
        for _round in range(2):
            found = pace(lambda: run(self._student), lambda: run(self.rival), limit, rng)
            if found.verdict != "inconclusive":
                break
        self.measured["pace"] = msgspec.to_builtins(found)
        tell = f"takes {found.ratio:.1f} times as long as the reference ({found.low:.1f} to {found.high:.1f})"
        if found.ratio > TELL:
            self.measured["tell"] = tell
        if found.verdict == "inconclusive" and found.reference_spread <= STEADY:
            if found.total > limit:
                raise Mismatch(f"its times vary, and in all it takes {found.total:.1f} times as long as the reference, "
                               f"more than {limit:g} times", found.total, limit)  # fmt: skip
            return found
        if found.verdict == "inconclusive":
            raise GraderError(f"this machine is too noisy to say whether it takes less than {limit:g} times as long as the "
                              f"reference: {found.low:.2f} to {found.high:.2f} times")  # fmt: skip
        if found.verdict == "exceeds":
            raise Mismatch(f"{tell}, more than {limit:g} times", found.ratio, limit)
        return found
