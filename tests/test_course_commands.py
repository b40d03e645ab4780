"""A course from beginning to gradebook, through the command line."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import audit, records, units, wheel

pytest.importorskip("nbgrader", reason="gradebooks need nbgrader")


@pytest.fixture(scope="module")
def school(cli, tiny, tmp_path_factory):
    """A folder with the tiny unit, proved as far as these tests need it."""
    folder = tmp_path_factory.mktemp("school")
    unit = shutil.copytree(tiny, folder / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(unit, audit.Audit(1, "tiny", units.audit_sha256(unit), [], 100.0, 0.0, {}, {}))
    done = cli("init-course", "cs101", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_a_new_course_has_all_that_grading_needs(school):
    """Settings, roster, the secret for its owner only, units of its own, and the package for CI."""
    private = school / "cs101"
    name, content = wheel.wheel()
    assert (private / name).read_bytes() == content
    assert {path.name for path in private.iterdir()} == {
        name,
        ".gitignore",
        "course.toml",
        "roster.csv",
        "course.secret",
        "solutions",
    }
    assert (private / "course.secret").stat().st_mode & 0o777 == 0o600
    assert (private / "solutions/tiny/suite/test_hidden.py").is_file()


def test_the_students_folder_holds_nothing_hidden(school):
    """No line of the hidden suite, of solutions or of the secret is in any of its files."""
    private, students = school / "cs101", school / "cs101-students"
    text = "\n".join(path.read_text("utf-8", "replace") for path in students.rglob("*") if path.is_file())
    public = (private / "solutions/tiny/suite/test_public.py").read_text("utf-8")
    hidden = (private / "solutions/tiny/suite/test_hidden.py").read_text("utf-8")
    lines = {line.strip() for line in hidden.splitlines() if len(line.strip()) > 25} - {x.strip() for x in public.splitlines()}
    assert lines
    assert not [line for line in lines if line in text]
    assert (private / "course.secret").read_text("utf-8").strip() not in text
    assert (students / "tiny/README.md").is_file()


def test_students_install_what_lies_in_their_folder(school):
    """The package is on no index: its wheel lies beside the requirements, which name it; no torch where no unit needs it."""
    students, (name, content) = school / "cs101-students", wheel.wheel()
    wanted = (students / "requirements.txt").read_text("utf-8").splitlines()
    assert (students / name).read_bytes() == content and wanted[0] == f"./{name}"
    assert not [line for line in wanted if line.startswith("torch")]


def test_a_submission_without_a_time_is_named_where_there_is_a_due_date(cli, school, right, tmp_path):
    """Nobody is late of whom no time is known, and whoever grades hears of it."""
    (tmp_path / "class").mkdir()
    (tmp_path / "class/eve.py").write_text(right, "utf-8")
    (tmp_path / "course.toml").write_text("[units.tiny]\ndue = 2026-11-26T12:00:00Z\n", "utf-8")
    done = cli("grade", "tiny", "--class-dir", tmp_path / "class", "--units", school / "cs101/solutions", "--course", tmp_path,
               "--out", tmp_path / "records", "--unsafe")  # fmt: skip
    said = " ".join(done.stderr.split())
    assert (done.returncode, "1 submissions without a time are not late (eve)" in said) == (0, True), done.stderr


def test_a_course_is_not_begun_where_something_is(cli, school):
    """Nothing is overwritten."""
    done = cli("init-course", "cs101", cwd=school)
    assert (done.returncode, "is there already" in done.stderr) == (2, True)


def test_the_students_folder_may_not_lie_in_the_private_one(cli, school):
    """Whoever publishes it would publish the rest."""
    done = cli("init-course", "new", "--students", "new/public", cwd=school)
    assert (done.returncode, "must not lie in the private folder" in done.stderr) == (2, True)
    assert not (school / "new").exists()


COURSE = """
[attempts]
counts = "best"
[late]
percent_per_day = 10
[units.tiny]
due = 2026-11-26T12:00:00
tasks = { double = 1, total = 3 }
"""


@pytest.fixture(scope="module")
def graded(cli, school, right):
    """A course of three students, of whom two are a team, graded and imported."""
    private = school / "cs101"
    (private / "course.toml").write_text(COURSE, "utf-8")
    (private / "roster.csv").write_text("student,team,last_name\nada,,Lovelace\nbob,red,\ncyd,red,\n", "utf-8")
    (private / "class").mkdir()
    (private / "class/ada.py").write_text(right + "\ndel total\n", "utf-8")
    (private / "class/ada@2.py").write_text(right, "utf-8")
    (private / "class/red.py").write_text(right + "\ndel double\n", "utf-8")
    (private / "class/submissions.csv").write_text(
        "submission,submitted_at\nada,2026-11-26T11:00:00Z\nada@2,2026-11-27T11:00:00Z\nred,2026-11-26T11:00:00Z\n", "utf-8"
    )

    def run(*arguments):
        done = cli(*arguments, cwd=private)
        assert done.returncode == 0, done.stderr
        return done

    run("grade", "tiny", "--class-dir", "class", "--out", "records", "--unsafe")
    run("gradebook", "init")
    run("gradebook", "import", "records")
    return private, run


def record(private: Path, name: str):
    """Return a record."""
    return records.read(private / f"records/tiny/{name}.json")


def test_only_tasks_that_count_are_graded_and_they_sum_to_100(graded):
    """Weights of 1 and 3 are 25 and 75 points."""
    found = record(graded[0], "ada@2")
    assert {task.name: task.max_score for task in found.tasks} == {"double": 25.0, "total": 75.0}
    assert (found.score, found.max_score) == (100.0, 100.0)


def test_checks_of_a_rescaled_task_sum_to_it(graded):
    """Points of checks are rescaled with their task."""
    for task in record(graded[0], "ada@2").tasks:
        assert sum(test.max_score for test in task.tests) == pytest.approx(task.max_score)


def test_attempts_of_a_student_have_the_same_inputs(graded):
    """The seed is the student's."""
    assert record(graded[0], "ada").provenance.seed_id == record(graded[0], "ada@2").provenance.seed_id


def exported(private: Path) -> dict[str, dict[str, str]]:
    """Return nbgrader's own export by student."""
    command = [sys.executable, "-W", "ignore", "-m", "nbgrader", "export", "--db", "sqlite:///gradebook.db", "--to", "x.csv"]
    subprocess.run(command, cwd=private, capture_output=True, check=True, timeout=120)
    return {row["student_id"]: row for row in csv.DictReader(io.StringIO((private / "x.csv").read_text("utf-8")))}


@pytest.mark.slow
def test_nbgrader_exports_the_attempt_that_counts_less_its_penalty(graded):
    """Ada's second attempt is a day late: 100 less 10 beats 25; a team shares its grade."""
    rows = exported(graded[0])
    scores = {name: (float(row["score"]), float(row["late_submission_penalty"] or 0)) for name, row in rows.items()}
    assert scores == {"ada": (90.0, 10.0), "bob": (75.0, 0.0), "cyd": (75.0, 0.0)}


@pytest.mark.slow
def test_importing_twice_changes_nothing_and_keeps_scores_by_hand(graded):
    """What somebody gave in formgrader stays, whatever is imported."""
    from autograder.gradebook import database

    private, run = graded
    with database.opened(str(private / "gradebook.db")) as book:
        book.find_grade("double-points", "tiny", "tiny", "cyd").manual_score = 12.0
        book.db.commit()
    before = exported(private)
    run("gradebook", "import", "records")
    assert exported(private) == before
    assert float(before["cyd"]["score"]) == 87.0


@pytest.mark.slow
def test_an_adjustment_survives_regrading_and_reaches_the_gradebook(graded):
    """A line in the file is in the record after the next grade, also after a forced one, and in nbgrader's score."""
    private, run = graded
    run("gradebook", "adjust", "tiny", "bob", "double", "5", "--reason", "a typo of ours", "--by", "staff")
    run("grade", "tiny", "--class-dir", "class", "--out", "records", "--unsafe")
    kept = record(private, "red")
    run("grade", "tiny", "--class-dir", "class", "--out", "records", "--unsafe", "--force")
    again = record(private, "red")
    assert [(found.score, [change.delta for change in found.adjustments]) for found in (kept, again)] == [(80.0, [5.0])] * 2
    run("gradebook", "import", "records")
    assert float(exported(private)["bob"]["score"]) == 80.0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("tiny", "eve", "double", "1"), "eve: is not in"), (("tiny", "ada", "triple", "1"), "triple: no such task"),
     (("tiny", "ada", "scale_to", "1"), "tiny, scale_to: does not count by"),
     (("tina", "ada", "double", "1"), "did you mean tiny"), (("tiny", "ada", "double", "0"), "no change")],
)  # fmt: skip
def test_an_adjustment_of_nothing_is_refused(arguments, said, cli, graded):
    """A misspelt name would be a change that never happens."""
    done = cli("gradebook", "adjust", *arguments, "--reason", "x", cwd=graded[0])
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_a_submission_of_somebody_unknown_is_told(cli, graded, right, tmp_path):
    """It is graded, and a line says that the roster does not know it."""
    (tmp_path / "eve.py").write_text(right, "utf-8")
    done = cli("grade", "tiny", tmp_path / "eve.py", "--out", tmp_path / "out", "--unsafe", cwd=graded[0])
    assert "eve: not in" in done.stderr


def test_the_total_is_by_the_weights_of_the_units(cli, graded):
    """One unit of which there are records: its percentages are the total, after penalties."""
    done = cli("gradebook", "total", "records", "--out", "course.csv", cwd=graded[0])
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO((graded[0] / "course.csv").read_text("utf-8")))}
    assert done.returncode == 0, done.stderr
    assert rows["ada"]["last_name"] == "Lovelace" and rows["ada"]["tiny (100)"] == rows["ada"]["total"] == "90"


WRONG = [
    (["init-course", "x", "--units", "."], "--units .: no unit there"),
    (["gradebook", "adjust", "tiny", "ada", "double", "1", "--reason", "r"], "name its folder with --course"),
    (["gradebook", "roster", "--db", "x.db"], "roster.csv: nobody is in it"),
    (["gradebook", "total", "."], "no records there; name the folder that grade had as --out"),
    (["gradebook", "init", "--db", "nowhere/x.db"], "x.db: there is no folder"),
    (["gradebook", "init", "--db", "nosuch://x/y"], "--db nosuch: the database cannot be used"),
    (["release", "tiny"], "say where to: --out DIR for student kits, or --nbgrader COURSE_DIR"),
    (["release", "tiny", "--out", "/dev/null/kits"], "--out /dev/null/kits: Not a directory; name a folder"),
    (["calibrate"], "no unit that is named has timed checks"),
    (["grade", "tiny", "x.py", "--out", "out", "--device", "tpu"], "--device tpu: there are auto, cpu, cuda"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _said in WRONG])
def test_a_command_without_what_it_needs_says_so(cli, units_folder, tmp_path, words, said):
    """Status 2, and the remedy."""
    pytest.importorskip("nbgrader")
    done = cli(*words, *([] if "--units" in words else ["--units", units_folder]), cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr, done.stderr
