"""The workflows in docs/ci.md, and those of this repository, are YAML that says what it should."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograder import units

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "ci.md").read_text("utf-8")
CHECKS, GRADE, GITLAB = (yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))


STUB = "#!/bin/sh\n"
"""In the place of what changes a machine: sudo and pip."""


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """The instructor's workflow, run step by step in a course folder with a class of one; and the status of each step."""
    place = tmp_path_factory.mktemp("ci")
    for name in ("sudo", "pip"):
        (place / name).write_text(STUB)
        (place / name).chmod(0o755)
    (place / "autograder").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m autograder "$@"\n')
    (place / "autograder").chmod(0o755)
    settings = {**os.environ, "PATH": f"{place}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    subprocess.run(["autograder", "init-course", "cs101", "--units", ROOT / "solutions"], cwd=place, env=settings, check=True)
    course = place / "cs101"
    (course / "submissions").mkdir()
    reference = units.sources(ROOT / "solutions/a1_convolution", units.load(ROOT / "solutions/a1_convolution"))
    (course / "submissions/ada.py").write_text(reference["convolution.py"], "utf-8")
    settings |= {
        "COURSE_SECRET": (course / "course.secret").read_text("utf-8"),
        "GITHUB_STEP_SUMMARY": str(place / "summary.md"),
    }
    scripts = [step["run"] for step in steps(GRADE) if "run" in step]
    done = [subprocess.run(["bash", "-e", "-c", script], cwd=course, env=settings, check=False) for script in scripts]
    return place, [step.returncode for step in done]


@pytest.mark.slow
@pytest.mark.system
def test_the_instructors_workflow_grades_a_class(graded: tuple[Path, list[int]]) -> None:
    """Every step goes through, and the summary that GitHub shows has the student's points."""
    place, statuses = graded
    assert set(statuses) == {0}
    assert (place / "cs101/records/a1_convolution/ada.json").is_file()
    assert re.search(r"ada.*100", (place / "summary.md").read_text("utf-8"))


OWN = {path.name: yaml.safe_load(path.read_text("utf-8")) for path in (ROOT / ".github/workflows").glob("*.yml")}
JOBS = {f"{name}: {job}": entry for name, flow in OWN.items() for job, entry in flow["jobs"].items()}
SCRIPTS = [step["run"] for job in JOBS.values() for step in job["steps"] if "run" in step]


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
    path = f"{tmp_path}:{Path(sys.executable).parent}:$PATH"  # an ordinary user's may have no python
    done = subprocess.run(["bash", "-e", "-c", f'PATH="{path}"\n{script}'], capture_output=True, text=True, check=False)
    lines = done.stdout.splitlines()
    assert done.returncode == 1
    assert lines[1] == "::error::forged" and lines[2] == f"::{lines[0].removeprefix('::stop-commands::')}::"


@pytest.mark.parametrize("script", sorted(set(SCRIPTS)))
def test_every_step_of_ours_runs_what_is_there(script: str) -> None:
    """Bash reads it to its end; what it makes is in the Makefile, and files that it names are in the tree."""
    assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True, check=False).returncode == 0
    targets = re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake (\S+)", script)) <= set(targets)
    assert [name for name in re.findall(r"(?:tests|assignments|\.ci)/\S+", script) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("name", sorted(JOBS))
def test_every_job_of_ours_has_a_limit(name: str) -> None:
    """A job that hangs ends within six hours, GitHub's own limit."""
    assert 0 < JOBS[name]["timeout-minutes"] < 360


def test_the_oldest_and_the_newest_python_are_tried() -> None:
    """The oldest is the one that the package asks for."""
    oldest = re.search(r'requires-python = ">=([\d.]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    versions = OWN["ci.yml"]["jobs"]["wheel"]["strategy"]["matrix"]["python"]
    assert oldest and versions[0] == oldest[1] and versions[-1] == "3.x"


WALLS = [
    ("tier-a", "tier A: all", 0),
    ("tier-a", "tier B: less", 1),
    ("tier-b", "tier B: less", 0),
    ("tier-b", "tier C: little", 1),
]


@pytest.mark.parametrize(("job", "said", "status"), WALLS)
def test_a_job_ends_where_the_wall_is_another(tmp_path: Path, job: str, said: str, status: int) -> None:
    """A runner whose kernel changed does not pass for one with a stronger wall."""
    script = next(step["run"] for step in OWN["ci.yml"]["jobs"][job]["steps"] if "doctor" in step.get("run", ""))
    doctor = tmp_path / ".venv/bin/autograder"
    doctor.parent.mkdir(parents=True)
    doctor.write_text(f"#!/bin/sh\necho '{said}'\n")
    doctor.chmod(0o755)
    done = subprocess.run(["bash", "-e", "-c", script], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == status


def test_before_a_commit_everything_of_make_lint_is_checked() -> None:
    """Whoever installs the hooks is not told later by CI."""
    rules = (ROOT / "Makefile").read_text("utf-8").split("\nlint:")[1].split("\n\n")[0]
    lint = [line.strip().removeprefix("$(BIN)/").removesuffix(" .") for line in rules.splitlines()[1:]]
    (local,) = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"]
    hooks = [hook["entry"].removeprefix(".venv/bin/").removesuffix(" --force-exclude") for hook in local["hooks"]]
    assert len(lint) == 3 and set(lint) <= set(hooks)
