r"""Make a module of a notebook: its code cells in order, without what only Jupyter understands.

Magics and shell escapes are left out, and so are cells that are no Python: the functions of all other cells are there. The
module stands for every module of the unit.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from typing import Any

import msgspec

from autograder.errors import IntakeError
from autograder.intake.rules import Cell, Submission
from autograder.model import Unit, printable

MAX_CELLS = 2_000
"""Code cells that hold anything."""

_REMARKS = 20


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""
    input: str | list[str] = ""  # its name in format 3


class _Sheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Notebook(msgspec.Struct):
    """What is read of a notebook; outputs and metadata are passed over without being kept."""

    cells: list[_Cell] | None = None
    worksheets: list[_Sheet] | None = None  # in format 3


_decoder = msgspec.json.Decoder(_Notebook)


def read(content: bytes, name: str, unit: Unit, files: dict[str, str], problems: list[str]) -> Submission:
    """Return a notebook as a submission.

    Parameters
    ----------
    content : bytes
    name : str
        Of the file, for messages.
    unit : Unit
    files : dict of str to str
        Sources beside it, which it may import.
    problems : list of str
        What was left out so far.

    Raises
    ------
    IntakeError
        If it is no notebook, or holds no code, or too much.
    """
    cells = [(number, text) for number, text in enumerate(_code(content, name), 1) if text.strip()]
    if not cells:
        raise IntakeError("; ".join([*problems, f"{name}: holds no code cell with anything in it; save the notebook first"]))
    if len(cells) > MAX_CELLS:
        raise IntakeError(f"{name}: holds {len(cells)} code cells, of which {MAX_CELLS} can be read; hand in fewer")
    if sum(len(text.encode()) for _number, text in cells) > unit.limits.file_kb << 10:
        raise IntakeError(f"{name}: its code is larger than {unit.limits.file_kb} KB; leave out what is no code")
    lines = _substitutes(cells)
    if any(line.startswith("def get_ipython") for line in lines):
        problems = [*problems, "get_ipython() gives None, as in plain Python"]
    places, commands, remarks = [], [], []
    for number, text in cells:
        title = _title(number, text)
        python, left_out = _python(text)
        commands += [f"`{printable(command, 60)}` (code cell {number})" for command in left_out]
        trouble = _trouble(python)
        lines.append(f"# code cell {number}")
        places.append(Cell(title, len(lines)))
        if trouble:
            remarks.append(f"{title}, {trouble}; the cell is left out")
        else:
            lines += python.split("\n")
    first = unit.modules[0]
    others = {f"{module}.py": _same_as(first) for module in unit.modules[1:]}
    problems = [*problems, *_listed("notebook commands are left out: ", commands), *remarks[:_REMARKS]]
    if len(remarks) > _REMARKS:
        problems.append(f"and {len(remarks) - _REMARKS} more cells are left out")
    return Submission({**files, f"{first}.py": "\n".join(lines) + "\n", **others}, problems, name, places)


def _listed(what: str, items: list[str]) -> list[str]:
    more = f" and {len(items) - 5} more" if len(items) > 5 else ""
    return [what + ", ".join(items[:5]) + more] if items else []


def _same_as(first: str) -> str:
    return f"import {first}\n\n\ndef __getattr__(name):\n    return getattr({first}, name)\n"


def _title(number: int, text: str) -> str:
    """Return by what a person finds a cell: its number, and how it begins."""
    start = next(line.strip() for line in text.split("\n") if line.strip())
    return f"code cell {number} ({printable(start[:40], 40)}{'…' if len(start) > 40 else ''})"


def _code(content: bytes, name: str) -> Iterator[str]:
    """Yield the text of each code cell."""
    try:
        book = _decoder.decode(content)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        book = _tolerant(content, name)
    sheets = [book.cells] if book.cells is not None else [sheet.cells for sheet in book.worksheets or ()]
    if not sheets:
        raise IntakeError(f"{name}: is no notebook (it has no cells); open it in Jupyter and save it again")
    for cell in (cell for sheet in sheets for cell in sheet):
        if cell.cell_type == "code":
            source = cell.source or cell.input
            text = source if isinstance(source, str) else "".join(source)
            text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # half a character is none
            yield text.replace("\r\n", "\n").replace("\r", "\n")


def _tolerant(content: bytes, name: str) -> _Notebook:
    """Return what can be read of a notebook that is not quite as it should be: NaN, a byte order mark, a damaged cell."""
    try:
        data = json.loads(content, strict=False)
    except RecursionError:
        raise
    except ValueError as error:
        raise IntakeError(f"{name}: is no notebook, its JSON cannot be read ({printable(str(error), 100)}); "
                          "open it in Jupyter and save it again, or hand in a .py file") from error  # fmt: skip
    data = data if isinstance(data, dict) else {}
    sheets = [_cells(sheet) for sheet in _list(data.get("worksheets"))]
    cells = _cells(data) if isinstance(data.get("cells"), list) else None
    return _Notebook(cells, [_Sheet(found) for found in sheets] or None)


def _cells(sheet: Any) -> list[_Cell]:
    found = [cell for cell in _list(sheet.get("cells") if isinstance(sheet, dict) else None) if isinstance(cell, dict)]
    return [_Cell(str(cell.get("cell_type", "")), _text(cell.get("source")), _text(cell.get("input"))) for cell in found]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "".join(part for part in _list(value) if isinstance(part, str))


def _substitutes(cells: list[tuple[int, str]]) -> list[str]:
    """Return lines that stand for what Jupyter adds to Python, where the notebook uses it."""
    known = {
        "get_ipython": ["def get_ipython():", "    return None  # as in plain Python"],
        "display": ["def display(*_values, **_options):", "    pass"],
    }
    return [line for name, lines in known.items() if any(f"{name}(" in text for _number, text in cells) for line in lines]


# Magics. Where a statement begins Python has no %, ! or ?, and no name with a question mark after it.

_STATEMENT = re.compile(
    r"(?P<indent>[ \t]*)(?:"
    r"(?P<target>[A-Za-z_][\w., \[\]]*=[ \t]*)[%!]|"  # files = !ls
    r"[%!?]|"  # %matplotlib inline, !pip install, ?name
    r"[\w.]+[ \t]*\?{1,2}[ \t]*(?:\n|\Z)"  # name?
    r")"
)
_TO_THE_END = re.compile(r"(?:\\\n|[^\n])*")
_PIECE = re.compile(
    r"#[^\n]*|"
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|' r"'''(?:\\.|[^\\])*?(?:'''|\Z)|"
    r'"(?:\\.|[^"\\\n])*"?|' r"'(?:\\.|[^'\\\n])*'?|"
    r"\\\n|[()\[\]{}\n]",
    re.DOTALL,
)  # fmt: skip
_CELL_MAGIC = re.compile(r"\s*%%(\w*)[^\n]*\n?")
_OF_PYTHON = frozenset({"time", "timeit", "capture", "prun", "memit", "debug", "python", "python3"})
"""Cell magics whose cells hold ordinary Python."""


def _python(text: str) -> tuple[str, list[str]]:
    """Return a cell without its magics, line by line the same, and what was left out."""
    commands = []
    magic = _CELL_MAGIC.match(text)
    if magic:
        commands.append(magic[0].strip())
        if magic[1] not in _OF_PYTHON:
            return "", commands
        text = "\n" * magic[0].count("\n") + text[magic.end() :]
    if not re.search(r"[%!?]", text):
        return text, commands
    found: list[str] = []
    at, done, depth, start = 0, 0, 0, True
    while at < len(text):
        statement = _STATEMENT.match(text, at) if start and not depth else None
        if statement:
            end = _TO_THE_END.match(text, at).end()  # type: ignore[union-attr]
            commands.append(text[at:end].strip())
            instead = f"{statement['target']}None" if statement["target"] else "pass"
            found += [text[done:at], statement["indent"], instead, "\n" * text.count("\n", at, end)]
            at = done = end
        piece = _PIECE.search(text, at)
        if piece is None:
            break
        start = piece[0] == "\n"
        depth = max(0, depth + (piece[0] in "([{") - (piece[0] in ")]}"))
        at = piece.end()
    return "".join([*found, text[done:]]), commands


def _trouble(python: str) -> str:
    """Return why a cell is no Python; empty where it is."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(python, "cell", "exec", dont_inherit=True)
    except SyntaxError as error:
        return f"line {error.lineno or 1}: {type(error).__name__}: {printable(str(error.msg), 200)}"
    except (ValueError, RecursionError, MemoryError) as error:
        return f"cannot be read: {printable(str(error), 200) or type(error).__name__}"
    return ""
