"""What nbgrader loads in place of its own parts: the examiner instead of a kernel, and a course's late policy.

nbgrader runs a student's notebook in the instructor's account, and reads scores off what was printed. Here no cell of a
student's is run: the submission goes to the examiner as any other does, and its results become the scores.
"""

from __future__ import annotations

import atexit
import re
from pathlib import Path
from typing import Any, ClassVar

import bleach
from nbconvert import filters
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import BasePlugin
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode
from traitlets.config import Configurable

from autograder import batch, course, devices, records, regions, units
from autograder.course import Course, Handed, find_course, read_times
from autograder.errors import AutograderError
from autograder.gradebook.database import leave_open, write_grades
from autograder.messages import Ready
from autograder.model import Report
from autograder.notebook import grade_cell

_TAGS = [
    "a", "abbr", "b", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "th",
    "thead", "tr", "ul",
]  # fmt: skip

Notebook = Any
Resources = dict[str, Any]


class _Course:
    """The course that a configuration names, and the examiners that are running: one a unit, until its suite changes.

    Whoever loads this may run for weeks (formgrader), so the course, its secret and the unit are read anew for each student.
    """

    running: ClassVar[dict[Path, tuple[batch.Examiner, str, Ready]]] = {}

    def __init__(self, folder: Path, units_dir: Path, out: Path) -> None:
        self.folder, self.units_dir, self.out = folder, units_dir, out

    def read(self, submitted: Path | None = None, unit: str = "") -> Course:
        """Return the course, with the times at which a class handed in."""
        handed = read_times(submitted, unit) if submitted is not None else Handed()
        # The stamps are nbgrader's, which has collected these folders.
        return find_course(self.folder, Handed({**handed.stamps, **handed.times}))

    def graded(self, unit: str, student: str, path: Path, whole: Course) -> Report:
        """Grade a notebook, or find it graded already."""
        folder = units.find(unit, self.units_dir)
        suite = units.suite_sha256(folder)
        settings = batch.Settings(course.read_secret(self.folder / course.SECRET_NAME, create=True), course=whole)
        examiner, ready = self._examiner(folder, suite)
        batch.require_isolation(ready.isolation, settings.weakest)
        grading = batch.Grading(units.load(folder), suite, records.Records(self.out, unit), settings)
        grading.ready = ready
        try:
            return grading.grade(examiner, (student, path)).report
        finally:
            grading.close()

    def _examiner(self, folder: Path, suite: str) -> tuple[batch.Examiner, Ready]:
        """Return an examiner that has collected the unit's suite as it is now."""
        if folder in self.running and self.running[folder][1] != suite:
            self.running.pop(folder)[0].close()
        if folder not in self.running:
            examiner = batch.Examiner(
                folder, units.load(folder).limits.submission_seconds + batch.GRACE_SECONDS, devices.processors()[0]
            )
            self.running[folder] = (examiner, suite, examiner.start())
            atexit.register(examiner.close)
        examiner, _suite, ready = self.running[folder]
        return examiner, ready


class _Configured(Configurable):
    """Where the course is: set once in ``nbgrader_config.py``."""

    folder = Unicode("", help="The private course folder (course.toml, roster.csv, secret).").tag(config=True)
    units = Unicode("", help="The folder of the units.").tag(config=True)
    records = Unicode("records", help="Where records go.").tag(config=True)

    def course(self) -> _Course:
        """Return the course that is configured."""
        return _Course(Path(self.folder), Path(self.units), Path(self.records))


class ClearSolutions(NbGraderPreprocessor):
    """Leaves stubs in place of solutions, as in the kit: a region at the margin vanishes."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Replace the solution regions of each cell."""
        for cell in nb.cells:
            if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = regions.stub(cell.source, cell.metadata.nbgrader.grade_id).strip()
        return nb, resources


class Mend(NbGraderPreprocessor):
    """Makes every cell that nbgrader asks for be there once, as it was handed out, whatever a notebook went through.

    Whoever copied, split, deleted or moved cells keeps what is written in them; only their marks are taken away.
    """

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Take away marks that are not right, and put back cells that are missing."""
        import nbformat

        given = resources["nbgrader"]
        with Gradebook(given["db_url"]) as gradebook:
            master = gradebook.find_notebook(given["notebook"], given["assignment"])
            sources = {cell.name: cell for cell in master.source_cells}
            points = {cell.name: cell.max_score for cell in master.grade_cells}
            solutions = {cell.name for cell in master.solution_cells}
            made = {name: _made(sources[name], points.get(name), name in solutions)
                    for name in sources if name in points or name in solutions}  # fmt: skip
        seen: set[str] = set()
        cells: list[Notebook] = []
        ids: set[str] = set()
        for cell in nb.cells:
            name = _mark(cell)
            kept = cell.metadata if isinstance(cell.metadata, dict) else {}
            cell.metadata = nbformat.from_dict({key: value for key, value in kept.items() if key != "nbgrader"})
            if name in points:
                continue  # put back below, as it was handed out
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
            known = cell.pop("id", None)
            if isinstance(known, str) and known and known not in ids:  # formats before 4.5 have none
                cell["id"] = known
                ids.add(known)
            cells.append(cell)
            if name in made and name not in seen and cell.cell_type == "code":
                seen.add(name)
                cell.metadata["nbgrader"] = made[name].metadata["nbgrader"]
                if grade_cell(name) in points:
                    seen.add(grade_cell(name))
                    cells.append(made[grade_cell(name)])
        nb.cells = cells + [cell for name, cell in made.items() if name not in seen]
        return nb, resources


def _mark(cell: Notebook) -> str:
    """Return the grade_id of a cell, empty where it has none that is a text."""
    mark = cell.metadata.get("nbgrader", {}) if isinstance(cell.metadata, dict) else {}
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else ""


def _made(source: Any, points: float | None, is_solution: bool) -> Notebook:
    import nbformat

    cell = nbformat.v4.new_code_cell(source.source if points is not None else "# This cell was not in the notebook.")
    cell.metadata = nbformat.from_dict(
        {
            "nbgrader": {
                "grade": points is not None,
                "grade_id": source.name,
                "locked": bool(source.locked),
                "schema_version": 3,
                "solution": is_solution,
                "task": False,
                "cell_type": "code",
                "checksum": source.checksum,
                **({"points": points} if points is not None else {}),
            }
        }
    )
    return cell


class Examine(_Configured, NbGraderPreprocessor):
    """Grades the notebook as it was handed in, and puts one result into each cell that holds points."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Grade, and keep the report in the resources for whoever saves it."""
        import nbformat

        given = resources["nbgrader"]
        unit, student = given["assignment"], given["student"]
        directory = CourseDirectory(config=self.config)
        submitted = Path(directory.format_path(directory.submitted_directory, student, unit))
        try:
            whole = self.course().read(submitted.parents[1], unit)
            report = self.course().graded(unit, student, submitted / f"{given['notebook']}.ipynb", whole)
        except AutograderError as error:  # nbgrader would lose its way, and with it all students that follow
            self.log.error("%s: not graded, its points are open: %s", student, error)
            return nb, resources
        resources["autograder"] = (report, whole)
        scores = {grade_cell(task.name): task for task in report.tasks}
        for cell in nb.cells:
            task = scores.get(_mark(cell))
            if task is not None:
                result = nbformat.v4.new_output("execute_result", {"text/plain": repr(float(task.score))}, execution_count=1)
                cell.outputs = [] if task.pending else [result]
        for problem in report.problems:
            self.log.warning("%s: %s", student, problem)
        return nb, resources


class SaveGrades(NbGraderPreprocessor):
    """Writes the examiner's results into the gradebook: scores, adjustments, hints, what is still open."""

    def preprocess(self, nb: Notebook, resources: Resources) -> tuple[Notebook, Resources]:
        """Write the grades of a notebook."""
        given = resources["nbgrader"]
        with Gradebook(given["db_url"]) as gradebook:
            if "autograder" in resources:
                write_grades(gradebook, given["assignment"], given["student"], *resources["autograder"])
            else:
                leave_open(gradebook, given["assignment"], given["student"])
            gradebook.db.commit()
        return nb, resources


def harmless(page: str) -> str:
    """Return what a markdown cell became as HTML in which nothing runs and nothing is fetched from elsewhere.

    nbgrader's templates take what students write in markdown cells as it is, and formgrader shows that within the instructor's
    session. This stands in place of the last filter that they apply (it takes ``files/`` off addresses). Other markup than that
    of a text is shown, not obeyed.

    Examples
    --------
    >>> harmless('<p><a href="files/javascript:alert(1)">here</a> <b onclick="alert(1)">x</b> <script>1</script></p>')
    '<p><a>here</a> <b>x</b> &lt;script&gt;1&lt;/script&gt;</p>'
    """
    made = filters.strip_files_prefix(page)
    return str(bleach.clean(made, tags=_TAGS, attributes=_is_harmless, protocols=("http", "https", "mailto", "data")))


def _is_harmless(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute may stay: pictures come with the notebook, links lead to pages.

    A browser fetches pictures as whoever looks, so no address may lead out of the notebook's folder: one of the server's own
    logs a grader out. Every folder and file in it begins with a letter or a digit, so none is "..", and none is empty.
    """
    if (tag, name) == ("img", "src"):
        return re.fullmatch(r"data:image/(png|jpeg|gif|webp);base64,[\w+/=\s]*|\w[\w.-]*(/\w[\w.-]*)*", value) is not None
    if (tag, name) == ("a", "href"):
        return re.match(r"https?://|mailto:|#", value) is not None
    return name in ("class", "title", "align") or (tag == "img" and name in ("alt", "width", "height"))


class LatePolicy(_Configured, BasePlugin):
    """The late policy of ``course.toml``, for nbgrader's ``AssignLatePenalties``."""

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float:
        """Return how many points a late notebook loses, of the maximum that nbgrader has for it."""
        asking: Any = self.parent
        maximum = asking.gradebook.find_notebook(asking.notebook_id, asking.assignment_id).max_score
        return self.course().read().settings.late.penalty(maximum, score, total_seconds_late)


__all__ = ["ClearSolutions", "Examine", "LatePolicy", "Mend", "SaveGrades", "harmless"]
