"""Strided windows that run backwards, so that the kernel need not be flipped, contracted by einsum in any dimension."""

from string import ascii_lowercase, ascii_uppercase

import numpy as np
from numpy.lib.stride_tricks import as_strided, sliding_window_view


def _widen(a):
    """int64 for anything that counts, unchanged for anything that measures."""
    a = np.asarray(a)
    return a.astype(np.int64) if a.dtype.kind in "?bu" or a.dtype.kind == "i" else a


def _require(condition, message):
    if not condition:
        raise ValueError(message)


def _part(f, g, start, shape):
    """The values ``start <= t < start + shape`` of the full convolution of f and g.

    With F the input padded by m - 1 zeros on either side, (f * g)(t) = Σ_k F[t + m - 1 - k] g[k]. The window axis k
    has a negative stride: it starts at its last sample and walks to the left.
    """
    padded = np.pad(f, [(m - 1, m - 1) for m in g.shape])
    corner = padded[tuple(slice(m - 1 + s, None) for m, s in zip(g.shape, start, strict=True))]
    steps = padded.strides
    windows = as_strided(corner, (*shape, *g.shape), (*steps, *(-s for s in steps)), writeable=False)
    t, k = ascii_uppercase[: g.ndim], ascii_lowercase[: g.ndim]
    return np.einsum(f"{t}{k},{k}->{t}", windows, g)


def _where(n, m, mode):
    """(start, length) of a mode on an axis with n samples and m kernel elements."""
    options = {"full": (0, n + m - 1), "same": ((m - 1) // 2, n), "valid": (min(n, m) - 1, abs(n - m) + 1)}
    _require(mode in options, f"mode {mode!r} is none of {list(options)}")
    return options[mode]


def convolve1d(f, g, mode="full"):
    f, g = _widen(f), _widen(g)
    _require(f.ndim == 1 and f.size > 0, f"f needs one axis and some samples, its shape is {f.shape}")
    _require(g.ndim == 1 and g.size > 0, f"g needs one axis and some samples, its shape is {g.shape}")
    start, length = _where(f.size, g.size, mode)
    return _part(f, g, (start,), (length,))


def cross_correlate1d(f, g):
    f, g = _widen(f), _widen(g)
    _require(f.size > 0, "f is empty")
    _require(g.size > 0, "g is empty")
    # Here the windows walk forwards: lag t pairs f[τ] with g[t + τ].
    windows = sliding_window_view(np.pad(g, f.size - 1), f.size)
    return np.einsum("tk,k->t", windows, f)


def autocorrelate1d(f):
    f = _widen(f)
    _require(f.size > 0, "f is empty")
    return np.einsum("tk,k->t", sliding_window_view(np.pad(f, f.size - 1), f.size), f)


def gaussian_kernel1d(sigma, radius=None):
    _require(sigma > 0, f"sigma must exceed 0, not {sigma}")
    if radius is None:
        radius = int(4 * sigma + 0.5)
    _require(radius >= 0, f"radius must be 0 or more, not {radius}")
    half = np.exp(-0.5 * (np.arange(radius + 1) / sigma) ** 2)
    bell = np.concatenate([half[:0:-1], half])  # mirror the right half: exactly symmetric
    return bell / bell.sum()


def smooth1d(f, sigma):
    kernel = gaussian_kernel1d(sigma)
    f = np.asarray(f)
    extended = np.pad(f.astype(np.result_type(f, float)), kernel.size // 2, mode="symmetric")
    return np.einsum("tk,k", sliding_window_view(extended, kernel.size), kernel)


def convolve2d(image, kernel, mode="full"):
    image, kernel = _widen(image), _widen(kernel)
    _require(image.ndim == 2 and image.size > 0, f"image must be a 2-D array, its shape is {image.shape}")
    _require(kernel.ndim == 2 and kernel.size > 0, f"kernel must be a 2-D array, its shape is {kernel.shape}")
    (top, rows), (left, columns) = (_where(n, m, mode) for n, m in zip(image.shape, kernel.shape, strict=True))
    fits = kernel.shape[0] <= image.shape[0] and kernel.shape[1] <= image.shape[1]
    _require(mode != "valid" or fits, f"kernel of shape {kernel.shape} does not fit in image of shape {image.shape}")
    return _part(image, kernel, (top, left), (rows, columns))


def convolve_nd(f, g):
    f, g = _widen(f), _widen(g)
    _require(f.ndim == g.ndim, f"f and g must be alike in dimension: {f.ndim} is not {g.ndim}")
    _require(f.size > 0 and g.size > 0, f"f and g must not be empty, shapes {f.shape} and {g.shape}")
    if f.size < g.size:
        f, g = g, f  # the padding costs less for the smaller kernel
    return _part(f, g, (0,) * f.ndim, tuple(n + m - 1 for n, m in zip(f.shape, g.shape, strict=True)))


def sum_distribution(p, q):
    p, q = np.array(p, dtype=float), np.array(q, dtype=float)
    for name, values in {"p": p, "q": q}.items():
        _require(not (values < 0).any(), f"{name} holds a negative value: {values[values < 0]}")
        _require(np.isclose(values.sum(), 1, rtol=0, atol=1e-8), f"{name} sums to {values.sum()}, but 1 is due")
    return convolve1d(p, q)


def kernel_density(samples, grid, bandwidth):
    samples, grid = np.array(samples, dtype=float), np.array(grid, dtype=float)
    _require(bandwidth > 0, f"bandwidth must exceed 0, not {bandwidth}")
    _require(samples.size > 0, "samples must hold at least one number")
    z = (samples[np.newaxis, :] - grid[:, np.newaxis]) / bandwidth
    weight = 1 / (samples.size * bandwidth * np.sqrt(2 * np.pi))
    return np.einsum("gs->g", np.exp(-z * z / 2)) * weight
