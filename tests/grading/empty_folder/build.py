"""An empty folder."""

from pathlib import Path


def build(target: Path) -> Path:
    """Make the folder."""
    folder = target / "empty_folder"
    folder.mkdir()
    return folder
