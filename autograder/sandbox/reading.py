"""Read a submission's sources, before anything of it runs, for what a person should look at.

What is found becomes a flag of the record and never changes a score: reading is evidence, not a boundary. Names in comments,
docstrings and variables mean nothing here; only references that the code could follow do.
"""

from __future__ import annotations

import ast
import dis
import functools
import io
import re
import tokenize
import types
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

_RUNS_TEXT = frozenset({"eval", "exec", "compile", "__import__"})

_REACHES_AROUND = {  # module: names in it through which code gets at what it was not given; None: whatever is used of it
    "ctypes": None,
    "cffi": None,
    "gc": frozenset({"get_objects", "get_referrers", "get_referents"}),
    "sys": frozenset({"modules", "_getframe", "_current_frames", "settrace", "setprofile", "meta_path"}),
    "inspect": frozenset({"stack", "currentframe", "trace", "getouterframes"}),
    "importlib": frozenset({"import_module", "__import__", "reload", "util", "machinery"}),
    "os": frozenset({"fork", "forkpty", "system", "popen", "kill", "killpg", "_exit", "setuid",
                     "execv", "execve", "execvp", "execl", "posix_spawn", "spawnv", "spawnl", "getppid"}),
    "subprocess": None,
    "multiprocessing": None,
    "socket": None,
    "urllib": None,
    "signal": None,
    "mmap": None,
    "autograder": None,
}  # fmt: skip

_BIDIRECTIONAL = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_INVISIBLE = re.compile("(?<=[A-Za-z0-9_])[\u200b\u200c\u200d\u2060\ufeff](?=[A-Za-z0-9_])")  # between letters of ASCII

_BY_TEXT = frozenset({"getattr", "attrgetter", "methodcaller", "__getattribute__", "__getattr__"})
_NAME_SPACES = frozenset({"vars", "__dict__", "builtins", "__builtins__"})

_MOST = 20

MOST_TEXT, MOST_NUMBERS = 1_000, 500
"""Characters of a literal, and numbers of a display, beyond which it may be data that was to be computed: weights, say."""

_CODED = re.compile(r"[A-Za-z0-9+/]{60,}")
"""A word longer than any name: a line of base64, or of hexadecimal digits."""

DATA = "<data>"
"""Stands among the identifiers of code that holds more than that."""


_LOADS_NUMBER = [dis.opmap[name] for name in ("LOAD_CONST", "LOAD_SMALL_INT", "RETURN_CONST") if name in dis.opmap]


def identifiers(node: ast.AST) -> set[str]:
    """Return the names that code uses and those that it imports, dotted ones in parts, and `DATA` where it holds data.

    Examples
    --------
    >>> sorted(identifiers(ast.parse("import os.path as p; x = p.join(y)")))
    ['join', 'os', 'p', 'path', 'x', 'y']
    """
    found: set[str] = set()
    numbers = 0
    todo: list[Any] = [node]
    while todo:  # every submission pays for this: ast.walk takes three times as long
        part = todo.pop()
        kind = type(part)
        if kind is ast.Name:
            found.add(part.id)
        elif kind is list:
            todo += part
        elif kind is ast.Constant:
            if not isinstance(part.value, str | bytes):
                numbers += 1
            elif len(part.value) > MOST_TEXT:
                found.add(DATA)
        elif kind is ast.Expr and type(part.value) is ast.Constant:
            pass  # a docstring may be as long as it likes
        elif issubclass(kind, ast.AST):
            if kind is ast.Attribute:
                found.add(part.attr)
            elif kind is ast.alias:
                found.update(part.name.split("."))
            elif kind is ast.ImportFrom:
                found.update((part.module or "").split("."))
            todo += [getattr(part, field, None) for field in part._fields]
    if numbers > MOST_NUMBERS:
        found.add(DATA)
    return found


def names_of(code: types.CodeType) -> set[str]:
    r"""Return what :func:`identifiers` does, but for local variables, of compiled code: in a fraction of the time.

    Examples
    --------
    >>> sorted(names_of(compile("def f():\n import os.path as p\n x = p.join(y)", "m.py", "exec")))
    ['f', 'join', 'os', 'path', 'y']
    """
    found: set[str] = set()
    numbers = 0
    todo: list[Any] = [code]
    while todo:
        part = todo.pop()
        kind = type(part)
        if kind is types.CodeType:
            found.update(part.co_names)
            todo += part.co_consts
            numbers += sum(map(part.co_code[::2].count, _LOADS_NUMBER))  # equal numbers are one constant, loaded many times
        elif kind is tuple or kind is frozenset:
            todo += part
            numbers += len(part)
        elif (kind is str or kind is bytes) and len(part) > MOST_TEXT:
            found.add(DATA)
    if numbers > MOST_NUMBERS:
        found.add(DATA)
    for name in [name for name in found if "." in name]:
        found.update(name.split("."))
        found.remove(name)
    return found


def suspicious(path: str, source: str, tree: ast.Module, names: set[str], forbidden: Iterable[str]) -> list[str]:
    r"""Return what a person should look at in one file, at most 20 remarks.

    Parameters
    ----------
    path : str
        Its name, for the remarks.
    source : str
    tree : ast.Module
        Of the source.
    names : set of str
        The identifiers of the tree.
    forbidden : iterable of str
        Dotted names of functions that the unit forbids.

    Examples
    --------
    >>> source = "import numpy as np\nconvolve = 3  # np.convolve\nf = getattr(np, 'con' + 'volve')"
    >>> tree = ast.parse(source)
    >>> suspicious("m.py", source, tree, identifiers(tree), ["numpy.convolve"])
    ['m.py, line 3: refers to numpy.convolve, which is forbidden, by way of getattr']
    """
    found = list(_spelling(source))
    if not names.isdisjoint(_leads(frozenset(forbidden))):  # else no name in it leads anywhere
        found += _Reader(forbidden).read(tree)
    data = list(_data(tree)) if DATA in names else []
    found += data or _coded(source)
    first: dict[str, int] = {}
    for line, what in sorted(found):
        first.setdefault(what, line)
    return [f"{path}, line {line}: {what}" for what, line in first.items()][:_MOST]


@functools.lru_cache(8)
def _leads(forbidden: frozenset[str]) -> frozenset[str]:
    names = {name.rpartition(".")[2] for name in forbidden}
    return frozenset({*names, *_RUNS_TEXT, *_REACHES_AROUND, *_BY_TEXT, *_NAME_SPACES})


def _data(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield literals and displays that are long; a text that is a statement by itself (a docstring) is none."""
    passed: set[ast.AST] = set()
    for node in (node for statement in tree.body if not _is_main(statement) for node in ast.walk(statement)):
        if isinstance(node, ast.Expr):
            passed.add(node.value)
        elif node in passed:
            continue
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            if len(node.value) > MOST_TEXT:
                yield node.lineno, f"holds a literal of {len(node.value)} characters"
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            inside = list(ast.walk(node))
            numbers = sum(isinstance(part, ast.Constant) and isinstance(part.value, int | float | complex) for part in inside)
            if numbers > MOST_NUMBERS:
                yield node.lineno, f"holds a table of {numbers} numbers"
                passed.update(inside)  # tables in it are parts of it


def _coded(source: str) -> Iterator[tuple[int, str]]:
    """Yield how much of a source is coded data, however it is cut into literals, docstrings and comments."""
    words = list(_CODED.finditer(source))
    total = sum(len(word[0]) for word in words)
    if total > MOST_TEXT:
        yield _line(source, words[0].start()), f"holds {total} characters that look coded"


def _spelling(source: str) -> Iterator[tuple[int, str]]:
    """Yield characters with which code looks otherwise than it reads."""
    if source.isascii():
        return
    for character in _BIDIRECTIONAL.intersection(source):
        yield _line(source, source.index(character)), f"holds a bidirectional control character (U+{ord(character):04X})"
    for found in _INVISIBLE.finditer(source):
        yield _line(source, found.start()), f"holds an invisible character inside a word (U+{ord(found[0]):04X})"
    if unicodedata.is_normalized("NFKC", source):
        return
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            plain = unicodedata.normalize("NFKC", token.string)
            if token.type == tokenize.NAME and plain != token.string and plain.isascii():
                yield token.start[0], f"{token.string!r} is read as {plain!r}"
    except (tokenize.TokenError, SyntaxError):
        return


def _line(source: str, at: int) -> int:
    return 1 + source.count("\n", 0, at)


class _Reader:
    """Follows names through imports and assignments, as far as reading can."""

    def __init__(self, forbidden: Iterable[str]) -> None:
        self._forbidden = frozenset(forbidden)
        self._last = {name.rpartition(".")[2]: name for name in sorted(self._forbidden, reverse=True)}
        self._names: dict[str, str] = {}  # what a name of the file stands for: "np" for "numpy"
        self._own: set[str] = set()  # names that the file binds otherwise

    def read(self, tree: ast.Module) -> Iterator[tuple[int, str]]:
        """Yield lines with what was found there."""
        nodes = [node for statement in tree.body if not _is_main(statement) for node in ast.walk(statement)]
        for node in nodes:
            self._bind(node)
        for node in nodes:
            if isinstance(node, ast.Attribute | ast.Name) and isinstance(node.ctx, ast.Load):
                yield from self._reference(node)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    yield from self._named(node.lineno, f"{node.module}.{alias.name}")
            elif isinstance(node, ast.Call):
                yield from self._by_text(node)
            elif isinstance(node, ast.Subscript):
                yield from self._by_key(node)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                self._names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self._own.add(node.name)
        elif isinstance(node, ast.arg):
            self._own.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self._own.add(node.id)

    def _dotted(self, node: ast.AST) -> str:
        """Return what a name or attribute stands for, as far as imports say; empty where they do not."""
        if isinstance(node, ast.Attribute):
            base = self._dotted(node.value)
            return f"{base}.{node.attr}" if base else ""
        if isinstance(node, ast.Name):
            return self._names.get(node.id, "")
        return ""

    def _reference(self, node: ast.Attribute | ast.Name) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Name) and node.id in _RUNS_TEXT and not {node.id} & (self._own | set(self._names)):
            yield node.lineno, f"uses {node.id}"
        yield from self._named(node.lineno, self._dotted(node))

    def _named(self, line: int, dotted: str) -> Iterator[tuple[int, str]]:
        if dotted in self._forbidden or (dotted.startswith("numpy.") and dotted.rpartition(".")[2] in self._last):
            yield line, f"refers to {dotted}, which is forbidden"
        package, _, rest = dotted.partition(".")
        if package in ("builtins", "__builtins__") and rest in _RUNS_TEXT:
            yield line, f"uses {dotted}"
        if package in _REACHES_AROUND and rest:
            names = _REACHES_AROUND[package]
            if names is None or rest.partition(".")[0] in names:
                yield line, f"uses {dotted}"

    def _by_text(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        """Look at getattr(numpy, "convolve") and its kin, the text put together as one likes."""
        function = (
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        )
        if function in _BY_TEXT:
            for argument in node.args:
                name = _text(argument).rpartition(".")[2]
                if function == "getattr" and not self._is_package(node.args[0]):
                    continue
                if name in self._last:
                    yield node.lineno, f"refers to {self._last[name]}, which is forbidden, by way of {function}"
                elif name in _RUNS_TEXT:
                    yield node.lineno, f"refers to {name} by way of {function}"

    def _by_key(self, node: ast.Subscript) -> Iterator[tuple[int, str]]:
        """Look at vars(numpy)["convolve"] and numpy.__dict__["convolve"]."""
        name, place = _text(node.slice), node.value
        if isinstance(place, ast.Attribute) and place.attr == "__dict__":
            place = place.value
        elif isinstance(place, ast.Call) and isinstance(place.func, ast.Name) and place.func.id == "vars" and place.args:
            place = place.args[0]
        else:
            return
        if name in self._last and self._is_package(place):
            yield node.lineno, f"refers to {self._last[name]}, which is forbidden, by way of its module's names"
        elif name in _RUNS_TEXT:
            yield node.lineno, f"refers to {name} by way of its module's names"

    def _is_package(self, node: ast.AST) -> bool:
        """Return whether an expression may be a package or module, rather than an object of the submission's own."""
        if isinstance(node, ast.Name):
            return node.id in self._names or node.id == "__builtins__"
        if isinstance(node, ast.Attribute):
            return self._is_package(node.value)
        if isinstance(node, ast.Call):  # __import__("numpy"), importlib.import_module("numpy")
            return (isinstance(node.func, ast.Name) and node.func.id in _RUNS_TEXT) or bool(self._dotted(node.func))
        return isinstance(node, ast.Subscript) and self._is_package(node.value)  # sys.modules["numpy"]


def _is_main(node: ast.stmt) -> bool:
    """Return whether a statement is ``if __name__ == "__main__"``, which nothing runs here."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
        and not node.orelse
    )


def _text(node: ast.AST) -> str:
    """Return a text that is written out, in one piece or in several joined by +."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return left + right if left and right else ""
    if isinstance(node, ast.JoinedStr):
        parts = [_text(value.value) if isinstance(value, ast.FormattedValue) else _text(value) for value in node.values]
        return "".join(parts) if all(parts) else ""
    return ""
