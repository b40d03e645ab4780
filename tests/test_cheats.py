"""Cheats of units whose checks train: each gets what is written down beside it, no more."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from autograder import units

ROOT = Path(__file__).parents[1]
CHEATS = [
    (path.parents[1], name, case)
    for path in sorted(ROOT.glob("solutions/*/cheats/cheats.toml"))
    for name, case in tomllib.loads(path.read_text("utf-8")).items()
]


@pytest.fixture
def cheat(tmp_path):
    """Write a cheat as a submission."""

    def write(unit_folder, name, module):
        folder = tmp_path / name
        folder.mkdir()
        for file, source in units.sources(unit_folder, units.load(unit_folder)).items():
            more = (unit_folder / f"cheats/{name}.py").read_text("utf-8") if file == f"{module}.py" else ""
            (folder / file).write_text(f"{source}\n\n{more}", "utf-8")
        return folder

    return write


def test_every_cheat_is_written_down():
    """No file of cheats lies there without saying what must come of it, and there are at least a dozen."""
    files = {(path.parents[1], path.stem) for path in ROOT.glob("solutions/*/cheats/*.py")}
    assert files == {(unit, name) for unit, name, _case in CHEATS}
    assert len(files) >= 12


@pytest.mark.training
@pytest.mark.parametrize(("unit", "name", "case"), CHEATS, ids=[name for _unit, name, _case in CHEATS])
def test_a_cheat_gains_nothing(unit, name, case, cheat, grade, tmp_path):
    """Its tasks get the points that they must, and its flags are raised."""
    folder = cheat(unit, name, case["module"])
    report = grade(unit, {name: folder}, tmp_path / "out", only=tuple(case["tasks"]))[name].report
    scores = {task.name: task.score for task in report.tasks}
    said = [(test.name, test.outcome, test.message) for task in report.tasks for test in task.tests if test.outcome != "passed"]
    assert report.pending == 0, said
    assert {task: scores[task] for task in case.get("scores", {})} == case.get("scores", {}), said
    assert all(scores[task] <= most for task, most in case.get("at_most", {}).items()), (scores, said)
    assert all(any(word in flag for flag in report.flags) for word in case.get("flags", [])), report.flags
