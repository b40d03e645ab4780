"""JUnit XML as pytest writes it (xunit2), two files a record: for students, and for staff with messages of all checks."""

from __future__ import annotations

import xml.etree.ElementTree as ET  # written only, never parsed

from autograder.course import Course
from autograder.model import OPEN_OUTCOMES, Outcome, Report, printable
from autograder.render import view
from autograder.render.export.format import (
    Format,
    Made,
    Request,
    file_name,
    hidden_words,
    line,
    number,
    remark,
    said,
    value_of,
)

_CRASHED = frozenset({"error", "timeout", "killed"})


class _Suite:
    """A test suite that grows, and counts what is in it."""

    def __init__(self, report: Report, course: Course) -> None:
        value = value_of(report, course)
        self.element = ET.Element("testsuite", name=f"{report.assignment}.{line(report.submission)}")
        self.count = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
        self.seconds = 0.0
        properties = {"status": report.status, "pending": number(report.pending), "max_score": number(report.max_score)}
        _properties(self.element, properties if value is None else {"score": number(value), **properties})

    def add(self, task: str, name: str, outcome: Outcome, text: str, points: dict[str, str], seconds: float = 0.0) -> None:
        """Add a check. One that is open is skipped and has no points: nobody may take it for a zero or a pass."""
        case = ET.SubElement(self.element, "testcase", classname=task, name=line(name), time=f"{seconds:.3f}")
        _properties(case, points)
        self.count["tests"] += 1
        self.seconds += seconds
        kind = ("skipped", "skipped") if outcome in OPEN_OUTCOMES else ("error", "errors") if outcome in _CRASHED \
            else ("failure", "failures")  # fmt: skip
        if outcome != "passed":
            self.count[kind[1]] += 1
            said_ = ET.SubElement(case, kind[0], message=line(f"{outcome}: {text}" if text else outcome))
            said_.text = printable(text)

    def xml(self, report: Report, course: Course) -> bytes:
        """Return the suite as a document."""
        ET.SubElement(self.element, "system-out").text = "\n".join(said(report, course))
        self.element.attrib |= {key: str(value) for key, value in self.count.items()} | {"time": f"{self.seconds:.3f}"}
        root = ET.Element("testsuites")
        root.append(self.element)
        ET.indent(root, " ")
        document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return document + b"\n"


def for_students(report: Report, course: Course) -> bytes:
    """Return a record as its authors may see it: of hidden checks only how many passed."""
    suite = _Suite(report, course)
    for task in view.of(report).tasks:
        for test in task.tests:
            visibility = "public" if test.public else "hint"
            suite.add(task.name, test.name, test.outcome, remark(test), _points(test.score, test.max_score, visibility))
        some = task.hidden
        if some.checks:
            outcome: Outcome = "not_graded" if some.open else "passed" if some.passed == some.checks else "failed"
            points = _points(None if some.open else some.score, some.max_score, "hidden")
            suite.add(task.name, "hidden checks", outcome, hidden_words(task), points)
        if not task.tests and not some.checks:
            suite.add(task.name, task.name, "failed", "nothing was taken in", _points(task.score, task.max_score, "public"))
    return suite.xml(report, course)


def for_staff(report: Report, course: Course) -> bytes:
    """Return a record with every check and its message."""
    suite = _Suite(report, course)
    for task in report.tasks:
        for test in task.tests:
            points = _points(test.score, test.max_score, test.visibility)
            suite.add(task.name, test.name, test.outcome, test.message, points, test.seconds)
        if not task.tests:
            suite.add(task.name, task.name, "failed", "nothing was taken in", _points(task.score, task.max_score, "public"))
    return suite.xml(report, course)


def _points(score: float | None, most: float, visibility: str) -> dict[str, str]:
    known = {"max_points": number(most), "visibility": visibility}
    return known if score is None else {"points": number(score), **known}


def _properties(element: ET.Element, values: dict[str, str]) -> None:
    parent = ET.SubElement(element, "properties")
    for name, value in values.items():
        ET.SubElement(parent, "property", name=name, value=value)


def _make(reports: list[Report], request: Request) -> Made:
    files = {}
    for report in reports:
        files[f"{file_name(report)}.xml"] = for_students(report, request.course)
        files[f"{file_name(report)}.staff.xml"] = for_staff(report, request.course)
    return Made(files, [report.submission for report in reports if report.pending > 0])


FORMAT = Format("JUnit XML, for students and for staff", _make)
