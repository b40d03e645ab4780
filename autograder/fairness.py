"""Whether a suite is fair to every student: other random inputs, the same verdicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from autograder import course, kills, units, verdicts
from autograder.kept import KeptFindings
from autograder.messages import Findings
from autograder.model import Unit
from autograder.scope import UNTIMED, Scope
from autograder.verdicts import Candidate

WRONG_SEEDS = 10
"""For how many seeds wrong answers and mutants are judged: each must die for all of them, which shows with a few."""

TRAINED_SEEDS = 5
"""Where checks train: for how many seeds these judge right and wrong answers, by steps, and others wrong ones and mutants."""


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
    folder: Path,
    secret: bytes,
    seeds: int,
    jobs: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    scope: Scope = UNTIMED,
    kept: KeptFindings | None = None,
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
        Called with the number of answers judged so far and of all, anew for each round.
    scope : Scope, optional
        Of the unit's suite, where it has timed checks.
    kept : KeptFindings, optional
        What earlier audits have found.
    """
    unit = units.load(folder)
    keys = [course.seed_of(secret, unit.name, [f"student {number}"])[0] for number in range(seeds)]
    right = [one for one in kills.known(folder, unit, b"") if one.right]
    unfair: Counter[str] = Counter()
    lost: defaultdict[bytes, set[str]] = defaultdict(set)

    def judge(candidates: list[Candidate], steps: list[str]) -> int:
        for one, findings in verdicts.judge(folder, candidates, jobs, steps=steps, progress=progress, kept=kept):
            unfair.update(_failed(findings))
            lost[one.seed] |= {one.name} if _failed(findings) else set()
        return len(candidates)

    count = judge(list(_for_each(right, keys)), [])
    if scope.timed:
        trained = [msgspec.structs.replace(one, only=list(scope.timed)) for one in right]
        count += judge(list(_for_each(trained, keys[:TRAINED_SEEDS])), scope.tasks)
    few = keys[: TRAINED_SEEDS if scope.timed else WRONG_SEEDS]
    wrong, flaky = _flaky(folder, unit, few, jobs, progress, scope, kept)
    losers = Counter(name for names in lost.values() for name in names)
    return Fairness(seeds, count + wrong, dict(unfair), dict(losers), flaky)


def _for_each(candidates: list[Candidate], keys: list[bytes]) -> Iterator[Candidate]:
    for key in keys:
        for one in candidates:
            yield msgspec.structs.replace(one, seed=key)


def _failed(findings: Findings) -> list[str]:
    return [name for name, verdict in findings.verdicts.items() if verdict.outcome != "passed"]


def _flaky(
    folder: Path,
    unit: Unit,
    keys: list[bytes],
    jobs: int,
    progress: Callable[[int, int], None],
    scope: Scope,
    kept: KeptFindings | None,
) -> tuple[int, dict[str, list[str]]]:
    """Return how many wrong answers were judged, and those that die for some seeds only, with what kills them.

    Mutants of what trains are not among them, and wrong answers meet timed checks where they pass the others.
    """
    wrong = [msgspec.structs.replace(one, explain=False) for one in kills.known(folder, unit, b"") if not one.right]
    candidates = [one for one in wrong if scope.untimes(one.only)]
    candidates += [Candidate(mutant.id, files, b"", mutant.tasks) for mutant, files in kills.mutants(folder, unit, scope)
                   if scope.untimes(mutant.tasks)]  # fmt: skip
    killers: defaultdict[str, dict[bytes, list[str]]] = defaultdict(dict)

    def judge(chosen: Iterable[Candidate], seconds: float = 0.0, steps: Sequence[str] = ()) -> list[Candidate]:
        late = []
        for one, findings in verdicts.judge(
            folder, chosen, jobs, until="failure", seconds=seconds, steps=steps, progress=progress, kept=kept
        ):
            killers[one.name][one.seed] = _failed(findings)
            late += [one for verdict in findings.verdicts.values() if verdict.outcome == "timeout"]
        return late

    late = judge(_for_each(candidates, keys), verdicts.mutant_seconds(unit))
    # What ran out of time for some seeds, and lives for others, has the unit's whole limit: the machine may have been busy.
    judge([one for one in late if not all(killers[one.name].values())])
    trained = [msgspec.structs.replace(one, only=asked) for one in wrong if not any(killers[one.name].values())
               if (asked := [check for check, task in scope.timed.items() if task in one.only])]  # fmt: skip
    if trained:
        judge(_for_each(trained, keys), steps=scope.tasks)
    lives = {name: sum(not failed for failed in by_seed.values()) for name, by_seed in killers.items()}
    flaky = {name: sorted({check for failed in killers[name].values() for check in failed})
             for name, count in sorted(lives.items()) if 0 < count < len(keys)}  # fmt: skip
    return (len(candidates) + len(trained)) * len(keys), flaky
