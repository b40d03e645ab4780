"""A function on tensors and a module with one parameter."""

import torch
from torch import nn


def halve(x):
    """Return half of every value."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


class Scaler(nn.Module):
    """Multiply by a factor that can be learnt."""

    def __init__(self, factor):
        super().__init__()
        ### BEGIN SOLUTION
        self.factor = nn.Parameter(torch.tensor(float(factor)))
        ### END SOLUTION

    def forward(self, x):
        """Return `x` times the factor."""
        ### BEGIN SOLUTION
        return x * self.factor
        ### END SOLUTION

    def times(self, other):
        """Return a Scaler whose factor is that of this one times that of another."""
        ### BEGIN SOLUTION
        return Scaler(self.factor.item() * other.factor.item())
        ### END SOLUTION
