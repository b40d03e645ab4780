"""How far right answers stay below each check's tolerance, and wrong ones beyond it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from autograder.errors import UnitError
from autograder.kills import Subject

FACTOR = 10.0
"""How far from its tolerance a check must see right answers and wrong ones."""


class Margin(msgspec.Struct, frozen=True):
    """Of a check that compares within a tolerance, both in units of the tolerance.

    Parameters
    ----------
    right : float
        The largest error of any right answer; 0 where all are exact.
    wrong : float or None
        The smallest error for which it turns a wrong answer away; None where it turns none away by value.
    by : str
        The wrong answer that comes so near.
    """

    right: float
    wrong: float | None = None
    by: str = ""


def margins(subjects: Iterable[Subject]) -> dict[str, Margin]:
    """Return the margins of each check that compares within a tolerance, in the suite's order."""
    found: dict[str, Margin] = {}
    for subject in sorted(subjects, key=lambda subject: not subject.right):
        for name, verdict in subject.verdicts.items():
            if verdict.ratio is None:
                continue
            known = found.get(name, Margin(0.0))
            if subject.right:
                found[name] = Margin(max(verdict.ratio, known.right))
            elif verdict.outcome == "failed" and (known.wrong is None or verdict.ratio < known.wrong):
                found[name] = Margin(known.right, verdict.ratio, subject.name)
    return found


def exceptions(folder: Path) -> dict[str, str]:
    """Return the checks whose margins may be narrow, with the reason, from ``margins.toml``.

    Raises
    ------
    UnitError
        If the file cannot be read or gives no reason.
    """
    path = folder / "margins.toml"
    if not path.is_file():
        return {}
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=dict[str, str])
    except msgspec.MsgspecError as error:
        raise UnitError(f"{path}: {error}") from error
    for check, reason in found.items():
        if not reason.strip():
            raise UnitError(f"{path}: {check!r} needs a reason")
    return found


def faults(folder: Path, found: dict[str, Margin]) -> list[str]:
    """Return what is wrong with margins: too narrow on either side, or excused without need."""
    excused = exceptions(folder)
    narrow = {name: said for name, margin in found.items() if (said := _narrow(margin))}
    remedy = f"derive the tolerance again, or give the reason in {folder / 'margins.toml'}"
    wrong = [f"the check {name!r} {said}; {remedy}" for name, said in narrow.items() if name not in excused]
    return wrong + [f"{folder / 'margins.toml'}: the check {name!r} needs no exception (any more); remove the line"
                    for name in excused if name not in narrow]  # fmt: skip


def _narrow(margin: Margin) -> str:
    if margin.right > 1 / FACTOR:
        return f"has a tolerance only {1 / margin.right:.3g} times the error of a right answer"
    if margin.wrong is not None and margin.wrong < FACTOR:
        return f"turns {margin.by} away for an error only {margin.wrong:.3g} times its tolerance"
    return ""
