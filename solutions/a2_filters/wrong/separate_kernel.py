# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _kernel(kernel):
    """The kernel as floats, checked."""
    right(kernel)
    return np.array(kernel, dtype=np.float64)


def _unchecked(kernel):
    """The factors through the largest entry of any kernel; zeros for zero."""
    kernel = np.array(kernel, dtype=np.float64)
    i, j = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
    return kernel[:, j], kernel[i] / (kernel[i, j] or 1.0)


def always_value_error(kernel):
    """Every input is refused."""
    raise ValueError(f"kernel is not valid: {kernel!r}")


def zeros(kernel):
    """Allocates the factors and never fills them."""
    column, row = right(kernel)
    return np.zeros_like(column), np.zeros_like(row)


def returns_input(kernel):
    """Gives the kernel back unchanged."""
    return np.array(kernel, dtype=np.float64)


def swapped(kernel):
    """Returns the row before the column."""
    return right(kernel)[::-1]


def first_row_and_column(kernel):
    """Divides by the corner, which may be zero."""
    kernel = _kernel(kernel)
    with np.errstate(all="ignore"):
        return kernel[:, 0], kernel[0] / kernel[0, 0]


def middle_row_and_column(kernel):
    """Divides by the centre, which is zero in an edge detector."""
    kernel = _kernel(kernel)
    i, j = np.array(kernel.shape) // 2
    with np.errstate(all="ignore"):
        return kernel[:, j], kernel[i] / kernel[i, j]


def sums_of_rows_and_columns(kernel):
    """Takes the sums along each axis and divides by the total, which may be zero."""
    kernel = _kernel(kernel)
    with np.errstate(all="ignore"):
        return kernel.sum(axis=1), kernel.sum(axis=0) / kernel.sum()


def largest_for_largest_magnitude(kernel):
    """Divides by the maximum, which is zero where no entry is positive."""
    kernel = _kernel(kernel)
    i, j = np.unravel_index(np.argmax(kernel), kernel.shape)
    with np.errstate(all="ignore"):
        return kernel[:, j], kernel[i] / kernel[i, j]


def first_column_that_is_not_zero(kernel):
    """Finds a column that is not zero, but divides by its first entry."""
    kernel = _kernel(kernel)
    j = np.flatnonzero(kernel.any(axis=0))[0]
    with np.errstate(all="ignore"):
        return kernel[:, j], kernel[0] / kernel[0, j]


def not_divided(kernel):
    """Takes a row and a column without dividing by their common entry."""
    column, row = right(kernel)
    return column, row * np.abs(column).max()


def magnitudes_only(kernel):
    """Loses the signs of the row."""
    column, row = right(kernel)
    return column, np.abs(row)


def positive_scale(kernel):
    """Divides by the absolute value of the pivot, so that a negative one turns the sign."""
    kernel = _kernel(kernel)
    i, j = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
    return kernel[:, j], kernel[i] / abs(kernel[i, j])


def singular_vectors_without_value(kernel):
    """Returns the unit vectors of the decomposition and forgets the singular value."""
    u, _, vh = np.linalg.svd(_kernel(kernel))
    return u[:, 0], vh[0]


def singular_value_twice(kernel):
    """Multiplies both vectors by the singular value instead of by its root."""
    u, s, vh = np.linalg.svd(_kernel(kernel))
    return u[:, 0] * s[0], vh[0] * s[0]


def column_of_v(kernel):
    """Forgets that the decomposition gives V transposed."""
    u, s, vh = np.linalg.svd(_kernel(kernel))
    return u[:, 0] * s[0], vh[:, 0]


def same_factor_twice(kernel):
    """Takes every kernel for symmetric: the row is the column again, as in a Gaussian."""
    column, row = right(kernel)
    factor = np.sqrt(np.abs(column).max()) * row
    return np.resize(factor, column.shape), factor


def normalised_to_sum_1(kernel):
    """Divides both factors by their sums, where those are not zero."""
    column, row = right(kernel)
    return column / (column.sum() or 1), row / (row.sum() or 1)


def reversed_row(kernel):
    """Flips the row for a convolution that flips by itself."""
    column, row = right(kernel)
    return column, row[::-1]


def integer_factors(kernel):
    """Divides integers by //, so that fractions are lost."""
    column, row = right(kernel)
    whole = np.asarray(kernel).dtype.kind in "iu"
    return column, np.floor(row + 1e-12) if whole else row


def computes_in_float32(kernel):
    """Factors in float32, too coarse for the tolerance promised."""
    column, row = right(kernel)
    return column.astype(np.float32).astype(np.float64), row.astype(np.float32).astype(np.float64)


def rounded_factors(kernel):
    """Rounds the factors to 8 decimals, to have them look better."""
    column, row = right(kernel)
    return column, row.round(8)


def reads_8_bit(kernel):
    """Reads integers as int8, as if no weight were larger than 127."""
    whole = np.asarray(kernel).dtype.kind in "iu"
    return right(np.asarray(kernel).astype(np.int8) if whole else kernel)


def two_dimensional_factors(kernel):
    """The factors have the shapes (kh, 1) and (1, kw)."""
    column, row = right(kernel)
    return column[:, None], row[None, :]


def accepts_any_kernel(kernel):
    """Never looks at the rank."""
    return _unchecked(kernel)


def best_approximation(kernel):
    """Gives the nearest kernel of rank 1 for a kernel of higher rank."""
    try:
        return right(kernel)
    except ValueError:
        u, s, vh = np.linalg.svd(np.asarray(kernel, dtype=np.float64))
        if s[0] == 0:
            raise
        return u[:, 0] * s[0], vh[0]


def accepts_zero(kernel):
    """The rank must not be above 1, so that zero passes."""
    return right(kernel) if np.any(kernel) else _unchecked(kernel)


def refuses_only_zero(kernel):
    """Refuses zero, but takes any other kernel for separable through its largest entry."""
    return _unchecked(kernel) if np.any(kernel) else right(kernel)


def full_rank_only(kernel):
    """Refuses only kernels of full rank: a square one whose determinant is zero passes."""
    kernel = np.asarray(kernel, dtype=np.float64)
    deficient = np.linalg.matrix_rank(kernel) < min(kernel.shape)
    return _unchecked(kernel) if deficient and kernel.any() else right(kernel)


def refuses_only_rank_2(kernel):
    """Refuses rank 0 and rank 2, but not what lies above."""
    return _unchecked(kernel) if np.linalg.matrix_rank(np.asarray(kernel, dtype=np.float64)) > 2 else right(kernel)


def compares_two_rows_only(kernel):
    """Decides by the first two rows alone."""
    right(np.array(kernel, dtype=np.float64)[:2])
    return _unchecked(kernel)


def refuses_rows_of_zeros(kernel):
    """Demands that no row and no column is zero."""
    kernel = np.asarray(kernel, dtype=np.float64)
    if not (kernel.any(axis=0).all() and kernel.any(axis=1).all()):
        raise ValueError("kernel has a row or a column of zeros")
    return right(kernel)


def exact_equality(kernel):
    """Demands that the product of the factors equals the kernel to the last bit."""
    column, row = right(kernel)
    if not np.array_equal(np.outer(column, row), kernel):
        raise ValueError("kernel is not separable")
    return column, row


def loose_tolerance(kernel):
    """Takes a kernel for separable where an error of 1 % remains."""
    column, row = _unchecked(kernel)
    if np.any(kernel) and np.abs(np.outer(column, row) - kernel).max() <= 1e-2 * np.abs(kernel).max():
        return column, row
    return right(kernel)


def absolute_tolerance(kernel):
    """Takes a kernel for separable where an error of 1e-8 remains, even if its entries are as small."""
    column, row = _unchecked(kernel)
    if np.any(kernel) and np.abs(np.outer(column, row) - kernel).max() <= 1e-8:
        return column, row
    return right(kernel)


def small_kernels_are_zero(kernel):
    """Refuses kernels whose entries are all below 1e-8 as zero."""
    if np.abs(np.asarray(kernel, dtype=np.float64)).max() < 1e-8:
        raise ValueError("kernel is zero")
    return right(kernel)


def refuses_zero_sums(kernel):
    """Refuses kernels that sum to zero, which is what every edge detector does."""
    if abs(np.asarray(kernel, dtype=np.float64).sum()) < 1e-12:
        raise ValueError("kernel sums to zero")
    return right(kernel)


def refuses_other_than_square_kernels(kernel):
    """Demands a square kernel."""
    if np.shape(kernel)[0] != np.shape(kernel)[1]:
        raise ValueError(f"kernel must be square, got shape {np.shape(kernel)}")
    return right(kernel)


def refuses_single_rows_and_columns(kernel):
    """Refuses a kernel of one row or one column: it is taken to be separated already."""
    if min(np.shape(kernel)) == 1:
        raise ValueError("kernel is 1-D already")
    return right(kernel)


def none_for_inseparable_kernels(kernel):
    """Returns None instead of raising."""
    try:
        return right(kernel)
    except ValueError:
        return None


def error_without_message(kernel):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(kernel)
    except ValueError:
        raise ValueError from None


def asserts_the_rank(kernel):
    """Checks the rank by assert, which raises another exception."""
    assert np.linalg.matrix_rank(np.asarray(kernel, dtype=np.float64)) == 1, "kernel must have rank 1"
    return right(kernel)


def needs_arrays(kernel):
    """Asks the kernel for its shape, so that nested lists fail."""
    assert kernel.shape
    return right(kernel)


def ignores_strides(kernel):
    """Reads the weights in the order of memory, wrong for transposed kernels."""
    kernel = np.asarray(kernel)
    column, row = right(kernel)
    return (column, row) if kernel.flags.c_contiguous else (np.resize(row, column.shape), np.resize(column, row.shape))


def lists(kernel):
    """The factors are lists, not arrays."""
    column, row = right(kernel)
    return column.tolist(), row.tolist()


def only_the_row(kernel):
    """Forgets the column."""
    return right(kernel)[1]


def divides_in_place(kernel):
    """Divides the caller's kernel by its largest entry."""
    column, row = right(kernel)
    if isinstance(kernel, np.ndarray):
        kernel[...] = np.outer(column / np.abs(column).max(), row).astype(kernel.dtype)
    return column, row


def remembers_by_shape(kernel):
    """Keeps the factors of the first kernel of each shape."""
    return _CACHE.setdefault(np.shape(kernel), right(kernel))
