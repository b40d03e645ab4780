"""What a student may see of a record, and nothing else."""

from __future__ import annotations

import msgspec
import pytest

from autograder.messages import NO_MISTAKES
from autograder.model import Adjustment, Provenance, Report, TaskResult, TestResult
from autograder.render import view

TestResult.__test__ = False  # type: ignore[attr-defined]

SECRETS = ("SECRET-public", "SECRET-hint", "SECRET-hidden", "SECRET-name", "SECRET-flag", "SECRET-mistake", "SECRET-remark",
           "SECRET-tutor", "SECRET-seed", "SECRET-hidden-hint", "77.125", "88.125", "99.125", "66.125")  # fmt: skip
"""What stands in the record below where a student must not look."""

PACE = {"ratio": 2.0, "low": 1.5, "high": 2.5, "limit": 4.0, "verdict": "meets", "student_seconds": 88.125, "pairs": 8}
RECORD = Report(
    1, "a1", "ada", "graded", False, ["Ada"], 2, None, 0, 3.0, 1.0, 10.0,
    [TaskResult("f", 3.0, 1.0, 10.0, [
        TestResult("is public", "failed", 0.0, 2.0, "public", "SECRET-public", "look here", 77.125),
        TestResult("has a hint", "failed", 0.0, 2.0, "hint", "SECRET-hint", "an authored hint", 77.125,
                   {"pace": PACE, "curve": [2.0, 1.0], "random_labels": 99.125, "loop_seconds": 99.125}),
        TestResult("SECRET-name", "passed", 3.0, 3.0, "hidden", "", "", 77.125, {"accuracy": 66.125}),
        TestResult("SECRET-name too", "failed", 0.0, 2.0, "hidden", "SECRET-hidden", "SECRET-hidden-hint", 77.125),
        TestResult("SECRET-name as well", "not_graded", None, 1.0, "hidden", "SECRET-hidden", "", 77.125),
    ], "The kernel is not flipped.", "SECRET-mistake")],
    [Adjustment("f", 1.0, "SECRET-tutor", "a good idea", "today")], ["SECRET-flag"],
    ["a.txt is ignored", f"{NO_MISTAKES}: SECRET-remark"],
    Provenance("aa", "bb", "SECRET-seed", "A", "cpu", {"numpy": "2"}, "2026-01-01", 77.125),
)  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_that_is_for_staff_is_in_the_view(secret: str) -> None:
    """No message, flag, name of a mistake, time, seed or measurement beyond what is listed."""
    assert secret.encode() in msgspec.json.encode(RECORD)
    assert secret.encode() not in msgspec.json.encode(view.of(RECORD))


def test_hidden_checks_are_counted() -> None:
    """How many there are, passed, and wait, and what they are worth."""
    assert view.of(RECORD).tasks[0].hidden == view.Counted(3, 1, 1, 3.0, 6.0)


def test_public_and_hint_checks_are_named_with_their_hints() -> None:
    """Their names, outcomes and authored hints are what a student goes by."""
    assert [(test.name, test.outcome, test.hint) for test in view.of(RECORD).tasks[0].tests] == [
        ("is public", "failed", "look here"),
        ("has a hint", "failed", "an authored hint"),
    ]


def test_the_sentence_on_a_mistake_is_shown() -> None:
    """It was written for students."""
    assert view.of(RECORD).tasks[0].hint == "The kernel is not flipped."


def test_what_was_measured_is_shown_where_it_may_be() -> None:
    """A curve, and a ratio with its interval, but no seconds."""
    assert view.of(RECORD).tasks[0].tests[1].measured == {
        "curve": [2.0, 1.0],
        "pace": {"ratio": 2.0, "low": 1.5, "high": 2.5, "limit": 4.0, "verdict": "meets"},
    }


def test_points_are_those_of_the_record() -> None:
    """Score, open points and maximum are one and the same everywhere."""
    seen = view.of(RECORD)
    assert (seen.score, seen.pending, seen.max_score) == (RECORD.score, RECORD.pending, RECORD.max_score)
