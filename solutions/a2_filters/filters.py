"""Filters for images: smoothing, edges, Sobel, high-pass and sharpening.

Images are 2-D arrays of shape (H, W), of any real dtype, 8-bit ones too; axis 0 runs down the rows, axis 1 along them. Every
result is float64. Beyond its edges an image is reflected, ``d c b a | a b c d | d c b a`` on each axis, as often as needed.
"""

import numpy as np

### BEGIN SOLUTION
from numpy.lib.stride_tricks import sliding_window_view


def _require_positive(sigma):
    if not sigma > 0:
        raise ValueError(f"sigma must be positive, got {sigma}")


def _reflected(image, radius, axis):
    """Return `image` as float64, continued by `radius` pixels on both sides of an axis: d c b a | a b c d | d c b a."""
    image = np.asarray(image, dtype=np.float64)
    if radius == 0:
        return image
    n = image.shape[axis]
    index = np.arange(-radius, n + radius) % (2 * n)  # the reflected axis repeats after 2n pixels
    return image.take(np.minimum(index, 2 * n - 1 - index), axis)


def _smoothed(image, weights, axis):
    """Return the weighted average along one axis under symmetric `weights`.

    The windows are a strided view: nothing is copied but the padded image.
    """
    return sliding_window_view(_reflected(image, weights.size // 2, axis), weights.size, axis) @ weights


### END SOLUTION


def filter2d(image, kernel):
    r"""Convolve an image with a small kernel, keeping its size.

    .. math:: (I * K)(y, x) = \sum_i \sum_j I(y - i, x - j)\, K(i, j)

    The centre of `kernel` is K(0, 0), so the kernel is flipped on both axes as it slides.

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges. It may be smaller than the kernel.
    kernel : array_like of shape (kh, kw)
        Both sides are odd.

    Returns
    -------
    ndarray of shape (H, W), float64

    Raises
    ------
    ValueError
        If a side of `kernel` is even.

    References
    ----------
    Lecture, "Filter for edge detection".

    Examples
    --------
    >>> filter2d([[0, 0, 0], [0, 1, 0], [0, 0, 0]], [[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    array([[1., 2., 3.],
           [4., 5., 6.],
           [7., 8., 9.]])
    """
    ### BEGIN SOLUTION
    kernel = np.asarray(kernel, dtype=np.float64)
    if kernel.shape[0] % 2 == 0 or kernel.shape[1] % 2 == 0:
        raise ValueError(f"kernel must have odd sides, got shape {kernel.shape}")
    rows, columns = kernel.shape
    padded = _reflected(_reflected(image, rows // 2, axis=0), columns // 2, axis=1)
    height, width = padded.shape[0] - rows + 1, padded.shape[1] - columns + 1
    result, product = np.zeros((height, width)), np.empty((height, width))
    # One pass over the whole image for each weight keeps to long rows, which is faster than one sum for each pixel.
    for (i, j), weight in np.ndenumerate(np.flip(kernel)):
        if weight:
            result += np.multiply(padded[i : i + height, j : j + width], weight, out=product)
    return result
    ### END SOLUTION


def gaussian_filter2d(image, sigma, truncate=4.0):
    r"""Smooth an image with a Gaussian, one axis after the other.

    .. math:: g(y, x) \propto e^{-(y^2 + x^2) / (2\sigma^2)} = e^{-y^2 / (2\sigma^2)}\, e^{-x^2 / (2\sigma^2)}

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges. It may be smaller than the kernel.
    sigma : float
        Standard deviation in pixels, positive, the same on both axes.
    truncate : float
        The kernel ends ``int(truncate*sigma + 0.5)`` pixels from its centre; its samples are normalised to sum 1.

    Returns
    -------
    ndarray of shape (H, W), float64

    Raises
    ------
    ValueError
        If ``sigma <= 0``.

    References
    ----------
    Lecture, "2-D Gaussian Filter".

    Examples
    --------
    >>> gaussian_filter2d([[0, 0, 0], [0, 100, 0], [0, 0, 0]], sigma=0.5).round(2)
    array([[ 1.14,  8.39,  1.14],
           [ 8.39, 61.87,  8.39],
           [ 1.14,  8.39,  1.14]])
    """
    ### BEGIN SOLUTION
    _require_positive(sigma)
    radius = int(float(truncate) * float(sigma) + 0.5)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    weights /= weights.sum()
    return _smoothed(_smoothed(image, weights, axis=0), weights, axis=1)
    ### END SOLUTION


def edge_kernels():
    r"""Return the lecture's two kernels for edge detection.

    .. math:: k_h = \begin{bmatrix} -1 \\ 0 \\ 1 \end{bmatrix}, \qquad k_v = \begin{bmatrix} -1 & 0 & 1 \end{bmatrix}

    Returns
    -------
    k_h : ndarray of shape (3, 1)
        For horizontal edges. Any signed dtype.
    k_v : ndarray of shape (1, 3)
        For vertical edges. Any signed dtype.

    References
    ----------
    Lecture, "Filter for edge detection".

    Examples
    --------
    >>> k_h, k_v = edge_kernels()
    >>> k_h.shape, k_v.shape
    ((3, 1), (1, 3))
    """
    ### BEGIN SOLUTION
    return np.array([[-1], [0], [1]]), np.array([[-1, 0, 1]])
    ### END SOLUTION


def edge_responses(image):
    r"""Convolve an image with both edge kernels, as the lecture's code does.

    A convolution flips its kernel. So the results are *minus* twice the derivative down the rows and along them:

    .. math:: e_h(y, x) = I(y-1, x) - I(y+1, x), \qquad e_v(y, x) = I(y, x-1) - I(y, x+1)

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges.

    Returns
    -------
    edge_h : ndarray of shape (H, W), float64
        Convolution with k_h: large at horizontal edges.
    edge_v : ndarray of shape (H, W), float64
        Convolution with k_v: large at vertical edges.

    References
    ----------
    Lecture, "Filter for edge detection".

    Examples
    --------
    >>> edge_h, edge_v = edge_responses([[1, 2, 4], [1, 2, 4]])
    >>> edge_v
    array([[-1., -3., -2.],
           [-1., -3., -2.]])
    """
    ### BEGIN SOLUTION
    k_h, k_v = edge_kernels()
    return filter2d(image, k_h), filter2d(image, k_v)
    ### END SOLUTION


def sobel_kernels():
    r"""Return the lecture's two Sobel kernels, outer products of smoothing and differentiation.

    .. math::
        k_h = \begin{bmatrix} -1 \\ 0 \\ 1 \end{bmatrix} \begin{bmatrix} 1 & 2 & 1 \end{bmatrix}, \qquad
        k_v = \begin{bmatrix} 1 \\ 2 \\ 1 \end{bmatrix} \begin{bmatrix} -1 & 0 & 1 \end{bmatrix}

    Returns
    -------
    k_h : ndarray of shape (3, 3)
        For horizontal edges. Any signed dtype.
    k_v : ndarray of shape (3, 3)
        For vertical edges. Any signed dtype.

    References
    ----------
    Lecture, "Sobel Filter".

    Examples
    --------
    >>> k_h, k_v = sobel_kernels()
    >>> bool((k_h == k_v.T).all())
    True
    """
    ### BEGIN SOLUTION
    smooth, differentiate = np.array([1, 2, 1]), np.array([-1, 0, 1])
    return np.outer(differentiate, smooth), np.outer(smooth, differentiate)
    ### END SOLUTION


def sobel(image, axis):
    r"""Differentiate an image along one axis while smoothing along the other.

    The sign is that of the derivative: positive where the image grows with the index. So this is the *correlation* with the
    lecture's Sobel kernel: for axis 0

    .. math:: s(y, x) = \sum_{j=-1}^{1} w_j \left[ I(y+1, x+j) - I(y-1, x+j) \right], \qquad w = (1, 2, 1)

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges.
    axis : {0, 1, -1, -2}
        Along which to differentiate. 0 or -2: down the rows. 1 or -1: along the rows.

    Returns
    -------
    ndarray of shape (H, W), float64

    Raises
    ------
    ValueError
        If `axis` is another.

    References
    ----------
    Lecture, "Sobel Filter".

    Examples
    --------
    >>> sobel([[0, 0, 0], [1, 1, 1], [2, 2, 2]], axis=0)
    array([[4., 4., 4.],
           [8., 8., 8.],
           [4., 4., 4.]])
    """
    ### BEGIN SOLUTION
    if axis not in (0, 1, -1, -2):
        raise ValueError(f"axis must be 0, 1, -1 or -2, got {axis}")
    image = np.asarray(image)
    along = image if axis in (0, -2) else image.T
    padded = _reflected(_reflected(along, 1, axis=0), 1, axis=1)
    differences = padded[2:] - padded[:-2]
    result = 2 * differences[:, 1:-1]
    result += differences[:, :-2]
    result += differences[:, 2:]
    return result if along is image else result.T
    ### END SOLUTION


def gradient_magnitude(grad_h, grad_v):
    r"""Combine two derivatives into the length of the gradient, scaled so that its maximum is 255.

    .. math:: m = \frac{255}{\max \sqrt{h^2 + v^2}} \sqrt{h^2 + v^2}

    Parameters
    ----------
    grad_h, grad_v : array_like of shape (H, W)
        The two derivatives, of any real dtype.

    Returns
    -------
    ndarray of shape (H, W), float64
        Between 0 and 255. Zero everywhere if both arguments are.

    Raises
    ------
    ValueError
        If the shapes differ.

    References
    ----------
    Lecture, "Filter for edge detection".

    Examples
    --------
    >>> gradient_magnitude([[3, 0]], [[4, 1]])
    array([[255.,  51.]])
    """
    ### BEGIN SOLUTION
    grad_h, grad_v = np.asarray(grad_h, dtype=np.float64), np.asarray(grad_v, dtype=np.float64)
    if grad_h.shape != grad_v.shape:
        raise ValueError(f"grad_h and grad_v must have the same shape, got {grad_h.shape} and {grad_v.shape}")
    largest = max(np.abs(grad_h).max(initial=0.0), np.abs(grad_v).max(initial=0.0))
    if largest == 0:
        return np.zeros_like(grad_h)
    # Squares of huge derivatives overflow and those of tiny ones vanish: the largest becomes 1 first.
    magnitude = np.sqrt((grad_h / largest) ** 2 + (grad_v / largest) ** 2)
    magnitude *= 255.0 / magnitude.max()
    return magnitude
    ### END SOLUTION


def separate_kernel(kernel):
    r"""Write a kernel of rank 1 as an outer product, so that two 1-D passes can replace one 2-D pass.

    .. math:: K(i, j) = c(i)\, r(j)

    Parameters
    ----------
    kernel : array_like of shape (kh, kw)
        Of rank 1, as ``np.linalg.matrix_rank`` sees it.

    Returns
    -------
    column : ndarray of shape (kh,)
        c, of any real dtype. The pair is unique up to a factor: (2c, r/2) is as good.
    row : ndarray of shape (kw,)
        r, likewise. ``np.outer(column, row)`` equals `kernel` to ``1e-10 * abs(kernel).max()``.

    Raises
    ------
    ValueError
        If the rank of `kernel` is not 1: it is zero everywhere, or not separable.

    References
    ----------
    Lecture, "Sobel Filter".

    Examples
    --------
    >>> column, row = separate_kernel([[1, 2], [3, 6]])
    >>> np.outer(column, row)
    array([[1., 2.],
           [3., 6.]])
    """
    ### BEGIN SOLUTION
    kernel = np.asarray(kernel, dtype=np.float64)
    rank = np.linalg.matrix_rank(kernel)
    if rank != 1:
        raise ValueError(f"kernel must have rank 1, got rank {rank}")
    # All rows are multiples of any row that is not zero; the one with the largest entry loses least to rounding.
    i, j = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
    return kernel[:, j], kernel[i] / kernel[i, j]
    ### END SOLUTION


def high_pass(image, sigma):
    r"""Keep what a Gaussian low-pass filter removes.

    .. math:: h = I - g_\sigma * I

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges.
    sigma : float
        Standard deviation in pixels of the low-pass, that of :func:`gaussian_filter2d` with its default `truncate`; positive.

    Returns
    -------
    ndarray of shape (H, W), float64
        Zero, up to rounding, where the image is constant.

    Raises
    ------
    ValueError
        If ``sigma <= 0``.

    References
    ----------
    Lecture, "High-pass filter and low-pass filter".

    Examples
    --------
    >>> high_pass([[0, 9, 0]], sigma=0.5).round(2)
    array([[-0.96,  1.92, -0.96]])
    """
    ### BEGIN SOLUTION
    return np.asarray(image, dtype=np.float64) - gaussian_filter2d(image, sigma)
    ### END SOLUTION


def sharpen(image, sigma, amount):
    r"""Add a multiple of an image's high-pass to it: unsharp masking.

    .. math:: s = I + a\, (I - g_\sigma * I)

    Parameters
    ----------
    image : array_like of shape (H, W)
        Reflected at its edges.
    sigma : float
        Standard deviation in pixels of the low-pass, as in :func:`high_pass`; positive.
    amount : float
        a: 0 changes nothing, a negative one blurs.

    Returns
    -------
    ndarray of shape (H, W), float64
        Not clipped: it may leave the range of the image.

    Raises
    ------
    ValueError
        If ``sigma <= 0``.

    References
    ----------
    Lecture, "Quick Summary".

    Examples
    --------
    >>> sharpen([[1, 1, 1, 9, 9, 9]], sigma=0.5, amount=1.0).round(2)
    array([[1.  , 1.  , 0.15, 9.85, 9.  , 9.  ]])
    """
    ### BEGIN SOLUTION
    return np.asarray(image, dtype=np.float64) + amount * high_pass(image, sigma)
    ### END SOLUTION
