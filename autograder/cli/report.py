"""Pages from records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from autograder import copies, differences, records, regions, units
from autograder.cli.app import SOLUTIONS, UnitsOption, app
from autograder.differences import Difference, Kept
from autograder.errors import GraderError, IntakeError, UsageError
from autograder.intake import Raw
from autograder.model import Report, Unit
from autograder.render import html, terminal
from autograder.render.console import err, out, progress_bar
from autograder.sandbox.reader import Reader

FOLDER = "report"
"""Where the pages are, beside the records."""

_NAMED = 5  # students in a line
_Writer = Callable[[str, dict[str, Difference]], None]


@app.command(name="report")
def report_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of records: what grade was given as --out.")],
    units_dir: UnitsOption = SOLUTIONS,
    pictures: Annotated[
        bool, typer.Option(help="Run public checks that failed once more, and draw what differs where that can be seen.")
    ] = True,
) -> None:
    """Write a page for each student and one for the class, to DIR/UNIT/report/."""
    graded = sorted({path.parent for path in [*folder.glob("*.json"), *folder.glob("*/*.json")]
                     if path.parent.name not in ("evidence", FOLDER)})  # fmt: skip
    found = 0
    for one in graded:
        reports, troubles = records.read_all(one)
        for trouble in troubles:
            terminal.plain(err, f"not in the report: {trouble}; remove the file, or grade that submission again")
        if reports:
            found += 1
            terminal.plain(out, f"{len(reports)} students and the class: {write(one, reports, units_dir, pictures)}")
    if not found:
        raise UsageError(f"{folder}: no records of autograder grade there; name the folder that grade was given as --out")


def write(folder: Path, reports: Mapping[str, Report], units_dir: Path, pictures: bool = True) -> Path:
    """Write the pages of a unit's records and return the class's.

    Parameters
    ----------
    folder : Path
        ``DIR/UNIT``: where the records are.
    reports : mapping of str to Report
        By the names of their files, without suffix.
    units_dir : Path
        Where the unit is, for comparing sources with its reference, and for pictures.
    pictures : bool, optional
        Whether to run public checks that failed once more, and draw what differs.
    """
    target = folder / FOLDER
    name = next(iter(reports.values())).assignment

    def write_pages(page: str, found: dict[str, Difference]) -> None:
        evidence = records.read_evidence(folder / f"{page}.json")
        _write(target / "students" / f"{page}.html", html.student_page(reports[page], found))
        _write(target / "staff" / f"{page}.html", html.staff_page(reports[page], evidence, page, found))

    try:
        for part in ("students", "staff"):
            (target / part).mkdir(parents=True, exist_ok=True)
            for old in (target / part).glob("*.html"):
                if old.stem not in reports:
                    old.unlink()
        with progress_bar(quiet=False) as progress:
            for page in progress.track(reports, description="writing pages"):
                write_pages(page, {})
        if pictures:
            _draw(folder, reports, units_dir, write_pages)
        _write(target / "index.html", html.class_page(name, reports, alike(folder, reports, units_dir)))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}; check the folder's rights and the disk") from error
    return target / "index.html"


def _draw(folder: Path, reports: Mapping[str, Report], units_dir: Path, write_pages: _Writer) -> None:
    """Write the pages of those once more of whose public checks something can be drawn; say of whom nothing can, and why."""
    failed = {page: frozenset(task.name for task in report.tasks for test in task.tests
                              if test.visibility == "public" and test.outcome == "failed")
              for page, report in reports.items()}  # fmt: skip
    failed = {page: tasks for page, tasks in failed.items() if tasks}
    if not failed:
        return
    try:
        unit_dir = units.find(next(iter(reports.values())).assignment, units_dir)
        suite = units.suite_sha256(unit_dir)
        now = {page: tasks for page, tasks in failed.items() if reports[page].provenance.suite_sha256 == suite}
        others = [page for page in failed if page not in now]
        gone = _draw_again(folder, reports, now, unit_dir, write_pages) if now else []
    except (GraderError, UsageError) as error:
        terminal.plain(err, f"no pictures of what differs: {error}")
        return
    for pages, why in (
        (others, f"graded by another suite than {unit_dir} has now; autograder grade brings the record up to date"),
        (gone, f"what was handed in cannot be read from {folder / 'store'} any more"),
    ):
        if pages:
            more = f" and {len(pages) - _NAMED} more" if len(pages) > _NAMED else ""
            terminal.plain(err, f"no pictures of what differs for {', '.join(pages[:_NAMED])}{more}: {why}")


def _draw_again(
    folder: Path, reports: Mapping[str, Report], failed: dict[str, frozenset[str]], unit_dir: Path, write_pages: _Writer
) -> list[str]:
    """Run public checks of some tasks once more and write the pages; return those of whom nothing can be read any more."""
    reader = Reader(units.load(unit_dir))
    gone: list[str] = []

    def kept() -> Iterator[tuple[str, Kept]]:
        for page, tasks in progress.track(failed.items(), description="drawing what differs"):
            files = _files(reader, folder, reports[page])
            if files is None:
                gone.append(page)
            else:
                yield page, Kept(files, tasks)

    try:
        with progress_bar(quiet=False) as progress:
            differences.again(unit_dir, kept(), lambda page, found: write_pages(page, found) if found else None)
    finally:
        reader.close()
    return gone


def alike(folder: Path, reports: Mapping[str, Report], units_dir: Path) -> copies.Alike:
    """Return which stored sources of a class are near-copies, or why that is not known.

    Archives and notebooks are taken apart by a sealed reader, as for grading.
    """
    name = next(iter(reports.values())).assignment
    try:
        unit = units.load(units.find(name, units_dir))
        reference = units.sources(units_dir / name, unit)
    except UsageError as error:
        return copies.Alike(reason=f"Sources were not compared: {error} (--units names the folder of the units).")
    given = "\n".join(regions.stub(source, path) for path, source in sorted(reference.items()))
    try:
        sources, unread = _sources(folder, _last(reports), unit)
        terminal.plain(out, f"comparing {len(sources)} sources")
        found = copies.find(copies.Sources(sources, _joined(reference), given))
    except GraderError as error:
        return copies.Alike(reason=f"Sources were not compared: {error}.")
    return copies.Alike(found.groups, found.reference, found.compared, sorted([*found.skipped, *unread]))


def _last(reports: Mapping[str, Report]) -> dict[str, Report]:
    """Return the last attempt of everybody: nobody is a copy of himself."""
    last: dict[tuple[str, ...], str] = {}
    for page in sorted(reports, key=lambda page: reports[page].attempt):
        last[tuple(sorted(reports[page].students)) or (page,)] = page
    return {page: reports[page] for page in sorted(last.values())}


def _sources(folder: Path, reports: Mapping[str, Report], unit: Unit) -> tuple[dict[str, str], list[str]]:
    """Return what was handed in as text, by page, and of whom it cannot be read any more."""
    reader = Reader(unit)
    sources, unread = {}, []
    try:
        for page, report in reports.items():
            if report.status == "rejected":
                continue
            files = _files(reader, folder, report)
            if files is None:
                unread.append(page)
            else:
                sources[page] = _joined(files)
    finally:
        reader.close()
    return sources, unread


def _files(reader: Reader, folder: Path, report: Report) -> dict[str, str] | None:
    """Return the sources of a submission that was graded; None where they cannot be read any more."""
    sha256 = report.provenance.submission_sha256
    try:
        kind, content = records.Records(folder.parent, folder.name, create=False).stored(sha256)
        return reader.read(Raw(f"{report.submission}{kind}", kind, content, sha256, [])).files
    except (IntakeError, UsageError):
        return None


def _joined(files: Mapping[str, str]) -> str:
    return "\n".join(source for _path, source in sorted(files.items()))


def _write(path: Path, text: str) -> None:
    """Write a page for the owner's eyes; who publishes those of students says to whom."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
