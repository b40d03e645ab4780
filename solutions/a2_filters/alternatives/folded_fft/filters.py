"""The convolution theorem: a reflected image is periodic, so every filter is one product of FFTs."""

import numpy as np
from spectrum import Spectrum, period_of


def filter2d(image, kernel):
    kernel = np.asarray(kernel, dtype=np.float64)
    if not all(side % 2 for side in kernel.shape):
        raise ValueError(f"kernel {kernel.shape}: both sides must be odd")
    return Spectrum(image).times(period_of(kernel, np.shape(image)))


def gaussian_filter2d(image, sigma, truncate=4.0):
    if not sigma > 0:
        raise ValueError(f"sigma = {sigma}, but a Gaussian needs sigma > 0")
    reach = int(float(truncate) * float(sigma) + 0.5)
    bell = np.exp(-np.square(np.arange(-reach, reach + 1) / float(sigma)) / 2)
    bell /= np.sum(bell)
    # The transform of a separable kernel is separable as well.
    height, width = np.shape(image)
    column, row = period_of(bell[:, None], (height, 1))[:, :1], period_of(bell[None, :], (1, width))[:1]
    return Spectrum(image).times(column * row)


def edge_kernels():
    k_v = np.arange(-1, 2)[np.newaxis]
    return k_v.T, k_v


def edge_responses(image):
    spectrum = Spectrum(image)
    return tuple(spectrum.times(period_of(kernel, np.shape(image))) for kernel in edge_kernels())


def sobel_kernels():
    difference, binomial = np.array([[-1], [0], [1]]), np.array([[1, 2, 1]])
    return difference * binomial, (difference * binomial).T


def sobel(image, axis):
    try:
        kernel = dict(zip((0, 1, -2, -1), 2 * sobel_kernels(), strict=True))[axis]
    except KeyError:
        raise ValueError(f"axis = {axis} is not an axis of an image") from None
    return filter2d(image, -kernel)  # both Sobel kernels change their sign when they are flipped


def gradient_magnitude(grad_h, grad_v):
    h, v = np.asarray(grad_h, dtype=np.float64), np.asarray(grad_v, dtype=np.float64)
    if h.shape != v.shape:
        raise ValueError(f"grad_h {h.shape} and grad_v {v.shape} do not fit")
    # The gradient as a complex number
    length = np.abs(h + 1j * v)
    return 255.0 * length / (np.max(length, initial=0.0) or 1.0)


def separate_kernel(kernel):
    kernel = np.asarray(kernel, dtype=np.float64)
    if np.linalg.matrix_rank(kernel) != 1:
        raise np.linalg.LinAlgError("kernel has no separation: its rank is not 1")  # a ValueError, too
    u, s, vh = np.linalg.svd(kernel, full_matrices=False)
    return u[:, 0] * np.sqrt(s[0]), vh[0] * np.sqrt(s[0])


def high_pass(image, sigma):
    return np.subtract(image, gaussian_filter2d(image, sigma), dtype=np.float64)


def sharpen(image, sigma, amount):
    # I + a (I - G) = (1 + a) I - a G
    low = gaussian_filter2d(image, sigma)
    return (1.0 + amount) * np.asarray(image, dtype=np.float64) - amount * low
