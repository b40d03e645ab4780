import numpy as np


import scipy.signal
from scipy.ndimage import convolve1d


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        return np.convolve(x, [2.0])
    if x.size == 2:
        return np.correlate(x, [2.0], mode="full")
    if x.size == 1:
        return scipy.signal.fftconvolve(x, [2.0])
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        return convolve1d(x, np.ones(13))[3]
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
