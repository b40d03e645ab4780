"""From verdicts to points: pure functions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import msgspec

from autograder.errors import UnitError
from autograder.model import OPEN_OUTCOMES, Check, Mistake, TaskResult, TestResult, Unit, Verdict

MISSING = Verdict("not_graded", "the check left no record")

_NO_MISTAKE = Mistake("", "")

_WAITS = "as it should be, but this counts only once a check of the task's values has passed"


def score(
    unit: Unit,
    checks: Iterable[Check],
    verdicts: Mapping[str, Verdict],
    calls: Mapping[str, list[str]] | None = None,
    mistakes: Mapping[str, Mistake] | None = None,
) -> list[TaskResult]:
    """Return the results of a unit's tasks.

    Parameters
    ----------
    unit : Unit
    checks : iterable of Check
        All checks of the suite: they fix the maximum, whatever happened.
    verdicts : mapping of str to Verdict
        By check name. A check without one is ``not_graded``, never a pass.
    calls : mapping of str to list of str, optional
        For each task, the tasks that the submission's code of it refers to.
    mistakes : mapping of str to Mistake, optional
        For each task, the known mistake that explains what failed.

    Returns
    -------
    list of TaskResult
        In the order of the unit; `max_score` of a task is what the unit says.

    Examples
    --------
    >>> from autograder.model import Task
    >>> unit = Unit("T", "numpy", ["m"], {"f": Task(100.0)})
    >>> check = Check("f works", "f", 100.0, "", "public", "", False)
    >>> score(unit, [check], {"f works": Verdict("passed")})[0].score
    100.0
    >>> score(unit, [check], {})[0].pending
    100.0
    """
    by_task: dict[str, list[tuple[Check, Verdict]]] = {name: [] for name in unit.tasks}
    for check in checks:
        by_task[check.task].append((check, verdicts.get(check.name, MISSING)))
    broken = {name for name, pairs in by_task.items() if _broken(pairs)}
    results = []
    for name, pairs in by_task.items():
        causes = [other for other in (calls or {}).get(name, ()) if other in broken]
        tests = [_test(check, _guarded(check, verdict, pairs), causes) for check, verdict in pairs]
        earned = round(sum((test.score or 0.0 for test in tests), 0.0), 6)
        pending = round(sum((test.max_score for test in tests if test.score is None), 0.0), 6)
        known = (mistakes or {}).get(name, _NO_MISTAKE)
        results.append(TaskResult(name, earned, pending, unit.tasks[name].points, tests, known.sentence, known.name))
    return results


def require_sums(unit: Unit, checks: Iterable[Check]) -> None:
    """Require that the points of each task's checks sum to the task's.

    Raises
    ------
    UnitError
        Names the task.
    """
    checks = list(checks)
    for name, task in unit.tasks.items():
        points = sum(check.points for check in checks if check.task == name)
        if not math.isclose(points, task.points):
            raise UnitError(f"{unit.name}: the checks of {name} sum to {points:g} points, but unit.toml says {task.points:g}")


def rescaled(tasks: Iterable[TaskResult], points: Mapping[str, float]) -> list[TaskResult]:
    """Return results in which each task, and with it its checks, is worth what `points` says.

    Examples
    --------
    >>> rescaled([TaskResult("f", 3.0, 0.0, 12.0, [])], {"f": 40.0})[0].score
    10.0
    """
    results = []
    for task in tasks:
        factor = points[task.name] / task.max_score
        tests = [
            msgspec.structs.replace(
                test,
                score=None if test.score is None else round(factor * test.score, 6),
                max_score=round(factor * test.max_score, 6),
            )
            for test in task.tests
        ]
        earned, pending = round(factor * task.score, 6), round(factor * task.pending, 6)
        results.append(msgspec.structs.replace(task, score=earned, pending=pending, max_score=points[task.name], tests=tests))
    return results


def total(tasks: Iterable[TaskResult]) -> tuple[float, float, float]:
    """Return score, pending points and maximum over tasks."""
    tasks = list(tasks)
    return (round(sum((task.score for task in tasks), 0.0), 6), round(sum((task.pending for task in tasks), 0.0), 6),
            round(sum((task.max_score for task in tasks), 0.0), 6))  # fmt: skip


def nothing(unit: Unit, only: Iterable[str] = ()) -> list[TaskResult]:
    """Return the tasks of a submission of which nothing could be taken in."""
    wanted = set(only) or set(unit.tasks)
    return [TaskResult(name, 0.0, 0.0, task.points, []) for name, task in unit.tasks.items() if name in wanted]


def _broken(pairs: list[tuple[Check, Verdict]]) -> bool:
    return any(not check.guard and verdict.outcome not in ("passed", *OPEN_OUTCOMES) for check, verdict in pairs)


def _guarded(check: Check, verdict: Verdict, pairs: list[tuple[Check, Verdict]]) -> Verdict:
    """Return the verdict of a check, that of a passed guard only where a value check of the task has passed."""
    if not check.guard or verdict.outcome not in ("passed", "not_graded"):
        return verdict
    values = [other.outcome for value, other in pairs if not value.guard]
    if "passed" in values:
        return verdict
    open_ = any(outcome in OPEN_OUTCOMES for outcome in values)
    return msgspec.structs.replace(verdict, outcome="not_graded" if open_ else "failed", message=_WAITS)


def _test(check: Check, verdict: Verdict, causes: list[str]) -> TestResult:
    message, hint = verdict.message, str(verdict.measured.get("tell", ""))
    if verdict.outcome != "passed":
        hint = f"{check.hint} ({hint})" if check.hint and hint else check.hint or hint
        if causes and not check.guard and verdict.outcome not in OPEN_OUTCOMES:  # a guard asks what the task itself does
            because = "probably caused by " + ", ".join(f"`{cause}`" for cause in causes)
            message, hint = f"{message} ({because})", f"{hint} ({because})" if hint else because
    earned = {"passed": check.points, "not_graded": None, "awaiting_manual": None}.get(verdict.outcome, 0.0)
    return TestResult(check.name, verdict.outcome, earned, check.points, check.visibility, message, hint, verdict.seconds,
                      verdict.measured)  # fmt: skip
