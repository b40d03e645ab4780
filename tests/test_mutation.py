"""Mutants: which are made, what they are called, and whose they are."""

from __future__ import annotations

import pytest

from autograder import units
from autograder.mutation import mutants

MODULE = '''"""A module: 1 + 1."""
import numpy as np

LIMIT = 3

### BEGIN SOLUTION
def _helper(x):
    """Return 2 * x."""
    return x[::-1]
### END SOLUTION


def double(x: int = 5 + 1):
    """Return x + 1."""
    ### BEGIN SOLUTION
{body}
    ### END SOLUTION


def total(x):
    ### BEGIN SOLUTION
    return double(_helper(x)).sum()
    ### END SOLUTION
'''


@pytest.fixture(scope="module")
def make(tiny):
    """Return the mutants of a module whose function double has this body."""
    unit = units.load(tiny)

    def made(*body):
        source = MODULE.format(body="\n".join(f"    {line}" for line in body))
        return mutants({"tiny.py": source}, unit, "tiny", marked=True)

    return made


def changes(found, function="double"):
    """What the mutants of one function put in place of a line, by operator."""
    return {(mutant.id.split(":")[3].partition(".")[0], line[1:].strip())
            for mutant in found if mutant.id.split(":")[1] == function
            for line in mutant.diff.splitlines() if line.startswith("+")}  # fmt: skip


FIELD = {
    "a kernel that is not flipped": ("return x[::-1]", "flip", "return x[:]"),
    "a kernel flipped on one axis": ("return x[::-1, ::-1]", "flip", "return x[:, ::-1]"),
    "np.flip of one axis": ("return np.flip(x)", "flip_one_axis", "return np.flip(x, 1)"),
    "no np.flip": ("return np.flip(x)", "no_flip", "return x"),
    "rows and columns swapped": ("h, w = x.shape; return h", "swap_axes", "w, h = x.shape"),
    "places swapped": ("return x[i, j]", "swap_axes", "return x[j, i]"),
    "a window that starts late": ("return x[a:b]", "window_lower", "return x[a + 1:b]"),
    "a window that ends early": ("return x[a:b]", "window_upper", "return x[a:b - 1]"),
    "a stride left out": ("return x[::s]", "no_step", "return x[:]"),
    "a stride off by one": ("return x * stride", "off_by_one", "return x * (stride + 1)"),
    "a padding off by one": ("return x + padding", "off_by_one", "return x + (padding - 1)"),
    "the ceiling for the floor": ("return x // 2", "ceil", "return -(-x // 2)"),
    "another boundary": ("return np.pad(x, 1, mode='symmetric')", "word", "return np.pad(x, 1, mode='reflect')"),
    "zero for minus infinity": ("return np.full(x, -np.inf)", "zero_fill", "return np.full(x, -0)"),
    "zero for the smallest integer": ("return np.iinfo(x).min", "zero_fill", "return 0"),
    "padding counted or not": ("return f(x, count_include_pad=True)", "reversed", "return f(x, count_include_pad=False)"),
    "the sum for the mean": ("return np.mean(x)", "reduction", "return np.sum(x)"),
    "a sign": ("return -x", "sign", "return x"),
    "another axis": ("return x.sum(axis=0)", "axis", "return x.sum(axis=1)"),
    "a narrower dtype": ("return x.astype(np.float64)", "narrow", "return x.astype(np.float32)"),
    "a missing copy": ("return x.copy()", "no_copy", "return x"),
    "no transposition": ("return x.T", "no_transpose", "return x"),
    "a missing normalisation": ("return x / x.sum()", "no_term", "return x"),
    "a missing optimizer.zero_grad()": ("x.zero_grad(); return x", "no_statement", "pass"),
    "a missing model.eval()": ("x.eval(); return x", "no_statement", "pass"),
    "data that are not shuffled": ("return f(x, shuffle=True)", "reversed", "return f(x, shuffle=False)"),
}


@pytest.mark.parametrize(("line", "operator", "changed"), FIELD.values(), ids=FIELD)
def test_mistakes_of_the_field(make, line, operator, changed):
    """Mistakes that students make with convolutions are among the mutants."""
    assert (operator, changed) in changes(make(line))


def test_a_missing_check(make):
    """A check that raises is left out."""
    assert ("no_check", "pass") in changes(make("if x < 0:", "    raise ValueError(x)", "return x"))


GENERIC = {
    "with equality": ("return x < 1", "boundary", "return x <= 1"),
    "the other way round": ("return x < 1", "opposite", "return x >= 1"),
    "minus for plus": ("return x + 1", "arithmetic", "return x - 1"),
    "a constant": ("return x + 1", "constant", "return x + 2"),
    "a condition reversed": ("return [y for y in x if not y]", "no_not", "return [y for y in x if y]"),
    "arguments swapped": ("return f(x, y)", "swap_arguments", "return f(y, x)"),
    "or for and": ("return x and y", "and_or", "return x or y"),
    "a condition left out": ("return x and y", "no_condition", "return x"),
    "one case for both": ("return x if y else z", "no_case", "return z"),
    "an update left out": ("x += y; return x", "no_update", "pass"),
    "an update that overwrites": ("x += y; return x", "overwrite", "x = y"),
}


@pytest.mark.parametrize(("line", "operator", "changed"), GENERIC.values(), ids=GENERIC)
def test_generic_mistakes(make, line, operator, changed):
    """The usual operators of mutation testing are there, too."""
    assert (operator, changed) in changes(make(line))


def test_only_solutions_are_changed(make):
    """Docstrings, annotations, defaults, messages, and code outside the markers stay."""
    body = ['"""Return x + 1."""', "y: 'int + 1' = x", "why = f'{x + 1}'", "if y is None:", "    raise ValueError(why, 1 + x)"]
    ids = {mutant.id.split(":")[3].partition(".")[0] for mutant in make(*body) if ":double:" in mutant.id}
    assert ids == {"opposite", "no_check"}


def test_what_compiles_alike_is_one_mutant(make):
    """1 + 2 and 2 + 1 are both 3 to the compiler, 0 + 1 is a term left out, and 2 is what was there."""
    found = {line for _operator, line in changes(make("return x + (1 + 1)")) if line.startswith("return x + ")}
    assert found == {"return x + (1 - 1)", "return x + 1", "return x + (2 + 1)"}


def test_ids_are_the_same_again_and_unique(make):
    """The same module gives the same ids, each once."""
    ids = [mutant.id for mutant in make("return x[::-1] + x[::-1]")]
    assert ids == [mutant.id for mutant in make("return x[::-1] + x[::-1]")] and len(ids) == len(set(ids))
    assert "tiny:double:L16:flip" in ids


def test_keys_stay_where_lines_move(make):
    """A key names the change, whatever happens on other lines; equal changes of one function have different keys."""
    keys = {mutant.key for mutant in make("return x + 1") if ":double:" in mutant.id}
    assert keys < {mutant.key for mutant in make("if x is None:", "    return 7", "return x + 1")}
    both = [mutant.key for mutant in make("y = x + 1", "y = x + 1", "return y")]
    assert len(both) == len(set(both))


def test_a_mutant_belongs_to_the_tasks_that_reach_its_code(make):
    """A function's mutants are its own task's; a helper's are of the tasks that use it without another task between."""
    tasks = {mutant.id.split(":")[1]: mutant.tasks for mutant in make("return x + 1")}
    assert tasks == {"double": ["double"], "_helper": ["total"], "total": ["total"]}


def test_constants_set_together_belong_to_the_tasks_that_use_one_of_them(tiny):
    """A mutant of ``A, B = 1, 2`` is of the tasks that use either name."""
    source = MODULE.format(body="    return x").replace("\ndef _helper(x):", "\nLOW, HIGH = 0, 9\n\ndef _helper(x):")
    source = source.replace("return x[::-1]", "return x[:HIGH]")
    found = mutants({"tiny.py": source}, units.load(tiny), "tiny", marked=True)
    assert {tuple(mutant.tasks) for mutant in found if mutant.id.split(":")[1] == "LOW"} == {("total",)}


def test_a_mutant_is_a_whole_module(make):
    """The rest of the module is there, and the diff shows the change alone."""
    found = next(mutant for mutant in make("return x + 1") if mutant.id == "tiny:double:L16:arithmetic")
    assert "LIMIT = 3" in found.source and "return x - 1" in found.source
    assert found.diff.splitlines()[-2:] == ["-    return x + 1", "+    return x - 1"]
