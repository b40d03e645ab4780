"""Write a failing check down: as a message, and as code that shows it again."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from autograder.compare import describe
from autograder.errors import Mismatch, StudentError, StudentRaised
from autograder.model import printable
from autograder.student import Trace
from autograder.wire import Foreign

_SMALL = 64
_LARGE = 400
_MAX_TEXT = 20_000


def literal(value: Any) -> str:
    """Return Python source of a value; large arrays as base64, so that the source stays runnable.

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
    if type(value).__module__ == "torch":
        return f"torch.from_numpy({literal(value.numpy())})"
    return repr(value)


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
    """Return a call as source.

    Examples
    --------
    >>> call(Trace("convolve1d", ([1, 2], [3]), {"mode": "same"}))
    "convolve1d([1, 2], [3], mode='same')"
    """
    arguments = [literal(arg) for arg in trace.args] + [f"{key}={literal(arg)}" for key, arg in trace.kwargs.items()]
    return f"{trace.name}({', '.join(arguments)})"


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
    text = "\n".join(call(trace) for trace in traces[-3:])
    lines += [line for word, line in (("base64.", "import base64"), ("np.", "import numpy as np"),
                                      ("torch.", "import torch")) if word in text]  # fmt: skip
    lines += [f"from {modules[name]} import {name}" for name in dict.fromkeys(t.name for t in traces[-3:] if t.name in modules)]
    for trace in traces[-3:]:
        lines += ["", f"print({call(trace)})"]
        lines += _commented("raised" if trace.error else "returned", str(trace.error) if trace.error else _show(trace.result))
    if isinstance(error, Mismatch):
        lines += _commented("difference", error.reason)
        if error.expected is not None:
            lines += _commented("expected", _show(error.expected))
    elif not isinstance(error, StudentError):
        lines += _commented("then", f"{type(error).__name__}: {error}")
    source = "\n".join(lines)
    return printable(source, _MAX_TEXT) + ("\n# (cut)" if len(source) > _MAX_TEXT else "")


def public(traces: list[Trace], error: BaseException) -> str:
    """Return the message of a failing public check: the call, what came back, what was expected, where they differ."""
    lines = [f"call      {_cut(call(traces[-1]))}"] if traces else []
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
    if isinstance(value, np.ndarray) and value.size > _LARGE:
        return f"{describe(value)}, beginning {np.array2string(value.reshape(-1)[:40])}"
    if _weight(value) > _LARGE:
        return describe(value)
    return np.array2string(value) if isinstance(value, np.ndarray) else str(value)


def _weight(value: Any) -> int:
    """Return about how many numbers and letters a value holds; the count stops where it is large."""
    weight, todo = 0, [value]
    while todo and weight <= _LARGE:
        item = todo.pop()
        if isinstance(item, list | tuple | dict):
            weight += len(item)
            if weight <= _LARGE:
                todo += item.values() if isinstance(item, dict) else item
        elif isinstance(item, str):
            weight += len(item) // 8
        else:
            weight += getattr(item, "size", 1) if isinstance(item, np.ndarray) else 1
    return weight


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.size <= _SMALL:
        body = np.array2string(value, precision=6, separator=", ", max_line_width=100)
        return body.replace("\n", "\n          ") + ("" if value.dtype.kind in "if" else f"  (dtype {value.dtype})")
    return _cut(describe(value) if isinstance(value, np.ndarray | Foreign) or _weight(value) > _LARGE else literal(value))


def _cut(text: str, limit: int = 300) -> str:
    return text if len(text) <= limit else text[:limit] + "…"


def _commented(title: str, text: str) -> list[str]:
    first, *rest = (text or "(nothing)").splitlines()
    return [f"# {title}: {first}", *(f"#   {line}" for line in rest)]
