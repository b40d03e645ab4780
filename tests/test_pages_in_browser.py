"""Pages in headless Chromium, steered through its own pipe: they load, sort, filter, and run nothing of a submission."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from chromium import CHROMIUM, Browser

from autograder.copies import Alike
from autograder.differences import Difference
from autograder.model import Provenance, Report, TaskResult, TestResult
from autograder.records import Evidence
from autograder.render import html as pages

TestResult.__test__ = False  # type: ignore[attr-defined]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: pages are looked at by their own parser only"),
]
RUNS = [
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "<svg onload=document.title='ran'>",
    "\"><body onpageshow=document.title='ran'>",
    "' autofocus onfocus=document.title='ran' x='",
    "<a href=javascript:alert(1)>x</a>",
    "</script><script>document.title='ran'</script>",
    "</style><style>*{display:none}</style>",
    "<iframe src=data:text/html,x></iframe>",
    "<meta http-equiv=refresh content=0;url=about:blank>",
    "<form action=//x><input>",
]


def report(name: str, score: float, text: str = "", pending: float = 0.0) -> Report:
    """Return a record with one task."""
    outcome: Any = "passed" if score == 10 else "failed"
    test = TestResult(f"c {text}", outcome, score, 10.0, "hint", text, text, 0.1, {"curve": [2.0, 1.0]})
    made = Provenance("", "", "", "A", text, {"numpy": text}, "", 1.0)
    task = TaskResult("f", score, pending, 10.0, [test], text, text)
    flags = [text] if text else []
    who = [f"{name} {text}"]
    return Report(1, "a1", name, "graded", False, who, 1, None, 0, score, pending, 10.0, [task], [], flags, [text], made)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser for all tests."""
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Pages of 300 students with scores 0 to 10, one of whom is hostile in every text, and of a hostile one alone."""
    there = tmp_path_factory.mktemp("pages")
    everything = " ".join(RUNS)
    reports = {f"s{n:03d}": report(f"s{n:03d}", float(n % 11)) for n in range(299)}
    reports["hostile"] = report("hostile", 3.5, everything, pending=1.0)
    (there / "class.html").write_text(pages.class_page("a1", reports, Alike()), "utf-8")
    (there / "student.html").write_text(pages.student_page(reports["hostile"]), "utf-8")
    evidence = Evidence("", "", {f"c {everything}": everything})
    (there / "staff.html").write_text(pages.staff_page(reports["hostile"], evidence, "hostile"), "utf-8")
    one = report("ada", 0.0)
    test = msgspec.structs.replace(one.tasks[0].tests[0], visibility="public")
    one = msgspec.structs.replace(one, tasks=[msgspec.structs.replace(one.tasks[0], tests=[test])])
    (there / "pictures.html").write_text(pages.student_page(one, {test.name: Difference(np.eye(9), np.ones((9, 9)))}), "utf-8")
    return there


SHOWN = (
    "[...document.querySelectorAll('#class tbody tr')].filter(row => row.offsetHeight)"
    ".map(row => row.cells[0].textContent.trim())"
)


@pytest.mark.parametrize("page", ["class", "student", "staff"])
def test_a_page_loads_without_complaints(browser: Browser, folder: Path, page: str) -> None:
    """Nothing is written to the console: no error, and nothing that the policy had to stop."""
    browser.open(folder / f"{page}.html")
    browser.run("new Promise(done => setTimeout(done, 200))")
    assert browser.complaints() == []


@pytest.mark.parametrize("page", ["class", "student", "staff"])
def test_nothing_of_a_submission_runs(browser: Browser, folder: Path, page: str) -> None:
    """Scripts in names, messages, hints, flags and versions are text."""
    browser.open(folder / f"{page}.html")
    browser.run("new Promise(done => setTimeout(done, 200))")
    title, others, hidden = browser.run(
        "[document.title, document.querySelectorAll('img, iframe, form, body *[onload], meta[http-equiv=refresh]').length, "
        "getComputedStyle(document.querySelector('h1')).display]"
    )
    assert title != "ran" and others == 0 and hidden == "block"


@pytest.mark.parametrize("page", ["class", "student", "staff"])
def test_a_page_is_as_wide_as_a_phone(browser: Browser, folder: Path, page: str) -> None:
    """On a narrow screen nothing but the wide tables, which scroll by themselves, goes beyond the edge."""
    browser.call("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
    browser.open(folder / f"{page}.html")
    width = browser.run("document.documentElement.scrollWidth")
    browser.call("Emulation.clearDeviceMetricsOverride")
    assert width <= 360


def test_the_first_rows_are_shown_and_then_all(browser: Browser, folder: Path) -> None:
    """A long class is shown in part, until it is asked for."""
    browser.open(folder / "class.html")
    assert len(browser.run(SHOWN)) == 200
    browser.run("document.getElementById('more').click()")
    assert len(browser.run(SHOWN)) == 300


def test_the_table_sorts(browser: Browser, folder: Path) -> None:
    """A click on a head sorts by it, the largest number first; another turns it around, and it is said to screen readers."""
    browser.open(folder / "class.html")
    click = "document.querySelectorAll('#class thead button')[1].click()"
    scores = "[...document.querySelectorAll('#class tbody tr')].map(row => parseFloat(row.cells[1].textContent))"
    state = "document.querySelectorAll('#class thead th')[1].getAttribute('aria-sort')"
    browser.run(click)
    assert browser.run(scores) == sorted(browser.run(scores), reverse=True) and browser.run(state) == "descending"
    browser.run(click)
    assert browser.run(scores) == sorted(browser.run(scores)) and browser.run(state) == "ascending"


@pytest.mark.parametrize(
    ("words", "state", "count"), [("S29", "", 9), ("", "pending", 1), ("", "lost", 272), ("", "flagged", 1), ("no such", "", 0)]
)
def test_the_table_filters(browser: Browser, folder: Path, words: str, state: str, count: int) -> None:
    """What is typed or chosen leaves the rows that fit, and their number is said."""
    browser.open(folder / "class.html")
    browser.run(
        f"for (const [id, value, event] of [['find', {words!r}, 'input'], ['state', {state!r}, 'change']]) "
        "{ const field = document.getElementById(id); field.value = value; field.dispatchEvent(new Event(event)); }"
    )
    assert len(browser.run(SHOWN)) == min(count, 200)
    assert browser.run("document.getElementById('count').textContent") == f"{count} of 300 submissions"


def test_all_rows_are_printed(browser: Browser, folder: Path) -> None:
    """On paper there is nothing to click."""
    browser.open(folder / "class.html")
    browser.call("Emulation.setEmulatedMedia", media="print")
    shown = len(browser.run(SHOWN))
    browser.call("Emulation.setEmulatedMedia", media="")
    assert shown == 300


def test_pictures_are_shown(browser: Browser, folder: Path) -> None:
    """The policy of the page admits what lies in it."""
    browser.open(folder / "pictures.html")
    assert browser.complaints() == []
    assert browser.run("[...document.images].map(image => image.naturalWidth)") == [9, 9, 9]
