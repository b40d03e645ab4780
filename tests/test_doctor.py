"""The doctor's report."""

from __future__ import annotations

import pytest

from autograder import doctor
from autograder.errors import GraderError
from autograder.sandbox.probe import ATTEMPTS


@pytest.fixture(scope="module")
def lines():
    """The report of this machine."""
    return list(doctor.report())


def test_every_attempt_has_its_evidence(lines):
    """Each escape is listed with what came of it."""
    assert all(any(line.strip().startswith(f"{name.replace('_', ' ')}: ") for line in lines) for name in ATTEMPTS)


def test_the_tier_is_the_last_word(lines):
    """The tier and what it means end the report."""
    assert lines[-1][:6] in ("tier A", "tier B", "tier C", "tier D") and ": " in lines[-1]


def test_versions_are_named(lines):
    """Versions of what grades depend on are listed."""
    assert any(line.strip().startswith("numpy: ") for line in lines)


def test_no_worker_to_be_had(monkeypatch):
    """Where no worker starts the report says why, and ends."""
    monkeypatch.setattr(doctor, "evidence", lambda: (_ for _ in ()).throw(GraderError("no zygote")))
    assert "no worker can be started: no zygote" in list(doctor.report())[-1]


def test_data_sets_are_read(lines):
    """Those that are as registered are listed."""
    assert any(line.startswith("data sets: 8 photographs, Fashion-MNIST in ") for line in lines)


def test_the_command_prints_the_report(cli):
    """Line by line, and the tier last."""
    done = cli("doctor")
    assert done.returncode == 0 and done.stdout.startswith("cnn-coursework ")
    assert done.stdout.splitlines()[-1].startswith("tier ")
