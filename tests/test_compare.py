"""A result passes only if type, shape, kind of dtype, finiteness and values are all right, in this order."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.compare import assert_close, assert_equal, assert_value_error, assert_values, describe
from autograder.errors import Mismatch, StudentRaised, StudentTimeout
from autograder.wire import Foreign, Handle

TOL = 1e-9
FINITE = st.floats(-1e6, 1e6)
PASSES: dict[str, tuple[Any, Any]] = {
    "an equal array": (np.array([1.0, 2.0]), np.array([1.0, 2.0])),
    "a narrower float": (np.array([1.0], np.float32), np.array([1.0])),
    "a narrower int": (np.array([1], np.int8), np.array([1])),
    "an array in Fortran order": (np.ones((2, 3), order="F"), np.ones((2, 3))),
    "an equal empty array": (np.empty((0, 3)), np.empty((0, 3))),
    "a tuple for a list": ((1, 2), [1, 2]),
    "a list for a tuple": ([1, 2], (1, 2)),
    "a NumPy int for an int": (np.int16(3), 3),
    "a 0-d array for an int": (np.array(3), 3),
    "a NumPy float for a float": (np.float32(0.5), 0.5),
    "a 0-d array for a float": (np.array(0.5), 0.5),
    "an int for a float": (2, 2.0),
    "a float for a complex": (2.0, 2 + 0j),
    "a 0-d array for a 0-d array": (np.array(1.0), np.array(1.0)),
    "None": (None, None),
    "a bool": (True, True),
    "text": ("same", "same"),
    "negative zero": (np.array([-0.0]), np.array([0.0])),
    "infinity for infinity": (math.inf, math.inf),
    "nested values": ([np.array([1]), (2, "a")], (np.array([1]), [2, "a"])),
}
FAILS: dict[str, tuple[Any, Any, str]] = {
    "None for an array": (None, np.ones(2), "None"),
    "a list for an array": ([1.0, 2.0], np.array([1.0, 2.0]), "expected an ndarray"),
    "a NumPy scalar for a 0-d array": (np.float64(1), np.array(1.0), "expected an ndarray"),
    "a scalar for a constant array": (1.0, np.ones((2, 2)), "expected an ndarray"),
    "an array for a scalar": (np.array([1.0]), 1.0, "expected float"),
    "an array for a list": (np.array([1, 2]), [1, 2], "expected 2 values"),
    "text for a list": ("ab", ["a", "b"], "expected 2 values"),
    "a shorter list": ([1], [1, 2], "has 1 values"),
    "a longer list": ([1, 2, 3], [1, 2], "has 3 values"),
    "an empty array": (np.empty((0,)), np.ones((8, 1)), "shape"),
    "one value for many": (np.ones((1, 1)), np.ones((8, 1)), "shape"),
    "a 0-d array for an array": (np.array(1.0), np.ones(3), "shape"),
    "another shape of nothing": (np.empty((0, 2)), np.empty((0, 3)), "shape"),
    "the transposed": (np.ones((2, 3)), np.ones((3, 2)), "shape"),
    "ints for floats": (np.array([1]), np.array([1.0]), "dtype"),
    "floats for ints": (np.array([1.0]), np.array([1]), "dtype"),
    "unsigned for signed": (np.array([1], np.uint8), np.array([1]), "dtype"),
    "bools for ints": (np.array([True]), np.array([1]), "dtype"),
    "complex for real": (np.array([1 + 0j]), np.array([1.0]), "dtype"),
    "a bool for an int": (True, 1, "expected int"),
    "a NumPy bool for an int": (np.True_, 1, "expected int"),
    "a bool for a float": (True, 1.0, "expected float"),
    "an int for a bool": (1, True, "expected True"),
    "a float for an int": (1.0, 1, "expected int"),
    "complex for a float": (1 + 0j, 1.0, "expected float"),
    "text for a number": ("1", 1, "expected int"),
    "zero for None": (0, None, "expected None"),
    "NaN among numbers": (np.array([1.0, math.nan]), np.array([1.0, 2.0]), "holds nan"),
    "infinity among numbers": (np.array([math.inf]), np.array([1.0]), "holds inf"),
    "all NaN": (np.full(3, math.nan), np.ones(3), "holds nan"),
    "a NaN for a float": (math.nan, 1.0, "nan"),
    "infinity for a float": (math.inf, 1.0, "inf"),
    "NaN for NaN": (math.nan, math.nan, "nan"),
    "NaN for NaN in an array": (np.array([math.nan]), np.array([math.nan]), "nan"),
    "a foreign value for an array": (Foreign("m.Equal"), np.ones(2), "m.Equal"),
    "a foreign value for a number": (Foreign("m.Lucky"), 1.0, "m.Lucky"),
    "a foreign value for None": (Foreign("m.Nothing"), None, "m.Nothing"),
    "a handle for a list": (Handle(1, "generator"), [1], "generator"),
    "a wrong value deep inside": ([1, [2, np.array([3, 5])]], [1, [2, np.array([3, 4])]], r"in \[1\]\[1\]: 1 of 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSES)
def test_what_is_equal_passes(name: str) -> None:
    """Width of a dtype, layout, list or tuple, 0-d or scalar do not matter."""
    assert_equal(*PASSES[name])


@pytest.mark.parametrize("name", [name for name in PASSES if "infinity" not in name])
def test_what_is_equal_is_close(name: str) -> None:
    """Whatever is equal is also within any tolerance."""
    assert_close(*PASSES[name], tol=TOL)


@pytest.mark.parametrize("name", FAILS)
def test_what_differs_is_a_mismatch(name: str) -> None:
    """Another type, shape, kind, finiteness or value fails, and the reason says which."""
    actual, expected, reason = FAILS[name]
    with pytest.raises(Mismatch, match=reason):
        assert_equal(actual, expected)


@pytest.mark.parametrize("name", FAILS)
def test_no_tolerance_excuses_what_is_of_another_kind(name: str) -> None:
    """A tolerance forgives small errors only, never a type, a shape or a NaN."""
    actual, expected, _reason = FAILS[name]
    with pytest.raises(Mismatch):
        assert_close(actual, expected, tol=1e-3)


def test_the_type_is_judged_before_the_shape_before_the_dtype() -> None:
    """Of several differences the first in the order is named."""
    with pytest.raises(Mismatch, match="shape"):
        assert_equal(np.array([math.nan]), np.array([1, 2]))


@given(FINITE, st.floats(1e-6, 1e3))
def test_the_tolerance_is_inclusive_and_sharp(value: float, tol: float) -> None:
    """An array passes exactly where its error, as computed, is at most the tolerance."""
    for actual in (value + tol, math.nextafter(value + tol, math.inf), math.nextafter(value + tol, -math.inf)):
        if abs(actual - value) <= tol:
            assert_close(np.array([actual]), np.array([value]), tol)
            assert_close(actual, value, tol)
        else:
            with pytest.raises(Mismatch):
                assert_close(np.array([actual]), np.array([value]), tol)
            with pytest.raises(Mismatch):
                assert_close(actual, value, tol)


@pytest.mark.parametrize("error", [0.5, 0.5 - 2**-53])
def test_an_error_at_or_just_inside_the_tolerance_passes(error: float) -> None:
    """The largest error allowed is allowed."""
    assert_close(np.array([error]), np.array([0.0]), tol=0.5)


def test_an_array_without_axes_has_a_tolerance() -> None:
    """The only number of a 0-d array may be as far off as any other."""
    assert_close(np.array(1.25), np.array(1.0), tol=0.5)
    with pytest.raises(Mismatch, match=r"at index \[\]"):
        assert_close(np.array(2.0), np.array(1.0), tol=0.5)


def test_an_error_just_outside_the_tolerance_fails() -> None:
    """The next larger number than the tolerance is too much."""
    with pytest.raises(Mismatch, match="within"):
        assert_close(np.array([math.nextafter(0.5, 1)]), np.array([0.0]), tol=0.5)


def test_no_tolerance_applies_to_integers() -> None:
    """Arrays of integers are compared exactly, whatever the tolerance."""
    with pytest.raises(Mismatch, match="1 of 1"):
        assert_close(np.array([2]), np.array([1]), tol=10.0)


@pytest.mark.parametrize("tol", [0.0, -1.0, math.nan])
def test_a_tolerance_is_positive(tol: float) -> None:
    """A tolerance that admits nothing, or anything, is a mistake of the suite."""
    with pytest.raises(ValueError, match="tol must be positive"):
        assert_close(1.0, 1.0, tol)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=FINITE), st.data())
def test_one_wrong_value_is_found_wherever_it_is(expected: Any, data: Any) -> None:
    """A single changed element fails, and its index is named."""
    index = tuple(data.draw(st.integers(0, side - 1)) for side in expected.shape)
    actual = expected.copy()
    actual[index] += 1.0
    with pytest.raises(Mismatch) as caught:
        assert_close(actual, expected, TOL)
    assert f"1 of {expected.size} values differ, first at index {list(index)}" in caught.value.reason


def test_a_tensor_is_no_array() -> None:
    """A tensor does not pass where an array is expected, nor an array for a tensor."""
    torch = pytest.importorskip("torch")
    for actual, expected in ((torch.ones(2), np.ones(2)), (np.ones(2), torch.ones(2))):
        with pytest.raises(Mismatch):
            assert_equal(actual, expected)


def test_equal_tensors_pass() -> None:
    """Tensors are compared like arrays."""
    torch = pytest.importorskip("torch")
    assert_close(torch.ones(2, dtype=torch.float64), torch.ones(2), TOL)


def answer(error: Exception | None) -> None:
    """Raise what a call of a submission raises, if anything."""
    if error is not None:
        raise error


def raised(text: str, kind: str = "ValueError", bases: tuple[str, ...] = ("ValueError",), **more: Any) -> StudentRaised:
    """Return what a test sees of a submission's exception."""
    return StudentRaised(kind, bases, text, **more)


@pytest.mark.parametrize(
    "text",
    ["sigma must be positive, got -1.0", "sigma must be positive, got -1", "`sigma` = -1.0 is not allowed", "sigma=-1.0",
     "expected 'sigma' > 0 (was -1.0)", "Invalid sigma: -1.", "sigma should be > 0 but is -1e0", "(-1.0, sigma)",
     "got np.float64(-1.0) for sigma", "sigma\nis\n-1.0", "-1.0: bad value of parameter 'sigma'", "filter_sigma is -1.00"],
)  # fmt: skip
def test_an_honest_wording_is_accepted(text: str) -> None:
    """Any message that names the argument and the value will do."""
    with assert_value_error("sigma", -1.0):
        raise raised(text)


def test_a_subclass_of_value_error_is_accepted() -> None:
    """An exception of the student's own that is a ValueError counts as one."""
    with assert_value_error("sigma", -1.0):
        raise raised("sigma is -1", "BadSigma", ("ValueError", "Exception"))


def test_any_of_several_names_is_accepted() -> None:
    """Where either argument may be blamed, either will do."""
    with assert_value_error(["f", "g"]):
        raise raised("g is empty")


def test_a_text_value_is_looked_for_as_it_is() -> None:
    """A mode is named by its text."""
    with assert_value_error("mode", "sme"):
        raise raised("unknown mode 'sme'")


@pytest.mark.parametrize(
    ("error", "reason"),
    [(None, "nothing was raised"),
     (raised("sigma -1.0", "TypeError", ("TypeError",)), "raised TypeError"),
     (raised("sigma -1.0", "Exception", ("Exception",)), "raised Exception"),
     (raised("sigma -1.0", "ValueError", ()), "raised ValueError"),
     (raised("must be positive, got -1.0"), "does not name the argument"),
     (raised("sigmoid must be positive, got -1.0"), "does not name the argument"),
     (raised(""), "does not name the argument"),
     (raised("sigma must be positive"), "does not say the value"),
     (raised("sigma must be positive, got -1.5"), "does not say the value"),
     (raised("sigma must be positive, got 1.0"), "does not say the value")],
    ids=["silence", "TypeError", "Exception", "a class of that name only", "no name", "another name", "empty", "no value",
         "another value", "another sign"],
)  # fmt: skip
def test_anything_else_is_refused(error: StudentRaised | None, reason: str) -> None:
    """Silence, other exceptions, a message without the name or without the value are mismatches."""
    with pytest.raises(Mismatch, match=reason), assert_value_error("sigma", -1.0):
        answer(error)


@pytest.mark.parametrize(
    "error",
    [StudentTimeout("late"), raised("sigma", "NotImplementedError", ("NotImplementedError", "RuntimeError")),
     raised("sigma -1.0", "Forbidden", ("RuntimeError",), forbidden=True), Mismatch("another")],
    ids=["timeout", "not implemented", "forbidden", "mismatch"],
)  # fmt: skip
def test_what_is_no_answer_at_all_passes_through(error: Exception) -> None:
    """A timeout, an unwritten function, a forbidden one keep their own outcome."""
    with pytest.raises(type(error)) as caught, assert_value_error("sigma", -1.0):
        raise error
    assert caught.value is error


def test_a_tensor_without_an_axis_is_a_number():
    """As a 0-d array is; a truth value is none, nor is a tensor with an axis."""
    torch = pytest.importorskip("torch")
    assert_close(torch.tensor(0.5), 0.5, TOL)
    assert_equal(torch.tensor(3), 3)
    for wrong in (torch.tensor([3]), torch.tensor(True), torch.int64):
        with pytest.raises(Mismatch):
            assert_equal(wrong, 3)


SIGNALLING = np.array([0x7FA00000], np.uint32).view(np.float32)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("actual", [
    np.array([np.longdouble("1e4000")]), -np.array([np.longdouble("1e4000")]), np.array([np.clongdouble("1e4000")]), SIGNALLING,
    np.array([np.inf]), np.array([1e300]), np.array([2**64 - 1], np.uint64),
], ids=["long", "negative", "complex", "signalling NaN", "infinite", "large", "unsigned"])  # fmt: skip
@pytest.mark.parametrize("check", [lambda *both: assert_close(*both, tol=1e-6), assert_equal, assert_values],
                         ids=["close", "equal", "values"])  # fmt: skip
@pytest.mark.parametrize("expected", [np.array([1.0]), np.array([1])], ids=["float", "int"])
def test_nobody_is_warned_of_a_number_that_float64_does_not_hold(actual: Any, check: Any, expected: Any) -> None:
    """Whatever numbers a submission returns, it is told what differs, and the console of who grades stays quiet."""
    with pytest.raises(Mismatch):
        check(actual, expected)


def test_a_number_beyond_float64_is_named_as_it_is() -> None:
    """A longdouble may be finite where a float64 is not."""
    with pytest.raises(Mismatch, match=r"got 1e\+4000, expected 1 within"):
        assert_close(np.array([np.longdouble("1e4000")]), np.array([1.0]), tol=1e-6)


def test_a_tensor_is_described_by_shape_and_dtype() -> None:
    """As an ndarray is."""
    assert describe(torch.zeros(2, 3)) == "a tensor of shape (2, 3) and dtype float32"
