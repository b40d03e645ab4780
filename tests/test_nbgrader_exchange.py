"""How notebooks get to students and back by nbgrader's own commands, on a course of ours."""

from __future__ import annotations

import csv
import getpass
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from autograder import audit, build, units
from autograder.notebook import notebook

pytest.importorskip("nbgrader", reason="these tests drive nbgrader")
pytestmark = pytest.mark.slow


def nbgrader(folder: Path, *arguments: str) -> None:
    """Run a command of nbgrader's as the user of this process."""
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(Path(__file__).parents[1]),
                   "JUPYTER_DATA_DIR": str(folder / "jupyter"), "JUPYTER_CONFIG_DIR": str(folder / "jupyter")}  # fmt: skip
    done = subprocess.run(["nbgrader", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=400)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture(scope="module")
def school(cli, tiny, tmp_path_factory):
    """A course of the tiny unit whose assignment is generated, and an exchange folder of its own."""
    folder = tmp_path_factory.mktemp("school")
    unit = shutil.copytree(tiny, folder / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(unit, audit.Audit(1, "tiny", units.audit_sha256(unit), [], 100.0, 0.0, {}, {}))
    done = cli("release", "tiny", "--nbgrader", "nb", cwd=folder)
    assert done.returncode == 0, done.stderr
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    with (folder / "nb/nbgrader_config.py").open("a", encoding="utf-8") as file:
        file.write(f"c.Exchange.root = {str(folder / 'exchange')!r}\n")
    nbgrader(folder / "nb", "generate_assignment", "tiny")
    return folder


def solved(school: Path) -> bytes:
    """Return the notebook with the reference's answers in it."""
    folder = school / "solutions/tiny"
    unit = units.load(folder)
    points = {name: task.points for name, task in unit.tasks.items()}
    return notebook(folder, unit, build.handout(folder, unit, []), points, solved=True).encode("utf-8")


def scores(school: Path) -> dict[str, float]:
    """Grade what was collected; return nbgrader's scores by student."""
    nbgrader(school / "nb", "autograde", "tiny")
    nbgrader(school / "nb", "export", "--to", "grades.csv")
    with (school / "nb/grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}


def test_through_the_exchange_and_back(school):
    """Released, fetched, solved, submitted, collected and graded, a right notebook has 100; nothing hidden was handed out."""
    nbgrader(school / "nb", "release_assignment", "tiny")
    handed_out = "".join(path.read_text("utf-8") for path in (school / "exchange").rglob("*") if path.is_file())
    assert "SOLUTION" not in handed_out and "test_hidden" not in handed_out
    home = school / "home"
    home.mkdir()
    config = f"c = get_config()\nc.CourseDirectory.course_id = 'nb'\nc.Exchange.root = {str(school / 'exchange')!r}\n"
    (home / "nbgrader_config.py").write_text(config, "utf-8")
    nbgrader(home, "fetch_assignment", "tiny")
    (home / "tiny/tiny.ipynb").write_bytes(solved(school))
    nbgrader(home, "submit", "tiny")
    nbgrader(school / "nb", "collect", "tiny")
    assert scores(school)[getpass.getuser()] == 100.0


def test_an_archive_from_another_system_is_collected(school):
    """zip_collect sorts a downloaded archive by the names of its files, and what it makes is graded."""
    archive = school / "nb/downloaded/tiny/archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "notebooks.zip", "w") as made:
        made.writestr("ada_attempt_2026-11-26-11-00-00_tiny.ipynb", solved(school))
    names = r".*/(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"
    nbgrader(school / "nb", "zip_collect", "tiny", f"--FileNameCollectorPlugin.named_regexp={names}")
    assert scores(school)["ada"] == 100.0
