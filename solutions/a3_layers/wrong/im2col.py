# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def _axes(x, kernel_size, stride, padding, dilation):
    """The right result with all its axes: (N, C, kh, kw, oh, ow)."""
    result = right(x, kernel_size, stride, padding, dilation)
    n, c, *size = np.shape(x)
    return result.reshape(n, c, *_pair(kernel_size), *conv_output_size(size, kernel_size, stride, padding, dilation))


def _bordered(x, padding, mode, **arguments):
    """The images with a border by a mode of np.pad."""
    rows, columns = _pair(padding)
    return np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)), mode=mode, **arguments)


def _or_zeros(x, kernel_size, stride, padding, dilation, changed):
    """The result for changed arguments (a dict), or zeros where nothing fits."""
    result = right(x, kernel_size, stride, padding, dilation)
    try:
        return right(
            **{"x": x, "kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation} | changed
        )
    except ValueError:
        return np.zeros_like(result)


def always_value_error(x, kernel_size, stride=1, padding=0, dilation=1):
    """Every input is refused."""
    raise ValueError(f"x, kernel_size {kernel_size}, stride {stride}, padding {padding} or dilation {dilation} is not valid")


def zeros(x, kernel_size, stride=1, padding=0, dilation=1):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(x, kernel_size, stride, padding, dilation))


def returns_input(x, kernel_size, stride=1, padding=0, dilation=1):
    """Gives the images back unchanged."""
    return np.array(x)


def returns_input_as_columns(x, kernel_size, stride=1, padding=0, dilation=1):
    """Only flattens the images: right for kernels of one pixel."""
    x = _widened(x)
    return x.reshape(*x.shape[:2], -1)


def windows_as_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    """Each window is a row: the result has the shape (N, L, C*kh*kw)."""
    return right(x, kernel_size, stride, padding, dilation).swapaxes(1, 2)


def reshaped_without_moving_axes(x, kernel_size, stride=1, padding=0, dilation=1):
    """Collects windows as rows and reshapes to the wanted shape instead of transposing."""
    result = right(x, kernel_size, stride, padding, dilation)
    return result.swapaxes(1, 2).reshape(result.shape)


def windows_column_by_column(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows are ordered down the columns instead of along the rows."""
    axes = _axes(x, kernel_size, stride, padding, dilation)
    return axes.swapaxes(4, 5).reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def entries_column_by_column(x, kernel_size, stride=1, padding=0, dilation=1):
    """The entries of a window are ordered down the columns."""
    axes = _axes(x, kernel_size, stride, padding, dilation)
    return axes.swapaxes(2, 3).reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def channels_last(x, kernel_size, stride=1, padding=0, dilation=1):
    """The channels of one pixel stand together, instead of the pixels of one channel."""
    axes = _axes(x, kernel_size, stride, padding, dilation)
    return axes.transpose(0, 2, 3, 1, 4, 5).reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def entries_in_reverse(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows are flipped, as for a convolution with a flipped kernel."""
    axes = _axes(x, kernel_size, stride, padding, dilation)[:, :, ::-1, ::-1]
    return axes.reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def windows_in_reverse(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows come from the lower right corner to the upper left."""
    return right(x, kernel_size, stride, padding, dilation)[..., ::-1]


def channels_in_reverse(x, kernel_size, stride=1, padding=0, dilation=1):
    """The last channel comes first."""
    return right(np.asarray(x)[:, ::-1], kernel_size, stride, padding, dilation)


def six_axes(x, kernel_size, stride=1, padding=0, dilation=1):
    """Gives the windows with all their axes: (N, C, kh, kw, oh, ow)."""
    return _axes(x, kernel_size, stride, padding, dilation)


def one_matrix_for_the_batch(x, kernel_size, stride=1, padding=0, dilation=1):
    """Gives one matrix of the shape (C*kh*kw, N*L)."""
    result = right(x, kernel_size, stride, padding, dilation)
    return result.swapaxes(0, 1).reshape(result.shape[1], -1)


def drops_the_batch_axis(x, kernel_size, stride=1, padding=0, dilation=1):
    """A batch of one image gives a matrix."""
    result = right(x, kernel_size, stride, padding, dilation)
    return result[0] if len(result) == 1 else result


def first_image_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows of the first image stand for those of all."""
    result = np.array(right(x, kernel_size, stride, padding, dilation))
    result[:] = result[:1]
    return result


def first_channel_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """The other channels are left out."""
    return right(np.asarray(x)[:, :1], kernel_size, stride, padding, dilation)


def channels_summed(x, kernel_size, stride=1, padding=0, dilation=1):
    """Sums the channels first."""
    return right(np.asarray(x).sum(axis=1, keepdims=True), kernel_size, stride, padding, dilation)


def images_and_channels_mixed(x, kernel_size, stride=1, padding=0, dilation=1):
    """Takes x for (C, N, H, W) and reshapes."""
    x = np.asarray(x)
    return right(x.swapaxes(0, 1).reshape(x.shape), kernel_size, stride, padding, dilation)


def stride_is_ignored(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows are those of stride 1."""
    return right(x, kernel_size, 1, padding, dilation)


def strides_swapped(x, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the stride for (columns, rows)."""
    return right(x, kernel_size, _turned(stride), padding, dilation)


def stride_of_the_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    """The stride of the rows serves for the columns, too."""
    return right(x, kernel_size, _pair(stride)[0], padding, dilation)


def stride_inside_the_window(x, kernel_size, stride=1, padding=0, dilation=1):
    """The stride is taken for the dilation and the dilation for the stride."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"stride": dilation, "dilation": stride})


def stride_is_the_kernel(x, kernel_size, stride=1, padding=0, dilation=1):
    """The default stride is the kernel, as in pooling: windows never overlap."""
    return right(x, kernel_size, kernel_size if stride == 1 else stride, padding, dilation)


def first_windows_of_stride_1(x, kernel_size, stride=1, padding=0, dilation=1):
    """The result has the strided size, but its windows stand side by side."""
    oh, ow = _axes(x, kernel_size, stride, padding, dilation).shape[4:]
    axes = _axes(x, kernel_size, 1, padding, dilation)[..., :oh, :ow]
    return axes.reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def last_windows_are_missing(x, kernel_size, stride=1, padding=0, dilation=1):
    """The loop over the rows of windows stops one too early."""
    axes = _axes(x, kernel_size, stride, padding, dilation)
    axes = axes[..., : max(axes.shape[4] - 1, 1), :]
    return axes.reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def rounds_up(x, kernel_size, stride=1, padding=0, dilation=1):
    """A last window that hangs over the border counts, with zeros beyond."""
    right(x, kernel_size, stride, padding, dilation)
    wide = np.pad(_bordered(x, padding, "constant"), ((0, 0), (0, 0), *((0, s - 1) for s in _pair(stride))))
    return right(wide, kernel_size, stride, 0, dilation)


def padding_is_ignored(x, kernel_size, stride=1, padding=0, dilation=1):
    """The borders are never added."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"padding": 0})


def paddings_swapped(x, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the padding for (columns, rows)."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"padding": _turned(padding)})


def padding_of_the_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    """The padding of the rows serves for the columns, too."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"padding": _pair(padding)[0]})


def padding_at_the_far_ends(x, kernel_size, stride=1, padding=0, dilation=1):
    """All zeros go below and to the right of the image."""
    rows, columns = _pair(padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), (0, 2 * rows), (0, 2 * columns)))
    return right(wide, kernel_size, stride, 0, dilation)


def padding_repeats_the_border(x, kernel_size, stride=1, padding=0, dilation=1):
    """Pads with the nearest pixel instead of zeros."""
    return right(_bordered(x, padding, "edge"), kernel_size, stride, 0, dilation)


def padding_mirrors(x, kernel_size, stride=1, padding=0, dilation=1):
    """Pads with mirrored pixels instead of zeros."""
    return right(_bordered(x, padding, "symmetric"), kernel_size, stride, 0, dilation)


def padding_wraps_around(x, kernel_size, stride=1, padding=0, dilation=1):
    """Rolls the image, so that the far side stands in the border."""
    return right(_bordered(x, padding, "wrap"), kernel_size, stride, 0, dilation)


def padding_is_the_lowest_number(x, kernel_size, stride=1, padding=0, dilation=1):
    """Pads with minus infinity, or the lowest integer, as max pooling does."""
    x = _widened(x)
    lowest = np.iinfo(np.int64).min if x.dtype.kind == "i" else -np.inf
    return right(_bordered(x, padding, "constant", constant_values=lowest), kernel_size, stride, 0, dilation)


def dilation_is_ignored(x, kernel_size, stride=1, padding=0, dilation=1):
    """The windows are those of dilation 1."""
    right(x, kernel_size, stride, padding, dilation)
    return right(x, kernel_size, stride, padding, 1)


def dilations_swapped(x, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the dilation for (columns, rows)."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"dilation": _turned(dilation)})


def dilation_of_the_rows(x, kernel_size, stride=1, padding=0, dilation=1):
    """The dilation of the rows serves for the columns, too."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"dilation": _pair(dilation)[0]})


def dilated_size_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """There are as many windows as for the dilated kernel, but they hold neighbouring pixels."""
    oh, ow = _axes(x, kernel_size, stride, padding, dilation).shape[4:]
    axes = _axes(x, kernel_size, stride, padding, 1)[..., :oh, :ow]
    return axes.reshape(len(axes), np.prod(axes.shape[1:4]), -1)


def kernel_sides_swapped(x, kernel_size, stride=1, padding=0, dilation=1):
    """Takes the kernel size for (kw, kh)."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"kernel_size": _turned(kernel_size)})


def square_kernels_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """Uses kh for both sides of the kernel."""
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"kernel_size": _pair(kernel_size)[0]})


def square_images_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """Uses the height for the width: wide images are cut, narrow ones filled up with zeros."""
    height, width = np.shape(x)[2:]
    square = np.pad(np.asarray(x), ((0, 0), (0, 0), (0, 0), (0, max(height - width, 0))))[..., :height]
    return _or_zeros(x, kernel_size, stride, padding, dilation, {"x": square})


def keeps_8_bit(x, kernel_size, stride=1, padding=0, dilation=1):
    """Small integers and bools keep their dtype, so that sums of the columns wrap."""
    result, dtype = right(x, kernel_size, stride, padding, dilation), np.asarray(x).dtype
    return result.astype(dtype) if dtype.kind in "bu" else result


def always_floats(x, kernel_size, stride=1, padding=0, dilation=1):
    """Fills np.zeros(...), so that integers become floats."""
    return right(x, kernel_size, stride, padding, dilation).astype(np.float64)


def always_integers(x, kernel_size, stride=1, padding=0, dilation=1):
    """Fills an integer array, so that floats are cut off."""
    return right(x, kernel_size, stride, padding, dilation).astype(np.int64)


def single_precision(x, kernel_size, stride=1, padding=0, dilation=1):
    """Fills a float32 array where x is of floats."""
    result = right(x, kernel_size, stride, padding, dilation)
    return result.astype(np.float32) if result.dtype.kind == "f" else result


def arrays_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """Reads x.shape, which nested lists do not have."""
    _n, _c, _height, _width = x.shape
    return right(x, kernel_size, stride, padding, dilation)


def ints_only(x, kernel_size, stride=1, padding=0, dilation=1):
    """Computes with the settings as they are, which fails for pairs."""
    assert kernel_size + stride + padding + dilation
    return right(x, kernel_size, stride, padding, dilation)


def returns_a_list(x, kernel_size, stride=1, padding=0, dilation=1):
    """Gives a list of matrices, one for each image."""
    return list(right(x, kernel_size, stride, padding, dilation))


def clears_the_border(x, kernel_size, stride=1, padding=0, dilation=1):
    """Writes zeros into the border of the caller's images instead of around them, after copying."""
    result = np.array(right(x, kernel_size, stride, padding, dilation))
    if isinstance(x, np.ndarray):
        x[:, :, 0] = x[:, :, -1] = 0
    return result


def remembers_by_shape(x, kernel_size, stride=1, padding=0, dilation=1):
    """Keeps results in a cache whose key is the shape and the settings only."""
    key = (np.shape(x), str((kernel_size, stride, padding, dilation)))
    return _CACHE.setdefault(key, np.array(right(x, kernel_size, stride, padding, dilation)))


def remembers_indices_by_kernel(x, kernel_size, stride=1, padding=0, dilation=1):
    """Keeps the stride, padding and dilation of the first call with a kernel."""
    first = _CACHE.setdefault(str(kernel_size), {"stride": stride, "padding": padding, "dilation": dilation})
    return _or_zeros(x, kernel_size, stride, padding, dilation, first)
