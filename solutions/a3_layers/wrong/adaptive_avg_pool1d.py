# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import math

import numpy as np

_CACHE = {}


def _by(window, x, output_size):
    """The means over windows: window(i, length, output_size) gives the start and the end of the i-th."""
    x = _floating(x)
    bounds = [window(i, x.shape[-1], output_size) for i in range(output_size)]
    return np.stack([x[..., start:end].mean(axis=-1) for start, end in bounds], axis=-1)


def _start(i, length, out):
    """Where the right window starts."""
    return i * length // out


def _end(i, length, out):
    """Where the right window ends."""
    return -(-(i + 1) * length // out)


def always_value_error(x, output_size):
    """Every input is refused."""
    raise ValueError(f"x or output_size {output_size} is not valid")


def zeros(x, output_size):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(x, output_size))


def returns_input(x, output_size):
    """Gives x back unchanged, as floats."""
    return np.array(x, dtype=float)


def maximum(x, output_size):
    """Takes the maximum of every window."""
    return adaptive_max_pool1d(_floating(x), output_size)


def sums(x, output_size):
    """Never divides by the lengths of the windows."""
    x = _floating(x)
    return right(x, output_size) * [
        _end(i, x.shape[-1], output_size) - _start(i, x.shape[-1], output_size) for i in range(output_size)
    ]


def by_the_recipe(x, output_size):
    """Uses the lecture's recipe: repeated values, one stride and one kernel size."""
    x = _floating(x)
    factor, stride, kernel_size = adaptive_pool_recipe(x.shape[-1], output_size)
    return _by(lambda i, _length, _out: (i * stride, i * stride + kernel_size), np.repeat(x, factor, axis=-1), output_size)


def recipe_without_repeating(x, output_size):
    """The lecture's recipe for shorter results; longer ones repeat values and drop what is too much."""
    x = _floating(x)
    if output_size <= x.shape[-1]:
        return by_the_recipe(x, output_size)
    return np.repeat(x, -(-output_size // x.shape[-1]), axis=-1)[..., :output_size]


def ends_rounded_down(x, output_size):
    """Windows end at the floor, but hold one value at least: they never overlap."""
    return _by(lambda i, n, m: (_start(i, n, m), max((i + 1) * n // m, _start(i, n, m) + 1)), x, output_size)


def starts_rounded_up(x, output_size):
    """Windows start at the ceiling."""
    return _by(lambda i, n, m: (min(-(-i * n // m), _end(i, n, m) - 1), _end(i, n, m)), x, output_size)


def rounds_to_nearest(x, output_size):
    """Starts and ends are rounded to the nearest whole number."""
    return _by(
        lambda i, n, m: (min(round(i * n / m), n - 1), max(round((i + 1) * n / m), min(round(i * n / m), n - 1) + 1)),
        x,
        output_size,
    )


def rounds_in_floats(x, output_size):
    """Multiplies a rounded L / out by i + 1: the ceiling is one too high where that comes out above a whole number."""
    x = _floating(x)
    step = x.shape[-1] / output_size
    return _by(lambda i, _n, _m: (math.floor(i * step), math.ceil((i + 1) * step)), x, output_size)


def end_is_included(x, output_size):
    """The value at the end belongs to the window, too."""
    return _by(lambda i, n, m: (_start(i, n, m), _end(i, n, m) + 1), x, output_size)


def windows_one_too_short(x, output_size):
    """The last value of every window of more than one is left out."""
    return _by(lambda i, n, m: (_start(i, n, m), max(_end(i, n, m) - 1, _start(i, n, m) + 1)), x, output_size)


def equal_windows_and_the_rest(x, output_size):
    """All windows have L // out values, and the last takes the rest."""
    x = _floating(x)
    size = max(x.shape[-1] // output_size, 1)
    return _by(
        lambda i, n, m: (min(i * size, n - 1), n if i == m - 1 else min((i + 1) * size, n)) if i * size < n else (n - 1, n),
        x,
        output_size,
    )


def equal_windows_without_the_rest(x, output_size):
    """All windows have L // out values, and the rest is dropped."""
    x = _floating(x)
    size = max(x.shape[-1] // output_size, 1)
    return _by(lambda i, n, _m: (min(i * size, n - 1), min((i + 1) * size, n) if i * size < n else n), x, output_size)


def splits_like_array_split(x, output_size):
    """np.array_split gives the longer parts first; empty parts take the last value."""
    x = _floating(x)
    parts = np.array_split(np.arange(x.shape[-1]), output_size)
    return _by(lambda i, n, _m: (parts[i][0], parts[i][-1] + 1) if parts[i].size else (n - 1, n), x, output_size)


def exact_windows(x, output_size):
    """Values at the ends of a window count by the share that lies in it."""
    x = _floating(x)
    n, edges = x.shape[-1], np.arange(output_size + 1) * x.shape[-1] / output_size
    shares = np.minimum(edges[1:], np.arange(1, n + 1)[:, None]) - np.maximum(edges[:-1], np.arange(n)[:, None])
    shares = np.maximum(shares, 0)
    return x @ (shares / shares.sum(axis=0))


def interpolates(x, output_size):
    """Takes the values at equal distances, interpolated between neighbours."""
    x = _floating(x)
    places = np.linspace(0, x.shape[-1] - 1, output_size)
    return np.apply_along_axis(lambda row: np.interp(places, np.arange(row.size), row), -1, x)


def nearest_values(x, output_size):
    """Takes the first value of every window."""
    return _by(lambda i, n, m: (_start(i, n, m), _start(i, n, m) + 1), x, output_size)


def divides_by_the_mean_length(x, output_size):
    """Divides every sum by L / out instead of by the length of its window."""
    return sums(x, output_size) * (output_size / np.shape(x)[-1])


def one_kernel_size_for_all(x, output_size):
    """All windows have the length of the first."""
    return _by(
        lambda i, n, m: (min(_start(i, n, m), n - _end(0, n, m)), min(_start(i, n, m), n - _end(0, n, m)) + _end(0, n, m)),
        x,
        output_size,
    )


def shortens_only(x, output_size):
    """Refuses an output_size above L."""
    if output_size > np.shape(x)[-1]:
        raise ValueError(f"output_size {output_size} is larger than the length {np.shape(x)[-1]}")
    return right(x, output_size)


def keeps_short_inputs(x, output_size):
    """Gives x back where output_size is above L."""
    return right(x, min(output_size, np.shape(x)[-1]))


def fills_up_with_zeros(x, output_size):
    """Where output_size is above L, zeros follow behind x."""
    length = np.shape(x)[-1]
    result = right(x, min(output_size, length))
    return np.pad(result, [(0, 0)] * (result.ndim - 1) + [(0, max(output_size - length, 0))])


def repeats_the_whole(x, output_size):
    """Where output_size is above L, x starts again from its first value."""
    x = _floating(x)
    if output_size <= x.shape[-1]:
        return right(x, output_size)
    return np.concatenate([x] * (output_size // x.shape[-1] + 1), axis=-1)[..., :output_size]


def first_axis(x, output_size):
    """Pools along the first axis."""
    x = np.asarray(x)
    return right(x.swapaxes(0, -1), output_size).swapaxes(0, -1)


def one_axis_only(x, output_size):
    """Flattens x first."""
    return right(np.ravel(x), output_size)


def two_axes_only(x, output_size):
    """Reads x as a matrix of rows: more axes fail, and so does a single one."""
    rows, _length = np.shape(x)
    assert rows
    return right(x, output_size)


def three_axes_only(x, output_size):
    """Loops over images and channels: other numbers of axes fail."""
    _n, _c, _length = np.shape(x)
    return right(x, output_size)


def flattens_leading_axes(x, output_size):
    """Gives a matrix, whatever the leading axes were."""
    result = right(x, output_size)
    return result.reshape(-1, result.shape[-1]) if result.ndim > 2 else result


def first_row_only(x, output_size):
    """The result of the first row stands for all."""
    result = right(x, output_size)
    result[..., :] = result.reshape(-1, result.shape[-1])[0].copy()
    return result


def reversed_result(x, output_size):
    """The windows come from the last to the first."""
    return right(x, output_size)[..., ::-1]


def one_value_too_many(x, output_size):
    """Gives output_size + 1 values: the edges of the windows are counted."""
    return right(x, output_size + 1)


def global_mean(x, output_size):
    """Gives the mean of everything, repeated."""
    result = right(x, output_size)
    return np.full_like(result, _floating(x).mean())


def integers_stay(x, output_size):
    """Integers give integers, rounded down."""
    result = right(x, output_size)
    return np.floor(result).astype(np.int64) if np.asarray(x).dtype.kind in "bui" else result


def floored_floats(x, output_size):
    """Integers give whole numbers, although as floats."""
    result = right(x, output_size)
    return np.floor(result) if np.asarray(x).dtype.kind in "bui" else result


def wraps_8_bit(x, output_size):
    """Sums 8-bit numbers in 8 bits before it divides."""
    x = np.asarray(x)
    if x.dtype.itemsize > 1 or x.dtype.kind not in "iu":
        return right(x, output_size)
    total = np.rint(sums(x, output_size)).astype(np.int64)
    return total.astype(x.dtype) / np.array(
        [_end(i, x.shape[-1], output_size) - _start(i, x.shape[-1], output_size) for i in range(output_size)]
    )


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
    """Leaves running sums in the caller's array."""
    result = right(x, output_size)
    if isinstance(x, np.ndarray):
        x[...] = np.cumsum(x, axis=-1)
    return result


def remembers_by_shape(x, output_size):
    """Keeps results in a cache whose key is the shape and the size only."""
    return _CACHE.setdefault((np.shape(x), int(output_size)), right(x, output_size))


def remembers_windows_by_size(x, output_size):
    """Keeps the windows of the first length for every output_size."""
    length = _CACHE.setdefault(int(output_size), np.shape(x)[-1])
    x = _floating(x)
    return _by(
        lambda i, n, m: (min(_start(i, length, m), n - 1), max(_end(i, length, m), min(_start(i, length, m), n - 1) + 1)),
        x,
        output_size,
    )
