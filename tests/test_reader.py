"""The process that reads submissions: sealed, kept warm, replaced when it fails, and nobody's fault but the right one's."""

from __future__ import annotations

import hashlib
import stat
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import intake
from autograder.errors import GraderError, IntakeError
from autograder.model import Task, Unit
from autograder.sandbox import Ending, reader
from autograder.sandbox.reader import Reader
from autograder.wire import Closed, Result, Taken, WireError

UNIT = Unit("U", "numpy", ["m"], {"f": Task(100.0, module="m")})
RAW = intake.Raw("ada.py", ".py", b"def f():\n    return 1\n", "", [])


@pytest.fixture
def reading() -> Iterator[Reader]:
    """A reader of its own process."""
    made = Reader(UNIT)
    yield made
    made.close()


def process_of(reading: Reader) -> psutil.Process:
    """Return the process that reads."""
    return psutil.Process(reading._sandbox._process.pid).children(recursive=True)[-1]  # type: ignore[attr-defined]


def test_what_is_read_there_is_what_is_read_here(reading: Reader) -> None:
    """The process reads as this one would."""
    assert reading.read(RAW) == intake.read(RAW, UNIT)


def test_one_process_reads_many(reading: Reader) -> None:
    """The process stays for the next submission."""
    reading.read(RAW)
    first = process_of(reading)
    reading.read(RAW)
    assert process_of(reading) == first and len(psutil.Process(reading._sandbox._process.pid).children(recursive=True)) <= 2


def test_a_refusal_is_an_intake_error(reading: Reader) -> None:
    """Why a submission is refused crosses as a sentence, and the process stays."""
    with pytest.raises(IntakeError, match=r"ada\.zip: is no readable zip archive"):
        reading.read(intake.Raw("ada.zip", ".zip", b"PK", "", []))
    assert reading.read(RAW).files


def test_a_killed_reader_is_replaced(reading: Reader) -> None:
    """Killed between two submissions it is replaced, and neither is harmed."""
    reading.read(RAW)
    process_of(reading).kill()
    assert reading.read(RAW).files == {"m.py": "def f():\n    return 1\n"}


def test_a_killed_zygote_is_replaced(reading: Reader) -> None:
    """So is the process from which it was forked."""
    reading.read(RAW)
    process_of(reading).parent().kill()
    reading._sandbox._process.wait()  # type: ignore[attr-defined]
    assert reading.read(RAW).files


def test_nothing_is_left(reading: Reader) -> None:
    """Closing it ends all of its processes, and no descriptor stays."""
    before = psutil.Process().num_fds()
    reading.read(RAW)
    root = psutil.Process(reading._sandbox._process.pid)  # type: ignore[attr-defined]
    family = [root, *root.children(recursive=True)]
    reading.close()
    psutil.wait_procs(family, timeout=5)
    assert not any(process.is_running() for process in family)
    assert psutil.Process().num_fds() == before


def test_closing_ends_what_is_being_read(reading: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch that is given up does not wait for the submission that is being read, and no new process starts."""
    reading.read(RAW)
    process_of(reading).suspend()
    found: list[Exception] = []

    def read() -> None:
        try:
            reading.read(RAW)
        except Exception as error:
            found.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while not reading._turn.locked():
        time.sleep(0.01)
    reading.close()
    thread.join(5)
    assert [type(error) for error in found] == [GraderError] and "given up" in str(found[0])


class Scripted:
    """A sandbox whose processes do what a script says."""

    def __init__(self, *steps: Any) -> None:
        self.steps, self.opened = list(steps), 0

    def open(self) -> Scripted:
        """Be a new process."""
        self.opened += 1
        return self

    def exchange(self, request: Any, _buffers: list[Any], _seconds: float) -> tuple[Any, bytearray]:
        """Do the next thing."""
        step, self.ending = self.steps.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step(request), bytearray()

    def close(self) -> Ending:
        """End."""
        return self.ending


def fine(request: Any) -> Taken:
    """Answer with a source."""
    return Taken(request.id, {"m.py": "x = 1"}, [], "", [], "")


QUIET = Ending("exited with status 0", 0.0)
CRASH = (Closed("the peer has closed the connection"), Ending("killed by SIGSEGV", 0.2))
SLOW = (TimeoutError(), Ending("killed by SIGKILL", reader.SECONDS))
STALLED = (TimeoutError(), Ending("killed by SIGKILL", 0.1))
OUTSIDE = (Closed("the peer has closed the connection"), Ending("killed by SIGKILL", 0.1, from_outside=True))
NONSENSE = (WireError("a frame cannot be read"), QUIET)


@pytest.mark.parametrize("trouble", [CRASH, SLOW, STALLED, OUTSIDE, NONSENSE],
                         ids=["crash", "slow", "stalled", "killed", "nonsense"])  # fmt: skip
def test_trouble_in_a_used_process_is_tried_again(trouble: Any) -> None:
    """What happens in a process that has read others before is blamed on nobody."""
    sandbox = Scripted((fine, QUIET), trouble, (fine, QUIET))
    made = Reader(UNIT, sandbox)  # type: ignore[arg-type]
    made.read(RAW)
    assert made.read(RAW).files == {"m.py": "x = 1"} and sandbox.opened == 2


@pytest.mark.parametrize(("trouble", "kind", "said"), [
    (CRASH, IntakeError, "killed by SIGSEGV"),
    (SLOW, IntakeError, "takes longer than 5 s"),
    (NONSENSE, IntakeError, "exited with status 0"),
    (STALLED, GraderError, "takes longer than 5 s"),
    (OUTSIDE, GraderError, "killed by SIGKILL"),
], ids=["crash", "slow", "nonsense", "stalled", "killed"])  # fmt: skip
def test_whose_fault_it_is_in_a_fresh_process(trouble: Any, kind: type[Exception], said: str) -> None:
    """A crash and processor time are the submission's; a kill from outside and a machine that stands still are not."""
    with pytest.raises(kind, match=said):
        Reader(UNIT, Scripted(trouble)).read(RAW)  # type: ignore[arg-type]


def test_an_answer_of_another_kind_is_our_fault() -> None:
    """What the process could not do for reasons of its own refuses nobody."""
    sandbox = Scripted((lambda request: Result(request.id, [], [], None, [], 0), QUIET))
    with pytest.raises(GraderError, match="could not be read"):
        Reader(UNIT, sandbox).read(RAW)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [60_000, 1], ids=["by its count", "by its size"])
def test_an_archive_of_many_entries_is_not_even_opened(count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty thousand files are refused before the directory is read, also where the archive says that there is one."""
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        for number in range(60_000):
            archive.writestr(zipfile.ZipInfo(str(number)), b"")
    content = bytearray((tmp_path / "ada.zip").read_bytes())
    at = content.rfind(b"PK\5\6")
    content[at + 10 : at + 12] = count.to_bytes(2, "little")
    monkeypatch.delattr(zipfile, "ZipFile")
    with pytest.raises(IntakeError, match="more than 5000 files"):
        intake.read(intake.Raw("ada.zip", ".zip", bytes(content), "", []), UNIT)


def test_a_batch_keeps_what_it_grades_by_its_hash(tiny: Path, right: str, grade: Any, tmp_path: Path) -> None:
    """The bytes of a submission lie in the store before it is judged, for the owner alone, and hash to what the record says."""
    (tmp_path / "ada.py").write_text(right, "utf-8")
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob/tiny.py").write_text(right + "# bob's\n", "utf-8")
    rows = grade(tiny, {"ada": tmp_path / "ada.py", "bob": tmp_path / "bob"}, tmp_path / "out")
    for name, kind in (("ada", ".py"), ("bob", ".zip")):
        sha256 = rows[name].report.provenance.submission_sha256
        kept = tmp_path / "out/tiny/store" / f"{sha256}{kind}"
        assert hashlib.sha256(kept.read_bytes()).hexdigest() == sha256
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_is_kept_can_be_graded_again(tiny: Path, right: str, grade: Any, timeless: Any, tmp_path: Path) -> None:
    """A replay of the stored bytes finds the same."""
    (tmp_path / "bob").mkdir()
    (tmp_path / "bob/tiny.py").write_text(right.replace("2 *", "3 *"), "utf-8")
    first = grade(tiny, {"bob": tmp_path / "bob"}, tmp_path / "out")["bob"].report
    kept = tmp_path / "out/tiny/store" / f"{first.provenance.submission_sha256}.zip"
    again = grade(tiny, {"bob": kept}, tmp_path / "again")["bob"].report
    assert again.provenance.submission_sha256 == first.provenance.submission_sha256
    assert [task.score for task in again.tasks] == [task.score for task in first.tasks] and 0 < first.score < 100


def test_a_damaged_object_is_written_again(tiny: Path, right: str, grade: Any, tmp_path: Path) -> None:
    """A half-written file of the store, which a full disk may leave, is not taken for the whole."""
    (tmp_path / "ada.py").write_text(right, "utf-8")
    store = tmp_path / "out/tiny/store"
    store.mkdir(parents=True)
    (store / f"{hashlib.sha256(right.encode()).hexdigest()}.py").write_bytes(b"half")
    grade(tiny, {"ada": tmp_path / "ada.py"}, tmp_path / "out")
    assert next(store.iterdir()).read_bytes() == right.encode()
