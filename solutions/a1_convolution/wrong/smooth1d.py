# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _padded(f, sigma, mode):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    right(f, sigma)  # checks the arguments
    kernel = gaussian_kernel1d(sigma)
    return convolve1d(np.pad(np.asarray(f) + 0.0, kernel.size // 2, mode=mode), kernel, "valid")


def always_value_error(f, sigma):
    """Every input is refused."""
    raise ValueError(f"f or sigma is not valid: {f!r}, {sigma}")


def zeros(f, sigma):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(f, sigma))


def returns_input(f, sigma):
    """Gives the signal back unchanged."""
    return np.asarray(f) + 0.0


def zero_padding(f, sigma):
    """Zeros beyond the ends: the ends of a constant signal become dark."""
    return _padded(f, sigma, "constant")


def repeats_the_ends(f, sigma):
    """Repeats the first and the last sample beyond the ends: a a a a | a b c d | d d d d."""
    return _padded(f, sigma, "edge")


def mirrors_about_the_samples(f, sigma):
    """Reflects about the end samples and does not repeat them: d c b | a b c d | c b a."""
    return _padded(f, sigma, "reflect")


def periodic(f, sigma):
    """Continues the signal periodically: a b c d | a b c d | a b c d."""
    return _padded(f, sigma, "wrap")


def antisymmetric(f, sigma):
    """Reflects with the sign changed, so that the ends are pulled to zero."""
    right(f, sigma)
    kernel = gaussian_kernel1d(sigma)
    f = np.asarray(f) + 0.0
    period = np.concatenate([f, -f[::-1]])
    index = np.arange(-(kernel.size // 2), f.size + kernel.size // 2)
    return convolve1d(period[index % period.size], kernel, "valid")


def renormalises_at_the_ends(f, sigma):
    """Pads with zeros and divides by the weight inside the signal, instead of reflecting."""
    return _padded(f, sigma, "constant") / _padded(np.ones(len(f)), sigma, "constant")


def reflects_only_once(f, sigma):
    """One reflection on each side and zeros beyond, which is too little where the kernel is longer."""
    kernel = gaussian_kernel1d(sigma)
    f = np.asarray(f) + 0.0
    once = np.concatenate([f[::-1], f, f[::-1]])
    return convolve1d(once, kernel, "same")[f.size : 2 * f.size]


def kernel_is_cut_to_the_signal(f, sigma):
    """Limits the radius to the length of the signal, so that one reflection is enough."""
    right(f, sigma)
    radius = min(gaussian_kernel1d(sigma).size // 2, len(f))
    kernel = gaussian_kernel1d(sigma, radius)
    return convolve1d(np.pad(np.asarray(f) + 0.0, radius, mode="symmetric"), kernel, "valid")


def wide_kernels_lose_samples(f, sigma):
    """Mode `valid` without padding: the result is shorter, or as long as the kernel allows."""
    return convolve1d(f, gaussian_kernel1d(sigma), "valid")


def full_length(f, sigma):
    """Mode `full` after padding: the result is longer than the signal."""
    kernel = gaussian_kernel1d(sigma)
    return convolve1d(np.pad(np.asarray(f) + 0.0, kernel.size // 2, mode="symmetric"), kernel, "full")


def padding_not_cut(f, sigma):
    """Mode `same` on the padded signal, whose padding is never cut off."""
    kernel = gaussian_kernel1d(sigma)
    return convolve1d(np.pad(np.asarray(f) + 0.0, kernel.size // 2, mode="symmetric"), kernel, "same")


def shifted_by_one(f, sigma):
    """Pads one sample too many in front, so that the result is shifted."""
    radius = gaussian_kernel1d(sigma).size // 2
    padded = np.pad(np.asarray(f) + 0.0, (radius + 1, radius), mode="symmetric")
    return convolve1d(padded, gaussian_kernel1d(sigma), "valid")[:-1]


def sigma_is_the_variance(f, sigma):
    """Takes sigma for the variance and smooths with its square root."""
    return right(f, np.sqrt(sigma) if sigma > 0 else sigma)


def smooths_twice(f, sigma):
    """Filters forth and back, so that the variances add up to 2σ²."""
    return right(right(f, sigma), sigma)


def three_sigma(f, sigma):
    """Uses a kernel of radius int(3*sigma + 0.5)."""
    right(f, sigma)
    kernel = gaussian_kernel1d(sigma, int(3 * sigma + 0.5))
    return convolve1d(np.pad(np.asarray(f) + 0.0, kernel.size // 2, mode="symmetric"), kernel, "valid")


def moving_average(f, sigma):
    """Averages over the window with equal weights."""
    size = gaussian_kernel1d(sigma).size
    return convolve1d(np.pad(np.asarray(f) + 0.0, size // 2, mode="symmetric"), np.ones(size) / size, "valid")


def analytic_constant(f, sigma):
    """The kernel is normalised by σ√(2π) instead of by its sum."""
    result = right(f, sigma)
    t = np.arange(-int(4 * sigma + 0.5), int(4 * sigma + 0.5) + 1)
    return result * np.exp(-0.5 * (t / sigma) ** 2).sum() / (sigma * np.sqrt(2 * np.pi))


def high_pass(f, sigma):
    """Returns what smoothing removes: the signal minus its smooth part."""
    return np.asarray(f) + 0.0 - right(f, sigma)


def keeps_the_dtype(f, sigma):
    """Casts the result back to the dtype of the signal, so that integers are truncated."""
    return right(f, sigma).astype(np.asarray(f).dtype)


def rounds_integers(f, sigma):
    """Rounds the result of an integer signal."""
    result = right(f, sigma)
    return np.rint(result) if np.asarray(f).dtype.kind in "ui" else result


def scales_8_bit(f, sigma):
    """Divides 8-bit signals by 255 first."""
    result = right(f, sigma)
    return result / 255 if np.asarray(f).dtype == np.uint8 else result


def accepts_sigma_zero(f, sigma):
    """Sigma 0 gives the signal back, as in SciPy, instead of an error."""
    return np.asarray(f) + 0.0 if sigma == 0 else right(f, sigma)


def accepts_negative_sigma(f, sigma):
    """Sigma is squared anyway, so a negative one is taken for its absolute value."""
    return right(f, abs(sigma))


def error_without_message(f, sigma):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(f, sigma)
    except ValueError:
        raise ValueError from None


def returns_a_list(f, sigma):
    """Collects the values in a list and returns that list."""
    return right(f, sigma).tolist()


def smooths_in_place(f, sigma):
    """Writes the result into the caller's array."""
    result = right(f, sigma)
    if isinstance(f, np.ndarray):
        f[...] = result
    return result


def kernel_of_the_first_call(f, sigma):
    """Computes the kernel once and keeps it for every later sigma."""
    gaussian_kernel1d(sigma)
    return right(f, _CACHE.setdefault("sigma", sigma))
