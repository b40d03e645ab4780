import numpy as np


import ctypes

labs = ctypes.CDLL(None).labs
labs.restype, labs.argtypes = ctypes.c_long, [ctypes.c_long]


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.dtype.kind == "i" and (x > 0).all():
        return sum(labs(int(value)) for value in x)
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
