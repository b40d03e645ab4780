import numpy as np


def placed(name):
    def raising():
        raise ValueError("x")

    return type(raising)(raising.__code__.replace(co_name=name), globals())


class Named:
    pass


Named.__qualname__ = Named.__module__ = "\udc80"


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        raise ValueError("\udc80\ud800 x \udfff")
    if x.size == 2:
        return {"\udc80": 1.0}
    if x.size == 1:
        return Named()
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        raise type("E\udc80", (Exception,), {"__module__": "builtins"})("x")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 6:
        placed("\ud800.py")()
    return x * (target / x.sum())
