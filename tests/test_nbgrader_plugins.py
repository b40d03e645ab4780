"""What nbgrader loads of ours, called as nbgrader calls it: one process may grade for weeks."""

from __future__ import annotations

import types
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("nbgrader", reason="these are plugins of nbgrader")

import sqlalchemy
from nbgrader.preprocessors import AssignLatePenalties

from autograder import course, units
from autograder.errors import UsageError
from autograder.gradebook import database, plugins
from autograder.model import Adjustment, Provenance, Report, TaskResult


@pytest.fixture
def school(copied: Path, tmp_path: Path) -> plugins._Course:
    """A course of the tiny unit; its examiner ends with the test."""
    yield plugins._Course(tmp_path, copied.parent, tmp_path / "records")
    for examiner, *_known in plugins._Course.running.values():
        examiner.close()
    plugins._Course.running.clear()


def graded(school: plugins._Course, name: str, right: str) -> Report:
    """Grade the reference under a name, with the course as it is now."""
    path = school.folder / f"{name}.py"
    path.write_text(right, "utf-8")
    return school.graded("tiny", name, path, school.read())


@pytest.mark.slow
def test_a_changed_course_holds_for_the_next_student(school: plugins._Course, right: str) -> None:
    """Whoever changes which tasks count need not end formgrader."""
    before = graded(school, "ada", right)
    (school.folder / "course.toml").write_text("[units.tiny.tasks]\ndouble = 1\ntotal = 3\n", "utf-8")
    after = graded(school, "bob", right)
    assert [{task.name: task.max_score for task in report.tasks} for report in (before, after)] == [
        {name: task.points for name, task in units.load(school.units_dir / "tiny").tasks.items()},
        {"double": 25.0, "total": 75.0},
    ]


@pytest.mark.slow
def test_a_changed_suite_holds_for_the_next_student(school: plugins._Course, right: str) -> None:
    """The examiner of the old suite ends, and the record names the new one."""
    before = graded(school, "ada", right)
    hidden = school.units_dir / "tiny/suite/test_hidden.py"
    hidden.write_text(hidden.read_text("utf-8") + "\n# another suite\n", "utf-8")
    after = graded(school, "bob", right)
    assert [after.provenance.suite_sha256 == before.provenance.suite_sha256, len(school.running)] == [False, 1]
    assert after.provenance.suite_sha256 == units.suite_sha256(school.units_dir / "tiny")


@pytest.mark.slow
def test_an_examiner_serves_one_student_after_another(school: plugins._Course, right: str) -> None:
    """Its suite is collected once."""
    graded(school, "ada", right)
    first = next(iter(school.running.values()))[0]
    graded(school, "bob", right)
    assert next(iter(school.running.values()))[0] is first


def test_a_penalty_is_a_share_of_the_assignment_s_maximum(tmp_path: Path) -> None:
    """Of 40 points a tenth is 4."""
    (tmp_path / "course.toml").write_text("[late]\npercent_per_day = 10\n", "utf-8")
    asking = AssignLatePenalties()
    asking.notebook_id = asking.assignment_id = "tiny"
    asking.gradebook = types.SimpleNamespace(find_notebook=lambda *_names: types.SimpleNamespace(max_score=40.0))
    policy = plugins.LatePolicy(parent=asking, folder=str(tmp_path))
    assert policy.late_submission_penalty("ada", 30.0, 3600) == 4.0


def test_pictures_that_come_with_a_notebook_stay() -> None:
    """Those of the handout, and those that a student put in the notebook's folder or into a cell."""
    for address in ("figures/modes.svg", "my-plot_2.final.png", "data:image/png;base64,AA=="):
        assert f'src="{address}"' in plugins.harmless(
            f'<p><img alt="x" src="files/{address}"></p>'.replace("files/data", "data")
        )


@pytest.mark.parametrize(
    "address",
    ["x/../../../logout", "..", "../x.png", "x/./../y", "x//y", "/logout", "//host/x.png", "x/%2e%2e/%2e%2e/logout",
     "x/&#46;./y", "https://host/x.png", "javascript:1", "x\\..\\y"],
)  # fmt: skip
def test_a_picture_from_outside_the_notebook_s_folder_is_not_fetched(address: str) -> None:
    """A page asks for pictures as whoever looks at it: an address that leads out of the folder could log a grader out."""
    assert plugins.harmless(f'<p><img alt="x" src="{address}"></p>') == '<p><img alt="x"></p>'


@pytest.fixture
def book(tiny: Path, tmp_path: Path) -> Any:
    """A gradebook with the tiny unit and ada's submission."""
    with database.opened(str(tmp_path / "gradebook.db")) as opened:
        database.prepare(opened, [units.load(tiny)], course.Course())
        opened.add_student("ada")
        opened.add_submission("tiny", "ada")
        yield opened


def report(delta: float) -> Report:
    """Return a record in which ``double`` has 10 points, and somebody changed that by hand."""
    made = Provenance("aa", "bb", "cc", "A", "cpu", {}, "2026-01-01T00:00:00+00:00", 1.0)
    change = Adjustment("double", delta, "staff", "why", "2026-01-01T00:00:00+00:00")
    task = TaskResult("double", 10.0, 0.0, 40.0, [])
    return Report(1, "tiny", "ada", "graded", False, ["ada"], 1, None, 0, 10.0, 0.0, 100.0, [task], [change], [], [], made)


@pytest.mark.slow
@pytest.mark.parametrize(("by_hand", "delta", "left"), [(None, -15.0, 0.0), (30.0, -15.0, 15.0), (5.0, -15.0, 0.0)])
def test_an_adjustment_takes_what_a_person_gave(book: Any, by_hand: float | None, delta: float, left: float) -> None:
    """A score of formgrader's counts instead of the examiner's, so what can be taken away is of that."""
    book.find_grade("double-points", "tiny", "tiny", "ada").manual_score = by_hand
    database.write_grades(book, "tiny", "ada", report(delta), course.Course())
    book.db.commit()
    assert book.find_grade("double-points", "tiny", "tiny", "ada").score == left


def extra(book: Any, *deltas: float) -> float | None:
    """Import records with these adjustments, one after another; return the extra credit that is there then."""
    for delta in deltas:
        database.write_grades(book, "tiny", "ada", report(delta), course.Course())
        book.db.commit()
    found: float | None = book.find_grade("double-points", "tiny", "tiny", "ada").extra_credit
    return found


@pytest.mark.slow
def test_extra_credit_that_a_person_gave_stays(book: Any) -> None:
    """Records without adjustments leave it alone, however often they are imported."""
    book.find_grade("double-points", "tiny", "tiny", "ada").extra_credit = 2.0
    assert extra(book, 0.0, 0.0) == 2.0


@pytest.mark.slow
def test_adjustments_are_added_to_what_a_person_gave(book: Any) -> None:
    """Importing them twice adds them once; others take their place."""
    book.find_grade("double-points", "tiny", "tiny", "ada").extra_credit = 2.0
    assert [extra(book, 5.0, 5.0), extra(book, -1.5)] == [7.0, 0.5]


@pytest.mark.slow
def test_an_adjustment_that_is_gone_takes_nothing_of_a_person_s_along(book: Any) -> None:
    """What a person wrote over the imported number stays as far as it differs from it."""
    assert extra(book, 5.0) == 5.0
    book.find_grade("double-points", "tiny", "tiny", "ada").extra_credit = 7.0
    assert [extra(book, 5.0), extra(book, 0.0)] == [7.0, 2.0]


@pytest.mark.slow
def test_an_adjustment_that_is_gone_leaves_no_extra_credit(book: Any) -> None:
    """The field is as empty as if there had been none."""
    assert extra(book, 5.3, 0.0) is None


@pytest.mark.slow
def test_a_gradebook_refers_to_nothing_that_is_not_there(book: Any) -> None:
    """SQLite would not mind, but PostgreSQL refuses an assignment of no course."""
    assert book.db.execute(sqlalchemy.text("PRAGMA foreign_key_check")).all() == []


def test_a_database_without_its_driver_is_named() -> None:
    """Whoever names a database learns which module reads it."""
    with pytest.raises(UsageError, match="--db mysql: needs the module MySQLdb"), database.opened("mysql://host/name"):
        pass
