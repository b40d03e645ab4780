"""Things that are no files."""

import os
import socket
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
    """Make them."""
    (target / "tiny.py").write_bytes(RIGHT)
    os.mkfifo(target / "pipe.py")
    (target / "folder.py").mkdir()
    here = os.getcwd()
    os.chdir(target)  # the name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as ear:
            ear.bind("ear.py")
    finally:
        os.chdir(here)
    return target
