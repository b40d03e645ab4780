"""What changed in a student's folder, and which tasks that touches."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.model import Unit

_SUFFIXES = (".py", ".ipynb", ".toml")
_PAUSE_SECONDS = 0.15

Stamps = dict[str, tuple[int, int]]


def stamps(folder: Path) -> Stamps:
    """Return time and size of the files in a folder that a check looks at."""
    found: Stamps = {}
    for path in folder.iterdir():
        if path.suffix in _SUFFIXES and not path.name.startswith("."):
            try:
                state = path.stat()
            except OSError:  # an editor is replacing it
                continue
            found[path.name] = (state.st_mtime_ns, state.st_size)
    return found


def changes(folder: Path, since: Stamps, pause: float = _PAUSE_SECONDS) -> Iterator[Stamps]:
    """Yield the stamps of a folder whenever they have changed and are steady again.

    Times are asked for a few times a second: that needs no package, and works on every system and on network drives.
    """
    while True:
        time.sleep(pause)
        now = stamps(folder)
        if now != since:
            time.sleep(pause)
            if now == stamps(folder):
                since = now
                yield now


def touched(unit: Unit, before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    r"""Return the tasks that a change of the sources touches: those whose code it is, and those that use it by name.

    Parameters
    ----------
    unit : Unit
    before, after : mapping of str to str
        Sources by path.

    Returns
    -------
    list of str
        In the order of the unit; all of them where something outside of functions and classes changed, or where a source
        is no Python.

    Examples
    --------
    >>> from autograder.model import Task
    >>> unit = Unit("T", "numpy", ["m"], {"f": Task(50.0), "g": Task(50.0)})
    >>> old = "def f(x):\n    return helper(x)\ndef g(x):\n    return x\ndef helper(x):\n    return -x\n"
    >>> touched(unit, {"m.py": old}, {"m.py": old.replace("return x", "return 2 * x")})
    ['g']
    >>> touched(unit, {"m.py": old}, {"m.py": old.replace("-x", "-2 * x")})
    ['f']
    >>> touched(unit, {"m.py": old}, {"m.py": old + "    # later\n"})
    []
    """
    try:
        old, new = _parts(before), _parts(after)
    except (SyntaxError, ValueError, RecursionError):
        return list(unit.tasks)
    changed = {name for name in old | new if old.get(name, "") != new.get(name, "")}
    if "" in changed:
        return list(unit.tasks)
    uses = {name: _names(part) for name, part in new.items()}
    while further := {name for name, used in uses.items() if used & changed} - changed:
        changed |= further
    return [name for name in unit.tasks if name in changed]


def _parts(sources: Mapping[str, str]) -> dict[str, str]:
    """Return functions and classes by name, and under the empty name all that stands outside of them."""
    parts: dict[str, str] = {}
    for path, source in sorted(sources.items()):
        for node in ast.parse(source).body:
            name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef) else ""
            parts[name] = parts.get(name, "") + ("" if name else f"# {path}\n") + ast.unparse(node) + "\n"
    return parts


def _names(part: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(part)))
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return attributes | {node.id for node in nodes if isinstance(node, ast.Name)}
