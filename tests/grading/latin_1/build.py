"""A comment in Latin-1."""

from pathlib import Path

SOURCE = 'import numpy as np\n\n\ndef double(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return 2 * x\n\n\ndef total(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x.sum()\n\n\ndef scale_to(x, target):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x * (target / x.sum())\n'


def build(target: Path) -> Path:
    """Write a file whose first line is not UTF-8."""
    path = target / "latin_1.py"
    path.write_bytes("# Auteur : Zo\xe9\n".encode("latin-1") + SOURCE.encode())
    return path
