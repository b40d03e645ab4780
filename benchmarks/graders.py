"""What grading a submission costs with this package, with a fresh pytest process each, and with nbgrader: the same checks.

All sides run in turn, several rounds, and count processor seconds of the machine, which should have nothing else to do;
start-up is included. The class is mixed: the reference, and three times as many wrong answers. The floor is the same checks
called directly in one warm process, without a wall. nbgrader runs as it comes: it executes notebooks; the checks are cells.

Run ``python benchmarks/graders.py``; the figures are printed, and added to ``benchmarks/history.jsonl``.
"""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from grading_cost import Direct, own_seconds

from autograder import answers, examine, units
from autograder.examine import load_reference
from autograder.notebook import grade_cell, solution_cell
from autograder.plugin import Examination

UNIT = HERE.parent / "solutions/a1_convolution"
MODULE = "convolution"

CONFIG = """c = get_config()
c.CourseDirectory.course_id = "plain"
c.CourseDirectory.db_url = "sqlite:///gradebook.db"
"""

_kept: dict[str, Examination] = {}


def examination() -> Examination:
    """Return the suite, collected once in this process."""
    if not _kept:
        unit = units.load(UNIT)
        examine.collect(UNIT / "suite", Examination(unit, load_reference(UNIT, unit), lambda one: _kept.update(suite=one)))
    return _kept["suite"]


def judged(module: Any, only: frozenset[str] = frozenset()) -> int:
    """Return how many checks a module passes, called directly."""
    found = examination().judge(Direct(module), b"seed", only)  # type: ignore[arg-type]
    return sum(verdict.outcome == "passed" for _check, verdict in found)


def in_cell(task: str, names: dict[str, Any]) -> float:
    """Return how many of a task's checks the functions of a notebook pass: what a cell of the plain course prints."""
    return float(judged(types.SimpleNamespace(**names), frozenset({task})))


def fresh(path: Path) -> None:
    """Grade one file in this process, which then ends."""
    spec = importlib.util.spec_from_file_location(MODULE, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    judged(module)


def write_class(folder: Path, count: int) -> list[Path]:
    """Write right and wrong answers as files, in turn."""
    unit = units.load(UNIT)
    wrong = [files[f"{MODULE}.py"] for task in answers.wrong(UNIT, unit).values() for name, files in list(task.items())[3:9]]
    right = [units.sources(UNIT, unit)[f"{MODULE}.py"]]
    paths = []
    for number in range(count):
        kind = right if number % 4 == 0 else wrong
        path = folder / f"s{number:03}.py"
        path.write_text(kind[number % len(kind)], "utf-8")
        paths.append(path)
    return paths


def busy() -> float:
    """Return the processor seconds that the whole machine has spent so far."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def idle_share() -> float:
    """Return how many processors the machine uses for other things: to be little, and to be taken off."""
    before = busy()
    time.sleep(2)
    return (busy() - before) / 2


def spent(command: list[str], cwd: Path) -> float:
    """Run a command; return the processor seconds of the machine meanwhile, less what it spends anyway.

    Sums over children would not do: workers are taken away by the kernel, and nobody waits for them.
    """
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONPATH": str(HERE.parent), "PYTHONWARNINGS": "ignore"}
    anyway, started, before = idle_share(), time.monotonic(), busy()
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    if anyway > 0.1:
        print(f"the machine is busy ({anyway:.2f} processors): do not trust the figures", file=sys.stderr)
    return busy() - before - anyway * (time.monotonic() - started)


def plain_course(folder: Path, paths: list[Path]) -> None:
    """Make a course of nbgrader's as it comes: the checks are cells, and students' notebooks are executed."""
    unit = units.load(UNIT)
    (folder / "nbgrader_config.py").write_text(CONFIG, "utf-8")

    def notebook(source: str) -> dict[str, Any]:
        start = f"import sys\nsys.path[:0] = [{str(HERE)!r}, {str(HERE.parent)!r}]\nfrom graders import in_cell"
        cells = [_cell(source, solution_cell("all"), solution=True), _cell(start, "start", locked=True)]
        cells += [_cell(f"in_cell({task!r}, globals())", grade_cell(task), points=1000) for task in unit.tasks]
        return {"cells": cells, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "nbformat": 4,
                "nbformat_minor": 5}  # fmt: skip

    target = folder / "source/plain"
    target.mkdir(parents=True)
    (target / "plain.ipynb").write_text(json.dumps(notebook("### BEGIN SOLUTION\n### END SOLUTION")), "utf-8")
    spent(["nbgrader", "generate_assignment", "plain"], folder)
    for path in paths:
        place = folder / "submitted" / path.stem / "plain"
        place.mkdir(parents=True)
        (place / "plain.ipynb").write_text(json.dumps(notebook(path.read_text("utf-8"))), "utf-8")


def _cell(source: str, name: str, *, solution: bool = False, locked: bool = False, points: int | None = None) -> dict[str, Any]:
    mark: dict[str, Any] = {"grade": points is not None, "grade_id": name, "locked": locked or points is not None,
                            "schema_version": 3, "solution": solution, "task": False}  # fmt: skip
    if points is not None:
        mark["points"] = points
    return {"cell_type": "code", "id": name, "metadata": {"nbgrader": mark}, "source": source, "outputs": [],
            "execution_count": None}  # fmt: skip


def measure(root: Path, count: int, rounds: int, few: int) -> dict[str, list[float]]:
    """Return processor seconds a submission, by side, one value a round."""
    (root / "class").mkdir()
    (root / "plain").mkdir()
    paths = write_class(root / "class", count)
    sample = paths[:few]
    plain_course(root / "plain", sample)
    (root / "secret").write_text("a secret of the benchmark", "utf-8")
    module = load_reference(UNIT, units.load(UNIT))
    judged(module)

    def ours() -> float:
        command = [sys.executable, "-m", "autograder", "grade", UNIT.name, "--units", str(UNIT.parent), "--class-dir", "class",
                   "--out", "records", "--secret", "secret", "--jobs", "1", "--force", "--quiet"]  # fmt: skip
        return spent(command, root) / count

    def one_process() -> float:
        return statistics.fmean(
            spent([sys.executable, str(HERE / "graders.py"), "--fresh", str(path)], root) for path in sample
        )

    def nbgrader() -> float:
        seconds = spent(["nbgrader", "autograde", "plain", "--force"], root / "plain") / few
        book = json.loads((root / f"plain/autograded/{sample[0].stem}/plain/plain.ipynb").read_text("utf-8"))
        printed = [
            output["data"]["text/plain"] for cell in book["cells"] for output in cell.get("outputs", ()) if "data" in output
        ]
        if sum(float("".join(text)) for text in printed) != len(examination().checks):
            raise SystemExit(f"the reference does not pass all checks in nbgrader's cells: {printed}")
        return seconds

    def floor() -> float:
        before = own_seconds()
        judged(module)
        return own_seconds() - before

    sides: dict[str, Callable[[], float]] = {
        "ours": ours,
        "fresh pytest process": one_process,
        "nbgrader": nbgrader,
        "floor": floor,
    }
    found: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            found[name].append(side())
    return found


def main() -> None:
    """Run all sides in turn and print medians, ranges and ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fresh", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--submissions", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--few", type=int, default=4, help="submissions of the slow sides in each round")
    options = parser.parse_args()
    if options.fresh:
        fresh(options.fresh)
        return
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as root:
        found = measure(Path(root), options.submissions, options.rounds, options.few)
    middle = {name: statistics.median(values) for name, values in found.items()}
    print(f"{UNIT.name}, {len(examination().checks)} checks, {options.submissions} submissions, {options.rounds} rounds")
    print("milliseconds of processor time for each submission: median, range")
    for name, values in found.items():
        print(f"{name:<24}{1000 * middle[name]:10.1f}   {1000 * min(values):.1f} to {1000 * max(values):.1f}   "
              f"{middle[name] / middle['ours']:6.1f} times ours")  # fmt: skip
    line = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "submissions": options.submissions,
        "seconds": {name: [round(value, 5) for value in values] for name, values in found.items()},
    }
    with (HERE / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
