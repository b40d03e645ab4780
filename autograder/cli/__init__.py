"""The command line: one module a kind of command; importing it adds its commands to the application."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated

import typer

from autograder import __version__
from autograder.cli import authoring, checking, course, export, grading, machine, release, report
from autograder.cli.app import app
from autograder.errors import AutograderError, GraderError, IntakeError, UsageError
from autograder.render import terminal
from autograder.render.console import err, out

__all__ = ["app", "authoring", "checking", "course", "export", "grading", "machine", "main", "release", "report"]


@app.callback(invoke_without_command=True)
def top(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Auto-graded coursework on convolutional networks."""
    if version:
        terminal.plain(out, f"cnn-coursework {__version__}")
        raise typer.Exit


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
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename is not None:
            raise
        terminal.plain(err, f"autograder: standard output: {error.strerror}; make room, and run the same command again")
        os._exit(2)  # an ordinary end would try to write once more what could not be written
    except AutograderError as error:
        terminal.plain(err, f"autograder: {error}")
        sys.exit(1)
