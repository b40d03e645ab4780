# layers, short version
import matplotlib.pyplot as plt
import numpy as np
from numpy.lib.stride_tricks import as_strided

two = lambda v: tuple(v) if np.ndim(v) else (v, v)  # noqa: E731
whole = lambda a: a.astype("i8") if (a := np.asarray(a)).dtype.kind in "bui" else a  # noqa: E731
real = lambda a: a.astype("f8") if (a := np.asarray(a)).dtype.kind in "bui" else a  # noqa: E731


def view(x, k, s=1, p=0, d=1, fill=0):
    """All windows of x, (N, C, kh, kw, oh, ow), read-only, no copy but for the padding."""
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(two, (k, s, p, d))
    oh, ow = conv_output_size(x.shape[2:], k, s, p, d)
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)), constant_values=fill) if ph or pw else x
    (n, c), (a, b, h, w) = x.shape[:2], x.strides
    return as_strided(x, (n, c, kh, kw, oh, ow), (a, b, dh * h, dw * w, sh * h, sw * w), writeable=False)


def conv_output_size(size, kernel_size, stride=1, padding=0, dilation=1):
    for name, v in {"kernel_size": kernel_size, "stride": stride, "dilation": dilation, "padding": padding}.items():
        if min(two(v)) < (name != "padding"):
            raise ValueError(f"{name}={v}")
    n, k, s, p, d = np.array([*map(two, (size, kernel_size, stride, padding, dilation))])
    out = tuple(((n + 2 * p - d * (k - 1) - 1) // s + 1).tolist())
    if min(out) < 1:
        raise ValueError(f"kernel_size={kernel_size} does not fit: size={size}, padding={padding}, dilation={dilation}")
    return out if np.ndim(size) else out[0]


def conv2d_parameter_count(in_channels, out_channels, kernel_size, bias=True):
    return out_channels * (in_channels * two(kernel_size)[0] * two(kernel_size)[1] + bool(bias))


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1):
    x, w = whole(x), whole(weight)
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"weight: {w.shape[1]} channels, x: {x.shape[1]} channels")
    y = np.tensordot(w, view(x, w.shape[2:], stride, padding, dilation), ([1, 2, 3], [1, 2, 3])).swapaxes(0, 1)
    return y + (0 if bias is None else whole(bias)[:, None, None])


def im2col(x, kernel_size, stride=1, padding=0, dilation=1):
    v = view(whole(x), kernel_size, stride, padding, dilation)
    columns = v.reshape(len(v), -1, v.shape[4] * v.shape[5])
    columns.flags.writeable = False
    return columns


def conv2d_backward(grad_out, x, weight, stride=1, padding=0, dilation=1):
    g, x, w = real(grad_out), real(x), real(weight)
    dw = np.tensordot(g, view(x, w.shape[2:], stride, padding, dilation), ([0, 2, 3], [0, 4, 5]))
    # numbers in place of pixels tell where every window took its values (0: from the padding)
    ids = view(np.arange(1, x[0, 0].size + 1).reshape(1, 1, *x.shape[2:]), w.shape[2:], stride, padding, dilation).ravel()
    back = np.tensordot(g, w, (1, 0)).transpose(0, 3, 4, 5, 1, 2)  # n, c, kh, kw, oh, ow
    rows = back.reshape(-1, ids.size)
    dx = np.stack([np.bincount(ids, row, x[0, 0].size + 1)[1:] for row in rows]).reshape(x.shape)
    return dx, dw, g.sum((0, 2, 3))


def max_pool2d(x, kernel_size, stride=None, padding=0):
    if (np.array(two(padding)) > np.array(two(kernel_size)) / 2).any():
        raise ValueError(f"padding={padding} > kernel_size={kernel_size} / 2")
    x = np.asarray(x)
    fill = {"f": lambda t: -np.inf, "b": lambda t: False}.get(x.dtype.kind, lambda t: np.iinfo(t).min)(x.dtype)
    return view(x, kernel_size, kernel_size if stride is None else stride, padding, fill=fill).max((2, 3))


def avg_pool2d(x, kernel_size, stride=None, padding=0):
    return view(real(x), kernel_size, kernel_size if stride is None else stride, padding).mean((2, 3))


def cuts(n, m):
    return [slice(i * n // m, ((i + 1) * n - 1) // m + 1) for i in range(m)]


def adaptive_avg_pool1d(x, output_size):
    x = real(x)
    return np.moveaxis(np.array([x[..., c].mean(-1) for c in cuts(x.shape[-1], output_size)]), 0, -1)


def adaptive_max_pool1d(x, output_size):
    x = np.asarray(x)
    return np.moveaxis(np.array([x[..., c].max(-1) for c in cuts(x.shape[-1], output_size)]), 0, -1)


def adaptive_avg_pool2d(x, output_size):
    x, (h, w) = real(x), two(output_size)
    y = x if w is None else adaptive_avg_pool1d(x, w)
    return y if h is None else np.stack([y[..., c, :].mean(-2) for c in cuts(x.shape[-2], h)], -2)


def adaptive_pool_recipe(l_in, l_out):
    f = max(1, -(-l_out // l_in))
    return f, (s := f * l_in // l_out), f * l_in - (l_out - 1) * s


def recipe_disagreements(max_length):
    def recipe(n, m):
        f, s, k = adaptive_pool_recipe(n, m)
        return np.stack([np.eye(n).repeat(f, 1)[:, i * s : i * s + k].mean(1) for i in range(m)], 1)

    r = range(1, max_length + 1)
    return [(n, m) for n in r for m in r if abs(recipe(n, m) - adaptive_avg_pool1d(np.eye(n), m)).max() > 1e-9]


if __name__ == "__main__":
    plt.imshow(conv2d(np.random.rand(1, 1, 64, 64), np.ones((1, 1, 5, 5)))[0, 0])
    plt.show()
