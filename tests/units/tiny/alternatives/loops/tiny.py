"""Loops over lists, with a helper module."""

import numpy as np
from checks import refuse_empty


def double(x):
    """Twice every value."""
    x = refuse_empty(x)
    result = np.empty(x.shape, dtype=x.dtype)
    for index in np.ndindex(x.shape):
        result[index] = x[index] + x[index]
    return result


def total(x):
    """Sum in a loop."""
    result = 0
    for value in refuse_empty(x).tolist():
        result += value
    return result


def scale_to(x, target):
    """Scale in a loop."""
    factor = target / total(x)
    return np.array([value * factor for value in x])
