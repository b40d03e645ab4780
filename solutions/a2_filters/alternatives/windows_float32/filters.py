"""np.pad, sliding windows and einsum; float32 images stay float32, everything else becomes float64. Results are read-only."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _floating(*arrays):
    """The arguments as float32 where all of them are float32, otherwise as float64."""
    arrays = [np.asarray(a) for a in arrays]
    dtype = np.float32 if all(a.dtype == np.float32 for a in arrays) else np.float64
    return [a.astype(dtype, copy=False) for a in arrays]


def _frozen(array):
    view = array.view()
    view.flags.writeable = False
    return view


def _pad(image, rows, columns):
    """Reflect, edge pixels included, as often as needed: NumPy calls it "symmetric"."""
    return np.pad(image, ((rows, rows), (columns, columns)), mode="symmetric")


def filter2d(image, kernel):
    (image,) = _floating(image)
    kernel = np.asarray(kernel)
    if np.any(np.mod(kernel.shape, 2) == 0):
        raise ValueError(f"kernel sides must be odd but are {kernel.shape}")
    rows, columns = kernel.shape
    windows = sliding_window_view(_pad(image, rows // 2, columns // 2), kernel.shape)
    return _frozen(np.einsum("hwij,ij->hw", windows, kernel[::-1, ::-1].astype(image.dtype)))


def gaussian_filter2d(image, sigma, truncate=4.0):
    if not sigma > 0:
        raise ValueError(f"{sigma=} must be positive")
    (image,) = _floating(image)
    radius = int(float(truncate) * float(sigma) + 0.5)
    x = np.arange(-radius, radius + 1)
    bell = np.exp(-(x**2) / (2.0 * float(sigma) ** 2)) if sigma > 1e-3 else (x == 0).astype(float)
    bell = (bell / bell.sum()).astype(image.dtype)
    down = np.einsum("hwi,i->hw", sliding_window_view(_pad(image, radius, 0), bell.size, axis=0), bell)
    return _frozen(np.einsum("hwj,j->hw", sliding_window_view(_pad(down, 0, radius), bell.size, axis=1), bell))


_K_V = np.array([[-1, 0, 1]], dtype=np.int16)
_SOBEL = np.einsum("i,j->ij", [1, 2, 1], [-1, 0, 1])


def edge_kernels():
    return _frozen(_K_V.T), _frozen(_K_V)


def edge_responses(image):
    return tuple(filter2d(image, kernel) for kernel in edge_kernels())


def sobel_kernels():
    return _frozen(_SOBEL.T), _frozen(_SOBEL)


def sobel(image, axis):
    if axis not in range(-2, 2):
        raise ValueError(f"{axis=} must be in range(-2, 2)")
    return filter2d(image, sobel_kernels()[axis][::-1, ::-1])


def gradient_magnitude(grad_h, grad_v):
    h, v = _floating(grad_h, grad_v)
    if h.shape != v.shape:
        raise ValueError(f"{h.shape} of grad_h is not {v.shape} of grad_v")
    length = np.hypot(h, v)
    largest = length.max()
    return _frozen(np.divide(length, largest, out=np.zeros_like(length), where=largest > 0) * length.dtype.type(255))


def separate_kernel(kernel):
    if np.linalg.matrix_rank(kernel) != 1:
        raise ValueError("kernel is not separable")
    kernel = np.asarray(kernel)
    j = np.abs(kernel.astype(np.float64)).max(axis=0).argmax()
    column = kernel[:, j].astype(np.float64)
    # The row that fits best: einsum of the column with the kernel over the column's own square
    row = np.einsum("i,ij->j", column / np.abs(column).max(), kernel) / np.einsum("i,i", column / np.abs(column).max(), column)
    return _frozen(column), _frozen(row)


def high_pass(image, sigma):
    return _frozen(_floating(image)[0] - gaussian_filter2d(image, sigma))


def sharpen(image, sigma, amount):
    detail = high_pass(image, sigma)
    (image,) = _floating(image)
    if amount == 0:
        return _frozen(image)  # shares its memory
    return _frozen(image + image.dtype.type(amount) * detail)
