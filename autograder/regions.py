"""Solution regions of a reference, and the stub that is left without them.

The markers are nbgrader's, each on a line of its own, strictly: ``### BEGIN SOLUTION`` and ``### END SOLUTION``.
"""

from __future__ import annotations

import re

from autograder.errors import UnitError

_DEFINITION = re.compile(r"(?:async )?(?:def|class) (\w+)[(:\[]")

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def stub(source: str, path: str) -> str:
    r"""Return a reference module as students get it.

    A region inside a function becomes a line to replace that raises NotImplementedError; one at the margin (imports and
    helpers of the reference) vanishes.

    Parameters
    ----------
    source : str
        The module.
    path : str
        Its name, for messages.

    Raises
    ------
    UnitError
        If a marker is nested, unclosed, alone, shares its line, or stands at another indent than its partner.

    Examples
    --------
    >>> print(stub("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n", "m.py"))
    def f():
        raise NotImplementedError("f is not written yet")  # YOUR CODE HERE
    <BLANKLINE>
    """
    kept: list[str] = []
    opened: tuple[int, str] | None = None
    name = ""
    for number, line in enumerate(source.split("\n"), start=1):
        text, indent = line.strip(), line[: len(line) - len(line.lstrip())]
        if text not in (BEGIN, END):
            if any(word in line for word in ("BEGIN SOLUTION", "END SOLUTION")):
                raise UnitError(f"{path}, line {number}: a marker stands on a line of its own, exactly {BEGIN!r} or {END!r}")
            if opened is None:
                kept.append(line)
                if match := _DEFINITION.match(text):
                    name = match[1]
            continue
        if (text == BEGIN) is (opened is not None):
            raise UnitError(f"{path}, line {number}: {text!r} has no partner; regions cannot be nested")
        if opened is None:
            opened = (number, indent)
            if indent:
                kept.append(f'{indent}raise NotImplementedError("{name} is not written yet")  # YOUR CODE HERE')
        elif opened[1] != indent:
            raise UnitError(f"{path}, line {number}: is indented otherwise than its partner in line {opened[0]}")
        else:
            opened = None
    if opened is not None:
        raise UnitError(f"{path}, line {opened[0]}: {BEGIN!r} is never closed")
    return _collapsed(kept)


def solution_lines(source: str) -> set[int]:
    r"""Return the numbers of the lines between markers, counted from 1.

    Examples
    --------
    >>> sorted(solution_lines("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n"))
    [3]
    """
    inside, found = False, set()
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip() in (BEGIN, END):
            inside = line.strip() == BEGIN
        elif inside:
            found.add(number)
    return found


def _collapsed(lines: list[str]) -> str:
    """Join lines, with at most two empty ones in a row and none before the end."""
    text = "\n".join(lines).rstrip() + "\n"
    while "\n\n\n\n" in text:
        text = text.replace("\n\n\n\n", "\n\n\n")
    return text
