"""The command line."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path
from typing import Annotated, cast, get_args

import msgspec
import typer
from rich.console import Console
from rich.progress import Progress, TaskID

from autograder import __version__, batch, build, calibration, course, demo, devices, doctor, proving, public, records, units
from autograder.errors import AutograderError, GraderError, IntakeError, UsageError
from autograder.model import Report
from autograder.render import terminal
from autograder.render.console import err, out, progress_bar

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None,
                  help="Auto-graded coursework on convolutional networks.")  # fmt: skip

UnitsOption = Annotated[Path, typer.Option("--units", help="Folder of the units.")]
UnitNames = Annotated[list[str] | None, typer.Argument(metavar="UNIT...", help="All, if none is named.")]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, help="Submissions at a time (default: one a processor).")]

DeviceOption = Annotated[
    str, typer.Option("--device", metavar="auto|cpu|cuda", help="Where timed checks run; auto: a GPU where there is one.")
]

SOLUTIONS = Path("solutions")

_LEFTOVERS = frozenset({"__pycache__", "__MACOSX", "Thumbs.db", "desktop.ini"})
"""What operating systems leave in a folder: no submissions."""

_PIPE_WIDTH = 128
"""Width of tables where there is no terminal to ask."""


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="The unit's folder.")] = Path(),
    task: Annotated[list[str] | None, typer.Option("--task", help="Only this task; may be repeated.")] = None,
) -> None:
    """Run the public checks of the unit in PATH (default: here)."""
    outcome = public.check(path, frozenset(task or ()), stuck_seconds=3.0)
    out.print(terminal.checked(outcome), soft_wrap=True)
    asked = [check.name for check in outcome.checks if check.task in outcome.tasks]
    if any(outcome.verdicts[name].outcome != "passed" for name in asked):
        raise typer.Exit(1)


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
    device: DeviceOption = "auto",
    secret: Annotated[Path | None, typer.Option("--secret", help="File with the course secret.")] = None,
    units_dir: UnitsOption = SOLUTIONS,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", min=0, max=100, help="Exit 3 below this percentage.")
    ] = None,
    accept_weak: Annotated[bool, typer.Option("--accept-weak-sandbox", help="Grade in isolation tier C.")] = False,
    unsafe: Annotated[bool, typer.Option("--unsafe", help="Grade in isolation tier D.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Print every task and remark.")] = False,
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
    store = records.Records(out_dir, unit)
    key = course.read_secret(secret or units_dir.resolve().parent / course.SECRET_NAME, create=secret is None)
    settings = batch.Settings(key, jobs or len(devices.processors()), tuple(only or ()), force,
                              "D" if unsafe else "C" if accept_weak else "B", _device(device))  # fmt: skip
    if not quiet:
        _forecast(units_dir.resolve().parent / calibration.NAME, unit, len(found))
    reports = run_batch(folder, found, store, settings, quiet)
    if not only:
        for trouble in store.write_grades():
            terminal.plain(err, f"not in grades.csv: {trouble}; remove the file, or grade that submission again")
    if not quiet:
        _show(reports, store, verbose)
    raise typer.Exit(_status(reports, fail_under))


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


@app.command(name="build")
def build_(
    names: UnitNames = None,
    check_only: Annotated[bool, typer.Option("--check", help="Only say what is stale; exit 1 if anything is.")] = False,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Make assignments/ from solutions/."""
    stale = []
    for folder in _folders(names, units_dir):
        target = build.root_of(units_dir) / folder.name
        changed = build.stale(build.assignment(folder), target) if check_only else build.write(folder, target)
        stale += changed
        for name in changed:
            terminal.plain(out, f"{'stale' if check_only else 'written'}: {name}")
        if not changed:
            terminal.plain(out, f"{folder.name}: up to date")
    if check_only and stale:
        terminal.plain(err, f"autograder: {len(stale)} generated files are stale; run autograder build")
        raise typer.Exit(1)


@app.command(name="audit")
def audit_(
    names: UnitNames = None,
    units_dir: UnitsOption = SOLUTIONS,
    jobs: Jobs = None,
    mutants: Annotated[bool, typer.Option("--mutants", help="Judge mutants of every right answer, too.")] = False,
    page: Annotated[Path | None, typer.Option("--page", help="Folder for UNIT.md and UNIT.json of the mutants.")] = None,
    seeds: Annotated[int, typer.Option("--seeds", min=0, help="Judge right answers for so many students' inputs.")] = 0,
    timed: Annotated[bool, typer.Option("--timed", help="Judge timed checks, too: minutes for each right answer.")] = False,
) -> None:
    """Prove suites: the reference and alternatives score 100, the stub 0, wrong answers lose points where they are wrong."""
    if page and not mutants:
        raise UsageError("--page: the page is about mutants; give --mutants, too")
    wanted = proving.Wanted(jobs or len(devices.processors()), mutants, page, seeds, timed)
    sound = [proving.prove(folder, wanted) for folder in _folders(names, units_dir)]
    if not all(sound):
        raise typer.Exit(1)


@app.command()
def calibrate(
    names: UnitNames = None,
    device: DeviceOption = "auto",
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Measure what timed checks take here, with the references; grade then says how long a class will take."""
    path = units_dir.resolve().parent / calibration.NAME
    timed = [folder for folder in _folders(names, units_dir) if build.has_timed_checks(folder)]
    if not timed:
        raise UsageError("no unit that is named has timed checks")
    for folder in timed:
        found = calibration.run(folder, _device(device), lambda text: terminal.plain(out, text))
        calibration.keep(path, folder.name, found)
        for line in terminal.calibrated(folder.name, found):
            terminal.plain(out, line)
    terminal.plain(out, f"kept in {path}")


@app.command(name="doctor")
def doctor_() -> None:
    """Say what this machine can do: isolation with evidence, devices, versions."""
    for line in doctor.report():
        terminal.plain(out, line)


@app.command(name="demo")
def demo_(
    folder: Annotated[Path, typer.Option("--out", help="Folder for the sample class and its records.")] = Path("demo"),
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Make a class of sample submissions, grade it and show the table of grades."""
    unit = units.find(demo.UNIT, units_dir)
    submissions = demo.write_class(unit, folder / "submissions")
    terminal.plain(out, f"{len(submissions)} sample submissions of {unit.name} are in {folder / 'submissions'}")
    store = records.Records(folder / "records", unit.name)
    settings = batch.Settings(demo.SECRET, len(devices.processors()), force=True, weakest="D")
    reports = run_batch(unit, batch.identify(submissions), store, settings, quiet=False)
    store.write_grades()
    _show(reports, store, verbose=False)
    terminal.plain(out, f"Why did one lose points? {os.path.relpath(sys.argv[0])} explain {store.path(demo.ASK)}")


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Auto-graded coursework on convolutional networks."""
    if version:
        terminal.plain(out, f"cnn-coursework {__version__}")
        raise typer.Exit


def run_batch(
    folder: Path, found: dict[str, Path], store: records.Records, settings: batch.Settings, quiet: bool
) -> list[Report]:
    """Grade with progress: a bar on a terminal, plain lines elsewhere."""
    reports: list[Report] = []
    failed = 0
    with progress_bar(quiet) as progress:
        bar = progress.add_task("grading", total=len(found))
        if not quiet:
            settings = msgspec.structs.replace(settings, note=functools.partial(_note, progress, bar))
        try:
            for row in batch.grade(folder, found, store, settings):
                reports.append(row.report)
                failed += row.report.status == "rejected" or row.report.pending > 0
                progress.update(bar, advance=1, description=f"grading ({failed} not graded)" if failed else "grading")
                if not quiet and not out.is_terminal:
                    terminal.plain(out, _line(row.report, row.kept, len(reports), len(found)))
        except KeyboardInterrupt:
            progress.stop()
            terminal.plain(
                err, f"autograder: interrupted, {len(reports)} of {len(found)} done; the same command goes on from here"
            )
            os._exit(130)  # the kernel ends the examiners; threads that wait for them must not hold us
    return reports


def main() -> None:
    """Run the command line; errors of the user's are one line, with exit status 2."""
    try:
        app()
    except (UsageError, IntakeError) as error:
        terminal.plain(err, f"autograder: {error}")
        sys.exit(2)
    except GraderError as error:
        terminal.plain(err, f"autograder: the grader itself failed: {error}")
        sys.exit(1)
    except AutograderError as error:
        terminal.plain(err, f"autograder: {error}")
        sys.exit(1)


def _forecast(path: Path, unit: str, count: int) -> None:
    """Say how long timed checks will take, where this was calibrated: they have the device one after another."""
    for kind, known in sorted(calibration.read(path).get(unit, {}).items()):
        terminal.plain(out, f"timed checks: about {known.seconds:.0f} s a submission on {kind}, so up to "
                            f"{count * known.seconds / 60:.0f} minutes for {count} (calibrated {known.at})")  # fmt: skip


def _note(progress: Progress, bar: TaskID, name: str, text: str) -> None:
    if out.is_terminal:
        progress.update(bar, description=f"grading ({name}: {text})")
    else:
        terminal.plain(out, f"{name}: {text}")


def _line(report: Report, kept: bool, done: int, all_: int) -> str:
    score = "rejected" if report.status == "rejected" else f"{report.score:g}"
    return f"{done}/{all_} {report.submission}: {score}" + (" (record kept)" if kept else "")


def _show(reports: list[Report], store: records.Records, verbose: bool) -> None:
    console = out if out.is_terminal else Console(width=_PIPE_WIDTH)
    console.print(terminal.grades(reports, console.width - 2))
    terminal.plain(out, terminal.summary(reports))
    for line in terminal.mistakes(reports, most=1000 if verbose else 10):
        terminal.plain(out, line)
    if verbose:
        for report in sorted(reports, key=lambda report: report.submission):
            for remark in (*report.problems, *report.flags):
                terminal.plain(out, f"{report.submission}: {remark}")
    terminal.plain(out, f"records: {store.folder}")


def _status(reports: list[Report], fail_under: float | None) -> int:
    if any(test.outcome == "not_graded" for report in reports for task in report.tasks for test in task.tests):
        return 1
    if fail_under is not None and any(100 * report.score < fail_under * report.max_score for report in reports):
        return 3
    return 0


def _device(name: str) -> devices.Wanted:
    if name not in get_args(devices.Wanted):
        raise UsageError(f"--device {name}: there are {', '.join(get_args(devices.Wanted))}")
    return cast("devices.Wanted", name)


def _children(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        raise UsageError(f"--class-dir {folder}: no such folder")
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.name not in _LEFTOVERS)


def _folders(names: list[str] | None, units_dir: Path) -> list[Path]:
    found = [units.find(name, units_dir) for name in names or units.names(units_dir)]
    if not found:
        raise UsageError(f"--units {units_dir}: no unit there (a unit is a folder with a unit.toml)")
    return found


if __name__ == "__main__":
    main()
