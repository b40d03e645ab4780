"""Two archives in one."""

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


def build(target: Path) -> Path:
    """Write a wrong archive and the right one behind it."""
    parts = []
    for name, content in (("first.zip", RIGHT.replace(b"2 * x", b"3 * x")), ("second.zip", RIGHT)):
        with zipfile.ZipFile(target / name, "w") as archive:
            archive.writestr("tiny.py", content)
        parts.append((target / name).read_bytes())
    path = target / "work.zip"
    path.write_bytes(b"".join(parts))
    return path
