"""Shift and add: every kernel element contributes one shifted and scaled copy of the input."""

import numpy as np

MODES = ("full", "same", "valid")


def _as_signal(x, name):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"{name} is empty (shape {x.shape})")
    # 8-bit images would wrap and bools would be or-ed: widen them before any arithmetic.
    if np.issubdtype(x.dtype, np.integer) or x.dtype == bool:
        x = x.astype(np.int64)
    return x


def _check_ndim(x, name, ndim):
    if x.ndim != ndim:
        raise ValueError(f"{name} must have {ndim} dimension(s), not {x.ndim}")


def _check_mode(mode):
    if mode not in MODES:
        raise ValueError(f"unknown mode {mode!r}; choose one of {', '.join(MODES)}")


def convolve1d(f, g, mode="full"):
    f, g = _as_signal(f, "f"), _as_signal(g, "g")
    _check_ndim(f, "f", 1)
    _check_ndim(g, "g", 1)
    _check_mode(mode)
    n, m = len(f), len(g)

    out = np.zeros(n + m - 1, dtype=np.result_type(f, g))
    if m <= n:
        for k in range(m):
            out[k : k + n] += f * g[k]
    else:  # convolution commutes: loop over the shorter one
        for k in range(n):
            out[k : k + m] += f[k] * g

    if mode == "same":
        start = (m - 1) // 2
        return out[start : start + n]
    if mode == "valid":
        return out[min(n, m) - 1 : max(n, m)]
    return out


def cross_correlate1d(f, g):
    f, g = _as_signal(f, "f"), _as_signal(g, "g")
    _check_ndim(f, "f", 1)
    _check_ndim(g, "g", 1)
    n, m = len(f), len(g)

    # (f ⋆ g)(t) = Σ f(τ) g(t + τ): the sample f(τ) adds g shifted left by τ. Index 0 is lag -(n-1).
    out = np.zeros(n + m - 1, dtype=np.result_type(f, g))
    for tau in range(n):
        left = n - 1 - tau
        out[left : left + m] += f[tau] * g
    return out


def autocorrelate1d(f):
    return cross_correlate1d(f, f)


def gaussian_kernel1d(sigma, radius=None):
    if not sigma > 0:
        raise ValueError(f"sigma = {sigma}, but it must be > 0")
    if radius is None:
        radius = int(4 * sigma + 0.5)
    elif radius < 0:
        raise ValueError(f"radius = {radius}, but it must be >= 0")
    t = np.arange(-radius, radius + 1, dtype=float)
    g = np.exp(-((t / sigma) ** 2) / 2)
    g /= g.sum()
    return g


def smooth1d(f, sigma):
    g = gaussian_kernel1d(sigma)
    f = np.asarray(f)
    f = f.astype(np.result_type(f.dtype, np.float64))
    n, r = len(f), len(g) // 2

    # Index -1 reads sample 0, -2 reads sample 1, n reads n-1, ...: a triangle wave of period 2n.
    index = np.arange(-r, n + r) % (2 * n)
    index = np.minimum(index, 2 * n - 1 - index)
    extended = f[index]

    out = np.zeros_like(f)
    for k, weight in enumerate(g):  # the kernel is symmetric, so its flip is no matter
        out += weight * extended[k : k + n]
    return out


def convolve2d(image, kernel, mode="full"):
    image, kernel = _as_signal(image, "image"), _as_signal(kernel, "kernel")
    _check_ndim(image, "image", 2)
    _check_ndim(kernel, "kernel", 2)
    _check_mode(mode)
    (h, w), (kh, kw) = image.shape, kernel.shape
    if mode == "valid" and not (kh <= h and kw <= w):
        raise ValueError(f"the {kh}x{kw} kernel is larger than the {h}x{w} image, nothing is valid")

    out = np.zeros((h + kh - 1, w + kw - 1), dtype=np.result_type(image, kernel))
    for i in range(kh):
        for j in range(kw):
            out[i : i + h, j : j + w] += kernel[i, j] * image

    if mode == "same":
        top, left = (kh - 1) // 2, (kw - 1) // 2
        return out[top : top + h, left : left + w]
    if mode == "valid":
        return out[kh - 1 : h, kw - 1 : w]
    return out


def convolve_nd(f, g):
    f, g = _as_signal(f, "f"), _as_signal(g, "g")
    if f.ndim != g.ndim:
        raise ValueError(f"f has {f.ndim} dimensions but g has {g.ndim}")
    if g.size > f.size:
        f, g = g, f
    out = np.zeros(np.add(f.shape, g.shape) - 1, dtype=np.result_type(f, g))
    for shift in np.ndindex(*g.shape):
        window = tuple(slice(s, s + n) for s, n in zip(shift, f.shape, strict=True))
        out[window] += g[shift] * f
    return out


def _check_distribution(p, name):
    p = np.asarray(p, dtype=float)
    if np.any(p < 0):
        raise ValueError(f"{name} contains a negative probability, {p.min()}")
    if abs(np.sum(p) - 1) > 1e-8:
        raise ValueError(f"the entries of {name} sum to {np.sum(p)}, not to 1")
    return p


def sum_distribution(p, q):
    return convolve1d(_check_distribution(p, "p"), _check_distribution(q, "q"))


def kernel_density(samples, grid, bandwidth):
    samples = np.asarray(samples, dtype=float)
    grid = np.asarray(grid, dtype=float)
    if len(samples) == 0:
        raise ValueError("samples is empty")
    if not bandwidth > 0:
        raise ValueError(f"bandwidth = {bandwidth}, but it must be > 0")
    density = np.zeros(grid.shape)
    for x in samples:  # one bump per sample
        density += np.exp(-(((grid - x) / bandwidth) ** 2) / 2)
    return density / (len(samples) * bandwidth * np.sqrt(2 * np.pi))


if __name__ == "__main__":
    # Try it: python convolution.py
    step = np.repeat([0, 1], 8)
    print("a step       ", step)
    print("its edge     ", convolve1d(step, [1, -1], "same"))
    print("smoothed step", smooth1d(step, 1.5).round(2))
    print("two dice     ", (36 * sum_distribution([0] + [1 / 6] * 6, [0] + [1 / 6] * 6)).round().astype(int))
