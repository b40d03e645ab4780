"""Compiled files."""

import importlib.util
import marshal
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
    """Compile the right source and leave out the source."""
    code = importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(compile(RIGHT, "tiny.py", "exec"))
    (target / "__pycache__").mkdir()
    for name in ("tiny.pyc", "tiny.pyo", "__pycache__/tiny.cpython-311.pyc", "tiny.so", "tiny.abi3.so", "tiny.pyd", "tiny.whl", "tiny.egg", "tiny.pyz"):
        (target / name).write_bytes(code)
    return target
