"""Records for other systems."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from autograder import gradescope, records, units
from autograder.cli.app import SOLUTIONS, CourseOption, UnitsOption, app, course_of
from autograder.course import Course, read_roster
from autograder.errors import UsageError
from autograder.model import Report
from autograder.render import export, terminal
from autograder.render.console import err, out

_FORMATS = export.formats()


@app.command(name="export")
def export_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Records of a unit; for Gradescope's zip, a unit.")],
    form: Annotated[str, typer.Option("--format", metavar="|".join(_FORMATS), help="For which system.")],
    target: Annotated[Path | None, typer.Option("--out", help="File, or folder (default: DIR/export).")] = None,
    into: Annotated[Path | None, typer.Option("--into", help="File exported from Canvas or Moodle, to fill.")] = None,
    roster: Annotated[Path | None, typer.Option("--roster", help="Who is who (default: the course's).")] = None,
    column: Annotated[str, typer.Option("--column", help="Title of the column to fill (default: the unit's).")] = "",
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Write grades for an LMS or a CI job. A grade with points pending is withheld, and the exit status is 1."""
    if form not in _FORMATS:
        raise UsageError(f"--format {form}: there are {', '.join(_FORMATS)}")
    if form == "gradescope" and target is not None and target.suffix == ".zip":
        records.write_atomically(target, gradescope.bundle(folder, course_dir))
        terminal.plain(out, f"written: {target}; upload it to Gradescope as the assignment's autograder; it holds the answers")
        return
    chosen = export.load(form)
    if into is not None and not chosen.fills:
        raise UsageError(f"--into: {form} fills no file; canvas and moodle do")
    course = course_of(course_dir, units_dir)
    if roster is not None:
        course = msgspec.structs.replace(course, roster=read_roster(roster))
    reports = [_known(report, course) for report in _read(folder)]
    request = export.Request(course, _file(into), column, _titles(reports[0].assignment, units_dir), dict(os.environ))
    made = chosen.make(reports, request)
    for path in _write(made.files, target or _home(folder, reports[0]) / "export"):
        terminal.plain(out, f"written: {path}")
    for note in made.notes:
        terminal.plain(err, f"note: {note}")
    if made.withheld:
        terminal.plain(err, f"withheld, since points are pending: {', '.join(made.withheld)}; grade again, then export again")
        raise typer.Exit(1)


def _read(folder: Path) -> list[Report]:
    """Return the full records of the one unit that a folder holds."""
    homes = [path for path in (folder, *sorted(folder.glob("*"))) if path.is_dir() and any(path.glob("*.json"))]
    if folder in homes:
        homes = [folder]
    if len(homes) != 1:
        said = f"holds records of {', '.join(path.name for path in homes)}; name one" if homes else "holds no records"
        raise UsageError(f"{folder}: {said} (DIR/UNIT of autograder grade)")
    reports, troubles = records.read_all(homes[0])
    for trouble in troubles:
        terminal.plain(err, f"left out: {trouble}")
    if not reports:
        raise UsageError(f"{folder}: holds no record that can be read; grade first")
    return list(reports.values())


def _home(folder: Path, report: Report) -> Path:
    inner = folder / report.assignment
    return inner if inner.is_dir() else folder


def _known(report: Report, course: Course) -> Report:
    """Return a record with what the course says now; a roster alone only says whose it is."""
    if course.folder is not None:
        return course.filled(report)
    return msgspec.structs.replace(report, students=course.students(report.submission)) if course.roster.members else report


def _titles(name: str, units_dir: Path) -> list[str]:
    """Return what a column of a unit may be called: the unit's title, its name."""
    known = [units.load(units_dir / name).title] if (units_dir / name / "unit.toml").is_file() else []
    return [*known, name]


def _file(path: Path | None) -> export.Filled | None:
    if path is None:
        return None
    try:
        return export.Filled(path.name, path.read_bytes())
    except OSError as error:
        raise UsageError(f"--into {path}: {error.strerror}; name a file that was exported from Canvas or Moodle") from error


def _write(files: dict[str, bytes], target: Path) -> list[Path]:
    """Write one file to a path with a suffix, or all into a folder; return where they are."""
    if target.suffix and not target.is_dir():
        if len(files) > 1:
            raise UsageError(f"--out {target}: this format makes {len(files)} files; name a folder")
        paths = dict.fromkeys([target] if files else [], next(iter(files.values()), b""))
    else:
        paths = {target / name: content for name, content in files.items()}
    for path, content in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"--out {target}: {error.strerror}; name a folder that can be written to") from error
        records.write_atomically(path, content)
    return list(paths)
