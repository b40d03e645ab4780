"""A link to the reference instead of a file."""

from pathlib import Path


def build(target: Path) -> Path:
    """Make the folder."""
    folder = target / "symlink_instead"
    folder.mkdir()
    (folder / "tiny.py").symlink_to(Path(__file__).parents[2] / "units/tiny/tiny.py")
    return folder
