"""CSV for other systems: cells that no spreadsheet computes, and tables of which a column is filled and all else stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable

import msgspec

from autograder.errors import UsageError
from autograder.model import printable
from autograder.render.export.format import Filled

_FORMULA = "=+-@＝＋－＠"
"""With what a cell begins that a spreadsheet computes, also in full width."""


class Cell(msgspec.Struct, frozen=True):
    """A cell of a CSV text: its value, and where it stands with its quotes."""

    value: str
    start: int
    end: int


class Table(msgspec.Struct, frozen=True):
    """A CSV file as it came: its text without a mark of byte order, that mark, the delimiter, and its rows."""

    name: str
    mark: bytes
    text: str
    delimiter: str
    rows: list[list[Cell]]

    def column(self, *names: str) -> int | None:
        """Return where a column stands, by the first of `names` that is there, without regard to case."""
        header = [cell.value.strip().casefold() for cell in self.rows[0]]
        return next((header.index(name.casefold()) for name in names if name.casefold() in header), None)

    def key(self, names: Iterable[str], known: Collection[str]) -> int | None:
        """Return the column of those named in which most values are known: one, since ids of two kinds may look alike."""
        columns = [at for at in map(self.column, names) if at is not None]
        return max(columns, key=lambda at: sum(self.value(row, at).casefold() in known for row in self.rows[1:]), default=None)

    @staticmethod
    def value(row: list[Cell], column: int | None) -> str:
        """Return what a cell of a row says; nothing where the row has no such cell."""
        return row[column].value.strip() if column is not None and column < len(row) else ""

    def titles(self) -> str:
        """Return the header, for messages."""
        return ", ".join(printable(cell.value, 80) for cell in self.rows[0])


def harmless(cell: str) -> str:
    """Return text as a cell that is only text: no formula, no control character, one line.

    Examples
    --------
    >>> harmless("=1+1"), harmless("Ada"), harmless(" @SUM(1)")
    ("'=1+1", 'Ada', "' @SUM(1)")
    """
    text = " ".join(printable(cell).splitlines())
    return f"'{text}" if text.lstrip()[:1] in tuple(_FORMULA) or text[:1] == "�" else text


def written(rows: Iterable[Iterable[str]]) -> bytes:
    """Return rows as CSV: UTF-8, commas, quotes where they are needed."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def read(file: Filled) -> Table:
    """Read a CSV file and remember where each cell stands.

    Raises
    ------
    UsageError
        If it is no UTF-8, has no row, or a quoted cell has no end.
    """
    mark = b"\xef\xbb\xbf" if file.content.startswith(b"\xef\xbb\xbf") else b""
    try:
        text = file.content[len(mark) :].decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"--into {file.name}: is not UTF-8; export it again as CSV, and do not save it elsewhere") from error
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t", key=first.count)
    rows = _rows(text, delimiter, file.name)
    if not rows:
        raise UsageError(f"--into {file.name}: is empty; export it again")
    return Table(file.name, mark, text, delimiter, rows)


def filled(table: Table, values: dict[tuple[int, int], str]) -> bytes:
    """Return a table's bytes with some cells filled, by row and column; all else is as it was."""
    text = table.text
    for row, column in sorted(values, reverse=True):
        cell, value = table.rows[row][column], values[row, column]
        quoted = text[cell.start : cell.start + 1] == '"' or any(c in value for c in f'{table.delimiter}"\r\n')
        inside = value.replace('"', '""')
        text = text[: cell.start] + (f'"{inside}"' if quoted else value) + text[cell.end :]
    return table.mark + text.encode("utf-8", "replace")


def _rows(text: str, delimiter: str, name: str) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    row: list[Cell] = []
    at = 0
    while at < len(text):
        cell = _cell(text, at, delimiter, name)
        row.append(cell)
        at = cell.end
        if text[at : at + 1] == delimiter:
            at += 1
            if at == len(text):
                row.append(Cell("", at, at))
            else:
                continue
        at += 2 if text[at : at + 2] == "\r\n" else 1
        if len(row) > 1 or row[0].value:
            rows.append(row)
        row = []
    return rows


def _cell(text: str, start: int, delimiter: str, name: str) -> Cell:
    if text[start : start + 1] != '"':
        ends = [at for at in (text.find(c, start) for c in (delimiter, "\n", "\r")) if at >= 0]
        end = min(ends, default=len(text))
        return Cell(text[start:end], start, end)
    end = start + 1
    while True:
        end = text.find('"', end)
        if end < 0:
            line = text.count("\n", 0, start) + 1
            raise UsageError(f"--into {name}, line {line}: a quoted cell has no end; export the file again")
        if text[end + 1 : end + 2] != '"':
            return Cell(text[start + 1 : end].replace('""', '"'), start, end + 1)
        end += 2
