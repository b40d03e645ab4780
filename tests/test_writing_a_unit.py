"""The page that teaches to write a unit, followed to the letter: files are written, commands run, their output compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import audit, records

pytestmark = [pytest.mark.slow, pytest.mark.system]

PACKAGE = Path(__file__).parents[1]
PAGE = (PACKAGE / "docs/writing-a-unit.md").read_text("utf-8")
STEPS = PAGE.partition("## From an empty folder to a certified unit\n")[2].partition("\n## ")[0]
BLOCK = re.compile(
    r"(?:^`(?P<path>[^`\n]+)`(?P<end>, added at the end)?\n\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.M | re.S
)


def commands(text):
    """Yield each command of a console block, with the output that the page shows."""
    for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def pattern(output):
    """Return what the shown output means: an ellipsis stands for anything, and more may follow."""
    return ".*".join(map(re.escape, output.rstrip("\n").split("…")))


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """Follow the page in an empty folder; return it, and each command with the output on the page and the real one."""
    folder = tmp_path_factory.mktemp("followed")
    tools = tmp_path_factory.mktemp("tools")
    (tools / "autograder").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m autograder "$@"\n', "utf-8")
    (tools / "autograder").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(PACKAGE), "COLUMNS": "128"}
    seen = []
    for block in BLOCK.finditer(STEPS):
        if block["path"]:
            path = folder / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_text("utf-8") + "\n\n" if block["end"] else ""
            path.write_text(before + block["text"], "utf-8")
        else:
            assert block["kind"] == "console", block["text"]
            for command, shown in commands(block["text"]):
                done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True,
                                      timeout=300, check=False)  # fmt: skip
                assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
                seen.append((command, shown, done.stdout))
    return folder, seen


def test_the_page_has_files_and_commands():
    """The steps hold what a test can follow: a page in another form would be followed in vain."""
    blocks = list(BLOCK.finditer(STEPS))
    assert sum(bool(block["path"]) for block in blocks) >= 9
    assert STEPS.count("```") == 2 * len(blocks)


def test_each_command_prints_what_the_page_shows(followed):
    """The output on the page is that of the command, where it does not say that it differs."""
    for command, shown, output in followed[1]:
        assert re.search(pattern(shown), output, re.DOTALL), f"{command}\nshown:\n{shown}\nprinted:\n{output}"


def test_the_unit_ends_certified(followed):
    """At the end the unit of the page is proved and certified, without a survivor."""
    folder = followed[0] / "course/units/pooling"
    audit.require_certificate(folder)
    assert audit.read(folder).certificate.kills.survivors == []


def test_the_class_is_graded(followed):
    """The right submission of the page earns all, the wrong one loses points and is told its mistake."""
    reports = {name: records.read(followed[0] / f"course/records/pooling/{name}.json") for name in ("ada", "bob")}
    assert reports["ada"].score == 100.0 > reports["bob"].score
    assert "max pooling" in reports["bob"].tasks[0].hint
