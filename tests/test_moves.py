"""Before anything is overwritten: what would be graded, who would move and why, and whether a grade can be had again."""

from __future__ import annotations

import shutil

import pytest

from autograder import records


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
    """Its inputs are others."""
    folder, run = school
    (folder / "other").write_text("another secret of enough length", "utf-8")
    assert "another secret" in run("replay", "out/tiny/ada.json", "--secret", "other")


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
