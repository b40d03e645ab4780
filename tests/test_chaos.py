"""Processes of the grader are killed at random moments: no record is wrong, and the next run completes."""

from __future__ import annotations

import contextlib
import random
import shutil
import threading
from pathlib import Path

import psutil
import pytest

from autograder import batch, records
from autograder.errors import GraderError

pytestmark = [pytest.mark.slow, pytest.mark.system]

HERE = Path(__file__).parent
KILLS = 100
SECRET = b"a secret of the tests' own"


class Killer(threading.Thread):
    """Kills a process that descends from this one every half a second or so; examiners, which start slowly, seldom."""

    def __init__(self, order: random.Random) -> None:
        super().__init__(daemon=True)
        self._order, self._stop_asked = order, threading.Event()
        self.killed: list[str] = []

    def run(self) -> None:
        """Kill until told to stop."""
        while not self._stop_asked.wait(self._order.uniform(0.0, 1.0)):
            (role,) = self._order.choices(["examiner", "reader", "zygote or worker"], [0.04, 0.26, 0.7])
            with contextlib.suppress(psutil.Error):
                victims = [process for process in psutil.Process().children(recursive=True) if role_of(process) == role]
                if victims:
                    self._order.choice(victims).kill()
                    self.killed.append(role)

    def stop(self) -> None:
        """Wait until it kills no more."""
        self._stop_asked.set()
        self.join()


def role_of(process):
    """Return what a process is."""
    command = " ".join(process.cmdline())
    if "autograder.sandbox" in command:
        examined = any("autograder.examine" in " ".join(parent.cmdline()) for parent in process.parents())
        return "zygote or worker" if examined else "reader"
    return "examiner" if "autograder.examine" in command else ""


@pytest.fixture
def submissions(tmp_path):
    """Right and partly right submissions, and what each must score."""
    right = HERE / "grading/right/submission"
    partly = tmp_path / "partly"
    shutil.copytree(right, partly)
    source = (partly / "tiny.py").read_text("utf-8")
    (partly / "tiny.py").write_text(source + "\n\ndef total(x):\n    return 0\n", "utf-8")
    return {f"s{number:02}": partly if number % 3 == 0 else right for number in range(60)}


def graded(tiny, submissions, out, force):
    """Grade as far as it goes; return the reports that were written."""
    settings = batch.Settings(SECRET, jobs=2, force=force, weakest="B")
    with contextlib.suppress(GraderError):  # an examiner that cannot even start ends a batch: the next run goes on
        list(batch.grade(tiny, submissions, records.Records(out, "tiny"), settings))
    return {path.stem: records.read(path) for path in (out / "tiny").glob("*.json")}


def test_a_hundred_kills_make_no_record_wrong(tiny, submissions, timeless, tmp_path):
    """Whatever is killed, a record holds the right score or says that it is pending; then the next run completes."""
    undisturbed = graded(tiny, submissions, tmp_path / "undisturbed", force=False)
    order = random.Random(0)
    killed: list[str] = []
    whole = 0
    while len(killed) < KILLS:
        killer = Killer(order)
        killer.start()
        reports = graded(tiny, submissions, tmp_path / "disturbed", force=True)
        killer.stop()
        killed += killer.killed
        for name, report in reports.items():
            right = undisturbed[name]
            for task, expected in zip(report.tasks, right.tasks, strict=True):
                for test, other in zip(task.tests, expected.tests, strict=True):
                    assert test.outcome in (other.outcome, "not_graded"), (name, test.name, test.message, killed[-5:])
            whole += not report.pending
    assert killed.count("examiner") >= 2 and killed.count("zygote or worker") >= 50 and killed.count("reader") >= 15
    assert whole >= 20  # else nothing had been judged while the kills went on
    after = graded(tiny, submissions, tmp_path / "disturbed", force=False)
    assert {name: timeless(report) for name, report in after.items()} == {
        name: timeless(report) for name, report in undisturbed.items()
    }
