"""Recursion: halve the kernel until one weight is left, and reflect the image again and again until it is large enough."""

import math

import numpy as np

try:
    import matplotlib.pyplot as plt
except ImportError:
    plt = None


def reflect(image, rows, columns):
    """Add so many rows above and below and so many columns on both sides, at most one reflection at a time."""
    if rows == columns == 0:
        return image
    height, width = image.shape
    r, c = min(rows, height), min(columns, width)
    above, below = image[:r][::-1], image[height - r :][::-1]
    taller = np.vstack([above, image, below])
    left, right = taller[:, :c][:, ::-1], taller[:, width - c :][:, ::-1]
    return reflect(np.hstack([left, taller, right]), rows - r, columns - c)


def weighted_sum(padded, kernel, height, width):
    """The sum of all parts of `padded` that a kernel, flipped already, weights."""
    rows, columns = kernel.shape
    if not kernel.any():
        return np.zeros((height, width))
    if rows == columns == 1:
        return padded[:height, :width] * kernel[0, 0]
    if rows >= columns:
        half = rows // 2
        return weighted_sum(padded, kernel[:half], height, width) + weighted_sum(padded[half:], kernel[half:], height, width)
    half = columns // 2
    return weighted_sum(padded, kernel[:, :half], height, width) + weighted_sum(
        padded[:, half:], kernel[:, half:], height, width
    )


def filter2d(image, kernel):
    image, kernel = np.array(image, dtype="float64"), np.array(kernel, dtype="float64")
    rows, columns = kernel.shape
    if rows % 2 != 1:
        raise ValueError("kernel has an even number of rows: " + str(rows))
    if columns % 2 != 1:
        raise ValueError("kernel has an even number of columns: " + str(columns))
    return weighted_sum(reflect(image, rows // 2, columns // 2), np.rot90(kernel, 2), *image.shape)


def bell(t, sigma, radius):
    """The values exp(-t²/2σ²) from t to the radius."""
    return [] if t > radius else [math.exp(-0.5 * (t / sigma) ** 2), *bell(t + 1, sigma, radius)]


def gaussian_filter2d(image, sigma, truncate=4.0):
    if sigma <= 0:
        raise ValueError("sigma has to be positive and is " + str(sigma))
    right = bell(1, float(sigma), int(float(truncate) * float(sigma) + 0.5))
    weights = np.array([*reversed(right), 1.0, *right])
    weights /= weights.sum()
    # A separable kernel filters the rows of the image, and the rows of the transposed result.
    along = filter2d(image, weights[np.newaxis])
    return filter2d(along.T, weights[np.newaxis]).T


def edge_kernels():
    return np.array([[-1], [0], [1]], dtype="float32"), np.array([[-1, 0, 1]], dtype="float32")


def edge_responses(image):
    k_h, k_v = edge_kernels()
    edge_h = filter2d(image, k_h)
    edge_v = filter2d(image, k_v)
    return edge_h, edge_v


def sobel_kernels():
    k_v = np.outer([1, 2, 1], [-1, 0, 1])
    return k_v.T, k_v


def sobel(image, axis):
    if axis < 0:
        if axis < -2:
            raise ValueError("axis is too small: " + str(axis))
        return sobel(image, axis + 2)
    if axis == 1:
        return sobel(np.transpose(image), 0).T
    if axis != 0:
        raise ValueError("axis is too large: " + str(axis))
    smooth = filter2d(image, [[1, 2, 1]])
    padded = reflect(smooth, 1, 0)
    return padded[2:] - padded[:-2]


def gradient_magnitude(grad_h, grad_v):
    grad_h, grad_v = np.array(grad_h, dtype="float64"), np.array(grad_v, dtype="float64")
    if grad_h.shape != grad_v.shape:
        raise ValueError("shapes of grad_h and grad_v differ: " + str(grad_h.shape) + ", " + str(grad_v.shape))
    largest = max(np.abs(grad_h).max(), np.abs(grad_v).max())
    if largest == 0:
        return grad_h * 0.0
    magnitude = ((grad_h / largest) ** 2 + (grad_v / largest) ** 2) ** 0.5
    return magnitude * (255.0 / magnitude.max())


def separate_kernel(kernel):
    kernel = np.array(kernel, dtype="float64")
    if np.linalg.matrix_rank(kernel) != 1:
        raise ValueError("kernel is not of rank 1")

    def heaviest(i):
        """The index of the row with the largest entry, from row i on."""
        if i == len(kernel) - 1:
            return i
        j = heaviest(i + 1)
        return i if np.abs(kernel[i]).max() > np.abs(kernel[j]).max() else j

    row = kernel[heaviest(0)]
    pivot = np.abs(row).argmax()
    return kernel[:, pivot], row / row[pivot]


def high_pass(image, sigma):
    return np.array(image, dtype="float64") - gaussian_filter2d(image, sigma)


def sharpen(image, sigma, amount):
    return np.array(image, dtype="float64") + float(amount) * high_pass(image, sigma)


if __name__ == "__main__" and plt is not None:
    plt.imshow(sobel(np.tri(32), 0))
    plt.show()
