"""The conversation with an examiner, which may be interrupted, and ended by another thread."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from autograder.examiner import Examiner


class Closing(Examiner):
    """An examiner that another thread closes as soon as somebody has looked for its process."""

    process = None

    @property
    def _process(self):
        process, self.process = self.process, None
        return process

    @_process.setter
    def _process(self, process):
        self.process = process


class Process:
    """Counts how often it is killed."""

    kills = 0

    def kill(self) -> None:
        """Be killed."""
        self.kills += 1


def test_an_examiner_is_killed_while_another_thread_closes_it(tiny: Path) -> None:
    """Whoever found the process kills it, even if it is no longer the examiner's a moment later."""
    examiner, process = Closing(tiny, 1.0), Process()
    examiner._process = process
    examiner.kill()
    assert process.kills == 1


def test_an_examiner_whose_start_is_interrupted_is_killed(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever presses Ctrl-C while a suite is collected does not wait for it."""

    def interrupted(_self, _start, _seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(Examiner, "_ask", interrupted)
    examiner = Examiner(tiny, 1.0)
    with pytest.raises(KeyboardInterrupt):
        examiner.start()
    assert examiner._process.wait(timeout=10) == -signal.SIGKILL
    examiner.close()
