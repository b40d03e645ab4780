"""Signals on the integer lattice: samples with the index of the first one, zero everywhere else."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

P = ParamSpec("P")
R = TypeVar("R")


class Mode(Enum):
    """Which part of a full convolution is wanted."""

    FULL = "full"
    SAME = "same"
    VALID = "valid"

    @classmethod
    def parse(cls, mode: str) -> Mode:
        try:
            return cls(mode)
        except ValueError:
            known = ", ".join(repr(member.value) for member in cls)
            raise ValueError(f"mode must be one of {known}, not {mode!r}") from None

    def span(self, n: int, m: int) -> range:
        """The indices of the full convolution that are kept, for n samples and m kernel elements."""
        match self:
            case Mode.FULL:
                return range(n + m - 1)
            case Mode.SAME:
                return range((m - 1) // 2, (m - 1) // 2 + n)
            case Mode.VALID:
                return range(min(n, m) - 1, max(n, m))


@dataclass(frozen=True)
class Signal:
    """A signal of finite support: ``values[i]`` is its value at ``origin + i``."""

    values: NDArray[Any]
    origin: tuple[int, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.origin:
            object.__setattr__(self, "origin", (0,) * self.values.ndim)

    @property
    def ndim(self) -> int:
        return self.values.ndim

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    def reversed(self) -> Signal:
        """The signal with time running backwards."""
        origin = tuple(-(o + n - 1) for o, n in zip(self.origin, self.shape, strict=True))
        return replace(self, values=np.flip(self.values), origin=origin)

    def keep(self, *spans: range) -> NDArray[Any]:
        return self.values[tuple(slice(span.start, span.stop) for span in spans)]

    def __mul__(self, other: Signal) -> Signal:
        """Convolution, the product of the ring of signals."""
        if not isinstance(other, Signal):
            return NotImplemented
        long, short = (self, other) if self.values.size >= other.values.size else (other, self)
        shape = tuple(n + m - 1 for n, m in zip(long.shape, short.shape, strict=True))
        values = np.zeros(shape, dtype=np.result_type(long.values, short.values))
        for index, weight in np.ndenumerate(short.values):
            target = tuple(slice(i, i + n) for i, n in zip(index, long.shape, strict=True))
            values[target] += np.multiply(long.values, weight)
        return Signal(values, tuple(a + b for a, b in zip(self.origin, other.origin, strict=True)))


@dataclass(frozen=True)
class Check:
    """What an array argument has to be; calling it converts the argument."""

    ndim: int | None = None
    dtype: type | None = None
    empty: bool = False

    def __call__(self, name: str, value: Any) -> NDArray[Any]:
        array = np.asarray(value, dtype=self.dtype)
        if array.size == 0 and not self.empty:
            raise ValueError(f"{name} must not be empty (its shape is {array.shape})")
        if self.ndim is not None and array.ndim != self.ndim:
            raise ValueError(f"{name} must be {self.ndim}-D, not {array.ndim}-D")
        return array.astype(np.int64) if array.dtype.kind in "bui" else array


def positive(name: str, value: float) -> float:
    if not value > 0:
        raise ValueError(f"{name} must be positive, not {value}")
    return value


def distribution(name: str, value: Any) -> NDArray[np.float64]:
    array = Check(ndim=1, dtype=np.float64)(name, value)
    if (lowest := array.min()) < 0:
        raise ValueError(f"{name} must not be negative anywhere, but {lowest} occurs")
    if abs((total := array.sum()) - 1) > 1e-8:
        raise ValueError(f"{name} must sum to 1, not to {total}")
    return array


def checks(**checkers: Callable[[str, Any], Any]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run a checker over each named argument, and pass on what it returns."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            bound = signature.bind(*args, **kwargs)
            for name, checker in checkers.items():
                bound.arguments[name] = checker(name, bound.arguments[name])
            return function(*bound.args, **bound.kwargs)

        return wrapper

    return decorate
