"""What an audit has found is kept, and judged again where something that it depends on has changed, and only there."""

from __future__ import annotations

import msgspec
import pytest

from autograder import build, kept, units
from autograder.errors import UsageError
from autograder.jobs import Findings, Job
from autograder.kept import Kept
from autograder.model import Check, Verdict

JOB = Job({"tiny.py": "x = 1"}, "00", ["total"])
FOUND = Findings({"Sums": Verdict("failed", "1, expected 2")}, {}, [], [], {})


@pytest.fixture
def opened(copied, tmp_path, forget):
    """Open what was kept of a copy of the tiny unit, as the copy is now."""

    def run(path=tmp_path / "deep/er/kept.jsonl"):
        forget()
        return Kept(path, copied, build.placed(copied, units.load(copied)))

    return run


def append(path, text):
    """Add a text to a file."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def test_what_was_kept_is_found_by_the_next_audit(opened):
    """Findings come back as they were."""
    opened().add(JOB, FOUND)
    assert opened().find(JOB) == FOUND


@pytest.mark.parametrize("change", [{"files": {"tiny.py": "x = 2"}}, {"seed": "01"}, {"only": ["double"]}, {"until": "failure"},
                                    {"steps": True}])  # fmt: skip
def test_another_job_is_judged(opened, change):
    """Another answer, seed or scope is not what was kept."""
    opened().add(JOB, FOUND)
    assert opened().find(msgspec.structs.replace(JOB, **change)) is None


@pytest.mark.parametrize("name", ["tiny.py", "unit.toml", "suite/test_hidden.py", "suite/test_public.py"])
def test_a_change_of_what_a_verdict_depends_on(opened, copied, name):
    """Reference, manifest and the files with the task's checks count."""
    opened().add(JOB, FOUND)
    append(copied / name, "\n# another one\n")
    assert opened().find(JOB) is None


def test_checks_of_other_tasks_do_not_count(copied, tmp_path):
    """A file of the suite that holds no check of the job's task may change."""
    suite = copied / "suite"
    places = {Check("Sums", "total", 1.0, "", "public", "", guard=False): suite / "test_public.py",
              Check("Doubles", "double", 1.0, "", "public", "", guard=False): suite / "test_hidden.py"}  # fmt: skip
    Kept(tmp_path / "kept", copied, places).add(JOB, FOUND)
    append(suite / "test_hidden.py", "\n# another one\n")
    assert Kept(tmp_path / "kept", copied, places).find(JOB) == FOUND


@pytest.mark.parametrize(("explain", "task", "lives"), [(False, "total", True), (True, "total", False), (True, "double", True)])
def test_wrong_answers_count_where_they_are_looked_for(opened, copied, explain, task, lives):
    """Known mistakes of its own task decide for what a submission is taken, where that is asked."""
    job = msgspec.structs.replace(JOB, explain=explain)
    opened().add(job, FOUND)
    append(copied / f"wrong/{task}.py", "\n# another one\n")
    assert (opened().find(job) == FOUND) is lives


def test_another_grader_judges_anew(opened, monkeypatch):
    """What another version of the grader has found does not count."""
    opened().add(JOB, FOUND)
    monkeypatch.setattr(kept, "_grader", lambda: "another")
    assert opened().find(JOB) is None


def test_a_line_that_was_cut_off_costs_itself_alone(opened, tmp_path):
    """An audit that was ended while it wrote loses that line, neither those before nor those behind."""
    path, other = tmp_path / "kept.jsonl", msgspec.structs.replace(JOB, seed="01")
    opened(path).add(JOB, FOUND)
    with path.open("ab") as file:
        file.write(b'\n{"sha256":"ab')
    opened(path).add(other, FOUND)
    assert [opened(path).find(job) for job in (JOB, other)] == [FOUND, FOUND]


def test_a_file_that_cannot_be_used_is_named(opened, tmp_path):
    """A folder, or a place where nothing can be written, is named with the remedy."""
    with pytest.raises(UsageError, match=r"--keep .*name a file that can be written"):
        opened(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"--keep .*name a file that can be written"):
        opened(tmp_path / "file/kept.jsonl").add(JOB, FOUND)
