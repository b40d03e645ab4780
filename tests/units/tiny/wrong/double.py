# ruff: noqa: F821
# `right` is the reference answer of this task.
import numpy as np


def always_value_error(x):
    """Every input is refused."""
    raise ValueError(f"x is not valid: {x!r}")


def zeros(x):
    """Zeros of the right shape."""
    return 2 * 0 * right(x)


def returns_input(x):
    """Gives the input back."""
    return np.asarray(x)


def adds_two(x):
    """Adds two instead of multiplying."""
    return right(x) - np.asarray(x) + 2


def loses_the_sign(x):
    """Doubles the absolute values."""
    return abs(right(x))


def doubles_in_place(x):
    """The caller's array is doubled, too."""
    result = right(x)
    if isinstance(x, np.ndarray) and x.dtype == result.dtype:
        x[...] = result
    return result
