# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def always_value_error(in_channels, out_channels, kernel_size, bias=True):
    """Every input is refused."""
    raise ValueError(f"in_channels {in_channels}, out_channels {out_channels} or kernel_size {kernel_size} is not valid")


def zeros(in_channels, out_channels, kernel_size, bias=True):
    """Nothing is counted."""
    return 0


def returns_input(in_channels, out_channels, kernel_size, bias=True):
    """Gives the number of input channels back."""
    return in_channels


def bias_is_forgotten(in_channels, out_channels, kernel_size, bias=True):
    """Counts the weights only."""
    return right(in_channels, out_channels, kernel_size, False)


def bias_is_always_there(in_channels, out_channels, kernel_size, bias=True):
    """Counts the biases, whether there are any or not."""
    return right(in_channels, out_channels, kernel_size, True)


def bias_the_other_way_round(in_channels, out_channels, kernel_size, bias=True):
    """Counts the biases where there are none."""
    return right(in_channels, out_channels, kernel_size, not bias)


def one_bias_for_the_layer(in_channels, out_channels, kernel_size, bias=True):
    """All output channels share one bias."""
    return right(in_channels, out_channels, kernel_size, False) + bool(bias)


def bias_for_each_input_channel(in_channels, out_channels, kernel_size, bias=True):
    """There is a bias for each input channel instead of each output channel."""
    return right(out_channels, in_channels, kernel_size, bias)


def bias_for_each_pair_of_channels(in_channels, out_channels, kernel_size, bias=True):
    """Each of the in * out kernels has a bias of its own."""
    return right(1, in_channels * out_channels, kernel_size, bias)


def bias_for_each_weight(in_channels, out_channels, kernel_size, bias=True):
    """Each weight has a bias."""
    return right(in_channels, out_channels, kernel_size, False) * (2 if bias else 1)


def bias_for_all_channels(in_channels, out_channels, kernel_size, bias=True):
    """Input and output channels both have biases."""
    return right(in_channels, out_channels, kernel_size, bias) + in_channels * bool(bias)


def one_input_channel(in_channels, out_channels, kernel_size, bias=True):
    """One kernel is shared by all input channels."""
    return right(1, out_channels, kernel_size, bias)


def one_filter(in_channels, out_channels, kernel_size, bias=True):
    """Counts one filter, whatever the number of output channels."""
    return right(in_channels, 1, kernel_size, bias)


def depthwise(in_channels, out_channels, kernel_size, bias=True):
    """Each output channel sees one input channel: in + out kernels instead of in * out."""
    rows, columns = _pair(kernel_size)
    return (in_channels + out_channels) * rows * columns + out_channels * bool(bias)


def square_of_the_rows(in_channels, out_channels, kernel_size, bias=True):
    """The lecture's kernel_size squared, with kh for a pair."""
    return right(in_channels, out_channels, _pair(kernel_size)[0], bias)


def square_of_the_columns(in_channels, out_channels, kernel_size, bias=True):
    """The lecture's kernel_size squared, with kw for a pair."""
    return right(in_channels, out_channels, _pair(kernel_size)[1], bias)


def not_squared(in_channels, out_channels, kernel_size, bias=True):
    """An int counts once, as for a kernel in one dimension."""
    return right(in_channels, out_channels, kernel_size if np.ndim(kernel_size) else (kernel_size, 1), bias)


def sum_of_the_sides(in_channels, out_channels, kernel_size, bias=True):
    """Adds the sides of the kernel instead of multiplying them."""
    return right(in_channels, out_channels, (sum(_pair(kernel_size)), 1), bias)


def no_kernel(in_channels, out_channels, kernel_size, bias=True):
    """Counts in * out weights, as for a fully connected layer."""
    return right(in_channels, out_channels, 1, bias)


def channels_are_added(in_channels, out_channels, kernel_size, bias=True):
    """Weights and biases of the output channels are counted as out * (in * kh + kw + 1)."""
    rows, columns = _pair(kernel_size)
    return out_channels * (in_channels * rows + columns + bool(bias))


def weights_and_biases_apart(in_channels, out_channels, kernel_size, bias=True):
    """Gives the two numbers instead of their sum."""
    return right(in_channels, out_channels, kernel_size, False), out_channels * bool(bias)


def shape_of_the_weight(in_channels, out_channels, kernel_size, bias=True):
    """Gives the shape of the weight instead of its size."""
    return (out_channels, in_channels, *_pair(kernel_size))


def float_count(in_channels, out_channels, kernel_size, bias=True):
    """Gives a float."""
    return float(right(in_channels, out_channels, kernel_size, bias))


def bytes_of_memory(in_channels, out_channels, kernel_size, bias=True):
    """Gives the bytes in single precision instead of the number."""
    return 4 * right(in_channels, out_channels, kernel_size, bias)


def wraps_16_bit(in_channels, out_channels, kernel_size, bias=True):
    """Counts in int16, so that large layers wrap."""
    return int(np.array(right(in_channels, out_channels, kernel_size, bias)).astype(np.int16))


def ints_only(in_channels, out_channels, kernel_size, bias=True):
    """kernel_size**2, which fails for pairs."""
    return in_channels * out_channels * kernel_size**2 + out_channels * bool(bias)


def pairs_only(in_channels, out_channels, kernel_size, bias=True):
    """Unpacks kernel_size, which fails for ints."""
    rows, columns = kernel_size
    return in_channels * out_channels * rows * columns + out_channels * bool(bias)


def remembers_by_channels(in_channels, out_channels, kernel_size, bias=True):
    """Keeps results in a cache whose key is the channels only."""
    return _CACHE.setdefault((in_channels, out_channels), right(in_channels, out_channels, kernel_size, bias))
