"""Compare a result with what was expected, strictly, and say what differs.

The order of the questions matters: exact type, then shape, then kind of dtype, then finiteness, then
``not (error <= tolerance)``. A lenient comparison is an attack surface: ``np.allclose(np.empty((0,)), x)`` is True, a
scalar broadcasts against a constant array, NaN fails ``error > tolerance``.
"""

from __future__ import annotations

import contextlib
import math
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograder.errors import Mismatch, StudentRaised

Array = np.ndarray[Any, Any]

__tracebackhide__ = True  # in plain pytest a student sees the test, not our frames


class Meter:
    """How near comparisons within a tolerance came to it: the largest error over the tolerance, and the one that was too much.

    Attributes
    ----------
    accepted : float or None
        Of the results that were near enough; None where none was compared within a tolerance.
    rejected : float or None
        Of the result that was not.
    """

    def __init__(self) -> None:
        self.accepted: float | None = None
        self.rejected: float | None = None

    def note(self, error: Any, tol: float) -> None:
        """Take down the errors of one comparison."""
        with np.errstate(all="ignore"):
            ratio = float(np.nan_to_num(np.max(error, initial=0.0), nan=math.inf) / tol)
        if ratio <= 1:
            self.accepted = max(ratio, self.accepted or 0.0)
        else:
            self.rejected = ratio


meter: Meter | None = None
"""Set where an audit asks for margins; a comparison costs nothing more where it is not."""

_KIND_NAMES = {"b": "bool", "i": "signed integer", "u": "unsigned integer", "f": "floating", "c": "complex"}


def assert_equal(actual: Any, expected: Any) -> None:
    """Require exactly the expected value.

    Parameters
    ----------
    actual : object
        What the student's function returned.
    expected : ndarray, Tensor, int, float, bool, str, None, or list or tuple of these
        Arrays: same shape, same kind of dtype (width does not matter), same values. A list stands for list or tuple.
        An int admits NumPy integers and 0-d integer arrays and tensors, never bool; a float likewise.

    Raises
    ------
    Mismatch
        Names the first difference.

    Examples
    --------
    >>> assert_equal(np.array([1, 2], dtype=np.int32), np.array([1, 2]))
    >>> assert_equal(np.array([1, 3]), np.array([1, 2]))
    Traceback (most recent call last):
    ...
    autograder.errors.Mismatch: 1 of 2 values differ, first at index [1]: got 3, expected 2
    """
    _compare(actual, expected, 0.0, "")


def assert_values(actual: Any, expected: Array) -> None:
    """Require an array with the expected numbers, be its dtype integer or floating.

    For checks of values: that integers give integers is a matter of checks of dtypes, which use :func:`assert_equal`.

    Parameters
    ----------
    actual : object
        What the student's function returned; an ndarray of the same shape, of integers or floats.
    expected : ndarray
        Integers or floats. Signed integers must be equal to them; others may differ by 1e-9 of the largest, so that the FFT of
        integers passes unrounded.

    Raises
    ------
    Mismatch
        Names the first difference.

    Examples
    --------
    >>> assert_values(np.array([1.0, 2.0]), np.array([1, 2]))
    """
    numeric = type(actual) is np.ndarray and actual.dtype.kind in "iuf" and expected.dtype.kind in "iuf"
    if not numeric or actual.shape != expected.shape or actual.dtype.kind == expected.dtype.kind == "i":
        _compare(actual, expected, 0.0, "")
    elif np.count_nonzero(_unequal(actual, expected)):
        # shapes agree: a huge result is not even looked at
        scale = float(abs(expected.astype(np.float64)).max(initial=1.0))
        with np.errstate(all="ignore"):  # a wider float may be beyond the largest of these
            numbers = actual.astype(np.float64)
        _compare(numbers, expected.astype(np.float64), 1e-9 * scale, "")


def assert_close(actual: Any, expected: Any, tol: float) -> None:
    """Require every number within `tol` of the expected one.

    Parameters
    ----------
    actual, expected : object
        As in :func:`assert_equal`.
    tol : float
        Largest absolute error allowed; positive, derived from the dtype and the size of the sums.

    Raises
    ------
    Mismatch
        Names the first difference and the worst one.

    Examples
    --------
    >>> assert_close(np.array([0.1 + 0.2]), np.array([0.3]), tol=1e-15)
    >>> assert_close(np.array([]), np.array([0.3]), tol=1e-15)
    Traceback (most recent call last):
    ...
    autograder.errors.Mismatch: the result has shape (0,), expected (1,)
    """
    if not tol > 0:
        raise ValueError(f"tol must be positive, got {tol}")
    _compare(actual, expected, tol, "")


@contextlib.contextmanager
def assert_value_error(names: str | Sequence[str], value: Any = None) -> Iterator[None]:
    """Require that the block raises ValueError, with a message that names an argument and the value.

    Parameters
    ----------
    names : str or sequence of str
        The argument; any one of several, where either may be blamed.
    value : int, float or str, optional
        The offending value, where it is a number or a string.

    Raises
    ------
    Mismatch
        If nothing, or another exception, is raised, or the message does not say which argument and what value.

    Examples
    --------
    >>> with assert_value_error("sigma", -1.0):
    ...     raise StudentRaised("ValueError", ("ValueError",), "sigma must be positive, got -1.0")
    """
    names = (names,) if isinstance(names, str) else tuple(names)
    wanted = " or ".join(names)
    try:
        yield
    except StudentRaised as error:
        if "NotImplementedError" in error.bases or error.forbidden or error.kind == "Missing":
            raise
        if "ValueError" not in error.bases:
            raise Mismatch(f"raised {error}, expected ValueError about {wanted}") from error
        if not any(re.search(rf"(?<![^\W_]){re.escape(name)}s?(?![^\W_])", error.text, re.IGNORECASE) for name in names):
            raise Mismatch(f"the ValueError does not name the argument ({wanted}): {error.text!r}") from error
        if value is not None and not _mentions(error.text, value):
            raise Mismatch(f"the ValueError does not say the value ({value!r}): {error.text!r}") from error
        return
    raise Mismatch(f"nothing was raised, expected ValueError about {wanted}")


def _mentions(text: str, value: Any) -> bool:
    if isinstance(value, str):
        return value in text
    numbers = re.findall(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|-?\binf\b|\bnan\b", text)
    return any(float(number) == value or (math.isnan(value) and number == "nan") for number in numbers)


def is_tensor(value: Any) -> bool:
    """Return whether a value is one of torch's tensors, without importing torch.

    Examples
    --------
    >>> is_tensor(np.ones(2))
    False
    """
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _compare(actual: Any, expected: Any, tol: float, where: str) -> None:
    if isinstance(expected, np.generic):
        expected = expected.item()
    if isinstance(expected, list | tuple):
        if type(actual) not in (list, tuple):
            raise Mismatch(f"{_subject(where)} is {describe(actual)}, expected {len(expected)} values", actual, expected)
        if len(actual) != len(expected):
            raise Mismatch(f"{_subject(where)} has {len(actual)} values, expected {len(expected)}", actual, expected)
        for index, (one, other) in enumerate(zip(actual, expected, strict=True)):
            _compare(one, other, tol, f"{where}[{index}]")
    elif isinstance(expected, np.ndarray):
        if type(actual) is not np.ndarray:
            raise Mismatch(f"{_subject(where)} is {describe(actual)}, expected an ndarray", actual, expected)
        _compare_arrays(actual, expected, tol, where)
    elif is_tensor(expected):
        if type(actual) is not type(expected):
            raise Mismatch(f"{_subject(where)} is {describe(actual)}, expected a tensor", actual, expected)
        _compare_arrays(actual.numpy(), expected.numpy(), tol, where)
    else:
        _compare_scalars(actual, expected, tol, where)


def _compare_scalars(actual: Any, expected: Any, tol: float, where: str) -> None:
    scalar = isinstance(actual, np.generic | np.ndarray) or is_tensor(actual)
    value = actual.item() if scalar and actual.ndim == 0 else actual
    if expected is None or isinstance(expected, bool | str):
        if type(value) is not type(expected) or value != expected:
            raise Mismatch(f"{_subject(where)} is {describe(actual)}, expected {expected!r}", actual, expected)
        return
    admitted: tuple[type, ...] = {int: (int,), float: (float, int), complex: (complex, float, int)}[type(expected)]
    if type(value) not in admitted:
        kind = type(expected).__name__
        raise Mismatch(f"{_subject(where)} is {describe(actual)}, expected {kind} {expected!r}", actual, expected)
    if meter is not None and tol and not isinstance(expected, int):
        meter.note(0.0 if value == expected else abs(value - expected), tol)
    if not (value == expected or _near(value, expected, tol)):
        raise Mismatch(f"{_subject(where)} is {value!r}, expected {expected!r}", actual, expected)


def _near(value: Any, expected: Any, tol: float) -> bool:
    try:
        return bool(abs(value - expected) <= tol)
    except OverflowError:
        return False


def _compare_arrays(actual: Array, expected: Array, tol: float, where: str) -> None:
    if actual.shape != expected.shape:
        raise Mismatch(f"{_subject(where)} has shape {actual.shape}, expected {expected.shape}", actual, expected)
    if actual.dtype.kind != expected.dtype.kind:
        kind = _KIND_NAMES[expected.dtype.kind]
        raise Mismatch(f"{_subject(where)} has dtype {actual.dtype}, expected a {kind} dtype", actual, expected)
    wrong = _unequal(actual, expected)
    if not np.count_nonzero(wrong):  # the quickest way to count; what is equal to a finite number is finite
        if meter is not None and tol != 0 and actual.dtype.kind in "fc":
            meter.note(np.zeros(1), tol)
        return
    finite = np.isfinite(actual)
    if np.count_nonzero(finite) < finite.size and np.isfinite(expected).all():
        index = _first(~finite)
        got = _show(actual[index])
        raise Mismatch(f"{_subject(where)} holds {got} at index {_index(index)}", actual, expected)
    if tol != 0 and actual.dtype.kind in "fc":
        with np.errstate(all="ignore"):  # infinities that are expected, and sums beyond the largest float
            error = np.where(wrong, abs(actual - expected), 0.0)  # infinities that are equal
            wrong = ~(error <= tol)
        if meter is not None:
            meter.note(error, tol)
    if np.count_nonzero(wrong):
        index = _first(wrong)
        many = f"{wrong.sum()} of {wrong.size} values differ, first at index {_index(index)}"
        got = f"got {_show(actual[index])}, expected {_show(expected[index])}"
        within = f" within {tol:.1e}" if tol and actual.dtype.kind in "fc" else ""
        inside = f"in {where}: " if where else ""
        raise Mismatch(f"{inside}{many}: {got}{within}", actual, expected)


def _unequal(actual: Array, expected: Array) -> Array:
    """Return where two arrays of one shape differ; nobody is warned of what a submission returns."""
    if actual.dtype == expected.dtype:
        wrong: Array = actual != expected
    else:
        with np.errstate(all="ignore"):  # a signalling NaN that is converted
            wrong = actual != expected
    return wrong


def describe(value: Any) -> str:
    """Return what a value is, in a few words.

    Examples
    --------
    >>> describe(np.zeros((2, 3)))
    'an ndarray of shape (2, 3) and dtype float64'
    >>> describe([1, 2])
    'a list of 2 values'
    """
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an ndarray of shape {value.shape} and dtype {value.dtype}"
    if is_tensor(value):
        return f"a tensor of shape {tuple(value.shape)} and dtype {str(value.dtype).removeprefix('torch.')}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)} values"
    if isinstance(value, bool | int | float | complex | str | np.generic):
        return f"{type(value).__name__} {value!r}"[:200]
    return f"a value of type {getattr(value, 'kind', type(value).__name__)}"


def _subject(where: str) -> str:
    return f"value {where} of the result" if where else "the result"


def _first(mask: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.unravel_index(int(np.argmax(mask)), mask.shape))


def _index(index: tuple[int, ...]) -> str:
    return "[" + ", ".join(map(str, index)) + "]"


def _show(value: Any) -> str:
    wide = isinstance(value, np.longdouble | np.clongdouble)  # of which a format makes float64
    return f"{value:.10g}" if value.dtype.kind in "fc" and not wide else str(value)
