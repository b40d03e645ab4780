"""Pages of a report: complete, labelled, without anything from outside, and deaf to what a submission says."""

from __future__ import annotations

import base64
import hashlib
import html.parser
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from autograder import copies, units
from autograder.cli.report import alike, write
from autograder.copies import Alike
from autograder.differences import Difference
from autograder.model import Adjustment, Provenance, Report, TaskResult, TestResult
from autograder.records import Evidence
from autograder.render import html as pages
from autograder.render.html import cohort, figures

TestResult.__test__ = False  # type: ignore[attr-defined]

MARK = "MARK-5c1e"
HOSTILE = [
    f"<script>document.title='{MARK}'</script>",
    f"<img src=x onerror=\"document.title='{MARK}'\">",
    f'"><svg onload={MARK}>',
    f"' autofocus onfocus='{MARK}",
    "{{ 7 * 191 }}",
    "{% raw %}",
    "</style><script>alert(1)</script>",
    "</title><b>",
    "<!--",
    "\x1b]52;c;eA==\x07",
    "a\u202eb\u200bc",
    "\udc80",
    "javascript:alert(1)",
    "=1+1",
    "\\input{/etc/passwd}",
    "]]>",
    "&lt;b&gt;",
]
PACE = {"ratio": 1.2, "low": 0.7, "high": 1.6, "limit": 4.0, "verdict": "meets"}
MEASURED = {"pace": PACE, "curve": [2.0, 1.0, 0.5], "confusion": [[9, 1], [2, 8]], "accuracy": 0.85}


def report(name: str = "ada", text: str = "", score: float = 4.0, **changes: Any) -> Report:
    """Return a record with a task of three checks, in all of whose texts `text` stands."""
    tests = [TestResult(f"public {text}", "failed", 0.0, 2.0, "public", f"told {text}", f"h {text}", 0.5),
             TestResult(f"hint {text}", "passed", score, 4.0, "hint", "", f"h {text}", 0.5, MEASURED),
             TestResult("a hidden one", "not_graded", None, 4.0, "hidden", f"told {text}", "", 0.5)]  # fmt: skip
    versions = {"numpy": f"2 {text}"}
    made = Provenance("aa" * 32, "bb" * 32, "seed", "A", f"cpu {text}", versions, "2026-01-01", 1.5)
    values: dict[str, Any] = {
        "schema": 1, "assignment": "a1", "submission": name, "status": "graded", "partial": False,
        "students": [f"{name} {text}"], "attempt": 2, "submitted_at": "2026-01-01",
        "late_seconds": 4000, "score": score, "pending": 4.0, "max_score": 10.0,
        "tasks": [TaskResult("f", score, 4.0, 10.0, tests, f"s {text}", f"k {text}")],
        "adjustments": [Adjustment("f", 1.0, f"b {text}", f"r {text}", "t")],
        "flags": [f"flag {text}"], "problems": [f"problem {text}"], "provenance": made,
    }  # fmt: skip
    return Report(**{**values, **changes})


def all_pages(text: str = "") -> dict[str, str]:
    """Return one page of each kind."""
    one = report(text=text)
    alike = Alike([copies.Group(["ada", "bob"], 2, [copies.Pair("ada", "bob", 1.0, 0.9)])], [("ada", 0.9)], 2, ["eve"])
    reports = {name: report(name, text) for name in ("ada", "bob", "eve")}
    evidence = Evidence("", "", {f"public {text}": text})
    return {"student": pages.student_page(one), "staff": pages.staff_page(one, evidence, "ada"),
            "class": pages.class_page("a1", reports, alike)}  # fmt: skip


class Read(html.parser.HTMLParser):
    """A page as a browser's parser sees it: elements with attributes, scripts, and texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_endtag(self, _tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._inside, []).append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


KINDS = ("student", "staff", "class")
PLAIN = all_pages()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_submission_becomes_an_element(kind: str, text: str) -> None:
    """Whatever stands in a record, a page has the elements and attributes that it would have without it."""

    def skeleton(page: str) -> list[tuple[str, list[str]]]:
        return [(tag, sorted(attributes)) for tag, attributes in Read(page).elements]

    assert skeleton(all_pages(text)[kind]) == skeleton(all_pages("x")[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_no_character_of_a_submission_hides_or_steers(kind: str, text: str) -> None:
    """Every character of a page can be printed, and the page can be encoded."""
    page = all_pages(text)[kind]
    assert [c for c in page if not (c.isprintable() or c == "\n")] == []
    assert page.encode("utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_no_template_is_made_of_a_text(kind: str) -> None:
    """Braces in a text are braces."""
    page = all_pages("{{ 7 * 191 }}")[kind]
    assert "1337" not in page and "{{ 7 * 191 }}" in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_allows_its_own_style_and_script_only(kind: str) -> None:
    """The policy names the hashes of what is in the page, and nothing may be fetched."""
    read = Read(PLAIN[kind])
    policy = next(str(meta["content"]) for meta in read.named("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy and "http" not in policy
    for tag, rule in (("style", "style-src"), ("script", "script-src")):
        hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in read.texts.get(tag, [])]
        assert re.findall(rf"{rule} 'sha256-([^']*)'", policy) == hashes


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_needs_no_other_file(kind: str) -> None:
    """No picture, style, font or script is outside of the page, and no style stands in an attribute."""
    for tag, attributes in Read(PLAIN[kind]).elements:
        assert tag not in ("img", "link", "iframe", "object", "embed", "base", "form")
        assert not {"src", "style", "srcset", "data"} & set(attributes)
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("kind", ["student", "staff"])
def test_pages_of_students_have_no_script(kind: str) -> None:
    """What is handed out runs nothing."""
    assert Read(PLAIN[kind]).named("script") == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_is_said_in_words(kind: str) -> None:
    """A chart has a label; what only repeats a number beside it is hidden from screen readers."""
    pictures = Read(PLAIN[kind]).named("svg")
    assert pictures
    for picture in pictures:
        assert picture.get("aria-hidden") == "true" or (picture.get("role") == "img" and picture.get("aria-label"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_a_caption_and_headers(kind: str) -> None:
    """A screen reader can say what a table is and what a cell belongs to."""
    read = Read(PLAIN[kind])
    assert len(read.named("caption")) == len(read.named("table")) > 0
    assert all(head.get("scope") in ("row", "col") for head in read.named("th"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_is_made_of_the_record_alone(kind: str) -> None:
    """The same record gives the same bytes."""
    assert all_pages()[kind] == PLAIN[kind]


def test_a_student_page_holds_no_message_and_no_hidden_name() -> None:
    """Messages, hidden names, flags and names of mistakes are on the page for staff only."""
    for said in ("told MARK", "a hidden one", "flag MARK", "k MARK"):
        student, staff = all_pages("MARK")["student"], all_pages("MARK")["staff"]
        assert said in staff and said not in student


def test_a_student_reads_what_to_do_next() -> None:
    """The hint of a failing check, the sentence on the mistake, the remarks and the change by hand are there."""
    page = all_pages("MARK")["student"]
    for said in ("h MARK", "s MARK", "problem MARK", "r MARK", "autograder check --task f", "1 h 6 min late", "Attempt 2"):
        assert said in page


def test_open_points_are_no_zero() -> None:
    """A score that is not final says so."""
    assert "4 points are still open" in PLAIN["student"]


def test_what_was_measured_is_drawn() -> None:
    """Curve, interval and confusion matrix have their places, with numbers in words."""
    page = PLAIN["student"]
    assert (
        "from 2 to 0.5 in 3 epochs" in page and "1.20 times as long as the reference" in page and "85.0 % of the test" in page
    )


@pytest.mark.parametrize(
    "value", [None, "x", [], [1], ["a", "b"], {"a": 1}, [float("inf"), 1.0], [[1, "x"]], [-1.0, 2.0], 3, True]
)
@pytest.mark.parametrize("key", ["pace", "curve", "confusion", "accuracy"])
def test_measurements_of_any_kind_do_no_harm(key: str, value: Any) -> None:
    """What cannot be drawn is left out."""
    task = report().tasks[0]
    tests = [msgspec.structs.replace(test, measured={**MEASURED, key: value}) for test in task.tests]
    odd = report(tasks=[msgspec.structs.replace(task, tests=tests)])
    assert (
        pages.student_page(odd)
        and pages.class_page("a1", {"ada": odd}, Alike())
        and pages.staff_page(odd, Evidence("", "", {}), "a")
    )


def test_a_rejected_submission_says_why() -> None:
    """It has no score but a reason."""
    page = pages.student_page(report(status="rejected", tasks=[], score=0.0, pending=0.0, problems=["no file f.py"]))
    assert "rejected" in page and "no file f.py" in page


def test_links_lead_to_the_page_whatever_a_submission_is_called() -> None:
    """Names are quoted in addresses."""
    page = pages.class_page("a1", {"it's, ada@home (2)": report()}, Alike())
    assert 'href="staff/it%27s%2C%20ada%40home%20%282%29.html"' in page


def test_the_class_counts_what_needs_attention() -> None:
    """Rejected, open and flagged submissions are counted, and only final grades are in the mean."""
    reports = {"a": report("a"), "b": report("b", status="rejected", tasks=[], flags=[], pending=0.0),
               "c": report("c", score=10.0, pending=0.0, flags=[])}  # fmt: skip
    group = cohort.of(reports)
    assert group.counts == {"all": 3, "final": 1, "pending": 1, "rejected": 1, "flagged": 1} and group.mean == 100.0


def test_the_hardest_check_comes_first() -> None:
    """Checks are in the order of the share that did not pass; what is not graded does not count."""
    lines = cohort.of({"ada": report()}).checks
    assert [(line.failed, line.judged) for line in lines] == [(1, 1), (0, 1), (0, 0)]


def test_a_class_of_nothing_but_rejected_submissions_has_a_page() -> None:
    """There is no mean, and the page says so."""
    assert "none yet" in pages.class_page("a1", {"a": report(status="rejected", tasks=[])}, Alike())


def test_more_than_one_suite_is_said() -> None:
    """Grades of one class that were made by different suites are pointed at."""
    other = report("bob", provenance=msgspec.structs.replace(report().provenance, suite_sha256="cc" * 32))
    assert "(differs)" in pages.class_page("a1", {"ada": report(), "bob": other}, Alike())
    assert "(differs)" not in PLAIN["class"]


def test_a_long_class_is_laid_out_as_far_as_one_looks() -> None:
    """Rows beyond the first are marked, and all are in the page."""
    page = pages.class_page("a1", {f"s{n}": report(f"s{n}") for n in range(cohort.FIRST + 7)}, Alike())
    assert page.count('class="later"') == 7 and page.count("<tr data-s=") == cohort.FIRST


@pytest.mark.parametrize("values", [[], [0.0], [100.0], [99.99], [0, 50, 100, 33.3]])
def test_every_score_is_in_the_histogram(values: list[float]) -> None:
    """No score falls between two columns."""
    assert sum(bar.count for bar in figures.histogram(values).bars) == len(values)


def test_the_command_writes_all_pages(tmp_path: Path, tiny: Path, right: str, grade: Any, cli: Any) -> None:
    """A page for each student and for staff, one for the class; those of records that are gone are removed."""
    for name in ("ada", "bob"):
        (tmp_path / f"{name}.py").write_text(right, "utf-8")
    grade(tiny, {name: tmp_path / f"{name}.py" for name in ("ada", "bob")}, tmp_path / "out")
    folder = tmp_path / "out/tiny/report"
    (folder / "students").mkdir(parents=True)
    (folder / "students/gone.html").write_text("old")
    done = cli("report", tmp_path / "out", "--units", tiny.parent)
    assert done.returncode == 0 and str(folder / "index.html") in done.stdout.replace("\n", "")
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html")) == [
        "index.html", "staff/ada.html", "staff/bob.html", "students/ada.html", "students/bob.html"]  # fmt: skip


def test_copies_are_found_in_the_store(tmp_path: Path, tiny: Path, right: str, grade: Any) -> None:
    """Files, folders and notebooks are compared as they were handed in; an earlier attempt of the same student is no copy."""
    long = right + "".join(f"\n\ndef more{n}(x):\n    return x * {n} + x[{n}:] - {n} // (x + 1)\n" for n in range(40))
    book = {"cells": [{"cell_type": "code", "source": long}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}
    (tmp_path / "ada.py").write_text(long, "utf-8")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob/tiny.py").write_text(long.replace("more", "mine"), "utf-8")
    (tmp_path / "cleo.ipynb").write_text(json.dumps(book), "utf-8")
    paths = {path.stem: path for path in (tmp_path / "ada.py", tmp_path / "bob", tmp_path / "cleo.ipynb")}
    rows = grade(tiny, paths, tmp_path / "out")
    reports = {name: row.report for name, row in rows.items()}
    reports["ada again"] = msgspec.structs.replace(reports["ada"], attempt=2)
    found = alike(tmp_path / "out/tiny", reports, tiny.parent)
    assert [group.members for group in found.groups] == [["ada again", "bob", "cleo"]]
    (tmp_path / "out/tiny/store").rename(tmp_path / "away")
    assert alike(tmp_path / "out/tiny", reports, tiny.parent).skipped == ["ada again", "bob", "cleo"]


def test_without_the_unit_the_page_says_why_nothing_was_compared(tmp_path: Path) -> None:
    """The reason names the option."""
    assert "--units" in alike(tmp_path, {"ada": report()}, tmp_path / "nowhere").reason


def written(folder: Path, units_dir: Path, capsys: Any, **changes: Any) -> tuple[str, str]:
    """Write the pages of one record of the tiny unit; return the student's page, and what was said."""
    one = report(assignment="tiny", **changes)
    write(folder, {"ada": one}, units_dir)
    page = (folder / "report/students/ada.html").read_text("utf-8")
    return page, " ".join(capsys.readouterr().err.split())


def test_a_record_of_another_suite_has_no_pictures(tmp_path: Path, tiny: Path, capsys: Any) -> None:
    """They would show another examination than the one that the page speaks of; who has none is said, and why."""
    page, said = written(tmp_path, tiny.parent, capsys)
    assert "<img" not in page
    assert said == (f"no pictures of what differs for ada: graded by another suite than {tiny} has now; "
                    "autograder grade brings the record up to date")  # fmt: skip


def test_without_the_unit_it_is_said_that_there_are_no_pictures(tmp_path: Path, capsys: Any) -> None:
    """The line names the option."""
    page, said = written(tmp_path, tmp_path / "nowhere", capsys)
    assert "<img" not in page and said.startswith("no pictures of what differs: --units ")


@pytest.mark.parametrize("changed", [False, True], ids=["gone", "changed"])
def test_without_the_kept_files_it_is_said_that_there_are_no_pictures(
    tmp_path: Path, tiny: Path, capsys: Any, changed: bool
) -> None:
    """Of whom nothing is in the store any more, or not what was handed in, is named with the folder."""
    made = msgspec.structs.replace(report().provenance, suite_sha256=units.suite_sha256(tiny))
    (tmp_path / "store").mkdir()
    if changed:
        (tmp_path / f"store/{made.submission_sha256}.py").write_text("x = 1\n", "utf-8")
    page, said = written(tmp_path, tiny.parent, capsys, provenance=made)
    assert "<img" not in page
    assert said == f"no pictures of what differs for ada: what was handed in cannot be read from {tmp_path / 'store'} any more"


def test_a_folder_without_records_is_named(tmp_path: Path, cli: Any) -> None:
    """Exit 2, and what to name instead."""
    done = cli("report", tmp_path)
    assert done.returncode == 2 and str(tmp_path) in done.stderr.replace("\n", "") and "--out" in done.stderr


BOARD = Difference(np.eye(4), np.zeros((4, 4)))


@pytest.mark.parametrize(
    "make", [pages.student_page, lambda one, found: pages.staff_page(one, Evidence("", "", {}), "a", found)]
)
def test_a_public_check_that_failed_has_three_pictures(make: Any) -> None:
    """They lie in the page, and have words for who does not see them; the policy admits nothing from elsewhere."""
    read = Read(make(report(), {"public ": BOARD}))
    images = read.named("img")
    assert [str(image["src"]).partition(",")[0] for image in images] == ["data:image/png;base64"] * 3
    assert [str(image["alt"]).partition(":")[0] for image in images] == ["yours", "expected", "yours - expected"]


@pytest.mark.parametrize("name", ["hint ", "a hidden one", "another"])
def test_no_other_check_has_a_picture(name: str) -> None:
    """Whatever is given to be drawn: of hidden checks, of checks that passed, and of unknown ones nothing is."""
    assert Read(pages.student_page(report(), {name: BOARD})).named("img") == []
