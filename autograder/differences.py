"""What can be drawn of a failing check, and the same for submissions that were graded: their public checks once more.

A page for a student may show what a public check expected and what came instead, but not what the grader's own run had seen:
a worker that has met hidden inputs could return them to a public check. So the public checks alone are run again, on what was
kept of the submission, behind the same wall, in a worker that has never seen anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder import units
from autograder.compare import is_tensor
from autograder.errors import GraderError, Mismatch
from autograder.judge import collect, judged, runtime_of
from autograder.model import Check, Unit
from autograder.plugin import Examination
from autograder.sandbox.probe import probe, tier
from autograder.sandbox.process import ZygoteSandbox
from autograder.shadows import as_judged
from autograder.student import Student, Trace

Array = np.ndarray[Any, Any]

_WEAKEST = "B"
_CALL_SECONDS, _SECONDS = 2.0, 10.0  # of a call and of a submission: public checks of all our units together take 0.3 s
_MOST_LABELS = 32
_WIDEST = np.dtype(np.float64).itemsize
_SMALLEST = 13  # the shorter side of an image over which something is drawn


class Difference(msgspec.Struct, frozen=True):
    """What a check refused, and what it expected.

    Parameters
    ----------
    actual, expected : ndarray
        Without an image: an image or a stack of feature maps, of one shape, rows and columns last. With one: boxes of shape
        (n, 4), each x, y, width and height (not always equally many), or labels of shape (h, w).
    image : ndarray, optional
        Of shape (h, w, 1 or 3): what the boxes or labels are about.
    """

    actual: Array
    expected: Array
    image: Array | None = None

    @property
    def boxes(self) -> bool:
        """Whether these are boxes."""
        return self.image is not None and self.actual.shape != self.image.shape[:2]

    @property
    def visible(self) -> bool:
        """Whether some number differs: of a wrong dtype a picture shows nothing."""
        if self.actual.shape != self.expected.shape:
            return True
        yours, expected = (value.astype(np.float64) for value in (self.actual, self.expected))
        return not np.array_equal(yours, expected, equal_nan=True)


class Kept(msgspec.Struct, frozen=True):
    """A submission that was graded: its sources, and the tasks of which public checks failed."""

    files: dict[str, str]
    tasks: frozenset[str]


def of(error: BaseException, traces: Sequence[Trace]) -> Difference | None:
    """Return what can be drawn of a mismatch, given the calls before it; None where that is nothing.

    Parameters
    ----------
    error : BaseException
        What ended a check.
    traces : sequence of Trace
        Its calls, the last one last. An image among the arguments is what boxes or labels are drawn over.
    """
    if not isinstance(error, Mismatch):
        return None
    try:
        with np.errstate(all="ignore"):  # nobody is warned of what a submission returns
            found = _drawable(error, traces)
            return found if found is not None and found.visible else None
    except Exception:  # what a submission returns may be odd: it must not cost more than its own picture
        return None


def _drawable(error: Mismatch, traces: Sequence[Trace]) -> Difference | None:
    actual, expected = _array(error.actual), _array(error.expected)
    if actual is None or expected is None:
        return None
    arguments = [*traces[-1].args, *traces[-1].kwargs.values()] if traces else []
    images = [image for image in map(_array, arguments) if image is not None and image is not error.actual]
    over = _over(actual, expected, images)
    if over is not None:
        return over
    if actual.shape != expected.shape or actual.ndim < 2 or min(actual.shape[-2:]) < 3 or 0 in actual.shape:
        return None
    return Difference(actual.copy(), expected.copy())  # what a submission returned may change under its hands


def again(folder: Path, kept: Iterable[tuple[str, Kept]], done: Callable[[str, dict[str, Difference]], None]) -> None:
    """Run the public checks of submissions once more, and say what can be drawn of those that fail.

    What they draw at random is what it was when they were graded; they have at most 2 s a call and 10 s a submission.

    Parameters
    ----------
    folder : Path
        The unit.
    kept : iterable of (str, Kept)
        Submissions by name.
    done : callable
        Told for each of them what can be drawn, by name of the check.

    Raises
    ------
    GraderError
        If this machine holds submissions by less than tier B, or the suite cannot be run.
    """
    unit = _limited(units.load(folder))
    kind, behind = as_judged(unit)
    harness = units.harness(folder) + behind
    sandbox = ZygoteSandbox(runtime_of(unit), cpu_seconds=int(unit.limits.submission_seconds) + 5)

    def conduct(examination: Examination) -> None:
        if tier(probe(sandbox)) > _WEAKEST:
            raise GraderError("this machine holds submissions by less than tier B (autograder doctor says why)")
        for name, submission in kept:
            student = kind(sandbox, unit, submission.files, harness=harness)
            found: dict[str, Difference] = {}
            examination.told = _noting(student, found)
            judged(student, examination, b"", submission.tasks, timed=[])
            done(name, found)

    try:
        collect(folder / "suite" / "test_public.py", Examination(unit, None, conduct))
    finally:
        sandbox.close()


def _limited(unit: Unit) -> Unit:
    """Return the unit with no more time than a picture is worth."""
    call, whole = min(unit.limits.call_seconds, _CALL_SECONDS), min(unit.limits.submission_seconds, _SECONDS)
    return msgspec.structs.replace(
        unit, limits=msgspec.structs.replace(unit.limits, call_seconds=call, submission_seconds=whole)
    )


def _noting(student: Student, found: dict[str, Difference]) -> Callable[[Check, BaseException], None]:
    def told(check: Check, error: BaseException) -> None:
        if (difference := of(error, student.traces)) is not None:
            found[check.name] = difference

    return told


def _array(value: Any) -> Array | None:
    """Return a value as an array of real numbers of at most 64 bits, where it is one; of detections the boxes.

    Detections are a list of (label, score, box).
    """
    if is_tensor(value):
        try:
            value = value.detach().cpu().numpy()
        except (TypeError, RuntimeError):  # bfloat16, say, or sparse: NumPy has none of these
            return None
    if type(value) is list and value and all(type(one) is tuple and len(one) == 3 for one in value):
        boxes = [one[2] for one in value]
        if all(type(box) in (tuple, list) and [type(side) in (int, float) for side in box] == [True] * 4 for box in boxes):
            try:
                value = np.array(boxes, np.float64)
            except OverflowError:  # Python's integers have no end
                return None
    if type(value) is not np.ndarray or value.dtype.kind not in "biuf" or not value.size:
        return None
    return value.astype(np.float64) if value.dtype.itemsize > _WIDEST else value


def _over(actual: Array, expected: Array, images: list[Array]) -> Difference | None:
    """Return boxes or labels with the first image that they fit; of a batch the image in which they differ most."""
    for image in images:
        found = _over_one(actual, expected, _picture(image))
        if found is None and _is_batch(image, actual) and actual.shape == expected.shape:
            error = abs(actual.astype(np.float64) - expected).reshape(len(actual), -1)
            worst = int(np.argmax(error.max(axis=1)))  # what is no number is the largest
            found = _over_one(actual[worst], expected[worst], _picture(image[worst]))
        if found is not None:
            return found
    return None


def _is_batch(images: Array, values: Array) -> bool:
    """Return whether there may be one value for each of the images."""
    return images.ndim in (3, 4) and values.ndim > 0 and len(images) == len(values)


def _over_one(actual: Array, expected: Array, image: Array | None) -> Difference | None:
    if image is None:
        return None
    if actual.shape == expected.shape == image.shape[:2] and _are_labels(actual) and _are_labels(expected):
        return Difference(actual.copy(), expected.copy(), image.copy())
    if actual.ndim in (1, 2) and actual.shape[-1] == 4 and _are_boxes(expected, *image.shape[:2]):
        return Difference(np.atleast_2d(actual).copy(), np.atleast_2d(expected).copy(), image.copy())
    return None


def _are_labels(value: Array) -> bool:
    return value.dtype.kind in "biu" and bool(value.min() >= 0) and bool(value.max() < _MOST_LABELS)


def _are_boxes(value: Array, height: int, width: int) -> bool:
    """Return whether an array may be boxes inside an image: results of filters and networks of this shape are not."""
    if value.ndim not in (1, 2) or value.shape[-1] != 4 or not np.isfinite(value).all():
        return False
    x, y, w, h = np.moveaxis(value.astype(np.float64), -1, 0)
    return bool((np.minimum(x, y) >= 0).all() and (np.minimum(w, h) >= 1).all()
                and (x + w <= width).all() and (y + h <= height).all())  # fmt: skip


def _picture(value: Array) -> Array | None:
    """Return an argument as an image with channels last, where it may be one; in small ones numbers say more."""
    if value.ndim == 3 and value.shape[0] in (1, 3):
        value = value.transpose(1, 2, 0)
    elif value.ndim == 2:
        value = value[:, :, None]
    return value if value.ndim == 3 and value.shape[2] in (1, 3) and min(value.shape[:2]) >= _SMALLEST else None
