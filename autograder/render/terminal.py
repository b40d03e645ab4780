"""What people see on a terminal. Colour never carries meaning alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator

from rich import box
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from autograder import scoring
from autograder.calibration import Calibration
from autograder.model import OPEN_OUTCOMES, Report, TaskResult, TestResult, printable
from autograder.public import Outcome

_UNWRITTEN = re.compile(r"NotImplementedError: (\w+) is not written yet")

_WORDS = {
    "passed": ("passed", "green"),
    "failed": ("failed", "red"),
    "error": ("raised an error", "red"),
    "timeout": ("ran out of time", "red"),
    "killed": ("ended the process", "red"),
    "forbidden": ("used what is forbidden", "red"),
    "not_graded": ("not graded", "yellow"),
    "awaiting_manual": ("waits for a person", "yellow"),
}


def grades(reports: Iterable[Report], width: int) -> RenderableType:
    """Return the table of a class: a row a submission, a numbered column a task, and the key to the numbers."""
    reports = sorted(reports, key=lambda report: report.submission)
    tasks = list(dict.fromkeys(task.name for report in reports for task in report.tasks))
    points = {task.name: task.max_score for report in reports for task in report.tasks}
    table = Table(header_style="bold", pad_edge=False, box=box.SIMPLE_HEAD)
    rows = []
    for report in reports:
        by_name = {task.name: f"{task.score:g}" + ("?" if task.pending else "") for task in report.tasks}
        score = "rejected" if report.status == "rejected" else f"{report.score:g}" + ("?" if report.pending else "")
        rows.append([printable(report.submission), score, *(by_name.get(task, "") for task in tasks), _remark(report)])
    titles = ["submission", "score", *(str(number) for number in range(1, len(tasks) + 1))]
    for index, title in enumerate(titles):
        table.add_column(title, justify="right" if index else "left", no_wrap=True)
        width -= 3 + max([len(title), *(len(row[index]) for row in rows)])
    table.add_column("remark", no_wrap=True)
    for report, row in zip(reports, rows, strict=True):
        style = "red" if report.status == "rejected" else "yellow" if report.pending else ""
        row[-1] = row[-1] if len(row[-1]) <= width else row[-1][: max(0, width - 1)] + "…"
        table.add_row(*(escape(cell) for cell in row), style=style)
    key = ", ".join(f"{number} {task} ({points[task]:g})" for number, task in enumerate(tasks, start=1))
    return Group(table, Text(f"Tasks (points): {key}"))


def summary(reports: Iterable[Report]) -> str:
    """Return a line on a class: how many, mean and median score, and what needs attention."""
    reports = list(reports)
    scores = sorted(report.score for report in reports if report.status == "graded" and not report.pending)
    parts = [f"{len(reports)} submission{'s' if len(reports) != 1 else ''}"]
    most = max((report.max_score for report in reports), default=100)
    if scores:
        middle = len(scores) // 2
        median = scores[middle] if len(scores) % 2 else (scores[middle - 1] + scores[middle]) / 2
        parts.append(f"{len(scores)} graded (mean {sum(scores) / len(scores):.1f}, median {median:g} of {most:g})")
    rejected = sum(report.status == "rejected" for report in reports)
    waiting = sum(report.pending > 0 for report in reports)
    flagged = sum(bool(report.flags) for report in reports)
    for count, word in ((rejected, "rejected"), (waiting, "with points pending"), (flagged, "flagged for review")):
        if count:
            parts.append(f"{count} {word}")
    return ", ".join(parts)


def mistakes(reports: Iterable[Report], most: int = 10) -> list[str]:
    """Return lines that say how many submissions made which known mistake, the most frequent first."""
    made = Counter((task.name, task.hint) for report in reports for task in report.tasks if task.mistake)
    lines = [f"{count} submission{'s' if count != 1 else ''}: {task}: {sentence}"
             for (task, sentence), count in sorted(made.items(), key=lambda item: (-item[1], item[0]))]  # fmt: skip
    return lines if len(lines) <= most else [*lines[:most], f"and {len(lines) - most} more mistakes (--verbose lists them)"]


def checked(outcome: Outcome) -> RenderableType:
    """Return what a student sees of the public checks: the first difference of each failing check, then a table."""
    results = scoring.score(outcome.unit, outcome.checks, outcome.verdicts, outcome.calls)
    results = [result for result in results if result.name in outcome.tasks]
    parts: list[RenderableType] = [Text(f"note  {printable(problem)}", "yellow") for problem in outcome.problems]
    parts += [Text(f"flag  {printable(flag)}", "yellow") for flag in outcome.flags]
    table = Table(header_style="bold", pad_edge=False, box=box.SIMPLE_HEAD)
    for name, justify in (("task", "left"), ("public checks", "right"), ("points", "right"), ("", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for result in results:
        passed = sum(test.outcome == "passed" for test in result.tests)
        word = _word(result, outcome.unit.tasks)
        if word == "see above":
            parts += _failures(result)
        style = {"all passed": "green", "see above": "red"}.get(word, "")
        most = sum(test.max_score for test in result.tests)
        table.add_row(result.name, f"{passed} of {len(result.tests)}", f"{result.score:g} of {most:g}", word, style=style)
    return Group(*parts, table, _honest(outcome, results))


def _word(result: TaskResult, tasks: Container[str]) -> str:
    """Return how a task stands, in a few words."""
    failing = [test for test in result.tests if test.outcome != "passed"]
    if not failing:
        return "all passed"
    unwritten = [_UNWRITTEN.search(test.message) for test in failing]
    if len(failing) == len(result.tests) and all(unwritten):
        name = unwritten[0][1] if unwritten[0] else ""
        own = name == result.name or name not in tasks  # a method of it
        return "not written yet" if own else f"needs {name}, which is not written yet"
    return "see above"


def _failures(result: TaskResult) -> list[Text]:
    """Return a paragraph for each failing check; those that end alike (no function, no time) share one."""
    groups: dict[str, list[TestResult]] = {}
    for test in result.tests:
        if test.outcome != "passed":
            ending = test.message.partition("\n")[2] if test.message.startswith("call ") else test.message
            groups.setdefault(ending if test.outcome != "failed" else test.name, []).append(test)
    return [_failure(result.name, tests[0], len(tests) - 1) for tests in groups.values()]


def calibrated(unit: str, found: Calibration) -> Iterator[str]:
    """Yield the lines that show what timed checks of a reference took."""
    yield f"{unit} on {found.device}: {found.seconds:.0f} s for all timed checks of one submission"
    for name, check in found.checks.items():
        numbers = {key: value for key, value in check.measured.items() if isinstance(value, int | float)}
        said = ", ".join(f"{key} {value:.4g}" for key, value in numbers.items())
        yield f"  {check.outcome}, {check.seconds:.1f} s: {name}" + (f" ({said})" if said else "")


def plain(console: Console, text: str) -> None:
    """Print text as it is, without markup, highlighting or control characters."""
    console.print(printable(text, 1 << 20), markup=False, highlight=False, emoji=False, soft_wrap=True)


def _failure(task: str, test: TestResult, more: int) -> Text:
    word, colour = _WORDS[test.outcome]
    text = Text(f"\n{task}: {test.name}\n", "bold")
    text.append(f"  {word}\n", colour)
    for line in printable(test.message).splitlines():
        text.append(f"  {line}\n", "not bold")
    if test.hint and test.hint not in test.message:
        text.append(f"  hint      {printable(test.hint)}\n", "not bold")
    if more:
        text.append(f"  {more} more check{'s' if more > 1 else ''} of {task} ended the same way\n", "not bold")
    return text


def _honest(outcome: Outcome, results: list[TaskResult]) -> Text:
    """Return the line that says what was not run."""
    tests = [test for result in results for test in result.tests]
    hidden = [some for task, some in outcome.unit.withheld.items() if task in outcome.tasks]
    count, points = sum(some.checks for some in hidden), sum(some.points for some in hidden)
    passed = sum(test.outcome == "passed" for test in tests)
    text = f"{passed} of {len(tests)} public checks; {count} hidden checks worth {points:g} points are not run here"
    return Text(text, "bold")


def _remark(report: Report) -> str:
    remarks = [*report.flags, *report.problems]
    tests = [test for task in report.tasks for test in task.tests]
    ended = {test.outcome for test in tests if test.outcome in ("timeout", "killed", "forbidden", *OPEN_OUTCOMES)}
    remarks += [_WORDS[outcome][0] for outcome in sorted(ended)]
    return printable("; ".join(remarks)).replace("\n", " ")
