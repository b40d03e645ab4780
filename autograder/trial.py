"""Let warm examiners judge answers of ours by the hundred: no intake, no records, only what became of each check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from autograder import batch, units
from autograder.examine import Findings, Job

SECONDS = 1.0
"""What a call of a mutant may take: checks take milliseconds, and a mutant that loops would take the whole limit."""


class Trial(msgspec.Struct, frozen=True):
    """An answer to judge.

    Parameters
    ----------
    name : str
    files : dict of str to str
        Its sources by path.
    seed : bytes
    only : list of str
        Tasks; all, if none is named.
    explain : bool
        Whether to look for a known mistake.
    """

    name: str
    files: dict[str, str]
    seed: bytes
    only: list[str] = []
    explain: bool = False


def hold(
    folder: Path,
    trials: Iterable[Trial],
    jobs: int,
    *,
    until: Literal["end", "loss", "failure"] = "end",
    seconds: float = 0.0,
    measure: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[tuple[Trial, Findings]]:
    """Judge answers by all but the timed checks; yield each as it is done, in no order.

    Parameters
    ----------
    folder : Path
        The unit.
    trials : iterable of Trial
    jobs : int
        Examiners at a time.
    until, seconds, measure
        As in :class:`autograder.examine.Job`.
    progress : callable, optional
        Called with the number of answers judged so far and of all.

    Raises
    ------
    UnitError
        If the unit's own files are wrong.
    GraderError
        If an examiner fails.
    """
    trials = list(trials)
    limit = units.load(folder).limits.submission_seconds + 60.0
    processors = batch.processors_for(max(1, min(jobs, len(trials))))
    examiners = [batch.Examiner(folder, limit, processor, "cpu") for processor in processors]

    def judge(examiner: batch.Examiner, trial: Trial) -> tuple[Trial, Findings]:
        job = Job(trial.files, trial.seed.hex(), trial.only, seconds, until, measure, trial.explain, timed=[])
        return trial, examiner.judge(job)

    try:
        for done, result in enumerate(batch.in_parallel(examiners, trials, judge), start=1):
            progress(done, len(trials))
            yield result
    except BaseException:
        for examiner in examiners:
            examiner.kill()
        raise
    finally:
        for examiner in examiners:
            examiner.close()
