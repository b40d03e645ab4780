# Generated from solutions/a3_layers/layers.py by "autograder build"
"""The layers of a convolutional network, forward and backward.

Batches of images are arrays of shape (N, C, H, W): images, channels, rows, columns. Kernel sizes, strides, paddings and
dilations are given as an int (for both sides) or as a pair (rows, columns).
"""

import math

import numpy as np


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    r"""Return the size of what a convolution or a pooling gives.

    .. math:: L_{out} = \left\lfloor \frac{L_{in} + 2 p - d (k - 1) - 1}{s} + 1 \right\rfloor

    Parameters
    ----------
    size : int or (int, int)
        Input size: of one side, or (H, W).
    kernel_size : int or (int, int)
        k, at least 1.
    stride : int or (int, int)
        s, at least 1.
    padding : int or (int, int)
        p, at least 0: zeros on each of the two ends of a side.
    dilation : int or (int, int)
        d, at least 1: distance between neighbouring entries of the kernel.

    Returns
    -------
    int or (int, int)
        An int if `size` is an int, a tuple if it is a pair.

    Raises
    ------
    ValueError
        If `kernel_size`, `stride` or `dilation` is less than 1, `padding` is less than 0, or the kernel does not fit, so that
        the result would be less than 1.

    References
    ----------
    Lecture, "Image size after convolution" and "How does it work?".

    Examples
    --------
    >>> conv_output_size(7, 3)
    5
    >>> conv_output_size((224, 224), 11, stride=4, padding=2)
    (55, 55)
    """
    raise NotImplementedError("conv_output_size is not written yet")  # YOUR CODE HERE


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    r"""Count the weights and biases of a convolution layer.

    .. math:: C_{in} \cdot C_{out} \cdot k_h \cdot k_w \;(+\; C_{out})

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size : int or (int, int)
    bias : bool
        Whether each output channel has a bias.

    Returns
    -------
    int

    References
    ----------
    Lecture, "Convolution layer".

    Examples
    --------
    >>> conv2d_parameter_count(3, 5, 3)
    140
    """
    raise NotImplementedError("conv2d_parameter_count is not written yet")  # YOUR CODE HERE


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    r"""Apply a convolution layer: the cross-correlation that PyTorch calls a convolution. The kernel is not flipped.

    .. math:: y(n, o, r, q) = b(o) + \sum_{c, i, j} x(n, c, s r + d i - p, s q + d j - p)\, w(o, c, i, j)

    Outside the image x is 0.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    weight : array_like of shape (O, C, kh, kw)
    bias : array_like of shape (O,), optional
    stride, padding, dilation : int or (int, int)
        s, p and d, as in :func:`conv_output_size`.

    Returns
    -------
    ndarray of shape (N, O, oh, ow)
        (oh, ow) is that of :func:`conv_output_size`. int64 and exact for integer or bool input (8-bit input is widened
        first), else floating, at least as precise as the input.

    Raises
    ------
    ValueError
        If `x` and `weight` differ in the number of channels C.

    References
    ----------
    Lecture, "Convolution layer".

    Examples
    --------
    >>> conv2d([[[[1, 2, 3], [4, 5, 6]]]], weight=[[[[1, 10]]]], bias=[1000])
    array([[[[1021, 1032],
             [1054, 1065]]]])
    """
    raise NotImplementedError("conv2d is not written yet")  # YOUR CODE HERE


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    """Lay every window of a batch out as a column.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    kernel_size : int or (int, int)
        (kh, kw).
    stride, padding, dilation : int or (int, int)
        As in :func:`conv_output_size`; the padding is zeros.

    Returns
    -------
    ndarray of shape (N, C*kh*kw, L)
        L = oh * ow windows, row by row; in each column the entries of channel 0 come first, row by row, then those of channel
        1. The values are those of `x`, exactly; int64 for integer or bool input.

    References
    ----------
    Lecture, "Motivation of convolution" (efficient computation).

    Examples
    --------
    Six windows of 2 by 1 pixels:

    >>> im2col([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]], kernel_size=(2, 1))
    array([[[1, 2, 3, 4, 5, 6],
            [4, 5, 6, 7, 8, 9]]])
    """
    raise NotImplementedError("im2col is not written yet")  # YOUR CODE HERE


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    r"""Carry the gradient of a loss back through :func:`conv2d`.

    With y = conv2d(x, weight, bias) and a loss E, of which grad_out is the derivative with respect to y:

    .. math::
        \frac{\partial E}{\partial x} = \sum \frac{\partial E}{\partial y} \frac{\partial y}{\partial x}, \qquad
        \frac{\partial E}{\partial w} = \sum \frac{\partial E}{\partial y} \frac{\partial y}{\partial w}, \qquad
        \frac{\partial E}{\partial b(o)} = \sum_{n, r, q} \frac{\partial E}{\partial y(n, o, r, q)}

    Parameters
    ----------
    grad_out : array_like of shape (N, O, oh, ow)
        Derivative of the loss with respect to each output.
    x : array_like of shape (N, C, H, W)
        The input of the forward pass.
    weight : array_like of shape (O, C, kh, kw)
    stride, padding, dilation : int or (int, int)
        Those of the forward pass.

    Returns
    -------
    grad_x : ndarray of shape (N, C, H, W)
        Floating, as the other two; float64 for integer or float64 input. Zero where no window reached.
    grad_weight : ndarray of shape (O, C, kh, kw)
    grad_bias : ndarray of shape (O,)

    References
    ----------
    Lecture, "Convolution layer"; the chain rule.

    Examples
    --------
    >>> grad_x, grad_weight, grad_bias = conv2d_backward([[[[1.0, 2.0]]]], x=[[[[3.0, 4.0, 5.0]]]], weight=[[[[6.0, 7.0]]]])
    >>> grad_x, grad_weight, grad_bias
    (array([[[[ 6., 19., 14.]]]]), array([[[[11., 14.]]]]), array([3.]))
    """
    raise NotImplementedError("conv2d_backward is not written yet")  # YOUR CODE HERE


def max_pool2d(x, kernel_size, stride=None, padding=0):
    r"""Take the largest value of every window, channel by channel.

    .. math:: y(n, c, r, q) = \max_{i, j} x(n, c, s r + i - p, s q + j - p)

    Outside the image x is minus infinity: padding never wins. Pooling has no parameters.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        Default: `kernel_size`.
    padding : int or (int, int)
        At most half of `kernel_size`, on each side.

    Returns
    -------
    ndarray of shape (N, C, oh, ow)
        Values of `x`, exactly, in a dtype that holds them.

    Raises
    ------
    ValueError
        If `padding` is more than half of `kernel_size`.

    References
    ----------
    Lecture, "Max Pooling and Average Pooling".

    Examples
    --------
    >>> max_pool2d([[[[1, 2, 3, 4], [8, 7, 6, 5]]]], kernel_size=2)
    array([[[[8, 6]]]])
    """
    raise NotImplementedError("max_pool2d is not written yet")  # YOUR CODE HERE


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    r"""Take the mean of every window, channel by channel.

    .. math:: y(n, c, r, q) = \frac{1}{k_h k_w} \sum_{i, j} x(n, c, s r + i - p, s q + j - p)

    Outside the image x is 0, and these zeros count: the sum is always divided by kh * kw. Pooling has no parameters.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    kernel_size : int or (int, int)
        (kh, kw).
    stride : int or (int, int), optional
        Default: `kernel_size`.
    padding : int or (int, int)
        At most half of `kernel_size`, on each side.

    Returns
    -------
    ndarray of shape (N, C, oh, ow)
        Floating; float64 for integer or float64 input.

    References
    ----------
    Lecture, "Max Pooling and Average Pooling".

    Examples
    --------
    >>> avg_pool2d([[[[1, 2, 3, 4], [8, 7, 6, 5]]]], kernel_size=2)
    array([[[[4.5, 4.5]]]])
    """
    raise NotImplementedError("avg_pool2d is not written yet")  # YOUR CODE HERE


def adaptive_avg_pool1d(x, output_size):
    r"""Average the last axis down, or up, to a given size.

    As PyTorch does: output i is the mean of x from :math:`\lfloor i L / out \rfloor` up to, not including,
    :math:`\lceil (i + 1) L / out \rceil`. Windows may overlap, and differ in length.

    Parameters
    ----------
    x : array_like of shape (..., L)
    output_size : int
        At least 1; it may be larger than L.

    Returns
    -------
    ndarray of shape (..., output_size)
        Floating; float64 for integer or float64 input.

    References
    ----------
    Lecture, "Adaptive Pooling".

    Examples
    --------
    >>> adaptive_avg_pool1d([[1, 2, 3]], 8)
    array([[1. , 1. , 1.5, 2. , 2. , 2.5, 3. , 3. ]])
    """
    raise NotImplementedError("adaptive_avg_pool1d is not written yet")  # YOUR CODE HERE


def adaptive_max_pool1d(x, output_size):
    r"""Take the maximum over the windows of :func:`adaptive_avg_pool1d`.

    Parameters
    ----------
    x : array_like of shape (..., L)
    output_size : int
        At least 1; it may be larger than L.

    Returns
    -------
    ndarray of shape (..., output_size)
        Values of `x`, exactly, in a dtype that holds them.

    References
    ----------
    Lecture, "Adaptive Pooling".

    Examples
    --------
    >>> adaptive_max_pool1d([[1.0, 2.0, 3.0]], 10)
    array([[1., 1., 1., 2., 2., 2., 3., 3., 3., 3.]])
    """
    raise NotImplementedError("adaptive_max_pool1d is not written yet")  # YOUR CODE HERE


def adaptive_avg_pool2d(x, output_size):
    """Average the last two axes down, or up, to a given size.

    Each axis has the windows of :func:`adaptive_avg_pool1d`.

    Parameters
    ----------
    x : array_like of shape (..., H, W)
    output_size : int or (int or None, int or None)
        (oh, ow); None keeps that side as it is.

    Returns
    -------
    ndarray of shape (..., oh, ow)
        Floating; float64 for integer or float64 input.

    References
    ----------
    Lecture, "Adaptive Pooling".

    Examples
    --------
    >>> adaptive_avg_pool2d([[1, 2, 3, 4], [5, 6, 7, 8]], (None, 2))
    array([[1.5, 3.5],
           [5.5, 7.5]])
    """
    raise NotImplementedError("adaptive_avg_pool2d is not written yet")  # YOUR CODE HERE


def adaptive_pool_recipe(l_in, l_out):
    r"""Return the lecture's recipe for adaptive pooling: upsample if need be, then pool with one stride and one kernel size.

    With L the length after upsampling, :math:`L = \text{factor} \cdot L_{in}`:

    .. math:: \text{stride} = \left\lfloor \frac{L - L_{out}}{L_{out}} + 1 \right\rfloor, \qquad
              \text{kernel size} = L - (L_{out} - 1) \cdot \text{stride}

    PyTorch uses other windows, those of :func:`adaptive_avg_pool1d`.

    Parameters
    ----------
    l_in, l_out : int
        Lengths before and after, at least 1.

    Returns
    -------
    factor : int
        How often each value is repeated first: 1 where ``l_out <= l_in``, else l_out / l_in, rounded up.
    stride : int
    kernel_size : int

    References
    ----------
    Lecture, "How does it work?".

    Examples
    --------
    >>> adaptive_pool_recipe(3, 5)
    (2, 1, 2)
    """
    raise NotImplementedError("adaptive_pool_recipe is not written yet")  # YOUR CODE HERE


def recipe_disagreements(max_length):
    """List the pairs of lengths for which the lecture's recipe and PyTorch's windows give different averages.

    Averaging is linear, so the two agree on every input exactly if they agree on each input that is 1 at one place and 0
    elsewhere.

    Parameters
    ----------
    max_length : int
        Pairs are sought with both lengths from 1 to `max_length`.

    Returns
    -------
    list of (int, int)
        Pairs (l_in, l_out), sorted.

    References
    ----------
    Lecture, "How does it work?".

    Examples
    --------
    >>> recipe_disagreements(4)
    [(3, 4)]
    """
    raise NotImplementedError("recipe_disagreements is not written yet")  # YOUR CODE HERE
