"""``roster.csv``: who takes part, who works with whom, and under which name they hand in."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import msgspec

from autograder.errors import UsageError

NAME = "roster.csv"

COLUMNS = ("student", "submission", "team", "first_name", "last_name", "email")

_ATTEMPT = re.compile(r"(.+)@([1-9]\d{0,5})")


class Member(msgspec.Struct, frozen=True):
    """A student: id, name under which this student (or team) hands in, team, names, address."""

    student: str
    submission: str
    team: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""


class Roster(msgspec.Struct, frozen=True):
    """The students of a course, in the order of the file."""

    members: list[Member] = []

    def named(self, name: str) -> list[Member]:
        """Return who hands in under a name: that of a submission, a team or a student; a student's whole team with them."""
        found = [m for m in self.members if name in (m.submission, m.team or m.submission, m.student)]
        teams = {m.team for m in found if m.team}
        return [m for m in self.members if m in found or m.team in teams]


def split_attempt(submission: str) -> tuple[str, int]:
    """Return the name and the number of an attempt: ``NAME@3`` is the third, a plain name the first.

    Examples
    --------
    >>> split_attempt("ada@3"), split_attempt("ada"), split_attempt("ada@home")
    (('ada', 3), ('ada', 1), ('ada@home', 1))
    """
    found = _ATTEMPT.fullmatch(submission)
    return (found[1], int(found[2])) if found else (submission, 1)


def read_roster(path: Path) -> Roster:
    """Read a roster: a table with a header, of which ``student`` must be there.

    Parameters
    ----------
    path : Path
        UTF-8, commas or semicolons. ``submission`` is the student's or team's id where it is empty.

    Raises
    ------
    UsageError
        If it is missing, a column is unknown or missing, or a student or a name occurs twice; the message names the line.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; a roster is a CSV file with a column student") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8; save it as CSV UTF-8") from error
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first and "," not in first else ",")
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    if "student" not in header:
        raise UsageError(f"{path}: has no column student; its columns are {', '.join(header) or 'none'}")
    unknown = [name for name in header if name not in COLUMNS]
    if unknown:
        raise UsageError(f"{path}: column {unknown[0]!r} is not known; there are {', '.join(COLUMNS)}")
    members: dict[str, Member] = {}
    owners: dict[str, Member] = {}
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        where = f"{path}, line {reader.line_num}"
        if None in row or not cells["student"]:
            raise UsageError(f"{where}: " + ("has more cells than the header" if None in row else "has no student"))
        member = Member(**{**cells, "submission": cells["submission"] or cells["team"] or cells["student"]})
        if member.student in members:
            raise UsageError(f"{where}: the student {member.student!r} is there twice; keep one line")
        _claim(member, owners, where)
        members[member.student] = member
    return Roster(list(members.values()))


def _claim(member: Member, owners: dict[str, Member], where: str) -> None:
    """Note the names under which a student may hand in; nobody of another team has one of them."""
    for name in dict.fromkeys(filter(None, (member.student, member.submission, member.team))):
        if split_attempt(name)[0] != name:
            raise UsageError(f"{where}: {name!r} reads like an attempt ({split_attempt(name)[0]!r}'s); call it otherwise")
        other = owners.setdefault(name, member)
        if other is not member and not (member.team and member.team == other.team):
            raise UsageError(f"{where}: {name!r} is a name of {other.student!r}, too, but they are no team; "
                             "name their team, or give each a name of their own")  # fmt: skip
