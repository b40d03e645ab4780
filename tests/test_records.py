"""Records are written whole, read strictly, and kept only for what is graded the same way."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import records
from autograder.errors import UsageError
from autograder.model import Adjustment, Provenance, Report, TaskResult, TestResult

TestResult.__test__ = False  # type: ignore[attr-defined]
POINTS = 100.0
PROVENANCE = Provenance("aa", "bb", "cc", "A", "cpu", {"python": "3"}, "2026-01-01T00:00:00+00:00", 1.0)


def report(submission: str = "ada", outcome: Any = "passed", **changes: Any) -> Report:
    """Return a record with one task of one check."""
    test = TestResult("f works", outcome, 100.0 if outcome == "passed" else None, 100.0, "hidden", "", "", 0.1)
    task = TaskResult("f", test.score or 0.0, 0.0, 100.0, [test])
    adjustment = Adjustment("f", 1.0, "staff", "why", "now")
    made = Report(1, "a1", submission, "graded", False, [submission], 1, None, 0, task.score, 0.0, 100.0, [task], [adjustment],
                  ["flag"], ["problem"], PROVENANCE)  # fmt: skip
    return msgspec.structs.replace(made, **changes)


@pytest.fixture
def store(tmp_path: Path) -> records.Records:
    """An empty output folder."""
    return records.Records(tmp_path / "out", "a1")


def test_a_record_is_read_as_it_was_written(store: records.Records) -> None:
    """Nothing of a report is lost on disk."""
    store.write(report(), {})
    assert records.read(store.path("ada")) == report()


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(deadline=None, max_examples=30)
def test_any_text_survives_on_disk(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever a submission says stands in the record as it was."""
    store = records.Records(tmp_path_factory.getbasetemp() / "texts", "a1")
    store.write(report(problems=[text], flags=[text]), {"f works": text})
    path = store.path("ada")
    assert (records.read(path).problems, records.read_evidence(path).snippets) == ([text], {"f works": text})


def test_what_is_kept_is_had_by_its_hash(store: records.Records) -> None:
    """With the suffix by which it opens, for as long as it is what was handed in."""
    content = b"PK"
    sha256 = hashlib.sha256(content).hexdigest()
    path = store.keep(sha256, ".zip", content)
    assert store.stored(sha256) == (".zip", content)
    path.write_bytes(b"pk")
    with pytest.raises(UsageError, match="put the file back from a backup"):
        store.stored(sha256)


def test_no_part_of_a_record_is_left_where_writing_fails(store: records.Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted, a write leaves the old record and no other file."""
    store.write(report(), {})

    def interrupted(_source: str, _target: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        store.write(report(outcome="failed"), {})
    assert [path.name for path in store.folder.iterdir() if path.is_file()] == ["ada.json"]
    assert records.read(store.path("ada")) == report()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """A folder in the file's place is a usage error, and leaves nothing behind."""
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match="taken"):
        records.write_atomically(tmp_path / "taken", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_an_output_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the folder's place is a usage error that says so."""
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(UsageError, match="--out"):
        records.Records(tmp_path / "out", "a1")


def kept(store: records.Records, partial: bool = False, tasks: tuple[str, ...] = ("f",), **changes: str) -> Report | None:
    """Ask for ada's record with a provenance that differs."""
    return store.kept("ada", partial, msgspec.structs.replace(PROVENANCE, **changes), dict.fromkeys(tasks, POINTS))


def test_a_record_of_the_same_grading_is_kept(store: records.Records) -> None:
    """Same submission, suite, seed, isolation and tasks: no need to grade again."""
    store.write(report(), {})
    assert kept(store, started="later", device="another") == report()


@pytest.mark.parametrize("field", ["submission_sha256", "suite_sha256", "seed_id", "isolation"])
def test_a_record_of_another_grading_is_not_kept(field: str, store: records.Records) -> None:
    """Another submission, suite, seed or tier is graded anew."""
    store.write(report(), {})
    assert kept(store, **{field: "other"}) is None


def test_a_record_of_other_tasks_is_not_kept(store: records.Records) -> None:
    """A record must have the tasks that are asked for."""
    store.write(report(), {})
    assert kept(store, tasks=("f", "g")) is None


def test_a_record_with_ungraded_checks_is_not_kept(store: records.Records) -> None:
    """What could not be graded by our fault is tried again."""
    store.write(report(outcome="not_graded"), {})
    assert kept(store) is None


def test_a_record_that_waits_for_a_person_is_kept(store: records.Records) -> None:
    """Grading again would not help where a person has to look."""
    store.write(report(outcome="awaiting_manual"), {})
    assert kept(store) is not None


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b'{"schema": 1}', b"\xff\xfe", b'{"schema": "one"}'])
def test_an_unreadable_record_is_not_kept(content: bytes, store: records.Records) -> None:
    """A damaged record is graded anew."""
    store.path("ada").write_bytes(content)
    assert kept(store) is None


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b'{"schema": 1}', b"\xff\xfe", b'{"schema": "one"}'])
def test_an_unreadable_record_is_named(content: bytes, store: records.Records) -> None:
    """Reading a damaged record is a usage error with its path."""
    store.path("ada").write_bytes(content)
    with pytest.raises(UsageError, match=r"ada\.json: is no record"):
        records.read(store.path("ada"))


def test_a_missing_record_is_named(store: records.Records) -> None:
    """Reading a record that is not there is a usage error with its path."""
    with pytest.raises(UsageError, match=r"ada\.json: No such file"):
        records.read(store.path("ada"))


def test_grades_name_an_unreadable_record(store: records.Records) -> None:
    """A record that cannot be read is named, and the others are in the table all the same."""
    store.path("bob").write_bytes(b"{")
    store.write(report(), {})
    (trouble,) = store.write_grades()
    assert "bob.json" in trouble
    assert "\nada," in (store.folder / "grades.csv").read_text("utf-8")


def test_grades_leave_partial_records_out(store: records.Records) -> None:
    """A record of some tasks is not in the table, and does not replace the full one."""
    store.write(report(), {})
    store.write(report(partial=True, score=1.0), {})
    store.write_grades()
    lines = (store.folder / "grades.csv").read_text("utf-8").splitlines()
    assert lines == ["submission,status,score,pending,max_score,f", "ada,graded,100,0,100,100"]


def test_evidence_stands_beside_its_record(store: records.Records) -> None:
    """The snippets of failing checks are found by the record."""
    store.write(report(), {"f works": "print(1)"})
    assert records.read_evidence(store.path("ada")) == records.Evidence("aa", "bb", {"f works": "print(1)"})


def test_evidence_of_an_earlier_grading_is_removed(store: records.Records) -> None:
    """Where every check passed there is no evidence."""
    store.write(report(), {"f works": "print(1)"})
    store.write(report(), {})
    assert records.read_evidence(store.path("ada")).snippets == {}


def test_unreadable_evidence_is_named(store: records.Records) -> None:
    """Damaged evidence is a usage error with its path."""
    (store.folder / "evidence" / "ada.json").write_bytes(b"{")
    with pytest.raises(UsageError, match="evidence"):
        records.read_evidence(store.path("ada"))


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_a_formula_in_the_table_is_neutralised(name: str) -> None:
    """A cell that a spreadsheet would compute begins with an apostrophe."""
    assert f"\n'{name}," in records.table([report(name)])


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12), min_size=1, max_size=4)
)
def test_no_name_breaks_the_table(names: list[str]) -> None:
    """Commas, quotes and line feeds stay in their cell."""
    rows = list(csv.reader(io.StringIO(records.table(map(report, names)), newline="")))
    assert [len(row) for row in rows] == [6] * (len(names) + 1)


def test_the_table_has_a_column_for_every_task() -> None:
    """A task that a record lacks is an empty cell."""
    text = records.table([report("ada"), report("bob", tasks=[TaskResult("g", 2.5, 0.0, 5.0, [])])])
    assert [line.split(",")[5:] for line in text.splitlines()] == [["f", "g"], ["100", ""], ["", "2.5"]]
