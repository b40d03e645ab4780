"""Which device timed checks take, and what records call it; without a GPU at hand."""

from __future__ import annotations

import importlib.util
from typing import Any

import pytest

from autograder import devices


@pytest.fixture
def two_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which PyTorch finds two GPUs."""
    monkeypatch.setattr(devices, "gpus", lambda: ["H100", "H200"])


def test_examiners_take_the_gpus_in_turn(two_gpus: None) -> None:
    """The third is on the first one again; who wants the processor has it."""
    assert [devices.choose("auto", turn) for turn in range(3)] == ["cuda:0", "cuda:1", "cuda:0"]
    assert devices.choose("cpu", 1) == "cpu"


def test_where_a_gpu_is_wanted_and_there_is_none_there_is_no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its checks stay pending; who takes what there is has the processor."""
    monkeypatch.setattr(devices, "gpus", list)
    assert devices.choose("cuda") is None and devices.choose("auto") == "cpu"


def test_a_record_names_the_gpu(two_gpus: None) -> None:
    """By the name that its maker gave it."""
    assert devices.describe("cuda:1") == "cuda H200"


def test_without_torch_there_are_no_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever grades NumPy units needs no PyTorch."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert devices.gpus() == []


def test_a_processor_that_the_system_does_not_name_has_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a system that is no Linux, say."""

    def denied(*_arguments: Any, **_options: Any) -> Any:
        raise FileNotFoundError

    monkeypatch.setattr(devices, "open", denied, raising=False)
    assert len(devices.describe("cpu")) > len("cpu ")
