"""Known mistakes: the one that does what a submission does is named, and nothing is said where that is not certain."""

from __future__ import annotations

import types

import numpy as np
import pytest

from autograder import mistakes, units
from autograder.errors import StudentRaised, StudentTimeout
from autograder.judge import load_reference
from autograder.mistakes import Attempts, Mistakes
from autograder.model import Mistake, TaskResult
from autograder.render import terminal
from autograder.student import Trace


@pytest.fixture
def known(copied):
    """The known mistakes of the tiny unit, with one more that remembers and one that changes its argument."""
    with (copied / "wrong/total.py").open("a", encoding="utf-8") as file:
        file.write('''

_SEEN = {}


def remembers(x):
    """Keeps the first result of each length."""
    return _SEEN.setdefault(np.size(x), right(x))


def clears(x):
    """Clears the caller's array."""
    result = right(x)
    x[...] = 0
    return result


def bare(x):
    """Raises an error without words."""
    if np.size(x) == 0:
        raise ValueError
    return right(x)
''')
    unit = units.load(copied)
    return Mistakes(copied, unit, load_reference(copied, unit))


def call(x, result=None, error=None, after=None):
    """A call of total."""
    return Trace("total", (np.array(x),), {}, result, error, after)


def named(known, *checks):
    """The mistake that explains checks, each given as whether it passed and its calls."""
    attempts = Attempts()
    for passed, traces in checks:
        attempts.add("total", passed, traces)
    found = known.explain(attempts)
    return found["total"].name if found else None


def test_the_mistake_that_does_the_same_is_named(known):
    """A submission that gives the mean wherever it is asked is told so."""
    attempts = Attempts()
    attempts.add("total", False, [call([1, 2, 3], np.float64(2.0))])
    attempts.add("total", True, [call([5], np.float64(5.0))])
    assert known.explain(attempts) == {"total": Mistake("mean", "Divides by the number of values.")}


def test_rounding_does_not_matter(known):
    """A submission may have computed the same mistake in another way."""
    assert named(known, (False, [call([1, 2, 4], np.float64(7 / 3 * (1 + 1e-14)))])) == "mean"


def test_results_of_passing_checks_count(known):
    """A mistake that explains a failure but would have failed another check, too, is not it."""
    assert named(known, (False, [call([1, 2, 3], np.float64(2.0))]), (True, [call([1, 3], np.int64(4))])) is None


def test_all_failing_checks_are_explained(known):
    """A mistake that explains one failing check of two is not named."""
    assert named(known, (False, [call([1, 2, 3], np.float64(2.0))]), (False, [call([1, 3], np.float64(7.0))])) is None


def test_two_mistakes_that_fit_are_none(known):
    """Where two known mistakes do the same, neither is named: zeros, and zero times one value given back."""
    assert named(known, (False, [call([0.0], np.float64(1.0))])) is None
    assert named(known, (False, [call([2], np.int64(0))]), (True, [call([0], np.int64(0))])) == "zeros"


def test_right_answers_are_not_told_of_mistakes(known):
    """Where every check passed, nothing is looked for; where the results are right, no mistake is blamed for a failure."""
    assert named(known, (True, [call([1, 2], np.int64(3))])) is None
    assert named(known, (False, [call([1, 2], np.int64(3))])) is None


def test_a_mistake_that_remembers(known):
    """Calls are made again in their order, and nothing stays from one submission to the next."""
    checks = (False, [call([1, 2], np.int64(3)), call([3, 4], np.int64(3))])
    assert [named(known, checks), named(known, checks)] == ["remembers", "remembers"]


def test_a_mistake_that_changes_its_argument(known):
    """Arguments as they were afterwards are compared where a check asked for them."""
    assert named(known, (False, [call([1, 2], np.int64(3), after=[np.array([0, 0])])])) == "clears"


RAISED = StudentRaised("ValueError", ("ValueError",), "")


def test_words_count_where_a_check_failed_by_them(known):
    """An error without words is the known mistake; one with words of its own is not."""
    assert named(known, (False, [call([], error=RAISED)])) == "bare"
    assert named(known, (False, [call([], error=StudentRaised("ValueError", ("ValueError",), "bad"))])) is None


def test_another_exception_is_another_mistake(known):
    """An exception agrees by its type."""
    assert named(known, (False, [call([1, 2], error=RAISED)])) == "always_value_error"
    assert named(known, (False, [call([1, 2], error=StudentRaised("TypeError", ("TypeError",), ""))])) is None


OUTSIDE = {
    "ran out of time": StudentTimeout("still running"),
    "is not there": StudentRaised("Missing", (), "there is no total"),
    "is forbidden": StudentRaised("ValueError", ("ValueError",), "", forbidden=True),
}


@pytest.mark.parametrize("error", OUTSIDE.values(), ids=OUTSIDE)
def test_nothing_is_said_of_calls_that_gave_nothing(known, error):
    """What ran out of time, is missing or is forbidden is no mistake that could be named."""
    assert named(known, (False, [call([1, 2, 3], error=error)])) is None


def test_a_check_that_never_called_the_task(known):
    """A failing check without a call of the task cannot be explained."""
    assert named(known, (False, [Trace("double", (1,), {}, 3)])) is None


def test_the_time_is_bounded(known, monkeypatch):
    """Without time left, nothing is said."""
    monkeypatch.setattr(mistakes, "SECONDS", 0.0)
    assert named(known, (False, [call([1, 2, 3], np.float64(2.0))])) is None


def test_the_memory_is_bounded(known):
    """Results too large to keep are not compared."""
    attempts = Attempts(most=1000)
    attempts.add("total", False, [call([1, 2, 3], np.zeros(200))])
    assert attempts.by_task == {"total": [(False, None)]} and known.explain(attempts) == {}


SAME = {
    "nan": (np.array([np.nan]), np.array([np.nan]), True),
    "another shape": (np.zeros((1, 2)), np.zeros(2), False),
    "another kind": (np.array([1]), np.array([1.0]), False),
    "another type": ([1], (1,), False),
    "nested": ({"a": [np.array([1.0])]}, {"a": [np.array([1.0])]}, True),
    "another key": ({"a": 1}, {"b": 1}, False),
    "half the precision": (np.float32([1 / 3]), np.float64([1 / 3]), False),
    "rounding of float32": (np.float32([1, 1e-7]), np.float32([1, 2e-7]), True),
    "text": ("a", "b", False),
}


@pytest.mark.parametrize(("one", "other", "same"), SAME.values(), ids=SAME)
def test_results_that_are_alike(one, other, same):
    """Types, shapes and kinds must agree, values but for rounding."""
    assert mistakes.alike(one, other) is same


def test_the_record_says_it(tiny, right, grade, tmp_path):
    """The student's sentence and the staff's name stand in the task's record; a right submission has neither."""
    for name, source in (("mean", right.replace("_array(x).sum()", "_array(x).mean()")), ("right", right)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tiny.py").write_text(source, "utf-8")
    rows = grade(tiny, {"mean": tmp_path / "mean", "right": tmp_path / "right"}, tmp_path / "out")
    tasks = {name: {task.name: (task.mistake, task.hint) for task in rows[name].report.tasks} for name in rows}
    assert tasks["mean"]["total"] == ("mean", "Divides by the number of values.")
    assert set(tasks["right"].values()) == {("", "")}


def test_the_mistakes_of_a_class_are_counted():
    """The most frequent comes first, and a long list is cut."""

    def report(*made):
        return types.SimpleNamespace(tasks=[TaskResult("f", 0.0, 0.0, 1.0, [], f"{name}.", name) for name in made])

    reports = [report("one"), report("other", "one"), report(""), report("one")]
    assert terminal.mistakes(reports) == ["3 submissions: f: one.", "1 submission: f: other."]
    assert terminal.mistakes(reports, most=1) == ["3 submissions: f: one.", "and 1 more mistakes (--verbose lists them)"]
