# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _weights(sigma, radius):
    """Samples of the Gaussian, normalised to sum 1."""
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    return weights / weights.sum()


def _radius(sigma, truncate):
    """The right radius."""
    return int(float(truncate) * float(sigma) + 0.5)


def _separable(image, sigma, weights):
    """Filter both axes with the weights given, under the right reflection."""
    _require_positive(sigma)
    return filter2d(image, np.outer(weights, weights))


def _continued(image, sigma, truncate, mode):
    """Filter with the padding `mode` of np.pad in place of the reflection."""
    _require_positive(sigma)
    radius = _radius(sigma, truncate)
    padded = np.pad(np.asarray(image, dtype=np.float64), radius, mode=mode)
    inside = tuple(slice(radius, radius + n) for n in np.shape(image))
    return _separable(padded, sigma, _weights(sigma, radius))[inside]


def always_value_error(image, sigma, truncate=4.0):
    """Every input is refused."""
    raise ValueError(f"image, sigma or truncate is not valid: {image!r}, {sigma}, {truncate}")


def zeros(image, sigma, truncate=4.0):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(image, sigma, truncate))


def returns_input(image, sigma, truncate=4.0):
    """Gives the image back unchanged."""
    return np.array(image, dtype=np.float64)


def zero_padding(image, sigma, truncate=4.0):
    """Zeros beyond the edges: a constant image becomes dark there."""
    return _continued(image, sigma, truncate, "constant")


def repeats_the_edge(image, sigma, truncate=4.0):
    """Repeats the edge pixels: a a a a | a b c d | d d d d."""
    return _continued(image, sigma, truncate, "edge")


def mirrors_about_the_pixel(image, sigma, truncate=4.0):
    """Reflects about the edge pixels and does not repeat them: d c b | a b c d | c b a."""
    return _continued(image, sigma, truncate, "reflect")


def periodic(image, sigma, truncate=4.0):
    """Continues the image periodically, as a product of FFTs does."""
    return _continued(image, sigma, truncate, "wrap")


def renormalises_at_the_edges(image, sigma, truncate=4.0):
    """Pads with zeros and divides by the weight inside the image, instead of reflecting."""
    weight = _continued(np.ones(np.shape(image)), sigma, truncate, "constant")
    return _continued(image, sigma, truncate, "constant") / weight


def reflects_only_once(image, sigma, truncate=4.0):
    """One reflection at each edge and zeros beyond, which is too little where the kernel is longer."""
    _require_positive(sigma)
    (h, w), radius = np.shape(image), _radius(sigma, truncate)
    once = np.pad(np.asarray(image, dtype=np.float64), ((h, h), (w, w)), mode="symmetric")
    padded = np.pad(once, radius)
    return right(padded, sigma, truncate)[radius + h : radius + 2 * h, radius + w : radius + 2 * w]


def kernel_is_cut_to_the_image(image, sigma, truncate=4.0):
    """Limits the radius to the shorter side, so that one reflection is enough."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma, min(_radius(sigma, truncate), *np.shape(image))))


def refuses_large_kernels(image, sigma, truncate=4.0):
    """Demands that the kernel fits in the image."""
    if sigma > 0 and 2 * _radius(sigma, truncate) + 1 > min(np.shape(image)):
        raise ValueError(f"sigma is too large for the image: {sigma}")
    return right(image, sigma, truncate)


def down_the_rows_only(image, sigma, truncate=4.0):
    """Smooths along axis 0 only."""
    _require_positive(sigma)
    return filter2d(image, _weights(sigma, _radius(sigma, truncate))[:, None])


def along_the_rows_only(image, sigma, truncate=4.0):
    """Smooths along axis 1 only."""
    _require_positive(sigma)
    return filter2d(image, _weights(sigma, _radius(sigma, truncate))[None, :])


def axis_0_twice(image, sigma, truncate=4.0):
    """Both passes run along axis 0."""
    return down_the_rows_only(down_the_rows_only(image, sigma, truncate), sigma, truncate)


def disc(image, sigma, truncate=4.0):
    """Cuts the 2-D kernel to a disc; the separable one ends at a square."""
    _require_positive(sigma)
    radius = _radius(sigma, truncate)
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    weights = np.exp(-(x**2 + y**2) / (2 * sigma**2)) * (x**2 + y**2 <= radius**2)
    return filter2d(image, weights / weights.sum())


def radius_is_cut(image, sigma, truncate=4.0):
    """The radius is int(truncate*sigma), without the rounding."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma, int(truncate * sigma)))


def radius_is_rounded_up(image, sigma, truncate=4.0):
    """The radius is ceil(truncate*sigma)."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma, int(np.ceil(truncate * sigma))))


def radius_for_the_diameter(image, sigma, truncate=4.0):
    """Takes truncate*sigma for the length of the whole kernel."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma, _radius(sigma, truncate) // 2))


def ignores_truncate(image, sigma, truncate=4.0):
    """The kernel always ends at 4σ."""
    return right(image, sigma)


def truncate_is_the_radius(image, sigma, truncate=4.0):
    """Takes `truncate` for a number of pixels."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma, int(truncate)))


def default_truncate_is_3(image, sigma, truncate=3.0):
    """The kernel ends at 3σ unless told otherwise."""
    return right(image, sigma, truncate)


def loses_the_last_weight(image, sigma, truncate=4.0):
    """np.arange(-radius, radius) leaves the last weight out, so that the kernel is not symmetric."""
    _require_positive(sigma)
    radius = _radius(sigma, truncate)
    weights = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2)
    if radius:
        weights[-1] = 0
    return _separable(image, sigma, weights / weights.sum())


def shifted_by_one(image, sigma, truncate=4.0):
    """Pads one pixel too many in front, so that the result is shifted."""
    _require_positive(sigma)
    weights = np.pad(_weights(sigma, _radius(sigma, truncate)), (2, 0))
    return _separable(image, sigma, weights)


def sigma_is_the_variance(image, sigma, truncate=4.0):
    """Takes sigma for the variance and smooths with its square root."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(np.sqrt(sigma), _radius(sigma, truncate)))


def forgets_the_factor_2(image, sigma, truncate=4.0):
    """exp(-x²/σ²) in place of exp(-x²/(2σ²))."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(sigma / np.sqrt(2), _radius(sigma, truncate)))


def sigma_is_a_whole_number(image, sigma, truncate=4.0):
    """Rounds sigma to a whole number of pixels, at least 1."""
    _require_positive(sigma)
    return _separable(image, sigma, _weights(max(round(float(sigma)), 1), _radius(sigma, truncate)))


def smooths_twice(image, sigma, truncate=4.0):
    """Filters forth and back, so that the variances add up to 2σ²."""
    return right(right(image, sigma, truncate), sigma, truncate)


def moving_average(image, sigma, truncate=4.0):
    """Averages over the window with equal weights."""
    _require_positive(sigma)
    size = 2 * _radius(sigma, truncate) + 1
    return _separable(image, sigma, np.ones(size) / size)


def analytic_constant(image, sigma, truncate=4.0):
    """The kernel is normalised by 2πσ² instead of by its sum."""
    _require_positive(sigma)
    t = np.arange(-_radius(sigma, truncate), _radius(sigma, truncate) + 1)
    return _separable(image, sigma, np.exp(-0.5 * (t / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi)))


def not_normalised(image, sigma, truncate=4.0):
    """The weights are never divided by their sum."""
    _require_positive(sigma)
    t = np.arange(-_radius(sigma, truncate), _radius(sigma, truncate) + 1)
    return _separable(image, sigma, np.exp(-0.5 * (t / sigma) ** 2))


def normalises_before_cutting(image, sigma, truncate=4.0):
    """Normalises a long kernel and cuts it to the radius afterwards, so that its sum falls below 1."""
    _require_positive(sigma)
    radius, longer = _radius(sigma, truncate), _radius(sigma, truncate + 10) + 1
    return _separable(image, sigma, _weights(sigma, longer)[longer - radius : longer + radius + 1])


def returns_the_high_pass(image, sigma, truncate=4.0):
    """Returns what smoothing removes: the image minus its smooth part."""
    return np.asarray(image, dtype=np.float64) - right(image, sigma, truncate)


def keeps_the_dtype(image, sigma, truncate=4.0):
    """Casts the result back to the dtype of the image, so that integers are truncated."""
    return right(image, sigma, truncate).astype(np.asarray(image).dtype)


def rounds_integers(image, sigma, truncate=4.0):
    """Rounds the result of an integer image."""
    result = right(image, sigma, truncate)
    return np.rint(result) if np.asarray(image).dtype.kind in "ui" else result


def rounds_between_the_passes(image, sigma, truncate=4.0):
    """Stores integers between the two passes, as SciPy does for an 8-bit image."""
    first = down_the_rows_only(image, sigma, truncate)
    first = np.trunc(first) if np.asarray(image).dtype.kind in "ui" else first
    return along_the_rows_only(first, sigma, truncate)


def scales_8_bit(image, sigma, truncate=4.0):
    """Divides 8-bit images by 255 first."""
    result = right(image, sigma, truncate)
    return result / 255 if np.asarray(image).dtype == np.uint8 else result


def computes_in_float32(image, sigma, truncate=4.0):
    """Computes in float32, which is too coarse for integers and float64."""
    return right(image, sigma, truncate).astype(np.float32).astype(np.float64)


def transposed_result(image, sigma, truncate=4.0):
    """Transposes for the second pass and never back."""
    return right(image, sigma, truncate).T


def keeps_the_padding(image, sigma, truncate=4.0):
    """Filters the padded image and never cuts the padding off."""
    _require_positive(sigma)
    padded = np.pad(np.asarray(image, dtype=np.float64), _radius(sigma, truncate), mode="symmetric")
    return right(padded, sigma, truncate)


def square_images_only(image, sigma, truncate=4.0):
    """Loops over the height for both axes, so that the right of a wide image stays zero."""
    result = right(image, sigma, truncate)
    result[:, result.shape[0] :] = 0
    return result


def accepts_sigma_zero(image, sigma, truncate=4.0):
    """Sigma 0 gives the image back, as in SciPy, instead of an error."""
    return np.array(image, dtype=np.float64) if sigma == 0 else right(image, sigma, truncate)


def accepts_negative_sigma(image, sigma, truncate=4.0):
    """Sigma is squared anyway, so a negative one is taken for its absolute value."""
    return right(image, abs(sigma), truncate)


def error_without_message(image, sigma, truncate=4.0):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(image, sigma, truncate)
    except ValueError:
        raise ValueError from None


def error_without_value(image, sigma, truncate=4.0):
    """The message names the argument but not its value."""
    try:
        return right(image, sigma, truncate)
    except ValueError:
        raise ValueError("sigma must be positive") from None


def asserts_sigma(image, sigma, truncate=4.0):
    """Checks sigma by assert, which raises another exception."""
    assert sigma > 0, f"sigma must be positive, got {sigma}"
    return right(image, sigma, truncate)


def needs_arrays(image, sigma, truncate=4.0):
    """Asks the image for its shape, so that nested lists fail."""
    assert image.shape
    return right(image, sigma, truncate)


def ignores_strides(image, sigma, truncate=4.0):
    """Reads the pixels in the order of memory, wrong for transposed images."""
    image = np.asarray(image)
    return right(image.ravel(order="K").reshape(image.shape), sigma, truncate)


def returns_a_list(image, sigma, truncate=4.0):
    """Collects the rows in a list and returns that list."""
    return right(image, sigma, truncate).tolist()


def smooths_in_place(image, sigma, truncate=4.0):
    """Writes the result into the caller's image."""
    result = right(image, sigma, truncate)
    if isinstance(image, np.ndarray):
        image[...] = result.astype(image.dtype)
    return result


def kernel_of_the_first_call(image, sigma, truncate=4.0):
    """Computes the kernel once and keeps it for every later sigma."""
    _require_positive(sigma)
    return right(image, *_CACHE.setdefault("kernel", (sigma, truncate)))


def remembers_by_shape_and_sigma(image, sigma, truncate=4.0):
    """Keeps results in a cache whose key leaves the pixels out."""
    return _CACHE.setdefault((np.shape(image), sigma, truncate), right(image, sigma, truncate))
