"""Data in sources is flagged, whatever it is called; what is merely long is not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from autograder.sandbox.reading import identifiers, suspicious

SOLUTIONS = Path(__file__).parents[1] / "solutions"


def flags(source: str) -> list[str]:
    """Return what is flagged in a source."""
    tree = ast.parse(source)
    return suspicious("m.py", source, tree, identifiers(tree), ["numpy.convolve"])


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


@pytest.mark.parametrize(("source", "flag"), AROUND.values(), ids=AROUND)
def test_a_way_around_is_flagged(source: str, flag: str) -> None:
    """What is forbidden has many names; a person looks at what goes by another."""
    assert any(flag in found for found in flags(source)), flags(source)
