"""What mutants mean for a unit with timed checks: tasks that only these judge are left out, and the proof of these stays."""

from __future__ import annotations

import pytest

from autograder import audit, kills, units
from autograder.errors import UnitError
from autograder.kills import Scope
from autograder.model import Check

TIMED = '''

@check("total", 5, category="speed", timed=True)
def test_total_is_quick(student, trial):
    """Sums quickly"""
    student.total([1, 2, 3])
'''


@pytest.fixture
def with_time(copied):
    """The tiny unit with a timed check of total, in place of five points of another, and a proof of it."""
    path = copied / "suite/test_hidden.py"
    path.write_text(path.read_text("utf-8").replace('@check("total", 15,', '@check("total", 10,') + TIMED, "utf-8")
    audit.write(copied, audit.Audit(2, "tiny", units.audit_sha256(copied), [], 100.0, 0.0, {}, {}))
    return copied


def test_tasks_with_timed_checks_only_are_left_out():
    """A task with both kinds of checks is judged in part, one with timed checks only not at all."""
    checks = [Check(str(n), task, 1.0, "", "hidden", "", False, timed)
              for n, (task, timed) in enumerate([("a", False), ("b", True), ("b", False), ("c", True)])]  # fmt: skip
    scope = Scope.of(checks)
    assert (scope.left_out, scope.partly) == (["c"], ["b"])
    assert scope.judged(["a", "b", "c"]) == ["a", "b"]


def test_nothing_of_a_task_that_is_left_out_is_judged(tiny):
    """Neither its wrong answers nor its mutants are made; right answers are."""
    scope, unit = Scope(["double"]), units.load(tiny)
    names = [one.name for one in kills.known(tiny, unit, b"", scope)]
    assert "reference" in names and "wrong.total.mean" in names and not any("double" in name for name in names)
    assert not any(mutant.tasks == ["double"] for mutant, _files in kills.mutants(tiny, unit, scope))


@pytest.mark.slow
def test_a_certificate_is_kept_beside_the_proof_of_timed_checks(with_time, cli):
    """Mutants are judged without timed checks; what was proved with them stays."""
    before = audit.read(with_time)
    result = cli("audit", "tiny", "--mutants", "--units", with_time.parent)
    after = audit.read(with_time)
    assert "its timed checks were left out" in result.stdout
    assert after.certificate.kills.mutants > 50
    assert (after.sha256, after.faults, after.wrong) == (before.sha256, before.faults, before.wrong)


@pytest.mark.slow
def test_a_stale_proof_of_timed_checks_is_said(with_time, cli):
    """Without --timed a unit that has changed keeps nothing, and says what to run."""
    with (with_time / "wrong/total.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    result = cli("audit", "tiny", "--units", with_time.parent)
    assert result.returncode == 2 and "stale" in result.stderr
    with pytest.raises(UnitError, match="stale"):
        audit.require(with_time)
