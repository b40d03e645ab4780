"""The hidden checks of unit a1: every function beside an oracle that is not the reference, its laws and its edges.

Oracles are fed widened inputs (int64, float64): SciPy itself wraps 8-bit values and ORs bools.
"""

import math

import numpy as np
from scipy import ndimage, signal, stats

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.marks import check

EPS = float(np.finfo(np.float64).eps)
EPS32 = float(np.finfo(np.float32).eps)
MODES = ("full", "same", "valid")


def integers(rng, *shape):
    """Draw integers from -9 to 9 without 0, so that no expected value is zero by accident of a single factor."""
    values = rng.integers(-9, 9, shape)
    values[values >= 0] += 1
    return values


def probabilities(rng, n):
    """Draw n positive numbers that sum to 1."""
    weights = rng.uniform(0.1, 1.0, n)
    return weights / weights.sum()


def widen(values):
    """Return integers and bools as int64, floats as float64, complex numbers as complex128."""
    values = np.asarray(values)
    return values.astype(np.int64 if values.dtype.kind in "bui" else np.result_type(values, np.float64))


def convolved(f, g, mode="full"):
    """Convolve in any dimension, by SciPy's sums of products."""
    return signal.convolve(widen(f), widen(g), mode=mode, method="direct")


def convolved2d(image, kernel, mode="full"):
    """Convolve two images by SciPy; its "valid" swaps them where ours raises."""
    return signal.convolve2d(widen(image), widen(kernel), mode=mode)


def correlated(f, g):
    """Correlate at the lags -(n-1), ..., m-1; NumPy slides its second argument over its first."""
    return np.correlate(widen(g), widen(f), "full")


def gaussian(sigma, radius=None, length=None):
    """Return SciPy's Gaussian kernel: the response to an impulse in the middle of `length` samples."""
    response = np.zeros(2 * radius + 1 if length is None else length)
    response[response.size // 2] = 1
    return ndimage.gaussian_filter1d(response, sigma, mode="constant", radius=radius)


def smoothed(f, sigma):
    """Smooth by SciPy; its "reflect" repeats the end samples: d c b a | a b c d | d c b a."""
    return ndimage.gaussian_filter1d(np.asarray(f, dtype=np.float64), sigma, mode="reflect")


def density(samples, grid, bandwidth):
    """Return the mean of SciPy's normal densities around the samples."""
    samples, grid = np.asarray(samples, dtype=np.float64), np.asarray(grid, dtype=np.float64)
    return stats.norm.pdf(grid[:, None], samples, bandwidth).mean(axis=1)


def convolution_tolerance(f, g):
    """Return 1000 eps sum|f| max|g|: rounding of a sum of products, direct or through the FFT, which errs normwise.

    eps is that of the coarsest floating input (integers count as float64).
    """
    coarse = any(np.asarray(values).dtype in (np.float32, np.complex64) for values in (f, g))
    return 1000 * (EPS32 if coarse else EPS) * float(np.abs(widen(f)).sum() * np.abs(widen(g)).max())


def average_tolerance(f, _sigma=None):
    """Return 1000 eps max|f|: a weighted average, whose weights sum to 1, is no larger than its largest value."""
    f = np.asarray(f)
    return 1000 * (EPS32 if f.dtype == np.float32 else EPS) * float(np.abs(widen(f)).max())


def density_tolerance(_samples, _grid, bandwidth):
    """Return 1000 eps times the peak of a Gaussian of this width, which no mean of such Gaussians exceeds."""
    return 1000 * EPS / (bandwidth * math.sqrt(2 * math.pi))


def moments(weights):
    """Return the mean and the variance of positions 0, 1, 2, ... under these weights, which sum to 1."""
    positions = np.arange(weights.size)
    mean = float(weights @ positions)
    return mean, float(weights @ (positions - mean) ** 2)


def agrees(student, task, cases, oracle, tolerance=None, exact=False):
    """Require that a task gives what the oracle gives for each case, by value, within a tolerance, or by dtype as well.

    The oracle is asked first; the calls go out together. `tolerance` is a number, or a function of a case's arguments.
    """
    cases = list(cases)
    expected = [oracle(*case) for case in cases]
    for (case, result), right in zip(student.each(task, cases), expected, strict=True):
        if tolerance is None:
            (assert_equal if exact else assert_values)(result, right)
        else:
            assert_close(result, right, tolerance(*case) if callable(tolerance) else tolerance)


# convolve1d


@check("convolve1d", 1.75, category="random values")
def test_convolve1d_random(student, rng):
    """Random integers and floats of many lengths agree with SciPy in every mode"""
    # Long signals are a matter of their own where a submission takes them piece by piece.
    lengths = {"full": ((1, 1), (1, 3), (6, 4), (3, 6), (4500, 2)), "same": ((5, 3), (7, 7)), "valid": ((6, 3), (7, 7), (3, 1))}
    cases = [(integers(rng, n), integers(rng, m), mode) for mode, pairs in lengths.items() for n, m in pairs]
    agrees(student, "convolve1d", cases, convolved)
    cases = [(rng.normal(size=n), rng.normal(size=m)) for n, m in ((6, 4), (3, 5))]
    agrees(student, "convolve1d", cases, convolved, convolution_tolerance)


@check(
    "convolve1d",
    1.75,
    category="edge shapes",
    visibility="hint",
    hint='Write out by hand what a kernel of 2 or 4 values gives in mode "same", and what each mode gives when the '
    "kernel is longer than the input. Which of the two decides the length of the result?",
)
def test_convolve1d_even_and_long_kernels(student, rng):
    """The modes "same" and "valid" with even kernels and with kernels longer than the input"""
    pairs = [(integers(rng, n), integers(rng, m)) for n, m in ((5, 2), (4, 4), (2, 4), (3, 8), (1, 6))]
    agrees(student, "convolve1d", [(f, g, mode) for f, g in pairs for mode in ("same", "valid")], convolved)


@check(
    "convolve1d",
    1.25,
    category="laws",
    visibility="hint",
    hint="Convolution commutes, f*g = g*f, and associates, (f*g)*h = f*(g*h), whichever of the signals is the longer. "
    "Try it on three short signals of different lengths.",
)
def test_convolve1d_commutes_and_associates(student, rng):
    """Convolution commutes and associates, for signals of different lengths"""
    f, g, h = integers(rng, 5), integers(rng, 3), integers(rng, 4)
    fg, gh = convolved(f, g), convolved(g, h)
    agrees(student, "convolve1d", ((f, g), (g, f), (fg, h), (f, gh)), convolved)


@check("convolve1d", 1.25, category="laws")
def test_convolve1d_is_linear_and_shift_equivariant(student, rng):
    """Convolution is linear, moves along with its input, and copies the input to where the kernel has a 1"""
    f, other, g = integers(rng, 6), integers(rng, 6), integers(rng, 4)
    a, b = convolved(f, g), convolved(other, g)
    assert_values(student.convolve1d(2 * f - 3 * other, g), 2 * a - 3 * b)
    zeros = np.zeros(3, dtype=np.int64)
    assert_values(student.convolve1d(np.concatenate([zeros, f, zeros]), g), np.concatenate([zeros, a, zeros]))
    assert_values(student.convolve1d(f, np.array([0, 0, 1, 0])), np.concatenate([zeros[:2], f, zeros[:1]]))
    assert_values(student.convolve1d(f, np.array([1])), f)


@check("convolve1d", 0.5, category="dtypes")
def test_convolve1d_integers_are_exact(student, rng):
    """Integer and bool results are exact signed integers, small or beyond 2**53"""
    small = integers(rng, 3)
    pairs = (
        (rng.integers(2**28, 2**30, 6), rng.integers(-(2**30), -(2**28), 3)),
        (np.array([2**62, 1, 3]), np.array([1, 1])),
        (rng.integers(200, 256, 5).astype(np.uint8), rng.integers(200, 256, 3).astype(np.uint8)),
        (np.array([-128, 100, -7], dtype=np.int8), small.astype(np.int8)),
        (rng.integers(2**54, 2**55, 4).astype(np.uint64), small),
        (np.array([True, True, False, True]), np.array([True, True, True])),
    )
    agrees(student, "convolve1d", pairs, convolved, exact=True)


@check(
    "convolve1d",
    0.25,
    category="dtypes",
    visibility="hint",
    hint="Which dtype does your result have when the inputs are float32 or complex, or when one holds integers and the "
    "other floats? Nothing may be cut off or rounded away.",
)
def test_convolve1d_floats_and_complex(student, rng):
    """float32, complex and mixed inputs keep their kind and their precision"""
    whole, real, imaginary = integers(rng, 5), rng.normal(size=4), rng.normal(size=4)
    single = real.astype(np.float32)
    complicated = real + 1j * imaginary
    agrees(
        student,
        "convolve1d",
        ((whole, real), (real, whole), (single, single[:3]), (single, real), (complicated, complicated * 1j)),
        convolved,
        convolution_tolerance,
    )


@check(
    "convolve1d",
    0.25,
    category="layouts",
    visibility="hint",
    hint="Inputs may be lists, reversed views or columns of matrices. If you use strides, take them from the array.",
)
def test_convolve1d_layouts(student, rng):
    """Lists, reversed arrays, every second value and columns of matrices"""
    table, kernel = integers(rng, 6, 4), integers(rng, 3)
    views = (table[:, 1], table[::-2, 2], table[0, ::-1], table[1].tolist())
    agrees(
        student, "convolve1d", (*((view, kernel[::-1]) for view in views), (kernel, views[1]), (kernel, views[3])), convolved
    )


@check("convolve1d", 0.25, category="invalid arguments", guard=True)
def test_convolve1d_invalid_arguments(student):
    """Unknown modes, and inputs that are empty or not 1-D, raise ValueError"""
    line, table = np.array([1, 2, 3]), np.array([[1, 2], [3, 4]])
    for mode in ("circular", "reflect"):
        with assert_value_error("mode", mode):
            student.convolve1d(line, line, mode)
    for f, g in ((np.array([]), line), (line, []), (table, line), (line, table), (np.array(3), line)):
        with assert_value_error(("f", "g")):
            student.convolve1d(f, g)


@check("convolve1d", 0.25, category="arguments unmodified", guard=True)
def test_convolve1d_leaves_no_trace(student, rng):
    """Arguments stay as they were, and no call influences the next"""
    f, g, other = integers(rng, 5), integers(rng, 3), integers(rng, 5)
    calls = ((f, "full"), (other, "full"), (f, "same"), (f, "full"))
    for one, another in ((f, g / 2), (f.tolist(), g.tolist())):
        assert_equal(student.arguments_after("convolve1d", one, another, "valid"), [one, another, "valid"])
    agrees(student, "convolve1d", [(values, g, mode) for values, mode in calls], convolved)


# cross_correlate1d


@check("cross_correlate1d", 2, category="random values")
def test_cross_correlate1d_random(student, rng):
    """Random integers and floats of many lengths agree with NumPy at every lag"""
    cases = [(integers(rng, n), integers(rng, m)) for n, m in ((1, 1), (1, 4), (4, 1), (5, 3), (3, 6))]
    agrees(student, "cross_correlate1d", cases, correlated)
    f, g = rng.normal(size=4), rng.normal(size=6)
    expected = correlated(f, g)
    assert_close(student.cross_correlate1d(f, g), expected, convolution_tolerance(f, g))


@check(
    "cross_correlate1d",
    2,
    category="laws",
    visibility="hint",
    hint="Correlation does not commute: swapping the signals reverses the lags. A template hidden in a signal shows as "
    "the peak at the lag where the template starts; moving the signal moves the peak.",
)
def test_cross_correlate1d_laws(student, rng):
    """Swapping reverses the lags, and the peak is at the lag where a template starts"""
    f, g = integers(rng, 4), integers(rng, 7)
    expected = correlated(f, g)
    assert_values(student.cross_correlate1d(f, g), expected)
    assert_values(student.cross_correlate1d(g, f), expected[::-1])
    start = int(rng.integers(3, 9))
    found = np.zeros(16, dtype=np.int64)
    found[start : start + 4] = f
    expected = correlated(f, found)
    correlation = student.cross_correlate1d(f, found)
    assert_values(correlation, expected)
    assert_equal(int(np.argmax(correlation)) - 3, start)


@check(
    "cross_correlate1d",
    0.25,
    category="dtypes",
    visibility="hint",
    hint="Compare your formula for complex signals with the lecture's, letter by letter. What about large integers?",
)
def test_cross_correlate1d_dtypes(student, rng):
    """Complex signals follow the lecture's formula, and integers and bools stay exact"""
    f, g = (rng.normal(size=n) + 1j * rng.normal(size=n) for n in (3, 4))
    expected = convolved(f[::-1], g)
    assert_close(student.cross_correlate1d(f, g), expected, convolution_tolerance(f, g))
    pairs = (
        (rng.integers(2**28, 2**30, 3), rng.integers(-(2**30), -(2**28), 5)),
        (np.array([True, True, False]), np.array([True, True, True, True])),
        (np.array([-128, 100], dtype=np.int8), np.array([127, -90, 3], dtype=np.int8)),
    )
    agrees(student, "cross_correlate1d", pairs, correlated, exact=True)


@check("cross_correlate1d", 0.25, category="layouts")
def test_cross_correlate1d_layouts(student, rng):
    """Reversed arrays, every second value, columns and lists are correlated alike"""
    table = integers(rng, 6, 3)
    agrees(
        student,
        "cross_correlate1d",
        ((table[::-1, 0], table[::2, 1]), (table[2], table[:, 2]), (table[0, ::-1], table[1].tolist())),
        correlated,
    )


@check("cross_correlate1d", 0.25, category="invalid arguments", guard=True)
def test_cross_correlate1d_invalid_arguments(student):
    """Empty signals cannot be correlated: ValueError"""
    for f, g in (([], [1, 2]), (np.array([1.0, 2.0]), np.array([]))):
        with assert_value_error(("f", "g")):
            student.cross_correlate1d(f, g)


@check(
    "cross_correlate1d",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="Do you reverse one of the arguments in place, or keep something from an earlier call?",
    guard=True,
)
def test_cross_correlate1d_leaves_no_trace(student, rng):
    """Both signals stay as they were, and calls do not influence each other"""
    f, g, other = integers(rng, 3), integers(rng, 5), integers(rng, 3)
    f[0], f[-1] = abs(f[0]), -abs(f[-1])  # a signal that reads the same backwards could be reversed unseen
    for one, another in ((f, g / 2), (f.tolist(), g.tolist())):
        assert_equal(student.arguments_after("cross_correlate1d", one, another), [one, another])
    agrees(student, "cross_correlate1d", ((f, g), (other, g)), correlated)


# autocorrelate1d


@check("autocorrelate1d", 1, category="random values")
def test_autocorrelate1d_random(student, rng):
    """Random integers and floats, from one value to nine, agree with NumPy"""
    agrees(student, "autocorrelate1d", [(integers(rng, n),) for n in (1, 2, 5, 9)], lambda f: correlated(f, f))
    f = rng.normal(size=6)
    expected = correlated(f, f)
    assert_close(student.autocorrelate1d(f), expected, convolution_tolerance(f, f))


@check(
    "autocorrelate1d",
    1,
    category="laws",
    visibility="hint",
    hint="Lag 0 holds the sum of squares and is in the middle; all lags together sum to the square of the sum. A "
    "signal that repeats shows further peaks at its period. Nothing is normalised, and no mean is taken off.",
)
def test_autocorrelate1d_laws(student, rng):
    """Lag 0 holds the energy, the lags sum to the square of the sum, and a repeated pattern peaks at its period"""
    pattern = integers(rng, 5)
    f = np.concatenate([pattern, np.zeros(4, dtype=np.int64), pattern])
    expected = correlated(f, f)
    correlation = student.autocorrelate1d(f)
    assert_values(correlation, expected)
    energy = int(np.sum(pattern**2))
    assert_values(correlation[[13, 13 + 9]], np.array([2 * energy, energy]))
    assert_values(correlation.sum(keepdims=True), np.array([f.sum() ** 2]))
    assert_values(student.autocorrelate1d(-f[::-1]), expected)


@check("autocorrelate1d", 0.25, category="dtypes")
def test_autocorrelate1d_dtypes(student, rng):
    """8-bit, bool, large and complex signals, and lists"""
    whole = (
        rng.integers(200, 256, 4).astype(np.uint8),
        np.array([True, True, False, True]),
        rng.integers(2**28, 2**30, 4),
        integers(rng, 8)[::-2],
    )
    agrees(student, "autocorrelate1d", [(f,) for f in (*whole, whole[3].tolist())], lambda f: correlated(f, f), exact=True)
    f = rng.normal(size=4) + 1j * rng.normal(size=4)
    expected = convolved(f[::-1], f)
    assert_close(student.autocorrelate1d(f), expected, convolution_tolerance(f, f))


@check(
    "autocorrelate1d",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="Does your function change the signal that it is given, or remember one from an earlier call?",
    guard=True,
)
def test_autocorrelate1d_leaves_no_trace(student, rng):
    """The signal stays as it was, and earlier calls leave nothing behind"""
    f, other = integers(rng, 5), integers(rng, 5)
    for values in (f, f / 2, f.tolist()):
        assert_equal(student.arguments_after("autocorrelate1d", values), [values])
    agrees(student, "autocorrelate1d", ((f,), (other,)), lambda values: correlated(values, values))


# gaussian_kernel1d


@check("gaussian_kernel1d", 1.5, category="random values")
def test_gaussian_kernel1d_random(student, rng):
    """Kernels of random sigma agree with SciPy, with a given radius and without"""
    cases = []
    for radius in (1, 2, 5, 9):
        sigma = float(rng.uniform(0.5, 4))
        cases.append((sigma, radius))
    agrees(student, "gaussian_kernel1d", cases, gaussian, 1000 * EPS)
    sigma = float(rng.uniform(0.65, 0.85))  # 4 sigma + 0.5 is between 3 and 4
    expected = gaussian(sigma, length=7)
    assert_close(student.gaussian_kernel1d(sigma), expected, 1000 * EPS)


@check(
    "gaussian_kernel1d",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="How does `int(4*sigma + 0.5)` treat a 4*sigma that ends in .4, in .5 or in .8? Compare it with `int`, "
    "`round` and `ceil`, and think of a sigma so small that only one sample is left.",
)
def test_gaussian_kernel1d_default_radius(student):
    """The default radius is right wherever rounding, flooring and ceiling differ, down to radius 0"""
    radii = {0.125: 1, 0.3: 1, 0.45: 2, 0.625: 3, 1.0: 4, 1.6: 6, 2.2: 9, 0.1: 0}
    cases = [(sigma,) for sigma in radii]
    agrees(student, "gaussian_kernel1d", cases, lambda sigma: gaussian(sigma, length=2 * radii[sigma] + 1), 1000 * EPS)


@check("gaussian_kernel1d", 0.75, category="edge shapes")
def test_gaussian_kernel1d_extremes(student):
    """A radius of 0, one far beyond the Gaussian or far within it, and tiny and large sigmas"""
    agrees(
        student, "gaussian_kernel1d", ((3.0, 1), (0.6, 12), (40.0, 3), (0.02, 2), (1000.0, 5), (2.0, 0)), gaussian, 1000 * EPS
    )
    expected = gaussian(25.0, length=201)
    assert_close(student.gaussian_kernel1d(25.0), expected, 1000 * EPS)


@check(
    "gaussian_kernel1d",
    1,
    category="laws",
    visibility="hint",
    hint="The weights are symmetric and sum to 1 whatever the radius, and if the radius is large enough their variance "
    "is sigma squared. Is sigma the standard deviation in your exponent, or the variance?",
)
def test_gaussian_kernel1d_laws(student, rng):
    """The weights sum to 1, are symmetric, and have variance sigma squared"""
    sigma = float(rng.uniform(1, 3))
    radius = math.ceil(8 * sigma)
    expected = gaussian(sigma, radius)
    kernel = student.gaussian_kernel1d(sigma, radius)
    assert_close(kernel, expected, 1000 * EPS)
    assert_close(float(kernel.sum()), 1.0, 1000 * EPS)
    assert_close(kernel[::-1], kernel, 1000 * EPS)
    # Poisson's summation formula: sampling changes the variance by about 8 π² sigma⁴ exp(-2 π² sigma²), below 1e-6.
    assert_close(moments(kernel)[1], sigma**2, 1e-5)


@check(
    "gaussian_kernel1d",
    0.25,
    category="dtypes",
    visibility="hint",
    hint="sigma may be an integer, of Python or of NumPy, and the weights are still floats: where does yours divide?",
)
def test_gaussian_kernel1d_dtypes(student):
    """Integers and NumPy numbers serve as sigma and as radius"""
    cases = ((2, 3), (np.float64(1.5), np.int64(2)), (np.int64(3), 4))
    agrees(student, "gaussian_kernel1d", cases, lambda sigma, radius: gaussian(float(sigma), int(radius)), 1000 * EPS)
    expected = gaussian(3.0, length=25)
    assert_close(student.gaussian_kernel1d(3), expected, 1000 * EPS)


@check("gaussian_kernel1d", 0.25, category="arguments unmodified", guard=True)
def test_gaussian_kernel1d_leaves_no_trace(student):
    """A kernel does not depend on the kernels made before it"""
    agrees(student, "gaussian_kernel1d", ((1.0, 3), (2.0, 3), (1.0, 5), (1.0, 3)), gaussian, 1000 * EPS)


# smooth1d


@check("smooth1d", 1.75, category="random values")
def test_smooth1d_random(student, rng):
    """Random signals of many lengths agree with SciPy"""
    cases = []
    for n, sigma in ((12, 0.3), (9, 0.625), (20, 1.3), (7, 1.0), (16, float(rng.uniform(0.5, 2)))):
        f = rng.normal(size=n)
        cases.append((f, sigma))
    agrees(student, "smooth1d", cases, smoothed, average_tolerance)


@check(
    "smooth1d",
    1.5,
    category="edge shapes",
    visibility="hint",
    hint="What does d c b a | a b c d | d c b a become for a signal of 1, 2 or 3 samples and a kernel many times as "
    "long? The reflection must go on as far as the kernel reaches, and the result is as long as the signal.",
)
def test_smooth1d_short_signals(student, rng):
    """Signals much shorter than the kernel, down to one sample"""
    cases = []
    for n, sigma in ((3, 1.0), (2, 1.7), (4, 3.0), (5, 8.0), (1, 2.0)):
        f = rng.normal(size=n)
        cases.append((f, sigma))
    agrees(student, "smooth1d", cases, smoothed, average_tolerance)


@check(
    "smooth1d",
    1.5,
    category="laws",
    visibility="hint",
    hint="Smoothing twice adds the variances, sigma squared, not the sigmas. With this boundary nothing is lost at the "
    "ends: the sum of the signal stays the same.",
)
def test_smooth1d_adds_variances_and_keeps_the_sum(student, rng):
    """Smoothing twice adds the variances, and smoothing keeps the sum of a signal"""
    one, two = (float(sigma) for sigma in rng.uniform(1, 1.5, 2))
    f = np.zeros(41)
    f[20] = 1
    once = smoothed(f, one)
    twice = smoothed(once, two)
    assert_close(student.smooth1d(f, one), once, 1000 * EPS)
    result = student.smooth1d(once, two)
    assert_close(result, twice, 1000 * EPS)
    # Cutting the Gaussians at 4 sigma takes about 0.1 % off each variance.
    assert_close(moments(result)[1], one**2 + two**2, 0.01 * (one**2 + two**2))
    f = rng.uniform(1, 2, 6)
    expected = smoothed(f, one)
    result = student.smooth1d(f, one)
    assert_close(result, expected, average_tolerance(f))
    assert_close(float(result.sum()), float(f.sum()), f.size * average_tolerance(f))


@check("smooth1d", 1, category="laws")
def test_smooth1d_is_linear_and_mirrors(student, rng):
    """Smoothing is linear, mirrors with the signal, and keeps a constant"""
    f, g, sigma = rng.normal(size=8), rng.normal(size=8), float(rng.uniform(0.7, 1.5))
    a, b = smoothed(f, sigma), smoothed(g, sigma)
    inputs = (2 * f - 3 * g, f[::-1].copy(), f + 5, np.full(5, 3.5))
    results = student.each("smooth1d", [(values, sigma) for values in inputs])
    expected = (2 * a - 3 * b, a[::-1], a + 5, np.full(5, 3.5))
    for ((values, _sigma), result), right in zip(results, expected, strict=True):
        assert_close(result, right, average_tolerance(values))


@check("smooth1d", 0.25, category="dtypes")
def test_smooth1d_dtypes(student, rng):
    """Integers, bools and float32 give floats, as precise as the input"""
    signals = (
        integers(rng, 6),
        rng.integers(200, 256, 5).astype(np.uint8),
        np.array([True, False, False, True]),
        rng.normal(size=6).astype(np.float32),
    )
    agrees(student, "smooth1d", [(f, 1) for f in signals], smoothed, average_tolerance)


@check(
    "smooth1d",
    0.25,
    category="layouts",
    visibility="hint",
    hint="The signal may be a list, or a view into another array: reversed, every second value, a column.",
)
def test_smooth1d_layouts(student, rng):
    """Lists, reversed signals, columns and every second value are smoothed alike"""
    table = rng.normal(size=(8, 3))
    cases = [(f, 0.9) for f in (table[::-1, 0], table[::2, 1], table[:, 2], table[0].tolist())]
    agrees(student, "smooth1d", cases, smoothed, average_tolerance)


@check("smooth1d", 0.25, category="arguments unmodified", guard=True)
def test_smooth1d_leaves_no_trace(student, rng):
    """The signal to smooth stays as it was, and earlier calls are forgotten"""
    f, g = rng.normal(size=7), rng.normal(size=7)
    for values in (f, f.tolist()):
        assert_equal(student.arguments_after("smooth1d", values, 1.0), [values, 1.0])
    agrees(student, "smooth1d", ((f, 1.0), (g, 1.0), (g, 1.2)), smoothed, average_tolerance)


# convolve2d


@check("convolve2d", 3.25, category="random values")
def test_convolve2d_random(student, rng):
    """Random images and kernels that are not square agree with SciPy in every mode"""
    shapes = (
        ((4, 6), (3, 3), MODES),
        ((5, 3), (2, 3), MODES),
        ((3, 7), (1, 4), ("full", "same")),
        ((4, 5), (4, 2), ("same", "valid")),
    )
    pairs = [(integers(rng, *shape), integers(rng, *kernel_shape), modes) for shape, kernel_shape, modes in shapes]
    agrees(student, "convolve2d", [(image, kernel, mode) for image, kernel, modes in pairs for mode in modes], convolved2d)
    image, kernel = rng.normal(size=(5, 6)), rng.normal(size=(3, 2))
    expected = convolved2d(image, kernel, "same")
    assert_close(student.convolve2d(image, kernel, mode="same"), expected, convolution_tolerance(image, kernel))


@check(
    "convolve2d",
    2.25,
    category="edge shapes",
    visibility="hint",
    hint="Rows and columns each have their own kernel length: treat the axes apart. Try images of one row or one "
    'pixel, even kernels in mode "same", and kernels larger than the image, on one axis and on both.',
)
def test_convolve2d_edges(student, rng):
    """One row, one column, one pixel, even kernels, and kernels larger than the image"""
    shapes = (
        ((1, 5), (1, 3), ("same",)),
        ((5, 1), (2, 1), ("same",)),
        ((1, 1), (2, 3), ("full", "same")),
        ((3, 4), (4, 2), ("same",)),
        ((2, 3), (2, 6), ("full", "same")),
        ((2, 2), (5, 4), ("full", "same")),
    )
    pairs = [(integers(rng, *shape), integers(rng, *kernel_shape), modes) for shape, kernel_shape, modes in shapes]
    agrees(student, "convolve2d", [(image, kernel, mode) for image, kernel, modes in pairs for mode in modes], convolved2d)
    cases = []
    for shape in ((1, 5), (5, 1), (4, 3)):
        image, kernel = integers(rng, *shape), integers(rng, min(shape[0], 3), min(shape[1], 3))
        cases.append((image, kernel, "valid"))
    agrees(student, "convolve2d", cases, convolved2d)


@check(
    "convolve2d",
    2.25,
    category="laws",
    visibility="hint",
    hint="A kernel that is the outer product of a column and a row does what the row, then the column do. Transposing "
    "image and kernel transposes the result, and a moved 1 in the kernel moves the image.",
)
def test_convolve2d_laws(student, rng):
    """Outer-product kernels act as a column and a row, transposes transpose, and shifted impulses shift"""
    image, column, row = integers(rng, 3, 5), integers(rng, 4, 1), integers(rng, 1, 2)
    lines = np.array([convolved(line, row[0]) for line in image])
    expected = np.array([convolved(line, column[:, 0]) for line in lines.T]).T
    both = column @ row
    cases = ((image, row), (lines, column), (image, both), (both, image), (image.T.copy(), both.T.copy()))
    results = student.each("convolve2d", cases)
    for (_case, result), right in zip(results, (lines, expected, expected, expected, expected.T), strict=True):
        assert_values(result, right)
    impulse = np.zeros((3, 3), dtype=np.int64)
    impulse[0, 2] = 1
    moved = np.zeros((3, 5), dtype=np.int64)
    moved[:-1, 1:] = image[1:, :-1]
    assert_values(student.convolve2d(image, impulse, "same"), moved)


@check("convolve2d", 0.5, category="dtypes")
def test_convolve2d_dtypes(student, rng):
    """Integers and bools stay exact, floats and complex numbers precise"""
    pairs = (
        (rng.integers(2**28, 2**30, (3, 4)), rng.integers(-(2**30), -(2**28), (2, 2))),
        (rng.integers(200, 256, (3, 3)).astype(np.uint8), integers(rng, 2, 2)),
        (np.array([[-128, 100], [90, -7]], dtype=np.int8), np.array([[-128, 77]], dtype=np.int8)),
        (np.array([[True, True], [True, False]]), np.array([[True, True], [True, True]])),
    )
    agrees(student, "convolve2d", pairs, convolved2d, exact=True)
    a, b = rng.normal(size=(3, 4)), rng.normal(size=(2, 3))
    singles = a.astype(np.float32), b.astype(np.float32)
    agrees(
        student,
        "convolve2d",
        (singles, (integers(rng, 3, 3), b), (a + 1j * a[::-1], b - 1j * b[::-1])),
        convolved2d,
        convolution_tolerance,
    )


@check("convolve2d", 0.25, category="layouts")
def test_convolve2d_layouts(student, rng):
    """Nested lists, transposed, flipped, strided and Fortran-ordered images"""
    table, kernel = integers(rng, 6, 8), integers(rng, 2, 3)
    images = (table.T, table[::-1, ::-1], table[::2, 1::3], np.asfortranarray(table[:3, :4]), table[:2].tolist())
    agrees(student, "convolve2d", [(image, kernel.T[::-1], "same") for image in images], convolved2d)


@check("convolve2d", 0.25, category="invalid arguments", guard=True)
def test_convolve2d_invalid_arguments(student):
    """In mode "valid", a kernel too large on either axis or on both raises ValueError"""
    image = np.arange(1, 11).reshape(2, 5)
    for shape in ((3, 1), (1, 6), (3, 6), (4, 5)):
        with assert_value_error(("kernel", "image")):
            student.convolve2d(image, np.ones(shape, dtype=np.int64), "valid")


@check(
    "convolve2d",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="Do you flip, pad or widen an argument in place? Is anything kept from one call to the next?",
    guard=True,
)
def test_convolve2d_leaves_no_trace(student, rng):
    """Image and kernel stay as they were, and one image does not show in the next"""
    image, other, kernel = integers(rng, 3, 4), integers(rng, 3, 4), integers(rng, 2, 2)
    calls = ((image, "full"), (other, "full"), (other, "same"), (other, "valid"))
    pairs = ((image, kernel), (image / 2, kernel / 2), (image.tolist(), kernel.tolist()))
    for (one, another), mode in zip(pairs, MODES, strict=True):
        assert_equal(student.arguments_after("convolve2d", one, another, mode), [one, another, mode])
    agrees(student, "convolve2d", [(values, kernel, mode) for values, mode in calls], convolved2d)


# convolve_nd


@check("convolve_nd", 2.75, category="random values")
def test_convolve_nd_random(student, rng):
    """Random arrays of one to four dimensions agree with SciPy"""
    shapes = (((6,), (4,)), ((4, 5), (3, 2)), ((3, 4, 2), (2, 2, 3)), ((2, 3, 2, 3), (2, 1, 3, 2)), ((2, 300), (1, 2)))
    cases = [(integers(rng, *shape), integers(rng, *kernel_shape)) for shape, kernel_shape in shapes]
    agrees(student, "convolve_nd", cases, convolved)
    cases = [(rng.normal(size=shape), rng.normal(size=kernel_shape)) for shape, kernel_shape in shapes[1:3]]
    agrees(student, "convolve_nd", cases, convolved, convolution_tolerance)


@check(
    "convolve_nd",
    1.5,
    category="edge shapes",
    visibility="hint",
    hint="On each axis the result has n + m - 1 values, whichever array is longer there; one may be longer on one axis "
    "and shorter on another, or have one value only.",
)
def test_convolve_nd_edges(student, rng):
    """Arrays longer than each other on different axes, of one value, and kernels larger than the input"""
    shapes = (
        ((2,), (5,)),
        ((1, 5), (4, 2)),
        ((2, 2), (3, 4)),
        ((3, 1, 2), (1, 4, 3)),
        ((1, 1, 1), (2, 1, 2)),
        ((1, 2, 3, 1), (3, 1, 1, 2)),
    )
    cases = [(integers(rng, *shape), integers(rng, *kernel_shape)) for shape, kernel_shape in shapes]
    agrees(student, "convolve_nd", cases, convolved)


@check(
    "convolve_nd",
    1.5,
    category="laws",
    visibility="hint",
    hint="The convolution of two outer products is the outer product of the convolutions, axis by axis. Swapping input "
    "and kernel changes nothing, and a 1 alone in the kernel moves the input there.",
)
def test_convolve_nd_laws(student, rng):
    """Outer products convolve axis by axis, the arguments commute, and a shifted impulse shifts"""
    a, b, c, u, v, w = (integers(rng, n) for n in (2, 3, 4, 3, 1, 2))
    f, g = np.einsum("i,j,k", a, b, c), np.einsum("i,j,k", u, v, w)
    expected = np.einsum("i,j,k", convolved(a, u), convolved(b, v), convolved(c, w))
    for _case, result in student.each("convolve_nd", ((f, g), (g, f))):
        assert_values(result, expected)
    f, impulse = integers(rng, 2, 3, 2), np.zeros((2, 2, 3), dtype=np.int64)
    impulse[1, 0, 2] = 1
    expected = np.zeros((3, 4, 4), dtype=np.int64)
    expected[1:, :3, 2:] = f
    assert_values(student.convolve_nd(f, impulse), expected)


@check("convolve_nd", 0.5, category="dtypes")
def test_convolve_nd_dtypes(student, rng):
    """Integers and bools of any width stay exact, floats and complex numbers precise"""
    pairs = (
        (rng.integers(2**28, 2**30, (2, 3, 2)), rng.integers(-(2**30), -(2**28), (2, 1, 2))),
        (rng.integers(200, 256, (2, 3)).astype(np.uint8), rng.integers(200, 256, (2, 2)).astype(np.uint8)),
        (np.ones((2, 3), dtype=bool), np.ones((2, 2), dtype=bool)),
        (np.array([[[-128, 100]]], dtype=np.int8), np.array([[[-128], [77]]], dtype=np.int8)),
    )
    agrees(student, "convolve_nd", pairs, convolved, exact=True)
    a, b = rng.normal(size=(2, 3, 2)), rng.normal(size=(2, 2, 2))
    singles = a.astype(np.float32), b.astype(np.float32)
    agrees(
        student,
        "convolve_nd",
        (singles, (integers(rng, 2, 2, 2), b), (a + 1j * a[::-1], b - 1j * b[::-1])),
        convolved,
        convolution_tolerance,
    )


@check(
    "convolve_nd",
    0.5,
    category="layouts",
    visibility="hint",
    hint="Inputs may be nested lists, transposed, flipped or strided views, or in Fortran order: rely on indices or on "
    "the array's own strides, never on how it lies in memory.",
)
def test_convolve_nd_layouts(student, rng):
    """Nested lists, transposed, flipped, strided and Fortran-ordered arrays in three dimensions"""
    table, g = integers(rng, 3, 4, 2), integers(rng, 2, 2, 2)
    arrays = (
        table.transpose(2, 0, 1),
        table[::-1, :, ::-1],
        table[::2, 1::2],
        np.asfortranarray(table),
        table.tolist(),
    )
    agrees(student, "convolve_nd", zip(arrays, (g, g.T, g[:, ::-1], np.asfortranarray(g), g.tolist()), strict=True), convolved)


@check("convolve_nd", 0.25, category="arguments unmodified", guard=True)
def test_convolve_nd_leaves_no_trace(student, rng):
    """Both arrays stay as they were, and nothing is carried over to the next call"""
    f, other, g = integers(rng, 3, 2, 2), integers(rng, 3, 2, 2), integers(rng, 2, 1, 2)
    for one, another in ((f, g / 2), (f.tolist(), g.tolist())):
        assert_equal(student.arguments_after("convolve_nd", one, another), [one, another])
    agrees(student, "convolve_nd", ((f, g), (other, g)), convolved)


# sum_distribution


def enumerated(p, q):
    """Add up the probabilities of all pairs of outcomes with each sum."""
    totals = np.zeros(len(p) + len(q) - 1)
    for i, j in np.ndindex(len(p), len(q)):
        totals[i + j] += float(p[i]) * float(q[j])
    return totals


@check("sum_distribution", 1, category="random values")
def test_sum_distribution_random(student, rng):
    """Random distributions, with zeros inside and of one outcome, agree with the enumeration of all pairs"""
    cases = [(probabilities(rng, n), probabilities(rng, m)) for n, m in ((4, 3), (2, 6), (6, 2), (1, 3), (4, 1))]
    agrees(student, "sum_distribution", cases, enumerated, 1000 * EPS)
    p, q = np.zeros(5), np.zeros(4)
    p[[0, 3]], q[[1, 2]] = probabilities(rng, 2), probabilities(rng, 2)
    expected = enumerated(p, q)
    assert_close(student.sum_distribution(p, q), expected, 1000 * EPS)


@check(
    "sum_distribution",
    1,
    category="laws",
    visibility="hint",
    hint="The heads among 3 coins and among 4 more are the heads among 7. Means of independent variables add, and so "
    "do their variances.",
)
def test_sum_distribution_binomials(student, rng):
    """Binomial variables add up to a binomial variable; means and variances add"""
    n, m, head = 3, 5, float(rng.uniform(0.2, 0.8))
    p, q = (np.array([math.comb(k, i) * head**i * (1 - head) ** (k - i) for i in range(k + 1)]) for k in (n, m))
    expected = stats.binom.pmf(np.arange(n + m + 1), n + m, head)
    result = student.sum_distribution(p, q)
    assert_close(result, expected, 1000 * EPS)
    sums = [one + other for one, other in zip(moments(p), moments(q), strict=True)]
    assert_close(list(moments(result)), sums, 1000 * EPS * expected.size**2)


@check(
    "sum_distribution",
    0.75,
    category="laws",
    visibility="hint",
    hint="Floats seldom sum to exactly 1. How far off may a sum be, and is the result then scaled to sum to 1?",
)
def test_sum_distribution_is_not_renormalised(student):
    """Sums within 1e-8 of 1 are accepted, and nothing is renormalised"""
    tenths, halves = [0.1] * 10, [0.5, 0.25, 0.25]
    agrees(
        student,
        "sum_distribution",
        ((tenths, halves), (halves, tenths), ([0.25, 0.75 + 9e-9], halves), (halves, [0.75 - 9e-9, 0.25])),
        enumerated,
        1000 * EPS,
    )


@check("sum_distribution", 0.25, category="dtypes")
def test_sum_distribution_dtypes(student):
    """Certain outcomes given as integers or bools, and other exact probabilities, give floats in any layout"""
    quarters = np.array([0.25, 0.5, 0.0, 0.25])
    certain = np.array([0, 1, 0])
    for p, q in (
        (certain, [0, 0, 1]),
        (certain == 1, quarters[::-1]),
        (quarters.astype(np.float32), quarters[::3] * 2),
    ):
        expected = enumerated(p, q)
        assert_close(student.sum_distribution(p, q), expected, 1000 * EPS)


@check("sum_distribution", 0.25, category="invalid arguments", guard=True)
def test_sum_distribution_invalid_arguments(student):
    """Negative probabilities, and sums that are off 1 by more than 1e-8, raise ValueError"""
    good = np.array([0.5, 0.5])
    # A float32 has no room for 1 + 2**-25: its sum must be taken in float64.
    for bad in ([1.25, -0.25], [0.25, 0.75 + 1e-6], np.array([1, 2**-25], dtype=np.float32)):
        for p, q in ((np.array(bad), good), (good, bad)):
            with assert_value_error(("p", "q")):
                student.sum_distribution(p, q)
    # Two errors that cancel in the result are two errors all the same.
    for p, q in (
        ([2.0, 1.0], good),
        (good, [0.25, 0.75 - 1.5e-8]),
        ([1.0, 1.0], [0.25, 0.25]),
        ([1.5, -0.5], [1.25, -0.25]),
    ):
        with assert_value_error(("p", "q")):
            student.sum_distribution(p, q)


@check(
    "sum_distribution",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="A division such as `p /= p.sum()` changes the caller's array.",
    guard=True,
)
def test_sum_distribution_leaves_no_trace(student, rng):
    """Both distributions stay as they were, and no earlier one is used again"""
    p, q, other = np.full(10, 0.1), probabilities(rng, 3), probabilities(rng, 10)
    for one, another in ((p, q), (q.tolist(), p.tolist())):
        assert_equal(student.arguments_after("sum_distribution", one, another), [one, another])
    agrees(student, "sum_distribution", ((p, q), (other, q)), enumerated, 1000 * EPS)


# kernel_density


@check("kernel_density", 1.5, category="random values")
def test_kernel_density_random(student, rng):
    """Random samples, grids and bandwidths agree with SciPy's normal density"""
    cases = []
    for n, points, bandwidth in ((6, 9, 0.3), (5, 3, 1.7), (4, 4, float(rng.uniform(0.5, 1)))):
        samples, grid = rng.normal(size=n), rng.uniform(-2, 2, points)
        cases.append((samples, grid, bandwidth))
    agrees(student, "kernel_density", cases, density, density_tolerance)


@check(
    "kernel_density",
    1,
    category="laws",
    visibility="hint",
    hint="A density integrates to 1 for every bandwidth and every number of samples. Stretching samples, grid and "
    "bandwidth by a factor divides the density by it; moving samples and grid alike changes nothing.",
)
def test_kernel_density_laws(student, rng):
    """The density integrates to 1, moves with the samples and scales with the unit"""
    samples, bandwidth = rng.normal(size=4), float(rng.uniform(0.4, 0.8))
    grid = np.arange(-10, 10, 0.25)
    expected = density(samples, grid, bandwidth)
    result = student.kernel_density(samples, grid, bandwidth)
    assert_close(result, expected, density_tolerance(samples, grid, bandwidth))
    # Sums on an even grid err by 2 exp(-2 π² (bandwidth / step)²) or less, by Poisson's summation formula.
    assert_close(float(result.sum()) * 0.25, 1.0, 1e-12)
    stretched = student.kernel_density(4 * samples + 1, 4 * grid + 1, 4 * bandwidth)
    assert_close(stretched, expected / 4, density_tolerance(samples, grid, bandwidth))


@check(
    "kernel_density",
    1,
    category="edge shapes",
    visibility="hint",
    hint="Try one sample, one grid point, and a grid point many bandwidths away: the density is tiny there, not zero.",
)
def test_kernel_density_edges(student):
    """One sample, one grid point, many samples on one place, and points far away"""
    cases = (([0.5], [0.75, -1.0, 0.25], 0.5), ([1.0, -1.0, 0.25], [0.5], 1.5), ([2.0, 2.0, 1.0], [1.0, 2.0], 0.25))
    agrees(student, "kernel_density", cases, density, density_tolerance)
    for z in (6.0, 13.0, 30.0):
        expected = np.array([math.exp(-z * z / 2) / (2 * math.sqrt(2 * math.pi))])
        # Relative: an error of eps in the exponent, -z²/2, is one of eps z²/2 in the density.
        tolerance = 1000 * EPS * (1 + z * z / 2) * float(expected[0])
        assert_close(student.kernel_density(np.array([0.5]), np.array([0.5 + 2 * z]), 2.0), expected, tolerance)


@check("kernel_density", 0.25, category="dtypes")
def test_kernel_density_dtypes(student, rng):
    """Integer and 8-bit samples and grids are widened, and any layout will do"""
    table = rng.normal(size=(6, 4))
    cases = (
        (rng.permutation(6), np.arange(-1, 4), 2),
        (np.array([3, 9, 250], dtype=np.uint8), np.array([2, 8, 10, 255], dtype=np.uint8), 3),
        (table[:, 1], table[0, ::-1], 1),
        (table[::-2, 2], table[1].tolist(), np.float64(0.75)),
    )
    agrees(student, "kernel_density", cases, density, density_tolerance)


@check("kernel_density", 0.25, category="arguments unmodified", guard=True)
def test_kernel_density_leaves_no_trace(student, rng):
    """Samples and grid stay as they were and in their order, and no sample stays behind"""
    samples, other, grid = rng.normal(size=5), rng.normal(size=5), np.array([1.0, -2.0, 0.5])
    calls = ((samples, 0.5), (other, 0.5), (other, 0.75))
    for one, points in ((samples, grid), (samples.tolist(), grid.tolist())):
        assert_equal(student.arguments_after("kernel_density", one, points, 0.5), [one, points, 0.5])
    agrees(student, "kernel_density", [(values, grid, bandwidth) for values, bandwidth in calls], density, density_tolerance)
