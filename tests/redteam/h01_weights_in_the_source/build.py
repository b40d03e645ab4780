"""A source file that is mostly a table of encoded numbers."""

import base64
import random
from pathlib import Path

RIGHT = """
import numpy as np

WEIGHTS = "{weights}"


def double(x):
    return 2 * np.asarray(x)
"""


def build(target: Path) -> Path:
    """Write half a megabyte of weights."""
    weights = base64.b85encode(random.Random(0).randbytes(400_000)).decode().replace("{", "[").replace("}", "]")
    (target / "tiny.py").write_text(RIGHT.format(weights=weights), "utf-8")
    return target
