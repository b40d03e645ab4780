"""A unit as a notebook: the lesson, a cell for each task, its public checks, and pictures of what it does.

It is made of the same lesson and the same reference as all else that students get. Cells of tasks carry nbgrader's metadata
with ids that never change, so that a gradebook which has grades already fits the next version, too.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder import regions, units
from autograder.model import Unit

_TASK_HEADING = re.compile(r"^## `(\w+)`\s*$")

_CHECK = "from autograder.public import check_here\n\ncheck_here({task!r}, globals())"

Cell = dict[str, Any]


def solution_cell(task: str) -> str:
    """Return the grade_id of the cell in which a task is solved."""
    return task


def grade_cell(task: str) -> str:
    """Return the grade_id of the cell that checks a task, and holds its points."""
    return f"{task}-points"


def notebook(folder: Path, unit: Unit, lesson: str, points: dict[str, float], *, solved: bool = False) -> str:
    """Return a unit as a notebook of format 4.5, always the same bytes.

    Parameters
    ----------
    folder : Path
        The unit in ``solutions/``.
    unit : Unit
    lesson : str
        Markdown, in which the section of a task has the heading ``## `TASK```.
    points : dict of str to float
        Of the tasks that are in it.
    solved : bool, optional
        Whether solution regions are left in, for whoever teaches.
    """
    before, sections, after = _sections(lesson, unit)
    cells = [_markdown(f"lesson-{number}", text) for number, text in enumerate(_parts(before))]
    seen: set[str] = set()
    for group in _ordered(unit, points):
        for task in group:
            module = unit.tasks[task].module
            if module not in seen:
                seen.add(module)
                cells += _opening(module, _segments(folder, unit, module)[""], solved)
            source = _segments(folder, unit, module)[task]
            cells.append(_markdown(f"{task}-lesson", sections.get(task, f"## `{task}`")))
            cells.append(_code(solution_cell(task), source if solved else regions.stub(source, f"{module}.py"), solution=True))
        for task in group:
            cells.append(_code(grade_cell(task), _CHECK.format(task=task), points=points[task]))
            picture = folder / "notebook" / f"{task}.py"
            if picture.is_file():
                cells.append(_code(f"{task}-picture", picture.read_text("utf-8")))
    cells += [_markdown(f"after-{number}", text) for number, text in enumerate(_parts(after))]
    book = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "generated_from": f"solutions/{folder.name}",
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n"


def _ordered(unit: Unit, tasks: Iterable[str]) -> list[list[str]]:
    """Return tasks in their order, each after those that it depends on: its checks may call them.

    Tasks that depend on one another stand together: all are written before the first of them is checked.
    """
    found: list[list[str]] = []
    wanted = list(tasks)
    causes = {task: units.ancestors(unit, task) for task in wanted}

    def add(task: str) -> None:
        group = [other for other in wanted if other == task or (other in causes[task] and task in causes[other])]
        for other in (other for member in group for other in unit.tasks[member].depends if other not in group):
            if other in wanted and not any(other in earlier for earlier in found):
                add(other)
        found.append(group)

    for task in wanted:
        if not any(task in earlier for earlier in found):
            add(task)
    return found


def _sections(lesson: str, unit: Unit) -> tuple[str, dict[str, str], str]:
    """Return what a lesson says before the tasks, of each task, and after them."""
    before: list[str] = []
    after: list[str] = []
    sections: dict[str, list[str]] = {}
    target = before
    for line in lesson.split("\n"):
        heading = _TASK_HEADING.match(line)
        if heading and heading[1] in unit.tasks:
            target = sections.setdefault(heading[1], [])
        elif line.startswith("## ") and sections:
            target = after
        target.append(line)
    return "\n".join(before), {task: "\n".join(lines) for task, lines in sections.items()}, "\n".join(after)


def _parts(text: str) -> list[str]:
    """Return the sections of a text, each for a cell of its own."""
    return [part.strip() for part in re.split(r"(?m)^(?=## )", text) if part.strip()]


def _segments(folder: Path, unit: Unit, module: str) -> dict[str, str]:
    """Return the source of each task of a module, with the helpers above it; under an empty name what is above the first."""
    source = units.sources(folder, unit)[f"{module}.py"]
    lines, tree = source.split("\n"), ast.parse(source)
    nodes = [node for node in tree.body
             if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in unit.tasks]  # fmt: skip
    found: dict[str, str] = {}
    start = 0
    for node in nodes:
        begin = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)]) - 1
        if not found:
            found[""] = "\n".join(lines[:begin])
            start = begin
        end = node.end_lineno or node.lineno
        while end < len(lines) and lines[end].startswith((" ", "\t")):  # a marker that closes a region, or a remark
            end += 1
        found[node.name] = "\n".join(lines[start:end]).strip("\n")
        start = end
    return found


def _opening(module: str, source: str, solved: bool) -> list[Cell]:
    """Return the cells with which a module begins: what it is about, and its imports and helpers."""
    tree = ast.parse(source)
    said = ast.get_docstring(tree)
    code = source if not said else "\n".join(source.split("\n")[tree.body[0].end_lineno :])
    code = (code if solved else regions.stub(code, f"{module}.py")).strip()
    cells = [_markdown(f"{module}-module", said)] if said else []
    return [*cells, _code(f"{module}-imports", code, solution=True)]


def _markdown(name: str, text: str) -> Cell:
    return {"cell_type": "markdown", "id": _id(name), "metadata": {}, "source": text.strip().splitlines(keepends=True)}


def _code(name: str, text: str, *, solution: bool = False, points: float | None = None) -> Cell:
    metadata: dict[str, Any] = {}
    if solution or points is not None:
        metadata["nbgrader"] = {"grade": points is not None, "grade_id": name, "locked": points is not None,
                                "schema_version": 3, "solution": solution, "task": False}  # fmt: skip
    if points is not None:
        metadata["nbgrader"]["points"] = points
        metadata |= {"deletable": False, "editable": False}
    return {"cell_type": "code", "execution_count": None, "id": _id(name), "metadata": metadata, "outputs": [],
            "source": text.strip().splitlines(keepends=True)}  # fmt: skip


def _id(name: str) -> str:
    """Return a name as the id of a cell: letters, digits, ``-`` and ``_``, no more than 64."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", name)[:64]
