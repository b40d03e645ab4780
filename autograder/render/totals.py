"""The course as a whole: a row a student, a column a unit, and the total by the weights of the units."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.course import Course, Member
from autograder.model import Report
from autograder.render.export import cells
from autograder.render.export.format import Made, grades, number


def total(by_unit: Mapping[str, list[Report]], course: Course) -> Made:
    """Return a table of percentages and of the total, all out of 100.

    Whoever handed in nothing for a unit has an empty cell there, which is 0 in the total; while points are pending a cell and
    the total stay empty. Units of which nobody has a record are left out, and the weights of the others rescaled to 100.
    A unit of weight 0 has its column and no part in the total; where there are only such, all totals stay empty.

    Parameters
    ----------
    by_unit : mapping of str to list of Report
        Full records of all attempts, with what the course says of them; units that do not count are left out.
    course : Course

    Returns
    -------
    Made
        ``course.csv``, whose totals were withheld, and which units are not in it.
    """
    planned = list(course.settings.units) or list(by_unit)
    counted = [name for name in planned if by_unit.get(name)]
    weights = course.settings.unit_weights(planned)
    whole = sum(weights[name] for name in counted)
    found = {name: {grade.student: grade for grade in grades(by_unit[name], course)} for name in counted}
    members = {member.student: member for member in course.roster.members}
    strangers = sorted({student for unit in found.values() for student in unit} - set(members))
    titles = [f"{name} ({number(100 * weights[name] / whole if whole else 0)})" for name in counted]
    rows, withheld = [["student", "last_name", "first_name", "email", *titles, "total"]], []
    for student in [*members, *strangers]:
        member = members.get(student, Member(student, student))
        shares = {name: unit[student] for name, unit in found.items() if student in unit}
        percent = {
            name: 100 * grade.value / grade.report.max_score for name, grade in shares.items() if grade.value is not None
        }
        is_open = any(weights[name] > 0 for name in shares if name not in percent)
        sum_ = sum(weights[name] * percent.get(name, 0.0) for name in counted)
        rows.append([*map(cells.harmless, (student, member.last_name, member.first_name, member.email)),
                     *(number(percent[name]) if name in percent else "" for name in counted),
                     number(sum_ / whole) if whole and not is_open else ""])  # fmt: skip
        withheld += [student] if is_open else []
    missing = [name for name in planned if name not in counted]
    uncounted = [name for name in by_unit if name not in planned]
    rescaled = ", the other weights rescaled to 100" if whole else ""
    notes = [f"no records of {', '.join(missing)}: left out{rescaled}"] if missing else []
    notes += ["no totals: no unit with records has a weight above 0"] if not whole else []
    notes += [f"{', '.join(uncounted)}: not in course.toml, so left out"] if uncounted else []
    notes += [f"not in roster.csv: {', '.join(map(cells.harmless, strangers))}"] if members and strangers else []
    return Made({"course.csv": cells.written(rows)}, withheld, notes)
