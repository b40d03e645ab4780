"""Commands that grade, and that look at a grade."""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from autograder import batch, calibration, cluster, course, devices, moves, records, units
from autograder.cli.app import SOLUTIONS, CourseOption, DeviceOption, Jobs, UnitsOption, app, course_of, device_of
from autograder.cli.progress import run_batch, show
from autograder.errors import UsageError
from autograder.model import Report
from autograder.render import terminal
from autograder.render.console import err, out

_LEFTOVERS = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini", "submissions.csv"})
"""What lies in a folder of submissions and is none: what operating systems leave, and the times of submissions."""


@app.command()
def grade(
    unit: Annotated[str, typer.Argument(help="Name of the unit.")],
    submissions: Annotated[
        list[Path] | None, typer.Argument(metavar="SUBMISSION...", help="Folders, .zip, .ipynb or .py.")
    ] = None,
    out_dir: Annotated[Path, typer.Option("--out", help="Folder for the records.")] = ...,  # type: ignore[assignment]
    class_dir: Annotated[Path | None, typer.Option("--class-dir", help="Each child is one submission.")] = None,
    jobs: Jobs = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this task; may be repeated.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade again what has a record.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be graded, why, and for how long.")] = False,
    explain_moves: Annotated[bool, typer.Option("--explain", help="Say who would move, and why; change nothing.")] = False,
    device: DeviceOption = "auto",
    course_dir: CourseOption = None,
    secret: Annotated[Path | None, typer.Option("--secret", help="File with the course secret.")] = None,
    units_dir: UnitsOption = SOLUTIONS,
    address: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler: tcp://HOST:PORT, or local:N.")
    ] = None,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", min=0, max=100, help="Exit 3 below this percentage.")
    ] = None,
    accept_weak: Annotated[bool, typer.Option("--accept-weak-sandbox", help="Grade in isolation tier C.")] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Grade in isolation tier D.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every task and remark.")] = False,
    json_lines: Annotated[
        bool, typer.Option("--json-lines", help="Print progress for programs, a JSON object a line.")
    ] = False,
) -> None:
    """Grade submissions with the hidden suite; records go to DIR/UNIT/ID.json."""
    folder = units.find(unit, units_dir)
    known = units.load(folder).tasks
    for name in only or ():
        if name not in known:
            raise UsageError(f"--only {name}: no such task; there are {', '.join(known)}")
    found = batch.identify([*(submissions or ()), *_children(class_dir)])
    if not found:
        raise UsageError("no submission given; name folders, .zip, .ipynb or .py files, or --class-dir DIR")
    trial = dry_run or explain_moves
    store = records.Records(out_dir, unit, create=not trial)
    whole = course_of(course_dir, units_dir, course.read_times(class_dir, unit) if class_dir else None)
    home = whole.folder or units_dir.resolve().parent
    key = _secret(secret, home, trial)
    settings = batch.Settings(key, jobs or len(devices.processors()), tuple(only or ()), force,
                              _weakest(accept_weak, unsafe), device_of(device), course=whole)  # fmt: skip
    _warn(whole, found, unit, home)
    with _examiners(folder, len(found), settings, address) as examiners:
        if dry_run:
            _plan(folder, found, store, settings, examiners, home / calibration.NAME)
            raise typer.Exit
        if explain_moves:
            _moves(moves.moves(folder, found, store, settings, examiners), len(found))
            raise typer.Exit
        if not quiet and not json_lines:
            _forecast(home / calibration.NAME, unit, len(found))
        reports = run_batch(folder, found, store, settings, examiners, quiet, json_lines)
    if not only:
        for trouble in store.write_grades():
            terminal.plain(err, f"not in grades.csv: {trouble}; remove the file, or grade that submission again")
    if not quiet and not json_lines:
        show(reports, store, verbose)
    raise typer.Exit(_status(reports, fail_under))


def _warn(whole: course.Course, found: Collection[str], unit: str, home: Path) -> None:
    """Say what nobody may have meant: names that are in no roster, attempts with one number, submissions without a time."""
    for stranger in whole.strangers(found):
        terminal.plain(err, f"{stranger}: not in {home / 'roster.csv'}; it is graded, and counts for a student of that name")
    for names in whole.rivals(found):
        terminal.plain(err, f"{', '.join(names)}: one attempt of one team; what was handed in last counts. Number them: red@2")
    if undated := whole.undated(unit, found):
        some = ", ".join(undated[:3]) + (", …" if len(undated) > 3 else "")
        terminal.plain(err, f"{unit} has a due date, and {len(undated)} submissions without a time are not late ({some}); "
                            f"write it into {course.TIMES_NAME} in their folder")  # fmt: skip


@app.command()
def explain(
    record: Annotated[Path, typer.Argument(help="A record: DIR/UNIT/ID.json.")],
    task: Annotated[str | None, typer.Option("--task", help="Only this task.")] = None,
) -> None:
    """Show the failing checks of a record as runnable snippets (for staff)."""
    report, evidence = records.read(record), records.read_evidence(record)
    names = [result.name for result in report.tasks]
    if task is not None and task not in names:
        raise UsageError(f"--task {task}: not in this record; there are {', '.join(names)}")
    shown = 0
    for problem in (*report.problems, *report.flags):
        terminal.plain(out, f"# note: {problem}")
    for result in report.tasks:
        if result.mistake and task in (None, result.name):
            terminal.plain(out, f"# {result.name}: does what the known mistake {result.mistake} does: {result.hint}")
        for test in result.tests if task in (None, result.name) else ():
            if test.outcome != "passed":
                shown += 1
                terminal.plain(out, f"\n# {result.name}: {test.name} ({test.outcome}, {test.max_score:g} points)")
                terminal.plain(out, evidence.snippets.get(test.name) or "# " + test.message.replace("\n", "\n# "))
    if not shown:
        terminal.plain(out, "# every check passed" if report.status == "graded" else "# nothing was graded")


def _forecast(path: Path, unit: str, count: int) -> None:
    """Say how long timed checks will take, where this was calibrated: they have the device one after another."""
    for kind, known in sorted(calibration.read(path).get(unit, {}).items()):
        terminal.plain(out, f"timed checks: about {known.seconds:.0f} s a submission on {kind}, so up to "
                            f"{count * known.seconds / 60:.0f} minutes for {count} (calibrated {known.at})")  # fmt: skip


@app.command()
def replay(
    record: Annotated[Path, typer.Argument(help="A record: DIR/UNIT/ID.json.")],
    device: DeviceOption = "auto",
    course_dir: CourseOption = None,
    secret: Annotated[Path | None, typer.Option("--secret", help="File with the course secret.")] = None,
    units_dir: UnitsOption = SOLUTIONS,
    accept_weak: Annotated[bool, typer.Option("--accept-weak-sandbox", help="Grade in isolation tier C.")] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Grade in isolation tier D.")] = False,
) -> None:
    """Grade a record's submission again from what was kept, and say what differs; exit 1 if its grade cannot be had again."""
    whole = course_of(course_dir, units_dir)
    key = course.read_secret(secret or (whole.folder or units_dir.resolve().parent) / course.SECRET_NAME, create=False)
    settings = batch.Settings(key, weakest=_weakest(accept_weak, unsafe), device=device_of(device))
    found = moves.replay(record, units_dir, key, whole, settings)
    for line in _said(found.move):
        terminal.plain(out, line)
    if found.others:
        terminal.plain(out, f"{found.move.submission}: this was another examination ({'; '.join(found.others)})")
    if found.others or found.move.moves:
        raise typer.Exit(1)
    terminal.plain(out, f"{found.move.submission}: the same, {found.move.after:g} points and every outcome")


def _weakest(accept_weak: bool, unsafe: bool) -> str:
    return "D" if unsafe else "C" if accept_weak else "B"


def _secret(given: Path | None, home: Path, trial: bool) -> bytes:
    """Return the course secret; where there is none yet, a new one, which a trial does not write down."""
    path = given or home / course.SECRET_NAME
    if trial and given is None and not path.exists():
        return course.draw_secret()
    return course.read_secret(path, create=given is None and not trial)


@contextlib.contextmanager
def _examiners(folder: Path, count: int, settings: batch.Settings, address: str | None) -> Iterator[Sequence[batch.Judging]]:
    """Return examiners for so many submissions, of this machine or of a cluster."""
    if address is None:
        yield batch.local(folder, count, settings)
        return
    with cluster.remotes(folder, count, settings, address) as found:
        yield found


def _plan(
    folder: Path,
    found: dict[str, Path],
    store: records.Records,
    settings: batch.Settings,
    examiners: Sequence[batch.Judging],
    known: Path,
) -> None:
    """Say what would be graded, and how long it takes by what records say that it took before."""
    planned = batch.plan(folder, found, store, settings, examiners[0])
    todo = [plan for plan in planned if plan.reasons]
    for plan in planned:
        kept = "is kept" if plan.restated is None else "is kept, with what the course says of it now (--explain says what)"
        terminal.plain(out, f"{plan.submission}: {', '.join(plan.reasons) or kept}")
    reports, _unreadable = records.read_all(store.folder)
    spent = [report.provenance.seconds for report in reports.values() if report.status == "graded"]
    if spent and todo:
        seconds = len(todo) * statistics.median(spent) / len(examiners)
        how = f", about {seconds:.0f} s with {len(examiners)} jobs (by the median of {len(spent)} records)"
    else:
        how = ""
    terminal.plain(out, f"{len(todo)} of {len(planned)} would be graded{how}")
    _forecast(known, folder.name, len(todo))


def _moves(found: Iterator[moves.Move], count: int) -> None:
    """Say who would move, by how much, and why."""
    graded, moved = 0, 0
    for move in found:
        graded += bool(move.reasons)
        moved += move.moves
        if move.moves:
            for line in _said(move):
                terminal.plain(out, line)
    terminal.plain(out, f"{count} submissions: {graded} would be graded again, {moved} would move; nothing was changed")


def _said(move: moves.Move) -> Iterator[str]:
    before = "no record" if move.before is None else f"{move.before:g}"
    why = f" ({'; '.join(move.reasons)})" if move.reasons else ""
    if move.moves:
        yield f"{move.submission}: {before} -> {move.after:g}{why}"
        yield from (f"  {line}" for line in (*move.tasks, *move.checks, *move.restated))
    elif why:
        yield f"{move.submission}:{why}, and nothing moves"


def _status(reports: list[Report], fail_under: float | None) -> int:
    if any(test.outcome == "not_graded" for report in reports for task in report.tasks for test in task.tests):
        return 1
    if fail_under is not None and any(100 * report.score < fail_under * report.max_score for report in reports):
        return 3
    return 0


def _children(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise UsageError(f"--class-dir {folder}: no such folder")
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in _LEFTOVERS)
