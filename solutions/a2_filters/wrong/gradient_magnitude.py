# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _floats(grad_h, grad_v):
    """The arguments as float64, checked."""
    right(grad_h, grad_v)
    return np.array(grad_h, dtype=np.float64), np.array(grad_v, dtype=np.float64)


def _length(grad_h, grad_v):
    """The length of the gradient, not scaled."""
    h, v = _floats(grad_h, grad_v)
    return np.sqrt(h**2 + v**2)


def _scaled(values):
    """Scale to a maximum of 255; zeros stay zeros."""
    largest = values.max()
    return values * (255 / largest) if largest > 0 else values


def always_value_error(grad_h, grad_v):
    """Every input is refused."""
    raise ValueError(f"grad_h or grad_v is not valid: {grad_h!r}, {grad_v!r}")


def zeros(grad_h, grad_v):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(grad_h, grad_v))


def returns_input(grad_h, grad_v):
    """Gives the first derivative back unchanged."""
    return np.array(grad_h, dtype=np.float64)


def not_scaled(grad_h, grad_v):
    """The length of the gradient as it is."""
    return _length(grad_h, grad_v)


def scaled_to_1(grad_h, grad_v):
    """Scales so that the maximum is 1."""
    return right(grad_h, grad_v) / 255


def zeros_give_nan(grad_h, grad_v):
    """Divides by the maximum even where that is zero, as the lecture's code does."""
    length = _length(grad_h, grad_v)
    with np.errstate(all="ignore"):
        return length * (255.0 / np.max(length))


def zeros_raise(grad_h, grad_v):
    """Refuses gradients that are zero everywhere."""
    if not np.any(grad_h) and not np.any(grad_v):
        raise ValueError("grad_h and grad_v must not be zero everywhere")
    return right(grad_h, grad_v)


def zeros_give_255(grad_h, grad_v):
    """Replaces 0/0 by 1 before scaling, so that no edge at all looks like the strongest."""
    result = right(grad_h, grad_v)
    return result if result.any() else result + 255.0


def epsilon_in_the_denominator(grad_h, grad_v):
    """Adds 1e-8 to the maximum against division by zero, so that small gradients are not scaled to 255."""
    length = _length(grad_h, grad_v)
    return length * (255.0 / (length.max() + 1e-8))


def small_gradients_are_zero(grad_h, grad_v):
    """Takes every maximum below 1e-8 for zero."""
    length = _length(grad_h, grad_v)
    return length * 0 if length.max() < 1e-8 else right(grad_h, grad_v)


def at_least_1_in_the_denominator(grad_h, grad_v):
    """Divides by max(maximum, 1), so that gradients of an image between 0 and 1 stay small."""
    length = _length(grad_h, grad_v)
    return length * (255.0 / max(length.max(), 1.0))


def sum_of_absolute_values(grad_h, grad_v):
    """|h| + |v| in place of the length."""
    h, v = _floats(grad_h, grad_v)
    return _scaled(np.abs(h) + np.abs(v))


def larger_of_the_two(grad_h, grad_v):
    """max(|h|, |v|) in place of the length."""
    h, v = _floats(grad_h, grad_v)
    return _scaled(np.maximum(np.abs(h), np.abs(v)))


def without_root(grad_h, grad_v):
    """h² + v², whose root is never taken."""
    return _scaled(_length(grad_h, grad_v) ** 2)


def square_of_the_sum(grad_h, grad_v):
    """|h + v|: squares the sum instead of summing the squares."""
    h, v = _floats(grad_h, grad_v)
    return _scaled(np.abs(h + v))


def only_grad_h(grad_h, grad_v):
    """Forgets the second derivative."""
    h, v = _floats(grad_h, grad_v)
    return _scaled(np.abs(h))


def direction(grad_h, grad_v):
    """Returns the angle of the gradient."""
    return np.arctan2(*_floats(grad_h, grad_v))


def each_scaled_first(grad_h, grad_v):
    """Scales each derivative by its own maximum before they are combined."""
    h, v = _floats(grad_h, grad_v)
    return _scaled(np.hypot(h / (np.abs(h).max() or 1), v / (np.abs(v).max() or 1)))


def scaled_by_grad_h(grad_h, grad_v):
    """Divides by the maximum of the first derivative only."""
    h, v = _floats(grad_h, grad_v)
    return np.hypot(h, v) * (255 / (np.abs(h).max() or 1))


def scaled_by_the_largest_entry(grad_h, grad_v):
    """Divides by the largest entry of both derivatives."""
    h, v = _floats(grad_h, grad_v)
    return np.hypot(h, v) * (255 / (max(np.abs(h).max(), np.abs(v).max()) or 1))


def scaled_by_the_sum(grad_h, grad_v):
    """Divides by the sum, so that it is the sum that becomes 255."""
    length = _length(grad_h, grad_v)
    return length * (255 / (length.sum() or 1))


def scaled_by_row(grad_h, grad_v):
    """Divides each row by its own maximum."""
    length = _length(grad_h, grad_v)
    largest = length.max(axis=1, keepdims=True)
    return length * (255 / np.where(largest > 0, largest, 1))


def stretched(grad_h, grad_v):
    """Moves the minimum to 0 as well."""
    length = _length(grad_h, grad_v)
    return _scaled(length - length.min())


def clipped(grad_h, grad_v):
    """Clips to 255 instead of scaling."""
    return np.minimum(_length(grad_h, grad_v), 255)


def scaled_only_if_too_large(grad_h, grad_v):
    """Scales only where the maximum is above 255."""
    length = _length(grad_h, grad_v)
    return right(grad_h, grad_v) if length.max() > 255 else length


def rounded(grad_h, grad_v):
    """Rounds to whole grey values."""
    return np.rint(right(grad_h, grad_v))


def becomes_8_bit(grad_h, grad_v):
    """Converts the result to uint8, ready to be shown."""
    return right(grad_h, grad_v).astype(np.uint8)


def squares_integers_in_their_dtype(grad_h, grad_v):
    """Squares integers before they are converted, so that small dtypes wrap."""
    right(grad_h, grad_v)
    h, v = np.asarray(grad_h), np.asarray(grad_v)
    h, v = h if h.dtype.kind in "iu" else h.astype(float), v if v.dtype.kind in "iu" else v.astype(float)
    with np.errstate(all="ignore"):
        return _scaled(np.sqrt((h * h).astype(np.float64) + (v * v).astype(np.float64)))


def adds_squares_in_32_bit(grad_h, grad_v):
    """Sums the squares of integers in int32, which large values leave."""
    h, v = _floats(grad_h, grad_v)
    if np.asarray(grad_h).dtype.kind not in "iu" or np.asarray(grad_v).dtype.kind not in "iu":
        return right(grad_h, grad_v)
    with np.errstate(all="ignore"):
        h, v = h.astype(np.int64).astype(np.int32), v.astype(np.int64).astype(np.int32)
        return _scaled(np.sqrt(np.abs((h * h + v * v).astype(np.float64))))


def fractions_are_cut(grad_h, grad_v):
    """Reads the derivatives as integers, so that fractions are lost."""
    return right(*map(np.trunc, _floats(grad_h, grad_v)))


def computes_in_float32(grad_h, grad_v):
    """Computes in float32, which is too coarse for float64."""
    return right(grad_h, grad_v).astype(np.float32).astype(np.float64)


def broadcasts(grad_h, grad_v):
    """A row or a single value is repeated to the shape of the other, instead of an error."""
    return right(*np.broadcast_arrays(grad_h, grad_v))


def compares_sizes_only(grad_h, grad_v):
    """Only the numbers of pixels must agree."""
    if np.size(grad_h) == np.size(grad_v):
        grad_v = np.reshape(grad_v, np.shape(grad_h))
    return right(grad_h, grad_v)


def compares_heights_only(grad_h, grad_v):
    """Only the numbers of rows must agree; the wider of the two is cut."""
    if len(grad_h) == len(grad_v):
        w = min(np.shape(grad_h)[1], np.shape(grad_v)[1])
        grad_h, grad_v = np.asarray(grad_h)[:, :w], np.asarray(grad_v)[:, :w]
    return right(grad_h, grad_v)


def error_without_message(grad_h, grad_v):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(grad_h, grad_v)
    except ValueError:
        raise ValueError from None


def asserts_equal_shapes(grad_h, grad_v):
    """Checks the shapes by assert, which raises another exception."""
    assert np.shape(grad_h) == np.shape(grad_v), "grad_h and grad_v must have the same shape"
    return right(grad_h, grad_v)


def needs_arrays(grad_h, grad_v):
    """Asks the arguments for their shape, so that nested lists fail."""
    assert grad_h.shape
    return right(grad_h, grad_v)


def ignores_strides(grad_h, grad_v):
    """Reads the values in the order of memory, wrong for transposed arrays."""
    grad_h = np.asarray(grad_h)
    return right(grad_h.ravel(order="K").reshape(grad_h.shape), grad_v)


def returns_a_list(grad_h, grad_v):
    """Collects the rows in a list and returns that list."""
    return right(grad_h, grad_v).tolist()


def transposed_result(grad_h, grad_v):
    """The result is transposed."""
    return right(grad_h, grad_v).T


def squares_in_place(grad_h, grad_v):
    """Squares the caller's first array in place."""
    result = right(grad_h, grad_v)
    if isinstance(grad_h, np.ndarray):
        np.square(grad_h, out=grad_h)
    return result


def adds_in_place(grad_h, grad_v):
    """Sums the squares into the caller's second array."""
    result = right(grad_h, grad_v)
    if isinstance(grad_v, np.ndarray):
        grad_v[...] = result.astype(grad_v.dtype)
    return result


def maximum_of_the_first_call(grad_h, grad_v):
    """Keeps the maximum of the first call for all later ones."""
    length = _length(grad_h, grad_v)
    return length * (255 / _CACHE.setdefault("maximum", length.max() or 1))


def remembers_by_shape(grad_h, grad_v):
    """Keeps results in a cache whose key is the shape only."""
    result = right(grad_h, grad_v)
    return _CACHE.setdefault(result.shape, result)
