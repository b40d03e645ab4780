# ruff: noqa: F821
# `right` is the reference answer of this task.
import torch


class always_value_error(torch.nn.Module):
    """Every factor is refused."""

    def __init__(self, factor):
        raise ValueError(f"factor is not valid: {factor}")


class zeros(right):
    """Zeros of the right shape."""

    def forward(self, x):
        """Return zeros."""
        return torch.zeros_like(x)

    def times(self, other):
        """Return zeros again."""
        return self


class returns_input(right):
    """Gives the input back."""

    def forward(self, x):
        """Return `x`."""
        return x

    def times(self, other):
        """Return itself."""
        return self


class adds(right):
    """Adds the factors instead of multiplying them."""

    def times(self, other):
        """Return the scaler of the sum."""
        return adds(self.factor.item() + other.factor.item())
