"""Everything is checked first, with exceptions of its own; the work is done one window at a time."""

from __future__ import annotations

import logging
import math
import numbers
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

logger = logging.getLogger(__name__)


class LayerError(ValueError):
    """Something is wrong with the arguments of a layer."""


class TooSmallError(LayerError):
    def __init__(self, argument: str, value: object, least: int) -> None:
        super().__init__(f"{argument} must not be smaller than {least}, but is {value!r}")


class DoesNotFitError(LayerError):
    def __init__(self, size: object, kernel_size: object, padding: object, dilation: object) -> None:
        super().__init__(
            f"size {size!r} with padding {padding!r} has no room for kernel_size {kernel_size!r} with dilation {dilation!r}"
        )


class ChannelError(LayerError):
    def __init__(self, x: np.ndarray, weight: np.ndarray) -> None:
        super().__init__(f"channels of x and weight differ: shapes {x.shape} and {weight.shape}")


class PaddingError(LayerError):
    def __init__(self, padding: object, kernel_size: object) -> None:
        super().__init__(f"padding {padding!r} is larger than half of kernel_size {kernel_size!r}")


class Pair(NamedTuple):
    """A number for the rows and one for the columns."""

    rows: int
    columns: int

    @classmethod
    def of(cls, value: object) -> Pair:
        if isinstance(value, numbers.Integral):
            return cls(int(value), int(value))
        rows, columns = value
        return cls(int(rows), int(columns))


def _check_at_least(least: int, **arguments: object) -> None:
    for argument, value in arguments.items():
        if min(Pair.of(value)) < least:
            raise TooSmallError(argument, value, least)


def _to_batch(values: object, argument: str) -> np.ndarray:
    batch = np.asarray(values)
    if batch.ndim != 4:
        raise LayerError(f"{argument} must have four axes, but has the shape {batch.shape}")
    return batch


def _sum_type(*arrays: np.ndarray) -> np.dtype:
    """What sums of products are kept in."""
    if all(array.dtype.kind in "bui" for array in arrays):
        return np.dtype(np.int64)
    return np.result_type(np.float64, *(array for array in arrays if array.dtype.kind == "f"))


def _mean_type(array: np.ndarray) -> np.dtype:
    return np.result_type(array.dtype, np.float32) if array.dtype.kind == "f" else np.dtype(np.float64)


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    _check_at_least(1, kernel_size=kernel_size, stride=stride, dilation=dilation)
    _check_at_least(0, padding=padding)
    sides = []
    for n, k, s, p, d in zip(*map(Pair.of, (size, kernel_size, stride, padding, dilation)), strict=True):
        free = n + 2 * p - (d * (k - 1) + 1)
        if free < 0:
            raise DoesNotFitError(size, kernel_size, padding, dilation)
        steps, rest = divmod(free, s)
        if rest:
            logger.debug("the last %d pixels are not reached", rest)
        sides.append(steps + 1)
    return sides[0] if isinstance(size, numbers.Integral) else sides


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    kernel = Pair.of(kernel_size)
    number_of_weights = int(out_channels) * int(in_channels) * kernel.rows * kernel.columns
    number_of_biases = int(out_channels) if bias else 0
    return number_of_weights + number_of_biases


class Window(NamedTuple):
    """One window: where its result stands, and its pixels in the padded image."""

    row: int
    column: int
    pixels: tuple[slice, slice]


def _walk(out: Pair, kernel: Pair, stride: Pair, dilation: Pair) -> Iterator[Window]:
    height = dilation.rows * (kernel.rows - 1) + 1
    width = dilation.columns * (kernel.columns - 1) + 1
    for row in range(out.rows):
        for column in range(out.columns):
            top, left = row * stride.rows, column * stride.columns
            pixels = slice(top, top + height, dilation.rows), slice(left, left + width, dilation.columns)
            yield Window(row, column, pixels)


def _surround(batch: np.ndarray, padding: Pair, value: float = 0) -> np.ndarray:
    if padding == (0, 0):
        return batch
    border = ((0, 0), (0, 0), (padding.rows, padding.rows), (padding.columns, padding.columns))
    return np.pad(batch, border, mode="constant", constant_values=value)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, weight = _to_batch(x, "x"), _to_batch(weight, "weight")
    if x.shape[1] != weight.shape[1]:
        raise ChannelError(x, weight)
    bias = np.zeros(len(weight), dtype=np.int64) if bias is None else np.asarray(bias)
    if bias.shape != (len(weight),):
        raise LayerError(f"bias must have the shape {(len(weight),)}, but has {bias.shape}")

    out = Pair.of(conv_output_size(x.shape[2:], weight.shape[2:], stride, padding, dilation))
    dtype = _sum_type(x, weight, bias)
    result = np.empty((len(x), len(weight), *out), dtype=dtype)
    padded, weight = _surround(x, Pair.of(padding)).astype(dtype), weight.astype(dtype)
    for window in _walk(out, Pair.of(weight.shape[2:]), Pair.of(stride), Pair.of(dilation)):
        patch = padded[(..., *window.pixels)]
        products = patch[:, np.newaxis] * weight[np.newaxis]
        result[:, :, window.row, window.column] = products.sum(axis=(2, 3, 4)) + bias
    return result


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = _to_batch(x, "x")
    kernel = Pair.of(kernel_size)
    out = Pair.of(conv_output_size(x.shape[2:], kernel_size, stride, padding, dilation))
    dtype = x.dtype if x.dtype.kind == "f" else np.int64
    padded = _surround(x, Pair.of(padding))
    columns = [
        padded[(..., *window.pixels)].reshape(len(x), -1).astype(dtype)
        for window in _walk(out, kernel, Pair.of(stride), Pair.of(dilation))
    ]
    return np.stack(columns, axis=-1)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = _to_batch(grad_out, "grad_out"), _to_batch(x, "x"), _to_batch(weight, "weight")
    grad_out, x, weight = (array.astype(np.float64) for array in (grad_out, x, weight))
    if x.shape[1] != weight.shape[1]:
        raise ChannelError(x, weight)
    out = Pair.of(conv_output_size(x.shape[2:], weight.shape[2:], stride, padding, dilation))
    if grad_out.shape != (len(x), len(weight), *out):
        raise LayerError(f"grad_out must have the shape {(len(x), len(weight), *out)}, but has {grad_out.shape}")

    margin = Pair.of(padding)
    padded = _surround(x, margin)
    grad_padded = np.zeros_like(padded)
    grad_weight = np.zeros_like(weight)
    for window in _walk(out, Pair.of(weight.shape[2:]), Pair.of(stride), Pair.of(dilation)):
        here = (..., *window.pixels)
        for image in range(len(x)):
            for out_channel in range(len(weight)):
                g = grad_out[image, out_channel, window.row, window.column]
                grad_padded[image][here] += g * weight[out_channel]
                grad_weight[out_channel] += g * padded[image][here]
    height, width = x.shape[2:]
    grad_x = grad_padded[:, :, margin.rows : margin.rows + height, margin.columns : margin.columns + width]
    grad_bias = np.array([math.fsum(grad_out[:, out_channel].ravel()) for out_channel in range(len(weight))])
    return [grad_x, grad_weight, grad_bias]


def max_pool2d(x, kernel_size, stride=None, padding=0):
    x = _to_batch(x, "x")
    kernel, margin = Pair.of(kernel_size), Pair.of(padding)
    if 2 * margin.rows > kernel.rows or 2 * margin.columns > kernel.columns:
        raise PaddingError(padding, kernel_size)
    if stride is None:
        stride = kernel_size
    out = Pair.of(conv_output_size(x.shape[2:], kernel_size, stride, padding))
    pixels = _surround(x, margin)
    outside = _surround(np.zeros(x.shape, dtype=bool), margin, True)
    pixels = np.ma.masked_array(pixels, outside)
    result = np.empty((*x.shape[:2], *out), dtype=x.dtype)
    for window in _walk(out, kernel, Pair.of(stride), Pair(1, 1)):
        patch = pixels[(..., *window.pixels)]
        for image in range(len(x)):
            for channel in range(x.shape[1]):
                result[image, channel, window.row, window.column] = patch[image, channel].compressed().max()
    return result


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = _to_batch(x, "x")
    if stride is None:
        stride = kernel_size
    kernel = Pair.of(kernel_size)
    out = Pair.of(conv_output_size(x.shape[2:], kernel_size, stride, padding))
    padded = _surround(x, Pair.of(padding)).astype(_mean_type(x))
    result = np.empty((*x.shape[:2], *out), dtype=padded.dtype)
    for window in _walk(out, kernel, Pair.of(stride), Pair(1, 1)):
        result[:, :, window.row, window.column] = padded[(..., *window.pixels)].mean(axis=(-2, -1))
    return result


def _adaptive_bounds(length: int, output_size: int) -> list[tuple[int, int]]:
    if output_size < 1:
        raise TooSmallError("output_size", output_size, 1)
    bounds = []
    for index in range(output_size):
        start = index * length // output_size
        stop = length - (output_size - 1 - index) * length // output_size  # the windows are symmetric
        bounds.append((start, stop))
    return bounds


def adaptive_avg_pool1d(x, output_size):
    x = np.asarray(x)
    result = np.empty((*x.shape[:-1], int(output_size)), dtype=_mean_type(x))
    for index, (start, stop) in enumerate(_adaptive_bounds(x.shape[-1], int(output_size))):
        result[..., index] = x[..., start:stop].astype(result.dtype).sum(axis=-1) / (stop - start)
    return result


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    result = np.empty((*x.shape[:-1], int(output_size)), dtype=x.dtype)
    for index, (start, stop) in enumerate(_adaptive_bounds(x.shape[-1], int(output_size))):
        result[..., index] = np.sort(x[..., start:stop], axis=-1)[..., -1]
    return result


def adaptive_avg_pool2d(x, output_size):
    x = np.asarray(x)
    height, width = x.shape[-2:]
    rows, columns = (output_size, output_size) if isinstance(output_size, numbers.Integral) else output_size
    rows = height if rows is None else int(rows)
    columns = width if columns is None else int(columns)
    result = np.empty((*x.shape[:-2], rows, columns), dtype=_mean_type(x))
    for row, (top, bottom) in enumerate(_adaptive_bounds(height, rows)):
        for column, (left, right) in enumerate(_adaptive_bounds(width, columns)):
            result[..., row, column] = x[..., top:bottom, left:right].astype(result.dtype).mean(axis=(-2, -1))
    return result


def adaptive_pool_recipe(l_in, l_out):
    factor = 1 if l_out <= l_in else math.ceil(l_out / l_in)
    upsampled_length = factor * l_in
    stride = (upsampled_length - l_out) // l_out + 1
    kernel_size = upsampled_length - (l_out - 1) * stride
    return [factor, stride, kernel_size]


def _pool_by_recipe(x: np.ndarray, l_out: int) -> np.ndarray:
    factor, stride, kernel_size = adaptive_pool_recipe(len(x), l_out)
    upsampled = np.repeat(x, factor).reshape(1, 1, 1, -1)
    return avg_pool2d(upsampled, (1, kernel_size), (1, stride)).ravel()


def recipe_disagreements(max_length):
    pairs = []
    for l_in in range(1, max_length + 1):
        for l_out in range(1, max_length + 1):
            for one_hot in np.eye(l_in):
                difference = _pool_by_recipe(one_hot, l_out) - adaptive_avg_pool1d(one_hot, l_out)
                if np.max(np.abs(difference)) > 1e-9:
                    pairs.append([l_in, l_out])
                    break
    return pairs


def _show_windows(length: int, output_size: int) -> None:
    """Draw which values PyTorch's windows hold."""
    try:
        import matplotlib.pyplot as plt
    except ImportError:
        print("matplotlib is not there, so here are numbers:", _adaptive_bounds(length, output_size))
        return
    for index, (start, stop) in enumerate(_adaptive_bounds(length, output_size)):
        plt.barh(index, stop - start, left=start)
    plt.show()


if __name__ == "__main__":
    _show_windows(10, 4)
