"""A notebook is taken in as the module that its code cells make; whatever is odd in it is said and loses nothing else."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from autograder import intake, units
from autograder.errors import IntakeError
from autograder.intake import rules
from autograder.model import Limits, Task, Unit

UNIT = Unit("U", "numpy", ["m"], {"f": Task(100.0, module="m")})
TWO = Unit("U", "numpy", ["m", "n"], {"f": Task(50.0, module="m"), "g": Task(50.0, module="n")})
F, G = "def f():\n    return 1\n", "def g():\n    return f() + 1\n"


def notebook(*cells: Any, **more: Any) -> bytes:
    """Return a notebook of code cells; what is neither text nor lines is a cell as it is."""
    made = [{"cell_type": "code", "source": cell} if isinstance(cell, str | list) else cell for cell in cells]
    return json.dumps({"cells": made, "nbformat": 4, **more}).encode()


def taken(content: bytes, unit: Unit = UNIT) -> intake.Submission:
    """Take a notebook in."""
    return intake.read(intake.Raw("ada.ipynb", ".ipynb", content, "", []), unit)


def namespace(submission: intake.Submission) -> dict[str, Any]:
    """Return what the module of a notebook defines."""
    names: dict[str, Any] = {}
    exec(submission.files["m.py"], names)
    return names


FORMS = {
    "format 4": notebook(F),
    "lines as a list": notebook(F.splitlines(keepends=True)),
    "format 3": json.dumps({"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": [F]}]}]}).encode(),
    "NaN in metadata": notebook(F, metadata={"zoom": float("nan")}),
    "NaN in an output": notebook({"cell_type": "code", "source": F, "outputs": [{"data": {"x": [float("inf")]}}]}),
    "a byte order mark": b"\xef\xbb\xbf" + notebook(F),
    "UTF-16": notebook(F).decode().encode("utf-16"),
    "CRLF": notebook(F.replace("\n", "\r\n")),
    "no format": json.dumps({"cells": [{"cell_type": "code", "source": F}]}).encode(),
    "damaged cells beside": notebook(7, None, {"cell_type": "code", "source": 3}, {"source": F}, F).replace(
        b'"source": 7', b"7"
    ),
    "text and raw cells beside": notebook({"cell_type": "markdown", "source": "def ("}, F, {"cell_type": "raw", "source": "("}),
    "outputs of 10 MB": notebook({"cell_type": "code", "source": F, "outputs": [{"data": {"image/png": "A" * (10 << 20)}}]}),
    "100,000 empty cells": notebook(*[""] * 100_000, F),
    "a control character": notebook(F).replace(b"return 1", b"return 1 #\t"),
}


@pytest.mark.parametrize("content", FORMS.values(), ids=FORMS)
def test_a_notebook_of_any_form_is_its_code(content: bytes) -> None:
    """Formats, encodings, outputs, and cells that hold no code change nothing of what the code cells define."""
    submission = taken(content)
    assert namespace(submission)["f"]() == 1 and submission.problems == []


REFUSED = {
    "empty": (b"", "its JSON cannot be read"),
    "cut off": (notebook(F)[:-9], "its JSON cannot be read"),
    "no object": (b"[1, 2]", "it has no cells"),
    "without cells": (b"{}", "it has no cells"),
    "no cell": (notebook(), "holds no code cell"),
    "nothing in its cells": (notebook("", " \n"), "save the notebook first"),
    "nested a million deep": (b'{"cells": ' + b"[" * 1_000_000, "nested too deeply"),
    "100,000 cells": (notebook(*["x=1"] * 100_000), "of which 2000 can be read"),
    "much code": (notebook("#" * (300 << 10)), "its code is larger than 256 KB"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_notebook_is_refused_in_a_sentence(content: bytes, reason: str) -> None:
    """The message names the file and says what is wrong."""
    with pytest.raises(IntakeError, match=f"ada.ipynb.*{reason}"):
        taken(content)


@pytest.mark.parametrize("form", ["file", "folder"])
def test_a_notebook_of_100_mb_is_not_read(form: str, tmp_path: Path) -> None:
    """Its size is enough to refuse it, and the message says what to clear."""
    with (tmp_path / "ada.ipynb").open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(IntakeError, match=r"ada\.ipynb: is larger than 16 MB; clear the outputs"):
        intake.take(tmp_path / "ada.ipynb" if form == "file" else tmp_path, UNIT)


def test_a_unit_may_limit_its_files(tmp_path: Path) -> None:
    """`file_kb` counts the code of a notebook, and not its outputs."""
    unit = Unit("U", "numpy", ["m"], UNIT.tasks, limits=Limits(file_kb=1))
    (tmp_path / "m.py").write_text("#" * 1025, "utf-8")
    with pytest.raises(IntakeError, match="larger than 1 KB"):
        intake.take(tmp_path / "m.py", unit)
    outputs = [{"data": {"image/png": "A" * 5000}}]
    assert namespace(taken(notebook({"cell_type": "code", "source": F, "outputs": outputs}), unit))["f"]() == 1


BAD_CELLS = ["def broken(:\n    pass", "return 5", "x = 'unfinished", "(" * 300, "-" * 100_000 + "1", "x = 1\0", "await f()",
             "'''", "if True:\nx = 1", "\\", "nonlocal x"]  # fmt: skip


@pytest.mark.parametrize("cell", BAD_CELLS, ids=lambda cell: repr(cell[:12]))
def test_a_cell_that_is_no_python_loses_no_other(cell: str) -> None:
    """What stands in other cells, before and after it, is there; the remark names the cell."""
    submission = taken(notebook(F, cell, "def h():\n    return f() + 2"))
    assert namespace(submission)["h"]() == 3
    (remark,) = submission.problems
    assert remark.startswith("code cell 2 (") and remark.endswith("the cell is left out")


COMMANDS = {
    "a magic": ("%matplotlib inline\nx = 1", "%matplotlib inline"),
    "a shell escape": ("!pip install x\nx = 1", "!pip install x"),
    "one with quotes": ('!echo it\'s """ (\nx = 1', '!echo it\'s """ ('),
    "one over two lines": ("!ls \\\n  -l\nx = 1", "!ls"),
    "one in a block": ("if True:\n    !ls\nx = 1", "!ls"),
    "one whose output is kept": ("files = !ls\nx = 1", "files = !ls"),
    "a magic whose result is kept": ("spent = %timeit -o f()\nx = 1", "spent = %timeit -o f()"),
    "a question before": ("?np.dot\nx = 1", "?np.dot"),
    "a question after": ("np.dot??\nx = 1", "np.dot??"),
    "a cell magic over Python": ("%%time\nx = 1", "%%time"),
    "a cell magic after a comment": ("# timed\n%%time\nx = 1", "%%time"),
}


@pytest.mark.parametrize(("cell", "command"), COMMANDS.values(), ids=COMMANDS)
def test_commands_of_the_notebook_are_left_out(cell: str, command: str) -> None:
    """Magics, shell escapes and questions do nothing; the rest of their cell is there, line by line, and they are listed."""
    submission = taken(notebook(cell, F))
    assert namespace(submission)["x"] == 1
    (remark,) = submission.problems
    assert remark.startswith("notebook commands are left out: `" + command) and "code cell 1" in remark
    assert "x = 1" in submission.files["m.py"].split("\n")[submission.cells[0].line :][cell.split("\n").index("x = 1")]


def test_a_cell_of_another_language_is_left_out() -> None:
    """What %%bash would run is not there."""
    submission = taken(notebook("%%bash\ncurl evil", F))
    assert "curl" not in submission.files["m.py"]
    assert submission.problems == ["notebook commands are left out: `%%bash` (code cell 1)"]


INNOCENT = ["text = '''\n!not a command\n%nor this\n'''", "x = (7\n% 4)", "def d():\n    \"\"\"Why?\n\n    ?really\n    \"\"\"",
            "x = 5  # why?", "y = 'what?'", "z = 7 \\\n% 4"]  # fmt: skip


@pytest.mark.parametrize("cell", INNOCENT, ids=lambda cell: repr(cell[:12]))
def test_ordinary_python_is_no_command(cell: str) -> None:
    """A % or ! inside a text, a bracket or a continued line stays as it is."""
    submission = taken(notebook(cell, "%time"))
    assert cell in submission.files["m.py"] and "code cell 1" not in submission.problems[0]


def test_what_jupyter_adds_to_python_is_there() -> None:
    """get_ipython() gives None, as in plain Python, and display() shows nothing, also inside of functions."""
    submission = taken(notebook("def shown():\n    display(1)\n    return get_ipython()"))
    assert namespace(submission)["shown"]() is None
    assert submission.problems == ["get_ipython() gives None, as in plain Python"]


def test_a_notebook_is_all_modules_of_its_unit() -> None:
    """Its code is the first module, and the others give what is defined there."""
    submission = taken(notebook(F, G), TWO)
    assert sorted(submission.files) == ["m.py", "n.py"]
    assert "getattr(m, name)" in submission.files["n.py"]


def test_places_are_named_by_cell() -> None:
    """A line of the module is a line of a cell, which is called by its number and its first line."""
    submission = taken(notebook({"cell_type": "markdown", "source": "# 1"}, F, G))
    line = submission.files["m.py"].split("\n").index("    return f() + 1") + 1
    said = submission.located(f"NameError (m.py, line {line}, in g); n.py defines no function g; lib/m.py, line 3", ["m", "n"])
    assert said == ("NameError (code cell 2 (def g():), line 2, in g); ada.ipynb defines no function g; lib/m.py, line 3")


def test_the_name_of_a_notebook_steers_nothing() -> None:
    """What a notebook is called is one harmless line where a message names it."""
    submission = intake.Submission({}, [], "a\x1b[2J\nb.ipynb", [intake.Cell("code cell 1 (\x1b\n)", 3)])
    assert (
        submission.located("m.py defines no f; m.py, line 5", ["m"])
        == "a\ufffd[2J b.ipynb defines no f; code cell 1 (\ufffd ), line 2"
    )


def test_remarks_are_few() -> None:
    """A thousand broken cells make a handful of remarks."""
    assert len(taken(notebook(F, *["("] * 1000, *["%x"] * 900)).problems) < 30


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_helpers_beside_a_notebook_come_with_it(tmp_path: Path) -> None:
    """A Python file beside the notebook can be imported; one elsewhere is left out and said."""
    taken_in = intake.take(written(tmp_path, {"work/ada.ipynb": notebook(F), "work/h.py": b"y = 1\n", "x.py": b""}), UNIT)
    assert sorted(taken_in.files) == ["h.py", "m.py"] and re.search(r"x\.py is left out.*ada\.ipynb", taken_in.problems[0])


def test_modules_as_files_come_before_a_notebook(tmp_path: Path) -> None:
    """Where both are there the files are graded, and a remark says how to have the notebook graded."""
    submission = intake.take(written(tmp_path, {"m.py": b"z = 3\n", "ada.ipynb": notebook(F)}), UNIT)
    assert submission.files == {"m.py": "z = 3\n"}
    assert submission.problems == [
        "ada.ipynb is left out: the unit's modules are there as files; hand it in alone to have it graded"
    ]


def test_of_several_notebooks_the_one_with_the_name_of_a_module(tmp_path: Path) -> None:
    """A notebook called like a module is meant; else nobody guesses."""
    written(tmp_path, {"m.ipynb": notebook(F), "notes.ipynb": notebook("x = 1")})
    assert "def f" in intake.take(tmp_path, UNIT).files["m.py"]
    (tmp_path / "m.ipynb").rename(tmp_path / "other.ipynb")
    with pytest.raises(IntakeError, match=r"holds 2 notebooks \(notes\.ipynb, other\.ipynb\); hand in one"):
        intake.take(tmp_path, UNIT)


@pytest.mark.parametrize("form", ["notebook", "folder"])
def test_a_notebook_is_graded_like_its_code(tiny: Path, right: str, grade: Any, form: str, tmp_path: Path) -> None:
    """Cells that raise, magics and a broken cell cost nothing, and a failing check names the cell."""
    start, double, *rest = right.split("\n\n\ndef ")
    wrong = "def scale_to(x, target):\n    return helper(x)"
    cells = ["%matplotlib inline\n" + start, "def " + double, "1 / 0", "def broken(:", *[f"def {part}" for part in rest], wrong,
             "import helper_of_ada\nraise SystemExit"]  # fmt: skip
    path = written(tmp_path / "ada", {"ada.ipynb": notebook(*cells)})
    path = path / "ada.ipynb" if form == "notebook" else path
    report = grade(tiny, {"ada": path}, tmp_path / "out")["ada"].report
    scores = {task.name: (task.score, task.max_score) for task in report.tasks}
    assert scores["double"] == (40.0, 40.0) and scores["scale_to"][0] == 0.0
    said = "\n".join(test.message for task in report.tasks for test in task.tests)
    cell = len(cells) - 1
    assert f"code cell {cell} (def scale_to(x, target):), line 2, in scale_to" in said
    assert any(problem.startswith("code cell 3 (1 / 0), line 1: ZeroDivisionError") for problem in report.problems)
    assert any(problem.startswith("code cell 4 (def broken(:), line 1: SyntaxError") for problem in report.problems)


STUB = b'def f(x):\n    """Say."""\n    raise NotImplementedError("f is not written yet")  # YOUR CODE HERE\n'
CELL = b'{"cells": [{"cell_type": "code", "source": "def f(x): return 1"}], "nbformat": 4}'


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize(
    ("module", "found"),
    [(STUB, "return 1"), (STUB + b"\n\ndef g():\n    pass\n", "is not written"), (b"def f(x):\n    return 2\n", "return 2")],
    ids=["untouched", "a helper", "written"],
)
def test_beside_an_untouched_stub_the_notebook_is_read(kind, module, found, tmp_path):
    """Whoever works in the kit's notebook leaves the kit's file as it was; one in which something stands comes first."""
    path = tmp_path / "ada"
    path.mkdir()
    (path / "m.py").write_bytes(module)
    (path / "n.ipynb").write_bytes(CELL)
    if kind == "zip":
        path = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", path))
    read = intake.take(path, UNIT)
    assert found in read.files["m.py"]
    assert any("the notebook is read" in problem or "left out" in problem for problem in read.problems)


KITS = sorted(path.parent for path in (Path(__file__).parents[1] / "assignments").glob("*/unit.toml"))
STUBS = re.compile(rb'raise NotImplementedError\(\\"\w+ is not written yet\\"\)')


@pytest.mark.parametrize("folder", KITS, ids=lambda folder: folder.name)
def test_a_kit_s_notebook_is_known_until_one_function_is_written(folder: Path) -> None:
    """Whichever function is the first that a student writes: from then on the notebook is the student's."""
    unit, kit = units.load(folder), (folder / f"{folder.name}.ipynb").read_bytes()
    assert rules.is_kit_notebook(kit, unit)
    solved = [kit[: found.start()] + b"pass" + kit[found.end() :] for found in STUBS.finditer(kit)]
    assert len(solved) >= len(unit.tasks)
    assert not [one for one in solved if rules.is_kit_notebook(one, unit)]


@pytest.mark.parametrize("source", ["f = lambda x: 1", "def f(x):\n    return 1"])
def test_beside_an_untouched_stub_whatever_a_notebook_adds_is_read(source: str, tmp_path: Path) -> None:
    """A student may leave the notebook's own stub as it is, and write below it."""
    (tmp_path / "m.py").write_bytes(STUB)
    (tmp_path / "n.ipynb").write_bytes(notebook(STUB.decode(), source))
    assert source in intake.take(tmp_path, UNIT).files["m.py"]


def test_of_two_notebooks_the_kit_s_own_is_left_out(tmp_path: Path) -> None:
    """Whoever works in a copy may leave the kit's notebook and file beside it."""
    (tmp_path / "m.py").write_bytes(STUB)
    (tmp_path / "m.ipynb").write_bytes(notebook(STUB.decode()))
    (tmp_path / "mine.ipynb").write_bytes(CELL)
    assert "return 1" in intake.take(tmp_path, UNIT).files["m.py"]


@pytest.mark.parametrize("kind", ["folder", "zip"])
@pytest.mark.parametrize("book", [notebook(STUB.decode()), CELL], ids=["the kit's", "a student's"])
def test_why_a_notebook_is_read_is_said_once(kind: str, book: bytes, tmp_path: Path) -> None:
    """Of a folder as of its archive, and whatever a file beside it is called."""
    path = written(tmp_path / "ada", {"m.py": STUB, "m.ipynb": book, "x, so the notebook is read.pyc": b""})
    if kind == "zip":
        path = Path(shutil.make_archive(str(tmp_path / "ada"), "zip", path))
    said = [problem for problem in intake.take(path, UNIT).problems if "m.py: nothing is written there" in problem]
    assert len(said) == 1
