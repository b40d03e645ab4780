"""What belongs to a course rather than to a unit: who takes part, what counts and until when, and the secret."""

from autograder.course.adjustments import Change, append_change, read_changes
from autograder.course.calendar import Late, Settings, UnitPlan, read_settings
from autograder.course.handed_in import NAME as TIMES_NAME
from autograder.course.handed_in import Handed, read_times
from autograder.course.roster import Member, Roster, read_roster
from autograder.course.secret import SECRET_NAME, draw_secret, read_secret, seed_of
from autograder.course.template import settings_text
from autograder.course.whole import Course, adjusted, find_course

__all__ = [
    "SECRET_NAME",
    "TIMES_NAME",
    "Change",
    "Course",
    "Handed",
    "Late",
    "Member",
    "Roster",
    "Settings",
    "UnitPlan",
    "adjusted",
    "append_change",
    "draw_secret",
    "find_course",
    "read_changes",
    "read_roster",
    "read_secret",
    "read_settings",
    "read_times",
    "seed_of",
    "settings_text",
]
