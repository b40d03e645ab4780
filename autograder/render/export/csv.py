"""A table for spreadsheets: a row a student, a column a task."""

from __future__ import annotations

from autograder.model import Report
from autograder.render.export import cells
from autograder.render.export.format import Format, Made, Request, grades, number, withheld


def _make(reports: list[Report], request: Request) -> Made:
    found = grades(reports, request.course)
    tasks = list(dict.fromkeys(task.name for grade in found for task in grade.report.tasks))
    rows = [["student", "submission", "status", "grade", "score", "adjusted", "late_penalty", "pending", "max_score", *tasks]]
    for grade in found:
        report = grade.report
        scores = {task.name: "" if task.pending else number(task.score) for task in report.tasks}
        rows.append([
            cells.harmless(grade.student), cells.harmless(report.submission), report.status,
            "" if grade.value is None else number(grade.value), "" if report.pending else number(report.score),
            number(sum(change.delta for change in report.adjustments)), number(grade.penalty), number(report.pending),
            number(report.max_score), *(scores.get(task, "") for task in tasks),
        ])  # fmt: skip
    return Made({"grades.csv": cells.written(rows)}, withheld(found))


FORMAT = Format("a table for spreadsheets", _make)
