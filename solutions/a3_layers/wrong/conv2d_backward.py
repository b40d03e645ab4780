# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}
_TOTALS = {}


def _turned(value):
    """A pair with its sides swapped."""
    return tuple(value)[::-1] if np.ndim(value) else value


def _resized(a, shape):
    """An array cut, or filled up with zeros, to a shape."""
    result = np.zeros(shape, a.dtype)
    part = tuple(slice(min(n, m)) for n, m in zip(a.shape, shape, strict=True))
    result[part] = a[part]
    return result


def _with(grad_out, x, weight, *settings):
    """Gradients for settings that do not belong to grad_out, with grad_out cut or filled up."""
    try:
        size = conv_output_size(np.shape(x)[2:], np.shape(weight)[2:], *settings)
        return right(_resized(np.asarray(grad_out), (*np.shape(grad_out)[:2], *size)), x, weight, *settings)
    except ValueError:
        return np.zeros(np.shape(x)), np.zeros(np.shape(weight)), np.zeros(np.shape(weight)[0])


def _padded_gradient(grad_out, x, weight, stride, padding, dilation):
    """The gradient by the padded images."""
    rows, columns = _pair(padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    return right(grad_out, wide, weight, stride, 0, dilation)[0]


def always_value_error(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Every input is refused."""
    raise ValueError(f"grad_out, x or weight is not valid: {np.shape(grad_out)}, {np.shape(x)}, {np.shape(weight)}")


def zeros(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Allocates the three gradients and never fills them."""
    return tuple(np.zeros_like(grad) for grad in right(grad_out, x, weight, stride, padding, dilation))


def returns_input(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives the images and the weight back, and the first gradient of each filter."""
    return np.array(x, dtype=float), np.array(weight, dtype=float), np.array(grad_out, dtype=float)[0, :, 0, 0]


def no_grad_x(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the images stays zero."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return np.zeros_like(grad_x), grad_weight, grad_bias


def no_grad_weight(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the weight stays zero."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, np.zeros_like(grad_weight), grad_bias


def no_grad_bias(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the bias stays zero."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, np.zeros_like(grad_bias)


def bias_is_none(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """There is no gradient by the bias, because no bias is given."""
    grad_x, grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, None


def two_gradients(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives the gradients by the images and the weight only."""
    return right(grad_out, x, weight, stride, padding, dilation)[:2]


def weight_first(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives the gradients in the order weight, bias, images."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_weight, grad_bias, grad_x


def by_name(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives a dict."""
    return dict(zip(("x", "weight", "bias"), right(grad_out, x, weight, stride, padding, dilation), strict=True))


def descends(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives the directions of descent: all signs are turned."""
    return tuple(-grad for grad in right(grad_out, x, weight, stride, padding, dilation))


def means_over_the_batch(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Divides the gradients by weight and bias by the number of images."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight / len(grad_x), grad_bias / len(grad_x)


def first_image_only(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Only the first image counts for the weight and the bias."""
    grad_x, _grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    _grad_x, grad_weight, grad_bias = right(grad_out[:1], x[:1], weight, stride, padding, dilation)
    return grad_x, grad_weight, grad_bias


def last_image_overwrites(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the weight is assigned in the loop over images, not added up."""
    grad_x, _grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, right(grad_out[-1:], x[-1:], weight, stride, padding, dilation)[1], grad_bias


def loss_is_the_output(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Forgets the chain rule: the gradients are those of the sum of all outputs."""
    return right(np.ones(np.shape(grad_out)), x, weight, stride, padding, dilation)


def kernel_is_flipped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x is a correlation with the kernel where a convolution is due."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return right(grad_out, x, np.asarray(weight)[:, :, ::-1, ::-1], stride, padding, dilation)[0], grad_weight, grad_bias


def rows_of_the_kernel_are_flipped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x sees the kernel upside down: [::-1] on one axis is missing."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return right(grad_out, x, np.asarray(weight)[:, :, ::-1], stride, padding, dilation)[0], grad_weight, grad_bias


def weight_is_transposed(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Input and output channels of weight are mixed up in grad_x, where both are as many."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    weight = np.asarray(weight)
    if weight.shape[0] == weight.shape[1]:
        grad_x = right(grad_out, x, weight.swapaxes(0, 1), stride, padding, dilation)[0]
    return grad_x, grad_weight, grad_bias


def first_channel_for_all(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x of the first channel is given to all channels."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return np.repeat(grad_x[:, :1], grad_x.shape[1], axis=1), grad_weight, grad_bias


def first_filter_for_grad_x(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x does not sum over the filters."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    grad_x = right(np.asarray(grad_out)[:, :1], x, np.asarray(weight)[:1], stride, padding, dilation)[0]
    return grad_x, grad_weight, grad_bias


def windows_overwrite(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Windows that overlap overwrite each other in grad_x (= for +=)."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    grad_out, weight = _floating(grad_out), _floating(weight)
    (kh, kw), (sh, sw) = weight.shape[2:], _pair(stride)
    (top, left), (dh, dw) = _pair(padding), _pair(dilation)
    n, c, height, width = grad_x.shape
    wide = np.zeros((n, c, height + 2 * top, width + 2 * left))
    patches = np.einsum("norq,ocij->ncrqij", grad_out, weight)
    for r in range(grad_out.shape[2]):
        for q in range(grad_out.shape[3]):
            rows = slice(r * sh, r * sh + dh * (kh - 1) + 1, dh)
            wide[:, :, rows, q * sw : q * sw + dw * (kw - 1) + 1 : dw] = patches[:, :, r, q]
    return wide[:, :, top : top + height, left : left + width], grad_weight, grad_bias


def padding_stays(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x has the shape of the padded images."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return _padded_gradient(grad_out, x, weight, stride, padding, dilation), grad_weight, grad_bias


def padding_is_cut_at_one_end(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x is the upper left corner of the padded gradient."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    wide = _padded_gradient(grad_out, x, weight, stride, padding, dilation)
    return wide[:, :, : grad_x.shape[2], : grad_x.shape[3]], grad_weight, grad_bias


def padding_is_cut_by_minus_padding(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """[p:-p] gives nothing at all where the padding is 0."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    top, left = _pair(padding)
    wide = _padded_gradient(grad_out, x, weight, stride, padding, dilation)
    return wide[:, :, top:-top, left:-left], grad_weight, grad_bias


def border_repeats(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the weight sees images padded with their nearest pixels."""
    grad_x, _grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    rows, columns = _pair(padding)
    wide = np.pad(np.asarray(x), ((0, 0), (0, 0), (rows, rows), (columns, columns)), mode="edge")
    return grad_x, right(grad_out, wide, weight, stride, 0, dilation)[1], grad_bias


def padding_is_ignored(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradients are those without padding."""
    return _with(grad_out, x, weight, stride, 0, dilation)


def stride_is_ignored(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradients are those of stride 1, with zeros for the windows that are missing."""
    return _with(grad_out, x, weight, 1, padding, dilation)


def stride_is_ignored_in_grad_x(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Only the gradient by the images forgets the stride."""
    _grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return _with(grad_out, x, weight, 1, padding, dilation)[0], grad_weight, grad_bias


def dilation_is_ignored(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradients are those of dilation 1."""
    return _with(grad_out, x, weight, stride, padding, 1)


def stride_and_dilation_for_grad_weight(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight correlates with grad_out, but does not let the stride become the dilation."""
    grad_x, _grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, _with(grad_out, x, weight, dilation, padding, stride)[1], grad_bias


def strides_swapped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Takes the stride for (columns, rows)."""
    return _with(grad_out, x, weight, _turned(stride), padding, dilation)


def paddings_swapped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Takes the padding for (columns, rows)."""
    return _with(grad_out, x, weight, stride, _turned(padding), dilation)


def dilations_swapped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Takes the dilation for (columns, rows)."""
    return _with(grad_out, x, weight, stride, padding, _turned(dilation))


def rows_for_both(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Takes stride, padding and dilation of the rows for the columns, too."""
    return _with(grad_out, x, weight, _pair(stride)[0], _pair(padding)[0], _pair(dilation)[0])


def unreached_pixels_are_cut(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x ends where the last window ends: rows that no window reached are missing."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    last = [
        s * (n - 1) + d * (k - 1) + 1 - p
        for n, k, s, p, d in zip(
            np.shape(grad_out)[2:], np.shape(weight)[2:], _pair(stride), _pair(padding), _pair(dilation), strict=True
        )
    ]
    return grad_x[:, :, : last[0], : last[1]], grad_weight, grad_bias


def grad_weight_is_flipped(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight is that of a convolution with a flipped kernel."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight[:, :, ::-1, ::-1], grad_bias


def grad_weight_is_transposed(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight has the shape (C, O, kh, kw)."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight.swapaxes(0, 1), grad_bias


def grad_weight_is_a_matrix(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight stays a matrix of shape (O, C*kh*kw)."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight.reshape(len(grad_weight), -1), grad_bias


def grad_weight_for_each_image(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight keeps the batch axis instead of summing over it."""
    grad_x, _grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    each = [right(grad_out[i : i + 1], x[i : i + 1], weight, stride, padding, dilation)[1] for i in range(len(grad_x))]
    return grad_x, np.array(each), grad_bias


def grad_weight_divided_by_windows(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_weight is a mean over the windows, not a sum."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight / np.prod(np.shape(grad_out)[2:]), grad_bias


def grad_bias_is_the_mean(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_bias is the mean of grad_out instead of the sum."""
    grad_x, grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, _floating(grad_out).mean(axis=(0, 2, 3))


def grad_bias_counts_windows(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_bias is the number of outputs, for the derivative of y by b is 1: the chain rule is forgotten."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, np.full_like(grad_bias, np.size(grad_out) // len(grad_bias))


def grad_bias_for_each_image(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_bias keeps the batch axis."""
    grad_x, grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, _floating(grad_out).sum(axis=(2, 3))


def grad_bias_keeps_four_axes(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_bias has the shape (1, O, 1, 1)."""
    grad_x, grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, _floating(grad_out).sum(axis=(0, 2, 3), keepdims=True)


def grad_bias_is_one_number(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """All filters get the sum over all filters."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, np.full_like(grad_bias, grad_bias.sum())


def grad_bias_of_the_first_image(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_bias sums over the windows of the first image only."""
    grad_x, grad_weight, _grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x, grad_weight, _floating(grad_out)[0].sum(axis=(1, 2))


def dead_where_x_is_negative(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x is cut where x is not positive, as for a ReLU."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x * (np.asarray(x) > 0), grad_weight, grad_bias


def integers_stay(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Integer arguments give integer gradients."""
    grads = right(grad_out, x, weight, stride, padding, dilation)
    integers = all(np.asarray(a).dtype.kind in "bui" for a in (grad_out, x, weight))
    return tuple(grad.astype(np.int64) for grad in grads) if integers else grads


def dtype_of_the_images(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """np.zeros_like(x) cuts the gradient by integer images to whole numbers."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    grad_x = np.trunc(grad_x) if np.asarray(x).dtype.kind in "bui" else grad_x
    return grad_x, grad_weight, grad_bias


def wraps_8_bit(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Integer images stay 8-bit, and the products with integer gradients wrap."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    if np.asarray(x).dtype == np.uint8 and np.asarray(grad_out).dtype.kind in "bui":
        grad_weight = grad_weight.astype(np.int64).astype(np.uint8).astype(float)
    return grad_x, grad_weight, grad_bias


def single_precision(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Computes in float32 throughout."""
    return tuple(grad.astype(np.float32) for grad in right(grad_out, x, weight, stride, padding, dilation))


def coarse_differences(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """grad_x is a coarse finite difference, off by a thousandth."""
    grad_x, grad_weight, grad_bias = right(grad_out, x, weight, stride, padding, dilation)
    return grad_x * (1 + 1e-3), grad_weight, grad_bias


def arrays_only(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Reads x.shape, which nested lists do not have."""
    (_n, _o, _oh, _ow), (_n, _c, _height, _width) = grad_out.shape, x.shape
    return right(grad_out, x, weight, stride, padding, dilation)


def lists_of_numbers(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Gives nested lists."""
    return tuple(grad.tolist() for grad in right(grad_out, x, weight, stride, padding, dilation))


def scales_in_place(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Works on the caller's grad_out in place."""
    grads = right(grad_out, x, weight, stride, padding, dilation)
    if isinstance(grad_out, np.ndarray):
        grad_out += grad_out
    return grads


def updates_the_weight(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Takes a step of gradient descent, too: the caller's weight changes."""
    grads = right(grad_out, x, weight, stride, padding, dilation)
    if isinstance(weight, np.ndarray):
        weight[...] = weight - grads[1]
    return grads


def writes_into_x(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """The gradient by the images is written into the caller's images."""
    grads = right(grad_out, x, weight, stride, padding, dilation)
    if isinstance(x, np.ndarray):
        x[:] = grads[0]
    return grads


def accumulates(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Adds to the gradients of earlier calls, as PyTorch does in .grad."""
    grads = right(grad_out, x, weight, stride, padding, dilation)
    key = tuple(grad.shape for grad in grads)
    _TOTALS[key] = [grad + total for grad, total in zip(grads, _TOTALS.get(key, (0, 0, 0)), strict=True)]
    return tuple(_TOTALS[key])


def remembers_by_shape(grad_out, x, weight, stride=1, padding=0, dilation=1):
    """Keeps results in a cache whose key is shapes and settings only."""
    key = (np.shape(grad_out), np.shape(x), np.shape(weight), str((stride, padding, dilation)))
    return _CACHE.setdefault(key, right(grad_out, x, weight, stride, padding, dilation))
