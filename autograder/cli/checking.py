"""The student's command: public checks, pictures of what differs, and again on every save."""

from __future__ import annotations

import contextlib
import datetime
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from autograder import intake, public, units, watching
from autograder.cli.app import app
from autograder.errors import IntakeError
from autograder.render import pictures, terminal
from autograder.render.console import out


@app.command()
def check(
    path: Annotated[Path, typer.Argument(help="The unit's folder.")] = Path(),
    task: Annotated[list[str] | None, typer.Option("--task", help="Only this task; may be repeated.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on: check what is touched whenever a file is saved.")] = False,
) -> None:
    """Run the public checks of the unit in PATH (default: here)."""
    if watch:
        with contextlib.suppress(KeyboardInterrupt):
            _watch(path, public.wanted(path, frozenset(task or ())))
        return
    outcome = public.check(path, frozenset(task or ()), stuck_seconds=3.0)
    out.print(terminal.checked(outcome), soft_wrap=True)
    _draw(path, outcome)
    asked = [check.name for check in outcome.checks if check.task in outcome.tasks]
    if any(outcome.verdicts[name].outcome != "passed" for name in asked):
        raise typer.Exit(1)


def _draw(folder: Path, outcome: public.Outcome) -> None:
    """Write a picture of each difference between images; those of earlier runs of the same tasks go."""
    target = folder / pictures.FOLDER
    for old in [old for name in outcome.tasks for old in target.glob(f"{name}--*.png")]:
        old.unlink(missing_ok=True)
    shown = {check: outcome.differences[check.name] for check in outcome.checks
             if check.name in outcome.differences and check.task in outcome.tasks}  # fmt: skip
    if not shown:
        return
    try:
        for check_, difference in shown.items():
            picture = pictures.draw(f"{check_.task}: {check_.name}", difference)
            target.mkdir(exist_ok=True)
            (target / pictures.name(check_.task, check_.name)).write_bytes(picture)
    except ModuleNotFoundError:
        terminal.plain(out, "no pictures of what differs: Matplotlib is missing; pip install matplotlib")
    except OSError as error:
        terminal.plain(out, f"no pictures of what differs: {target} cannot be written to: {error.strerror}")
    except Exception as error:  # whatever Matplotlib stumbles over must not hide what the checks have found
        terminal.plain(out, f"no pictures of what differs: {type(error).__name__}: {error}")
    else:
        count = f"{len(shown)} picture{'s' if len(shown) > 1 else ''}"
        terminal.plain(out, f"{count} of what differs (yours, expected, difference): {target}")


def _watch(folder: Path, tasks: list[str]) -> None:
    """Check in a process of its own, so that nothing that a file does when it is run is left for the next run."""
    unit = units.load(folder)
    before, sources = watching.stamps(folder), _sources(folder)
    _run(folder, tasks)
    for _now in watching.changes(folder, before):
        earlier, sources = sources, _sources(folder)
        touched = watching.touched(unit, earlier, sources) if earlier and sources else tasks
        touched = [name for name in touched if name in tasks]
        if touched:
            _run(folder, touched)
        else:
            terminal.plain(out, f"{_time()}  saved; nothing changed that these checks look at")


def _run(folder: Path, tasks: list[str]) -> None:
    """Check some tasks and print what came of it."""
    options = [option for name in tasks for option in ("--task", name)]
    subprocess.run([sys.executable, "-P", "-m", "autograder", "check", str(folder), *options], check=False)
    terminal.plain(out, f"{_time()}  waiting for the next save (Ctrl+C ends this)")


def _sources(folder: Path) -> dict[str, str]:
    try:
        return intake.take(folder, units.load(folder)).files
    except IntakeError:
        return {}


def _time() -> str:
    return f"{datetime.datetime.now():%H:%M:%S}"
