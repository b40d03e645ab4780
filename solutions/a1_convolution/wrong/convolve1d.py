# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def always_value_error(f, g, mode="full"):
    """Every input is refused."""
    raise ValueError(f"f, g or mode is not valid: {f!r}, {g!r}, {mode!r}")


def zeros(f, g, mode="full"):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(f, g, mode))


def returns_input(f, g, mode="full"):
    """Gives the input back unchanged."""
    return np.array(f)


def not_flipped(f, g, mode="full"):
    """The kernel is not flipped: this is cross-correlation."""
    return right(f, np.asarray(g)[::-1], mode)


def same_starts_at_half_the_kernel(f, g, mode="full"):
    """`same` starts at m//2, one sample late for even kernels."""
    if mode != "same":
        return right(f, g, mode)
    start = len(g) // 2
    return np.append(right(f, g), 0)[start : start + len(f)]


def same_starts_before_the_centre(f, g, mode="full"):
    """`same` starts at m//2 - 1, one sample early for odd kernels."""
    if mode != "same":
        return right(f, g, mode)
    start = max(len(g) // 2 - 1, 0)
    return right(f, g)[start : start + len(f)]


def same_cuts_off_the_end(f, g, mode="full"):
    """`same` is the first n values of `full`, as of a causal filter."""
    return right(f, g)[: len(f)] if mode == "same" else right(f, g, mode)


def same_of_the_longer(f, g, mode="full"):
    """`same` has the length max(n, m), as in NumPy."""
    if mode == "same" and len(g) > len(f):
        f, g = g, f
    return right(f, g, mode)


def same_repeats_the_ends(f, g, mode="full"):
    """`same` repeats the first and the last sample beyond the ends instead of taking zeros."""
    if mode != "same":
        return right(f, g, mode)
    m = len(g)
    return right(np.pad(f, (m // 2, (m - 1) // 2), mode="edge"), g)[m - 1 : m - 1 + len(f)]


def valid_needs_a_short_kernel(f, g, mode="full"):
    """`valid` cuts from m-1 to n, which leaves nothing where the kernel is longer than the signal."""
    return right(f, g)[len(g) - 1 : len(f)] if mode == "valid" else right(f, g, mode)


def valid_loses_the_last(f, g, mode="full"):
    """`valid` has n-m values: the loop stops one too early."""
    return right(f, g, mode)[:-1] if mode == "valid" else right(f, g, mode)


def full_loses_the_last(f, g, mode="full"):
    """`full` has n+m-2 values: the loop stops one too early."""
    return right(f, g, mode)[:-1] if mode == "full" else right(f, g, mode)


def long_kernel_is_cut(f, g, mode="full"):
    """The inner loop runs over the length of the signal, so that the rest of a longer kernel is lost."""
    g = np.array(g)
    g[len(f) :] = 0
    return right(f, g, mode)


def cyclic(f, g, mode="full"):
    """Multiplies FFTs without zero padding, so that the end wraps around to the start."""
    full = right(f, g)
    if mode == "valid":
        return right(f, g, mode)
    period = max(len(f), len(g))
    wrapped = np.array(full[:period])
    wrapped[: len(full) - period] += full[period:]
    return wrapped if mode == "full" else wrapped[: len(f)]


def multiplies_samples(f, g, mode="full"):
    """Multiplies sample by sample instead of convolving."""
    product = right(f, g, mode)
    common = min(len(f), len(g), len(product))
    product[:] = 0
    product[:common] = np.multiply(f, 1)[:common] * np.multiply(g, 1)[:common]
    return product


def normalises_the_kernel(f, g, mode="full"):
    """Divides by the sum of the kernel, as if every kernel were an average."""
    total = np.sum(g)
    return right(f, g, mode) / (total if total else 1)


def wraps_8_bit(f, g, mode="full"):
    """Sums in the dtype of the input, so that small integers wrap."""
    result = right(f, g, mode)
    dtype = np.result_type(np.asarray(f), np.asarray(g))
    return result.astype(dtype) if dtype.kind in "ui" else result


def ors_bools(f, g, mode="full"):
    """Bools stay bools: sums become a logical or."""
    result = right(f, g, mode)
    return result.astype(bool) if np.asarray(f).dtype == np.asarray(g).dtype == bool else result


def unsigned_sums(f, g, mode="full"):
    """Widens to uint64, so that negative results become huge."""
    result = right(f, g, mode)
    return result.astype(np.uint64) if result.dtype.kind == "i" else result


def sums_in_int32(f, g, mode="full"):
    """Widens to int32 only, which overflows beyond 2**31."""
    result = right(f, g, mode)
    return result.astype(np.int32) if result.dtype.kind == "i" else result


def integers_become_floats(f, g, mode="full"):
    """Accumulates in np.zeros(...), so that integers give floats."""
    result = right(f, g, mode)
    return result.astype(np.float64) if result.dtype.kind == "i" else result


def rounds_a_float_fft(f, g, mode="full"):
    """Computes integers in float64 and rounds at the end, which is wrong beyond 2**53."""
    result = right(f, g, mode)
    return np.rint(result.astype(np.float64)).astype(np.int64) if result.dtype.kind == "i" else result


def floats_become_integers(f, g, mode="full"):
    """Accumulates in an int array, so that floats are truncated."""
    result = right(f, g, mode)
    return result.astype(np.int64) if result.dtype.kind == "f" else result


def drops_the_imaginary_part(f, g, mode="full"):
    """Accumulates in a float array: the imaginary part of complex results is lost."""
    return right(f, g, mode).real


def conjugates_the_kernel(f, g, mode="full"):
    """Conjugates a complex kernel while flipping it."""
    return right(f, np.conj(np.asarray(g) + 0), mode)


def unknown_mode_is_full(f, g, mode="full"):
    """The last `else` takes every unknown mode for `full`."""
    return right(f, g, mode if mode in ("same", "valid") else "full")


def accepts_empty_input(f, g, mode="full"):
    """The convolution with an empty signal is empty instead of an error."""
    if np.size(f) == 0 or np.size(g) == 0:
        return np.zeros(0)
    return right(f, g, mode)


def flattens_images(f, g, mode="full"):
    """Flattens 2-D input instead of refusing it."""
    return right(np.ravel(f), np.ravel(g), mode)


def error_without_message(f, g, mode="full"):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(f, g, mode)
    except ValueError:
        raise ValueError from None


def returns_a_list(f, g, mode="full"):
    """Collects the values in a list and returns that list."""
    return right(f, g, mode).tolist()


def flips_in_place(f, g, mode="full"):
    """Flips the caller's kernel in place."""
    result = right(f, g, mode)
    if isinstance(g, np.ndarray):
        g[:] = g[::-1].copy()
    return result


def remembers_by_shape(f, g, mode="full"):
    """Keeps results in a cache whose key is the shapes and the mode only."""
    result = right(f, g, mode)
    return _CACHE.setdefault((np.shape(f), np.shape(g), mode), result)
