"""A notebook full of commands."""

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
    touch = "touch /tmp/autograder-redteam/magic"
    hostile = [f"!{touch}", f"x = !{touch}", f"%%bash\n{touch}", f"%%writefile /tmp/autograder-redteam/magic\nx", f"%sx {touch}",
               f"if True:\n    !{touch}", f"get_ipython().system({touch!r})", f"%%script sh\n{touch}", f"!!{touch}"]
    path = target / "work.ipynb"
    path.write_text(notebook([*hostile, *CELLS, *hostile]), "utf-8")
    return path
