"""What students are handed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import kit
from autograder.cli.app import SOLUTIONS, UnitNames, UnitsOption, app, folders
from autograder.errors import UsageError
from autograder.render import terminal
from autograder.render.console import out


@app.command()
def release(
    names: UnitNames = None,
    target: Annotated[Path, typer.Option("--out", help="Folder for the kits.")] = ...,  # type: ignore[assignment]
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Make kits for students: a zip a unit that works by itself."""
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {target}: {error.strerror}; name a folder that can be written to") from error
    for folder in folders(names, units_dir):
        path = kit.write(folder, target)
        terminal.plain(out, f"written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
