"""The clock of steps, in this process: what a worker believes of time while an audit asks mutants that train."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from autograder.steps import clock

CLOCKS = ["perf_counter", "monotonic", "time", "process_time", "thread_time"]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clock in the place of the standard library's, until the test ends."""
    torch = pytest.importorskip("torch")
    for name in ("sleep", *CLOCKS, *(f"{name}_ns" for name in CLOCKS)):
        monkeypatch.setattr(time, name, getattr(time, name))
    for name in ("backward", "grad"):
        monkeypatch.setattr(torch.autograd, name, getattr(torch.autograd, name))
    clock._install()
    yield
    clock.read_clock()  # nothing is late any more


def test_whoever_sleeps_lets_the_clock_run_on(installed: None) -> None:
    """An hour is over at once, and a call takes a moment beside."""
    clock.start_clock(7200.0)
    time.sleep(3600.0)
    assert clock.read_clock() == pytest.approx(3600.0 + clock.CALL_SECONDS)


def test_a_backward_pass_takes_a_tenth_of_a_second(installed: None) -> None:
    """However fast the machine is."""
    import torch

    clock.start_clock(10.0)
    for _ in range(3):
        torch.ones(2, requires_grad=True).sum().backward()
    assert clock.read_clock() == pytest.approx(0.3 + clock.CALL_SECONDS)


def wait(name: str) -> None:
    """Look at a clock for ever, whatever is raised."""
    while True:
        try:
            getattr(time, name)()
        except Exception:
            continue


@pytest.mark.parametrize("name", [*CLOCKS, "monotonic_ns"])
def test_whoever_waits_by_any_clock_is_late(installed: None, name: str) -> None:
    """A loop that looks at a clock until something happens ends, and catching exceptions does not help it."""
    clock.start_clock(0.001)
    with pytest.raises(clock._Late):
        wait(name)


def test_after_a_call_there_is_all_the_time(installed: None) -> None:
    """What the grader itself does between calls is never late."""
    clock.start_clock(0.001)
    clock.read_clock()
    time.sleep(1e6)
    clock.start_clock(1.0)
    assert clock.read_clock() == pytest.approx(clock.CALL_SECONDS)
