"""A path that does not exist."""

from pathlib import Path


def build(target: Path) -> Path:
    """Make nothing."""
    return target / "no_such_path"
