"""``adjustments.jsonl``: what people changed by hand. Lines are added, never changed, so that every change keeps its reason."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.model import Adjustment

NAME = "adjustments.jsonl"


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line: an adjustment, with the unit and the student or team that it is for."""

    unit: str
    who: str
    task: str
    delta: float
    by: str
    reason: str
    at: str

    def adjustment(self) -> Adjustment:
        """Return what the record of a submission says of it."""
        return Adjustment(self.task, self.delta, self.by, self.reason, self.at)


def read_changes(path: Path) -> list[Change]:
    """Read all lines; none where there is no file.

    Raises
    ------
    UsageError
        Names the line that cannot be read: what people decided is never skipped in silence.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    changes = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                changes.append(msgspec.json.decode(line, type=Change))
            except msgspec.MsgspecError as error:
                raise UsageError(f"{path}, line {number}: {error}; mend that line") from error
    return changes


def append_change(path: Path, change: Change) -> None:
    """Add a line, whole or not at all, and have it on the disk before returning.

    Raises
    ------
    UsageError
        If it cannot be written.
    """
    read_changes(path)  # a line after one that is broken would be lost with it
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            begin = b"" if not size or os.pread(descriptor, 1, size - 1) == b"\n" else b"\n"
            os.write(descriptor, begin + msgspec.json.encode(change) + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
