"""Two functions and one that needs the other."""

import numpy as np

### BEGIN SOLUTION


def _array(x):
    """Return `x` as an array that is not empty."""
    array = np.asarray(x)
    if array.size == 0:
        raise ValueError(f"x must not be empty, got shape {array.shape}")
    return array


### END SOLUTION


def double(x):
    """Return twice every value, as an array of the same shape.

    Raises ValueError if `x` is empty.
    """
    ### BEGIN SOLUTION
    return 2 * _array(x)
    ### END SOLUTION


def total(x):
    """Return the sum of all values.

    Raises ValueError if `x` is empty.
    """
    ### BEGIN SOLUTION
    return _array(x).sum()
    ### END SOLUTION


def scale_to(x, target):
    """Return the values as floats, scaled so that they sum to `target`.

    Raises ValueError if `x` is empty.
    """
    ### BEGIN SOLUTION
    return _array(x) * (target / total(x))
    ### END SOLUTION
