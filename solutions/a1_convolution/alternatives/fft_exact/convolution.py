"""The convolution theorem: products of FFTs, with integers cut into small limbs so that rounding gives them exactly."""

import numpy as np
from exact_fft import linear_convolution


def _prepare(argument, name, ndim=None):
    a = np.asarray(argument)
    if a.size == 0:
        raise ValueError(f"{name} is empty: shape {a.shape}")
    if ndim is not None and a.ndim != ndim:
        raise ValueError(f"{name} should be {ndim}-D, its shape is {a.shape}")
    return a.astype(np.int64) if a.dtype.kind in "bui" else a


def _cut(full, f_shape, g_shape, mode):
    """Keep what `mode` asks for, axis by axis."""
    if mode == "full":
        return full
    if mode == "same":
        return full[tuple(slice((m - 1) // 2, (m - 1) // 2 + n) for n, m in zip(f_shape, g_shape, strict=True))]
    if mode == "valid":
        return full[tuple(slice(min(n, m) - 1, max(n, m)) for n, m in zip(f_shape, g_shape, strict=True))]
    raise ValueError(f"mode = {mode!r} is not one of 'full', 'same', 'valid'")


def convolve1d(f, g, mode="full"):
    f = _prepare(f, "f", 1)
    g = _prepare(g, "g", 1)
    return _cut(linear_convolution(f, g), f.shape, g.shape, mode)


def cross_correlate1d(f, g):
    # Reversing f in time turns correlation into convolution (no conjugation, also for complex signals).
    f = _prepare(f, "f", 1)
    g = _prepare(g, "g", 1)
    return linear_convolution(f[::-1], g)


def autocorrelate1d(f):
    f = _prepare(f, "f", 1)
    return linear_convolution(f[::-1], f)


def gaussian_kernel1d(sigma, radius=None):
    if not sigma > 0:
        raise ValueError(f"a Gaussian needs sigma > 0, got sigma = {sigma}")
    r = int(4 * sigma + 0.5) if radius is None else radius
    if r < 0:
        raise ValueError(f"radius = {radius} is negative")
    t = np.arange(-r, r + 1)
    bell = np.exp(-0.5 * np.square(t / sigma))
    return bell / np.sum(bell)


def smooth1d(f, sigma):
    g = gaussian_kernel1d(sigma)
    f = np.asarray(f)
    f = f.astype(np.result_type(f, np.float64))
    n, r = f.size, g.size // 2
    # A reflected signal is periodic with period 2n, so a *cyclic* convolution of one period is all we need,
    # provided that the kernel is folded onto that period too.
    period = np.concatenate([f, f[::-1]])
    folded = np.zeros(2 * n)
    np.add.at(folded, np.arange(-r, r + 1) % (2 * n), g)
    return np.fft.irfft(np.fft.rfft(period) * np.fft.rfft(folded), 2 * n)[:n]


def convolve2d(image, kernel, mode="full"):
    image = _prepare(image, "image", 2)
    kernel = _prepare(kernel, "kernel", 2)
    if mode == "valid" and any(k > s for k, s in zip(kernel.shape, image.shape, strict=True)):
        raise ValueError(f"kernel {kernel.shape} exceeds the image {image.shape}, so mode 'valid' has no result")
    return _cut(linear_convolution(image, kernel), image.shape, kernel.shape, mode)


def convolve_nd(f, g):
    f = _prepare(f, "f")
    g = _prepare(g, "g")
    if f.ndim != g.ndim:
        raise ValueError(f"f is {f.ndim}-D and g is {g.ndim}-D, they should agree")
    return linear_convolution(f, g)


def sum_distribution(p, q):
    p = np.asarray(p, dtype=np.float64)
    q = np.asarray(q, dtype=np.float64)
    for probabilities, name in ((p, "p"), (q, "q")):
        if np.min(probabilities, initial=0.0) < 0:
            raise ValueError(f"{name} has the negative entry {np.min(probabilities)}")
        if abs(np.sum(probabilities) - 1.0) > 1e-8:
            raise ValueError(f"{name} sums to {np.sum(probabilities)} instead of 1")
    return linear_convolution(p, q)


def kernel_density(samples, grid, bandwidth):
    # No FFT here: neither the samples nor the grid need to be equally spaced.
    samples = np.asarray(samples, dtype=np.float64)
    grid = np.asarray(grid, dtype=np.float64)
    if samples.size < 1:
        raise ValueError("samples must hold at least one value")
    if not bandwidth > 0:
        raise ValueError(f"bandwidth = {bandwidth} is not positive")
    distance = np.subtract.outer(grid, samples) / bandwidth
    return np.mean(np.exp(-np.square(distance) / 2), axis=1) / np.sqrt(2 * np.pi) / bandwidth
