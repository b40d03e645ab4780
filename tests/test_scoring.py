"""Points follow from verdicts alone, and nothing that goes wrong can raise them."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograder import scoring
from autograder.model import Check, Task, Unit, Verdict

LOST = ("failed", "error", "timeout", "killed", "forbidden")
OPEN = ("not_graded", "awaiting_manual")
OUTCOMES: tuple[Any, ...] = ("passed", *OPEN, *LOST)


def check(name: str, task: str = "f", points: float = 50.0, guard: bool = False, **more: Any) -> Check:
    """Return a hidden check."""
    values = {"category": "", "visibility": "hidden", "hint": "", **more}
    return Check(name, task, points, guard=guard, **values)


@st.composite
def graded(draw: st.DrawFn) -> tuple[Unit, list[Check], dict[str, Verdict]]:
    """A unit whose checks sum to its tasks' points, and a verdict for each check."""
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=3)))
    points = [float(high - low) for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]
    tasks = {f"t{index}": Task(worth) for index, worth in enumerate(points)}
    checks = []
    for name, task in tasks.items():
        guards = draw(st.lists(st.booleans(), min_size=1, max_size=7))
        checks += [check(f"{name}.{index}", name, task.points / len(guards), guard) for index, guard in enumerate(guards)]
    verdicts = {one.name: Verdict(draw(st.sampled_from(OUTCOMES))) for one in checks}
    return Unit("U", "numpy", ["m"], tasks), checks, verdicts


Graded = tuple[Unit, list[Check], dict[str, Verdict]]


def totals(unit: Unit, checks: list[Check], verdicts: dict[str, Verdict]) -> tuple[float, float, float]:
    """Return score, pending and maximum of a unit."""
    return scoring.total(scoring.score(unit, checks, verdicts))


@given(graded())
def test_the_maximum_is_100_whatever_happened(case: Graded) -> None:
    """The tasks' maxima sum to 100."""
    assert totals(*case)[2] == 100


@given(graded())
def test_score_and_pending_never_exceed_the_maximum(case: Graded) -> None:
    """No task has more points earned and open than it is worth."""
    assert all(task.score + task.pending <= task.max_score + 1e-9 for task in scoring.score(*case))


@given(graded())
def test_no_points_are_negative(case: Graded) -> None:
    """Neither score nor pending points fall below zero."""
    assert all(task.score >= 0 and task.pending >= 0 for task in scoring.score(*case))


@given(graded())
def test_a_task_has_the_sum_of_its_checks(case: Graded) -> None:
    """The scores of a task's checks sum to its score, those of its open checks to its pending points."""
    for task in scoring.score(*case):
        assert abs(sum(test.score or 0.0 for test in task.tests) - task.score) < 1e-6
        assert abs(sum(test.max_score for test in task.tests if test.score is None) - task.pending) < 1e-6


@given(graded(), st.data())
def test_a_worse_outcome_never_raises_the_score(case: Graded, data: Any) -> None:
    """With any one check worse, no task scores more."""
    unit, checks, verdicts = case
    name = data.draw(st.sampled_from([one.name for one in checks]))
    worse = data.draw(st.sampled_from(OUTCOMES[OUTCOMES.index(verdicts[name].outcome) :]))
    before, after = (scoring.score(unit, checks, said) for said in (verdicts, {**verdicts, name: Verdict(worse)}))
    assert all(new.score <= old.score for old, new in zip(before, after, strict=True))


@given(graded(), st.data())
def test_a_worse_outcome_never_raises_what_can_still_be_reached(case: Graded, data: Any) -> None:
    """With any one value check worse, score and pending points together do not grow."""
    unit, checks, verdicts = case
    values = [one.name for one in checks if not one.guard]
    assume(values)
    name = data.draw(st.sampled_from(values))
    worse = data.draw(st.sampled_from(OUTCOMES[OUTCOMES.index(verdicts[name].outcome) :]))
    before, after = (totals(unit, checks, said) for said in (verdicts, {**verdicts, name: Verdict(worse)}))
    assert sum(after[:2]) <= sum(before[:2]) + 1e-5  # each sum is rounded to 1e-6


@given(graded())
def test_all_passed_is_100(case: Graded) -> None:
    """A submission that passes every check of tasks with a value check has every point of them."""
    unit, checks, _verdicts = case
    results = scoring.score(unit, checks, {one.name: Verdict("passed") for one in checks})
    valued = {one.task for one in checks if not one.guard}
    assert all(abs(task.score - (task.max_score if task.name in valued else 0.0)) < 1e-6 for task in results)


UNIT = Unit("U", "numpy", ["m"], {"f": Task(60.0), "g": Task(40.0)})


def test_a_missing_verdict_is_not_graded() -> None:
    """A check without a record is open, never passed and never zero."""
    test = scoring.score(UNIT, [check("a")], {})[0].tests[0]
    assert (test.outcome, test.score) == ("not_graded", None)


def test_a_verdict_of_an_unknown_check_earns_nothing() -> None:
    """Only the suite's own checks count."""
    assert totals(UNIT, [check("a")], {"a": Verdict("failed"), "b": Verdict("passed")})[0] == 0


@pytest.mark.parametrize("outcome", LOST)
def test_a_lost_check_scores_zero(outcome: Any) -> None:
    """Failing, raising, running out of time, dying and forbidden calls earn nothing and leave nothing open."""
    assert totals(UNIT, [check("a")], {"a": Verdict(outcome)})[:2] == (0, 0)


@pytest.mark.parametrize("outcome", OPEN)
def test_an_open_check_is_pending(outcome: Any) -> None:
    """What could not be graded keeps its points open."""
    assert totals(UNIT, [check("a")], {"a": Verdict(outcome)})[:2] == (0, 50)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [("passed", "passed"), *((lost, "failed") for lost in LOST), *((open_, "not_graded") for open_ in OPEN)],
)
def test_a_guard_counts_only_beside_a_passed_value_check(value: Any, outcome: str) -> None:
    """A passed guard waits for a value check of its task."""
    checks = [check("guard", guard=True), check("value")]
    verdicts = {"guard": Verdict("passed"), "value": Verdict(value)}
    assert scoring.score(UNIT, checks, verdicts)[0].tests[0].outcome == outcome


def test_a_value_check_of_another_task_opens_no_guard() -> None:
    """A guard needs a value check of its own task."""
    checks = [check("guard", guard=True), check("value", "g")]
    assert scoring.score(UNIT, checks, {"guard": Verdict("passed"), "value": Verdict("passed")})[0].score == 0


def test_a_failed_guard_stays_failed() -> None:
    """A value check does not mend a guard."""
    checks = [check("guard", guard=True), check("value")]
    assert totals(UNIT, checks, {"guard": Verdict("failed"), "value": Verdict("passed")})[0] == 50


def test_a_broken_task_is_named_as_the_cause_of_another() -> None:
    """The hint of a failing check names the failing tasks that its code calls."""
    verdicts = {"a": Verdict("failed"), "b": Verdict("failed")}
    results = scoring.score(UNIT, [check("a"), check("b", "g")], verdicts, {"g": ["f"]})
    assert results[1].tests[0].hint == "probably caused by `f`"


def test_a_guard_is_not_blamed_on_another_task() -> None:
    """What a task itself raises has nothing to do with the tasks that it calls."""
    unit = Unit("U", "numpy", ["m"], {"f": Task(50.0), "g": Task(50.0, depends=["f"])})
    checks = [check("a", "f"), check("b", "g", guard=True)]
    verdicts = {"a": Verdict("failed", "wrong"), "b": Verdict("failed", "no ValueError")}
    results = scoring.score(unit, checks, verdicts, {"g": ["f"]})
    assert results[1].tests[0].message == "no ValueError"


def test_a_cause_changes_no_score() -> None:
    """Naming a cause takes nothing and gives nothing."""
    checks, verdicts = [check("a"), check("b", "g")], {"a": Verdict("failed"), "b": Verdict("passed")}
    with_calls = scoring.score(UNIT, checks, verdicts, {"g": ["f"], "f": ["g"]})
    assert [task.score for task in with_calls] == [task.score for task in scoring.score(UNIT, checks, verdicts)]


def test_a_passed_check_gives_no_hint() -> None:
    """Hints are for what failed."""
    one = check("a", hint="Look at the border.")
    assert scoring.score(UNIT, [one], {"a": Verdict("passed")})[0].tests[0].hint == ""


def test_nothing_taken_in_is_zero_of_everything() -> None:
    """A rejected submission has every task, with zero points and none open."""
    assert [(task.name, task.score, task.pending, task.max_score) for task in scoring.nothing(UNIT)] == [
        ("f", 0, 0, 60),
        ("g", 0, 0, 40),
    ]


def test_results_stand_in_the_order_of_the_unit() -> None:
    """The tasks of a report are those of the manifest, in its order, with or without checks."""
    assert [task.name for task in scoring.score(UNIT, [check("b", "g"), check("a")], {})] == ["f", "g"]


def test_a_seventh_of_a_point_adds_up() -> None:
    """Shares that are no round numbers add up to the whole."""
    checks = [check(f"c{index}", points=60 / 7) for index in range(7)]
    unit = msgspec.structs.replace(UNIT, tasks={"f": Task(60.0)})
    assert totals(unit, checks, {one.name: Verdict("passed") for one in checks}) == (60, 0, 60)
