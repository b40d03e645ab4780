# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _image(image):
    """The image as float64."""
    return np.array(image, dtype=np.float64)


def _continued(image, sigma, amount, mode):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    right(image, sigma, amount)  # checks the arguments
    radius = int(4 * sigma + 0.5)
    inside = tuple(slice(radius, radius + n) for n in np.shape(image))
    return right(np.pad(_image(image), radius, mode=mode), sigma, amount)[inside]


def always_value_error(image, sigma, amount):
    """Every input is refused."""
    raise ValueError(f"image, sigma or amount is not valid: {image!r}, {sigma}, {amount}")


def zeros(image, sigma, amount):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, sigma, amount))


def returns_input(image, sigma, amount):
    """Gives the image back unchanged."""
    return _image(image)


def blurs(image, sigma, amount):
    """Subtracts the high-pass instead of adding it."""
    return right(image, sigma, -amount)


def adds_the_low_pass(image, sigma, amount):
    """Adds a multiple of the low-pass, which makes the image brighter."""
    return _image(image) + amount * gaussian_filter2d(image, sigma)


def subtracts_the_low_pass(image, sigma, amount):
    """Subtracts a multiple of the low-pass, which makes the image darker."""
    return _image(image) - amount * gaussian_filter2d(image, sigma)


def high_pass_only(image, sigma, amount):
    """Returns the multiple of the high-pass without the image."""
    return amount * high_pass(image, sigma)


def adds_to_the_low_pass(image, sigma, amount):
    """Adds the high-pass to the low-pass instead of to the image."""
    return gaussian_filter2d(image, sigma) + amount * high_pass(image, sigma)


def multiplies_the_sum(image, sigma, amount):
    """a (I + h): the image is multiplied as well."""
    return amount * (_image(image) + high_pass(image, sigma))


def normalised_high_boost(image, sigma, amount):
    """Divides by 1 + a, which keeps the contrast and not the mean."""
    result = right(image, sigma, amount)
    return result / (1 + amount) if amount > -1 else result


def ignores_the_amount(image, sigma, amount):
    """The amount is always 1."""
    return right(image, sigma, 1.0)


def amount_squared(image, sigma, amount):
    """Multiplies by the amount twice."""
    return right(image, sigma, amount * amount)


def amount_plus_1(image, sigma, amount):
    """The high-pass is counted once more: (1 + a) times."""
    return right(image, sigma, amount + 1)


def whole_amounts(image, sigma, amount):
    """Converts the amount to an integer."""
    return right(image, sigma, int(amount))


def amount_at_most_1(image, sigma, amount):
    """Clips the amount to 1."""
    return right(image, sigma, min(amount, 1.0))


def amount_at_least_0(image, sigma, amount):
    """Clips a negative amount to 0."""
    return right(image, sigma, max(amount, 0.0))


def absolute_amount(image, sigma, amount):
    """Sharpens with the absolute value of a negative amount."""
    return right(image, sigma, abs(amount))


def refuses_negative_amounts(image, sigma, amount):
    """Demands an amount of at least 0."""
    if amount < 0:
        raise ValueError(f"amount must not be negative, got {amount}")
    return right(image, sigma, amount)


def refuses_amount_zero(image, sigma, amount):
    """Demands an amount other than 0."""
    if amount == 0:
        raise ValueError(f"amount must not be zero, got {amount}")
    return right(image, sigma, amount)


def refuses_amounts_above_1(image, sigma, amount):
    """Demands an amount of at most 1."""
    if amount > 1:
        raise ValueError(f"amount must be at most 1, got {amount}")
    return right(image, sigma, amount)


def amount_zero_skips_the_check(image, sigma, amount):
    """Returns the image for amount 0 before sigma is looked at."""
    return _image(image) if amount == 0 else right(image, sigma, amount)


def swapped_arguments(image, sigma, amount):
    """Takes sigma for the amount and the amount for sigma, where that is possible."""
    return right(image, amount, sigma) if sigma > 0 and amount > 0 else right(image, sigma, amount)


def sharpens_twice(image, sigma, amount):
    """Sharpens the result once more."""
    return right(right(image, sigma, amount), sigma, amount)


def laplacian(image, sigma, amount):
    """Subtracts the Laplacian, whatever sigma is."""
    right(image, sigma, amount)
    return _image(image) + amount * filter2d(image, [[0, -1, 0], [-1, 4, -1], [0, -1, 0]])


def clipped_to_255(image, sigma, amount):
    """Clips to 0 ... 255."""
    return np.clip(right(image, sigma, amount), 0, 255)


def clips_8_bit(image, sigma, amount):
    """Clips the result of an 8-bit image to 0 ... 255."""
    result = right(image, sigma, amount)
    return np.clip(result, 0, 255) if np.asarray(image).dtype == np.uint8 else result


def clipped_to_the_image(image, sigma, amount):
    """Clips to the range of the image."""
    return np.clip(right(image, sigma, amount), np.min(image), np.max(image))


def clipped_at_zero(image, sigma, amount):
    """Cuts negative values of an image without negative pixels."""
    result = right(image, sigma, amount)
    return np.maximum(result, 0.0) if np.min(image) >= 0 else result


def wraps_8_bit(image, sigma, amount):
    """Converts the result back to the dtype of an 8-bit image, so that overshoots wrap."""
    result, dtype = right(image, sigma, amount), np.asarray(image).dtype
    return result.astype(np.int64).astype(dtype).astype(np.float64) if dtype in (np.uint8, np.int8) else result


def keeps_the_dtype(image, sigma, amount):
    """Gives integers for integers."""
    result = right(image, sigma, amount)
    return result.astype(np.int64) if np.asarray(image).dtype.kind in "iu" else result


def rounds_the_high_pass(image, sigma, amount):
    """Stores the high-pass of an integer image in integers."""
    high = high_pass(image, sigma)
    return _image(image) + amount * (np.trunc(high) if np.asarray(image).dtype.kind in "iu" else high)


def scales_8_bit(image, sigma, amount):
    """Divides 8-bit images by 255 first."""
    result = right(image, sigma, amount)
    return result / 255 if np.asarray(image).dtype == np.uint8 else result


def computes_in_float32(image, sigma, amount):
    """Computes in float32, which is too coarse for integers and float64."""
    return right(image, sigma, amount).astype(np.float32).astype(np.float64)


def zero_padding(image, sigma, amount):
    """Zeros beyond the edges."""
    return _continued(image, sigma, amount, "constant")


def mirrors_about_the_pixel(image, sigma, amount):
    """Reflects about the edge pixels and does not repeat them."""
    return _continued(image, sigma, amount, "reflect")


def periodic(image, sigma, amount):
    """Continues the image periodically."""
    return _continued(image, sigma, amount, "wrap")


def sigma_is_the_variance(image, sigma, amount):
    """Takes sigma for the variance and smooths with its square root."""
    return right(image, np.sqrt(sigma) if sigma > 0 else sigma, amount)


def three_sigma(image, sigma, amount):
    """The kernel of the low-pass ends at 3σ."""
    return _image(image) + amount * (_image(image) - gaussian_filter2d(image, sigma, 3.0))


def above_a_threshold_only(image, sigma, amount):
    """Leaves pixels whose high-pass is small as they are, as image editors do."""
    high = high_pass(image, sigma)
    return _image(image) + amount * high * (np.abs(high) > 0.05 * np.abs(high).max())


def transposed_result(image, sigma, amount):
    """The result is transposed."""
    return right(image, sigma, amount).T


def accepts_sigma_zero(image, sigma, amount):
    """Sigma 0 gives the image back, instead of an error."""
    return _image(image) if sigma == 0 else right(image, sigma, amount)


def accepts_negative_sigma(image, sigma, amount):
    """A negative sigma is taken for its absolute value."""
    return right(image, abs(sigma), amount)


def error_without_message(image, sigma, amount):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, sigma, amount)
    except ValueError:
        raise ValueError from None


def needs_arrays(image, sigma, amount):
    """Asks the image for its shape, so that nested lists fail."""
    assert image.shape
    return right(image, sigma, amount)


def ignores_strides(image, sigma, amount):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape), sigma, amount)


def returns_a_list(image, sigma, amount):
    """Collects the rows in a list and returns that list."""
    return right(image, sigma, amount).tolist()


def sharpens_in_place(image, sigma, amount):
    """Adds the high-pass to the caller's image."""
    result = right(image, sigma, amount)
    if isinstance(image, np.ndarray):
        image[...] = result.astype(image.dtype)
    return result


def amount_of_the_first_call(image, sigma, amount):
    """Keeps the first amount for all later calls."""
    right(image, sigma, amount)
    return right(image, sigma, _CACHE.setdefault("amount", amount))


def high_pass_of_the_first_call(image, sigma, amount):
    """Keeps the high-pass of the first image of each shape."""
    high = high_pass(image, sigma)
    return _image(image) + amount * _CACHE.setdefault(high.shape, high)
