"""The workflows in docs/ci.md are YAML that says what it should."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "ci.md").read_text("utf-8")
CHECKS, GRADE, GITLAB = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))


def steps(workflow: Any) -> list[dict[str, Any]]:
    """Return the steps of a workflow's only job."""
    (job,) = workflow["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_a_students_workflow_has_no_secret_and_no_grading() -> None:
    """It reads the repository, and runs the public checks."""
    text = str(CHECKS)
    assert CHECKS["permissions"] == {"contents": "read"} and "autograder check" in text
    assert "${{" not in text and "autograder grade" not in text


def test_the_instructors_workflow_keeps_records_whatever_happens() -> None:
    """Summary and artefacts come also where grading failed in part."""
    always = [step for step in steps(GRADE) if step.get("if") == "always()"]
    assert [step.get("name", step.get("uses")) for step in always] == [
        "Export", "Summary and annotations", "actions/upload-artifact@v4",
    ]  # fmt: skip


@pytest.mark.parametrize("workflow", [CHECKS, GRADE], ids=["checks", "grade"])
def test_every_job_has_a_limit(workflow: Any) -> None:
    """No job runs for GitHub's six hours."""
    assert [job["timeout-minutes"] for job in workflow["jobs"].values()] < [180]


@pytest.mark.parametrize("script", [step["run"] for flow in (CHECKS, GRADE) for step in steps(flow) if "run" in step])
def test_every_step_is_bash(script: str) -> None:
    """Bash reads it to its end."""
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False).returncode == 0


def test_gitlab_reads_junit() -> None:
    """Its report is what export writes."""
    assert GITLAB["grade"]["artifacts"]["reports"]["junit"] == "ci/*.staff.xml"


def test_the_checking_step_does_what_it_says(tmp_path: Path) -> None:
    """Its status is that of the checks, and commands are on again behind it."""
    script = next(step["run"] for step in steps(CHECKS) if step.get("name") == "Check")
    (tmp_path / "autograder").write_text("#!/bin/sh\necho '::error::forged'\nexit 1\n")
    (tmp_path / "autograder").chmod(0o755)
    done = subprocess.run(["bash", "-e", "-c", f'PATH="{tmp_path}:$PATH"\nalias python=python3\n{script}'], capture_output=True,
                          text=True, check=False)  # fmt: skip
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[1] == "::error::forged" and lines[2] == f"::{lines[0].removeprefix('::stop-commands::')}::"
