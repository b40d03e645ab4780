"""Before anything is overwritten: what would be graded, who would move and why, and whether a grade can be had again."""

from __future__ import annotations

import json
import shutil
import sys

import pytest

from autograder import batch, records
from autograder import cli as command_line


@pytest.fixture
def school(cli, tiny, right, tmp_path):
    """A course folder of the tiny unit, with two submissions that are graded."""
    shutil.copytree(tiny, tmp_path / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    (tmp_path / "class").mkdir()
    (tmp_path / "class/ada.py").write_text(right, "utf-8")
    (tmp_path / "class/bob.py").write_text(right + "\ndel total\n", "utf-8")

    def run(*arguments, status=0):
        done = cli(*arguments, cwd=tmp_path)
        assert done.returncode == status, (done.stdout, done.stderr)
        return done.stdout

    run("grade", "tiny", "--class-dir", "class", "--out", "out", "--unsafe")
    return tmp_path, run


GRADE = ("grade", "tiny", "--class-dir", "class", "--out", "out", "--unsafe")


def bytes_of(folder):
    """Return what the records' folder holds."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"}


def test_a_dry_run_says_what_is_kept_and_what_would_be_graded(school):
    """A new submission, a changed one, one that is kept; nothing is written."""
    folder, run = school
    (folder / "class/cyd.py").write_text("x = 1\n", "utf-8")
    (folder / "class/bob.py").write_text("y = 1\n", "utf-8")
    before = bytes_of(folder / "out")
    said = run(*GRADE, "--dry-run")
    assert "ada: is kept" in said
    assert "bob: the submission has changed" in said
    assert "cyd: no record yet" in said
    assert "2 of 3 would be graded, about " in said
    assert bytes_of(folder / "out") == before


def test_explain_says_who_moves_by_how_much_and_why(school):
    """A check of the suite that nobody passes costs its points; the records stay as they were."""
    folder, run = school
    suite = folder / "solutions/tiny/suite/test_hidden.py"
    suite.write_text(suite.read_text("utf-8").replace("student.double(", "student.total(", 1), "utf-8")
    before = bytes_of(folder / "out")
    said = run(*GRADE, "--explain")
    assert "the suite has changed" in said
    assert "ada: 100 -> " in said
    assert "passed -> " in said
    assert "2 would be graded again" in said or "2 submissions: 2 would be graded again" in said
    assert bytes_of(folder / "out") == before


def test_explain_of_a_class_that_is_graded_says_that_nobody_moves(school):
    """Nothing differs, so nothing is graded."""
    _folder, run = school
    assert "0 would be graded again, 0 would move" in run(*GRADE, "--explain")


def test_a_grade_can_be_had_again(school):
    """From the bytes that were kept, also when the submission is gone."""
    folder, run = school
    shutil.rmtree(folder / "class")
    assert "bob: the same" in run("replay", "out/tiny/bob.json")


def test_a_replay_says_what_differs(school):
    """A record that somebody changed is found out, with the check that ends otherwise."""
    folder, run = school
    path = folder / "out/tiny/bob.json"
    text = path.read_text("utf-8")
    before = records.read(path).score
    path.write_text(text.replace(f'"score": {before}', '"score": 99.0', 1), "utf-8")
    assert f"bob: 99 -> {before:g}" in run("replay", "out/tiny/bob.json", status=1)


def test_a_replay_with_another_secret_is_told(school):
    """Its inputs are others: however it ends, it is not the examination that was, and the exit status says so."""
    folder, run = school
    (folder / "other").write_text("another secret of enough length", "utf-8")
    said = run("replay", "out/tiny/ada.json", "--secret", "other", status=1)
    assert "another secret" in said and "the same" not in said


def test_a_replay_with_another_suite_is_told(school):
    """Also where every outcome is the same."""
    folder, run = school
    with (folder / "solutions/tiny/suite/test_hidden.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    said = run("replay", "out/tiny/ada.json", status=1)
    assert "the suite has changed" in said and "the same" not in said


def test_a_replay_of_bytes_that_were_changed_is_refused(school, cli):
    """What lies in the store must be what was handed in."""
    folder, _run = school
    sha256 = records.read(folder / "out/tiny/bob.json").provenance.submission_sha256
    (folder / f"out/tiny/store/{sha256}.py").write_text("x = 1\n", "utf-8")
    done = cli("replay", "out/tiny/bob.json", cwd=folder)
    assert (done.returncode, "is not what was handed in" in done.stderr) == (2, True)


def test_a_replay_asks_for_the_wall_that_grading_asks_for(school, monkeypatch, capsys):
    """A record that says it was made behind a weak wall opens no other one."""
    folder, _run = school
    path = folder / "out/tiny/ada.json"
    path.write_text(json.dumps({**(kept := json.loads(path.read_text("utf-8"))),
                                "provenance": {**kept["provenance"], "isolation": "D"}}), "utf-8")  # fmt: skip
    start = batch.Examiner.start
    monkeypatch.setattr(batch.Examiner, "start", lambda self: type(ready := start(self))(ready.checks, ready.versions, "D"))
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["autograder", "replay", str(path)])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert (ended.value.code, "--unsafe" in capsys.readouterr().err) == (2, True)


def test_a_replay_takes_adjustments_as_the_record_has_them(school):
    """What was changed by hand since is no difference of the examination."""
    folder, run = school
    enrol(folder)
    assert "bob: the same" in run("replay", "out/tiny/bob.json")


def enrol(folder):
    """Make the folder a course in which bob was late, and got three points by hand."""
    (folder / "course.toml").write_text("[units.tiny]\ndue = 2026-11-01T12:00:00\n", "utf-8")
    (folder / "class/submissions.csv").write_text("submission,submitted_at\nbob,2026-11-01T13:00:00+00:00\n", "utf-8")
    line = {"unit": "tiny", "who": "bob", "task": "double", "delta": 3, "by": "us", "reason": "an oversight", "at": "now"}
    (folder / "adjustments.jsonl").write_text(json.dumps(line) + "\n", "utf-8")


def test_explain_says_what_the_course_changed(school):
    """A record that is kept may say something else all the same: dates and adjustments count anew."""
    folder, run = school
    score = records.read(folder / "out/tiny/bob.json").score
    enrol(folder)
    before = bytes_of(folder / "out")
    said = run(*GRADE, "--explain")
    assert f"bob: {score:g} -> {score + 3:g}" in said
    assert "seconds late: 0 -> 3600" in said
    assert "adjusted: double +3 (an oversight)" in said
    assert "0 would be graded again, 1 would move" in said
    assert bytes_of(folder / "out") == before


def test_a_dry_run_says_what_the_course_changed(school):
    """Such a record is kept, and written anew."""
    folder, run = school
    enrol(folder)
    said = run(*GRADE, "--dry-run")
    assert "ada: is kept\n" in said
    assert "bob: is kept, with what the course says of it now" in said


@pytest.mark.parametrize("trial", ["--dry-run", "--explain"])
def test_a_trial_leaves_nothing_behind(trial, cli, tiny, right, tmp_path):
    """No secret, no folder for records: not even where there is none yet."""
    shutil.copytree(tiny, tmp_path / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    (tmp_path / "ada.py").write_text(right, "utf-8")
    done = cli("grade", "tiny", "ada.py", "--out", "out", "--unsafe", trial, cwd=tmp_path)
    assert (done.returncode, "no record yet" in done.stdout) == (0, True), done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.py", "solutions"]


def test_a_replay_needs_what_was_handed_in(school, cli):
    """Where the store was cleared, the message says what is missing."""
    folder, _run = school
    shutil.rmtree(folder / "out/tiny/store")
    done = cli("replay", "out/tiny/ada.json", cwd=folder)
    assert (done.returncode, "what was handed in is not in" in done.stderr) == (2, True)


def test_two_batches_do_not_write_to_one_folder(school, cli):
    """The second says so, and leaves the first alone."""
    folder, _run = school
    with records.Records(folder / "out", "tiny").locked():
        done = cli(*GRADE, "--force", cwd=folder)
    assert (done.returncode, "another autograder grade is writing there" in done.stderr) == (2, True)
