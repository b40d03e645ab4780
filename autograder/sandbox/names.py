"""What code names and how much it holds, told quickly: every submission pays for this before anything of it runs."""

from __future__ import annotations

import ast
import dis
import inspect
import sys
import types
from typing import Any, NamedTuple

MOST_TEXT, MOST_NUMBERS = 1_000, 500
"""Characters of a literal, and numbers of a display, beyond which it may be data that was to be computed: weights, say."""

DATA = "<data>"
"""Stands among the identifiers of code that holds more than that."""

INSIDE = frozenset({
    "tb_frame", "f_back", "f_globals", "f_locals", "f_builtins", "gi_frame", "cr_frame", "ag_frame",
    "__globals__", "__code__", "__subclasses__", "__builtins__", "__loader__",
})  # fmt: skip
"""Attributes by which code gets from a traceback, a function or a class at frames and modules that it was not given."""

_LOADS_NUMBER = [dis.opmap[name] for name in ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST") if name in dis.opmap]
_HAS_DOCSTRING = 0x4000000 if sys.version_info >= (3, 14) else inspect.CO_OPTIMIZED


class Used(NamedTuple):
    """What a piece of code uses.

    Parameters
    ----------
    names : set of str
        Names that it uses and imports, dotted ones in parts; `DATA` where it holds a literal or a display that is too large.
    held : int
        About how many bytes its texts and numbers hold, docstrings left out; rather more than less.
    """

    names: set[str]
    held: int


def identifiers(node: ast.AST) -> Used:
    """Return what a piece of code uses, by its tree.

    Examples
    --------
    >>> sorted(identifiers(ast.parse("import os.path as p; x = p.join(y)")).names)
    ['join', 'os', 'p', 'path', 'x', 'y']
    """
    found: set[str] = set()
    numbers = held = 0
    todo: list[Any] = [node]
    while todo:  # ast.walk takes three times as long
        part = todo.pop()
        kind = type(part)
        if kind is ast.Name:
            found.add(part.id)
        elif kind is list:
            todo += part
        elif kind is ast.Constant:
            held += _size(part.value)
            text = isinstance(part.value, str | bytes)
            numbers += not text
            if text and len(part.value) > MOST_TEXT:
                found.add(DATA)
        elif kind is ast.Expr and type(part.value) is ast.Constant:
            pass  # a docstring may be as long as it likes
        elif kind is str:
            if part in INSIDE:  # the attribute of a pattern
                found.add(part)
        elif issubclass(kind, ast.AST):
            if kind is ast.Attribute:
                found.add(part.attr)
            elif kind is ast.alias or kind is ast.ImportFrom:
                found.update(((part.name if kind is ast.alias else part.module) or "").split("."))
            todo += [getattr(part, field, None) for field in part._fields]
    if numbers > MOST_NUMBERS:
        found.add(DATA)
    return Used(found, held)


def names_of(code: types.CodeType) -> Used:
    r"""Return what :func:`identifiers` does, but for local variables, of compiled code: in a fraction of the time.

    Examples
    --------
    >>> sorted(names_of(compile("def f():\n import os.path as p\n x = p.join(y)", "m.py", "exec")).names)
    ['f', 'join', 'os', 'path', 'y']
    """
    found: set[str] = set()
    numbers = held = 0
    todo: list[Any] = [code]
    while todo:
        part = todo.pop()
        kind = type(part)
        if kind is types.CodeType:
            found.update(part.co_names)
            todo += _constants(part)
            loads = sum(map(part.co_code[::2].count, _LOADS_NUMBER))  # equal numbers are one constant, loaded many times
            numbers += loads
            held += loads
        elif kind is tuple or kind is frozenset:
            todo += part
            numbers += len(part)
            found.update(INSIDE.intersection(part))  # the attributes of a pattern
        else:
            held += _size(part)
            if (kind is str or kind is bytes) and len(part) > MOST_TEXT:
                found.add(DATA)
    if numbers > MOST_NUMBERS:
        found.add(DATA)
    for name in [name for name in found if "." in name]:
        found.update(name.split("."))
        found.remove(name)
    return Used(found, held)


def _constants(code: types.CodeType) -> tuple[Any, ...]:
    """Return the constants of a code without its docstring, where that can be told; a comprehension has none."""
    constants = code.co_consts
    if code.co_flags & inspect.CO_OPTIMIZED:
        first = bool(code.co_flags & _HAS_DOCSTRING) and not code.co_name.startswith("<")
        return constants[1:] if first and type(constants[0]) is str else constants
    second = "__doc__" in code.co_names and len(constants) > 1  # of a class, behind its name
    return (constants[0], *constants[2:]) if second and type(constants[1]) is str else constants


def _size(value: object) -> int:
    """Return about how many bytes a constant holds."""
    kind = type(value)
    if kind is str:
        return len(value) if value.isascii() else 3 * len(value)  # type: ignore[attr-defined, arg-type]
    if kind is int:
        return 1 + value.bit_length() // 4  # type: ignore[attr-defined, no-any-return]
    if kind is float or kind is complex:
        return 8
    return len(value) if kind is bytes else 0  # type: ignore[arg-type]
