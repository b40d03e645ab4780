"""Where output goes, and bars that show how far a long run is."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

out, err = Console(), Console(stderr=True)


def progress_bar(quiet: bool) -> Progress:
    """Return a bar on standard error, which shows only on a terminal."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
                    console=err, transient=True, disable=quiet or not err.is_terminal)  # fmt: skip


def advance(progress: Progress, bar: TaskID, done: int, total: int) -> None:
    """Let a bar show that so many of all are done."""
    progress.update(bar, completed=done, total=total)
