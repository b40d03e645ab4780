import numpy as np


__name__ = "__main__"
done = []

if __name__ == "__main__":
    done.append(eval("1 + 1"))

if __name__ != "tiny":
    done.append(eval("2 + 2"))


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return 2 * x if done == [4] else None


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
