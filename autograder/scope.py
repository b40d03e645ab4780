"""Which checks of a suite are timed: audits ask these by steps, and of fewer answers."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from autograder.model import Check


class Scope(msgspec.Struct, frozen=True):
    """What the timed checks of a unit judge, and what the others do.

    Parameters
    ----------
    timed : dict of str to str
        The task of each timed check, by the check's name.
    untimed : list of str
        Tasks that have other checks.
    """

    timed: dict[str, str] = {}
    untimed: list[str] = []

    @classmethod
    def of(cls, checks: Iterable[Check]) -> Scope:
        """Return the scope of a suite."""
        checks = list(checks)
        timed = {check.name: check.task for check in checks if check.timed}
        return cls(timed, list(dict.fromkeys(check.task for check in checks if not check.timed)))

    def untimes(self, tasks: list[str]) -> bool:
        """Return whether one of some tasks has checks that are not timed; all, if none is named."""
        return not self.timed or not tasks or not set(tasks).isdisjoint(self.untimed)

    @property
    def tasks(self) -> list[str]:
        """The tasks that have timed checks."""
        return list(dict.fromkeys(self.timed.values()))


UNTIMED = Scope()
"""That of a unit without timed checks."""
