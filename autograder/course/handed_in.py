"""When submissions were handed in: what somebody wrote down, never what a file system says."""

from __future__ import annotations

import contextlib
import csv
import datetime
from pathlib import Path

import msgspec

from autograder.errors import UsageError

NAME = "submissions.csv"
STAMP = "timestamp.txt"


class Handed(msgspec.Struct, frozen=True):
    """Times of submissions by id, all with an offset.

    Parameters
    ----------
    times : dict of str to datetime
        From ``submissions.csv``, which whoever teaches has written.
    stamps : dict of str to datetime
        From ``timestamp.txt``, which nbgrader writes, and a student can, too.
    """

    times: dict[str, datetime.datetime] = {}
    stamps: dict[str, datetime.datetime] = {}


def read_times(folder: Path, unit: str) -> Handed:
    """Read the times beside the submissions of a class.

    Parameters
    ----------
    folder : Path
        Of the submissions. ``submissions.csv`` in it has the columns ``submission`` and ``submitted_at``; a submission that is
        a folder may hold nbgrader's ``timestamp.txt``, in itself or in its folder of the unit.
    unit : str

    Raises
    ------
    UsageError
        If a time cannot be read, or has no offset.
    """
    times, stamps = {}, {}
    for path in (*folder.glob(f"*/{STAMP}"), *folder.glob(f"*/{unit}/{STAMP}")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 100:
            name = path.relative_to(folder).parts[0]
            with contextlib.suppress(UsageError, OSError):  # a student may have written it: one that says nothing stops nobody
                stamps[name] = _time(path.read_text("utf-8", "replace"), str(path), naive=datetime.UTC)
    table = folder / NAME
    if table.is_file():
        with table.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if not {"submission", "submitted_at"} <= set(reader.fieldnames or ()):
                raise UsageError(f"{table}: needs the columns submission and submitted_at")
            for row in reader:
                times[row["submission"]] = _time(row["submitted_at"] or "", f"{table}, line {reader.line_num}")
    return Handed(times, stamps)


def _time(text: str, where: str, naive: datetime.tzinfo | None = None) -> datetime.datetime:
    text = text.strip().removesuffix(" UTC")
    try:
        time = datetime.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{where}: {text[:40]!r} is no time; write it like 2026-11-26T18:00:00+01:00") from None
    if time.tzinfo is None and naive is None:
        raise UsageError(f"{where}: {text!r} has no offset; write it like 2026-11-26T18:00:00+01:00")
    try:
        return (time if time.tzinfo else time.replace(tzinfo=naive)).astimezone(datetime.UTC)
    except OverflowError:
        raise UsageError(f"{where}: {text[:40]!r} is no time that can be reckoned with") from None
