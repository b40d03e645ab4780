"""A notebook of very many cells."""

import json
from pathlib import Path

CELLS = [
    "import numpy as np",
    """def _array(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x
""",
    """def double(x):
    return 2 * _array(x)
""",
    """def total(x):
    return _array(x).sum()
""",
    """def scale_to(x, target):
    return _array(x) * (target / _array(x).sum())
""",
]


def notebook(cells: list[str]) -> str:
    """Return a notebook of code cells."""
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4})


def build(target: Path) -> Path:
    """Write the notebook."""
    path = target / "work.ipynb"
    path.write_text(notebook([*CELLS, *["x=1"] * 100_000]), "utf-8")
    return path
