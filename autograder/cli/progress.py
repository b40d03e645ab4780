"""Grading with progress, and the table that ends it."""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress, TaskID

from autograder import batch, records
from autograder.cli.tally import State, Tally
from autograder.model import Report
from autograder.render import terminal
from autograder.render.console import err, out, progress_bar

_PIPE_WIDTH = 128
"""Width of tables where there is no terminal to ask."""

_PAUSE_SECONDS = 10.0
"""Between two lines on how far a batch is, where there is no terminal."""


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of ``--json-lines``: a submission begins, says something, or is done; `batch` is how far all of them are."""

    event: str
    submission: str
    batch: State
    status: str = ""
    score: float | None = None
    pending: float | None = None
    max_score: float | None = None
    kept: bool | None = None
    note: str = ""


class People:
    """Progress for people: a bar on a terminal, plain lines elsewhere, nothing where it is to be quiet."""

    def __init__(self, tally: Tally, progress: Progress, bar: TaskID, quiet: bool) -> None:
        self._tally, self._progress, self._bar, self._quiet = tally, progress, bar, quiet
        self._said = time.monotonic()

    def begun(self, name: str) -> None:
        """Say what is running."""
        self._tally.begin(name)
        self._show()

    def note(self, name: str, text: str) -> None:
        """Say what goes on within a submission."""
        if out.is_terminal:
            self._progress.update(self._bar, description=f"{name}: {text}")
        elif not self._quiet:
            terminal.plain(out, f"{name}: {text}")

    def done(self, row: batch.Row) -> None:
        """Say how one ended; now and then, how far all are."""
        self._tally.add(row)
        self._progress.update(self._bar, advance=1)
        self._show()
        if not self._quiet and not out.is_terminal:
            state = self._tally.state()
            terminal.plain(out, _line(row.report, row.kept, state))
            if time.monotonic() - self._said > _PAUSE_SECONDS:
                self._said = time.monotonic()
                terminal.plain(out, str(state))

    def _show(self) -> None:
        self._progress.update(self._bar, description=str(self._tally.state()))


class Programs:
    """Progress for programs: a JSON object a line on standard output."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def begun(self, name: str) -> None:
        """Say that a submission is being judged."""
        self._tally.begin(name)
        self._say(Event("begun", name, self._tally.state()))

    def note(self, name: str, text: str) -> None:
        """Say what goes on within a submission."""
        self._say(Event("note", name, self._tally.state(), note=text))

    def done(self, row: batch.Row) -> None:
        """Say how one ended."""
        self._tally.add(row)
        report = row.report
        self._say(Event("done", report.submission, self._tally.state(), report.status, report.score, report.pending,
                        report.max_score, row.kept))  # fmt: skip

    def _say(self, event: Event) -> None:
        terminal.plain(out, json.dumps(msgspec.to_builtins(event)))


def run_batch(
    folder: Path,
    found: dict[str, Path],
    store: records.Records,
    settings: batch.Settings,
    examiners: Sequence[batch.Judging],
    quiet: bool = False,
    json_lines: bool = False,
) -> list[Report]:
    """Grade with progress, by these examiners."""
    reports: list[Report] = []
    tally = Tally(len(found))
    with progress_bar(quiet or json_lines) as progress:
        bar = progress.add_task("grading", total=len(found))
        teller = Programs(tally) if json_lines else People(tally, progress, bar, quiet)
        settings = msgspec.structs.replace(settings, note=teller.note, begun=teller.begun)
        try:
            with contextlib.closing(batch.run(folder, found, store, settings, examiners)) as rows:
                for row in rows:
                    reports.append(row.report)
                    teller.done(row)
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


def _line(report: Report, kept: bool, state: State) -> str:
    score = "rejected" if report.status == "rejected" else f"{report.score:g}"
    return f"{state.done}/{state.total} {report.submission}: {score}" + (" (record kept)" if kept else "")
