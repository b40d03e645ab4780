"""The table that nbgrader's own export writes, from records; ``autograder gradebook import`` fills its database."""

from __future__ import annotations

import datetime

from autograder.model import Report
from autograder.render.export import cells
from autograder.render.export.format import Format, Made, Request, grades, number, withheld

COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")  # fmt: skip


def _make(reports: list[Report], request: Request) -> Made:
    found = grades(reports, request.course)
    rows = [list(COLUMNS)]
    for grade in found:
        report, member = grade.report, grade.member
        due = request.course.settings.due(report.assignment, [])
        at = datetime.datetime.fromisoformat(report.submitted_at) if report.submitted_at else None
        texts = (grade.student, member.last_name, member.first_name, member.email)
        rows.append([
            report.assignment, _naive(due), _naive(at), *map(cells.harmless, texts),
            "" if report.pending else number(report.score), number(grade.penalty),
            "" if grade.value is None else number(grade.value), number(report.max_score),
        ])  # fmt: skip
    return Made({"nbgrader.csv": cells.written(rows)}, withheld(found))


def _naive(time: datetime.datetime | None) -> str:
    """Return a time as nbgrader writes it: UTC without saying so."""
    return str(time.astimezone(datetime.UTC).replace(tzinfo=None)) if time else ""


FORMAT = Format("the table that nbgrader exports", _make)
