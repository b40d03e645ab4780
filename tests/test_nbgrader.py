"""nbgrader's own commands on a course of ours: its gradebook says what `autograder grade` says, and no student's cell runs."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import audit, build, records, units
from autograder.notebook import grade_cell, notebook, solution_cell

pytest.importorskip("nbgrader", reason="these tests drive nbgrader")
pytestmark = pytest.mark.slow


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of nbgrader's in a course directory."""
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(["nbgrader", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=400)


@pytest.fixture(scope="module")
def school(cli, tiny, tmp_path_factory):
    """A course of the tiny unit, handed out through nbgrader."""
    folder = tmp_path_factory.mktemp("school")
    unit = shutil.copytree(tiny, folder / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(unit, audit.Audit(1, "tiny", units.audit_sha256(unit), [], 100.0, 0.0, {}, {}))
    (folder / "course.toml").write_text(
        "[late]\npercent_per_day = 10\n[units.tiny]\ndue = 2026-11-26T12:00:00\nextension_days = { right_late_excused = 3 }\n",
        "utf-8",
    )
    done = cli("release", "tiny", "--nbgrader", "nb", cwd=folder)
    assert done.returncode == 0, done.stderr
    made = nbgrader(folder / "nb", "generate_assignment", "tiny")
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def book(folder: Path, solved: bool = True) -> dict:
    """Return the notebook as a student with the reference's answers, or with none, would hand it in."""
    unit = units.load(folder)
    lesson = build.handout(folder, unit, [])
    return json.loads(notebook(folder, unit, lesson, {name: task.points for name, task in unit.tasks.items()}, solved=solved))


def cell(made: dict, name: str) -> dict:
    """Return a cell by its grade_id."""
    return next(cell for cell in made["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)


def code(source: str) -> dict:
    """Return a code cell without marks."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def submissions(folder: Path, marker: Path) -> dict[str, bytes | dict]:
    """Return notebooks by student: right, wrong, broken, hostile, damaged."""
    found: dict[str, bytes | dict] = {}

    def change(name: str, how, solved: bool = True) -> None:
        made = book(folder, solved)
        how(made)
        found[name] = made

    def source(made: dict, task: str, text: str) -> None:
        cell(made, solution_cell(task))["source"] = text

    write = f"import os\nopen({str(marker)!r}, 'w').write('x')\n"
    change("right", lambda made: None)
    change("right_late", lambda made: None)
    change("right_late_excused", lambda made: None)
    change("untouched", lambda made: None, solved=False)
    change("wrong_double", lambda made: source(made, "double", "def double(x):\n    return x"))
    change("wrong_total", lambda made: source(made, "total", "def total(x):\n    return 0"))
    change("raises", lambda made: source(made, "double", "def double(x):\n    raise RuntimeError('no')"))
    change("syntax_error", lambda made: source(made, "double", "def double(x:\n    return x"))
    change("prints_to_stderr", lambda made: made["cells"].append(code("import sys\nprint('x', file=sys.stderr)")))
    change("says_nan", lambda made: made["cells"].append(code("float('nan')")))
    change("cell_raises", lambda made: made["cells"].insert(0, code("1 / 0")))
    change("writes_a_marker", lambda made: made["cells"].insert(0, code(write)))
    change(
        "writes_in_a_call",
        lambda made: source(
            made, "double", f"def double(x):\n    {write.splitlines()[0]}; {write.splitlines()[1]}\n    return x"
        ),
    )
    change("shell_escape", lambda made: made["cells"].insert(0, code(f"!touch {marker}")))
    change("marks_in_grade_cell", lambda made: cell(made, grade_cell("double")).update(source=write))
    change(
        "full_marks_output",
        lambda made: cell(made, grade_cell("double")).update(
            outputs=[{"output_type": "execute_result", "data": {"text/plain": "40"}, "metadata": {}, "execution_count": 1}]
        ),
        solved=False,
    )
    change("grade_cell_deleted", lambda made: made["cells"].remove(cell(made, grade_cell("double"))))
    change("solution_deleted", lambda made: made["cells"].remove(cell(made, solution_cell("double"))))
    change("cell_copied", lambda made: made["cells"].append(json.loads(json.dumps(cell(made, solution_cell("double"))))))
    change("reordered", lambda made: made["cells"].reverse())

    def split(made: dict) -> None:
        made["cells"].insert(
            0,
            code(
                cell(made, solution_cell("total"))["source"]
                if isinstance(cell(made, solution_cell("total"))["source"], str)
                else "".join(cell(made, solution_cell("total"))["source"])
            ),
        )
        source(made, "total", "# moved")

    change("split", split)

    def bare(made: dict) -> None:
        made["nbformat_minor"] = 4  # as other programs save it: without ids
        for one in made["cells"]:
            one["metadata"] = {}
            del one["id"]

    change("metadata_lost", bare)
    change("points_changed", lambda made: cell(made, grade_cell("double"))["metadata"]["nbgrader"].update(points=1000))
    change("odd_metadata", lambda made: cell(made, solution_cell("double"))["metadata"].update(nbgrader="none"))
    return found


@pytest.fixture(scope="module")
def graded(school, cli):
    """The class, autograded by nbgrader and by us; both tables, and the marker that must not be there."""
    course, marker = school / "nb", school / "marker"
    made = submissions(school / "solutions/tiny", marker)
    assert len(made) == 24
    (school / "class").mkdir()
    for name, content in made.items():
        folder = course / "submitted" / name / "tiny"
        folder.mkdir(parents=True)
        (folder / "tiny.ipynb").write_text(json.dumps(content), "utf-8")
        (folder / "timestamp.txt").write_text(f"2026-11-{'28' if 'late' in name else '26'} 11:00:00 UTC", "utf-8")
        shutil.copy(folder / "tiny.ipynb", school / f"class/{name}.ipynb")
    done = nbgrader(course, "autograde", "tiny")
    ours = cli("grade", "tiny", "--class-dir", "class", "--out", "ours", cwd=school)
    assert ours.returncode == 0, ours.stderr
    return school, done, marker


def exported(school: Path) -> dict[str, dict[str, str]]:
    """Return the rows of nbgrader's own export."""
    done = nbgrader(school / "nb", "export", "--to", "grades.csv")
    assert done.returncode == 0, done.stderr
    with (school / "nb/grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def ours(school: Path) -> dict[str, float]:
    """Return our scores."""
    reports, _broken = records.read_all(school / "ours/tiny")
    return {report.submission: report.score for report in reports.values()}


def test_nbgrader_has_the_examiner_s_scores(graded):
    """For each of 24 notebooks the raw score in nbgrader's export is that of ``autograder grade``, to the cent."""
    school, done, _marker = graded
    theirs = {name: round(float(row["raw_score"]), 2) for name, row in exported(school).items()}
    assert theirs == {name: round(score, 2) for name, score in ours(school).items()}, done.stderr[-3000:]


def test_damage_costs_nothing(graded):
    """Copied, deleted, split, moved and bare cells: what was written counts, wherever it stands."""
    scores = ours(graded[0])
    for name in ("right", "grade_cell_deleted", "cell_copied", "split", "metadata_lost", "points_changed", "odd_metadata"):
        assert scores[name] == 100.0, name


def test_what_was_printed_is_no_score(graded):
    """Standard error does not cost everything, a NaN and a forged result gain nothing."""
    scores = ours(graded[0])
    assert (scores["prints_to_stderr"], scores["says_nan"], scores["full_marks_output"]) == (100.0, 100.0, 0.0)


def test_no_cell_ran_outside_of_the_sandbox(graded):
    """Notebooks that would write a file, at the top, in a call, by the shell, in a cell with points, left none."""
    assert not graded[2].exists()


def test_a_late_notebook_loses_what_the_course_says(graded):
    """Two days late at ten percent a day; whoever has an extension loses nothing."""
    rows = exported(graded[0])
    assert [float(rows[name]["score"]) for name in ("right", "right_late", "right_late_excused")] == [100.0, 80.0, 100.0]


def test_a_second_run_changes_nothing(graded):
    """Regrading gives the same export."""
    school = graded[0]
    before = exported(school)
    done = nbgrader(school / "nb", "autograde", "tiny", "--force")
    assert exported(school) == before, done.stderr[-2000:]


def test_an_adjustment_reaches_nbgrader_when_it_regrades(graded):
    """A change by hand is extra credit there."""
    school = graded[0]
    line = {"unit": "tiny", "who": "wrong_total", "task": "total", "delta": 2.5, "by": "staff", "reason": "why", "at": "now"}
    (school / "adjustments.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    before = float(exported(school)["wrong_total"]["raw_score"])
    nbgrader(school / "nb", "autograde", "tiny", "--force", "--student", "wrong_total")
    (school / "adjustments.jsonl").unlink()
    assert float(exported(school)["wrong_total"]["raw_score"]) == before + 2.5


def test_feedback_shows_scores_and_hints_and_nothing_hidden(graded):
    """nbgrader's pages hold no name, message or source of a hidden check."""
    school = graded[0]
    done = nbgrader(school / "nb", "generate_feedback", "tiny")
    assert done.returncode == 0, done.stderr[-2000:]
    page = next((school / "nb/feedback/wrong_double").rglob("*.html")).read_text("utf-8")
    report = records.read(school / "ours/tiny/wrong_double.json")
    lost = [test for task in report.tasks for test in task.tests if test.outcome != "passed" and test.visibility == "hidden"]
    assert lost
    assert not [test.name for test in lost if test.name in page or test.message in page]
    hidden = (school / "solutions/tiny/suite/test_hidden.py").read_text("utf-8").splitlines()
    assert not [line for line in hidden if len(line.strip()) > 30 and line.strip() in page]


def test_the_source_validates(school):
    """nbgrader's validate finds nothing wrong with the instructor's own notebook."""
    done = nbgrader(school / "nb/source/tiny", "validate", "tiny.ipynb")
    assert "Success" in done.stdout + done.stderr, (done.stdout + done.stderr)[-2000:]


def test_the_release_holds_no_solution(school):
    """What nbgrader hands out has stubs, and no line of the reference's."""
    released = (school / "nb/release/tiny/tiny.ipynb").read_text("utf-8")
    assert "SOLUTION" not in released
    assert released.count("is not written yet") == 3


OLD = {"cell_type": "code", "language": "python", "input": "x = 1", "outputs": [], "metadata": {}}
NEW = {"metadata": {}, "nbformat": 4, "nbformat_minor": 5}
ODD = {
    "huge": lambda: json.dumps({"cells": [{"cell_type": "markdown", "metadata": {}, "source": "x" * (100 << 20)}], **NEW}),
    "many_cells": lambda: json.dumps({"cells": [code("x = 1")] * 100_000, **NEW}),
    "no_json": lambda: "{'cells': []}",
    "format_3": lambda: json.dumps({"worksheets": [{"cells": [OLD]}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}),
    "nan": lambda: '{"cells": [], "metadata": {"x": NaN}, "nbformat": 4, "nbformat_minor": 5}',
    "empty": lambda: "",
}


def test_odd_notebooks_are_rows_and_the_batch_goes_on(school, cli, tmp_path):
    """100 MB, 100,000 cells, no JSON, format 3, NaN, nothing: each has a record with a reason, and a right one has 100."""
    for name, make in ODD.items():
        (tmp_path / f"{name}.ipynb").write_text(make(), "utf-8")
    made = book(school / "solutions/tiny")
    made["cells"].append(
        {
            **code("1"),
            "outputs": [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>alert(1)</script>"}}],
        }
    )
    (tmp_path / "scripts.ipynb").write_text(json.dumps(made), "utf-8")
    done = cli("grade", "tiny", "--class-dir", tmp_path, "--out", tmp_path / "out", cwd=school)
    assert done.returncode == 0, done.stderr
    reports = {report.submission: report for report in records.read_all(tmp_path / "out/tiny")[0].values()}
    assert set(reports) == {*ODD, "scripts"}
    assert reports["scripts"].score == 100.0
    assert all(reports[name].score == 0 for name in ODD)
    assert all(reports[name].problems for name in ODD if name != "format_3")
