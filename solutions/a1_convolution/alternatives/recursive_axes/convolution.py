"""Recursion over the axes: a d-dimensional convolution is a convolution of (d-1)-dimensional slices, down to 1-D."""

from functools import partial, reduce
from itertools import chain, cycle, islice, product
from math import pi, sqrt
from operator import add

import numpy as np

CHUNK = 4096


def conv(f, g):
    """Full convolution; the recursion ends at one axis, where every product goes to the sum of its two indices."""
    match f.ndim:
        case 1:
            out = np.zeros(f.size + g.size - 1, dtype=np.result_type(f, g))
            for i, part in chunks(f):
                for j, other in chunks(g):
                    index = np.add.outer(np.arange(i, i + part.size), np.arange(j, j + other.size))
                    np.add.at(out, index, np.multiply.outer(part, other))
            return out
        case _:
            shape = tuple(map(lambda n, m: n + m - 1, f.shape, g.shape))
            out = np.zeros(shape, dtype=np.result_type(f, g))
            for (i, f_slice), (j, g_slice) in product(enumerate(f), enumerate(g)):
                out[i + j] += conv(f_slice, g_slice)
            return out


def chunks(a, size=CHUNK):
    """Pieces of a 1-D array with their starts, so that the outer products stay small."""
    return ((start, a[start : start + size]) for start in range(0, a.size, size))


def crop(full, n_and_m, mode):
    """Crop the first axis, then the others line by line."""
    if not n_and_m:
        return full
    (n, m), *rest = n_and_m
    match mode:
        case "full":
            here = full
        case "same":
            here = full[(m - 1) // 2 :][:n]
        case "valid":
            here = full[min(n, m) - 1 : max(n, m)]
        case unknown:
            raise ValueError(f"mode should be 'full', 'same' or 'valid' and not {unknown!r}")
    if rest:
        return np.stack([crop(line, rest, mode) for line in here])
    return here


def numbers(a, *, name, d=None):
    a = np.asarray(a)
    if not a.size:
        raise ValueError(f"{name} should not be empty")
    if d and a.ndim != d:
        raise ValueError(f"{name} should be {d}-dimensional, it is {a.ndim}-dimensional")
    return a.astype("int64") if a.dtype.kind in {"b", "i", "u"} else a


signal = partial(numbers, d=1)
picture = partial(numbers, d=2)


def convolve1d(f, g, mode="full"):
    f, g = signal(f, name="f"), signal(g, name="g")
    return crop(conv(f, g), [(f.size, g.size)], mode)


def cross_correlate1d(f, g):
    return convolve1d(signal(f, name="f")[::-1], signal(g, name="g"))


def autocorrelate1d(f):
    """A real autocorrelation is even, but a complex one is too as long as nothing is conjugated: half is enough."""
    f = signal(f, name="f")
    half = [np.sum(f[lag:] * f[: f.size - lag]) for lag in range(f.size)]
    return np.array(half[:0:-1] + half)


def gaussian_kernel1d(sigma, radius=None):
    match sigma, radius:
        case s, _ if not s > 0:
            raise ValueError(f"sigma should be positive and not {sigma}")
        case _, None:
            return gaussian_kernel1d(sigma, int(4 * sigma + 0.5))
        case _, r if r < 0:
            raise ValueError(f"radius should not be negative: {radius}")
    bell = np.exp([-((t / sigma) ** 2) / 2 for t in range(-radius, radius + 1)])
    return bell / reduce(add, bell)


def smooth1d(f, sigma):
    g = gaussian_kernel1d(sigma)
    f = signal(f, name="f").astype(np.result_type(np.asarray(f), 1.0), copy=False)
    n, r = f.size, g.size // 2
    # Walk for ever to and fro over the samples, and join the walk that is r samples late.
    to_and_fro = cycle(chain(range(n), reversed(range(n))))
    walk = np.fromiter(islice(to_and_fro, -r % (2 * n), -r % (2 * n) + n + 2 * r), dtype=int)
    return convolve1d(f[walk], g, "valid")


def convolve2d(image, kernel, mode="full"):
    image, kernel = picture(image, name="image"), picture(kernel, name="kernel")
    if mode == "valid" and any(map(int.__lt__, image.shape, kernel.shape)):
        raise ValueError(f"kernel should fit in the image: {kernel.shape} against {image.shape}")
    return crop(conv(image, kernel), list(zip(image.shape, kernel.shape, strict=True)), mode)


def convolve_nd(f, g):
    f, g = numbers(f, name="f"), numbers(g, name="g")
    if f.ndim != g.ndim:
        raise ValueError(f"f and g should have one number of axes, not {f.ndim} and {g.ndim}")
    return conv(f, g)


def sum_distribution(p, q):
    def probabilities(values, name):
        values = np.asarray(values, dtype=float)
        negative = [value for value in values if value < 0]
        if negative:
            raise ValueError(f"{name} should not have negative entries such as {negative[0]}")
        if abs(reduce(add, values, 0.0) - 1) > 1e-8:
            raise ValueError(f"{name} should sum to 1 and not to {reduce(add, values, 0.0)}")
        return values

    return conv(probabilities(p, "p"), probabilities(q, "q"))


def kernel_density(samples, grid, bandwidth):
    samples, grid = np.asarray(samples, dtype=float), np.asarray(grid, dtype=float)
    if not bandwidth > 0:
        raise ValueError(f"bandwidth should be positive and not {bandwidth}")
    if not samples.size:
        raise ValueError("samples should not be empty")
    bumps = (np.exp(-(((grid - x) / bandwidth) ** 2) / 2) for x in samples)
    return reduce(add, bumps) / (samples.size * bandwidth * sqrt(2 * pi))
