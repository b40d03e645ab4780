"""Make mutants of an answer: where its syntax tree may be changed, what each is called, whose task it is."""

from __future__ import annotations

import ast
import difflib
import hashlib
import types
import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from autograder import regions
from autograder.model import Unit
from autograder.mutation import operators


class Mutant(msgspec.Struct, frozen=True):
    """An answer with one change.

    Parameters
    ----------
    id : str
        Where it is and what was done, for people: ``UNIT:convolve1d:L57:flip``. It moves with the line.
    key : str
        A hash of the change itself, which stays where other lines change; lists of reviewed mutants go by it.
    tasks : list of str
        Those whose code it changes, directly or in a helper of theirs.
    path, source : str
        The changed file of the submission, whole.
    diff : str
        What was changed, as a unified diff without comments.
    """

    id: str
    key: str
    tasks: list[str]
    path: str
    source: str
    diff: str


class Site(msgspec.Struct, frozen=True):
    """A node that may be changed, and where it hangs."""

    parent: ast.AST
    field: str
    index: int | None
    node: Any

    def put(self, node: Any) -> None:
        """Let another node hang there."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(files: dict[str, str], unit: Unit, name: str, *, marked: bool) -> list[Mutant]:
    """Return all mutants of an answer that differ in their bytecode.

    Parameters
    ----------
    files : dict of str to str
        The answer: source by path.
    unit : Unit
    name : str
        What the ids begin with.
    marked : bool
        Whether only what stands between the markers of a reference's solution is changed.
    """
    owners = _owners(files, unit)
    found: list[Mutant] = []
    times: Counter[str] = Counter()
    for path, source in sorted(files.items()):
        lines = regions.solution_lines(source) if marked else set(range(1, source.count("\n") + 2))
        for owner, operator, line, changed, diff in _changes(source, lines):
            base = f"{name}:{owner}:L{line}:{operator}"
            change = "\0".join([name, path, owner, *(text for text in diff.splitlines() if text[0] in "+-")])
            times[base] += 1
            times[change] += 1
            title = base if times[base] == 1 else f"{base}.{times[base]}"
            key = hashlib.sha256(f"{change}\0{times[change]}".encode()).hexdigest()[:10]
            found.append(Mutant(title, key, owners.get(owner) or list(unit.tasks), path, changed, diff))
    return found


def _changes(source: str, lines: set[int]) -> Iterator[tuple[str, str, int, str, str]]:
    """Yield (owner, operator, line, changed source, diff) of each change of a file that makes different bytecode."""
    tree = ast.parse(source)
    pieces = [ast.unparse(top) for top in tree.body]
    for number, top in enumerate(tree.body):
        if not isinstance(top, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign):
            continue  # an import, a docstring, a demonstration
        before = _shown(top)
        seen = {_bytecode(top)}
        for site, operator, replacement in _applicable(top, lines):
            site.put(replacement)
            ast.fix_missing_locations(top)
            code = _bytecode(top)
            if code is not None and code not in seen:
                seen.add(code)
                diff = "\n".join(list(difflib.unified_diff(before, _shown(top), n=2, lineterm=""))[2:])
                changed = "\n\n".join([*pieces[:number], ast.unparse(top), *pieces[number + 1 :]]) + "\n"
                yield _owner(top), operator, site.node.lineno, changed, diff
            site.put(site.node)


def _applicable(top: ast.stmt, lines: set[int]) -> Iterator[tuple[Site, str, ast.AST]]:
    stored = [
        (part.lineno, part.id) for part in ast.walk(top) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    ]
    given = [part.arg for part in ast.walk(top) if isinstance(part, ast.arg)]
    messages = _messages(top)
    for site in list(_sites(top)):
        node = site.node
        if node.lineno not in lines or node.lineno in messages:
            continue
        if isinstance(node, ast.Name) and isinstance(site.parent, ast.Attribute):
            continue  # one more than an array has the same size
        if isinstance(node, ast.stmt):
            bound = frozenset([*given, *(name for line, name in stored if line < node.lineno)])
            for operator, other in operators.statement(node, bound):
                yield site, operator, other or ast.copy_location(ast.Pass(), node)
        elif type(node) in operators.EXPRESSIONS:
            for operator, changed in operators.EXPRESSIONS[type(node)](node):
                yield site, operator, changed


def _messages(top: ast.stmt) -> set[int]:
    """Return the lines of assignments to names that are only used where an exception is made."""
    raised = {id(part) for node in ast.walk(top) if isinstance(node, ast.Raise) for part in ast.walk(node)}
    elsewhere = {part.id for part in ast.walk(top)
                 if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load) and id(part) not in raised}  # fmt: skip
    return {line for node in ast.walk(top) if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id not in elsewhere and top is not node
            for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)}  # fmt: skip


def _sites(node: ast.AST) -> Iterator[Site]:
    """Yield the places below a node where code hangs that decides a result: no docstring, annotation or message."""
    for field, value in ast.iter_fields(node):
        if (type(node), field) in _NO_CODE:
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, _NO_RESULT) or _says_nothing(child):
                continue
            if isinstance(child, ast.stmt | ast.expr) and not isinstance(child, ast.Slice):
                yield Site(node, field, index, child)
            yield from _sites(child)


_NO_CODE = {(ast.FunctionDef, "args"), (ast.FunctionDef, "returns"), (ast.FunctionDef, "decorator_list"),
            (ast.AnnAssign, "annotation"),
            (ast.ClassDef, "decorator_list"), (ast.ClassDef, "bases"), (ast.Lambda, "args"),
            (ast.withitem, "context_expr")}  # fmt: skip
_NO_RESULT = (
    ast.Raise,
    ast.Assert,
    ast.JoinedStr,
    ast.Import,
    ast.ImportFrom,
    ast.expr_context,
    ast.operator,
    ast.ExceptHandler,
)


def _says_nothing(node: ast.AST) -> bool:
    """Return whether a node is a docstring, or an argument that only asks for checks or for speed."""
    if isinstance(node, ast.keyword):
        return node.arg == "strict" or (node.arg == "copy" and ast.unparse(node.value) == "False")
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shown(top: ast.stmt) -> list[str]:
    """Return a definition as lines without its docstrings."""
    bare = [part for part in ast.walk(top) if isinstance(part, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part)]
    bodies = [part.body for part in bare]
    for part in bare:
        part.body = part.body[1:] or [ast.Pass()]
    text = ast.unparse(top)
    for part, body in zip(bare, bodies, strict=True):
        part.body = body
    return text.splitlines()


def _bytecode(top: ast.stmt) -> object:
    """Return what two definitions that compile alike have in common; None for one that does not compile."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "'int' object is not subscriptable" and its like: then that is the mistake
        try:
            return _alike(compile(ast.Module([top], []), "mutant", "exec", dont_inherit=True))
        except (SyntaxError, ValueError):
            return None


def _alike(code: types.CodeType) -> object:
    constants = tuple(_alike(item) if isinstance(item, types.CodeType) else repr(item) for item in code.co_consts)
    return code.co_code, constants, code.co_names, code.co_varnames, code.co_cellvars, code.co_freevars


def _owner(top: ast.stmt) -> str:
    return next(iter(_defined(top)), "module")


def _defined(top: ast.stmt) -> list[str]:
    """Return the names that a statement of a module defines; all of ``A, B = 1, 2``."""
    if isinstance(top, ast.FunctionDef | ast.ClassDef):
        return [top.name]
    if isinstance(top, ast.Assign):
        return [part.id for target in top.targets for part in ast.walk(target)
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]  # fmt: skip
    return []


def _owners(files: dict[str, str], unit: Unit) -> dict[str, list[str]]:
    """Return, for each top-level name, the tasks that reach it without passing through another task."""
    uses: dict[str, set[str]] = {}
    for source in files.values():
        for top in ast.parse(source).body:
            names = {part.id for part in ast.walk(top) if isinstance(part, ast.Name)}
            names |= {part.attr for part in ast.walk(top) if isinstance(part, ast.Attribute)}
            for name in _defined(top) or ["module"]:
                uses.setdefault(name, set()).update(names)
    owned: dict[str, list[str]] = {name: [name] for name in unit.tasks}
    for task in unit.tasks:
        todo, reached = [task], {task}
        while todo:
            new = {name for name in uses.get(todo.pop(), ()) if name in uses and name not in unit.tasks} - reached
            reached |= new
            todo += sorted(new)
        for name in sorted(reached - {task}):
            owned.setdefault(name, []).append(task)
    return owned
