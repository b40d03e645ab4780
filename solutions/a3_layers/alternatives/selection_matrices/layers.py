"""Matrices on both sides of the image: row i of S picks the pixel that entry i of the kernel meets in each window.

Padding is a row of zeros, stride and dilation are the places of the ones, and the way back is the transpose. A mean over
windows is such a product, too, with fractions in place of the ones.
"""

import numpy as np


def pair(value):
    return tuple(value) if isinstance(value, tuple | list) else (value,) * 2


def exact(array):
    array = np.asarray(array)
    return array.astype(np.int64) if array.dtype.kind in ("b", "u", "i") else array


def floating(array):
    array = np.asarray(array)
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def positions(size, k, s, p, d):
    """Where entry i of window r lies on one side of the image, padding included as numbers outside: (k, windows)."""
    windows = (size + 2 * p - d * (k - 1) - 1) // s + 1
    return d * np.arange(k)[:, np.newaxis] + s * np.arange(windows) - p


def selections(size, k, s, p, d):
    """For each entry of the kernel a matrix (windows, size) of zeros and ones."""
    return (positions(size, k, s, p, d)[..., np.newaxis] == np.arange(size)).astype(np.int64)


def of_both_sides(shape, kernel_size, stride, padding, dilation):
    conv_output_size(tuple(shape[-2:]), kernel_size, stride, padding, dilation)
    sides = zip(shape[-2:], pair(kernel_size), pair(stride), pair(padding), pair(dilation), strict=True)
    return [selections(*side) for side in sides]


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    for name in ("kernel_size", "stride", "dilation"):
        value = locals()[name]
        if np.min(value) <= 0:
            raise ValueError(f"{name} must be positive and is {value}")
    if np.min(padding) < 0:
        raise ValueError(f"padding must not be negative and is {padding}")
    span = np.multiply(dilation, np.subtract(kernel_size, 1)) + 1
    result = 1 + np.floor_divide(size + 2 * np.array(padding) - span, stride)
    if np.any(result < 1):
        raise ValueError(f"kernel_size {kernel_size} spans {span}, which is more than size {size} with padding {padding}")
    result = result.tolist()
    return result if np.ndim(size) == 0 else tuple(pair(result))


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    # A filter is a row of the matrix that maps windows to outputs; its bias is one more column.
    columns = in_channels * np.multiply(*pair(kernel_size)) + (1 if bias else 0)
    return int(columns) * out_channels


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, weight = exact(x), exact(weight)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x and weight need as many channels, not {x.shape[1]} and {weight.shape[1]}")
    down, along = of_both_sides(x.shape, weight.shape[2:], stride, padding, dilation)
    y = 0
    for i, rows in enumerate(down):
        for j, columns in enumerate(along):
            picked = rows @ x @ columns.T
            y = y + np.tensordot(weight[:, :, i, j], picked, (1, 1)).swapaxes(0, 1)
    return y if bias is None else y + exact(bias)[:, np.newaxis, np.newaxis]


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = exact(x)
    down, along = of_both_sides(x.shape, kernel_size, stride, padding, dilation)
    picked = [rows.astype(x.dtype) @ x @ columns.astype(x.dtype).T for rows in down for columns in along]
    columns = np.stack(picked, axis=2)
    return columns.reshape(len(x), x.shape[1] * len(picked), -1)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = floating(grad_out), floating(x), floating(weight)
    down, along = of_both_sides(x.shape, weight.shape[2:], stride, padding, dilation)
    grad_x, grad_weight = np.zeros(x.shape), np.zeros(weight.shape)
    for i, rows in enumerate(down):
        for j, columns in enumerate(along):
            grad_weight[:, :, i, j] = np.tensordot(grad_out, rows @ x @ columns.T, ((0, 2, 3), (0, 2, 3)))
            by_channel = np.tensordot(weight[:, :, i, j], grad_out, (0, 1)).swapaxes(0, 1)
            grad_x += rows.T @ by_channel @ columns
    return grad_x, grad_weight, np.ones(grad_out[0, 0].size) @ grad_out.sum(axis=0).reshape(len(weight), -1).T


def max_pool2d(x, kernel_size, stride=None, padding=0):
    x, stride = np.asarray(x), kernel_size if stride is None else stride
    if np.any(np.multiply(2, pair(padding)) > pair(kernel_size)):
        raise ValueError(f"padding must not exceed half of kernel_size {kernel_size}: {padding}")
    conv_output_size(x.shape[2:], kernel_size, stride, padding)
    for axis, n, k, s, p in zip((2, 3), x.shape[2:], pair(kernel_size), pair(stride), pair(padding), strict=True):
        # A place outside moves to the nearest pixel, which lies in the window anyway.
        inside = positions(n, k, s, p, 1).clip(0, n - 1)
        x = np.take(x, inside, axis=axis).max(axis=axis)
    return x


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = floating(x)
    down, along = of_both_sides(x.shape, kernel_size, kernel_size if stride is None else stride, padding, 1)
    return down.mean(axis=0) @ x @ along.mean(axis=0).T


def inside(length, count):
    """Which places each of PyTorch's windows holds: (count, length), without a division that could round."""
    i, j = np.arange(count)[:, np.newaxis], np.arange(length)
    return ((j + 1) * count > i * length) & (j * count < (i + 1) * length)


def means(windows):
    return windows / windows.sum(axis=-1, keepdims=True)


def adaptive_avg_pool1d(x, output_size):
    x = floating(x)
    return x @ means(inside(x.shape[-1], output_size)).T


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    windows = inside(x.shape[-1], output_size)
    # Places outside a window show its first value.
    places = np.where(windows, np.arange(x.shape[-1]), windows.argmax(axis=-1)[:, np.newaxis])
    return x[..., places].max(axis=-1)


def adaptive_avg_pool2d(x, output_size):
    x = floating(x)
    down, along = (
        np.eye(n) if m is None else means(inside(n, m)) for n, m in zip(x.shape[-2:], pair(output_size), strict=True)
    )
    return down @ x @ along.T


def adaptive_pool_recipe(l_in, l_out):
    factor = next(factor for factor in range(1, l_out + 1) if factor * l_in >= l_out)
    stride = 1 + (factor * l_in - l_out) // l_out
    return factor, stride, factor * l_in - stride * (l_out - 1)


def recipe_disagreements(max_length):
    # Two linear maps agree if their matrices do.
    pairs = []
    for l_in, l_out in np.ndindex(max_length + 1, max_length + 1):
        if l_in and l_out:
            factor, stride, kernel_size = adaptive_pool_recipe(l_in, l_out)
            repeating = np.repeat(np.eye(l_in), factor, axis=0)
            pooling = selections(factor * l_in, kernel_size, stride, 0, 1).mean(axis=0)
            if np.linalg.norm(pooling @ repeating - means(inside(l_in, l_out))) > 1e-8:
                pairs.append((l_in, l_out))
    return pairs
