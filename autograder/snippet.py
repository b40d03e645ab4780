"""Write a failing check down: as a message, and as code that shows it again."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from autograder.compare import describe, is_tensor
from autograder.errors import Mismatch, StudentError, StudentRaised
from autograder.model import printable
from autograder.student import Live, Trace
from autograder.wire import Foreign

_SMALL = 64
_LARGE = 400
_MAX_TEXT = 20_000
_NUMBERS = frozenset({float, int, bool, type(None)})


def literal(value: Any) -> str:
    """Return Python source of a value; large arrays as base64, so that the source stays runnable.

    An object that stays in its worker has no source: it is written as what its calls are named after.

    Examples
    --------
    >>> literal(np.array([1, 2]))
    'np.array([1, 2])'
    >>> literal(np.array([1, 2], dtype=np.uint8))
    "np.array([1, 2], dtype='uint8')"
    >>> literal([1.0, np.nan])
    '[1.0, np.nan]'
    """
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, np.longdouble | np.clongdouble):  # has no literal of its precision; item() is one again
        return f"np.{type(value).__name__}({str(value)!r})"
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}({literal(value.item())})"
    if isinstance(value, float):
        return repr(value) if np.isfinite(value) else f"np.{value}" if value != -np.inf else "-np.inf"
    if isinstance(value, complex):
        return repr(value) if np.isfinite(value) else f"complex({literal(value.real)}, {literal(value.imag)})"
    if isinstance(value, list | tuple):
        inside = ", ".join(literal(item) for item in value)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(value) == 1 else ''})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Live):
        kind = value._handle.kind.rpartition(".")[2][:100]
        return f"{kind if kind.isidentifier() else 'Live'}(...)"
    return f"torch.from_numpy({literal(_values(value))})" if is_tensor(value) else repr(value)


def _values(tensor: Any) -> np.ndarray[Any, Any]:
    values: np.ndarray[Any, Any] = tensor.detach().cpu().numpy()
    return values


def _array(array: np.ndarray[Any, Any]) -> str:
    if not (array.flags.c_contiguous or array.flags.f_contiguous):  # a view, and perhaps that is what went wrong
        steps = tuple(-1 if step < 0 else 1 for step in array.strides)
        back = "[" + ", ".join("::-1" if step < 0 else ":" for step in steps) + "]"
        straight = np.ascontiguousarray(array[tuple(slice(None, None, step) for step in steps)])
        return f"{_array(straight)}{back}" if -1 in steps else f"{_array(straight)}.repeat(2, axis=-1)[..., ::2]"
    order = "" if array.flags.c_contiguous or not array.flags.f_contiguous else ", order='F'"
    if array.size <= _SMALL:
        values = "[]" if array.size == 0 else literal(array.tolist())
        dtype = "" if array.dtype in (np.int64, np.float64, np.bool_) else f", dtype={str(array.dtype)!r}"
        source = f"np.array({values}{dtype}{order})"
        return source if array.size else f"np.empty({array.shape}, dtype={str(array.dtype)!r})"
    data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    source = f"np.frombuffer(base64.b64decode({data!r}), dtype={str(array.dtype)!r}).reshape({array.shape})"
    return f"np.asarray({source}{order})" if order else source


def call(trace: Trace) -> str:
    """Return a call as source, with three dots for an argument that is longer than a snippet may be.

    Examples
    --------
    >>> call(Trace("convolve1d", ([1, 2], [3]), {"mode": "same"}))
    "convolve1d([1, 2], [3], mode='same')"
    """
    return _written(trace)[0]


def _written(trace: Trace, most: int = _MAX_TEXT) -> tuple[str, list[str]]:
    """Return a call as source, and what is to be said of arguments that stay away or hold more than so many numbers."""
    sources, notes = [], []
    for value in (*trace.args, *trace.kwargs.values()):
        source = literal(value) if _weight(value, most) <= most else ""  # each number takes a letter, or more
        if not source or len(source) > _MAX_TEXT:
            source = "..."
            notes.append(f"...: {describe(value)}, too long to be written down")
        elif isinstance(value, Live):
            notes.append(f"{source}: an object, which stays in the submission's process")
        sources.append(source)
    named = [f"{key}={source}" for key, source in zip(trace.kwargs, sources[len(trace.args) :], strict=True)]
    return f"{trace.name}({', '.join([*sources[: len(trace.args)], *named])})", notes


def evidence(modules: dict[str, str], traces: list[Trace], error: BaseException) -> str:
    """Return a snippet that runs beside the submission and shows what a failing check saw.

    Parameters
    ----------
    modules : dict of str to str
        The module of each task.
    traces : list of Trace
        Calls of the check, the failing one last.
    error : BaseException
        What ended the check.
    """
    lines = []
    last = [(trace, *_written(trace)) for trace in traces[-3:]]
    text = "\n".join(source for _trace, source, _notes in last)
    lines += [line for word, line in (("base64.", "import base64"), ("np.", "import numpy as np"),
                                      ("torch.", "import torch")) if word in text]  # fmt: skip
    lines += [f"from {modules[name]} import {name}" for name in dict.fromkeys(t.name for t in traces[-3:] if t.name in modules)]
    for trace, source, notes in last:
        lines += ["", f"print({source})", *(f"# {note}" for note in notes)]
        lines += _commented("raised" if trace.error else "returned", str(trace.error) if trace.error else _show(trace.result))
    if isinstance(error, Mismatch):
        lines += _commented("difference", error.reason)
        if error.expected is not None:
            lines += _commented("expected", _show(error.expected))
    elif not isinstance(error, StudentError):
        lines += _commented("then", f"{type(error).__name__}: {error}")
    whole = "\n".join(lines)
    return printable(whole, _MAX_TEXT) + ("\n# (cut)" if len(whole) > _MAX_TEXT else "")


def public(traces: list[Trace], error: BaseException) -> str:
    """Return the message of a failing public check: the call, what came back, what was expected, where they differ."""
    lines = []
    if traces:
        source, notes = _written(traces[-1], _SMALL)
        lines = [f"call      {_cut(source)}", *(f"          {note}" for note in notes)]
    if isinstance(error, Mismatch):
        if error.actual is not None or error.expected is not None:
            lines += [f"got       {_short(error.actual)}", f"expected  {_short(error.expected)}"]
        lines.append(f"so        {error.reason}")
    else:
        word = "raised" if isinstance(error, StudentRaised) and error.kind != "Missing" else "so"
        lines.append(f"{word:<10}{error}")
    return "\n".join(lines)


def _show(value: Any) -> str:
    """Return a result as text; of a large one only what it is and how it begins, since a result may be anything."""
    numbers = _values(value) if is_tensor(value) else value
    if isinstance(numbers, np.ndarray) and numbers.size > _LARGE:
        return f"{describe(value)}, beginning {np.array2string(numbers.squeeze().flat[:40])}"
    if _weight(value, _LARGE) > _LARGE:
        return describe(value)
    if numbers is not value:
        return f"tensor({np.array2string(numbers, separator=', ', prefix='tensor(')}, dtype={numbers.dtype})"
    return np.array2string(value) if isinstance(value, np.ndarray) else str(value)


def _weight(value: Any, most: int) -> int:
    """Return about how many numbers and letters a value holds; the count stops beyond `most`.

    Texts of arrays and tensors are bounded by nothing else: libraries leave numbers out along long axes only.
    """
    weight, todo = 0, [value]
    while todo and weight <= most:
        item = todo.pop()
        if type(item) in _NUMBERS:
            weight += 1
        elif isinstance(item, list | tuple | dict):
            weight += len(item)
            if weight <= most:
                todo += [*item, *item.values()] if isinstance(item, dict) else item
        elif isinstance(item, str):
            weight += len(item) // 8
        elif isinstance(item, np.ndarray):
            weight += item.size
        else:
            weight += item.numel() if is_tensor(item) else 1
    return weight


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.size <= _SMALL:
        body = np.array2string(value, precision=6, separator=", ", max_line_width=100)
        return body.replace("\n", "\n          ") + ("" if value.dtype.kind in "if" else f"  (dtype {value.dtype})")
    if is_tensor(value) and value.numel() <= _SMALL and value.numel() > 0:
        return _short(_values(value))
    long = isinstance(value, np.ndarray | Foreign) or is_tensor(value) or _weight(value, _LARGE) > _LARGE
    return _cut(describe(value) if long else literal(value))


def _cut(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[:limit] + "…"


def _commented(title: str, text: str) -> list[str]:
    first, *rest = (text or "(nothing)").splitlines()
    return [f"# {title}: {first}", *(f"#   {line}" for line in rest)]
