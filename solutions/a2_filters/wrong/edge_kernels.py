# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
import numpy as np

_CALLS = []


def always_value_error():
    """Refuses to work at all."""
    raise ValueError("k_h and k_v are not valid")


def zeros():
    """Allocates the kernels and never fills them."""
    return np.zeros((3, 1)), np.zeros((1, 3))


def returns_input():
    """Returns its arguments, of which there are none."""
    return ()


def swapped():
    """The kernel for vertical edges comes first."""
    return right()[::-1]


def flipped():
    """Both kernels are flipped in advance, so that convolution would give the derivative."""
    k_h, k_v = right()
    return -k_h, -k_v


def k_h_has_the_other_sign():
    """k_h runs from 1 to -1: the y axis is taken to point upwards."""
    k_h, k_v = right()
    return -k_h, k_v


def k_v_has_the_other_sign():
    """k_v runs from 1 to -1."""
    k_h, k_v = right()
    return k_h, -k_v


def unsigned():
    """8-bit kernels, in which -1 is 255."""
    k_h, k_v = right()
    return k_h.astype(np.uint8), k_v.astype(np.uint8)


def one_dimensional():
    """Both kernels are the same vector of shape (3,)."""
    k_h, k_v = right()
    return k_h.ravel(), k_v.ravel()


def two_rows():
    """Both kernels have the shape (1, 3)."""
    k_h, k_v = right()
    return k_h.T, k_v


def two_columns():
    """Both kernels have the shape (3, 1)."""
    k_h, k_v = right()
    return k_h, k_v.T


def halved():
    """Divides by the distance of two pixels, as the derivative does and the lecture does not."""
    k_h, k_v = right()
    return k_h / 2, k_v / 2


def halved_as_integers():
    """Halves integers, so that only zeros and -1 remain."""
    k_h, k_v = right()
    return k_h // 2, k_v // 2


def without_signs():
    """1, 0, 1: the minus sign is forgotten."""
    k_h, k_v = right()
    return np.abs(k_h), np.abs(k_v)


def second_derivative():
    """1, -2, 1: the second derivative."""
    weights = np.array([1, -2, 1])
    return weights[:, None], weights[None, :]


def two_pixels():
    """-1, 1: the difference of neighbours, a kernel without a centre."""
    weights = np.array([-1, 1])
    return weights[:, None], weights[None, :]


def ends_one_early():
    """-1, 1, 0: the difference to the pixel itself."""
    weights = np.array([-1, 1, 0])
    return weights[:, None], weights[None, :]


def smoothed_kernels():
    """The Sobel kernels, of shape (3, 3)."""
    return sobel_kernels()


def padded_with_zeros():
    """The right weights in the middle of 3 x 3 zeros."""
    k_h, k_v = right()
    return np.pad(k_h, ((0, 0), (1, 1))), np.pad(k_v, ((1, 1), (0, 0)))


def nested_lists():
    """Lists of lists, not arrays."""
    k_h, k_v = right()
    return k_h.tolist(), k_v.tolist()


def only_one():
    """Forgets k_v."""
    return right()[0]


def by_name():
    """Returns a dictionary instead of a pair."""
    k_h, k_v = right()
    return {"k_h": k_h, "k_v": k_v}


def alternating():
    """Flips a kernel that is kept between calls, so that every second call has the other sign."""
    _CALLS.append(1)
    sign = (-1) ** (len(_CALLS) - 1)
    k_h, k_v = right()
    return sign * k_h, sign * k_v
