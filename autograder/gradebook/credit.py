"""Adjustments as extra credit in nbgrader's database, beside what people give there.

nbgrader has one field for extra credit, in which formgrader lets people write, too. A table of our own says how much of it came
from adjustments; the rest is a person's, and stays.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy

_WRITTEN = sqlalchemy.Table(
    "autograder_extra_credit",
    sqlalchemy.MetaData(),
    sqlalchemy.Column("grade_id", sqlalchemy.String(32), primary_key=True),  # no foreign key: nbgrader deletes grades by itself
    sqlalchemy.Column("points", sqlalchemy.Float, nullable=False),
)


class Credit:
    """What adjustments wrote into a gradebook; its table is made where it is not there.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
        Nothing is committed here.
    """

    def __init__(self, gradebook: Any) -> None:
        self._db = gradebook.db
        _WRITTEN.create(self._db.connection(), checkfirst=True)

    def put(self, grade: Any, score: float, delta: float) -> None:
        """Put adjustments in the place of those that were written before.

        Parameters
        ----------
        grade : nbgrader.api.Grade
        score : float
            The points that it has without extra credit.
        delta : float
            The sum of its adjustments; they take no more than there is, a person's extra credit included.
        """
        where = _WRITTEN.c.grade_id == grade.id
        before = self._db.scalar(sqlalchemy.select(_WRITTEN.c.points).where(where)) or 0.0
        theirs = round((grade.extra_credit or 0.0) - before, 6)
        ours = max(-max(0.0, score + theirs), delta) if delta else 0.0
        if ours == before:
            return
        self._db.execute(sqlalchemy.delete(_WRITTEN).where(where))
        self._db.execute(sqlalchemy.insert(_WRITTEN).values(grade_id=grade.id, points=ours))
        grade.extra_credit = theirs + ours or None
