import numpy as np


def double(x):
    if isinstance(x, list):
        x[:] = [0] * len(x)
        return np.asarray(x)
    x[...] = 0
    return x


def total(x):
    x = np.asarray(x)
    x.setflags(write=True)
    x.fill(0)
    return x[:1].reshape(())


def scale_to(x, target):
    x = np.asarray(x)
    x[:] = 0
    x.resize((0,), refcheck=False)
    return x
