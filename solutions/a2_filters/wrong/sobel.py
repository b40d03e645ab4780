# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _continued(image, axis, mode, margin=1):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    padded = np.pad(np.asarray(image, dtype=np.float64), margin, mode=mode)
    return right(padded, axis)[margin:-margin, margin:-margin]


def _separable(image, axis, along, across):
    """Convolve with weights along the axis, and with others across it."""
    right(image, axis)  # checks the arguments
    kernel = np.outer(along, across)
    return filter2d(image, kernel if axis in (0, -2) else kernel.T)


def always_value_error(image, axis):
    """Every input is refused."""
    raise ValueError(f"image or axis is not valid: {image!r}, {axis}")


def zeros(image, axis):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, axis))


def returns_input(image, axis):
    """Gives the image back unchanged."""
    return np.array(image, dtype=np.float64)


def negative_sign(image, axis):
    """Convolves with the lecture's kernel, which flips it: minus the derivative."""
    return -right(image, axis)


def axis_0_has_the_other_sign(image, axis):
    """Only the derivative down the rows is negative: the y axis is taken to point upwards."""
    return right(image, axis) if axis in (1, -1) else -right(image, axis)


def axis_1_has_the_other_sign(image, axis):
    """Only the derivative along the rows is negative."""
    return -right(image, axis) if axis in (1, -1) else right(image, axis)


def axes_swapped(image, axis):
    """Axis 0 differentiates along the rows: "horizontal" is taken for the direction of the derivative."""
    right(image, axis)
    return right(image, 1 if axis in (0, -2) else 0)


def always_axis_0(image, axis):
    """Checks the axis and ignores it."""
    right(image, axis)
    return right(image, 0)


def negative_axes_go_along_the_rows(image, axis):
    """`if axis == 0 ... else`: -2 is taken for 1."""
    right(image, axis)
    return right(image, 0 if axis == 0 else 1)


def negative_axes_go_down_the_rows(image, axis):
    """`if axis == 1 ... else`: -1 is taken for 0."""
    right(image, axis)
    return right(image, 1 if axis == 1 else 0)


def negative_axes_swapped(image, axis):
    """abs(axis) - 1: -1 is taken for 0 and -2 for 1."""
    right(image, axis)
    return right(image, {-1: 0, -2: 1}.get(axis, axis))


def refuses_negative_axes(image, axis):
    """Only 0 and 1 are allowed."""
    if axis not in (0, 1):
        raise ValueError(f"axis must be 0 or 1, got {axis}")
    return right(image, axis)


def refuses_minus_2(image, axis):
    """Only -1, 0 and 1 are allowed."""
    if axis not in (0, 1, -1):
        raise ValueError(f"axis must be 0, 1 or -1, got {axis}")
    return right(image, axis)


def axis_modulo_2(image, axis):
    """axis % 2 makes an axis of every integer."""
    return right(image, axis % 2)


def checks_the_upper_end_only(image, axis):
    """Refuses axis 2, but takes everything below -2."""
    return right(image, axis % 2 if axis < 0 else axis)


def checks_the_lower_end_only(image, axis):
    """Refuses axis -3, but takes everything above 1."""
    return right(image, axis % 2 if axis > 1 else axis)


def key_error(image, axis):
    """Looks the axis up in a dictionary: other axes raise KeyError."""
    return right(image, {0: 0, 1: 1, -1: -1, -2: -2}[axis])


def index_error(image, axis):
    """Asks for image.shape[axis]: other axes raise IndexError."""
    assert np.shape(image)[axis]
    return right(image, axis)


def error_without_message(image, axis):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, axis)
    except ValueError:
        raise ValueError from None


def error_without_value(image, axis):
    """The message names the argument but not its value."""
    try:
        return right(image, axis)
    except ValueError:
        raise ValueError("axis must be a valid axis of the image") from None


def zero_padding(image, axis):
    """Zeros beyond the edges, which are edges themselves then."""
    return _continued(image, axis, "constant")


def mirrors_about_the_pixel(image, axis):
    """Reflects about the edge pixels, so that the derivative vanishes there."""
    return _continued(image, axis, "reflect")


def periodic(image, axis):
    """Continues the image periodically."""
    return _continued(image, axis, "wrap")


def smooths_with_zeros(image, axis):
    """Reflects for the derivative, but smooths with zeros beyond the edges."""
    across = ((0, 0), (1, 1)) if axis in (0, -2) else ((1, 1), (0, 0))
    padded = np.pad(np.asarray(image, dtype=np.float64), across)
    result = right(padded, axis)
    return result[:, 1:-1] if axis in (0, -2) else result[1:-1]


def zero_at_the_edges(image, axis):
    """Leaves the edge pixels zero."""
    result = np.zeros_like(right(image, axis))
    result[1:-1, 1:-1] = right(image, axis)[1:-1, 1:-1]
    return result


def inside_only(image, axis):
    """Has no values for the edge pixels: the result is smaller."""
    return right(image, axis)[1:-1, 1:-1]


def one_sided_at_the_edges(image, axis):
    """Doubles the derivative at the edges, as np.gradient does."""
    result = right(image, axis)
    edges = ([0, -1], slice(None)) if axis in (0, -2) else (slice(None), [0, -1])
    result[edges] *= 2
    return result


def without_smoothing(image, axis):
    """Only differentiates."""
    return _separable(image, axis, [1, 0, -1], [1])


def prewitt(image, axis):
    """Smooths with 1, 1, 1: the Prewitt filter."""
    return _separable(image, axis, [1, 0, -1], [1, 1, 1])


def smooths_along_the_derivative(image, axis):
    """Smooths along the axis of the derivative instead of across it."""
    return _separable(image, axis, [1, 2, 0, -2, -1], [1])


def second_derivative(image, axis):
    """Differentiates twice, with 1, -2, 1."""
    return _separable(image, axis, [1, -2, 1], [1, 2, 1])


def to_the_next_pixel(image, axis):
    """The difference to the next pixel instead of that over two."""
    return _separable(image, axis, [1, -1, 0], [1, 2, 1])


def eighths(image, axis):
    """Divides by 8, so that a ramp of slope 1 gives 1."""
    return right(image, axis) / 8


def absolute_values(image, axis):
    """Takes absolute values."""
    return np.abs(right(image, axis))


def magnitude(image, axis):
    """Returns the length of the gradient for every axis."""
    right(image, axis)
    return np.hypot(right(image, 0), right(image, 1))


def not_transposed_back(image, axis):
    """Transposes the image for axis 1 and never back."""
    result = right(image, axis)
    return result.T if axis in (1, -1) else result


def wraps_8_bit(image, axis):
    """Computes in the dtype of an 8-bit image, so that results wrap."""
    result, dtype = right(image, axis), np.asarray(image).dtype
    return result.astype(np.int64).astype(dtype).astype(np.float64) if dtype in (np.uint8, np.int8) else result


def clips_8_bit(image, axis):
    """Clips the result of an 8-bit image to 0 ... 255."""
    result = right(image, axis)
    return np.clip(result, 0, 255) if np.asarray(image).dtype == np.uint8 else result


def scales_8_bit(image, axis):
    """Divides 8-bit images by 255 first."""
    result = right(image, axis)
    return result / 255 if np.asarray(image).dtype == np.uint8 else result


def sixteen_bit_accumulator(image, axis):
    """Computes integers in int16, as image libraries do, so that 16-bit images wrap."""
    result = right(image, axis)
    return result.astype(np.int64).astype(np.int16).astype(np.float64) if np.asarray(image).dtype.kind in "iu" else result


def integers_stay_integers(image, axis):
    """Gives an integer array for an integer image."""
    result = right(image, axis)
    return result.astype(np.int64) if np.asarray(image).dtype.kind in "iu" else result


def computes_in_float32(image, axis):
    """Reads the image as float32, which is too coarse for float64."""
    return right(np.asarray(image).astype(np.float32), axis)


def square_images_only(image, axis):
    """Loops over the height for both axes, so that the right of a wide image stays zero."""
    result = right(image, axis)
    result[:, result.shape[0] :] = 0
    return result


def needs_arrays(image, axis):
    """Asks the image for its shape, so that nested lists fail."""
    assert image.shape
    return right(image, axis)


def ignores_strides(image, axis):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape), axis)


def returns_a_list(image, axis):
    """Collects the rows in a list and returns that list."""
    return right(image, axis).tolist()


def filters_in_place(image, axis):
    """Writes the result into the caller's image."""
    result = right(image, axis)
    if isinstance(image, np.ndarray):
        image[...] = result.astype(image.dtype)
    return result


def axis_of_the_first_call(image, axis):
    """Keeps the kernel of the first call, whatever axis is wanted later."""
    right(image, axis)
    return right(image, _CACHE.setdefault("axis", axis))


def remembers_by_shape(image, axis):
    """Keeps results in a cache whose key is the shape and the axis only."""
    result = right(image, axis)
    return _CACHE.setdefault((np.shape(image), axis), result)
