"""One side of an image and the windows on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Axis:
    """Size, kernel, stride, padding and dilation of one side."""

    size: int
    kernel: int
    stride: int
    padding: int
    dilation: int

    @property
    def span(self) -> int:
        """From the first to the last pixel of a window."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def out(self) -> int:
        return (self.size + 2 * self.padding - self.span) // self.stride + 1

    def start(self, window: int) -> int:
        return window * self.stride - self.padding

    def windows(self) -> list[tuple[int, int]]:
        """Start and end of each window without its padding."""
        return [(max(self.start(r), 0), min(self.start(r) + self.span, self.size)) for r in range(self.out)]

    def meet(self, entry: int) -> tuple[slice, slice]:
        """The windows in which an entry of the kernel meets a pixel, and those pixels."""
        shift = entry * self.dilation - self.padding
        first = max(0, -(shift // self.stride))
        last = min(self.out - 1, (self.size - 1 - shift) // self.stride)
        count = max(last - first + 1, 0)
        begin = first * self.stride + shift
        if count == 0:
            return slice(0, 0), slice(0, 0)
        return slice(first, first + count), slice(begin, begin + (count - 1) * self.stride + 1, self.stride)


def axes_of(size, kernel_size, stride=1, padding=0, dilation=1) -> tuple[Axis, Axis]:
    """Both sides of an image, once they are found to be sound."""
    arguments = {"size": size, "kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    for name, value in arguments.items():
        least = {"size": -np.inf, "padding": 0}.get(name, 1)
        if np.min(value) < least:
            raise ValueError(f"{name} cannot be less than {least}, as in {value}")
    rows, columns = (Axis(*side) for side in zip(*(np.broadcast_to(v, 2).tolist() for v in arguments.values()), strict=True))
    if rows.out < 1 or columns.out < 1:
        given = ", ".join(f"{name} = {value}" for name, value in arguments.items())
        raise ValueError(f"not a single window: {given}")
    return rows, columns


@dataclass(frozen=True)
class Pooling:
    """Windows (start, end) along one axis."""

    windows: list[tuple[int, int]]

    @classmethod
    def adaptive(cls, length: int, count: int) -> Pooling:
        """PyTorch's windows."""
        return cls([((i * length) // count, ((i + 1) * length - 1) // count + 1) for i in range(count)])

    def _each(self, x: NDArray, axis: int, reduce) -> NDArray:
        x = np.moveaxis(x, axis, 0)
        return np.stack([reduce(x[start:end]) for start, end in self.windows], axis=axis)

    def sum(self, x: NDArray, axis: int) -> NDArray:
        return self._each(x, axis, lambda window: window.sum(axis=0))

    def mean(self, x: NDArray, axis: int) -> NDArray:
        return self._each(x, axis, lambda window: window.mean(axis=0))

    def maximum(self, x: NDArray, axis: int) -> NDArray:
        return self._each(x, axis, lambda window: window.max(axis=0))
