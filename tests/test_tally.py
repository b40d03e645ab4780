"""How far a batch is, for people and for programs."""

from __future__ import annotations

import json

import pytest

from autograder.cli.tally import Tally
from autograder.grading import Row


@pytest.fixture
def rows(tiny, grade, right, tmp_path):
    """One right submission, and one that is no Python file at all."""
    (tmp_path / "ada.py").write_text(right, "utf-8")
    (tmp_path / "bob.zip").write_bytes(b"")
    return grade(tiny, {"ada": tmp_path / "ada.py", "bob": tmp_path / "bob.zip"}, tmp_path / "out")


def test_a_tally_counts_and_foretells(rows):
    """Of four, one is done and one was rejected after ten seconds: ten seconds for the other two."""
    now = [100.0]
    tally = Tally(4, lambda: now[0])
    tally.begin("ada")
    tally.begin("cyd")
    now[0] += 10
    for row in rows.values():
        tally.add(row)
    state = tally.state()
    assert (state.done, state.failed, state.rate, state.seconds_left, state.running) == (2, 1, 0.2, 10.0, ["cyd"])
    assert str(state) == "2 of 4 done, 1 not graded, 0.2 a second, 10 s left; running: cyd"


def test_records_that_are_kept_say_nothing_of_how_fast_grading_is(rows):
    """They cost nothing, and no rate is made of them."""
    now = [0.0]
    tally = Tally(4, lambda: now[0])
    now[0] += 1
    tally.add(Row(rows["ada"].report, True, {}))
    assert (tally.state().done, tally.state().rate) == (1, None)


def test_programs_are_told_by_lines_of_json(cli, units_folder, right, tmp_path):
    """Each submission begins and is done; the last line says that all are; nothing else is printed."""
    (tmp_path / "secret").write_text("0123456789abcdef", "utf-8")
    for name in ("ada", "bob"):
        (tmp_path / f"{name}.py").write_text(right, "utf-8")
    done = cli("grade", "tiny", "ada.py", "bob.py", "--out", "out", "--units", units_folder, "--secret", "secret", "--unsafe",
               "--jobs", "1", "--json-lines", cwd=tmp_path)  # fmt: skip
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(line["event"], line["submission"]) for line in lines]
    # Who judges may begin with the next one before the last is told as done: two threads.
    assert sorted(told) == [("begun", "ada"), ("begun", "bob"), ("done", "ada"), ("done", "bob")]
    assert told[0] == ("begun", "ada") and told[-1] == ("done", "bob")
    assert (lines[-1]["status"], lines[-1]["score"], lines[-1]["kept"]) == ("graded", 100, False)
    assert {name: lines[-1]["batch"][name] for name in ("done", "failed", "total", "seconds_left", "running")} == {
        "done": 2, "failed": 0, "total": 2, "seconds_left": 0, "running": []}  # fmt: skip
