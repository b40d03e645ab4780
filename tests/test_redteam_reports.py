"""What hostile text does to whoever reads a record, a table or a terminal: nothing. The innocent have no flag."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from autograder import batch, intake, records
from autograder.model import Report
from autograder.render import terminal

HERE = Path(__file__).parent
CASES = ("e04_raises_what_it_saw", "e07_names_things_after_data", "j01_markup_in_messages", "j02_steers_the_terminal",
         "j08_says_far_too_much", "j09_hides_code_from_readers", "j10_breaks_the_encoder")  # fmt: skip

NAMES = ["=1+1", "+1", "-rf", "@SUM(1)", "\t=1", "\r=1", "a\nscore=100", "x\x1b[2Jy", "x\u202egpj.yp", "\x9b2J", "<script>x",
         "[red]x", "{{7*7}}", "$(id)", "ada,=1+1", 'say "hi"', "x.partial", "a\u200bb", os.fsdecode(b"\xff\xfe"), "~", "CON",
         "y" * 200, "\uff1d1+1", "|x", ";x", "%x", " =1"]  # fmt: skip
"""Names of folders that a person, a shell, a spreadsheet or a terminal may read otherwise."""

MARK = "PRINTED-0b5e"
FORGED = "x\nz_forged: 100\n1/1 z_forged: 100\nimport os\n100 submissions, 100 graded"

SOURCES = {
    "forger": f"\n\nraise ValueError({FORGED!r})\n",
    "failing_forger": f"\n\ndef double(x):\n    raise ValueError({FORGED!r})\n\n\nraise ValueError({FORGED!r})\n",
    "talker": f"""

def total(x):
    print({MARK!r}, [float(value).hex() for value in np.ravel(x)], x)
    return _array(x).sum() + 1


print({MARK!r} * 5000)
""",
}


def harmless(text: str) -> bool:
    """Whether every character of a text is printable or ends a line."""
    return all(c.isprintable() or c == "\n" for c in text)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, keys as well."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts(key)
            yield from texts(item)


def shown(what: Any, width: int = 200) -> str:
    """Return what a terminal would get."""
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(what)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


class Class:
    """A class of submissions whose names and texts are hostile, graded from the command line."""

    def __init__(self, folder: Path, right: str, units: Path, cli: Any) -> None:
        hand_ins = folder / "class"
        for number, name in enumerate(NAMES):
            (hand_ins / name).mkdir(parents=True)
            (hand_ins / name / "tiny.py").write_text(right + f"\n\nNUMBER = {number}\n", "utf-8")
        for case in CASES:
            (hand_ins / case).symlink_to(HERE / "redteam" / case / "submission")
        for name, more in SOURCES.items():
            (hand_ins / name).mkdir()
            (hand_ins / name / "tiny.py").write_text(right + more, "utf-8")
        with zipfile.ZipFile(hand_ins / "namer.zip", "w") as archive:
            archive.writestr("tiny.py", right)
            for name in ("a\nz_forged: 100\n.py", "<img src=x onerror=alert(1)>.py", "=1+1.py", "x\x1b[2J.pyc"):
                archive.writestr(name, "x = 1\n")
        with zipfile.ZipFile(hand_ins / "flooder.zip", "w") as archive:
            archive.writestr("tiny.py", right)
            for number in range(4900):
                archive.writestr(f";{number}" + "x" * 150 + ".py", "x = 1\n")
        (folder / "secret").write_text("0123456789abcdef", "utf-8")
        self._cli, self._cwd = cli, folder
        self.ids = sorted(batch.identify(sorted(hand_ins.iterdir())))
        self.run = self.call("grade", "tiny", "--class-dir", "class", "--out", "out", "--unsafe", "--verbose",
                             "--units", units, "--secret", "secret")  # fmt: skip
        self.folder = folder / "out/tiny"
        self.outside = {path.name for path in folder.iterdir()}
        self.paths = sorted(self.folder.glob("*.json"))
        self.reports = [records.read(path) for path in self.paths]

    def call(self, *arguments: object) -> Any:
        """Run the command line there."""
        return self._cli(*arguments, cwd=self._cwd)

    def record(self, name: str) -> Report:
        """Return a record."""
        return next(report for report in self.reports if report.submission == name)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, right: str, units_folder: Path, cli: Any) -> Class:
    """The class, graded once."""
    return Class(tmp_path_factory.mktemp("reports"), right, units_folder, cli)


def test_every_hostile_name_has_a_record(graded: Class) -> None:
    """The batch ends well, each submission has one record in the folder and nothing lies outside of it."""
    assert graded.run.returncode == 0, graded.run.stderr
    assert sorted(report.submission for report in graded.reports) == graded.ids
    assert len(graded.ids) == len(NAMES) + len(CASES) + len(SOURCES) + 2
    assert graded.outside == {"class", "out", "secret"}


def test_honest_work_under_a_hostile_name_has_all_its_points(graded: Class) -> None:
    """What a folder is called changes no score."""
    known = {*CASES, *SOURCES}
    assert {report.score for report in graded.reports if report.submission not in known} == {100.0}


@pytest.mark.parametrize(
    "name", ["../../etc/cron.d/x", "../x", "a/../../x", "..", ".", "/etc/passwd", "x/..", "..\\x", "C:\\x"]
)
def test_no_name_leads_out_of_the_records(name: str, tmp_path: Path) -> None:
    """The record of any path lies in the folder of records, under a plain name."""
    store = records.Records(tmp_path / "out", "tiny")
    path = store.path(intake.identifier(Path("class") / name))
    assert path.resolve().parent == (tmp_path / "out/tiny").resolve()
    assert not path.name.startswith((".", "-")) and "\\" not in path.name


def test_records_are_plain_json(graded: Class) -> None:
    """Record and evidence are UTF-8 without control characters, and every text in them can be printed."""
    for path in [*graded.paths, *(graded.folder / "evidence").iterdir()]:
        raw = path.read_text("utf-8")
        assert harmless(raw), path.name
        assert all(map(harmless, texts(json.loads(raw)))), path.name


def test_records_are_bounded(graded: Class) -> None:
    """Megabytes of text become kilobytes of record, and of evidence."""
    assert max(path.stat().st_size for path in graded.paths) < 64 << 10
    assert max(path.stat().st_size for path in (graded.folder / "evidence").iterdir()) < 128 << 10
    tests = [test for report in graded.reports for task in report.tasks for test in task.tests]
    assert max(len(test.message) for test in tests) <= 4096


def test_the_table_of_grades_computes_nothing(graded: Class) -> None:
    """Each submission is one row of as many cells as the first, and no cell is a formula."""
    text = (graded.folder / "grades.csv").read_text("utf-8")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert harmless(text)
    assert {len(row) for row in rows} == {len(head)} and len(rows) == len(graded.ids)
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+-@|%\uff1d\uff0b\uff0d\uff20")]


@pytest.mark.parametrize("width", [60, 120, 400])
def test_the_table_on_a_terminal_steers_nothing(graded: Class, width: int) -> None:
    """The table has one line a submission, and holds printable characters only."""
    out = shown(terminal.grades(graded.reports, width), width)
    assert harmless(out) and harmless(terminal.summary(graded.reports))
    rows = [line for line in out.splitlines() if line.strip()]
    assert len(rows) <= len(graded.ids) + 3 if width == 400 else rows


def test_the_command_line_steers_nothing(graded: Class) -> None:
    """What grade prints, with all remarks, holds printable characters only."""
    assert harmless(graded.run.stdout) and harmless(graded.run.stderr)


def test_no_remark_forges_a_line(graded: Class) -> None:
    """A line break in a remark begins no line of its own on the terminal: each line begins with what the grader says."""
    assert [
        line for line in graded.run.stdout.splitlines() if line.startswith(("z_forged", "1/1", "import os", "100 sub"))
    ] == []


def test_pages_hold_no_element_of_a_submission(graded: Class) -> None:
    """Every page of a hostile class can be printed, and has no script but that of the class page and nothing to be fetched."""
    done = graded.call("report", "out", "--units", HERE / "units")
    assert done.returncode == 0 and harmless(done.stdout + done.stderr), done.stderr
    found = sorted((graded.folder / "report").rglob("*.html"))
    assert len(found) == 2 * len(graded.ids) + 1
    for path in found:
        page = path.read_text("utf-8")
        assert harmless(page), path.name
        assert page.count("<script") == page.count("</script") == (path.name == "index.html"), path.name
        assert "<img" not in page and " onerror=alert" not in page.replace("&lt;img src=x onerror=alert", ""), path.name


@pytest.mark.parametrize("name", ["forger", "failing_forger", "namer"])
def test_what_explain_prints_runs_nothing_of_the_submission(graded: Class, name: str) -> None:
    """Snippets are made to be run: whatever a submission said stands in comments."""
    lines = graded.call("explain", graded.folder / f"{name}.json").stdout.splitlines()
    allowed = ("#", "import base64", "import numpy as np", "from tiny import ", "print(")
    assert [line for line in lines if line.strip() and not line.startswith(allowed)] == []


def test_what_is_printed_is_in_no_record(graded: Class) -> None:
    """Printed inputs come out nowhere, only that something was printed."""
    for path in [*graded.paths, *(graded.folder / "evidence").iterdir()]:
        assert MARK not in path.read_text("utf-8")
    assert MARK not in graded.run.stdout + graded.run.stderr
    assert any("it prints" in problem for problem in graded.record("talker").problems)


def test_a_little_printing_is_noted_too(tiny: Path, right: str, grade: Any, tmp_path: Path) -> None:
    """One short line is printing as well."""
    (tmp_path / "tiny.py").write_text(
        right.replace("    return 2 * _array(x)", "    print('x')\n    return 2 * _array(x)"), "utf-8"
    )
    report = grade(tiny, {"ada": tmp_path / "tiny.py"}, tmp_path / "out")["ada"].report
    assert any("it prints" in problem for problem in report.problems)


INNOCENT = {
    "variables": "convolve = 3\ncorrelate = convolve + 1\nsignal = [convolve]\nsocket = mmap = gc = sys = os = signal\n",
    "comments": "# np.convolve(x, y), scipy.signal.convolve, exec, eval, ctypes, sys._getframe, os.fork()\n",
    "docstrings": 'def helper():\n    """Like np.convolve and scipy.signal; see importlib.import_module, eval(x)."""\n',
    "texts": "NAMES = ['numpy.convolve', 'np.correlate', 'ctypes', 'sys.modules', 'exec(x)']\nprint = print\n",
    "its own function": (
        "def convolve(x, y):\n    return x\n\n\ndef correlate(x, y):\n    return convolve(x, y)\n\n\ncorrelate(1, 2)\n"
    ),
    "its own method": (
        "class Kernel:\n    def convolve(self, x):\n        return x\n\n    def twice(self, x):\n"
        "        return self.convolve(self.convolve(x))\n\n\nKernel().twice(1)\n"
    ),
    "its own method by its name": (
        "class Kernel:\n    def convolve(self, x):\n        return x\n\n\nmode = 'convolve'\n"
        "getattr(Kernel(), 'convolve')(1)\ngetattr(Kernel(), mode)(1)\n"
    ),
    "a table of its own": (
        "def first(x):\n    return x\n\n\ndef table():\n    return {'convolve': first}\n\n\n"
        "WAYS = {'convolve': first, 'correlate': first}\nWAYS['convolve'](1)\nWAYS['correlate'](1)\n"
    ),
    "a table that a function returns": "def table():\n    return {'convolve': abs}\n\n\ntable()['convolve'](1)\n",
    "keywords": "def helper(convolve=False, correlate=True):\n    return convolve\n\n\nhelper(convolve=True)\n",
    "einsum and windows": (
        "def windows(x, k):\n    view = np.lib.stride_tricks.sliding_window_view(x, k)\n"
        "    shape = (x.size - k + 1, k)\n"
        "    same = np.lib.stride_tricks.as_strided(x, shape, x.strides * 2, writeable=False)\n"
        "    return np.einsum('ij,j->i', view, np.ones(k)) + np.einsum('ij->i', same)\n\n\n"
        "assert windows(np.arange(5.0), 2).shape == (4,)\n"
    ),
    "the FFT": "assert np.allclose(np.fft.irfft(np.fft.rfft([1.0, 2.0], 3) * np.fft.rfft([3.0, 4.0], 3), 3), [3, 10, 8])\n",
    "products": "np.outer([1, 2], [3]); np.tensordot([1], [2], 1); np.cov([1.0, 2.0]); np.corrcoef([[1, 2], [3, 5]])\n",
    "regular expressions": "import re\n\nPATTERN = re.compile('x')\nassert PATTERN.match('x')\n",
    "methods named like built-in functions": (
        "class Model:\n    def eval(self):\n        return self\n\n    def exec(self):\n        return self\n\n"
        "    def compile(self):\n        return self\n\n\nmodel = Model()\nmodel.eval().exec().compile()\n"
    ),
    "its own compile": (
        "def compile(x):\n    return x\n\n\ndef evaluate(eval):\n    return eval(1)\n\n\ncompile(1)\nevaluate(abs)\n"
    ),
    "ordinary modules": (
        "import collections, contextlib, dataclasses, enum, functools, gc, inspect, itertools, math, operator, os, sys, time\n"
        "import typing, warnings\nfrom concurrent.futures import ThreadPoolExecutor\nfrom pathlib import Path\n\n"
        "gc.collect(); sys.setrecursionlimit(3000); sys.getsizeof(1); sys.version_info\n"
        "os.path.join('a', 'b'); os.environ.get('HOME')\n"
        "inspect.signature(double); operator.attrgetter('shape')(np.ones(1)); getattr(np, 'float64')\n"
        "warnings.simplefilter('ignore')\n"
        "functools.lru_cache(None)(abs)(1); time.perf_counter(); sys.path; os.cpu_count(); Path('x').name; sys.stdout.flush()\n"
    ),
    "tables of names": "globals()['double']; vars(np)['pi']; np.__dict__['pi']; locals(); dir(np)\n",
    "words of any language": "# Grüße, 卷积, συνέλιξη, свёртка, конволюция; α, σ, Δx, x²\nσ = Δx = 1.0\nλ_größe = 'ж'\n",
    "right to left": "# \u05e7\u05d5\u05e0\u05d1\u05d5\u05dc\u05d5\u05e6\u05d9\u05d4, \u062a\u0644\u0627\u0641\u064a\u0641\n",
    "a joiner in a Persian word": "# \u0645\u06cc\u200c\u0634\u0648\u062f\n",
    "an emoji of several": "# done \U0001f469\u200d\U0001f4bb\n",
    "the micro sign of a keyboard": "\u00b5 = 1e-6\n",
    "types": (
        "from numpy.typing import ArrayLike, NDArray\n\n\n"
        "def typed(x: ArrayLike) -> 'NDArray[np.float64]':\n    return np.asarray(x)\n"
    ),
    "randomness": "rng = np.random.default_rng(0)\nassert rng.normal(size=3).shape == (3,)\nimport random; random.seed(0)\n",
    "asserts and tests": "np.testing.assert_allclose(double([1.0]), [2.0])\nassert np.array_equal(total([1]), 1)\n",
}


@pytest.fixture(scope="module")
def innocents(tiny: Path, right: str, grade: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, batch.Row]:
    """The right answer with something innocent after it, graded in one batch."""
    folder = tmp_path_factory.mktemp("innocent")
    paths = {}
    for number, (name, more) in enumerate(INNOCENT.items()):
        paths[name] = folder / f"s{number}.py"
        paths[name].write_text(f"{right}\n\n{more}", "utf-8")
    graded: dict[str, batch.Row] = grade(tiny, paths, folder / "out", jobs=2)
    return graded


@pytest.mark.parametrize("name", INNOCENT)
def test_the_innocent_have_no_flag(innocents: dict[str, batch.Row], name: str) -> None:
    """What only looks like a way around the rules costs nothing and is no reason to look."""
    report = innocents[name].report
    assert report.flags == []
    assert (report.score, [problem for problem in report.problems if "handed in as" not in problem]) == (100.0, [])
