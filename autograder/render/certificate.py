"""What mutants say of a suite: survivors for the terminal, a page with the kill matrix, and the same as data."""

from __future__ import annotations

from collections import Counter

import msgspec

from autograder.kills import Kills, Subject
from autograder.margins import Margin


def survivors(subjects: list[Subject], kills: Kills) -> list[str]:
    """Return a paragraph for each mutant that survives: its id, its key, and what it changes."""
    alive = set(kills.survivors)
    return [f"survives: {subject.name} ({subject.mutant.key})\n{subject.mutant.diff}\n"
            for subject in subjects if subject.mutant is not None and subject.name in alive]  # fmt: skip


def page(unit: str, subjects: list[Subject], kills: Kills, margins: dict[str, Margin], reasons: dict[str, str]) -> str:
    """Return the page of a unit as Markdown.

    Parameters
    ----------
    unit : str
    subjects : list of Subject
    kills : Kills
    margins : dict of str to Margin
        By check.
    reasons : dict of str to str
        Why mutants are equivalent, by key.
    """
    made = [subject for subject in subjects if subject.mutant is not None]
    parts = [f"# {unit}: {kills.killed} of {kills.mutants} mutants killed, {kills.equivalent} equivalent, "
             f"{len(kills.survivors)} survive",
             f"{kills.recognised} of {kills.wrong} wrong answers are recognised as the mistakes that they are.",
             *(f"- fault: {fault}" for fault in kills.faults), "## Survivors",
             *(f"```diff\n{text}```" for text in survivors(subjects, kills))]  # fmt: skip
    parts += ["## Checks", *_checks(subjects, margins), "## Equivalent mutants"]
    for subject in made:
        if subject.mutant is not None and subject.mutant.key in reasons:
            parts.append(
                f"`{subject.name}` ({subject.mutant.key}): {reasons[subject.mutant.key]}\n\n```diff\n{subject.mutant.diff}\n```"
            )
    numbers = _numbers(subjects)
    parts += ["## Kill matrix", "By number of the check, in the order of the table above.", *(
        f"- `{subject.name}`: {', '.join(str(numbers[name]) for name in subject.killers) or 'survives'}"
        for subject in subjects if not subject.right)]  # fmt: skip
    return "\n\n".join(parts).replace("\n\n- ", "\n- ").replace("|\n\n|", "|\n|") + "\n"


def data(subjects: list[Subject]) -> bytes:
    """Return what became of each answer as JSON: the checks that it fails, and how far off its results were."""
    rows = [{"name": subject.name, "tasks": subject.tasks,
             "key": subject.mutant.key if subject.mutant else None, "diff": subject.mutant.diff if subject.mutant else None,
             "killers": subject.killers,
             "ratios": {name: verdict.ratio for name, verdict in subject.verdicts.items() if verdict.ratio is not None}}
            for subject in subjects]  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"


def _numbers(subjects: list[Subject]) -> dict[str, int]:
    checks = dict.fromkeys(name for subject in subjects for name in subject.verdicts)
    return {name: number for number, name in enumerate(checks, start=1)}


def _checks(subjects: list[Subject], margins: dict[str, Margin]) -> list[str]:
    """Return the table of checks: what each kills, what it alone kills, and its margins."""
    all_kills = Counter(name for subject in subjects for name in subject.killers)
    sole = Counter(subject.killers[0] for subject in subjects if len(subject.killers) == 1)
    rows = ["Margins are errors over tolerances: of right answers the largest, of wrong ones that the check turns away "
            "by value the smallest.",
            "| | check | kills | alone | right | wrong |", "|---:|---|---:|---:|---:|---:|"]  # fmt: skip
    for name, number in _numbers(subjects).items():
        margin = margins.get(name)
        right = f"{margin.right:.1e}" if margin else ""
        wrong = f"{margin.wrong:.1e}" if margin and margin.wrong is not None else ""
        rows.append(f"| {number} | {name.replace('|', '¦')} | {all_kills[name]} | {sole[name]} | {right} | {wrong} |")
    return rows
