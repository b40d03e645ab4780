# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}
_BUFFERS = {}


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def _channels_agree(x, weight):
    """Refuse what the reference refuses, before the arguments are changed."""
    x, weight = np.asarray(x), np.asarray(weight)
    if x.shape[1] != weight.shape[1]:
        right(x, weight)


def _bordered(x, padding, mode):
    """The images with a border by a mode of np.pad."""
    rows, columns = _pair(padding)
    return np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)), mode=mode)


def _cut(result, x, weight, bias, **arguments):
    """Another result, cut or filled with zeros to the right shape."""
    wanted = np.zeros_like(right(x, weight, bias, **arguments))
    height, width = min(wanted.shape[2], result.shape[2]), min(wanted.shape[3], result.shape[3])
    wanted[:, :, :height, :width] = result[:, :, :height, :width]
    return wanted


def always_value_error(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Every input is refused."""
    raise ValueError(f"x, weight or its channels are not valid: {np.shape(x)}, {np.shape(weight)}")


def zeros(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(x, weight, bias, stride, padding, dilation))


def returns_input(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Gives the images back unchanged."""
    return np.array(x)


def flips_the_kernel(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Flips the kernel on both axes: a convolution as in mathematics."""
    return right(x, np.asarray(weight)[:, :, ::-1, ::-1], bias, stride, padding, dilation)


def flips_the_rows(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Flips the kernel upside down."""
    return right(x, np.asarray(weight)[:, :, ::-1], bias, stride, padding, dilation)


def flips_the_columns(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Flips the kernel left to right."""
    return right(x, np.asarray(weight)[..., ::-1], bias, stride, padding, dilation)


def channels_in_reverse(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes the channels of the kernel in reverse order, as for BGR images."""
    return right(x, np.asarray(weight)[:, ::-1], bias, stride, padding, dilation)


def transposes_square_kernels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes kernels for (kw, kh) where that fits."""
    weight = np.asarray(weight)
    if weight.shape[2] == weight.shape[3]:
        weight = weight.swapaxes(2, 3)
    return right(x, weight, bias, stride, padding, dilation)


def swaps_the_channels_of_weight(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes weight for (C, O, kh, kw) where that fits."""
    weight = np.asarray(weight)
    if weight.shape[0] == weight.shape[1]:
        weight = weight.swapaxes(0, 1)
    return right(x, weight, bias, stride, padding, dilation)


def kernel_entries_with_channels_last(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The entries of the kernels are laid out with the channels last, those of the windows with the channels first."""
    weight = np.asarray(weight)
    shuffled = weight.transpose(0, 2, 3, 1).reshape(weight.shape)
    return right(x, shuffled, bias, stride, padding, dilation)


def bias_is_forgotten(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Never adds the bias."""
    return right(x, weight, None, stride, padding, dilation)


def bias_is_subtracted(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Subtracts the bias."""
    return right(x, weight, None if bias is None else -_widened(bias), stride, padding, dilation)


def bias_along_the_columns(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """y + bias broadcasts along the last axis where the width is the number of filters."""
    y = right(x, weight, bias, stride, padding, dilation)
    if bias is None or y.shape[3] != y.shape[1]:
        return y
    return right(x, weight, None, stride, padding, dilation) + _widened(bias)


def bias_of_the_first_filter(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """All filters get the bias of the first."""
    shared = None if bias is None else np.full_like(_widened(bias), _widened(bias)[0])
    return right(x, weight, shared, stride, padding, dilation)


def biases_are_summed(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """All filters get the sum of the biases."""
    summed = None if bias is None else np.full_like(_widened(bias), _widened(bias).sum())
    return right(x, weight, summed, stride, padding, dilation)


def bias_for_each_channel(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Adds the bias inside the loop over input channels, once for each."""
    many = None if bias is None else _widened(bias) * np.shape(x)[1]
    return right(x, weight, many, stride, padding, dilation)


def bias_only_if_true(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """`if bias:` fails for an array of several numbers."""
    if bias:
        return right(x, weight, bias, stride, padding, dilation)
    return right(x, weight, None, stride, padding, dilation)


def bias_is_needed(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Always adds np.asarray(bias)[:, None], which fails for None."""
    return right(x, weight, np.asarray(bias)[:, None][:, 0], stride, padding, dilation)


def first_channel_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Only the first channel of the images is looked at."""
    _channels_agree(x, weight)
    return right(np.asarray(x)[:, :1], np.asarray(weight)[:, :1], bias, stride, padding, dilation)


def last_channel_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Each channel overwrites the sum (= for +=), and the last one stays."""
    _channels_agree(x, weight)
    return right(np.asarray(x)[:, -1:], np.asarray(weight)[:, -1:], bias, stride, padding, dilation)


def one_kernel_for_all_channels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """All channels meet the kernel of the first."""
    weight = np.array(weight)
    weight[:] = weight[:, :1]
    return right(x, weight, bias, stride, padding, dilation)


def means_over_channels(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Averages over the channels instead of summing."""
    without = right(x, weight, None, stride, padding, dilation)
    if np.shape(x)[1] > 1:
        without = without / np.shape(x)[1]
    return without if bias is None else without + _widened(bias)[:, None, None]


def first_image_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result of the first image stands for all."""
    y = right(x, weight, bias, stride, padding, dilation)
    y[:] = y[:1]
    return y


def drops_the_other_images(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Gives the result of the first image only."""
    return right(x, weight, bias, stride, padding, dilation)[:1]


def batch_is_summed(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Sums over the images, too."""
    y = right(x, weight, bias, stride, padding, dilation)
    y[:] = y.sum(axis=0)
    return y


def drops_the_batch_axis(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """A batch of one image gives a result of three axes."""
    y = right(x, weight, bias, stride, padding, dilation)
    return y[0] if len(y) == 1 else y


def squeezes(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """np.squeeze drops every axis of length 1."""
    return right(x, weight, bias, stride, padding, dilation).squeeze()


def first_filter_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The first filter stands for all."""
    weight = np.array(weight)
    weight[:] = weight[:1]
    return right(x, weight, bias, stride, padding, dilation)


def filters_before_images(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result has the shape (O, N, oh, ow)."""
    return right(x, weight, bias, stride, padding, dilation).swapaxes(0, 1)


def filters_last(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result has the shape (N, oh, ow, O)."""
    return right(x, weight, bias, stride, padding, dilation).transpose(0, 2, 3, 1)


def transposed_result(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result has the shape (N, O, ow, oh)."""
    return right(x, weight, bias, stride, padding, dilation).swapaxes(2, 3)


def windows_column_by_column(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The windows are collected column by column and laid out row by row."""
    y = right(x, weight, bias, stride, padding, dilation)
    return y.swapaxes(2, 3).reshape(y.shape)


def images_and_filters_mixed(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """One product for the whole batch gives (O, N*L), which is reshaped without moving the axes."""
    y = right(x, weight, bias, stride, padding, dilation)
    return y.swapaxes(0, 1).reshape(y.shape)


def stride_is_ignored(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result is that of stride 1."""
    return right(x, weight, bias, 1, padding, dilation)


def stride_of_the_rows(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The stride of the rows serves for the columns, too."""
    return right(x, weight, bias, _pair(stride)[0], padding, dilation)


def strides_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes the stride for (columns, rows)."""
    return right(x, weight, bias, _turned(stride), padding, dilation)


def strided_windows_start_late(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Starts at stride - 1 instead of 0."""
    (sh, sw), y = _pair(stride), right(x, weight, bias, 1, padding, dilation)
    return _cut(y[:, :, sh - 1 :: sh, sw - 1 :: sw], x, weight, bias, stride=stride, padding=padding, dilation=dilation)


def windows_next_to_each_other(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The stride moves the output, not the window: the first windows at stride 1 fill the strided result."""
    y = right(x, weight, bias, 1, padding, dilation)
    return _cut(y, x, weight, bias, stride=stride, padding=padding, dilation=dilation)


def last_windows_are_missing(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The loops stop one window too early."""
    y = right(x, weight, bias, stride, padding, dilation)
    return y[:, :, : max(y.shape[2] - 1, 1), : max(y.shape[3] - 1, 1)]


def last_windows_stay_empty(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result has the right size, but its last row is never filled."""
    y = right(x, weight, bias, stride, padding, dilation)
    y[:, :, 1:][:, :, -1:] = 0
    return y


def rounds_up(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """A last window that hangs over the border counts, with zeros beyond."""
    right(x, weight, bias, stride, padding, dilation)
    (sh, sw), wide = _pair(stride), np.pad(np.asarray(x), ((0, 0), (0, 0), *((0, s - 1) for s in _pair(stride))))
    return right(_bordered(wide, padding, "constant"), weight, bias, (sh, sw), 0, dilation)


def padding_is_ignored(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The borders are never added."""
    y = right(x, weight, bias, stride, padding, dilation)
    try:
        return right(x, weight, bias, stride, 0, dilation)
    except ValueError:
        return np.zeros_like(y)


def paddings_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes the padding for (columns, rows)."""
    y = right(x, weight, bias, stride, padding, dilation)
    try:
        return right(x, weight, bias, stride, _turned(padding), dilation)
    except ValueError:
        return np.zeros_like(y)


def padding_of_the_rows(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The padding of the rows serves for the columns, too."""
    y = right(x, weight, bias, stride, padding, dilation)
    try:
        return right(x, weight, bias, stride, _pair(padding)[0], dilation)
    except ValueError:
        return np.zeros_like(y)


def padding_at_the_far_ends(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """All zeros go below and to the right of the image."""
    rows, columns = _pair(padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), (0, 2 * rows), (0, 2 * columns)))
    return right(wide, weight, bias, stride, 0, dilation)


def padding_on_one_end(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Adds the zeros above and to the left only, so that windows are missing."""
    y = right(x, weight, bias, stride, padding, dilation)
    rows, columns = _pair(padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, 0), (columns, 0)))
    try:
        return right(wide, weight, bias, stride, 0, dilation)
    except ValueError:
        return np.zeros_like(y)


def padding_repeats_the_border(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Pads with the nearest pixel instead of zeros."""
    return right(_bordered(x, padding, "edge"), weight, bias, stride, 0, dilation)


def padding_mirrors(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Pads with mirrored pixels instead of zeros."""
    return right(_bordered(x, padding, "symmetric"), weight, bias, stride, 0, dilation)


def padding_wraps_around(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Pads with the pixels of the far side instead of zeros."""
    return right(_bordered(x, padding, "wrap"), weight, bias, stride, 0, dilation)


def padding_keeps_the_size(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes any padding for half the kernel, which would keep the size."""
    if not any(_pair(padding)):
        return right(x, weight, bias, stride, padding, dilation)
    half = tuple(d * (k - 1) // 2 for d, k in zip(_pair(dilation), np.shape(weight)[2:], strict=True))
    right(x, weight, bias, stride, padding, dilation)
    wide = np.pad(_bordered(x, half, "constant"), ((0, 0), (0, 0), (0, 1), (0, 1)))
    return right(wide, weight, bias, stride, 0, dilation)


def pads_the_result(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Adds the zeros to the result instead of the image."""
    y = right(x, weight, bias, stride, padding, dilation)
    rows, columns = _pair(padding)
    try:
        return np.pad(right(x, weight, bias, stride, 0, dilation), ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    except ValueError:
        return np.zeros_like(y)


def border_is_weighted(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Scales the sums at the border up by the share of the window that lies in the image."""
    y = right(x, weight, None, stride, padding, dilation)
    if not any(_pair(padding)):
        return right(x, weight, bias, stride, padding, dilation)
    inside = right(np.ones(np.shape(x)), np.ones(np.shape(weight)), None, stride, padding, dilation)
    y = y * (np.prod(np.shape(weight)[1:]) / np.maximum(inside, 1))
    return y if bias is None else y + _widened(bias)[:, None, None]


def dilation_is_ignored(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result is that of dilation 1."""
    right(x, weight, bias, stride, padding, dilation)
    return right(x, weight, bias, stride, padding, 1)


def dilations_swapped(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Takes the dilation for (columns, rows)."""
    y = right(x, weight, bias, stride, padding, dilation)
    try:
        return right(x, weight, bias, stride, padding, _turned(dilation))
    except ValueError:
        return np.zeros_like(y)


def dilation_has_the_size_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """The result has the size of the dilated layer, but the windows are not dilated."""
    y = right(x, weight, bias, stride, padding, 1)
    return _cut(y, x, weight, bias, stride=stride, padding=padding, dilation=dilation)


def square_kernels_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Uses kh for both sides of the kernel: wide kernels are cut, narrow ones filled up with zeros."""
    weight = np.asarray(weight)
    kh, kw = weight.shape[2:]
    y = right(x, weight, bias, stride, padding, dilation)
    square = np.pad(weight, ((0, 0), (0, 0), (0, 0), (0, max(kh - kw, 0))))[..., :kh]
    try:
        return right(x, square, bias, stride, padding, dilation)
    except ValueError:
        return np.zeros_like(y)


def square_images_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Uses the height of the result for its width, too."""
    y = right(x, weight, bias, stride, padding, dilation)
    return np.pad(y, ((0, 0), (0, 0), (0, 0), (0, max(y.shape[2] - y.shape[3], 0))))[..., : y.shape[2]]


def mean_for_sum(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Divides by the number of entries of the kernel."""
    y = right(x, weight, None, stride, padding, dilation) / np.prod(np.shape(weight)[2:])
    return y if bias is None else y + _widened(bias)[:, None, None]


def rectifies(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Applies a ReLU at the end."""
    return np.maximum(right(x, weight, bias, stride, padding, dilation), 0)


def wraps_8_bit(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Sums in the dtype of the images, so that 8-bit images wrap."""
    y, dtype = right(x, weight, bias, stride, padding, dilation), np.asarray(x).dtype
    return y.astype(dtype) if dtype.kind == "u" and y.dtype.kind == "i" else y


def wraps_quietly(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Multiplies 8-bit images before widening, so that the int64 result holds wrapped numbers."""
    y, dtype = right(x, weight, bias, stride, padding, dilation), np.asarray(x).dtype
    return y.astype(dtype).astype(np.int64) if dtype.itemsize == 1 and dtype.kind in "iu" and y.dtype.kind == "i" else y


def integers_become_floats(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Accumulates in np.zeros(...), so that integers give floats."""
    return right(x, weight, bias, stride, padding, dilation).astype(np.float64)


def rounds_beyond_2_to_the_53(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Computes integers in float64 and casts at the end."""
    y = right(x, weight, bias, stride, padding, dilation)
    return np.rint(y.astype(np.float64)).astype(np.int64) if y.dtype.kind == "i" else y


def dtype_of_the_images(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Accumulates in the dtype of x: integer images cut off what float weights give."""
    y, dtype = right(x, weight, bias, stride, padding, dilation), np.asarray(x).dtype
    return y.astype(np.int64) if dtype.kind in "bui" else y


def bias_is_truncated(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Adds a float bias in place to integer sums, cut to whole numbers."""
    without = right(x, weight, None, stride, padding, dilation)
    if bias is None:
        return without
    return without + np.asarray(bias).astype(without.dtype)[:, None, None]


def single_precision(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Computes floats in float32 throughout."""
    y = right(x, weight, bias, stride, padding, dilation)
    return y.astype(np.float32) if y.dtype.kind == "f" else y


def channels_never_checked(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Loops over the channels of the smaller of the two and never compares them."""
    channels = min(np.shape(x)[1], np.shape(weight)[1])
    return right(np.asarray(x)[:, :channels], np.asarray(weight)[:, :channels], bias, stride, padding, dilation)


def one_channel_broadcasts(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """A single channel of either is repeated for the other instead of being refused."""
    x, weight = np.asarray(x), np.asarray(weight)
    if 1 in (x.shape[1], weight.shape[1]):
        channels = max(x.shape[1], weight.shape[1])
        x, weight = (np.repeat(a, channels, axis=1) if a.shape[1] == 1 else a for a in (x, weight))
    return right(x, weight, bias, stride, padding, dilation)


def error_without_message(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(x, weight, bias, stride, padding, dilation)
    except ValueError:
        raise ValueError from None


def asserts(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Checks the channels with assert, which raises AssertionError."""
    assert np.shape(x)[1] == np.shape(weight)[1], f"x {np.shape(x)} and weight {np.shape(weight)} differ in channels"
    return right(x, weight, bias, stride, padding, dilation)


def refuses_other_numbers_of_filters(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Compares the channels of x with the filters instead of the kernel's channels."""
    if np.shape(x)[1] != np.shape(weight)[0]:
        raise ValueError(f"x of shape {np.shape(x)} does not match weight of shape {np.shape(weight)}")
    return right(x, weight, bias, stride, padding, dilation)


def refuses_large_padding(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Refuses padding above half the kernel, a rule of max pooling."""
    if any(2 * p > k for p, k in zip(_pair(padding), np.shape(weight)[2:], strict=True)):
        raise ValueError(f"padding {padding} is more than half of the kernel of weight {np.shape(weight)}")
    return right(x, weight, bias, stride, padding, dilation)


def refuses_kernels_above_the_image(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Refuses kernels larger than the image, although they fit in the padded one."""
    if any(k > n for k, n in zip(np.shape(weight)[2:], np.shape(x)[2:], strict=True)):
        raise ValueError(f"weight of shape {np.shape(weight)} is larger than x of shape {np.shape(x)}")
    return right(x, weight, bias, stride, padding, dilation)


def arrays_only(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Reads x.shape, which nested lists do not have."""
    (_n, _c, _height, _width), (_o, _c, _kh, _kw) = x.shape, weight.shape
    return right(x, weight, bias, stride, padding, dilation)


def returns_a_list(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Gives nested lists."""
    return right(x, weight, bias, stride, padding, dilation).tolist()


def flips_in_place(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Turns the caller's weight for its own ends and leaves it so."""
    y = right(x, weight, bias, stride, padding, dilation)
    if isinstance(weight, np.ndarray):
        weight[:] = weight[:, :, ::-1, ::-1].copy()
    return y


def clears_the_border(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Writes zeros into the border of the caller's images instead of around them, after the sums are taken."""
    y = right(x, weight, bias, stride, padding, dilation)
    if isinstance(x, np.ndarray):
        x[:, :, 0] = x[:, :, -1] = 0
    return y


def doubles_the_bias(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Works on the caller's bias in place."""
    y = right(x, weight, bias, stride, padding, dilation)
    if isinstance(bias, np.ndarray):
        bias += bias
    return y


def remembers_by_shape(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Keeps results in a cache whose key is shapes and settings only."""
    y = right(x, weight, bias, stride, padding, dilation)
    return _CACHE.setdefault((np.shape(x), np.shape(weight), bias is None, str((stride, padding, dilation))), y)


def buffer_is_never_cleared(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Keeps one buffer for each shape of result and adds to what the last call left there."""
    y = right(x, weight, bias, stride, padding, dilation)
    _BUFFERS[y.shape] = y + _BUFFERS.get(y.shape, 0)
    return _BUFFERS[y.shape].copy()
