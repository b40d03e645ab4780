"""A text called .zip."""

from pathlib import Path


def build(target: Path) -> Path:
    """Write the file."""
    path = target / "zip_that_is_none.zip"
    path.write_text("PK", "utf-8")
    return path
