"""Linear algebra: filtering a line is a band matrix, and every kernel is a sum of separable ones."""

import numpy as np


def band(weights, n):
    """Matrix B of shape (n, n): ``B @ line`` is the convolution of a reflected line of n pixels with the weights."""
    radius = len(weights) // 2
    target = np.arange(n)[:, None]
    source = (target - np.arange(-radius, radius + 1)) % (2 * n)
    source = np.where(source >= n, 2 * n - 1 - source, source)
    matrix = np.zeros((n, n))
    np.add.at(matrix, (np.broadcast_to(target, source.shape), source), np.broadcast_to(weights, source.shape))
    return matrix


def separably(image, column, row):
    image = np.array(image, dtype=float)
    height, width = image.shape
    return np.linalg.multi_dot([band(column, height), image, band(row, width).T])


def filter2d(image, kernel):
    kernel = np.array(kernel, dtype=float)
    if 0 in (kernel.shape[0] % 2, kernel.shape[1] % 2):
        raise ValueError(f"kernel: even sides have no centre, the shape is {kernel.shape}")
    # K = sum of s_r u_r v_r^T, so the filter is a sum of separable filters, as many as the rank.
    u, s, vt = np.linalg.svd(kernel, full_matrices=False)
    result = np.zeros(np.shape(image))
    for r in range(s.size):
        if s[r] > 0:
            result += separably(image, s[r] * u[:, r], vt[r])
    return result


def gaussian_filter2d(image, sigma, truncate=4.0):
    if sigma <= 0:
        raise ValueError(f"sigma must be greater than zero: {sigma}")
    r = int(float(truncate) * float(sigma) + 0.5)
    t = np.linspace(-r, r, 2 * r + 1)
    g = np.exp(-0.5 * (t / sigma) ** 2)
    g = g / np.linalg.norm(g, 1)
    return separably(image, g, g)


def edge_kernels():
    k = np.array([-1, 0, 1], dtype=np.int8)
    return [k.reshape(3, 1), k.reshape(1, 3)]


def edge_responses(image):
    image = np.array(image, dtype=float)
    difference = [-1, 0, 1]
    return [band(difference, image.shape[0]) @ image, image @ band(difference, image.shape[1]).T]


def sobel_kernels():
    smooth = np.array([[1.0], [2.0], [1.0]])
    k_h, k_v = edge_kernels()
    return k_h @ smooth.T, smooth @ k_v


def sobel(image, axis):
    if axis in (0, -2):
        return separably(image, [1, 0, -1], [1, 2, 1])
    if axis in (1, -1):
        return separably(image, [1, 2, 1], [1, 0, -1])
    raise ValueError(f"an image has no axis {axis}")


def gradient_magnitude(grad_h, grad_v):
    if np.shape(grad_h) != np.shape(grad_v):
        raise ValueError(f"the shapes of grad_h and grad_v must agree: {np.shape(grad_h)}, {np.shape(grad_v)}")
    gradient = np.stack([np.asarray(grad_h, dtype=float), np.asarray(grad_v, dtype=float)], axis=-1)
    norm = np.linalg.norm(gradient, axis=-1)
    top = np.linalg.norm(norm.ravel(), np.inf)
    return norm if top == 0 else norm / top * 255.0


def separate_kernel(kernel):
    kernel = np.array(kernel, dtype=float)
    rank = int(np.linalg.matrix_rank(kernel))
    if rank != 1:
        raise ValueError(f"kernel has rank {rank} instead of 1")
    # Any row of a kernel of rank 1 is the row; projecting on it (least squares) gives the column.
    row = kernel[np.argmax(np.linalg.norm(kernel, axis=1))]
    return kernel @ (row / np.linalg.norm(row)) / np.linalg.norm(row), row


def high_pass(image, sigma):
    return np.array(image, dtype=float) - gaussian_filter2d(image, sigma)


def sharpen(image, sigma, amount):
    return np.array(image, dtype=float) + amount * high_pass(image, sigma)
