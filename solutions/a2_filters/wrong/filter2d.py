# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _kernel(kernel):
    """The kernel as an array that may be changed."""
    return np.array(kernel, dtype=np.float64)


def _continued(image, kernel, mode):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    right(image, kernel)  # checks the arguments
    kernel = _kernel(kernel)
    rows, columns = kernel.shape
    padded = np.pad(np.asarray(image, dtype=np.float64), ((rows // 2,) * 2, (columns // 2,) * 2), mode=mode)
    return np.einsum("yxij,ij->yx", np.lib.stride_tricks.sliding_window_view(padded, kernel.shape), kernel[::-1, ::-1])


def always_value_error(image, kernel):
    """Every input is refused."""
    raise ValueError(f"image or kernel is not valid: {image!r}, {kernel!r}")


def zeros(image, kernel):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, kernel))


def returns_input(image, kernel):
    """Gives the image back unchanged."""
    return np.array(image, dtype=np.float64)


def not_flipped(image, kernel):
    """The kernel is not flipped: this is cross-correlation."""
    return right(image, _kernel(kernel)[::-1, ::-1])


def flips_rows_only(image, kernel):
    """kernel[::-1] flips the first axis only."""
    return right(image, _kernel(kernel)[:, ::-1])


def flips_columns_only(image, kernel):
    """The kernel is flipped left to right only."""
    return right(image, _kernel(kernel)[::-1])


def transposes_a_square_kernel(image, kernel):
    """Takes the transpose for the flip, where the kernel is square."""
    kernel = _kernel(kernel)
    return right(image, kernel.T[::-1, ::-1] if kernel.shape[0] == kernel.shape[1] else kernel)


def transposed_result(image, kernel):
    """x is taken for the first axis: the result is transposed."""
    return right(image, kernel).T


def zero_padding(image, kernel):
    """Zeros beyond the edges: a constant image becomes dark there."""
    return _continued(image, kernel, "constant")


def repeats_the_edge(image, kernel):
    """Repeats the edge pixels: a a a a | a b c d | d d d d."""
    return _continued(image, kernel, "edge")


def mirrors_about_the_pixel(image, kernel):
    """Reflects about the edge pixels and does not repeat them: d c b | a b c d | c b a."""
    return _continued(image, kernel, "reflect")


def periodic(image, kernel):
    """Continues the image periodically, as a product of FFTs does."""
    return _continued(image, kernel, "wrap")


def reflects_rows_only(image, kernel):
    """Reflects at the top and at the bottom, but takes zeros beyond the left and the right edge."""
    margin = _kernel(kernel).shape[1] // 2
    padded = np.pad(np.asarray(image, dtype=np.float64), ((0, 0), (margin, margin)))
    return right(padded, kernel)[:, margin : padded.shape[1] - margin]


def reflects_only_once(image, kernel):
    """One reflection at each edge and zeros beyond, which is too little where the kernel is much larger."""
    right(image, kernel)
    kernel, image = _kernel(kernel), np.asarray(image, dtype=np.float64)
    (h, w), (rows, columns) = image.shape, kernel.shape
    once = np.pad(np.pad(image, ((h, h), (w, w)), mode="symmetric"), ((rows, rows), (columns, columns)))
    return right(once, kernel)[rows + h : rows + 2 * h, columns + w : columns + 2 * w]


def refuses_large_kernels(image, kernel):
    """Demands that the kernel fits in the image."""
    if np.any(np.array(np.shape(kernel)) > np.shape(image)):
        raise ValueError(f"kernel of shape {np.shape(kernel)} is larger than the image")
    return right(image, kernel)


def cuts_large_kernels(image, kernel):
    """Cuts the kernel around its centre to what a single reflection can serve."""
    right(image, kernel)
    kernel = _kernel(kernel)
    (h, w), (i, j) = np.shape(image), (kernel.shape[0] // 2, kernel.shape[1] // 2)
    return right(image, kernel[max(i - h, 0) : i + h + 1, max(j - w, 0) : j + w + 1])


def inside_only(image, kernel):
    """Keeps only the pixels whose window lies inside the image, as mode `valid` does."""
    i, j = np.array(np.shape(kernel)) // 2
    result = right(image, kernel)
    return result[i : max(result.shape[0] - i, i), j : max(result.shape[1] - j, j)]


def keeps_the_padding(image, kernel):
    """Filters the padded image and never cuts the padding off."""
    right(image, kernel)
    (i, j), image = np.array(np.shape(kernel)) // 2, np.asarray(image, dtype=np.float64)
    return right(np.pad(image, ((i, i), (j, j)), mode="symmetric"), kernel)


def edge_stays_unfiltered(image, kernel):
    """Copies the pixels whose window leaves the image instead of filtering them."""
    full, result = right(image, kernel), np.array(image, dtype=np.float64)
    (h, w), (i, j) = result.shape, np.array(np.shape(kernel)) // 2
    result[i : max(h - i, i), j : max(w - j, j)] = full[i : max(h - i, i), j : max(w - j, j)]
    return result


def loses_the_last_row_and_column(image, kernel):
    """Both loops stop one pixel too early and leave zeros."""
    result = right(image, kernel)
    result[-1], result[:, -1] = 0, 0
    return result


def centred_one_too_far(image, kernel):
    """Takes kernel[kh//2 + 1, kw//2 + 1] for the centre, so that the result is shifted by one pixel."""
    right(image, kernel)
    image = np.asarray(image, dtype=np.float64)
    return right(np.pad(image, ((1, 0), (1, 0)), mode="symmetric"), np.pad(_kernel(kernel), 1))[:-1, :-1]


def centred_at_the_corner(image, kernel):
    """Takes kernel[0, 0] for the centre."""
    right(image, kernel)
    rows, columns = np.shape(kernel)
    return right(image, np.pad(_kernel(kernel), ((rows - 1, 0), (columns - 1, 0))))


def centre_of_swapped_sides(image, kernel):
    """Centres the kernel at (kw//2, kh//2): its sides are swapped."""
    right(image, kernel)
    i, j = np.array(np.shape(kernel)) // 2
    rows = (2 * max(i - j, 0), 2 * max(j - i, 0))  # pads the kernel until its middle is where this takes it to be
    return right(image, np.pad(_kernel(kernel), (rows, rows[::-1])))


def square_kernels_only(image, kernel):
    """Uses the number of rows for both sides: wide kernels are cut, narrow ones padded."""
    right(image, kernel)
    kernel = _kernel(kernel)
    rows, columns = kernel.shape
    return right(image, np.pad(kernel, ((0, 0), (0, max(rows - columns, 0))))[:, :rows])


def square_images_only(image, kernel):
    """Loops over the height for both axes, so that the right of a wide image stays zero."""
    result = right(image, kernel)
    result[:, result.shape[0] :] = 0
    return result


def refuses_other_than_square_kernels(image, kernel):
    """Demands a square kernel."""
    if np.shape(kernel)[0] != np.shape(kernel)[1]:
        raise ValueError(f"kernel must be square, got shape {np.shape(kernel)}")
    return right(image, kernel)


def separable_kernels_only(image, kernel):
    """Takes every kernel for the outer product of its middle column and its middle row."""
    right(image, kernel)
    kernel = _kernel(kernel)
    return right(image, np.outer(kernel[:, kernel.shape[1] // 2], kernel[kernel.shape[0] // 2]))


def normalises_the_kernel(image, kernel):
    """Divides the kernel by its sum, wherever that is not zero."""
    kernel = _kernel(kernel)
    return right(image, kernel / (kernel.sum() or 1.0))


def absolute_values(image, kernel):
    """Takes absolute values, so that dark edges look like bright ones."""
    return np.abs(right(image, kernel))


def accepts_even_kernels(image, kernel):
    """Fills even sides up with zeros instead of refusing them."""
    rows, columns = np.shape(kernel)
    return right(image, np.pad(_kernel(kernel), ((0, 1 - rows % 2), (0, 1 - columns % 2))))


def checks_the_rows_only(image, kernel):
    """Refuses an even number of rows, but fills even columns up."""
    columns = np.shape(kernel)[1]
    return right(image, np.pad(_kernel(kernel), ((0, 0), (0, 1 - columns % 2))))


def checks_the_columns_only(image, kernel):
    """Refuses an even number of columns, but fills even rows up."""
    rows = np.shape(kernel)[0]
    return right(image, np.pad(_kernel(kernel), ((0, 1 - rows % 2), (0, 0))))


def refuses_only_two_even_sides(image, kernel):
    """`and` for `or`: a kernel is refused only if both sides are even."""
    rows, columns = np.shape(kernel)
    return right(image, kernel) if rows % 2 == columns % 2 else accepts_even_kernels(image, kernel)


def error_without_message(image, kernel):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, kernel)
    except ValueError:
        raise ValueError from None


def asserts_odd_sides(image, kernel):
    """Checks the kernel by assert, which raises another exception."""
    assert np.shape(kernel)[0] % 2 == np.shape(kernel)[1] % 2 == 1, "kernel must have odd sides"
    return right(image, kernel)


def wraps_8_bit(image, kernel):
    """Sums in the dtype of an 8-bit image, so that results wrap."""
    result, dtype = right(image, kernel), np.asarray(image).dtype
    return result.astype(np.int64).astype(dtype).astype(np.float64) if dtype in (np.uint8, np.int8) else result


def clips_8_bit(image, kernel):
    """Clips the result of an 8-bit image to 0 ... 255."""
    result = right(image, kernel)
    return np.clip(result, 0, 255) if np.asarray(image).dtype == np.uint8 else result


def scales_8_bit(image, kernel):
    """Divides 8-bit images by 255 first."""
    result = right(image, kernel)
    return result / 255 if np.asarray(image).dtype == np.uint8 else result


def unsigned_weights(image, kernel):
    """Converts the kernel to the dtype of an unsigned image, so that negative weights wrap."""
    dtype = np.asarray(image).dtype
    return right(image, _kernel(kernel).astype(np.int64).astype(dtype) if dtype.kind == "u" else kernel)


def integer_weights(image, kernel):
    """Converts the kernel to integers where the image holds integers, so that its fractions are cut off."""
    whole = np.asarray(image).dtype.kind in "iu"
    return right(image, _kernel(kernel).astype(np.int64) if whole else kernel)


def integers_stay_integers(image, kernel):
    """Gives an integer array for integers."""
    result = right(image, kernel)
    whole = np.asarray(image).dtype.kind in "iu" and np.asarray(kernel).dtype.kind in "iu"
    return result.astype(np.int64) if whole else result


def sixteen_bit_accumulator(image, kernel):
    """Sums integers in int16, as image libraries do, so that large sums wrap."""
    result = right(image, kernel)
    return result.astype(np.int64).astype(np.int16).astype(np.float64) if np.asarray(image).dtype.kind in "iu" else result


def computes_in_float32(image, kernel):
    """Computes in float32, which is too coarse for integers and float64."""
    return right(image, kernel).astype(np.float32).astype(np.float64)


def needs_arrays(image, kernel):
    """Asks the arguments for their shape, so that nested lists fail."""
    assert image.shape and kernel.shape
    return right(image, kernel)


def ignores_strides(image, kernel):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape), kernel)


def returns_a_list(image, kernel):
    """Collects the rows in a list and returns that list."""
    return right(image, kernel).tolist()


def flips_in_place(image, kernel):
    """Flips the caller's kernel in place."""
    result = right(image, kernel)
    if isinstance(kernel, np.ndarray):
        kernel[:] = kernel[::-1, ::-1].copy()
    return result


def filters_in_place(image, kernel):
    """Writes the result into the caller's image."""
    result = right(image, kernel)
    if isinstance(image, np.ndarray):
        image[...] = result.astype(image.dtype)
    return result


def remembers_by_shape(image, kernel):
    """Keeps results in a cache whose key is the shapes only."""
    return _CACHE.setdefault((np.shape(image), np.shape(kernel)), right(image, kernel))


def kernel_of_the_first_call(image, kernel):
    """Keeps the first kernel of each shape for all later calls."""
    return right(image, _CACHE.setdefault(np.shape(kernel), _kernel(kernel)))
