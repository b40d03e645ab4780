"""What a student sees: public checks that teach, on their own machine."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import audit, build, public, units
from autograder.errors import UsageError


@pytest.fixture(scope="module")
def kit(tiny, tmp_path_factory, forget):
    """Return a function that makes a student's folder with some source."""
    folder = tmp_path_factory.mktemp("kit") / "tiny"
    shutil.copytree(tiny, folder, ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(folder, audit.Audit(1, "tiny", units.audit_sha256(folder), [], 100.0, 0.0, {}, {}))
    forget()
    files = build.assignment(folder)

    def make(target, source=None):
        target.mkdir(exist_ok=True)
        for name, content in files.items():
            (target / name).write_bytes(content)
        if source is not None:
            (target / "tiny.py").write_text(source, "utf-8")
        return target

    return make


def test_all_right(kit, cli, right, tmp_path):
    """Every public check passes: exit 0, and what is not run is said."""
    result = cli("check", kit(tmp_path / "mine", right))
    assert result.returncode == 0
    assert "3 of 3 public checks; 10 hidden checks worth 70 points are not run here" in " ".join(result.stdout.split())


def test_not_written_yet(kit, cli, tmp_path):
    """An untouched stub is told that it is not written yet, without a wall of errors."""
    result = cli("check", cwd=kit(tmp_path / "mine"))
    assert result.returncode == 1
    assert result.stdout.count("not written yet") == 3 and "NotImplementedError" not in result.stdout


def test_a_mistake_is_shown(kit, cli, right, tmp_path):
    """A failing check shows the call, what came back, what was expected, and where they first differ."""
    result = cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 2 + _array(x)")))
    assert result.returncode == 1
    for words in ("call      double([1, 2, 3])", "got       [3, 4, 5]", "expected  [2, 4, 6]", "first at index [0]: got 3"):
        assert words in result.stdout


def test_an_exception_is_shown_with_its_place(kit, cli, right, tmp_path):
    """What the code raises is shown with file, line and function."""
    result = cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return x[7]")))
    assert "IndexError" in result.stdout and "tiny.py, line" in result.stdout and "in double" in result.stdout


def test_a_syntax_error_is_shown_with_its_line(kit, cli, right, tmp_path):
    """A file that cannot be parsed is said to be so, with the line."""
    result = cli("check", kit(tmp_path / "mine", "retrun 1\n" + right))
    assert result.returncode == 1 and "tiny.py, line 1: SyntaxError" in result.stdout


def test_one_task(kit, cli, right, tmp_path):
    """--task runs the checks of one task only."""
    result = cli("check", kit(tmp_path / "mine", right), "--task", "total")
    assert result.returncode == 0 and "1 of 1 public checks; 2 hidden checks worth 20" in " ".join(result.stdout.split())
    assert "double" not in result.stdout


def test_a_task_that_is_none(kit, cli, right, tmp_path):
    """An unknown task exits with 2 and the names that are known."""
    result = cli("check", kit(tmp_path / "mine", right), "--task", "triple")
    assert result.returncode == 2 and "double, total, scale_to" in result.stderr


def test_a_folder_of_no_unit(cli, tmp_path):
    """A folder without unit.toml exits with 2 and says so."""
    result = cli("check", tmp_path)
    assert result.returncode == 2 and "unit.toml" in result.stderr


def test_a_file_that_is_gone(kit, cli, tmp_path):
    """A folder without the unit's file says which is missing, with the kit's notebook beside it and without."""
    folder = kit(tmp_path / "mine")
    (folder / "tiny.py").unlink()
    result = cli("check", folder)
    assert result.returncode == 1 and "tiny.py: not there, so the notebook is read" in " ".join(result.stdout.split())
    (folder / "tiny.ipynb").unlink()
    result = cli("check", folder)
    assert result.returncode == 2 and "tiny.py" in result.stderr


def test_a_loop_is_interrupted(kit, cli, right, tmp_path):
    """A function that never returns is interrupted, and the others are checked."""
    result = cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "while True: pass")))
    assert result.returncode == 1
    assert "ran out of time" in result.stdout and "2 of 3 public checks" in " ".join(result.stdout.split())


def test_a_forbidden_function(kit, cli, right, tmp_path):
    """What is forbidden when graded is forbidden here."""
    result = cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return np.convolve(x, [2])")))
    assert "used what is forbidden" in result.stdout


def test_markup_in_a_message(kit, cli, right, tmp_path):
    """Brackets in a student's text are text."""
    result = cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "raise KeyError('[/bold] [red]')")))
    assert "[/bold] [red]" in result.stdout


def pytest_in(folder, *arguments):
    """Run plain pytest in a folder."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_plain_pytest_passes(kit, right, tmp_path):
    """In the student's folder plain pytest runs the public checks."""
    result = pytest_in(kit(tmp_path / "mine", right))
    assert result.returncode == 0 and "3 passed" in result.stdout


def test_plain_pytest_fails(kit, right, tmp_path):
    """Plain pytest shows the reason of a failing check."""
    result = pytest_in(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 2 + _array(x)")))
    assert result.returncode == 1 and "first at index [0]: got 3, expected 2" in result.stdout


def test_plain_pytest_shows_no_code_of_ours(kit, right, tmp_path):
    """Where a call takes too long, the test and the reason are shown, not what stopped it."""
    result = pytest_in(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "while True: pass")))
    assert "StudentTimeout: still running after" in result.stdout and "inprocess.py" not in result.stdout


def test_a_notebook_is_checked_like_a_file(kit, cli, right, tmp_path):
    """Where there is a notebook and no file its cells are checked, and a place is a place in a cell."""
    folder = kit(tmp_path / "mine")
    (folder / "tiny.py").unlink()
    start, *cells = right.replace("return 2 * _array(x)", "return x[7]").split("\n\n\ndef ")
    book = {"cells": [{"cell_type": "code", "source": cell} for cell in (start, *(f"def {cell}" for cell in cells))]}
    (folder / "mine.ipynb").write_text(json.dumps(book), "utf-8")
    result = cli("check", folder)
    assert "IndexError" in result.stdout and "(code cell 3 (def double(x):), line" in result.stdout


@pytest.mark.parametrize("tasks", [[], ["--task", "scale_to"], ["--task", "double"]])
def test_without_images_there_is_no_folder_of_pictures(kit, cli, right, tmp_path, tasks):
    """A folder appears only where there is something to see."""
    cli("check", kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 3 * _array(x)")), *tasks)
    assert not (tmp_path / "mine/check-pictures").exists()


IMAGES = '''

@check("double", 1)
def test_image(student):
    """An image of ones"""
    assert_equal(student.double(np.ones((4, 5))), 2 * np.ones((4, 5)))
'''


def with_image(folder):
    """Add a check of an image to a kit."""
    tests = folder / "test_public.py"
    tests.write_text(tests.read_text("utf-8") + IMAGES, "utf-8")
    return folder


def test_a_picture_of_what_differs(kit, cli, right, tmp_path):
    """A check of an image that fails leaves a picture; once it passes the picture goes."""
    folder = with_image(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 3 * _array(x)")))
    result = cli("check", folder, "--task", "double")
    picture = folder / "check-pictures/double--an-image-of-ones.png"
    assert picture.read_bytes().startswith(b"\x89PNG") and "1 picture of what differs" in result.stdout
    (folder / "tiny.py").write_text(right, "utf-8")
    cli("check", folder)
    assert not picture.exists()


def test_where_pictures_cannot_be_drawn_it_is_said_what_to_install(kit, cli, right, tmp_path):
    """Without Matplotlib a check says how to have pictures, and ends as it would."""
    folder = with_image(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 3 * _array(x)")))
    (tmp_path / "hidden/matplotlib").mkdir(parents=True)
    (tmp_path / "hidden/matplotlib/__init__.py").write_text("raise ModuleNotFoundError(name='matplotlib')")
    paths = os.pathsep.join([str(tmp_path / "hidden"), os.environ.get("PYTHONPATH", "")])
    result = cli("check", folder, PYTHONPATH=paths)
    assert result.returncode == 1 and "pip install matplotlib" in result.stdout and "first at index" in result.stdout


def test_an_image_of_the_wrong_dtype_has_no_picture(kit, cli, right, tmp_path):
    """There is nothing to see in one: the message says what is wrong, and the check ends as it would."""
    folder = with_image(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return (2 * _array(x)).astype(int)")))
    result = cli("check", folder, "--task", "double")
    assert (result.returncode, result.stderr) == (1, "")
    assert "dtype int64, expected a floating dtype" in result.stdout and "picture" not in result.stdout


def test_where_drawing_fails_the_checks_are_said_all_the_same(kit, cli, right, tmp_path):
    """A Matplotlib that is broken costs the pictures and nothing else."""
    folder = with_image(kit(tmp_path / "mine", right.replace("return 2 * _array(x)", "return 3 * _array(x)")))
    (tmp_path / "broken/matplotlib").mkdir(parents=True)
    (tmp_path / "broken/matplotlib/__init__.py").write_text("raise RuntimeError('no fonts')")
    paths = os.pathsep.join([str(tmp_path / "broken"), os.environ.get("PYTHONPATH", "")])
    result = cli("check", folder, PYTHONPATH=paths)
    assert (result.returncode, result.stderr) == (1, "")
    assert "no pictures of what differs: RuntimeError: no fonts" in result.stdout and "first at index" in result.stdout


def test_a_check_needs_nothing_that_only_unix_has(kit, right, tmp_path):
    """Without fork, resource, SIGALRM, O_NOFOLLOW and their like the public checks run all the same."""
    command = [sys.executable, Path(__file__).parent / "without_unix.py", "check", kit(tmp_path / "mine", right)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0 and "3 of 3 public checks" in " ".join(result.stdout.split()), result.stderr


def names_of(source):
    """Run a source as a notebook does its cells, and return its names."""
    names = {}
    exec(source, names)
    return names


@pytest.fixture
def here(kit, tmp_path, forget):
    """A student's folder beside an open notebook, which is this process."""
    forget()
    yield kit(tmp_path / "mine")
    forget()


def test_a_cell_says_how_many_checks_passed(here, right):
    """Beside the functions that a notebook has, and how many checks it has not."""
    assert public.check_here("double", names_of(right), here) == (
        "double: 1 of 1 public checks passed; 6 hidden checks worth 30 points are not run here"
    )


def test_a_cell_with_a_mistake_says_what_differs(here, right):
    """In the words of the command."""
    names = names_of(right.replace("return 2 * _array(x)", "return 2 + _array(x)"))
    with pytest.raises(
        AssertionError, match=r"double: 0 of 1 public checks passed[\s\S]*first at index \[0\]: got 3, expected 2"
    ):
        public.check_here("double", names, here)


def test_a_cell_that_was_not_run_is_told(here):
    """A function that no cell has defined yet."""
    with pytest.raises(AssertionError, match="no cell that has run defines double"):
        public.check_here("double", {}, here)


def test_a_cell_of_no_task_or_no_unit_is_told(here):
    """The message says which there are, or what to get again."""
    with pytest.raises(UsageError, match="triple: no such task; there are double, total, scale_to"):
        public.check_here("triple", {}, here)
    (here / "test_public.py").unlink()
    with pytest.raises(UsageError, match="get the unit's kit again"):
        public.check_here("double", {}, here)


@pytest.mark.slow
def test_watching_checks_what_a_save_touches(kit, right, tmp_path):
    """After a save the touched task is checked again, and nothing else; Ctrl+C ends it quietly."""
    folder = kit(tmp_path / "mine", right)
    command = [sys.executable, "-m", "autograder", "check", str(folder), "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                          env={**os.environ, "PYTHONUNBUFFERED": "1"}, start_new_session=True) as process:  # fmt: skip

        def until(words):
            lines = []
            while not lines or words not in lines[-1]:
                lines.append(process.stdout.readline())
                assert lines[-1], process.stderr.read()
            return "".join(lines)

        first = until("waiting for the next save")
        (folder / "tiny.py").write_text(right.replace("return 2 * _array(x)", "return 3 * _array(x)"), "utf-8")
        second = until("waiting for the next save")
        (folder / "tiny.py").write_text(right.replace("return 2 * _array(x)", "return 3 * _array(x)  # why"), "utf-8")
        until("nothing changed that these checks look at")
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 0
    assert "3 of 3 public checks" in first
    assert "double" in second and "first at index" in second and " total " not in second and "scale_to" not in second
