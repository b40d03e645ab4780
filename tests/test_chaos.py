"""Processes of the grader are killed at random moments, the batch among them: every submission ends with one right record."""

from __future__ import annotations

import contextlib
import csv
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from autograder import records

pytestmark = [pytest.mark.slow, pytest.mark.system]

HERE = Path(__file__).parent
SUBMISSIONS = 80
KILLS = {"batch": 12, "examiner": 20, "reader": 28, "zygote": 50, "worker": 80, "Dask worker": 10}
LATEST = 900
"""Seconds after which a machine is too slow for this."""


class Killer(threading.Thread):
    """Kills a process of a batch a few times a second, each role as often as is still wanted.

    Parameters
    ----------
    root : psutil.Process
        The batch.
    order : random.Random
    wanted : dict of str to int
        Kills by role; counted down.
    """

    def __init__(self, root: psutil.Process, order: random.Random, wanted: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self._root, self._order, self._wanted, self._stop_asked = root, order, wanted, threading.Event()

    def run(self) -> None:
        """Kill until told to stop."""
        while not self._stop_asked.wait(self._order.uniform(0.0, 0.3)):
            with contextlib.suppress(psutil.Error, ValueError):  # ValueError: no more kills are wanted
                victims = by_role(self._root)
                (role,) = self._order.choices(list(self._wanted), list(self._wanted.values()))
                if role == "worker" and "zygote" in victims:
                    self._wanted[role] -= kill_a_child(self._order.choice(victims["zygote"]))
                elif role in victims:
                    self._order.choice(victims[role]).kill()
                    self._wanted[role] -= 1

    def stop(self) -> None:
        """Wait until it kills no more."""
        self._stop_asked.set()
        self.join()


def by_role(root: psutil.Process) -> dict[str, list[psutil.Process]]:
    """Return what a batch consists of right now; nothing until it reads submissions, or it would hardly ever come so far."""
    roles, found = {root.pid: "batch"}, {"batch": [root]}
    for process in root.children(recursive=True):  # parents come first
        with contextlib.suppress(psutil.Error):
            command, above = " ".join(process.cmdline()), roles.get(process.ppid(), "")
            if "autograder.examine" in command:
                role = "examiner"
            elif "autograder.sandbox" in command:
                role = {"examiner": "launcher", "launcher": "zygote", "zygote": "worker"}.get(above, "reader")
            else:
                role = "Dask worker" if above == "batch" and "spawn_main" in command else above
            roles[process.pid] = role
            found.setdefault(role, []).append(process)
    return found if "reader" in found else {}


def kill_a_child(zygote: psutil.Process) -> bool:
    """Kill a worker, which lives for some 20 ms, as soon as there is one; return whether there was."""
    latest = time.monotonic() + 0.5
    while time.monotonic() < latest and zygote.is_running():
        for child in zygote.children():
            child.kill()
            return True
    return False


@pytest.fixture
def command(tiny, right, tmp_path):
    """What grades a class of right and partly right submissions into a folder."""
    (tmp_path / "class").mkdir()
    for number in range(SUBMISSIONS):
        (tmp_path / f"class/s{number:02}.py").write_text(
            right + ("" if number % 3 else "\ndef total(x):\n    return 0\n"), "utf-8"
        )
    (tmp_path / "secret").write_text("0123456789abcdef", "utf-8")
    options = ["--units", str(tiny.parent), "--secret", "secret", "--class-dir", "class", "--accept-weak-sandbox", "--quiet"]
    return [sys.executable, "-m", "autograder", "grade", "tiny", *options]


def outcomes(folder: Path) -> dict[str, dict[str, str]]:
    """Return how each check of each record in a folder ended."""
    reports = {path.stem: records.read(path) for path in (folder / "tiny").glob("*.json")}
    return {name: {test.name: test.outcome for task in report.tasks for test in task.tests} for name, report in reports.items()}


def test_two_hundred_kills_make_no_record_wrong(command, tmp_path):
    """Whatever is killed, a record is right or says that it is pending; the same command, repeated, completes the class."""
    subprocess.run([*command, "--out", "undisturbed", "--jobs", "2"], cwd=tmp_path, check=True, stderr=subprocess.DEVNULL)
    right = outcomes(tmp_path / "undisturbed")
    order, wanted, latest = random.Random(0), dict(KILLS), time.monotonic() + LATEST
    turn = runs = 0
    while any(wanted.values()):
        assert time.monotonic() < latest, f"too slow a machine: {wanted} are left"
        turn += 1
        cluster = ["--cluster", "local:2"] if wanted["Dask worker"] and turn % 2 == 0 else ["--jobs", "2"]
        for status in until_done([*command, "--out", f"out{turn}", *cluster], tmp_path, order, wanted):
            runs += 1
            for name, found in outcomes(tmp_path / f"out{turn}").items():
                assert set(found) == set(right[name])
                wrong = {
                    check: outcome for check, outcome in found.items() if outcome not in (right[name][check], "not_graded")
                }
                assert not wrong, (name, status)
        assert outcomes(tmp_path / f"out{turn}") == right
        with (tmp_path / f"out{turn}/tiny/grades.csv").open(encoding="utf-8") as table:
            assert [row["submission"] for row in csv.DictReader(table)] == sorted(right)
    assert runs > KILLS["batch"]


def until_done(command: list[str], folder: Path, order: random.Random, wanted: dict[str, int]):
    """Run a command, with kills, until it completes; yield each exit status."""
    status = None
    while status != 0:
        process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
        killer = Killer(psutil.Process(process.pid), order, wanted)
        killer.start()
        status = process.wait()
        killer.stop()
        yield status
