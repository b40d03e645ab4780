"""A submission is loaded statement by statement: what is wrong with one costs nothing of the others."""

from __future__ import annotations

import json
import random
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.sandbox.forbid import Forbidden, ForbiddenImport, caught
from autograder.sandbox.loader import Loader, explain, harness, plain_text, signature


class Loaded:
    """A submission in this process: its module "m", what the loader noted, and what it announced."""

    def __init__(self, files: dict[str, str], **options: Any) -> None:
        self.announced: list[tuple[str, int]] = []
        options = {"packages": ["numpy"], "forbidden": ["scipy"], **options}
        self.loader = Loader(files, announce=lambda path, line: self.announced.append((path, line)), **options)
        sys.meta_path.append(self.loader)
        self.module: Any = self.loader.load("m")

    @property
    def notes(self) -> str:
        return "\n".join(self.loader.problems)

    def forget(self) -> None:
        sys.meta_path.remove(self.loader)
        for name, module in list(sys.modules.items()):
            if getattr(getattr(module, "__spec__", None), "loader", None) is self.loader:
                del sys.modules[name]


Load = Callable[..., Loaded]


@pytest.fixture
def load() -> Iterator[Load]:
    """Load "m.py" from a source, and other files; forget all of it afterwards."""
    done: list[Loaded] = []

    def one(source: str, files: dict[str, str] | None = None, **options: Any) -> Loaded:
        done.append(Loaded({"m.py": source, **(files or {})}, **options))
        return done[-1]

    caught.clear()
    yield one
    caught.clear()
    for loaded in done:
        loaded.forget()


@pytest.mark.parametrize(
    "statement",
    ["1 / 0", "assert False", "raise KeyError('k')", "undefined", "input()", "import nothing_such as n; n.x",
     "print(open('no such file'))", "class A(undefined): pass", "def g(x=undefined): pass"],
)  # fmt: skip
def test_a_statement_that_raises_is_skipped(statement: str, load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions before and after a failing statement are there."""
    monkeypatch.setattr("builtins.input", lambda: 1 / 0)
    loaded = load(f"def f(): return 1\n{statement}\ndef h(): return 2\n")
    assert loaded.module.f() + loaded.module.h() == 3


def test_a_skipped_statement_is_noted_with_its_place(load: Load) -> None:
    """The note names file, line and exception."""
    assert load("x = 1\n1 / 0\n").notes == "m.py, line 2: ZeroDivisionError: division by zero; the statement is skipped"


@pytest.mark.parametrize("statement", ["raise SystemExit", "import sys; sys.exit(0)", "exit()", "raise KeyboardInterrupt"])
def test_an_exit_ends_the_module(statement: str, load: Load) -> None:
    """What stands before an exit is there, what comes after it is not."""
    module = load(f"def f(): return 1\n{statement}\ndef g(): return 2\n").module
    assert (module.f(), hasattr(module, "g")) == (1, False)


def test_a_syntax_error_is_said_with_its_place(load: Load) -> None:
    """A module that cannot be parsed is a sentence, not an exception."""
    assert load("x = 1\ndef f(:\n").module == "m.py, line 2: SyntaxError: invalid syntax"


def test_a_missing_module_is_a_sentence(load: Load) -> None:
    """A module of which there is no file is said to be missing."""
    assert load("").loader.load("absent") == "there is no file absent.py"


@pytest.mark.parametrize("source", ["x = " + "(" * 500 + ")" * 500, "x = " + "-" * 50_000 + "1", "x = " + "9" * 5_000])
def test_a_source_that_breaks_the_compiler_breaks_nothing_else(source: str, load: Load) -> None:
    """Nesting and digits beyond Python's limits give a sentence or a note."""
    loaded = load(source)
    assert isinstance(loaded.module, str | types.ModuleType)


def test_the_main_block_is_not_run(load: Load) -> None:
    """A module is loaded under its own name."""
    assert not hasattr(load("if __name__ == '__main__':\n    x = 1\n").module, "x")


@pytest.mark.parametrize(
    ("source", "name"),
    [("import torch\n", "torch"), ("import torch.nn.functional as F\n", "F"), ("import torch.nn\n", "torch"),
     ("from torch import nn\n", "nn"), ("from torch.nn import functional as F\n", "F"), ("import os, torch\n", "torch"),
     ("if True:\n    import torch\n", "torch"), ("if True:\n    if True:\n        import torch as t\n", "t"),
     ("if False:\n    pass\nelse:\n    from torch import nn\n", "nn")],
)  # fmt: skip
def test_an_absent_package_has_a_stand_in(source: str, name: str, load: Load) -> None:
    """An import of what a graded run lacks binds its name, in every form, and is noted."""
    loaded = load(source)
    assert hasattr(loaded.module, name) and "torch is absent" in loaded.notes


@pytest.mark.parametrize(
    "use",
    ["torch.zeros(3)", "torch.nn.Linear(1, 2)", "torch + 1", "2 * torch.pi", "list(torch)", "len(torch)", "bool(torch)",
     "torch.set(x=1)", "setattr(torch, 'x', 1)", "np.asarray(torch)"],
)  # fmt: skip
def test_the_use_of_a_stand_in_raises(use: str, load: Load) -> None:
    """A function that needs the absent package raises ModuleNotFoundError when it is called."""
    with pytest.raises(ModuleNotFoundError, match="torch"):
        load(f"import numpy as np\nimport torch\ndef f(): return {use}\n").module.f()


def test_the_other_names_of_an_import_are_bound(load: Load) -> None:
    """One absent package in a list of imports does not cost the others."""
    module = load("import json, torch, numpy as np\n").module
    assert (module.json, module.np) == (json, np)


def test_a_guarded_import_raises_import_error(load: Load) -> None:
    """Inside of try, an absent package raises ImportError as its author expects."""
    assert (
        load("try:\n    import no_such_package\nexcept ImportError:\n    no_such_package = None\n").module.no_such_package
        is None
    )


def test_an_import_in_a_function_raises_when_called(load: Load) -> None:
    """What a function imports is looked for when it is called."""
    with pytest.raises(ModuleNotFoundError):
        load("def f():\n    import no_such_package\n").module.f()


@pytest.mark.parametrize(
    "annotation",
    ["torch.Tensor", "torch.Tensor | None", "None | torch.Tensor", "list[torch.Tensor]", "Optional[torch.Tensor]",
     "Union[int, torch.nn.Module]", "torch.Tensor[3, 4]", "dict[str, torch.Tensor | int]", "'torch.Tensor'"],
)  # fmt: skip
def test_a_stand_in_in_an_annotation_does_no_harm(annotation: str, load: Load) -> None:
    """A function annotated with absent types works."""
    source = "import torch\nfrom typing import Optional, Union\ndef f(x: {0} = 1) -> {0}: return x\ny: {0} = 2\n"
    loaded = load(source.format(annotation))
    assert loaded.module.f(3) == 3 and loaded.module.y == 2


def test_nothing_is_an_instance_of_a_stand_in(load: Load) -> None:
    """A function that asks for absent types goes on with what it has."""
    assert not load("import torch\ndef f(x): return isinstance(x, torch.Tensor)\n").module.f(1)


def test_a_class_upon_a_stand_in_is_skipped(load: Load) -> None:
    """A class that needs the absent package costs nothing else."""
    module = load("from torch import nn\nclass Net(nn.Module):\n    pass\ndef f(): return 1\n").module
    assert (module.f(), hasattr(module, "Net")) == (1, False)


def test_the_use_of_a_forbidden_stand_in_is_forbidden(load: Load) -> None:
    """A forbidden package raises ForbiddenImport and is caught in the act, even where the error is swallowed."""
    module = load("from scipy import signal\ndef f():\n    try:\n        signal.convolve()\n    except Exception as error:\n"
                  "        return error\n").module  # fmt: skip
    error = module.f()
    assert type(error) is ForbiddenImport and isinstance(error, Forbidden | ModuleNotFoundError)
    assert caught == ["scipy.signal.convolve"]


def test_the_import_of_a_forbidden_package_alone_is_not_held_against_anyone(load: Load) -> None:
    """An unused import is noted as absent, and no more."""
    loaded = load("import scipy.signal\n")
    assert ("scipy is absent" in loaded.notes, caught) == (True, [])


def test_an_absent_package_that_is_not_forbidden_is_not_caught(load: Load) -> None:
    """Only what the unit forbids is caught."""
    with pytest.raises(ModuleNotFoundError) as raised:
        load("import pandas\ndef f(): pandas.read_csv('x')\n").module.f()
    assert (type(raised.value), caught) == (ModuleNotFoundError, [])


def test_a_dataclass_with_postponed_annotations_loads(load: Load) -> None:
    """The future import holds for the statements after it, and dataclasses find their module."""
    source = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n@dataclass\nclass A:\n    x: Undefined = 3\n"
    )
    assert load(source).module.A().x == 3


def test_the_loaders_own_future_imports_do_not_leak(load: Load) -> None:
    """Without a future import annotations are evaluated."""
    assert load("def f(x: int): pass\n").module.f.__annotations__ == {"x": int}


def test_helper_modules_import_each_other(load: Load) -> None:
    """Files and packages of a submission find each other, relatively too."""
    files = {
        "helper.py": "from pack.deep import y\nx = y + 1\n",
        "pack/__init__.py": "from . import deep\n",
        "pack/deep.py": "y = 1\n",
    }
    assert load("import helper\nfrom pack import deep\nz = helper.x + deep.y\n", files).module.z == 3


def test_circular_imports_work_as_usual(load: Load) -> None:
    """Two modules that import each other load."""
    assert load("import other\ndef f(): return other.g()\n", {"other.py": "import m\ndef g(): return 5\n"}).module.f() == 5


def test_a_broken_helper_costs_only_what_imports_it(load: Load) -> None:
    """A syntax error in a helper is noted where it is imported."""
    loaded = load("import helper\ndef f(): return 1\n", {"helper.py": "def (:\n"})
    assert loaded.module.f() == 1 and "helper.py" in loaded.notes


def test_a_file_named_like_a_standard_module_does_not_shadow_it(load: Load) -> None:
    """The standard library's and NumPy's own modules come first."""
    module = load("import random, numpy\n", {"random.py": "x = 1\n", "numpy.py": "x = 1\n"}).module
    assert (module.random, module.numpy) == (random, np)


def test_statements_from_a_stop_on_are_not_run(load: Load) -> None:
    """What ended the process before is left out, with what follows."""
    loaded = load("def f(): return 1\nx = 1\ndef g(): return 2\n", stop={"m.py": 2})
    assert (loaded.module.f(), hasattr(loaded.module, "g")) == (1, False)
    assert "m.py, line 2: ended the process" in loaded.notes


def test_a_statement_that_may_do_anything_is_announced_first(load: Load) -> None:
    """Path and line are said before a statement runs, also in helpers."""
    loaded = load("import helper\nx = 1\n", {"helper.py": "\ny = 1\n"})
    assert ("helper.py", 2) in loaded.announced and ("m.py", 2) in loaded.announced


OUTLINE = (
    "def a(): pass\ndef _h(): return a()\nk = [_h]\ndef b(): return k\ndef c():\n    import m; m.b()\ndef d(): return d()\n"
)


@pytest.mark.parametrize(("task", "others"), [("a", []), ("b", ["a"]), ("c", ["a", "b"]), ("d", [])])
def test_the_outline_follows_helpers_and_attributes(task: str, others: list[str]) -> None:
    """A task refers to others directly, through helpers, constants and attributes; never to itself."""
    assert Loader({"m.py": OUTLINE}, []).outline("abcd")[task] == others


def test_the_outline_crosses_files() -> None:
    """References are followed through the submission's other modules."""
    files = {"m.py": "from n import h\ndef a(): pass\ndef b(): return h()\n", "n.py": "import m\ndef h(): return m.a()\n"}
    assert Loader(files, []).outline(["a", "b"])["b"] == ["a"]


def test_the_outline_of_a_broken_file_is_empty() -> None:
    """What cannot be parsed refers to nothing."""
    assert Loader({"m.py": "def f(:\n"}, []).outline(["f"]) == {"f": []}


class Unprintable(Exception):
    def __str__(self) -> str:
        raise SystemExit


def test_an_exception_that_cannot_be_printed_is_explained() -> None:
    """The text of an exception cannot raise."""
    assert explain(Unprintable()) == "Unprintable: (its text cannot be printed)"


def test_the_text_of_an_exception_is_cut() -> None:
    """A gigantic message is cut."""
    assert len(plain_text(Exception("x" * 1_000_000))) == 4096


def test_the_text_of_an_exception_can_be_encoded() -> None:
    """Lone surrogates are written as escapes."""
    assert plain_text(Exception("\udc80")) == "\\udc80"


def test_a_function_without_a_signature_has_none() -> None:
    """What inspect cannot say is empty, not an error."""
    assert (signature(lambda x, *, y=1: x), signature(3)) == ("(x, *, y=1)", "")


def test_what_could_not_be_read_is_not_run() -> None:
    """A file that only another's change of limits makes readable is not loaded: nobody has looked at it."""
    source = "import sys\nsys.set_int_max_str_digits(0)\nimport n"
    loader = Loader({"m.py": source, "n.py": f"x = {'1' * 5000}"}, [])
    limit = sys.get_int_max_str_digits()
    sys.meta_path.append(loader)
    try:
        assert loader.flags([]) == []
        module: Any = loader.load("m")
        assert sys.get_int_max_str_digits() == 0 and not hasattr(module, "n")
    finally:
        sys.set_int_max_str_digits(limit)
        sys.meta_path.remove(loader)
        sys.modules.pop("m", None)
        sys.modules.pop("n", None)


def test_the_block_for_scripts_is_never_run(load: Load) -> None:
    """Nobody reads it for what it does, so no name of a module brings it to life."""
    assert load("x = 1\n__name__ = '__main__'\nif __name__ == '__main__':\n    x = 2").module.x == 1


def test_a_harness_is_among_no_loaded_modules() -> None:
    """Its functions and classes are there, and the module in which a submission could exchange them is not."""
    source = "import dataclasses\n\n\n@dataclasses.dataclass\nclass Pair:\n    x: 'int'\n\n\ndef pair():\n    return Pair(3)\n"
    made = harness(source)
    assert made["harness.pair"]().x == 3
    assert "autograder_harness" not in sys.modules


@pytest.mark.parametrize(("hides", "found"), [(True, "scipy is absent when this unit is graded"), (False, "1.0")])
def test_what_a_function_imports_is_hidden_where_it_is_asked_for(hides, found):
    """On a student's own machine a package that is not there when the unit is graded may be; `check` must not pass with it."""
    source = """
import math


def f():
    import numpy.linalg, math
    try:
        from scipy.special import expit
    except ImportError as error:
        return str(error)
    return str(math.ceil(expit(1)) / numpy.linalg.norm([1]))
"""
    loader = Loader({"m.py": source}, ["numpy"], hides=hides)
    sys.meta_path.append(loader)
    try:
        assert loader.load("m").f() == found
    finally:
        sys.meta_path.remove(loader)
        sys.modules.pop("m", None)


def test_plots_and_checks_of_cells_are_no_remarks(load):
    """An absent package is named once; what only shows something with it, as cells of our notebooks do, is passed over."""
    source = """import matplotlib.pyplot as plt
from autograder.public import check_here
from autograder.data import image_set
plt.figure(); plt.show()
check_here("f")
import matplotlib
y = plt.gca()
1 / 0
"""
    assert load(source).notes.split("\n") == [
        "m.py, line 1: matplotlib is absent when this unit is graded, and there is no matplotlib.py beside it; "
        "its imports are ignored",
        "m.py, line 7: ModuleNotFoundError: matplotlib.pyplot.gca is absent when this unit is graded; the statement is skipped",
        "m.py, line 8: ZeroDivisionError: division by zero; the statement is skipped",
    ]


def test_statements_that_need_a_skipped_one_are_counted_with_it(load):
    """One cell that fails is one remark, however many build on it; what fails by itself, and a definition, has its own."""
    source = """images, labels = open("/nowhere/data"), 1
count = len(images)
for row in range(count):
    print(row)
x = 1 / 0
y = other
print(images)
class Net:
    size = count
print(Net, x)
"""
    assert load(source).notes.split("\n") == [
        "m.py, line 1: FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/data'; the statement is skipped, "
        "and 3 later ones that need what it defines",
        "m.py, line 5: ZeroDivisionError: division by zero; the statement is skipped",
        "m.py, line 6: NameError: name 'other' is not defined; the statement is skipped",
        "m.py, line 8: NameError: name 'count' is not defined; the statement is skipped, and a later one that needs what it "
        "defines",
    ]


@pytest.mark.parametrize(
    "failing",
    [
        "if True:\n    raise OSError('no')\n    def x(): pass",
        "try:\n    open('/nowhere')\nexcept ValueError as x: pass",
        "match 1 / 0:\n    case [q, *x]: pass",
        "with open('/nowhere') as x: pass",
        "from math import nowhere as x",
        "for x in 1 / 0: pass",
        "(x := 1 / 0)",
    ],
)
def test_all_ways_to_define_something(load, failing):
    """Whatever would have bound a name, what needs that is counted with it."""
    assert load(f"{failing}\nprint(x)\n").notes.endswith("the statement is skipped, and a later one that needs what it defines")


@pytest.mark.parametrize(
    "failing",
    [
        "class Net(1 / 0):\n    def f(self): x = 1",
        "data = [x for x in open('/nowhere')]",
        "f = 1 / 0 or (lambda x: x)",
    ],
)
def test_names_of_inner_scopes_are_not_defined_by_a_statement(load, failing):
    """A name inside a function, a comprehension or a class is none of the module: who uses it has a remark of its own."""
    assert load(f"{failing}\nprint(x)\n").notes.endswith("NameError: name 'x' is not defined; the statement is skipped")


@pytest.mark.parametrize(
    "later", ["raise NameError('no', name='x')", "class Odd(str): pass\nraise NameError('no', name=Odd('x'))"]
)
def test_only_what_uses_a_name_needs_it(load, later):
    """An exception that says of itself which name it lacks is a remark like others."""
    assert load(f"x = 1 / 0\n{later}\n").notes.endswith(": NameError: no; the statement is skipped")


def test_a_long_reason_leaves_room_for_the_count(load):
    """A remark says how many statements it stands for, however much the exception had to say."""
    assert load("x = open('/nowhere/' + 200 * 'abc ')\nprint(x)\n").notes.endswith("and a later one that needs what it defines")
