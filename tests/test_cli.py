"""The command line: exit codes, and errors that say what is wrong and what to do."""

from __future__ import annotations

import os
import pty
import re
import stat
import subprocess
import sys

import pytest

from autograder import batch, course
from autograder import cli as command_line
from autograder.errors import DataError, GraderError, StudentTimeout, UsageError
from autograder.records import read


@pytest.fixture(scope="module")
def course_folder(tmp_path_factory, units_folder, right):
    """A folder with two submissions and a secret."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "class").mkdir()
    (folder / "class/ada.py").write_text(right, "utf-8")
    (folder / "class/bob.py").write_text(right + "\ndel total\n", "utf-8")
    (folder / "secret").write_text("0123456789abcdef", "utf-8")
    return folder


@pytest.fixture(scope="module")
def run(cli, course_folder, units_folder):
    """Run `autograder grade tiny` in the course folder with more arguments."""

    def go(*arguments, unit="tiny", secret=True, **environment):
        given = ["--secret", "secret"] if secret else []
        return cli("grade", unit, *arguments, "--units", units_folder, *given, cwd=course_folder, **environment)

    return go


@pytest.fixture(scope="module")
def graded(run):
    """The result of grading the class once."""
    return run("--class-dir", "class", "--out", "out", "--unsafe")


def test_grading_succeeds(graded):
    """A batch in which every submission has a record exits with 0."""
    assert graded.returncode == 0, graded.stderr


def test_plain_lines_without_a_terminal(graded):
    """Progress is a line a submission where there is no terminal, without control characters."""
    assert re.search(r"^[12]/2 ada: 100$", graded.stdout, re.MULTILINE)
    assert "\x1b" not in graded.stdout + graded.stderr and "\r" not in graded.stdout + graded.stderr


def test_the_records_are_named(graded):
    """The last words say where the records are."""
    assert "records: out/tiny" in graded.stdout


def test_quiet(run):
    """--quiet prints nothing."""
    result = run("class/ada.py", "--out", "quiet", "--quiet", "--unsafe")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_below_the_mark(run):
    """--fail-under exits with 3 where a submission is below it."""
    assert run("--class-dir", "class", "--out", "out", "--fail-under", "99", "--unsafe").returncode == 3


def test_above_the_mark(run):
    """--fail-under exits with 0 where none is."""
    assert run("class/ada.py", "--out", "out", "--fail-under", "100", "--unsafe").returncode == 0


def test_a_missing_submission_is_a_row(run, course_folder):
    """A path that does not exist gets a rejected record, and the exit status is 0."""
    assert run("class/eve.py", "--out", "missing", "--unsafe").returncode == 0
    assert read(course_folder / "missing/tiny/eve.json").status == "rejected"


USAGE = {
    "a unit's name misspelt": (("class/ada.py", "--out", "o"), {"unit": "tyni"}, "did you mean tiny?"),
    "an unknown task": (("class/ada.py", "--out", "o", "--only", "triple"), {}, "there are double, total, scale_to"),
    "no submission": (("--out", "o"), {}, "no submission given"),
    "no such class": (("--class-dir", "klass", "--out", "o"), {}, "--class-dir klass"),
    "two with one id": (("class/ada.py", "class/../class/ada.zip", "--out", "o"), {}, "two submissions have the id 'ada'"),
    "no such secret": (("class/ada.py", "--out", "o", "--secret", "none"), {"secret": False}, "--secret none: no such file"),
    "a place that is a file": (("class/ada.py", "--out", "secret"), {}, "--out secret"),
    "an option misspelt": (("class/ada.py", "--out", "o", "--fail-undr", "3"), {}, "--fail-under"),
    "no place for records": (("class/ada.py",), {}, "--out"),
    "no jobs": (("class/ada.py", "--out", "o", "--jobs", "0"), {}, "--jobs"),
}


@pytest.mark.parametrize(("arguments", "options", "words"), USAGE.values(), ids=USAGE)
def test_bad_usage(run, arguments, options, words):
    """Bad usage exits with 2, and the message names what is wrong, without a traceback."""
    result = run(*arguments, **options)
    assert result.returncode == 2
    assert words in result.stderr and "Traceback" not in result.stderr


def test_a_command_misspelt(cli):
    """An unknown command exits with 2 and suggests the near one."""
    result = cli("grad")
    assert result.returncode == 2 and "grade" in result.stderr


def test_a_short_secret(run, course_folder):
    """A secret that could be guessed is refused."""
    (course_folder / "short").write_text("abc", "utf-8")
    result = run("class/ada.py", "--out", "o", "--secret", "short", secret=False)
    assert result.returncode == 2 and "too short" in result.stderr


def test_the_secret_is_made_once(tmp_path):
    """Where the course has no secret one is made that only its owner can read, and it stays."""
    path = tmp_path / course.SECRET_NAME
    made = course.read_secret(path, create=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert course.read_secret(path, create=True) == made and len(made) >= 32


def test_a_secret_that_cannot_be_made(tmp_path):
    """Where no secret can be made the error names --secret."""
    with pytest.raises(UsageError, match="--secret"):
        course.read_secret(tmp_path / "none/course.secret", create=True)


@pytest.fixture
def main(monkeypatch, course_folder, units_folder, capsys):
    """Run the command line in this process; return exit status and standard error."""
    monkeypatch.chdir(course_folder)

    def go(*arguments):
        monkeypatch.setattr(sys, "argv", ["autograder", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            command_line.main()
        return ended.value.code or 0, capsys.readouterr().err

    return lambda *more: go("grade", "tiny", "class/ada.py", "--units", units_folder, "--secret", "secret", *more)


def with_tier(monkeypatch, tier):
    """Let the machine's isolation appear as `tier`."""
    start = batch.Examiner.start

    def started(self):
        ready = start(self)
        return type(ready)(ready.checks, ready.versions, tier)

    monkeypatch.setattr(batch.Examiner, "start", started)


@pytest.mark.parametrize(("tier", "option"), [("C", "--accept-weak-sandbox"), ("D", "--unsafe")])
def test_a_weak_machine_is_refused(main, monkeypatch, tier, option):
    """On a weak machine grading exits with 2 and names the option that would grade all the same."""
    with_tier(monkeypatch, tier)
    status, error = main("--out", "weak", "--force")
    assert status == 2 and option in error


@pytest.mark.parametrize(("tier", "option"), [("C", "--accept-weak-sandbox"), ("D", "--unsafe")])
def test_a_weak_machine_is_accepted(main, monkeypatch, tier, option):
    """The option that the refusal names lets grading go on."""
    with_tier(monkeypatch, tier)
    assert main("--out", f"weak-{tier}", "--force", option)[0] == 0


def test_what_could_not_be_graded(main, monkeypatch):
    """Where the grader itself failed on a submission the exit status is 1."""
    monkeypatch.setattr(batch.Examiner, "judge", lambda self, job, note: (_ for _ in ()).throw(GraderError("no")))
    assert main("--out", "failing", "--force", "--unsafe")[0] == 1


def test_no_color(course_folder, cli, graded):
    """On a terminal NO_COLOR is obeyed: no colour codes."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NO_COLOR": "1", "TERM": "xterm-256color"}
    command = [sys.executable, "-m", "autograder", "explain", "out/tiny/bob.json"]
    subprocess.run(command, cwd=course_folder, env=environment, stdout=theirs, stderr=theirs, timeout=60, check=True)
    os.close(theirs)
    assert not re.search(rb"\x1b\[(3|4|9)[0-9]", os.read(ours, 1 << 16))
    os.close(ours)


def test_explain_is_runnable(cli, course_folder, graded):
    """explain prints Python, and names the function."""
    result = cli("explain", "out/tiny/bob.json", "--task", "total", cwd=course_folder)
    assert result.returncode == 0 and "total" in result.stdout
    compile(result.stdout, "explain", "exec")


def test_explain_without_a_record(cli, course_folder):
    """A path that is no record exits with 2 and says what one is."""
    result = cli("explain", "out/tiny/eve.json", cwd=course_folder)
    assert result.returncode == 2 and "DIR/UNIT/ID.json" in result.stderr


def test_explain_an_unknown_task(cli, course_folder, graded):
    """A task that is not in the record exits with 2 and the names that are."""
    result = cli("explain", "out/tiny/bob.json", "--task", "triple", cwd=course_folder)
    assert result.returncode == 2 and "double, total, scale_to" in result.stderr


@pytest.mark.parametrize(("error", "status", "words"), [
    (UsageError("x.toml: no"), 2, "autograder: x.toml: no\n"),
    (GraderError("no worker"), 1, "autograder: the grader itself failed: no worker\n"),
    (DataError("camera: damaged"), 2, "autograder: camera: damaged\n"),
    (StudentTimeout("still running"), 1, "autograder: still running\n"),
])  # fmt: skip
def test_an_error_is_a_line_and_a_status(monkeypatch, capsys, error, status, words):
    """By whose fault it is: wrong usage is 2, everything else is 1, and nobody sees a traceback."""
    monkeypatch.setattr(command_line, "app", lambda: (_ for _ in ()).throw(error))
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    assert ended.value.code == status and capsys.readouterr().err == words


def test_an_error_that_nobody_foresaw_is_not_hidden(monkeypatch):
    """An error of the operating system that is not a full disk comes with all that is known of it."""
    monkeypatch.setattr(command_line, "app", lambda: (_ for _ in ()).throw(PermissionError(13, "denied", "there")))
    with pytest.raises(PermissionError, match="there"):
        command_line.main()


def test_version(cli):
    """--version prints one line."""
    assert re.fullmatch(r"cnn-coursework \d+\.\d+\.\d+\n", cli("--version").stdout)
