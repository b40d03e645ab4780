"""A zip of a folder in a folder, with what systems add to it."""

import zipfile
from pathlib import Path

SOURCE = 'import numpy as np\n\n\ndef double(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return 2 * x\n\n\ndef total(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x.sum()\n\n\ndef scale_to(x, target):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x * (target / x.sum())\n'


def build(target: Path) -> Path:
    """Write the archive."""
    path = target / "zip_with_a_folder.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("homework/tiny/tiny.py", SOURCE)
        archive.writestr("homework/tiny/notes.txt", "done")
        archive.writestr("__MACOSX/homework/tiny/tiny.py", "rubbish")
        archive.writestr("homework/tiny/.ipynb_checkpoints/tiny.py", "rubbish")
    return path
