"""Whether a suite is fair to every student: other random inputs, the same verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from autograder import course, kills, units, verdicts
from autograder.examine import Findings
from autograder.model import Unit
from autograder.verdicts import Candidate

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
    right = [one for one in kills.known(folder, unit, b"") if one.right]
    unfair: Counter[str] = Counter()
    losers: Counter[str] = Counter()
    for one, findings in verdicts.judge(folder, _for_each(right, keys), jobs, progress=progress):
        failed = _failed(findings)
        unfair.update(failed)
        losers[one.name] += bool(failed)
    wrong, flaky = _flaky(folder, unit, keys[:WRONG_SEEDS], jobs, progress)
    return Fairness(seeds, len(right) * seeds + wrong, dict(unfair), {name: n for name, n in losers.items() if n}, flaky)


def _for_each(candidates: list[Candidate], keys: list[bytes]) -> Iterator[Candidate]:
    for key in keys:
        for one in candidates:
            yield msgspec.structs.replace(one, seed=key)


def _failed(findings: Findings) -> list[str]:
    return [name for name, verdict in findings.verdicts.items() if verdict.outcome != "passed"]


def _flaky(
    folder: Path, unit: Unit, keys: list[bytes], jobs: int, progress: Callable[[int, int], None]
) -> tuple[int, dict[str, list[str]]]:
    """Return how many wrong answers were judged, and those that die for some seeds only, with what kills them."""
    candidates = [one for one in kills.known(folder, unit, b"") if not one.right]
    candidates += [Candidate(mutant.id, files, b"", mutant.tasks) for mutant, files in kills.mutants(folder, unit)]
    killers: defaultdict[str, dict[bytes, list[str]]] = defaultdict(dict)
    late = []
    for one, findings in verdicts.judge(
        folder, _for_each(candidates, keys), jobs, until="failure", seconds=verdicts.mutant_seconds(unit), progress=progress
    ):
        killers[one.name][one.seed] = _failed(findings)
        if any(verdict.outcome == "timeout" for verdict in findings.verdicts.values()):
            late.append(one)
    # What ran out of time for some seeds, and lives for others, has the unit's whole limit: the machine may have been busy.
    again = [one for one in late if not all(killers[one.name].values())]
    for one, findings in verdicts.judge(folder, again, jobs, until="failure"):
        killers[one.name][one.seed] = _failed(findings)
    lives = {name: sum(not failed for failed in by_seed.values()) for name, by_seed in killers.items()}
    flaky = {name: sorted({check for failed in killers[name].values() for check in failed})
             for name, count in sorted(lives.items()) if 0 < count < len(keys)}  # fmt: skip
    return len(candidates) * len(keys), flaky
