# `right` is the reference answer of this task.
import torch


def always_value_error(x):
    """Every input is refused."""
    raise ValueError(f"x is not valid: {x!r}")


def zeros(x):
    """Zeros of the right shape."""
    return torch.zeros_like(x)


def returns_input(x):
    """Gives the input back."""
    return x


def rounds(x):
    """Divides as integers do."""
    return x // 2 + 0.25
