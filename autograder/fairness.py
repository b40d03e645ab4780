"""Whether a suite is fair to every student: other random inputs, the same verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder import course, kills, trial, units
from autograder.kills import Subject
from autograder.model import Unit

WRONG_SEEDS = 10
"""For how many seeds wrong answers and mutants are judged: each must die for all of them, which shows with a few."""


class Fairness(msgspec.Struct, frozen=True):
    """What other seeds change.

    Parameters
    ----------
    seeds : int
        For how many the right answers were judged.
    judged : int
        How many answers were judged in all, each seed counted.
    unfair : dict of str to int
        Checks that a right answer failed, and how often, over all right answers and seeds.
    losers : dict of str to int
        Right answers that lost points, and for how many seeds.
    flaky : dict of str to list of str
        Wrong answers and mutants that live for some seeds, and the checks that kill them for others.
    """

    seeds: int
    judged: int
    unfair: dict[str, int]
    losers: dict[str, int]
    flaky: dict[str, list[str]]

    @property
    def faults(self) -> list[str]:
        """What is not fair, as sentences."""
        return [*(f"the check {name!r} fails a right answer, {count} times" for name, count in self.unfair.items()),
                *(f"{name} loses points for {count} of {self.seeds} seeds" for name, count in self.losers.items()),
                *(f"{name} dies for some seeds only, by {', '.join(map(repr, checks[:3]))}"
                  for name, checks in self.flaky.items())]  # fmt: skip


def run(
    folder: Path, secret: bytes, seeds: int, jobs: int, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Fairness:
    """Judge the right answers of a unit for many seeds; wrong ones and mutants for a few.

    Parameters
    ----------
    folder : Path
        The unit.
    secret : bytes
        From which the seeds are drawn, as those of students are.
    seeds : int
        How many, for right answers.
    jobs : int
        Examiners at a time.
    progress : callable, optional
        Called with the number of answers judged so far and of all.
    """
    unit = units.load(folder)
    keys = [course.seed_of(secret, unit.name, [f"student {number}"])[0] for number in range(seeds)]
    right = [one for one in kills.known(folder, unit, b"") if not one.only]
    held = trial.hold(folder, _for_each(right, keys), jobs, progress=progress)
    unfair: Counter[str] = Counter()
    losers: Counter[str] = Counter()
    for one, findings in held:
        failed = [name for name, verdict in findings.verdicts.items() if verdict.outcome != "passed"]
        unfair.update(failed)
        losers[one.name] += bool(failed)
    wrong, flaky = _flaky(folder, unit, keys[:WRONG_SEEDS], jobs, progress)
    return Fairness(seeds, len(right) * seeds + wrong, dict(unfair), {name: n for name, n in losers.items() if n}, flaky)


def _for_each(trials: list[trial.Trial], keys: list[bytes]) -> Iterator[trial.Trial]:
    for key in keys:
        for one in trials:
            yield msgspec.structs.replace(one, seed=key)


def _flaky(
    folder: Path, unit: Unit, keys: list[bytes], jobs: int, progress: Callable[[int, int], None]
) -> tuple[int, dict[str, list[str]]]:
    """Return how many wrong answers were judged, and those that die for some seeds only, with what kills them."""
    trials = [one for one in kills.known(folder, unit, b"") if one.only]
    trials += [trial.Trial(mutant.id, files, b"", mutant.tasks) for mutant, files in kills.mutants(folder, unit)]
    lives: Counter[str] = Counter()
    killers: defaultdict[str, set[str]] = defaultdict(set)
    held = trial.hold(folder, _for_each(trials, keys), jobs, until="failure", seconds=trial.SECONDS, progress=progress)
    for one, findings in held:
        subject = Subject(one.name, one.only, None, findings.verdicts)
        killers[one.name].update(subject.killers)
        lives[one.name] += not subject.killers
    flaky = {name: sorted(killers[name]) for name, count in sorted(lives.items()) if 0 < count < len(keys)}
    return len(trials) * len(keys), flaky
