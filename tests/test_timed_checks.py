"""Timed checks in a batch: the rival, the device, and what each side can do about it."""

from __future__ import annotations

import shutil

import pytest

from autograder import calibration, devices

pytestmark = pytest.mark.slow

TIMED = '''"""A timed check."""

import torch

from autograder.compare import assert_equal
from autograder.marks import check


@check("halve", 10, category="speed", timed=True)
def test_pace(student, trial, rng):
    """Halving takes less than four times as long as the reference"""

    def run(side):
        x = torch.from_numpy(rng.uniform(1, 2, (400, 400)))
        with side.within(20.0):
            found = [side.halve(x) for _ in range(3)]
        assert_equal(found[-1], x / 2)
        return sum(trace.seconds for trace in side.traces[-3:])

    trial.say("three matrices at a time")
    trial.race(run, 4.0, rng)


@check("halve", 5, category="speed", timed=True)
def test_device(student, trial):
    """Halves where timed checks run"""
    assert_equal(student.halve(torch.ones(2)), torch.ones(2) / 2)
    trial.measured["device"] = trial.device
'''

SLOW = """

import time

right = halve
time.perf_counter = time.monotonic = time.time = lambda: 0.0


def halve(x):
    end = time.clock_gettime(1) + 0.05
    while time.clock_gettime(1) < end:
        pass
    return right(x)
"""


WARM = """

right, calls = halve, []


def halve(x):
    calls.append(1)
    return right(x) if len(calls) > 1 else 0 * x
"""


@pytest.fixture(scope="module")
def unit(units_folder, tmp_path_factory):
    """The torch unit of the tests, with timed checks."""
    folder = tmp_path_factory.mktemp("units") / "tiny_torch"
    shutil.copytree(units_folder / "tiny_torch", folder, ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    hidden = folder / "suite/test_hidden.py"
    hidden.write_text(hidden.read_text("utf-8").replace('@check("halve", 20,', '@check("halve", 5,'), "utf-8")
    (folder / "suite/test_timed.py").write_text(TIMED, "utf-8")
    return folder


@pytest.fixture(scope="module")
def sources(unit, tmp_path_factory):
    """The reference, one that is slow and stops its clocks, and one that must warm up."""
    folder = tmp_path_factory.mktemp("sources")
    text = (unit / "tiny_torch.py").read_text("utf-8")
    (folder / "ada.py").write_text(text, "utf-8")
    (folder / "slow.py").write_text(text + SLOW, "utf-8")
    (folder / "warm.py").write_text(text + WARM, "utf-8")
    return {name: folder / f"{name}.py" for name in ("ada", "slow", "warm")}


@pytest.fixture(scope="module")
def said():
    """What was said on the way."""
    return []


@pytest.fixture(scope="module")
def reports(unit, sources, grade, tmp_path_factory, said):
    """The reports of all, on the processor."""
    out = tmp_path_factory.mktemp("out")
    rows = grade(unit, sources, out, device="cpu", note=lambda name, text: said.append((name, text)))
    return {name: row.report for name, row in rows.items()}


def check_of(report, name):
    return next(test for task in report.tasks for test in task.tests if test.name.startswith(name))


def test_the_reference_keeps_pace_with_itself(reports):
    """The right answer earns all, and its record holds the ratio with its interval."""
    test = check_of(reports["ada"], "Halving takes")
    assert reports["ada"].score == 100
    assert test.measured["pace"]["verdict"] == "meets"
    assert test.measured["pace"]["low"] <= test.measured["pace"]["ratio"] <= test.measured["pace"]["high"]


def test_stopped_clocks_do_not_help_who_is_slow(reports):
    """Who takes far longer loses the points of speed, and no other, whatever its own clocks say."""
    assert check_of(reports["slow"], "Halving takes").outcome == "failed"
    assert reports["slow"].score == 90


def test_who_is_slow_is_told_by_how_much(reports):
    """The student's hint says how many times as long it took."""
    assert "times as long as the reference" in check_of(reports["slow"], "Halving takes").hint


def test_a_timed_check_begins_in_a_fresh_worker(reports):
    """What earlier checks left in a submission, such as weights, has no part in what is timed."""
    assert check_of(reports["warm"], "Halving takes").outcome == "passed"
    assert check_of(reports["warm"], "Halves where").outcome == "failed"


def test_checks_know_their_device(reports):
    """On the processor the device is "cpu", in the check and in the record."""
    assert check_of(reports["ada"], "Halves where").measured == {"device": "cpu"}
    assert reports["ada"].provenance.device.startswith("cpu ")


def test_what_goes_on_is_said(reports, said):
    """Whoever waits hears what a timed check is doing, by submission."""
    assert reports
    assert ("ada", "three matrices at a time") in said


@pytest.mark.skipif(bool(devices.gpus()), reason="there is a GPU here")
def test_without_the_gpu_that_was_asked_for_the_points_are_pending(unit, sources, grade, tmp_path):
    """With --device cuda and no GPU timed checks are not graded; everything else is."""
    report = grade(unit, {"ada": sources["ada"]}, tmp_path, device="cuda")["ada"].report
    assert (report.score, report.pending) == (85, 15)
    assert check_of(report, "Halving takes").outcome == "not_graded"


@pytest.mark.skipif(bool(devices.gpus()), reason="there is a GPU here")
def test_what_was_pending_is_graded_where_there_is_a_device(unit, sources, grade, tmp_path):
    """A later run on a machine that has one merges the missing points into the record."""
    grade(unit, {"ada": sources["ada"]}, tmp_path, device="cuda")
    row = grade(unit, {"ada": sources["ada"]}, tmp_path, device="cpu")["ada"]
    assert (row.kept, row.report.score, row.report.pending) == (False, 100, 0)


def test_timed_checks_can_be_left_out(unit, sources, grade, tmp_path):
    """An audit may leave out timed checks: they are then no part of the record."""
    report = grade(unit, {"ada": sources["ada"]}, tmp_path, timed=lambda _name: [])["ada"].report
    assert (report.score, report.pending) == (85, 0)


def test_the_reference_is_calibrated(unit, cli):
    """What the timed checks took here is shown, and kept beside the units for the next class."""
    done = cli("calibrate", "tiny_torch", "--device", "cpu", "--units", unit.parent)
    assert done.returncode == 0 and "kept in" in done.stdout
    kept = calibration.read(unit.parents[1] / calibration.NAME)["tiny_torch"]["cpu"]
    assert [timed.outcome for timed in kept.checks.values()] == ["passed", "passed"]


def test_without_timed_checks_there_is_nothing_to_calibrate(units_folder, cli):
    """A unit that has none is no error of the machine's."""
    done = cli("calibrate", "tiny", "--units", units_folder)
    assert done.returncode == 2 and "no unit that is named has timed checks" in done.stderr
