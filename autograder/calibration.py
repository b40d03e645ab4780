"""What timed checks take on this machine: the reference goes through them, and the figures are kept."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from autograder import batch, devices, units
from autograder.errors import GraderError, UsageError
from autograder.records import Records, write_atomically

NAME = "calibration.json"

_SECRET = b"calibrations have no secrets"


class Timed(msgspec.Struct, frozen=True):
    """A timed check of the reference: its outcome, its seconds in all, and what it measured."""

    outcome: str
    seconds: float
    measured: dict[str, Any]


class Calibration(msgspec.Struct, frozen=True):
    """The timed checks of a unit on a device, by name; `device` and `at` say where and when."""

    device: str
    at: str
    checks: dict[str, Timed]

    @property
    def seconds(self) -> float:
        """What all timed checks of one submission as fast as the reference take."""
        return sum(check.seconds for check in self.checks.values())


def run(folder: Path, device: devices.Wanted, note: Callable[[str], None]) -> Calibration:
    """Let the reference of a unit go through its timed checks.

    Parameters
    ----------
    folder : Path
        The unit.
    device : {"auto", "cpu", "cuda"}
    note : callable
        Told what goes on.

    Raises
    ------
    GraderError
        If a timed check of the reference is not graded, as where there is no such device.
    """
    unit = units.load(folder)
    settings = batch.Settings(_SECRET, weakest="D", device=device, note=lambda _name, text: note(text))
    with tempfile.TemporaryDirectory(prefix="autograder-calibrate-") as name:
        target = Path(name) / "reference"
        target.mkdir()
        for file, source in units.sources(folder, unit).items():
            (target / file).write_text(source, "utf-8")
        (row,) = batch.grade(folder, {"reference": target}, Records(Path(name) / "records", unit.name), settings)
    found = {test.name: Timed(test.outcome, test.seconds, test.measured)
             for task in row.report.tasks for test in task.tests if test.name in row.timed}  # fmt: skip
    for check, timed in found.items():
        if timed.outcome == "not_graded":
            message = next(test.message for task in row.report.tasks for test in task.tests if test.name == check)
            raise GraderError(f"{unit.name}: {check}: not graded: {message}")
    return Calibration(row.report.provenance.device, datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"), found)


def read(path: Path) -> dict[str, dict[str, Calibration]]:
    """Return what is known, by unit and by kind of device ("cpu", "cuda"); nothing where there is no file.

    Raises
    ------
    UsageError
        If the file cannot be read.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Calibration]])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path}: {error}; remove it and run autograder calibrate again") from error


def keep(path: Path, unit: str, found: Calibration) -> None:
    """Add a calibration to the file."""
    known = read(path)
    known.setdefault(unit, {})[found.device.partition(" ")[0]] = found
    write_atomically(path, msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n", mode=0o644)
