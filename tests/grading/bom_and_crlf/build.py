"""UTF-8 with a byte order mark and CRLF line ends."""

from pathlib import Path

SOURCE = 'import numpy as np\n\n\ndef double(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return 2 * x\n\n\ndef total(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x.sum()\n\n\ndef scale_to(x, target):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x * (target / x.sum())\n'


def build(target: Path) -> Path:
    """Write the file as a Windows editor does."""
    path = target / "bom_and_crlf.py"
    path.write_bytes(b"\xef\xbb\xbf" + SOURCE.replace("\n", "\r\n").encode())
    return path
