"""What is to come."""

from autograder.compare import assert_equal
from autograder.marks import check


@check("later", 30, category="later")
def test_later_again(student):
    """It gives 1 again"""
    assert_equal(student.later(), 1)
