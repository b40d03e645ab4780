import numpy as np


def refuse(x):
    if len(x) == 0:
        raise ValueError('x must not be empty, got 0 values')
    return np.asarray(x)
