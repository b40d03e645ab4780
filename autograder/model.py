"""The values that everything else passes on: units, checks, verdicts, reports. All frozen, all plain data.

A report's JSON is written down in ``docs/record.md``.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Outcome = Literal["passed", "failed", "error", "timeout", "killed", "forbidden", "not_graded", "awaiting_manual"]
Visibility = Literal["public", "hint", "hidden"]

OPEN_OUTCOMES = frozenset({"not_graded", "awaiting_manual"})
"""Outcomes without a score: their points are pending."""


def printable(text: str, limit: int = 4096) -> str:
    r"""Return text that cannot steer a terminal or a page: control and format characters replaced, cut to `limit`.

    Examples
    --------
    >>> printable("PASSED\x1b[2K\rfailed")
    'PASSED�[2K�failed'
    """
    text = text[:limit]
    if text.replace("\n", "").isprintable():  # as nearly all text is
        return text
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


class Task(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One function or class that students write.

    Parameters
    ----------
    points : float
        What it is worth; the tasks of a unit sum to 100.
    hours : float
        About how long it takes.
    lecture : str
        Title of the lecture's section.
    module : str
        Where it lives; the unit's only module by default.
    depends : list of str
        Tasks whose mistakes may cost points here, because this one is expected to call them.
    """

    points: float
    hours: float = 0.0
    lecture: str = ""
    module: str = ""
    depends: list[str] = []


class Forbidden(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a unit forbids: dotted names of functions, and packages."""

    functions: list[str] = []
    packages: list[str] = []


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits of one submission: wall-clock seconds and MiB.

    Parameters
    ----------
    call_seconds : float
        For one call of a function.
    load_seconds : float
        For loading the files.
    submission_seconds : float
        For all calls and loads together.
    memory_mb : int
        Beyond what the runtime itself takes.
    file_kb : int
        KiB of one source file, after extraction; of a notebook only the code counts.
    """

    call_seconds: float = 5.0
    load_seconds: float = 10.0
    submission_seconds: float = 120.0
    memory_mb: int = 1024
    file_kb: int = 256


class Withheld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In a student's kit: how many checks of a task are not there, and what they are worth."""

    checks: int
    points: float


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of ``unit.toml``, with the unit's name (that of its folder).

    Parameters
    ----------
    title : str
    runtime : {"numpy", "torch"}
        What a submission may import beside the standard library.
    modules : list of str
        Files that students hand in, without ``.py``.
    tasks : dict of str to Task
        By the name of the function or class.
    name : str
    forbidden : Forbidden
    limits : Limits
    photographs : list of str
        Names in ``datasets/registry.toml``: those that the suite uses; students get the files.
    image_sets : list of str
        Likewise; students get the training and validation images, never the test images.
    weights : list of str
        Likewise, the weights of pretrained networks; students get them.
    withheld : dict of str to Withheld
        In a student's copy: what of each task's checks is not in it.
    """

    title: str
    runtime: Literal["numpy", "torch"]
    modules: list[str]
    tasks: dict[str, Task]
    name: str = ""
    forbidden: Forbidden = Forbidden()
    limits: Limits = Limits()
    photographs: list[str] = []
    image_sets: list[str] = []
    weights: list[str] = []
    withheld: dict[str, Withheld] = {}


class Check(msgspec.Struct, frozen=True):
    """One test of a suite.

    Parameters
    ----------
    name : str
        The sentence by which it is known, unique in the unit.
    guard : bool
        Counts only once a check of the task that is no guard has passed.
    timed : bool
        Needs a device to itself.
    """

    name: str
    task: str
    points: float
    category: str
    visibility: Visibility
    hint: str
    guard: bool
    timed: bool = False


class Verdict(msgspec.Struct, frozen=True):
    """How one check ended.

    Parameters
    ----------
    message : str
        For staff: what differed.
    evidence : str
        For staff: a runnable snippet; empty where the check passed.
    measured : dict
        What a timed check measured, as plain data.
    ratio : float, optional
        In an audit: the largest error over its tolerance, of all results where the check passed, of the one that was not
        near enough where it failed by that.
    """

    outcome: Outcome
    message: str = ""
    seconds: float = 0.0
    evidence: str = ""
    measured: dict[str, Any] = {}
    ratio: float | None = None


class Mistake(msgspec.Struct, frozen=True):
    """A known mistake: its name, for staff, and a sentence that a student may read."""

    name: str
    sentence: str


class TestResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """A check in a report; `score` is None while it is open. `measured` is there for timed checks only."""

    name: str
    outcome: Outcome
    score: float | None
    max_score: float
    visibility: Visibility
    message: str
    hint: str
    seconds: float
    measured: dict[str, Any] = {}


class TaskResult(msgspec.Struct, frozen=True):
    """A task in a report.

    Parameters
    ----------
    hint : str
        For the student: the known mistake that explains all checks of the task that failed; mostly there is none.
    mistake : str
        For staff: its name.
    """

    name: str
    score: float
    pending: float
    max_score: float
    tests: list[TestResult]
    hint: str = ""
    mistake: str = ""


class Adjustment(msgspec.Struct, frozen=True):
    """A manual change of a task's score."""

    task: str
    delta: float
    by: str
    reason: str
    at: str


class Provenance(msgspec.Struct, frozen=True):
    """What is needed to grade the same way again."""

    submission_sha256: str
    suite_sha256: str
    seed_id: str
    isolation: str
    device: str
    versions: dict[str, str]
    started: str
    seconds: float


class Report(msgspec.Struct, frozen=True):
    """The record of one submission."""

    schema: int
    assignment: str
    submission: str
    status: Literal["graded", "rejected"]
    partial: bool
    students: list[str]
    attempt: int
    submitted_at: str | None
    late_seconds: int
    score: float
    pending: float
    max_score: float
    tasks: list[TaskResult]
    adjustments: list[Adjustment]
    flags: list[str]
    problems: list[str]
    provenance: Provenance
