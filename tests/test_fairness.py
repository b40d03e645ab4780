"""Fairness: other students' inputs change no verdict, or the check and the answer are named."""

from __future__ import annotations

import pytest

from autograder import audit, batch, build, fairness, kills, units, verdicts
from autograder.kept import KeptFindings
from autograder.messages import Findings
from autograder.model import Verdict
from autograder.verdicts import Candidate

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fair(tiny):
    """The tiny unit for three students."""
    return fairness.run(tiny, audit.SEED, seeds=3, jobs=2)


def test_right_answers_pass_for_every_student(fair):
    """Reference and alternatives lose nothing for any seed, and no check fails one of them."""
    assert (fair.seeds, fair.unfair, fair.losers) == (3, {}, {})


def test_wrong_answers_and_mutants_die_for_every_student(fair):
    """What dies for one seed dies for all."""
    assert (fair.flaky, fair.faults) == ({}, [])
    assert fair.judged > 200


def test_what_was_kept_is_not_judged_again(copied, tmp_path, monkeypatch, forget):
    """A second audit for the same students takes all from the file and says the same."""
    forget()
    kept = KeptFindings(tmp_path / "kept.jsonl", copied, build.placed(copied, units.load(copied)))
    first = fairness.run(copied, audit.SEED, seeds=2, jobs=2, kept=kept)
    monkeypatch.setattr(batch.Examiner, "judge", None)
    assert fairness.run(copied, audit.SEED, seeds=2, jobs=2, kept=kept) == first


LUCKY = '''

@check("total", 1, category="luck")
def test_total_of_luck(student, rng):
    """Sums what luck has drawn"""
    x = {draw}
    assert_equal(student.total(x), {expected})
'''


@pytest.fixture
def lucky(copied):
    """Give the tiny unit one more check of total, in place of a point of another."""

    def make(draw, expected):
        path = copied / "suite/test_hidden.py"
        text = path.read_text("utf-8").replace('@check("total", 15,', '@check("total", 14,')
        path.write_text(text + LUCKY.format(draw=draw, expected=expected), "utf-8")
        return copied

    return make


def test_a_check_that_fails_a_right_answer_for_some_students_is_named(lucky):
    """A check whose expectation is wrong for some inputs is unfair, whoever meets it."""
    found = fairness.run(lucky("rng.integers(0, 2, 1)", "1"), audit.SEED, seeds=8, jobs=2)
    assert list(found.unfair) == ["Sums what luck has drawn"] and 0 < found.losers["reference"] < 8
    assert "the check 'Sums what luck has drawn' fails a right answer" in found.faults[0]


def test_a_wrong_answer_that_lives_by_luck_is_named(lucky):
    """A wrong answer that only some students' inputs give away is flaky, and so is the check that is to find it."""
    folder = lucky("np.array([int(rng.integers(0, 2)), 5])", "int(x.sum())")
    with (folder / "wrong/total.py").open("a", encoding="utf-8") as file:
        file.write('\n\ndef skips_ones(x):\n    """Leaves out a 1 in front."""\n'
                   "    x = np.asarray(x)\n    return right(x) - (x.size == 2 and x[0] == 1)\n")  # fmt: skip
    found = fairness.run(folder, audit.SEED, seeds=8, jobs=2)
    assert found.flaky["wrong.total.skips_ones"] == ["Sums what luck has drawn"]
    assert any("wrong.total.skips_ones dies for some seeds only, by 'Sums what luck has drawn'" in f for f in found.faults)


@pytest.mark.parametrize(("second", "flaky"), [("failed", {"late": ["check"]}), ("passed", {})], ids=["dies", "lives"])
def test_a_mutant_that_ran_out_of_time_for_some_has_the_whole_limit(monkeypatch, tiny, second, flaky):
    """On a busy machine a mutant may time out for one student only; judged again, it must die for all or live for all."""
    monkeypatch.setattr(kills, "known", lambda *_arguments: [Candidate("late", {}, b"", ["total"])])
    monkeypatch.setattr(kills, "mutants", lambda *_arguments: [])
    fates = {1: ["timeout", "passed", "passed"], 2: [second]}
    calls = []

    def judge(_folder, candidates, _jobs, seconds=0.0, **_options):
        candidates = list(candidates)
        calls.append(seconds)
        outcomes = fates[len(calls) - 1] if candidates else []
        yield from ((one, Findings({"check": Verdict(outcome)}, {}, [], [], {})) for one, outcome in
                    zip(candidates, outcomes, strict=True))  # fmt: skip

    monkeypatch.setattr(verdicts, "judge", judge)
    found = fairness.run(tiny, audit.SEED, seeds=3, jobs=1)
    assert calls == [0.0, 1.0, 0.0]
    assert found.flaky == flaky


def test_the_command_reports_seeds_and_keeps_them(cli, copied):
    """--seeds prints a line a unit, exits with 0 where all is fair, and what it found outlives an audit without it."""
    result = cli("audit", "tiny", "--seeds", "2", "--units", copied.parent)
    assert result.returncode == 0 and "tiny: 2 seeds: 0 right answers lose points" in result.stdout
    kept = audit.read(copied)
    assert (kept.seeds.sha256, kept.seeds.found.seeds, kept.seeds.found.losers) == (kept.sha256, 2, {})
    cli("audit", "tiny", "--units", copied.parent)
    assert audit.read(copied) == kept
    audit.require(copied)


def test_a_proof_does_not_need_other_seeds(copied):
    """A unit that changed since it was judged for other seeds is proved without them: only who asks waits for them."""
    proof, _found = audit.fair(copied, audit.run(copied, jobs=2), seeds=1, jobs=2)
    audit.write(copied, proof)
    with (copied / "wrong/total.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    audit.write(copied, audit.run(copied, jobs=2))
    audit.require(copied)
    assert audit.read(copied).seeds == proof.seeds
