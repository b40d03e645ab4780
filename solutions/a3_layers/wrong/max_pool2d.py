# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def _bordered(x, padding, mode="constant", **arguments):
    """The images with a border by a mode of np.pad."""
    rows, columns = _pair(padding)
    return np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)), mode=mode, **arguments)


def _with_border(x, kernel_size, stride, padding, mode="constant", **arguments):
    """The right pooling of images with another border."""
    right(x, kernel_size, stride, padding)
    return right(_bordered(x, padding, mode, **arguments), kernel_size, stride, 0)


def _unchecked(x, kernel_size, stride, padding):
    """The right pooling, with any padding."""
    x = np.asarray(x)
    lowest = -np.inf if x.dtype.kind == "f" else False if x.dtype.kind == "b" else np.iinfo(x.dtype).min
    return right(_bordered(x, padding, constant_values=lowest), kernel_size, stride, 0)


def _other_pooling(x, kernel_size, stride, padding, pool):
    """Another function of the values of each window inside the image."""
    right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    (kh, kw), wide = _pair(kernel_size), _bordered(np.asarray(x, dtype=float), padding, constant_values=np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (kh, kw), axis=(2, 3))[
        :, :, :: _pair(stride)[0], :: _pair(stride)[1]
    ]
    return pool(windows, axis=(4, 5)).astype(np.asarray(x).dtype)


def _or_zeros(x, kernel_size, stride, padding, /, **changed):
    """The result for changed arguments, or zeros where nothing fits."""
    result = right(x, kernel_size, stride, padding)
    try:
        return right(**{"x": x, "kernel_size": kernel_size, "stride": stride, "padding": padding} | changed)
    except ValueError:
        return np.zeros_like(result)


def always_value_error(x, kernel_size, stride=None, padding=0):
    """Every input is refused."""
    raise ValueError(f"x, kernel_size {kernel_size}, stride {stride} or padding {padding} is not valid")


def zeros(x, kernel_size, stride=None, padding=0):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(x, kernel_size, stride, padding))


def returns_input(x, kernel_size, stride=None, padding=0):
    """Gives the images back unchanged."""
    return np.array(x)


def minimum(x, kernel_size, stride=None, padding=0):
    """Takes the smallest value of every window."""
    return _other_pooling(x, kernel_size, stride, padding, np.nanmin)


def mean(x, kernel_size, stride=None, padding=0):
    """Takes the mean of every window."""
    return _other_pooling(x, kernel_size, stride, padding, np.nanmean)


def largest_magnitude(x, kernel_size, stride=None, padding=0):
    """Takes the largest absolute value."""
    return right(np.abs(np.asarray(x, dtype=float)), kernel_size, stride, padding).astype(np.asarray(x).dtype)


def upper_left_value(x, kernel_size, stride=None, padding=0):
    """Takes the first value of every window: pooling without pooling."""
    return _other_pooling(x, kernel_size, stride, padding, lambda windows, axis: np.nan_to_num(windows[..., 0, 0]))


def place_of_the_maximum(x, kernel_size, stride=None, padding=0):
    """Gives argmax instead of max."""
    right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    wide = _bordered(np.asarray(x, dtype=float), padding, constant_values=-np.inf)
    (kh, kw), (sh, sw) = _pair(kernel_size), _pair(stride)
    windows = np.lib.stride_tricks.sliding_window_view(wide, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    return windows.reshape(*windows.shape[:4], -1).argmax(axis=-1)


def default_stride_is_1(x, kernel_size, stride=None, padding=0):
    """The default stride is 1, as for a convolution."""
    return right(x, kernel_size, 1 if stride is None else stride, padding)


def default_stride_of_the_rows(x, kernel_size, stride=None, padding=0):
    """The default stride is kh for both sides."""
    return right(x, kernel_size, _pair(kernel_size)[0] if stride is None else stride, padding)


def stride_is_always_the_kernel(x, kernel_size, stride=None, padding=0):
    """Cuts the images into blocks, whatever the stride."""
    return right(x, kernel_size, None, padding)


def strides_swapped(x, kernel_size, stride=None, padding=0):
    """Takes the stride for (columns, rows)."""
    return right(x, kernel_size, _turned(stride), padding)


def stride_of_the_rows(x, kernel_size, stride=None, padding=0):
    """The stride of the rows serves for the columns, too."""
    return right(x, kernel_size, None if stride is None else _pair(stride)[0], padding)


def kernel_sides_swapped(x, kernel_size, stride=None, padding=0):
    """Takes the kernel size for (kw, kh)."""
    return _or_zeros(x, kernel_size, kernel_size if stride is None else stride, padding, kernel_size=_turned(kernel_size))


def square_kernels_only(x, kernel_size, stride=None, padding=0):
    """Uses kh for both sides of the kernel."""
    return _or_zeros(x, kernel_size, stride, padding, kernel_size=_pair(kernel_size)[0])


def kernel_one_too_small(x, kernel_size, stride=None, padding=0):
    """The windows end one row and column too early."""
    wanted = right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    smaller = tuple(max(k - 1, 1) for k in _pair(kernel_size))
    result = _unchecked(x, smaller, stride, padding)[:, :, : wanted.shape[2], : wanted.shape[3]]
    return np.where(np.isfinite(result), result, 0).astype(result.dtype) if result.dtype.kind == "f" else result


def square_images_only(x, kernel_size, stride=None, padding=0):
    """Uses the height for the width: wide images are cut, narrow ones repeat their last column."""
    x = np.asarray(x)
    height, width = x.shape[2:]
    square = np.pad(x, ((0, 0), (0, 0), (0, 0), (0, max(height - width, 0))), mode="edge")[..., :height]
    return _or_zeros(x, kernel_size, stride, padding, x=square)


def rounds_up(x, kernel_size, stride=None, padding=0):
    """A last window that hangs over the border counts (PyTorch's ceil_mode)."""
    right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    x = np.asarray(x)
    lowest = -np.inf if x.dtype.kind == "f" else False if x.dtype.kind == "b" else np.iinfo(x.dtype).min
    wide = _bordered(x, padding, constant_values=lowest)
    wide = np.pad(wide, ((0, 0), (0, 0), *((0, s - 1) for s in _pair(stride))), mode="edge")
    return right(wide, kernel_size, stride, 0)


def last_windows_are_missing(x, kernel_size, stride=None, padding=0):
    """The loop over rows of windows stops one too early."""
    result = right(x, kernel_size, stride, padding)
    return result[:, :, : max(result.shape[2] - 1, 1)]


def pads_with_zeros(x, kernel_size, stride=None, padding=0):
    """Pads with zeros, which win over negative values."""
    return _with_border(x, kernel_size, stride, padding)


def pads_with_the_border(x, kernel_size, stride=None, padding=0):
    """Pads with mirrored pixels that lie beyond the edge pixel."""
    result = right(x, kernel_size, stride, padding)
    if any(p >= n for p, n in zip(_pair(padding), np.shape(x)[2:], strict=True)):
        return result
    return _with_border(x, kernel_size, stride, padding, mode="reflect")


def pads_by_wrapping(x, kernel_size, stride=None, padding=0):
    """np.roll lets the pixels of the far side into the border."""
    return _with_border(x, kernel_size, stride, padding, mode="wrap")


def pads_with_minus_one(x, kernel_size, stride=None, padding=0):
    """Pads with -1, which is 255 in 8-bit images and wins over everything below in others."""
    x = np.asarray(x)
    border = np.array(-1).astype(x.dtype)
    return _with_border(x, kernel_size, stride, padding, constant_values=border)


def pads_with_minus_a_thousand(x, kernel_size, stride=None, padding=0):
    """Pads with -1000 for minus infinity."""
    x = np.asarray(x)
    if x.dtype.kind in "bu" or x.dtype.itemsize == 1:
        return right(x, kernel_size, stride, padding)
    return _with_border(x, kernel_size, stride, padding, constant_values=-1000)


def pads_with_the_smallest_positive_float(x, kernel_size, stride=None, padding=0):
    """Takes np.finfo(...).tiny for the lowest float."""
    x = np.asarray(x)
    if x.dtype.kind != "f":
        return right(x, kernel_size, stride, padding)
    return _with_border(x, kernel_size, stride, padding, constant_values=np.finfo(x.dtype).tiny)


def infinity_as_an_integer(x, kernel_size, stride=None, padding=0):
    """Pads integers with -(2**31), which wins over lower ones."""
    x = np.asarray(x)
    if x.dtype != np.int64:
        return right(x, kernel_size, stride, padding)
    return _with_border(x, kernel_size, stride, padding, constant_values=-(2**31))


def padding_is_ignored(x, kernel_size, stride=None, padding=0):
    """The borders are never added."""
    return _or_zeros(x, kernel_size, stride, padding, padding=0)


def paddings_swapped(x, kernel_size, stride=None, padding=0):
    """Takes the padding for (columns, rows)."""
    result = right(x, kernel_size, stride, padding)
    try:
        other = _unchecked(x, kernel_size, stride, _turned(padding))
    except ValueError:
        return np.zeros_like(result)
    return np.where(np.isfinite(other), other, 0).astype(other.dtype) if other.dtype.kind == "f" else other


def padding_at_the_far_ends(x, kernel_size, stride=None, padding=0):
    """The whole border goes below and to the right, where the last pixels are repeated."""
    right(x, kernel_size, stride, padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), *((0, 2 * p) for p in _pair(padding))), mode="edge")
    return right(wide, kernel_size, stride, 0)


def padding_on_one_end(x, kernel_size, stride=None, padding=0):
    """Adds the border above and to the left only, so that windows are missing."""
    result = right(x, kernel_size, stride, padding)
    x = np.asarray(x)
    lowest = -np.inf if x.dtype.kind == "f" else False if x.dtype.kind == "b" else np.iinfo(x.dtype).min
    wide = np.pad(x, ((0, 0), (0, 0), *((p, 0) for p in _pair(padding))), constant_values=lowest)
    try:
        return right(wide, kernel_size, stride, 0)
    except ValueError:
        return np.zeros_like(result)


def first_image_only(x, kernel_size, stride=None, padding=0):
    """The result of the first image stands for all."""
    result = right(x, kernel_size, stride, padding)
    result[:] = result[:1]
    return result


def first_channel_only(x, kernel_size, stride=None, padding=0):
    """The result of the first channel stands for all."""
    result = right(x, kernel_size, stride, padding)
    result[:] = result[:, :1]
    return result


def over_the_channels(x, kernel_size, stride=None, padding=0):
    """Takes the maximum over the channels, too, as if a kernel saw them all."""
    return right(x, kernel_size, stride, padding).max(axis=1, keepdims=True)


def over_the_batch(x, kernel_size, stride=None, padding=0):
    """Takes the maximum over the images, too."""
    result = right(x, kernel_size, stride, padding)
    result[:] = result.max(axis=0)
    return result


def drops_the_batch_axis(x, kernel_size, stride=None, padding=0):
    """A batch of one image gives a result of three axes."""
    result = right(x, kernel_size, stride, padding)
    return result[0] if len(result) == 1 else result


def transposed_result(x, kernel_size, stride=None, padding=0):
    """The result has the shape (N, C, ow, oh)."""
    return right(x, kernel_size, stride, padding).swapaxes(2, 3)


def learns_weights(x, kernel_size, stride=None, padding=0):
    """Takes pooling for a layer with parameters: every channel has a weight, 1, 2, 3 and so on."""
    result = right(x, kernel_size, stride, padding)
    return result * np.arange(1, result.shape[1] + 1).astype(result.dtype)[:, None, None]


def rectifies(x, kernel_size, stride=None, padding=0):
    """Starts from a maximum of 0, so that nothing below comes out."""
    result = right(x, kernel_size, stride, padding)
    return np.maximum(result, result.dtype.type(0))


def through_float64(x, kernel_size, stride=None, padding=0):
    """Converts to float64 to have an infinity, which rounds large integers."""
    result = right(x, kernel_size, stride, padding)
    return result.astype(np.float64) if result.dtype.kind in "iu" else result


def through_int64(x, kernel_size, stride=None, padding=0):
    """Cuts floats off."""
    return right(np.asarray(x).astype(np.int64), kernel_size, stride, padding)


def single_precision(x, kernel_size, stride=None, padding=0):
    """Converts everything to float32."""
    return right(np.asarray(x).astype(np.float32), kernel_size, stride, padding)


def signed_8_bit(x, kernel_size, stride=None, padding=0):
    """Converts 8-bit images to int8, to have negative numbers, so that values above 127 wrap."""
    x = np.asarray(x)
    return right(x.astype(np.int8) if x.dtype == np.uint8 else x, kernel_size, stride, padding)


def accepts_any_padding(x, kernel_size, stride=None, padding=0):
    """Padding above half the kernel is not refused."""
    return _unchecked(x, kernel_size, stride, padding)


def accepts_padding_below_the_kernel(x, kernel_size, stride=None, padding=0):
    """Padding is refused only from the size of the kernel on."""
    if any(p >= k for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)):
        return right(x, kernel_size, stride, padding)
    return _unchecked(x, kernel_size, stride, padding)


def half_is_rounded_up(x, kernel_size, stride=None, padding=0):
    """Allows (k + 1) // 2, which is more than half of an odd kernel."""
    if any(p > (k + 1) // 2 for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)):
        return right(x, kernel_size, stride, padding)
    return _unchecked(x, kernel_size, stride, padding)


def refuses_half_the_kernel(x, kernel_size, stride=None, padding=0):
    """Refuses padding of exactly half the kernel, too."""
    if any(p and 2 * p >= k for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)):
        raise ValueError(f"padding {padding} must be less than half of kernel_size {kernel_size}")
    return right(x, kernel_size, stride, padding)


def checks_the_padding_of_the_rows(x, kernel_size, stride=None, padding=0):
    """Only the padding of the rows is compared with the kernel."""
    if 2 * _pair(padding)[0] > _pair(kernel_size)[0]:
        return right(x, kernel_size, stride, padding)
    return _unchecked(x, kernel_size, stride, padding)


def compares_with_the_larger_side(x, kernel_size, stride=None, padding=0):
    """Compares both paddings with the larger side of the kernel."""
    if 2 * max(_pair(padding)) > max(_pair(kernel_size)):
        return right(x, kernel_size, stride, padding)
    return _unchecked(x, kernel_size, stride, padding)


def compares_with_the_smaller_side(x, kernel_size, stride=None, padding=0):
    """Compares both paddings with the smaller side of the kernel."""
    if 2 * max(_pair(padding)) > min(_pair(kernel_size)):
        raise ValueError(f"padding {padding} must be at most half of kernel_size {kernel_size}")
    return right(x, kernel_size, stride, padding)


def error_without_message(x, kernel_size, stride=None, padding=0):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(x, kernel_size, stride, padding)
    except ValueError:
        raise ValueError from None


def error_without_value(x, kernel_size, stride=None, padding=0):
    """The message names the arguments, but says no number."""
    try:
        return right(x, kernel_size, stride, padding)
    except ValueError:
        raise ValueError("padding must be at most half of kernel_size") from None


def asserts(x, kernel_size, stride=None, padding=0):
    """Checks the padding with assert, which raises AssertionError."""
    assert all(2 * p <= k for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)), f"padding {padding}"
    return right(x, kernel_size, stride, padding)


def arrays_only(x, kernel_size, stride=None, padding=0):
    """Reads x.shape, which nested lists do not have."""
    _n, _c, _height, _width = x.shape
    return right(x, kernel_size, stride, padding)


def returns_a_list(x, kernel_size, stride=None, padding=0):
    """Gives nested lists."""
    return right(x, kernel_size, stride, padding).tolist()


def sorts_in_place(x, kernel_size, stride=None, padding=0):
    """Sorts the rows of the caller's images in place."""
    result = right(x, kernel_size, stride, padding)
    if isinstance(x, np.ndarray):
        x.sort(axis=-1)
    return result


def remembers_by_shape(x, kernel_size, stride=None, padding=0):
    """Keeps results in a cache whose key is the shape and the settings only."""
    return _CACHE.setdefault((np.shape(x), str((kernel_size, stride, padding))), right(x, kernel_size, stride, padding))
