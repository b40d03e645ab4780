# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _radius(sigma, radius):
    """Radius of the right kernel, which also checks the arguments."""
    return right(sigma, radius).size // 2


def _normalised(weights):
    return weights / weights.sum()


def always_value_error(sigma, radius=None):
    """Every input is refused."""
    raise ValueError(f"sigma or radius is not valid: {sigma}, {radius}")


def zeros(sigma, radius=None):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(sigma, radius))


def returns_input(sigma, radius=None):
    """Gives sigma back as an array."""
    return np.atleast_1d(np.asarray(sigma, dtype=float))


def not_normalised(sigma, radius=None):
    """The peak is 1: the samples are not normalised at all."""
    kernel = right(sigma, radius)
    return kernel / kernel.max()


def analytic_constant(sigma, radius=None):
    """Normalises by σ√(2π), the integral of the Gaussian, instead of by the sum of the samples."""
    t = np.arange(-_radius(sigma, radius), _radius(sigma, radius) + 1)
    return np.exp(-0.5 * (t / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


def norm_one(sigma, radius=None):
    """Normalises to Euclidean norm 1 instead of sum 1."""
    kernel = right(sigma, radius)
    return kernel / np.linalg.norm(kernel)


def sigma_is_the_variance(sigma, radius=None):
    """Divides t² by 2σ: sigma is taken for the variance."""
    t = np.arange(-_radius(sigma, radius), _radius(sigma, radius) + 1)
    return _normalised(np.exp(-(t**2) / (2 * sigma)))


def two_is_missing(sigma, radius=None):
    """Divides t² by σ² without the 2, which makes the bell too narrow."""
    t = np.arange(-_radius(sigma, radius), _radius(sigma, radius) + 1)
    return _normalised(np.exp(-((t / sigma) ** 2)))


def square_is_missing(sigma, radius=None):
    """The exponent has |t| instead of t²."""
    t = np.arange(-_radius(sigma, radius), _radius(sigma, radius) + 1)
    return _normalised(np.exp(-np.abs(t) / (2 * sigma**2)))


def box(sigma, radius=None):
    """All weights are equal: a moving average."""
    return _normalised(np.ones_like(right(sigma, radius)))


def binomial(sigma, radius=None):
    """Takes binomial coefficients for a Gaussian, whatever sigma is."""
    weights = np.ones(1)
    for _ in range(2 * _radius(sigma, radius)):
        weights = np.append(weights, 0) / 2 + np.append(0, weights) / 2
    return weights


def three_sigma(sigma, radius=None):
    """The default radius is int(3*sigma + 0.5)."""
    return right(sigma, int(3 * sigma + 0.5) if radius is None and sigma > 0 else radius)


def radius_rounded_down(sigma, radius=None):
    """The default radius is int(4*sigma), without rounding."""
    return right(sigma, int(4 * sigma) if radius is None and sigma > 0 else radius)


def radius_rounded_up(sigma, radius=None):
    """The default radius is ceil(4*sigma)."""
    return right(sigma, int(np.ceil(4 * sigma)) if radius is None and sigma > 0 else radius)


def last_sample_missing(sigma, radius=None):
    """np.arange(-radius, radius) leaves out the last sample."""
    return _normalised(right(sigma, radius)[:-1])


def radius_is_the_length(sigma, radius=None):
    """The kernel has `radius` samples instead of 2*radius + 1."""
    if radius is None or radius < 1:
        return right(sigma, radius)
    t = np.arange(radius) - (radius - 1) / 2
    return _normalised(np.exp(-0.5 * (t / sigma) ** 2))


def one_sided(sigma, radius=None):
    """Samples only t = 0 ... radius."""
    return _normalised(right(sigma, radius)[_radius(sigma, radius) :])


def zero_is_no_radius(sigma, radius=None):
    """`if not radius` takes the default radius where radius is 0."""
    return right(sigma, radius if radius else None)


def always_the_default_radius(sigma, radius=None):
    """The argument `radius` is never used."""
    _radius(sigma, radius)
    return right(sigma)


def whole_sigmas_only(sigma, radius=None):
    """Rounds sigma to a whole number of samples before sampling."""
    return right(max(round(sigma), 1) if sigma > 0 else sigma, _radius(sigma, radius))


def samples_to_four_sigma(sigma, radius=None):
    """Samples at equal steps from -4σ to 4σ instead of at the whole numbers."""
    t = np.linspace(-4, 4, right(sigma, radius).size)
    return _normalised(np.exp(-0.5 * t**2))


def four_decimals(sigma, radius=None):
    """Rounds the weights to four decimals, as the example prints them."""
    return right(sigma, radius).round(4)


def accepts_sigma_zero(sigma, radius=None):
    """Checks only for negative sigma; sigma 0 gives the identity."""
    return np.ones(1) if sigma == 0 else right(sigma, radius)


def accepts_negative_sigma(sigma, radius=None):
    """Sigma is squared anyway, so a negative one is taken for its absolute value."""
    return right(abs(sigma), radius)


def accepts_negative_radius(sigma, radius=None):
    """A negative radius gives an empty kernel instead of an error."""
    return np.zeros(0) if radius is not None and radius < 0 and sigma > 0 else right(sigma, radius)


def error_without_message(sigma, radius=None):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(sigma, radius)
    except ValueError:
        raise ValueError from None


def returns_a_list(sigma, radius=None):
    """Returns a list of weights."""
    return right(sigma, radius).tolist()


def returns_the_positions_too(sigma, radius=None):
    """Returns the pair (t, weights) instead of the weights."""
    kernel = right(sigma, radius)
    return np.arange(kernel.size) - kernel.size // 2, kernel


def remembers_by_sigma(sigma, radius=None):
    """Keeps kernels in a cache whose key leaves out the radius."""
    return _CACHE.setdefault(sigma, right(sigma, radius))
