"""A forbidden function raises by whatever name it is reached, and everything else goes on working.

Forbidding changes NumPy for the life of a process, so that each test looks at one that ended long ago.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

CALLS = {
    "np.convolve": "np.convolve([1, 2], [3, 4])",
    "np.correlate": "np.correlate([1, 2], [3, 4])",
    "a keyword": "np.convolve([1, 2], v=[3, 4], mode='same')",
    "np.polymul": "np.polymul([1, 2], [3, 4])",
    "np.poly1d": "np.poly1d([1, 2]) * np.poly1d([3, 4])",
    "np.ma.convolve": "np.ma.convolve([1, 2], [3, 4])",
    "np.ma.correlate": "np.ma.correlate([1, 2], [3, 4])",
    "polynomial.polymul": "np.polynomial.polynomial.polymul([1, 2], [3, 4])",
    "polynomial.polypow": "np.polynomial.polynomial.polypow([1, 2], 3)",
    "chebmul": "np.polynomial.chebyshev.chebmul([1, 2], [3, 4])",
    "Polynomial power": "np.polynomial.Polynomial([1, 2]) ** 2",
    "multiarray.correlate": "np._core.multiarray.correlate(a, b)",
    "multiarray.correlate2": "np._core.multiarray.correlate2(a, b)",
    "_multiarray_umath.correlate": "np._core._multiarray_umath.correlate(a, b, mode=2)",
    "_multiarray_umath.correlate2": "np._core._multiarray_umath.correlate2(a, b, 2)",
    "getattr": "getattr(np, 'con' + 'volve')(a, b)",
    "vars": "vars(np)['correlate'](a, b)",
    "an alias of the public function": "saved_convolve(a, b)",
    "an alias of the function inside": "saved_correlate(a, b)",
}
ORDINARY = {
    "dot": "np.dot(a, b) == 11",
    "einsum": "np.einsum('i,i', a, b) == 11",
    "windows": "np.lib.stride_tricks.sliding_window_view(a, 1).shape == (2, 1)",
    "fft": "np.allclose(np.fft.irfft(np.fft.rfft(a, 3) * np.fft.rfft(b, 3), 3), [3, 10, 8])",
    "polyval": "np.polyval([1, 2], 3) == 5",
    "polyadd": "list(np.polyadd([1, 2], [3, 4])) == [4, 6]",
    "pad": "list(np.pad(a, 1)) == [0, 1, 2, 0]",
    "sort": "list(np.sort([2, 1])) == [1, 2]",
    "outer": "np.outer(a, b).shape == (2, 2)",
    "cov": "np.cov(a).shape == ()",
}
PROGRAM = """
import json, sys
import numpy as np
from numpy import convolve as saved_convolve
from numpy._core._multiarray_umath import correlate as saved_correlate
from autograder.sandbox import forbid
forbid.forbid(("numpy.convolve", "numpy.correlate", "numpy.polymul",
               "numpy._core._multiarray_umath.correlate", "numpy._core._multiarray_umath.correlate2"))
a, b = np.array([1.0, 2.0]), np.array([3.0, 4.0])
said = {}
for source in json.loads(sys.argv[1]):
    forbid.caught.clear()
    try:
        said[source] = [str(eval(source)), forbid.caught[:]]
    except Exception as error:
        said[source] = [type(error).__name__ + ": " + str(error), forbid.caught[:]]
print(json.dumps(said))
"""
PRODUCT = "np.polynomial.Polynomial([1, 2]) * np.polynomial.Polynomial([3, 4])"


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    """What each expression gave in a process where convolution is forbidden, and what was caught."""
    sources = [*CALLS.values(), *ORDINARY.values(), PRODUCT, "np.convolve.__name__"]
    command = [sys.executable, "-c", PROGRAM, json.dumps(sources)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)
    return answer


@pytest.mark.parametrize("name", CALLS)
def test_a_forbidden_function_raises(name: str, said: dict[str, Any]) -> None:
    """Every way to NumPy's convolution raises Forbidden."""
    assert said[CALLS[name]][0].startswith("Forbidden: numpy.")


@pytest.mark.parametrize("name", CALLS)
def test_a_forbidden_call_is_caught(name: str, said: dict[str, Any]) -> None:
    """The call is noted, whether or not its error is swallowed."""
    assert len(said[CALLS[name]][1]) == 1


def test_the_product_of_polynomials_is_not_computed(said: dict[str, Any]) -> None:
    """NumPy turns the error of a polynomial product into its own, but the call is noted."""
    message, caught = said[PRODUCT]
    assert message.startswith("TypeError") and caught == ["numpy.convolve"]


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_function_works(name: str, said: dict[str, Any]) -> None:
    """What is not forbidden computes what it always did, and nothing is noted."""
    assert said[ORDINARY[name]] == ["True", []]


def test_a_forbidden_function_keeps_its_name(said: dict[str, Any]) -> None:
    """Looking at a function is no call of it."""
    assert said["np.convolve.__name__"] == ["convolve", []]
