"""A large notebook."""


from pathlib import Path

RIGHT = b'''import numpy as np


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
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
'''


def build(target: Path) -> Path:
    """Make the files."""
    (target / "tiny.py").write_bytes(RIGHT)
    with open(target / "tiny.ipynb", "wb") as file:
        file.truncate(100 << 20)
    return target
