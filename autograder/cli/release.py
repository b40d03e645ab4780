"""The command that hands out units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder.cli.app import SOLUTIONS, CourseOption, UnitsOption, app, course_of, folders
from autograder.errors import UsageError
from autograder.gradebook import release as nbgrader_release
from autograder.render import terminal
from autograder.render.console import out


@app.command()
def release(
    names: Annotated[list[str], typer.Argument(metavar="UNIT...")],
    nbgrader: Annotated[Path | None, typer.Option("--nbgrader", metavar="COURSE_DIR", help="An nbgrader course.")] = None,
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Hand out units: into a course directory of nbgrader's."""
    if nbgrader is None:
        raise UsageError("say where to: --nbgrader COURSE_DIR")
    course = course_of(course_dir, units_dir)
    for folder in folders(names, units_dir):
        written = nbgrader_release.release(folder, nbgrader, course)
        terminal.plain(out, f"{folder.name}: {len(written)} files in {nbgrader / 'source' / folder.name}")
    terminal.plain(out, f"next: cd {nbgrader} and nbgrader generate_assignment {names[0]}")
