"""A class of submissions, most of them trouble, is graded in one batch; each has its expectations beside it."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest

CASES = sorted(path.parent for path in (Path(__file__).parent / "grading").glob("*/expected.toml"))
EXPECTED: dict[str, dict[str, Any]] = {case.name: tomllib.loads((case / "expected.toml").read_text("utf-8")) for case in CASES}
HONEST = ("helper_modules", "mistake_in_a_dependency", "mutates_its_argument", "right")


def submission(case: Path, target: Path) -> Path:
    """Return the submission of a case: its folder, or what its build.py makes."""
    if not (case / "build.py").is_file():
        return case / "submission"
    spec = importlib.util.spec_from_file_location(f"grading_{case.name}", case / "build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    built: Path = module.build(target)
    return built


@pytest.fixture(scope="module")
def submissions(tmp_path_factory):
    """All submissions by the name of their case."""
    target = tmp_path_factory.mktemp("submissions")
    return {case.name: submission(case, target) for case in CASES}


@pytest.fixture(scope="module")
def rows(tiny, grade, submissions, tmp_path_factory):
    """The rows of one batch of all cases, by name."""
    return grade(tiny, submissions, tmp_path_factory.mktemp("records"), jobs=2)


def parameters():
    """Each case; one that shows the kernel's walls at work is marked."""
    return [pytest.param(name, marks=pytest.mark.system if case.get("system") else ()) for name, case in EXPECTED.items()]


@pytest.mark.parametrize("name", parameters())
def test_case(rows, name):
    """The submission gets the grade, the outcomes and the words that its expectations name."""
    expected, report = EXPECTED[name], rows[name].report
    outcomes = {task.name: sorted({test.outcome for test in task.tests}) for task in report.tasks if task.tests}
    messages = "\n".join(test.message for task in report.tasks for test in task.tests)
    assert report.status == expected["status"], report.problems
    assert outcomes == expected.get("outcomes", {}), messages
    assert (report.score, report.pending, report.max_score) == (expected["score"], 0.0, 100.0)
    assert expected.get("messages", "") in messages
    assert expected.get("problems", "") in "\n".join(report.problems)
    assert expected.get("flags", "") in "\n".join(report.flags)
    assert bool(report.flags) is bool(expected.get("flags"))


def test_every_submission_has_a_row(rows):
    """Whatever a submission does, the batch goes on."""
    assert sorted(rows) == sorted(EXPECTED)


@pytest.mark.parametrize("name", HONEST)
def test_alone_or_in_the_batch(tiny, grade, rows, submissions, timeless, tmp_path, name):
    """An honest submission's record is the same graded alone as among all the others."""
    alone = grade(tiny, {name: submissions[name]}, tmp_path)[name].report
    assert timeless(alone) == timeless(rows[name].report)


def test_messages_are_bounded_and_printable(rows):
    """No text of a submission's reaches a record with control characters or by the megabyte."""
    texts = [text for row in rows.values() for task in row.report.tasks for test in task.tests
             for text in (test.message, test.hint)] + [p for row in rows.values() for p in row.report.problems]  # fmt: skip
    assert max(map(len, texts)) < 10_000
    assert all(character.isprintable() or character == "\n" for text in texts for character in text)


def test_a_rejected_submission_costs_no_judging(rows):
    """What cannot be taken in never reaches a worker."""
    assert all(not row.cpu_seconds for row in rows.values() if row.report.status == "rejected")
