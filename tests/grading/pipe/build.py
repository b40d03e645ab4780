"""A named pipe, which would be waited for."""

import os
from pathlib import Path


def build(target: Path) -> Path:
    """Make the pipe."""
    path = target / "pipe.py"
    os.mkfifo(path)
    return path
