"""Serve calls of a submission: the only place where student code runs.

Nothing here is secret and nothing here is trusted: what a worker sends is judged by its value alone.
"""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterable
from typing import Any

from autograder.errors import IntakeError
from autograder.frames import MAX_REPLY, Connection
from autograder.sandbox import Runtime
from autograder.sandbox.forbid import Forbidden, caught
from autograder.sandbox.loader import Loader, harness, kind_of, plain_text, signature
from autograder.wire import (
    Call,
    Closed,
    Failure,
    Foreign,
    Handle,
    Load,
    Loaded,
    Outline,
    Packer,
    Progress,
    Release,
    Reply,
    Request,
    Result,
    Take,
    Taken,
    Unpacker,
    Value,
    WireError,
)


class Output(io.RawIOBase):
    """Standard output of a graded run: counts bytes and drops them, so that printing can neither block nor fill."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def writable(self) -> bool:
        """Accept writes."""
        return True

    def write(self, data: Any) -> int:
        """Count the bytes."""
        size = memoryview(data).nbytes
        self.count += size
        return size

    def install(self) -> None:
        """Become standard output and standard error of Python code."""
        for name in ("stdout", "stderr"):
            setattr(sys, name, io.TextIOWrapper(self, "utf-8", "backslashreplace", write_through=True))
        warnings.showwarning = lambda *_args, **_kwargs: None  # a library's warning is no print of the submission's


class Server:
    """Loads one submission and answers calls to it.

    Parameters
    ----------
    runtime : Runtime
        What the submission may use.
    packages : iterable of str
        Packages that it may import beside the standard library.
    notify : callable
        Sends a :class:`~autograder.wire.Progress` or a :class:`~autograder.wire.Outline` at once.
    output : Output, optional
        Where printed bytes are counted.
    namespace : dict, optional
        Where functions are looked up instead of loading files: the names of a notebook that is open.
    hides : bool
        Whether packages that a graded run does not have are there all the same, and are to be hidden from functions, too.
    """

    def __init__(
        self,
        runtime: Runtime,
        packages: Iterable[str],
        notify: Callable[[Progress | Outline], None] = lambda _message: None,
        output: Output | None = None,
        namespace: dict[str, Any] | None = None,
        hides: bool = False,
    ) -> None:
        self._runtime, self._packages, self._notify = runtime, tuple(packages), notify
        self._output, self._namespace, self._hides = output, namespace, hides
        self._targets: dict[str, Any] = {}
        self._live: dict[int, Any] = {}
        self._files: frozenset[str] = frozenset()

    def handle(self, request: Request, payload: bytearray) -> tuple[Reply, list[Any]]:
        """Answer one request; whatever student code raises becomes a reply."""
        if isinstance(request, Load):
            return self._load(request) if self._namespace is None else self._find(request, self._namespace), []
        if isinstance(request, Take):
            return _taken(request, payload), []
        if isinstance(request, Release):
            for key in request.keys:
                self._live.pop(key, None)
            return Result(request.id, [], [], None, [], self._printed()), []
        return self._call(request, payload)

    def _load(self, request: Load) -> Loaded:
        self._files = frozenset(request.files)
        loader = Loader(request.files, self._packages, self._runtime.forbidden_packages, request.stop,
                        lambda path, line: self._notify(Progress(request.id, path, line)), self._hides)  # fmt: skip
        flags = loader.flags(self._runtime.forbidden_functions)
        self._notify(Outline(request.id, loader.outline(request.tasks), flags[:20]))
        if request.harness:
            self._targets.update(harness(request.harness))
        sys.meta_path.append(loader)
        modules = {name: loader.load(name) for name in request.modules}
        missing: dict[str, str] = {}
        for task, name in request.tasks.items():
            module = modules[name]
            target = module if isinstance(module, str) else getattr(module, task, None)
            if isinstance(target, str) and isinstance(module, str):
                missing[task] = target
            elif not callable(target):
                missing[task] = f"{name}.py defines no function or class {task}"
            else:
                self._targets[task] = target
        shadows = sorted(name for name in self._files if name.removesuffix(".py") in sys.stdlib_module_names)
        loader.problems += [f"{name} is named like a module of the standard library, which is imported in its place; rename it"
                            for name in shadows]  # fmt: skip
        problems = [problem[:500] for problem in loader.problems[:20]]
        return Loaded(request.id, missing, problems, self._printed())

    def _find(self, request: Load, namespace: dict[str, Any]) -> Loaded:
        """Take the functions that are there."""
        if request.harness:
            self._targets.update(harness(request.harness))
        found = {task: namespace[task] for task in request.tasks if callable(namespace.get(task))}
        self._targets.update(found)
        missing = {task: f"no cell that has run defines {task}" for task in request.tasks if task not in found}
        return Loaded(request.id, missing, [], 0)

    def _call(self, request: Call, payload: bytearray) -> tuple[Reply, list[Any]]:
        caught.clear()
        unpacker = Unpacker(payload, self._alive)
        packer = Packer(self._hold if request.keep else None, MAX_REPLY)
        values: list[Value] = []
        after: list[Value] = []
        failure, failures = None, {}
        try:
            calls = [[unpacker.unpack(arg) for arg in args.items] for args in request.args]
            kwargs = {name: unpacker.unpack(arg) for name, arg in request.kwargs.items.items()}
            target = self._targets[request.target] if isinstance(request.target, str) else self._live[request.target]
            function = getattr(target, request.method) if request.method else target
            for index, args in enumerate(calls):
                used = len(caught)
                value: Value = None
                try:
                    value = packer.pack(function(*args, **kwargs))
                except Exception as error:
                    if not request.go_on:
                        raise
                    failures[index] = self._failure(error, request.target, caught[used:])
                if request.echo:
                    after.append(packer.pack([*args, *kwargs.values()]))
                values.append(value)
        except BaseException as error:
            failure = self._failure(error, request.target, caught)
        used_forbidden = list(dict.fromkeys(caught))
        return Result(request.id, values, after, failure, used_forbidden, self._printed(), failures), packer.buffers

    def _failure(self, error: BaseException, target: str | int, used: list[str]) -> Failure:
        """Describe what a call raised that had used these forbidden functions."""
        bases = [base.__name__ for base in type(error).__mro__ if base.__module__ == "builtins"]
        where = self._where(error)
        wanted = type(error) is TypeError and not where and isinstance(target, str)
        shape = signature(self._targets[str(target)]) if wanted else ""
        # NumPy catches errors in places of its own: a call that used what is forbidden and failed is forbidden all the same.
        masked = bool(used) and not isinstance(error, Forbidden | ValueError)
        text = plain_text(error) + (f" (after a call of {used[0]}, which is forbidden)" if masked else "")
        return Failure(kind_of(error), bases, text, where, shape, masked or isinstance(error, Forbidden))

    def _where(self, error: BaseException) -> str:
        """Return the innermost place in the submission's own files."""
        place, trace = "", error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename in self._files:
                place = f"{code.co_filename}, line {trace.tb_lineno}, in {code.co_name}"
            trace = trace.tb_next
        return place

    def _hold(self, value: Any) -> Handle:
        key = len(self._live) + 1
        while key in self._live:
            key += 1
        self._live[key] = value
        return Handle(key, f"{type(value).__module__}.{type(value).__qualname__}"[:200])

    def _alive(self, handle: Handle) -> Any:
        return self._live[handle.key]

    def _printed(self) -> int:
        return self._output.count if self._output is not None else 0


def _taken(request: Take, payload: bytearray) -> Taken:
    """Make sources of a submission's bytes; nothing of it is run."""
    from autograder import intake  # the zygote of readers has it; those of students do not need it

    raw = intake.Raw(request.name, request.kind, bytes(payload), "", request.problems)
    try:
        found = intake.read(raw, request.unit)
    except IntakeError as error:
        return Taken(request.id, {}, [], "", [], str(error))
    return Taken(request.id, found.files, found.problems, found.notebook, [(c.name, c.line) for c in found.cells], "")


def serve(connection: Connection, runtime: Runtime, packages: Iterable[str], output: Output) -> None:
    """Answer requests until the examiner closes the connection."""
    server = Server(runtime, packages, lambda message: connection.send(message, []), output)
    while True:
        try:
            request, payload = connection.receive()
            try:
                connection.send(*server.handle(request, payload))
            except WireError as error:
                if isinstance(error, Closed):
                    raise
                connection.send(_refusal(request, str(error)), [])
            except Exception as error:  # an answer that cannot be made is an answer, too
                connection.send(_refusal(request, f"{kind_of(error)}: {plain_text(error)}"), [])
        except Closed:
            return


def _refusal(request: Request, why: str) -> Reply:
    """Return the answer to a request whose own answer cannot be sent, because it is too large, say."""
    if isinstance(request, Load):
        return Loaded(request.id, dict.fromkeys(request.tasks, f"the files cannot be loaded: {why}"), [], 0)
    count = len(request.args) if isinstance(request, Call) else 0
    values: list[Value] = [Foreign(f"that cannot be sent ({why})"[:200]) for _ in range(count)]
    return Result(request.id, values, values if isinstance(request, Call) and request.echo else [], None, [], 0)
