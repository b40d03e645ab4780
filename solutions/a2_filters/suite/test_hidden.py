"""The hidden checks of unit a2: every function beside an oracle that is not the reference, its laws and its edges.

Oracles are fed float64: SciPy itself computes in the dtype of the image, in which 8-bit values wrap.
"""

import functools
import math

import numpy as np
from scipy import ndimage

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.data import photograph
from autograder.marks import check

EPS = float(np.finfo(np.float64).eps)
EPS32 = float(np.finfo(np.float32).eps)
EDGE_KERNELS = np.array([[-1], [0], [1]]), np.array([[-1, 0, 1]])
SOBEL_KERNELS = np.outer([-1, 0, 1], [1, 2, 1]), np.outer([1, 2, 1], [-1, 0, 1])
SHAPES = ((4, 7), (8, 3), (5, 5))
SCALES = (1.0, 1e-12, 1e6)
THIN_SHAPES = ((1, 6), (5, 1), (1, 1), (2, 3))


def integers(rng, *shape):
    """Draw integers from -9 to 9 without 0, so that no expected value is zero by accident of a single factor."""
    values = rng.integers(-9, 9, shape)
    values[values >= 0] += 1
    return values


def grey(rng, *shape):
    """Draw bright 8-bit pixels, which wrap at the first sum."""
    return rng.integers(128, 256, shape).astype(np.uint8)


photographed = functools.cache(photograph)


def crop(rng, name, height=24, width=32):
    """Return a part of a photograph, the most varied of a few places."""
    image = photographed(name)
    corners = [
        (int(rng.integers(image.shape[0] - height + 1)), int(rng.integers(image.shape[1] - width + 1))) for _place in range(4)
    ]
    return max((image[y : y + height, x : x + width] for y, x in corners), key=np.std).copy()


def views(rng):
    """Return images of all layouts: transposed, flipped, strided, in Fortran order, and nested lists."""
    table = rng.integers(-9, 10, (6, 8))
    return table.T, table[::-1, ::-1], table[::2, 1::3], np.asfortranarray(table[:3]), table[:2].tolist()


def widen(values):
    """Return float64, in which all small integers and their products are exact."""
    return np.asarray(values, dtype=np.float64)


def filtered(image, kernel):
    """Convolve by SciPy; its "reflect" repeats the edge pixels: d c b a | a b c d | d c b a."""
    return ndimage.convolve(widen(image), widen(kernel), mode="reflect")


def smoothed(image, sigma, truncate=4.0):
    """Smooth by SciPy."""
    return ndimage.gaussian_filter(widen(image), float(sigma), mode="reflect", truncate=truncate)


def edges(image):
    """Return both edge responses by SciPy, as the lecture does."""
    return filtered(image, EDGE_KERNELS[0]), filtered(image, EDGE_KERNELS[1])


def differentiated(image, axis):
    """Differentiate by SciPy's Sobel filter."""
    return ndimage.sobel(widen(image), axis, mode="reflect")


def lengths(grad_h, grad_v):
    """Return the lengths of the gradients, pixel by pixel in Python numbers, scaled to 255."""
    grad_h, grad_v = widen(grad_h), widen(grad_v)
    plain = [math.hypot(h, v) for h, v in zip(grad_h.ravel().tolist(), grad_v.ravel().tolist(), strict=True)]
    largest = max(plain) or 1.0
    return np.array([255 * length / largest for length in plain]).reshape(grad_h.shape)


def without_low(image, sigma):
    """Subtract SciPy's smooth image."""
    return widen(image) - smoothed(image, sigma)


def sharpened(image, sigma, amount):
    """Add a multiple of the high-pass by SciPy."""
    return widen(image) + amount * without_low(image, sigma)


def rounding(*values):
    """Return 1000 eps, that of float32 where one of the arrays has that dtype (integers count as float64)."""
    return 1000 * (EPS32 if any(np.asarray(array).dtype == np.float32 for array in values) else EPS)


def convolution_tolerance(image, kernel):
    """Return 1000 eps sum|kernel| max|image|: rounding of a sum of products, direct or through the FFT."""
    return rounding(image, kernel) * float(np.abs(widen(kernel)).sum() * np.abs(widen(image)).max())


def average_tolerance(image, *_arguments):
    """Return 1000 eps max|image|: a weighted average, whose weights sum to 1, is no larger than the largest pixel."""
    return rounding(image) * float(np.abs(widen(image)).max())


def derivative_tolerance(image, *_axis):
    """Return 1000 eps 8 max|image|: a Sobel kernel's weights sum to 8, regardless of sign."""
    return 8 * average_tolerance(image)


def sharpening_tolerance(image, _sigma, amount):
    """Return 1000 eps (1 + 2|amount|) max|image|, which no sharpened pixel exceeds but for the factor 1000 eps."""
    return (1 + 2 * abs(amount)) * average_tolerance(image)


def assert_pair(pair, expected):
    """Require a tuple or list of two arrays with these numbers, be they integers or floats."""
    if type(pair) not in (tuple, list) or len(pair) != 2:
        assert_equal(pair, expected)  # says what came instead
    assert_values(pair[0], expected[0])
    assert_values(pair[1], expected[1])


def assert_separated(pair, kernel):
    """Require two 1-D factors whose outer product is the kernel, to 1e-10 of its largest entry."""
    kernel = widen(kernel)
    i, j = np.unravel_index(np.argmax(np.abs(kernel)), kernel.shape)
    example = kernel[:, j], kernel[i] / kernel[i, j]
    if type(pair) not in (tuple, list) or len(pair) != 2:
        assert_equal(pair, example)
    for vector, factor in zip(pair, example, strict=True):
        if type(vector) is not np.ndarray or vector.shape != factor.shape or vector.dtype.kind not in "iuf":
            assert_values(vector, factor)
    with np.errstate(all="ignore"):  # infinite factors are not equal to anything finite either
        product = np.outer(widen(pair[0]), widen(pair[1]))
    assert_close(product, kernel, 1e-10 * float(np.abs(kernel).max()))


def separates(student, kernels):
    """Require that every kernel, of rank 1, is separated."""
    for (kernel,), pair in student.each("separate_kernel", [(kernel,) for kernel in kernels]):
        assert_separated(pair, kernel)


def agrees(student, task, cases, oracle, tolerance=None):
    """Require that a task gives what the oracle gives for each case, by value, or as floats within a tolerance.

    The oracle is asked first; the calls go out together. `tolerance` is a function of a case's arguments.
    """
    cases = list(cases)
    expected = [oracle(*case) for case in cases]
    for (case, result), right in zip(student.each(task, cases), expected, strict=True):
        if tolerance is not None:
            assert_close(result, right, tolerance(*case))
        else:
            (assert_pair if type(right) is tuple else assert_values)(result, right)


def moved(image, down, right, shape):
    """Return zeros of a shape, with the image in them, moved."""
    result = np.zeros(shape, dtype=image.dtype)
    result[down : down + image.shape[0], right : right + image.shape[1]] = image
    return result


# filter2d


@check("filter2d", 2.25, category="random values")
def test_filter2d_random(student, rng):
    """Random images and kernels, none of them square, agree with SciPy"""
    shapes = (((4, 7), (3, 3)), ((8, 3), (1, 3)), ((6, 5), (5, 1)), ((7, 9), (3, 5)), ((9, 7), (5, 3)))
    cases = [(integers(rng, *shape), integers(rng, *kernel_shape)) for shape, kernel_shape in shapes]
    agrees(student, "filter2d", cases, filtered)
    cases = [
        (scale * rng.normal(size=shape), rng.normal(size=kernel_shape) / scale)  # SciPy leaves out weights below 2e-16
        for (shape, kernel_shape), scale in zip(shapes, SCALES, strict=False)
    ]
    agrees(student, "filter2d", cases, filtered, convolution_tolerance)


@check(
    "filter2d",
    1.75,
    category="edge shapes",
    visibility="hint",
    hint="What does d c b a | a b c d | d c b a become where the kernel reaches further than the image is long? Treat each "
    "axis apart, and try images of one row, one column and one pixel.",
)
def test_filter2d_edges(student, rng):
    """Images of one row, one column or one pixel, and kernels larger than the image on one axis or on both"""
    shapes = (
        ((1, 6), (3, 3)),
        ((6, 1), (3, 5)),
        ((1, 1), (5, 3)),
        ((2, 3), (7, 5)),
        ((2, 5), (9, 1)),
        ((4, 2), (1, 11)),
        ((3, 4), (1, 1)),
    )
    agrees(student, "filter2d", [(integers(rng, *shape), integers(rng, *size)) for shape, size in shapes], filtered)


@check(
    "filter2d",
    1.75,
    category="laws",
    visibility="hint",
    hint="A filter is linear; away from the edges it moves along with the image; transposing or turning both image and "
    "kernel does the same to the result; and a constant is multiplied by the sum of the kernel.",
)
def test_filter2d_laws(student, rng):
    """Filtering is linear, moves with the image, turns with image and kernel, and multiplies constants"""
    f, g, kernel = integers(rng, 4, 5), integers(rng, 4, 5), integers(rng, 3, 5)
    a, b = filtered(f, kernel), filtered(g, kernel)
    inside = filtered(moved(f, 1, 2, (6, 9)), kernel)  # all that the kernel reaches from f
    cases = (
        (2 * f - 3 * g, kernel),
        (moved(f, 1, 2, (10, 12)), kernel),
        (moved(f, 4, 5, (10, 12)), kernel),
        (f.T, kernel.T),
        (f[::-1, ::-1], kernel[::-1, ::-1]),
        (np.full((3, 4), 7), kernel),
    )
    expected = (
        2 * a - 3 * b,
        moved(inside, 0, 0, (10, 12)),
        moved(inside, 3, 3, (10, 12)),
        a.T,
        a[::-1, ::-1],
        np.full((3, 4), 7 * kernel.sum()),
    )
    for (_case, result), right in zip(student.each("filter2d", cases), expected, strict=True):
        assert_values(result, right)


@check("filter2d", 1.5, category="photograph")
def test_filter2d_photograph(student, rng):
    """A photograph, filtered with a kernel that takes second derivatives and with a random one"""
    image, strip = crop(rng, "camera", 40, 70), crop(rng, "camera", 3, 300)
    laplacian = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    agrees(student, "filter2d", ((image, laplacian), (image, integers(rng, 7, 9)), (strip, integers(rng, 3, 1))), filtered)


@check(
    "filter2d",
    0.75,
    category="dtypes",
    visibility="hint",
    hint="Which dtype does your result have for integers? Negative weights, sums above 255 and fractions all need "
    "more than 8 bits: convert image and kernel before you compute.",
)
def test_filter2d_dtypes(student, rng):
    """8-bit, 16-bit, integer and float32 images and kernels give floats that neither wrap nor lose fractions"""
    image, kernel = grey(rng, 4, 5), integers(rng, 3, 3)
    pairs = (
        (image, kernel),
        (image, kernel / 8),
        (image, grey(rng, 3, 1)),
        (np.array([[-128, 127, -128], [90, -100, 127]], dtype=np.int8), kernel.astype(np.int8)),
        (rng.integers(2**31, 2**32, (3, 4)).astype(np.uint32), kernel),
        (rng.integers(0, 2, (4, 5)) > 0, kernel),
        (integers(rng, 3, 4), rng.normal(size=(3, 3))),
        (rng.normal(size=(4, 3)).astype(np.float32), rng.normal(size=(3, 3)).astype(np.float32)),
    )
    agrees(student, "filter2d", pairs, filtered, convolution_tolerance)


@check("filter2d", 0.5, category="layouts")
def test_filter2d_layouts(student, rng):
    """Nested lists, transposed, flipped, strided and Fortran-ordered images and kernels"""
    kernel = integers(rng, 3, 5)
    kernels = (kernel.T, kernel[::-1, ::-1], integers(rng, 6, 6)[::2, 1::2], np.asfortranarray(kernel), kernel.tolist())
    agrees(student, "filter2d", zip(views(rng), kernels, strict=True), filtered)


@check("filter2d", 0.25, category="arguments unmodified", guard=True)
def test_filter2d_leaves_no_trace(student, rng):
    """Image and kernel stay as they were, and one call does not show in the next"""
    image, other, kernel = integers(rng, 4, 5), integers(rng, 4, 5), integers(rng, 3, 3)
    wide = integers(rng, 1, 5) / 2
    for one, another in ((image, kernel), (np.asfortranarray(image / 2), kernel / 2), (image.astype(np.float32), wide)):
        assert_equal(student.arguments_after("filter2d", one, another), [one, another])
    agrees(student, "filter2d", ((image, kernel), (other, kernel), (other, kernel[::-1]), (image, kernel)), filtered)


# gaussian_filter2d


@check("gaussian_filter2d", 1.75, category="random values")
def test_gaussian_filter2d_random(student, rng):
    """Random images and sigmas agree with SciPy"""
    cases = [(rng.normal(size=shape), float(rng.uniform(0.4, 1.6))) for shape in ((9, 14), (12, 5), *SHAPES)]
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


@check(
    "gaussian_filter2d",
    1.5,
    category="truncation",
    visibility="hint",
    hint="How does `int(truncate*sigma + 0.5)` treat a product that ends in .4, in .5 or in .8? Compare it with `int`, "
    "`round` and `ceil`. Where is the kernel cut, and when is it normalised?",
)
def test_gaussian_filter2d_truncate(student, rng):
    """The kernel ends where `truncate` says, wherever rounding, flooring and ceiling differ"""
    image = rng.normal(size=(5, 12))
    cuts = ((1.0, 1.4), (1.0, 2.5), (1.25, 2.0), (2.0, 0.5), (3.0, 0.6), (1.0, 0.25))
    agrees(student, "gaussian_filter2d", [(image, *cut) for cut in cuts], smoothed, average_tolerance)
    # 4 sigma is 2.5, 1.8 and 0.4: without `truncate` the radii are 3, 2 and 0
    cases = [(image, sigma) for sigma in (0.625, 0.45, 0.1)]
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


@check("gaussian_filter2d", 1.25, category="edge shapes")
def test_gaussian_filter2d_edges(student, rng):
    """Images of one row, one column or one pixel, and images many times smaller than the kernel"""
    cases = [(rng.normal(size=shape), sigma) for shape, sigma in zip(THIN_SHAPES, (1.0, 0.7, 2.0, 3.0), strict=True)]
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


@check(
    "gaussian_filter2d",
    1,
    category="laws",
    visibility="hint",
    hint="Smoothing twice adds the variances, sigma squared, not the sigmas: sigmas of 3 and 4 together do what a sigma of "
    "5 does. And with this boundary nothing is lost at the edges: the mean of the image stays the same.",
)
def test_gaussian_filter2d_adds_variances(student, rng):
    """Smoothing twice adds the variances, and smoothing keeps the mean"""
    image, one, two = rng.uniform(-1, 1, (6, 9)), *(float(sigma) for sigma in rng.uniform(1.5, 2, 2))
    once = smoothed(image, one)
    twice, together = smoothed(once, two), math.hypot(one, two)
    at_once = smoothed(image, together)
    assert_close(student.gaussian_filter2d(image, one), once, average_tolerance(image))
    in_turn = student.gaussian_filter2d(once, two)
    assert_close(in_turn, twice, average_tolerance(image))
    result = student.gaussian_filter2d(image, together)
    assert_close(result, at_once, average_tolerance(image))
    # A kernel that is cut at 4 sigma lacks erfc(4/√2) of its weight, 6.4e-5, and its normalisation adds as much to the rest:
    # less than 1.3e-4 max|image| an axis, for three kernels on two axes. For these sigmas, sampling adds far less.
    assert_close(result, in_turn, 6 * 1.3e-4)
    assert_close(float(result.mean()), float(image.mean()), 2 * average_tolerance(image))


@check("gaussian_filter2d", 1, category="laws")
def test_gaussian_filter2d_laws(student, rng):
    """Smoothing is linear, one axis after the other, moves and turns with the image, and keeps a constant"""
    f, g, sigma = rng.normal(size=(4, 6)), rng.normal(size=(4, 6)), float(rng.uniform(0.7, 1.1))
    a, b, column, row = smoothed(f, sigma), smoothed(g, sigma), rng.normal(size=5), rng.normal(size=8)
    inside = smoothed(moved(f, 5, 5, (14, 16)), sigma)
    cases = (2 * f - 3 * g, np.outer(column, row), moved(f, 7, 6, (17, 18)), f.T, f[::-1, ::-1], np.full((3, 4), 3.5))
    expected = (
        2 * a - 3 * b,
        np.outer(*(ndimage.gaussian_filter1d(line, sigma) for line in (column, row))),
        moved(inside, 2, 1, (17, 18)),
        a.T,
        a[::-1, ::-1],
        np.full((3, 4), 3.5),
    )
    results = student.each("gaussian_filter2d", [(image, sigma) for image in cases])
    for ((image, _sigma), result), right in zip(results, expected, strict=True):
        assert_close(result, right, average_tolerance(image))


@check("gaussian_filter2d", 0.75, category="photograph")
def test_gaussian_filter2d_photograph(student, rng):
    """A photograph, smoothed a little and a lot"""
    image, strip = crop(rng, "ascent", 40, 70), crop(rng, "ascent", 3, 300)
    cases = ((image, 0.8), (image, 5.0, 3.0), (strip, 1.2, 6.0))
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


@check(
    "gaussian_filter2d",
    0.5,
    category="dtypes",
    visibility="hint",
    hint="The image may hold integers of any width, in a list or a transposed array, and sigma may be an integer. Nothing may "
    "be rounded, neither at the end nor between the two axes.",
)
def test_gaussian_filter2d_dtypes(student, rng):
    """8-bit, integer and float32 images of any layout and integer sigmas give floats, as precise as the image"""
    single = rng.normal(size=(4, 6)).astype(np.float32)
    cases = [(image, 1) for image in (grey(rng, 4, 6), (3000 * integers(rng, 6, 4)).astype(np.int16), single, *views(rng)[::2])]
    cases += [(grey(rng, 3, 5), np.float64(0.75)), (integers(rng, 3, 5) * 2**40, 2, 2), (rng.integers(0, 2, (4, 5)) > 0, 1)]
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


@check("gaussian_filter2d", 0.25, category="arguments unmodified", guard=True)
def test_gaussian_filter2d_leaves_no_trace(student, rng):
    """The image to smooth stays as it was, and earlier calls are forgotten"""
    f, g = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    for image in (f, g.T.astype(np.float32)):
        assert_equal(student.arguments_after("gaussian_filter2d", image, 1.0), [image, 1.0])
    cases = ((f, 1.0), (g, 1.0), (g, 1.5, 2.0))
    agrees(student, "gaussian_filter2d", cases, smoothed, average_tolerance)


# edge_kernels


@check(
    "edge_kernels",
    1,
    category="laws",
    visibility="hint",
    hint="Convolve an image that grows by 1 from row to row with your first kernel, and one that grows from column to column "
    "with your second: minus twice the slope comes out, as a convolution flips its kernel.",
)
def test_edge_kernels_laws(student, rng):
    """Convolved with ramps, the kernels give minus twice the slope; they transpose into each other"""
    slope = int(rng.integers(2, 9))
    down, right = np.mgrid[:6, :7] * slope
    pair = student.edge_kernels()
    assert_pair(pair, EDGE_KERNELS)
    for kernel, ramp in zip(pair, (down, right), strict=True):
        assert_values(filtered(ramp, kernel)[1:-1, 1:-1], np.full((4, 5), -2 * slope))
    assert_values(widen(pair[0]).T, EDGE_KERNELS[1])


@check("edge_kernels", 0.5, category="repeated calls")
def test_edge_kernels_again(student):
    """The edge kernels are the same whenever they are asked for"""
    agrees(student, "edge_kernels", [()] * 3, lambda: EDGE_KERNELS)


# edge_responses


@check("edge_responses", 1.25, category="random values")
def test_edge_responses_random(student, rng):
    """Random images that are not square agree with SciPy"""
    agrees(student, "edge_responses", [(integers(rng, *shape),) for shape in SHAPES], edges)
    cases = [(scale * rng.normal(size=shape),) for shape, scale in zip(SHAPES, SCALES, strict=True)]
    agrees(student, "edge_responses", cases, edges, derivative_tolerance)


@check(
    "edge_responses",
    0.75,
    category="edge shapes",
    visibility="hint",
    hint="An image of one row has neighbours above and below all the same: its own reflection. What is the difference then?",
)
def test_edge_responses_edges(student, rng):
    """Images of one row, one column or one pixel, and of two rows"""
    agrees(student, "edge_responses", [(integers(rng, *shape),) for shape in THIN_SHAPES], edges)


@check(
    "edge_responses",
    1,
    category="laws",
    visibility="hint",
    hint="Each response is minus twice the derivative along one axis. Transposing the image transposes and swaps the two, "
    "turning it upside down changes the sign of one, and a constant that is added changes nothing.",
)
def test_edge_responses_laws(student, rng):
    """The responses are minus twice the slopes of a plane, swap with the axes, and ignore constants"""
    image, a, b = integers(rng, 4, 6), *integers(rng, 2)
    horizontal, vertical = edges(image)
    rows, columns = np.mgrid[:5, :4]
    plane = a * rows + b * columns
    flat_h, flat_v = np.full((5, 4), -2 * a), np.full((5, 4), -2 * b)
    flat_h[[0, -1]], flat_v[:, [0, -1]] = -a, -b  # the edge pixel is its own neighbour
    cases = ((image.T,), (image[::-1],), (image[:, ::-1],), (image + 100,), (plane,))
    expected = (
        (vertical.T, horizontal.T),
        (-horizontal[::-1], vertical[::-1]),
        (horizontal[:, ::-1], -vertical[:, ::-1]),
        (horizontal, vertical),
        (flat_h, flat_v),
    )
    for (_case, result), right in zip(student.each("edge_responses", cases), expected, strict=True):
        assert_pair(result, right)


@check("edge_responses", 0.5, category="photograph")
def test_edge_responses_photograph(student, rng):
    """Both edge responses of a photograph"""
    agrees(student, "edge_responses", [(crop(rng, "camera"),)], edges)


@check("edge_responses", 0.25, category="dtypes")
def test_edge_responses_dtypes(student, rng):
    """8-bit, integer and float32 images of any layout give float responses"""
    images = (
        grey(rng, 4, 5),
        np.array([[-128, 127, -128], [127, -128, 127]], dtype=np.int8),
        rng.integers(0, 2**32, (3, 5)).astype(np.uint32),
        rng.normal(size=(3, 5)).astype(np.float32),
        *views(rng)[::2],
    )
    agrees(student, "edge_responses", [(image,) for image in images], edges, derivative_tolerance)


@check("edge_responses", 0.25, category="arguments unmodified", guard=True)
def test_edge_responses_leave_no_trace(student, rng):
    """The image whose edges are sought stays as it was, and earlier ones are forgotten"""
    f, g = integers(rng, 3, 4), integers(rng, 3, 4)
    for image in (f, f / 2):
        assert_equal(student.arguments_after("edge_responses", image), [image])
    agrees(student, "edge_responses", ((f,), (g,), (f,)), edges)


# sobel_kernels


@check(
    "sobel_kernels",
    1.25,
    category="laws",
    visibility="hint",
    hint="Each kernel is a column times a row: one of the two differentiates, the other smooths. Convolve a slope with it and "
    "compare the sign with that of `scipy.ndimage.sobel`: a convolution flips its kernel.",
)
def test_sobel_kernels_laws(student, rng):
    """The kernels have rank 1 and sum 0, transpose into each other, and give minus eight times the slope of a ramp"""
    slope = int(rng.integers(2, 9))
    down, right = np.mgrid[:6, :7] * slope
    pair = student.sobel_kernels()
    assert_pair(pair, SOBEL_KERNELS)
    for kernel, ramp in zip(pair, (down, right), strict=True):
        assert_equal(int(np.linalg.matrix_rank(widen(kernel))), 1)
        assert_values(widen(kernel).sum(keepdims=True), np.zeros((1, 1)))
        assert_values(filtered(ramp, kernel)[1:-1, 1:-1], np.full((4, 5), -8 * slope))
    assert_values(widen(pair[0]).T, SOBEL_KERNELS[1])


@check("sobel_kernels", 0.75, category="repeated calls")
def test_sobel_kernels_again(student, rng):
    """Whenever they are asked for, the Sobel kernels give minus what SciPy's Sobel filter gives"""
    image = integers(rng, 5, 6)
    expected = [-differentiated(image, axis) for axis in (0, 1)]
    for _case, pair in student.each("sobel_kernels", [()] * 3):
        assert_pair(pair, SOBEL_KERNELS)
        assert_pair([filtered(image, kernel) for kernel in pair], expected)


# sobel


@check("sobel", 2, category="random values")
def test_sobel_random(student, rng):
    """Random images that are not square agree with SciPy's Sobel filter on both axes"""
    cases = [(integers(rng, *shape), axis) for shape in SHAPES for axis in (0, 1)]
    agrees(student, "sobel", cases, differentiated)
    cases = [(scale * rng.normal(size=shape), axis) for shape, scale, axis in zip(SHAPES, SCALES, (0, 1, 1), strict=True)]
    agrees(student, "sobel", cases, differentiated, derivative_tolerance)


@check(
    "sobel",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="Beyond its edges the image is reflected on both axes, that of the derivative and that of the smoothing. What does "
    "that give for an image of one row, one column, one pixel? And which axis is -1, which -2?",
)
def test_sobel_edges(student, rng):
    """Images of one row, one column or one pixel, on both axes and their negative names"""
    cases = [(integers(rng, *shape), axis) for shape in THIN_SHAPES for axis in (0, 1)]
    cases += [(integers(rng, 3, 4), axis) for axis in (-1, -2)]
    agrees(student, "sobel", cases, differentiated)


@check(
    "sobel",
    1.75,
    category="laws",
    visibility="hint",
    hint="Differentiate a plane that grows by 1 from row to row: axis 0 gives plus 8 inside and axis 1 gives 0. So sobel has "
    "the sign opposite to that of the edge responses, smoothed by 1, 2, 1 across.",
)
def test_sobel_laws(student, rng):
    """Sobel is minus the edge response, smoothed across; it follows the slope of a plane, and swaps with the axes"""
    image, a, b = integers(rng, 4, 6), *integers(rng, 2)
    horizontal, vertical = edges(image)
    down, along = -filtered(horizontal, [[1, 2, 1]]), -filtered(vertical, [[1], [2], [1]])
    rows, columns = np.mgrid[:5, :4]
    plane = a * rows + b * columns
    flat_h, flat_v = np.full((5, 4), 8 * a), np.full((5, 4), 8 * b)
    flat_h[[0, -1]], flat_v[:, [0, -1]] = 4 * a, 4 * b  # the edge pixel is its own neighbour
    cases = (
        ((image, 0), down),
        ((image, 1), along),
        ((image.T, 0), along.T),
        ((image[::-1], 0), -down[::-1]),
        ((image[:, ::-1], 0), down[:, ::-1]),
        ((plane, 0), flat_h),
        ((plane, 1), flat_v),
        ((3 * image + 100, 1), 3 * along),
    )
    results = student.each("sobel", [case for case, _right in cases])
    for (_case, result), (_again, right) in zip(results, cases, strict=True):
        assert_values(result, right)


@check("sobel", 1.25, category="photograph")
def test_sobel_photograph(student, rng):
    """A photograph is differentiated on both axes"""
    image = crop(rng, "coins")
    agrees(student, "sobel", ((image, 0), (image, 1)), differentiated)


@check(
    "sobel",
    0.5,
    category="8-bit and constant images",
    visibility="hint",
    hint="A constant image has no slope anywhere, at the edges neither. Differences of 8-bit pixels may be negative, and "
    "Sobel's go up to 1020.",
)
def test_sobel_of_8_bit_and_constant_images(student, rng):
    """8-bit images with the steepest slopes, signed and unsigned, and constant images"""
    black_and_white = rng.integers(0, 2, (4, 6)).astype(np.uint8) * 255
    signed = np.where(black_and_white, 127, -128).astype(np.int8)
    images = (black_and_white, signed, grey(rng, 3, 5), np.full((3, 4), 255, dtype=np.uint8))
    agrees(student, "sobel", [(image, axis) for image in images for axis in (0, 1)], differentiated)


@check("sobel", 0.25, category="dtypes")
def test_sobel_dtypes(student, rng):
    """8-bit, 16-bit, integer and float32 images of any layout give float derivatives"""
    wide = np.where(rng.integers(0, 2, (5, 4)), 2**31 - 1, -(2**31)).astype(np.int32)
    images = (grey(rng, 4, 5), wide, rng.normal(size=(3, 5)).astype(np.float32), *views(rng))
    cases = [(image, axis) for image, axis in zip(images, (0, 1, 0, 1, 0, 1, 0, 1), strict=True)]
    agrees(student, "sobel", cases, differentiated, derivative_tolerance)


@check("sobel", 0.25, category="invalid arguments", guard=True)
def test_sobel_invalid_arguments(student, rng):
    """Axes other than 0, 1, -1 and -2 raise ValueError"""
    image = integers(rng, 3, 4)
    for axis in (2, 5, -3, -4):
        with assert_value_error("axis", axis):
            student.sobel(image, axis)


@check(
    "sobel",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="If other checks of sobel fail, mend those first. Do you write into the image, or into a view of it, while you "
    "filter? Is anything kept for the next call?",
    guard=True,
)
def test_sobel_leaves_no_trace(student, rng):
    """The image to differentiate stays as it was, on either axis, and earlier calls are forgotten"""
    f, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    for image, axis in ((f, 0), (integers(rng, 3, 4), 1)):
        assert_equal(student.arguments_after("sobel", image, axis), [image, axis])
    agrees(student, "sobel", ((f, 0), (g, 0), (g, 1), (f, 0)), differentiated, derivative_tolerance)


# gradient_magnitude


def magnitude_tolerance(_grad_h, _grad_v):
    """Return 1000 eps 255."""
    return 1000 * EPS * 255


@check("gradient_magnitude", 1.75, category="random values")
def test_gradient_magnitude_random(student, rng):
    """Random derivatives, integers and floats, and those of a photograph agree with Python's hypotenuse"""
    cases = [(rng.normal(size=shape), rng.normal(size=shape)) for shape in SHAPES]
    cases += [(integers(rng, *shape), integers(rng, *shape)) for shape in THIN_SHAPES]
    image = crop(rng, "ascent")
    cases.append((differentiated(image, 0), differentiated(image, 1)))
    agrees(student, "gradient_magnitude", cases, lengths, magnitude_tolerance)


@check(
    "gradient_magnitude",
    1,
    category="laws",
    visibility="hint",
    hint="A length depends neither on the signs of its two parts nor on their order, and the scaled one not on a common "
    "factor, however small or large: the maximum is always 255.",
)
def test_gradient_magnitude_laws(student, rng):
    """Signs, order and a common factor do not matter, and the maximum is 255"""
    h, v = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
    expected, angle = lengths(h, v), float(rng.uniform(0.3, 1.2))
    turned = math.cos(angle) * h - math.sin(angle) * v, math.sin(angle) * h + math.cos(angle) * v
    cases = ((v, h), (-h, v), (h, -np.abs(v)), (1e-12 * h, 1e-12 * v), (1e9 * h, 1e9 * v), turned)
    for case, result in student.each("gradient_magnitude", cases):
        assert_close(result, expected, magnitude_tolerance(*case))
        assert_close(float(result.max()), 255.0, magnitude_tolerance(*case))


@check("gradient_magnitude", 0.75, category="edge shapes")
def test_gradient_magnitude_edges(student, rng):
    """All zeros of any dtype stay zeros, one derivative may be zero alone, and only one pixel may differ from zero"""
    h, zeros = -np.abs(rng.normal(size=(4, 3))), np.zeros((4, 3))
    one = np.zeros((4, 3))
    one[2, 1] = -0.25
    cases = ((h, zeros), (zeros, h), (zeros, one), (zeros, zeros), (np.zeros((2, 5), int), np.zeros((2, 5), int)), (h, h))
    agrees(student, "gradient_magnitude", cases, lengths, magnitude_tolerance)


@check(
    "gradient_magnitude",
    0.75,
    category="dtypes",
    visibility="hint",
    hint="The square of 200 does not fit in 8 bits, that of 50000 not in 32, and -128 has no positive counterpart in int8. "
    "What comes before the squares?",
)
def test_gradient_magnitude_dtypes(student, rng):
    """Integers whose squares overflow, of 8, 16 and 32 bits, float32, mixed dtypes, lists and views"""
    h, v = rng.integers(-(2**31), 2**31, (2, 3, 4))
    single = rng.normal(size=(3, 4)).astype(np.float32)
    low = np.array([[-128, 100, 0], [7, -128, 127]], dtype=np.int8)
    cases = [
        (grey(rng, 3, 4), grey(rng, 3, 4)),
        (low, low[::-1]),
        (np.zeros_like(low), np.where(low == -128, low, 0)),
        ((h >> 16).astype(np.int16), (v >> 16).astype(np.int16)),
        (h.astype(np.int32), v.astype(np.int32)),
        (grey(rng, 3, 4), v / 2**24),
        (2 * h.T, 2 * v[:3, ::-1].T),
        (h[:2].tolist(), v[:2].tolist()),
    ]
    agrees(student, "gradient_magnitude", cases, lengths, magnitude_tolerance)
    expected = lengths(single, single[::-1])
    assert_close(student.gradient_magnitude(single, single[::-1]), expected, 1000 * EPS32 * 255)


@check("gradient_magnitude", 0.25, category="arguments unmodified", guard=True)
def test_gradient_magnitude_leaves_no_trace(student, rng):
    """Both derivatives stay as they were, and earlier maxima are forgotten"""
    h, v = rng.normal(size=(2, 3, 4))
    assert_equal(student.arguments_after("gradient_magnitude", h, v), [h, v])
    agrees(student, "gradient_magnitude", ((9 * h, v), (h, v), (v, h)), lengths, magnitude_tolerance)


# separate_kernel


@check("separate_kernel", 2, category="random values")
def test_separate_kernel_random(student, rng):
    """Random products of a column and a row, integers and floats, tall and wide, are separated"""
    sizes = ((3, 3), (5, 3), (2, 11), (4, 4))
    whole = [np.outer(integers(rng, rows), integers(rng, columns)) for rows, columns in sizes]
    separates(student, whole + [np.outer(rng.normal(size=rows), rng.normal(size=columns)) for rows, columns in sizes])


@check(
    "separate_kernel",
    1.5,
    category="edge shapes",
    visibility="hint",
    hint="A kernel may have one row, one column or one entry, and rows or columns of zeros anywhere, the first ones too. From "
    "which row do you take yours, and by what do you divide?",
)
def test_separate_kernel_edges(student, rng):
    """Rows and columns of zeros anywhere, and kernels of one row, one column or one entry"""
    column, row = integers(rng, 5), integers(rng, 4)
    late, gaps, last = column.copy(), row.copy(), column.copy()
    late[:3], gaps[[0, 2]], last[:-1] = 0, 0, 0
    kernels = [np.outer(late, row), np.outer(column, gaps), np.outer(late, gaps), np.outer(gaps, last), np.outer(last, last)]
    separates(student, [*kernels, row[None, :], column[:, None], np.array([[-7]]), gaps[None, :] / 3, -abs(last[:, None]) / 7])


@check(
    "separate_kernel",
    1.5,
    category="rank",
    visibility="hint",
    hint="Only one singular value of the kernel may differ from zero, and one must. How small is zero? That depends on the "
    "largest one, as `np.linalg.matrix_rank` knows.",
    guard=True,
)
def test_separate_kernel_of_other_ranks(student, rng):
    """Kernels of higher rank, even if only a little, and kernels of zeros raise ValueError"""
    kernel = np.outer(integers(rng, 4), integers(rng, 3)) * 1.0
    almost = np.outer([1, -2, 3, 2], [2, 1, 3]) * 1.0
    almost[3, 2] += 1e-6 * float(rng.uniform(1, 2))
    for wrong in (
        np.array([[1, 0, 0], [0, 0, 0], [0, 0, int(rng.integers(1, 9))]]),
        np.fliplr(np.diag(integers(rng, 3))),
        np.eye(3, 5, dtype=int),
        np.array([[0, 0, 0], [0, 1, 0], [0, 0, 2]]),
        almost,
        1e-9 * (kernel + np.eye(4, 3)),
        np.zeros((3, 4)),
        np.zeros((1, 1), dtype=int),
    ):
        with assert_value_error("kernel"):
            student.separate_kernel(wrong)


@check("separate_kernel", 0.75, category="scales")
def test_separate_kernel_of_any_scale(student, rng):
    """Kernels with tiny, huge and very unequal entries are separated to their own precision"""
    column, row = rng.uniform(1, 2, 3), rng.uniform(1, 2, 5)
    unequal = np.outer(column * [1e-7, 1, 1], row)
    separates(student, [1e-12 * np.outer(column, row), 1e12 * np.outer(row, column), unequal, unequal.T, -unequal])


@check("separate_kernel", 0.5, category="dtypes")
def test_separate_kernel_dtypes(student, rng):
    """8-bit and other integers, nested lists, transposed, flipped and strided kernels are separated"""
    table = np.outer(integers(rng, 6), integers(rng, 7))
    binomial = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1])
    # An int8 has no room for abs(-128).
    small = [(7 * binomial).astype(np.uint8), SOBEL_KERNELS[0].astype(np.int8), np.array([[0, 0], [-128, 0]], dtype=np.int8)]
    small.append(1000 * binomial)
    separates(student, [*small, table.T, table[::-1, ::-1], table[::2, 1::3], np.asfortranarray(table), table.tolist()])


@check("separate_kernel", 0.25, category="arguments unmodified", guard=True)
def test_separate_kernel_leaves_no_trace(student, rng):
    """The kernel stays as it was, and earlier kernels are forgotten"""
    kernel, other = (np.outer(integers(rng, 3), integers(rng, 4)) for _again in range(2))
    for values in (kernel, kernel / 2):
        assert_equal(student.arguments_after("separate_kernel", values), [values])
    separates(student, [kernel, other, other / 2])


# high_pass


@check("high_pass", 1.25, category="random values")
def test_high_pass_random(student, rng):
    """Random images of many shapes, smaller than the kernel too, agree with SciPy"""
    cases = [(rng.normal(size=shape), float(rng.uniform(0.5, 1.5))) for shape in (*SHAPES, *THIN_SHAPES)]
    cases.append((1e-12 * rng.normal(size=(4, 6)), 0.05))
    agrees(student, "high_pass", cases, without_low, average_tolerance)


@check(
    "high_pass",
    0.75,
    category="laws",
    visibility="hint",
    hint="Low-pass and high-pass together give the image back. So the mean of the high-pass is 0, and nothing is left of a "
    "constant, whatever its value.",
)
def test_high_pass_laws(student, rng):
    """High-pass and low-pass sum to the image, constants vanish, and the rest is linear"""
    f, g, sigma = rng.normal(size=(4, 6)), rng.normal(size=(4, 6)), float(rng.uniform(0.7, 1.2))
    a, b = f - smoothed(f, sigma), g - smoothed(g, sigma)
    cases = (f, f + 1000, 2 * f - 3 * g, f[::-1].T, np.full((4, 5), 255, dtype=np.uint8))
    results = student.each("high_pass", [(image, sigma) for image in cases])
    expected = (a, a, 2 * a - 3 * b, a[::-1].T, np.zeros((4, 5)))
    for ((image, _sigma), result), right in zip(results, expected, strict=True):
        assert_close(result, right, average_tolerance(image))


@check("high_pass", 0.5, category="photograph")
def test_high_pass_photograph(student, rng):
    """The fine details of a photograph"""
    agrees(student, "high_pass", [(crop(rng, "coins", 40, 48), 3.5)], without_low, average_tolerance)


@check("high_pass", 0.25, category="dtypes")
def test_high_pass_dtypes(student, rng):
    """The high-pass of 8-bit, integer and float32 images of any layout, and of integer sigmas"""
    images = (
        grey(rng, 4, 5),
        rng.integers(0, 2**16, (4, 5)).astype(np.uint16),
        rng.normal(size=(3, 5)).astype(np.float32),
        *views(rng)[::2],
    )
    agrees(student, "high_pass", [(image, 1) for image in images], without_low, average_tolerance)


@check(
    "high_pass",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="If other checks of high_pass fail, mend those first. `image -= smooth` writes into the caller's image: make a new "
    "array instead.",
    guard=True,
)
def test_high_pass_leaves_no_trace(student, rng):
    """The image stays as it was after its high-pass, and earlier calls are forgotten"""
    f, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    for image in (f, g.T.astype(np.float32)):
        assert_equal(student.arguments_after("high_pass", image, 1.0), [image, 1.0])
    agrees(student, "high_pass", ((f, 1.0), (g, 1.0), (g, 1.4), (f, 1.0)), without_low, average_tolerance)


# sharpen


@check("sharpen", 1.25, category="random values")
def test_sharpen_random(student, rng):
    """Random images of many shapes and amounts of either sign agree with SciPy"""
    cases = [
        (rng.normal(size=shape), float(rng.uniform(0.5, 1.5)), float(rng.uniform(-2, 4))) for shape in (*SHAPES, *THIN_SHAPES)
    ]
    cases.append((1e-12 * rng.normal(size=(4, 6)), 0.8, 30.0))
    agrees(student, "sharpen", cases, sharpened, sharpening_tolerance)


@check(
    "sharpen",
    1.25,
    category="laws",
    visibility="hint",
    hint="The result moves along a straight line with the amount: -1 gives the low-pass, 0 the image, 1 as much again beyond "
    "it. The mean of the image never changes.",
)
def test_sharpen_laws(student, rng):
    """The result is linear in the amount and in the image, from the low-pass over the image to beyond"""
    f, g, sigma = rng.normal(size=(4, 6)), rng.normal(size=(4, 6)), float(rng.uniform(0.7, 1.2))
    low, other = smoothed(f, sigma), smoothed(g, sigma)
    cases = ((f, -1), (f, 0), (f, 1.0), (f, -2.5), (2 * f - 3 * g, 0.5), (f + 100, 3), (f.T, 2), (np.full((3, 4), 7.5), 3.0))
    expected = (
        low,
        f,
        2 * f - low,
        2.5 * low - 1.5 * f,
        1.5 * (2 * f - 3 * g) - 0.5 * (2 * low - 3 * other),
        100 + 4 * f - 3 * low,
        (3 * f - 2 * low).T,
        np.full((3, 4), 7.5),
    )
    results = student.each("sharpen", [(image, sigma, amount) for image, amount in cases])
    for (case, result), right in zip(results, expected, strict=True):
        assert_close(result, right, sharpening_tolerance(*case))


@check("sharpen", 1, category="photograph")
def test_sharpen_photograph(student, rng):
    """A photograph, sharpened beyond the range of 8 bits"""
    image = crop(rng, "camera", 40, 48)
    agrees(student, "sharpen", ((image, 3.0, 2.0), (image, 0.7, -12)), sharpened, sharpening_tolerance)


@check("sharpen", 0.25, category="dtypes")
def test_sharpen_dtypes(student, rng):
    """Sharpened 8-bit, integer and float32 images of any layout, with integer sigmas and amounts"""
    images = (
        grey(rng, 4, 5),
        rng.integers(0, 2**16, (4, 5)).astype(np.uint16),
        rng.normal(size=(3, 5)).astype(np.float32),
        *views(rng)[::2],
    )
    agrees(student, "sharpen", [(image, 1, 2) for image in images], sharpened, sharpening_tolerance)


@check("sharpen", 0.25, category="arguments unmodified", guard=True)
def test_sharpen_leaves_no_trace(student, rng):
    """The image stays as it was when it is sharpened, and earlier calls are forgotten"""
    f, g = rng.normal(size=(3, 4)), rng.normal(size=(3, 4))
    for image in (f, grey(rng, 3, 4)):
        assert_equal(student.arguments_after("sharpen", image, 1.0, 1.5), [image, 1.0, 1.5])
    agrees(student, "sharpen", ((f, 1.0, 2), (g, 1.0, 2), (g, 1.4, 2), (g, 1.4, -1)), sharpened, sharpening_tolerance)
