"""Commands that show what this machine can do."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from autograder import batch, demo, devices, doctor, records, units
from autograder.cli import report
from autograder.cli.app import SOLUTIONS, UnitsOption, app
from autograder.cli.progress import run_batch, show
from autograder.errors import UsageError
from autograder.render import terminal
from autograder.render.console import out


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
    """Make a class of sample submissions, grade it, show the table of grades and write the report."""
    if demo.FILTERS in units.names(units_dir):
        _sample(folder / demo.FILTERS, units_dir / demo.FILTERS, demo.write_filters, folder)
    store = _sample(folder / "submissions", units.find(demo.UNIT, units_dir), demo.write_class, folder)
    program = "python -m autograder" if sys.argv[0].endswith("__main__.py") else os.path.relpath(sys.argv[0])
    terminal.plain(out, f"Why did one lose points? {program} explain {store.path(demo.ASK)}")


def _sample(target: Path, unit: Path, write: Callable[[Path, Path], list[Path]], folder: Path) -> records.Records:
    """Write a sample class of a unit, grade it, and show what came of it; return its records."""
    submissions = write(unit, target)
    terminal.plain(out, f"{len(submissions)} sample submissions of {unit.name} are in {target}")
    store = records.Records(folder / "records", unit.name)
    settings = batch.Settings(demo.SECRET, len(devices.processors()), force=True, weakest="D")
    reports = run_batch(unit, batch.identify(submissions), store, settings, quiet=False)
    store.write_grades()
    show(reports, store, verbose=False)
    try:
        terminal.plain(out, f"report: {report.write(store.folder, records.read_all(store.folder)[0], unit.parent)}")
    except UsageError as error:  # without Jinja the demo is a demo all the same
        terminal.plain(out, f"no report: {error}")
    return store
