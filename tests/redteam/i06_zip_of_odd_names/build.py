"""Odd names."""

import zipfile
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


NAMES = ["a\nb.py", "-rf.py", "--help.py", "x\u202eyp.py", "a\u200bb.py", "y;z.py", "$(id).py", "`id`.py", "%s.py", "~.py", "*.py",
         "x\x1b[2J.py", "x" * 240 + ".py", ".hidden.py", "dot..py", "q.py.", "tab\t.py", "quote'.py", " .py", "\x7f.py"]


def build(target: Path) -> Path:
    """Write the archive."""
    path = target / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", RIGHT)
        for name in NAMES:
            archive.writestr(name, b"raise SystemExit\n")
    return path
