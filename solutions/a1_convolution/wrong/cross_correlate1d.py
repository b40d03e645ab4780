# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def always_value_error(f, g):
    """Every input is refused."""
    raise ValueError(f"f or g is not valid: {f!r}, {g!r}")


def zeros(f, g):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(f, g))


def returns_input(f, g):
    """Gives the input back unchanged."""
    return np.array(f)


def convolves(f, g):
    """One of the signals is flipped: this is convolution."""
    return right(np.asarray(f)[::-1], g)


def commutes(f, g):
    """Swaps the two signals as if correlation commuted, so that the lags run backwards."""
    return right(g, f)


def only_lags_from_zero(f, g):
    """Starts at lag 0: negative lags are missing."""
    return right(f, g)[len(f) - 1 :]


def same_length(f, g):
    """Keeps the centre only, as many values as `g` has samples."""
    start = (len(f) - 1) // 2
    return right(f, g)[start : start + len(g)]


def only_full_overlaps(f, g):
    """Keeps only the lags at which the signals overlap in full."""
    n, m = len(f), len(g)
    return right(f, g)[min(n, m) - 1 : max(n, m)]


def pads_to_equal_length(f, g):
    """Pads the shorter signal with zeros to the length of the longer, so that there are too many lags."""
    longest = max(len(f), len(g))
    return right(np.pad(f, (0, longest - len(f))), np.pad(g, (0, longest - len(g))))


def pads_the_wrong_side(f, g):
    """Pads `g` with m-1 zeros in front instead of n-1: the lags are shifted unless n equals m."""
    result = right(f, g)
    return np.roll(result, len(g) - len(f))


def starts_one_lag_late(f, g):
    """The first lag is -(n-2): everything is shifted by one."""
    result = right(f, g)
    result[:-1] = result[1:]
    result[-1] = 0
    return result


def loses_the_last_lag(f, g):
    """The loop over the lags stops at m-2."""
    return right(f, g)[:-1]


def cyclic(f, g):
    """Multiplies FFTs without zero padding, so that lags wrap around."""
    full = right(f, g)
    period = max(len(f), len(g))
    wrapped = np.array(full[:period])
    wrapped[: len(full) - period] += full[period:]
    return wrapped


def conjugates_f(f, g):
    """Conjugates the first signal, as textbooks on complex signals do."""
    return right(np.conj(np.asarray(f) + 0), g)


def conjugates_g(f, g):
    """Conjugates the second signal, as np.correlate does."""
    return right(f, np.conj(np.asarray(g) + 0))


def drops_the_imaginary_part(f, g):
    """Accumulates in a float array: the imaginary part of complex results is lost."""
    return right(f, g).real


def subtracts_means(f, g):
    """Subtracts the means first: this is a covariance."""
    if np.size(f) == 0 or np.size(g) == 0:
        return right(f, g)
    return right(np.asarray(f) - np.mean(f), np.asarray(g) - np.mean(g))


def correlation_coefficient(f, g):
    """Divides by the norms, as a correlation coefficient does."""
    result = right(f, g)
    norm = np.linalg.norm(f) * np.linalg.norm(g)
    return result / (norm if norm else 1)


def divides_by_the_length(f, g):
    """Takes the mean over τ instead of the sum."""
    return right(f, g) / len(f)


def wraps_8_bit(f, g):
    """Sums in the dtype of the input, so that small integers wrap."""
    result = right(f, g)
    dtype = np.result_type(np.asarray(f), np.asarray(g))
    return result.astype(dtype) if dtype.kind in "ui" else result


def ors_bools(f, g):
    """Bools stay bools: sums become a logical or."""
    result = right(f, g)
    return result.astype(bool) if np.asarray(f).dtype == np.asarray(g).dtype == bool else result


def integers_become_floats(f, g):
    """Accumulates in np.zeros(...), so that integers give floats."""
    result = right(f, g)
    return result.astype(np.float64) if result.dtype.kind == "i" else result


def rounds_a_float_fft(f, g):
    """Computes integers in float64 and rounds at the end, which is wrong beyond 2**53."""
    result = right(f, g)
    return np.rint(result.astype(np.float64)).astype(np.int64) if result.dtype.kind == "i" else result


def floats_become_integers(f, g):
    """Accumulates in an int array, so that floats are truncated."""
    result = right(f, g)
    return result.astype(np.int64) if result.dtype.kind == "f" else result


def accepts_empty_input(f, g):
    """The correlation with an empty signal is empty instead of an error."""
    if np.size(f) == 0 or np.size(g) == 0:
        return np.zeros(0)
    return right(f, g)


def error_without_message(f, g):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(f, g)
    except ValueError:
        raise ValueError from None


def returns_lags_too(f, g):
    """Returns the pair (lags, values) instead of the values."""
    return np.arange(-(len(f) - 1), len(g)), right(f, g)


def returns_a_list(f, g):
    """Collects the values in a list and returns that list."""
    return right(f, g).tolist()


def reverses_in_place(f, g):
    """Reverses the caller's first signal in place in order to call convolve1d."""
    result = right(f, g)
    if isinstance(f, np.ndarray):
        f[:] = f[::-1].copy()
    return result


def remembers_by_shape(f, g):
    """Keeps results in a cache whose key is the shapes only."""
    result = right(f, g)
    return _CACHE.setdefault((np.shape(f), np.shape(g)), result)
