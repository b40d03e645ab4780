"""Grading with progress, and the table that ends it."""

from __future__ import annotations

import functools
import os
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress, TaskID

from autograder import batch, records
from autograder.model import Report
from autograder.render import terminal
from autograder.render.console import err, out, progress_bar

_PIPE_WIDTH = 128
"""Width of tables where there is no terminal to ask."""


def run_batch(
    folder: Path,
    found: dict[str, Path],
    store: records.Records,
    settings: batch.Settings,
    quiet: bool,
    examiners: Sequence[batch.Judging],
) -> list[Report]:
    """Grade with progress, by these examiners: a bar on a terminal, plain lines elsewhere."""
    reports: list[Report] = []
    failed = 0
    with progress_bar(quiet) as progress:
        bar = progress.add_task("grading", total=len(found))
        if not quiet:
            settings = msgspec.structs.replace(settings, note=functools.partial(_note, progress, bar))
        try:
            for row in batch.run(folder, found, store, settings, examiners):
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


def show(reports: list[Report], store: records.Records, verbose: bool) -> None:
    """Print the table of a class, a line on it, and the known mistakes that were made."""
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


def _note(progress: Progress, bar: TaskID, name: str, text: str) -> None:
    if out.is_terminal:
        progress.update(bar, description=f"grading ({name}: {text})")
    else:
        terminal.plain(out, f"{name}: {text}")


def _line(report: Report, kept: bool, done: int, all_: int) -> str:
    score = "rejected" if report.status == "rejected" else f"{report.score:g}"
    return f"{done}/{all_} {report.submission}: {score}" + (" (record kept)" if kept else "")
