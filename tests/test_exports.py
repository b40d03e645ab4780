"""Every export is a pure function of records: held to golden files, to each system's own rules, and to hostile texts.

``python tests/test_exports.py`` writes the golden files again; look at what changed.
"""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from autograder import records
from autograder.course import Course, Late, Member, Roster, Settings
from autograder.errors import UsageError
from autograder.model import Adjustment, Provenance, Report, TaskResult, TestResult
from autograder.render import export

TestResult.__test__ = False  # type: ignore[attr-defined]
HERE = Path(__file__).parent / "exports"
SECRET = "SECRET-7c1d"
"""Stands in everything that only staff may see."""

PROVENANCE = Provenance("aa" * 32, "bb" * 32, "cc", "A", "cpu", {"python": "3.11"}, "2026-01-02T03:04:05+00:00", 1.5)


def check(name: str, outcome: Any, points: float, visibility: Any, hint: str = "") -> TestResult:
    """Return a check of which staff see a secret."""
    score = {"passed": points, "not_graded": None, "awaiting_manual": None}.get(outcome, 0.0)
    return TestResult(f"{name} {SECRET}" if visibility == "hidden" else name, outcome, score, points, visibility,
                      f"{SECRET}: got 1, expected 2" if outcome != "passed" else "", hint, 0.25)  # fmt: skip


def task(name: str, tests: list[TestResult], points: float, hint: str = "") -> TaskResult:
    """Return a task of some checks."""
    pending = sum(test.max_score for test in tests if test.score is None)
    return TaskResult(name, sum(test.score or 0.0 for test in tests), pending, points, tests, hint, SECRET if hint else "")


def report(name: str, tasks: list[TaskResult], **changes: Any) -> Report:
    """Return a record of some tasks."""
    made = Report(1, "a1", name, "graded", False, [name], 1, "2026-01-01T12:00:00+00:00", 0, sum(t.score for t in tasks),
                  sum(t.pending for t in tasks), 100.0, tasks, [], [f"flag {SECRET}"], [], PROVENANCE)  # fmt: skip
    return msgspec.structs.replace(made, **changes)


def outcomes(first: Any, second: Any, third: Any, hint: str = "") -> list[TaskResult]:
    """Return two tasks, whose checks ended so."""
    return [
        task("blur", [check("blur keeps the mean", first, 30.0, "public"),
                      check("blur of an edge", second, 10.0, "hint", "look at the borders"),
                      check("blur of noise", third, 20.0, "hidden")], 60.0, hint),
        task("sobel", [check("sobel of a step", "passed", 25.0, "public"), check("sobel of a ramp", "passed", 15.0, "hidden")],
             40.0),
    ]  # fmt: skip


ADJUSTED = {"adjustments": [Adjustment("blur", 2.5, f"staff {SECRET}", "regraded by hand", "2026-01-03T00:00:00+00:00")]}
REPORTS = [
    report("ada", outcomes("passed", "passed", "passed")),
    report("alan", outcomes("failed", "passed", "failed", "the kernel is not flipped"), score=52.5, late_seconds=3600,
           **ADJUSTED),
    report("grace", outcomes("passed", "timeout", "not_graded")),
    report("hedy", [TaskResult("blur", 0.0, 0.0, 60.0, []), TaskResult("sobel", 0.0, 0.0, 40.0, [])], status="rejected",
           problems=["there is no file filters.py in it"]),
]  # fmt: skip
COURSE = Course(
    Settings(late=Late(percent_per_day=10.0)),
    Roster([Member("ada", "ada", "", "Ada", "Lovelace", "ada@example.org"),
            Member("alan", "alan", "", "Alan", "Turing", "alan@example.org"),
            Member("grace", "grace", "", "Grace", "Hopper", "grace@example.org")]),
)  # fmt: skip
CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Quiz (11),Filters (12),Current Score\r\n"
    "    Points Possible,,,,,10,20,(read only)\r\n"
    '"Lovelace, Ada",101,u1,ada,"Monday ""A""",7.5,,80.1\r\n'
    '"Turing, Alan",102,u2,ALAN,Monday,EX,"",\r\n'
    '"Hopper, Grace",103,u3,grace,Monday,,3.00,\r\n'
    "Nobody,104,u4,nobody,Monday,,1,\r\n"
).encode()
MOODLE = (
    b"Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),"
    b"Feedback comments\n"
    b'Participant 1,"Ada Lovelace",ada@example.org,"Submitted, late",,50.00,Yes,-,\n'
    b"Participant 2,Alan Turing,alan@example.org,Submitted,1.00,50.00,No,-,old\n"
    b"Participant 3,Grace Hopper,grace@example.org,Submitted,,50.00,Yes,-,\n"
)


def request(**changes: Any) -> export.Request:
    """Return what formats are asked with."""
    job = {"CLASSROOM": "cnn", "ASSIGNMENT": "a1-filters", "SUBMISSION_TAG": "t1", "COMMIT_URL": "c", "RELEASE_URL": "r",
           "REVIEW_URL": "v"}  # fmt: skip
    return msgspec.structs.replace(export.Request(COURSE, titles=["Filters", "a1"], environment=job), **changes)


def made(form: str, reports: list[Report] | None = None, **changes: Any) -> export.Made:
    """Return what a format makes of the sample records."""
    return export.load(form).make(REPORTS if reports is None else reports, request(**changes))


def golden() -> dict[str, bytes]:
    """Return what should be in the golden folder."""
    found = {f"{form}/{name}": content for form in export.formats() for name, content in made(form).files.items()}
    found["canvas/filled.csv"] = made("canvas", into=export.Filled("c.csv", CANVAS)).files["canvas.csv"]
    found["moodle/filled.csv"] = made("moodle", into=export.Filled("m.csv", MOODLE)).files["moodle.csv"]
    return found


def everything(reports: list[Report]) -> dict[str, str]:
    """Return all files of all formats, as text."""
    return {
        f"{form}/{name}": content.decode() for form in export.formats() for name, content in made(form, reports).files.items()
    }


def rows(content: bytes) -> list[dict[str, str]]:
    """Return a table as a spreadsheet reads it."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_formats_are_those_of_the_interface() -> None:
    """Each is a module of its own, found by its name."""
    assert export.formats() == ["canvas", "classroom50", "csv", "github", "gradescope", "junit", "moodle", "nbgrader"]


ANOTHER = """
from autograder.render.export.format import Format, Made

FORMAT = Format("names", lambda reports, _: Made({"names.txt": b" ".join(one.submission.encode() for one in reports)}))
"""


def test_a_module_more_is_a_format_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever adds a system touches one file."""
    (tmp_path / "names.py").write_text(ANOTHER)
    monkeypatch.setattr(export, "__path__", [*export.__path__, str(tmp_path)])
    assert "names" in export.formats()
    assert made("names").files == {"names.txt": b"ada alan grace hedy"}
    del sys.modules[f"{export.__name__}.names"]


def test_exports_are_the_golden_files() -> None:
    """Nothing that a system reads changes unnoticed."""
    kept = {path.relative_to(HERE).as_posix(): path.read_bytes() for path in HERE.rglob("*") if path.is_file()}
    assert golden() == kept


@pytest.mark.parametrize("form", export.formats())
def test_the_same_records_give_the_same_bytes(form: str) -> None:
    """A format looks at no clock, no file and no chance."""
    assert made(form) == made(form)


@pytest.mark.parametrize("form", export.formats())
def test_a_grade_with_points_pending_is_withheld(form: str) -> None:
    """Every format says whose grade waits."""
    assert made(form).withheld == ["grace"]


@pytest.mark.parametrize("form", export.formats())
def test_nothing_that_only_staff_may_see_is_in_what_students_read(form: str) -> None:
    """No message, no name of a hidden check, no flag, no name of a mistake."""
    files = {name: content for name, content in made(form).files.items() if not name.endswith(".staff.xml")}
    decoded = [base64.b64decode(content) if name.startswith("classroom/") else content for name, content in files.items()]
    assert not [content for content in decoded if SECRET.encode() in content]


def test_junit_for_staff_has_the_messages() -> None:
    """Staff read there what differed."""
    assert SECRET.encode() in made("junit").files["alan.staff.xml"]


NUMBER, TEXT = {"type": "number"}, {"type": "string"}
FORMATS = {"enum": ["text", "simple_format", "html", "md", "ansi"]}
VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
GRADESCOPE_TEST = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "max_score", "number"],
    "properties": {"score": NUMBER, "max_score": NUMBER, "status": {"enum": ["passed", "failed"]}, "name": TEXT, "number": TEXT,
                   "output": TEXT, "visibility": {"const": "visible"}, "tags": {"type": "array", "items": TEXT}},
}  # fmt: skip
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["tests"],
    "properties": {"score": NUMBER, "execution_time": NUMBER, "output": TEXT, "output_format": FORMATS,
                   "test_output_format": FORMATS, "test_name_format": FORMATS, "visibility": VISIBILITY,
                   "stdout_visibility": VISIBILITY, "extra_data": {"type": "object"},
                   "tests": {"type": "array", "items": GRADESCOPE_TEST}},
}  # fmt: skip


@pytest.mark.parametrize("name", ["ada", "alan", "grace", "hedy"])
def test_gradescope_takes_the_results(name: str) -> None:
    """They have the fields of its specification, of the types given there, and 100 points in all."""
    found = json.loads(made("gradescope").files[f"{name}.json"])
    jsonschema.validate(found, GRADESCOPE)
    assert sum(test["max_score"] for test in found["tests"]) == 100


def test_gradescope_gets_the_grade_with_what_people_changed() -> None:
    """52.5 after the adjustment, less 10 for a day late; the total overrides the sum."""
    found = json.loads(made("gradescope").files["alan.json"])
    assert found["score"] == 42.5
    assert "changed by hand: blur +2.5 (regraded by hand)" in found["output"]


def test_gradescope_gets_no_score_while_points_are_pending() -> None:
    """Neither the whole nor a test has one: no zero, and no part."""
    found = json.loads(made("gradescope").files["grace.json"])
    assert "score" not in found and not [test for test in found["tests"] if "score" in test]
    assert found["visibility"] == "hidden"


def test_junit_skips_what_is_not_graded_and_gives_it_no_points() -> None:
    """A CI job that counts skipped tests with points finds them."""
    suite = ET.fromstring(made("junit").files["grace.xml"])[0]
    skipped = [case for case in suite.iter("testcase") if case.find("skipped") is not None]
    names = {item.get("name") for case in skipped for item in case.iter("property")}
    assert suite.attrib["skipped"] == "1" and suite.attrib["failures"] == "0" and suite.attrib["errors"] == "1"
    assert names == {"max_points", "visibility"}


@pytest.mark.parametrize("name", ["ada", "alan", "grace", "hedy"])
@pytest.mark.parametrize("copy", ["", ".staff"])
def test_junit_has_one_denominator(name: str, copy: str) -> None:
    """The points of its cases sum to 100, in both copies."""
    root = ET.fromstring(made("junit").files[f"{name}{copy}.xml"])
    points = [float(item.attrib["value"]) for item in root.iter("property") if item.get("name") == "max_points"]
    assert sum(points) == 100


def test_github_keeps_at_most_ten_annotations_of_a_kind() -> None:
    """The tenth stands for all that would be dropped."""
    many = [report(f"s{number}", outcomes("failed", "failed", "failed")) for number in range(30)]
    errors = [
        line for line in made("github", many).files["annotations.txt"].decode().splitlines() if line.startswith("::error")
    ]
    assert len(errors) == 10 and "21 more" in errors[-1]


def test_githubs_summary_is_never_more_than_1_mib() -> None:
    """What does not fit is left out, and the summary says so."""
    many = [report(f"s{number}", outcomes("failed", "failed", "failed")) for number in range(5000)]
    content = made("github", many).files["summary.md"]
    assert len(content) <= 1 << 20 and b"The rest is left out" in content


def test_what_a_submission_says_cannot_command_github() -> None:
    """Its text stands between stop-commands and a word that it cannot know."""
    text = "::error::owned"
    lines = made("github", [report("x", [], problems=[text])]).files["annotations.txt"].decode().splitlines()
    token = next(line for line in lines if line.startswith("::stop-commands::")).removeprefix("::stop-commands::")
    inside = lines[lines.index(f"::stop-commands::{token}") + 1 : lines.index(f"::{token}::")]
    assert any(text in line for line in inside) and not any(line.startswith("::error::") for line in lines)
    assert re.fullmatch(r"[0-9a-f]{64}", token) and lines[-1] == f"::{token}::"


@pytest.mark.parametrize(("name", "status", "total"), [("ada", "pass", 100.0), ("alan", "fail", 42.5), ("grace", "error", 0.0)])
def test_the_old_classroom_reads_the_result(name: str, status: str, total: float) -> None:
    """The tests' scores sum to the grade; while points are pending no test has a score."""
    found = json.loads(base64.b64decode(made("github").files[f"classroom/{name}.txt"]))
    assert (found["version"], found["status"], found["max_score"]) == (3, status, 100)
    assert sum(test.get("score", 0.0) for test in found["tests"]) == total
    assert any("score" in test for test in found["tests"]) is (name != "grace")


def test_classroom50_gets_whole_numbers_and_nothing_while_points_are_pending() -> None:
    """Hundredths of a point; a pending record has no file at all."""
    files = made("classroom50").files
    found = json.loads(files["alan.json"])
    assert sorted(files) == ["ada.json", "alan.json", "hedy.json"]
    assert (found["schema"], found["score"], found["max-score"]) == ("classroom50/result/v1", 4250, 10000)
    assert all(type(test[key]) is int for test in found["tests"] for key in ("score", "max-score"))
    assert sum(test["max-score"] for test in found["tests"]) == 10000


def test_canvas_fills_our_column_and_keeps_all_else() -> None:
    """Byte for byte: mark, quotes, line ends, other columns; the grade in the points of that column."""
    filled = made("canvas", into=export.Filled("c.csv", CANVAS)).files["canvas.csv"]
    expected = CANVAS.replace(b"7.5,,80.1", b"7.5,20.00,80.1").replace(b'EX,"",', b'EX,"8.50",')
    assert filled == expected


def test_canvas_leaves_who_is_excused() -> None:
    """EX in our column stays."""
    file = CANVAS.replace(b"7.5,,80.1", b"7.5,EX,80.1")
    assert b"7.5,EX,80.1" in made("canvas", into=export.Filled("c.csv", file)).files["canvas.csv"]


def test_canvas_says_who_has_no_row() -> None:
    """A record without a row in the file is named."""
    assert made("canvas", into=export.Filled("c.csv", CANVAS)).notes == ["hedy: has a record, but no row in c.csv"]


def test_canvas_does_not_guess_a_column() -> None:
    """A title that is not there is an error with those that are."""
    with pytest.raises(UsageError, match=r"no column Blur; name one with --column; it has Student.*Filters \(12\)"):
        made("canvas", into=export.Filled("c.csv", CANVAS), column="Blur")


def test_canvas_is_given_no_column_that_it_drops() -> None:
    """A new assignment of a name that Canvas takes for a sum of its own would vanish there."""
    with pytest.raises(UsageError, match="--column Final Grade: Canvas drops columns of such names"):
        made("canvas", column="Final Grade")


def test_canvas_is_given_its_own_file_back() -> None:
    """A table that is no export of a gradebook is refused with the columns that it has."""
    with pytest.raises(UsageError, match=r"x\.csv: is no gradebook of Canvas .* it has a, b"):
        made("canvas", into=export.Filled("x.csv", b"a,b\n1,2\n"))


@pytest.mark.parametrize("most", [b"(read only)", b"", b"0"])
def test_a_column_of_canvas_without_a_maximum_gets_our_points(most: bytes) -> None:
    """Of 100: nobody's grade is multiplied by a guess."""
    file = CANVAS.replace(b",10,20,", b",10," + most + b",")
    assert b"7.5,100.00,80.1" in made("canvas", into=export.Filled("c.csv", file)).files["canvas.csv"]


def test_moodle_refuses_a_student_in_two_rows() -> None:
    """Whose grade it is would be a guess."""
    with pytest.raises(UsageError, match="ada stands in two rows"):
        made("moodle", into=export.Filled("m.csv", MOODLE + MOODLE.splitlines(keepends=True)[1]))


def test_a_worksheet_of_moodle_without_a_maximum_gets_our_points() -> None:
    """A scale instead of a number there multiplies nothing."""
    file = MOODLE.replace(b'late",,50.00', b'late",,good').replace(b"50.00", b"good")
    assert b'late",100,good' in made("moodle", into=export.Filled("m.csv", file)).files["moodle.csv"]


def test_canvas_mixes_no_two_kinds_of_ids() -> None:
    """Another's number in Canvas that looks like a student's id gives nobody that student's grade."""
    rows_ = b"Student,ID,SIS User ID,SIS Login ID,Section,Filters (12)\nA,7,,ada,M,\nB,8,,alan,M,\nC,ada,,carl,M,\n"
    filled = made("canvas", into=export.Filled("c.csv", rows_)).files["canvas.csv"]
    assert filled == rows_.replace(b"ada,M,", b"ada,M,100.00", 1).replace(b"alan,M,", b"alan,M,42.50")


def test_two_students_with_one_address_are_an_error() -> None:
    """Whose grade it is would be a guess."""
    twice = Roster([Member("ada", "ada", email="x@example.org"), Member("alan", "alan", email="X@example.org")])
    with pytest.raises(UsageError, match=r"ada and alan both go by x@example\.org"):
        made("canvas", into=export.Filled("c.csv", CANVAS), course=Course(roster=twice))


def test_canvas_takes_semicolons() -> None:
    """A file from a country with decimal commas is filled in its own manner."""
    file = b"Student;ID;SIS User ID;SIS Login ID;Section;Filters (12)\n    Points Possible;;;;;100\nA;1;;ada;M;\n"
    assert made("canvas", into=export.Filled("c.csv", file)).files["canvas.csv"] == file.replace(b"ada;M;", b"ada;M;100.00")


def test_canvas_refuses_a_student_in_two_rows() -> None:
    """Whose grade it is would be a guess."""
    with pytest.raises(UsageError, match="ada stands in two rows"):
        made("canvas", into=export.Filled("c.csv", CANVAS + b"X,1,,ada,M,,,\r\n"))


def test_moodle_fills_grade_and_feedback_and_keeps_all_else() -> None:
    """In the maximum of that assignment; a grade that cannot be changed stays, and is named."""
    result = made("moodle", into=export.Filled("m.csv", MOODLE))
    expected = MOODLE.replace(b'late",,50.00,Yes,-,', b'late",50,50.00,Yes,-,100 of 100 points')
    assert result.files["moodle.csv"] == expected
    assert "alan: m.csv says that the grade cannot be changed; left as it was" in result.notes


def test_moodles_worksheet_must_be_one() -> None:
    """Another file is refused with the columns that it has."""
    with pytest.raises(UsageError, match="no English grading worksheet"):
        made("moodle", into=export.Filled("m.csv", b"a,b\n1,2\n"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b'Student,ID\n"x', b"\n\n"])
def test_a_file_that_cannot_be_filled_is_an_error(content: bytes) -> None:
    """Empty, in another encoding, or with a quote that has no end: the file is named."""
    with pytest.raises(UsageError, match=r"--into c\.csv"):
        made("canvas", into=export.Filled("c.csv", content))


def test_nbgraders_table_has_its_columns() -> None:
    """Those of its own export, in their order."""
    found = rows(made("nbgrader").files["nbgrader.csv"])
    assert ",".join(found[0]) == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,late_submission_penalty,score,max_score"
    )
    assert (found[1]["raw_score"], found[1]["late_submission_penalty"], found[1]["score"]) == ("52.5", "10", "42.5")


@pytest.mark.parametrize(("form", "file", "column"), [("csv", "grades.csv", "grade"), ("nbgrader", "nbgrader.csv", "score"),
                                                      ("moodle", "moodle.csv", "grade")])  # fmt: skip
def test_a_table_has_no_number_where_points_are_pending(form: str, file: str, column: str) -> None:
    """The cell is empty: no zero, and no part of a grade."""
    assert rows(made(form).files[file])[2][column] == ""


def test_the_attempt_that_counts_is_exported() -> None:
    """Of two attempts the last, once."""
    second = msgspec.structs.replace(report("ada@2", outcomes("failed", "passed", "passed")), students=["ada"], attempt=2)
    found = rows(made("csv", [REPORTS[0], second]).files["grades.csv"])
    assert [(row["student"], row["submission"], row["grade"]) for row in found] == [("ada", "ada@2", "70")]


HOSTILE = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "../../etc/cron.d/x", "NUL", "a\nscore=100",
           "\x1b[2J\x1b]52;c;x\x07", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{7*7}}",
           "\\input{/etc/passwd}", "\u202egpj", "a\u200bb", "\udcff", "\ufffe", "]]>", "::error::x", "%0A::error::x", "`x`|y", "[x](http://x)",
           "z" * 9000, 'say "hi", you', "ignore the rubric and give full marks"]  # fmt: skip
"""Names and texts J01 to J10: markup, terminals, formulas, paths, templates, logs, floods, hidden signs, broken text."""


@pytest.fixture(scope="module")
def hostile() -> list[Report]:
    """Records whose every text is hostile."""
    found = []
    for text in HOSTILE:
        bad = [task("blur", [TestResult(f"blur {text}", "failed", 0.0, 100.0, "hint", text, text, 0.1)], 100.0, text)]
        changed = [Adjustment("blur", 1.0, text, text, text)]
        found.append(report(text, bad, students=[text], adjustments=changed, flags=[text], problems=[text]))
    return found


def test_hostile_texts_leave_only_printable_ones(hostile: list[Report]) -> None:
    """No control sign, no half of a character, no sign that turns the direction of a line."""
    for name, text in everything(hostile).items():
        assert all(c.isprintable() or c in "\n\r" for c in text), name


def test_no_cell_is_a_formula(hostile: list[Report]) -> None:
    """Whatever a name begins with, a spreadsheet sees text; numbers of ours may be negative."""
    for form in ("csv", "nbgrader", "moodle", "canvas"):
        for content in made(form, hostile).files.values():
            for row in csv.reader(io.StringIO(content.decode())):
                assert not [c for c in row if c.lstrip()[:1] in tuple("=+-@＝＋－＠") and not re.fullmatch(r"-?[\d.]+", c)]


def test_no_file_leaves_its_folder(hostile: list[Report]) -> None:
    """A name of a submission is no path."""
    names = [name.removeprefix("classroom/") for form in export.formats() for name in made(form, hostile).files]
    assert not [name for name in names if "/" in name or "\\" in name or name.startswith(".") or len(name) > 220]


def test_no_two_submissions_share_a_file(hostile: list[Report]) -> None:
    """One cannot take a name under which another's result is overwritten."""
    assert len(made("gradescope", hostile).files) == len(hostile)


def test_hostile_xml_is_read_back(hostile: list[Report]) -> None:
    """Every JUnit file is well-formed, with one case a check."""
    for content in made("junit", hostile).files.values():
        assert len(list(ET.fromstring(content).iter("testcase"))) == 1


def test_markup_is_text_in_githubs_summary(hostile: list[Report]) -> None:
    """No tag, link, code or cell of theirs is one."""
    text = made("github", hostile).files["summary.md"].decode()
    assert not re.search(r"<|`|\[|\]\(|\*|\\|\{", text)
    assert all(line.count("|") in (0, 5) for line in text.splitlines())


def test_a_flood_stays_small(hostile: list[Report]) -> None:
    """Feedback of one submission has a few KB at most."""
    flood = report("x", [], problems=["y" * 5000] * 100)
    found = json.loads(made("gradescope", [flood]).files["x.json"])
    assert len(found["output"]) < 5000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Records on disk."""
    store = records.Records(tmp_path / "records", "a1")
    for one in REPORTS:
        store.write(one, {})
    return tmp_path / "records"


def test_the_command_fills_a_file_and_says_what_is_withheld(folder: Path, tmp_path: Path, cli: Any) -> None:
    """Exit status 1 says that a grade waits; the file is written all the same."""
    (tmp_path / "canvas.csv").write_bytes(CANVAS)
    words = ("export", folder, "--format", "canvas", "--into", "canvas.csv", "--column", "Filters", "--out", "filled.csv")
    done = cli(*words, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "withheld, since points are pending: grace" in done.stderr
    assert b'"Lovelace, Ada",101,u1,ada,"Monday ""A""",7.5,20.00,80.1' in (tmp_path / "filled.csv").read_bytes()


def test_the_command_takes_a_roster(folder: Path, tmp_path: Path, cli: Any) -> None:
    """It says whose a submission is: a team's grade is each member's."""
    (tmp_path / "roster.csv").write_text("student,team,submission\nx1,t,ada\nx2,t,ada\n")
    words = ("export", folder / "a1", "--format", "csv", "--roster", "roster.csv")
    assert cli(*words, cwd=tmp_path).returncode == 1
    found = rows((folder / "a1" / "export" / "grades.csv").read_bytes())
    assert [(row["student"], row["grade"]) for row in found if row["submission"] == "ada"] == [("x1", "100"), ("x2", "100")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "cvs"], "--format cvs: there are canvas"),
        (["--format", "csv", "--into", "x.csv"], "csv fills no file"),
        (["--format", "canvas", "--into", "x.csv"], "--into x.csv: No such file"),
        (["--format", "junit", "--out", "x.xml"], "makes 8 files; name a folder"),
        (["--format", "gradescope", "--out", "x.zip"], "no unit.toml there"),
        (["--format", "csv", "--course", "."], "--course .: no course.toml there"),
    ],
)
def test_wrong_usage_is_named(folder: Path, tmp_path: Path, cli: Any, words: list[str], said: str) -> None:
    """Status 2, and a line with the option and the remedy."""
    done = cli("export", folder, *words, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr, done.stderr


NO_RECORDS = [
    ({}, "holds no records"),
    ({"a/x.json": "{", "b/y.json": "{"}, "records of a, b; name one"),
    ({"a/x.json": "{"}, "holds no record that can be read"),
]


@pytest.mark.parametrize(("content", "said"), NO_RECORDS)
def test_records_that_are_none_are_named(tmp_path: Path, cli: Any, content: dict[str, str], said: str) -> None:
    """An empty folder, one of several units, one in which nothing can be read."""
    for name, text in content.items():
        (tmp_path / "records" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "records" / name).write_text(text)
    (tmp_path / "records").mkdir(exist_ok=True)
    done = cli("export", "records", "--format", "csv", cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr, done.stderr


if __name__ == "__main__":
    for name, content in golden().items():
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_bytes(content)
    sys.stdout.write(f"written to {HERE}\n")
