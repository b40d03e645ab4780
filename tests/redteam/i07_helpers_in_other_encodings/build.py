"""Other encodings."""


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
    """Write the files."""
    (target / "tiny.py").write_bytes(RIGHT)
    (target / "wide.py").write_bytes("import os\nos._exit(0)\n".encode("utf-16"))
    (target / "seven.py").write_bytes(b"# coding: utf-7\n+AGkAbQBwAG8AcgB0- os\n")
    (target / "turned.py").write_bytes(b"# -*- coding: rot13 -*-\nvzcbeg bf\n")
    return target
