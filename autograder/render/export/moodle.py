"""Moodle: fills the grading worksheet that was downloaded there, or makes a table for the gradebook's import."""

from __future__ import annotations

from autograder.errors import UsageError
from autograder.model import Report
from autograder.render.export import cells
from autograder.render.export.format import Filled, Format, Grade, Made, Request, by_key, grades, number, said, withheld

_KEYS = ("Email address", "ID number", "Username")


def _make(reports: list[Report], request: Request) -> Made:
    found = grades(reports, request.course)
    return _filled(found, request, request.into) if request.into else _new(found, request)


def _new(found: list[Grade], request: Request) -> Made:
    rows = [["Email address", "ID number", "grade", "feedback"]]
    for grade in found:
        value = "" if grade.value is None else number(grade.value)
        feedback = cells.harmless("; ".join(said(grade.report, request.course)))
        rows.append([cells.harmless(grade.member.email), cells.harmless(grade.student), value, feedback])
    note = "for the gradebook's import (map Email address or ID number); a downloaded worksheet is filled with --into"
    return Made({"moodle.csv": cells.written(rows)}, withheld(found), [note])


def _filled(found: list[Grade], request: Request, file: Filled) -> Made:
    table = cells.read(file)
    column = table.column(request.column) if request.column else table.column("Grade")
    identifier = table.column("Identifier")
    if column is None or identifier is None:
        raise UsageError(
            f"--into {file.name}: is no English grading worksheet of Moodle (columns Identifier, Grade, …), or has no "
            f"column {request.column or 'Grade'}; it has {table.titles()}"
        )
    feedback, most, closed = (table.column(name) for name in ("Feedback comments", "Maximum Grade", "Grade can be changed"))
    known = by_key(found)
    key = table.key(_KEYS, known)
    values: dict[tuple[int, int], str] = {}
    met, notes = set(), []
    for at, row in enumerate(table.rows[1:], start=1):
        grade = known.get(table.value(row, key).casefold())
        if grade is None or column >= len(row):
            continue
        if grade.student in met:
            raise UsageError(f"--into {file.name}: {grade.student} stands in two rows; remove one, or download it again")
        met.add(grade.student)
        if table.value(row, closed).casefold() == "no":
            notes.append(f"{grade.student}: {file.name} says that the grade cannot be changed; left as it was")
        elif grade.value is not None:
            values[at, column] = number(grade.value * _scale(grade, table.value(row, most)))
            if feedback is not None and feedback < len(row):
                values[at, feedback] = cells.harmless("; ".join(said(grade.report, request.course)))
    notes += [f"{grade.student}: has a record, but no row in {file.name}" for grade in found if grade.student not in met]
    return Made({"moodle.csv": cells.filled(table, values)}, withheld(found), notes)


def _scale(grade: Grade, most: str) -> float:
    """Return by what a grade is multiplied where the assignment there has another maximum."""
    try:
        return float(most.replace(",", ".")) / grade.report.max_score
    except ValueError:
        return 1.0


FORMAT = Format("Moodle's grading worksheet", _make, fills=True)
