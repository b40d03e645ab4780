"""Processor seconds of a command and of all that it starts, workers in namespaces among them; and the history file.

Sums over children would not do: workers are taken away by the kernel, and nobody waits for them. A control group counts
them all, whatever else the machine does meanwhile; it needs the right to make one (root, cgroup v1 ``cpuacct`` or v2).
Without, the processor time of the whole machine is taken, less what it spends anyway; then it should have nothing else to do.
"""

from __future__ import annotations

import datetime
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HISTORY = HERE / "history.jsonl"

_GROUPS = (Path("/sys/fs/cgroup/cpuacct"), Path("/sys/fs/cgroup"))


class Meter:
    """Runs commands and counts what they spend; a context, which removes its control group at the end.

    Attributes
    ----------
    exact : bool
        Whether a control group counts.
    """

    def __init__(self) -> None:
        self._group: Path | None = None

    def __enter__(self) -> Meter:
        for parent in _GROUPS:
            group = parent / f"autograder-bench-{os.getpid()}"
            try:
                group.mkdir()
            except OSError:
                continue
            if (group / "cgroup.procs").exists():
                self._group = group
                break
            group.rmdir()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._group is not None:
            self._group.rmdir()

    @property
    def exact(self) -> bool:
        """Whether other work on the machine is left out exactly."""
        return self._group is not None

    def run(self, command: list[str], cwd: Path) -> float:
        """Run a command to its end, and all that it started; return their processor seconds.

        Raises
        ------
        SystemExit
            If it fails, with what it said.
        """
        if self._group is not None:
            before = self.used(self._group)
            _checked(["sh", "-c", 'echo $$ > "$0/cgroup.procs" && exec "$@"', str(self._group), *command], cwd)
            while (self._group / "cgroup.procs").read_text().strip():  # what it leaves behind ends by itself
                time.sleep(0.01)
            return self.used(self._group) - before
        idle, before, started = _idle_share(), _busy(), time.monotonic()
        _checked(command, cwd)
        if idle > 0.1:
            print(f"the machine is busy ({idle:.2f} processors): do not trust the figures", file=sys.stderr)
        return _busy() - before - idle * (time.monotonic() - started)

    @property
    def group(self) -> Path | None:
        """The control group, where there is one."""
        return self._group

    @staticmethod
    def used(group: Path) -> float:
        """Return the processor seconds that a control group has used."""
        old = group / "cpuacct.usage"
        if old.exists():
            return int(old.read_text()) / 1e9
        words = (group / "cpu.stat").read_text().split()
        return int(words[words.index("usage_usec") + 1]) / 1e6


def _checked(command: list[str], cwd: Path) -> None:
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {(done.stderr or done.stdout)[-2000:]}")


def _busy() -> float:
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def _idle_share() -> float:
    """Return how many processors the machine uses for other things: to be little, and to be taken off."""
    before = _busy()
    time.sleep(2)
    return (_busy() - before) / 2


def note(benchmark: str, **found: Any) -> None:
    """Add a line to the history file."""
    line = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "benchmark": benchmark,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        **found,
    }
    with HISTORY.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
