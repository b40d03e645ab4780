"""What a course says of records: who, when, how late, what counts, and what was changed by hand."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.course import Change, Course, Handed, Late, append_change, find_course, read_changes, read_roster, read_times
from autograder.course.calendar import Attempts, Settings, UnitPlan, read_settings
from autograder.errors import UsageError
from autograder.model import Provenance, Report, TaskResult

PROVENANCE = Provenance("aa", "bb", "cc", "A", "cpu", {}, "2026-01-01T00:00:00+00:00", 1.0)
NOON = datetime.datetime(2026, 11, 26, 12, tzinfo=datetime.UTC)
DAY = 86_400


def report(submission: str, score: float = 50.0, pending: float = 0.0, **changes: Any) -> Report:
    """Return a record of one task."""
    task = TaskResult("f", score, pending, 100.0, [])
    made = Report(1, "a1", submission, "graded", False, [submission], 1, None, 0, score, pending, 100.0, [task], [], [], [],
                  PROVENANCE)  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def course(tmp_path: Path, toml: str = "", roster: str = "student\nada\n", handed: Handed | None = None) -> Course:
    """Write a course folder and read it."""
    (tmp_path / "course.toml").write_text(toml, "utf-8")
    (tmp_path / "roster.csv").write_text(roster, "utf-8")
    return find_course(tmp_path, handed)


def test_without_a_course_a_record_is_a_first_attempt_in_time() -> None:
    """Nothing is filled in that nobody knows."""
    assert Course().filled(report("ada")) == report("ada")


def test_attempts_of_one_student_are_numbered() -> None:
    """``ada@3`` is ada's third."""
    filled = Course().filled(report("ada@3"))
    assert (filled.students, filled.attempt) == (["ada"], 3)


def test_a_team_hands_in_for_all(tmp_path: Path) -> None:
    """The record names everybody in the team, under whichever name they handed in."""
    made = course(tmp_path, roster="student,team\nada,red\nbob,red\ncyd,\n")
    assert [made.filled(report(name)).students for name in ("red", "bob@2", "cyd")] == [["ada", "bob"]] * 2 + [["cyd"]]


def test_a_submission_name_of_another_system_leads_to_the_student(tmp_path: Path) -> None:
    """The column ``submission`` says what the files are called."""
    made = course(tmp_path, roster="student,submission\nada,Lovelace Ada_1234\n")
    assert made.students("Lovelace Ada_1234") == ["ada"]


def test_whoever_is_not_in_the_roster_is_named(tmp_path: Path) -> None:
    """A stranger is graded all the same, so somebody must be told."""
    assert course(tmp_path).strangers(["ada", "ada@2", "eve"]) == ["eve"]


LATE_COURSE = """
time_zone = "Europe/Berlin"
[units.a1]
due = 2026-11-26T12:00:00
extension_days = { bob = 1 }
"""


def test_late_is_counted_from_the_due_date_in_the_time_zone_of_the_course(tmp_path: Path) -> None:
    """Noon in Berlin is 11 o'clock in UTC."""
    made = course(tmp_path, LATE_COURSE, handed=Handed({"ada": NOON}))
    filled = made.filled(report("ada"))
    assert (filled.submitted_at, filled.late_seconds) == ("2026-11-26T12:00:00+00:00", 3600)


def test_a_time_that_was_recorded_stays(tmp_path: Path) -> None:
    """Late is counted anew from the time in the record, where no other is known."""
    stamped = course(tmp_path, LATE_COURSE, handed=Handed({"ada": NOON})).filled(report("ada"))
    assert course(tmp_path, LATE_COURSE.replace("T12:00", "T11:00")).filled(stamped).late_seconds == 7200


def test_an_extension_moves_the_due_date(tmp_path: Path) -> None:
    """Bob has a day more."""
    made = course(tmp_path, LATE_COURSE, "student\nada\nbob\n", Handed({"bob": NOON + datetime.timedelta(days=1)}))
    assert made.filled(report("bob")).late_seconds == 3600


def test_a_member_s_extension_holds_for_the_team(tmp_path: Path) -> None:
    """The longest of a team's extensions counts."""
    handed = Handed({"red": NOON})
    made = course(tmp_path, LATE_COURSE, "student,team\nada,red\nbob,red\n", handed)
    assert made.filled(report("red")).late_seconds == 0


def test_unknown_times_are_not_late(tmp_path: Path) -> None:
    """What nobody wrote down is no reason for a penalty."""
    assert course(tmp_path, LATE_COURSE).filled(report("ada")).late_seconds == 0


@given(score=st.floats(0, 100), seconds=st.integers(0, 100 * DAY), percent=st.floats(0, 100), grace=st.floats(0, 1000),
       most=st.floats(0, 100))  # fmt: skip
def test_a_penalty_never_takes_more_than_there_is(
    score: float, seconds: int, percent: float, grace: float, most: float
) -> None:
    """A penalty lies between 0 and the score, and whoever is later loses no less."""
    policy = Late(percent, grace, most)
    lost = policy.penalty(100, score, seconds)
    assert 0 <= lost <= score + 1e-6
    assert policy.penalty(100, score, seconds + DAY) >= lost


def test_after_closing_nothing_counts() -> None:
    """A day late is a tenth; after a week all is lost."""
    policy = Late(percent_per_day=10, closes_after_days=7)
    assert [policy.penalty(100, 80, days * DAY) for days in (1, 7, 7.1)] == [10.0, 70.0, 80.0]


def test_the_last_attempt_counts() -> None:
    """Also where an earlier one was better."""
    made = Course(Settings(attempts=Attempts(counts="last")))
    found = made.counting(map(made.filled, [report("ada", 90), report("ada@2", 40)]))
    assert found["ada"].submission == "ada@2"


def test_the_best_attempt_counts_after_its_penalty() -> None:
    """90 points less 50 for being late are fewer than 60."""
    made = Course(Settings(attempts=Attempts(counts="best"), late=Late(percent_per_day=50)))
    late = report("ada@2", 90, attempt=2, students=["ada"], late_seconds=100)
    assert made.counting([report("ada", 60), late])["ada"].submission == "ada"


def test_attempts_beyond_the_cap_do_not_count() -> None:
    """The third of two attempts is nobody's best."""
    made = Course(Settings(attempts=Attempts(cap=2, counts="best")))
    found = made.counting(map(made.filled, [report("ada", 10), report("ada@2", 20), report("ada@3", 100)]))
    assert found["ada"].submission == "ada@2"


def test_an_attempt_that_could_not_be_read_displaces_no_other() -> None:
    """Whoever hands in a broken archive last keeps what was graded before; whoever has nothing else has that."""
    made = Course(Settings(attempts=Attempts(counts="last")))
    found = made.counting(map(made.filled, [report("ada", 90), report("ada@2", 0, status="rejected"),
                                            report("bob", 0, status="rejected")]))  # fmt: skip
    assert {student: one.submission for student, one in found.items()} == {"ada": "ada", "bob": "bob"}


def test_of_a_team_s_two_first_attempts_the_later_one_is_the_last(tmp_path: Path) -> None:
    """Under which of its names a team handed in does not matter, nor in which order records are read."""
    handed = Handed({"ada": NOON + datetime.timedelta(hours=1), "red": NOON})
    made = course(tmp_path, "", "student,team\nada,red\nbob,red\n", handed)
    found = made.counting(map(made.filled, [report("ada", 10), report("red", 90)]))
    assert {student: one.submission for student, one in found.items()} == {"ada": "ada", "bob": "ada"}


def test_two_submissions_of_one_attempt_are_named(tmp_path: Path) -> None:
    """Only one of them counts, so somebody must be told."""
    made = course(tmp_path, "", "student,team\nada,red\nbob,red\ncyd,\n")
    assert made.rivals(["ada", "cyd", "red", "red@2"]) == [["ada", "red"]]


def test_an_attempt_with_points_pending_is_not_passed_over() -> None:
    """Best cannot be said while something is open, so the open one counts, and its grade is withheld."""
    made = Course(Settings(attempts=Attempts(counts="best")))
    found = made.counting(map(made.filled, [report("ada", 90), report("ada@2", 10, pending=85)]))
    assert found["ada"].submission == "ada@2"


@given(st.dictionaries(st.sampled_from("fghij"), st.floats(0.1, 50), min_size=1))
def test_task_weights_are_rescaled_to_100(weights: dict[str, float]) -> None:
    """Whatever the weights, the tasks that count sum to 100."""
    points = Settings(units={"a1": UnitPlan(tasks=weights)}).task_points("a1")
    assert sum(points.values()) == pytest.approx(100, abs=1e-4)
    assert list(points) == list(weights)


@given(st.lists(st.floats(0, 50), min_size=1, max_size=5).filter(any))
def test_unit_weights_are_rescaled_to_100(weights: list[float]) -> None:
    """The course's total is out of 100."""
    plans = {f"a{number}": UnitPlan(weight=weight) for number, weight in enumerate(weights)}
    assert sum(Settings(units=plans).unit_weights([]).values()) == pytest.approx(100)


def change(**changes: Any) -> Change:
    """Return a change by hand."""
    made = Change("a1", "ada", "f", 2.5, "staff", "a typo of ours", "2026-11-26T12:00:00+00:00")
    return msgspec.structs.replace(made, **changes)


def test_an_adjustment_is_added_to_the_score_and_listed() -> None:
    """With who, why and when."""
    filled = Course(changes=[change()]).filled(report("ada"))
    assert filled.score == 52.5
    assert [(a.task, a.delta, a.by, a.reason) for a in filled.adjustments] == [("f", 2.5, "staff", "a typo of ours")]


def test_adjustments_are_applied_once_however_often_a_record_is_filled() -> None:
    """Filling a record again changes nothing."""
    made = Course(changes=[change()])
    assert made.filled(made.filled(report("ada"))) == made.filled(report("ada"))


def test_an_adjustment_takes_no_more_than_the_task_earned() -> None:
    """A task never goes below 0."""
    assert Course(changes=[change(delta=-80.0)]).filled(report("ada")).score == 0.0


@pytest.mark.parametrize("other", [{"unit": "a2"}, {"who": "bob"}, {"task": "g"}])
def test_adjustments_of_others_do_not_apply(other: dict[str, str]) -> None:
    """Unit, person and task must be those of the record."""
    assert Course(changes=[change(**other)]).filled(report("ada")) == report("ada")


def test_adjustments_are_added_to_the_file_and_never_changed(tmp_path: Path) -> None:
    """Two changes are two lines, in order, also after a file whose last line was cut off."""
    path = tmp_path / "adjustments.jsonl"
    append_change(path, change())
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    append_change(path, change(delta=-1.0))
    assert [found.delta for found in read_changes(path)] == [2.5, -1.0]


def test_a_broken_line_of_adjustments_is_never_skipped(tmp_path: Path) -> None:
    """The message names the line."""
    path = tmp_path / "adjustments.jsonl"
    append_change(path, change())
    with path.open("a") as file:
        file.write("{\n")
    with pytest.raises(UsageError, match=r"adjustments\.jsonl, line 2"):
        read_changes(path)


BROKEN_SETTINGS = {
    "an unknown key": ("atempts = 3", "atempts"),
    "a weight below 0": ("[units.a1]\nweight = -1", "weight"),
    "a date that is none": ("[units.a1]\ndue = 'tomorrow'", "due"),
    "an unknown time zone": ("time_zone = 'Berlin'", "time_zone 'Berlin'"),
    "no TOML": ("title =", r"course\.toml"),
    "an unknown way to count": ("[attempts]\ncounts = 'mean'", "counts"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_SETTINGS.values(), ids=BROKEN_SETTINGS)
def test_a_broken_course_file_is_named(text: str, said: str, tmp_path: Path) -> None:
    """The message names the file and the key."""
    (tmp_path / "course.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said) as caught:
        read_settings(tmp_path / "course.toml")
    assert "course.toml" in str(caught.value)


BROKEN_ROSTERS = {
    "no header": ("", "no column student"),
    "an unknown column": ("student,mail\n", "column 'mail'"),
    "a student twice": ("student\nada\nada\n", "line 3.*twice"),
    "one name for two": ("student,submission\nada,x\nbob,x\n", "line 3.*are no team"),
    "an id that is another's name": ("student,submission\nada,bob\nbob,x\n", "line 3.*'bob' is a name of 'ada'"),
    "a name that is another's id": ("student,submission\nbob,x\nada,bob\n", "line 3.*'bob' is a name of 'bob'"),
    "a team that is another's id": ("student,team\nred,\nada,red\n", "line 3.*'red' is a name of 'red'"),
    "an id like an attempt": ("student\nada@2\n", "line 2.*'ada@2' reads like an attempt"),
    "too many cells": ("student\nada,b\n", "line 2.*more cells"),
    "nobody": ("student,team\n,red\n", "line 2.*has no student"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN_ROSTERS.values(), ids=BROKEN_ROSTERS)
def test_a_broken_roster_is_named(text: str, said: str, tmp_path: Path) -> None:
    """The message names the file and the line."""
    (tmp_path / "roster.csv").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said):
        read_roster(tmp_path / "roster.csv")


def test_a_roster_may_come_from_a_spreadsheet(tmp_path: Path) -> None:
    """A byte order mark, semicolons, Windows line ends and empty lines are no trouble."""
    (tmp_path / "roster.csv").write_bytes(b"\xef\xbb\xbfstudent;email\r\nada;a@b\r\n;\r\n")
    assert [(member.student, member.email) for member in read_roster(tmp_path / "roster.csv").members] == [("ada", "a@b")]


def test_times_come_from_a_table_or_from_nbgrader(tmp_path: Path) -> None:
    """nbgrader's stamps are UTC; the table's times have offsets."""
    for folder, text in (("bob", "2026-11-26 12:00:00.5 UTC"), ("cyd/a1", "2026-11-26 13:00:00")):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "timestamp.txt").write_text(text, "utf-8")
    (tmp_path / "submissions.csv").write_text("submission,submitted_at\nada,2026-11-26T13:00:00+01:00\n", "utf-8")
    handed = read_times(tmp_path, "a1")
    hours = [{name: time.astimezone(datetime.UTC).hour for name, time in of.items()} for of in (handed.times, handed.stamps)]
    assert hours == [{"ada": 12}, {"bob": 12, "cyd": 13}]


@pytest.mark.parametrize(
    ("settings", "undated", "late"), [("", ["bob", "eve"], 0), ("[attempts]\nnbgrader_times = true", ["eve"], 3600)]
)
def test_a_stamp_is_believed_where_the_course_says_so(settings: str, undated: list[str], late: int, tmp_path: Path) -> None:
    """A student can write one; what is known of no time is named, and not late."""
    (tmp_path / "class/bob").mkdir(parents=True)
    (tmp_path / "class/bob/timestamp.txt").write_text("2026-11-26 13:00:00 UTC", "utf-8")
    (tmp_path / "class/submissions.csv").write_text("submission,submitted_at\nada,2026-11-26T11:00:00Z\n", "utf-8")
    (tmp_path / "course.toml").write_text(f"{settings}\n[units.a1]\ndue = 2026-11-26T12:00:00Z\n", "utf-8")
    course = find_course(tmp_path, read_times(tmp_path / "class", "a1"))
    assert course.undated("a1", ["ada", "bob", "eve"]) == undated
    assert course.filled(report("bob")).late_seconds == late


@pytest.mark.parametrize("text", ["x", "", "0001-01-01T00:00:00+23:59"])
def test_a_stamp_that_says_nothing_stops_nobody(text: str, tmp_path: Path) -> None:
    """A student may hand in a file of that name: it is no time, and all others keep theirs."""
    for name, stamp in (("ada", "2026-11-26 12:00:00 UTC"), ("eve", text)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "timestamp.txt").write_text(stamp, "utf-8")
    assert list(read_times(tmp_path, "a1").stamps) == ["ada"]


@pytest.mark.parametrize("text", ["yesterday", "2026-11-26T12:00:00", ""])
def test_a_time_without_an_offset_is_refused(text: str, tmp_path: Path) -> None:
    """Which noon was meant cannot be guessed."""
    (tmp_path / "submissions.csv").write_text(f"submission,submitted_at\nada,{text}\n", "utf-8")
    with pytest.raises(UsageError, match=r"submissions\.csv, line 2"):
        read_times(tmp_path, "a1")


UNKNOWN = {
    "a unit": ("[units.a9]", "no such unit"),
    "a task": ("[units.a1.tasks]\nq = 1", "no task 'q'"),
    "a person": ("[units.a1.extension_days]\neve = 1", "'eve' is not in roster"),
}


@pytest.mark.parametrize(("text", "said"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_a_course_names_must_be_there(text: str, said: str, tmp_path: Path) -> None:
    """A misspelt unit, task or person would silently not count."""
    with pytest.raises(UsageError, match=said):
        course(tmp_path, text).require_units({"a1": ["f"]})
