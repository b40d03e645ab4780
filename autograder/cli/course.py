"""Commands for whoever runs a course: its folders, its gradebook."""

from __future__ import annotations

import datetime
import getpass
import math
from pathlib import Path
from typing import Annotated

import typer

from autograder import founding, records, units
from autograder.cli.app import SOLUTIONS, CourseOption, UnitsOption, app, course_of
from autograder.course import Change, Course, append_change
from autograder.course.adjustments import NAME as ADJUSTMENTS
from autograder.errors import UsageError
from autograder.gradebook import database
from autograder.render import terminal, totals
from autograder.render.console import err, out

gradebook = typer.Typer(no_args_is_help=True, help="nbgrader's gradebook: make it, fill it, change grades by hand.")
app.add_typer(gradebook, name="gradebook")

Database = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="SQLAlchemy URL, or the path of an SQLite file (default: the course's)."),
]


@app.command(name="init-course")
def init_course(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new private folder.")],
    names: Annotated[list[str] | None, typer.Option("--unit", help="Only this unit; may be repeated.")] = None,
    students: Annotated[Path | None, typer.Option("--students", help="Folder for students (default: DIR-students).")] = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Begin a course: a private folder, and one for students in which nothing is that they may not see."""
    chosen = [units.find(name, units_dir).name for name in names or units.names(units_dir)]
    if not chosen:
        raise UsageError(f"--units {units_dir}: no unit there (a unit is a folder with a unit.toml)")
    target = students or folder.resolve().with_name(f"{folder.resolve().name}-students")
    begun = founding.begin(folder, target, chosen, units_dir)
    terminal.plain(out, f"private: {begun.private} (course.toml, roster.csv, the secret, {len(begun.units)} units)")
    terminal.plain(out, f"for students: {begun.students}")
    terminal.plain(out, f"next: fill in {begun.private / 'course.toml'} and {begun.private / 'roster.csv'}, then, in "
                        f"{begun.private}, autograder grade {begun.units[0]} --class-dir DIR --out records")  # fmt: skip


@gradebook.command(name="init")
def init_(db: Database = None, course_dir: CourseOption = None, units_dir: UnitsOption = SOLUTIONS) -> None:
    """Make the gradebook: an assignment a unit, a grade a task, and the students of the roster."""
    course = course_of(course_dir, units_dir)
    counting = list(course.settings.units) or units.names(units_dir)
    with database.opened(_url(db, course)) as book:
        names = database.prepare(book, [units.load(units.find(name, units_dir)) for name in counting], course)
        count = database.enrol(book, course)
        terminal.plain(out, f"{_url(db, course)}: {len(names)} assignments, {count} students")


@gradebook.command()
def roster(db: Database = None, course_dir: CourseOption = None, units_dir: UnitsOption = SOLUTIONS) -> None:
    """Add the students of roster.csv to the gradebook, or update their names."""
    course = course_of(course_dir, units_dir)
    if not course.roster.members:
        raise UsageError(f"{(course.folder or Path()) / 'roster.csv'}: nobody is in it")
    with database.opened(_url(db, course)) as book:
        terminal.plain(out, f"{database.enrol(book, course)} students")


@gradebook.command(name="import")
def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What grade had as --out.")],
    db: Database = None,
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Write all records into the gradebook: for each student the attempt that counts, late penalties, adjustments."""
    course = course_of(course_dir, units_dir)
    found = _graded(folder, units_dir)
    with database.opened(_url(db, course)) as book:
        for name in found:
            reports, broken = records.read_all(folder / name)
            done = database.import_records(book, units.load(units_dir / name), reports.values(), course)
            terminal.plain(out, f"{name}: {done.submissions} students")
            for stranger in done.strangers:
                terminal.plain(err, f"{name}: {stranger} is not in the gradebook; gradebook roster adds who is in roster.csv")
            for trouble in broken:
                terminal.plain(err, f"{name}: left out: {trouble}")


@gradebook.command()
def adjust(
    unit: Annotated[str, typer.Argument(help="Name of the unit.")],
    who: Annotated[str, typer.Argument(help="Student, team, or the name under which they hand in.")],
    task: Annotated[str, typer.Argument(help="Name of the task.")],
    delta: Annotated[float, typer.Argument(help="Points to add; a negative number after --.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; students may read it.")],
    by: Annotated[str | None, typer.Option("--by", help="Who decides (default: your user name).")] = None,
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Change a score by hand. A line is added to adjustments.jsonl, and stays; the next grade or import applies it."""
    course = course_of(course_dir, units_dir)
    if course.folder is None:
        raise UsageError("adjustments belong to a course: name its folder with --course")
    known = units.load(units.find(unit, units_dir)).tasks
    if task not in known:
        raise UsageError(f"{task}: no such task; there are {', '.join(known)}")
    if not course.counts(unit, task):
        raise UsageError(f"{unit}, {task}: does not count by {course.folder / 'course.toml'}; add it there under units")
    if course.strangers([who]):
        raise UsageError(f"{who}: is not in {course.folder / 'roster.csv'}")
    if not math.isfinite(delta) or delta == 0:
        raise UsageError(f"{delta}: is no change of a score")
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    change = Change(unit, who, task, delta, by or getpass.getuser(), reason, now)
    append_change(course.folder / ADJUSTMENTS, change)
    terminal.plain(out, f"{unit}, {who}, {task}: {delta:+g} ({reason}); in {course.folder / ADJUSTMENTS}")


@gradebook.command()
def total(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What grade had as --out.")],
    target: Annotated[Path, typer.Option("--out", help="The table to write.")] = Path("course.csv"),
    course_dir: CourseOption = None,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Write a table of all units with each student's total by the weights of course.toml. Exits 1 where points are pending."""
    course = course_of(course_dir, units_dir)
    by_unit = {}
    for name in _graded(folder, units_dir):
        reports, broken = records.read_all(folder / name)
        by_unit[name] = [course.filled(report) for report in reports.values()]
        for trouble in broken:
            terminal.plain(err, f"{name}: left out: {trouble}")
    made = totals.total(by_unit, course)
    records.write_atomically(target, made.files["course.csv"])
    terminal.plain(out, f"written: {target}")
    for note in made.notes:
        terminal.plain(err, f"note: {note}")
    if made.withheld:
        terminal.plain(err, f"no total, since points are pending: {', '.join(made.withheld)}; grade again")
        raise typer.Exit(1)


def _graded(folder: Path, units_dir: Path) -> list[str]:
    found = [name for name in units.names(units_dir) if (folder / name).is_dir()]
    if not found:
        raise UsageError(f"{folder}: no records there; name the folder that grade had as --out")
    return found


def _url(db: str | None, course: Course) -> str:
    return db or str((course.folder or Path()) / database.DEFAULT)
