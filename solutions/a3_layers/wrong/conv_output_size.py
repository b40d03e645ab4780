# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import math

import numpy as np

_CACHE = {}


def _by(rule, size, *rest):
    """Apply a rule to each side on its own, once the arguments are checked."""
    right(size, *rest)
    return _unchecked(rule, size, *rest)


def _unchecked(rule, size, *rest):
    """Apply a rule to each side on its own."""
    result = tuple(rule(*side) for side in zip(*map(_pair, (size, *rest)), strict=True))
    return result if np.ndim(size) else result[0]


def _formula(n, k, s, p, d):
    """The right size of one side."""
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def always_value_error(size, kernel_size, stride=1, padding=0, dilation=1):
    """Every input is refused."""
    raise ValueError(
        f"size {size}, kernel_size {kernel_size}, stride {stride}, padding {padding} or dilation {dilation} is not valid"
    )


def zeros(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives 0 for each side."""
    return (0, 0) if np.ndim(size) else 0


def returns_input(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives the size back unchanged."""
    return size


def rounds_up(size, kernel_size, stride=1, padding=0, dilation=1):
    """Rounds up, so that a last window that hangs over the border counts."""
    return _by(
        lambda n, k, s, p, d: math.ceil((n + 2 * p - d * (k - 1) - 1) / s) + 1, size, kernel_size, stride, padding, dilation
    )


def rounds_to_nearest(size, kernel_size, stride=1, padding=0, dilation=1):
    """Rounds to the nearest whole number."""
    return _by(lambda n, k, s, p, d: round((n + 2 * p - d * (k - 1) - 1) / s) + 1, size, kernel_size, stride, padding, dilation)


def one_is_missing(size, kernel_size, stride=1, padding=0, dilation=1):
    """Counts the steps between windows, not the windows: the + 1 is missing."""
    return _by(lambda *side: _formula(*side) - 1, size, kernel_size, stride, padding, dilation)


def one_inside_the_fraction(size, kernel_size, stride=1, padding=0, dilation=1):
    """Adds the 1 before it divides by the stride."""
    return _by(lambda n, k, s, p, d: (n + 2 * p - d * (k - 1)) // s, size, kernel_size, stride, padding, dilation)


def divides_the_size_only(size, kernel_size, stride=1, padding=0, dilation=1):
    """Only the padded size is divided by the stride, the kernel is not."""
    return _by(lambda n, k, s, p, d: max((n + 2 * p) // s - d * (k - 1), 1), size, kernel_size, stride, padding, dilation)


def padding_on_one_end(size, kernel_size, stride=1, padding=0, dilation=1):
    """Adds the padding once instead of on both ends."""
    return _by(lambda n, k, s, p, d: max(_formula(n - p, k, s, p, d), 1), size, kernel_size, stride, padding, dilation)


def padding_is_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    """The lecture's first formula, which has no padding."""
    return _by(lambda n, k, s, p, d: max(_formula(n, k, s, 0, d), 1), size, kernel_size, stride, padding, dilation)


def padding_keeps_the_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Believes that any padding keeps the size, whatever the stride and the kernel."""
    return _by(lambda *side: side[0] if side[3] else _formula(*side), size, kernel_size, stride, padding, dilation)


def half_the_kernel_keeps_the_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Believes that a padding of k // 2 keeps the size, even kernels and strides included."""
    return _by(
        lambda n, k, s, p, d: n if p and p == k // 2 else _formula(n, k, s, p, d), size, kernel_size, stride, padding, dilation
    )


def same_over_stride(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the rule of "same" padding, ceil(size / stride), wherever there is padding."""
    return _by(lambda n, k, s, p, d: -(-n // s) if p else _formula(n, k, s, p, d), size, kernel_size, stride, padding, dilation)


def stride_is_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    """The result is that of stride 1."""
    return _by(lambda n, k, _s, p, d: _formula(n, k, 1, p, d), size, kernel_size, stride, padding, dilation)


def dilation_is_ignored(size, kernel_size, stride=1, padding=0, dilation=1):
    """The result is that of dilation 1."""
    return _by(lambda n, k, s, p, _d: _formula(n, k, s, p, 1), size, kernel_size, stride, padding, dilation)


def dilation_times_kernel(size, kernel_size, stride=1, padding=0, dilation=1):
    """A dilated kernel has d * k entries instead of d * (k - 1) + 1."""
    return _by(lambda n, k, s, p, d: max((n + 2 * p - d * k) // s + 1, 1), size, kernel_size, stride, padding, dilation)


def dilation_widens_once(size, kernel_size, stride=1, padding=0, dilation=1):
    """The dilation widens the kernel once instead of between all neighbours."""
    return _by(lambda n, k, s, p, d: (n + 2 * p - k - (d - 1)) // s + 1, size, kernel_size, stride, padding, dilation)


def dilation_for_stride(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes stride and dilation for each other."""
    return _by(lambda n, k, s, p, d: max(_formula(n, k, d, p, s), 1), size, kernel_size, stride, padding, dilation)


def size_sides_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the size for (W, H), so that the sides of the kernel meet the wrong ones."""
    right(size, kernel_size, stride, padding, dilation)
    return _unchecked(lambda *side: max(_formula(*side), 1), _turned(size), kernel_size, stride, padding, dilation)


def kernel_sides_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the kernel size for (kw, kh)."""
    right(size, kernel_size, stride, padding, dilation)
    return _unchecked(lambda *side: max(_formula(*side), 1), size, _turned(kernel_size), stride, padding, dilation)


def strides_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the stride for (columns, rows)."""
    return right(size, kernel_size, _turned(stride), padding, dilation)


def paddings_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the padding for (columns, rows)."""
    right(size, kernel_size, stride, padding, dilation)
    return _unchecked(lambda *side: max(_formula(*side), 1), size, kernel_size, stride, _turned(padding), dilation)


def dilations_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the dilation for (columns, rows)."""
    right(size, kernel_size, stride, padding, dilation)
    return _unchecked(lambda *side: max(_formula(*side), 1), size, kernel_size, stride, padding, _turned(dilation))


def result_sides_swapped(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives the pair as (width, height)."""
    return _turned(right(size, kernel_size, stride, padding, dilation))


def rows_for_both(size, kernel_size, stride=1, padding=0, dilation=1):
    """Computes the height and gives it for both sides: right for squares only."""
    result = right(size, kernel_size, stride, padding, dilation)
    return (result[0], result[0]) if np.ndim(size) else result


def first_of_each_pair(size, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the first entry of the pairs of kernel, stride, padding and dilation for both sides."""
    right(size, kernel_size, stride, padding, dilation)
    kernel_size, stride, padding, dilation = (_pair(value)[0] for value in (kernel_size, stride, padding, dilation))
    return _unchecked(lambda *side: max(_formula(*side), 1), size, kernel_size, stride, padding, dilation)


def pairs_only(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives a pair where the size is an int, too."""
    return right(_pair(size), kernel_size, stride, padding, dilation)


def int_where_sides_agree(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives one int where both sides come out the same."""
    result = right(size, kernel_size, stride, padding, dilation)
    return result[0] if np.ndim(size) and result[0] == result[1] else result


def arrays_for_pairs(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives an array instead of a pair."""
    result = right(size, kernel_size, stride, padding, dilation)
    return np.array(result) if np.ndim(size) else result


def floats(size, kernel_size, stride=1, padding=0, dilation=1):
    """np.floor gives floats, and they stay floats."""
    return _by(lambda *side: float(_formula(*side)), size, kernel_size, stride, padding, dilation)


def no_rounding(size, kernel_size, stride=1, padding=0, dilation=1):
    """Divides by the stride without rounding down."""
    return _by(lambda n, k, s, p, d: (n + 2 * p - d * (k - 1) - 1) / s + 1, size, kernel_size, stride, padding, dilation)


def remembers_by_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Keeps results in a cache whose key is the size and the kernel only."""
    result = right(size, kernel_size, stride, padding, dilation)
    return _CACHE.setdefault((str(size), str(kernel_size)), result)


def truncates_before_the_check(size, kernel_size, stride=1, padding=0, dilation=1):
    """int() rounds a negative fraction up to 0, so that a kernel just too large gives 1."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError:
        if min(min(_pair(kernel_size)), min(_pair(stride)), min(_pair(dilation))) < 1 or min(_pair(padding)) < 0:
            raise
        result = _unchecked(
            lambda n, k, s, p, d: int((n + 2 * p - d * (k - 1) - 1) / s) + 1, size, kernel_size, stride, padding, dilation
        )
        if min(_pair(result)) < 1:
            raise
        return result


def accepts_size_zero(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses negative results only: an empty result passes."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError:
        if min(min(_pair(kernel_size)), min(_pair(stride)), min(_pair(dilation))) < 1 or min(_pair(padding)) < 0:
            raise
        result = _unchecked(_formula, size, kernel_size, stride, padding, dilation)
        if min(_pair(result)) < 0:
            raise
        return result


def never_checks_the_fit(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives 0 or negative sizes where the kernel does not fit."""
    right(10**6, kernel_size, stride, padding, dilation)
    return _unchecked(_formula, size, kernel_size, stride, padding, dilation)


def clamps_at_zero(size, kernel_size, stride=1, padding=0, dilation=1):
    """Gives 0 instead of an error where the kernel does not fit."""
    right(10**6, kernel_size, stride, padding, dilation)
    return _unchecked(lambda *side: max(_formula(*side), 0), size, kernel_size, stride, padding, dilation)


def checks_the_fit_of_the_rows(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses a kernel that is too high, but not one that is too wide."""
    right(10**6, kernel_size, stride, padding, dilation)
    right(_pair(size)[0], *(_pair(value)[0] for value in (kernel_size, stride, padding, dilation)))
    return _unchecked(_formula, size, kernel_size, stride, padding, dilation)


def accepts_kernel_zero(size, kernel_size, stride=1, padding=0, dilation=1):
    """A kernel of size 0 or less is not refused."""
    right(10**6, 1, stride, padding, dilation)
    if min(_pair(kernel_size)) >= 1:
        return right(size, kernel_size, stride, padding, dilation)
    return _unchecked(_formula, size, kernel_size, stride, padding, dilation)


def accepts_stride_zero(size, kernel_size, stride=1, padding=0, dilation=1):
    """A stride of 0 fails with ZeroDivisionError, a negative one gives nonsense."""
    right(size, kernel_size, 1, padding, dilation)
    return _unchecked(_formula, size, kernel_size, stride, padding, dilation)


def accepts_negative_padding(size, kernel_size, stride=1, padding=0, dilation=1):
    """Negative padding crops instead of being refused."""
    if min(_pair(padding)) >= 0:
        return right(size, kernel_size, stride, padding, dilation)
    right(10**6, kernel_size, stride, 0, dilation)
    result = _unchecked(_formula, size, kernel_size, stride, padding, dilation)
    if min(_pair(result)) < 1:
        raise ValueError(f"padding is negative: {padding}")
    return result


def accepts_dilation_zero(size, kernel_size, stride=1, padding=0, dilation=1):
    """A dilation of 0 or less is not refused."""
    if min(_pair(dilation)) >= 1:
        return right(size, kernel_size, stride, padding, dilation)
    right(10**6, kernel_size, stride, padding, 1)
    return _unchecked(_formula, size, kernel_size, stride, padding, dilation)


def checks_the_first_of_a_pair(size, kernel_size, stride=1, padding=0, dilation=1):
    """Checks only the rows of kernel, stride, padding and dilation."""
    right(10**6, *(_pair(value)[0] for value in (kernel_size, stride, padding, dilation)))
    result = _unchecked(_formula, size, kernel_size, stride, padding, dilation)
    if min(_pair(result)) < 1:
        raise ValueError(f"kernel_size {kernel_size} does not fit in size {size} with padding {padding}")
    return result


def refuses_large_strides(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses strides beyond the kernel, which skip pixels."""
    result = right(size, kernel_size, stride, padding, dilation)
    if any(s > k for s, k in zip(_pair(stride), _pair(kernel_size), strict=True)):
        raise ValueError(f"stride {stride} is larger than kernel_size {kernel_size}")
    return result


def refuses_large_padding(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses padding above half the kernel, a rule of max pooling."""
    result = right(size, kernel_size, stride, padding, dilation)
    if any(2 * p > k for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)):
        raise ValueError(f"padding {padding} is more than half of kernel_size {kernel_size}")
    return result


def refuses_even_kernels(size, kernel_size, stride=1, padding=0, dilation=1):
    """Believes that a kernel must have a centre."""
    result = right(size, kernel_size, stride, padding, dilation)
    if any(k % 2 == 0 for k in _pair(kernel_size)):
        raise ValueError(f"kernel_size must be odd, got {kernel_size}")
    return result


def refuses_kernels_above_the_size(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses a kernel that is larger than the image, although it fits in the padded one."""
    result = right(size, kernel_size, stride, padding, dilation)
    if any(k > n for k, n in zip(_pair(kernel_size), _pair(size), strict=True)):
        raise ValueError(f"kernel_size {kernel_size} is larger than size {size}")
    return result


def refuses_result_one(size, kernel_size, stride=1, padding=0, dilation=1):
    """Refuses a result of 1, too."""
    result = right(size, kernel_size, stride, padding, dilation)
    if min(_pair(result)) <= 1:
        raise ValueError(f"kernel_size {kernel_size} does not fit in size {size}")
    return result


def asserts(size, kernel_size, stride=1, padding=0, dilation=1):
    """Checks the arguments with assert, which raises AssertionError."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError as error:
        raise AssertionError(str(error)) from None


def error_without_message(size, kernel_size, stride=1, padding=0, dilation=1):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError:
        raise ValueError from None


def error_without_value(size, kernel_size, stride=1, padding=0, dilation=1):
    """The message names all arguments and no value."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError:
        raise ValueError("check size, kernel_size, stride, padding and dilation") from None


def blames_the_kernel_always(size, kernel_size, stride=1, padding=0, dilation=1):
    """The message blames the kernel, whichever argument is wrong."""
    try:
        return right(size, kernel_size, stride, padding, dilation)
    except ValueError:
        raise ValueError(f"kernel_size {kernel_size} is not valid") from None
