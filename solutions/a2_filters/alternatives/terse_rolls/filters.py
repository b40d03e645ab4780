"""As short as it gets: tile the reflected image, np.roll it, crop."""

import matplotlib.pyplot as plt
import numpy as np
from numpy.lib.array_utils import normalize_axis_index
from scipy import ndimage  # noqa: F401  (I compared with ndimage.convolve while I wrote this)

D, S = np.array([-1, 0, 1]), np.array([1, 2, 1])


def tile(image):
    a = np.asarray(image, float)
    return np.block([[a, a[:, ::-1]], [a[::-1], a[::-1, ::-1]]])


def filter2d(image, kernel):
    k, a = np.asarray(kernel, float), tile(image)
    if (m := k.shape[0]) % 2 == 0 or (n := k.shape[1]) % 2 == 0:
        raise ValueError(f"kernel {k.shape}")
    r = sum(k[i, j] * np.roll(a, (i - m // 2, j - n // 2), (0, 1)) for i in range(m) for j in range(n))
    return r[: a.shape[0] // 2, : a.shape[1] // 2]


def gaussian_filter2d(image, sigma, truncate=4.0):
    if sigma <= 0:
        raise ValueError(f"sigma {sigma}")
    r = int(float(truncate) * float(sigma) + 0.5)
    g = np.exp(-((np.arange(-r, r + 1) / sigma) ** 2) / 2)[None]
    return filter2d(filter2d(image, g / g.sum()), g.T / g.sum())


edge_kernels = lambda: (D[:, None], D[None])  # noqa: E731
sobel_kernels = lambda: (np.outer(D, S), np.outer(S, D))  # noqa: E731
edge_responses = lambda image: [filter2d(image, k) for k in edge_kernels()]  # noqa: E731
high_pass = lambda image, sigma: np.asarray(image, float) - gaussian_filter2d(image, sigma)  # noqa: E731
sharpen = lambda image, sigma, amount: np.asarray(image, float) + high_pass(image, sigma) * amount  # noqa: E731


def sobel(image, axis):
    return filter2d(image, -sobel_kernels()[normalize_axis_index(axis, 2)])


def gradient_magnitude(grad_h, grad_v):
    if np.shape(grad_h) != np.shape(grad_v):
        raise ValueError("grad_h, grad_v")
    m = np.hypot(np.asarray(grad_h, float), np.asarray(grad_v, float))
    return 255 * m / m.max() if m.max() else m


def separate_kernel(kernel):
    if np.linalg.matrix_rank(k := np.asarray(kernel, float)) - 1:
        raise ValueError("kernel")
    u, s, v = np.linalg.svd(k)
    return u.T[0], s[0] * v[0]


if __name__ == "__main__":
    plt.imshow(gradient_magnitude(*edge_responses(np.random.default_rng(0).random((64, 64)))))
    plt.show()
