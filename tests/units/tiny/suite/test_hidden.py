"""The hidden checks of the tiny unit."""

import numpy as np
import pytest

from autograder.compare import assert_close, assert_equal, assert_value_error
from autograder.errors import Mismatch
from autograder.marks import check


@check("double", 15, category="sizes")
@pytest.mark.parametrize("n", [1, 2, 5])
def test_double_random(student, rng, n):
    """Doubles random floats"""
    x = rng.uniform(1, 2, n)
    assert_equal(student.double(x), 2 * x)


@check("double", 5, category="signs", visibility="hint", hint="What is twice a negative number?")
def test_double_negative(student):
    """Doubles negative numbers"""
    assert_equal(student.double(np.array([[-1, 4], [3, -2]])), np.array([[-2, 8], [6, -4]]))


@check("double", 5, category="arguments", guard=True)
def test_double_leaves_its_argument(student):
    """Leaves the argument of double as it was"""
    x = np.array([1, 2, 3])
    after = student.arguments_after("double", x)
    if after is None or not np.array_equal(after[0], x):
        raise Mismatch("the argument was changed", after, x)


@check("double", 5, category="errors", guard=True)
def test_double_empty(student):
    """Refuses an empty input to double"""
    with assert_value_error("x"):
        student.double([])


@check("total", 15, category="random values")
def test_total_random(student, rng, reference):
    """Sums random integers"""
    x = rng.integers(1, 100, 7)
    assert_equal(student.total(x), int(reference.total(x)))


@check("total", 5, category="errors", guard=True)
def test_total_empty(student):
    """Refuses an empty input to total"""
    with assert_value_error("x"):
        student.total([])


@check("scale_to", 15, category="random values")
def test_scale_to_random(student, rng):
    """Scales random floats"""
    x = rng.uniform(1, 2, 6)
    assert_close(student.scale_to(x, 30.0), x * 30 / x.sum(), 1e-12)


@check("scale_to", 5, category="errors", guard=True)
def test_scale_to_empty(student):
    """Refuses an empty input to scale_to"""
    with assert_value_error("x"):
        student.scale_to([], 1.0)
