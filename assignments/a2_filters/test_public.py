# Generated from solutions/a2_filters/suite/test_public.py by "autograder build"
"""The public checks of unit a2: every expected value is literal and can be worked out by hand."""

import numpy as np

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.marks import check

# The sigma for which a Gaussian falls to a half one pixel from its centre: its samples are then proportional to 2^(-t²),
# that is to 1, 2, 1 with radius 1; to 1, 8, 16, 8, 1 with radius 2; to 1, 32, 256, 512, 256, 32, 1 with radius 3.
HALVING = float(1 / np.sqrt(2 * np.log(2)))

# Rows 95 to 100 and columns 260 to 266 of the photograph "camera".
CAMERA = np.array(
    [
        [158, 180, 198, 201, 206, 202, 203],
        [142, 159, 192, 198, 207, 205, 204],
        [122, 134, 188, 198, 193, 207, 205],
        [102, 131, 145, 202, 193, 200, 206],
        [59, 95, 96, 129, 184, 190, 197],
        [50, 110, 122, 138, 151, 166, 189],
    ],
    dtype=np.uint8,
)


def rounding(scale=1.0):
    """Tolerance for float64 results no larger than `scale`: a thousand rounding errors, so any sound method passes."""
    return 1000 * float(np.finfo(np.float64).eps) * scale


def assert_pair(pair, one, other, judged=(0, 1)):
    """Require a tuple or list of two arrays with these numbers, be they integers or floats; or judge only one of the two."""
    if type(pair) not in (tuple, list) or len(pair) != 2:
        assert_equal(pair, (one, other))  # says what came instead
    for index in judged:
        assert_values(pair[index], (one, other)[index])


def assert_separated(pair, column, row):
    """Require two 1-D factors with the outer product of these; each is right up to a number that the other makes up for."""
    if type(pair) not in (tuple, list) or len(pair) != 2:
        assert_equal(pair, (column, row))
    for vector, example in zip(pair, (column, row), strict=True):
        if type(vector) is not np.ndarray or vector.shape != example.shape or vector.dtype.kind not in "iuf":
            assert_values(vector, example)
    kernel = np.outer(column, row).astype(np.float64)
    with np.errstate(all="ignore"):  # infinite factors are not equal to anything finite either
        product = np.outer(pair[0].astype(np.float64), pair[1].astype(np.float64))
    assert_close(product, kernel, 1e-10 * float(abs(kernel).max()))


# filter2d


@check("filter2d", 2.5, visibility="public")
def test_filtered_impulse_is_the_kernel(student):
    """A single 1 far from the edges becomes the kernel, neither mirrored nor turned"""
    image = np.zeros((5, 6), dtype=int)
    image[2, 3] = 1
    expected = np.array([[0] * 6, [0, 0, 1, 2, 3, 0], [0, 0, 4, 5, 6, 0], [0, 0, 7, 8, 9, 0], [0] * 6])
    assert_values(student.filter2d(image, np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9]])), expected)
    expected = np.array([[0] * 6, [0] * 6, [0, 1, 10, 100, 1000, 10000], [0] * 6, [0] * 6])
    assert_values(student.filter2d(image, np.array([[1, 10, 100, 1000, 10000]])), expected)


@check("filter2d", 2.5, visibility="public")
def test_filter2d_reflects_at_the_edges(student):
    """A 1 beside the kernel's centre moves the image, and what comes in at the edges is its reflection"""
    image = [[1, 2.5, 3], [4, 5, 6.5]]
    assert_values(student.filter2d(image, [[0, 0, 1]]), np.array([[1, 1, 2.5], [4, 4, 5]]))
    assert_values(student.filter2d(image, [[1], [0], [0]]), np.array([[4, 5, 6.5], [4, 5, 6.5]]))
    assert_values(student.filter2d(image, [[0, 0, 1], [0, 0, 0], [0, 0, 0]]), np.array([[4, 4, 5], [4, 4, 5]]))


@check("filter2d", 2, visibility="public")
def test_filter2d_with_a_kernel_larger_than_the_image(student):
    """The kernel may be larger than the image, which is then reflected more than once"""
    kernel = np.array([[1, 10, 100, 1000, 10000, 100000, 1000000]])
    assert_values(student.filter2d(np.array([[1, 2]]), kernel), np.array([[2211221, 2112211]]))
    assert_values(student.filter2d(np.array([[1], [2]]), kernel.T), np.array([[2211221], [2112211]]))


@check("filter2d", 1.75, visibility="public")
def test_filter2d_sums_neighbours(student):
    """The sums of every pixel and its eight neighbours, in a patch of an 8-bit photograph"""
    expected = np.array(
        [
            [1435, 1565, 1707, 1807, 1828, 1838, 1829],
            [1317, 1473, 1648, 1781, 1817, 1832, 1838],
            [1156, 1315, 1547, 1716, 1803, 1820, 1842],
            [926, 1072, 1318, 1528, 1696, 1775, 1813],
            [758, 910, 1168, 1360, 1553, 1676, 1740],
            [633, 814, 1060, 1231, 1413, 1583, 1672],
        ]
    )
    assert_values(student.filter2d(CAMERA, np.ones((3, 3), dtype=np.uint8)), expected)


@check("filter2d", 0.25, category="dtypes", visibility="public")
def test_filter2d_gives_floats(student):
    """Integers, filtered with integers, give floats"""
    assert_close(student.filter2d([[1, 2, 4]], [[1, 2, 0]]), np.array([[4.0, 8, 12]]), rounding(12))


@check("filter2d", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_filter2d_invalid(student):
    """A kernel with an even side raises ValueError"""
    for shape in ((2, 3), (3, 2), (2, 2), (1, 6)):
        with assert_value_error("kernel"):
            student.filter2d(np.ones((4, 5)), np.ones(shape))


# gaussian_filter2d


@check("gaussian_filter2d", 2.25, visibility="public")
def test_smoothed_impulse_is_the_product_of_two_gaussians(student):
    """An impulse becomes the product of a column and a row, which end where `truncate` says"""
    image = np.zeros((5, 6))
    image[2, 2] = 16
    expected = np.array([[0] * 6, [0, 1, 2, 1, 0, 0], [0, 2, 4, 2, 0, 0], [0, 1, 2, 1, 0, 0], [0] * 6]) * 1.0
    assert_close(student.gaussian_filter2d(image, HALVING, truncate=1.0), expected, rounding(16))
    image = np.zeros((5, 6))
    image[2, 3] = 34 * 34
    expected = np.outer([1, 8, 16, 8, 1], [0, 1, 8, 16, 8, 1]) * 1.0
    assert_close(student.gaussian_filter2d(image, HALVING, truncate=2.0), expected, rounding(34 * 34))


@check("gaussian_filter2d", 2, visibility="public")
def test_gaussian_filter2d_reflects_at_the_edges(student):
    """What leaves an image at an edge, of 8 bits or of fractions, is reflected back"""
    image = np.array([[16, 0, 0], [0, 0, 0]], dtype=np.uint8)
    expected = np.array([[9.0, 3, 0], [3, 1, 0]])
    assert_close(student.gaussian_filter2d(image, HALVING, truncate=1.0), expected, rounding(16))
    image = np.array([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0.5, 0, 0]])
    expected = np.array([[9.0, 16, 8, 1], [81, 144, 72, 9], [216, 384, 192, 24]]) / (2 * 34 * 34)
    assert_close(student.gaussian_filter2d(image, HALVING, truncate=2.0), expected, rounding())


@check("gaussian_filter2d", 1.75, visibility="public")
def test_gaussian_filter2d_default_truncate(student):
    """Without `truncate` the kernel ends at 4 sigma: at radius 3 for a sigma of 0.849"""
    image = np.array([[0, 0, 0, 0, 1090, 0, 0, 0, 0, 0]])
    expected = np.array([[0.0, 1, 32, 256, 512, 256, 32, 1, 0, 0]])
    assert_close(student.gaussian_filter2d(image, HALVING), expected, rounding(1090))
    assert_close(student.gaussian_filter2d(image.T, HALVING), expected.T, rounding(1090))


@check("gaussian_filter2d", 1.5, visibility="public")
def test_gaussian_filter2d_of_an_image_smaller_than_the_kernel(student):
    """The kernel may be larger than the image, which is then reflected again and again"""
    image = np.array([[1090 * 1090, 0], [0, 0]])
    expected = np.array([[769.0 * 769, 769 * 321], [321 * 769, 321 * 321]])
    assert_close(student.gaussian_filter2d(image, HALVING), expected, rounding(1090 * 1090))


@check("gaussian_filter2d", 0.5, category="invalid arguments", visibility="public", guard=True)
def test_gaussian_filter2d_invalid(student):
    """Smoothing an image with a sigma of 0 or -0.3 raises ValueError"""
    for sigma in (0, -0.3):
        with assert_value_error("sigma", sigma):
            student.gaussian_filter2d([[1.0, 2.0], [3.0, 4.0]], sigma)


# edge_kernels


@check("edge_kernels", 0.75, visibility="public")
def test_horizontal_edge_kernel(student):
    """The first kernel is the lecture's for horizontal edges, a column"""
    assert_pair(student.edge_kernels(), np.array([[-1], [0], [1]]), np.array([[-1, 0, 1]]), judged=[0])


@check("edge_kernels", 0.75, visibility="public")
def test_vertical_edge_kernel(student):
    """The second kernel is the lecture's for vertical edges, a row"""
    assert_pair(student.edge_kernels(), np.array([[-1], [0], [1]]), np.array([[-1, 0, 1]]), judged=[1])


# edge_responses


@check("edge_responses", 1.25, visibility="public")
def test_edge_responses_by_hand(student):
    """Both responses to [[1, 2.5, 4], [8, 16, 32]]: the kernels are flipped, so growing pixels give negative values"""
    horizontal = np.array([[-7, -13.5, -28], [-7, -13.5, -28]])
    vertical = np.array([[-1.5, -3, -1.5], [-8, -24, -16]])
    assert_pair(student.edge_responses([[1, 2.5, 4], [8, 16, 32]]), horizontal, vertical)


@check("edge_responses", 1.25, visibility="public")
def test_edge_responses_to_a_corner(student):
    """A bright corner of an 8-bit image: the first response sees its lower edge, the second its right one"""
    image = np.array([[200, 200, 0, 0], [200, 200, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]], dtype=np.uint8)
    horizontal = np.array([[0, 0, 0, 0], [200, 200, 0, 0], [200, 200, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    vertical = np.array([[0, 200, 200, 0], [0, 200, 200, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]])
    assert_pair(student.edge_responses(image), horizontal, vertical)


@check("edge_responses", 1.25, visibility="public")
def test_edge_responses_of_a_photograph(student):
    """Both responses to a patch of an 8-bit photograph"""
    horizontal = np.array(
        [
            [16, 21, 6, 3, -1, -3, -1],
            [36, 46, 10, 3, 13, -5, -2],
            [40, 28, 47, -4, 14, 5, -2],
            [63, 39, 92, 69, 9, 17, 8],
            [52, 21, 23, 64, 42, 34, 17],
            [9, -15, -26, -9, 33, 24, 8],
        ]
    )
    vertical = np.array(
        [
            [-22, -40, -21, -8, -1, 3, -1],
            [-17, -50, -39, -15, -7, 3, 1],
            [-12, -66, -64, -5, -9, -12, 2],
            [-29, -43, -71, -48, 2, -13, -6],
            [-36, -37, -34, -88, -61, -13, -7],
            [-60, -72, -28, -29, -28, -38, -23],
        ]
    )
    assert_pair(student.edge_responses(CAMERA), horizontal, vertical)


@check("edge_responses", 0.25, category="dtypes", visibility="public")
def test_edge_responses_are_floats(student):
    """The responses to integers are floats"""
    pair = student.edge_responses([[1, 2, 4]])
    assert_close(pair, [np.zeros((1, 3)), np.array([[-1.0, -3, -2]])], rounding(4))


# sobel_kernels


@check("sobel_kernels", 1, visibility="public")
def test_horizontal_sobel_kernel(student):
    """The first Sobel kernel is the lecture's for horizontal edges"""
    horizontal, vertical = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]), np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert_pair(student.sobel_kernels(), horizontal, vertical, judged=[0])


@check("sobel_kernels", 1, visibility="public")
def test_vertical_sobel_kernel(student):
    """The second Sobel kernel is the lecture's for vertical edges"""
    horizontal, vertical = np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]), np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert_pair(student.sobel_kernels(), horizontal, vertical, judged=[1])


# sobel


@check("sobel", 2.25, visibility="public")
def test_sobel_down_the_rows(student):
    """Axis 0 of [[1, 2, 4], [8, 16, 32]]: smoothed along the rows, positive where pixels grow downwards"""
    image = [[1, 2, 4], [8, 16, 32]]
    assert_values(student.sobel(image, axis=0), np.array([[35, 63, 98], [35, 63, 98]]))
    image = np.array([[0.5, 0.5], [0.5, 0.5], [0, 0.5]])
    assert_values(student.sobel(image, 0), np.array([[0, 0], [-1.5, -0.5], [-1.5, -0.5]]))


@check("sobel", 2.25, visibility="public")
def test_sobel_along_the_rows(student):
    """Axis 1 of [[1, 2, 4], [8, 16, 32]]: smoothed down the rows, positive where pixels grow to the right"""
    image = [[1, 2, 4], [8, 16, 32]]
    assert_values(student.sobel(image, axis=1), np.array([[11, 33, 22], [25, 75, 50]]))
    image = np.array([[0.5, 0.5], [0.5, 0.5], [0, 0.5]])
    assert_values(student.sobel(image, 1), np.array([[0, 0], [0.5, 0.5], [1.5, 1.5]]))


@check("sobel", 1, visibility="public")
def test_sobel_negative_axes(student):
    """Axis -2 is axis 0, and axis -1 is axis 1"""
    image = np.array([[0, 255, 255]], dtype=np.uint8)
    assert_values(student.sobel(image, -1), np.array([[1020, 1020, 0]]))
    assert_values(student.sobel(image.T, -2), np.array([[1020], [1020], [0]]))


@check("sobel", 1.75, visibility="public")
def test_sobel_of_a_photograph(student):
    """Both derivatives of a patch of an 8-bit photograph"""
    expected = np.array(
        [
            [-69, -64, -36, -11, 2, 8, 6],
            [-154, -138, -69, -29, -24, -1, 11],
            [-148, -143, -118, -53, -29, -22, 1],
            [-228, -233, -292, -239, -104, -51, -41],
            [-177, -117, -131, -193, -182, -127, -85],
            [-12, 47, 76, 11, -81, -89, -48],
        ]
    )
    assert_values(student.sobel(CAMERA, 0), expected)
    expected = np.array(
        [
            [83, 170, 102, 39, 10, -12, 2],
            [68, 206, 163, 43, 24, 3, -3],
            [70, 225, 238, 73, 23, 34, 1],
            [106, 189, 240, 189, 66, 51, 17],
            [161, 189, 167, 253, 148, 77, 43],
            [216, 253, 118, 175, 145, 127, 76],
        ]
    )
    assert_values(student.sobel(CAMERA, 1), expected)


@check("sobel", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_sobel_invalid(student):
    """An axis that an image does not have raises ValueError"""
    for axis in (2, -3):
        with assert_value_error("axis", axis):
            student.sobel([[1, 2], [3, 4]], axis)


# gradient_magnitude


@check("gradient_magnitude", 1.75, visibility="public")
def test_gradient_magnitude_by_hand(student):
    """Lengths of 5, 13, 17 and 10, scaled so that 17 becomes 255"""
    h, v = np.array([[3, 5, 0], [0, -8, 6]]), np.array([[4, 12, 0], [0, 15, -8]])
    expected = np.array([[75.0, 195, 0], [0, 255, 150]])
    assert_close(student.gradient_magnitude(h, v), expected, rounding(255))


@check("gradient_magnitude", 1.25, visibility="public")
def test_gradient_magnitude_of_any_size(student):
    """Derivatives below 1 and above 255 are scaled alike, and so is a single pixel"""
    expected = np.array([[255.0, 51]])
    assert_close(student.gradient_magnitude([[0.003, 0.0]], [[-0.004, -0.001]]), expected, rounding(255))
    assert_close(student.gradient_magnitude([[-3000.0, 1000.0]], [[4000.0, 0.0]]), expected, rounding(255))
    assert_close(student.gradient_magnitude([[-7]], [[0]]), np.array([[255.0]]), rounding(255))


@check("gradient_magnitude", 1.25, visibility="public")
def test_gradient_magnitude_of_nothing(student):
    """All zeros stay zeros, and zeros beside other values do, too"""
    zeros = np.zeros((2, 3))
    assert_close(student.gradient_magnitude(zeros, zeros), zeros, rounding(255))
    expected = np.array([[0.0, 0, 0], [0, 0, 255]])
    assert_close(student.gradient_magnitude(zeros, np.array([[0, 0, 0], [0, 0, -2]])), expected, rounding(255))


@check("gradient_magnitude", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_gradient_magnitude_invalid(student):
    """Derivatives of different shapes raise ValueError"""
    for one, other in (((2, 3), (3, 2)), ((2, 3), (2, 1)), ((1, 3), (2, 3))):
        with assert_value_error(("grad_h", "grad_v")):
            student.gradient_magnitude(np.ones(one), np.ones(other))


# separate_kernel


@check("separate_kernel", 2.25, visibility="public")
def test_separate_known_kernels(student):
    """A Sobel kernel and a smoothing kernel are separated"""
    pair = student.separate_kernel([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
    assert_separated(pair, np.array([1, 2, 1]), np.array([-1, 0, 1]))
    pair = student.separate_kernel(np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16)
    assert_separated(pair, np.array([0.25, 0.5, 0.25]), np.array([0.25, 0.5, 0.25]))


@check("separate_kernel", 1.5, visibility="public")
def test_separate_kernels_that_are_not_square(student):
    """Tall and wide kernels, and those of one row or one column, are separated"""
    pair = student.separate_kernel([[3, -6], [1, -2], [2, -4]])
    assert_separated(pair, np.array([3, 1, 2]), np.array([1, -2]))
    pair = student.separate_kernel([[2, 10, 6, 4]])
    assert_separated(pair, np.array([1]), np.array([2, 10, 6, 4]))
    pair = student.separate_kernel([[2], [10], [6]])
    assert_separated(pair, np.array([2, 10, 6]), np.array([1]))


@check("separate_kernel", 1.5, visibility="public")
def test_separate_kernels_with_zeros(student):
    """Kernels whose first row, first column or both hold only zeros are separated"""
    pair = student.separate_kernel([[0, 0, 0], [2, 0, 4]])
    assert_separated(pair, np.array([0, 1]), np.array([2, 0, 4]))
    pair = student.separate_kernel([[0, 3], [0, 5]])
    assert_separated(pair, np.array([3, 5]), np.array([0, 1]))
    pair = student.separate_kernel([[0, 0, 0], [0, 6, -8], [0, 3, -4]])
    assert_separated(pair, np.array([0, 2, 1]), np.array([0, 3, -4]))


@check("separate_kernel", 1.25, visibility="public", guard=True)
def test_separate_kernels_of_another_rank(student):
    """A kernel of rank 2, or of zeros alone, raises ValueError"""
    for kernel in ([[0, 1, 0], [1, -4, 1], [0, 1, 0]], [[1, 0], [0, 1]], [[0, 0, 0], [0, 0, 0]]):
        with assert_value_error("kernel"):
            student.separate_kernel(kernel)


# high_pass


@check("high_pass", 1.5, visibility="public")
def test_high_pass_of_an_impulse(student):
    """An impulse loses its smooth part: the Gaussian kernel is subtracted"""
    image = np.array([[0, 0, 0, 0, 1090, 0, 0, 0, 0, 0]])
    expected = np.array([[0.0, -1, -32, -256, 578, -256, -32, -1, 0, 0]])
    assert_close(student.high_pass(image, HALVING), expected, rounding(1090))
    assert_close(student.high_pass([[0.5], [0]], HALVING), np.array([[321.0], [-321]]) / 2180, rounding())


@check("high_pass", 1.25, visibility="public")
def test_high_pass_kills_constants(student):
    """Nothing is left of a constant image, and a constant that is added to another image changes nothing"""
    assert_close(student.high_pass(np.full((3, 4), 200, dtype=np.uint8), HALVING), np.zeros((3, 4)), rounding(200))
    image = np.array([[5000, 5000, 5000, 5000, 6090, 5000, 5000, 5000, 5000, 5000]])
    expected = np.array([[0.0, -1, -32, -256, 578, -256, -32, -1, 0, 0]])
    assert_close(student.high_pass(image, HALVING), expected, rounding(6090))


@check("high_pass", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_high_pass_invalid(student):
    """A high-pass with a sigma of 0 or -0.2 raises ValueError"""
    for sigma in (0, -0.2):
        with assert_value_error("sigma", sigma):
            student.high_pass([[1.0, 2.0], [3.0, 4.0]], sigma)


# sharpen


@check("sharpen", 1.75, visibility="public")
def test_sharpened_impulse(student):
    """An impulse grows by its high-pass, twice and one and a half times"""
    image = np.array([[0, 0, 0, 0, 1090, 0, 0, 0, 0, 0]])
    expected = np.array([[0.0, -2, -64, -512, 2246, -512, -64, -2, 0, 0]])
    assert_close(student.sharpen(image, HALVING, 2.0), expected, rounding(3 * 1090))
    expected = np.array([[1571.5], [-481.5]]) / 2180
    assert_close(student.sharpen([[0.5], [0]], HALVING, amount=1.5), expected, rounding(2.5))


@check("sharpen", 1.25, visibility="public")
def test_sharpen_by_minus_one_or_by_nothing(student):
    """An amount of -1 gives the smooth image, and an amount of 0 the image itself"""
    image = np.array([[0, 0, 0, 0, 1090, 0, 0, 0, 0, 0]])
    expected = np.array([[0.0, 1, 32, 256, 512, 256, 32, 1, 0, 0]])
    assert_close(student.sharpen(image, HALVING, -1), expected, rounding(1090))
    assert_close(student.sharpen(image, HALVING, 0), image * 1.0, rounding(1090))


@check("sharpen", 0.75, visibility="public")
def test_sharpen_does_not_clip(student):
    """An 8-bit image may leave the range from 0 to 255, on both sides"""
    image = np.array([[0, 0, 0, 0, 218, 0, 0, 0, 0, 0]], dtype=np.uint8)
    expected = np.array([[0, -0.2, -6.4, -51.2, 333.6, -51.2, -6.4, -0.2, 0, 0]])
    assert_close(student.sharpen(image, HALVING, 1.0), expected, rounding(2 * 218))


@check("sharpen", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_sharpen_invalid(student):
    """Sharpening with a sigma of 0 or -0.1 raises ValueError"""
    for sigma, amount in ((0, 1.0), (-0.1, 0)):
        with assert_value_error("sigma", sigma):
            student.sharpen([[1.0, 2.0], [3.0, 4.0]], sigma, amount)
