# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _continued(image, mode):
    """The responses with the padding `mode` of np.pad in place of the reflection."""
    padded = np.pad(np.asarray(image, dtype=np.float64), 1, mode=mode)
    return padded[:-2, 1:-1] - padded[2:, 1:-1], padded[1:-1, :-2] - padded[1:-1, 2:]


def _each(image, function):
    """Apply a function to both responses."""
    edge_h, edge_v = right(image)
    return function(edge_h), function(edge_v)


def always_value_error(image):
    """Every input is refused."""
    raise ValueError(f"image is not valid: {image!r}")


def zeros(image):
    """Allocates the results and never fills them."""
    return _each(image, np.zeros_like)


def returns_input(image):
    """Gives the image back, once for each result."""
    return np.array(image, dtype=np.float64), np.array(image, dtype=np.float64)


def positive_sign(image):
    """The kernels are not flipped: the sign is that of the derivative."""
    return _each(image, np.negative)


def edge_h_has_the_other_sign(image):
    """Only the horizontal response has the sign of the derivative."""
    edge_h, edge_v = right(image)
    return -edge_h, edge_v


def edge_v_has_the_other_sign(image):
    """Only the vertical response has the sign of the derivative."""
    edge_h, edge_v = right(image)
    return edge_h, -edge_v


def swapped(image):
    """The response to vertical edges comes first."""
    return right(image)[::-1]


def halved(image):
    """Divides by the distance of two pixels, as a derivative does."""
    return _each(image, lambda edge: edge / 2)


def numpy_gradient(image):
    """np.gradient: half as large, of the other sign, and one-sided at the edges."""
    image = np.asarray(image, dtype=np.float64)
    return tuple(np.gradient(image, axis=axis) if image.shape[axis] > 1 else 0 * image for axis in (0, 1))


def gradient_at_the_edges(image):
    """Minus twice np.gradient: right inside, twice too large at the edges."""
    return tuple(-2 * edge for edge in numpy_gradient(image))


def zero_padding(image):
    """Zeros beyond the edges, which are edges themselves then."""
    return _continued(image, "constant")


def mirrors_about_the_pixel(image):
    """Reflects about the edge pixels, so that the responses vanish there."""
    return _continued(image, "reflect")


def periodic(image):
    """Continues the image periodically, as np.roll does."""
    return _continued(image, "wrap")


def inside_only(image):
    """Has no values for the edge pixels: the results are smaller."""
    return _each(image, lambda edge: edge[1:-1, 1:-1])


def to_the_next_pixel(image):
    """The difference to the next pixel instead of that over two."""
    padded = np.pad(np.asarray(image, dtype=np.float64), 1, mode="symmetric")
    return padded[1:-1, 1:-1] - padded[2:, 1:-1], padded[1:-1, 1:-1] - padded[1:-1, 2:]


def second_derivatives(image):
    """Convolves with 1, -2, 1."""
    return filter2d(image, [[1], [-2], [1]]), filter2d(image, [[1, -2, 1]])


def with_sobel_kernels(image):
    """Smooths along the edge: the Sobel filter."""
    return -sobel(image, 0), -sobel(image, 1)


def edge_h_twice(image):
    """Both results are the horizontal response."""
    return right(image)[0], right(image)[0]


def chained(image):
    """The second kernel is applied to the first response."""
    edge_h = right(image)[0]
    return edge_h, right(edge_h)[1]


def of_the_transposed_image(image):
    """x is taken for the first axis."""
    edge_h, edge_v = right(image)
    return edge_v.T, edge_h.T


def absolute_values(image):
    """Takes absolute values."""
    return _each(image, np.abs)


def scaled_to_255(image):
    """Scales each response so that its largest magnitude is 255."""
    return _each(image, lambda edge: edge * (255 / (np.abs(edge).max() or 1)))


def magnitude(image):
    """Returns one image, the length of the gradient."""
    return np.hypot(*right(image))


def only_one(image):
    """Forgets edge_v."""
    return right(image)[0]


def by_name(image):
    """Returns a dictionary instead of a pair."""
    edge_h, edge_v = right(image)
    return {"edge_h": edge_h, "edge_v": edge_v}


def wraps_8_bit(image):
    """Subtracts in the dtype of an 8-bit image, so that negative differences wrap."""
    dtype = np.asarray(image).dtype
    wrap = dtype in (np.uint8, np.int8)
    return _each(image, lambda edge: edge.astype(np.int64).astype(dtype).astype(np.float64) if wrap else edge)


def wraps_16_bit(image):
    """Reads every integer image as int16."""
    whole = np.asarray(image).dtype.kind in "iu"
    return right(np.asarray(image).astype(np.int16) if whole else image)


def integers_stay_integers(image):
    """Gives integer arrays for an integer image."""
    whole = np.asarray(image).dtype.kind in "iu"
    return _each(image, lambda edge: edge.astype(np.int64) if whole else edge)


def fractions_are_cut(image):
    """Reads the image as integers, so that fractions are lost."""
    return right(np.trunc(np.asarray(image, dtype=np.float64)))


def scales_8_bit(image):
    """Divides 8-bit images by 255 first."""
    return _each(image, lambda edge: edge / 255 if np.asarray(image).dtype == np.uint8 else edge)


def computes_in_float32(image):
    """Reads the image as float32, which is too coarse for float64."""
    return right(np.asarray(image).astype(np.float32))


def square_images_only(image):
    """Loops over the height for both axes, so that the right of a wide image stays zero."""
    edge_h, edge_v = right(image)
    edge_h[:, edge_h.shape[0] :], edge_v[:, edge_v.shape[0] :] = 0, 0
    return edge_h, edge_v


def needs_arrays(image):
    """Asks the image for its shape, so that nested lists fail."""
    assert image.shape
    return right(image)


def ignores_strides(image):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape))


def nested_lists(image):
    """Lists of lists, not arrays."""
    return _each(image, np.ndarray.tolist)


def filters_in_place(image):
    """Writes the vertical response into the caller's image."""
    result = right(image)
    if isinstance(image, np.ndarray):
        image[...] = result[1].astype(image.dtype)
    return result


def remembers_by_shape(image):
    """Keeps results in a cache whose key is the shape only."""
    return _CACHE.setdefault(np.shape(image), right(image))
