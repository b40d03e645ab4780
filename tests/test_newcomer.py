"""A newcomer's ten minutes, step by step: clone, demo, kit, one function, grade, export."""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = [pytest.mark.slow, pytest.mark.system]

SOLVED = """

def convolve1d(f, g, mode="full"):
    f, g = np.asarray(f), np.asarray(g)
    for name, x in (("f", f), ("g", g)):
        if x.ndim != 1 or x.size == 0:
            raise ValueError(f"{name} must be one-dimensional and not empty")
    if mode not in ("full", "same", "valid"):
        raise ValueError(f"mode must be full, same or valid, got {mode!r}")
    whole = f.dtype.kind in "biu" and g.dtype.kind in "biu"
    kind = np.int64 if whole else np.result_type(f, g)
    out = np.zeros(len(f) + len(g) - 1, kind)
    for shift, weight in enumerate(g.astype(kind)):
        out[shift : shift + len(f)] += weight * f.astype(kind)
    low, high = sorted((len(f), len(g)))
    return {"full": out, "same": out[(len(g) - 1) // 2 :][: len(f)], "valid": out[low - 1 : high]}[mode]
"""
"""What somebody who has read the handout might write."""

GRADEBOOK = "Student,ID,SIS User ID,SIS Login ID,Section,Convolution (7)\n    Points Possible,,,,,10\nAda,1,,ada,A,\n"


def run(*words: object, cwd: Path, status: int = 0) -> str:
    """Run the command line of the clone and return what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(cwd)}
    done = subprocess.run([sys.executable, "-m", "autograder", *map(str, words)], cwd=cwd, env=environment, capture_output=True,
                          text=True, timeout=300, check=False)  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of the repository, as it is committed."""
    target = tmp_path_factory.mktemp("newcomer") / "cnn-coursework"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True, timeout=120)
    return target


@pytest.fixture(scope="module")
def kit(clone: Path) -> Path:
    """The first unit's kit, unpacked."""
    run("release", "a1_convolution", "--out", "kits", cwd=clone)
    zipfile.ZipFile(clone / "kits" / "a1_convolution.zip").extractall(clone / "kits")
    return (clone / "kits" / "a1_convolution").rename(clone / "kits" / "ada")


@pytest.fixture(scope="module")
def solved(clone: Path, kit: Path) -> str:
    """What check says of the kit once one function is written."""
    path = kit / "convolution.py"
    path.write_text(path.read_text("utf-8") + SOLVED, "utf-8")
    return run("check", kit, "--task", "convolve1d", cwd=clone)


@pytest.fixture(scope="module")
def graded(clone: Path, kit: Path, solved: str) -> dict[str, Any]:
    """The record of that kit."""
    run("grade", "a1_convolution", kit, "--out", "records", cwd=clone)
    found: dict[str, Any] = json.loads((clone / "records" / "a1_convolution" / "ada.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def demo(clone: Path) -> str:
    """What the demo prints: its last line says how to ask why somebody lost points."""
    return run("demo", cwd=clone).rstrip()


def test_the_demo_grades_a_class_and_says_why_points_were_lost(clone: Path, demo: str) -> None:
    """Its last line is a command that shows a failing check."""
    assert "expected" in run("explain", demo.rpartition(" ")[2], cwd=clone)


def test_the_class_page_leads_to_why_a_student_lost_points(clone: Path, demo: str) -> None:
    """It names the student, and the student's own page says which mistake was probably made."""
    record = clone / demo.rpartition(" ")[2]
    report = record.parent / "report"
    hint = next(task["hint"] for task in json.loads(record.read_text("utf-8"))["tasks"] if task["hint"])
    assert record.stem in (report / "index.html").read_text("utf-8")
    assert hint in html.unescape((report / "students" / f"{record.stem}.html").read_text("utf-8"))


def test_whoever_failed_sobel_by_a_sign_is_found_and_reads_why(clone: Path, demo: str) -> None:
    """The class page of the filters names the mistake and the student, whose own page says what went wrong."""
    report = clone / "demo/records/a2_filters/report"
    page = html.unescape((report / "index.html").read_text("utf-8"))
    (hint,) = {task["hint"] for task in json.loads((report.parent / "grace.json").read_text("utf-8"))["tasks"]
               if task["name"] == "sobel"}  # fmt: skip
    assert "minus the derivative" in hint and hint in page and "staff/grace.html" in page
    told = [path.stem for path in (report / "students").glob("*.html") if hint in html.unescape(path.read_text("utf-8"))]
    assert told == ["grace"]


def test_pages_have_pictures_unless_they_are_not_wanted(clone: Path, demo: str) -> None:
    """Of the derivative with the wrong sign: yours, expected, and the difference."""
    page = clone / "demo/records/a2_filters/report/students/grace.html"
    before = page.read_text("utf-8").count('src="data:image/png;')
    run("report", "demo/records/a2_filters", "--no-pictures", cwd=clone)
    assert (before, page.read_text("utf-8").count('src="data:image/png;')) == (3, 0)


def test_one_function_passes_on_the_students_machine(solved: str) -> None:
    """Every public check of it, and the honest line about hidden ones."""
    assert "all passed" in solved and "hidden checks worth 7.5 points are not run here" in solved


def test_the_kit_is_graded_for_that_function(graded: dict[str, Any]) -> None:
    """All points of it, none of the others."""
    scores = {task["name"]: task["score"] for task in graded["tasks"]}
    assert scores.pop("convolve1d") == 15.0 and set(scores.values()) == {0.0}


def test_the_grade_reaches_canvas(clone: Path, graded: dict[str, Any]) -> None:
    """15 of 100 are 1.50 in a column of 10 points."""
    (clone / "canvas.csv").write_text(GRADEBOOK, "utf-8")
    run("export", "records", "--format", "canvas", "--into", "canvas.csv", "--out", "filled.csv", cwd=clone)
    assert (clone / "filled.csv").read_text("utf-8") == GRADEBOOK.replace("ada,A,", "ada,A,1.50")


def test_the_grade_reaches_gradescope(clone: Path, graded: dict[str, Any]) -> None:
    """As results.json, with its score."""
    run("export", "records", "--format", "gradescope", "--out", "results.json", cwd=clone)
    assert json.loads((clone / "results.json").read_text("utf-8"))["score"] == 15.0
