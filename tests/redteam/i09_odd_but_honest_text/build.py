"""Odd but honest."""


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
    """Write the file."""
    text = b"#!/usr/bin/env python\r\n# -*- coding: latin-1 -*-\n" + RIGHT.replace(b"    ", b"\t").replace(b"\n\n\n", b"\n\x0c\n\r\n")
    (target / "tiny.py").write_bytes(text)
    (target / "more.py").write_bytes("\ufeffname = 'Grüße, 卷积'\r\n".encode())
    return target
