# Generated from solutions/a3_layers/suite/test_public.py by "autograder build"
"""The public checks of unit a3: every expected value is literal and can be worked out by hand."""

import numpy as np

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values
from autograder.errors import Mismatch
from autograder.marks import check

GRADIENTS = ("grad_x", "grad_weight", "grad_bias")
COUNTING = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)  # one image of one channel: 1 2 3, 4 5 6, 7 8 9


def images(values):
    """Return nested lists as a batch: axes that are missing in front (images, channels, rows) have the length 1."""
    values = np.array(values, dtype=float)
    return values.reshape((1,) * (4 - values.ndim) + values.shape)


def rounding(scale=1.0):
    """Tolerance for float64 results no larger than `scale`: a thousand rounding errors, so any sound method passes."""
    return 1000 * float(np.finfo(np.float64).eps) * scale


def assert_gradients(result, grad_x, grad_weight, grad_bias):
    """Require three gradients, in this order; one that is None here is not looked at."""
    assert type(result) in (tuple, list) and len(result) == 3, "conv2d_backward returns grad_x, grad_weight and grad_bias"
    for name, got, expected in zip(GRADIENTS, result, (grad_x, grad_weight, grad_bias), strict=True):
        if expected is not None:
            try:
                assert_values(got, expected)
            except Mismatch as error:
                raise Mismatch(f"{name}: {error.reason}", got, expected) from error


# conv_output_size


@check("conv_output_size", 1, visibility="public")
def test_size_of_the_lecture(student):
    """The lecture's example: 7 x 7 pixels and a kernel of 3 x 3 give 5 x 5"""
    assert_equal(student.conv_output_size(7, 3), 5)
    assert_equal(student.conv_output_size((7, 7), (3, 3), stride=(1, 1)), (5, 5))
    assert_equal(student.conv_output_size((7, 7), 3), (5, 5))


@check("conv_output_size", 1, visibility="public")
def test_sizes_in_alexnet(student):
    """AlexNet's first layers: 224 pixels become 55, then 27, 27, 13 and 13"""
    assert_equal(student.conv_output_size(224, 11, stride=4, padding=2), 55)
    assert_equal(student.conv_output_size(55, 3, stride=2), 27)
    assert_equal(student.conv_output_size(27, 5, padding=2), 27)
    assert_equal(student.conv_output_size((27, 27), 3, stride=2), (13, 13))
    assert_equal(student.conv_output_size((13, 13), 3, padding=1), (13, 13))


@check("conv_output_size", 0.75, visibility="public")
def test_size_with_pairs_and_dilation(student):
    """Rows and columns with a kernel, stride, padding and dilation of their own"""
    assert_equal(student.conv_output_size((8, 11), (3, 2), stride=(2, 3)), (3, 4))
    assert_equal(student.conv_output_size((4, 9), (4, 3), padding=(0, 2)), (1, 11))
    assert_equal(student.conv_output_size((9, 9), 3, dilation=(2, 4)), (5, 1))


@check("conv_output_size", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_conv_output_size_invalid(student):
    """A stride of 0, a padding of -1 and a kernel that does not fit raise ValueError"""
    with assert_value_error("stride", 0):
        student.conv_output_size(7, 3, stride=0)
    with assert_value_error("padding", -1):
        student.conv_output_size(7, 3, padding=-1)
    with assert_value_error(("kernel", "size")):
        student.conv_output_size((7, 7), 8)


# conv2d_parameter_count


@check("conv2d_parameter_count", 0.75, visibility="public")
def test_parameters_of_the_lecture(student):
    """The lecture's layer: weights (5, 3, 3, 3) and bias (5) are 140 parameters; 135 without bias; 110 with 1 x 7 kernels"""
    assert_equal(student.conv2d_parameter_count(3, 5, 3), 140)
    assert_equal(student.conv2d_parameter_count(3, 5, (3, 3), bias=False), 135)
    assert_equal(student.conv2d_parameter_count(3, 5, (1, 7)), 110)


@check("conv2d_parameter_count", 0.75, visibility="public")
def test_parameters_of_a_network(student):
    """The lecture's MyConvNet: 448 and 4640 parameters in its convolutions; the pooling between them has none"""
    first = student.conv2d_parameter_count(3, 16, 3)
    second = student.conv2d_parameter_count(16, 32, 3)
    assert_equal([first, second], [448, 4640])
    assert_equal(first + 0 + second, 5088)


# conv2d


@check("conv2d", 1.5, visibility="public")
def test_conv2d_by_hand(student):
    """3 x 3 pixels with the kernel [[1, 10], [100, 1000]], which is not flipped"""
    expected = images([[5421, 6532], [8754, 9865]])
    assert_values(student.conv2d(COUNTING, images([[1, 10], [100, 1000]])), expected)


@check("conv2d", 1, visibility="public")
def test_conv2d_counts_pixels(student):
    """7 x 7 ones with 3 x 3 ones give 5 x 5 nines; with padding 1 the size stays, and the border has less to add up"""
    image, kernel = np.ones((1, 1, 7, 7)), np.ones((1, 1, 3, 3))
    assert_values(student.conv2d(image, kernel), np.full((1, 1, 5, 5), 9.0))
    edge, inside = [4, 6, 6, 6, 6, 6, 4], [6, 9, 9, 9, 9, 9, 6]
    assert_values(student.conv2d(image, kernel, padding=1), images([edge, *[inside] * 5, edge]))


@check("conv2d", 1.5, visibility="public")
def test_conv2d_channels_and_batches(student):
    """Two images of two channels become three channels each, without and with a bias for each channel"""
    x = images([[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]])
    weight = np.array([[1, 10], [2, 20], [0, 1]], dtype=float).reshape(3, 2, 1, 1)
    expected = images([[[[31, 42]], [[62, 84]], [[3, 4]]], [[[75, 86]], [[150, 172]], [[7, 8]]]])
    assert_values(student.conv2d(x, weight), expected)
    bias = np.array([100.0, 200.0, 300.0])
    expected = images([[[[131, 142]], [[262, 284]], [[303, 304]]], [[[175, 186]], [[350, 372]], [[307, 308]]]])
    assert_values(student.conv2d(x, weight, bias), expected)


@check("conv2d", 1.5, visibility="public")
def test_conv2d_stride_and_padding(student):
    """A stride and a padding for rows, others for columns"""
    x = images([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]])
    column, row = images([[1], [10]]), images([[1, 10, 100]])
    assert_values(student.conv2d(x, column, stride=(2, 3), padding=(1, 0)), images([[10, 40], [95, 128]]))
    assert_values(student.conv2d(images([[1, 2]]), row, padding=(0, 1)), images([[210, 21]]))


@check("conv2d", 1, visibility="public")
def test_conv2d_dilation(student):
    """Dilation 2 leaves out every second pixel under the kernel, along a row and down a column"""
    assert_values(student.conv2d(images([[1, 2, 3, 4, 5]]), images([[1, 10]]), dilation=(1, 2)), images([[31, 42, 53]]))
    assert_values(student.conv2d(images([[1, 2], [3, 4], [5, 6]]), images([[1], [10]]), dilation=(2, 1)), images([[51, 62]]))


@check("conv2d", 0.25, category="dtypes", visibility="public")
def test_conv2d_8_bit_does_not_wrap(student):
    """8-bit images and kernels do not wrap, lists of integers give integers, and one float makes floats"""
    x, weight = np.array([[[[200, 100]]]], dtype=np.uint8), np.array([[[[2, 3]]]], dtype=np.uint8)
    assert_equal(student.conv2d(x, weight), np.array([[[[700]]]]))
    assert_equal(student.conv2d([[[[1, 2, 3]]]], [[[[1, 10]]]], [1000]), np.array([[[[1021, 1032]]]]))
    assert_close(student.conv2d([[[[1, 2, 3]]]], [[[[1, 10]]]], [0.5]), np.array([[[[21.5, 32.5]]]]), rounding(40))


@check("conv2d", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_conv2d_invalid(student):
    """An image of 3 channels with a kernel for 2 raises ValueError"""
    with assert_value_error(("x", "weight")):
        student.conv2d(np.ones((1, 3, 4, 4)), np.ones((5, 2, 3, 3)))


# im2col


@check("im2col", 1.5, visibility="public")
def test_im2col_by_hand(student):
    """The four windows of 2 x 2 pixels in 3 x 3 pixels"""
    expected = np.array([[[1, 2, 4, 5], [2, 3, 5, 6], [4, 5, 7, 8], [5, 6, 8, 9]]])
    assert_values(student.im2col(COUNTING, 2), expected)
    assert_values(student.im2col(COUNTING, (3, 1)), np.array([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]))


@check("im2col", 1.5, visibility="public")
def test_im2col_channels_and_batches(student):
    """Channel 0 comes above channel 1, and each image has columns of its own"""
    x = images([[[[1, 2], [3, 4]], [[5, 6], [7, 8]]], [[[10, 20], [30, 40]], [[50, 60], [70, 80]]]])
    expected = np.array([[[1, 3], [2, 4], [5, 7], [6, 8]], [[10, 30], [20, 40], [50, 70], [60, 80]]])
    assert_values(student.im2col(x, (1, 2)), expected)


@check("im2col", 1.5, visibility="public")
def test_im2col_stride_and_padding(student):
    """Strides and paddings that differ for rows and columns"""
    x = images([[1, 2, 3], [4, 5, 6]])
    expected = np.array([[[0, 2, 0, 5], [1, 3, 4, 6]]])
    assert_values(student.im2col(x, (1, 2), stride=(1, 2), padding=(0, 1)), expected)
    expected = np.array([[[0, 0, 4, 5], [0, 0, 5, 6], [1, 2, 0, 0], [2, 3, 0, 0]]])
    assert_values(student.im2col(x, 2, stride=(2, 1), padding=(1, 0)), expected)


@check("im2col", 1, visibility="public")
def test_im2col_dilation(student):
    """With dilation 2 a window of 2 x 2 values spans 3 x 3 pixels"""
    assert_values(student.im2col(COUNTING, 2, dilation=2), np.array([[[1], [3], [7], [9]]]))
    assert_values(student.im2col(COUNTING, (1, 2), dilation=(1, 2)), np.array([[[1, 4, 7], [3, 6, 9]]]))


@check("im2col", 0.5, category="dtypes", visibility="public")
def test_im2col_keeps_integers(student):
    """8-bit images give columns of signed integers, so that a matrix product with them does not wrap"""
    x = np.array([[[[200, 100, 3]]]], dtype=np.uint8)
    assert_equal(student.im2col(x, (1, 2)), np.array([[[200, 100], [100, 3]]]))


# conv2d_backward


@check("conv2d_backward", 1, visibility="public")
def test_grad_bias_by_hand(student):
    """grad_bias adds up over images and pixels, for each output channel"""
    grad_out = images([[[[1, 2]], [[3, 4]]], [[[5, 6]], [[7, 8]]]])
    result = student.conv2d_backward(grad_out, np.ones((2, 1, 1, 3)), np.ones((2, 1, 1, 2)))
    assert_gradients(result, None, None, np.array([14.0, 22.0]))


@check("conv2d_backward", 2, visibility="public")
def test_grad_weight_by_hand(student):
    """grad_weight of 3 x 3 pixels and 2 x 2 outputs: what each weight was multiplied with, times the gradient there"""
    result = student.conv2d_backward(images([[1, 10], [100, 1000]]), COUNTING, images([[1, 2], [3, 4]]))
    assert_gradients(result, None, images([[5421, 6532], [8754, 9865]]), None)


@check("conv2d_backward", 0.25, category="dtypes", visibility="public")
def test_gradients_are_floats(student):
    """The gradients of integers are floats"""
    result = student.conv2d_backward([[[[1, 2]]]], [[[[3, 4, 5]]]], [[[[6, 7]]]])
    expected = [np.array([[[[6.0, 19, 14]]]]), np.array([[[[11.0, 14]]]]), np.array([3.0])]
    assert_close(result, expected, rounding(20))


@check("conv2d_backward", 2.25, visibility="public")
def test_grad_x_by_hand(student):
    """grad_x of 3 x 3 pixels and 2 x 2 outputs: the windows overlap, and their gradients add up"""
    result = student.conv2d_backward(images([[1, 10], [100, 1000]]), COUNTING, images([[1, 2], [3, 4]]))
    assert_gradients(result, images([[1, 12, 20], [103, 1234, 2040], [300, 3400, 4000]]), None, None)


@check("conv2d_backward", 1.5, visibility="public")
def test_gradients_of_channels(student):
    """All three gradients where two channels become three"""
    x = images([[[1, 2]], [[3, 4]]])
    weight = np.array([[1, 10], [2, 20], [3, 30]], dtype=float).reshape(3, 2, 1, 1)
    grad_out = images([[[1, 0]], [[0, 1]], [[1, 1]]])
    grad_weight = np.array([[1, 3], [2, 4], [3, 7]], dtype=float).reshape(3, 2, 1, 1)
    result = student.conv2d_backward(grad_out, x, weight)
    assert_gradients(result, images([[[4, 5]], [[40, 50]]]), grad_weight, np.array([1.0, 1.0, 2.0]))


@check("conv2d_backward", 1, visibility="public")
def test_gradients_of_a_batch(student):
    """In a batch each image has its own grad_x; grad_weight and grad_bias add up over the images"""
    x, grad_out = images([[[[1, 2]]], [[[3, 4]]]]), images([[[[5]]], [[[6]]]])
    result = student.conv2d_backward(grad_out, x, images([[1, 10]]))
    assert_gradients(result, images([[[[5, 50]]], [[[6, 60]]]]), images([[23, 34]]), np.array([11.0]))


@check("conv2d_backward", 1.25, visibility="public")
def test_gradients_with_stride(student):
    """With stride 3 and a kernel of 2 some pixels are in no window: their gradient is 0"""
    result = student.conv2d_backward(images([[2, 3]]), images([[1, 2, 3, 4, 5, 6]]), images([[1, 10]]), stride=(1, 3))
    assert_gradients(result, images([[2, 20, 0, 3, 30, 0]]), images([[14, 19]]), np.array([5.0]))


@check("conv2d_backward", 0.75, visibility="public")
def test_gradients_with_padding_and_dilation(student):
    """Padding has no gradient to return, and dilation spreads the kernel"""
    result = student.conv2d_backward(images([[1, 2]]), images([[1, 2]]), images([[1, 10, 100]]), padding=(0, 1))
    assert_gradients(result, images([[12, 120]]), images([[2, 5, 2]]), np.array([3.0]))
    result = student.conv2d_backward(images([[5]]), images([[1, 2, 3]]), images([[1, 10]]), dilation=(1, 2))
    assert_gradients(result, images([[5, 0, 50]]), images([[5, 15]]), np.array([5.0]))


# max_pool2d


@check("max_pool2d", 1.5, visibility="public")
def test_max_pool2d_of_the_lecture(student):
    """The lecture's MaxPool2d(kernel_size=2, stride=1) of 4 x 4 pixels"""
    x = images(
        [
            [-0.2066, 0.7505, -0.6103, 0.4397],
            [-0.2792, 0.8013, 0.7298, 0.8730],
            [0.2436, -0.2776, 1.1351, 0.2402],
            [-0.1745, 0.2285, 0.3640, -0.1111],
        ]
    )
    expected = images([[0.8013, 0.8013, 0.8730], [0.8013, 1.1351, 1.1351], [0.2436, 1.1351, 1.1351]])
    assert_values(student.max_pool2d(x, kernel_size=2, stride=1), expected)


@check("max_pool2d", 1, visibility="public")
def test_max_pool2d_default_stride(student):
    """Without a stride the windows lie side by side, and pixels that fill no window are left out"""
    x = np.arange(1, 21).reshape(1, 1, 4, 5)
    assert_values(student.max_pool2d(x, 2), np.array([[[[7, 9], [17, 19]]]]))
    assert_values(student.max_pool2d(x, (3, 2)), np.array([[[[12, 14]]]]))


@check("max_pool2d", 1, visibility="public")
def test_max_pool2d_padding_never_wins(student):
    """Padding is minus infinity, not 0: the maximum of negative values is negative"""
    x = np.array([[[[-1, -2], [-3, -4]]]])
    expected = np.array([[[[-1, -1, -2], [-1, -1, -2], [-3, -3, -4]]]])
    assert_values(student.max_pool2d(x, 2, stride=1, padding=1), expected)


@check("max_pool2d", 1.25, visibility="public")
def test_max_pool2d_pairs_and_channels(student):
    """Kernels and strides that differ for rows and columns; every channel of every image is pooled by itself"""
    x = np.array([[[[1, 9, 3, 7, 5], [2, 8, 4, 6, 0], [5, 1, 9, 2, 8]]]])
    assert_values(student.max_pool2d(x, (2, 1), stride=(1, 2)), np.array([[[[2, 4, 5], [5, 9, 8]]]]))
    assert_values(student.max_pool2d(x, (1, 2), stride=(2, 3)), np.array([[[[9, 7], [5, 8]]]]))
    x = np.array([[[[1, 2]], [[-5, -6]]], [[[7, 3]], [[0, 4]]]])
    assert_values(student.max_pool2d(x, (1, 2)), np.array([[[[2]], [[-5]]], [[[7]], [[4]]]]))


@check("max_pool2d", 0.25, category="invalid arguments", visibility="public", guard=True)
def test_max_pool2d_invalid(student):
    """A padding of 2 with a kernel of 3 is more than half: ValueError"""
    with assert_value_error(("padding", "kernel_size"), 2):
        student.max_pool2d(COUNTING, 3, padding=2)


# avg_pool2d


@check("avg_pool2d", 1.25, visibility="public")
def test_avg_pool2d_by_hand(student):
    """Means of 2 x 2 pixels, at stride 1 and side by side"""
    assert_values(student.avg_pool2d(COUNTING, 2, stride=1), images([[3, 4], [6, 7]]))
    x = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)
    assert_values(student.avg_pool2d(x, 2), images([[3.5, 5.5], [11.5, 13.5]]))


@check("avg_pool2d", 0.75, visibility="public")
def test_avg_pool2d_pairs(student):
    """Kernels and strides that differ for rows and columns, and the default stride, which is the kernel"""
    x = images([[1, 2, 3, 4, 5], [11, 12, 13, 14, 15]])
    assert_values(student.avg_pool2d(x, (2, 1), stride=(1, 2)), images([[6, 8, 10]]))
    assert_values(student.avg_pool2d(x, (1, 2)), images([[1.5, 3.5], [11.5, 13.5]]))


@check("avg_pool2d", 1, visibility="public")
def test_avg_pool2d_padding_counts(student):
    """The zeros of the padding count in the mean: always divide by the size of the kernel"""
    x = images([[4, 8], [12, 16]])
    assert_values(student.avg_pool2d(x, 2, padding=1), images([[1, 2], [3, 4]]))
    assert_values(student.avg_pool2d(x, 2, stride=1, padding=1), images([[1, 3, 2], [4, 10, 6], [3, 7, 4]]))


@check("avg_pool2d", 0.5, category="dtypes", visibility="public")
def test_avg_pool2d_8_bit_does_not_wrap(student):
    """The mean of 8-bit integers is a float and does not wrap"""
    x = np.array([[[[200, 100], [250, 255]]]], dtype=np.uint8)
    assert_close(student.avg_pool2d(x, 2), np.array([[[[201.25]]]]), rounding(255))


# adaptive_avg_pool1d


@check("adaptive_avg_pool1d", 1.25, visibility="public")
def test_adaptive_avg_pool1d_of_the_lecture(student):
    """The lecture's AdaptiveAvgPool1d(8) of [1, 2, 3]"""
    assert_values(student.adaptive_avg_pool1d([[1.0, 2.0, 3.0]], 8), np.array([[1, 1, 1.5, 2, 2, 2.5, 3, 3]]))


@check("adaptive_avg_pool1d", 1.25, visibility="public")
def test_adaptive_avg_pool1d_5_to_3(student):
    """[1, 2, 3, 4, 5] to 3 values: windows of two, three and two, which overlap"""
    assert_values(student.adaptive_avg_pool1d(np.array([1.0, 2, 3, 4, 5]), 3), np.array([1.5, 3, 4.5]))


@check("adaptive_avg_pool1d", 0.75, visibility="public")
def test_adaptive_avg_pool1d_divisors(student):
    """Six values to 3, to 1, to 6 and to 12: windows of equal length, side by side"""
    x = np.array([1.0, 2, 3, 4, 5, 6])
    assert_values(student.adaptive_avg_pool1d(x, 3), np.array([1.5, 3.5, 5.5]))
    assert_values(student.adaptive_avg_pool1d(x, 1), np.array([3.5]))
    assert_values(student.adaptive_avg_pool1d(x, 6), x)
    assert_values(student.adaptive_avg_pool1d(x[:2], 4), np.array([1.0, 1, 2, 2]))


@check("adaptive_avg_pool1d", 0.75, visibility="public")
def test_adaptive_avg_pool1d_leading_axes(student):
    """Each line of a table is averaged by itself"""
    x = np.array([[[1.0, 2, 3, 4]], [[10.0, 20, 30, 40]]])
    assert_values(student.adaptive_avg_pool1d(x, 3), np.array([[[1.5, 2.5, 3.5]], [[15, 25, 35]]]))


# adaptive_max_pool1d


@check("adaptive_max_pool1d", 1.25, visibility="public")
def test_adaptive_max_pool1d_of_the_lecture(student):
    """The lecture's AdaptiveMaxPool1d(10) of [1, 2, 3]"""
    expected = np.array([[1, 1, 1, 2, 2, 2, 3, 3, 3, 3]])
    assert_values(student.adaptive_max_pool1d([[1.0, 2.0, 3.0]], 10), expected)


@check("adaptive_max_pool1d", 1.25, visibility="public")
def test_adaptive_max_pool1d_down(student):
    """Five values to 3 and to 1, and a table of negative values to 2"""
    x = np.array([3, 1, 2, 5, 4])
    assert_values(student.adaptive_max_pool1d(x, 3), np.array([3, 5, 5]))
    assert_values(student.adaptive_max_pool1d(x, 1), np.array([5]))
    assert_values(student.adaptive_max_pool1d([[-4, -1, -3, -2], [-8, -9, -7, -6]], 2), np.array([[-1, -2], [-8, -6]]))


# adaptive_avg_pool2d


@check("adaptive_avg_pool2d", 1, visibility="public")
def test_adaptive_avg_pool2d_by_hand(student):
    """4 x 4 pixels to 2 x 2, for one image and for a batch"""
    x, expected = np.arange(1.0, 17.0).reshape(4, 4), np.array([[3.5, 5.5], [11.5, 13.5]])
    assert_values(student.adaptive_avg_pool2d(x, 2), expected)
    assert_values(student.adaptive_avg_pool2d(np.array([[x, 2 * x]]), (2, 2)), np.array([[expected, 2 * expected]]))


@check("adaptive_avg_pool2d", 1, visibility="public")
def test_adaptive_avg_pool2d_uneven(student):
    """3 x 5 pixels to 2 x 3, and 2 x 2 pixels up to 3 x 4"""
    x = np.array([[1.0, 2, 3, 4, 5], [11, 12, 13, 14, 15], [21, 22, 23, 24, 25]])
    assert_values(student.adaptive_avg_pool2d(x, (2, 3)), np.array([[6.5, 8, 9.5], [16.5, 18, 19.5]]))
    expected = np.array([[1.0, 1, 2, 2], [2, 2, 3, 3], [3, 3, 4, 4]])
    assert_values(student.adaptive_avg_pool2d(np.array([[1.0, 2], [3, 4]]), (3, 4)), expected)


@check("adaptive_avg_pool2d", 1, visibility="public")
def test_adaptive_avg_pool2d_none(student):
    """None keeps the rows, or the columns, as they are"""
    x = np.array([[1.0, 2, 3, 4], [5, 6, 7, 8]])
    assert_values(student.adaptive_avg_pool2d(x, (1, None)), np.array([[3.0, 4, 5, 6]]))
    assert_values(student.adaptive_avg_pool2d(x, (None, 1)), np.array([[2.5], [6.5]]))


@check("adaptive_avg_pool2d", 0.5, category="dtypes", visibility="public")
def test_adaptive_avg_pool2d_8_bit_does_not_wrap(student):
    """The mean of an 8-bit image is a float and does not wrap"""
    x = np.array([[200, 100], [250, 255]], dtype=np.uint8)
    assert_close(student.adaptive_avg_pool2d(x, 1), np.array([[201.25]]), rounding(255))


# adaptive_pool_recipe


@check("adaptive_pool_recipe", 1, visibility="public")
def test_recipe_of_the_lecture(student):
    """The lecture's example, 3 to 5: [1, 2, 3] becomes [1, 1, 2, 2, 3, 3], which is pooled with stride 1 and kernel 2"""
    assert_equal(student.adaptive_pool_recipe(3, 5), (2, 1, 2))


@check("adaptive_pool_recipe", 0.5, visibility="public")
def test_recipe_down(student):
    """5 to 3: stride 1 and kernel 3, so that [1, 2, 3, 4, 5] gives [2, 3, 4]; 10 to 4: stride 2 and kernel 4"""
    assert_equal(student.adaptive_pool_recipe(5, 3), (1, 1, 3))
    assert_equal(student.adaptive_pool_recipe(10, 4), (1, 2, 4))


# recipe_disagreements


@check("recipe_disagreements", 1.25, visibility="public")
def test_first_disagreements(student):
    """Up to length 4 there is one disagreement, 3 to 4; length 5 adds 4 to 5 and 5 to 3"""
    assert_equal(student.recipe_disagreements(4), [(3, 4)])
    assert_equal(student.recipe_disagreements(5), [(3, 4), (4, 5), (5, 3)])


@check("recipe_disagreements", 1.25, visibility="public")
def test_number_of_disagreements(student):
    """Up to length 12 there are 56 disagreements among 144 pairs"""
    pairs = student.recipe_disagreements(12)
    assert type(pairs) in (list, tuple), "recipe_disagreements returns a list of pairs"
    assert_equal(len(pairs), 56)
    assert_equal(list(pairs[0]), [3, 4])
