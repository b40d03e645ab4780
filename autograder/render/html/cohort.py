"""What is to be said of a class: pure functions of its records."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from autograder.model import OPEN_OUTCOMES, Report, TaskResult, TestResult
from autograder.render.html import figures

MOST = 100
"""Rows of a list before it is cut, and says so."""

FIRST = 200
"""Rows of the table of students that a browser lays out before it is asked for all."""


class TaskLine(msgspec.Struct, frozen=True):
    """How a class did in a task: the mean share of its points, how many have all of them, some, and none."""

    name: str
    max_score: float
    mean: float
    full: int
    some: int
    none: int


class CheckLine(msgspec.Struct, frozen=True):
    """How a class did in a check; `ends` says how those ended that did not pass, the most frequent first."""

    task: str
    name: str
    visibility: str
    max_score: float
    judged: int
    failed: int
    ends: Sequence[tuple[str, int]]
    seconds: float


class MistakeLine(msgspec.Struct, frozen=True):
    """A known mistake and the pages of those who made it."""

    task: str
    name: str
    sentence: str
    pages: list[str]


class PaceLine(msgspec.Struct, frozen=True):
    """How long a submission takes in a timed check, compared with the reference."""

    page: str
    task: str
    check: str
    ratio: float
    low: float
    high: float
    limit: float
    verdict: str


class Row(msgspec.Struct, frozen=True):
    """A submission in the table; `cells` are score, class of colour and whether points are open, by task."""

    page: str
    who: str
    state: str
    score: float
    pending: float
    cells: list[tuple[float, str, bool] | None]
    remark: str
    flagged: bool


class Cohort(msgspec.Struct, frozen=True):
    """A class in numbers; percentages are over those whose grade is final."""

    rows: list[Row]
    tasks: list[TaskLine]
    checks: list[CheckLine]
    mistakes: list[MistakeLine]
    paces: list[PaceLine]
    histogram: figures.Histogram
    mean: float | None
    median: float | None
    counts: Mapping[str, int]
    flags: list[tuple[str, list[str]]]
    pending: list[tuple[str, str, str, str]]
    seconds: Mapping[str, float]
    slowest: list[tuple[str, float]]
    made: Mapping[str, list[tuple[str, int]]]


def of(reports: Mapping[str, Report]) -> Cohort:
    """Return what is to be said of a class.

    Parameters
    ----------
    reports : mapping of str to Report
        By the name of their page.
    """
    final = [100 * report.score / report.max_score for report in reports.values()
             if report.status == "graded" and not report.pending and report.max_score > 0]  # fmt: skip
    graded = {page: report for page, report in reports.items() if report.status == "graded"}
    tasks = list(dict.fromkeys(task.name for report in reports.values() for task in report.tasks))
    seconds = sorted(report.provenance.seconds for report in graded.values())
    slowest = sorted(((page, report.provenance.seconds) for page, report in graded.items()), key=lambda item: -item[1])[:10]
    return Cohort(
        rows=[_row(page, report, tasks) for page, report in reports.items()],
        tasks=[_task(name, list(graded.values())) for name in tasks],
        checks=_checks(graded.values()),
        mistakes=_mistakes(graded),
        paces=_paces(graded),
        histogram=figures.histogram(final),
        mean=statistics.fmean(final) if final else None,
        median=statistics.median(final) if final else None,
        counts={
            "all": len(reports),
            "final": len(final),
            "pending": sum(report.pending > 0 for report in reports.values()),
            "rejected": len(reports) - len(graded),
            "flagged": sum(bool(report.flags) for report in reports.values()),
        },
        flags=[(page, report.flags) for page, report in reports.items() if report.flags],
        pending=[(page, task.name, test.name, test.message) for page, report in reports.items() for task in report.tasks
                 for test in task.tests if test.outcome in OPEN_OUTCOMES],
        seconds={"median": statistics.median(seconds), "most": seconds[-1], "all": math.fsum(seconds)} if seconds else {},
        slowest=slowest,
        made=_made(reports.values()),
    )  # fmt: skip


def _row(page: str, report: Report, tasks: Sequence[str]) -> Row:
    by_name = {task.name: (task.score, _level(task), task.pending > 0) for task in report.tasks}
    ended = Counter(test.outcome for task in report.tasks for test in task.tests)
    words = [outcome for outcome in ("timeout", "killed", "forbidden", "not_graded", "awaiting_manual") if ended[outcome]]
    remark = "; ".join([*report.flags, *words, *report.problems])
    state = "rejected" if report.status == "rejected" else "pending" if report.pending else "graded"
    cells = [by_name.get(task) for task in tasks]
    who = ", ".join(report.students) or report.submission
    return Row(page, who if len(who) <= 60 else f"{who[:59]}…", state, report.score, report.pending, cells,
               remark if len(remark) <= 160 else f"{remark[:159]}…", bool(report.flags))  # fmt: skip


def _level(task: TaskResult) -> str:
    return "open" if task.pending else figures.level(task.score / task.max_score if task.max_score else 1.0)


def _task(name: str, reports: Sequence[Report]) -> TaskLine:
    found = [task for report in reports for task in report.tasks if task.name == name and not task.pending]
    shares = [task.score / task.max_score if task.max_score else 1.0 for task in found]
    full, none = sum(share >= 0.9995 for share in shares), sum(share <= 0 for share in shares)
    return TaskLine(name, max((task.max_score for task in found), default=0.0), statistics.fmean(shares) if shares else 0.0,
                    full, len(shares) - full - none, none)  # fmt: skip


def _checks(reports: Any) -> list[CheckLine]:
    """Return all checks, those that the largest share did not pass first."""
    found: dict[tuple[str, str], list[TestResult]] = {}
    for report in reports:
        for task in report.tasks:
            for test in task.tests:
                found.setdefault((task.name, test.name), []).append(test)
    lines = []
    for (task_name, name), tests in found.items():
        judged = [test for test in tests if test.outcome not in OPEN_OUTCOMES]
        ends = Counter(test.outcome for test in judged if test.outcome != "passed")
        lines.append(CheckLine(task_name, name, tests[0].visibility, tests[0].max_score, len(judged), ends.total(),
                               ends.most_common(), statistics.median(test.seconds for test in tests)))  # fmt: skip
    return sorted(lines, key=lambda line: -line.failed / max(1, line.judged))


def _mistakes(reports: Mapping[str, Report]) -> list[MistakeLine]:
    made: dict[tuple[str, str, str], list[str]] = {}
    for page, report in reports.items():
        for task in report.tasks:
            if task.mistake:
                made.setdefault((task.name, task.mistake, task.hint), []).append(page)
    return sorted((MistakeLine(*key, pages) for key, pages in made.items()),
                  key=lambda line: (-len(line.pages), line.task, line.name))  # fmt: skip


def _paces(reports: Mapping[str, Report]) -> list[PaceLine]:
    found = []
    for page, report in reports.items():
        for task in report.tasks:
            for test in task.tests:
                pace = pace_of(test.measured)
                if pace is not None:
                    found.append(PaceLine(page, task.name, test.name, *pace))
    return sorted(found, key=lambda line: -line.ratio)


def pace_of(measured: Mapping[str, Any]) -> tuple[float, float, float, float, str] | None:
    """Return ratio, interval, limit and verdict of a race, where a check measured one that can be drawn."""
    pace = measured.get("pace")
    if not isinstance(pace, dict):
        return None
    values = figures.numbers([pace.get(key) for key in ("ratio", "low", "high", "limit")])
    return (values[0], values[1], values[2], values[3], str(pace.get("verdict", ""))) if len(values) == 4 else None


def _made(reports: Any) -> dict[str, list[tuple[str, int]]]:
    """Return how the records were made: more than one suite, tier or version in a class is worth a look."""
    found: dict[str, Counter[str]] = {name: Counter() for name in ("suite", "isolation tier", "device", "versions")}
    for report in reports:
        made = report.provenance
        versions = ", ".join(f"{name} {version}" for name, version in made.versions.items())
        for name, value in (("suite", made.suite_sha256[:12]), ("isolation tier", made.isolation), ("device", made.device),
                            ("versions", versions)):  # fmt: skip
            if value:
                found[name][value] += 1
    return {name: counter.most_common(10) for name, counter in found.items()}
