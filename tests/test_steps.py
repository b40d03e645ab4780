"""The clock of steps: what trains is judged by how many steps it takes, and no machine has a say."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest

from autograder import build, kills, steps, units, verdicts
from autograder.messages import Findings
from autograder.model import Verdict
from autograder.scope import Scope
from autograder.verdicts import Candidate

pytestmark = pytest.mark.slow

HARNESS = '''"""What runs beside a submission."""

import torch


def steps(count):
    """Take steps down a gradient."""
    weight = torch.ones(3, requires_grad=True)
    for _ in range(count):
        weight.square().sum().backward()
    return count
'''

TIMED = '''"""A timed check."""

import torch

from autograder.compare import assert_equal
from autograder.marks import check


@check("halve", 10, category="training", timed=True)
def test_in_time(student, trial):
    """Halves in the time of ten steps"""
    weights = [torch.ones(3)]
    cost = trial.reference_cost("ten steps", lambda side: side.harness.steps(10 * len(weights)))
    assert cost.seconds == cost.cpu_seconds
    with student.within(cost.seconds):
        assert_equal(student.halve(torch.ones(2)), torch.ones(2) / 2)


@check("halve", 5, category="training", timed=True)
def test_at_length(student, trial):
    """Halves after two thousand steps"""
    trial.once("steps", lambda: [student.harness.steps(40) for _ in range(50)])
    assert_equal(student.halve(torch.ones(2)), torch.ones(2) / 2)
'''

ANSWER = """

import time

right = halve


def halve(x):
    {first}
    return right(x)
"""


@pytest.fixture(scope="module")
def unit(units_folder, tmp_path_factory):
    """The torch unit of the tests, with timed checks that count steps."""
    folder = tmp_path_factory.mktemp("units") / "tiny_torch"
    shutil.copytree(units_folder / "tiny_torch", folder, ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    hidden = folder / "suite/test_hidden.py"
    hidden.write_text(hidden.read_text("utf-8").replace('@check("halve", 20,', '@check("halve", 5,'), "utf-8")
    (folder / "suite/test_timed.py").write_text(TIMED, "utf-8")
    (folder / "harness.py").write_text(HARNESS, "utf-8")
    return folder


@pytest.fixture(scope="module")
def findings(unit):
    """What became of answers that train, sleep or wait before they answer, by their first statement."""
    source = (unit / "tiny_torch.py").read_text("utf-8")
    firsts = ("pass", "_train(15)", "_train(25)", "time.sleep(1000)", "_wait(0.1)", "_wait(1e9)")
    helpers = HARNESS.replace("def steps", "def _train") + (
        "\n\ndef _wait(seconds):\n    end = time.monotonic() + seconds\n    while time.monotonic() < end:\n        pass\n"
    )
    made = [Candidate(first, {"tiny_torch.py": f"{source}\n\n{helpers}{ANSWER.format(first=first)}"}, b"seed", ["halve"])
            for first in firsts]  # fmt: skip
    return {one.name: found.verdicts for one, found in verdicts.judge(unit, made, 2, steps=["halve"])}


FATES = {"pass": "passed", "_train(15)": "passed", "_train(25)": "timeout", "time.sleep(1000)": "timeout",
         "_wait(0.1)": "passed", "_wait(1e9)": "timeout"}  # fmt: skip


@pytest.mark.parametrize(("first", "outcome"), FATES.items(), ids=FATES)
def test_who_takes_too_many_steps_is_late(findings, first, outcome):
    """A budget is a number of steps; to sleep or to wait costs of it what it says, and no real time."""
    assert findings[first]["Halves in the time of ten steps"].outcome == outcome


def test_a_check_takes_the_seconds_of_its_steps(findings):
    """What a verdict says of its check's time is steps and calls, the same on every machine."""
    assert findings["pass"]["Halves after two thousand steps"].seconds == pytest.approx(200.0 + 51 * 0.001)
    assert findings["_train(15)"]["Halves in the time of ten steps"].seconds == pytest.approx(1.5 + 0.001)


def test_a_seed_from_the_clock_is_another_one_in_each_worker():
    """The clock begins at another fraction of a second each time, so that who draws from it is seen not to be repeatable."""
    starts = {runpy.run_path(str(Path(steps.__file__).with_name("clock.py")))["_Clock"].now for _ in range(3)}
    assert len(starts) == 3 and all(1000 <= start < 1001 for start in starts)


def test_mutants_meet_timed_checks_where_no_other_kills_them(unit, monkeypatch):
    """A mutant that the other checks let live meets the short timed checks, and the long ones unless it is listed."""
    asked = {}

    def judge(_folder, candidates, _jobs, steps=(), kept=None, **_options):
        assert kept == "what was kept"
        for one in candidates:
            asked.setdefault(one.name, []).append((one.only, list(steps)))
            outcome = {"Halves after two thousand steps": 200.0, "Halves in the time of ten steps": 1.0}
            names = one.only if steps else ["untimed"]
            yield one, Findings({name: Verdict("passed", "", outcome.get(name, 0.0)) for name in names},
                                         {}, [], [], {})  # fmt: skip

    monkeypatch.setattr(verdicts, "judge", judge)
    mutant, _files = next((m, f) for m, f in kills.mutants(unit, units.load(unit)) if m.tasks == ["halve"])
    scope = Scope.of(build.collected(unit, units.load(unit)))
    short, long = ["Halves in the time of ten steps"], ["Halves after two thousand steps"]
    kills.run(unit, b"", 1, scope=scope, kept="what was kept")
    assert asked[mutant.id] == [(["halve"], []), (short, ["halve"]), (long, ["halve"])]
    (unit / "equivalent.toml").write_text(f'[halve]\n{mutant.key} = "for this test"\n', "utf-8")
    asked.clear()
    kills.run(unit, b"", 1, scope=scope, kept="what was kept")
    assert asked[mutant.id] == [(["halve"], []), (short, ["halve"])]
    assert asked["wrong.halve.zeros"][-1] == ([*short, *long], ["halve"])
