"""A course of nbgrader's as it comes: students' notebooks are executed, and cells of them hold the checks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spending import HERE, ROOT, Meter

from autograder import units
from autograder.notebook import grade_cell, solution_cell

_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "plain"
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
c.ExecutePreprocessor.timeout = 600
"""


class PlainCourse:
    """One assignment with a class.

    Parameters
    ----------
    meter : Meter
    folder : Path
        For the course.
    unit : Path
        The unit whose checks are called.
    submissions : list of Path
        Folders with sources.
    """

    def __init__(self, meter: Meter, folder: Path, unit: Path, submissions: list[Path]) -> None:
        self._meter, self._folder, self._unit, self._submissions = meter, folder, unit, submissions
        self._tasks = list(units.load(unit).tasks)
        folder.mkdir()
        (folder / "nbgrader_config.py").write_text(_CONFIG, "utf-8")
        self._write(folder / "source/plain", "### BEGIN SOLUTION\n### END SOLUTION")
        meter.run(["nbgrader", "generate_assignment", "plain"], folder)
        for path in submissions:
            source = "\n\n".join(file.read_text("utf-8") for file in sorted(path.glob("*.py")))
            self._write(folder / "submitted" / path.name / "plain", source)

    def grade(self, *options: str) -> float:
        """Grade the class; return processor seconds. Without ``--force`` what is graded is left alone: start-up is left."""
        return self._meter.run(["nbgrader", "autograde", "plain", *options], self._folder)

    def passed(self, submission: Path) -> float:
        """Return how many checks a submission passed."""
        path = self._folder / "autograded" / submission.name / "plain/plain.ipynb"
        cells = json.loads(path.read_text("utf-8"))["cells"]
        printed = [output["data"]["text/plain"] for cell in cells for output in cell.get("outputs", ()) if "data" in output]
        return sum(float("".join(text)) for text in printed)

    def _write(self, folder: Path, source: str) -> None:
        start = f"import sys\nsys.path[:0] = [{str(HERE)!r}, {str(ROOT)!r}]\nfrom graders import in_cell"
        cells = [_cell(source, solution_cell("all"), solution=True), _cell(start, "start", locked=True)]
        cells += [_cell(f"in_cell({str(self._unit)!r}, {task!r}, globals())", grade_cell(task), points=1000)
                  for task in self._tasks]  # fmt: skip
        kernel = {"name": "python3", "display_name": "Python 3"}
        notebook = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
        folder.mkdir(parents=True)
        (folder / "plain.ipynb").write_text(json.dumps(notebook), "utf-8")


def _cell(source: str, name: str, *, solution: bool = False, locked: bool = False, points: int | None = None) -> dict[str, Any]:
    mark: dict[str, Any] = {"grade": points is not None, "grade_id": name, "locked": locked or points is not None,
                            "schema_version": 3, "solution": solution, "task": False}  # fmt: skip
    if points is not None:
        mark["points"] = points
    return {"cell_type": "code", "id": name, "metadata": {"nbgrader": mark}, "source": source, "outputs": [],
            "execution_count": None}  # fmt: skip
