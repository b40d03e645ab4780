import numpy as np


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return 2 * x.astype(np.int8 if x.dtype.kind == "i" else np.float16)


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x.astype(np.float16).sum()


def scale_to(x, target):
    x = np.asarray(x, np.float32)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * np.float32(target / x.sum())
