"""Batches: what is kept, what is graded again, and that no submission or failure stops the rest."""

from __future__ import annotations

import csv
import os
import signal
import threading
import zipfile

import msgspec
import pytest

from autograder import batch, course, units
from autograder.errors import GraderError, UnitError, UsageError
from autograder.messages import Ready
from autograder.records import Records, read


@pytest.fixture(scope="module")
def sources(tmp_path_factory, right):
    """Two submissions: one right, one that lacks a function."""
    folder = tmp_path_factory.mktemp("sources")
    (folder / "ada.py").write_text(right, "utf-8")
    (folder / "bob.py").write_text(right + "\ndel total\n", "utf-8")
    return {"ada": folder / "ada.py", "bob": folder / "bob.py"}


@pytest.fixture(scope="module")
def graded(tiny, grade, sources, tmp_path_factory):
    """The folder of a batch of both, and its rows."""
    out = tmp_path_factory.mktemp("out")
    return out, grade(tiny, sources, out)


def test_records_are_written(graded):
    """Each submission has a record that reads as its row."""
    out, rows = graded
    assert all(read(out / "tiny" / f"{name}.json") == row.report for name, row in rows.items())


def test_a_second_run_keeps_records(tiny, grade, sources, graded):
    """What has a record of the same submission, suite and seed is not judged again."""
    out, rows = graded
    again = grade(tiny, sources, out)
    assert all(row.kept and row.report == rows[name].report for name, row in again.items())


def test_force_grades_again(tiny, grade, sources, graded, timeless):
    """--force judges what has a record, with the same result."""
    out, rows = graded
    again = grade(tiny, sources, out, force=True)
    assert not any(row.kept for row in again.values())
    assert all(timeless(again[name].report) == timeless(rows[name].report) for name in rows)


def test_what_a_batch_lost_is_made_up(tiny, grade, sources, tmp_path):
    """After an interruption only what has no record is judged."""
    grade(tiny, sources, tmp_path)
    (tmp_path / "tiny/bob.json").unlink()
    (tmp_path / "tiny/.half.tmp").write_text("{", "utf-8")
    again = grade(tiny, sources, tmp_path)
    assert {name: row.kept for name, row in again.items()} == {"ada": True, "bob": False}


def test_a_damaged_record_is_made_anew(tiny, grade, sources, tmp_path):
    """A record that cannot be read counts as none."""
    grade(tiny, {"ada": sources["ada"]}, tmp_path)
    (tmp_path / "tiny/ada.json").write_text('{"schema": 1', "utf-8")
    row = grade(tiny, {"ada": sources["ada"]}, tmp_path)["ada"]
    assert not row.kept and row.report.score == 100


def test_a_changed_suite_grades_again(copied, grade, sources, tmp_path):
    """A record is of one suite only."""
    grade(copied, {"ada": sources["ada"]}, tmp_path / "out")
    with (copied / "suite/test_hidden.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    assert not grade(copied, {"ada": sources["ada"]}, tmp_path / "out")["ada"].kept


def test_a_changed_submission_grades_again(tiny, grade, right, tmp_path):
    """A record is of the bytes that were handed in."""
    path = tmp_path / "ada.py"
    path.write_text(right, "utf-8")
    grade(tiny, {"ada": path}, tmp_path / "out")
    path.write_text(right + "\ndel total\n", "utf-8")
    row = grade(tiny, {"ada": path}, tmp_path / "out")["ada"]
    assert not row.kept and row.report.score < 100


def test_another_secret_grades_again(tiny, grade, sources, tmp_path):
    """Another secret means other random inputs, so records made with the old one are not kept."""
    grade(tiny, {"ada": sources["ada"]}, tmp_path)
    rows = list(batch.grade(tiny, {"ada": sources["ada"]}, Records(tmp_path, "tiny"),
                            batch.Settings(b"another secret, of another course", weakest="D")))  # fmt: skip
    assert not rows[0].kept


def test_only_some_tasks(tiny, grade, sources, tmp_path):
    """--only writes a partial record of these tasks, and leaves the full record and the grades alone."""
    grade(tiny, sources, tmp_path)
    Records(tmp_path, "tiny").write_grades()
    grades = tmp_path / "tiny/grades.csv"
    before = grades.read_bytes(), (tmp_path / "tiny/bob.json").read_bytes()
    report = grade(tiny, sources, tmp_path, only=("double",))["bob"].report
    assert (report.partial, report.score, report.max_score) == (True, 40.0, 40.0)
    assert [task.name for task in report.tasks] == ["double"]
    assert read(tmp_path / "tiny/bob.partial.json") == report
    Records(tmp_path, "tiny").write_grades()
    assert (grades.read_bytes(), (tmp_path / "tiny/bob.json").read_bytes()) == before


def test_the_table_of_grades(graded):
    """grades.csv has a line a submission and a column a task."""
    out, _rows = graded
    Records(out, "tiny").write_grades()
    with (out / "tiny/grades.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    assert [(line["submission"], line["status"], line["double"]) for line in lines] == [("ada", "graded", "40"),
                                                                                        ("bob", "graded", "40")]  # fmt: skip


def test_two_submissions_with_one_id(tmp_path):
    """Two submissions with one id are refused, and both are named."""
    with pytest.raises(UsageError, match=r"ada\.py.*ada\.zip|ada\.zip.*ada\.py"):
        batch.identify([tmp_path / "ada.py", tmp_path / "ada.zip"])


def test_a_first_attempt_with_a_number_is_rejected_and_no_other(tiny, grade, sources, right, tmp_path):
    """``ada`` and ``ada@1`` would be the same attempt: whoever hands in by the second name has a row that says so, alone."""
    (tmp_path / "ada@1.py").write_text(right, "utf-8")
    found = batch.identify([sources["ada"], tmp_path / "ada@1.py"])
    reports = {name: row.report for name, row in grade(tiny, found, tmp_path / "out").items()}
    other = reports.pop(next(name for name in found if name != "ada"))
    assert reports["ada"].score == 100 and (other.status, other.students, other.attempt) == ("rejected", [other.submission], 1)
    assert other.problems[0] == "ada@1: the first attempt has no number; call it ada"


def test_a_dry_run_says_of_a_first_attempt_with_a_number_that_it_is_rejected(tiny, right, tmp_path):
    """And goes on."""
    (tmp_path / "ada@1.py").write_text(right, "utf-8")
    grading = batch.Grading(units.load(tiny), "", Records(tmp_path, "tiny"), batch.Settings(b"secret"))
    planned = grading.planned("ada_1-0", tmp_path / "ada@1.py")
    grading.close()
    assert planned.reasons == ["would be rejected: ada@1: the first attempt has no number; call it ada"]


def test_a_comment_never_changes_a_score(tiny, grade, right, tmp_path, timeless):
    """The same code with other comments has the same grade, check by check."""
    mistaken = right.replace("return 2 * _array(x)", "return 2 * abs(_array(x))")
    for name, text in (("a", mistaken), ("b", mistaken.replace("\n\n\n", "\n# a comment\n\n\n") + "# the end\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ada.py").write_text(text, "utf-8")
    one, other = (grade(tiny, {"ada": tmp_path / name / "ada.py"}, tmp_path / f"out-{name}")["ada"].report for name in "ab")
    assert timeless(one) == timeless(other) and 0 < one.score < 100


def test_a_submission_by_two_ids_draws_other_numbers(tiny, grade, sources, tmp_path):
    """Each student has a seed; the record shows only an id of it."""
    rows = grade(tiny, {"ada": sources["ada"], "eve": sources["ada"]}, tmp_path)
    ids = {row.report.provenance.seed_id for row in rows.values()}
    assert len(ids) == 2


def test_a_seed_depends_on_secret_unit_and_students():
    """Seeds differ by course, unit and student, and not by the order of a team."""
    seeds = {course.seed_of(*given)[0] for given in ((b"s" * 16, "a1", ["ada"]), (b"t" * 16, "a1", ["ada"]),
                                                     (b"s" * 16, "a2", ["ada"]), (b"s" * 16, "a1", ["bob"]))}  # fmt: skip
    assert len(seeds) == 4
    assert course.seed_of(b"s" * 16, "a1", ["a", "b"]) == course.seed_of(b"s" * 16, "a1", ["b", "a"])


def test_a_seed_id_does_not_give_the_seed():
    """What a record shows of a seed is no part of it."""
    seed, shown = course.seed_of(b"s" * 16, "a1", ["ada"])
    assert shown not in seed.hex()


def test_an_examiner_that_fails_is_not_the_submissions_fault(tiny, grade, sources, tmp_path, monkeypatch):
    """Where no examiner can judge, the checks are not graded, their points pend, and the batch goes on."""
    judge = batch.Examiner.judge

    def sometimes(self, job, note):
        if "del total" in job.files["tiny.py"]:
            raise GraderError("the examiner ended")
        return judge(self, job, note)

    monkeypatch.setattr(batch.Examiner, "judge", sometimes)
    rows = grade(tiny, {"bob": sources["bob"], "ada": sources["ada"]}, tmp_path)
    bob = rows["bob"].report
    assert (bob.status, bob.score, bob.pending) == ("graded", 0.0, 100.0)
    assert {test.outcome for task in bob.tasks for test in task.tests} == {"not_graded"}
    assert rows["ada"].report.score == 100


def test_what_was_not_graded_is_graded_next_time(tiny, grade, sources, tmp_path, monkeypatch):
    """A record with pending points is not kept."""
    with monkeypatch.context() as patch:
        patch.setattr(batch.Examiner, "judge", lambda self, job, note: (_ for _ in ()).throw(GraderError("no")))
        grade(tiny, {"ada": sources["ada"]}, tmp_path)
    row = grade(tiny, {"ada": sources["ada"]}, tmp_path)["ada"]
    assert not row.kept and row.report.score == 100


def test_a_killed_examiner_is_replaced(tiny, grade, sources, tmp_path, monkeypatch):
    """An examiner that dies once is started again, and the submission is graded."""
    judge, killed = batch.Examiner.judge, []

    def kill_first(self, job, note):
        if not killed:
            killed.append(self._process.pid)
            os.kill(self._process.pid, signal.SIGKILL)
        return judge(self, job, note)

    monkeypatch.setattr(batch.Examiner, "judge", kill_first)
    assert grade(tiny, {"ada": sources["ada"]}, tmp_path)["ada"].report.score == 100


class Held:
    """An examiner that judges nothing until it is killed."""

    def __init__(self):
        self.asked, self.killed = threading.Event(), threading.Event()

    def kill(self):
        """Let go of whoever waits."""
        self.killed.set()


def hold(examiner):
    """Wait for the end of an examiner, as whoever judges with it does."""
    examiner.asked.set()
    assert examiner.killed.wait(10)
    raise GraderError("it was killed")


def test_work_that_is_given_up_leaves_no_thread():
    """Examiners are killed, and it ends when nobody works any more: only then may a lock go."""
    before, examiners, stopping = threading.active_count(), [Held(), Held()], threading.Event()
    results = batch.in_parallel(examiners, range(4), lambda examiner, item: hold(examiner) if item else item, stopping)
    assert next(results) == 0
    for examiner in examiners:
        assert examiner.asked.wait(10)
    results.close()
    assert (threading.active_count(), stopping.is_set()) == (before, True)


def test_work_that_fails_leaves_no_thread():
    """Where one piece of work raises, the others are given up before the error goes on."""
    before, examiners = threading.active_count(), [Held(), Held()]

    def do(examiner, item):
        if item:
            hold(examiner)
        next(other for other in examiners if other is not examiner).asked.wait(10)
        raise UsageError("no room")

    with pytest.raises(UsageError, match="no room"):
        list(batch.in_parallel(examiners, range(3), do, threading.Event()))
    assert threading.active_count() == before


def test_a_batch_that_is_given_up_changes_no_record_any_more(tiny, sources, tmp_path):
    """Not even one that is kept, and of which the course says something else now, once nobody waits for it."""
    store, settings = Records(tmp_path, "tiny"), batch.Settings(b"a secret of the tests' own", weakest="D")
    (row,) = batch.grade(tiny, {"ada": sources["ada"]}, store, settings)
    changed = course.Course(changes=[course.Change("tiny", "ada", "double", -1.0, "us", "why", "2026-11-27T00:00:00+00:00")])
    grading = batch.Grading(
        units.load(tiny), units.suite_sha256(tiny), store, msgspec.structs.replace(settings, course=changed)
    )
    grading.ready = Ready([], row.report.provenance.versions, row.report.provenance.isolation)
    grading.stopping.set()
    with pytest.raises(GraderError, match="given up"):
        grading.grade(Held(), ("ada", sources["ada"]))
    grading.close()
    assert read(store.path("ada")) == row.report


def test_one_odd_file_ends_no_plan(tiny, sources, tmp_path, monkeypatch):
    """What would be pending is said in its line, as it is a row when graded; the others are planned."""
    gather = batch.intake.gather

    def odd(path, unit):
        if path.stem == "bob":
            raise ValueError("odd")
        return gather(path, unit)

    class Asked:
        def start(self):
            return Ready([], {}, "A")

        def close(self):
            pass

    monkeypatch.setattr(batch.intake, "gather", odd)
    settings = batch.Settings(b"a secret of the tests' own")
    plans = batch.plan(tiny, sources, Records(tmp_path, "tiny", create=False), settings, Asked())
    assert {plan.submission: plan.reasons for plan in plans} == {
        "ada": ["no record yet"],
        "bob": ["would be pending: it cannot be taken in: ValueError: odd"],
    }


def test_a_broken_suite_is_named(copied, grade, sources, tmp_path):
    """Where the suite cannot be collected nothing is graded, and the error says why."""
    (copied / "suite/test_hidden.py").write_text("import no_such_module\n", "utf-8")
    with pytest.raises(UnitError, match="no_such_module"):
        grade(copied, {"ada": sources["ada"]}, tmp_path / "out")


def test_a_weak_sandbox_is_refused(tiny, grade, sources, tmp_path, monkeypatch):
    """On a machine with less isolation than asked for nothing is graded, and the remedy is named."""
    start = batch.Examiner.start

    def weak(self):
        ready = start(self)
        return type(ready)(ready.checks, ready.versions, "C")

    monkeypatch.setattr(batch.Examiner, "start", weak)
    with pytest.raises(UsageError, match="--accept-weak-sandbox"):
        grade(tiny, {"ada": sources["ada"]}, tmp_path, weakest="B")
    assert not (tmp_path / "tiny/ada.json").exists()


def test_evidence_beside_the_record(graded):
    """A failing record has evidence; a full one has none."""
    out, _rows = graded
    assert [path.name for path in (out / "tiny/evidence").iterdir()] == ["bob.json"]


def test_provenance_names_versions_and_tier(graded):
    """A record says on what it was made."""
    provenance = graded[1]["ada"].report.provenance
    assert set(provenance.versions) >= {"python", "numpy"} and provenance.isolation in "ABCD"


def test_a_damaged_archive_is_a_row(tiny, grade, right, sources, tmp_path):
    """An archive whose data is damaged is rejected, and the batch goes on."""
    path = tmp_path / "eve.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tiny.py", right)
    data = bytearray(path.read_bytes())
    data[37:60] = b"\xff" * 23
    path.write_bytes(data)
    rows = grade(tiny, {"eve": path, "ada": sources["ada"]}, tmp_path / "out")
    assert rows["eve"].report.status == "rejected" and rows["ada"].report.score == 100


def test_an_id_that_ends_in_partial(tiny, grade, sources, tmp_path):
    """No name of a submission keeps it out of the table of grades."""
    grade(tiny, {batch.intake.identifier(tmp_path / "eve.partial.py"): sources["ada"]}, tmp_path)
    Records(tmp_path, "tiny").write_grades()
    assert "eve" in (tmp_path / "tiny/grades.csv").read_text("utf-8")


def test_a_hidden_message_stays_within_bounds(graded):
    """No message of a record is longer than what a person reads."""
    _out, rows = graded
    assert all(len(test.message) < 10_000 for row in rows.values() for task in row.report.tasks for test in task.tests)


@pytest.mark.slow
def test_a_torch_unit(units_folder, grade, tmp_path):
    """A unit of functions and modules on torch is graded through live objects."""
    unit = units_folder / "tiny_torch"
    plain = unit / "alternatives/plain"
    (tmp_path / "forgets").mkdir()
    source = (unit / "tiny_torch.py").read_text("utf-8").replace("return x * self.factor", "return x")
    (tmp_path / "forgets/tiny_torch.py").write_text(source, "utf-8")
    rows = grade(unit, {"right": unit / "tiny_torch.py", "plain": plain, "forgets": tmp_path / "forgets"}, tmp_path / "out")
    assert {name: row.report.score for name, row in rows.items()} == {"right": 100.0, "plain": 100.0, "forgets": 40.0}
