"""What grading a submission costs with this package, with a fresh pytest process each, and with nbgrader: the same checks.

All sides grade the same submissions (the reference, and three times as many wrong answers) in turn, several rounds. What is
counted is the processor time of the whole tree of processes. For a class of N submissions each side pays its start-up as
often as it must: here and with nbgrader once, which is shared out over the class; with a fresh process every time. Here the
sandbox, intake, evidence and records are included, with a zygote and an examiner that start with the class; nbgrader executes
notebooks whose cells call the checks; a fresh process collects the suite with pytest and calls the checks directly. The floor
is the same in processes forked from one that has collected the suite, without wall and records. Timed checks are left out.

Run ``python benchmarks/graders.py --unit a1_convolution``, the same for ``a4_cnn``, then ``--draw docs/figures/graders.svg``.
Figures are printed, and added to ``benchmarks/history.jsonl``.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import os
import statistics
import sys
import tempfile
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from direct import Direct, harness
from plain_course import PlainCourse
from spending import HISTORY, ROOT, Meter, note

from autograder import answers, batch, judge, units
from autograder.judge import load_reference
from autograder.plugin import Examination
from autograder.records import Records, read_all

OURS, FRESH, NBGRADER, FLOOR = "ours", "a fresh pytest process", "nbgrader autograde", "floor"

_kept: dict[Path, Examination] = {}


def examination(folder: Path) -> Examination:
    """Return a unit's suite, collected once in this process."""
    if folder not in _kept:
        unit = units.load(folder)
        judge.collect(folder / "suite",
                        Examination(unit, load_reference(folder, unit), lambda one: _kept.update({folder: one})))  # fmt: skip
    return _kept[folder]


def untimed(folder: Path) -> int:
    """Return how many checks there are."""
    return sum(not check.timed for check in examination(folder).checks.values())


def judged(folder: Path, module: Any, only: frozenset[str] = frozenset()) -> int:
    """Return how many checks a module passes, called directly."""
    student: Any = Direct(module, harness(folder))
    found = examination(folder).judge(student, b"seed", only, timed=[])
    return sum(verdict.outcome == "passed" for _check, verdict in found)


def in_cell(folder: str, task: str, names: dict[str, Any]) -> float:
    """Return how many of a task's checks the functions of a notebook pass: what a cell of the plain course prints."""
    return float(judged(Path(folder), types.SimpleNamespace(**names), frozenset({task})))


def write_class(target: Path, folder: Path, distinct: int, count: int) -> list[Path]:
    """Write a class in which so many answers, every fourth the reference, come again and again; return their paths."""
    examination(folder)
    unit, testable = units.load(folder), {check.task for check in examination(folder).checks.values() if not check.timed}
    wrong = [files for task, named in answers.wrong(folder, unit).items() if task in testable
             for files in list(named.values())[3:6]]  # fmt: skip
    chosen = itertools.cycle(wrong[:: max(1, len(wrong) // distinct)])
    kinds = [next(chosen) if number % 4 else units.sources(folder, unit) for number in range(distinct)]
    paths = []
    for number in range(count):
        paths.append(target / f"s{number:05}")
        paths[-1].mkdir()
        for name, source in kinds[number % distinct].items():
            (paths[-1] / name).write_text(source, "utf-8")
    return paths


def grade_untimed(folder: Path, submissions: Path, out: Path) -> None:
    """Grade a class here, by all but the timed checks, in one job."""
    paths = {path.name: path for path in sorted(submissions.iterdir())}
    settings = batch.Settings(b"a secret of the benchmark", force=True, weakest="B", timed=lambda _name: [])
    records = Records(out, folder.name)
    for _row in batch.grade(folder, paths, records, settings):
        pass
    records.write_grades()


def on_the_floor(folder: Path, paths: list[Path]) -> float:
    """Return processor seconds for each of these submissions, judged directly in children of this process."""
    unit, total = units.load(folder), 0.0
    untimed(folder)
    gc.collect()
    gc.freeze()  # or children copy all that a collection touches
    for path in paths:
        child = os.fork()
        if child == 0:
            passed = judged(folder, load_reference(path, unit))
            os._exit(0 if path != paths[0] or passed == untimed(folder) else 1)
        _pid, status, usage = os.wait4(child, 0)
        if status:
            raise SystemExit(f"{path} failed on the floor with status {status}")
        total += usage.ru_utime + usage.ru_stime
    return total / len(paths)


def sides(meter: Meter, root: Path, folder: Path, count: int, distinct: int) -> dict[str, Callable[[], float]]:
    """Return what takes each side's processor seconds a submission."""
    (root / "class").mkdir()
    paths = write_class(root / "class", folder, distinct, count)
    sample = paths[:distinct]
    course = PlainCourse(meter, root / "plain", folder, sample)
    program = [sys.executable, str(HERE / "graders.py"), "--unit", folder.name]

    def ours() -> float:
        seconds = meter.run([*program, "--ours", str(root)], root)
        reports, unreadable = read_all(root / "records" / folder.name)
        if len(reports) != count or unreadable or any(report.pending for report in reports.values()):
            raise SystemExit(f"of {count} submissions {len(reports)} have a record: {unreadable[:3]}")
        return seconds / count

    def fresh() -> float:
        return statistics.fmean(meter.run([*program, "--fresh", str(path)], root) for path in sample)

    def nbgrader() -> float:
        whole, start = course.grade("--force"), course.grade()
        if course.passed(sample[0]) != untimed(folder):
            raise SystemExit(f"the reference passes {course.passed(sample[0])} checks in nbgrader, not {untimed(folder)}")
        return (whole - start) / distinct + start / count

    return {OURS: ours, FRESH: fresh, NBGRADER: nbgrader, FLOOR: lambda: on_the_floor(folder, sample)}


def history() -> Iterator[dict[str, Any]]:
    """Yield the lines of this benchmark in the history file, the oldest first."""
    for line in HISTORY.read_text("utf-8").splitlines():
        found = json.loads(line)
        if found.get("benchmark") == "graders":
            yield found


def draw(path: Path) -> None:
    """Draw the newest figures of each unit."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "graders", "svg.fonttype": "path", "font.size": 9})
    newest = {line["unit"]: line for line in history()}
    figure, axes = plt.subplots(len(newest), 1, figsize=(7.2, 0.5 + 1.6 * len(newest)), layout="constrained", squeeze=False)
    for ax, (unit, line) in zip(axes[:, 0], sorted(newest.items()), strict=True):
        milliseconds = {name: 1000 * statistics.median(values) for name, values in line["seconds"].items()}
        names = [FLOOR, OURS, FRESH, NBGRADER]
        colours = ["#999999", "#009E73", "#56B4E9", "#E69F00"]
        ax.barh(names, [milliseconds[name] for name in names], color=colours, height=0.65)
        for name in names:
            times = f" ({milliseconds[name] / milliseconds[OURS]:.1f} times ours)" if name != OURS else ""
            ax.annotate(f" {milliseconds[name]:,.0f} ms{times}", (milliseconds[name], name), va="center", fontsize=8)
        ax.set_xlim(0, 1.3 * max(milliseconds.values()))
        ax.invert_yaxis()
        ax.set_title(f"{unit}: {line['checks']} checks, class of {line['submissions']}", loc="left", fontsize=9)
        ax.spines[["top", "right"]].set_visible(False)
    axes[-1, 0].set_xlabel("milliseconds of processor time for a submission, whole tree of processes")
    figure.savefig(path, metadata={"Date": None})


def compare(folder: Path, count: int, distinct: int, rounds: int) -> None:
    """Run all sides in turn and print medians, ranges and ratios."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as root, Meter() as meter:
        measures = sides(meter, Path(root), folder, count, distinct)
        for _ in range(rounds):
            for name, side in measures.items():
                found.setdefault(name, []).append(side())
        exact = meter.exact
    middle = {name: statistics.median(values) for name, values in found.items()}
    print(f"{folder.name}, {untimed(folder)} checks, class of {count} ({distinct} different), {rounds} rounds, "
          f"counted by {'a control group' if exact else 'the whole machine'}")  # fmt: skip
    print("| | ms each, median | range | beside ours |\n|---|---:|---|---:|")
    for name, values in found.items():
        print(f"| {name} | {1000 * middle[name]:.1f} | {1000 * min(values):.1f} to {1000 * max(values):.1f} "
              f"| {middle[name] / middle[OURS]:.2f} |")  # fmt: skip
    print(f"over the floor: {1000 * (middle[OURS] - middle[FLOOR]):.1f} ms")
    note("graders", unit=folder.name, checks=untimed(folder), submissions=count, distinct=distinct, exact=exact,
         seconds={name: [round(value, 5) for value in values] for name, values in found.items()})  # fmt: skip


def main() -> None:
    """Compare, or do what one of the sides does."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--unit", default="a1_convolution")
    parser.add_argument("--submissions", type=int, default=300, help="in the class over which start-up is shared out")
    parser.add_argument("--distinct", type=int, default=12, help="different submissions: what the slow sides grade in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--draw", type=Path, help="only draw the newest figures of each unit, as SVG")
    parser.add_argument("--fresh", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = ROOT / "solutions" / options.unit
    if options.draw:
        draw(options.draw)
    elif options.fresh:
        judged(folder, load_reference(options.fresh, units.load(folder)))
    elif options.ours:
        grade_untimed(folder, options.ours / "class", options.ours / "records")
    else:
        compare(folder, options.submissions, options.distinct, options.rounds)


if __name__ == "__main__":
    main()
