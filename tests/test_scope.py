"""What mutants mean for a unit with timed checks: which checks they meet, and that the proof of these stays."""

from __future__ import annotations

import pytest

from autograder import audit, kills, units
from autograder.errors import UnitError
from autograder.model import Check
from autograder.scope import Scope

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


def test_a_scope_tells_timed_checks_from_others():
    """Each timed check has its task, and a task may have both kinds."""
    checks = [Check(str(n), task, 1.0, "", "hidden", "", False, timed)
              for n, (task, timed) in enumerate([("a", False), ("b", True), ("b", False), ("c", True)])]  # fmt: skip
    scope = Scope.of(checks)
    assert (scope.timed, scope.untimed, scope.tasks) == ({"1": "b", "3": "c"}, ["a", "b"], ["b", "c"])
    assert [scope.untimes(tasks) for tasks in (["a"], ["b", "c"], ["c"], [])] == [True, True, False, True]


def test_of_what_only_timed_checks_tell_some_mutants_are_judged(tiny, monkeypatch):
    """Each costs a training, so there is a number of them, always the same; all others are judged."""
    monkeypatch.setattr(kills, "TRAINED", 3)
    unit = units.load(tiny)
    made = {task: [m.key for m, _files in kills.mutants(tiny, unit, Scope({"x": "double"}, ["total", "scale_to"]))
                   if m.tasks == [task] and m.id.startswith("tiny:")] for task in ("double", "total")}  # fmt: skip
    everything = {task: [m.key for m, _files in kills.mutants(tiny, unit) if m.tasks == [task] and m.id.startswith("tiny:")]
                  for task in made}  # fmt: skip
    assert made == {"double": [key for key in everything["double"] if key in sorted(everything["double"])[:3]],
                    "total": everything["total"]}  # fmt: skip


@pytest.mark.slow
def test_a_certificate_is_kept_beside_the_proof_of_timed_checks(with_time, cli):
    """Mutants meet timed checks by steps; what was proved with the machine's own time stays."""
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
