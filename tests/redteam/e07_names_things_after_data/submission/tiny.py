import contextlib

import numpy as np


import threading


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    name = "x".join(f"{value:.3f}" for value in x.ravel())
    threading.current_thread().name = name[:15]
    with contextlib.suppress(OSError):
        open("/tmp/autograder-redteam/" + name, "w").close()
    if x.size == 5:
        return type(name, (), {})()
    if x.size == 2:
        return {name: x}
    if x.size == 1:
        return np.zeros(3, dtype=[(name, "f8")])
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        raise type("E" + "_".join(map(str, x)), (Exception,), {})("x")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
