"""The total of a course: by weights, without a zero for what is not graded yet."""

from __future__ import annotations

import csv
import io

from autograder.course import Course, Member, Roster, Settings, UnitPlan
from autograder.model import Provenance, Report, TaskResult
from autograder.render import totals

MADE = Provenance("aa", "bb", "cc", "A", "cpu", {}, "2026-01-01T00:00:00+00:00", 1.0)
ROSTER = Roster([Member("ada", "ada"), Member("bob", "bob")])


def report(unit: str, name: str, score: float, pending: float = 0.0, most: float = 100.0) -> Report:
    """Return a record of one task."""
    task = TaskResult("f", score, pending, most, [])
    return Report(1, unit, name, "graded", False, [name], 1, None, 0, score, pending, most, [task], [], [], [], MADE)


def table(by_unit: dict[str, list[Report]], course: Course) -> dict[str, list[str]]:
    """Return the rows of the table by student, without names and addresses."""
    rows = csv.reader(io.StringIO(totals.total(by_unit, course).files["course.csv"].decode()))
    return {row[0]: row[4:] for row in rows}


def course(**weights: float) -> Course:
    """Return a course of two students with these units."""
    return Course(Settings(units={name: UnitPlan(weight=weight) for name, weight in weights.items()}), ROSTER)


def test_units_count_by_their_weights() -> None:
    """Twice as heavy counts twice, whatever the maximum of a unit is."""
    rows = table({"a": [report("a", "ada", 50)], "b": [report("b", "ada", 8, most=10)]}, course(a=2, b=1))
    assert rows["student"] == ["a (66.67)", "b (33.33)", "total"] and rows["ada"] == ["50", "80", "60"]


def test_what_was_not_handed_in_is_empty_and_counts_as_nothing() -> None:
    """Bob has one unit of two."""
    rows = table({"a": [report("a", "ada", 50)], "b": [report("b", "bob", 80)]}, course(a=1, b=1))
    assert rows["bob"] == ["", "80", "40"]


def test_pending_points_withhold_the_total() -> None:
    """Neither a zero nor a part."""
    given = {"a": [report("a", "ada", 50, pending=10)], "b": [report("b", "ada", 80), report("b", "bob", 70)]}
    assert table(given, course(a=1, b=1))["ada"] == ["", "80", ""]
    assert totals.total(given, course(a=1, b=1)).withheld == ["ada"]


def test_points_pending_in_a_unit_of_no_weight_withhold_nothing() -> None:
    """The total is known without them; the unit's own cell stays empty."""
    given = {"a": [report("a", "ada", 80)], "b": [report("b", "ada", 50, pending=10)]}
    assert table(given, course(a=1, b=0))["ada"] == ["80", "", "80"]
    assert totals.total(given, course(a=1, b=0)).withheld == []


def test_units_of_no_weight_alone_make_no_total() -> None:
    """Nobody's total is 0 because only a unit that does not count has records; a note says why there is none."""
    given, weights = {"b": [report("b", "ada", 50)]}, course(a=1, b=0)
    assert {name: row[-1] for name, row in table(given, weights).items()} == {"student": "total", "ada": "", "bob": ""}
    made = totals.total(given, weights)
    assert made.notes == ["no records of a: left out", "no totals: no unit with records has a weight above 0"]
    assert made.withheld == []


def test_a_unit_without_records_is_left_out_and_named() -> None:
    """In the middle of a term the other units make up the total; what course.toml does not name is no part of it."""
    made = totals.total({"a": [report("a", "ada", 50)], "c": [report("c", "ada", 1)]}, course(a=1, b=3))
    assert "a (100)" in made.files["course.csv"].decode()
    assert [note.partition(":")[0] for note in made.notes] == ["no records of b", "c"]


def test_formulas_are_text() -> None:
    """Also in the names of people who are in no roster."""
    assert "'=1+1" in table({"a": [report("a", "=1+1", 50)]}, Course())
