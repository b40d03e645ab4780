"""Kronecker substitution: all samples are digits of one huge Python integer, so one multiplication convolves."""

from math import lcm, prod

import numpy as np

# Two polynomials with integer coefficients, evaluated at a power of two X that exceeds every coefficient of the
# product, multiply like integers, and the coefficients of the product stand in its digits to base X. A float is an
# integer over a power of two, so floats go the same way over a common denominator, and each result is rounded once.


def _digits(number, count, size):
    """The lowest `count` digits to base 256**size, signed: each lies in [-base/2, base/2)."""
    half = 1 << (8 * size - 1)
    bias = int.from_bytes((b"\0" * (size - 1) + b"\x80") * count, "little")  # half in every digit
    data = (number + bias).to_bytes(count * size + 1, "little")
    return [int.from_bytes(data[i : i + size], "little") - half for i in range(0, count * size, size)]


def _huge(digits, size):
    """The integer that has these signed digits to base 256**size."""
    positive = b"".join(max(digit, 0).to_bytes(size, "little") for digit in digits)
    negative = b"".join(max(-digit, 0).to_bytes(size, "little") for digit in digits)
    return int.from_bytes(positive, "little") - int.from_bytes(negative, "little")


def _multiply(a, b):
    """Coefficients of the product of two polynomials (lists of ints)."""
    largest_a, largest_b = max(map(abs, a)), max(map(abs, b))
    bound = max(largest_a, largest_b, largest_a * largest_b * min(len(a), len(b)))
    size = bound.bit_length() // 8 + 1  # at least one bit more than the bound, for the sign
    return _digits(_huge(a, size) * _huge(b, size), len(a) + len(b) - 1, size)


def _as_fractions(values):
    """Floats as (list of integers, common denominator)."""
    ratios = [value.as_integer_ratio() for value in values]
    denominator = lcm(*{bottom for _, bottom in ratios})
    return [top * (denominator // bottom) for top, bottom in ratios], denominator


def _line(f, g):
    """Full convolution of two 1-D arrays."""
    if f.dtype.kind == "c" or g.dtype.kind == "c":
        parts = [[_line(x, y) for y in (g.real, g.imag)] for x in (f.real, f.imag)]
        return (parts[0][0] - parts[1][1]) + 1j * (parts[0][1] + parts[1][0])
    if f.dtype.kind == "i" and g.dtype.kind == "i":
        return np.array(_multiply(f.tolist(), g.tolist()), dtype=np.int64)
    (a, below_a), (b, below_b) = _as_fractions(f.tolist()), _as_fractions(g.tolist())
    return np.array([top / (below_a * below_b) for top in _multiply(a, b)], dtype=float)


def _full(f, g):
    """Any dimension: pad all axes but the first to the result's length, and rows no longer run into each other."""
    shape = [n + m - 1 for n, m in zip(f.shape, g.shape, strict=True)]

    def unroll(a):
        return np.pad(a, [(0, 0)] + [(0, s - n) for s, n in zip(shape[1:], a.shape[1:], strict=True)]).ravel()

    return _line(unroll(f), unroll(g))[: prod(shape)].reshape(shape)


def _integers_or_floats(values, name, d):
    values = np.asarray(values)
    if values.size == 0 or values.ndim != d:
        raise ValueError(f"{name}: expected a non-empty array of dimension {d}, got shape {values.shape}")
    if values.dtype.kind in "bui":
        return values.astype(np.int64)
    return values


def _centre(mode, n, m):
    ranges = {"full": (0, n + m - 1), "same": ((m - 1) // 2, (m - 1) // 2 + n), "valid": (min(n, m) - 1, max(n, m))}
    try:
        return slice(*ranges[mode])
    except KeyError:
        raise ValueError(f"mode: expected 'full', 'same' or 'valid', got {mode!r}") from None


def convolve1d(f, g, mode="full"):
    f, g = _integers_or_floats(f, "f", 1), _integers_or_floats(g, "g", 1)
    part = _centre(mode, f.size, g.size)
    return _line(f, g)[part]


def cross_correlate1d(f, g):
    f, g = _integers_or_floats(f, "f", 1), _integers_or_floats(g, "g", 1)
    # g(t + τ) has the index t plus the index τ: with f backwards the indices add up to t + n - 1.
    return _line(f[::-1], g)


def autocorrelate1d(f):
    f = _integers_or_floats(f, "f", 1)
    return _line(f, f[::-1])


def gaussian_kernel1d(sigma, radius=None):
    if sigma > 0:
        pass
    else:
        raise ValueError(f"sigma: expected a positive number, got {sigma}")
    if radius is None:
        radius = int(4 * sigma + 0.5)
    if radius < 0:
        raise ValueError(f"radius: expected a number not below 0, got {radius}")
    t = np.arange(-radius, radius + 1) / sigma
    e = np.exp(-t * t / 2)
    return e / e.sum()


def smooth1d(f, sigma):
    g = gaussian_kernel1d(sigma)
    f = np.asarray(f).astype(float)
    r = len(g) // 2
    copies = 2 * (r // (2 * len(f)) + 1)  # an even number of mirror images on each side, more than enough
    mirrored = np.tile(np.r_[f, f[::-1]], copies + 1)
    start = copies // 2 * 2 * len(f) - r
    return convolve1d(mirrored[start : start + len(f) + 2 * r], g, mode="valid")


def convolve2d(image, kernel, mode="full"):
    image, kernel = _integers_or_floats(image, "image", 2), _integers_or_floats(kernel, "kernel", 2)
    part = tuple(_centre(mode, n, m) for n, m in zip(image.shape, kernel.shape, strict=True))
    if mode == "valid" and not np.all(np.less_equal(kernel.shape, image.shape)):
        raise ValueError(f"kernel: expected at most the image's shape {image.shape}, got {kernel.shape}")
    return _full(image, kernel)[part]


def convolve_nd(f, g):
    if np.ndim(f) != np.ndim(g):
        raise ValueError(f"f, g: expected the same dimension, got {np.ndim(f)} and {np.ndim(g)}")
    d = max(np.ndim(f), 1)
    return _full(_integers_or_floats(f, "f", d), _integers_or_floats(g, "g", d))


def sum_distribution(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    for name, weights in zip("pq", (p, q), strict=True):
        if any(weight < 0 for weight in weights):
            raise ValueError(f"{name}: expected no negative entry, got {min(weights)}")
        if abs(sum(weights) - 1) > 1e-8:
            raise ValueError(f"{name}: expected the sum 1, got {sum(weights)}")
    return _line(p, q)


def kernel_density(samples, grid, bandwidth):
    samples = np.asarray(samples, dtype=float).reshape(-1)
    grid = np.asarray(grid, dtype=float)
    if samples.shape == (0,):
        raise ValueError("samples: expected at least one, got none")
    if bandwidth <= 0:
        raise ValueError(f"bandwidth: expected a positive number, got {bandwidth}")
    # Densities only depend on distances in units of the bandwidth.
    u = (grid[..., None] - samples) / bandwidth
    phi = np.exp(-(u**2) / 2) / (2 * np.pi) ** 0.5
    return phi.mean(axis=-1) / bandwidth
