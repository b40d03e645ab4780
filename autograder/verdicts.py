"""Let warm examiners judge answers of ours by the hundred: no intake, no records, only what became of each check."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from autograder import batch, units
from autograder.errors import GraderError
from autograder.kept import KeptFindings
from autograder.messages import Findings, Job
from autograder.model import Unit

_PATIENCE = 10
"""How many times the unit's limits a right answer gets that ran out of time: the machine was busy with something else."""

_GRACE_SECONDS = 600.0
"""What an examiner may take beside its submission's time before it counts as hanging. Nobody waits for a grade here, and where
other work has the processors, its seconds become minutes."""


def mutant_seconds(unit: Unit) -> float:
    """Return what a call of a mutant may take: checks take much less, and a mutant that loops would take the whole limit."""
    return max(1.0, unit.limits.call_seconds / 5)


class Candidate(msgspec.Struct, frozen=True):
    """An answer to judge.

    Parameters
    ----------
    name : str
    files : dict of str to str
        Its sources by path.
    seed : bytes
    only : list of str
        Tasks, or names of checks; all, if none is named.
    explain : bool
        Whether to look for a known mistake.
    right : bool
        Whether it is known to be right, so that a call which runs out of time says more of the machine than of it.
    """

    name: str
    files: dict[str, str]
    seed: bytes
    only: list[str] = []
    explain: bool = False
    right: bool = False


def judge(
    folder: Path,
    candidates: Iterable[Candidate],
    jobs: int,
    *,
    until: Literal["end", "loss", "failure"] = "end",
    seconds: float = 0.0,
    measure: bool = False,
    steps: Sequence[str] = (),
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    kept: KeptFindings | None = None,
) -> Iterator[tuple[Candidate, Findings]]:
    """Judge answers by all but the timed checks, or by these, too, by steps; yield each as it is done, in no order.

    Where an examiner fails, or a check cannot be judged, the answer is judged once more.

    Parameters
    ----------
    folder : Path
        The unit.
    candidates : iterable of Candidate
    jobs : int
        Examiners at a time.
    until, seconds, measure
        As in :class:`autograder.messages.Job`.
    steps : sequence of str
        Tasks whose timed checks are asked, by the clock of steps (see :mod:`autograder.steps`).
    progress : callable, optional
        Called with the number of answers judged so far and of all.
    kept : KeptFindings, optional
        What it has of an answer is taken from there; what it lacks is judged, and added to it.

    Raises
    ------
    UnitError
        If the unit's own files are wrong.
    GraderError
        If an answer cannot be judged the second time, either; the message names it.
    """
    asked = [(one, Job(one.files, one.seed.hex(), one.only, seconds, until, measure, one.explain, list(steps), bool(steps)))
             for one in candidates]  # fmt: skip
    todo = []
    for one, job in asked:
        if kept is None or (known := kept.find(job)) is None:
            todo.append((one, job))
        else:
            yield one, known
    progress(len(asked) - len(todo), len(asked))
    limits = units.load(folder).limits
    processors = batch.processors_for(max(1, min(jobs, len(todo))))
    examiners = [batch.Examiner(folder, limits.submission_seconds + _GRACE_SECONDS, cpu, "cpu") for cpu in processors]
    stopping = threading.Event()

    def findings(examiner: batch.Examiner, one: Candidate, job: Job) -> Findings:
        again = msgspec.structs.replace(job, seconds=_PATIENCE * limits.call_seconds) if one.right else job
        found = _attempt(examiner, job)
        late = one.right and not isinstance(found, str) and _ran_out_of_time(found)
        if (late or isinstance(found, str)) and not stopping.is_set():
            found = _attempt(examiner, again)
        if isinstance(found, str):
            raise GraderError(f"{folder.name}: {one.name}: {found}")
        return found

    def judged(examiner: batch.Examiner, work: tuple[Candidate, Job]) -> tuple[Candidate, Job, Findings]:
        return *work, findings(examiner, *work)

    try:
        with contextlib.closing(batch.in_parallel(examiners, todo, judged, stopping)) as results:
            for done, (one, job, found) in enumerate(results, start=len(asked) - len(todo) + 1):
                if kept is not None:
                    kept.add(job, found, one.right)
                progress(done, len(asked))
                yield one, found
    finally:
        for examiner in examiners:
            examiner.close()


def _attempt(examiner: batch.Examiner, job: Job) -> Findings | str:
    """Return what was found, or why an answer could not be judged."""
    try:
        found = examiner.judge(job)
    except GraderError as error:
        return str(error)
    for name, verdict in found.verdicts.items():
        if verdict.outcome == "not_graded":
            return f"{name}: {verdict.message}"
    return found


def _ran_out_of_time(found: Findings) -> bool:
    return any(verdict.outcome == "timeout" for verdict in found.verdicts.values())
