"""A failing check is written down so that it runs again beside the submission."""

from __future__ import annotations

import ast
import base64
import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import snippet
from autograder.errors import Mismatch, StudentRaised
from autograder.student import Live, Trace
from autograder.wire import Handle

DTYPES = [np.dtype(name) for name in ("?", "i1", "i8", "u2", "f2", "f4", "f8")]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=10)
    | hnp.arrays(st.sampled_from(DTYPES), hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9))
)
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple), max_leaves=5)


def evaluated(source: str) -> Any:
    """Return the value of an expression beside the imports of a snippet."""
    return eval(source, {"np": np, "base64": base64})


def same(one: Any, other: Any) -> bool:
    """Whether two values agree in type, shape and dtype, and in every value; NaN is NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        alike = one.shape == other.shape and one.dtype == other.dtype
        return alike and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


@given(VALUES)
@settings(deadline=None)
def test_a_literal_evaluates_to_its_value(value: Any) -> None:
    """Python source of a value gives the value back."""
    assert same(evaluated(snippet.literal(value)), value)


@pytest.mark.parametrize("size", [2, 20])
def test_a_literal_keeps_fortran_order(size: int) -> None:
    """Small or large, an array in Fortran order is written as one."""
    array = evaluated(snippet.literal(np.ones((size, size + 1), order="F")))
    assert array.flags.f_contiguous and not array.flags.c_contiguous


@pytest.mark.parametrize(
    "value", [np.float32(0.5), np.int8(-3), np.bool_(True), np.float64(math.inf), np.longdouble("0.1")], ids=repr
)
def test_a_numpy_scalar_keeps_its_type(value: Any) -> None:
    """A NumPy scalar is written as one."""
    assert type(evaluated(snippet.literal(value))) is type(value)


@pytest.mark.parametrize("value", [1 + 2j, complex(math.inf, 0.0)], ids=repr)
def test_a_complex_number_is_written_as_one(value: complex) -> None:
    """Also where a part of it is infinite."""
    assert evaluated(snippet.literal(value)) == value


@pytest.mark.parametrize("view", [np.s_[::-1, ::-1], np.s_[:, ::-1], np.s_[:, ::2]], ids=str)
def test_a_view_is_written_as_one(view: Any) -> None:
    """Flipped or with gaps: what went wrong may be that a submission takes memory for values."""
    whole = np.arange(24.0).reshape(4, 6)
    array = evaluated(snippet.literal(whole[view]))
    assert np.array_equal(array, whole[view]) and not array.flags.c_contiguous and not array.flags.f_contiguous


def test_a_dictionary_is_written_as_one() -> None:
    """Keyword arguments of any kind can be written."""
    assert evaluated(snippet.literal({"a": [1.0, math.nan]}))["a"][0] == 1.0


def failing(value: Any = None, error: Exception | None = None) -> str:
    """Return the evidence of a check whose one call returned a value."""
    trace = Trace("f", (np.ones(2),), {"mode": "same"}, result=value)
    return snippet.evidence({"f": "m"}, [trace], error or Mismatch("they differ", value, np.zeros(2)))


def test_evidence_imports_what_it_uses() -> None:
    """The snippet imports NumPy and the task, and calls it."""
    source = failing(np.ones(2))
    assert source.startswith(f"import numpy as np\nfrom m import f\n\nprint(f({snippet.literal(np.ones(2))}, mode='same'))\n")


def test_evidence_says_what_was_expected() -> None:
    """The difference and the expected value stand in comments."""
    assert "# difference: they differ\n# expected: [0. 0.]" in failing(np.ones(2))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60))
@settings(deadline=None)
def test_text_from_a_submission_stays_in_comments(text: str) -> None:
    """Whatever a submission says, the snippet has the same three statements."""
    trace = Trace("f", (1,), {}, error=StudentRaised("E", (), text))
    source = snippet.evidence({"f": "m"}, [trace], StudentRaised("E", (), text))
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse("from m import f\nprint(f(1))"))


def test_evidence_is_bounded() -> None:
    """A snippet with a huge input is cut."""
    trace = Trace("f", (np.random.default_rng(1).random(100_000),), {})
    assert len(snippet.evidence({"f": "m"}, [trace], Mismatch("x"))) < 21_000


def test_a_public_message_shows_call_result_and_expectation() -> None:
    """A student sees the call, what came back, what was expected and where they differ."""
    lines = snippet.public([Trace("f", (1,), {})], Mismatch("they differ", 2, 3)).splitlines()
    assert lines == ["call      f(1)", "got       2", "expected  3", "so        they differ"]


def test_a_public_message_shows_what_was_raised() -> None:
    """A student sees the exception of the call."""
    assert "raised    KeyError: 'k'" in snippet.public([Trace("f", (), {})], StudentRaised("KeyError", (), "'k'"))


def test_a_public_message_is_bounded() -> None:
    """A long result is cut."""
    assert len(snippet.public([Trace("f", (), {})], Mismatch("x", "y" * 10_000, [1] * 10_000))) < 1_500


BITS = torch.zeros((2,) * 18, dtype=torch.bool)  # torch writes short axes out, however many there are


@pytest.mark.parametrize("value", [
    np.zeros((2,) * 18, np.uint8), [np.zeros(1000)] * 500, "x" * 10**6, [[0] * 1000] * 1000, {"x" * 10**6: 1},
    BITS, [BITS], {"a": (BITS,)}, [np.zeros((2,) * 18, np.uint8)], [BITS[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] * 9,
], ids=["array", "arrays", "text", "numbers", "key", "tensor", "tensor in a list", "tensor in a tuple", "array in a list",
        "tensors"])  # fmt: skip
def test_a_large_result_is_described_not_written_out(value: Any) -> None:
    """However a result is large, only what it is and how it begins is written down."""
    text = snippet.evidence({"f": "m"}, [Trace("f", (1,), {}, value)], Mismatch("differs", value, 1))
    assert len(text) < 3000
    assert len(snippet.public([Trace("f", (1,), {}, value)], Mismatch("differs", value, 1))) < 500


@pytest.mark.parametrize("value", [np.zeros(10**5), BITS, [BITS], [[0.5] * 1000] * 1000, "x" * 10**6],
                         ids=["array", "tensor", "tensor in a list", "numbers", "text"])  # fmt: skip
def test_of_an_argument_that_is_too_long_is_said_what_it_is(value: Any) -> None:
    """What a submission returned may be an argument of the next call: the rest of the snippet has its room."""
    trace = Trace("f", (value, 7), {"x": value}, 1)
    source = snippet.evidence({"f": "m"}, [trace], Mismatch("differs", 1, 2))
    assert ast.dump(ast.parse(source)) == ast.dump(ast.parse("from m import f\nprint(f(..., 7, x=...))"))
    assert source.count("too long to be written down") == 2 and "# difference: differs" in source and len(source) < 1500


def test_a_large_tensor_is_described_by_shape_and_dtype() -> None:
    """And the numbers with which it begins."""
    said = "# returned: a tensor of shape (2, 300) and dtype float32, beginning [0. 0. "
    assert said in failing(torch.zeros(2, 300))


def test_a_small_tensor_is_written_out() -> None:
    """With its dtype, which may be what is wrong."""
    assert "# returned: tensor([[1., 2.]], dtype=float16)\n" in failing(torch.tensor([[1.0, 2.0]]).half())


def live(kind: str) -> Live:
    """Return an object that stays in a worker."""
    return Live(None, Handle(7, kind), 1)  # type: ignore[arg-type]


def test_an_object_that_stays_in_its_worker_is_named_by_its_type() -> None:
    """Evidence and public messages show no object of the examiner's, nor where it lies in memory."""
    trace = Trace("f", (live("torch.nn.Linear"), 2), {"x": [live("a b")]})
    assert snippet.call(trace) == "f(Linear(...), 2, x=[Live(...)])"
    for text in (snippet.evidence({}, [trace], Mismatch("differs")), snippet.public([trace], Mismatch("differs"))):
        assert "Linear(...): an object, which stays in the submission's process" in text and "0x" not in text


def test_a_student_reads_what_a_large_argument_is():
    """Hundreds of characters of base64 tell nobody anything; small arrays and tensors are written as they are."""
    trace = Trace("f", (torch.zeros(3, 40, 40), torch.tensor([1, 2])), {})
    lines = snippet.public([trace], Mismatch("it is wrong", torch.ones(2), torch.zeros(9, 9))).splitlines()
    assert lines == ["call      f(..., torch.from_numpy(np.array([1, 2])))",
                     "          ...: a tensor of shape (3, 40, 40) and dtype float32, too long to be written down",
                     "got       [1., 1.]", "expected  a tensor of shape (9, 9) and dtype float32",
                     "so        it is wrong"]  # fmt: skip
