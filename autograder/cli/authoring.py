"""Commands for whoever writes units."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from autograder import build, calibration, devices, proving, scaffold
from autograder.cli.app import SOLUTIONS, DeviceOption, Jobs, UnitNames, UnitsOption, app, device_of, folders
from autograder.errors import UsageError
from autograder.render import terminal
from autograder.render.console import err, out


@app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="UNIT", help="Name of the unit, and of the module that students hand in.")],
    runtime: Annotated[str, typer.Option("--runtime", metavar="numpy|torch", help="What submissions may import.")] = "numpy",
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Start a unit of your own: a small one that is sound, to be changed."""
    for path in scaffold.create(name, units_dir, runtime):
        terminal.plain(out, f"written: {path}")
    where = "" if units_dir == SOLUTIONS else f" --units {units_dir}"
    terminal.plain(out, f"Prove it with: autograder audit {name}{where}")


@app.command(name="build")
def build_(
    names: UnitNames = None,
    check_only: Annotated[bool, typer.Option("--check", help="Only say what is stale; exit 1 if anything is.")] = False,
    units_dir: UnitsOption = SOLUTIONS,
) -> None:
    """Make assignments/ from solutions/."""
    stale = []
    for folder in folders(names, units_dir):
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
    keep: Annotated[
        Path | None,
        typer.Option(
            "--keep",
            metavar="FILE",
            dir_okay=False,
            help="Keep what is found of mutants and for other seeds in FILE, and judge only what it lacks.",
        ),
    ] = None,
) -> None:
    """Prove suites: the reference and alternatives score 100, the stub 0, wrong answers lose points where they are wrong."""
    if page and not mutants:
        raise UsageError("--page: the page is about mutants; give --mutants, too")
    if keep and not (mutants or seeds):
        raise UsageError("--keep: what is kept is found of mutants and for other seeds; give --mutants or --seeds, too")
    wanted = proving.Wanted(jobs or len(devices.processors()), mutants, page, seeds, timed, keep)
    sound = [proving.prove(folder, wanted) for folder in folders(names, units_dir)]
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
    timed = [folder for folder in folders(names, units_dir) if build.has_timed_checks(folder)]
    if not timed:
        raise UsageError("no unit that is named has timed checks")
    for folder in timed:
        found = calibration.run(folder, device_of(device), lambda text: terminal.plain(out, text))
        calibration.keep(path, folder.name, found)
        for line in terminal.calibrated(folder.name, found):
            terminal.plain(out, line)
    terminal.plain(out, f"kept in {path}")
