"""Sliding windows contracted by einsum; backward as a convolution of the gradient, spread out by the stride."""

import itertools
from fractions import Fraction

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _two(value):
    return (value, value) if isinstance(value, (int, np.integer)) else tuple(value)


def _signed(a):
    a = np.asarray(a)
    return a.astype(int) if a.dtype.kind in "bu" else a


def _real(a):
    a = np.asarray(a)
    return a if a.dtype.kind == "f" else a.astype(float)


def _windows(x, kernel, stride, dilation):
    """A view (N, C, oh, ow, kh, kw) on the windows of images that are padded already."""
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    dense = sliding_window_view(x, reach, axis=(-2, -1))
    return dense[..., :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]]


def _pad(x, padding, value=0):
    rows, columns = padding
    return np.pad(x, [(0, 0), (0, 0), (rows, rows), (columns, columns)], constant_values=value)


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    given = {"kernel_size": kernel_size, "stride": stride, "dilation": dilation}
    for name, value in given.items():
        if not all(v >= 1 for v in _two(value)):
            raise ValueError(f"{name} = {value}, but it must be positive")
    if not all(v >= 0 for v in _two(padding)):
        raise ValueError(f"padding = {padding}, but it must not be negative")
    n, k, s, p, d = (np.array(_two(v)) for v in (size, kernel_size, stride, padding, dilation))
    room = n + 2 * p - (d * (k - 1) + 1)
    if room.min() < 0:
        raise ValueError(f"kernel_size = {kernel_size} does not fit in size = {size} (padding {padding}, dilation {dilation})")
    rows, columns = (room // s + 1).tolist()
    return rows if isinstance(size, (int, np.integer)) else (rows, columns)


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    weight = np.broadcast_to(np.empty(()), (out_channels, in_channels, *_two(kernel_size)))  # takes no memory
    return weight.size + (out_channels if bias else 0)


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, weight = _signed(x), _signed(weight)
    if np.shape(x)[1] != np.shape(weight)[1]:
        raise ValueError(f"channels of x ({x.shape[1]}) and of weight ({weight.shape[1]}) differ")
    conv_output_size(x.shape[2:], weight.shape[2:], stride, padding, dilation)
    windows = _windows(_pad(x, _two(padding)), weight.shape[2:], _two(stride), _two(dilation))
    y = np.einsum("nchwij,ocij->nohw", windows.astype(np.result_type(x, weight, np.int64)), weight)
    return y if bias is None else y + _signed(bias).reshape(1, -1, 1, 1)


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = _signed(x)
    conv_output_size(x.shape[2:], kernel_size, stride, padding, dilation)
    windows = _windows(_pad(x, _two(padding)), _two(kernel_size), _two(stride), _two(dilation))
    n, c, oh, ow, kh, kw = windows.shape
    return np.einsum("nchwij->ncijhw", windows).reshape(n, c * kh * kw, oh * ow)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = map(_real, (grad_out, x, weight))
    (sh, sw), (ph, pw), (dh, dw) = map(_two, (stride, padding, dilation))
    kh, kw = weight.shape[2:]
    windows = _windows(_pad(x, (ph, pw)), (kh, kw), (sh, sw), (dh, dw))
    grad_weight = np.einsum("nohw,nchwij->ocij", grad_out, windows)
    grad_bias = np.einsum("nohw->o", grad_out)

    # The gradient by the padded images is a full convolution of the gradient, with stride - 1 zeros between its values.
    n, o, oh, ow = grad_out.shape
    height, width = x.shape[2] + 2 * ph, x.shape[3] + 2 * pw
    above, left = dh * (kh - 1), dw * (kw - 1)
    spread = np.zeros((n, o, height + above, width + left), grad_out.dtype)
    spread[:, :, above : above + sh * oh : sh, left : left + sw * ow : sw][:, :, :oh, :ow] = grad_out
    flipped = weight[:, :, ::-1, ::-1]
    grad_x = np.einsum("nohwij,ocij->nchw", _windows(spread, (kh, kw), (1, 1), (dh, dw)), flipped)
    return grad_x[:, :, ph : height - ph, pw : width - pw], grad_weight, grad_bias


def max_pool2d(x, kernel_size, stride=None, padding=0):
    kernel, around = _two(kernel_size), _two(padding)
    if around[0] > kernel[0] / 2 or around[1] > kernel[1] / 2:
        raise ValueError(f"padding = {padding} exceeds half of kernel_size = {kernel_size}")
    x = np.asarray(x)
    conv_output_size(x.shape[2:], kernel_size, 1, padding)
    if any(around):
        # The smallest value there is can never beat a pixel, and every window holds one.
        x = _pad(x, around, x.min())
    return _windows(x, kernel, kernel if stride is None else _two(stride), (1, 1)).max(axis=(-2, -1))


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = _pad(_real(x), _two(padding))
    conv_output_size(x.shape[2:], kernel_size)
    windows = _windows(x, _two(kernel_size), _two(kernel_size if stride is None else stride), (1, 1))
    return windows.mean(axis=(-2, -1))


def _slices(length, count):
    edges = [Fraction(i * length, count) for i in range(count + 1)]
    return [slice(start.__floor__(), end.__ceil__()) for start, end in itertools.pairwise(edges)]


def adaptive_avg_pool1d(x, output_size):
    x = _real(x)
    return np.stack([x[..., window].mean(axis=-1) for window in _slices(x.shape[-1], output_size)], axis=-1)


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    return np.stack([x[..., window].max(axis=-1) for window in _slices(x.shape[-1], output_size)], axis=-1)


def adaptive_avg_pool2d(x, output_size):
    x = _real(x)
    pair = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    rows, columns = (_slices(n, n if m is None else m) for n, m in zip(x.shape[-2:], pair, strict=True))
    result = np.empty((*x.shape[:-2], len(rows), len(columns)), x.dtype)
    for (r, high), (q, wide) in itertools.product(enumerate(rows), enumerate(columns)):
        result[..., r, q] = x[..., high, wide].mean(axis=(-2, -1))
    return result


def adaptive_pool_recipe(l_in, l_out):
    factor = max(1, Fraction(l_out, l_in).__ceil__())
    length = l_in * factor
    stride = (Fraction(length - l_out, l_out) + 1).__floor__()
    return factor, stride, length - (l_out - 1) * stride


def recipe_disagreements(max_length):
    def differ(l_in, l_out):
        factor, stride, kernel = adaptive_pool_recipe(l_in, l_out)
        longer = np.repeat(np.eye(l_in), factor, axis=1)
        by_recipe = sliding_window_view(longer, kernel, axis=1)[:, ::stride].mean(axis=-1)
        return not np.allclose(by_recipe, adaptive_avg_pool1d(np.eye(l_in), l_out))

    lengths = range(1, max_length + 1)
    return [pair for pair in itertools.product(lengths, lengths) if differ(*pair)]
