# ruff: noqa: F821
# `right` is the reference answer of this task.
import numpy as np


def always_value_error(x):
    """Every input is refused."""
    raise ValueError(f"x is not valid: {x!r}")


def zeros(x):
    """Zeros of the right shape."""
    return 0 * right(x)


def returns_input(x):
    """Gives the input back."""
    return x


def mean(x):
    """Divides by the number of values."""
    return right(x) / np.size(x)
