"""Kills: mutants die by the checks of their tasks, survivors and stale lists are found, and each check has its worth."""

from __future__ import annotations

import re
import shutil

import msgspec
import pytest

from autograder import audit, batch, build, kills, units, verdicts
from autograder.errors import UnitError
from autograder.kept import KeptFindings
from autograder.kills import Subject
from autograder.messages import Findings
from autograder.model import Verdict

SEED = b"a seed of these tests"


@pytest.fixture(scope="module")
def subjects(tiny):
    """What became of the answers and mutants of the tiny unit."""
    return kills.run(tiny, SEED, jobs=2)


def test_right_answers_pass_and_wrong_ones_do_not(subjects):
    """Beside the mutants all known answers are judged, each wrong one by its own task's checks."""
    kinds = {kind: [s for s in subjects if s.mutant is None and s.name.startswith(kind)] for kind in ("ref", "alt", "wrong")}
    assert [len(found) > 0 for found in kinds.values()] == [True] * 3
    assert not any(subject.killers for subject in kinds["ref"] + kinds["alt"])
    assert all(subject.killers for subject in kinds["wrong"])


def test_a_mutant_is_judged_by_its_own_tasks(subjects):
    """A mutant of one function meets the checks of that task only."""
    found = [subject for subject in subjects if subject.mutant and ":total:" in subject.name]
    assert found and {tuple(subject.tasks) for subject in found} == {("total",)}
    assert all("total" in name or "Sums" in name for subject in found for name in subject.verdicts)


@pytest.mark.parametrize(("lost", "faults"), [((), 1), (("wrong.total.zeros",), 0)])
def test_a_wrong_answer_that_lives_is_a_fault_unless_it_is_known_to_lose(tiny, subjects, lost, faults):
    """What loses points by the machine's own clock may live by steps; what loses nowhere may not."""
    found = [
        msgspec.structs.replace(s, verdicts={"c": Verdict("passed")}) if s.name == "wrong.total.zeros" else s for s in subjects
    ]
    said = kills.judged(tiny, found, lost=lost).faults
    assert said.count("wrong.total.zeros survives its own task's checks") == faults


def test_survivors_are_named_and_too_many_are_a_fault(tiny, subjects):
    """A mutant that no check kills is named, and a suite that lets more than one in a hundred live is refused."""
    alive = [*subjects, *(Subject(s.name + "x", s.tasks, s.mutant, {"c": Verdict("passed")}) for s in subjects if s.mutant)]
    said = kills.judged(tiny, alive)
    assert len(said.survivors) >= said.mutants // 2
    assert any("mutants survive that are not listed" in fault for fault in said.faults)


def test_an_equivalent_mutant_is_no_survivor(copied, subjects):
    """What equivalent.toml lists with a reason counts as equivalent."""
    alive = [s for s in subjects if s.mutant and not s.killers]
    lines = "".join(f'{subject.mutant.key} = "no input tells it apart"\n' for subject in alive)
    (copied / "equivalent.toml").write_text(f"[all]\n{lines}", "utf-8")
    said = kills.judged(copied, subjects)
    assert (said.survivors, said.equivalent, said.faults) == ([], len(alive), [])
    assert said.killed + said.equivalent == said.mutants


def test_a_listed_mutant_that_dies_is_a_fault(copied, subjects):
    """A line of equivalent.toml whose mutant dies, or is there no more, must go."""
    dead = next(subject for subject in subjects if subject.mutant and subject.killers)
    (copied / "equivalent.toml").write_text(f'[a]\n{dead.mutant.key} = "why"\n0123456789 = "why"\n', "utf-8")
    faults = "\n".join(kills.judged(copied, subjects).faults)
    assert f"({dead.mutant.key}) is not equivalent, it dies by" in faults
    assert "there is no mutant 0123456789 any more" in faults


@pytest.mark.parametrize("text", ['[a]\nabc = ""\n', '[a]\nabc = "x"\n[b]\nabc = "y"\n', "[a\n", "abc = 1\n"])
def test_a_list_that_cannot_be_used(copied, text):
    """A list without reasons, with a mutant twice, or that is no TOML, is refused by name."""
    (copied / "equivalent.toml").write_text(text, "utf-8")
    with pytest.raises(UnitError, match=r"equivalent\.toml"):
        kills.equivalents(copied)


def test_a_check_that_kills_nothing_alone_is_idle():
    """A check is idle where every answer that it fails is failed by another check, too."""
    bad, good = Verdict("failed"), Verdict("passed")
    found = [Subject("one", ["t"], None, {"a": bad, "b": good, "c": bad}), Subject("two", ["t"], None, {"a": good, "b": bad})]
    assert kills.idle(found) == ["a", "c"]


def test_a_mutant_that_loops_is_ended_early(tiny, right):
    """An endless loop costs one short call, and what was found until then counts."""
    source = right.replace("    return 2 * _array(x)\n", "    while True:\n        pass\n")
    [(_candidate, findings)] = verdicts.judge(
        tiny, [verdicts.Candidate("loop", {"tiny.py": source}, SEED)], 1, until="loss", seconds=0.2
    )
    outcomes = [verdict.outcome for verdict in findings.verdicts.values()]
    assert outcomes[-1] == "timeout" and outcomes.count("timeout") == 1


def test_the_first_failure_is_enough_where_only_that_is_asked(tiny, right):
    """Judging stops with the first check that fails."""
    source = right.replace("return 2 *", "return 3 *")
    [(_candidate, findings)] = verdicts.judge(
        tiny, [verdicts.Candidate("wrong", {"tiny.py": source}, SEED)], 1, until="failure"
    )
    assert [verdict.outcome for verdict in findings.verdicts.values()].count("failed") == 1


def test_a_certificate_is_kept_and_goes_stale(copied):
    """audit.json keeps the certificate; without one, or with one of an earlier state, a unit is not certified."""
    proof = audit.run(copied, jobs=2)
    audit.write(copied, proof)
    with pytest.raises(UnitError, match="has none; run autograder audit --mutants"):
        audit.require_certificate(copied)
    alive = [s.mutant.key for s in audit.certify(copied, proof, jobs=2)[1] if s.mutant and not s.killers]
    (copied / "equivalent.toml").write_text("[a]\n" + "".join(f'{key} = "why"\n' for key in alive), "utf-8")
    proof = audit.run(copied, jobs=2)
    certified, _subjects = audit.certify(copied, proof, jobs=2)
    audit.write(copied, certified)
    audit.require_certificate(copied)
    with (copied / "wrong/total.py").open("a", encoding="utf-8") as file:
        file.write("\n# changed\n")
    audit.write(copied, audit.run(copied, jobs=2))
    assert units.audit_sha256(copied) != certified.sha256
    with pytest.raises(UnitError, match="has a stale one"):
        audit.require_certificate(copied)


@pytest.fixture(scope="module")
def audited(cli, tiny, tmp_path_factory):
    """The command with mutants on a copy of the tiny unit, and its page."""
    folder = tmp_path_factory.mktemp("audited")
    shutil.copytree(tiny, folder / "solutions/tiny")
    more = ("--page", folder / "pages", "--keep", folder / "kept.jsonl")
    return folder, cli("audit", "tiny", "--mutants", "--units", folder / "solutions", *more)


def test_the_command_prints_survivors_first(audited):
    """Each survivor comes with its id, its key and its diff, before the summary; too many are an exit status of 1."""
    folder, result = audited
    proof = audit.read(folder / "solutions/tiny")
    text = result.stdout.partition("survives: ")[2]
    assert result.returncode == 1 and text.startswith(proof.certificate.kills.survivors[0])
    assert re.search(r"\n\+ .*\n.*tiny: \d+ mutants, \d+ killed", text, re.DOTALL)


def test_the_page_holds_the_whole_matrix(audited):
    """The page lists every wrong answer with the checks that kill it; the JSON holds the same."""
    folder, _result = audited
    rows = msgspec.json.decode((folder / "pages/tiny.json").read_bytes())
    page = (folder / "pages/tiny.md").read_text("utf-8")
    named = [row["name"] for row in rows if row["killers"]]
    assert len(named) > 50 and all(f"- `{name}`: " in page for name in named)
    assert "| 1 | Doubles random floats [1] |" in page


def test_what_was_kept_is_not_judged_again(audited, monkeypatch, forget):
    """A second audit of an unchanged unit takes all from the file and says the same."""
    folder = audited[0] / "solutions/tiny"
    forget()
    found = KeptFindings(audited[0] / "kept.jsonl", folder, build.placed(folder, units.load(folder)))
    monkeypatch.setattr(batch.Examiner, "judge", None)
    again = kills.run(folder, audit.SEED, jobs=2, kept=found)
    assert audit.read(folder).certificate.kills == kills.judged(folder, again)


def test_to_keep_without_mutants_is_bad_usage(cli, units_folder):
    """--keep alone is refused with what is missing."""
    result = cli("audit", "tiny", "--keep", "x", "--units", units_folder)
    assert result.returncode == 2 and "give --mutants or --seeds, too" in result.stderr


def test_a_page_without_mutants_is_bad_usage(cli, units_folder):
    """--page alone is refused with what is missing."""
    result = cli("audit", "tiny", "--page", "x", "--units", units_folder)
    assert result.returncode == 2 and "give --mutants, too" in result.stderr


VACUOUS = '''

@check("total", 1, category="vacuous", guard=True)
def test_total_of_anything(student):
    """Sums something"""
    student.total([1, 2])
'''


def test_a_check_that_never_judged_a_result_is_a_fault(copied):
    """A guard that looks at no result fails for what raises only: whoever audits is told that it may never fail."""
    path = copied / "suite/test_hidden.py"
    path.write_text(path.read_text("utf-8").replace('@check("total", 15,', '@check("total", 14,') + VACUOUS, "utf-8")
    found = kills.run(copied, SEED, jobs=2)
    assert kills.unproved(found) == ["Sums something"]
    assert any("the check 'Sums something' turned no answer away" in fault for fault in kills.judged(copied, found).faults)


def test_a_check_that_sees_a_forbidden_call_has_judged():
    """What is forbidden is found by a check as a wrong value is; what raises or is late is not."""
    found = [
        Subject(outcome, ["t"], None, {outcome: Verdict(outcome)}) for outcome in ("forbidden", "failed", "error", "timeout")
    ]
    assert kills.unproved(found) == ["error", "timeout"]


def test_a_reference_that_nothing_confirms_is_a_fault(copied, subjects):
    """Without an alternative, or with none but copies of the reference, a wrong reference and its suite would agree."""
    for path in (copied / "alternatives").iterdir():
        shutil.rmtree(path)
    (copied / "alternatives/copy").mkdir()
    source = (copied / "tiny.py").read_text("utf-8")
    (copied / "alternatives/copy/tiny.py").write_text(f'"""Another docstring."""\n# and a remark\n{source}', "utf-8")
    said = "no right answer but the reference says that the suite is right"
    assert any(said in fault for fault in kills.judged(copied, subjects).faults)
    (copied / "alternatives/copy/tiny.py").write_text(source.replace("2 *", "2.0 *"), "utf-8")
    assert not any(said in fault for fault in kills.judged(copied, subjects).faults)


@pytest.mark.parametrize(("second", "killed"), [("timeout", True), ("passed", False)], ids=["loops", "was late"])
def test_a_mutant_that_only_ran_out_of_time_is_judged_again(monkeypatch, tiny, second, killed):
    """On a busy machine any mutant is late; with the unit's whole limit it must be late again."""
    limits = []

    def judge(_folder, candidates, _jobs, seconds=0.0, **_options):
        limits.append(seconds)
        for one in candidates:
            outcome = "passed" if ":" not in one.name else "timeout" if len(limits) == 1 else second
            yield one, Findings({"check": Verdict(outcome)}, {}, [], [], {})

    monkeypatch.setattr(verdicts, "judge", judge)
    found = [subject for subject in kills.run(tiny, SEED, 1) if subject.mutant]
    assert limits == [1.0, 0.0] and {bool(subject.killers) for subject in found} == {killed}
