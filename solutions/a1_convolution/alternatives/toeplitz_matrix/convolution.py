"""Linear algebra: convolution is a linear map, so build its Toeplitz matrices and multiply."""

import numpy as np

print("convolution.py: Toeplitz edition")

BLOCK = 256  # rows of the largest matrix; longer signals are convolved block by block


def toeplitz(g, n):
    """The matrix T of shape (n, n + m - 1) with ``f @ T`` equal to the full convolution of f and g.

    Row i holds g from column i on. All rows are made at once: n copies of (g, n zeros) laid end to end and cut into
    rows that are one shorter drift to the right by one column per row.
    """
    m = g.size
    rows = np.zeros((n, n + m), dtype=g.dtype)
    rows[:, :m] = g
    return rows.ravel()[: n * (n + m - 1)].reshape(n, n + m - 1)


def along_last_axis(f, g):
    """Convolve every row of f (any leading axes) with the 1-D g."""
    n, m = f.shape[-1], g.size
    out = np.zeros((*f.shape[:-1], n + m - 1), dtype=np.result_type(f, g))
    for start in range(0, n, BLOCK):
        block = f[..., start : start + BLOCK]
        size = block.shape[-1]
        for first in range(0, m, 8 * BLOCK):
            piece = g[first : first + 8 * BLOCK]
            at = start + first
            out[..., at : at + size + piece.size - 1] += block @ toeplitz(piece, size)
    return out


def full(f, g):
    """Full convolution in d dimensions: one Toeplitz matrix per row of the kernel, placed where that row sits."""
    shape = tuple(a + b - 1 for a, b in zip(f.shape, g.shape, strict=True))
    out = np.zeros(shape, dtype=np.result_type(f, g))
    for index in np.ndindex(g.shape[:-1]):
        place = tuple(slice(i, i + a) for i, a in zip(index, f.shape[:-1], strict=True))
        out[place] += along_last_axis(f, g[index])
    return out


def checked(x, name, ndim=None):
    x = np.asarray(x)
    if x.size == 0 or x.ndim == 0:
        raise ValueError(f"{name} must not be empty or a scalar, its shape is {x.shape}")
    if ndim not in (None, x.ndim):
        raise ValueError(f"{name} must be of dimension {ndim}, not {x.ndim}")
    if x.dtype.kind in "iub":
        x = x.astype(np.int64)
    return x


def window(mode, n, m):
    match mode:
        case "full":
            return slice(None)
        case "same":
            return slice((m - 1) // 2, (m - 1) // 2 + n)
        case "valid":
            return slice(min(n, m) - 1, max(n, m))
        case _:
            raise ValueError(f"mode is {mode!r}, but must be 'full', 'same' or 'valid'")


def convolve1d(f, g, mode="full"):
    f, g = checked(f, "f", 1), checked(g, "g", 1)
    keep = window(mode, f.size, g.size)
    return full(f, g)[keep]


def cross_correlate1d(f, g):
    f, g = checked(f, "f", 1), checked(g, "g", 1)
    # The transpose of convolution by f is correlation with f; written out it is convolution by f reversed.
    return full(g, np.flip(f))


def autocorrelate1d(f):
    return cross_correlate1d(f, f)


def gaussian_kernel1d(sigma, radius=None):
    if not sigma > 0:
        raise ValueError(f"sigma must be > 0: {sigma}")
    radius = int(4 * sigma + 0.5) if radius is None else radius
    if radius < 0:
        raise ValueError(f"radius must be >= 0: {radius}")
    t = np.linspace(-radius, radius, 2 * radius + 1)
    values = np.exp(-(t**2) / (2 * sigma**2)) if sigma > 1e-3 else (t == 0).astype(float)
    return values / np.linalg.norm(values, ord=1)


def smooth1d(f, sigma):
    g = gaussian_kernel1d(sigma)
    f = np.asarray(f)
    n, r = f.size, g.size // 2
    # The smoother as an n x n matrix, some rows at a time: S[t, s] collects the weights of all reflections of sample s.
    pieces = []
    for start in range(0, n, BLOCK):
        t = np.arange(start, min(start + BLOCK, n))[:, None]
        source = (t + np.arange(-r, r + 1)) % (2 * n)
        source = np.where(source < n, source, 2 * n - 1 - source)
        smoother = np.zeros((t.size, n))
        np.add.at(smoother, (t - start, source), g)
        pieces.append(smoother @ f)
    return np.concatenate(pieces)


def convolve2d(image, kernel, mode="full"):
    image, kernel = checked(image, "image", 2), checked(kernel, "kernel", 2)
    keep = tuple(window(mode, n, m) for n, m in zip(image.shape, kernel.shape, strict=True))
    if mode == "valid" and (np.array(kernel.shape) > image.shape).any():
        raise ValueError(f"no room for the kernel {kernel.shape} in the image {image.shape}")
    return full(image, kernel)[keep]


def convolve_nd(f, g):
    f, g = checked(f, "f"), checked(g, "g")
    if f.ndim != g.ndim:
        raise ValueError(f"dimensions of f and g differ: {f.ndim} and {g.ndim}")
    return full(f, g) if g.size <= f.size else full(g, f)


def sum_distribution(p, q):
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    for name, vector in [("p", p), ("q", q)]:
        if len(vector) == 0 or vector.min() < 0:
            raise ValueError(f"{name} must be a list of probabilities >= 0: {vector}")
        if abs(vector.sum() - 1) > 1e-8:
            raise ValueError(f"{name} must sum to 1, its sum is {vector.sum()}")
    return convolve1d(p, q)


def kernel_density(samples, grid, bandwidth):
    samples, grid = np.asarray(samples, dtype=float), np.asarray(grid, dtype=float)
    if not bandwidth > 0:
        raise ValueError(f"bandwidth must be > 0: {bandwidth}")
    if samples.size == 0:
        raise ValueError(f"samples must not be empty: {samples}")
    # A matrix of densities (grid x samples) times a vector of equal weights.
    z = (grid.reshape(-1, 1) - samples.reshape(1, -1)) / bandwidth
    densities = np.exp(-(z**2) / 2) / (np.sqrt(2 * np.pi) * bandwidth)
    return densities @ np.full(samples.size, 1 / samples.size)
