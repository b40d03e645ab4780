"""Everything is checked, everything has a name. Filters gather their pixels by index arrays, one kernel row at a time."""

from __future__ import annotations

import numbers
import warnings

import numpy as np

__all__ = [
    "edge_kernels",
    "edge_responses",
    "filter2d",
    "gaussian_filter2d",
    "gradient_magnitude",
    "high_pass",
    "separate_kernel",
    "sharpen",
    "sobel",
    "sobel_kernels",
]

SMOOTHING_WEIGHTS = (1, 2, 1)
DIFFERENCE_WEIGHTS = (-1, 0, 1)
MAXIMAL_GREY_VALUE = 255.0


class FilterError(ValueError):
    """The base of all errors of this module."""


class InvalidArgumentError(FilterError):
    """An argument has a value that it must not have."""

    def __init__(self, name, requirement, value):
        super().__init__(f"Argument '{name}': {requirement} (received: {value!s}).")
        self.name, self.value = name, value


class NotSeparableError(FilterError):
    """A kernel is not the outer product of two vectors."""


def check_image(image, name="image"):
    """Return the image as a two-dimensional array of float64."""
    array = np.asarray(image)
    if array.ndim != 2:
        raise InvalidArgumentError(name, "two dimensions are required", array.shape)
    if array.size == 0:
        raise InvalidArgumentError(name, "at least one pixel is required", array.shape)
    if array.dtype.kind not in "buif":
        raise InvalidArgumentError(name, "real numbers are required", array.dtype)
    return array.astype(np.float64)


def check_sigma(sigma):
    """Return sigma as a float."""
    if not isinstance(sigma, numbers.Real | np.number):
        raise InvalidArgumentError("sigma", "a real number is required", type(sigma).__name__)
    if not float(sigma) > 0.0:
        raise InvalidArgumentError("sigma", "a positive number is required", sigma)
    return float(sigma)


def check_kernel(kernel):
    """Return the kernel as a two-dimensional array of float64 with odd sides."""
    array = check_image(kernel, "kernel")
    for side in array.shape:
        if side % 2 == 0:
            raise InvalidArgumentError("kernel", "both sides are required to be odd", array.shape)
    return array


def positions_of_reflected_axis(length, first, last):
    """Return which pixels stand at the positions first ... last of an axis of this length that is reflected without end."""
    forwards_and_backwards = np.concatenate([np.arange(length), np.arange(length)[::-1]])
    repetitions_before = -(first // (2 * length))
    repetitions_after = last // (2 * length) + 1
    all_positions = np.tile(forwards_and_backwards, repetitions_before + repetitions_after)
    start = first + repetitions_before * 2 * length
    return all_positions[start : start + last - first + 1]


def filter2d(image, kernel):
    checked_image = check_image(image)
    checked_kernel = check_kernel(kernel)
    image_height, image_width = checked_image.shape
    kernel_height, kernel_width = checked_kernel.shape
    vertical_radius, horizontal_radius = kernel_height // 2, kernel_width // 2

    row_positions = positions_of_reflected_axis(image_height, -vertical_radius, image_height - 1 + vertical_radius)
    column_positions = positions_of_reflected_axis(image_width, -horizontal_radius, image_width - 1 + horizontal_radius)
    # gathered_columns[x, j] is the column that weight j of a kernel row meets at pixel x.
    window = np.arange(kernel_width)[::-1]
    gathered_columns = column_positions[np.arange(image_width)[:, np.newaxis] + window]

    filtered_image = np.zeros((image_height, image_width), dtype=np.float64)
    for i in range(kernel_height):
        shift = kernel_height - 1 - i
        rows = row_positions[shift : shift + image_height]
        gathered_pixels = checked_image[rows][:, gathered_columns]
        filtered_image += np.tensordot(gathered_pixels, checked_kernel[i], axes=1)
    assert filtered_image.shape == checked_image.shape
    return filtered_image


def gaussian_filter2d(image, sigma, truncate=4.0):
    checked_image = check_image(image)
    checked_sigma = check_sigma(sigma)
    radius = int(float(truncate) * checked_sigma + 0.5)
    positions = np.arange(-radius, radius + 1, dtype=np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        weights = np.exp(-0.5 * (positions / checked_sigma) ** 2)
    weights = weights / np.sum(weights)
    smoothed_down_the_rows = filter2d(checked_image, weights.reshape(-1, 1))
    return filter2d(smoothed_down_the_rows, weights.reshape(1, -1))


def edge_kernels():
    horizontal_edges = np.zeros((3, 1), dtype=np.int64)
    vertical_edges = np.zeros((1, 3), dtype=np.int64)
    for position, weight in enumerate(DIFFERENCE_WEIGHTS):
        horizontal_edges[position, 0] = weight
        vertical_edges[0, position] = weight
    return horizontal_edges, vertical_edges


def edge_responses(image):
    checked_image = check_image(image)
    horizontal_edges, vertical_edges = edge_kernels()
    response_to_horizontal_edges = filter2d(checked_image, horizontal_edges)
    response_to_vertical_edges = filter2d(checked_image, vertical_edges)
    return response_to_horizontal_edges, response_to_vertical_edges


def sobel_kernels():
    horizontal_edges = np.multiply.outer(DIFFERENCE_WEIGHTS, SMOOTHING_WEIGHTS)
    vertical_edges = np.multiply.outer(SMOOTHING_WEIGHTS, DIFFERENCE_WEIGHTS)
    return horizontal_edges, vertical_edges


def sobel(image, axis):
    checked_image = check_image(image)
    horizontal_edges, vertical_edges = sobel_kernels()
    match axis:
        case 0 | -2:
            kernel = horizontal_edges
        case 1 | -1:
            kernel = vertical_edges
        case _:
            raise InvalidArgumentError("axis", "one of -2, -1, 0, 1 is required", axis)
    flipped_kernel = np.flipud(np.fliplr(kernel))
    return filter2d(checked_image, flipped_kernel)


def gradient_magnitude(grad_h, grad_v):
    if np.shape(grad_h) != np.shape(grad_v):
        raise InvalidArgumentError("grad_v", f"the shape of grad_h, {np.shape(grad_h)}, is required", np.shape(grad_v))
    checked_h = check_image(grad_h, "grad_h")
    checked_v = check_image(grad_v, "grad_v")
    magnitude = np.sqrt(np.square(checked_h) + np.square(checked_v))
    maximum = np.amax(magnitude)
    if maximum == 0.0:
        return np.zeros_like(magnitude)
    return np.multiply(np.divide(magnitude, maximum), MAXIMAL_GREY_VALUE)


def separate_kernel(kernel):
    checked_kernel = check_image(kernel, "kernel")
    if not checked_kernel.any():
        raise NotSeparableError("Argument 'kernel': a weight other than zero is required.")
    if np.linalg.matrix_rank(checked_kernel) > 1:
        raise NotSeparableError("Argument 'kernel': linearly dependent rows are required.")
    # The marginal sums of absolute values are the factors up to signs and scale.
    magnitudes = np.abs(checked_kernel)
    i = np.argmax(magnitudes.sum(axis=1))
    j = np.argmax(magnitudes.sum(axis=0))
    column_signs, row_signs = np.sign(checked_kernel[:, j]), np.sign(checked_kernel[i]) * np.sign(checked_kernel[i, j])
    column = column_signs * magnitudes.sum(axis=1)
    row = row_signs * magnitudes.sum(axis=0) / magnitudes.sum()
    return column, row


def high_pass(image, sigma):
    checked_image = check_image(image)
    low_pass = gaussian_filter2d(checked_image, sigma)
    return checked_image - low_pass


def sharpen(image, sigma, amount):
    checked_image = check_image(image)
    details = high_pass(checked_image, sigma)
    return checked_image + float(amount) * details
