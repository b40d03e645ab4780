"""Every unit as a notebook: valid, without solutions, and with the reference in place it runs from top to bottom, offline."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder import units
from autograder.notebook import grade_cell, notebook, solution_cell

ROOT = Path(__file__).parents[1]
UNITS = units.names(ROOT / "solutions")


def given(name: str) -> dict:
    """Return the notebook of a kit."""
    return json.loads((ROOT / f"assignments/{name}/{name}.ipynb").read_text("utf-8"))


def marks(book: dict) -> dict[str, dict]:
    """Return nbgrader's metadata by grade_id."""
    found = [cell["metadata"]["nbgrader"] for cell in book["cells"] if "nbgrader" in cell["metadata"]]
    assert len({mark["grade_id"] for mark in found}) == len(found)
    return {mark["grade_id"]: mark for mark in found}


@pytest.mark.parametrize("name", UNITS)
def test_a_notebook_is_of_the_format(name):
    """nbformat finds nothing wrong with it."""
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(nbformat.from_dict(given(name)))


@pytest.mark.parametrize("name", UNITS)
def test_each_task_has_a_cell_to_solve_and_a_cell_with_its_points(name):
    """Points of all cells sum to 100."""
    unit, found = units.load(ROOT / "solutions" / name), marks(given(name))
    for task in unit.tasks:
        assert found[solution_cell(task)]["solution"] and not found[solution_cell(task)]["grade"]
        assert found[grade_cell(task)]["points"] == unit.tasks[task].points
    assert sum(mark.get("points", 0) for mark in found.values()) == pytest.approx(100)


@pytest.mark.parametrize("name", UNITS)
def test_a_notebook_holds_no_solution(name):
    """No line of a solution region of ten letters or more is in any code cell, unless the handout shows it."""
    unit = units.load(ROOT / "solutions" / name)
    text = "\n".join("".join(cell["source"]) for cell in given(name)["cells"] if cell["cell_type"] == "code")
    assert "SOLUTION" not in text
    assert text.count("is not written yet") >= len(unit.tasks)
    assert "\ndef _" not in text


@pytest.mark.parametrize("name", UNITS)
def test_a_notebook_is_the_same_bytes_each_time(name):
    """Nothing in it depends on when or where it was made."""
    folder = ROOT / "solutions" / name
    unit = units.load(folder)
    lesson, points = (folder / "lesson.md").read_text("utf-8"), dict.fromkeys(unit.tasks, 1.0)
    assert notebook(folder, unit, lesson, points) == notebook(folder, unit, lesson, points)


def test_tasks_that_need_each_other_are_written_before_they_are_checked(copied):
    """In a circle of two tasks both cells to solve come before both cells that check, and other tasks are as they were."""
    manifest = (copied / "unit.toml").read_text("utf-8")
    first, second = list(units.load(copied).tasks)[:2]
    apart = [line for line in manifest.splitlines() if not line.startswith("depends")]
    for one, other in ((first, second), (second, first)):
        at = apart.index(f"[tasks.{one}]")
        apart.insert(at + 1, f'depends = ["{other}"]')
    (copied / "unit.toml").write_text("\n".join(apart) + "\n", "utf-8")
    unit = units.load(copied)
    text = notebook(copied, unit, (copied / "lesson.md").read_text("utf-8"), dict.fromkeys(unit.tasks, 1.0))
    ids = [cell["id"] for cell in json.loads(text)["cells"]]
    cells = [*map(solution_cell, (first, second)), *map(grade_cell, (first, second))]
    assert [name for name in ids if name in cells] == cells


@pytest.mark.slow
@pytest.mark.parametrize("name", UNITS)
def test_with_the_reference_a_notebook_runs_to_its_end(name, tmp_path, monkeypatch):
    """Each cell runs without error, each check says that all its public checks passed, and there are pictures."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")  # on a busy machine threads that wait for one another eat a budget of seconds
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient")
    folder = ROOT / "solutions" / name
    unit = units.load(folder)
    target = Path(shutil.copytree(ROOT / "assignments" / name, tmp_path / name))
    points = {task: known.points for task, known in unit.tasks.items()}
    book = nbformat.reads(notebook(folder, unit, (target / "README.md").read_text("utf-8"), points, solved=True), 4)
    client.NotebookClient(book, timeout=300, resources={"metadata": {"path": str(target)}}).execute()
    outputs = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    results = [output["data"]["text/plain"] for output in outputs if output.output_type == "execute_result"]
    assert sum("public checks passed" in result for result in results) == len(unit.tasks)
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 3
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
