"""Canvas: fills our column of a gradebook that was exported there, or makes a table for a new assignment."""

from __future__ import annotations

import re

from autograder.errors import UsageError
from autograder.model import Report
from autograder.render.export import cells
from autograder.render.export.cells import Table
from autograder.render.export.format import Filled, Format, Grade, Made, Request, by_key, grades, number, withheld

_KEYS = ("SIS Login ID", "SIS User ID", "ID", "Integration ID")
_RESERVED = re.compile(r"(Current|Final|Override) (Score|Points|Grade)", re.IGNORECASE)
"""Headers that Canvas's importer drops."""


def _make(reports: list[Report], request: Request) -> Made:
    found = grades(reports, request.course)
    return _filled(found, request, request.into) if request.into else _new(found, request)


def _new(found: list[Grade], request: Request) -> Made:
    title = request.column or next(iter(request.titles), "Coursework")
    if _RESERVED.search(title):
        raise UsageError(f"--column {title}: Canvas drops columns of such names; choose another")
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", cells.harmless(title)]]
    most = max((grade.report.max_score for grade in found), default=100.0)
    rows.append(["    Points Possible", "", "", "", "", number(most)])
    for grade in found:
        member = grade.member
        name = ", ".join(part for part in (member.last_name, member.first_name) if part) or grade.student
        value = "" if grade.value is None else f"{grade.value:.2f}"
        rows.append([cells.harmless(name), "", "", cells.harmless(grade.student), "", value])
    note = "Canvas makes a new assignment of this; give the exported gradebook as --into to fill one that is there"
    return Made({"canvas.csv": cells.written(rows)}, withheld(found), [note])


def _filled(found: list[Grade], request: Request, file: Filled) -> Made:
    table = cells.read(file)
    column = _column(table, request)
    possible = _points_possible(table, column)
    known = by_key(found)
    key = table.key(_KEYS, known)
    values: dict[tuple[int, int], str] = {}
    met: set[str] = set()
    for at, row in enumerate(table.rows[1:], start=1):
        grade = known.get(table.value(row, key).casefold())
        if grade is None or column >= len(row):
            continue
        if grade.student in met:
            raise UsageError(f"--into {file.name}: {grade.student} stands in two rows; remove one, or export the file again")
        met.add(grade.student)
        if grade.value is not None and table.value(row, column).upper() != "EX":
            values[at, column] = f"{grade.value * (possible / grade.report.max_score if possible else 1.0):.2f}"
    notes = [f"{grade.student}: has a record, but no row in {file.name}" for grade in found if grade.student not in met]
    return Made({"canvas.csv": cells.filled(table, values)}, withheld(found), notes)


def _column(table: Table, request: Request) -> int:
    """Return where our column is: its title, with or without the id that Canvas writes behind it."""
    header = [cell.value.strip() for cell in table.rows[0]]
    if not header or "Student" not in header[0] or "ID" not in header[1:2]:
        raise UsageError(f"--into {table.name}: is no gradebook of Canvas (columns Student, ID, …); it has {table.titles()}")
    wanted = [request.column] if request.column else request.titles
    named = {title.casefold() for title in wanted}
    found = [at for at, title in enumerate(header)
             if title.casefold() in named or re.sub(r"\s*\(\d+\)$", "", title).casefold() in named]  # fmt: skip
    if len(found) != 1:
        said = "no column" if not found else "more than one column"
        raise UsageError(f"--into {table.name}: {said} {' or '.join(wanted)}; name one with --column; it has {table.titles()}")
    return found[0]


def _points_possible(table: Table, column: int) -> float | None:
    for row in table.rows[1:3]:
        if row and "Points Possible" in row[0].value and column < len(row):
            try:
                return float(row[column].value.replace(",", ".")) or None
            except ValueError:
                return None
    return None


FORMAT = Format("Canvas's gradebook", _make, fills=True)
