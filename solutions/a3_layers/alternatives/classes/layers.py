"""Layers are objects that go forward and backward; the functions asked for only build one and call it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from axes import Axis, Pooling, axes_of
from numpy.typing import ArrayLike, NDArray


@dataclass
class Conv2d:
    """A convolution layer, by the entries of its kernel: each meets a strided part of the images."""

    weight: NDArray
    bias: NDArray | None = None
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] = 0
    dilation: int | tuple[int, int] = 1

    def axes(self, x: NDArray) -> tuple[Axis, Axis]:
        return axes_of(x.shape[2:], self.weight.shape[2:], self.stride, self.padding, self.dilation)

    def parts(self, x: NDArray):
        """Yield (i, j), output places and image places: views that need no padding, for places outside are left out."""
        rows, columns = self.axes(x)
        for i in range(rows.kernel):
            for j in range(columns.kernel):
                (out_rows, in_rows), (out_columns, in_columns) = rows.meet(i), columns.meet(j)
                yield (i, j), (..., out_rows, out_columns), (..., in_rows, in_columns)

    def forward(self, x: NDArray) -> NDArray:
        if x.shape[1] != self.weight.shape[1]:
            raise ValueError(f"x has {x.shape[1]} channels where weight has {self.weight.shape[1]}")
        size = [axis.out for axis in self.axes(x)]
        y = np.zeros((len(x), len(self.weight), *size), np.result_type(x, self.weight))
        for (i, j), there, here in self.parts(x):
            y[there] += np.einsum("nchw,oc->nohw", x[here], self.weight[:, :, i, j])
        return y if self.bias is None else y + self.bias[None, :, None, None]

    def backward(self, grad: NDArray, x: NDArray) -> tuple[NDArray, NDArray, NDArray]:
        grad_x, grad_weight = np.zeros_like(x), np.zeros_like(self.weight)
        for (i, j), there, here in self.parts(x):
            grad_x[here] += np.einsum("nohw,oc->nchw", grad[there], self.weight[:, :, i, j])
            grad_weight[:, :, i, j] = np.einsum("nohw,nchw->oc", grad[there], x[here])
        return grad_x, grad_weight, grad.sum(axis=(0, 2, 3))


@dataclass
class Numbers:
    """An argument as an array in which one can calculate."""

    given: ArrayLike
    array: NDArray = field(init=False)

    def __post_init__(self) -> None:
        self.array = np.asarray(self.given)

    @property
    def whole(self) -> bool:
        return self.array.dtype.kind in "bui"

    @property
    def exact(self) -> NDArray:
        return self.array.astype(np.int64) if self.whole else self.array

    @property
    def real(self) -> NDArray:
        return self.array.astype(np.float64) if self.whole else self.array


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    rows, columns = axes_of(size, kernel_size, stride, padding, dilation)
    return (rows.out, columns.out) if np.ndim(size) else rows.out


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    kh, kw = np.broadcast_to(kernel_size, 2).tolist()
    return sum(in_channels * kh * kw + (1 if bias else 0) for _filter in range(out_channels))


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    layer = Conv2d(Numbers(weight).exact, None if bias is None else Numbers(bias).exact, stride, padding, dilation)
    return layer.forward(Numbers(x).exact)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = Numbers(x).exact
    n, c, *size = x.shape
    rows, columns = axes_of(size, kernel_size, stride, padding, dilation)
    result = np.zeros((n, c, rows.kernel, columns.kernel, rows.out, columns.out), x.dtype)
    for i in range(rows.kernel):
        for j in range(columns.kernel):
            (out_rows, in_rows), (out_columns, in_columns) = rows.meet(i), columns.meet(j)
            result[:, :, i, j, out_rows, out_columns] = x[:, :, in_rows, in_columns]
    return result.reshape(n, c * rows.kernel * columns.kernel, rows.out * columns.out)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = (Numbers(a).real.astype(np.float64) for a in (grad_out, x, weight))
    return Conv2d(weight, None, stride, padding, dilation).backward(grad_out, x)


def max_pool2d(x, kernel_size, stride=None, padding=0):
    x = np.asarray(x)
    axes = axes_of(x.shape[2:], kernel_size, kernel_size if stride is None else stride, padding)
    if any(axis.padding > axis.kernel / 2 for axis in axes):
        raise ValueError(f"padding: {padding}, but half of kernel_size {kernel_size} is the most")
    for number, axis in enumerate(axes, start=2):
        x = Pooling(axis.windows()).maximum(x, number)
    return x


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = Numbers(x).real
    axes = axes_of(x.shape[2:], kernel_size, kernel_size if stride is None else stride, padding)
    for number, axis in enumerate(axes, start=2):
        x = Pooling(axis.windows()).sum(x, number) / axis.kernel
    return x


def adaptive_avg_pool1d(x, output_size):
    x = Numbers(x).real
    return Pooling.adaptive(x.shape[-1], output_size).mean(x, -1)


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    return Pooling.adaptive(x.shape[-1], output_size).maximum(x, -1)


def adaptive_avg_pool2d(x, output_size):
    x = Numbers(x).real
    for axis, size in zip((-2, -1), np.broadcast_to(np.array(output_size, dtype=object), 2), strict=True):
        if size is not None:
            x = Pooling.adaptive(x.shape[axis], size).mean(x, axis)
    return x


@dataclass(frozen=True)
class Recipe:
    """Adaptive pooling as the lecture has it."""

    l_in: int
    l_out: int

    @property
    def factor(self) -> int:
        whole, rest = divmod(self.l_out, self.l_in)
        return whole + bool(rest)

    @property
    def length(self) -> int:
        return self.l_in * max(self.factor, 1)

    @property
    def stride(self) -> int:
        return self.length // self.l_out

    @property
    def kernel_size(self) -> int:
        return self.length - (self.l_out - 1) * self.stride

    def mean(self, x: NDArray) -> NDArray:
        windows = [(i * self.stride, i * self.stride + self.kernel_size) for i in range(self.l_out)]
        return Pooling(windows).mean(np.repeat(x, self.factor, axis=-1), -1)


def adaptive_pool_recipe(l_in, l_out):
    recipe = Recipe(l_in, l_out)
    return recipe.factor, recipe.stride, recipe.kernel_size


def recipe_disagreements(max_length):
    recipes = (Recipe(l_in, l_out) for l_in in range(1, max_length + 1) for l_out in range(1, max_length + 1))
    return [
        (recipe.l_in, recipe.l_out)
        for recipe in recipes
        if not np.allclose(recipe.mean(np.eye(recipe.l_in)), adaptive_avg_pool1d(np.eye(recipe.l_in), recipe.l_out))
    ]
