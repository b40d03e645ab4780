"""The public checks of the tiny unit."""

import numpy as np

from autograder.compare import assert_close, assert_equal
from autograder.marks import check


@check("double", 10, visibility="public")
def test_double(student):
    """Doubles [1, 2, 3]"""
    assert_equal(student.double([1, 2, 3]), np.array([2, 4, 6]))


@check("total", 10, visibility="public")
def test_total(student):
    """Sums [1, 2, 3]"""
    assert_equal(student.total(np.array([1, 2, 3])), 6)


@check("scale_to", 10, visibility="public")
def test_scale_to(student):
    """Scales [1, 3] to a sum of 8"""
    assert_close(student.scale_to(np.array([1.0, 3.0]), 8.0), np.array([2.0, 6.0]), 1e-12)
