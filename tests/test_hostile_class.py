"""A class of three hundred of which a third is hostile, on two jobs: the honest lose nothing, and nothing is left behind."""

from __future__ import annotations

import contextlib
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from autograder import batch, records
from autograder.model import Report

HERE = Path(__file__).parent
HOSTILE, HONEST, ALONE = 100, 200, 10
SECRET = b"a secret of the tests' own"
SHARED = (Path("/dev/shm"), Path("/dev/mqueue"))
SPARE_MB = 40
"""What an allocator may keep of one reply at the limit: its four megabytes of header are seventy of Python objects."""

pytestmark = [pytest.mark.slow, pytest.mark.system]

MISTAKES = {
    "none": ("", ""),
    "a factor": ("2 * _array(x)", "3 * _array(x)"),
    "no validation": ("if array.size == 0:", "if False:"),
    "a type": ("return _array(x).sum()", "return int(_array(x).sum())"),
    "an error": ("return _array(x).sum()", "return _array(x).summe()"),
    "an import": ("import numpy as np", "import matplotlib\nimport numpy as np"),
}


class Class:
    """What was graded together, and what was seen meanwhile and afterwards."""

    def __init__(self, tiny: Path, right: str, folder: Path, temporary: Path) -> None:
        self._tiny, self.folder, self._temporary = tiny, folder, temporary
        self.honest = dict(self._honest(right))
        self.hostile = dict(self._hostile())
        before, others = (psutil.Process().num_fds(), self.surroundings()), psutil.Process().children(recursive=True)
        everybody = sorted((self.honest | self.hostile).items(), key=lambda item: random.Random(item[0]).random())
        self.memory: dict[int, list[float]] = {}
        self.reports = self.grade(dict(everybody), "together")
        self.descriptors = psutil.Process().num_fds() - before[0]
        self.files = sorted(self.surroundings() - before[1])
        self.processes = [process.cmdline() for process in psutil.Process().children(recursive=True) if process not in others]

    def _honest(self, right: str) -> Iterator[tuple[str, Path]]:
        for number in range(HONEST):
            name, (old, new) = f"honest{number:03}", list(MISTAKES.values())[number % len(MISTAKES)]
            path = self.folder / "class" / name / "tiny.py"
            path.parent.mkdir(parents=True)
            path.write_text(right.replace(old, new) + f"\n# {name}\n", "utf-8")
            yield name, path.parent

    def _hostile(self) -> Iterator[tuple[str, Path]]:
        """Yield cases of the red team whose submission is a folder of files, as often as it takes."""
        cases = sorted(path.parent for path in (HERE / "redteam").glob("*/submission"))
        random.Random(0).shuffle(cases)
        for number in range(HOSTILE):
            case = cases[number % len(cases)]
            yield f"hostile{number:03}_{case.name}", case / "submission"

    def surroundings(self) -> set[str]:
        """Return every file where processes leave things."""
        return {str(path) for folder in (self._temporary, *SHARED) if folder.is_dir() for path in folder.rglob("*")}

    def grade(self, submissions: dict[str, Path], out: str, jobs: int = 2) -> dict[str, Report]:
        """Grade on two jobs, and note the examiners' memory after each submission."""
        settings = batch.Settings(SECRET, jobs=jobs, weakest="B")
        reports = {}
        for row in batch.grade(self._tiny, submissions, records.Records(self.folder / out, "tiny"), settings):
            reports[row.report.submission] = row.report
            for process in psutil.Process().children():
                with contextlib.suppress(psutil.Error):
                    if "autograder.examine" in process.cmdline():
                        self.memory.setdefault(process.pid, []).append(process.memory_info().rss / 2**20)
        return reports


@pytest.fixture(scope="module")
def graded(tiny: Path, right: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    """The class, graded once, with a folder of its own for temporary files."""
    temporary = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(temporary))
        patch.setattr(tempfile, "tempdir", None)
        yield Class(tiny, right, tmp_path_factory.mktemp("class"), temporary)


def test_everybody_has_a_record(graded: Class) -> None:
    """Three hundred submissions, three hundred records, and nothing is pending."""
    assert len(graded.reports) == HOSTILE + HONEST
    assert {name: report.problems for name, report in graded.reports.items() if report.pending} == {}


def test_the_honest_score_as_without_the_hostile(graded: Class, timeless: Any) -> None:
    """Check by check, word by word, each honest record is what it is in a class without the others."""
    quiet = graded.grade(graded.honest, "quiet")
    wrong = [name for name in graded.honest if timeless(quiet[name]) != timeless(graded.reports[name])]
    assert wrong == []
    assert len({report.score for report in quiet.values()}) >= 3  # else the comparison could not fail


@pytest.mark.parametrize("number", range(0, HONEST, HONEST // ALONE))
def test_the_honest_score_as_if_alone(graded: Class, timeless: Any, number: int) -> None:
    """So it is in a batch of its own."""
    name = f"honest{number:03}"
    alone = graded.grade({name: graded.honest[name]}, f"alone{number}")[name]
    assert timeless(alone) == timeless(graded.reports[name])


def test_nothing_is_left(graded: Class) -> None:
    """No process, no descriptor and no file remains, and beside the records lies nothing half-written."""
    assert (graded.processes, graded.descriptors, graded.files) == ([], 0, [])
    found = {path.suffix for path in (graded.folder / "together/tiny").rglob("*") if path.is_file() and path.name != ".lock"}
    assert found <= {".json", ".zip"}


def test_the_memory_of_examiners_is_flat(graded: Class) -> None:
    """After the first fifth an examiner needs no more for any later submission than it did by then, but for a little."""
    together = {pid: sizes for pid, sizes in graded.memory.items() if len(sizes) > HOSTILE + HONEST - 20}
    assert len(together) == 2
    for sizes in together.values():
        fifth = len(sizes) // 5
        assert min(sizes[-fifth:]) < min(sizes[fifth : 2 * fifth]) + SPARE_MB, [round(size) for size in sizes[::10]]


def test_what_large_replies_took_is_given_back(graded: Class) -> None:
    """The sixth submission that fills its replies to the limit finds no less memory than the third."""
    graded.memory.clear()
    case = HERE / "redteam/b23_fills_replies_to_the_limit/submission"
    graded.grade({f"filler{number}": case for number in range(6)}, "fillers", jobs=1)
    (sizes,) = graded.memory.values()
    assert max(sizes) < sizes[2] + SPARE_MB, [round(size) for size in sizes]
