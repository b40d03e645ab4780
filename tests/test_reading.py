"""Data in sources is flagged, whatever it is called, and so are ways around; what is merely long or looks like one is not."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest

from autograder import units
from autograder.sandbox.loader import Loader
from autograder.sandbox.names import identifiers
from autograder.sandbox.reading import suspicious

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def flags(source: str) -> list[str]:
    """Return what is flagged in a source."""
    tree = ast.parse(source)
    return suspicious("m.py", source, tree, identifiers(tree).names, ["numpy.convolve"])


CODED = ("\n" + "Zm9v" * 19) * 16
NUMBERS = ", ".join(map(str, range(501)))

DATA = {
    "a long text": ("x = 1\nweights = '" + "a" * 1001 + "'", "m.py, line 2: holds a literal of 1001 characters"),
    "long bytes": ("f(b'" + "a" * 1001 + "')", "m.py, line 1: holds a literal of 1001 characters"),
    "a text in pieces": ("x = ('" + "'\n'".join(["a" * 51] * 20) + "')", "m.py, line 1: holds a literal of 1020 characters"),
    "a text in a default": ("def f(x='" + "a" * 1001 + "'):\n    pass", "m.py, line 1: holds a literal of 1001 characters"),
    "a text inside of an f-string": ("x = f'{y}" + "a" * 1001 + "'", "m.py, line 1: holds a literal of 1001 characters"),
    "a list": (f"x = [{NUMBERS}]", "m.py, line 1: holds a table of 501 numbers"),
    "a list of negative floats": ("x = [" + "-1.5, " * 501 + "]", "m.py, line 1: holds a table of 501 numbers"),
    "a table": ("x = [" + "[1, 2, 3, 4, 5], " * 101 + "]", "m.py, line 1: holds a table of 505 numbers"),
    "a dictionary": ("x = {" + ", ".join(f"{n}: [.5]" for n in range(251)) + "}", "m.py, line 1: holds a table of 502 numbers"),
    "coded data in a docstring": (f"x = 1\n'''{CODED}'''", "m.py, line 3: holds 1216 characters that look coded"),
    "coded data in many literals": (f"x = {CODED.split()!r}", "m.py, line 1: holds 1216 characters that look coded"),
    "coded data in comments": (CODED.replace("\n", "\n# "), "m.py, line 2: holds 1216 characters that look coded"),
    "a list in a function": (f"def f():\n    return sum([{NUMBERS}])", "m.py, line 2: holds a table of 501 numbers"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "flag"), DATA.values(), ids=DATA)
def test_data_in_a_source_is_flagged(source: str, flag: str) -> None:
    """Long literals and large displays are named once, with their line and size."""
    assert flags(source) == [flag]


LONG = {
    "docstrings": f'"""{"a " * 2000}"""\n\n\nclass C:\n    """{"b " * 2000}"""\n\n    def f(self):\n        """{"c " * 99}"""',
    "a text that is a statement": f"x = 1\n'''{'a ' * 2000}'''",
    "a comment": "# " + "a " * 2000,
    "rulers between parts": "\n".join(["# " + "-" * 77, "# " + "=" * 77, "#" * 79] * 20),
    "a few long names": "\n".join(f"{'name' * 20}{n} = {n}" for n in range(10)),
    "a literal at the limit": f"x = '{'a' * 1000}'",
    "a display at the limit": f"x = [{', '.join(map(str, range(500)))}]",
    "many small displays": "\n".join(f"x{n} = [1, 2, 3, 4, 5]" for n in range(200)),
    "many names": f"x = [{', '.join(['y'] * 600)}]",
    "much arithmetic": "def f(y):\n" + "\n".join(f"    y = {n} * y + 1" for n in range(600)),
    "a comprehension": "x = [n / 10 for n in range(100000)]",
    "a demo in the main block": f"if __name__ == '__main__':\n    x = '{'a ' * 2000}'",
}


@pytest.mark.parametrize("source", LONG.values(), ids=LONG)
def test_what_is_merely_long_is_not_flagged(source: str) -> None:
    """Docstrings, comments and much ordinary code are innocent, however long they are."""
    assert flags(source) == []


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*/alternatives/*/*.py")), ids=lambda path: path.parent.name)
def test_no_right_answer_holds_data(path: Path) -> None:
    """None of the alternatives of any unit is flagged for its literals."""
    assert not [flag for flag in flags(path.read_text("utf-8")) if "holds a" in flag]


AROUND = {
    "a name that looks like another": ("def f(x):\n    return ｅval(x)", "'ｅval' is read as 'eval'"),
    "a direction that is turned": ("x = 1  # \u202e", "holds a bidirectional control character (U+202E)"),
    "a built-in by its module": ("import builtins\nbuiltins.eval('1')", "uses builtins.eval"),
    "a built-in by getattr": ("import builtins\ngetattr(builtins, 'eval')('1')", "refers to eval by way of getattr"),
    "a function by the names of its module": (
        "import numpy\nvars(numpy)['convolve']",
        "refers to numpy.convolve, which is forbidden, by way",
    ),
    "a function by __dict__": (
        "import numpy\nnumpy.__dict__['convolve']",
        "refers to numpy.convolve, which is forbidden, by way",
    ),
    "a built-in by __dict__": ("import builtins\nbuiltins.__dict__['exec']", "refers to exec by way of its module's names"),
    "a package that is imported by a call": (
        "vars(__import__('numpy'))['convolve']",
        "refers to numpy.convolve, which is forbidden, by way",
    ),
    "a package from a table of all": (
        "import sys\nvars(sys.modules['numpy'])['convolve']",
        "refers to numpy.convolve, which is forbidden",
    ),
}


def table(draw: random.Random, characters: int) -> list[str]:
    """Return random letters, a space after each 50, in texts of less than 1,000 characters."""
    letters = [draw.choice("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/") for _ in range(characters)]
    words = ["".join(letters[start : start + 50]) for start in range(0, characters, 50)]
    return [" ".join(words[start : start + 19]) for start in range(0, len(words), 19)]


PIECES = table(random.Random(0), 5000)
DIGITS = [str(random.Random(seed).randrange(10**40)) for seed in range(200)]
SHARED = {
    "texts in statements": {"m.py": "x = []\n" + "\n".join(f"x.append({piece!r})" for piece in PIECES)},
    "texts in two files": {f"{name}.py": f"x = {PIECES[start::2]!r}" for start, name in enumerate("mn")},
    "texts in functions": {"m.py": "\n".join(f"def f{n}():\n    return {piece!r}" for n, piece in enumerate(PIECES))},
    "bytes": {"m.py": "\n".join(f"x{n} = {piece.encode()!r}" for n, piece in enumerate(PIECES))},
    "numbers in small displays": {"m.py": "\n".join(f"x{n} = [{', '.join(DIGITS[n::9])}]" for n in range(9))},
    "one number": {"m.py": "x = 0x" + "_".join(f"{int(number):x}" for number in DIGITS)},
    "docstrings that are read": {
        "m.py": "\n".join(f"def f{n}():\n    {piece!r}" for n, piece in enumerate(PIECES)) + "\nx = f0.__doc__"
    },
}


@pytest.mark.parametrize("files", SHARED.values(), ids=SHARED)
def test_data_in_many_pieces_is_flagged(files: dict[str, str]) -> None:
    """What texts and numbers hold together is told once, however small each of them is."""
    [flag] = Loader(files, []).flags([])
    assert "texts and numbers of the sources hold" in flag


def test_docstrings_that_nobody_reads_hold_no_data() -> None:
    """Docstrings count only where the code reads docstrings."""
    source = "\n".join(f"def f{n}():\n    {piece!r}" for n, piece in enumerate(PIECES))
    assert Loader({"m.py": source}, []).flags([]) == []


DEEP = " + ".join(['"a"'] * 1100)

AROUND = {
    "a frame by a traceback": ("def f(error):\n    return error.__traceback__.tb_frame", "line 2: uses tb_frame"),
    "a frame above another": ("def f(frame):\n    return frame.f_back", "line 2: uses f_back"),
    "globals of a function": ("x = f.__globals__", "line 1: uses __globals__"),
    "other code for a function": ("def f(g):\n    g.__code__ = f", "line 2: uses __code__"),
    "all classes": ("x = object.__subclasses__()", "line 1: uses __subclasses__"),
    "a name by text": ("def f(x):\n    return getattr(x, 'f_' + 'back')", "line 2: refers to f_back by way of getattr"),
    "a path by text": ("import operator\nf = operator.attrgetter('tb_frame.f_code')",
                       "line 2: refers to tb_frame by way of attrgetter"),
    "names in a display": ("def f(x):\n    for name in ('a', 'f_back'):\n        x = getattr(x, name)",
                           "line 2: refers to f_back by text"),
    "a pattern": ("def f(x):\n    match x:\n        case object(f_back=y):\n            return y", "line 3: uses f_back"),
    "a module behind a package": ("import torch\nx = torch.sys.modules['m']", "line 2: uses torch.sys.modules"),
    "a module by another name": ("import torch\nt = torch.sys\nx = t.modules", "line 3: uses torch.sys.modules"),
    "a module behind one of the library": ("import argparse\nx = argparse._sys.modules", "line 2: uses argparse._sys.modules"),
    "our harness": ("def f():\n    import autograder_harness", "line 2: imports autograder_harness"),
    "a part of our harness": ("from autograder_harness import paths", "line 1: uses autograder_harness.paths"),
    "a module of ours": ("import autograder.wire as w", "line 1: imports autograder.wire"),
    "a part of a module of ours": ("from autograder.frames import MAX_REPLY", "line 1: uses autograder.frames.MAX_REPLY"),
    "beside a deep text": (f"import ctypes\nx = {{}}\ny = x[{DEEP}]\nz = ctypes.CDLL(None)", "line 4: uses ctypes.CDLL"),
    "a block that runs": ("if __name__ != '__main__':\n    eval('1')", "line 2: uses eval"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "flag"), AROUND.values(), ids=AROUND)
def test_a_way_around_is_flagged(source: str, flag: str) -> None:
    """What is forbidden has many names; a person looks at what goes by another."""
    assert any(flag in found for found in flags(source)), flags(source)

    """What leads to frames, modules and functions that were not given is named with its line."""
    assert Loader({"m.py": source}, []).flags([]) == [f"m.py, {flag}"]


HARMLESS = {
    "the data of our notebooks": "from autograder.data import image_set, weights\nimport autograder.data as d\nd.clouds()",
    "the checks of our notebooks": "from autograder.public import check_here\n\ncheck_here('f', globals())",
    "modules of a network": "def f(model):\n    return [name for name, _ in model.named_modules()] + list(model.modules())",
    "windows of a signal": "import torch\nx = torch.signal.windows.hann(3)",
    "where an array lies": "import numpy as np\nx = np.ones(3)\ny = x.ctypes.data",
    "the text of a traceback": "import traceback\ntry:\n    f()\nexcept Exception:\n    traceback.print_exc()",
    "a docstring about frames": "def f():\n    'Mind f_back.'",
}


@pytest.mark.parametrize("source", HARMLESS.values(), ids=HARMLESS)
def test_what_leads_nowhere_is_not_flagged(source: str) -> None:
    """Our own notebooks, and names that only sound like a way around, are no reason to look."""
    assert Loader({"m.py": source}, []).flags(["numpy.convolve"]) == []


def test_a_file_that_breaks_its_reader_is_flagged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a reader gives up, a person is told, and the other files are read."""
    files = {"m.py": "x = 1", "n.py": "x = eval('1')"}

    def limited(path: str, *rest: object) -> list[str]:
        if path == "m.py":
            raise RecursionError("too deep")
        return [path]

    monkeypatch.setattr("autograder.sandbox.loader.suspicious", limited)
    told = "m.py: could not be read for what a person should look at (RecursionError: too deep)"
    assert Loader(files, []).flags([]) == [told, "n.py"]


UNITS = sorted(path.parent for path in SOLUTIONS.glob("*/unit.toml"))


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_no_answer_of_ours_is_flagged(folder: Path) -> None:
    """References, alternatives, wrong answers and the cells of notebooks are no reason to look."""
    unit = units.load(folder)
    right = units.sources(folder, unit)
    more = [*folder.glob("alternatives/*/*.py"), *folder.glob("wrong/*.py"), *folder.glob("notebook/*.py")]
    flags = {
        path: Loader({**right, "more.py": path.read_text("utf-8")}, ["numpy", "torch"], unit.forbidden.packages).flags(
            unit.forbidden.functions
        )
        for path in more
    }
    assert len(flags) > 10 and not {path: found for path, found in flags.items() if found}
