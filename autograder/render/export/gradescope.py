"""Gradescope's results.json, one a record: what students may see, and no score at all while points are pending.

A student does not see a total where any test is hidden there, so hidden checks are counted in one visible line a task.
"""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.course import Course
from autograder.model import OPEN_OUTCOMES, Report
from autograder.render import view
from autograder.render.export.format import Format, Made, Request, file_name, hidden_words, line, remark, said, value_of
from autograder.render.view import Seen, SeenTask


def results(report: Report, course: Course) -> dict[str, Any]:
    """Return a record as the object that results.json holds.

    Without a score, neither of the whole nor of a test, Gradescope takes in no grade: that is how one is withheld.
    """
    value = value_of(report, course)
    tests = [test for number, task in enumerate(view.of(report).tasks, start=1) for test in _tests(number, task)]
    shared: dict[str, Any] = {
        "output": "\n".join(said(report, course)),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "execution_time": report.provenance.seconds,
        "extra_data": {"submission_sha256": report.provenance.submission_sha256, "isolation": report.provenance.isolation,
                       "withheld": value is None},
    }  # fmt: skip
    if value is None:
        for test in tests:
            test.pop("score", None)
        return {**shared, "visibility": "hidden", "tests": tests}
    return {"score": value, **shared, "visibility": "visible", "tests": tests}


def failed(reason: str) -> dict[str, Any]:
    """Return a results.json for a run of ours that failed: staff read why, and nobody gets a zero."""
    return {"output": f"not graded, by a fault of the grader's: {line(reason, 1000)}; grade again", "output_format": "text",
            "visibility": "hidden", "stdout_visibility": "hidden", "tests": [], "extra_data": {"withheld": True}}  # fmt: skip


def _tests(number: int, task: SeenTask) -> list[dict[str, Any]]:
    """Return a task's tests: public ones and those with hints, the hidden ones as one, or the task alone."""
    tests = [_seen(task, test) for test in task.tests]
    some = task.hidden
    if some.checks:
        outcome = "open" if some.open else "passed" if some.passed == some.checks else "failed"
        output = "; ".join(text for text in (hidden_words(task), line(task.hint)) if text)
        tests.append(_test(f"{task.name}: hidden checks", outcome, some.score, some.max_score, output, task.name))
    if not tests:
        tests.append(_test(task.name, "open" if task.pending else "failed", task.score, task.max_score, "", task.name))
    for index, test in enumerate(tests, start=1):
        test["number"] = f"{number}.{index}"
    return tests


def _seen(task: SeenTask, test: Seen) -> dict[str, Any]:
    outcome = "open" if test.outcome in OPEN_OUTCOMES else "passed" if test.outcome == "passed" else "failed"
    return _test(f"{task.name}: {line(test.name)}", outcome, test.score, test.max_score, remark(test), task.name)


def _test(name: str, outcome: str, score: float | None, most: float, output: str, task: str) -> dict[str, Any]:
    made = {"name": name, "max_score": most, "output": output, "tags": [task], "visibility": "visible"}
    return made if outcome == "open" or score is None else {**made, "score": score, "status": outcome}


def _make(reports: list[Report], request: Request) -> Made:
    encode = msgspec.json.encode
    files = {f"{file_name(report)}.json": msgspec.json.format(encode(results(report, request.course))) for report in reports}
    return Made(files, [report.submission for report in reports if report.pending > 0])


FORMAT = Format("Gradescope's results.json", _make)
