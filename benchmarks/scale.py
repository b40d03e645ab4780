"""What a submission costs in small and large classes, how the examiner's memory grows, and what a second job brings.

Classes of 50, 500 and 5,000 are graded in one job, from the first submission on (start-up is shown apart), with the examiner's
resident memory and open descriptors on the way. Then one class is graded with one job and with two, in turn, beside the
machine's own ceiling: two plain loops at once, and one alone. Processor time is that of the whole tree of processes.

Run ``python benchmarks/scale.py`` while the machine has nothing else to do; about eight minutes with the default sizes.
Figures are printed, and added to ``benchmarks/history.jsonl``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from graders import write_class
from spending import ROOT, Meter, note

from autograder import batch
from autograder.records import Records

_WARM = 20
"""Submissions after which the examiner has seen what there is, and has what it needs."""

_STEADY = 100
"""Submissions after which a second examiner, which starts with its first one, is there, too."""

_LOOP = "total = 0\nfor number in range(30_000_000): total += number"


class Probe:
    """Looks at the process of the first examiner, and at what the whole tree has spent."""

    def __init__(self, group: Path) -> None:
        self._group = group
        children = psutil.Process().children()
        self._examiner = next(child for child in children if "autograder.examine" in " ".join(child.cmdline()))

    def look(self, done: int) -> dict[str, float]:
        """Return what there is to see after so many submissions."""
        return {
            "done": done,
            "clock": time.monotonic(),
            "cpu": Meter.used(self._group),
            "mb": self._examiner.memory_info().rss / 1e6,
            "descriptors": self._examiner.num_fds(),
        }


def grade(folder: Path, submissions: Path, out: Path, jobs: int, group: Path) -> list[dict[str, float]]:
    """Grade a class by all but the timed checks; return what was seen after the first, on the way, and at the end."""
    paths = {path.name: path for path in sorted(submissions.iterdir())}
    settings = batch.Settings(b"a secret of the benchmark", jobs, force=True, weakest="B", timed=lambda _name: [])
    seen: list[dict[str, float]] = []
    probe: Probe | None = None
    records = Records(out, folder.name)
    for done, _row in enumerate(batch.grade(folder, paths, records, settings), start=1):
        probe = probe or Probe(group)
        if done in (1, _WARM, _STEADY, len(paths)) or done % 1000 == 0:
            seen.append(probe.look(done))
    records.write_grades()
    return seen


def graded(meter: Meter, root: Path, unit: str, submissions: Path, jobs: int) -> tuple[float, list[dict[str, float]]]:
    """Grade in a process of its own; return its processor seconds, and what was seen."""
    seen = root / "seen.json"
    command = [sys.executable, str(HERE / "scale.py"), "--unit", unit, "--grade", str(submissions), "--jobs", str(jobs)]
    total = meter.run([*command, "--group", str(meter.group), "--seen", str(seen)], root)
    return total, json.loads(seen.read_text("utf-8"))


def sizes(meter: Meter, root: Path, folder: Path, counts: list[int], rounds: int) -> None:
    """Print what a submission costs by the size of its class, all sizes in turn."""
    classes = {}
    for count in counts:
        classes[count] = root / f"class{count}"
        classes[count].mkdir()
        write_class(classes[count], folder, 12, count)
    rows: dict[int, list[dict[str, float]]] = {count: [] for count in counts}
    for turn in range(rounds):
        for count in counts if turn % 2 == 0 else reversed(counts):
            total, seen = graded(meter, root, folder.name, classes[count], 1)
            warm = next((look for look in seen if look["done"] == _WARM), seen[0])
            each = (seen[-1]["cpu"] - seen[0]["cpu"]) / (count - 1)
            rows[count].append({"each": 1000 * each, "start": total - each * count, "mb": seen[-1]["mb"],
                                "growth": seen[-1]["mb"] - warm["mb"],
                                "descriptors": seen[-1]["descriptors"] - warm["descriptors"]})  # fmt: skip
    print("| class | ms each, after start-up | range | start-up, s | examiner, MB | grown by, MB | descriptors, more |")
    print("|---:|---:|---|---:|---:|---:|---:|")
    for count, found in rows.items():
        middle = {name: statistics.median(row[name] for row in found) for name in found[0]}
        costs = [row["each"] for row in found]
        print(f"| {count} | {middle['each']:.1f} | {min(costs):.1f} to {max(costs):.1f} | {middle['start']:.2f} "
              f"| {middle['mb']:.0f} | {middle['growth']:.1f} | {middle['descriptors']:.0f} |")  # fmt: skip
    note("scale: sizes", unit=folder.name, exact=meter.exact, rows=rows)


def jobs(meter: Meter, root: Path, folder: Path, count: int, rounds: int) -> None:
    """Print throughput and cost with one job and with two, beside the machine's ceiling."""
    place = root / "class-jobs"
    place.mkdir()
    write_class(place, folder, 12, count)
    found: dict[str, list[float]] = {"one": [], "two": [], "ratio": [], "ceiling": [], "cost one": [], "cost two": []}
    for _ in range(rounds):
        rates = []
        for number, name in ((1, "one"), (2, "two")):
            _total, seen = graded(meter, root, folder.name, place, number)
            first, last = next(look for look in seen if look["done"] >= _STEADY), seen[-1]
            done = last["done"] - first["done"]
            rates.append(done / (last["clock"] - first["clock"]))
            found[name].append(rates[-1])
            found[f"cost {name}"].append(1000 * (last["cpu"] - first["cpu"]) / done)
        found["ratio"].append(rates[1] / rates[0])
        found["ceiling"].append(2 * _loops(1) / _loops(2))
    middle = {name: statistics.median(values) for name, values in found.items()}
    print("| | one job | two jobs | ratio | range |\n|---|---:|---:|---:|---|")
    print(f"| submissions a second | {middle['one']:.1f} | {middle['two']:.1f} | {middle['ratio']:.2f} "
          f"| {min(found['ratio']):.2f} to {max(found['ratio']):.2f} |")  # fmt: skip
    print(f"| ms of processor time each | {middle['cost one']:.1f} | {middle['cost two']:.1f} "
          f"| {middle['cost two'] / middle['cost one']:.2f} | |")  # fmt: skip
    print(f"| two plain loops at once, beside one | | | {middle['ceiling']:.2f} "
          f"| {min(found['ceiling']):.2f} to {max(found['ceiling']):.2f} |")  # fmt: skip
    note("scale: jobs", unit=folder.name, exact=meter.exact, submissions=count, found=found)


def _loops(count: int) -> float:
    """Return the seconds that so many plain loops take side by side."""
    started = time.monotonic()
    processes = [subprocess.Popen([sys.executable, "-c", _LOOP]) for _ in range(count)]
    for process in processes:
        process.wait()
    return time.monotonic() - started


def main() -> None:
    """Measure both, or grade one class."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="a1_convolution")
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 500, 5000])
    parser.add_argument("--class", dest="count", type=int, default=500, help="size of the class for one and two jobs")
    parser.add_argument("--rounds", type=int, default=3)
    for hidden, kind in (("--grade", Path), ("--jobs", int), ("--group", Path), ("--seen", Path)):
        parser.add_argument(hidden, type=kind, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count < 2 * _STEADY:
        parser.error(f"--class: at least {2 * _STEADY} are needed")
    folder = ROOT / "solutions" / options.unit
    if options.grade:
        with tempfile.TemporaryDirectory(prefix="autograder-bench-") as out:
            seen: list[dict[str, Any]] = grade(folder, options.grade, Path(out), options.jobs, options.group)
        options.seen.write_text(json.dumps(seen), "utf-8")
        return
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as root, Meter() as meter:
        if not meter.exact:
            sys.exit("scale: needs the right to make a control group; run it as root")
        print(f"{folder.name}, {options.rounds} rounds, {os.cpu_count()} processors")
        sizes(meter, Path(root), folder, options.sizes, options.rounds)
        jobs(meter, Path(root), folder, options.count, options.rounds)


if __name__ == "__main__":
    main()
