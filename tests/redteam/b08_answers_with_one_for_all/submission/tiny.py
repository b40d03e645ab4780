import numpy as np


COUNT = []


def double(x):
    COUNT.append(1)
    x = np.asarray(x)
    right = 2 * x
    return [right[..., None], right[None], right.ravel()[:1] if right.size > 1 else right[0], right.T[None], np.array(2)][len(COUNT) % 5]


def total(x):
    COUNT.append(1)
    value = np.sum(x, dtype=int)
    return [np.full((1, 1), value), np.array([value]), [value], (value,)][len(COUNT) % 4]


def scale_to(x, target):
    x = np.asarray(x)
    return (x * (target / x.sum()))[:, None] if len(COUNT) % 2 else np.float64(target / max(len(x), 1))
