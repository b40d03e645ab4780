"""GitHub Actions: a step summary, annotations, and the result of the old Classroom; only what students may see."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import msgspec

from autograder.course import Course
from autograder.model import Report
from autograder.render import view
from autograder.render.export.format import Format, Made, Request, file_name, hidden_words, line, number, said, value_of

SUMMARY_LIMIT = 1 << 20
"""Bytes of a step summary: GitHub refuses one that is longer."""

ANNOTATIONS = 10
"""Annotations of a kind that GitHub keeps of a step."""

OUTPUT_LIMIT = 500


def summary(reports: list[Report], course: Course) -> bytes:
    """Return Markdown for the step summary: a table of grades, then each submission's tasks, as far as they fit."""
    head = ["| submission | grade | pending | of |", "|---|---:|---:|---:|"]
    for report in reports:
        value = value_of(report, course)
        grade = "rejected" if report.status == "rejected" else "not graded yet" if value is None else number(value)
        head.append(f"| {_markdown(report.submission)} | {grade} | {number(report.pending)} | {number(report.max_score)} |")
    parts = ["\n".join(head), *(_details(report, course) for report in reports)]
    end = "\n\nThe rest is left out: a step summary has at most 1 MiB.\n"
    kept: list[str] = []
    left = SUMMARY_LIMIT - len(end.encode())
    for part in "\n\n".join(parts).split("\n"):
        left -= len(part.encode()) + 1
        if left < 0:
            return ("\n".join(kept) + end).encode()
        kept.append(part)
    return ("\n".join(kept) + "\n").encode()


def commands(reports: list[Report], course: Course) -> bytes:
    """Return workflow commands: an error a task that lost points, the last one for all that are too many.

    What a submission may have said stands between commands that switch commands off, under a word made of a hash of that very
    text, which it cannot contain.
    """
    errors, warnings, words = [], [], []
    for report in reports:
        name = line(report.submission)
        if report.status == "rejected":
            errors.append((name, "nothing could be taken in"))
        if report.pending > 0:
            warnings.append((name, f"not graded yet: {number(report.pending)} points are still open"))
        for task in view.of(report).tasks:
            if task.tests and task.score + task.pending < task.max_score:
                errors.append((f"{name}: {task.name}", f"{number(task.score)} of {number(task.max_score)} points"))
        words += [f"{name}: {text}" for text in said(report, course)]
    text = "\n".join(words)
    token = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    lines = [*_commands("error", errors), *_commands("warning", warnings), f"::stop-commands::{token}", text, f"::{token}::"]
    return ("\n".join(lines) + "\n").encode()


def classroom(report: Report, course: Course) -> bytes:
    """Return the result of GitHub's old Classroom: JSON in base64, a test a task; no score while points are pending."""
    value = value_of(report, course)
    tests: list[dict[str, Any]] = []
    for task in view.of(report).tasks:
        words = "; ".join(text for text in (line(task.hint), hidden_words(task) if task.hidden.checks else "") if text)
        test: dict[str, Any] = {"name": task.name, "status": "pass" if task.score == task.max_score else "fail",
                                "message": words, "test_code": "", "task_id": 0, "filename": "", "line_no": 0,
                                "duration": 0, "max_score": task.max_score, "output": words[:OUTPUT_LIMIT]}  # fmt: skip
        tests.append({**test, "status": "error"} if value is None else {**test, "score": task.score})
    if value is not None and (change := round(value - sum(task.score for task in report.tasks), 6)):
        tests.append({"name": "changed by hand, or late", "status": "pass" if change > 0 else "fail", "message": "",
                      "test_code": "", "task_id": 0, "filename": "", "line_no": 0, "duration": 0, "score": change,
                      "max_score": 0, "output": "\n".join(said(report, course))[:OUTPUT_LIMIT]})  # fmt: skip
    status = "error" if value is None else "pass" if value >= report.max_score else "fail"
    result = {"version": 3, "status": status, "max_score": round(report.max_score), "tests": tests}
    return base64.b64encode(msgspec.json.encode(result)) + b"\n"


def _details(report: Report, course: Course) -> str:
    lines = [f"### {_markdown(report.submission)}", "", *(f"- {_markdown(text)}" for text in said(report, course)), ""]
    tasks = view.of(report).tasks
    lines += ["| task | score | of | hidden checks |", "|---|---:|---:|---|"]
    for task in tasks:
        score = "not graded yet" if task.pending else number(task.score)
        lines.append(f"| {_markdown(task.name)} | {score} | {number(task.max_score)} | {hidden_words(task)} |")
    return "\n".join(lines)


def _markdown(text: str) -> str:
    """Return text that Markdown shows as it is: every sign that could mean something is a character reference."""
    return re.sub(r"[^\w\s.,:;()/…-]", lambda sign: f"&#{ord(sign[0])};", line(text, 1000)).replace("_", "&#95;")


def _commands(kind: str, found: list[tuple[str, str]]) -> list[str]:
    if len(found) > ANNOTATIONS:
        rest = found[ANNOTATIONS - 1 :]
        found = [*found[: ANNOTATIONS - 1], (f"{len(rest)} more", "; ".join(f"{title}: {text}" for title, text in rest)[:4000])]
    return [f"::{kind} title={_escaped(title, inside=True)}::{_escaped(text)}" for title, text in found]


def _escaped(text: str, *, inside: bool = False) -> str:
    for sign in "%\r\n" + (":," if inside else ""):
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text


def _make(reports: list[Report], request: Request) -> Made:
    files = {"summary.md": summary(reports, request.course), "annotations.txt": commands(reports, request.course)}
    for report in reports:
        files[f"classroom/{file_name(report)}.txt"] = classroom(report, request.course)
    return Made(files, [report.submission for report in reports if report.pending > 0])


FORMAT = Format("GitHub Actions: step summary, annotations, the old Classroom's result", _make)
