"""What grading one submission costs in processor time, with the split, beside the same checks without a wall.

Both sides are run in turn, many times, on one processor; medians and quartiles are printed. "Without a wall" is the floor:
the same suite and oracles in one warm process, with the reference called directly.

Run ``make bench``, or ``python benchmarks/grading_cost.py --unit a1_convolution --runs 40``.
"""

from __future__ import annotations

import argparse
import functools
import resource
import statistics
import tempfile
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psutil

from autograder import batch, devices, examine, units
from autograder.errors import StudentRaised
from autograder.examine import load_reference
from autograder.plugin import Examination
from autograder.records import Records
from autograder.student import Trace

ZYGOTE = "zygote (fork, reap), mean"
READER = "reader of submissions, mean"

ROOT = Path(__file__).resolve().parents[1]


class Direct:
    """Stands for the student proxy where there is no wall: calls the reference itself."""

    def __init__(self, reference: types.ModuleType) -> None:
        self._reference = reference
        self.traces = [Trace("", (), {})]

    def begin(self) -> None:
        """Start a new check."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        function = getattr(self._reference, name)

        def call(*args: object, **kwargs: object) -> object:
            try:
                return function(*args, **kwargs)
            except ValueError as error:
                raise StudentRaised("ValueError", ("ValueError",), str(error)) from error

        return call

    def each(self, name: str, cases: Iterable[tuple[object, ...]], **kwargs: object) -> Iterator[tuple[object, object]]:
        """Call once for each case."""
        for case in cases:
            yield case, getattr(self, name)(*case, **kwargs)

    def attempts(
        self, name: str, cases: Iterable[tuple[object, ...]], **kwargs: object
    ) -> Iterator[tuple[object, Callable[[], object]]]:
        """Let each case be called when its turn comes."""
        for case in cases:
            yield case, functools.partial(getattr(self, name), *case, **kwargs)

    def each_after(
        self, name: str, cases: Iterable[tuple[object, ...]], **kwargs: object
    ) -> Iterator[tuple[object, list[object]]]:
        """Call once for each case and return the arguments."""
        for case in cases:
            yield case, self.arguments_after(name, *case, **kwargs)

    def arguments_after(self, name: str, *args: object, **kwargs: object) -> list[object]:
        """Call and return the arguments."""
        getattr(self._reference, name)(*args, **kwargs)
        return [*args, *kwargs.values()]


def own_seconds() -> float:
    """Return the processor time of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def walled(folder: Path, root: Path) -> Iterator[dict[str, float]]:
    """Yield milliseconds of processor time by part, for grading the reference once more, for ever."""
    target = root / "reference"
    target.mkdir()
    for name, source in units.sources(folder, units.load(folder)).items():
        (target / name).write_text(source, "utf-8")
    unit = units.load(folder)
    store = Records(root / "records", unit.name)
    grading = batch.Grading(
        unit, units.suite_sha256(folder), store, batch.Settings(b"benchmark secret", force=True, weakest="D")
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
            if row.report.score != 100:
                raise SystemExit(f"the reference scores {row.report.score}, not 100: run autograder audit")
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


def direct(examination: Examination) -> float:
    """Return milliseconds of processor time for all checks on the reference, called directly."""
    before = own_seconds()
    outcomes = {verdict.outcome for _check, verdict in examination.judge(Direct(examination._reference), b"seed")}
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
        counts.append(len(examination.checks))
        with tempfile.TemporaryDirectory(prefix="autograder-bench-") as root:
            for run, cost in enumerate(walled(folder, Path(root))):
                unwalled = direct(examination)
                if run >= 3:  # the first are warming up
                    costs.append(cost)
                    floor.append(unwalled)
                if run == options.runs + 2:
                    break

    examine.collect(folder / "suite", Examination(unit, load_reference(folder, unit), conduct))
    print(f"{options.unit}: {counts[0]} checks, {options.runs} runs; milliseconds of processor time for one submission, warm")
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
