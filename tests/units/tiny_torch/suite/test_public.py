"""The public checks of the tiny torch unit."""

import torch

from autograder.compare import assert_equal
from autograder.marks import check


@check("halve", 20, visibility="public")
def test_halve(student):
    """Halves [2, 4]"""
    assert_equal(student.halve(torch.tensor([2.0, 4.0])), torch.tensor([1.0, 2.0]))


@check("Scaler", 20, visibility="public")
def test_scaler(student):
    """Scales [1, 2] by 3"""
    scaler = student.make("Scaler", 3.0)
    assert_equal(scaler(torch.tensor([1.0, 2.0])), torch.tensor([3.0, 6.0]))
