"""Nothing that a submission says can steer a terminal, and nothing is said by colour alone."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from autograder.model import Check, Provenance, Report, Task, TaskResult, TestResult, Unit, Verdict, Withheld, printable
from autograder.public import Outcome
from autograder.render import terminal

TestResult.__test__ = False  # type: ignore[attr-defined]
PROVENANCE = Provenance("", "", "", "A", "", {}, "", 0.0)
HOSTILE = ["PASSED\x1b[2K\rfailed", "\x1b]0;title\x07", "\x1b]52;c;eA==\x07", "\x9b2J", "[bold red]x[/]", "[/nothing]",
           "[link=a]b[/link]", "x\\", "[red]\\", "a\u202eb\u200b", "\udc80", "score=100\nscore=100", "[[", "\x00", "=1+1",
           "<script>", "{{ 7 * 7 }}"]  # fmt: skip
ANY = st.text(st.sampled_from("ab[]/\\=\x1b\r\n\x07\x9b\u202e\udc80 ") | st.characters(), max_size=40)


def shown(what: Any, width: int = 200) -> str:
    """Return what a wide terminal without colours would get."""
    console = Console(file=io.StringIO(), width=width, force_terminal=False, color_system=None)
    console.print(what)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def harmless(text: str) -> bool:
    """Whether every character of a text is printable or ends a line."""
    return all(c.isprintable() or c == "\n" for c in text)


def report(submission: str = "ada", outcome: Any = "passed", pending: float = 0.0, **changes: Any) -> Report:
    """Return a report with one task."""
    score = 100.0 if outcome == "passed" else 0.0
    test = TestResult("f works", outcome, score, 100.0, "hidden", "", "", 0.1)
    values: dict[str, Any] = {
        "schema": 1, "assignment": "a1", "submission": submission, "status": "graded", "partial": False,
        "students": [submission], "attempt": 1, "submitted_at": None, "late_seconds": 0, "score": score,
        "pending": pending, "max_score": 100.0,
        "tasks": [TaskResult("f", score, pending, 100.0, [test])], "adjustments": [], "flags": [], "problems": [],
        "provenance": PROVENANCE,
    }  # fmt: skip
    return Report(**{**values, **changes})


@given(ANY)
@settings(deadline=None)
def test_safe_text_has_no_control_characters(text: str) -> None:
    """Only printable characters and line ends are left, each in its place."""
    safe = printable(text)
    assert harmless(safe) and len(safe) == len(text)


def test_safe_text_stays_as_it_is() -> None:
    """Letters of any language, spaces and lines are no danger."""
    assert printable("Grüße, 卷积\nx  [1]") == "Grüße, 卷积\nx  [1]"


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_prints_text_without_markup(text: str) -> None:
    """What looks like markup is printed, what would steer the terminal is not."""
    console = Console(file=io.StringIO(), width=80)
    terminal.plain(console, text)
    assert console.file.getvalue() == printable(text) + "\n"  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_and_remark_do_no_harm_to_the_table(text: str) -> None:
    """Names, flags and problems stand in the table of a class as harmless text."""
    out = shown(terminal.grades([report(text, flags=[text], problems=[text])], 300), 400)
    assert harmless(out) and printable(text).splitlines()[0] in out


@given(ANY)
@settings(deadline=None, max_examples=40)
def test_no_remark_breaks_the_table(text: str) -> None:
    """Any problem is one cell of one row."""
    lines = shown(terminal.grades([report("ada", problems=[text]), report("bob")], 100), 100).splitlines()
    assert [sum(line.strip().startswith(name) for line in lines) for name in ("ada", "bob")] == [1, 1]


def outcome(message: str = "", hint: str = "", verdict: Any = "failed", name: str = "f works", **changes: Any) -> Outcome:
    """Return what the public checks of a folder found: one check."""
    unit = Unit("U", "numpy", ["m"], {"f": Task(100.0)}, withheld={"f": Withheld(3, 40.0)})
    check = Check(name, "f", 60.0, "", "public", hint, False)
    values: dict[str, Any] = {"problems": [], "flags": [], "calls": {}, **changes}
    return Outcome(unit, [*unit.tasks], [check], {name: Verdict(verdict, message)}, **values)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_message_does_no_harm_to_a_student(text: str) -> None:
    """Messages, hints, problems and flags are shown as harmless text."""
    out = shown(terminal.checked(outcome(text, text, problems=[text], flags=[text])))
    assert harmless(out) and printable(text).splitlines()[0] in out


@pytest.mark.parametrize("verdict", ["failed", "error", "timeout", "killed", "forbidden", "not_graded", "awaiting_manual"])
def test_every_outcome_is_said_in_words(verdict: Any) -> None:
    """How a check ended can be read without colour, and no two ended alike."""
    word = terminal._WORDS[verdict][0]
    assert word in shown(terminal.checked(outcome("x", verdict=verdict)))


def test_no_two_outcomes_share_their_words() -> None:
    """The words alone tell outcomes apart."""
    assert len({word for word, _colour in terminal._WORDS.values()}) == len(terminal._WORDS)


def test_a_student_is_told_what_was_not_run() -> None:
    """The number and the worth of the hidden checks are said."""
    assert "0 of 1 public checks; 3 hidden checks worth 40 points are not run here" in shown(terminal.checked(outcome("x")))


def test_a_task_that_is_not_written_is_no_failure() -> None:
    """An untouched stub is said to be unwritten, without its messages."""
    out = shown(terminal.checked(outcome("NotImplementedError: f is not written yet", verdict="error")))
    assert "not written yet" in out and "raised an error" not in out


def test_a_method_that_is_not_written_is_its_class() -> None:
    """Nobody looks for a task named __init__."""
    out = shown(terminal.checked(outcome("NotImplementedError: __init__ is not written yet", verdict="error")))
    assert "not written yet" in out and "needs" not in out


def test_all_passed_is_said_in_words() -> None:
    """A task without failures is said to have passed."""
    assert "all passed" in shown(terminal.checked(outcome(verdict="passed")))


def test_pending_points_are_marked() -> None:
    """A score that is not final has a question mark."""
    assert "0?" in shown(terminal.grades([report(outcome="not_graded", pending=100.0)], 100))


def test_a_rejected_submission_is_said_in_words() -> None:
    """A submission that could not be taken in has no number in the table."""
    assert "rejected" in shown(terminal.grades([report(status="rejected", tasks=[])], 100))


def test_a_long_remark_is_cut_to_the_terminal() -> None:
    """The table of a class has a line a submission, however long its remark."""
    out = shown(terminal.grades([report(problems=["x" * 500])], 80), 80)
    assert "…" in out and max(map(len, out.splitlines())) <= 80


def test_the_summary_counts_what_needs_attention() -> None:
    """Rejected, pending and flagged submissions are counted; open ones are not in the mean."""
    reports = [report("a"), report("b", outcome="failed"), report("c", pending=5.0), report("d", status="rejected", score=0.0),
               report("e", flags=["look"])]  # fmt: skip
    assert terminal.summary(reports) == ("5 submissions, 3 graded (mean 66.7, median 100 of 100), 1 rejected, "
                                         "1 with points pending, 1 flagged for review")  # fmt: skip


def test_the_summary_of_nothing_is_a_sentence() -> None:
    """A class without submissions has no mean."""
    assert terminal.summary([]) == "0 submissions"
