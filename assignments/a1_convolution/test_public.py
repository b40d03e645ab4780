# Generated from solutions/a1_convolution/suite/test_public.py by "autograder build"
"""The public checks of unit a1: every expected value is literal and can be worked out by hand."""

import numpy as np

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.marks import check

# The sigmas for which a Gaussian falls to a half, or to a third, one sample from its centre: its samples are then
# proportional to 2^(-t²) and 3^(-t²).
HALVING = float(1 / np.sqrt(2 * np.log(2)))
THIRDING = float(1 / np.sqrt(2 * np.log(3)))


def rounding(scale=1.0):
    """Tolerance for float64 results no larger than `scale`: a thousand rounding errors, so any sound method passes."""
    return 1000 * float(np.finfo(np.float64).eps) * scale


# convolve1d


@check("convolve1d", 1.5, visibility="public")
def test_lecture_example(student):
    """The lecture's example: [1, 2, 3, 4] with [1, 1, 1]"""
    assert_values(student.convolve1d([1, 2, 3, 4], [1, 1, 1]), np.array([1, 3, 6, 9, 7, 4]))


@check("convolve1d", 1, visibility="public")
def test_lecture_example_again(student):
    """The lecture's example, convolved with [1, 1, 1] once more"""
    expected = np.array([1, 4, 10, 18, 22, 20, 11, 4])
    assert_values(student.convolve1d(np.array([1, 3, 6, 9, 7, 4]), np.array([1, 1, 1])), expected)


@check("convolve1d", 1.5, visibility="public")
def test_same_keeps_the_centre(student):
    """Mode "same" keeps the centre, for kernels of 3 and of 2 values"""
    f = np.array([1, 2, 3, 4])
    assert_values(student.convolve1d(f, np.array([1, 1, 1]), mode="same"), np.array([3, 6, 9, 7]))
    assert_values(student.convolve1d(f, np.array([1, 10]), mode="same"), np.array([1, 12, 23, 34]))


@check("convolve1d", 1.25, visibility="public")
def test_valid_keeps_full_overlaps(student):
    """Mode "valid" keeps only full overlaps"""
    f = np.array([1, 2, 3, 4])
    assert_values(student.convolve1d(f, np.array([1, 1, 1]), mode="valid"), np.array([6, 9]))
    assert_values(student.convolve1d(f, np.array([1, 0, -2]), mode="valid"), np.array([1, 0]))


@check("convolve1d", 1.5, visibility="public")
def test_kernel_longer_than_the_input(student):
    """The kernel may be longer than the input"""
    f, g = np.array([1, 2]), np.array([1, 10, 100, 1000])
    assert_values(student.convolve1d(f, g), np.array([1, 12, 120, 1200, 2000]))
    assert_values(student.convolve1d(f, g, mode="same"), np.array([12, 120]))
    assert_values(student.convolve1d(f, g, mode="valid"), np.array([12, 120, 1200]))


@check("convolve1d", 0.5, category="dtypes", visibility="public")
def test_convolve1d_8_bit_does_not_wrap(student):
    """8-bit values do not wrap, and bools are counted"""
    f, g = np.array([200, 100], dtype=np.uint8), np.array([2, 2], dtype=np.uint8)
    assert_equal(student.convolve1d(f, g), np.array([400, 600, 200]))
    assert_equal(student.convolve1d(np.array([True, True]), np.array([True, True])), np.array([1, 2, 1]))


@check("convolve1d", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_convolve1d_invalid(student):
    """An unknown mode and an empty input raise ValueError"""
    with assert_value_error("mode", "middle"):
        student.convolve1d([1, 2, 3], [1, 1], mode="middle")
    with assert_value_error(("f", "g")):
        student.convolve1d([], [1, 1])


# cross_correlate1d


@check("cross_correlate1d", 2, visibility="public")
def test_correlation_by_hand(student):
    """The correlation of [1, 2, 3] with [1, 10, 100] at the lags -2 to 2"""
    assert_values(student.cross_correlate1d([1, 2, 3], [1, 10, 100]), np.array([3, 32, 321, 210, 100]))


@check("cross_correlate1d", 1.25, visibility="public")
def test_correlation_of_unequal_lengths(student):
    """Inputs of 2 and 4 values have lags from -1 to 3; swapped, from -3 to 1"""
    short, long = np.array([1, 2]), np.array([1, 10, 100, 1000])
    assert_values(student.cross_correlate1d(short, long), np.array([2, 21, 210, 2100, 1000]))
    assert_values(student.cross_correlate1d(long, short), np.array([1000, 2100, 210, 21, 2]))


@check("cross_correlate1d", 1.25, visibility="public")
def test_correlation_finds_a_template(student):
    """The template [1, -1, 2] is found at lag 3, where the correlation peaks"""
    signal = np.array([0, 0, 0, 1, -1, 2, 0])
    assert_values(student.cross_correlate1d(np.array([1, -1, 2]), signal), np.array([0, 0, 0, 2, -3, 6, -3, 2, 0]))


@check("cross_correlate1d", 0.5, category="dtypes", visibility="public")
def test_cross_correlate1d_8_bit_does_not_wrap(student):
    """The correlation of 8-bit values does not wrap"""
    f, g = np.array([200, 100], dtype=np.uint8), np.array([2, 3], dtype=np.uint8)
    assert_equal(student.cross_correlate1d(f, g), np.array([200, 700, 600]))


# autocorrelate1d


@check("autocorrelate1d", 1.5, visibility="public")
def test_autocorrelation_by_hand(student):
    """The auto-correlation of [1, 2, 3]"""
    assert_values(student.autocorrelate1d([1, 2, 3]), np.array([3, 8, 14, 8, 3]))


@check("autocorrelate1d", 1, visibility="public")
def test_autocorrelation_of_negative_values(student):
    """The auto-correlation of [2, -1, 0, 3]: lag 0 is in the middle and holds the sum of squares"""
    assert_values(student.autocorrelate1d(np.array([2, -1, 0, 3])), np.array([6, -3, -2, 14, -2, -3, 6]))


# gaussian_kernel1d


@check("gaussian_kernel1d", 2.75, visibility="public")
def test_gaussian_by_hand(student):
    """A kernel of powers of 2, where the Gaussian halves one sample from its centre, and the kernel of sigma 1"""
    assert_close(student.gaussian_kernel1d(HALVING, radius=1), np.array([1, 2, 1]) / 4, rounding())
    assert_close(student.gaussian_kernel1d(HALVING, radius=2), np.array([1, 8, 16, 8, 1]) / 34, rounding())
    side, centre = 0.274068619061197, 0.45186276187760605
    assert_close(student.gaussian_kernel1d(1.0, radius=1), np.array([side, centre, side]), rounding())


@check("gaussian_kernel1d", 1.75, visibility="public")
def test_gaussian_default_radius(student):
    """The default radius, 4 sigma rounded, is 3 for a sigma of 0.849 and of 0.675"""
    expected = np.array([1, 32, 256, 512, 256, 32, 1]) / 1090
    assert_close(student.gaussian_kernel1d(HALVING), expected, rounding())
    expected = np.array([1, 243, 6561, 19683, 6561, 243, 1]) / 33293
    assert_close(student.gaussian_kernel1d(THIRDING), expected, rounding())


@check("gaussian_kernel1d", 0.5, category="invalid arguments", visibility="public", guard=True)
def test_gaussian_kernel1d_invalid(student):
    """A sigma that is not positive, or a negative radius, raises ValueError"""
    for sigma in (0, -1.5):
        with assert_value_error("sigma", sigma):
            student.gaussian_kernel1d(sigma)
    with assert_value_error("radius", -1):
        student.gaussian_kernel1d(1.0, radius=-1)


# smooth1d


@check("smooth1d", 2.25, visibility="public")
def test_smoothed_impulse_is_the_kernel(student):
    """An impulse far from the ends becomes the Gaussian kernel"""
    impulse = np.array([0.0, 0, 0, 0, 1090, 0, 0, 0, 0, 0])
    expected = np.array([0.0, 1, 32, 256, 512, 256, 32, 1, 0, 0])
    assert_close(student.smooth1d(impulse, HALVING), expected, rounding(1090))


@check("smooth1d", 1.75, visibility="public")
def test_smoothing_reflects_at_the_ends(student):
    """What leaves at an end is reflected back, the end sample included"""
    expected = np.array([768.0, 288, 33, 1])
    assert_close(student.smooth1d(np.array([1090.0, 0, 0, 0]), HALVING), expected, rounding(1090))
    expected = np.array([33.0, 256, 513, 288])
    assert_close(student.smooth1d(np.array([0.0, 0, 1090, 0]), HALVING), expected, rounding(1090))


@check("smooth1d", 1.5, visibility="public")
def test_smoothing_a_signal_shorter_than_the_kernel(student):
    """The kernel may be longer than the signal: it is then reflected more than once"""
    assert_close(student.smooth1d(np.array([1090.0, 0]), HALVING), np.array([769.0, 321]), rounding(1090))


@check("smooth1d", 0.5, category="dtypes", visibility="public")
def test_smoothing_integers_gives_floats(student):
    """8-bit integers are smoothed to floats"""
    f = np.array([0, 0, 218, 0, 0], dtype=np.uint8)
    assert_close(student.smooth1d(f, HALVING), np.array([6.6, 51.2, 102.4, 51.2, 6.6]), rounding(218))


@check("smooth1d", 0.5, category="invalid arguments", visibility="public", guard=True)
def test_smooth1d_invalid(student):
    """Smoothing with a sigma of 0 or -1.5 raises ValueError"""
    with assert_value_error("sigma", 0):
        student.smooth1d([1.0, 2.0, 3.0], 0)
    with assert_value_error("sigma", -1.5):
        student.smooth1d([1.0, 2.0, 3.0], -1.5)


# convolve2d


@check("convolve2d", 3, visibility="public")
def test_convolve2d_by_hand(student):
    """[[1, 2], [3, 4]] with [[1, 10], [100, 1000]]: the kernel is flipped on both axes"""
    expected = np.array([[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]])
    assert_values(student.convolve2d([[1, 2], [3, 4]], [[1, 10], [100, 1000]]), expected)


@check("convolve2d", 1.75, visibility="public")
def test_convolve2d_same(student):
    """Mode "same" keeps the shape of the image, for kernels of 3 x 3 and of 2 x 2 values"""
    image, ones = np.array([[1, 2, 3], [4, 5, 6]]), np.ones((3, 3), dtype=int)
    assert_values(student.convolve2d(image, ones, mode="same"), np.array([[12, 21, 16], [12, 21, 16]]))
    image, kernel = np.array([[1, 2], [3, 4]]), np.array([[1, 10], [100, 1000]])
    assert_values(student.convolve2d(image, kernel, mode="same"), np.array([[1, 12], [103, 1234]]))


@check("convolve2d", 1.5, visibility="public")
def test_convolve2d_valid(student):
    """Mode "valid" keeps the places where the whole kernel lies in the image"""
    image, kernel = np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1, 0], [0, 10]])
    assert_values(student.convolve2d(image, kernel, mode="valid"), np.array([[15, 26]]))


@check("convolve2d", 1.5, visibility="public")
def test_convolve2d_rows_and_columns(student):
    """The lecture's example as a row, then a row with a column"""
    row = np.array([[1, 2, 3, 4]])
    assert_values(student.convolve2d(row, np.array([[1, 1, 1]])), np.array([[1, 3, 6, 9, 7, 4]]))
    assert_values(student.convolve2d(row, np.array([[1], [10]])), np.array([[1, 2, 3, 4], [10, 20, 30, 40]]))


@check("convolve2d", 0.75, category="dtypes", visibility="public")
def test_convolve2d_8_bit_does_not_wrap(student):
    """8-bit images do not wrap"""
    image, kernel = np.array([[200, 100]], dtype=np.uint8), np.array([[2], [3]], dtype=np.uint8)
    assert_equal(student.convolve2d(image, kernel), np.array([[400, 200], [600, 300]]))


@check("convolve2d", 0.5, category="invalid arguments", visibility="public", guard=True)
def test_convolve2d_invalid(student):
    """In mode "valid", a kernel larger than the image raises ValueError"""
    with assert_value_error(("kernel", "image")):
        student.convolve2d(np.array([[1, 2], [3, 4]]), np.ones((3, 3), dtype=int), mode="valid")


# convolve_nd


@check("convolve_nd", 1.5, visibility="public")
def test_convolve_nd_in_one_dimension(student):
    """In one dimension: the lecture's example, twice"""
    assert_values(student.convolve_nd([1, 2, 3, 4], [1, 1, 1]), np.array([1, 3, 6, 9, 7, 4]))
    expected = np.array([1, 4, 10, 18, 22, 20, 11, 4])
    assert_values(student.convolve_nd(np.array([1, 3, 6, 9, 7, 4]), np.array([1, 1, 1])), expected)


@check("convolve_nd", 2.25, visibility="public")
def test_convolve_nd_in_two_dimensions(student):
    """In two dimensions: a 2 x 2 kernel, then a row with a column"""
    expected = np.array([[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]])
    assert_values(student.convolve_nd([[1, 2], [3, 4]], [[1, 10], [100, 1000]]), expected)
    row, column = np.array([[1, 2, 3]]), np.array([[1], [10], [100]])
    assert_values(student.convolve_nd(row, column), np.array([[1, 2, 3], [10, 20, 30], [100, 200, 300]]))


@check("convolve_nd", 2.75, visibility="public")
def test_convolve_nd_in_three_dimensions(student):
    """In three dimensions: shape (1, 2, 2) with shape (2, 1, 2)"""
    f, g = np.array([[[1, 2], [3, 4]]]), np.array([[[1, 10]], [[100, 1000]]])
    expected = np.array([[[1, 12, 20], [3, 34, 40]], [[100, 1200, 2000], [300, 3400, 4000]]])
    assert_values(student.convolve_nd(f, g), expected)


@check("convolve_nd", 0.5, category="invalid arguments", visibility="public", guard=True)
def test_convolve_nd_invalid(student):
    """Arrays of different dimensions raise ValueError"""
    line, table, block = np.array([1, 2]), np.array([[1, 2], [3, 4]]), np.array([[[1, 2], [3, 4]]])
    for f, g in ((table, line), (table, block)):
        with assert_value_error(("f", "g")):
            student.convolve_nd(f, g)


# sum_distribution


@check("sum_distribution", 1.75, visibility="public")
def test_two_dice(student):
    """The sum of two dice: 7 is the most frequent"""
    die = np.array([0, 1, 1, 1, 1, 1, 1]) / 6
    expected = np.array([0, 0, 1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1]) / 36
    assert_close(student.sum_distribution(die, die), expected, rounding())


@check("sum_distribution", 1.5, visibility="public")
def test_two_coins_and_a_biased_one(student):
    """The number of heads of two coins, then with a third that shows head three times in four"""
    assert_close(student.sum_distribution([0.5, 0.5], [0.5, 0.5]), np.array([1, 2, 1]) / 4, rounding())
    expected = np.array([1, 5, 7, 3]) / 16
    assert_close(student.sum_distribution(np.array([0.25, 0.5, 0.25]), np.array([0.25, 0.75])), expected, rounding())


@check("sum_distribution", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_sum_distribution_invalid(student):
    """Negative entries, and entries that do not sum to 1, raise ValueError"""
    with assert_value_error(("p", "q")):
        student.sum_distribution([1.5, -0.5], [0.5, 0.5])
    with assert_value_error(("p", "q")):
        student.sum_distribution([0.5, 0.5], [0.5, 0.25])


# kernel_density


@check("kernel_density", 1.5, visibility="public")
def test_density_of_one_sample(student):
    """One sample gives one Gaussian bump, which halves where it should"""
    peak = 0.46971863934982566  # the square root of ln 2 / π
    expected = peak * np.array([1 / 16, 1 / 2, 1, 1 / 2])
    assert_close(student.kernel_density([3.0], [1.0, 2.0, 3.0, 4.0], HALVING), expected, rounding())


@check("kernel_density", 2.25, visibility="public")
def test_density_of_two_samples(student):
    """Two samples give the mean of two bumps, at any number of grid points and any bandwidth"""
    samples = np.array([0.0, 1.0])
    expected = np.array([0.32045650246028806, 0.35206532676429947])
    assert_close(student.kernel_density(samples, np.array([0.0, 0.5]), 1.0), expected, rounding())
    expected = np.array([0.09287208004625878, 0.18775190179143303, 0.19333405840142462])
    assert_close(student.kernel_density(samples, np.array([-2.0, 0.0, 0.5]), 2.0), expected, rounding())


@check("kernel_density", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_kernel_density_invalid(student):
    """A bandwidth that is not positive, and an empty list of samples, raise ValueError"""
    for bandwidth in (0, -0.5):
        with assert_value_error("bandwidth", bandwidth):
            student.kernel_density([1.0, 2.0], [0.0], bandwidth)
    with assert_value_error("samples"):
        student.kernel_density([], [0.0], 1.0)
