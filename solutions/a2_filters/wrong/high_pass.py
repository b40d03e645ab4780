# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _image(image):
    """The image as float64."""
    return np.array(image, dtype=np.float64)


def _continued(image, sigma, mode):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    right(image, sigma)  # checks the arguments
    radius = int(4 * sigma + 0.5)
    inside = tuple(slice(radius, radius + n) for n in np.shape(image))
    return right(np.pad(_image(image), radius, mode=mode), sigma)[inside]


def always_value_error(image, sigma):
    """Every input is refused."""
    raise ValueError(f"image or sigma is not valid: {image!r}, {sigma}")


def zeros(image, sigma):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, sigma))


def returns_input(image, sigma):
    """Gives the image back unchanged."""
    return _image(image)


def low_pass(image, sigma):
    """Returns the Gaussian low-pass itself."""
    return gaussian_filter2d(image, sigma)


def other_sign(image, sigma):
    """Subtracts the image from its low-pass."""
    return -right(image, sigma)


def sharpened(image, sigma):
    """Adds the high-pass to the image."""
    return _image(image) + right(image, sigma)


def ratio(image, sigma):
    """Divides by the low-pass instead of subtracting it."""
    low = gaussian_filter2d(image, sigma)
    return _image(image) / np.where(low == 0, 1, low)


def absolute_values(image, sigma):
    """Takes absolute values."""
    return np.abs(right(image, sigma))


def negative_becomes_zero(image, sigma):
    """Cuts negative results to zero."""
    return np.maximum(right(image, sigma), 0.0)


def grey_for_zero(image, sigma):
    """Adds 128, so that the result can be shown."""
    return right(image, sigma) + 128.0


def keeps_the_mean(image, sigma):
    """Adds the mean of the image, so that a constant image stays what it is."""
    return right(image, sigma) + _image(image).mean()


def minus_the_mean(image, sigma):
    """Subtracts the mean of the image instead of its low-pass."""
    right(image, sigma)
    return _image(image) - _image(image).mean()


def stretched_to_255(image, sigma):
    """Stretches the result to 0 ... 255."""
    result = right(image, sigma)
    result -= result.min()
    return result * (255 / (result.max() or 1))


def twice(image, sigma):
    """Applies the high-pass to its own result."""
    return right(right(image, sigma), sigma)


def difference_of_gaussians(image, sigma):
    """Subtracts a wider low-pass from the low-pass: a band-pass."""
    return gaussian_filter2d(image, sigma) - gaussian_filter2d(image, 2 * sigma)


def laplacian(image, sigma):
    """Convolves with the Laplacian, whatever sigma is."""
    right(image, sigma)
    return filter2d(image, [[0, -1, 0], [-1, 4, -1], [0, -1, 0]])


def high_pass_of_each_axis(image, sigma):
    """Removes the low-pass of one axis and then that of the other, which keeps too little."""
    right(image, sigma)
    t = np.arange(-int(4 * sigma + 0.5), int(4 * sigma + 0.5) + 1)
    weights = np.exp(-0.5 * (t / sigma) ** 2) / np.exp(-0.5 * (t / sigma) ** 2).sum()
    first = _image(image) - filter2d(image, weights[:, None])
    return first - filter2d(first, weights[None, :])


def rows_only(image, sigma):
    """Smooths along the rows only."""
    right(image, sigma)
    t = np.arange(-int(4 * sigma + 0.5), int(4 * sigma + 0.5) + 1)
    weights = np.exp(-0.5 * (t / sigma) ** 2)
    return _image(image) - filter2d(image, weights[None, :] / weights.sum())


def zero_padding(image, sigma):
    """Zeros beyond the edges, so that a constant image keeps a bright frame."""
    return _continued(image, sigma, "constant")


def repeats_the_edge(image, sigma):
    """Repeats the edge pixels: a a a a | a b c d | d d d d."""
    return _continued(image, sigma, "edge")


def mirrors_about_the_pixel(image, sigma):
    """Reflects about the edge pixels and does not repeat them: d c b | a b c d | c b a."""
    return _continued(image, sigma, "reflect")


def periodic(image, sigma):
    """Continues the image periodically, as a product of FFTs does."""
    return _continued(image, sigma, "wrap")


def sigma_is_the_variance(image, sigma):
    """Takes sigma for the variance and smooths with its square root."""
    return right(image, np.sqrt(sigma) if sigma > 0 else sigma)


def three_sigma(image, sigma):
    """The kernel of the low-pass ends at 3σ."""
    return _image(image) - gaussian_filter2d(image, sigma, 3.0)


def sharp_cut_off(image, sigma):
    """Sets the lowest frequencies of the FFT to zero instead of smoothing with a Gaussian."""
    right(image, sigma)
    image = _image(image)
    y, x = np.meshgrid(*map(np.fft.fftfreq, image.shape), indexing="ij")
    return np.fft.ifft2(np.fft.fft2(image) * (np.hypot(y, x) > 1 / (2 * np.pi * sigma))).real


def wraps_8_bit(image, sigma):
    """Subtracts in the dtype of an 8-bit image, so that negative values wrap."""
    result, dtype = right(image, sigma), np.asarray(image).dtype
    return result.astype(np.int64).astype(dtype).astype(np.float64) if dtype in (np.uint8, np.int8) else result


def rounds_the_low_pass(image, sigma):
    """Stores the low-pass of an integer image in integers before subtracting it."""
    low = gaussian_filter2d(image, sigma)
    return _image(image) - (np.trunc(low) if np.asarray(image).dtype.kind in "iu" else low)


def keeps_the_dtype(image, sigma):
    """Casts the result back to the dtype of the image."""
    result, dtype = right(image, sigma), np.asarray(image).dtype
    return result.astype(np.int64).astype(dtype) if dtype.kind in "iu" else result


def scales_8_bit(image, sigma):
    """Divides 8-bit images by 255 first."""
    result = right(image, sigma)
    return result / 255 if np.asarray(image).dtype == np.uint8 else result


def computes_in_float32(image, sigma):
    """Computes in float32, which is too coarse for integers and float64."""
    return right(image, sigma).astype(np.float32).astype(np.float64)


def transposed_result(image, sigma):
    """The result is transposed."""
    return right(image, sigma).T


def accepts_sigma_zero(image, sigma):
    """Sigma 0 smooths nothing and leaves zero, instead of an error."""
    return 0 * _image(image) if sigma == 0 else right(image, sigma)


def accepts_negative_sigma(image, sigma):
    """A negative sigma is taken for its absolute value."""
    return right(image, abs(sigma))


def error_without_message(image, sigma):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, sigma)
    except ValueError:
        raise ValueError from None


def needs_arrays(image, sigma):
    """Subtracts from the argument as it is, so that nested lists fail."""
    assert image.shape
    return right(image, sigma)


def ignores_strides(image, sigma):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape), sigma)


def returns_a_list(image, sigma):
    """Collects the rows in a list and returns that list."""
    return right(image, sigma).tolist()


def both_parts(image, sigma):
    """Returns the low-pass beside the high-pass."""
    return gaussian_filter2d(image, sigma), right(image, sigma)


def subtracts_in_place(image, sigma):
    """Subtracts the low-pass from the caller's image."""
    result = right(image, sigma)
    if isinstance(image, np.ndarray):
        image[...] = result.astype(image.dtype)
    return result


def low_pass_of_the_first_call(image, sigma):
    """Keeps the low-pass of the first image of each shape."""
    return _image(image) - _CACHE.setdefault(np.shape(image), gaussian_filter2d(image, sigma))


def sigma_of_the_first_call(image, sigma):
    """Keeps the first sigma for all later calls."""
    right(image, sigma)
    return right(image, _CACHE.setdefault("sigma", sigma))
