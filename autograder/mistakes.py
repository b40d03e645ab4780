"""Known mistakes: which wrong answer behaves like a submission, so that a student reads what went wrong.

The wrong answers that prove a suite are functions of ours, so the examiner may call them, with the inputs of the checks. If
exactly one gives what the submission gave, wherever a check of the task passed or failed, it names the mistake.
"""

from __future__ import annotations

import ast
import importlib.abc
import time
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.compare import is_tensor
from autograder.errors import StudentRaised
from autograder.model import Mistake, Unit, printable
from autograder.student import Live, Trace
from autograder.wire import Map, Packer, Seq, Unpacker

SECONDS = 0.5
"""Processor time that a submission's mistakes may be looked for."""


class Attempts:
    """The calls of all checks of a submission, by task; those that would take too much memory are left out.

    Attributes
    ----------
    by_task : dict of str to list of (bool, list of Trace or None)
        For each check whether it passed, and its calls.
    names : dict of str to list of str
        The names of these checks.
    """

    def __init__(self, most: int = 64 << 20) -> None:
        self.by_task: dict[str, list[tuple[bool, list[Trace] | None]]] = {}
        self.names: dict[str, list[str]] = {}
        self._room = most

    def add(self, task: str, passed: bool, traces: list[Trace], name: str = "") -> None:
        """Keep the calls of the next check."""
        self.names.setdefault(task, []).append(name)
        for trace in traces:
            self._room -= _size(trace.result, self._room) + _size(trace.after, self._room)
        self.by_task.setdefault(task, []).append((passed, traces if self._room > 0 else None))


def _size(value: Any, most: int) -> int:
    """Return about how many bytes a result takes; the count stops where there are too many."""
    if type(value) is np.ndarray or value is None:  # as most are
        return 0 if value is None else value.nbytes
    size, todo = 0, [value]
    while todo and size <= most:
        item = todo.pop()
        if isinstance(item, list | tuple | dict):
            size += 64 * len(item)
            if size <= most:
                todo += item.values() if isinstance(item, dict) else item
        else:
            size += getattr(item, "nbytes", 0) or (len(item) if isinstance(item, str) else 8)
    return size


class _Ended(msgspec.Struct, frozen=True):
    """How a call ended: with a value and the arguments as they were afterwards, or with an exception."""

    value: Any = None
    after: Any = None
    kind: str = ""
    text: str = ""


class _Call(msgspec.Struct, frozen=True):
    """A call of a submission, ready to be made again.

    Parameters
    ----------
    echo : bool
        Whether the arguments were asked for afterwards.
    ended : _Ended
        How it ended.
    strict : bool
        Whether the words of an exception count: a check has failed by them.
    """

    args: Seq
    kwargs: Map
    payload: bytearray
    echo: bool
    ended: _Ended
    strict: bool = False


class _Answers(importlib.abc.InspectLoader):
    """The wrong answers of a task, read once and defined afresh for each use: some of them remember things."""

    def __init__(self, path: Path, task: str, reference: types.ModuleType) -> None:
        self._source, self._path = path.read_text("utf-8"), path
        self._names = vars(reference) | {"right": getattr(reference, task)}
        self._code = compile(self._source, str(path), "exec")
        self.known = sentences(self._source)

    def get_source(self, fullname: str) -> str:
        """Return the source."""
        return self._source

    def get_code(self, fullname: str) -> types.CodeType:
        """Return the compiled source."""
        return self._code

    def function(self, name: str) -> Callable[..., Any]:
        """Return a wrong answer that has never been called."""
        module = types.ModuleType(self._path.stem)
        vars(module).update(self._names)
        self.exec_module(module)
        found: Callable[..., Any] = getattr(module, name)
        return found


def sentences(source: str) -> list[Mistake]:
    """Return the mistakes of a file of wrong answers, each with the first line of its docstring."""
    return [Mistake(node.name, (ast.get_docstring(node) or "").partition("\n")[0]) for node in ast.parse(source).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")]  # fmt: skip


class Mistakes:
    """The known mistakes of a unit.

    Parameters
    ----------
    folder : Path
        The unit, with wrong answers in ``wrong/TASK.py``.
    unit : Unit
    reference : module
    """

    def __init__(self, folder: Path, unit: Unit, reference: types.ModuleType) -> None:
        self._paths = {task: folder / "wrong" / f"{task}.py" for task in unit.tasks}
        self._reference = reference
        self._answers: dict[str, _Answers] = {}

    def explain(self, attempts: Attempts) -> dict[str, Mistake]:
        """Return the mistakes that explain the failing checks of a submission, by task."""
        deadline = time.process_time() + SECONDS
        found = {}
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for task, made in attempts.by_task.items():
                if not all(passed for passed, _traces in made) and self._paths[task].is_file():
                    mistake = self._nearest(task, made, deadline)
                    if mistake is not None:
                        found[task] = mistake
        return found

    def _nearest(self, task: str, made: list[tuple[bool, list[Trace] | None]], deadline: float) -> Mistake | None:
        """Return the only mistake that does what the submission did, if there is exactly one."""
        right = getattr(self._reference, task)
        failed = [_calls(task, traces) if traces is not None else None for passed, traces in made if not passed]
        failing = [_judged(right, calls) for calls in failed if calls]
        if len(failing) < len(failed) or not all(visible for visible, _calls in failing):
            return None  # something else went wrong than what a call gave
        shown = [call for _visible, calls in failing for call in calls]
        whole: list[_Call] | None = None
        found: list[Mistake] = []
        if task not in self._answers:
            self._answers[task] = _Answers(self._paths[task], task, self._reference)
        answers = self._answers[task]
        for mistake in answers.known:
            if not _does(answers.function(mistake.name), shown, deadline):
                continue
            if whole is None:  # few come so far
                whole = [call for _passed, traces in made for call in _calls(task, traces or []) or ()]
            if _does(answers.function(mistake.name), whole, deadline):
                found.append(mistake)
        return found[0] if len(found) == 1 and time.process_time() < deadline else None


def _does(function: Callable[..., Any], calls: list[_Call], deadline: float) -> bool:
    """Return whether a function does in all calls what the submission did."""
    return all(time.process_time() < deadline and _agrees(_ended(function, call), call) for call in calls)


def _calls(task: str, traces: list[Trace]) -> list[_Call] | None:
    """Return the calls of a task among traces; None where one cannot be made again here, or did not end by itself."""
    calls = []
    for trace in traces:
        ended = _Ended(trace.result, trace.after)
        if trace.error is not None:
            if not isinstance(trace.error, StudentRaised) or trace.error.forbidden or trace.error.kind == "Missing":
                return None
            ended = _Ended(kind=trace.error.kind, text=trace.error.text)
        if trace.name.startswith("harness.") or any(isinstance(arg, Live) for arg in (*trace.args, *trace.kwargs.values())):
            return None
        if trace.name == task:
            packer = Packer()
            args, kwargs = packer.pack(trace.args), packer.pack(trace.kwargs)
            assert isinstance(args, Seq) and isinstance(kwargs, Map)
            calls.append(_Call(args, kwargs, bytearray().join(packer.buffers), trace.after is not None, ended))
    return calls


def _judged(right: Callable[..., Any], calls: list[_Call]) -> tuple[bool, list[_Call]]:
    """Return whether the calls of a failing check show a mistake, and the calls.

    Where the last one raised what the right answer raises, the check has failed by the words: they count, then.
    """
    *_others, last = calls
    if last.ended.kind and _ended(right, last).kind == last.ended.kind:
        calls = [*calls[:-1], msgspec.structs.replace(last, strict=True)]
    same = all(_agrees(ended := _ended(right, call), call) and _dtype(ended) == _dtype(call.ended) for call in calls)
    return not same, calls


def _dtype(ended: _Ended) -> str:
    """Return the dtype of a result; another width of the same kind may be all that is wrong with it."""
    return str(getattr(ended.value, "dtype", ""))


def _ended(function: Callable[..., Any], call: _Call) -> _Ended:
    """Make a call again, with arguments of its own, and return how it ended."""
    unpacker = Unpacker(call.payload)
    args, kwargs = unpacker.unpack(call.args), unpacker.unpack(call.kwargs)
    try:
        value = function(*args, **kwargs)
    except Exception as error:
        return _Ended(kind=type(error).__name__, text=printable(str(error)))
    return _Ended(_crossed(value), _crossed([*args, *kwargs.values()]) if call.echo else None)


def _agrees(ended: _Ended, call: _Call) -> bool:
    """Return whether a call ended as it did for the submission."""
    if ended.kind or call.ended.kind:
        return ended.kind == call.ended.kind and (ended.text == call.ended.text or not call.strict)
    return alike(ended.value, call.ended.value) and (not call.echo or alike(ended.after, call.ended.after))


def alike(one: Any, other: Any) -> bool:
    """Return whether two results are the same but for rounding: types, shapes and kinds of dtype, and values to 1e-9.

    Examples
    --------
    >>> alike(np.array([1.0, np.nan]), np.array([1.0 + 1e-12, np.nan]))
    True
    >>> alike(np.array([1.0]), np.array([1]))
    False
    """
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(alike, one, other))
    if is_tensor(one):
        return alike(one.numpy(), other.numpy())
    if isinstance(one, np.ndarray | np.generic | float | complex):
        a, b = np.asarray(one), np.asarray(other)
        if a.shape != b.shape or a.dtype.kind != b.dtype.kind:
            return False
        if a.dtype.kind not in "fc":
            return bool((a == b).all())
        same = a == b
        if same.all():
            return True
        narrow = a.dtype == b.dtype and a.dtype in (np.float16, np.float32, np.complex64)
        finite = np.abs(b[np.isfinite(b)]).max(initial=0.0)
        with np.errstate(invalid="ignore"):  # infinities less infinities, which the next line leaves out
            near = np.abs(a - b) <= (1e-5 if narrow else 1e-9) * float(finite)
        return bool((same | near & np.isfinite(a) & np.isfinite(b) | np.isnan(a) & np.isnan(b)).all())
    return bool(one == other)


def _crossed(value: Any) -> Any:
    """Return a value as it comes out of a worker."""
    if type(value) is np.ndarray and value.dtype.kind in "biufc" and value.dtype.isnative:
        return value.copy() if value.base is not None else value  # what a later call writes into is not this result
    packer = Packer()
    packed = packer.pack(value)
    return Unpacker(bytearray().join(packer.buffers)).unpack(packed)
