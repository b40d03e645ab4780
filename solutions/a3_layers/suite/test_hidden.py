"""The hidden checks of unit a3: every function beside an oracle that is not the reference, its laws and its edges.

PyTorch is the oracle of the layers, SciPy a second one of the convolution; both are fed int64 or float64. Where sizes or
windows are counted, the oracle is the formula itself, in integers.
"""

import functools
import math

import numpy as np
import torch
from scipy import signal
from torch.nn import functional

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.errors import Mismatch
from autograder.marks import check

torch.set_num_threads(1)

EPS = float(np.finfo(np.float64).eps)
EPS32 = float(np.finfo(np.float32).eps)

GRADIENTS = ("grad_x", "grad_weight", "grad_bias")


def integers(rng, *shape):
    """Draw integers from -9 to 9 without 0, so that no expected value is zero by accident of a single factor."""
    values = rng.integers(-9, 9, shape)
    values[values >= 0] += 1
    return values


def widen(values):
    """Return integers and bools as int64, floats as float64."""
    values = np.asarray(values)
    return values.astype(np.int64 if values.dtype.kind in "bui" else np.float64)


def tensors(*arrays):
    """Return widened copies as tensors of one dtype; None stays None."""
    arrays = [None if values is None else widen(values) for values in arrays]
    dtype = np.result_type(*(values for values in arrays if values is not None))
    return [None if values is None else torch.from_numpy(values.astype(dtype)) for values in arrays]


def floats(values):
    """Return a float64 copy as a tensor."""
    return torch.from_numpy(np.array(values, dtype=np.float64))


def both(value):
    """Return an int or a pair as a pair."""
    return value if isinstance(value, tuple) else (value, value)


# The oracles: each is called as the task is.


def counted(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return the sizes by counting the places where a kernel lies within the padded image."""
    sides = zip(*map(both, (size, kernel_size, stride, padding, dilation)), strict=True)
    result = tuple(len(range(0, n + 2 * p - d * (k - 1), s)) for n, k, s, p, d in sides)
    return result if isinstance(size, tuple) else result[0]


def torch_sizes(size, kernel_size, stride=1, padding=0, dilation=1):
    """Return the sizes of what PyTorch's convolution gives."""
    image, kernel = torch.zeros((1, 1, *both(size))), torch.zeros((1, 1, *both(kernel_size)))
    result = tuple(functional.conv2d(image, kernel, None, stride, padding, dilation).shape[2:])
    return result if isinstance(size, tuple) else result[0]


def torch_parameters(in_channels, out_channels, kernel_size, bias=True):
    """Count the parameters of PyTorch's layer, of which no memory is taken."""
    layer = torch.nn.Conv2d(in_channels, out_channels, kernel_size, bias=bias, device="meta")
    return sum(parameter.numel() for parameter in layer.parameters())


def convolved(x, weight, bias=None, stride=1, padding=0, dilation=1):
    """Convolve by PyTorch; integers stay exact."""
    return functional.conv2d(*tensors(x, weight, bias), stride, padding, dilation).numpy()


def correlated(x, weight, bias=None, stride=1, padding=0):
    """Convolve by SciPy's correlation of each channel of each image with each kernel."""
    (top, left), (sh, sw) = both(padding), both(stride)
    padded = np.pad(widen(x), ((0, 0), (0, 0), (top, top), (left, left)))
    planes = [
        [sum(map(functools.partial(signal.correlate, mode="valid", method="direct"), image, kernels)) for kernels in weight]
        for image in padded
    ]
    return np.array(planes)[:, :, ::sh, ::sw] + (0 if bias is None else bias[:, None, None])


def unfolded(x, kernel_size, stride=1, padding=0, dilation=1):
    """Let PyTorch unfold the places of the pixels, numbered from 1, and look the pixels up: exact for any dtype."""
    x = widen(x)
    places = torch.arange(1, x[0].size + 1, dtype=torch.float64).reshape(1, *x.shape[1:])
    places = functional.unfold(places, kernel_size, dilation, padding, stride).numpy().astype(np.int64)
    return np.array([np.concatenate([[0], image.ravel()])[places[0]] for image in x])


def differentiated(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Return the three gradients by PyTorch's automatic differentiation."""
    x, weight = floats(x).requires_grad_(), floats(weight).requires_grad_()
    bias = torch.zeros(weight.shape[0], dtype=torch.float64, requires_grad=True)
    y = functional.conv2d(x, weight, bias, stride, padding, dilation)
    return [gradient.numpy() for gradient in torch.autograd.grad(y, (x, weight, bias), floats(grad_out))]


def largest(x, kernel_size, stride=None, padding=0):
    """Pool by PyTorch; integers stay exact."""
    return functional.max_pool2d(*tensors(x), kernel_size, stride, padding).numpy()


def average(x, kernel_size, stride=None, padding=0):
    """Pool by PyTorch, in float64."""
    return functional.avg_pool2d(floats(x), kernel_size, stride, padding).numpy()


def adaptive_average(x, output_size):
    """Pool the last axis by PyTorch, which takes one or two leading axes; others are folded into one."""
    x = floats(x)
    return functional.adaptive_avg_pool1d(x.reshape(1, -1, x.shape[-1]), output_size).reshape(*x.shape[:-1], -1).numpy()


def adaptive_largest(x, output_size):
    """Pool the last axis by PyTorch; exact for floats, and for integers up to 2**53."""
    values = floats(x)
    result = functional.adaptive_max_pool1d(values.reshape(1, -1, values.shape[-1]), output_size)
    return result.reshape(*values.shape[:-1], -1).numpy().astype(widen(x).dtype)


def adaptive_average2d(x, output_size):
    """Pool the last two axes by PyTorch; the axes before them are folded into one."""
    x = floats(x)
    result = functional.adaptive_avg_pool2d(x.reshape(1, -1, *x.shape[-2:]), output_size)
    return result.reshape(*x.shape[:-2], *result.shape[-2:]).numpy()


def recipe(l_in, l_out):
    """Return the lecture's recipe, in exact integers: its stride is the floor of (L - out) / out + 1."""
    factor = 1 if l_out <= l_in else math.ceil(l_out / l_in)
    stride = (factor * l_in - l_out) // l_out + 1
    return factor, stride, factor * l_in - (l_out - 1) * stride


@functools.cache
def disagree(l_in, l_out):
    """Say whether PyTorch's pooling by the recipe and its adaptive pooling differ for some input that is 1 at one place."""
    factor, stride, kernel_size = recipe(l_in, l_out)
    inputs = torch.eye(l_in, dtype=torch.float64)[None]
    by_recipe = functional.avg_pool1d(inputs.repeat_interleave(factor, dim=-1), kernel_size, stride)
    return bool((by_recipe - functional.adaptive_avg_pool1d(inputs, l_out)).abs().max() > 1e-9)


def disagreements(max_length):
    """List the pairs of lengths that disagree."""
    lengths = range(1, max_length + 1)
    return [(l_in, l_out) for l_in in lengths for l_out in lengths if disagree(l_in, l_out)]


# Tolerances, for the arguments of a case.


def rounding(*arrays):
    """Return 1000 eps of the coarsest floating input; integers count as float64."""
    return 1000 * (EPS32 if any(np.asarray(values).dtype == np.float32 for values in arrays if values is not None) else EPS)


def convolution_tolerance(x, weight, bias=None, *_geometry):
    """Return 1000 eps (sum|x| max|w| + max|b|): rounding of sums of products, direct or by the FFT, which errs normwise."""
    size = float(np.abs(widen(x)).sum() * np.abs(widen(weight)).max())
    return rounding(x, weight, bias) * (size + (0.0 if bias is None else float(np.abs(widen(bias)).max())))


def gradient_tolerance(grad_out, x, weight, *_geometry):
    """Return 1000 eps sum|g| max(|x|, |w|, 1): every gradient is a sum of products of g with x, w or 1."""
    factor = max(float(np.abs(widen(values)).max()) for values in (x, weight, 1))
    return rounding(grad_out, x, weight) * float(np.abs(widen(grad_out)).sum()) * factor


def average_tolerance(x, *_geometry):
    """Return 1000 eps max|x|: no mean is larger than the largest value."""
    return rounding(x) * float(np.abs(widen(x)).max())


def agrees(student, task, cases, oracle, tolerance=None, exact=False):
    """Require that a task gives what the oracle gives for each case, by value, within a tolerance, or by dtype as well.

    The oracle is asked first; the calls go out together. `tolerance` is a function of a case's arguments.
    """
    cases = list(cases)
    expected = [oracle(*case) for case in cases]
    for (case, result), right in zip(student.each(task, cases), expected, strict=True):
        if tolerance is None:
            (assert_equal if exact else assert_values)(result, right)
        else:
            assert_close(result, right, tolerance(*case))


def gradients_agree(student, cases, which=(0, 1, 2)):
    """Require some of the three gradients of each case: 0 is grad_x, 1 is grad_weight, 2 is grad_bias."""
    expected = [differentiated(*case) for case in cases]
    for (case, result), right in zip(student.each("conv2d_backward", cases), expected, strict=True):
        assert type(result) in (tuple, list) and len(result) == 3, "conv2d_backward returns three arrays"
        for index in which:
            try:
                assert_close(result[index], right[index], gradient_tolerance(*case))
            except Mismatch as error:
                raise Mismatch(f"{GRADIENTS[index]}: {error.reason}", result[index], right[index]) from error


def layer(draw, x_shape, weight_shape, with_bias, *geometry):
    """Draw the arguments of a convolution."""
    return draw(*x_shape), draw(*weight_shape), draw(weight_shape[0]) if with_bias else None, *geometry


def backward(draw, x_shape, weight_shape, *geometry):
    """Draw the arguments of a backward pass."""
    grad_shape = (x_shape[0], weight_shape[0], *counted(x_shape[2:], weight_shape[2:], *geometry))
    return draw(*grad_shape), draw(*x_shape), draw(*weight_shape), *geometry


def normal(rng):
    """Return a function that draws normally distributed floats of a shape."""
    return lambda *shape: rng.normal(size=shape)


def whole(rng):
    """Return a function that draws integers of a shape."""
    return functools.partial(integers, rng)


def views(block):
    """Return arrays of four axes of every layout: permuted, reversed, every second value, Fortran order, nested lists."""
    return (
        block.transpose(1, 0, 3, 2),
        block[::-1, :, ::-1, ::-1],
        block[:, :, ::2, 1:],
        np.asfortranarray(block),
        block.tolist(),
    )


# conv_output_size


@check("conv_output_size", 1, category="random values")
def test_conv_output_size_random(student, rng):
    """Random sizes, kernels, strides, paddings and dilations, as ints and as pairs, agree with PyTorch"""
    cases = []
    for _ in range(12):
        kernel, stride, padding, dilation = rng.integers((1, 1, 0, 1), (6, 5, 4, 4))
        size = int(dilation * (kernel - 1) + 1 + rng.integers(0, 20))
        cases.append((size, int(kernel), int(stride), int(padding), int(dilation)))
    cases += [tuple(zip(*pair, strict=True)) for pair in zip(cases[:6], cases[6:], strict=True)]
    cases += [((9, 14), 3, (2, 1), 1, (1, 2)), ((12, 7), (4, 2), 2, (0, 1), 2)]
    agrees(student, "conv_output_size", cases, torch_sizes, exact=True)


@check(
    "conv_output_size",
    1,
    category="laws",
    visibility="hint",
    hint="Which padding keeps the size? Work it out for kernels of 3, 4 and 5, with and without dilation, and then at stride "
    "2: only an odd span at stride 1 can be made up for on both sides.",
)
def test_conv_output_size_same(student):
    """Padding keeps the size only at stride 1 with an odd kernel"""
    cases = [(13, k, s, d * (k - 1) // 2, d) for k in (1, 2, 3, 4, 5) for s in (1, 2, 3) for d in (1, 3)]
    agrees(student, "conv_output_size", cases, counted, exact=True)
    assert_equal(student.conv_output_size((10, 13), (3, 7), padding=(1, 3)), (10, 13))


@check("conv_output_size", 0.5, category="edge shapes")
def test_conv_output_size_edges(student):
    """One output only, strides beyond the kernel, padding that makes a large kernel fit, and divisions with a rest"""
    cases = (
        (1, 1),
        (5, 5),
        (5, 5, 4),
        (2, 5, 1, 2),
        (3, 3, 2, 0, 1),
        (9, 2, 5),
        (11, 2, 5),
        (12, 2, 5),
        (7, 3, 1, 0, 3),
        ((1, 6), (1, 3), 7),
        ((3, 5), (4, 2), (2, 3), (1, 0), (1, 4)),
    )
    agrees(student, "conv_output_size", cases, counted, exact=True)


@check("conv_output_size", 0.5, category="invalid arguments", guard=True)
def test_conv_output_size_invalid_arguments(student):
    """Values below their least, on one side or on both, and kernels that do not fit with their dilation"""
    for keywords, name in (
        ({"kernel_size": 0}, "kernel"),
        ({"kernel_size": 3, "dilation": 0}, "dilation"),
        ({"kernel_size": 1, "dilation": 0}, "dilation"),
        ({"kernel_size": 3, "stride": -1}, "stride"),
    ):
        with assert_value_error(name, list(keywords.values())[-1]):
            student.conv_output_size(9, **keywords)
    for keywords, name in (
        ({"kernel_size": (3, 0)}, "kernel"),
        ({"kernel_size": (-1, 3)}, "kernel"),
        ({"kernel_size": 3, "stride": (0, 1)}, "stride"),
        ({"kernel_size": 9, "stride": (1, 0)}, "stride"),
        ({"kernel_size": 3, "padding": (1, -1)}, "padding"),
        ({"kernel_size": 3, "padding": (-1, 0)}, "padding"),
        ({"kernel_size": 3, "dilation": (1, 0)}, "dilation"),
    ):
        with assert_value_error(name):
            student.conv_output_size((9, 9), **keywords)
    for case in ((4, 3, 1, 0, 2), (2, 7, 3, 1), ((9, 4), 5), ((4, 9), 5, 3), ((2, 3), 5), ((5, 9), (8, 2), 1, (1, 0))):
        with assert_value_error(("kernel", "size", "dilation", "padding")):
            student.conv_output_size(*case)


# conv2d_parameter_count


@check("conv2d_parameter_count", 0.75, category="random values")
def test_conv2d_parameter_count_random(student, rng):
    """Random channels and kernels, square or not, with and without bias, agree with PyTorch"""
    cases = []
    for bias in (True, False):
        c, o, kh, kw = (int(n) for n in rng.integers((2, 3, 1, 5), (9, 20, 5, 9)))
        cases += [(c, o, (kh, kw), bias), (o, c, (kw, kh), bias), (c, o, kw, bias)]
    agrees(student, "conv2d_parameter_count", [*cases, (1, 1, 1, True), (1, 1, 1, False)], torch_parameters, exact=True)


@check(
    "conv2d_parameter_count",
    0.75,
    category="laws",
    visibility="hint",
    hint="Twice the channels on both sides: how many times the weights, how many times the biases? Neither image size nor "
    "stride nor pooling comes into it.",
)
def test_conv2d_parameter_count_of_alexnet(student):
    """The five convolutions of AlexNet and one of billions of weights, and weights and biases apart"""
    layers = ((3, 64, 11), (64, 192, (5, 5)), (192, 384, 3), (384, 256, 3), (256, 256, (3, 3)), (2**15, 2**14, 3))
    cases = [(*sizes, bias) for sizes in layers for bias in (True, False)]
    expected = [o * c * math.prod(both(kernel_size)) + (o if bias else 0) for c, o, kernel_size, bias in cases]
    counts = [result for _case, result in student.each("conv2d_parameter_count", cases)]
    assert_equal(counts, expected)


# conv2d


@check("conv2d", 2, category="random values")
def test_conv2d_random(student, rng):
    """Random batches of integers, with strides, paddings and dilations that differ on each axis, agree with PyTorch"""
    shapes = (
        ((2, 3, 6, 5), (4, 3, 3, 2), True),
        ((1, 2, 7, 9), (3, 2, 2, 3), False, (2, 3), (1, 0)),
        ((3, 1, 8, 6), (2, 1, 3, 3), True, (1, 2), (0, 2), (2, 1)),
        ((2, 2, 5, 8), (1, 2, 1, 4), False, 2, 1, (1, 2)),
        ((5, 5, 12, 4), (6, 5, 3, 1), True, (2, 1), (1, 0), (2, 1)),
        ((1, 2, 7, 8), (2, 2, 2, 3), True, 2, (0, 1), 2),
    )
    agrees(student, "conv2d", [layer(whole(rng), *shape) for shape in shapes], convolved)


@check("conv2d", 1, category="random values")
def test_conv2d_floats(student, rng):
    """Random floats agree with SciPy's correlation, channel by channel"""
    shapes = (
        ((2, 3, 5, 6), (2, 3, 3, 2), True),
        ((1, 2, 6, 4), (3, 2, 2, 3), True, (2, 1), (0, 1)),
    )
    agrees(student, "conv2d", [layer(normal(rng), *shape) for shape in shapes], correlated, convolution_tolerance)


@check(
    "conv2d",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="When do the last rows or columns fill no window? How far must the image be padded before a kernel larger than the "
    "image fits, and what is left where the output is one pixel? Rows and columns each have their own numbers.",
)
def test_conv2d_edges(student, rng):
    """One pixel in or out, strides beyond the kernel, unused borders, and kernels larger than the image without padding"""
    shapes = (
        ((1, 1, 1, 1), (1, 1, 1, 1), True),
        ((2, 2, 4, 3), (3, 2, 4, 3), True),
        ((1, 2, 2, 3), (2, 2, 4, 5), False, 1, 1),
        ((1, 2, 7, 8), (2, 2, 2, 1), False, (3, 4)),
        ((2, 1, 6, 8), (2, 1, 3, 3), True, (2, 3), (0, 1)),
        ((1, 2, 1, 9), (2, 2, 1, 3), True, 2, 0, (1, 3)),
        ((1, 1, 3, 2), (1, 1, 2, 2), True, 1, (3, 4), (1, 5)),
        ((1, 2, 5, 7), (3, 2, 1, 1), True, (2, 3), (1, 2)),
    )
    agrees(student, "conv2d", [layer(whole(rng), *shape) for shape in shapes], convolved)


@check(
    "conv2d",
    1,
    category="laws",
    visibility="hint",
    hint="Move the image by some pixels and its convolution moves as far; at a stride, move the image by the stride and the "
    "result moves by one. Which values does your function look at where the kernel is at the border?",
)
def test_conv2d_is_shift_equivariant(student, rng):
    """A shifted image gives a shifted result, and a shift by the stride moves it by one"""
    x, weight = np.zeros((1, 2, 9, 10), dtype=np.int64), integers(rng, 3, 2, 3, 2)
    x[:, :, 2:5, 1:4] = integers(rng, 1, 2, 3, 3)
    moved = np.roll(x, (2, 3), (2, 3))
    once, strided = convolved(x, weight, None, 1, (1, 0)), convolved(x, weight, None, (2, 3), (1, 0))
    cases = ((x, weight, None, 1, (1, 0)), (moved, weight, None, 1, (1, 0)), (moved, weight, None, (2, 3), (1, 0)))
    expected = (once, np.roll(once, (2, 3), (2, 3)), np.roll(strided, (1, 1), (2, 3)))
    for (_case, result), right in zip(student.each("conv2d", cases), expected, strict=True):
        assert_values(result, right)


@check("conv2d", 0.5, category="laws")
def test_conv2d_is_linear_and_does_not_flip(student, rng):
    """A lone 1 in the image gives the kernel back turned around, and sums of images give sums of results"""
    impulse, weight = np.zeros((1, 1, 5, 5), dtype=np.int64), integers(rng, 2, 1, 3, 3)
    impulse[0, 0, 2, 2] = 1
    flipped = weight[:, :, ::-1, ::-1]
    x, other, bias = integers(rng, 1, 1, 5, 5), integers(rng, 1, 1, 5, 5), integers(rng, 2)
    by_convolution = np.array([[signal.convolve2d(x[0, 0], kernel[0], mode="valid") for kernel in flipped]])
    combined = 2 * by_convolution - 3 * convolved(other, weight) + bias[:, None, None]
    cases = ((impulse, weight), (x, weight), (2 * x - 3 * other, weight, bias))
    expected = (flipped.transpose(1, 0, 2, 3), by_convolution, combined)
    for (_case, result), right in zip(student.each("conv2d", cases), expected, strict=True):
        assert_values(result, right)


@check("conv2d", 0.5, category="dtypes")
def test_conv2d_dtypes(student, rng):
    """Integers and bools of any width stay exact, bias included; floats stay precise"""
    shapes = (1, 2, 2, 3), (2, 2, 1, 2)
    bias = np.array([200, 255], dtype=np.uint8)
    large = [rng.integers(2**28, 2**30, shape) for shape in shapes]
    pairs = (
        (large[0], -large[1], bias),
        (*(values.astype(np.int32) for values in large), None),
        (*(rng.integers(200, 256, shape).astype(np.uint8) for shape in shapes), bias),
        (np.full(shapes[0], -128, dtype=np.int8), rng.integers(-128, -100, shapes[1]).astype(np.int8), None),
        (np.ones(shapes[0], dtype=bool), np.ones(shapes[1], dtype=bool), None),
        (rng.integers(200, 256, shapes[0]).astype(np.uint8), np.full(shapes[1], -128, dtype=np.int8), np.array([True, False])),
        (
            rng.integers(2**15, 2**16, shapes[0]).astype(np.uint16),
            rng.integers(2**31, 2**32, shapes[1]).astype(np.uint32),
            None,
        ),
    )
    # Sums that float64 cannot hold, and some that only a careless bound takes for small: of few terms, negative, beside zeros.
    part, half = 360287970189641, 2**52  # 25 parts are 2**53 + 33; float32 rounds one down, and 25 of those are less than 2**53
    sums = (([part], [25]), ([25], [part]), ([half + 1, half + 2], [1, 1]), ([half + 1, half + 3, half + 5, half + 6], [1] * 4),
            ([-(2**60) - 1, 3], [1, 1]), ([0, 2**60 + 1], [1, 1]), ([-(2**63), 1], [1, 1]), ([1, 1], [-(2**63), 1]),
            ([2**30 + 1, 5], [1, 1]))  # fmt: skip
    exact = [(*(np.array(values).reshape(1, 1, 1, -1) for values in pair), None) for pair in sums]
    exact.append((exact[2][0], np.array([[[[0, 0]]], [[[1, 1]]]]), None))  # a channel of zeros has the smallest sum
    agrees(student, "conv2d", (*pairs, *exact), convolved, exact=True)
    x, weight, shift = (rng.normal(size=shape) for shape in (*shapes, 2))
    pairs = (
        (*(values.astype(np.float32) for values in (x, weight, shift)),),
        (rng.integers(200, 256, shapes[0]).astype(np.uint8), weight, bias),
        (x, integers(rng, *shapes[1]), None),
        (integers(rng, *shapes[0]), integers(rng, *shapes[1]), shift),
    )
    agrees(student, "conv2d", pairs, convolved, convolution_tolerance)


@check(
    "conv2d",
    0.25,
    category="layouts",
    visibility="hint",
    hint="Images and kernels may be nested lists, permuted, reversed or strided views, or in Fortran order. If you use "
    "strides, take them from the array.",
)
def test_conv2d_layouts(student, rng):
    """Images and kernels in every layout are convolved alike"""
    images = views(integers(rng, 3, 3, 5, 6))
    kernels = views(integers(rng, 3, 3, 2, 3))
    cases = zip(images, (kernels[1], kernels[0], kernels[3], kernels[4], kernels[2]), strict=True)
    agrees(student, "conv2d", [(x, weight, [1, -2, 3], (1, 2), (0, 1)) for x, weight in cases], convolved)


@check("conv2d", 0.25, category="invalid arguments", guard=True)
def test_conv2d_invalid_arguments(student):
    """Too few and too many channels for the kernels raise ValueError, also where one side has one channel"""
    for x_shape, weight_shape in (((1, 1, 4, 4), (2, 3, 2, 2)), ((2, 3, 4, 4), (3, 1, 2, 2)), ((2, 4, 3, 3), (4, 2, 3, 3))):
        with assert_value_error(("x", "weight")):
            student.conv2d(np.ones(x_shape), np.ones(weight_shape))


@check("conv2d", 0.25, category="arguments unmodified", guard=True)
def test_conv2d_leaves_no_trace(student, rng):
    """Image, kernels and bias stay as they were, and no call influences the next"""
    x, other, weight, bias = (integers(rng, *shape) for shape in ((1, 2, 4, 5), (1, 2, 4, 5), (2, 2, 3, 2), (2,)))
    for case in (
        (x, weight, bias, 1, 1),
        (x / 2, weight / 2, bias / 2, 1, 0),
        (x, weight, bias, (1, 2), 0),
        (x.tolist(), weight.tolist(), bias.tolist(), 2, 1),
    ):
        assert_equal(student.arguments_after("conv2d", *case), list(case))
    agrees(student, "conv2d", ((x, weight, bias), (other, weight), (other, weight, bias, 1, 1), (x, weight)), convolved)


# im2col


@check("im2col", 2, category="random values")
def test_im2col_random(student, rng):
    """Random batches, with kernels, strides, paddings and dilations that differ on each axis, agree with PyTorch's unfold"""
    cases = (
        (integers(rng, 2, 3, 5, 6), (3, 2)),
        (integers(rng, 1, 2, 7, 8), (2, 3), (2, 3), (1, 0)),
        (integers(rng, 3, 1, 8, 6), 3, (1, 2), (0, 2), (2, 1)),
        (integers(rng, 2, 2, 4, 7), (1, 3), 2, 1, (1, 2)),
        (integers(rng, 5, 5, 12, 4), (3, 1), (2, 1), (1, 0), (2, 1)),
        (integers(rng, 1, 2, 7, 8), (2, 3), 1, (0, 1), 2),
    )
    agrees(student, "im2col", cases, unfolded)
    x = rng.normal(size=(2, 2, 4, 5))
    agrees(student, "im2col", [(x, (2, 3), (1, 2), (1, 0))], unfolded)


@check(
    "im2col",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="How many columns are there where a single window fits, where the stride is larger than the kernel, or where padding "
    "alone makes the kernel fit? The number of rows is always C times kh times kw.",
)
def test_im2col_edges(student, rng):
    """One window, strides beyond the kernel, unused borders, and kernels that fit in the padded image only"""
    cases = (
        (integers(rng, 1, 1, 1, 1), 1),
        (integers(rng, 2, 2, 3, 4), (3, 4)),
        (integers(rng, 1, 2, 2, 3), (4, 5), 1, 1),
        (integers(rng, 1, 2, 7, 8), (2, 1), (3, 4)),
        (integers(rng, 2, 1, 6, 8), 3, (2, 3), (0, 1)),
        (integers(rng, 1, 2, 1, 9), (1, 3), 2, 0, (1, 3)),
        (integers(rng, 1, 1, 3, 2), 2, 1, (2, 3), (1, 4)),
        (integers(rng, 1, 2, 5, 7), 1, (2, 3), (1, 2)),
    )
    agrees(student, "im2col", cases, unfolded)


@check(
    "im2col",
    1,
    category="laws",
    visibility="hint",
    hint="Flatten each kernel into a row: channel by channel, then row by row. The matrix product with the columns must be the "
    "convolution. If it is not, the entries of your columns stand in another order.",
)
def test_im2col_turns_convolution_into_a_matrix_product(student, rng):
    """Flattened kernels times the columns are the convolution"""
    x, weight = integers(rng, 2, 3, 5, 6), integers(rng, 4, 3, 2, 3)
    for geometry in ((1, 0, 1), ((2, 1), (1, 2), (1, 2))):
        expected = convolved(x, weight, None, *geometry)
        columns = student.im2col(x, (2, 3), *geometry)
        assert_equal(list(columns.shape), [2, 18, expected[0, 0].size])
        assert_values(weight.reshape(4, -1) @ columns, expected.reshape(2, 4, -1))


@check("im2col", 0.75, category="laws")
def test_im2col_repeats_pixels(student, rng):
    """With a 1 by 1 kernel the columns are the pixels, and windows side by side hold every pixel once"""
    x = rng.permutation(2 * 3 * 4 * 6).reshape(2, 3, 4, 6) + 1
    pixels = x.reshape(2, 3, 24)
    tiles = x.reshape(2, 3, 2, 2, 2, 3).transpose(0, 1, 3, 5, 2, 4).reshape(2, 18, 4)
    for (_case, result), right in zip(student.each("im2col", ((x, 1), (x, (2, 3), (2, 3)))), (pixels, tiles), strict=True):
        assert_values(result, right)


@check("im2col", 0.5, category="dtypes")
def test_im2col_dtypes(student, rng):
    """Integers and bools of any width become signed integers, and no value is rounded"""
    shape = (1, 2, 3, 3)
    arrays = (
        rng.integers(200, 256, shape).astype(np.uint8),
        rng.integers(-128, -100, shape).astype(np.int8),
        rng.integers(2**53, 2**54, shape) * 2 + 1,
        rng.integers(2**31, 2**32, shape).astype(np.uint32),
        rng.integers(0, 2, shape) == 1,
    )
    agrees(student, "im2col", [(x, 2, 1, 1) for x in arrays], unfolded, exact=True)
    x = rng.normal(size=shape).astype(np.float32)
    agrees(student, "im2col", [(x, 2, 1, 1)], unfolded)


@check("im2col", 0.25, category="layouts")
def test_im2col_layouts(student, rng):
    """Batches in every layout give the same columns"""
    agrees(student, "im2col", [(x, (2, 3), (2, 1), (1, 0)) for x in views(integers(rng, 2, 3, 4, 5))], unfolded)


@check(
    "im2col",
    0.25,
    category="arguments unmodified",
    visibility="hint",
    hint="Do you write into the array that you were given, or reuse an array from an earlier call?",
    guard=True,
)
def test_im2col_leaves_no_trace(student, rng):
    """The batch stays as it was, and one batch does not show in the next"""
    x, other = integers(rng, 1, 2, 3, 4), integers(rng, 1, 2, 3, 4)
    for values, padding in ((x, 1), (x / 2, 0), (x.tolist(), 1)):
        assert_equal(student.arguments_after("im2col", values, 2, 1, padding), [values, 2, 1, padding])
    agrees(student, "im2col", ((x, 2), (other, 2), (other, 2, 1, 1), (x, 2, 2)), unfolded)


# conv2d_backward


RANDOM_LAYERS = (
    ((2, 3, 5, 6), (2, 3, 3, 2)),
    ((1, 2, 7, 8), (3, 2, 2, 3), (2, 3), (1, 0)),
    ((2, 1, 8, 7), (2, 1, 3, 2), (1, 2), (0, 2), (2, 1)),
    ((3, 2, 5, 8), (1, 2, 1, 4), 2, 1, (1, 2)),
    ((4, 4, 9, 5), (5, 4, 3, 2), (2, 1), (1, 0), (2, 1)),
    ((1, 1, 6, 7), (2, 1, 2, 3), 1, (0, 1), 2),
)


@check("conv2d_backward", 1.75, category="random values")
def test_grad_x_random(student, rng):
    """grad_x of random layers, with every stride, padding and dilation, agrees with automatic differentiation"""
    gradients_agree(student, [backward(normal(rng), *shapes) for shapes in RANDOM_LAYERS], which=(0,))


@check("conv2d_backward", 1.75, category="random values")
def test_grad_weight_and_grad_bias_random(student, rng):
    """grad_weight and grad_bias of random layers agree with automatic differentiation"""
    gradients_agree(student, [backward(normal(rng), *shapes) for shapes in RANDOM_LAYERS], which=(1, 2))


@check(
    "conv2d_backward",
    1.5,
    category="laws",
    visibility="hint",
    hint="The backward pass is the adjoint of the forward pass: the sum of conv2d(x, w) times g equals the sum of x times "
    "grad_x, and the sum of w times grad_weight. Test yours with it: no second implementation is needed.",
)
def test_backward_is_adjoint(student, rng):
    """Forward and backward pass are adjoint, for the image, the kernels and the bias"""
    for shapes in (((2, 2, 6, 5), (3, 2, 3, 2), (2, 1), (1, 0)), ((1, 3, 5, 7), (2, 3, 2, 2), (1, 2), 1, (2, 1))):
        case = backward(normal(rng), *shapes)
        grad_out, x, weight, *geometry = case
        inner = float((convolved(x, weight, None, *geometry) * grad_out).sum())
        tolerance = gradient_tolerance(*case) * max(np.abs(x).sum(), np.abs(weight).sum())
        grad_x, grad_weight, grad_bias = student.conv2d_backward(*case)
        for gradient, values in ((grad_x, x), (grad_weight, weight), (grad_bias, weight[:, 0, 0, 0])):
            assert_equal(list(gradient.shape), list(values.shape))
        assert_close(float((x * grad_x).sum()), inner, tolerance)
        assert_close(float((weight * grad_weight).sum()), inner, tolerance)
        assert_close(float(grad_bias.sum()), float(grad_out.sum()), tolerance)


@check(
    "conv2d_backward",
    1.25,
    category="gradients",
    visibility="hint",
    hint="A gradient predicts how the loss changes when one entry is nudged. Nudge one pixel, one weight or one bias up and "
    "down, take half the difference of the losses, and compare it with your gradient there.",
)
def test_backward_agrees_with_finite_differences(student, rng):
    """The gradients of half the sum of squared outputs agree with central differences of that loss"""
    x, weight, bias, *geometry = layer(normal(rng), (2, 2, 5, 4), (3, 2, 2, 3), True, (2, 1), (1, 0), (1, 1))
    parameters, y = (x, weight, bias), convolved(x, weight, bias, *geometry)
    nudged = []
    for which, values in enumerate(parameters):
        for place in rng.choice(values.size, 3, replace=False):
            losses = []
            for step in (0.5, -0.5):  # the loss is a square in each entry, so central differences are exact at any step
                changed = [array.copy() for array in parameters]
                changed[which].flat[place] += step
                losses.append(0.5 * float((convolved(*changed, *geometry) ** 2).sum()))
            nudged.append((which, int(place), losses[0] - losses[1], 1000 * EPS * (losses[0] + losses[1])))
    gradients = student.conv2d_backward(y, x, weight, *geometry)
    for which, place, difference, tolerance in nudged:
        assert_equal(list(gradients[which].shape), list(parameters[which].shape))
        assert_close(float(gradients[which].ravel()[place]), difference, tolerance)


@check(
    "conv2d_backward",
    1.5,
    category="edge shapes",
    visibility="hint",
    hint="Some pixels are in no window: where the stride is larger than the kernel, and at the far border where a last window "
    "no longer fits. grad_x has the shape of x all the same. Which pixels does the padding reach?",
)
def test_backward_edges(student, rng):
    """Unused pixels, one output pixel, strides beyond the kernel, and kernels that fit in the padded image only"""
    shapes = (
        ((1, 1, 6, 8), (2, 1, 2, 3), (3, 4)),
        ((2, 2, 7, 9), (1, 2, 2, 1), (3, 4), (1, 0)),
        ((1, 2, 4, 3), (2, 2, 4, 3)),
        ((1, 2, 2, 3), (2, 2, 4, 5), 1, 1),
        ((1, 1, 1, 1), (1, 1, 1, 1)),
        ((1, 2, 1, 9), (2, 2, 1, 3), 2, 0, (1, 3)),
        ((2, 1, 3, 2), (1, 1, 2, 2), (2, 3), (3, 4), (1, 4)),
        ((1, 2, 5, 4), (2, 2, 1, 1), (2, 3), (1, 2)),
    )
    gradients_agree(student, [backward(normal(rng), *shape) for shape in shapes])


@check("conv2d_backward", 1, category="laws")
def test_backward_is_linear_and_local(student, rng):
    """The gradients are linear in grad_out, and one output reaches only the pixels of its window"""
    case = backward(normal(rng), (1, 2, 6, 7), (2, 2, 2, 3), (1, 2), 0)
    grad_out, x, weight, *geometry = case
    lone = np.zeros_like(grad_out)
    lone[0, 1, 2, 1] = 1
    here = np.zeros_like(x)
    here[0, :, 2:4, 2:5] = weight[1]
    there = np.zeros_like(weight)
    there[1] = x[0, :, 2:4, 2:5]
    alone = (here, there, np.array([0.0, 1.0]))
    expected = ([2 * gradient - 3 * part for gradient, part in zip(differentiated(*case), alone, strict=True)], alone)
    cases = ((2 * grad_out - 3 * lone, x, weight, *geometry), (lone, x, weight, *geometry))
    for (each, result), right in zip(student.each("conv2d_backward", cases), expected, strict=True):
        assert_close(result, right, gradient_tolerance(*each))


@check("conv2d_backward", 0.5, category="dtypes")
def test_backward_dtypes(student, rng):
    """Integers of any width give floats and do not wrap; float32 stays precise"""
    case = backward(whole(rng), (1, 2, 4, 5), (2, 2, 2, 3), (1, 2), (1, 0))
    grad_out, x, weight, *geometry = case
    eight = [rng.integers(200, 256, values.shape).astype(np.uint8) for values in (x, weight)]
    cases = [
        case,
        (grad_out.astype(np.int8), *eight, *geometry),
        (grad_out / 3, eight[0], weight, *geometry),
        (rng.integers(200, 256, grad_out.shape).astype(np.uint8), x > 0, weight / 3, *geometry),
        (*((values / 3).astype(np.float32) for values in (grad_out, x, weight)), *geometry),
    ]
    gradients_agree(student, cases)


@check("conv2d_backward", 0.25, category="layouts")
def test_backward_layouts(student, rng):
    """Gradients, images and kernels in every layout"""
    images, kernels = views(rng.normal(size=(2, 2, 5, 4))), views(rng.normal(size=(2, 2, 2, 3)))
    cases = []
    for x, weight in zip(images, (kernels[1], kernels[0], kernels[3], kernels[4], kernels[1]), strict=True):
        shape = counted(np.shape(x)[2:], np.shape(weight)[2:], 1, 1)
        grad_out = rng.normal(size=(np.shape(weight)[0], *shape[::-1], 2)).transpose(3, 0, 2, 1)[..., ::-1]
        cases.append((grad_out.tolist() if isinstance(x, list) else grad_out, x, weight, 1, 1))
    gradients_agree(student, cases)


@check(
    "conv2d_backward",
    0.5,
    category="arguments unmodified",
    visibility="hint",
    hint="Do you add gradients up in an array that you were given, or in one that outlives the call?",
    guard=True,
)
def test_backward_leaves_no_trace(student, rng):
    """Gradient, image and kernels stay as they were, and gradients do not add up from call to call"""
    case = backward(normal(rng), (2, 2, 4, 5), (2, 2, 2, 3), 1, 0)
    padded = backward(normal(rng), (1, 2, 4, 5), (2, 2, 2, 3), (2, 1), 1)
    for arguments in (case, padded, (*(values.tolist() for values in case[:3]), 1, 0)):
        assert_equal(student.arguments_after("conv2d_backward", *arguments), list(arguments))
    gradients_agree(student, (case, backward(normal(rng), (2, 2, 4, 5), (2, 2, 2, 3), 1, 0), case))


# max_pool2d


@check("max_pool2d", 1.75, category="random values")
def test_max_pool2d_random(student, rng):
    """Random batches, with kernels, strides and paddings that differ on each axis, agree with PyTorch"""
    cases = (
        (integers(rng, 2, 3, 6, 7), (2, 3)),
        (integers(rng, 1, 2, 7, 9), (3, 2), (2, 3), (1, 0)),
        (integers(rng, 3, 1, 8, 6), (2, 4), (3, 1), (0, 2)),
        (rng.normal(size=(2, 2, 5, 8)), 3, 2, 1),
        (rng.normal(size=(1, 2, 5, 4)), 2, 1),
        (integers(rng, 4, 5, 5, 6), (2, 3), None, 1),
    )
    agrees(student, "max_pool2d", cases, largest)


@check(
    "max_pool2d",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="Which value may padding have so that it never wins, for integers and for floats, also where all values are far below "
    "zero? What becomes of pixels that no window reaches, and of a window as large as the image?",
)
def test_max_pool2d_edges(student, rng):
    """Negative values with padding, one window, strides beyond the kernel, and borders in no window"""
    far = -(10.0**17) * rng.uniform(1, 2, (1, 2, 4, 5))
    falling = -np.arange(1, 64).reshape(1, 1, 9, 7)  # the largest value of a window is at its start
    cases = (
        (-rng.integers(1, 99, (2, 2, 5, 6)), 3, 2, 1),
        (far, (2, 3), (2, 1), (1, 0)),
        (far.astype(np.int64), (4, 2), 2, (2, 1)),
        (integers(rng, 2, 2, 3, 4), (3, 4)),
        (integers(rng, 1, 1, 1, 1), 1),
        (integers(rng, 1, 2, 4, 5), 1, (2, 3)),
        (falling, (2, 1), (4, 3)),
        (-falling, (3, 2), (2, 4)),
        (integers(rng, 1, 2, 2, 3), (4, 5), 1, (2, 1)),
    )
    agrees(student, "max_pool2d", cases, largest)


@check(
    "max_pool2d",
    1,
    category="laws",
    visibility="hint",
    hint="Move the image by the stride and the result moves by one. Move it by a single pixel and the result may stay, "
    "move or change altogether: pooling is only nearly invariant. Compute both by hand for a lone bright pixel.",
)
def test_max_pool2d_is_nearly_invariant(student, rng):
    """A shift by the stride moves the result by one; a shift by one pixel may keep or change it"""
    x = np.zeros((1, 2, 8, 9), dtype=np.int64)
    x[:, :, 2:5, 3:6] = rng.permutation(18).reshape(1, 2, 3, 3) + 1
    lone = np.zeros((1, 1, 4, 6), dtype=np.int64)
    lone[0, 0, 2, 2] = 7
    pooled, still = largest(x, (2, 3)), largest(lone, (2, 3))
    cases = [(np.roll(x, shift, (2, 3)), (2, 3)) for shift in ((0, 0), (2, 3), (1, 0))]
    cases += [(np.roll(lone, shift, (2, 3)), (2, 3)) for shift in ((1, 0), (0, 1))]
    expected = (pooled, np.roll(pooled, (1, 1), (2, 3)), largest(*cases[2]), still, np.roll(still, 1, 3))
    for (_case, result), right in zip(student.each("max_pool2d", cases), expected, strict=True):
        assert_values(result, right)


@check("max_pool2d", 0.5, category="dtypes")
def test_max_pool2d_dtypes(student, rng):
    """8-bit, large and single-precision values come out exactly, in any layout"""
    arrays = (
        rng.integers(200, 256, (1, 2, 4, 5)).astype(np.uint8),
        np.full((1, 1, 3, 3), -128, dtype=np.int8),
        rng.integers(2**15, 2**16, (1, 1, 4, 3)).astype(np.uint16),
        -rng.integers(1, 2**31, (1, 1, 4, 3)).astype(np.int32),
        (1e6 * rng.uniform(-2, -1, (1, 2, 4, 5))).astype(np.float32),
        *views(integers(rng, 2, 2, 4, 5)),
    )
    agrees(student, "max_pool2d", [(x, 3, 1, 1) for x in arrays], largest)
    x = -rng.integers(2**53, 2**54, (1, 1, 4, 4)) * 2 - 1
    for case in ((x, 2, 2, 1), (-x, 2, 2, 0)):
        expected = largest(*case)
        result = student.max_pool2d(*case)
        assert_values(result, expected)
        assert_equal([int(value) for value in result.ravel()], expected.ravel().tolist())


@check("max_pool2d", 0.25, category="invalid arguments", guard=True)
def test_max_pool2d_invalid_arguments(student):
    """More than half of the kernel as padding, on either axis, raises ValueError"""
    x = np.arange(1, 37).reshape(1, 1, 6, 6)
    with assert_value_error(("padding", "kernel_size"), 1):
        student.max_pool2d(x, 1, 1, 1)
    for kernel_size, padding in (((2, 4), (2, 1)), ((4, 3), (1, 2)), ((2, 4), 2)):
        with assert_value_error(("padding", "kernel_size")):
            student.max_pool2d(x, kernel_size, 1, padding)


@check("max_pool2d", 0.25, category="arguments unmodified", guard=True)
def test_max_pool2d_leaves_no_trace(student, rng):
    """The batch to pool stays as it was, and no maximum is remembered"""
    x, other = integers(rng, 1, 2, 4, 5) + 50, integers(rng, 1, 2, 4, 5)
    for values, padding in ((x, 0), (x / 2, 0), (x / 3, 1), (x.tolist(), 1)):
        assert_equal(student.arguments_after("max_pool2d", values, 2, 1, padding), [values, 2, 1, padding])
    agrees(student, "max_pool2d", ((x, 2, 1, 1), (other, 2, 1, 1), (other, 2), (other, 2, 1)), largest)


# avg_pool2d


@check("avg_pool2d", 1.25, category="random values")
def test_avg_pool2d_random(student, rng):
    """Random batches with kernels, strides and paddings of their own on each axis are averaged as by PyTorch"""
    cases = (
        (rng.normal(size=(2, 3, 6, 7)), (2, 3)),
        (rng.normal(size=(1, 2, 7, 9)), (3, 2), (2, 3), (1, 0)),
        (rng.normal(size=(3, 1, 8, 6)), (2, 4), (3, 1), (0, 2)),
        (rng.normal(size=(1, 2, 5, 4)), 3, 2, 1),
        (rng.normal(size=(4, 5, 4, 6)), 2),
    )
    agrees(student, "avg_pool2d", cases, average, average_tolerance)


@check(
    "avg_pool2d",
    0.75,
    category="edge shapes",
    visibility="hint",
    hint="By what do you divide at a corner of a padded image? And where a window is as large as the image, or the stride "
    "larger than the kernel, so that pixels are left over?",
)
def test_avg_pool2d_edges(student, rng):
    """One window, strides beyond the kernel, borders in no window, and as much padding as is allowed"""
    cases = (
        (rng.normal(size=(2, 2, 3, 4)), (3, 4)),
        (rng.normal(size=(1, 1, 9, 7)), (2, 1), (4, 3)),
        (rng.normal(size=(1, 2, 6, 8)), 4, 3, 2),
        (rng.normal(size=(1, 2, 2, 3)), (4, 5), 1, (2, 1)),
        (rng.normal(size=(1, 1, 1, 1)), 1),
        (rng.normal(size=(1, 2, 4, 5)), 1, (2, 3)),
    )
    agrees(student, "avg_pool2d", cases, average, average_tolerance)


@check("avg_pool2d", 1, category="laws")
def test_avg_pool2d_is_a_convolution(student, rng):
    """Averaging is the convolution of each channel with a constant kernel, and tiles keep the mean"""
    x, mean = rng.normal(size=(2, 1, 6, 8)), np.full((1, 1, 2, 4), 1 / 8)
    moved = np.roll(x, (2, 4), (2, 3))
    cases = ((x, (2, 4), (1, 3), (1, 2)), (3 * x + 5, (2, 4)), (moved, (2, 4)))
    tiles = convolved(x, mean, None, (2, 4))
    expected = (convolved(x, mean, None, (1, 3), (1, 2)), 3 * tiles + 5, np.roll(tiles, (1, 1), (2, 3)))
    for (case, result), right in zip(student.each("avg_pool2d", cases), expected, strict=True):
        assert_close(result, right, average_tolerance(*case))
    assert_close(float(result.mean()), float(x.mean()), average_tolerance(x))


@check(
    "avg_pool2d",
    0.5,
    category="dtypes",
    visibility="hint",
    hint="Integers are averaged to floats: where are they added up, and where divided? The batch may be a list or a view, and "
    "must not be changed.",
)
def test_avg_pool2d_dtypes(student, rng):
    """8-bit, float32, integer and bool batches in any layout give floats, and stay as they were"""
    arrays = (
        rng.integers(200, 256, (1, 2, 4, 5)).astype(np.uint8),
        rng.integers(-128, -100, (1, 2, 4, 5)).astype(np.int8),
        rng.normal(size=(1, 2, 4, 5)).astype(np.float32),
        rng.integers(0, 3, (1, 2, 4, 5)) > 0,
        rng.integers(2**30, 2**31, (1, 1, 4, 5)).astype(np.int32),
        *views(integers(rng, 2, 2, 4, 5)),
    )
    agrees(student, "avg_pool2d", [(x, (3, 2), 2, 1) for x in arrays], average, average_tolerance)
    agrees(student, "avg_pool2d", [(arrays[0], 1)], average, average_tolerance)
    for x, padding in ((arrays[2], 1), (rng.normal(size=(1, 2, 4, 5)), 0), (arrays[-1], 1)):
        assert_equal(student.arguments_after("avg_pool2d", x, 2, 1, padding), [x, 2, 1, padding])


# adaptive_avg_pool1d


# With the last two, multiples of a rounded L / out give other windows than the formula.
BEYOND_SIX = ((13, 5), (5, 13), (11, 10), (2, 17), (40, 3), (22, 22), (30, 22), (14, 50))


@check("adaptive_avg_pool1d", 1.5, category="random values")
def test_adaptive_avg_pool1d_random(student, rng):
    """Random signals, from every length to every length up to six and some beyond, are averaged as by PyTorch"""
    cases = [(rng.normal(size=l_in), l_out) for l_in in range(1, 7) for l_out in range(1, 7)]
    cases += [(rng.normal(size=l_in), l_out) for l_in, l_out in (*BEYOND_SIX, (120, 90))]
    agrees(student, "adaptive_avg_pool1d", cases, adaptive_average, average_tolerance)


@check(
    "adaptive_avg_pool1d",
    1,
    category="edge shapes",
    visibility="hint",
    hint="The last axis is pooled, and all axes before it are kept: none, one, two or three of them. The output may be longer "
    "than the input, and windows then hold one value or two.",
)
def test_adaptive_avg_pool1d_leading_axes(student, rng):
    """None to three leading axes, down and up"""
    shapes = (((5,), 3), ((4, 7), 5), ((2, 3, 4), 6), ((2, 1, 3, 5), 2), ((1, 2, 1, 2, 5), 3), ((3, 1), 4), ((1, 2, 8), 1))
    cases = [(rng.normal(size=shape), output_size) for shape, output_size in shapes]
    agrees(student, "adaptive_avg_pool1d", cases, adaptive_average, average_tolerance)


@check(
    "adaptive_avg_pool1d",
    1,
    category="laws",
    visibility="hint",
    hint="Windows run from floor(i L / out) to ceil((i + 1) L / out): turned around, they are the same windows. Where the "
    "output is a divisor of the input the overall mean stays, and the same size changes nothing.",
)
def test_adaptive_avg_pool1d_laws(student, rng):
    """Reversing the input reverses the output, averaging is linear, and windows of equal length keep the mean"""
    x = rng.normal(size=11)
    tiles = rng.normal(size=12)
    pooled, cases = adaptive_average(x, 4), ((x[::-1].copy(), 4), (3 * x + 5, 4), (tiles, 4), (tiles[:4], 12))
    expected = (pooled[::-1], 3 * pooled + 5, tiles.reshape(4, 3).mean(axis=1), np.repeat(tiles[:4], 3))
    for (case, result), right in zip(student.each("adaptive_avg_pool1d", cases), expected, strict=True):
        assert_close(result, right, average_tolerance(*case))


@check("adaptive_avg_pool1d", 0.5, category="dtypes")
def test_adaptive_avg_pool1d_dtypes(student, rng):
    """Integers, 8-bit values and float32 give floats in any layout, and the signal stays as it was"""
    table = integers(rng, 6, 7)
    arrays = (
        rng.integers(200, 256, 7).astype(np.uint8),
        rng.normal(size=(2, 5)).astype(np.float32),
        table.T,
        table[::-2, ::-1],
        table[0].tolist(),
    )
    cases = [(x, 3) for x in arrays] + [(arrays[0], 7), (rng.integers(2**30, 2**31, 5).astype(np.int32), 2)]
    agrees(student, "adaptive_avg_pool1d", cases, adaptive_average, average_tolerance)
    for x in (arrays[1], arrays[-1], rng.normal(size=5)):
        assert_equal(student.arguments_after("adaptive_avg_pool1d", x, 3), [x, 3])


# adaptive_max_pool1d


@check("adaptive_max_pool1d", 1, category="random values")
def test_adaptive_max_pool1d_random(student, rng):
    """Maxima of random signals, from every length to every length up to six and some beyond, are those of PyTorch"""
    cases = [(integers(rng, l_in), l_out) for l_in in range(1, 7) for l_out in range(1, 7)]
    cases += [(rng.normal(size=l_in), l_out) for l_in, l_out in BEYOND_SIX]
    agrees(student, "adaptive_max_pool1d", cases, adaptive_largest)


@check(
    "adaptive_max_pool1d",
    1,
    category="edge shapes",
    visibility="hint",
    hint="What is the maximum of a window whose values are all negative? Every line of every leading axis is pooled by itself, "
    "down or up, and the windows are those of the average.",
)
def test_adaptive_max_pool1d_leading_axes(student, rng):
    """Negative values, falling values, and none to three leading axes, down and up"""
    shapes = (((5,), 3), ((4, 7), 5), ((2, 3, 4), 6), ((2, 1, 3, 5), 2), ((1, 2, 1, 2, 5), 3), ((3, 1), 4))
    cases = [(-rng.integers(1, 99, shape), output_size) for shape, output_size in shapes]
    cases += [(-np.arange(1, 14), 5), (np.arange(1, 12) - 40, 3), (-(10.0**17) * rng.uniform(1, 2, 7), 3)]
    agrees(student, "adaptive_max_pool1d", cases, adaptive_largest)


@check("adaptive_max_pool1d", 0.5, category="dtypes")
def test_adaptive_max_pool1d_dtypes(student, rng):
    """8-bit, large and float32 values come out exactly in any layout, and the signal stays as it was"""
    table = integers(rng, 6, 7)
    arrays = (
        rng.integers(200, 256, 7).astype(np.uint8),
        rng.integers(-128, -100, (2, 5)).astype(np.int8),
        rng.normal(size=(2, 5)).astype(np.float32),
        table.T,
        table[::-2, ::-1],
        table.tolist(),
    )
    agrees(student, "adaptive_max_pool1d", [(x, 3) for x in arrays], adaptive_largest)
    x = rng.permutation(5) * 2 + 2**53 + 1
    expected = [int(x[:2].max()), int(x[1:4].max()), int(x[3:].max())]
    result = student.adaptive_max_pool1d(x, 3)
    assert_values(result, np.array(expected))
    assert_equal([int(value) for value in result], expected)
    for values in (arrays[2], arrays[-1], rng.normal(size=7)):
        assert_equal(student.arguments_after("adaptive_max_pool1d", values, 3), [values, 3])


# adaptive_avg_pool2d


@check("adaptive_avg_pool2d", 1.5, category="random values")
def test_adaptive_avg_pool2d_random(student, rng):
    """Random batches to sizes that differ for rows and columns, down and up, are averaged as by PyTorch"""
    cases = (
        (rng.normal(size=(2, 3, 5, 7)), (3, 4)),
        (rng.normal(size=(1, 2, 7, 4)), (2, 6)),
        (rng.normal(size=(2, 1, 3, 5)), (5, 2)),
        (rng.normal(size=(1, 1, 6, 7)), 4),
        (rng.normal(size=(1, 2, 2, 3)), 5),
        (rng.normal(size=(1, 2, 9, 8)), 6),
        (rng.normal(size=(1, 1, 30, 14)), (22, 50)),
        (rng.normal(size=(1, 2, 120, 2)), (90, 1)),
    )
    agrees(student, "adaptive_avg_pool2d", cases, adaptive_average2d, average_tolerance)


@check(
    "adaptive_avg_pool2d",
    1.25,
    category="edge shapes",
    visibility="hint",
    hint="None keeps its side, whichever of the two it is, and both at once. An image may have no leading axis or several, and "
    "one row or column, which can be spread to many.",
)
def test_adaptive_avg_pool2d_none_and_leading_axes(student, rng):
    """None for rows, columns or both, images of one row or column, and none to three leading axes"""
    shapes = (
        ((5, 7), (None, 3)),
        ((5, 7), (2, None)),
        ((3, 4, 5), (None, 8)),
        ((2, 3, 4), (6, None)),
        ((2, 1, 3, 4), (None, None)),
        ((2, 2, 1, 3, 5), (2, 3)),
        ((1, 2, 1, 2, 3, 5), (None, 4)),
        ((1, 6), (3, 4)),
        ((2, 6, 1), 3),
        ((4, 3), 1),
    )
    cases = [(rng.normal(size=shape), output_size) for shape, output_size in shapes]
    agrees(student, "adaptive_avg_pool2d", cases, adaptive_average2d, average_tolerance)


@check(
    "adaptive_avg_pool2d",
    0.25,
    category="laws",
    visibility="hint",
    hint="Transpose image and output size: the result is transposed. The image may be pooled along its rows first, or along "
    "its columns: what must the two have in common?",
)
def test_adaptive_avg_pool2d_laws(student, rng):
    """Transposing the image and the size transposes the result, and each axis may be pooled by itself"""
    x = rng.normal(size=(5, 7))
    by_rows = adaptive_average(adaptive_average(x, 4).T, 3).T
    expected = (by_rows, by_rows.T, by_rows)
    cases = ((x, (3, 4)), (x.T.copy(), (4, 3)), (adaptive_average(x, 4), (3, None)))
    for (case, result), right in zip(student.each("adaptive_avg_pool2d", cases), expected, strict=True):
        assert_close(result, right, average_tolerance(*case))


@check("adaptive_avg_pool2d", 0.5, category="dtypes")
def test_adaptive_avg_pool2d_dtypes(student, rng):
    """Integers, 8-bit values and float32 give floats in any layout, and the image stays as it was"""
    arrays = (
        rng.integers(200, 256, (4, 5)).astype(np.uint8),
        rng.normal(size=(2, 4, 5)).astype(np.float32),
        *views(integers(rng, 2, 2, 4, 5)),
    )
    sizes = ((2, 3), (3, None), (None, None))
    cases = [(x, output_size) for x in arrays for output_size in sizes] + [(arrays[0], (4, 5))]
    agrees(student, "adaptive_avg_pool2d", cases, adaptive_average2d, average_tolerance)
    for x, output_size in ((arrays[1], (3, 2)), (arrays[-1], (3, 2)), (rng.normal(size=(4, 5)), (None, 3))):
        assert_equal(student.arguments_after("adaptive_avg_pool2d", x, output_size), [x, output_size])


# adaptive_pool_recipe


@check("adaptive_pool_recipe", 0.75, category="random values")
def test_adaptive_pool_recipe_random(student, rng):
    """All pairs of lengths up to twelve, and random ones beyond, follow the lecture's formulas"""
    pairs = [(l_in, l_out) for l_in in range(1, 13) for l_out in range(1, 13)]
    pairs += [(int(l_in), int(l_out)) for l_in, l_out in rng.integers(13, 300, (12, 2))]
    agrees(student, "adaptive_pool_recipe", pairs, recipe, exact=True)


@check(
    "adaptive_pool_recipe",
    0.75,
    category="laws",
    visibility="hint",
    hint="Pool by your recipe: the size formula with your stride and kernel must give the length asked for, and the last "
    "window must end where the upsampled input ends. Are stride and kernel worked out from the upsampled length?",
)
def test_adaptive_pool_recipe_fits(student, rng):
    """The recipe's windows give the length asked for, end with the input, and upsample no more than needed"""
    pairs = [(3, 10), (3, 5), (7, 7), *((int(l_in), int(l_out)) for l_in, l_out in rng.integers(1, 40, (10, 2)))]
    for (l_in, l_out), result in student.each("adaptive_pool_recipe", pairs):
        factor, stride, kernel_size = result
        length = l_in * factor
        assert_equal([(l_out - 1) * stride + kernel_size, (length - kernel_size) // stride + 1], [length, l_out])
        bounds = (length - l_in < l_out <= length, stride * l_out <= length < (stride + 1) * l_out)
        assert_equal(bounds, (True, True))


# recipe_disagreements


@check("recipe_disagreements", 1.5, category="random values")
def test_recipe_disagreements_in_order(student):
    """The list up to 13, which holds the 56 disagreements up to 12, is that of PyTorch's pooling"""
    agrees(student, "recipe_disagreements", [(13,)], disagreements, exact=True)


@check(
    "recipe_disagreements",
    1,
    category="laws",
    visibility="hint",
    hint="What must the list for a smaller length have to do with the list for a larger one? Lengths that divide each other "
    "never disagree. Means of the same values may differ in their last digits: how do you compare floats?",
)
def test_recipe_disagreements_grow(student):
    """Lists of smaller lengths are the beginnings of what larger ones hold, from none at all"""
    agrees(student, "recipe_disagreements", [(7,), (5,), (3,), (1,)], disagreements, exact=True)
