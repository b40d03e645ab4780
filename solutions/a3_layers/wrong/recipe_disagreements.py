# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = []


def _every(max_length):
    """All pairs of lengths."""
    return [(l_in, l_out) for l_in in range(1, max_length + 1) for l_out in range(1, max_length + 1)]


def _by_recipe(x, l_out, pool=np.mean, repeat=np.repeat):
    """Pool by the recipe."""
    factor, stride, kernel_size = adaptive_pool_recipe(len(x), l_out)
    x = repeat(x, factor)
    return np.array([pool(x[i * stride : i * stride + kernel_size]) for i in range(l_out)])


def _by_pytorch(x, l_out, pool=np.mean):
    """Pool over PyTorch's windows."""
    return np.array([pool(x[start:end]) for start, end in zip(*_adaptive_windows(len(x), l_out), strict=True)])


def _differing(max_length, inputs, pool=np.mean, repeat=np.repeat, tolerance=1e-9):
    """The pairs that differ on some of the inputs: inputs(l_in) gives a list."""
    return [
        (l_in, l_out)
        for l_in, l_out in _every(max_length)
        if any(abs(_by_recipe(x, l_out, pool, repeat) - _by_pytorch(x, l_out, pool)).max() > tolerance for x in inputs(l_in))
    ]


def always_value_error(max_length):
    """Every input is refused."""
    raise ValueError(f"max_length {max_length} is not valid")


def zeros(max_length):
    """As many pairs as there should be, all of zeros."""
    return [(0, 0) for _ in right(max_length)]


def returns_input(max_length):
    """Gives the length back."""
    return max_length


def no_pairs(max_length):
    """Finds that recipe and PyTorch always agree."""
    return []


def all_pairs(max_length):
    """Gives every pair of lengths."""
    return _every(max_length)


def agreements(max_length):
    """Gives the pairs that agree."""
    differing = right(max_length)
    return [pair for pair in _every(max_length) if pair not in differing]


def how_many(max_length):
    """Gives the number of pairs."""
    return len(right(max_length))


def max_length_excluded(max_length):
    """range(1, max_length) leaves the last length out."""
    return right(max_length - 1)


def one_length_too_many(max_length):
    """Goes on to max_length + 1."""
    return right(max_length + 1)


def lengths_from_zero(max_length):
    """Counts the lengths from 0: every pair is one too small."""
    return [(l_in - 1, l_out - 1) for l_in, l_out in right(max_length)]


def shorter_results_only(max_length):
    """Looks at pooling only, where l_out <= l_in."""
    return [(l_in, l_out) for l_in, l_out in right(max_length) if l_out <= l_in]


def longer_results_only(max_length):
    """Looks at upsampling only, as if pooling could not differ."""
    return [(l_in, l_out) for l_in, l_out in right(max_length) if l_out > l_in]


def whenever_not_divisible(max_length):
    """Guesses: one length must divide the other."""
    return [(l_in, l_out) for l_in, l_out in _every(max_length) if l_in % l_out and l_out % l_in]


def lengths_swapped(max_length):
    """Gives the pairs as (l_out, l_in)."""
    return [(l_out, l_in) for l_in, l_out in right(max_length)]


def sorted_by_l_out(max_length):
    """The loops are nested the other way round: sorted by l_out first."""
    return sorted(right(max_length), key=lambda pair: pair[::-1])


def from_the_last_to_the_first(max_length):
    """Sorted downwards."""
    return right(max_length)[::-1]


def as_a_set(max_length):
    """Gives a set."""
    return set(right(max_length))


def as_an_array(max_length):
    """Gives an array of two columns."""
    return np.array(right(max_length)).reshape(-1, 2)


def as_text(max_length):
    """Gives the pairs as text."""
    return [f"({l_in}, {l_out})" for l_in, l_out in right(max_length)]


def twice(max_length):
    """A pair stands there once for each input that differs."""
    return [
        (l_in, l_out)
        for l_in, l_out in _every(max_length)
        for x in np.eye(l_in)
        if abs(_by_recipe(x, l_out) - _by_pytorch(x, l_out)).max() > 1e-9
    ]


def middle_value_only(max_length):
    """Tries only an input that is 1 in the middle."""
    return _differing(max_length, lambda l_in: [np.eye(l_in)[l_in // 2]])


def alternating_only(max_length):
    """Tries only the input 1, 0, 1, 0, ..."""
    return _differing(max_length, lambda l_in: [np.arange(1, l_in + 1) % 2.0])


def of_the_sum(max_length):
    """Compares sums instead of means."""
    return _differing(max_length, np.eye, np.sum)


def repeats_the_whole(max_length):
    """Upsamples with np.tile: [1, 2, 3, 1, 2, 3] for [1, 1, 2, 2, 3, 3]."""
    return _differing(max_length, np.eye, repeat=np.tile)


def up_to_12_only(max_length):
    """Knows the pairs up to 12 by heart."""
    return right(min(max_length, 12))


def always_up_to_12(max_length):
    """Gives the pairs up to 12, whatever max_length is."""
    return right(12)


def remembers_the_first(max_length):
    """Keeps the result of the first call."""
    if not _CACHE:
        _CACHE.append(right(max_length))
    return _CACHE[0]


def first_result_only(max_length):
    """Compares only the first of the results."""
    return [
        (l_in, l_out)
        for l_in, l_out in _every(max_length)
        if any(abs(_by_recipe(x, l_out)[0] - _by_pytorch(x, l_out)[0]) > 1e-9 for x in np.eye(l_in))
    ]


def middle_result_only(max_length):
    """Compares only the result in the middle."""
    return [
        (l_in, l_out)
        for l_in, l_out in _every(max_length)
        if any(abs(_by_recipe(x, l_out)[l_out // 2] - _by_pytorch(x, l_out)[l_out // 2]) > 1e-9 for x in np.eye(l_in))
    ]


def coarse_tolerance(max_length):
    """Takes differences of up to a quarter for rounding."""
    return _differing(max_length, np.eye, tolerance=0.25)


def longest_results_only(max_length):
    """Looks only at l_out = max_length."""
    return [pair for pair in right(max_length) if pair[1] == max_length]
