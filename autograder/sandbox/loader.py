"""Load a submission from its sources, tolerantly, and outline it first.

A module is executed statement by statement: one that raises (a demo at the end, a plot, a class on top of a package that
is absent) is noted and skipped, so that the functions beside it keep their points. Only ``sys.exit()`` ends a module.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import contextlib
import dataclasses
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import inspect
import linecache
import symtable
import sys
import types
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from autograder.sandbox.absent import Absent, missing
from autograder.sandbox.literals import MOST_HELD, altogether, is_main
from autograder.sandbox.names import Used, identifiers, names_of
from autograder.sandbox.reading import is_handed_out, suspicious

_HOOK = "__autograder_absent__"

_SAID = 300
"""Letters of what an exception says that stand in a remark, which is cut at 500."""

_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What parsing and compiling raise."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclasses.dataclass
class _Skipped:
    """A statement that failed: where its remark stands, and how many later ones needed what it defines."""

    place: int
    remark: str
    later: int = 0


class _Statement(NamedTuple):
    """A statement of a file, what it uses, and its code where it is a definition that can be compiled."""

    node: ast.stmt
    used: Used
    code: types.CodeType | None
    flags: int


class Loader(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds and executes the modules of one submission.

    Parameters
    ----------
    files : dict of str to str
        Source by path relative to the submission, with ``/``.
    packages : iterable of str
        Top-level packages that a graded run has beside the standard library.
    forbidden : iterable of str
        Absent packages whose use counts as forbidden.
    stop : dict of str to int
        For a path, the first line that is not to be executed any more (it ended the process before).
    announce : callable
        Called with path and line before a top-level statement that may do anything.
    hides : bool
        Whether packages that a graded run does not have are there all the same, and are to be hidden from functions, too.
    """

    def __init__(
        self,
        files: dict[str, str],
        packages: Iterable[str],
        forbidden: Iterable[str] = (),
        stop: dict[str, int] | None = None,
        announce: Callable[[str, int], None] = lambda _path, _line: None,
        hides: bool = False,
    ) -> None:
        self._files, self._stop, self._announce = files, stop or {}, announce
        self._forbidden, self._hides = frozenset(forbidden), hides
        own = {path.partition("/")[0].removesuffix(".py") for path in files}
        self._present = own | set(packages) | sys.stdlib_module_names
        self._trees: dict[str, ast.Module] = {}
        self._broken: dict[str, Exception] = {}
        self._statements: dict[str, list[_Statement]] = {}
        self.problems: list[str] = []
        self._noted: set[str] = set()  # absent packages
        self._lost: dict[tuple[str, str], _Skipped] = {}  # by path and name: what would have defined it
        for path, source in files.items():
            linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)

    def outline(self, tasks: Iterable[str]) -> dict[str, list[str]]:
        r"""Return, for each task, the other tasks that its code refers to, directly or through its own helpers.

        Read from the sources, before anything of the submission has run.

        Examples
        --------
        >>> Loader({"m.py": "def a(): pass\ndef _h(): a()\ndef b(): _h()"}, []).outline(["a", "b"])
        {'a': [], 'b': ['a']}
        """
        references: dict[str, set[str]] = {}
        for path in self._files:
            with contextlib.suppress(*_UNREADABLE):  # said when it is loaded
                for statement in self._read(path):
                    for name in _bound(statement.node):
                        references.setdefault(name, set()).update(statement.used.names - {name})
        wanted = list(tasks)
        reach = {task: _reach(task, references) for task in wanted}
        return {task: [other for other in wanted if other != task and other in reach[task]] for task in wanted}

    def flags(self, functions: Iterable[str]) -> list[str]:
        """Return what a person should look at in the sources, given the functions that the unit forbids."""
        found: list[str] = []
        held = 0
        for path, source in self._files.items():
            try:
                tree = self._tree(path)
            except _UNREADABLE:
                continue  # said when it is loaded: what cannot be parsed now is not run then
            try:
                statements = self._read(path)
                held += sum(statement.used.held for statement in statements)
                names = set().union(*(statement.used.names for statement in statements))
                found += suspicious(path, source, tree, names, functions)
            except Exception as error:  # whatever a source does to its reader, it does not read as harmless
                found.append(f"{path}: could not be read for what a person should look at ({explain(error)})")
        told = [path for path in self._trees if "__doc__" in self._files[path]]
        return (altogether(self._trees, told) if held > MOST_HELD or told else []) + found

    def load(self, name: str) -> types.ModuleType | str:
        """Return the module, or a sentence that says why there is none."""
        if f"{name}.py" not in self._files:
            return f"there is no file {name}.py"
        try:
            return importlib.import_module(name)
        except SyntaxError as error:
            return f"{error.filename}, line {error.lineno}: {type(error).__name__}: {error.msg}"
        except (ValueError, RecursionError, MemoryError) as error:
            return f"{name}.py cannot be compiled: {error or type(error).__name__}"

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Find a module of the submission (the import system calls this last, after the standard library)."""
        stem = fullname.replace(".", "/")
        for path, is_package in ((f"{stem}.py", False), (f"{stem}/__init__.py", True)):
            if path in self._files:
                return importlib.util.spec_from_loader(fullname, self, origin=path, is_package=is_package)
        if any(path.startswith(f"{stem}/") for path in self._files):  # a folder without __init__.py
            return importlib.machinery.ModuleSpec(fullname, None, is_package=True)
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Execute a module of the submission, statement by statement."""
        path = str(module.__spec__.origin if module.__spec__ else module.__name__)
        tree = self._tree(path)
        module.__file__, module.__doc__ = path, ast.get_docstring(tree, clean=False)
        if self._hides:
            module.__dict__["__builtins__"] = {**vars(builtins), "__import__": self._import}
        module.__dict__[_HOOK] = functools.partial(self._stand_in, module.__dict__, path)
        for statement in self._read(path):
            if statement.node.lineno >= self._stop.get(path, sys.maxsize):
                self.problems.append(f"{path}, line {statement.node.lineno}: ended the process or ran out of time when the "
                                     "file was loaded; the statements from here on are not run")  # fmt: skip
                return
            if not is_main(statement.node) and not self._run(statement, path, module.__dict__):
                return

    def _tree(self, path: str) -> ast.Module:
        """Return the tree of a file, or raise why there is none: once and for all, whatever limits a module sets meanwhile."""
        if path in self._broken:
            raise self._broken[path]
        if path not in self._trees:
            try:
                self._trees[path] = ast.parse(self._files[path], path)
            except _UNREADABLE as error:
                self._broken[path] = error
                raise
        return self._trees[path]

    def _read(self, path: str) -> list[_Statement]:
        """Return the top-level statements of a file, definitions compiled: their code says quickest what names they use."""
        if path not in self._statements:
            flags, found = 0, []
            for node in self._tree(path).body:
                if isinstance(node, ast.ImportFrom) and node.module == "__future__":
                    features = [getattr(__future__, alias.name, None) for alias in node.names]
                    flags |= sum(feature.compiler_flag for feature in features if isinstance(feature, __future__._Feature))
                code = None
                if isinstance(node, Definition):
                    with contextlib.suppress(*_UNREADABLE):  # said when it is run
                        code = compile(ast.Module([node], []), path, "exec", flags, dont_inherit=True)
                found.append(_Statement(node, identifiers(node) if code is None else names_of(code), code, flags))
            self._statements[path] = found
        return self._statements[path]

    def _run(self, statement: _Statement, path: str, namespace: dict[str, Any]) -> bool:
        """Execute one statement; return whether to go on with the next."""
        node, code = statement.node, statement.code
        if not isinstance(node, ast.FunctionDef | ast.Import) or _computes(node):
            self._announce(path, node.lineno)
        try:
            if code is None:
                tree = ast.Module(self._with_stand_ins([node]), [])
                code = compile(tree, path, "exec", statement.flags, dont_inherit=True)
            exec(code, namespace)
        except (SyntaxError, Exception) as error:
            if isinstance(error, SyntaxError) and error.filename == path:
                raise
            if not _only_shows(node, error):
                self._skip(path, statement, error)
        except BaseException as error:
            self.problems.append(f"{path}, line {_line(error, path, node)}: {explain(error)} ended the file; "
                                 "what comes after it is not there")  # fmt: skip
            return False
        return True

    def _skip(self, path: str, statement: _Statement, error: Exception) -> None:
        """Remark on a statement that failed; one that needs what an earlier one failed to define is counted with that.

        A definition has a remark of its own in any case: what it defines may be asked for.
        """
        node = statement.node
        name = error.name if type(error) is NameError and type(error.name) is str else ""
        cause = self._lost.get((path, name))
        if cause is None or name not in statement.used.names or isinstance(node, Definition):
            said = explain(error)
            said = said if len(said) <= _SAID else said[:_SAID] + "…"
            cause = _Skipped(len(self.problems), f"{path}, line {_line(error, path, node)}: {said}; the statement is skipped")
            self.problems.append(cause.remark)
        else:
            cause.later += 1
            more = "a later one that needs" if cause.later == 1 else f"{cause.later} later ones that need"
            self.problems[cause.place] = f"{cause.remark}, and {more} what it defines"
        self._lost |= dict.fromkeys(((path, name) for name in _would_bind(node)), cause)

    def _with_stand_ins(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """Return statements in which imports of absent packages bind stand-ins, when and if they are executed.

        Imports that the author guards (in ``try``, or in ``with``) stay: they raise ImportError. Functions stay as well:
        what they import is looked for when they are called.
        """
        found: list[ast.stmt] = []
        for statement in body:
            if isinstance(statement, ast.If | ast.For | ast.While):
                statement.body = self._with_stand_ins(statement.body)
                statement.orelse = self._with_stand_ins(statement.orelse)
            if isinstance(statement, ast.Import):
                found += [self._imported(statement, alias, alias.name) for alias in statement.names]
            elif isinstance(statement, ast.ImportFrom) and not statement.level and statement.names[0].name != "*":
                found += [self._imported(statement, alias, f"{statement.module}.{alias.name}") for alias in statement.names]
            else:
                found.append(statement)
        return found

    def _imported(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias, name: str) -> ast.stmt:
        """Return the import of one name, or a call that binds its stand-in."""
        package = name.partition(".")[0]
        if package in self._present or package == "__future__":
            if isinstance(statement, ast.Import):
                return ast.copy_location(ast.Import([alias]), statement)
            return ast.copy_location(ast.ImportFrom(statement.module, [alias], 0), statement)
        plain = isinstance(statement, ast.Import) and not alias.asname
        bound, name = (package, package) if plain else (alias.asname or alias.name, name)
        arguments: list[ast.expr] = [ast.Constant(bound), ast.Constant(name), ast.Constant(statement.lineno)]
        call = ast.Expr(ast.Call(ast.Name(_HOOK, ast.Load()), arguments, []))
        return ast.fix_missing_locations(ast.copy_location(call, statement))

    def _import(
        self,
        name: str,
        globals_: dict[str, Any] | None = None,
        locals_: dict[str, Any] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> types.ModuleType:
        """Import for code of the submission, as it would be where it is graded."""
        package = name.partition(".")[0]
        if not level and package not in self._present:
            raise missing(package)
        return builtins.__import__(name, globals_, locals_, fromlist, level)

    def _stand_in(self, namespace: dict[str, Any], path: str, bound: str, name: str, line: int) -> None:
        package = name.partition(".")[0]
        namespace[bound] = Absent(name, package in self._forbidden)
        if package not in self._noted and not is_handed_out(name):
            self._noted.add(package)
            beside = f"there is no {package}.py beside it; its imports are ignored"
            self.problems.append(f"{path}, line {line}: {package} is absent when this unit is graded, and {beside}")


def harness(source: str) -> dict[str, Any]:
    """Return the public functions and classes of a unit's harness, which is code of ours, by ``harness.NAME``.

    Its module is among the loaded ones only while it is made: a submission finds none whose functions it could exchange.
    """
    module = types.ModuleType("autograder_harness")  # a name that no submission needs
    sys.modules[module.__name__] = module  # where dataclasses, for one, look for the module of a class
    try:
        exec(compile(source, "harness.py", "exec", dont_inherit=True), module.__dict__)
    finally:
        del sys.modules[module.__name__]
    mine = {name: value for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__}
    return {f"harness.{name}": value for name, value in mine.items() if callable(value) and not name.startswith("_")}


def _computes(statement: ast.stmt) -> bool:
    """Return whether a definition runs code: a decorator, or a default that is no constant."""
    if not isinstance(statement, ast.FunctionDef):
        return False
    defaults = (*statement.args.defaults, *statement.args.kw_defaults)
    return bool(statement.decorator_list) or any(not isinstance(value, ast.Constant) for value in defaults if value is not None)


def _only_shows(statement: ast.stmt, error: BaseException) -> bool:
    """Return whether a statement fails only since it uses what is absent, and binds nothing: a plot, or a check of a cell."""
    return (isinstance(statement, ast.Expr) and isinstance(error, ModuleNotFoundError)
            and error.args == missing(str(error.name)).args)  # fmt: skip


def _bound(node: ast.stmt) -> list[str]:
    if isinstance(node, Definition):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _would_bind(node: ast.stmt) -> set[str]:
    """Return every name that a statement binds in its module, in whatever way; none where that cannot be said."""
    with contextlib.suppress(Exception):
        names = symtable.symtable(ast.unparse(node), "", "exec").get_symbols()
        return {name.get_name() for name in names if name.is_assigned() or name.is_imported()}
    return set()


def _reach(start: str, references: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [start]
    while todo:
        for name in references.get(todo.pop(), ()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def signature(function: Any) -> str:
    """Return the signature of a function or class as text, or nothing where it has none."""
    try:
        return str(inspect.signature(function))[:200]
    except Exception:
        return ""


def explain(error: BaseException) -> str:
    """Return ``Kind: text`` of an exception, whatever its ``__str__`` does."""
    text = plain_text(error)
    kind = kind_of(error)
    return f"{kind}: {text}" if text else kind


def kind_of(error: BaseException) -> str:
    """Return the name of an exception's class, whatever its metaclass does."""
    return type.__dict__["__name__"].__get__(type(error))[:100].encode("utf-8", "backslashreplace").decode("utf-8")  # type: ignore[no-any-return]


def plain_text(error: BaseException, limit: int = 4096) -> str:
    """Return ``str(error)`` cut to `limit` characters that can be encoded."""
    try:
        text = str.__str__(str(error))[:limit]
    except BaseException:
        return "(its text cannot be printed)"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _line(error: BaseException, path: str, statement: ast.stmt) -> int:
    line, trace = statement.lineno, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
            break
        trace = trace.tb_next
    return line
