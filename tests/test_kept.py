"""What an audit has found is kept, and judged again where something that it depends on has changed, and only there."""

from __future__ import annotations

import importlib.metadata

import msgspec
import pytest

from autograder import build, kept, units
from autograder.errors import UsageError
from autograder.kept import KeptFindings
from autograder.messages import NO_MISTAKES, Findings, Job
from autograder.model import Check, Verdict

JOB = Job({"tiny.py": "x = 1"}, "00", ["total"])
FOUND = Findings({"Sums": Verdict("failed", "1, expected 2")}, {}, [], [], {})


@pytest.fixture
def opened(copied, tmp_path, forget):
    """Open what was kept of a copy of the tiny unit, as the copy is now."""

    def run(path=tmp_path / "deep/er/kept.jsonl"):
        forget()
        return KeptFindings(path, copied, build.placed(copied, units.load(copied)))

    return run


def append(path, text):
    """Add a text to a file."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_what_was_kept_is_found_by_the_next_audit(opened):
    """Findings come back as they were."""
    opened().add(JOB, FOUND, right=False)
    assert opened().find(JOB) == FOUND


@pytest.mark.parametrize("change", [{"files": {"tiny.py": "x = 2"}}, {"seed": "01"}, {"only": ["double"]}, {"until": "failure"},
                                    {"steps": True}])  # fmt: skip
def test_another_job_is_judged(opened, change):
    """Another answer, seed or scope is not what was kept."""
    opened().add(JOB, FOUND, right=False)
    assert opened().find(msgspec.structs.replace(JOB, **change)) is None


@pytest.mark.parametrize("only", [[], ["total"], ["Sums random integers"]], ids=["all", "a task", "a check"])
@pytest.mark.parametrize("name", ["tiny.py", "unit.toml", "suite/test_hidden.py", "suite/test_public.py", "suite/numbers.csv"])
def test_a_change_of_what_a_verdict_depends_on(opened, copied, name, only):
    """Reference, manifest, what lies beside the suite and the files with the task's checks count, however checks are chosen."""
    (copied / "suite/numbers.csv").write_text("1, 2", "utf-8")
    job = msgspec.structs.replace(JOB, only=only)
    opened().add(job, FOUND, right=False)
    append(copied / name, "\n# another one\n")
    assert opened().find(job) is None


def test_checks_of_other_tasks_do_not_count(copied, tmp_path):
    """A file of the suite that holds no check of the job's task may change."""
    suite = copied / "suite"
    places = {Check("Sums", "total", 1.0, "", "public", "", guard=False): suite / "test_public.py",
              Check("Doubles", "double", 1.0, "", "public", "", guard=False): suite / "test_hidden.py"}  # fmt: skip
    KeptFindings(tmp_path / "kept", copied, places).add(JOB, FOUND, right=False)
    append(suite / "test_hidden.py", "\n# another one\n")
    assert KeptFindings(tmp_path / "kept", copied, places).find(JOB) == FOUND


@pytest.mark.parametrize(("explain", "task", "lives"), [(False, "total", True), (True, "total", False), (True, "double", True)])
def test_wrong_answers_count_where_they_are_looked_for(opened, copied, explain, task, lives):
    """Known mistakes of its own task decide for what a submission is taken, where that is asked."""
    job = msgspec.structs.replace(JOB, explain=explain)
    opened().add(job, FOUND, right=False)
    append(copied / f"wrong/{task}.py", "\n# another one\n")
    assert (opened().find(job) == FOUND) is lives


def test_other_packages_judge_anew(opened, monkeypatch):
    """What was found with another version of a package does not count."""
    opened().add(JOB, FOUND, right=False)
    version = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0.1" if name == "numpy" else version(name))
    assert opened().find(JOB) is None


def test_another_grader_judges_anew(opened, monkeypatch, tmp_path):
    """What other sources of the grader have found does not count."""
    opened().add(JOB, FOUND, right=False)
    (tmp_path / "compare.py").touch()
    monkeypatch.setattr(kept, "__file__", str(tmp_path / "kept.py"))
    assert opened().find(JOB) is None


def test_a_unit_that_changes_meanwhile(opened, copied):
    """Of a unit that somebody edits while it is audited nothing more is kept: examiners may have read either."""
    at_work = opened()
    append(copied / "suite/test_hidden.py", "\n# another one\n")
    at_work.add(JOB, FOUND, right=False)
    assert (opened().find(JOB), at_work.find(JOB)) == (None, None)


LATE = msgspec.structs.replace(FOUND, verdicts={"Sums": Verdict("timeout")})
GAVE_UP = msgspec.structs.replace(FOUND, problems=[f"{NO_MISTAKES}: TimeoutError"])


@pytest.mark.parametrize(("found", "right", "lives"), [(LATE, True, False), (LATE, False, True), (GAVE_UP, False, False)])
def test_what_a_busy_machine_did_is_not_kept(opened, found, right, lives):
    """A right answer that was late is judged anew, and known mistakes are looked for once more."""
    opened().add(JOB, found, right)
    assert (opened().find(JOB) is not None) is lives


def test_a_line_that_was_cut_off_costs_itself_alone(opened, tmp_path):
    """An audit that was ended while it wrote loses that line, neither those before nor those behind."""
    path, other = tmp_path / "kept.jsonl", msgspec.structs.replace(JOB, seed="01")
    opened(path).add(JOB, FOUND, right=False)
    with path.open("ab") as file:
        file.write(b'\n{"sha256":"ab')
    opened(path).add(other, FOUND, right=False)
    assert [opened(path).find(job) for job in (JOB, other)] == [FOUND, FOUND]


@pytest.mark.parametrize("place", ["", "file/kept.jsonl", "notes.md", "solutions/tiny/kept.jsonl"])
def test_a_file_that_cannot_be_used_is_named(opened, tmp_path, place):
    """A folder, a place where nothing can be written, a file of something else and one in the unit are refused at once."""
    (tmp_path / "file").touch()
    (tmp_path / "notes.md").write_text("# Notes\n", "utf-8")
    with pytest.raises(UsageError, match=r"--keep .*; name (a|another) file"):
        opened(tmp_path / place)
    assert (tmp_path / "notes.md").read_text("utf-8") == "# Notes\n"
