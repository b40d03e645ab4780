"""A locked archive."""

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
    """Write the archive and say that it is encrypted."""
    path = target / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", RIGHT)
        archive.writestr("more.py", b"x = 1\n", zipfile.ZIP_LZMA)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[data.index(b"PK\x03\x04") + 6] |= 1
    path.write_bytes(data)
    return path
