"""The layers of a convolutional network, forward and backward.

Batches of images are arrays of shape (N, C, H, W): images, channels, rows, columns. Kernel sizes, strides, paddings and
dilations are given as an int (for both sides) or as a pair (rows, columns).
"""

import math

import numpy as np

### BEGIN SOLUTION
from numpy.lib.stride_tricks import sliding_window_view


def _pair(value):
    """Return an int or a pair as a pair of ints."""
    rows, columns = value if np.ndim(value) else (value, value)
    return int(rows), int(columns)


def _widened(values):
    """Return integers and bools as int64, so that they cannot wrap, and floats as they are."""
    values = np.asarray(values)
    return values.astype(np.int64, copy=False) if values.dtype.kind in "bui" else values


def _floating(values):
    """Return integers and bools as float64, and floats as they are, but half precision, whose sums overflow, as float32."""
    values = np.asarray(values)
    return values.astype(np.float64 if values.dtype.kind in "bui" else np.result_type(values, np.float32), copy=False)


def _padded(x, padding, fill=0):
    """Return `x` with (rows, columns) of `fill` on all four sides; `x` itself where there are none to add."""
    top, left = padding
    if top == left == 0:
        return x
    n, c, height, width = x.shape
    padded = np.full((n, c, height + 2 * top, width + 2 * left), fill, x.dtype)
    padded[:, :, top : top + height, left : left + width] = x
    return padded


def _windows(x, kernel_size, stride, padding, dilation):
    """Return every window of `x` between zeros: a view of shape (N, C, kh, kw, oh, ow)."""
    conv_output_size(np.shape(x)[2:], kernel_size, stride, padding, dilation)  # raises where nothing fits
    (kh, kw), (sh, sw), (dh, dw) = _pair(kernel_size), _pair(stride), _pair(dilation)
    spans = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    windows = sliding_window_view(_padded(_widened(x), _pair(padding)), spans, axis=(2, 3))
    return windows[:, :, ::sh, ::sw, ::dh, ::dw].transpose(0, 1, 4, 5, 2, 3)


def _pooled(x, kernel_size, stride, padding, fill, combine):
    """Combine the values of every window, first down the rows, then along them: kh + kw steps rather than kh * kw."""
    stride = kernel_size if stride is None else stride
    height, width = conv_output_size(x.shape[2:], kernel_size, stride, padding)
    (kh, kw), (sh, sw) = _pair(kernel_size), _pair(stride)
    x = _padded(x, _pair(padding), fill)
    rows = x[:, :, : sh * height : sh][:, :, :height].copy()
    for i in range(1, kh):
        combine(rows, x[:, :, i : i + sh * height : sh][:, :, :height], out=rows)
    result = rows[..., : sw * width : sw][..., :width].copy()
    for j in range(1, kw):
        combine(result, rows[..., j : j + sw * width : sw][..., :width], out=result)
    return result


def _adaptive_windows(l_in, l_out):
    """Return where PyTorch's windows start and end: floor(i L / out) and ceil((i + 1) L / out)."""
    i = np.arange(l_out)
    return i * l_in // l_out, -(-(i + 1) * l_in // l_out)


def _combined(x, output_size, axis, combine):
    """Combine the values of every adaptive window along one axis."""
    starts, ends = _adaptive_windows(x.shape[axis], int(output_size))
    # reduceat goes from each index to the next: from a start to its end, and from there on, which is dropped. An index must
    # lie inside the array, so one more value stands behind the last.
    longer = np.concatenate([x, x.take([-1], axis)], axis)
    every_other = [slice(None)] * x.ndim
    every_other[axis] = slice(None, None, 2)
    return combine.reduceat(longer, np.column_stack([starts, ends]).ravel(), axis)[tuple(every_other)]


def _mean(x, output_size, axis):
    """Return the mean of every adaptive window along an axis, -1 or -2."""
    length = x.shape[axis]
    starts, ends = _adaptive_windows(length, int(output_size))
    if length * starts.size <= 10_000:
        # Averaging is linear, and the product with a small matrix is the fastest way to do it; an infinite value, though,
        # times a weight of 0 would spoil other windows.
        averages = _averages(starts, ends, length).astype(x.dtype)
        with np.errstate(invalid="ignore"):
            means = x @ averages if axis == -1 else averages.T @ x
        if np.isfinite(means).all():
            return means
    lengths = (ends - starts).astype(x.dtype)
    return _combined(x, output_size, axis, np.add) / (lengths if axis == -1 else lengths[:, None])


def _averages(starts, ends, l_in):
    """Return the matrix of shape (l_in, l_out) that takes the mean of each window."""
    j = np.arange(l_in)[:, None]
    return ((starts <= j) & (j < ends)) / (ends - starts)


def _product(a, b):
    """Return the matrix product a @ b, exact for integers.

    Only floats have a fast product. float64 is exact as long as no sum of absolute values reaches 2**53.
    """
    if a.dtype.kind != "i" or b.dtype.kind != "i" or not a.size or not b.size:
        return a @ b
    largest = float(np.abs(b.astype(np.float64)).max()) * float(np.abs(a.astype(np.float64)).sum(axis=-1).max())
    return (a.astype(np.float64) @ b.astype(np.float64)).astype(np.int64) if largest < 2.0**53 else a @ b


### END SOLUTION


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
    ### BEGIN SOLUTION
    for name, values, least in (
        ("kernel_size", kernel_size, 1),
        ("stride", stride, 1),
        ("padding", padding, 0),
        ("dilation", dilation, 1),
    ):
        if min(_pair(values)) < least:
            raise ValueError(f"{name} must be at least {least}, got {values}")
    sides = zip(*map(_pair, (size, kernel_size, stride, padding, dilation)), strict=True)
    result = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in sides)
    if min(result) < 1:
        raise ValueError(f"size {size} with padding {padding} is too small for kernel_size {kernel_size}, dilation {dilation}")
    return result if np.ndim(size) else result[0]
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return int(out_channels) * (int(in_channels) * math.prod(_pair(kernel_size)) + bool(bias))
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    x, weight = np.asarray(x), _widened(weight)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"x has {x.shape[1]} channels, but weight of shape {weight.shape} expects {weight.shape[1]}")
    windows = _windows(x, weight.shape[2:], stride, padding, dilation)
    n, c, kh, kw, oh, ow = windows.shape
    # One matrix product for each image: a row for each output channel, a column for each window.
    y = _product(weight.reshape(-1, c * kh * kw), windows.reshape(n, c * kh * kw, oh * ow))
    if bias is not None:
        y = y + _widened(bias)[:, None]
    return y.reshape(n, len(weight), oh, ow)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    windows = _windows(np.asarray(x), kernel_size, stride, padding, dilation)
    n, c, kh, kw, oh, ow = windows.shape
    return windows.reshape(n, c * kh * kw, oh * ow)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    grad_out, x, weight = _floating(grad_out), _floating(x), _floating(weight)
    n, c, height, width = x.shape
    o, _c, kh, kw = weight.shape
    oh, ow = grad_out.shape[2:]
    (sh, sw), (top, left), (dh, dw) = _pair(stride), _pair(padding), _pair(dilation)
    grad = grad_out.reshape(n, o, oh * ow)
    columns = im2col(x, (kh, kw), stride, padding, dilation)
    grad_weight = (grad @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(weight.shape)
    # Each window took its values from the padded image; its gradient goes back to the same places, where windows add up.
    grad_columns = (weight.reshape(o, -1).T @ grad).reshape(n, c, kh, kw, oh, ow)
    grad_padded = np.zeros((n, c, height + 2 * top, width + 2 * left), grad_columns.dtype)
    for i in range(kh):
        for j in range(kw):
            reached = grad_padded[:, :, i * dh : i * dh + sh * oh : sh, j * dw : j * dw + sw * ow : sw]
            reached[:, :, :oh, :ow] += grad_columns[:, :, i, j]
    return grad_padded[:, :, top : top + height, left : left + width], grad_weight, grad.sum(axis=(0, 2))
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    x = np.asarray(x)
    if any(2 * p > k for p, k in zip(_pair(padding), _pair(kernel_size), strict=True)):
        raise ValueError(f"padding must be at most half of kernel_size {kernel_size}, got {padding}")
    lowest = {"f": -np.inf, "b": False}
    fill = lowest[x.dtype.kind] if x.dtype.kind in lowest else np.iinfo(x.dtype).min
    return _pooled(x, kernel_size, stride, padding, fill, np.maximum)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return _pooled(_floating(x), kernel_size, stride, padding, 0.0, np.add) / math.prod(_pair(kernel_size))
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return _mean(_floating(x), output_size, axis=-1)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return _combined(np.asarray(x), output_size, -1, np.maximum)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    x = _floating(x)
    rows, columns = output_size if np.ndim(output_size) else (output_size, output_size)
    if rows is not None:
        x = _mean(x, rows, axis=-2)
    if columns is not None:
        x = _mean(x, columns, axis=-1)
    return x
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    factor = -(-l_out // l_in)  # rounded up; 1 where l_out <= l_in
    stride = factor * l_in // l_out
    return factor, stride, factor * l_in - (l_out - 1) * stride
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    pairs = []
    for l_in in range(1, int(max_length) + 1):
        for l_out in range(1, int(max_length) + 1):
            factor, stride, kernel_size = adaptive_pool_recipe(l_in, l_out)
            starts = stride * np.arange(l_out)
            upsampled = _averages(starts, starts + kernel_size, factor * l_in)
            by_recipe = upsampled.reshape(l_in, factor, l_out).sum(axis=1)
            by_pytorch = _averages(*_adaptive_windows(l_in, l_out), l_in)
            if np.abs(by_recipe - by_pytorch).max() > 1e-9:  # weights are fractions: they differ by more, or by rounding
                pairs.append((l_in, l_out))
    return pairs
    ### END SOLUTION
