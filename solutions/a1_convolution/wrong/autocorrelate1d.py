# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def always_value_error(f):
    """Every input is refused."""
    raise ValueError(f"f is not valid: {f!r}")


def zeros(f):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(f))


def returns_input(f):
    """Gives the input back unchanged."""
    return np.array(f)


def convolves_with_itself(f):
    """Convolves the signal with itself, without reversing one copy."""
    return convolve1d(f, f)


def only_lags_from_zero(f):
    """Starts at lag 0: negative lags are missing."""
    return right(f)[len(f) - 1 :]


def same_length(f):
    """Keeps only the n centre values."""
    n = len(f)
    return right(f)[(n - 1) // 2 : (n - 1) // 2 + n]


def lag_zero_first(f):
    """The values are in the order of an FFT: lag 0 first, negative lags at the end."""
    return np.fft.ifftshift(right(f))


def lag_zero_one_late(f):
    """Lag 0 is at index n: the result is shifted by one."""
    return np.roll(right(f), 1)


def twice_as_long(f):
    """Has 2n values, one more than there are lags."""
    return np.append(right(f), 0)


def one_at_lag_zero(f):
    """Divides by the value at lag 0, so that the peak is 1."""
    result = right(f)
    peak = result[len(f) - 1]
    return result / (peak if peak else 1)


def subtracts_the_mean(f):
    """Subtracts the mean first: this is an autocovariance."""
    return right(np.asarray(f) - np.mean(f))


def mean_over_the_overlap(f):
    """Divides every lag by the number of products in it."""
    n = len(f)
    return right(f) / (n - np.abs(np.arange(-(n - 1), n)))


def mean_over_the_signal(f):
    """Divides by the number of samples."""
    return right(f) / len(f)


def inverse_power_spectrum(f):
    """Inverts the power spectrum without zero padding, so that lags wrap around."""
    f = np.asarray(f) + 0
    return np.fft.fftshift(np.fft.ifft(np.fft.fft(f) ** 2)).real


def conjugates(f):
    """Conjugates one copy of a complex signal."""
    return cross_correlate1d(np.conj(np.asarray(f) + 0), f)


def drops_the_imaginary_part(f):
    """Accumulates in a float array: the imaginary part of complex results is lost."""
    return right(f).real


def squares_samples(f):
    """Sums the squares of the samples only: the result is zero but for lag 0."""
    result = right(f)
    keep = result[len(f) - 1]
    result[:] = 0
    result[len(f) - 1] = keep
    return result


def mirrors_one_too_many(f):
    """Mirrors the half from lag 0 on, so that lag 0 appears twice and the last lag is lost."""
    half = right(f)[len(f) - 1 :]
    return np.concatenate([half[::-1], half])[: 2 * len(f) - 1]


def positive_signals_only(f):
    """Takes absolute values, as if a signal were never negative."""
    return right(np.abs(np.asarray(f))) if np.asarray(f).dtype.kind in "if" else right(f)


def wraps_8_bit(f):
    """Sums in the dtype of the input, so that small integers wrap."""
    dtype = np.asarray(f).dtype
    return right(f).astype(dtype) if dtype.kind in "ui" else right(f)


def ors_bools(f):
    """Bools stay bools: sums become a logical or."""
    return right(f).astype(bool) if np.asarray(f).dtype == bool else right(f)


def integers_become_floats(f):
    """Accumulates in np.zeros(...), so that integers give floats."""
    result = right(f)
    return result.astype(np.float64) if result.dtype.kind == "i" else result


def floats_become_integers(f):
    """Accumulates in an int array, so that floats are truncated."""
    result = right(f)
    return result.astype(np.int64) if result.dtype.kind == "f" else result


def returns_a_list(f):
    """Collects the values in a list and returns that list."""
    return right(f).tolist()


def reverses_in_place(f):
    """Reverses the caller's signal in place in order to correlate it with itself."""
    result = right(f)
    if isinstance(f, np.ndarray):
        f[:] = f[::-1].copy()
    return result


def remembers_by_length(f):
    """Keeps results in a cache whose key is the length only."""
    return _CACHE.setdefault(len(f), right(f))
