"""Plain Python: loops over lists of numbers, and NumPy only to read the arguments and to pack the results."""

import itertools
import math
import operator

import numpy as np


def read(values, name, ndim):
    """Return `values` as nested lists of Python numbers, with the shape and the dtype that they had."""
    array = np.asarray(values)
    if array.ndim != ndim or array.size == 0:
        raise ValueError(f"{name} has to be a non-empty {ndim}-D array, but its shape is {array.shape}")
    return array.tolist(), array.shape, array.dtype


def result_type(*dtypes):
    """Python integers are exact, so only the type of the packed result needs care."""
    if all(dtype.kind in "bui" for dtype in dtypes):
        return np.int64
    return np.result_type(*dtypes, np.float64)


def first_and_count(n, m, mode):
    """Where a mode starts in the full convolution of lengths n and m, and how many values it has."""
    if mode == "full":
        return 0, n + m - 1
    if mode == "same":
        return (m - 1) // 2, n
    if mode == "valid":
        return min(n, m) - 1, max(n, m) - min(n, m) + 1
    raise ValueError(f"mode {mode!r} is unknown, use 'full', 'same' or 'valid'")


def convolve1d(f, g, mode="full"):
    f, (n,), f_type = read(f, "f", 1)
    g, (m,), g_type = read(g, "g", 1)
    first, count = first_and_count(n, m, mode)

    result = []
    for t in range(first, first + count):
        total = 0
        for k in range(m):
            if 0 <= t - k < n:
                total += g[k] * f[t - k]
        result.append(total)
    return np.array(result, dtype=result_type(f_type, g_type))


def cross_correlate1d(f, g):
    f, (n,), f_type = read(f, "f", 1)
    g, (m,), g_type = read(g, "g", 1)

    result = []
    for lag in range(-(n - 1), m):
        total = 0
        for tau in range(max(0, -lag), min(n, m - lag)):
            total += f[tau] * g[lag + tau]
        result.append(total)
    return np.array(result, dtype=result_type(f_type, g_type))


def autocorrelate1d(f):
    return cross_correlate1d(f, f)


def gaussian_kernel1d(sigma, radius=None):
    if not sigma > 0:
        raise ValueError(f"sigma has to be positive, but it is {sigma}")
    if radius is None:
        radius = int(4 * sigma + 0.5)
    if radius < 0:
        raise ValueError(f"radius has to be at least 0, but it is {radius}")

    samples = []
    for t in range(-radius, radius + 1):
        x = t / sigma
        samples.append(math.exp(-x * x / 2))
    total = math.fsum(samples)
    return np.array([sample / total for sample in samples])


def smooth1d(f, sigma):
    kernel = gaussian_kernel1d(sigma).tolist()
    radius = len(kernel) // 2
    f, (n,), f_type = read(f, "f", 1)

    # The reflected signal repeats after 2n samples: a b c d d c b a | a b c d d c b a | ...
    period = f + f[::-1]
    result = []
    for t in range(n):
        total = 0.0
        for k in range(-radius, radius + 1):
            total += kernel[k + radius] * period[(t - k) % (2 * n)]
        result.append(total)
    return np.array(result, dtype=result_type(f_type, np.dtype(float)))


def convolve2d(image, kernel, mode="full"):
    image, (height, width), image_type = read(image, "image", 2)
    kernel, (kh, kw), kernel_type = read(kernel, "kernel", 2)
    top, rows = first_and_count(height, kh, mode)
    left, columns = first_and_count(width, kw, mode)
    if mode == "valid" and (kh > height or kw > width):
        raise ValueError(f"kernel is {kh} by {kw} and does not fit in an image that is {height} by {width}")

    result = []
    for y in range(top, top + rows):
        line = []
        for x in range(left, left + columns):
            total = 0
            for i in range(kh):
                for j in range(kw):
                    if 0 <= y - i < height and 0 <= x - j < width:
                        total += kernel[i][j] * image[y - i][x - j]
            line.append(total)
        result.append(line)
    return np.array(result, dtype=result_type(image_type, kernel_type))


def convolve_nd(f, g):
    f, g = np.asarray(f), np.asarray(g)
    if f.ndim != g.ndim:
        raise ValueError(f"f is {f.ndim}-D but g is {g.ndim}-D")
    f, f_shape, f_type = read(f, "f", max(f.ndim, 1))
    g, g_shape, g_type = read(g, "g", max(g.ndim, 1))
    shape = [n + m - 1 for n, m in zip(f_shape, g_shape, strict=True)]
    f, g = dict(entries(f)), dict(entries(g))

    result = []
    for t in itertools.product(*map(range, shape)):
        total = 0
        for k, weight in g.items():
            tau = tuple(map(operator.sub, t, k))
            if tau in f:
                total += weight * f[tau]
        result.append(total)
    return np.array(result, dtype=result_type(f_type, g_type)).reshape(shape)


def entries(nested, index=()):
    """Yield (index, number) for every number of nested lists."""
    for i, inner in enumerate(nested):
        if isinstance(inner, list):
            yield from entries(inner, (*index, i))
        else:
            yield (*index, i), inner


def sum_distribution(p, q):
    for name, values in (("p", p), ("q", q)):
        numbers = np.asarray(values).tolist()
        if any(number < 0 for number in numbers):
            raise ValueError(f"{name} has a negative entry: {min(numbers)}")
        if abs(math.fsum(numbers) - 1) > 1e-8:
            raise ValueError(f"{name} does not sum to 1 but to {math.fsum(numbers)}")
    return convolve1d(p, q).astype(np.float64)


def kernel_density(samples, grid, bandwidth):
    if not bandwidth > 0:
        raise ValueError(f"bandwidth has to be positive, but it is {bandwidth}")
    samples = np.asarray(samples, dtype=float).tolist()
    if len(samples) == 0:
        raise ValueError("samples are needed, but there are none")

    result = []
    for x in np.asarray(grid, dtype=float).tolist():
        total = 0.0
        for sample in samples:
            z = (x - sample) / bandwidth
            total += math.exp(-z * z / 2)
        result.append(total / (len(samples) * bandwidth * math.sqrt(2 * math.pi)))
    return np.array(result, dtype=float)
