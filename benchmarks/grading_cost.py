"""What grading one submission costs in processor time, with the split, beside the same checks without a wall.

Both sides are run in turn, many times, on one processor; medians and quartiles are printed. "Without a wall" is the floor:
the same suite and oracles in one warm process, with the reference called directly.

Run ``make bench``, or ``python benchmarks/grading_cost.py --unit a1_convolution --runs 40``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from direct import Direct, harness, own_seconds

from autograder import batch, devices, judge, units
from autograder.judge import load_reference
from autograder.plugin import Examination
from autograder.records import Records

ZYGOTE = "zygote (fork, reap), mean"
READER = "reader of submissions, mean"

ROOT = Path(__file__).resolve().parents[1]


def walled(folder: Path, root: Path) -> Iterator[dict[str, float]]:
    """Yield milliseconds of processor time by part, for grading the reference once more, for ever."""
    target = root / "reference"
    target.mkdir()
    for name, source in units.sources(folder, units.load(folder)).items():
        (target / name).write_text(source, "utf-8")
    unit = units.load(folder)
    store = Records(root / "records", unit.name)
    grading = batch.Grading(
        unit,
        units.suite_sha256(folder),
        store,
        batch.Settings(b"benchmark secret", force=True, weakest="D", timed=lambda _name: []),
    )
    examiner = batch.Examiner(folder, 600.0, devices.processors()[-1])
    try:
        grading.ready = examiner.start()
        grading.grade(examiner, ("reference", target))  # the zygote starts with the first one
        zygote, reader = innermost("autograder.examine"), innermost("autograder.sandbox")
        while True:
            ticks = used(zygote), used(reader)
            before = own_seconds()
            row = grading.grade(examiner, ("reference", target))
            if any(test.outcome != "passed" for task in row.report.tasks for test in task.tests):
                raise SystemExit("the reference does not pass all checks: run autograder audit")
            parts = {
                "examiner (checks, oracles)": row.cpu_seconds["examiner"],
                "worker (load, calls)": row.cpu_seconds["worker"],
                "intake, scoring, record": own_seconds() - before,
                READER: used(reader) - ticks[1],
                ZYGOTE: used(zygote) - ticks[0],
            }
            yield {name: 1000 * seconds for name, seconds in parts.items()}
    finally:
        examiner.close()
        grading.close()


def innermost(command: str) -> psutil.Process:
    """Return the last descendant of this process's child with such a command: launcher, zygote, reader."""
    root = next(child for child in psutil.Process().children() if command in " ".join(child.cmdline()))
    return root.children(recursive=True)[-1]


def used(process: psutil.Process) -> float:
    """Return the processor time of a process, counted in ticks of 10 ms."""
    return sum(process.cpu_times()[:2])


def direct(examination: Examination, folder: Path) -> float:
    """Return milliseconds of processor time for all untimed checks on the reference, called directly."""
    student = Direct(examination._reference, harness(folder))
    before = own_seconds()
    outcomes = {verdict.outcome for _check, verdict in examination.judge(student, b"seed", timed=[])}
    if outcomes != {"passed"}:
        raise SystemExit(f"called directly, the reference does not pass: {outcomes}")
    return 1000 * (own_seconds() - before)


def show(name: str, values: list[float]) -> None:
    """Print a row: median and quartiles."""
    low, middle, high = statistics.quantiles(values, n=4)
    print(f"{name:<36}{middle:9.1f}{low:9.1f}{high:9.1f}")


def main() -> None:
    """Run both sides in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="a1_convolution")
    parser.add_argument("--runs", type=int, default=40)
    options = parser.parse_args()
    folder = ROOT / "solutions" / options.unit
    unit = units.load(folder)
    costs: list[dict[str, float]] = []
    floor: list[float] = []
    counts: list[int] = []

    def conduct(examination: Examination) -> None:
        counts.append(sum(not check.timed for check in examination.checks.values()))
        with tempfile.TemporaryDirectory(prefix="autograder-bench-") as root:
            for run, cost in enumerate(walled(folder, Path(root))):
                unwalled = direct(examination, folder)
                if run >= 3:  # the first are warming up
                    costs.append(cost)
                    floor.append(unwalled)
                if run == options.runs + 2:
                    break

    judge.collect(folder / "suite", Examination(unit, load_reference(folder, unit), conduct))
    print(f"{options.unit}: {counts[0]} untimed checks, {options.runs} runs; ms of processor time for one submission, warm")
    print(f"{'':<36}{'median':>9}{'quartile':>9}{'quartile':>9}")
    for part in (ZYGOTE, READER):  # counted in clock ticks of 10 ms: only the mean says something
        mean = statistics.fmean(cost[part] for cost in costs)
        for cost in costs:
            cost[part] = mean
    for part in costs[0]:
        show(part, [cost[part] for cost in costs])
    total = [sum(cost.values()) for cost in costs]
    show("all", total)
    show("floor: same checks, no wall", floor)
    print(f"ratio to the floor {statistics.median(total) / statistics.median(floor):.1f}, "
          f"price of wall and record {statistics.median(total) - statistics.median(floor):.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
