"""What the pages of a large class cost: time to draw, size, and how long they take to open.

A sample class of a2 is graded (the reference and wrong answers), and its records stand for as many students as are asked
for. Of some students the pages are drawn with pictures of what public checks refused, which run once more. Opening is the
time from asking for a page until it is laid out and painted, the median of several; comparing sources is no part of it.

Run ``python benchmarks/pages.py --students 5000``; the figures are printed, and added to ``benchmarks/history.jsonl``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "support"))

from chromium import Browser

from autograder import answers, batch, differences, units
from autograder.copies import Alike
from autograder.differences import Difference, Kept
from autograder.model import Report
from autograder.records import Evidence, Records
from autograder.render import html

UNIT = HERE.parent / "solutions/a2_filters"
PAINTED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))"
"""Two frames: when the second one begins, the first is painted."""


def sample(count: int, place: Path) -> tuple[list[Report], list[dict[str, str]]]:
    """Grade the reference and wrong answers of every task in turn; return records and sources."""
    unit = units.load(UNIT)
    by_task = [list(found.values()) for found in answers.wrong(UNIT, unit).values()]
    turns = (wrong[turn % len(wrong)] for turn in range(count) for wrong in by_task)
    sources = [units.sources(UNIT, unit), *(source for source, _number in zip(turns, range(count - 1), strict=False))]
    submissions = {}
    for number, files in enumerate(sources):
        submissions[f"s{number:03d}"] = place / f"s{number:03d}"
        submissions[f"s{number:03d}"].mkdir()
        for name, text in files.items():
            (submissions[f"s{number:03d}"] / name).write_text(text, "utf-8")
    settings = batch.Settings(b"a secret of the benchmark's", jobs=len(os.sched_getaffinity(0)))
    rows = batch.grade(UNIT, submissions, Records(place / "records", UNIT.name), settings)
    return sorted((row.report for row in rows), key=lambda report: report.submission), sources


def drawn(reports: list[Report], sources: list[dict[str, str]], place: Path) -> list[Path]:
    """Write a student's page for each record, with its pictures; return them."""
    kept = ((report.submission, Kept(files, frozenset(task.name for task in report.tasks for test in task.tests
                                                      if test.visibility == "public" and test.outcome == "failed")))
            for report, files in zip(reports, sources, strict=True))  # fmt: skip
    by_name = {report.submission: report for report in reports}
    pages = []

    def write(name: str, found: dict[str, Difference]) -> None:
        pages.append(place / f"{name}.html")
        pages[-1].write_text(html.student_page(by_name[name], found), "utf-8")

    some = [(name, submission) for name, submission in kept if submission.tasks]
    differences.again(UNIT, some, write)
    return pages


def opened(browser: Browser, page: Path) -> float:
    """Return after how many seconds a page is painted."""
    browser.open(page)
    return float(browser.run(PAINTED)) / 1000


def main() -> None:
    """Draw, open, print, and add a line to the history."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as there:
        place = Path(there)
        reports, sources = sample(options.pages, place)
        many = {f"s{n:05d}": msgspec.structs.replace(reports[n % len(reports)], submission=f"s{n:05d}", students=[f"s{n:05d}"])
                for n in range(options.students)}  # fmt: skip
        clock = time.process_time()
        (place / "class.html").write_text(html.class_page(UNIT.name, many, Alike()), "utf-8")
        class_seconds = time.process_time() - clock
        clock = time.process_time()
        for report in reports:
            html.student_page(report)
            html.staff_page(report, Evidence("", "", {}), "s")
        page_seconds = (time.process_time() - clock) / len(reports)
        clock = time.monotonic()
        pages = drawn(reports, sources, place)
        picture_seconds = (time.monotonic() - clock) / len(pages)
        browser = Browser(place / "profile")
        try:
            class_opens = [opened(browser, place / "class.html") for _ in range(options.runs)]
            student_opens = [opened(browser, page) for page in pages]
        finally:
            browser.close()
        found = {
            "class page, MB": round((place / "class.html").stat().st_size / 1e6, 2),
            "class page drawn, s": round(class_seconds, 3),
            "class page opens, s": round(statistics.median(class_opens), 3),
            "class page opens, s, slowest": round(max(class_opens), 3),
            "student and staff page drawn, ms": round(1000 * page_seconds, 2),
            "with pictures": len(pages),
            "student page with pictures, ms": round(1000 * picture_seconds, 1),
            "student page, KB, median": round(statistics.median(page.stat().st_size for page in pages) / 1e3, 1),
            "student page, KB, largest": round(max(page.stat().st_size for page in pages) / 1e3, 1),
            "student page opens, s, slowest": round(max(student_opens), 3),
        }
    for name, value in found.items():
        print(f"{name}: {value}")
    line = {"benchmark": "pages", "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            "python": platform.python_version(), "machine": platform.machine(), "processors": len(os.sched_getaffinity(0)),
            "load": os.getloadavg()[0], "students": options.students, **found}  # fmt: skip
    with (HERE / "history.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
