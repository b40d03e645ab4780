"""Pages from records."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from autograder import copies, records, regions, units
from autograder.cli.app import SOLUTIONS, UnitsOption, app
from autograder.errors import GraderError, IntakeError, UsageError
from autograder.intake import Raw
from autograder.model import Report
from autograder.render import html, terminal
from autograder.render.console import err, out, progress_bar
from autograder.sandbox.reader import Reader

FOLDER = "report"
"""Where the pages are, beside the records."""


@app.command(name="report")
def report_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of records: what grade was given as --out.")],
    units_dir: UnitsOption = SOLUTIONS,
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
            terminal.plain(out, f"{len(reports)} students and the class: {write(one, reports, units_dir)}")
    if not found:
        raise UsageError(f"{folder}: no records of autograder grade there; name the folder that grade was given as --out")


def write(folder: Path, reports: Mapping[str, Report], units_dir: Path) -> Path:
    """Write the pages of a unit's records and return the class's.

    Parameters
    ----------
    folder : Path
        ``DIR/UNIT``: where the records are.
    reports : mapping of str to Report
        By the names of their files, without suffix.
    units_dir : Path
        Where the unit is, for comparing sources with its reference.
    """
    target = folder / FOLDER
    name = next(iter(reports.values())).assignment
    try:
        for part in ("students", "staff"):
            (target / part).mkdir(parents=True, exist_ok=True)
            for old in (target / part).glob("*.html"):
                if old.stem not in reports:
                    old.unlink()
        with progress_bar(quiet=False) as progress:
            for page, report in progress.track(reports.items(), description="writing pages"):
                _write(target / "students" / f"{page}.html", html.student_page(report))
                evidence = records.read_evidence(folder / f"{page}.json")
                _write(target / "staff" / f"{page}.html", html.staff_page(report, evidence, page))
        _write(target / "index.html", html.class_page(name, reports, alike(folder, reports, units_dir)))
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}; check the folder's rights and the disk") from error
    return target / "index.html"


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
    reader = Reader(unit)
    sources: dict[str, str] = {}
    unread = []
    try:
        for page, report in reports.items():
            if report.status == "rejected":
                continue
            raw = _stored(folder / "store", report)
            try:
                taken = reader.read(raw) if raw else None
            except IntakeError:
                taken = None
            if taken is None:
                unread.append(page)
            else:
                sources[page] = "\n".join(source for _path, source in sorted(taken.files.items()))
        given = "\n".join(regions.stub(source, path) for path, source in sorted(reference.items()))
        whole = "\n".join(source for _path, source in sorted(reference.items()))
        found = copies.find(copies.Sources(sources, whole, given))
    except GraderError as error:
        return copies.Alike(reason=f"Sources were not compared: {error}.")
    finally:
        reader.close()
    return copies.Alike(found.groups, found.reference, found.compared, sorted([*found.skipped, *unread]))


def _stored(store: Path, report: Report) -> Raw | None:
    sha256 = report.provenance.submission_sha256
    for kind in (".zip", ".py", ".ipynb"):
        path = store / f"{sha256}{kind}"
        if sha256 and path.is_file():
            return Raw(f"{report.submission}{kind}", kind, path.read_bytes(), sha256, [])
    return None


def _write(path: Path, text: str) -> None:
    """Write a page for the owner's eyes; who publishes those of students says to whom."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
