"""What the tests share: the tiny units, a copy of one to change, and a batch in a line."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder import batch, records
from autograder.model import Report
from autograder.sandbox import Ending
from autograder.wire import Call, Failure, Load, Loaded, Packer, Result, Unpacker

collect_ignore = ["units", "grading", "redteam"]  # suites and submissions: material, not tests

HERE = Path(__file__).parent
SECRET = b"a secret of the tests' own"

Grade = Callable[..., dict[str, batch.Row]]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


class FakeChannel:
    """A worker without a process: plain functions answer, unless the script says otherwise."""

    def __init__(self, sandbox: FakeSandbox) -> None:
        self.sandbox, self.closed, self.outline = sandbox, False, sandbox.outline
        self.seconds, self.cpu_seconds = 0.25, 0.125

    def exchange(self, request, buffers, seconds):
        """Answer, raise what the script says is next, or let it answer."""
        self.sandbox.requests.append(request)
        step = self.sandbox.script.pop(0) if self.sandbox.script else None
        if isinstance(step, BaseException):
            raise step
        if step is not None:
            return step(request), bytearray()
        if isinstance(request, Load):
            return Loaded(request.id, dict(self.sandbox.missing), [], 0), bytearray()
        if isinstance(request, Call):
            return self._answer(request, bytearray().join(buffers))
        return Result(request.id, [], [], None, [], 0), bytearray()

    def _answer(self, request, payload):
        unpacker, packer, values, after, failure, failures = Unpacker(payload), Packer(), [], [], None, {}
        for given in request.args:
            args = [unpacker.unpack(arg) for arg in given.items]
            try:
                values.append(packer.pack(self.sandbox.functions[request.target](*args)))
            except Exception as error:
                bases = [base.__name__ for base in type(error).__mro__]
                failed = Failure(type(error).__name__, bases, str(error), "", "", False)
                if not request.go_on:
                    failure = failed
                    break
                failures[len(values)] = failed
                values.append(None)
            after += [packer.pack(args)] if request.echo else []
        return Result(request.id, values, after, failure, [], 0, failures), bytearray().join(packer.buffers)

    def close(self):
        """Be closed, after half a second of processor time."""
        self.closed = True
        return Ending("exited with status 0", 0.5)


class FakeSandbox:
    """Fake channels; `script` holds, for the next exchanges, an exception to raise, a function that replies, or None."""

    def __init__(self, functions=(), script=(), missing=()):
        self.functions, self.script, self.missing = dict(functions), list(script), dict(missing)
        self.requests, self.channels, self.outline = [], [], None

    def open(self, rests=False):
        """Return a new channel."""
        self.channels.append(FakeChannel(self))
        return self.channels[-1]

    def close(self):
        """Do nothing."""


@pytest.fixture(scope="session")
def fake() -> type[FakeSandbox]:
    """A sandbox without processes."""
    return FakeSandbox


@pytest.fixture(scope="session")
def units_folder() -> Path:
    """Where the tests' own units are."""
    return HERE / "units"


@pytest.fixture(scope="session")
def tiny(units_folder: Path) -> Path:
    """The NumPy unit of the tests; not to be changed."""
    return units_folder / "tiny"


@pytest.fixture(scope="session")
def right(tiny: Path) -> str:
    """The source of the reference of the tiny unit."""
    return (tiny / "tiny.py").read_text("utf-8")


@pytest.fixture
def copied(tiny: Path, tmp_path: Path) -> Path:
    """A copy of the tiny unit to change, in a folder of units of its own."""
    return shutil.copytree(tiny, tmp_path / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))


@pytest.fixture(scope="session")
def forget() -> Callable[[], None]:
    """Forget suites that this process has collected: pytest finds a module of the same name again, from any folder."""

    def clear() -> None:
        for name in [name for name in sys.modules if name.rpartition(".")[2] in ("test_hidden", "test_public")]:
            del sys.modules[name]

    return clear


@pytest.fixture(scope="session")
def grade() -> Grade:
    """Grade submissions, given by id or as paths; return the rows by id."""

    def run(unit: Path, submissions: dict[str, Path], out: Path, **settings: object) -> dict[str, batch.Row]:
        given = batch.Settings(SECRET, **{"weakest": "D", **settings})  # type: ignore[arg-type]
        rows = batch.grade(unit, submissions, records.Records(out, unit.name), given)
        return {row.report.submission: row for row in rows}

    return run


@pytest.fixture(scope="session")
def cli() -> Run:
    """Run the command line as a process."""

    def run(*arguments: object, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "autograder", *map(str, arguments)]
        return subprocess.run(command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True,
                              encoding="utf-8", timeout=120, check=False)  # fmt: skip

    return run


@pytest.fixture(scope="session")
def timeless() -> Callable[[Report], dict[str, object]]:
    """Return what of a record must not depend on when and beside whom it was made."""
    return _timeless


def _timeless(report: Report) -> dict[str, object]:
    tests = [(task.name, test.name, test.outcome, test.score, test.message, test.hint)
             for task in report.tasks for test in task.tests]  # fmt: skip
    return {"status": report.status, "score": report.score, "tests": tests, "problems": report.problems, "flags": report.flags}
