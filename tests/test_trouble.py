"""What goes wrong around a batch: a full disk, a folder that is read only, two at once. No record is ever broken."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autograder import records
from autograder.messages import Job, Start

pytestmark = [pytest.mark.slow, pytest.mark.system]

MOUNTS = os.geteuid() == 0 and shutil.which("unshare") is not None

ON_A_SMALL_DISK = """
mount -t tmpfs -o size=48k tmpfs out || exit 1
run() { "$@" > said.$step 2>&1; echo $? >> said.$step; }
step=full run "$@"
cp out/tiny/*.json kept/
mount -o remount,size=20m out
step=more run "$@"
mount -o remount,ro out
step=read-only run "$@" --force
cp out/tiny/*.json after/
"""


@pytest.fixture(scope="module")
def command(tmp_path_factory, tiny, right):
    """A folder with a class of twenty, and what grades it."""
    folder = tmp_path_factory.mktemp("trouble")
    for name in ("class", "out", "kept", "after"):
        (folder / name).mkdir()
    for number in range(20):
        (folder / f"class/s{number:02}.py").write_text(right + ("\ndel total\n" if number % 2 else ""), "utf-8")
    (folder / "secret").write_text("0123456789abcdef", "utf-8")
    options = ["--units", str(tiny.parent), "--secret", "secret", "--class-dir", "class", "--unsafe", "--jobs", "2"]
    return folder, [sys.executable, "-m", "autograder", "grade", "tiny", *options]


@pytest.fixture(scope="module")
def small_disk(command):
    """Grade onto a disk that is too small, then onto one that is larger, then onto one that is read only."""
    if not MOUNTS:
        pytest.skip("needs root, to mount a small disk")
    folder, grade = command
    script = ["unshare", "-m", "sh", "-c", ON_A_SMALL_DISK, "sh", *grade, "--out", "out"]
    subprocess.run(script, cwd=folder, check=True, timeout=300)
    return folder, lambda step: (folder / f"said.{step}").read_text("utf-8").splitlines()


def scores(folder: Path) -> dict[str, float]:
    """Return the scores of the records in a folder; each must be one."""
    return {path.stem: records.read(path).score for path in folder.glob("*.json")}


def test_a_full_disk_ends_a_batch_with_one_clear_line(small_disk):
    """It names the file, what is wrong and what to do."""
    _folder, said = small_disk
    assert said("full")[-1] == "2"
    assert "No space left on device; make room" in said("full")[-2]


def test_no_record_on_a_full_disk_is_broken(small_disk):
    """What was written before the disk was full is right, and nothing else is there."""
    folder, _said = small_disk
    kept = scores(folder / "kept")
    assert 0 < len(kept) < 20
    assert all(score == (40 if int(name[1:]) % 2 else 100) for name, score in kept.items())


def test_with_more_room_the_same_command_completes(small_disk):
    """It keeps what is there and grades the rest."""
    folder, said = small_disk
    assert said("more")[-1] == "0"
    assert scores(folder / "after") == {f"s{number:02}": 40 if number % 2 else 100 for number in range(20)}


def test_a_folder_that_is_read_only_is_named(small_disk):
    """Before anything is graded."""
    _folder, said = small_disk
    assert said("read-only")[-1] == "2"
    assert said("read-only")[:-1] == ["autograder: out/tiny: cannot be written to: Read-only file system"]


def test_output_that_cannot_be_written_ends_in_a_line(command):
    """Standard output on a full disk is said on standard error."""
    folder, grade = command
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*grade, "--out", "full"], cwd=folder, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    said = "autograder: standard output: No space left on device; make room, and run the same command again"
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_of_two_batches_on_one_folder_the_second_gives_way(command):
    """While the first one rests in the middle, the second says so and ends; then the first one completes."""
    folder, grade = command
    first = subprocess.Popen([*grade, "--out", "two"], cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout is not None
        assert first.stdout.readline().startswith("1/20 ")
        first.send_signal(signal.SIGSTOP)
        second = subprocess.run([*grade, "--out", "two"], cwd=folder, capture_output=True, text=True, check=False)
        first.send_signal(signal.SIGCONT)
        first.stdout.read()
        assert (second.returncode, "another autograder grade is writing there" in second.stderr) == (2, True)
        assert first.wait(timeout=60) == 0
    finally:
        first.kill()
        first.stdout.close()
    assert len(scores(folder / "two/tiny")) == 20


def test_a_roster_that_names_a_student_twice_is_refused(command):
    """The message names the line; nothing is graded."""
    folder, grade = command
    course = folder / "course"
    course.mkdir()
    (course / "course.toml").write_text("", "utf-8")
    (course / "roster.csv").write_text("student\ns01\ns01\n", "utf-8")
    done = subprocess.run(
        [*grade, "--out", "roster", "--course", "course"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "roster.csv, line 3: the student 's01' is there twice" in done.stderr) == (2, True), done.stderr
    assert not list((folder / "roster").rglob("*.json"))


def test_an_examiner_whose_batch_has_ended_says_nothing(tiny, right):
    """What it can tell nobody any more is no traceback under the batch's own last line."""
    job = Job({"tiny.py": right}, "00" * 32)
    command = [sys.executable, "-P", "-m", "autograder.examine"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as examiner:
        examiner.stdin.write(msgspec.json.encode(Start(str(tiny))) + b"\n")
        examiner.stdin.flush()
        assert b"Ready" in examiner.stdout.readline()
        examiner.stdout.close()
        examiner.stdin.write(msgspec.json.encode(job) + b"\n")
        examiner.stdin.close()
        assert examiner.stderr.read() == b""
