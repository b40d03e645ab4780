"""Grades in nbgrader's own database, through its own API, so that formgrader, export and feedback find them.

nbgrader takes seconds to import, so it is imported where it is used. It keeps one submission a student and unit: the attempt
that counts goes in, all others stay records. Scores and extra credit that people gave in formgrader are never touched.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import filelock
import msgspec

from autograder.course import Course
from autograder.errors import UsageError
from autograder.model import Report, TaskResult, Unit
from autograder.notebook import grade_cell, solution_cell

DEFAULT = "gradebook.db"

_REMEDY = 'gradebooks need nbgrader: pip install "cnn-coursework[course]"'


class Imported(msgspec.Struct, frozen=True):
    """How many submissions were written, and which students the gradebook does not know."""

    submissions: int
    strangers: list[str]


@contextlib.contextmanager
def opened(url: str, course_id: str = "default_course") -> Iterator[Any]:
    """Open a gradebook as its only writer.

    Parameters
    ----------
    url : str
        Of a database (``sqlite:///path`` or PostgreSQL's), or the path of an SQLite file.
    course_id : str
        As in ``nbgrader_config.py``; nbgrader's own name where there is none. It must be one: assignments refer to it.

    Yields
    ------
    nbgrader.api.Gradebook

    Raises
    ------
    UsageError
        If nbgrader or the database's driver is not installed, another process is writing, or the database cannot be opened.
    """
    try:
        from nbgrader.api import Gradebook
        from sqlalchemy.exc import SAWarning, SQLAlchemyError
    except ImportError as error:
        raise UsageError(_REMEDY) from error
    url = url if "://" in url else f"sqlite:///{Path(url).resolve()}"
    path = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None
    if path is not None and not path.parent.is_dir():
        raise UsageError(f"--db {path}: there is no folder {path.parent}")
    lock = filelock.FileLock(f"{path}.lock") if path is not None else contextlib.nullcontext()
    path_before = os.environ.get("PATH", "")
    try:
        if isinstance(lock, filelock.BaseFileLock):
            lock.acquire(timeout=10)
        os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{path_before}"  # nbgrader starts alembic by its name
        with lock, warnings.catch_warnings(), Gradebook(url, course_id) as gradebook:
            warnings.simplefilter("ignore", SAWarning)  # of how nbgrader adds a submission, which nobody here can mend
            yield gradebook
    except filelock.Timeout as error:
        raise UsageError(f"--db {path}: another process is writing to it; try again when it is done") from error
    except ModuleNotFoundError as error:
        raise UsageError(f"--db {url.partition('://')[0]}: needs the module {error.name}; install it with pip") from error
    except (SQLAlchemyError, OSError) as error:
        said = str(error).splitlines()[0]
        raise UsageError(f"--db {url.partition('://')[0]}: the database cannot be used: {said}") from error
    finally:
        os.environ["PATH"] = path_before


def prepare(gradebook: Any, units: Iterable[Unit], course: Course) -> list[str]:
    """Make an assignment of each unit, with a grade cell for each task that counts; return their names.

    What is there already is kept, and updated.
    """
    names = []
    for unit in units:
        due = course.settings.due(unit.name, [])
        gradebook.update_or_create_assignment(unit.name, duedate=_naive(due))
        gradebook.update_or_create_notebook(unit.name, unit.name)
        points = course.settings.task_points(unit.name) or {name: task.points for name, task in unit.tasks.items()}
        for task in unit.tasks:
            if task in points:
                gradebook.update_or_create_grade_cell(
                    grade_cell(task), unit.name, unit.name, max_score=points[task], cell_type="code"
                )
                gradebook.update_or_create_solution_cell(solution_cell(task), unit.name, unit.name)
        names.append(unit.name)
    return names


def enrol(gradebook: Any, course: Course) -> int:
    """Add the students of the roster, or update them; return how many there are. Nobody is removed: grades hang on them."""
    for member in course.roster.members:
        gradebook.update_or_create_student(
            member.student,
            first_name=member.first_name or None,
            last_name=member.last_name or None,
            email=member.email or None,
        )
    return len(course.roster.members)


def import_records(gradebook: Any, unit: Unit, reports: Iterable[Report], course: Course) -> Imported:
    """Write the records of a unit: for each student the attempt that counts. Doing it twice changes nothing.

    Parameters
    ----------
    gradebook : nbgrader.api.Gradebook
    unit : Unit
    reports : iterable of Report
        Full ones, of all attempts.
    course : Course
        Its roster decides who is a student; without a roster, each name is one.
    """
    known = {student.id for student in gradebook.students}
    written, strangers = 0, []
    prepare(gradebook, [unit], course)
    for student, report in sorted(course.counting(map(course.filled, reports)).items()):
        if student not in known:
            if course.roster.members:
                strangers.append(student)
                continue
            gradebook.update_or_create_student(student)
        _write(gradebook, unit, student, report, course)
        written += 1
    gradebook.db.commit()
    return Imported(written, strangers)


def _write(gradebook: Any, unit: Unit, student: str, report: Report, course: Course) -> None:
    at = datetime.datetime.fromisoformat(report.submitted_at) if report.submitted_at else None
    gradebook.update_or_create_submission(unit.name, student, timestamp=_naive(at))
    write_grades(gradebook, unit.name, student, report, course)
    notebook = gradebook.find_submission_notebook(unit.name, unit.name, student)
    notebook.late_submission_penalty = course.penalty(report)


def write_grades(gradebook: Any, unit: str, student: str, report: Report, course: Course) -> None:
    """Write the tasks of one record: scores, what is open, adjustments as extra credit, hints; and the student's extension."""
    from autograder.gradebook.credit import Credit

    credit = Credit(gradebook)
    submission = gradebook.find_submission(unit, student)
    due, own = course.settings.due(unit, []), course.settings.due(unit, course.names(report.submission))
    submission.extension = own - due if own and due and own != due else None
    for task in report.tasks:
        grade = gradebook.find_grade(grade_cell(task.name), unit, unit, student)
        grade.auto_score = None if task.pending else task.score
        grade.needs_manual_grade = grade.manual_score is not None or task.pending > 0
        delta = sum(change.delta for change in report.adjustments if change.task == task.name)
        credit.put(grade, task.score if grade.manual_score is None else grade.manual_score, delta)
        comment = gradebook.find_comment(solution_cell(task.name), unit, unit, student)
        comment.auto_comment = said(task) or None


def leave_open(gradebook: Any, unit: str, student: str) -> None:
    """Mark all that was graded automatically as open: the grader failed, which is nobody's zero."""
    for grade in gradebook.find_submission_notebook(unit, unit, student).grades:
        grade.auto_score, grade.needs_manual_grade = None, True


def said(task: TaskResult) -> str:
    """Return what a student may read of a task: the known mistake, and hints of checks that failed; nothing of hidden ones."""
    hints = [task.hint, *(test.hint for test in task.tests if test.outcome != "passed" and test.visibility != "hidden")]
    lost = [test for test in task.tests if test.outcome != "passed"]
    pending = [f"{task.pending:g} points are still open"] if task.pending else []
    count = f"{len(task.tests) - len(lost)} of {len(task.tests)} checks passed"
    return "\n".join([count, *pending, *dict.fromkeys(hint for hint in hints if hint)]) if lost else ""


def _naive(time: datetime.datetime | None) -> datetime.datetime | None:
    """Return a time as nbgrader keeps it: UTC without saying so."""
    return time.astimezone(datetime.UTC).replace(tzinfo=None) if time else None
