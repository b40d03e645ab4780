"""What `autograder check` takes in a student's folder, for each NumPy unit: all public checks of a right answer, start to end.

Run ``python benchmarks/check.py --runs 15``. In turn with it, as a floor, Python starts and imports NumPy and pytest.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder import units

ROOT = Path(__file__).resolve().parents[1]
FLOOR = ["-c", "import numpy, pytest"]


def spent(arguments: list[str]) -> tuple[float, float]:
    """Return the seconds and the processor seconds of a process, with all that it starts."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - started, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def solved(name: str, folder: Path) -> Path:
    """Return a student's folder of a unit with the right answer in it."""
    source = ROOT / "solutions" / name
    shutil.copytree(ROOT / "assignments" / name, folder / name)
    for path, text in units.sources(source, units.load(source)).items():
        (folder / name / path).write_text(text, "utf-8")
    return folder / name


def main() -> None:
    """Measure in turn, and print a line of a table for each unit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    names = [name for name in units.names(ROOT / "solutions") if units.load(ROOT / "solutions" / name).runtime == "numpy"]
    with tempfile.TemporaryDirectory() as scratch:
        commands = {name: ["-m", "autograder", "check", str(solved(name, Path(scratch)))] for name in names}
        commands["floor"] = FLOOR
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                found[name].append(spent(command))
    print("| seconds | median | quartiles | processor, median |\n|---|---:|---|---:|")
    for name, runs in found.items():
        low, middle, high = statistics.quantiles([wall for wall, _cpu in runs], n=4)
        print(f"| {name} | {middle:.2f} | {low:.2f} to {high:.2f} | {statistics.median(cpu for _wall, cpu in runs):.2f} |")


if __name__ == "__main__":
    main()
