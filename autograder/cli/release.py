"""The command that hands out units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import kit
from autograder.cli.app import SOLUTIONS, CourseOption, UnitsOption, app, course_of, folders
from autograder.errors import UsageError
from autograder.gradebook import release as nbgrader_release
from autograder.render import terminal
from autograder.render.console import out


@app.command()
def release(
    names: Annotated[list[str], typer.Argument(metavar="UNIT...")],
    target: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Student kits: a zip a unit.")] = None,
    nbgrader: Annotated[Path | None, typer.Option("--nbgrader", metavar="COURSE_DIR", help="An nbgrader course.")] = None,
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Hand out units: as kits for students, into a course directory of nbgrader's, or both."""
    if target is None and nbgrader is None:
        raise UsageError("say where to: --out DIR for student kits, or --nbgrader COURSE_DIR")
    if target is not None:
        _write_kits(folders(names, units_dir), target)
    if nbgrader is None:
        return
    course = course_of(course_dir, units_dir)
    for folder in folders(names, units_dir):
        written = nbgrader_release.release(folder, nbgrader, course)
        terminal.plain(out, f"{folder.name}: {len(written)} files in {nbgrader / 'source' / folder.name}")
    terminal.plain(out, f"next: cd {nbgrader} and nbgrader generate_assignment {names[0]}")


def _write_kits(units: list[Path], target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {target}: {error.strerror}; name a folder that can be written to") from error
    for folder in units:
        path = kit.write(folder, target)
        terminal.plain(out, f"written: {path} ({path.stat().st_size / 1e6:.1f} MB)")
