"""Judging answers of ours: a busy machine or an examiner that ends is no fault of the answer; what stays open is named."""

from __future__ import annotations

import pytest

from autograder import batch, verdicts
from autograder.errors import GraderError
from autograder.messages import Findings
from autograder.model import Verdict
from autograder.verdicts import Candidate


def found(outcome, message=""):
    """Findings with one check."""
    return Findings({"check": Verdict(outcome, message)}, {}, [], [], {})


@pytest.fixture
def judged(monkeypatch, tiny):
    """Judge one answer with an examiner that does what the script says; return outcome and the seconds of each job."""

    def run(script, **options):
        jobs = []

        class Scripted:
            def __init__(self, *_arguments):
                pass

            def judge(self, job):
                jobs.append(job.seconds)
                step = script.pop(0)
                if isinstance(step, GraderError):
                    raise step
                return step

            def kill(self):
                pass

            close = kill

        monkeypatch.setattr(batch, "Examiner", Scripted)
        candidate = Candidate("ada", {}, b"", **options)
        [(one, findings)] = verdicts.judge(tiny, [candidate], 1, seconds=1.0)
        assert one == candidate
        return findings.verdicts["check"].outcome, jobs

    return run


def test_an_answer_is_judged_once(judged):
    """What could be judged is not judged again."""
    assert judged([found("failed")]) == ("failed", [1.0])


def test_an_examiner_that_fails_is_asked_again(judged):
    """One examiner that ends or hangs does not end an audit."""
    assert judged([GraderError("the examiner ended or hung"), found("passed")]) == ("passed", [1.0, 1.0])


def test_what_is_not_graded_is_asked_again(judged):
    """A check that could not be judged is judged once more."""
    assert judged([found("not_graded", "no memory"), found("passed")]) == ("passed", [1.0, 1.0])


@pytest.mark.parametrize("step", [GraderError("it hung"), found("not_graded", "it hung")], ids=["examiner", "check"])
def test_what_fails_twice_is_named(judged, step):
    """The error names unit, answer and reason."""
    with pytest.raises(GraderError, match=r"tiny: ada: .*it hung"):
        judged([step, step])


def test_a_right_answer_that_ran_out_of_time_gets_more(judged):
    """A right answer is judged again with ten times the unit's limit: the machine was busy."""
    assert judged([found("timeout"), found("passed")], right=True) == ("passed", [1.0, 5.0])


def test_a_wrong_answer_that_ran_out_of_time_is_done(judged):
    """A mutant that loops is given no second chance to loop."""
    assert judged([found("timeout")]) == ("timeout", [1.0])


def test_what_was_kept_is_given_and_the_rest_is_judged(monkeypatch, tiny):
    """Of two answers the one that was kept is given first, and counted; the other is judged, and kept then."""
    passed, failed = found("passed"), found("failed")
    done, added = [], []

    class One:
        def find(self, job):
            return passed if "ada" in job.files else None

        def add(self, job, findings, right):
            added.append((list(job.files), findings, right))

    class Scripted:
        def __init__(self, *_arguments):
            pass

        def judge(self, _job):
            return failed

        def kill(self):
            pass

        close = kill

    monkeypatch.setattr(batch, "Examiner", Scripted)
    both = [Candidate("eve", {"eve": ""}, b""), Candidate("ada", {"ada": ""}, b"", right=True)]
    results = list(verdicts.judge(tiny, both, 1, progress=lambda *now: done.append(now), kept=One()))
    assert [(one.name, what) for one, what in results] == [("ada", passed), ("eve", failed)]
    assert (done, added) == ([(1, 2), (2, 2)], [(["eve"], failed, False)])
