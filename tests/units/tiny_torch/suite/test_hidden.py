"""The hidden checks of the tiny torch unit."""

import torch

from autograder.compare import assert_equal
from autograder.marks import check


@check("halve", 20, category="random values")
def test_halve_random(student, rng):
    """Halves random values"""
    x = torch.from_numpy(rng.uniform(1, 2, (3, 4)))
    assert_equal(student.halve(x), x / 2)


@check("Scaler", 40, category="products")
def test_times(student):
    """A product of two scalers scales by both, after either is forgotten"""
    two, five = student.make("Scaler", 2.0), student.make("Scaler", 5.0)
    ten = two.make("times", five)
    two.release()
    five.release()
    assert_equal(ten.forward(torch.tensor([1.0])), torch.tensor([10.0]))
