# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _kernel(kernel):
    """The kernel as an array that may be changed."""
    return np.array(kernel)


def always_value_error(image, kernel, mode="full"):
    """Every input is refused."""
    raise ValueError(f"image, kernel or mode is not valid: {image!r}, {kernel!r}, {mode!r}")


def zeros(image, kernel, mode="full"):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, kernel, mode))


def returns_input(image, kernel, mode="full"):
    """Gives the image back unchanged."""
    return np.array(image)


def not_flipped(image, kernel, mode="full"):
    """The kernel is not flipped: this is cross-correlation."""
    return right(image, _kernel(kernel)[::-1, ::-1], mode)


def flips_rows_only(image, kernel, mode="full"):
    """kernel[::-1] flips the first axis only."""
    return right(image, _kernel(kernel)[:, ::-1], mode)


def flips_columns_only(image, kernel, mode="full"):
    """The kernel is flipped left to right only."""
    return right(image, _kernel(kernel)[::-1], mode)


def transposes_the_kernel(image, kernel, mode="full"):
    """Takes the transpose for the flip; only a square kernel fits."""
    kernel = _kernel(kernel)
    if kernel.ndim == 2 and kernel.shape[0] == kernel.shape[1]:
        return right(image, kernel.T[::-1, ::-1], mode)
    return right(image, kernel, mode)


def rotates_by_a_quarter(image, kernel, mode="full"):
    """Rotates the kernel by 90 degrees instead of 180."""
    kernel = _kernel(kernel)
    if kernel.ndim == 2 and kernel.shape[0] == kernel.shape[1]:
        return right(image, np.rot90(kernel), mode)
    return right(image, kernel, mode)


def transposed_result(image, kernel, mode="full"):
    """x is taken for the first axis: the result is transposed."""
    return right(image, kernel, mode).T


def same_starts_at_half_the_kernel(image, kernel, mode="full"):
    """`same` starts at (kh//2, kw//2), one sample late for even sides."""
    if mode != "same":
        return right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    full = np.pad(right(image, kernel), (0, 1))
    return full[kh // 2 : kh // 2 + h, kw // 2 : kw // 2 + w]


def same_swaps_the_sides(image, kernel, mode="full"):
    """`same` starts at ((kw-1)//2, (kh-1)//2): the sides of the kernel are swapped."""
    if mode != "same":
        return right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    full = np.pad(right(image, kernel), ((0, kw), (0, kh)))
    return full[(kw - 1) // 2 : (kw - 1) // 2 + h, (kh - 1) // 2 : (kh - 1) // 2 + w]


def same_of_the_larger(image, kernel, mode="full"):
    """`same` has the larger of the two lengths on each axis, NumPy's rule for one axis."""
    if mode != "same":
        return right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    top, left = (min(h, kh) - 1) // 2, (min(w, kw) - 1) // 2
    return right(image, kernel)[top : top + max(h, kh), left : left + max(w, kw)]


def same_repeats_the_border(image, kernel, mode="full"):
    """`same` repeats the border pixels instead of taking zeros beyond the image."""
    if mode != "same":
        return right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    padded = np.pad(image, ((kh // 2, (kh - 1) // 2), (kw // 2, (kw - 1) // 2)), mode="edge")
    return right(padded, kernel)[kh - 1 : kh - 1 + h, kw - 1 : kw - 1 + w]


def same_crops_the_corner(image, kernel, mode="full"):
    """`same` is the upper left corner of `full`."""
    if mode != "same":
        return right(image, kernel, mode)
    h, w = np.shape(image)
    return right(image, kernel)[:h, :w]


def valid_loses_the_last(image, kernel, mode="full"):
    """`valid` has the shape (H-kh, W-kw): both loops stop one too early."""
    result = right(image, kernel, mode)
    return result[:-1, :-1] if mode == "valid" else result


def valid_swaps_silently(image, kernel, mode="full"):
    """`valid` swaps image and kernel where the kernel is the larger on both axes, as SciPy does."""
    if mode == "valid" and np.ndim(image) == np.ndim(kernel) == 2:
        (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
        if kh >= h and kw >= w:
            image, kernel = kernel, image
    return right(image, kernel, mode)


def valid_checks_the_rows_only(image, kernel, mode="full"):
    """`valid` refuses a kernel that is too high, but a kernel that is too wide gives an empty result."""
    if mode == "valid" and np.ndim(image) == np.ndim(kernel) == 2:
        (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
        if kh <= h and kw > w:
            return np.zeros((h - kh + 1, 0))
    return right(image, kernel, mode)


def valid_compares_the_areas(image, kernel, mode="full"):
    """`valid` compares numbers of elements, so that a long narrow kernel passes and gives an empty result."""
    if mode == "valid" and np.ndim(image) == np.ndim(kernel) == 2 and np.size(kernel) <= np.size(image):
        (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
        if kh > h or kw > w:
            return np.zeros((max(h - kh + 1, 0), max(w - kw + 1, 0)))
    return right(image, kernel, mode)


def valid_never_checks(image, kernel, mode="full"):
    """`valid` gives an empty result where the kernel does not fit."""
    if mode != "valid":
        return right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    return right(image, kernel)[kh - 1 : max(h, kh - 1), kw - 1 : max(w, kw - 1)]


def square_kernels_only(image, kernel, mode="full"):
    """Uses the number of rows for both sides of the kernel: wide kernels are cut, narrow ones padded."""
    kernel = _kernel(kernel)
    if kernel.ndim != 2:
        return right(image, kernel, mode)
    kh, kw = kernel.shape
    return right(image, np.pad(kernel, ((0, 0), (0, max(kh - kw, 0))))[:, :kh], mode)


def separable_kernels_only(image, kernel, mode="full"):
    """Takes every kernel for the outer product of its middle column and its middle row."""
    kernel = _kernel(kernel)
    if kernel.ndim != 2 or kernel.size == 0:
        return right(image, kernel, mode)
    row, column = kernel[kernel.shape[0] // 2], kernel[:, kernel.shape[1] // 2]
    return right(image, np.outer(column, row), mode)


def row_by_row(image, kernel, mode="full"):
    """Convolves along the rows only and adds the results of the kernel's rows at one place."""
    kernel = _kernel(kernel)
    if kernel.ndim != 2:
        return right(image, kernel, mode)
    rows = np.zeros(kernel.shape, dtype=(kernel.sum() + 0).dtype)
    rows[0] = kernel.sum(axis=0)
    return right(image, rows, mode)


def cyclic(image, kernel, mode="full"):
    """Multiplies FFTs of the size of the image, so that the far sides wrap around."""
    if mode == "valid":
        return right(image, kernel, mode)
    full = right(image, kernel)
    (h, w), result = np.shape(image), np.zeros(np.shape(image), dtype=full.dtype)
    for y in range(0, full.shape[0], h):
        for x in range(0, full.shape[1], w):
            tile = full[y : y + h, x : x + w]
            result[: tile.shape[0], : tile.shape[1]] += tile
    return result


def multiplies_pixels(image, kernel, mode="full"):
    """Multiplies pixel by pixel instead of convolving."""
    result = right(image, kernel, mode)
    (h, w), (kh, kw) = np.shape(image), np.shape(kernel)
    h, w = min(h, kh, result.shape[0]), min(w, kw, result.shape[1])
    result[:] = 0
    result[:h, :w] = (np.asarray(image)[:h, :w] + 0) * (np.asarray(kernel)[:h, :w] + 0)
    return result


def wraps_8_bit(image, kernel, mode="full"):
    """Sums in the dtype of the image, so that 8-bit images wrap."""
    result = right(image, kernel, mode)
    dtype = np.asarray(image).dtype
    return result.astype(dtype) if dtype.kind in "ui" and result.dtype.kind == "i" else result


def clips_8_bit(image, kernel, mode="full"):
    """Clips the result of an 8-bit image to 0 ... 255."""
    result = right(image, kernel, mode)
    return np.clip(result, 0, 255) if np.asarray(image).dtype == np.uint8 and result.dtype.kind == "i" else result


def ors_bools(image, kernel, mode="full"):
    """Bools stay bools: sums become a logical or."""
    result = right(image, kernel, mode)
    return result.astype(bool) if np.asarray(image).dtype == np.asarray(kernel).dtype == bool else result


def integers_become_floats(image, kernel, mode="full"):
    """Accumulates in np.zeros(...), so that integers give floats."""
    result = right(image, kernel, mode)
    return result.astype(np.float64) if result.dtype.kind == "i" else result


def rounds_a_float_fft(image, kernel, mode="full"):
    """Computes integers in float64 and rounds at the end, which is wrong beyond 2**53."""
    result = right(image, kernel, mode)
    return np.rint(result.astype(np.float64)).astype(np.int64) if result.dtype.kind == "i" else result


def floats_become_integers(image, kernel, mode="full"):
    """Accumulates in an int array, so that floats are truncated."""
    result = right(image, kernel, mode)
    return result.astype(np.int64) if result.dtype.kind == "f" else result


def drops_the_imaginary_part(image, kernel, mode="full"):
    """Accumulates in a float array: the imaginary part of complex results is lost."""
    return right(image, kernel, mode).real


def conjugates_the_kernel(image, kernel, mode="full"):
    """Conjugates a complex kernel while flipping it."""
    return right(image, np.conj(_kernel(kernel) + 0), mode)


def error_without_message(image, kernel, mode="full"):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, kernel, mode)
    except ValueError:
        raise ValueError from None


def returns_a_list(image, kernel, mode="full"):
    """Collects the rows in a list and returns that list."""
    return right(image, kernel, mode).tolist()


def flips_in_place(image, kernel, mode="full"):
    """Flips the caller's kernel in place."""
    result = right(image, kernel, mode)
    if isinstance(kernel, np.ndarray):
        kernel[:] = kernel[::-1, ::-1].copy()
    return result


def remembers_by_shape(image, kernel, mode="full"):
    """Keeps results in a cache whose key is the shapes and the mode only."""
    result = right(image, kernel, mode)
    return _CACHE.setdefault((np.shape(image), np.shape(kernel), mode), result)
