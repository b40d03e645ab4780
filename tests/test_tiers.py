"""Where namespaces are denied the wall stands on its other layers: tier B is said, and keeps what it promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder import records

HERE = Path(__file__).parent

pytestmark = [pytest.mark.slow, pytest.mark.system]


def denied(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python where nobody gets a namespace."""
    command = [sys.executable, str(HERE / "without_namespaces.py"), sys.executable, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)


def test_namespaces_are_denied() -> None:
    """The premise: what makes namespaces fails there."""
    attempt = "import ctypes; raise SystemExit(ctypes.CDLL(None).unshare(0x10000000) != -1)"
    assert denied("-c", attempt).returncode == 0


def test_doctor_says_tier_b() -> None:
    """The doctor lists what is open, and says B."""
    lines = denied("-m", "autograder", "doctor").stdout.splitlines()
    assert lines[-1].startswith("tier B: ")
    open_attempts = {line.strip().partition(": ")[0] for line in lines if ": open: " in line}
    assert open_attempts == {"see files", "be among other processes"}


def test_a_record_says_tier_b(right: str, units_folder: Path, tmp_path: Path) -> None:
    """Grading goes on, and the record says under which tier."""
    (tmp_path / "ada.py").write_text(right, "utf-8")
    (tmp_path / "secret").write_text("0123456789abcdef", "utf-8")
    run = denied("-m", "autograder", "grade", "tiny", "ada.py", "--out", "out", "--units", units_folder, "--secret", "secret",
                 cwd=tmp_path)  # fmt: skip
    assert run.returncode == 0, run.stderr
    report = records.read(tmp_path / "out/tiny/ada.json")
    assert (report.provenance.isolation, report.score) == ("B", 100.0)


def test_the_red_team_finds_no_way_in_tier_b() -> None:
    """Every case of the corpus, and every side condition, holds without namespaces."""
    run: Any = denied("-m", "pytest", "-q", "-p", "no:cacheprovider", HERE / "test_redteam.py", cwd=HERE.parent)
    assert run.returncode == 0, run.stdout[-5000:]
    assert " passed" in run.stdout.splitlines()[-1] and "skipped" not in run.stdout.splitlines()[-1]
