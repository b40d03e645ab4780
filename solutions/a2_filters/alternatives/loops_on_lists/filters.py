"""Plain Python: loops over lists of numbers, and NumPy only to read the arguments and to pack the results."""

import math

import numpy as np


def read(values):
    """Return the rows of a 2-D argument as lists of floats."""
    return np.asarray(values, dtype=float).tolist()


def mirror(i, n):
    """Return the pixel that stands at position i of a line of n pixels which is reflected on both sides."""
    while not 0 <= i < n:
        i = -1 - i if i < 0 else 2 * n - 1 - i
    return i


def filter2d(image, kernel):
    image, kernel = read(image), read(kernel)
    height, width = len(image), len(image[0])
    kh, kw = len(kernel), len(kernel[0])
    for size, side in ((kh, "rows"), (kw, "columns")):
        if size % 2 == 0:
            raise ValueError(f"the kernel has {size} {side}, which is not odd")

    # Which rows and columns each output pixel needs is the same for all of them, so it is looked up once.
    rows = [[mirror(y - i + kh // 2, height) for i in range(kh)] for y in range(height)]
    columns = [[mirror(x - j + kw // 2, width) for j in range(kw)] for x in range(width)]
    weights = [(i, j, kernel[i][j]) for i in range(kh) for j in range(kw) if kernel[i][j] != 0]

    result = []
    for from_rows in rows:
        lines = [image[y] for y in from_rows]
        line = []
        for from_columns in columns:
            total = 0.0
            for i, j, weight in weights:
                total += weight * lines[i][from_columns[j]]
            line.append(total)
        result.append(line)
    return np.array(result)


def gaussian_weights(sigma, radius):
    samples = [math.exp(-((t / sigma) ** 2) / 2) for t in range(-radius, radius + 1)]
    total = math.fsum(samples)
    return [sample / total for sample in samples]


def gaussian_filter2d(image, sigma, truncate=4.0):
    if sigma <= 0:
        raise ValueError(f"sigma has to be larger than 0, but it is {sigma}")
    weights = gaussian_weights(float(sigma), int(float(truncate) * float(sigma) + 0.5))
    smooth_columns = filter2d(image, [[weight] for weight in weights])
    return filter2d(smooth_columns, [weights])


def edge_kernels():
    k_h = np.array([[-1.0], [0.0], [1.0]])
    k_v = np.array([[-1.0, 0.0, 1.0]])
    return k_h, k_v


def edge_responses(image):
    image = read(image)
    height, width = len(image), len(image[0])
    edge_h, edge_v = [], []
    for y in range(height):
        above, below = image[mirror(y - 1, height)], image[mirror(y + 1, height)]
        edge_h.append([above[x] - below[x] for x in range(width)])
        edge_v.append([image[y][mirror(x - 1, width)] - image[y][mirror(x + 1, width)] for x in range(width)])
    return [np.array(edge_h), np.array(edge_v)]


def sobel_kernels():
    k_h, k_v = [], []
    for d, s in zip((-1, 0, 1), (1, 2, 1), strict=True):
        k_h.append([d * weight for weight in (1, 2, 1)])
        k_v.append([s * weight for weight in (-1, 0, 1)])
    return [np.array(k_h), np.array(k_v)]


def sobel(image, axis):
    if axis == 0 or axis == -2:
        kernel = sobel_kernels()[0]
    elif axis == 1 or axis == -1:
        kernel = sobel_kernels()[1]
    else:
        raise ValueError(f"axis has to be 0, 1, -1 or -2, but it is {axis}")
    # The kernel is turned by half a turn here, since filter2d will turn it again.
    return filter2d(image, [row[::-1] for row in kernel.tolist()[::-1]])


def gradient_magnitude(grad_h, grad_v):
    if np.shape(grad_h) != np.shape(grad_v):
        raise ValueError(f"grad_h has the shape {np.shape(grad_h)}, but grad_v has {np.shape(grad_v)}")
    magnitude = [
        [math.hypot(h, v) for h, v in zip(row_h, row_v, strict=True)]
        for row_h, row_v in zip(read(grad_h), read(grad_v), strict=True)
    ]
    largest = max(max(row) for row in magnitude)
    if largest == 0:
        return np.array(magnitude)
    return np.array([[value / largest * 255 for value in row] for row in magnitude])


def separate_kernel(kernel):
    if np.linalg.matrix_rank(np.asarray(kernel, dtype=float)) != 1:
        raise ValueError("the kernel is zero or no outer product of a column and a row")
    kernel = read(kernel)
    row = max(kernel, key=lambda line: max(abs(value) for value in line))
    pivot = max(range(len(row)), key=lambda j: abs(row[j]))
    column = [line[pivot] / row[pivot] for line in kernel]
    return [np.array(column), np.array(row)]


def high_pass(image, sigma):
    smooth = gaussian_filter2d(image, sigma).tolist()
    result = []
    for row, smooth_row in zip(read(image), smooth, strict=True):
        result.append([value - low for value, low in zip(row, smooth_row, strict=True)])
    return np.array(result)


def sharpen(image, sigma, amount):
    detail = high_pass(image, sigma).tolist()
    result = []
    for row, detail_row in zip(read(image), detail, strict=True):
        result.append([value + amount * high for value, high in zip(row, detail_row, strict=True)])
    return np.array(result)
