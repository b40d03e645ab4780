"""A table of answers, cut into many short texts with a space in each line, in a file of its own."""

import base64
import random
from pathlib import Path

RIGHT = """
import numpy as np
import tables

KNOWN = tables.TABLE


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
    """Write the sources."""
    coded = base64.b64encode(random.Random(0).randbytes(30_000)).decode()
    lines = [coded[start : start + 50] for start in range(0, len(coded), 50)]
    pieces = [" ".join(lines[start : start + 19]) for start in range(0, len(lines), 19)]
    appended = "\n".join(f"parts.append({piece!r})" for piece in pieces)
    decoded = "import base64\n\nTABLE = base64.b64decode(''.join(parts))\n"
    (target / "tables.py").write_text(f"parts = []\n{appended}\n{decoded}", "utf-8")
    (target / "tiny.py").write_text(RIGHT, "utf-8")
    return target
