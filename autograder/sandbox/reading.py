"""Read a submission's sources, before anything of it runs, for what a person should look at.

What is found becomes a flag of the record and never changes a score: reading is evidence, not a boundary. Names in comments,
docstrings and variables mean nothing here; only references that the code could follow do.
"""

from __future__ import annotations

import ast
import functools
import io
import itertools
import re
import tokenize
import unicodedata
from collections.abc import Iterable, Iterator

from autograder.sandbox.literals import coded, large, nodes_of
from autograder.sandbox.names import DATA, INSIDE

_RUNS_TEXT = frozenset({"eval", "exec", "compile", "__import__"})

_REACHES_AROUND = {  # module: names in it through which code gets at what it was not given; None: whatever is used of it
    "ctypes": None,
    "cffi": None,
    "gc": frozenset({"get_objects", "get_referrers", "get_referents"}),
    "sys": frozenset({"modules", "_getframe", "_current_frames", "settrace", "setprofile", "meta_path"}),
    "inspect": frozenset({"stack", "currentframe", "trace", "getouterframes", "getinnerframes",
                          "getsource", "getsourcelines", "getcomments", "getdoc"}),
    "linecache": None,
    "importlib": frozenset({"import_module", "__import__", "reload", "util", "machinery"}),
    "os": frozenset({"fork", "forkpty", "system", "popen", "kill", "killpg", "_exit", "setuid",
                     "execv", "execve", "execvp", "execl", "posix_spawn", "spawnv", "spawnl", "getppid"}),
    "subprocess": None,
    "multiprocessing": None,
    "socket": None,
    "urllib": None,
    "signal": None,
    "mmap": None,
}  # fmt: skip

_OURS = "autograder"
_HANDED_OUT = ("autograder.data", "autograder.public.check_here")  # of ours, what cells of our notebooks use

_BIDIRECTIONAL = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
_INVISIBLE = re.compile("(?<=[A-Za-z0-9_])[\u200b\u200c\u200d\u2060\ufeff](?=[A-Za-z0-9_])")  # between letters of ASCII

_BY_TEXT = frozenset({"getattr", "getattr_static", "attrgetter", "methodcaller", "__getattribute__", "__getattr__"})
_NAME_SPACES = frozenset({"vars", "__dict__", "builtins"})

_MOST, _MOST_PARTS = 20, 50  # remarks of a file; parts of a dotted name that lead anywhere


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
    >>> suspicious("m.py", source, tree, {"numpy", "getattr"}, ["numpy.convolve"])
    ['m.py, line 3: refers to numpy.convolve, which is forbidden, by way of getattr']
    """
    found = list(_spelling(source))
    if not names.isdisjoint(_leads(frozenset(forbidden))) or any(name.startswith(_OURS) for name in names):
        found += _Reader(forbidden).read(tree)  # else no name in it leads anywhere
    data = list(large(tree)) if DATA in names else []
    found += data or coded(source)
    first: dict[str, int] = {}
    for line, what in sorted(found):
        first.setdefault(what, line)
    return [f"{path}, line {line}: {what}" for what, line in first.items()][:_MOST]


@functools.lru_cache(8)
def _leads(forbidden: frozenset[str]) -> frozenset[str]:
    names = {name.rpartition(".")[2] for name in forbidden}
    private = {f"_{module}" for module in _REACHES_AROUND}  # under which name argparse, for one, has sys
    return frozenset({*names, *private, *_RUNS_TEXT, *_REACHES_AROUND, *_BY_TEXT, *_NAME_SPACES, *INSIDE})


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
        nodes = nodes_of(tree)
        for node in nodes:
            self._bind(node)
        for node in nodes:
            if isinstance(node, ast.Attribute | ast.Name):
                yield from self._reference(node)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                yield from self._imported(node)
            elif isinstance(node, ast.Call):
                yield from self._by_text(node)
            elif isinstance(node, ast.Subscript):
                yield from self._by_key(node)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in INSIDE:
                yield node.lineno, f"refers to {node.value} by text"
            elif isinstance(node, ast.MatchClass):
                yield from ((node.lineno, f"uses {name}") for name in node.kwd_attrs if name in INSIDE)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                self._names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                self._names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            dotted = self._dotted(node.value)  # another name of a module: t = torch.sys
            if dotted.rpartition(".")[2].lstrip("_") in _REACHES_AROUND:
                self._names[node.targets[0].id] = dotted
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            self._own.add(node.name)
        elif isinstance(node, ast.arg):
            self._own.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            self._own.add(node.id)

    def _dotted(self, node: ast.AST) -> str:
        """Return what a name or attribute stands for, as far as imports say; empty where they do not."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute) and len(parts) < _MOST_PARTS:
            parts.append(node.attr)
            node = node.value
        base = self._names.get(node.id, "") if isinstance(node, ast.Name) else ""
        return ".".join([base, *reversed(parts)]) if base else ""

    def _reference(self, node: ast.Attribute | ast.Name) -> Iterator[tuple[int, str]]:
        name = node.attr if isinstance(node, ast.Attribute) else node.id
        if name in INSIDE:
            yield node.lineno, f"uses {name}"
        if isinstance(node.ctx, ast.Load):
            if isinstance(node, ast.Name) and name in _RUNS_TEXT and name not in self._own and name not in self._names:
                yield node.lineno, f"uses {name}"
            yield from self._named(node.lineno, self._dotted(node))

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
        if isinstance(node, ast.Import):
            yield from (
                (node.lineno, f"imports {alias.name}")
                for alias in node.names
                if alias.name.startswith(_OURS) and not is_handed_out(alias.name)
            )
        elif node.module and not node.level:
            for alias in node.names:
                yield from self._named(node.lineno, f"{node.module}.{alias.name}")

    def _named(self, line: int, dotted: str) -> Iterator[tuple[int, str]]:
        parts = dotted.split(".")
        if dotted in self._forbidden or (parts[0] == "numpy" and parts[-1] in self._last):
            yield line, f"refers to {dotted}, which is forbidden"
        if parts[0] in ("builtins", "__builtins__") and parts[-1] in _RUNS_TEXT:
            yield line, f"uses {dotted}"
        if len(parts) > 1 and dotted.startswith(_OURS) and not is_handed_out(dotted):
            yield line, f"uses {dotted}"
        for place, (part, following) in enumerate(itertools.pairwise(parts)):
            names = _REACHES_AROUND.get(part.lstrip("_"), frozenset())
            if (names is None and place == 0) or (names and following in names):  # torch.sys is sys, torch.signal its own
                yield line, f"uses {dotted}"
                return

    def _by_text(self, node: ast.Call) -> Iterator[tuple[int, str]]:
        """Look at getattr(numpy, "convolve") and its kin, the text put together as one likes."""
        function = (
            node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
        )
        if function in _BY_TEXT:
            for argument in node.args:
                text = _text(argument)
                name = text.rpartition(".")[2]
                inside = [part for part in text.split(".") if part in INSIDE]
                if inside:
                    yield node.lineno, f"refers to {inside[0]} by way of {function}"
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
        while isinstance(node, ast.Attribute | ast.Subscript):  # sys.modules["numpy"]
            node = node.value
        if isinstance(node, ast.Name):
            return node.id in self._names or node.id == "__builtins__"
        if isinstance(node, ast.Call):  # __import__("numpy"), importlib.import_module("numpy")
            return (isinstance(node.func, ast.Name) and node.func.id in _RUNS_TEXT) or bool(self._dotted(node.func))
        return False


def is_handed_out(dotted: str) -> bool:
    """Return whether a name of ours is one that our own notebooks use."""
    return any(dotted == name or dotted.startswith(f"{name}.") or name.startswith(f"{dotted}.") for name in _HANDED_OUT)


def _text(node: ast.AST) -> str:
    """Return a text that is written out, in one piece or in several joined by + or in an f-string; else nothing."""
    parts: list[str] = []
    todo = [node]
    while todo:  # not by recursion: how deep a text is nested is up to whoever wrote it
        part = todo.pop()
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            parts.append(part.value)
        elif isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            todo += [part.right, part.left]
        elif isinstance(part, ast.JoinedStr):
            todo += reversed(part.values)
        elif isinstance(part, ast.FormattedValue):
            todo.append(part.value)
        else:
            return ""
    return "".join(parts)
