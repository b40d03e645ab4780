import numpy as np

from helpers import refuse
from shapes.twice import twice


def double(x):
    return twice(refuse(x))


def total(x):
    return refuse(x).sum()


def scale_to(x, target):
    return np.multiply(x, target / total(x))
