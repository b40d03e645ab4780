"""Make a course directory on which nbgrader's own commands work."""

from __future__ import annotations

import datetime
from pathlib import Path

from autograder import build, units
from autograder.course import Course
from autograder.errors import UsageError
from autograder.gradebook.database import DEFAULT, opened
from autograder.notebook import notebook
from autograder.records import write_atomically

CONFIG = "nbgrader_config.py"

_CONFIG = """\
# Made by "autograder release --nbgrader"; yours to change. No cell of a student's notebook is executed by these commands:
# submissions go to the examiner of cnn-coursework, in its sandbox.
c = get_config()  # noqa: F821

c.CourseDirectory.course_id = {name!r}
c.CourseDirectory.db_url = {db!r}

OURS = "autograder.gradebook.plugins"
CONFIGURED = dict(folder={course!r}, units={units!r}, records="records")
THEIRS = "nbgrader.preprocessors"

c.GenerateAssignment.preprocessors = [
    f"{{THEIRS}}.IncludeHeaderFooter", f"{{OURS}}.ClearSolutions", f"{{THEIRS}}.LockCells", f"{{THEIRS}}.ComputeChecksums",
    f"{{THEIRS}}.SaveCells", f"{{THEIRS}}.CheckCellMetadata", f"{{THEIRS}}.ClearOutput", f"{{THEIRS}}.ComputeChecksums",
]
c.Autograde.sanitize_preprocessors = [f"{{OURS}}.Mend", f"{{THEIRS}}.CheckCellMetadata"]
c.Autograde.autograde_preprocessors = [f"{{OURS}}.Examine", f"{{OURS}}.SaveGrades", f"{{THEIRS}}.AssignLatePenalties"]
c.HTMLExporter.sanitize_html = True  # what students write runs in no page, neither formgrader's nor feedback
c.HTMLExporter.filters = {{"strip_files_prefix": f"{{OURS}}.harmless"}}
c.AssignLatePenalties.plugin_class = f"{{OURS}}.LatePolicy"
for plugin in (c.Examine, c.LatePolicy):
    for option, value in CONFIGURED.items():
        setattr(plugin, option, value)
"""


def release(folder: Path, target: Path, course: Course) -> list[Path]:
    """Write a unit's source into an nbgrader course directory; return what was written.

    Parameters
    ----------
    folder : Path
        The unit.
    target : Path
        The course directory; is made where it is not there. A configuration that is there is kept.
    course : Course
        Its folder has the secret; without one, that is the folder in which the units lie.

    Raises
    ------
    UnitError
        If the unit is not proved.
    UsageError
        If nothing can be written.
    """
    unit = units.load(folder)
    files = build.assignment(folder)
    points = course.settings.task_points(unit.name) or {name: task.points for name, task in unit.tasks.items()}
    lesson = build.handout(folder, unit, build.collected(folder, unit))
    files = {name: content for name, content in files.items() if name not in {f"{module}.py" for module in unit.modules}}
    files[f"{unit.name}.ipynb"] = notebook(folder, unit, lesson, points, solved=True).encode("utf-8")
    home = (course.folder or folder.parent.parent).resolve()
    try:
        for name in files:
            (target / "source" / unit.name / name).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--nbgrader {target}: {error.strerror}; name a folder that can be written to") from error
    written = []
    for name, content in files.items():
        written.append(target / "source" / unit.name / name)
        write_atomically(written[-1], content, mode=0o644)
    config = target / CONFIG
    if not config.exists():
        db = f"sqlite:///{target.resolve() / DEFAULT}"
        text = _CONFIG.format(name=target.resolve().name, db=db, course=str(home), units=str(folder.parent.resolve()))
        write_atomically(config, text.encode("utf-8"))
        written.append(config)
    due = course.settings.due(unit.name, [])
    with opened(str(target / DEFAULT), target.resolve().name) as book:
        book.update_or_create_assignment(unit.name, duedate=due.astimezone(datetime.UTC).replace(tzinfo=None) if due else None)
    return written
