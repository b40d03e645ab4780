"""Classroom 50's result.json, one a record, in hundredths of a point since scores there are integers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from autograder.model import Report
from autograder.render import view
from autograder.render.export.format import Format, Made, Request, file_name, hidden_words, line, remark, value_of

SCHEMA = "classroom50/result/v1"

_FROM_JOB = {"classroom": "CLASSROOM", "assignment": "ASSIGNMENT", "submission": "SUBMISSION_TAG", "commit": "COMMIT_URL",
             "release": "RELEASE_URL", "review": "REVIEW_URL"}  # fmt: skip


def result(report: Report, value: float, environment: Mapping[str, str]) -> dict[str, Any]:
    """Return a record as the object that result.json holds.

    Parameters
    ----------
    report : Report
    value : float
        Its grade, which is not withheld.
    environment : mapping of str to str
        Of the job: which classroom, assignment and commit.
    """
    tests = []
    for task in view.of(report).tasks:
        for test in task.tests:
            passed = test.outcome == "passed"
            tests.append(_test(f"{task.name}: {line(test.name)}", passed, test.score or 0.0, test.max_score, remark(test)))
        some = task.hidden
        if some.checks:
            passed = some.passed == some.checks
            tests.append(_test(f"{task.name}: hidden checks", passed, some.score, some.max_score, hidden_words(task)))
        if not task.tests and not some.checks:
            tests.append(_test(task.name, False, task.score, task.max_score, ""))
    job = {key: environment.get(name, "") for key, name in _FROM_JOB.items()}
    return {
        "schema": SCHEMA,
        **job,
        "assignment": job["assignment"] or report.assignment,
        "assignment_type": "individual" if len(report.students) < 2 else "group",
        "owner": line(report.submission),
        "datetime": report.submitted_at or report.provenance.started,
        "graded_at": report.provenance.started,
        "score": _cents(value),
        "max-score": _cents(report.max_score),
        "tests": tests,
    }


def _test(name: str, passed: bool, score: float, most: float, output: str) -> dict[str, Any]:
    return {"test-name": name, "passed": passed, "score": _cents(score), "max-score": _cents(most), "output": output}


def _cents(points: float) -> int:
    return round(100 * points)


def _make(reports: list[Report], request: Request) -> Made:
    files, withheld = {}, []
    for report in reports:
        value = value_of(report, request.course)
        if value is None:
            withheld.append(report.submission)
        else:
            content = msgspec.json.encode(result(report, value, request.environment))
            files[f"{file_name(report)}.json"] = msgspec.json.format(content)
    return Made(files, withheld)


FORMAT = Format("Classroom 50's result.json", _make)
