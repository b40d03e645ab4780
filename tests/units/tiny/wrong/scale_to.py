# ruff: noqa: F821
# `right` is the reference answer of this task.
import numpy as np


def always_value_error(x, target):
    """Every input is refused."""
    raise ValueError(f"x is not valid: {x!r}")


def zeros(x, target):
    """Zeros of the right shape."""
    return np.zeros(np.shape(x))


def returns_input(x, target):
    """Gives the input back."""
    return np.asarray(x)


def ignores_the_total(x, target):
    """Multiplies by the target only."""
    return right(x, target) / right(x, target).sum() * total(x) * target
