# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def _z(samples, grid, bandwidth):
    """Distances in bandwidths, of shape (G, N); the arguments are checked first."""
    right(samples, grid, bandwidth)
    samples, grid = np.asarray(samples, dtype=np.float64), np.asarray(grid, dtype=np.float64)
    return (grid[:, None] - samples) / bandwidth


def always_value_error(samples, grid, bandwidth):
    """Every input is refused."""
    raise ValueError(f"samples, grid or bandwidth is not valid: {samples!r}, {grid!r}, {bandwidth}")


def zeros(samples, grid, bandwidth):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(samples, grid, bandwidth))


def returns_input(samples, grid, bandwidth):
    """Gives the samples back unchanged."""
    return np.array(samples, dtype=np.float64)


def sum_of_the_bumps(samples, grid, bandwidth):
    """Adds the densities instead of averaging them, so that the integral is the number of samples."""
    return right(samples, grid, bandwidth) * len(samples)


def divides_by_the_grid(samples, grid, bandwidth):
    """Divides by the number of grid points instead of the number of samples."""
    return right(samples, grid, bandwidth) * len(samples) / max(len(grid), 1)


def bandwidth_is_the_variance(samples, grid, bandwidth):
    """Divides the squared distance by 2h: the bandwidth is taken for the variance."""
    return right(samples, grid, np.sqrt(bandwidth) if bandwidth > 0 else bandwidth)


def bandwidth_is_missing_in_front(samples, grid, bandwidth):
    """Forgets 1/h in front, so that the integral is h."""
    return right(samples, grid, bandwidth) * bandwidth


def two_pi_is_missing(samples, grid, bandwidth):
    """Forgets 1/√(2π) in front."""
    return right(samples, grid, bandwidth) * np.sqrt(2 * np.pi)


def root_over_two_only(samples, grid, bandwidth):
    """The root covers the 2 and not π: divides by π√2."""
    return right(samples, grid, bandwidth) * np.sqrt(2 * np.pi) / (np.pi * np.sqrt(2))


def half_is_missing(samples, grid, bandwidth):
    """The exponent is -z² instead of -z²/2."""
    return np.exp(-(_z(samples, grid, bandwidth) ** 2)).mean(axis=1) / (bandwidth * np.sqrt(2 * np.pi))


def square_is_missing(samples, grid, bandwidth):
    """The exponent is -|z|/2 instead of -z²/2."""
    return np.exp(-np.abs(_z(samples, grid, bandwidth)) / 2).mean(axis=1) / (bandwidth * np.sqrt(2 * np.pi))


def mean_over_the_grid(samples, grid, bandwidth):
    """Averages along the wrong axis: one value per sample."""
    z = _z(samples, grid, bandwidth)
    return (np.exp(-0.5 * z**2).sum(axis=0) / max(len(grid), 1)) / (bandwidth * np.sqrt(2 * np.pi))


def no_mean_at_all(samples, grid, bandwidth):
    """Returns the matrix of all densities, one column per sample."""
    return np.exp(-0.5 * _z(samples, grid, bandwidth) ** 2) / (bandwidth * np.sqrt(2 * np.pi))


def column(samples, grid, bandwidth):
    """Keeps an axis of length one: the result has the shape (G, 1)."""
    return right(samples, grid, bandwidth)[:, None]


def box_kernel(samples, grid, bandwidth):
    """Counts the samples within the bandwidth, a histogram that slides."""
    return (np.abs(_z(samples, grid, bandwidth)) <= 1).mean(axis=1) / (2 * bandwidth)


def parabolic_kernel(samples, grid, bandwidth):
    """Uses the Epanechnikov kernel."""
    z = _z(samples, grid, bandwidth)
    return np.clip(0.75 * (1 - z**2), 0, None).mean(axis=1) / bandwidth


def nearest_sample_only(samples, grid, bandwidth):
    """Takes the density of the nearest sample, the largest instead of the mean."""
    return np.exp(-0.5 * _z(samples, grid, bandwidth) ** 2).max(axis=1) / (bandwidth * np.sqrt(2 * np.pi))


def one_gaussian(samples, grid, bandwidth):
    """Averages the samples first and puts one Gaussian there."""
    right(samples, grid, bandwidth)
    return right([np.mean(samples)], grid, bandwidth)


def product_of_the_densities(samples, grid, bandwidth):
    """Multiplies the densities, as in a likelihood."""
    densities = np.exp(-0.5 * _z(samples, grid, bandwidth) ** 2) / (bandwidth * np.sqrt(2 * np.pi))
    return densities.prod(axis=1)


def cut_at_two_bandwidths(samples, grid, bandwidth):
    """Ignores samples that are farther away than two bandwidths."""
    z = _z(samples, grid, bandwidth)
    return np.where(np.abs(z) <= 2, np.exp(-0.5 * z**2), 0).mean(axis=1) / (bandwidth * np.sqrt(2 * np.pi))


def sums_to_one_on_the_grid(samples, grid, bandwidth):
    """Divides by the sum over the grid, so that the result depends on the other grid points."""
    result = right(samples, grid, bandwidth)
    total = result.sum()
    return result / total if total else result


def logarithm(samples, grid, bandwidth):
    """Returns the logarithm of the density."""
    return np.log(np.maximum(right(samples, grid, bandwidth), 1e-300))


def bandwidth_in_standard_deviations(samples, grid, bandwidth):
    """Multiplies the bandwidth by the standard deviation of the samples, as scipy.stats.gaussian_kde does."""
    spread = np.std(samples) if len(samples) else 1.0
    return right(samples, grid, bandwidth * (spread if spread else 1.0))


def automatic_bandwidth(samples, grid, bandwidth):
    """Ignores the bandwidth and uses the rule of Silverman."""
    right(samples, grid, bandwidth)
    spread = np.std(samples)
    return right(samples, grid, 1.06 * (spread if spread else 1.0) * len(samples) ** -0.2)


def equal_samples_count_once(samples, grid, bandwidth):
    """Collects the samples in a set, so that repeated samples lose their weight."""
    return right(np.unique(np.asarray(samples, dtype=np.float64)), grid, bandwidth)


def grid_is_evenly_spaced(samples, grid, bandwidth):
    """Uses only the ends and the length of the grid, as if it were evenly spaced and ascending."""
    if len(grid) == 0:
        return right(samples, grid, bandwidth)
    return right(samples, np.linspace(np.min(grid), np.max(grid), len(grid)), bandwidth)


def samples_in_bins(samples, grid, bandwidth):
    """Moves every sample to its nearest grid point first, to convolve a histogram."""
    right(samples, grid, bandwidth)
    samples, grid = np.asarray(samples, dtype=np.float64), np.asarray(grid, dtype=np.float64)
    if grid.size == 0:
        return right(samples, grid, bandwidth)
    return right(grid[np.abs(samples[:, None] - grid).argmin(axis=1)], grid, bandwidth)


def positive_samples_only(samples, grid, bandwidth):
    """Leaves out negative samples, as if the variable were a length."""
    samples = np.asarray(samples, dtype=np.float64)
    return right(samples[samples >= 0] if (samples >= 0).any() else samples, grid, bandwidth)


def whole_numbers(samples, grid, bandwidth):
    """Copies the grid into an integer array: the points between whole numbers are lost."""
    return right(samples, np.trunc(np.asarray(grid, dtype=np.float64)), bandwidth)


def unsigned_differences(samples, grid, bandwidth):
    """Subtracts in the dtype of the input, so that differences of 8-bit values wrap."""
    right(samples, grid, bandwidth)
    z = (np.asarray(grid)[:, None] - np.asarray(samples)) / bandwidth
    return np.exp(-0.5 * z**2).mean(axis=1) / (bandwidth * np.sqrt(2 * np.pi))


def four_decimals(samples, grid, bandwidth):
    """Rounds the density to four decimals."""
    return right(samples, grid, bandwidth).round(4)


def accepts_bandwidth_zero(samples, grid, bandwidth):
    """Checks only for a negative bandwidth; zero gives zeros."""
    return np.zeros(len(grid)) if bandwidth == 0 else right(samples, grid, bandwidth)


def accepts_negative_bandwidth(samples, grid, bandwidth):
    """The bandwidth is squared in the exponent, so its sign is thought not to matter."""
    return right(samples, grid, abs(bandwidth))


def no_samples_no_density(samples, grid, bandwidth):
    """Returns zeros where there are no samples, instead of an error."""
    return np.zeros(len(grid)) if len(samples) == 0 else right(samples, grid, bandwidth)


def error_without_message(samples, grid, bandwidth):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(samples, grid, bandwidth)
    except ValueError:
        raise ValueError from None


def returns_a_list(samples, grid, bandwidth):
    """Returns a list of densities."""
    return right(samples, grid, bandwidth).tolist()


def sorts_in_place(samples, grid, bandwidth):
    """Sorts the caller's samples in place."""
    result = right(samples, grid, bandwidth)
    if isinstance(samples, np.ndarray):
        samples[:] = np.sort(samples)
    return result


def remembers_the_samples(samples, grid, bandwidth):
    """Keeps the samples of the first call of each size and uses them again."""
    right(samples, grid, bandwidth)
    return right(_CACHE.setdefault(len(samples), np.array(samples)), grid, bandwidth)
