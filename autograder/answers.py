"""The answers beside a reference whose grades are known: wrong ones, alternative right ones, and the stub."""

from __future__ import annotations

import ast
from pathlib import Path

from autograder import regions, units
from autograder.errors import UnitError
from autograder.model import Unit

TRIVIAL = ("always_value_error", "zeros", "returns_input")
"""Wrong answers that each task must have, and that must earn nothing at all."""


def stubs(folder: Path, unit: Unit) -> dict[str, str]:
    """Return the untouched stub as a submission."""
    return {name: regions.stub(source, str(folder / name)) for name, source in units.sources(folder, unit).items()}


def alternatives(folder: Path) -> dict[str, Path]:
    """Return the folders of the right alternatives, by name."""
    return {
        path.name: path for path in sorted((folder / "alternatives").glob("*")) if path.is_dir() and path.name[0] not in "._"
    }


def other_ways(folder: Path, unit: Unit) -> list[str]:
    """Return the alternatives whose code is not the reference's, whatever their comments and docstrings say."""
    reference = [_code(source) for source in units.sources(folder, unit).values()]
    return [name for name, path in alternatives(folder).items()
            if [_code((path / f"{module}.py").read_text("utf-8")) for module in unit.modules] != reference]  # fmt: skip


def _code(source: str) -> str:
    """Return what two sources with the same code have in common."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            node.body = [
                part for part in node.body if not (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
            ]
    return ast.dump(tree)


def wrong(folder: Path, unit: Unit) -> dict[str, dict[str, dict[str, str]]]:
    """Return the wrong answers by task and name, each as a whole submission.

    A wrong answer is a public top-level function of ``wrong/TASK.py``. It takes the task's place in the reference, which
    it can still call as ``right``.

    Raises
    ------
    UnitError
        If a file belongs to no task, or a task lacks one of the trivial answers.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted((folder / "wrong").glob("*.py")):
        if path.stem not in unit.tasks:
            raise UnitError(f"{path}: there is no task {path.stem!r} in unit.toml")
    for task in unit.tasks:
        path = folder / "wrong" / f"{task}.py"
        if not path.is_file():
            raise UnitError(f"{path}: no such file; every task needs wrong answers")
        source = path.read_text("utf-8")
        body = ast.parse(source, str(path)).body
        names = [node.name for node in body
                 if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]  # fmt: skip
        missing = [name for name in TRIVIAL if name not in names]
        if missing:
            raise UnitError(f"{path}: lacks {', '.join(missing)}; every task needs these wrong answers")
        found[task] = {name: _replaced(folder, unit, task, _alone(source, body, name), name) for name in names}
    return found


def _alone(source: str, body: list[ast.stmt], name: str) -> str:
    """Return the source of a file of wrong answers without the definitions that one of them does not use."""
    definitions = {node.name: node for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    used, todo = {name}, [definitions[name], *(node for node in body if node not in definitions.values())]
    while todo:
        names = {node.id for node in ast.walk(todo.pop()) if isinstance(node, ast.Name)}
        todo += [definitions[other] for other in names & definitions.keys() - used]
        used |= names
    lines = source.splitlines()
    for node in definitions.values():
        if node.name not in used:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            lines[first - 1 : node.end_lineno] = [""] * (1 + (node.end_lineno or first) - first)
    return "\n".join(lines).rstrip()


def _replaced(folder: Path, unit: Unit, task: str, source: str, name: str) -> dict[str, str]:
    files = units.sources(folder, unit)
    module = f"{unit.tasks[task].module}.py"
    files[module] += f"\n\nright = {task}\n\n\n{source}\n\n{task} = {name}\n"
    return files
