"""Discrete convolution in one, two and d dimensions, and what it is good for.

Notation: ``f`` is the input and ``g`` the kernel; ``n`` and ``m`` are their lengths. Outside their samples both are zero.
Integer and bool inputs give exact int64 results; floating inputs give floating results at least as precise.
"""

import numpy as np

### BEGIN SOLUTION
from numpy.lib.stride_tricks import sliding_window_view


def _array(values, name, ndim=None):
    """Return `values` as a non-empty array, integers and bools widened to int64 so that they cannot wrap."""
    array = np.asarray(values)
    if array.size == 0 or array.ndim == 0 or (ndim is not None and array.ndim != ndim):
        wanted = "at least 1-D" if ndim is None else f"{ndim}-D"
        raise ValueError(f"{name} must be {wanted} and not empty, got shape {array.shape}")
    return array.astype(np.int64, copy=False) if array.dtype.kind in "bui" else array


def _between_zeros(f, zeros):
    """Return `f` with (before, after) zeros on each axis; `f` itself where there are none to add."""
    if not any(map(any, zeros)):
        return f
    padded = np.zeros([before + n + after for n, (before, after) in zip(f.shape, zeros, strict=True)], f.dtype)
    padded[tuple(slice(before, before + n) for n, (before, _after) in zip(f.shape, zeros, strict=True))] = f
    return padded


def _slide(f, g, zeros):
    """Multiply and add the flipped `g` at every place where it lies inside `f` between zeros.

    The windows are a strided view: nothing is copied but the padded input.
    """
    windows = sliding_window_view(_between_zeros(f, zeros), g.shape)
    d = g.ndim
    return np.einsum(windows, range(2 * d), np.flip(g), range(d, 2 * d), range(d))


def _zeros_around(mode, m):
    """Return how many zeros go before and after an axis so that a kernel of length `m` gives `mode`."""
    zeros = {"full": (m - 1, m - 1), "same": (m // 2, (m - 1) // 2), "valid": (0, 0)}
    if mode not in zeros:
        raise ValueError(f"mode must be 'full', 'same' or 'valid', got {mode!r}")
    return zeros[mode]


### END SOLUTION


def convolve1d(f, g, mode="full"):
    r"""Convolve two 1-D signals.

    .. math:: (f * g)(t) = \sum_\tau f(\tau)\, g(t - \tau)

    Parameters
    ----------
    f : array_like of shape (n,)
        Input.
    g : array_like of shape (m,)
        Kernel; it may be longer than the input.
    mode : {"full", "same", "valid"}
        ``"full"``: every t at which the two overlap, n+m-1 values. ``"same"``: the n centre values of ``"full"``,
        from index (m-1)//2. ``"valid"``: only full overlaps, max(n, m) - min(n, m) + 1 values.

    Returns
    -------
    ndarray
        int64 and exact for integer or bool input (8-bit input is widened first), else floating or complex.

    Raises
    ------
    ValueError
        If `f` or `g` is empty or not 1-D, or `mode` is unknown.

    References
    ----------
    Lecture, "Convolution Operation".

    Examples
    --------
    >>> convolve1d([1, 2, 3, 4], [1, 1, 1])
    array([1, 3, 6, 9, 7, 4])
    """
    ### BEGIN SOLUTION
    f, g = _array(f, "f", ndim=1), _array(g, "g", ndim=1)
    if mode != "same" and g.size > f.size:
        f, g = g, f  # it commutes, and the windows are as long as the kernel
    windows = sliding_window_view(_between_zeros(f, [_zeros_around(mode, g.size)]), g.size)
    return np.vecdot(np.conj(g[::-1]), windows)  # vecdot conjugates its first argument; a convolution does not
    ### END SOLUTION


def cross_correlate1d(f, g):
    r"""Cross-correlate two 1-D signals, without conjugation.

    .. math:: (f \star g)(t) = \sum_\tau f(\tau)\, g(t + \tau)

    Parameters
    ----------
    f : array_like of shape (n,)
    g : array_like of shape (m,)

    Returns
    -------
    ndarray of shape (n+m-1,)
        The values at the lags t = -(n-1), ..., m-1, ascending. int64 and exact for integer or bool input.

    Raises
    ------
    ValueError
        If `f` or `g` is empty.

    References
    ----------
    Lecture, "Cross-Correlation and Auto-Correlation".

    Examples
    --------
    The peak is at lag 2, where `f` is found in `g`:

    >>> cross_correlate1d([1, 2], [0, 0, 1, 2])
    array([0, 0, 2, 5, 2])
    """
    ### BEGIN SOLUTION
    return convolve1d(_array(f, "f", ndim=1)[::-1], g)
    ### END SOLUTION


def autocorrelate1d(f):
    r"""Cross-correlate a signal with itself.

    .. math:: (f \star f)(t) = \sum_\tau f(\tau)\, f(t + \tau)

    Parameters
    ----------
    f : array_like of shape (n,)

    Returns
    -------
    ndarray of shape (2n-1,)
        The values at the lags -(n-1), ..., n-1; lag 0 is at index n-1. Symmetric for real input.

    References
    ----------
    Lecture, "Cross-Correlation and Auto-Correlation".

    Examples
    --------
    >>> autocorrelate1d([1, 2, 3])
    array([ 3,  8, 14,  8,  3])
    """
    ### BEGIN SOLUTION
    return cross_correlate1d(f, f)
    ### END SOLUTION


def gaussian_kernel1d(sigma, radius=None):
    r"""Sample a Gaussian and normalise the samples to sum 1.

    .. math:: g(t) \propto e^{-t^2 / (2\sigma^2)}, \qquad t = -r, \dots, r

    Parameters
    ----------
    sigma : float
        Standard deviation in samples, positive.
    radius : int, optional
        r, not negative; default ``int(4*sigma + 0.5)``.

    Returns
    -------
    ndarray of shape (2r+1,), float64
        Symmetric, with sum 1.

    Raises
    ------
    ValueError
        If ``sigma <= 0`` or ``radius < 0``.

    References
    ----------
    Lecture, "Gaussian Filter".

    Examples
    --------
    >>> gaussian_kernel1d(1.0, radius=1).round(4)
    array([0.2741, 0.4519, 0.2741])
    """
    ### BEGIN SOLUTION
    if not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")
    if radius is None:
        radius = int(4 * float(sigma) + 0.5)  # a NumPy integer of 8 bits would wrap
    if radius < 0:
        raise ValueError(f"radius must not be negative, got {radius}")
    radius = int(radius)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    return weights / weights.sum()
    ### END SOLUTION


def smooth1d(f, sigma):
    """Smooth a 1-D signal with a Gaussian filter.

    Beyond its ends the signal is reflected about the edge of its last sample, ``d c b a | a b c d | d c b a``, as often
    as the kernel of :func:`gaussian_kernel1d` (with its default radius) needs it.

    Parameters
    ----------
    f : array_like of shape (n,)
        Real signal.
    sigma : float
        Standard deviation in samples, positive.

    Returns
    -------
    ndarray of shape (n,)
        Floating; float64 for integer or float64 input.

    Raises
    ------
    ValueError
        If ``sigma <= 0``.

    References
    ----------
    Lecture, "Gaussian Filter".

    Examples
    --------
    >>> smooth1d([0, 0, 1, 0, 0], sigma=0.5).round(3)
    array([0.   , 0.106, 0.787, 0.106, 0.   ])
    """
    ### BEGIN SOLUTION
    kernel = gaussian_kernel1d(sigma)
    return convolve1d(np.pad(np.asarray(f), kernel.size // 2, mode="symmetric"), kernel, mode="valid")
    ### END SOLUTION


def convolve2d(image, kernel, mode="full"):
    r"""Convolve an image with a kernel, flipped on both axes.

    .. math:: (f * g)(t_1, t_2) = \sum_{\tau_1} \sum_{\tau_2} f(\tau_1, \tau_2)\, g(t_1 - \tau_1, t_2 - \tau_2)

    Parameters
    ----------
    image : array_like of shape (H, W)
    kernel : array_like of shape (kh, kw)
    mode : {"full", "same", "valid"}
        As in :func:`convolve1d`, on each axis: ``"full"`` has shape (H+kh-1, W+kw-1); ``"same"`` (H, W), from index
        ((kh-1)//2, (kw-1)//2) of ``"full"``; ``"valid"`` (H-kh+1, W-kw+1).

    Returns
    -------
    ndarray
        int64 and exact for integer or bool input, else floating or complex.

    Raises
    ------
    ValueError
        If `mode` is ``"valid"`` and the kernel does not fit in the image on both axes.

    References
    ----------
    Lecture, "Multi-dimensional Convolution" and "2-D Convolution".

    Examples
    --------
    >>> convolve2d([[1, 2], [3, 4]], [[1, 10]])
    array([[ 1, 12, 20],
           [ 3, 34, 40]])
    """
    ### BEGIN SOLUTION
    image, kernel = _array(image, "image", ndim=2), _array(kernel, "kernel", ndim=2)
    zeros = [_zeros_around(mode, m) for m in kernel.shape]
    if mode == "valid" and (kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]):
        raise ValueError(f"kernel of shape {kernel.shape} does not fit in image of shape {image.shape} (mode 'valid')")
    return _slide(image, kernel, zeros)
    ### END SOLUTION


def convolve_nd(f, g):
    r"""Convolve two arrays of the same dimension d >= 1 in full.

    .. math:: (f * g)(t) = \sum_{\tau \in \mathbb{Z}^d} f(\tau)\, g(t - \tau)

    Parameters
    ----------
    f : array_like of shape (n_1, ..., n_d)
    g : array_like of shape (m_1, ..., m_d)

    Returns
    -------
    ndarray of shape (n_1+m_1-1, ..., n_d+m_d-1)
        int64 and exact for integer or bool input, else floating or complex.

    Raises
    ------
    ValueError
        If `f` and `g` differ in dimension.

    References
    ----------
    Lecture, "Multi-dimensional Convolution".

    Examples
    --------
    >>> convolve_nd([[[1, 2]]], [[[1]], [[1]]])
    array([[[1, 2]],
    <BLANKLINE>
           [[1, 2]]])
    """
    ### BEGIN SOLUTION
    f, g = _array(f, "f"), _array(g, "g")
    if f.ndim != g.ndim:
        raise ValueError(f"f and g must have the same dimension, got {f.ndim} and {g.ndim}")
    if g.size > f.size:
        f, g = g, f
    return _slide(f, g, [(m - 1, m - 1) for m in g.shape])
    ### END SOLUTION


def sum_distribution(p, q):
    r"""Distribution of the sum of two independent random variables on 0, 1, 2, ...

    .. math:: P(X + Y = t) = \sum_\tau P(X = \tau)\, P(Y = t - \tau)

    Parameters
    ----------
    p : array_like of shape (n,)
        ``p[k]`` is the probability of X = k.
    q : array_like of shape (m,)
        ``q[k]`` is the probability of Y = k.

    Returns
    -------
    ndarray of shape (n+m-1,), float64
        The probabilities of X + Y = 0, 1, ..., not renormalised.

    Raises
    ------
    ValueError
        If an entry is negative, or the entries of `p` or `q` sum to a value further than 1e-8 from 1.

    References
    ----------
    Lecture, "Applications of convolution" (statistics).

    Examples
    --------
    Two coins: no head, one head, two heads.

    >>> sum_distribution([0.5, 0.5], [0.5, 0.5])
    array([0.25, 0.5 , 0.25])
    """
    ### BEGIN SOLUTION
    p, q = np.asarray(p, dtype=np.float64), np.asarray(q, dtype=np.float64)
    for name, probabilities in (("p", p), ("q", q)):
        if (probabilities < 0).any():
            raise ValueError(f"{name} must not have negative entries, got {probabilities.min()}")
        if not abs(probabilities.sum() - 1) <= 1e-8:
            raise ValueError(f"{name} must sum to 1, got {probabilities.sum()}")
    return convolve1d(p, q)
    ### END SOLUTION


def kernel_density(samples, grid, bandwidth):
    r"""Estimate a density by smoothing samples with a Gaussian.

    .. math:: \hat p(x) = \frac1N \sum_{i=1}^{N} \frac{1}{h\sqrt{2\pi}}\, e^{-(x - x_i)^2 / (2h^2)}

    Parameters
    ----------
    samples : array_like of shape (N,)
        The x_i; at least one.
    grid : array_like of shape (G,)
        The points x at which to estimate.
    bandwidth : float
        h, positive.

    Returns
    -------
    ndarray of shape (G,), float64

    Raises
    ------
    ValueError
        If ``bandwidth <= 0`` or there are no samples.

    References
    ----------
    Lecture, "Applications of convolution" (statistics).

    Examples
    --------
    >>> kernel_density([0.0, 1.0], grid=[0.0, 0.5], bandwidth=1.0).round(4)
    array([0.3205, 0.3521])
    """
    ### BEGIN SOLUTION
    samples, grid = np.asarray(samples, dtype=np.float64), np.asarray(grid, dtype=np.float64)
    if not bandwidth > 0:
        raise ValueError(f"bandwidth must be positive, got {bandwidth}")
    if samples.size == 0:
        raise ValueError("samples must not be empty")
    z = (grid[:, None] - samples) / bandwidth
    return np.exp(-0.5 * z**2).mean(axis=1) / (bandwidth * np.sqrt(2 * np.pi))
    ### END SOLUTION
