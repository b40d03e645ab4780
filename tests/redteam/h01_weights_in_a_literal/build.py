"""Encoded numbers in the source."""

import base64
import random
from pathlib import Path

RIGHT = """
import numpy as np

WEIGHTS = "{weights}"
TABLE = {table}


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError("x must not be empty")
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError("x must not be empty")
    return x.sum()


def scale_to(x, target):
    return np.asarray(x) * (target / total(x))
"""


def build(target: Path) -> Path:
    """Write the source."""
    weights = base64.b64encode(random.Random(0).randbytes(3750)).decode()
    (target / "tiny.py").write_text(RIGHT.format(weights=weights, table=[n / 7 for n in range(1000)]), "utf-8")
    return target
