"""``course.toml``: due dates, late policy, attempts, and what counts with what weight."""

from __future__ import annotations

import datetime
import math
import zoneinfo
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from autograder.errors import UsageError

NAME = "course.toml"

_DAY = 86_400


class Attempts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often students may hand in, and what then counts.

    Parameters
    ----------
    cap : int
        How many attempts are looked at; 0: all.
    counts : {"last", "best"}
        Of those that are graded, the one that counts.
    nbgrader_times : bool
        Whether ``timestamp.txt`` in a submission's folder says when it was handed in: so it is where nbgrader collected the
        folders. A student who hands in a folder can write one.
    """

    cap: Annotated[int, msgspec.Meta(ge=0)] = 0
    counts: Literal["last", "best"] = "last"
    nbgrader_times: bool = False


class Late(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What being late costs, in percent of the unit's maximum.

    Parameters
    ----------
    percent_per_day : float
        For each day that has begun, after the grace.
    grace_minutes : float
        So late is not late.
    most_percent : float
        No more is lost.
    closes_after_days : float, optional
        Whoever is later gets nothing.

    Examples
    --------
    >>> policy = Late(percent_per_day=10, grace_minutes=5, most_percent=50)
    >>> [policy.penalty(100, 80, seconds) for seconds in (0, 300, 301, 86_701, 10**7)]
    [0.0, 0.0, 10.0, 20.0, 50.0]
    """

    percent_per_day: Annotated[float, msgspec.Meta(ge=0, le=100)] = 0.0
    grace_minutes: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    most_percent: Annotated[float, msgspec.Meta(ge=0, le=100)] = 100.0
    closes_after_days: Annotated[float, msgspec.Meta(ge=0)] | None = None

    def penalty(self, maximum: float, score: float, late_seconds: float) -> float:
        """Return how many points are lost, never more than there are.

        Parameters
        ----------
        maximum : float
            Of the unit.
        score : float
            What was earned.
        late_seconds : float
            After the due date of this student.
        """
        after = late_seconds - 60 * self.grace_minutes
        if late_seconds <= 0 or after <= 0:
            return 0.0
        if self.closes_after_days is not None and late_seconds > _DAY * self.closes_after_days:
            return max(0.0, score)
        percent = min(self.most_percent, self.percent_per_day * math.ceil(after / _DAY))
        return round(max(0.0, min(score, maximum * percent / 100)), 6)


class UnitPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a course makes of a unit.

    Parameters
    ----------
    weight : float
        Beside the other units; the course rescales to 100.
    due : datetime, optional
        With an offset, or local in the course's time zone.
    tasks : dict of str to float
        Which tasks count, and their weights, which are rescaled to 100; all, with the unit's points, where none is named.
    extension_days : dict of str to float
        More time, by student or team.
    """

    weight: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    due: datetime.datetime | None = None
    tasks: dict[str, Annotated[float, msgspec.Meta(gt=0)]] = {}
    extension_days: dict[str, Annotated[float, msgspec.Meta(ge=0)]] = {}


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The contents of ``course.toml``.

    Parameters
    ----------
    title : str
    time_zone : str
        IANA name, for dates without an offset.
    attempts : Attempts
    late : Late
    units : dict of str to UnitPlan
        What counts; where none is named, all units count alike.
    """

    title: str = "Course"
    time_zone: str = "UTC"
    attempts: Attempts = Attempts()
    late: Late = Late()
    units: dict[str, UnitPlan] = {}

    def due(self, unit: str, names: list[str]) -> datetime.datetime | None:
        """Return when a unit is due for a student or team, with the longest extension that any of `names` has."""
        plan = self.units.get(unit, UnitPlan())
        if plan.due is None:
            return None
        due = plan.due if plan.due.tzinfo else plan.due.replace(tzinfo=zoneinfo.ZoneInfo(self.time_zone))
        return due + datetime.timedelta(days=max((plan.extension_days.get(name, 0.0) for name in names), default=0.0))

    def task_points(self, unit: str) -> dict[str, float]:
        """Return the points of the tasks that count, rescaled to 100; empty where the unit's own points hold.

        Examples
        --------
        >>> Settings(units={"a": UnitPlan(tasks={"f": 1.0, "g": 3.0})}).task_points("a")
        {'f': 25.0, 'g': 75.0}
        """
        weights = self.units.get(unit, UnitPlan()).tasks
        total = math.fsum(weights.values())
        return {name: round(100 * weight / total, 6) for name, weight in weights.items()}

    def unit_weights(self, names: list[str]) -> dict[str, float]:
        """Return the weights of units in the course's total, rescaled to 100.

        Examples
        --------
        >>> Settings(units={"a": UnitPlan(weight=1.0), "b": UnitPlan(weight=4.0)}).unit_weights(["a", "b", "c"])
        {'a': 20.0, 'b': 80.0}
        """
        weights = {name: plan.weight for name, plan in self.units.items()} or dict.fromkeys(names, 1.0)
        total = math.fsum(weights.values())
        return {name: 100 * weight / total for name, weight in weights.items()} if total else dict.fromkeys(weights, 0.0)


def read_settings(path: Path) -> Settings:
    """Read ``course.toml``.

    Raises
    ------
    UsageError
        If it is missing or wrong; the message names the file and the key.
    """
    try:
        settings = msgspec.toml.decode(path.read_bytes(), type=Settings)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; autograder init-course DIR makes one") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise UsageError(f"{path}: {error}") from error
    try:
        zoneinfo.ZoneInfo(settings.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UsageError(f'{path}: time_zone {settings.time_zone!r} is not known; give a name like "Europe/Berlin"') from error
    return settings
