"""The red team: submissions that try to read, forge, starve, outlive or escape, graded in one batch among honest ones.

Each case of ``redteam/`` has its expectations beside it. The grounds are mined: a random marker is planted wherever the grader
keeps what submissions must not know, sockets listen for whatever gets out, and all is counted before and after.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import socket
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import batch, records

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in (HERE / "redteam").glob("*/expected.toml"))
EXPECTED: dict[str, dict[str, Any]] = {case.name: tomllib.loads((case / "expected.toml").read_text("utf-8")) for case in CASES}
HONEST = ("b_honest", "d_honest", "z_honest")  # they sort among the others

TCP_PORT, UDP_PORT, ABSTRACT = 47631, 47632, "\0autograder-redteam"
OUTSIDE = Path("/tmp/autograder-redteam")  # where submissions try to write

pytestmark = pytest.mark.system


def digest(*folders: Path) -> str:
    """Hash every file below some folders, with its name."""
    found = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                found.update(f"{path}\0".encode() + path.read_bytes())
    return found.hexdigest()


def orphans() -> set[int]:
    """Return zygotes and forks of them that this process still has, or that nobody has; wait a moment for those that end."""
    deadline = time.monotonic() + 2
    while (found := _orphans()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def _orphans() -> set[int]:
    found = set()
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if _is_sandbox(process):
                owner = next((parent for parent in process.parents() if not _is_sandbox(parent)), None)
                if owner is None or owner.pid in (1, os.getpid()):
                    found.add(process.pid)
    return found


def _is_sandbox(process: psutil.Process) -> bool:
    return "autograder.sandbox" in " ".join(process.cmdline())


class Ears:
    """Sockets that listen on this machine, and what they heard."""

    def __init__(self) -> None:
        self._open = [
            (socket.socket(socket.AF_INET, socket.SOCK_STREAM), ("127.0.0.1", TCP_PORT)),
            (socket.socket(socket.AF_INET, socket.SOCK_DGRAM), ("127.0.0.1", UDP_PORT)),
            (socket.socket(socket.AF_UNIX, socket.SOCK_STREAM), ABSTRACT),
        ]
        for ear, address in self._open:
            ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ear.bind(address)
            ear.setblocking(False)
            if ear.type == socket.SOCK_STREAM:
                ear.listen()

    def heard(self) -> list[str]:
        """Return what came, by kind of socket, and hang up."""
        found = []
        for ear, address in self._open:
            with contextlib.suppress(BlockingIOError):
                if ear.type == socket.SOCK_STREAM:
                    ear.accept()[0].close()
                else:
                    ear.recv(100)
                found.append(str(address))
            ear.close()
        return found


class Grounds:
    """Everything that is graded once, and what was found before and after."""

    def __init__(self, tiny: Path, folder: Path) -> None:
        self.folder = folder
        self.marker = secrets.token_hex(16)
        self.unit = folder / "solutions/tiny"
        shutil.copytree(tiny, self.unit, ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
        suite = self.unit / "suite/test_hidden.py"
        planted = f"CANARY = 'CANARY-{self.marker}'\nEXPECTED = np.frombuffer(CANARY.encode(), dtype=np.uint8)\n"
        suite.write_text(suite.read_text("utf-8") + planted, "utf-8")
        self.submissions = {case.name: self._submission(case) for case in CASES}
        self.submissions |= dict.fromkeys(HONEST, HERE / "grading/right/submission")
        self.secret = f"CANARY-{self.marker}".encode()

    def _submission(self, case: Path) -> Path:
        """Return the folder of a case, or what its build.py makes."""
        if not (case / "build.py").is_file():
            return case / "submission"
        space: dict[str, Any] = {}
        exec(compile((case / "build.py").read_text("utf-8"), str(case / "build.py"), "exec"), space)
        target = self.folder / "made" / case.name
        target.mkdir(parents=True)
        built: Path = space["build"](target)
        return built

    def grade(self, submissions: dict[str, Path], name: str) -> dict[str, batch.Row]:
        """Grade submissions into a folder of that name; return the rows by id."""
        settings = batch.Settings(self.secret, jobs=2, weakest="B")
        rows = batch.grade(self.unit, submissions, records.Records(self.folder / name, "tiny"), settings)
        return {row.report.submission: row for row in rows}

    def run(self) -> None:
        """Grade all, and look around before and after."""
        OUTSIDE.mkdir(mode=0o777, exist_ok=True)
        os.environ["AUTOGRADER_CANARY"] = f"CANARY-{self.marker}"
        tree = (HERE.parent / "autograder", self.unit)
        before = digest(*tree), psutil.Process().num_fds()
        ears = Ears()
        try:
            self.rows = self.grade(self.submissions, "records")
        finally:
            self.heard = ears.heard()
            del os.environ["AUTOGRADER_CANARY"]
            self.written = sorted(str(path) for path in OUTSIDE.rglob("*"))
            shutil.rmtree(OUTSIDE)
        self.left = orphans()
        self.tree_changed, self.descriptors = digest(*tree) != before[0], psutil.Process().num_fds() - before[1]


@pytest.fixture(scope="module")
def grounds(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    """The whole batch, graded once."""
    done = Grounds(tiny, tmp_path_factory.mktemp("redteam"))
    done.run()
    return done


@pytest.mark.parametrize("name", EXPECTED)
def test_case(grounds: Grounds, name: str) -> None:
    """The submission gets the grade, the outcomes and the words that its expectations name."""
    expected, report = EXPECTED[name], grounds.rows[name].report
    outcomes = {task.name: sorted({test.outcome for test in task.tests}) for task in report.tasks if task.tests}
    messages = "\n".join(test.message for task in report.tasks for test in task.tests)
    assert report.status == expected["status"], report.problems
    assert outcomes == expected.get("outcomes", {}), messages
    assert (report.score, report.pending) == (expected["score"], 0.0)
    assert expected.get("messages", "") in messages
    assert expected.get("problems", "") in "\n".join(report.problems)
    assert expected.get("flags", "") in "\n".join(report.flags)


@pytest.mark.parametrize("name", HONEST)
def test_the_honest_score_as_if_alone(grounds: Grounds, timeless, name: str) -> None:
    """What hostile neighbours do changes nothing of an honest record."""
    alone = grounds.grade({name: grounds.submissions[name]}, f"alone_{name}")[name].report
    assert timeless(alone) == timeless(grounds.rows[name].report)
    assert alone.score == 100.0


def test_the_marker_is_in_no_record(grounds: Grounds) -> None:
    """Nothing that a submission could read held the marker: none brought it out."""
    found = [path.name for path in (grounds.folder / "records").rglob("*") if path.is_file()
             and grounds.marker.encode() in path.read_bytes()]  # fmt: skip
    assert found == []


def test_the_trusted_tree_is_unchanged(grounds: Grounds) -> None:
    """Package and unit hash to what they did."""
    assert not grounds.tree_changed


def test_no_process_is_left(grounds: Grounds) -> None:
    """Zygotes and all that was forked from them are gone."""
    assert grounds.left == set()


def test_no_descriptor_is_left(grounds: Grounds) -> None:
    """The grader holds as many descriptors as before."""
    assert grounds.descriptors == 0


def test_nothing_is_written_outside(grounds: Grounds) -> None:
    """The folder that invites everybody is empty."""
    assert grounds.written == []


def test_nothing_is_heard(grounds: Grounds) -> None:
    """No byte and no connection came over TCP, UDP or an abstract socket."""
    assert grounds.heard == []


def rows_of_the_catalogue() -> dict[str, str]:
    """Return the catalogue's rows: what stands in its last column, by id."""
    table = (HERE / "redteam/README.md").read_text("utf-8")
    lines = [re.fullmatch(r"\| ([A-J]\d\d) \|.*\| ([^|]+) \|", line) for line in table.splitlines()]
    return {line[1]: line[2] for line in lines if line}


def test_every_row_of_the_catalogue_is_tried() -> None:
    """Each row names a case that says it tries it, or a test, or why it cannot run here."""
    tried = {row: name for name, case in EXPECTED.items() for row in case["rows"]}
    for row, where in rows_of_the_catalogue().items():
        assert row in tried or re.search(r"`tests/\S+::\S+`|not here: ", where), row


def test_every_test_that_the_catalogue_names_exists() -> None:
    """A row that is tried elsewhere says where, and there it is."""
    for row, where in rows_of_the_catalogue().items():
        for path, name in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", where):
            assert f"def {name}(" in (HERE.parent / path).read_text("utf-8"), row
