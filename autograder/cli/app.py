"""The application, and options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from autograder import devices, units
from autograder.course import Course, Handed, find_course
from autograder.errors import UsageError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Auto-graded coursework on convolutional networks.")  # fmt: skip

UnitsOption = Annotated[Path, typer.Option("--units", help="Folder of the units.")]
UnitNames = Annotated[list[str] | None, typer.Argument(metavar="UNIT...", help="All, if none is named.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Submissions at a time (default: one a processor).")]
DeviceOption = Annotated[
    str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where timed checks run; auto: a GPU where there is one.")
]

CourseOption = Annotated[
    Path | None, typer.Option("--course", help="The course's folder (default: that of the units, if it has a course.toml).")
]

SOLUTIONS = Path("solutions")


def course_of(course_dir: Path | None, units_dir: Path, handed: Handed | None = None) -> Course:
    """Return the course that `--course` names, or the one in whose folder the units lie; an empty one where there is none.

    Raises
    ------
    UsageError
        If `--course` names none, or a file of it is wrong, or it names what there is not.
    """
    if course_dir is not None and not (course_dir / "course.toml").is_file():
        raise UsageError(f"--course {course_dir}: no course.toml there; autograder init-course DIR makes a course")
    course = find_course(course_dir or units_dir.resolve().parent, handed)
    course.require_units({name: list(units.load(units_dir / name).tasks) for name in units.names(units_dir)})
    return course


def device_of(name: str) -> devices.Wanted:
    """Return what `--device` names.

    Raises
    ------
    UsageError
        If it is none of the three.
    """
    if name not in get_args(devices.Wanted):
        raise UsageError(f"--device {name}: there are {', '.join(get_args(devices.Wanted))}")
    return cast("devices.Wanted", name)


def folders(names: list[str] | None, units_dir: Path) -> list[Path]:
    """Return the folders of the units that are named, or of all.

    Raises
    ------
    UsageError
        If there is none, or a name is none of a unit.
    """
    found = [units.find(name, units_dir) for name in names or units.names(units_dir)]
    if not found:
        raise UsageError(f"--units {units_dir}: no unit there (a unit is a folder with a unit.toml)")
    return found
