"""Shared by the functions of tiny.py."""

import numpy as np


def refuse_empty(x):
    """Return `x` as an array that is not empty."""
    if len(x) == 0:
        raise ValueError("x must not be empty, got 0 values")
    return np.array(x)
