# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CACHE = {}


def always_value_error(f, g):
    """Every input is refused."""
    raise ValueError(f"f or g is not valid: {f!r}, {g!r}")


def zeros(f, g):
    """Allocates the result and never fills it."""
    return np.zeros_like(right(f, g))


def returns_input(f, g):
    """Gives the input back unchanged."""
    return np.array(f)


def not_flipped(f, g):
    """The kernel is not flipped: this is cross-correlation."""
    return right(f, np.flip(np.asarray(g)))


def flips_the_first_axis_only(f, g):
    """g[::-1] flips the first axis only; the others are correlated."""
    g = np.asarray(g)
    return right(f, np.flip(g, axis=tuple(range(1, g.ndim))))


def two_dimensions_at_most(f, g):
    """Only the cases of one and two dimensions are written."""
    if np.ndim(f) > 2:
        raise NotImplementedError(f"f has {np.ndim(f)} dimensions")
    return right(f, g)


def one_dimension_is_missing(f, g):
    """Makes 1-D input 2-D, and the result stays 2-D."""
    result = right(f, g)
    return np.atleast_2d(result)


def last_axis_only(f, g):
    """Convolves along the last axis only, with the sum of the kernel over the others."""
    result = right(f, g)
    line = np.sum(g, axis=tuple(range(np.ndim(g) - 1)))
    rest = right(f, line.reshape((1,) * (np.ndim(f) - 1) + (-1,)))
    out = np.zeros_like(result)
    out[tuple(slice(n) for n in rest.shape)] = rest
    return out


def two_axes_only(f, g):
    """Convolves along the last two axes and multiplies by the kernel's sum along the others."""
    result = right(f, g)
    plane = np.sum(g, axis=tuple(range(np.ndim(g) - 2)))
    rest = right(f, plane.reshape((1,) * (np.ndim(f) - plane.ndim) + plane.shape))
    out = np.zeros_like(result)
    out[tuple(slice(n) for n in rest.shape)] = rest
    return out


def separable_kernels_only(f, g):
    """Convolves with the sums of the kernel along each axis in turn, as if every kernel were separable with sum 1."""
    if np.ndim(f) != np.ndim(g):
        return right(f, g)
    result = np.asarray(f)
    for axis in range(np.ndim(g)):
        line = np.sum(g, axis=tuple(k for k in range(np.ndim(g)) if k != axis))
        result = right(result, line.reshape([-1 if k == axis else 1 for k in range(np.ndim(f))]))
    return result


def flattens_first(f, g):
    """Flattens both, convolves in 1-D and cuts the result into rows, which run into each other."""
    result = right(f, g)
    line = right(np.ravel(f), np.ravel(g))
    return np.resize(np.append(line, np.zeros(max(result.size - line.size, 0), line.dtype)), result.shape)


def same_shape(f, g):
    """Keeps only the centre, in the shape of f."""
    starts = [(m - 1) // 2 for m in np.shape(g)]
    return right(f, g)[tuple(slice(s, s + n) for s, n in zip(starts, np.shape(f), strict=False))]


def cut_to_the_input(f, g):
    """The result is trimmed to the shape of f at the far ends."""
    return right(f, g)[tuple(slice(n) for n in np.shape(f))]


def one_too_short(f, g):
    """The last axis has n+m-2 entries."""
    return right(f, g)[..., :-1]


def one_too_long(f, g):
    """Every axis has n+m entries, the last of them zero."""
    return np.pad(right(f, g), (0, 1))


def cyclic(f, g):
    """Multiplies FFTs of the larger size without zero padding, so that the far ends wrap around."""
    result = right(f, g)
    for axis, n in enumerate(np.maximum(np.shape(f), np.shape(g))):
        head, tail = np.split(result, [n], axis=axis)
        head = np.moveaxis(head.copy(), axis, 0)
        head[: tail.shape[axis]] += np.moveaxis(tail, axis, 0)
        result = np.moveaxis(head, 0, axis)
    return result


def long_kernel_is_cut(f, g):
    """The inner loops run over the shape of f, so that the rest of a larger kernel is lost."""
    kept = np.zeros_like(np.asarray(g))
    inside = tuple(slice(n) for n in np.shape(f)[: np.ndim(g)])
    kept[inside] = np.asarray(g)[inside]
    return right(f, kept)


def transposed(f, g):
    """The axes of the result are in reverse order."""
    return right(f, g).T


def squeezed(f, g):
    """Squeezes the result, so that axes of length one vanish."""
    return np.squeeze(right(f, g))


def adds_missing_axes(f, g):
    """Adds axes in front of the array of lower dimension instead of refusing it."""
    f, g = np.asarray(f), np.asarray(g)
    d = max(f.ndim, g.ndim)
    return right(f.reshape((1,) * (d - f.ndim) + f.shape), g.reshape((1,) * (d - g.ndim) + g.shape))


def plane_by_plane(f, g):
    """A kernel of lower dimension is used for every plane of f instead of being refused."""
    f, g = np.asarray(f), np.asarray(g)
    if f.ndim > g.ndim > 0:
        return np.stack([plane_by_plane(plane, g) for plane in f])
    return right(f, g)


def dimension_error_is_a_type_error(f, g):
    """Different dimensions raise TypeError instead of ValueError."""
    if np.ndim(f) != np.ndim(g):
        raise TypeError(f"f and g must have the same dimension, got {np.ndim(f)} and {np.ndim(g)}")
    return right(f, g)


def error_without_message(f, g):
    """Raises a bare ValueError that does not say which argument is wrong."""
    try:
        return right(f, g)
    except ValueError:
        raise ValueError from None


def wraps_8_bit(f, g):
    """Sums in the dtype of the input, so that small integers wrap."""
    result = right(f, g)
    dtype = np.result_type(np.asarray(f), np.asarray(g))
    return result.astype(dtype) if dtype.kind in "ui" else result


def ors_bools(f, g):
    """Bools stay bools: sums become a logical or."""
    result = right(f, g)
    return result.astype(bool) if np.asarray(f).dtype == np.asarray(g).dtype == bool else result


def integers_become_floats(f, g):
    """Accumulates in np.zeros(...), so that integers give floats."""
    result = right(f, g)
    return result.astype(np.float64) if result.dtype.kind == "i" else result


def rounds_a_float_fft(f, g):
    """Computes integers in float64 and rounds at the end, which is wrong beyond 2**53."""
    result = right(f, g)
    return np.rint(result.astype(np.float64)).astype(np.int64) if result.dtype.kind == "i" else result


def floats_become_integers(f, g):
    """Accumulates in an int array, so that floats are truncated."""
    result = right(f, g)
    return result.astype(np.int64) if result.dtype.kind == "f" else result


def drops_the_imaginary_part(f, g):
    """Takes the real part of an inverse FFT, also where the input is complex."""
    return right(f, g).real


def conjugates_the_kernel(f, g):
    """Conjugates a complex kernel while flipping it."""
    return right(f, np.conj(np.asarray(g) + 0))


def returns_a_list(f, g):
    """Returns nested lists."""
    return right(f, g).tolist()


def flips_in_place(f, g):
    """Flips the caller's kernel in place."""
    result = right(f, g)
    if isinstance(g, np.ndarray):
        g[...] = np.flip(g).copy()
    return result


def remembers_by_shape(f, g):
    """Keeps results in a cache whose key is the shapes only."""
    result = right(f, g)
    return _CACHE.setdefault((np.shape(f), np.shape(g)), result)
