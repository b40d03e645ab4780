"""Grade many submissions: examiners and how work is shared among them. A submission's trouble is a row, never an exception."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from autograder import devices, intake, units
from autograder.errors import UsageError
from autograder.examiner import Examiner
from autograder.grading import Grading, Judging, Planned, Row, Settings
from autograder.records import Records

__all__ = [
    "GRACE_SECONDS",
    "Examiner",
    "Grading",
    "Judging",
    "Planned",
    "Row",
    "Settings",
    "grade",
    "identify",
    "in_parallel",
    "local",
    "plan",
    "processors_for",
    "require_isolation",
    "run",
]

GRACE_SECONDS = 60.0

E = TypeVar("E", bound=Judging)
W = TypeVar("W")
R = TypeVar("R")


def identify(paths: Sequence[Path]) -> dict[str, Path]:
    """Return submissions by id.

    Raises
    ------
    UsageError
        If two have one id.
    """
    found: dict[str, Path] = {}
    for path in paths:
        name = intake.identifier(path)
        if name in found:
            raise UsageError(f"two submissions have the id {name!r}: {found[name]} and {path}; rename one")
        found[name] = path
    return found


def grade(folder: Path, submissions: dict[str, Path], records: Records, settings: Settings) -> Generator[Row, None, None]:
    """Grade submissions and yield each as its record is written.

    Parameters
    ----------
    folder : Path
        The unit.
    submissions : dict of str to Path
        By id.
    records : Records
    settings : Settings

    Raises
    ------
    UsageError
        If this machine isolates submissions less than `settings` asks for.
    GraderError
        If no examiner can be started: the unit or the installation is broken.
    """
    yield from run(folder, submissions, records, settings, local(folder, len(submissions), settings))


def local(folder: Path, count: int, settings: Settings) -> list[Examiner]:
    """Return examiners of this machine for so many submissions; none is started yet."""
    unit = units.load(folder)
    jobs = max(1, min(settings.jobs, count))
    seconds = unit.limits.submission_seconds + GRACE_SECONDS
    return [Examiner(folder, seconds, processor, settings.device, turn)
            for turn, processor in enumerate(processors_for(jobs, unit.runtime == "torch"))]  # fmt: skip


def run(
    folder: Path, submissions: dict[str, Path], records: Records, settings: Settings, examiners: Sequence[Judging]
) -> Generator[Row, None, None]:
    """Grade submissions by these examiners; otherwise as :func:`grade`."""
    grading = Grading(units.load(folder), units.suite_sha256(folder), records, settings)
    try:
        with records.locked():
            grading.ready = examiners[0].start()
            require_isolation(grading.ready.isolation, settings.weakest)
            yield from in_parallel(examiners, submissions.items(), grading.grade, grading.stopping)
    finally:
        for examiner in examiners:
            examiner.close()
        grading.close()


def plan(folder: Path, submissions: dict[str, Path], records: Records, settings: Settings, examiner: Judging) -> list[Planned]:
    """Return what :func:`run` would do; nothing is written, and nothing of a submission is run.

    Parameters
    ----------
    folder, submissions, records, settings
        As of :func:`run`.
    examiner : Judging
        What it says of versions and isolation decides what is kept.

    Raises
    ------
    GraderError
        If the examiner cannot be started.
    """
    grading = Grading(units.load(folder), units.suite_sha256(folder), records, settings)
    try:
        grading.ready = examiner.start()
        return [grading.planned(name, path) for name, path in submissions.items()]
    finally:
        examiner.close()
        grading.close()


def require_isolation(isolation: str, weakest: str) -> None:
    """Require that this machine holds submissions by a tier no weaker than that.

    Raises
    ------
    UsageError
        Says which option accepts it all the same.
    """
    if isolation > weakest:
        option = "--accept-weak-sandbox" if isolation == "C" else "--unsafe"
        raise UsageError(f"this machine holds submissions only by tier {isolation} (autograder doctor says why); "
                         f"give {option} to grade all the same: students' code could then read answers")  # fmt: skip


def in_parallel(
    examiners: Sequence[E], work: Iterable[W], do: Callable[[E, W], R], stopping: threading.Event
) -> Generator[R, None, None]:
    """Let each examiner take the next piece of work as soon as it is free; yield what comes of them as it comes.

    Where that is given up, by whom it is for or by an error, examiners are killed. No thread is left when it has ended.

    Parameters
    ----------
    examiners : sequence of Judging
        More may join while the work is done: after each result those are taken that have come.
    work : iterable
    do : callable
        Does a piece of work with an examiner.
    stopping : threading.Event
        Set where it is given up, before examiners are killed: `do` is then to raise, and not to take their end for a fault.
    """
    work = list(work)
    todo: queue.SimpleQueue[W] = queue.SimpleQueue()
    done: queue.SimpleQueue[R | BaseException] = queue.SimpleQueue()
    for item in work:
        todo.put(item)

    def drive(examiner: E) -> None:
        try:
            while not stopping.is_set():
                done.put(do(examiner, todo.get_nowait()))
        except queue.Empty:
            return
        except BaseException as error:
            done.put(error)

    threads: list[threading.Thread] = []
    try:
        for _ in work:
            for examiner in examiners[len(threads) :]:
                threads.append(threading.Thread(target=drive, args=(examiner,), daemon=True))
                threads[-1].start()
            result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield result
    except BaseException:
        stopping.set()
        for examiner in examiners:
            examiner.kill()
        raise
    finally:
        for thread in threads:
            thread.join()


def processors_for(jobs: int, timed: bool = False) -> list[int] | list[None]:
    """Return a processor of its own for each job; where there are too few, none, or for timed work fewer jobs."""
    mine = devices.processors()
    if timed or jobs <= len(mine):
        return mine[:jobs]
    return [None] * jobs
