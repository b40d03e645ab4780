"""What a batch and an examiner say to each other, as lines of JSON."""

from __future__ import annotations

from typing import Literal

import msgspec

from autograder import devices
from autograder.model import Check, Mistake, Verdict

NO_MISTAKES = "known mistakes could not be looked for"
"""How a remark begins that is for staff: what went wrong there may hold hidden inputs."""


class Start(msgspec.Struct, tag=True, frozen=True):
    """Which unit to examine, on which processor, and which device timed checks are to have.

    Examiner and worker take turns, so they share one processor: waking another one costs more than switching. `turn` counts
    examiners, so that each takes another GPU.
    """

    folder: str
    processor: int | None = None
    device: devices.Wanted = "auto"
    turn: int = 0


class Ready(msgspec.Struct, tag=True, frozen=True):
    """The suite is collected, and the wall has been tried: `isolation` is its tier."""

    checks: list[Check]
    versions: dict[str, str]
    isolation: str
    device: str = ""


class Note(msgspec.Struct, tag=True, frozen=True):
    """What is going on, for whoever waits; an answer is still to come."""

    text: str


class Job(msgspec.Struct, tag=True, frozen=True):
    """A submission to judge.

    Parameters
    ----------
    files : dict of str to str
        Sources by path.
    seed : str
        In hexadecimal.
    only : list of str
        Tasks, or names of checks; all, if none is named.
    seconds : float
        For one call or load, where less than the unit's limits is enough; 0 for those.
    until : {"end", "loss", "failure"}
        When to stop: once every check is judged, with the first that loses its worker, or with the first that fails.
    measure : bool
        Whether verdicts say how near results came to their tolerances.
    explain : bool
        Whether to look for known mistakes where checks fail.
    timed : list of str or None
        Tasks whose timed checks are judged; None: all.
    steps : bool
        Whether timed checks go by the clock of steps, for answers of ours.
    """

    files: dict[str, str]
    seed: str
    only: list[str] = []
    seconds: float = 0.0
    until: Literal["end", "loss", "failure"] = "end"
    measure: bool = False
    explain: bool = False
    timed: list[str] | None = None
    steps: bool = False


class Findings(msgspec.Struct, tag=True, frozen=True):
    """What a submission's judging found.

    Parameters
    ----------
    verdicts : dict of str to Verdict
        By check name.
    calls : dict of str to list of str
        For each task, the tasks that its code refers to.
    cpu_seconds : dict of str to float
        Processor time by process: ``"examiner"`` and ``"worker"``.
    mistakes : dict of str to Mistake
        For each task, the known mistake that explains what failed, where there is one.
    """

    verdicts: dict[str, Verdict]
    calls: dict[str, list[str]]
    problems: list[str]
    flags: list[str]
    cpu_seconds: dict[str, float]
    mistakes: dict[str, Mistake] = {}


class Broken(msgspec.Struct, tag=True, frozen=True):
    """The examiner cannot do what was asked, by no fault of the submission; `unit` says whether the unit is to be mended."""

    why: str
    unit: bool = False


Answer = Ready | Note | Findings | Broken
