"""Every exception of the package, by whose fault it is.

::

    AutograderError
    ├── UsageError          a bad option, path or name: the command line exits with 2
    │   ├── UnitError       a unit's own files are wrong (unit.toml, suite, markers)
    │   └── DataError       a data set is missing, or not what the registry says
    ├── IntakeError         a submission cannot be taken in: its record is "rejected"
    ├── GraderError         our own fault: the check is "not_graded", never a zero
    └── StudentError        the submission's fault, raised into the hidden test by the student proxy
        ├── StudentRaised   its code raised ("error", or "forbidden")
        ├── StudentTimeout  a call ran out of time ("timeout")
        └── StudentKilled   its process ended, or broke the protocol ("killed")

    AssertionError
    └── Mismatch            a result is not what was expected ("failed")
"""

from __future__ import annotations

from typing import Any


class AutograderError(Exception):
    """Base of all errors that this package raises on purpose."""


class UsageError(AutograderError):
    """Something given by the user is wrong; the message names it and says what to do."""


class UnitError(UsageError):
    """A unit's own files are wrong; the message names the file."""


class DataError(UsageError):
    """A data set is missing or altered, or what reads it is not installed; the message names the file and the remedy."""


class IntakeError(AutograderError):
    """A submission cannot be taken in; the message is shown to the student."""


class GraderError(AutograderError):
    """The grader itself failed; no student may lose a point by it."""


class StudentError(AutograderError):
    """The submission misbehaved during a call."""


class StudentRaised(StudentError):
    """The submission's code raised an exception.

    Only names and text cross the wall, so an exception class of the student's cannot pass for one of ours.

    Parameters
    ----------
    kind : str
        Name of the exception's class, for example ``"ValueError"``; ``"Missing"`` where there is no function to call.
    bases : tuple of str
        Names of the built-in classes in its method resolution order.
    text : str
        ``str(exception)``, at most 4 KB.
    where : str
        The place in the student's files, for example ``"convolution.py, line 12, in convolve1d"``; may be empty.
    signature : str
        The signature of the function, where the call did not fit it.
    forbidden : bool
        Whether it was raised by a function or package that the unit forbids.
    """

    def __init__(
        self, kind: str, bases: tuple[str, ...], text: str, where: str = "", signature: str = "", forbidden: bool = False
    ) -> None:
        self.kind, self.bases, self.text, self.where, self.signature = kind, bases, text, where, signature
        self.forbidden = forbidden
        said = text if kind == "Missing" else f"{kind}: {text}" if text else kind
        super().__init__(said + (f" ({where})" if where else ""))


class StudentTimeout(StudentError):
    """A call of the submission ran out of time."""


class StudentKilled(StudentError):
    """The submission's process ended during a call, or what it sent was no valid reply."""


class Mismatch(AssertionError):
    """A result differs from what was expected.

    Parameters
    ----------
    reason : str
        One sentence: what differs and where first.
    actual, expected : object
        Both values, for the message to staff and for public checks.
    """

    def __init__(self, reason: str, actual: Any = None, expected: Any = None) -> None:
        self.reason, self.actual, self.expected = reason, actual, expected
        super().__init__(reason)
