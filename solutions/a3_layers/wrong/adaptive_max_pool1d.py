# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _by(window, x, output_size):
    """The maxima over windows: window(i, length, output_size) gives the start and the end of the i-th."""
    x = np.asarray(x)
    bounds = [window(i, x.shape[-1], output_size) for i in range(output_size)]
    return np.stack([x[..., start:end].max(axis=-1) for start, end in bounds], axis=-1)


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
    """Gives x back unchanged."""
    return np.array(x)


def mean(x, output_size):
    """Takes the mean of every window."""
    return adaptive_avg_pool1d(x, output_size).astype(np.asarray(x).dtype)


def minimum(x, output_size):
    """Takes the smallest value of every window."""
    x = np.asarray(x)
    n = x.shape[-1]
    windows = [x[..., _start(i, n, output_size) : _end(i, n, output_size)] for i in range(output_size)]
    return np.stack([window.min(axis=-1) for window in windows], axis=-1)


def largest_magnitude(x, output_size):
    """Takes the largest absolute value."""
    return right(np.abs(np.asarray(x)), output_size)


def place_of_the_maximum(x, output_size):
    """Gives argmax instead of max."""
    x = np.asarray(x)
    n = x.shape[-1]
    starts = [_start(i, n, output_size) for i in range(output_size)]
    return np.stack(
        [start + x[..., start : _end(i, n, output_size)].argmax(axis=-1) for i, start in enumerate(starts)], axis=-1
    )


def starts_from_zero(x, output_size):
    """The running maximum starts from 0, so that nothing below comes out."""
    return np.maximum(right(x, output_size), np.asarray(x).dtype.type(0))


def by_the_recipe(x, output_size):
    """Uses the lecture's recipe: repeated values, one stride and one kernel size."""
    x = np.asarray(x)
    factor, stride, kernel_size = adaptive_pool_recipe(x.shape[-1], output_size)
    return _by(lambda i, _length, _out: (i * stride, i * stride + kernel_size), np.repeat(x, factor, axis=-1), output_size)


def repeats_and_cuts(x, output_size):
    """Right for shorter results; longer ones repeat values and drop what is too much."""
    x = np.asarray(x)
    if output_size <= x.shape[-1]:
        return right(x, output_size)
    return np.repeat(x, -(-output_size // x.shape[-1]), axis=-1)[..., :output_size]


def ends_rounded_down(x, output_size):
    """Windows end at the floor, but hold one value at least: they never overlap."""
    return _by(lambda i, n, m: (_start(i, n, m), max((i + 1) * n // m, _start(i, n, m) + 1)), x, output_size)


def starts_rounded_up(x, output_size):
    """Windows start at the ceiling."""
    return _by(lambda i, n, m: (min(-(-i * n // m), _end(i, n, m) - 1), _end(i, n, m)), x, output_size)


def end_is_included(x, output_size):
    """The value at the end belongs to the window, too."""
    return _by(lambda i, n, m: (_start(i, n, m), _end(i, n, m) + 1), x, output_size)


def windows_one_too_short(x, output_size):
    """The last value of every window of more than one is left out."""
    return _by(lambda i, n, m: (_start(i, n, m), max(_end(i, n, m) - 1, _start(i, n, m) + 1)), x, output_size)


def equal_windows_without_the_rest(x, output_size):
    """All windows have L // out values, and the rest is dropped."""
    size = max(np.shape(x)[-1] // output_size, 1)
    return _by(lambda i, n, _m: (min(i * size, n - 1), min((i + 1) * size, n) if i * size < n else n), x, output_size)


def splits_like_array_split(x, output_size):
    """np.array_split gives the longer parts first; empty parts take the last value."""
    parts = np.array_split(np.arange(np.shape(x)[-1]), output_size)
    return _by(lambda i, n, _m: (parts[i][0], parts[i][-1] + 1) if parts[i].size else (n - 1, n), x, output_size)


def maximum_of_the_averages(x, output_size):
    """Averages to twice the size first and takes the larger of each two."""
    halves = adaptive_avg_pool1d(x, 2 * output_size)
    return np.maximum(halves[..., ::2], halves[..., 1::2]).astype(np.asarray(x).dtype)


def shortens_only(x, output_size):
    """Refuses an output_size above L."""
    if output_size > np.shape(x)[-1]:
        raise ValueError(f"output_size {output_size} is larger than the length {np.shape(x)[-1]}")
    return right(x, output_size)


def keeps_short_inputs(x, output_size):
    """Gives x back where output_size is above L."""
    return right(x, min(output_size, np.shape(x)[-1]))


def first_axis(x, output_size):
    """Pools along the first axis."""
    return right(np.asarray(x).swapaxes(0, -1), output_size).swapaxes(0, -1)


def over_leading_axes(x, output_size):
    """.max() without an axis takes the maximum over all rows, too."""
    result = right(x, output_size)
    result[..., :] = result.reshape(-1, result.shape[-1]).max(axis=0)
    return result


def two_axes_only(x, output_size):
    """Reads x as a matrix of rows: other numbers of axes fail."""
    _rows, _length = np.shape(x)
    return right(x, output_size)


def three_axes_only(x, output_size):
    """Loops over images and channels: other numbers of axes fail."""
    _n, _c, _length = np.shape(x)
    return right(x, output_size)


def flattens_leading_axes(x, output_size):
    """Gives a matrix, whatever the leading axes were."""
    result = right(x, output_size)
    return result.reshape(-1, result.shape[-1]) if result.ndim > 2 else result


def reversed_result(x, output_size):
    """The windows come from the last to the first."""
    return right(x, output_size)[..., ::-1]


def global_maximum(x, output_size):
    """Gives the maximum of everything, repeated."""
    return np.full_like(right(x, output_size), np.max(x))


def through_float64(x, output_size):
    """Fills a float array, which rounds large integers."""
    return right(x, output_size).astype(np.float64)


def through_int64(x, output_size):
    """Fills an integer array, which cuts floats off."""
    return right(x, output_size).astype(np.int64)


def single_precision(x, output_size):
    """Converts everything to float32."""
    return right(x, output_size).astype(np.float32)


def signed_8_bit(x, output_size):
    """Converts 8-bit numbers to int8, so that values above 127 wrap."""
    x = np.asarray(x)
    return right(x.astype(np.int8) if x.dtype == np.uint8 else x, output_size)


def arrays_only(x, output_size):
    """Reads x.shape, which nested lists do not have."""
    assert x.shape[-1]
    return right(x, output_size)


def returns_a_list(x, output_size):
    """Gives nested lists."""
    return right(x, output_size).tolist()


def sorts_in_place(x, output_size):
    """Sorts the caller's array in place."""
    result = right(x, output_size)
    if isinstance(x, np.ndarray):
        x.sort(axis=-1)
    return result


def remembers_by_shape(x, output_size):
    """Keeps results in a cache whose key is the shape and the size only."""
    return _CACHE.setdefault((np.shape(x), int(output_size)), right(x, output_size))
