"""Take a submission in, in two steps on two sides of the wall.

:func:`gather` reads raw bytes and looks at nothing in them: they are hashed and kept, and what is graded is what was hashed.
:func:`read` makes sources of the bytes: it opens archives, decodes text and finds the code of notebooks. When grading, the
second step happens in a sealed process (:mod:`autograder.sandbox.reader`); on a student's own machine both happen here.
"""

from __future__ import annotations

from pathlib import Path

from autograder.intake.gather import gather, identifier, require_numbered
from autograder.intake.reading import read
from autograder.intake.rules import MAX_FILES, MAX_NOTEBOOK, MAX_TOTAL, Cell, Raw, Submission
from autograder.model import Unit

__all__ = [
    "MAX_FILES",
    "MAX_NOTEBOOK",
    "MAX_TOTAL",
    "Cell",
    "Raw",
    "Submission",
    "gather",
    "identifier",
    "read",
    "require_numbered",
    "take",
]


def take(path: Path, unit: Unit) -> Submission:
    """Gather and read a submission in this process.

    Parameters
    ----------
    path : Path
        A folder, a ``.zip``, an ``.ipynb`` or, for units of one file, a ``.py``.
    unit : Unit

    Raises
    ------
    IntakeError
        If nothing of the unit can be taken in; the message says why, and what to do.
    """
    return read(gather(path, unit), unit)
