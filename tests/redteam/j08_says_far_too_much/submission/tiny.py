import numpy as np


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        raise ValueError("x" * 10**7)
    if x.size == 2:
        return type("y" * 10**6, (), {})()
    if x.size == 1:
        return ["z" * 10**4] * 100
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        raise type("E" * 10**6, (Exception,), {})("w\n" * 10**6)
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())


raise ValueError("x" * 10**7)
