"""Which check kills which wrong answer: mutants of every right answer beside the wrong answers written by hand."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

import msgspec

from autograder import answers, mutation, units, verdicts
from autograder.errors import UnitError
from autograder.kept import KeptFindings
from autograder.model import Unit, Verdict
from autograder.mutation import Mutant
from autograder.scope import UNTIMED, Scope
from autograder.verdicts import Candidate

SAMPLE = 15
"""How many mutants of each alternative are judged, always the same ones: all of them would be thousands to review."""

TRAINED = 100
"""How many mutants of the reference are judged, always the same ones, among those that only timed checks can tell: each costs
seconds of training."""

SHORT_SECONDS = 100.0
"""By the clock of steps: a timed check that takes the reference no longer is soon done, and every mutant meets it."""

FRACTION = 0.99
"""Of the mutants that are not equivalent, how many must die."""

NAMED = 0.9
"""Of the wrong answers written by hand, how many must be recognised as the mistakes that they are."""


_JUDGED = frozenset({"failed", "forbidden"})
"""Outcomes of checks that had something to judge. What raises, or takes too long, fails by itself in any check."""


class Subject(msgspec.Struct, frozen=True):
    """An answer and what became of it.

    Parameters
    ----------
    name : str
        ``reference``, ``alternatives.NAME``, ``wrong.TASK.NAME`` or the id of a mutant.
    tasks : list of str
        Those that are judged.
    mutant : Mutant or None
    verdicts : dict of str to Verdict
        By check. Judging ends where a worker is lost, so that some may be missing.
    recognised : str
        Of a wrong answer: the known mistake for which it is taken, if any.
    """

    name: str
    tasks: list[str]
    mutant: Mutant | None
    verdicts: dict[str, Verdict]
    recognised: str = ""

    @property
    def right(self) -> bool:
        """Whether it must pass every check."""
        return self.mutant is None and not self.name.startswith("wrong.")

    @property
    def killers(self) -> list[str]:
        """The checks that it does not pass."""
        return [name for name, verdict in self.verdicts.items() if verdict.outcome != "passed"]

    @property
    def late(self) -> bool:
        """Whether a call ran out of time; of a mutant, whether nothing else speaks against it."""
        outcomes = {verdict.outcome for verdict in self.verdicts.values()} - {"passed"}
        return "timeout" in outcomes and (self.mutant is None or outcomes == {"timeout"})


class Kills(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the mutants of a unit say of its suite.

    Parameters
    ----------
    mutants, killed, equivalent : int
        How many there are, how many die, and how many cannot, as ``equivalent.toml`` says.
    survivors : list of str
        Ids of those that neither die nor are listed.
    idle : list of str
        Checks that kill nothing, among mutants and wrong answers, that no other check kills.
    wrong, recognised : int
        How many wrong answers there are, and how many are taken for the known mistakes that they are.
    faults : list of str
        What is not as it must be.
    """

    mutants: int
    killed: int
    equivalent: int
    survivors: list[str]
    idle: list[str]
    wrong: int
    recognised: int
    faults: list[str]


def equivalents(folder: Path) -> dict[str, str]:
    """Return the reviewed reasons why mutants cannot die, by the mutants' keys.

    ``equivalent.toml`` has a table for each function: a line for each mutant, its key and the reason.

    Raises
    ------
    UnitError
        If the file cannot be read, or lists a mutant twice or without a reason.
    """
    path = folder / "equivalent.toml"
    if not path.is_file():
        return {}
    try:
        tables = msgspec.toml.decode(path.read_bytes(), type=dict[str, dict[str, str]])
    except msgspec.MsgspecError as error:
        raise UnitError(f"{path}: {error}") from error
    pairs = [pair for table in tables.values() for pair in table.items()]
    for key, reason in pairs:
        if not reason.strip() or sum(key == other for other, _reason in pairs) > 1:
            raise UnitError(f"{path}: the mutant {key} needs one reason, and stands there once")
    return dict(pairs)


def mutants(folder: Path, unit: Unit, scope: Scope = UNTIMED) -> Iterator[tuple[Mutant, dict[str, str]]]:
    """Yield the mutants of a unit's reference and of its alternatives, each with the files of its submission."""
    reference = units.sources(folder, unit)
    made = mutation.mutants(reference, unit, unit.name, marked=True)
    trained = heapq.nsmallest(TRAINED, (one for one in made if not scope.untimes(one.tasks)), key=lambda mutant: mutant.key)
    for mutant in made:
        if scope.untimes(mutant.tasks) or mutant in trained:
            yield mutant, reference | {mutant.path: mutant.source}
    for name, files in _alternatives(folder).items():
        made = mutation.mutants(files, unit, f"{unit.name}/{name}", marked=False)
        for mutant in heapq.nsmallest(SAMPLE, made, key=lambda mutant: mutant.key):
            yield mutant, files | {mutant.path: mutant.source}


def run(
    folder: Path,
    seed: bytes,
    jobs: int,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    scope: Scope = UNTIMED,
    kept: KeptFindings | None = None,
) -> list[Subject]:
    """Judge the right answers of a unit, the wrong ones and all mutants.

    Parameters
    ----------
    folder : Path
        The unit.
    seed : bytes
    jobs : int
        Examiners at a time.
    progress : callable, optional
        Called with the number of answers judged so far and of all, anew for each round.
    scope : Scope, optional
        Of the unit's suite, where it has timed checks: these are asked, by steps, of what has passed all others.
    kept : KeptFindings, optional
        What earlier audits have found.

    Raises
    ------
    GraderError
        If an answer could not be judged.
    """
    unit = units.load(folder)
    candidates = {one.name: one for one in known(folder, unit, seed)}
    made = {}
    for mutant, files in mutants(folder, unit, scope):
        made[mutant.id] = mutant
        candidates[mutant.id] = Candidate(mutant.id, files, seed, mutant.tasks)
    found = {one.name: Subject(one.name, one.only or list(unit.tasks), made.get(one.name), {}) for one in candidates.values()}

    def ask(chosen: Iterable[Candidate], seconds: float) -> None:
        for one, findings in verdicts.judge(
            folder, chosen, jobs, until="loss", seconds=seconds, measure=True, progress=progress, kept=kept
        ):
            recognised = findings.mistakes[one.only[0]].name if findings.mistakes else ""
            found[one.name] = msgspec.structs.replace(found[one.name], verdicts=findings.verdicts, recognised=recognised)

    ask([one for one in candidates.values() if scope.untimes(one.only)], verdicts.mutant_seconds(unit))
    # Then there is the unit's whole limit: on a busy machine anything is late, which is no kill and hides which mistake it is.
    ask([candidates[name] for name, subject in found.items() if subject.late], 0.0)
    if scope.timed:
        _by_steps(folder, candidates, found, jobs, progress, scope, kept)
    return list(found.values())


def _by_steps(
    folder: Path,
    candidates: dict[str, Candidate],
    found: dict[str, Subject],
    jobs: int,
    progress: Callable[[int, int], None],
    scope: Scope,
    kept: KeptFindings | None,
) -> None:
    """Ask timed checks, by steps, of all that has passed the others, and add their verdicts.

    Right answers and wrong ones meet all of them. Mutants meet those first that are soon done; the others cost a whole training
    each, so they are for mutants of which nobody has said that they cannot die.
    """

    def ask(names: Iterable[str], checks: Iterable[str]) -> None:
        asked = {name: [check for check in checks if scope.timed[check] in found[name].tasks] for name in names}
        chosen = [msgspec.structs.replace(candidates[name], only=only, explain=False) for name, only in asked.items() if only]
        for one, findings in verdicts.judge(
            folder, chosen, jobs, until="failure", steps=scope.tasks, measure=True, progress=progress, kept=kept
        ):
            known = found[one.name]
            found[one.name] = msgspec.structs.replace(known, verdicts=known.verdicts | findings.verdicts)

    def alive() -> list[Subject]:
        return [subject for subject in found.values() if not subject.killers]

    reviewed = equivalents(folder)
    ask([subject.name for subject in alive() if subject.mutant is None], list(scope.timed))
    right = found["reference"].verdicts
    short = [check for check in scope.timed if check in right and right[check].seconds <= SHORT_SECONDS]
    ask([subject.name for subject in alive() if subject.mutant is not None], short)
    unknown = [subject.name for subject in alive() if subject.mutant is not None and subject.mutant.key not in reviewed]
    ask(unknown, [check for check in scope.timed if check not in short])


def judged(folder: Path, subjects: list[Subject], scope: Scope = UNTIMED, lost: Collection[str] = ()) -> Kills:
    """Return what the subjects say of the suite, survivors and lists gone stale among the faults.

    Parameters
    ----------
    folder : Path
        The unit.
    subjects : list of Subject
        From :func:`run`.
    scope : Scope, optional
        Of the unit's suite, where it has timed checks.
    lost : collection of str, optional
        Names of wrong answers that lost points by the machine's own clock. By steps such a one may live: where a budget is
        given in seconds, there are too few steps for it to go wrong.
    """
    reasons = equivalents(folder)
    made = [subject for subject in subjects if subject.mutant is not None]
    alive = [subject for subject in made if not subject.killers]
    keys = {subject.mutant.key: subject for subject in made if subject.mutant is not None}
    survivors = [subject.name for subject in alive if subject.mutant is not None and subject.mutant.key not in reasons]
    faults = [f"{subject.name} fails {subject.killers[0]}" for subject in subjects if subject.right and subject.killers]
    wrong = [subject for subject in subjects if subject.name.startswith("wrong.")]
    faults += [f"{subject.name} survives its own task's checks" for subject in wrong
               if not subject.killers and subject.name not in lost]  # fmt: skip
    faults += _doubtful(folder, subjects, scope)
    where = folder / "equivalent.toml"
    faults += [f"{where}: there is no mutant {key} any more; remove the line" for key in reasons if key not in keys]
    faults += [f"{where}: {keys[key].name} ({key}) is not equivalent, it dies by {keys[key].killers[0]!r}; remove the line"
               for key in reasons if key in keys and keys[key].killers]  # fmt: skip
    mortal = len(made) - (len(alive) - len(survivors))
    if len(survivors) > (1 - FRACTION) * mortal:
        faults.append(f"{len(survivors)} of {mortal} mutants survive that are not listed in {where}; strengthen the suite, "
                      "or list those that no input can tell from a right answer, with the reason")  # fmt: skip
    recognised = [subject for subject in wrong if subject.recognised == subject.name.rpartition(".")[2]]
    faults += [f"{subject.name} is taken for {subject.recognised}" for subject in wrong
               if subject.recognised and subject not in recognised]  # fmt: skip
    covered = [subject for subject in wrong if scope.untimes(subject.tasks)]  # what trains is not trained again to be named
    if len(recognised) < NAMED * len(covered):
        faults.append(f"only {len(recognised)} of {len(covered)} wrong answers are recognised; those that no check tells apart "
                      "should be one")  # fmt: skip
    return Kills(len(made), len(made) - len(alive), len(alive) - len(survivors), survivors, idle(subjects), len(wrong),
                 len(recognised), faults)  # fmt: skip


def idle(subjects: list[Subject]) -> list[str]:
    """Return the checks without which the same answers would die, in the suite's order."""
    checks = dict.fromkeys(name for subject in subjects for name in subject.verdicts)
    needed = {subject.killers[0] for subject in subjects if len(subject.killers) == 1}
    return [name for name in checks if name not in needed]


def _doubtful(folder: Path, subjects: list[Subject], scope: Scope) -> list[str]:
    """Return what makes a suite doubtful: checks that perhaps cannot fail, a reference that nobody confirms."""
    asks = "turned no answer away for what it gave, only for calls that raised, if at all"
    remedy = "write the wrong answer that it is there for, or remove it"
    faults = [f"the check {name!r} {asks}; {remedy}" for name in unproved(subjects) if name not in scope.timed]
    if not answers.other_ways(folder, units.load(folder)):
        alone = "no right answer but the reference says that the suite is right"
        faults.append(f"{folder / 'alternatives'}: {alone}; write one in another way")
    return faults


def unproved(subjects: list[Subject]) -> list[str]:
    """Return the checks that have never judged a result to be wrong, in the suite's order: perhaps they cannot."""
    proved = {name for subject in subjects for name, verdict in subject.verdicts.items() if verdict.outcome in _JUDGED}
    return [name for name in dict.fromkeys(name for subject in subjects for name in subject.verdicts) if name not in proved]


def known(folder: Path, unit: Unit, seed: bytes) -> Iterator[Candidate]:
    """Yield the right answers of a unit, for all tasks, and the wrong ones, each for its own."""
    yield Candidate("reference", units.sources(folder, unit), seed, right=True)
    for name, files in _alternatives(folder).items():
        yield Candidate(f"alternatives.{name}", files, seed, right=True)
    for task, by_name in answers.wrong(folder, unit).items():
        for name, files in by_name.items():
            yield Candidate(f"wrong.{task}.{name}", files, seed, [task], explain=True)


def _alternatives(folder: Path) -> dict[str, dict[str, str]]:
    return {name: {file.relative_to(path).as_posix(): file.read_text("utf-8") for file in sorted(path.rglob("*.py"))}
            for name, path in answers.alternatives(folder).items()}  # fmt: skip
