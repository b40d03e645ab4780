# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def _area(kernel_size):
    """Number of entries of the kernel."""
    rows, columns = _pair(kernel_size)
    return rows * columns


def _bordered(x, padding, mode="constant"):
    """The images with a border by a mode of np.pad."""
    rows, columns = _pair(padding)
    return np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)), mode=mode)


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
    """Gives the images back unchanged, as floats."""
    return np.array(x, dtype=float)


def maximum(x, kernel_size, stride=None, padding=0):
    """Takes the largest value of every window."""
    return max_pool2d(_floating(x), kernel_size, stride, padding)


def median(x, kernel_size, stride=None, padding=0):
    """Takes the median of every window."""
    right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    columns = im2col(_floating(x), kernel_size, stride, padding)
    (n, c), size = np.shape(x)[:2], conv_output_size(np.shape(x)[2:], kernel_size, stride, padding)
    return np.median(columns.reshape(n, c, _area(kernel_size), *size), axis=2)


def sums(x, kernel_size, stride=None, padding=0):
    """Never divides."""
    return right(x, kernel_size, stride, padding) * _area(kernel_size)


def divides_by_the_square_of_the_rows(x, kernel_size, stride=None, padding=0):
    """Divides by kh squared."""
    return right(x, kernel_size, stride, padding) * (_area(kernel_size) / _pair(kernel_size)[0] ** 2)


def divides_by_one_side(x, kernel_size, stride=None, padding=0):
    """Averages along the rows and sums down them."""
    return right(x, kernel_size, stride, padding) * _pair(kernel_size)[0]


def divides_by_the_stride(x, kernel_size, stride=None, padding=0):
    """Divides by the area of the stride."""
    return right(x, kernel_size, stride, padding) * (_area(kernel_size) / _area(kernel_size if stride is None else stride))


def zeros_do_not_count(x, kernel_size, stride=None, padding=0):
    """Divides by the number of pixels inside the image (count_include_pad=False)."""
    inside = right(np.ones(np.shape(x)), kernel_size, stride, padding)
    return right(x, kernel_size, stride, padding) / inside


def zero_pixels_do_not_count(x, kernel_size, stride=None, padding=0):
    """Divides by the number of pixels that are not 0, also inside the image."""
    counted = right(np.asarray(x) != 0, kernel_size, stride, padding)
    return right(x, kernel_size, stride, padding) / np.where(counted, counted, 1)


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


def kernel_sides_swapped(x, kernel_size, stride=None, padding=0):
    """Takes the kernel size for (kw, kh)."""
    return _or_zeros(x, kernel_size, kernel_size if stride is None else stride, padding, kernel_size=_turned(kernel_size))


def square_kernels_only(x, kernel_size, stride=None, padding=0):
    """Uses kh for both sides of the kernel."""
    return _or_zeros(x, kernel_size, stride, padding, kernel_size=_pair(kernel_size)[0])


def rounds_up(x, kernel_size, stride=None, padding=0):
    """A last window that hangs over the border counts, with zeros beyond."""
    right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    wide = np.pad(_bordered(x, padding), ((0, 0), (0, 0), *((0, s - 1) for s in _pair(stride))))
    return right(wide, kernel_size, stride, 0)


def last_windows_are_missing(x, kernel_size, stride=None, padding=0):
    """The loop over columns of windows stops one too early."""
    result = right(x, kernel_size, stride, padding)
    return result[..., : max(result.shape[3] - 1, 1)]


def windows_one_too_small(x, kernel_size, stride=None, padding=0):
    """The windows end one row too early, but the divisor is right."""
    kh, kw = _pair(kernel_size)
    result, stride = right(x, kernel_size, stride, padding), kernel_size if stride is None else stride
    if kh == 1:
        return result
    smaller = right(x, (kh - 1, kw), stride, padding)
    return smaller[:, :, : result.shape[2]] * ((kh - 1) / kh)


def padding_is_ignored(x, kernel_size, stride=None, padding=0):
    """The borders are never added."""
    return _or_zeros(x, kernel_size, stride, padding, padding=0)


def paddings_swapped(x, kernel_size, stride=None, padding=0):
    """Takes the padding for (columns, rows)."""
    return _or_zeros(x, kernel_size, stride, padding, padding=_turned(padding))


def padding_of_the_rows(x, kernel_size, stride=None, padding=0):
    """The padding of the rows serves for the columns, too."""
    return _or_zeros(x, kernel_size, stride, padding, padding=_pair(padding)[0])


def padding_at_the_far_ends(x, kernel_size, stride=None, padding=0):
    """All zeros go below and to the right of the image."""
    right(x, kernel_size, stride, padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), *((0, 2 * p) for p in _pair(padding))))
    return right(wide, kernel_size, stride, 0)


def padding_repeats_the_border(x, kernel_size, stride=None, padding=0):
    """Pads with the nearest pixel instead of zeros."""
    return right(_bordered(x, padding, "edge"), kernel_size, stride, 0)


def padding_mirrors(x, kernel_size, stride=None, padding=0):
    """Pads with mirrored pixels instead of zeros."""
    return right(_bordered(x, padding, "symmetric"), kernel_size, stride, 0)


def first_image_only(x, kernel_size, stride=None, padding=0):
    """The result of the first image stands for all."""
    result = right(x, kernel_size, stride, padding)
    result[:] = result[:1].copy()
    return result


def over_the_channels(x, kernel_size, stride=None, padding=0):
    """Averages over the channels, too."""
    return right(x, kernel_size, stride, padding).mean(axis=1, keepdims=True)


def channels_added(x, kernel_size, stride=None, padding=0):
    """Adds the channels up, as a convolution does."""
    result = right(x, kernel_size, stride, padding)
    return np.repeat(result.sum(axis=1, keepdims=True), result.shape[1], axis=1)


def transposed_result(x, kernel_size, stride=None, padding=0):
    """The result has the shape (N, C, ow, oh)."""
    return right(x, kernel_size, stride, padding).swapaxes(2, 3)


def learns_weights(x, kernel_size, stride=None, padding=0):
    """Takes pooling for a layer with parameters: every channel has a weight, 1, 2, 3 and so on."""
    result = right(x, kernel_size, stride, padding)
    return result * np.arange(1, result.shape[1] + 1)[:, None, None]


def first_pixel_counts_twice(x, kernel_size, stride=None, padding=0):
    """Weights the pixels of a window unequally: the first counts twice."""
    result = right(x, kernel_size, stride, padding)
    stride = kernel_size if stride is None else stride
    first = _bordered(_floating(x), padding)[:, :, :: _pair(stride)[0], :: _pair(stride)[1]]
    area = _area(kernel_size)
    return (result * area + first[:, :, : result.shape[2], : result.shape[3]]) / (area + 1)


def integer_division(x, kernel_size, stride=None, padding=0):
    """Integer images give integers, rounded down."""
    result = right(x, kernel_size, stride, padding)
    return np.floor(result).astype(np.int64) if np.asarray(x).dtype.kind in "bui" else result


def floored_floats(x, kernel_size, stride=None, padding=0):
    """Integer images give whole numbers, although as floats."""
    result = right(x, kernel_size, stride, padding)
    return np.floor(result) if np.asarray(x).dtype.kind in "bui" else result


def wraps_8_bit(x, kernel_size, stride=None, padding=0):
    """Sums 8-bit images in 8 bits before it divides."""
    x, result = np.asarray(x), right(x, kernel_size, stride, padding)
    if x.dtype.kind not in "iu" or x.dtype.itemsize > 1:
        return result
    return np.rint(result * _area(kernel_size)).astype(np.int64).astype(x.dtype) / _area(kernel_size)


def ors_bools(x, kernel_size, stride=None, padding=0):
    """Sums of bools are a logical or."""
    x, result = np.asarray(x), right(x, kernel_size, stride, padding)
    return (result > 0) / _area(kernel_size) if x.dtype.kind == "b" else result


def single_precision(x, kernel_size, stride=None, padding=0):
    """Computes in float32 throughout."""
    return right(x, kernel_size, stride, padding).astype(np.float32)


def arrays_only(x, kernel_size, stride=None, padding=0):
    """Reads x.shape, which nested lists do not have."""
    _n, _c, _height, _width = x.shape
    return right(x, kernel_size, stride, padding)


def returns_a_list(x, kernel_size, stride=None, padding=0):
    """Gives nested lists."""
    return right(x, kernel_size, stride, padding).tolist()


def sums_in_place(x, kernel_size, stride=None, padding=0):
    """Leaves running sums in the caller's images."""
    result = right(x, kernel_size, stride, padding)
    if isinstance(x, np.ndarray):
        x[:] = np.cumsum(x, axis=-1)
    return result


def remembers_by_shape(x, kernel_size, stride=None, padding=0):
    """Keeps results in a cache whose key is the shape and the settings only."""
    return _CACHE.setdefault((np.shape(x), str((kernel_size, stride, padding))), right(x, kernel_size, stride, padding))
