# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CALLS = []


def _pair(smooth, differentiate):
    return np.outer(differentiate, smooth), np.outer(smooth, differentiate)


def always_value_error():
    """Refuses to work at all."""
    raise ValueError("k_h and k_v are not valid")


def zeros():
    """Allocates the kernels and never fills them."""
    return np.zeros((3, 3)), np.zeros((3, 3))


def returns_input():
    """Returns its arguments, of which there are none."""
    return ()


def swapped():
    """The kernel for vertical edges comes first."""
    return right()[::-1]


def flipped():
    """Both kernels have the sign of the derivative under convolution, not the lecture's."""
    k_h, k_v = right()
    return -k_h, -k_v


def k_h_has_the_other_sign():
    """k_h differentiates upwards."""
    k_h, k_v = right()
    return -k_h, k_v


def k_v_has_the_other_sign():
    """k_v differentiates to the left."""
    k_h, k_v = right()
    return k_h, -k_v


def k_h_twice():
    """The outer product is taken in the same order twice."""
    return right()[0], right()[0]


def k_v_twice():
    """np.outer(smooth, differentiate) for both kernels."""
    return right()[1], right()[1]


def prewitt():
    """Smooths with 1, 1, 1: the Prewitt kernels."""
    return _pair([1, 1, 1], [-1, 0, 1])


def scharr():
    """Smooths with 3, 10, 3: the Scharr kernels."""
    return _pair([3, 10, 3], [-1, 0, 1])


def heavier_corners():
    """Smooths with 2, 1, 2: the weights are in the wrong place."""
    return _pair([2, 1, 2], [-1, 0, 1])


def binomial_weights_normalised():
    """Divides the smoothing weights by their sum."""
    return _pair(np.array([1, 2, 1]) / 4, [-1, 0, 1])


def eighths():
    """Divides by 8, so that a ramp of slope 1 gives 1."""
    k_h, k_v = right()
    return k_h / 8, k_v / 8


def without_signs():
    """Differentiates with 1, 0, 1: the minus sign is forgotten."""
    return _pair([1, 2, 1], [1, 0, 1])


def second_derivative():
    """Differentiates with 1, -2, 1."""
    return _pair([1, 2, 1], [1, -2, 1])


def smooth_twice():
    """Smooths along both axes and differentiates along none."""
    return _pair([1, 2, 1], [1, 2, 1])


def sums_for_products():
    """Adds the column to the row instead of multiplying them."""
    smooth, differentiate = np.array([1, 2, 1]), np.array([-1, 0, 1])
    return differentiate[:, None] + smooth, smooth[:, None] + differentiate


def dot_products():
    """Multiplies row by column, which gives one number."""
    smooth, differentiate = np.array([[1], [2], [1]]), np.array([[-1, 0, 1]])
    return differentiate @ smooth, differentiate @ smooth


def unsmoothed():
    """The kernels without smoothing, of shapes (3, 1) and (1, 3)."""
    return edge_kernels()


def diagonal():
    """Kernels for diagonal edges."""
    k_h = np.array([[-2, -1, 0], [-1, 0, 1], [0, 1, 2]])
    return k_h, np.fliplr(k_h)


def unsigned():
    """8-bit kernels, in which -1 is 255 and -2 is 254."""
    k_h, k_v = right()
    return k_h.astype(np.uint8), k_v.astype(np.uint8)


def nested_lists():
    """Lists of lists, not arrays."""
    k_h, k_v = right()
    return k_h.tolist(), k_v.tolist()


def factors():
    """Returns the two factors, not their outer products."""
    return np.array([-1, 0, 1]), np.array([1, 2, 1])


def only_one():
    """Forgets k_v."""
    return right()[0]


def by_name():
    """Returns a dictionary instead of a pair."""
    k_h, k_v = right()
    return {"k_h": k_h, "k_v": k_v}


def alternating():
    """Transposes a kernel that is kept between calls, so that every second call swaps the two."""
    _CALLS.append(1)
    return right() if len(_CALLS) % 2 else right()[::-1]
