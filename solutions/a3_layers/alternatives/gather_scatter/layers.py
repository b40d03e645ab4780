"""Index arrays: the forward pass gathers with them, the backward pass scatters with them; pooling recurses."""

import numpy as np
from indices import Geometry, as_pair


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    geometry = Geometry(size, kernel_size, stride, padding, dilation)
    return geometry.out if isinstance(size, tuple | list) else geometry.out[0]


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    kh, kw = as_pair(kernel_size)
    weights = in_channels * out_channels * kh * kw
    if not bias:
        return weights
    return weights + out_channels


def _flat(x):
    """Rows of pixels (N, C, H*W + 1); the last stands for all of the padding and is 0."""
    n, c, height, width = x.shape
    return np.concatenate([x.reshape(n, c, height * width), np.zeros((n, c, 1), x.dtype)], axis=-1)


def _without_small_integers(a):
    a = np.asarray(a)
    return a.astype(np.int64) if np.issubdtype(a.dtype, np.integer) or a.dtype == bool else a


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = _without_small_integers(x)
    where = Geometry(x.shape[2:], kernel_size, stride, padding, dilation).indices()
    return _flat(x)[..., where].reshape(len(x), -1, where.shape[1])


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, weight = np.asarray(x), _without_small_integers(weight)
    filters, channels, kh, kw = weight.shape
    if channels != x.shape[1]:
        raise ValueError(f"x of shape {x.shape} cannot go through weight of shape {weight.shape}: channels differ")
    columns = im2col(x, (kh, kw), stride, padding, dilation)
    y = np.matmul(weight.reshape(filters, channels * kh * kw), columns)
    if bias is not None:
        y = y + _without_small_integers(bias).reshape(filters, 1)
    return y.reshape(len(x), filters, *conv_output_size(x.shape[2:], (kh, kw), stride, padding, dilation))


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = np.array(grad_out, dtype=float), np.array(x, dtype=float), np.array(weight, dtype=float)
    filters, channels, kh, kw = weight.shape
    where = Geometry(x.shape[2:], (kh, kw), stride, padding, dilation).indices()
    matrix = weight.reshape(filters, channels * kh * kw)
    grad_x, grad_matrix, grad_bias = np.zeros_like(_flat(x)), np.zeros_like(matrix), np.zeros(filters)
    for image, grad in enumerate(grad_out.reshape(len(x), filters, -1)):
        columns = _flat(x[image : image + 1])[0][:, where].reshape(channels * kh * kw, -1)
        grad_matrix += np.dot(grad, columns.T)
        grad_bias += np.dot(grad, np.ones(grad.shape[1]))
        for channel, patches in enumerate(np.dot(matrix.T, grad).reshape(channels, kh * kw, -1)):
            np.add.at(grad_x[image, channel], where, patches)
    return grad_x[..., :-1].reshape(x.shape), grad_matrix.reshape(weight.shape), grad_bias


def _largest(candidates):
    """The elementwise maximum of arrays, by halves."""
    if len(candidates) == 1:
        return candidates[0]
    half = len(candidates) // 2
    return np.maximum(_largest(candidates[:half]), _largest(candidates[half:]))


def _sum(terms):
    """The sum of arrays, by halves."""
    if len(terms) == 1:
        return terms[0]
    half = len(terms) // 2
    return _sum(terms[:half]) + _sum(terms[half:])


def max_pool2d(x, kernel_size, stride=None, padding=0):
    x = np.asarray(x)
    for p, k in zip(as_pair(padding), as_pair(kernel_size), strict=True):
        if p + p > k:
            raise ValueError(f"padding is {padding}, at most half of kernel_size ({kernel_size}) is allowed")
    geometry = Geometry(x.shape[2:], kernel_size, kernel_size if stride is None else stride, padding, 1)
    where = geometry.indices()
    # Padding is replaced by a pixel of the same window, so it changes nothing.
    pixels = x[0, 0].size
    where = np.where(where == pixels, np.where(where == pixels, -1, where).max(axis=0), where)
    flat = x.reshape(*x.shape[:2], pixels)
    return _largest([flat[..., one] for one in where]).reshape(*x.shape[:2], *geometry.out)


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    geometry = Geometry(x.shape[2:], kernel_size, kernel_size if stride is None else stride, padding, 1)
    where, flat = geometry.indices(), _flat(x)
    return (_sum([flat[..., one] for one in where]) / len(where)).reshape(*x.shape[:2], *geometry.out)


def _window(i, length, count):
    start, stop = divmod(i * length, count)[0], divmod((i + 1) * length, count)
    return start, stop[0] + (stop[1] > 0)


def adaptive_avg_pool1d(x, output_size):
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    columns = np.moveaxis(x, -1, 0)
    bounds = [_window(i, len(columns), output_size) for i in range(output_size)]
    return np.stack([_sum(columns[start:stop]) / (stop - start) for start, stop in bounds], axis=-1)


def adaptive_max_pool1d(x, output_size):
    columns = np.moveaxis(np.asarray(x), -1, 0)
    return np.stack([_largest(columns[slice(*_window(i, len(columns), output_size))]) for i in range(output_size)], axis=-1)


def adaptive_avg_pool2d(x, output_size):
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    rows, columns = as_pair(output_size)
    if (rows, columns) == (None, None):
        return x
    if columns is None:
        return adaptive_avg_pool2d(x.swapaxes(-1, -2), (None, rows)).swapaxes(-1, -2)
    along = adaptive_avg_pool1d(x, columns)
    return along if rows is None else adaptive_avg_pool2d(along, (rows, None))


def adaptive_pool_recipe(l_in, l_out):
    if l_out > l_in:
        factor = (l_out + l_in - 1) // l_in
        return factor, *adaptive_pool_recipe(factor * l_in, l_out)[1:]
    stride = (l_in - l_out) // l_out + 1
    return 1, stride, l_in - (l_out - 1) * stride


def _shares(l_in, l_out, bounds, factor):
    """What every output takes of every input, times the product of all lengths, in whole numbers."""
    shares = np.zeros((l_out, l_in * factor), dtype=np.int64)
    for i, (start, stop) in enumerate(bounds):
        shares[i, start:stop] = 1
    return shares.reshape(l_out, l_in, factor).sum(axis=2), shares.sum(axis=1, keepdims=True)


def recipe_disagreements(max_length):
    if max_length == 0:
        return []
    pairs = recipe_disagreements(max_length - 1)
    shorter = range(1, max_length)
    for l_in, l_out in [*((n, max_length) for n in shorter), *((max_length, n) for n in shorter), (max_length, max_length)]:
        factor, stride, kernel_size = adaptive_pool_recipe(l_in, l_out)
        ours, our_size = _shares(l_in, l_out, [(i * stride, i * stride + kernel_size) for i in range(l_out)], factor)
        theirs, their_size = _shares(l_in, l_out, [_window(i, l_in, l_out) for i in range(l_out)], 1)
        if (ours * their_size != theirs * our_size).any():
            pairs.append((l_in, l_out))
    return sorted(pairs)
