"""Margins: right answers far below a tolerance, wrong ones far beyond it, or the check is refused."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import compare, kills, margins
from autograder.errors import Mismatch, UnitError
from autograder.kills import Subject
from autograder.margins import Margin
from autograder.model import Verdict

RIGHT = Subject("reference", ["t"], None, {"a": Verdict("passed", ratio=0.01), "b": Verdict("passed")})


def wrong(ratio, outcome="failed", name="wrong.t.x"):
    """A wrong answer that check a sees off by so many tolerances."""
    return Subject(name, ["t"], None, {"a": Verdict(outcome, ratio=ratio)})


def test_the_margin_is_between_the_worst_right_and_the_best_wrong_answer():
    """Of right answers the largest error counts, of wrong ones that are turned away the smallest."""
    worse = Subject("alternatives.x", ["t"], None, {"a": Verdict("passed", ratio=0.02)})
    found = margins.margins([wrong(500.0), RIGHT, worse, wrong(40.0, name="wrong.t.near"), wrong(0.5, "passed")])
    assert found == {"a": Margin(0.02, 40.0, "wrong.t.near")}


def test_right_answers_may_all_be_exact():
    """A check that no right answer errs in has a margin, too."""
    exact = Subject("reference", ["t"], None, {"a": Verdict("passed")})
    assert margins.margins([exact, wrong(40.0)]) == {"a": Margin(0.0, 40.0, "wrong.t.x")}


@pytest.mark.parametrize(("margin", "words"), [
    (Margin(0.2, 1e6, "w"), "has a tolerance only 5 times the error of a right answer"),
    (Margin(0.01, 3.0, "w"), "turns w away for an error only 3 times its tolerance"),
    (Margin(0.01, 10.0, "w"), ""), (Margin(0.1), ""),
])  # fmt: skip
def test_a_narrow_margin_is_refused(copied, margin, words):
    """A factor of ten on either side is the least."""
    faults = margins.faults(copied, {"a": margin})
    assert (words in faults[0]) if words else faults == []


def test_an_exception_has_a_reason_and_is_needed(copied):
    """margins.toml excuses a check by its sentence; a line for one that needs no excuse must go."""
    (copied / "margins.toml").write_text('"a" = "a finite difference is no better"\n', "utf-8")
    assert margins.faults(copied, {"a": Margin(0.5)}) == []
    assert "needs no exception" in margins.faults(copied, {"a": Margin(0.01)})[0]
    (copied / "margins.toml").write_text('"a" = ""\n', "utf-8")
    with pytest.raises(UnitError, match="needs a reason"):
        margins.exceptions(copied)


@pytest.fixture
def meter(monkeypatch):
    """A meter as an audit sets it."""
    monkeypatch.setattr(compare, "meter", compare.Meter())
    return compare.meter


def test_the_comparator_says_how_near_a_result_came(meter):
    """Of comparisons within a tolerance the largest error over the tolerance is taken down, be it of arrays or numbers."""
    compare.assert_close(np.array([1.0, 2.0]), np.array([1.0, 2.5]), 1.0)
    compare.assert_close(1.25, 1.0, 1.0)
    assert (meter.accepted, meter.rejected) == (0.5, None)
    with pytest.raises(Mismatch):
        compare.assert_close(np.array([1.0, np.inf]), np.array([1.0, np.inf]) + 3, 1.0)
    assert meter.rejected == 3.0


def test_exact_comparisons_have_no_margin(meter):
    """Equality, and results of another shape, are no matter of tolerance."""
    compare.assert_equal(np.array([1, 2]), np.array([1, 2]))
    with pytest.raises(Mismatch):
        compare.assert_close(np.array([1.0]), np.array([1.0, 2.0]), 1.0)
    assert (meter.accepted, meter.rejected) == (None, None)


def test_margins_of_a_unit_are_measured_when_it_is_audited(tiny):
    """The tiny unit's checks of floats have margins, and they are wide."""
    found = margins.margins(kills.run(tiny, b"seed", jobs=2))
    assert set(found) == {"Scales random floats", "Scales [1, 3] to a sum of 8"}
    assert margins.faults(tiny, found) == []
