# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _from(factor, l_in, l_out):
    """The recipe with another factor."""
    length = factor * l_in
    stride = max((length - l_out) // l_out + 1, 1)
    return factor, stride, length - (l_out - 1) * stride


def always_value_error(l_in, l_out):
    """Every input is refused."""
    raise ValueError(f"l_in {l_in} or l_out {l_out} is not valid")


def zeros(l_in, l_out):
    """Gives zeros."""
    return 0, 0, 0


def returns_input(l_in, l_out):
    """Gives the lengths back, and 1."""
    return l_in, l_out, 1


def factor_is_always_1(l_in, l_out):
    """Never repeats values."""
    return _from(1, l_in, l_out)


def factor_rounded_down(l_in, l_out):
    """The factor is l_out // l_in, which leaves too few values."""
    return _from(max(l_out // l_in, 1), l_in, l_out)


def factor_one_too_large(l_in, l_out):
    """The factor is l_out // l_in + 1, too large where the division is exact."""
    return _from(l_out // l_in + 1 if l_out > l_in else 1, l_in, l_out)


def factor_rounded_to_nearest(l_in, l_out):
    """The factor is round(l_out / l_in)."""
    return _from(max(round(l_out / l_in), 1), l_in, l_out)


def factor_is_always_2(l_in, l_out):
    """Doubles once, as in the lecture's example, however long the result is."""
    return _from(2 if l_out > l_in else 1, l_in, l_out)


def factor_is_a_power_of_2(l_in, l_out):
    """Doubles until there are enough values."""
    factor = 1
    while factor * l_in < l_out:
        factor *= 2
    return _from(factor, l_in, l_out)


def factor_is_the_product(l_in, l_out):
    """Repeats each value l_out times where the result is longer."""
    return _from(l_out if l_out > l_in else 1, l_in, l_out)


def factor_is_a_fraction(l_in, l_out):
    """The factor is l_out / l_in, not rounded."""
    _factor, stride, kernel_size = right(l_in, l_out)
    return max(l_out / l_in, 1.0), stride, kernel_size


def factor_the_other_way_round(l_in, l_out):
    """The factor is ceil(l_in / l_out), wherever the result is shorter."""
    return _from(-(-l_in // l_out), l_in, l_out)


def from_the_length_before(l_in, l_out):
    """Stride and kernel size come from the length before upsampling."""
    factor, _stride, _kernel_size = right(l_in, l_out)
    stride = (l_in - l_out) // l_out + 1
    return factor, stride, l_in - (l_out - 1) * stride


def kernel_from_the_length_before(l_in, l_out):
    """Only the kernel size comes from the length before upsampling."""
    factor, stride, _kernel_size = right(l_in, l_out)
    return factor, stride, l_in - (l_out - 1) * stride


def stride_rounded_up(l_in, l_out):
    """The stride is the ceiling of L / l_out."""
    factor, _stride, _kernel_size = right(l_in, l_out)
    stride = -(-factor * l_in // l_out)
    return factor, stride, factor * l_in - (l_out - 1) * stride


def stride_without_the_one(l_in, l_out):
    """The 1 is missing in the stride."""
    factor, stride, _kernel_size = right(l_in, l_out)
    return factor, stride - 1, factor * l_in - (l_out - 1) * (stride - 1)


def stride_is_a_fraction(l_in, l_out):
    """The stride is not rounded."""
    factor, _stride, _kernel_size = right(l_in, l_out)
    stride = (factor * l_in - l_out) / l_out + 1
    return factor, stride, factor * l_in - (l_out - 1) * stride


def stride_is_always_1(l_in, l_out):
    """The windows move by one value."""
    factor, _stride, _kernel_size = right(l_in, l_out)
    return factor, 1, factor * l_in - (l_out - 1)


def kernel_is_the_stride(l_in, l_out):
    """The windows never overlap: what is left over is dropped."""
    factor, stride, _kernel_size = right(l_in, l_out)
    return factor, stride, stride


def kernel_rounded_up(l_in, l_out):
    """The kernel size is the ceiling of L / l_out."""
    factor, stride, _kernel_size = right(l_in, l_out)
    return factor, stride, -(-factor * l_in // l_out)


def kernel_one_stride_too_small(l_in, l_out):
    """The kernel size is L - l_out * stride."""
    factor, stride, _kernel_size = right(l_in, l_out)
    return factor, stride, factor * l_in - l_out * stride


def kernel_one_too_large(l_in, l_out):
    """The last window ends one value behind the end."""
    factor, stride, kernel_size = right(l_in, l_out)
    return factor, stride, kernel_size + 1


def kernel_before_stride(l_in, l_out):
    """Gives (factor, kernel_size, stride)."""
    factor, stride, kernel_size = right(l_in, l_out)
    return factor, kernel_size, stride


def factor_last(l_in, l_out):
    """Gives (stride, kernel_size, factor)."""
    factor, stride, kernel_size = right(l_in, l_out)
    return stride, kernel_size, factor


def without_the_factor(l_in, l_out):
    """Gives stride and kernel size only."""
    return right(l_in, l_out)[1:]


def lengths_swapped(l_in, l_out):
    """Takes the lengths for each other."""
    return right(l_out, l_in)


def as_an_array(l_in, l_out):
    """Gives an array instead of three numbers."""
    return np.array(right(l_in, l_out))


def floats(l_in, l_out):
    """np.ceil and np.floor give floats, and they stay floats."""
    return tuple(float(number) for number in right(l_in, l_out))


def refuses_longer_results(l_in, l_out):
    """Only pools: longer results are refused."""
    if l_out > l_in:
        raise ValueError(f"l_out {l_out} is larger than l_in {l_in}")
    return right(l_in, l_out)


def remembers_by_l_in(l_in, l_out):
    """Keeps results in a cache whose key is l_in only."""
    return _CACHE.setdefault(l_in, right(l_in, l_out))
