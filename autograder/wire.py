"""What crosses between the examiner and a worker: plain values and arrays, never pickles.

Messages are typed, so a worker can send wrong values but no surprising ones. The bytes of arrays travel beside them, in the
order in which they are named. Each side checks what it receives; limits hold before memory is allocated.
"""

from __future__ import annotations

import functools
import math
import re
import sys
from typing import Any

import msgspec
import numpy as np

from autograder.model import Unit

MAX_PAYLOAD = 256 << 20
MAX_DEPTH = 8
MAX_NODES = 200_000
MAX_ARRAYS = 5_000
MAX_DIGITS = 1024

_KINDS = "biufc"
_TORCH_NAMES = frozenset({"bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64",
                          "complex64", "complex128"})  # fmt: skip


class WireError(Exception):
    """The peer sent something that is no valid frame, or a value cannot cross the wire."""


class Closed(WireError):
    """The peer has closed its end."""


# Values. Python's own scalars stand for themselves; everything else is tagged.


class Seq(msgspec.Struct, tag="q", array_like=True, frozen=True):
    """A list or tuple."""

    items: list[Value]
    is_tuple: bool


class Map(msgspec.Struct, tag="m", array_like=True, frozen=True):
    """A dictionary with text keys."""

    items: dict[str, Value]


class Big(msgspec.Struct, tag="b", array_like=True, frozen=True):
    """An integer of more than 63 bits, in hexadecimal."""

    digits: str


class Complex(msgspec.Struct, tag="c", array_like=True, frozen=True):
    """A Python complex number."""

    real: float
    imag: float


class Array(msgspec.Struct, tag="a", array_like=True, frozen=True):
    """An array (or a NumPy scalar, or a tensor) whose bytes come next in the payload.

    ``layout`` asks the receiver for memory in that order: "C", "F", or "S" for a strided, non-contiguous view with the axes
    in memory in the order of the digits, and run through backwards where there is a minus: "S10+-".
    """

    dtype: str
    shape: list[int]
    layout: str = "C"
    form: str = "array"


class Handle(msgspec.Struct, tag="h", array_like=True, frozen=True):
    """A live object that stays in the worker."""

    key: int
    kind: str


class Foreign(msgspec.Struct, tag="x", array_like=True, frozen=True):
    """A value of a type that cannot cross: only the name of its type does."""

    kind: str


Value = None | bool | int | float | str | Seq | Map | Big | Complex | Array | Handle | Foreign

_AS_IT_IS = frozenset({float, int, bool, type(None), str, Foreign})  # what the receiver takes as it comes


# Messages to the worker.


class Load(msgspec.Struct, tag="load", frozen=True):
    """Load a submission: its files by relative path, and which of them are the unit's modules.

    `harness` is the source of the unit's own helpers, which are called as ``harness.NAME``; they hold nothing secret.
    """

    id: int
    files: dict[str, str]
    modules: list[str]
    tasks: dict[str, str]
    stop: dict[str, int]
    harness: str = ""


class Call(msgspec.Struct, tag="call", frozen=True):
    """Call a task, a live object, or a method of one: once for each list of arguments, until one call raises.

    With `go_on` those after a call that raised an `Exception` are made as well.
    """

    id: int
    target: str | int
    method: str
    args: list[Seq]
    kwargs: Map
    keep: bool = False
    echo: bool = False
    go_on: bool = False


class Release(msgspec.Struct, tag="release", frozen=True):
    """Forget live objects."""

    id: int
    keys: list[int]


class Take(msgspec.Struct, tag="take", frozen=True):
    """Make sources of a submission's bytes, which are the payload (see :func:`autograder.intake.read`)."""

    id: int
    name: str
    kind: str
    problems: list[str]
    unit: Unit


# Messages from the worker.


class Progress(msgspec.Struct, tag="at", frozen=True):
    """A top-level statement of the submission is about to run."""

    id: int
    path: str
    line: int


class Outline(msgspec.Struct, tag="outline", frozen=True):
    """What reading the sources told, before anything of them ran: which tasks call which, and what a person should look at."""

    id: int
    calls: dict[str, list[str]]
    flags: list[str]


class Loaded(msgspec.Struct, tag="loaded", frozen=True):
    """The submission is loaded: what of it there is not, and what was wrong with it."""

    id: int
    missing: dict[str, str]
    problems: list[str]
    printed: int


class Failure(msgspec.Struct, frozen=True):
    """What a call raised; the function's signature where its code was not even reached."""

    kind: str
    bases: list[str]
    text: str
    where: str
    signature: str
    forbidden: bool


class Result(msgspec.Struct, tag="result", frozen=True):
    """What calls returned; with ``echo`` also their arguments as they were afterwards.

    With a `failure` there are fewer values than argument lists: the next call raised it. Calls after which a worker was to go
    on have their failures by index; their values are None.
    """

    id: int
    values: list[Value]
    after: list[Value]
    failure: Failure | None
    caught: list[str]
    printed: int
    failures: dict[int, Failure] = {}


class Taken(msgspec.Struct, tag="taken", frozen=True):
    """The sources of a submission, and the cells of a notebook with their places in them; or why it is refused."""

    id: int
    files: dict[str, str]
    problems: list[str]
    notebook: str
    cells: list[tuple[str, int]]
    refused: str


Request = Load | Call | Release | Take
Reply = Progress | Outline | Loaded | Result | Taken


class Packer:
    """Turn Python values into wire values, collecting the bytes of arrays.

    Parameters
    ----------
    keep : callable, optional
        Called with an object that cannot cross; returns its :class:`Handle`. Without it such an object is
        :class:`Foreign`.
    most : int
        Bytes of all arrays together.
    """

    def __init__(self, keep: Any = None, most: int = MAX_PAYLOAD) -> None:
        self.buffers: list[Any] = []
        self._keep, self._most, self._bytes = keep, most, 0

    def pack(self, value: Any, depth: int = 0) -> Value:
        """Return `value` as a wire value.

        Types are compared exactly, so that no subclass passes for what it is not; lists, tuples and dictionaries may be
        subclasses (a named tuple, say), since only their items cross.
        """
        kind = type(value)
        if kind is np.ndarray:
            return self._array(value, "array")
        if value is None or kind is float or kind is bool:
            plain: bool | float | None = value
            return plain
        if kind is int:
            number: int = value
            return number if -(1 << 63) <= number < 1 << 63 else _big(number)
        if kind is str:
            return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")  # type: ignore[no-any-return]
        if kind is list or kind is tuple or isinstance(value, list | tuple):
            if depth >= MAX_DEPTH:
                return Foreign("nested too deeply")
            base = tuple if isinstance(value, tuple) else list
            items = base.__iter__(value)
            return Seq([item if type(item) is float else self.pack(item, depth + 1) for item in items], base is tuple)
        if isinstance(value, dict) and all(type(key) is str for key in dict.keys(value)):
            if depth >= MAX_DEPTH:
                return Foreign("nested too deeply")
            return Map({key: self.pack(item, depth + 1) for key, item in dict.items(value)})
        if kind is complex:
            return Complex(value.real, value.imag)
        return self._other(value, kind)

    def _other(self, value: Any, kind: type) -> Value:
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return self._array(np.asarray(value), "scalar")
        torch = sys.modules.get("torch")
        if torch is not None and kind in (torch.Tensor, torch.nn.Parameter):
            dense = value.detach().cpu().resolve_conj().resolve_neg()
            if dense.layout is torch.strided and str(dense.dtype).removeprefix("torch.") in _TORCH_NAMES:
                return self._array(dense.numpy(), "tensor")
        handle = getattr(value, "_autograder_handle", None)
        if type(handle) is Handle:
            return handle
        return self._keep(value) if self._keep is not None else Foreign(f"{kind.__module__}.{kind.__qualname__}"[:200])

    def _array(self, array: np.ndarray[Any, Any], form: str) -> Value:
        dtype, size = array.dtype, array.nbytes
        if dtype.kind not in _KINDS:
            return Foreign(f"numpy.ndarray of dtype {dtype}"[:200])
        if size > MAX_PAYLOAD:
            return Foreign(f"numpy.ndarray of {size} bytes")
        self._bytes += size
        if self._bytes > self._most:
            return Foreign("numpy.ndarray, one of more bytes than may cross")  # before all of them are copied
        if not dtype.isnative:
            dtype = dtype.newbyteorder("=")
            array = array.astype(dtype)
        self.buffers.append(array.tobytes())
        return Array(dtype.str, list(array.shape), "C" if array.flags.c_contiguous else _layout(array), form)


class Unpacker:
    """Turn wire values back, taking the bytes of arrays from the payload in order."""

    def __init__(self, payload: bytearray, handles: Any = None) -> None:
        self._payload, self._at, self._nodes, self._arrays, self._handles = payload, 0, 0, 0, handles

    def unpack(self, value: Value, depth: int = 0) -> Any:
        """Return the Python value; raises `WireError` beyond the limits."""
        if type(value) is Array:
            return self._array(value)
        if type(value) in _AS_IT_IS:
            return value
        if type(value) is Seq:
            self._count(len(value.items), depth)
            items = [item if type(item) in _AS_IT_IS else self.unpack(item, depth + 1) for item in value.items]
            return tuple(items) if value.is_tuple else items
        if type(value) is Map:
            self._count(len(value.items), depth)
            return {key: self.unpack(item, depth + 1) for key, item in value.items.items()}
        if type(value) is Big:
            if not re.fullmatch(rf"-?[0-9a-f]{{1,{MAX_DIGITS}}}", value.digits):
                raise WireError("an integer has too many digits, or none")
            return int(value.digits, 16)
        if type(value) is Complex:
            return complex(value.real, value.imag)
        if type(value) is Handle:
            return self._handles(value) if self._handles is not None else value
        return value

    def finish(self) -> None:
        """Check that the payload is used up."""
        if self._at != len(self._payload):
            raise WireError("the payload is longer than its arrays")

    def _count(self, parts: int, depth: int) -> None:
        self._nodes += parts
        if self._nodes >= MAX_NODES or (depth >= MAX_DEPTH and parts):
            raise WireError("a value has too many parts or is nested too deeply")

    def _array(self, spec: Array) -> Any:
        shape = spec.shape
        if len(shape) > 64 or (shape and not 0 <= min(shape) <= max(shape) <= MAX_PAYLOAD):
            raise WireError("an array has too many axes, or a side out of range")
        self._arrays += 1
        if self._arrays > MAX_ARRAYS:
            raise WireError("a value has too many arrays")
        if spec.layout not in ("C", "F") and not _is_layout(spec.layout, len(spec.shape)):
            raise WireError("an array has a layout that there is not")
        dtype = _dtype(spec.dtype[:8])
        end = self._at + math.prod(shape) * dtype.itemsize
        if end > len(self._payload):
            raise WireError("an array is longer than the payload")
        try:
            array: np.ndarray[Any, Any] = np.ndarray(shape, dtype, self._payload, self._at)
            self._at = end
            array = array.copy() if spec.layout == "C" else _laid_out(array, spec.layout)  # to be written to, and aligned
            return array if spec.form == "array" else _form(array, spec.form)
        except (ValueError, TypeError, ImportError) as error:
            raise WireError(f"an array cannot be made: {error}") from error


def _big(number: int) -> Big | Foreign:
    bits = number.bit_length()
    return Foreign(f"int of {bits} bits") if bits > 4 * MAX_DIGITS else Big(format(number, "x"))


def _is_layout(layout: str, axes: int) -> bool:
    """Return whether a layout is "S", each axis once, and a sign for each."""
    order, signs = layout[1 : 1 + axes], layout[1 + axes :]
    return (
        layout[:1] == "S"
        and axes > 0
        and sorted(order) == [str(axis) for axis in range(axes)]
        and len(signs) == axes
        and set(signs) <= {"+", "-"}
    )


def _layout(array: np.ndarray[Any, Any]) -> str:
    if not 0 < array.ndim < 10:
        return "C"
    if array.flags.f_contiguous:
        return "F"
    order = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
    return "S" + "".join(map(str, order)) + "".join("-" if step < 0 else "+" for step in array.strides)


@functools.lru_cache(64)
def _dtype(name: str) -> np.dtype[Any]:
    if not re.fullmatch(r"[<>|=]?[biufc]\d{1,2}", name):
        raise WireError(f"an array has dtype {name!r}")
    try:
        return np.dtype(name)
    except TypeError as error:
        raise WireError(f"there is no dtype {name!r}") from error


def _laid_out(array: np.ndarray[Any, Any], layout: str) -> np.ndarray[Any, Any]:
    """Return a writable, aligned array with memory in `layout`; the gaps of a strided view hold 0x55 bytes."""
    if layout == "F":
        return np.array(array, order="F")
    axes = [int(digit) for digit in layout[1 : 1 + array.ndim]]
    shape = [array.shape[axis] for axis in axes]
    backing = np.full((*shape[:-1], 2 * shape[-1] * array.dtype.itemsize), 0x55, np.uint8)
    view: np.ndarray[Any, Any] = backing.view(array.dtype)[..., ::2].transpose(np.argsort(axes))
    view = view[tuple(slice(None, None, -1) if sign == "-" else slice(None) for sign in layout[1 + array.ndim :])]
    view[...] = array
    return view


def _form(array: np.ndarray[Any, Any], form: str) -> Any:
    if form == "scalar" and array.ndim == 0:
        return array[()]
    if form == "tensor":
        if "torch" not in sys.modules:
            raise WireError("a tensor came where there is no torch")
        return sys.modules["torch"].from_numpy(array)
    return array
