"""The convolution theorem: spectra are multiplied; integers are summed directly where rounding would not be safe."""

import functools
import math

import numpy as np


def _sides(value):
    try:
        rows, columns = value
    except TypeError:
        rows = columns = value
    return rows, columns


def _padded_length(side):
    """The next length that has no large prime factor; the FFT likes these."""
    while True:
        rest = side
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return side
        side += 1


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    names = {"kernel_size": (kernel_size, 1), "stride": (stride, 1), "padding": (padding, 0), "dilation": (dilation, 1)}
    for name, (value, least) in names.items():
        if any(side < least for side in _sides(value)):
            raise ValueError(f"{name} {value} is below {least}")

    def along(axis):
        span = _sides(dilation)[axis] * (_sides(kernel_size)[axis] - 1)
        last = _sides(size)[axis] + 2 * _sides(padding)[axis] - span - 1  # where a window may start at most
        if last < 0:
            raise ValueError(f"kernel_size {kernel_size} is too large for size {size}: a side of the result would be below 1")
        return len(range(0, last + 1, _sides(stride)[axis]))

    if np.ndim(size) == 0:
        return along(0)
    return along(0), along(1)


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    return functools.reduce(int.__mul__, map(int, (in_channels, out_channels, *_sides(kernel_size)))) + bias * out_channels


def _dilated(weight, dilation):
    """The kernels with zeros between their entries."""
    (dh, dw), (o, c, kh, kw) = _sides(dilation), weight.shape
    result = np.zeros((o, c, dh * (kh - 1) + 1, dw * (kw - 1) + 1), weight.dtype)
    result[:, :, ::dh, ::dw] = weight
    return result


def _framed(x, padding):
    (top, left), (n, c, height, width) = _sides(padding), x.shape
    result = np.zeros((n, c, height + 2 * top, width + 2 * left), x.dtype)
    result[:, :, top : top + height, left : left + width] = x
    return result


def _correlate(a, b, subscripts):
    """Correlation of all pairs of planes at shifts 0, 1, 2, ..., summed as `subscripts` say: conj(B) A."""
    size = [_padded_length(n) for n in a.shape[-2:]]  # b is no larger than a, and shifts that wrap are cut off
    spectra = np.einsum(subscripts, np.fft.rfft2(a, size), np.fft.rfft2(b, size).conj())
    return np.fft.irfft2(spectra, size)


def _integers(x, kernel, stride):
    """Exact sums, one entry of the kernel at a time."""
    oh, ow = x.shape[2] - kernel.shape[2] + 1, x.shape[3] - kernel.shape[3] + 1
    total = 0
    for i, j in np.argwhere(kernel.any(axis=(0, 1))):
        total = total + np.einsum("nchw,oc->nohw", x[:, :, i : i + oh : stride[0], j : j + ow : stride[1]], kernel[:, :, i, j])
    if np.ndim(total) == 0:  # the kernels are all zeros
        total = np.zeros((len(x), len(kernel), oh, ow), np.int64)[:, :, :: stride[0], :: stride[1]]
    return total


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, weight = np.asarray(x), np.asarray(weight)
    if x.shape[1] - weight.shape[1]:
        raise ValueError(f"weight is for {weight.shape[1]} channels, x has {x.shape[1]}")
    conv_output_size(x.shape[-2:], weight.shape[-2:], stride, padding, dilation)
    whole = x.dtype.kind in "bui" and weight.dtype.kind in "bui"
    wide = np.int64 if whole else np.float64
    x, kernel = _framed(x.astype(wide), padding), _dilated(weight.astype(wide), dilation)
    sh, sw = _sides(stride)
    if whole:
        y = _integers(x, kernel, (sh, sw))
    else:
        y = _correlate(x, kernel, "nchw,ochw->nohw")
        y = y[:, :, : x.shape[2] - kernel.shape[2] + 1 : sh, : x.shape[3] - kernel.shape[3] + 1 : sw]
    if bias is None:
        return y
    bias = np.asarray(bias)
    return y + np.expand_dims(bias.astype(np.int64) if bias.dtype.kind in "bui" else bias, (1, 2))


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    x = np.asarray(x)
    x = x.astype(np.int64) if x.dtype.kind != "f" else x
    (n, c, *size), (kh, kw) = x.shape, _sides(kernel_size)
    oh, ow = conv_output_size(tuple(size), kernel_size, stride, padding, dilation)
    (sh, sw), (dh, dw), x = _sides(stride), _sides(dilation), _framed(x, padding)
    result = np.empty((n, c, kh, kw, oh, ow), x.dtype)
    for i in range(kh):
        for j in range(kw):
            result[:, :, i, j] = x[:, :, i * dh :: sh, j * dw :: sw][:, :, :oh, :ow]
    return result.reshape(n, c * kh * kw, oh * ow)


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    grad_out, x, weight = (np.asarray(a).astype(np.float64) for a in (grad_out, x, weight))
    (sh, sw), (ph, pw), (dh, dw) = _sides(stride), _sides(padding), _sides(dilation)
    wide, kernel = _framed(x, padding), _dilated(weight, dilation)
    # At every place where a window of stride 1 could start: the gradient, or zero where the stride skipped it.
    starts = wide.shape[2] - kernel.shape[2] + 1, wide.shape[3] - kernel.shape[3] + 1
    spread = np.zeros((*grad_out.shape[:2], *starts))
    spread[:, :, ::sh, ::sw] = grad_out
    grad_kernel = _correlate(wide, spread, "nchw,nohw->ochw")[:, :, : kernel.shape[2] : dh, : kernel.shape[3] : dw]

    size = [_padded_length(n) for n in wide.shape[-2:]]
    spectra = np.einsum("nohw,ochw->nchw", np.fft.rfft2(spread, size), np.fft.rfft2(kernel, size))
    grad_wide = np.fft.irfft2(spectra, size)
    grad_x = grad_wide[:, :, ph : ph + x.shape[2], pw : pw + x.shape[3]]
    return grad_x, grad_kernel, grad_out.sum(axis=(0, 2, 3))


def max_pool2d(x, kernel_size, stride=None, padding=0):
    if any(p > k // 2 for p, k in zip(_sides(padding), _sides(kernel_size), strict=True)):
        raise ValueError(f"padding {padding} is above half the kernel_size {kernel_size}")
    x = np.asarray(x)
    (kh, kw), (sh, sw), (ph, pw) = _sides(kernel_size), _sides(kernel_size if stride is None else stride), _sides(padding)
    height, width = x.shape[2:]
    oh, ow = conv_output_size((height, width), kernel_size, (sh, sw), padding)
    # No padding at all: windows at the border are cut.
    tops, lefts = [r * sh - ph for r in range(oh)], [q * sw - pw for q in range(ow)]
    rows = [x[:, :, max(top, 0) : min(top + kh, height)].max(axis=2) for top in tops]
    columns = [[row[:, :, max(left, 0) : min(left + kw, width)].max(axis=2) for left in lefts] for row in rows]
    return np.moveaxis(np.array(columns), (0, 1), (2, 3))


def _running_sums(x, axis):
    """Sums of the first 0, 1, 2, ... values along an axis."""
    sums = np.cumsum(x, axis=axis, dtype=np.float64)
    return np.concatenate([np.zeros_like(sums.take([0], axis)), sums], axis)


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    x = np.asarray(x)
    (kh, kw), stride = _sides(kernel_size), kernel_size if stride is None else stride
    oh, ow = conv_output_size(x.shape[2:], kernel_size, stride, padding)
    rows = _sides(stride)[0] * np.arange(oh)
    columns = _sides(stride)[1] * np.arange(ow)
    down = _running_sums(_framed(x, padding), 2)
    down = down[:, :, rows + kh] - down[:, :, rows]
    along = _running_sums(down, 3)
    return (along[..., columns + kw] - along[..., columns]) / (kh * kw)


def _starts_and_lengths(length, count):
    i = np.arange(count, dtype=np.int64)
    start, end = (i * length) // count, ((i + 1) * length + count - 1) // count
    return start, end - start


def adaptive_avg_pool1d(x, output_size):
    x = np.asarray(x)
    start, length = _starts_and_lengths(x.shape[-1], output_size)
    sums = _running_sums(x, -1)
    return (sums[..., start + length] - sums[..., start]) / length


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    start, length = _starts_and_lengths(x.shape[-1], output_size)
    result = x[..., start]
    for step in range(1, length.max()):
        inside = np.minimum(step, length - 1)
        result = np.maximum(result, x[..., start + inside])
    return result


def adaptive_avg_pool2d(x, output_size):
    rows, columns = _sides(output_size)
    x = np.asarray(x, dtype=None if np.asarray(x).dtype.kind == "f" else np.float64)
    if rows is not None:
        x = np.swapaxes(adaptive_avg_pool1d(np.swapaxes(x, -2, -1), rows), -2, -1)
    return x if columns is None else adaptive_avg_pool1d(x, columns)


def adaptive_pool_recipe(l_in, l_out):
    factor = 1 if l_out <= l_in else math.ceil(l_out / l_in)
    l_in = l_in * factor
    stride = math.floor((l_in - l_out) / l_out + 1)
    return factor, stride, l_in - (l_out - 1) * stride


def recipe_disagreements(max_length):
    found = []
    for l_in in range(1, max_length + 1):
        one_hot = np.eye(l_in)
        for l_out in range(1, max_length + 1):
            factor, stride, kernel_size = adaptive_pool_recipe(l_in, l_out)
            start = stride * np.arange(l_out)
            sums = _running_sums(np.repeat(one_hot, factor, axis=-1), -1)
            by_recipe = (sums[:, start + kernel_size] - sums[:, start]) / kernel_size
            if np.abs(by_recipe - adaptive_avg_pool1d(one_hot, l_out)).max() > 1e-6:
                found.append((l_in, l_out))
    return found


if __name__ == "__main__":
    generator = np.random.default_rng(0)
    image, filters = generator.normal(size=(1, 1, 40, 40)), generator.normal(size=(1, 1, 7, 7))
    print(conv2d(image, filters, padding=3).shape)
