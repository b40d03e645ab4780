"""Ratios with intervals, leases, and what a timed check may ask for."""

import itertools
import multiprocessing
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import timing
from autograder.errors import GraderError, Mismatch, StudentRaised
from autograder.model import Task, Unit
from autograder.student import Student
from autograder.timing import Trial, interval, lease, pace


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.fixture
def trial(fake):
    """A trial whose sides are a fake submission and a fake reference."""
    unit = Unit("T", "numpy", ["m"], {"f": Task(100.0)})
    student = Student(fake({"f": lambda x: x}), unit, {"m.py": ""}, device="cpu")
    student.rival_calls = 0
    return Trial(student, lambda: Student(fake({"f": lambda x: x}), unit, {"m.py": ""}))


def seconds_of(student_seconds, reference_seconds):
    """Return a side's run: so many seconds for the student, so many for the rival."""
    mine, theirs = itertools.cycle(student_seconds), itertools.cycle(reference_seconds)
    return lambda trial: lambda side: next(mine) if side is trial._student else next(theirs)


@given(st.lists(st.floats(0.01, 100), min_size=8, max_size=30))
def test_an_interval_holds_the_median(values):
    """The interval of a median holds it, whatever the values are."""
    low, high = interval(values)
    assert low <= np.median(values) <= high


def test_an_interval_is_as_sure_as_it_says():
    """Over 2,000 samples of 12 skewed values the true median lies outside at most 1.5 % of the time (promised: 1 %)."""
    random_ = random.Random(0)
    misses = 0
    for _ in range(2000):
        low, high = interval([random_.lognormvariate(0, 2) for _ in range(12)])
        misses += not low <= 1 <= high
    assert misses <= 30


def test_seven_values_say_nothing_at_99_percent():
    """Too few values give an infinite interval rather than a false one."""
    assert interval([1.0] * 7) == (-np.inf, np.inf)


def test_equal_sides_meet_after_the_first_look(rng):
    """Two sides that take the same time are told apart from a limit of 4 after 8 pairs."""
    found = pace(lambda: 1.0, lambda: 1.0, 4.0, rng)
    assert (found.verdict, found.pairs, found.ratio) == ("meets", 8, 1.0)


def test_ten_times_slower_exceeds(rng):
    """A side that takes ten times as long exceeds a limit of 4."""
    assert pace(lambda: 10.0, lambda: 1.0, 4.0, rng).verdict == "exceeds"


def test_at_the_limit_nothing_is_said(rng):
    """Ratios on both sides of the limit leave it open, after the last look."""
    times = itertools.cycle([3.0, 5.0])
    found = pace(lambda: next(times), lambda: 1.0, 4.0, rng)
    assert (found.verdict, found.pairs) == ("inconclusive", timing.LOOKS[-1])


def test_a_spike_does_not_matter(rng):
    """One run that something else disturbed does not change the verdict."""
    times = itertools.chain([1.0, 60.0], itertools.repeat(1.0))
    assert pace(lambda: next(times), lambda: 1.0, 4.0, rng).verdict == "meets"


def test_both_sides_go_first_at_times(rng):
    """Within pairs the order is random."""
    order = []
    pace(lambda: order.append("s") or 1.0, lambda: order.append("r") or 1.0, 4.0, rng)
    assert {"s", "r"} == set(order[::2])


def test_who_exceeds_loses_and_is_told(trial, rng):
    """A race that is lost says by how much."""
    with pytest.raises(Mismatch, match=r"10\.0 times as long"):
        trial.race(seconds_of([10.0], [1.0])(trial), 4.0, rng)
    assert trial.measured["pace"]["verdict"] == "exceeds"


def test_twice_as_long_passes_and_is_told(trial, rng):
    """Below the limit but above 1.5 the check passes, and the record says how slow it was."""
    trial.race(seconds_of([2.0], [1.0])(trial), 4.0, rng)
    assert "2.0 times as long" in trial.measured["tell"]


def test_as_fast_as_the_reference_is_told_nothing(trial, rng):
    """A submission that keeps up hears nothing of it."""
    trial.race(seconds_of([1.1], [1.0])(trial), 4.0, rng)
    assert "tell" not in trial.measured


def test_noise_is_nobodys_zero(trial, rng):
    """What cannot be said after two rounds, since the reference's times vary, too, is the grader's trouble."""
    with pytest.raises(GraderError, match="too noisy"):
        trial.race(seconds_of([3.0, 5.0], [0.7, 0.7, 1.4])(trial), 4.0, rng)


def test_who_alone_is_noisy_is_judged_by_all_its_time(trial, rng):
    """With a steady reference, to be slow every other time makes no check pending: nine times and once is five times in all."""
    with pytest.raises(Mismatch, match=r"in all it takes 5\.0 times"):
        trial.race(seconds_of([1.0, 9.0], [1.0])(trial), 4.0, rng)
    assert trial.race(seconds_of([1.0, 6.0], [1.0])(trial), 4.0, rng).total == pytest.approx(3.5)


def test_a_training_is_run_once_for_several_checks(trial):
    """The second check gets the result, and the first's calls count as its own."""
    runs = []
    for _ in range(2):
        trial._student.begin()
        assert trial.once("fit", lambda: runs.append(trial._student.f(3)) or "model") == "model"
        assert [trace.name for trace in trial._student.traces] == ["f"]
    assert runs == [3]


def test_a_training_that_failed_fails_for_every_check(trial):
    """What was raised is raised again, without another run."""
    runs = []

    def fail():
        runs.append(1)
        raise StudentRaised("ValueError", (), "no")

    for _ in range(2):
        with pytest.raises(StudentRaised):
            trial.once("fit", fail)
    assert runs == [1]


def test_the_references_cost_is_a_median_after_a_warm_up(trial):
    """The first run warms up, the rest are measured."""
    calls = []
    assert trial.reference_cost("f", lambda side: calls.append(side.f(1)), times=3).seconds == 0.25
    assert len(calls) == 4


def hold(folder, ready, done):
    """Hold the lease of the CPU until told."""
    timing.os.environ["AUTOGRADER_LEASES"] = folder
    with lease("cpu"):
        ready.set()
        done.wait(30)


def test_one_timed_check_at_a_time(tmp_path, monkeypatch):
    """A second process waits for the device, says so, and gets it when the first is done."""
    monkeypatch.setenv("AUTOGRADER_LEASES", str(tmp_path))
    monkeypatch.setattr(timing, "_PATIENCE_SECONDS", 0.05)
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=hold, args=(str(tmp_path), ready, done))
    other.start()
    ready.wait(30)
    said = []

    def say(text):
        said.append(text)
        done.set()

    with lease("cpu", say):
        assert said and "waits for cpu" in said[0]
    other.join()


def test_another_device_is_free(tmp_path, monkeypatch):
    """Leases of two devices do not wait for each other."""
    monkeypatch.setenv("AUTOGRADER_LEASES", str(tmp_path))
    with lease("cpu"), lease("cuda:0"):
        assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    """The remedy stands in the message."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("AUTOGRADER_LEASES", str(tmp_path / "file"))
    with pytest.raises(GraderError, match="AUTOGRADER_LEASES"), lease("cpu"):
        pass
