# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _sides(x, output_size):
    """The wanted height and width as numbers."""
    pair = output_size if np.ndim(output_size) else (output_size, output_size)
    return tuple(n if wanted is None else int(wanted) for n, wanted in zip(np.shape(x)[-2:], pair, strict=True))


def _by(windows, x, output_size):
    """The means over other windows on both axes: windows(length, output_size) gives starts and ends."""
    x = _floating(x)
    rows, columns = (_averages(*windows(n, m), n) for n, m in zip(x.shape[-2:], _sides(x, output_size), strict=True))
    return np.einsum("...hw,hr,wq->...rq", x, rows, columns)


def always_value_error(x, output_size):
    """Every input is refused."""
    raise ValueError(f"x or output_size {output_size} is not valid")


def zeros(x, output_size):
    """Allocates the result and never fills it."""
    return np.zeros(right(x, output_size).shape)


def returns_input(x, output_size):
    """Gives x back unchanged, as floats."""
    return np.array(x, dtype=float)


def sides_swapped(x, output_size):
    """Takes output_size for (width, height)."""
    return right(x, tuple(output_size)[::-1] if np.ndim(output_size) else output_size)


def transposed_result(x, output_size):
    """The result has the shape (..., ow, oh)."""
    return right(x, output_size).swapaxes(-1, -2)


def rows_for_both(x, output_size):
    """Takes the height of output_size for the width, too."""
    return right(x, _sides(x, output_size)[0])


def columns_for_both(x, output_size):
    """Takes the width of output_size for the height, too."""
    return right(x, _sides(x, output_size)[1])


def rows_only(x, output_size):
    """Pools down the rows and leaves the columns as they are."""
    return right(x, (_sides(x, output_size)[0], None))


def columns_only(x, output_size):
    """Pools along the rows and leaves their number as it is."""
    return right(x, (None, _sides(x, output_size)[1]))


def first_axes(x, output_size):
    """Pools the first two axes."""
    return np.moveaxis(right(np.moveaxis(np.asarray(x), (0, 1), (-2, -1)), output_size), (-2, -1), (0, 1))


def none_is_one(x, output_size):
    """None gives one value for the side."""
    return right(x, tuple(side or 1 for side in output_size) if np.ndim(output_size) else output_size)


def none_is_the_other_side(x, output_size):
    """None takes the size of the other side of the result."""
    if np.ndim(output_size):
        rows, columns = output_size
        output_size = (columns if rows is None else rows, rows if columns is None else columns)
    return right(x, output_size)


def none_keeps_the_height(x, output_size):
    """None means the height of x on both sides."""
    height = np.shape(x)[-2]
    return right(x, tuple(height if side is None else side for side in output_size) if np.ndim(output_size) else output_size)


def none_keeps_the_width(x, output_size):
    """None means the width of x on both sides."""
    width = np.shape(x)[-1]
    return right(x, tuple(width if side is None else side for side in output_size) if np.ndim(output_size) else output_size)


def none_of_the_leading_axes(x, output_size):
    """None reads x.shape[0] and x.shape[1], which are other axes where there are more than two."""
    pair = output_size if np.ndim(output_size) else (output_size, output_size)
    return right(x, tuple(n if side is None else side for n, side in zip(np.shape(x)[:2], pair, strict=True)))


def none_is_not_known(x, output_size):
    """Computes with None, which fails."""
    rows, columns = output_size if np.ndim(output_size) else (output_size, output_size)
    return right(x, (int(rows), int(columns)))


def nothing_to_do(x, output_size):
    """(None, None) and the size of x itself give x as it is, integers as well."""
    return np.array(x) if _sides(x, output_size) == np.shape(x)[-2:] else right(x, output_size)


def ints_only(x, output_size):
    """Computes with output_size as a number, which fails for pairs."""
    return right(x, (output_size + 0, output_size + 0))


def pairs_only(x, output_size):
    """Unpacks output_size, which fails for an int."""
    rows, columns = output_size
    return right(x, (rows, columns))


def int_is_the_number_of_values(x, output_size):
    """An int gives one row of that many values."""
    return right(x, output_size if np.ndim(output_size) else (1, output_size))


def by_the_recipe(x, output_size):
    """Uses the lecture's recipe on both axes."""
    x = _floating(x)
    for axis, size in zip((-2, -1), _sides(x, output_size), strict=True):
        factor, stride, kernel_size = adaptive_pool_recipe(x.shape[axis], size)
        starts = stride * np.arange(size)
        matrix = _averages(starts, starts + kernel_size, factor * x.shape[axis])
        x = np.moveaxis(np.moveaxis(np.repeat(x, factor, axis=axis), axis, -1) @ matrix, -1, axis)
    return x


def ends_rounded_down(x, output_size):
    """Windows end at the floor, but hold one value at least: they never overlap."""

    def windows(n, m):
        starts, ends = np.arange(m) * n // m, np.arange(1, m + 1) * n // m
        return starts, np.maximum(ends, starts + 1)

    return _by(windows, x, output_size)


def starts_rounded_up(x, output_size):
    """Windows start at the ceiling."""

    def windows(n, m):
        starts, ends = _adaptive_windows(n, m)
        return np.minimum(-(-np.arange(m) * n // m), ends - 1), ends

    return _by(windows, x, output_size)


def equal_windows_without_the_rest(x, output_size):
    """All windows have L // out values, and the rest is dropped."""

    def windows(n, m):
        size = max(n // m, 1)
        starts = np.minimum(np.arange(m) * size, n - size)
        return starts, starts + size

    return _by(windows, x, output_size)


def windows_end_early(x, output_size):
    """The last row and column of every window of more than one are left out."""

    def windows(n, m):
        starts, ends = _adaptive_windows(n, m)
        return starts, np.maximum(ends - 1, starts + 1)

    return _by(windows, x, output_size)


def maximum(x, output_size):
    """Takes the maximum of every window."""
    rows, columns = _sides(x, output_size)
    result = adaptive_max_pool1d(adaptive_max_pool1d(_floating(x), columns).swapaxes(-1, -2), rows)
    return result.swapaxes(-1, -2)


def sums(x, output_size):
    """Never divides by the areas of the windows."""
    areas = [np.subtract(*_adaptive_windows(n, m)[::-1]) for n, m in zip(np.shape(x)[-2:], _sides(x, output_size), strict=True)]
    return right(x, output_size) * np.outer(*areas)


def sums_down_the_rows(x, output_size):
    """Averages along the rows but sums down them."""
    lengths = np.subtract(*_adaptive_windows(np.shape(x)[-2], _sides(x, output_size)[0])[::-1])
    return right(x, output_size) * lengths[:, None]


def shortens_only(x, output_size):
    """Refuses sides above those of x."""
    if any(wanted > n for n, wanted in zip(np.shape(x)[-2:], _sides(x, output_size), strict=True)):
        raise ValueError(f"output_size {output_size} is larger than x of shape {np.shape(x)}")
    return right(x, output_size)


def keeps_short_sides(x, output_size):
    """Sides that are to grow stay as they are."""
    return right(x, tuple(min(n, wanted) for n, wanted in zip(np.shape(x)[-2:], _sides(x, output_size), strict=True)))


def four_axes_only(x, output_size):
    """Unpacks (N, C, H, W): other numbers of axes fail."""
    _n, _c, _height, _width = np.shape(x)
    return right(x, output_size)


def two_axes_only(x, output_size):
    """Unpacks (H, W): more axes fail."""
    _height, _width = np.shape(x)
    return right(x, output_size)


def first_image_only(x, output_size):
    """The result of the first image and channel stands for all."""
    result = np.array(right(x, output_size))
    result[...] = result.reshape(-1, *result.shape[-2:])[0].copy()
    return result


def over_the_leading_axes(x, output_size):
    """Averages over all other axes, too."""
    result = np.array(right(x, output_size))
    result[...] = result.reshape(-1, *result.shape[-2:]).mean(axis=0)
    return result


def flattens_leading_axes(x, output_size):
    """Gives three axes, whatever the leading ones were."""
    result = right(x, output_size)
    return result.reshape(-1, *result.shape[-2:]) if result.ndim > 3 else result


def drops_axes_of_one(x, output_size):
    """np.squeeze drops the sides of length 1."""
    return right(x, output_size).squeeze()


def integers_stay(x, output_size):
    """Integers give integers, rounded down."""
    result = right(x, output_size)
    return np.floor(result).astype(np.int64) if np.asarray(x).dtype.kind in "bui" else result


def rounds_between_the_axes(x, output_size):
    """Integers are rounded down after the first axis, and averaged again."""
    x = np.asarray(x)
    if x.dtype.kind not in "bui":
        return right(x, output_size)
    rows, columns = _sides(x, output_size)
    return right(np.floor(right(x, (None, columns))), (rows, None))


def wraps_8_bit(x, output_size):
    """Sums 8-bit images in 8 bits before it divides."""
    x = np.asarray(x)
    if x.dtype.itemsize > 1 or x.dtype.kind not in "iu":
        return right(x, output_size)
    areas = [np.subtract(*_adaptive_windows(n, m)[::-1]) for n, m in zip(x.shape[-2:], _sides(x, output_size), strict=True)]
    return np.rint(sums(x, output_size)).astype(np.int64).astype(x.dtype) / np.outer(*areas)


def single_precision(x, output_size):
    """Computes in float32 throughout."""
    return right(x, output_size).astype(np.float32)


def arrays_only(x, output_size):
    """Reads x.shape, which nested lists do not have."""
    assert x.shape[-1]
    return right(x, output_size)


def returns_a_list(x, output_size):
    """Gives nested lists."""
    return right(x, output_size).tolist()


def sums_in_place(x, output_size):
    """Leaves running sums in the caller's images."""
    result = np.array(right(x, output_size))
    if isinstance(x, np.ndarray):
        x[...] = np.cumsum(x, axis=-1)
    return result


def remembers_by_shape(x, output_size):
    """Keeps results in a cache whose key is the shape and the size only."""
    return _CACHE.setdefault((np.shape(x), str(output_size)), np.array(right(x, output_size)))
