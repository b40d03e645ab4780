"""An archive with an entry above its folder."""

import zipfile
from pathlib import Path

SOURCE = 'import numpy as np\n\n\ndef double(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return 2 * x\n\n\ndef total(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x.sum()\n\n\ndef scale_to(x, target):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x * (target / x.sum())\n'


def build(target: Path) -> Path:
    """Write the archive."""
    path = target / "zip_slip.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny.py", SOURCE)
        archive.writestr("../forged.py", "x = 1")
    return path
