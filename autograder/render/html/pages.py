"""From records to pages."""

from __future__ import annotations

import base64
import functools
import hashlib
import importlib.resources
from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from autograder.copies import Alike
from autograder.differences import Difference
from autograder.errors import UsageError
from autograder.model import Report, printable
from autograder.records import Evidence
from autograder.render import view
from autograder.render.durations import duration
from autograder.render.html import cohort, figures
from autograder.render.panels import Panel, panels

_LONGEST = 1 << 16
"""Characters of one text on a page; records hold less."""

OUTCOMES = {
    "passed": ("✓", "passed"),
    "failed": ("✗", "failed"),
    "error": ("!", "raised an error"),
    "timeout": ("◷", "ran out of time"),
    "killed": ("✗", "ended the process"),
    "forbidden": ("⊘", "used what is forbidden"),
    "not_graded": ("?", "not graded yet"),
    "awaiting_manual": ("?", "waits for a person"),
}
"""A sign and words for each outcome: colour never carries meaning alone."""


def student_page(report: Report, differences: Mapping[str, Difference] = MappingProxyType({})) -> str:
    """Return the page that the authors of a submission may see.

    Parameters
    ----------
    report : Report
    differences : mapping of str to Difference, optional
        What is to be drawn of public checks that failed, by name; of others nothing is drawn.

    Returns
    -------
    str
        A whole HTML document. It holds what :func:`autograder.render.view.of` leaves, and no script.
    """
    seen = view.of(report)
    return _render("student.html", report=seen, pictures=_pictures(seen, differences))


def staff_page(
    report: Report, evidence: Evidence, page: str, differences: Mapping[str, Difference] = MappingProxyType({})
) -> str:
    """Return the page of a submission for staff: every check, with messages and snippets.

    Parameters
    ----------
    report : Report
    evidence : Evidence
        Of the record.
    page : str
        Name of the student's page, to lead there.
    differences : mapping of str to Difference, optional
        As for :func:`student_page`.
    """
    pictures = _pictures(view.of(report), differences)
    return _render("staff.html", report=report, snippets=evidence.snippets, page=page, pictures=pictures)


def _pictures(seen: view.StudentView, differences: Mapping[str, Difference]) -> dict[str, list[Panel]]:
    """Return the pictures of public checks that failed, by name."""
    failed = {test.name for task in seen.tasks for test in task.tests if test.public and test.outcome == "failed"}
    return {name: panels(difference) for name, difference in differences.items() if name in failed}


def class_page(unit: str, reports: Mapping[str, Report], alike: Alike) -> str:
    """Return the page of a class, for staff.

    Parameters
    ----------
    unit : str
        Name of the unit.
    reports : mapping of str to Report
        By the name of their page.
    alike : Alike
        Which sources are near-copies of one another, or why that is not known.
    """
    return _render("class.html", unit=unit, group=cohort.of(reports), alike=alike, most=cohort.MOST, first=cohort.FIRST)


def _render(template: str, **values: Any) -> str:
    return str(_environment().get_template(template).render(**values))


@functools.cache
def _environment() -> Any:
    """Return Jinja's environment, in which every text is escaped and stripped of what steers or hides.

    Raises
    ------
    UsageError
        If Jinja is not installed.
    """
    try:
        import jinja2
    except ModuleNotFoundError as error:
        raise UsageError('report needs Jinja: pip install "cnn-coursework[report]"') from error
    from markupsafe import Markup

    def shown(value: Any) -> Any:
        return printable(value, _LONGEST) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_file), autoescape=True, undefined=jinja2.StrictUndefined, finalize=shown,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style, script = _file("style.css"), _file("class.js")
    environment.globals |= {
        "style": Markup(style), "script": Markup(script),  # noqa: S704 (our own files)
        "style_hash": _hash(style), "script_hash": _hash(script), "outcomes": OUTCOMES,
        "level": figures.level, "line": figures.line, "span": figures.span, "confusion": figures.confusion,
        "numbers": figures.numbers, "pace_of": cohort.pace_of, "width": figures.WIDTH, "height": figures.HEIGHT,
    }  # fmt: skip
    environment.filters |= {"points": lambda value: f"{value:g}", "percent": lambda share: f"{100 * share:.0f} %",
                            "duration": duration, "address": _address}  # fmt: skip
    return environment


def _file(name: str) -> str:
    return (importlib.resources.files(__package__) / "templates" / PurePosixPath(name).name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _address(page: str, folder: str) -> str:
    return f"{folder}/{quote(page)}.html"
