"""Stands for the checks of localization."""

from autograder.compare import assert_equal
from autograder.marks import check


@check("later", 40, category="later")
def test_later(student):
    """Doubles"""
    assert_equal(student.later(21), 42)
