"""The audit: a sound unit has no faults, and each kind of unsoundness is found."""

from __future__ import annotations

import pytest

from autograder import audit
from autograder.errors import UnitError


@pytest.fixture(scope="module")
def proof(tiny):
    """The audit of the tiny unit."""
    return audit.run(tiny, jobs=1)


def test_a_sound_unit_has_no_faults(proof):
    """Reference and alternatives earn all, the stub nothing, wrong answers less."""
    assert not proof.faults
    assert (proof.reference, proof.stub, set(proof.alternatives.values())) == (100.0, 0.0, {100.0})


def test_trivial_answers_earn_nothing(proof):
    """Always raising, zeros and the input itself lose every point of their task."""
    lost = {task: {name: answers[name].lost for name in ("always_value_error", "zeros", "returns_input")}
            for task, answers in proof.wrong.items()}  # fmt: skip
    assert lost == {task: dict.fromkeys(lost[task], points) for task, points in
                    (("double", 40.0), ("total", 30.0), ("scale_to", 30.0))}  # fmt: skip


def test_losses_elsewhere_follow_dependencies(proof):
    """A mistake costs points elsewhere only in tasks that depend on it."""
    assert {other for answers in proof.wrong.values() for answer in answers.values() for other in answer.elsewhere} <= {
        "scale_to"
    }


def append(path, text):
    """Add text to a file."""
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def faults(folder):
    """The faults of a unit, as one text."""
    return "\n".join(audit.run(folder, jobs=1).faults)


def test_a_wrong_answer_that_is_right(copied):
    """A wrong answer that loses nothing is a fault."""
    append(copied / "wrong/total.py", '\n\ndef sums(x):\n    """Is right."""\n    return right(x)\n')
    assert "wrong/total.py: sums loses nothing in its task" in faults(copied)


def test_a_wrong_answer_that_breaks_another_task(copied):
    """A loss in a task that does not depend on the wrong one is a fault."""
    text = (copied / "unit.toml").read_text("utf-8").replace('depends = ["total"]', "")
    (copied / "unit.toml").write_text(text, "utf-8")
    assert "loses points in scale_to, which does not depend on total" in faults(copied)


def test_an_alternative_that_fails(copied):
    """A right alternative that is not given full marks is a fault."""
    append(copied / "alternatives/sums/tiny.py", "\n\ndel total\n")
    assert "alternatives.sums scores" in faults(copied)


def test_a_trivial_answer_that_earns(copied):
    """A trivial answer that earns points is a fault, and the check that it passes is named."""
    path = copied / "suite/test_hidden.py"
    path.write_text(path.read_text("utf-8").replace(', category="errors", guard=True', ', category="errors"'), "utf-8")
    assert "always_value_error earns points (Refuses an empty input" in faults(copied)


def test_a_stub_that_earns(copied):
    """A stub that earns points is a fault."""
    path = copied / "tiny.py"
    text = path.read_text("utf-8").replace("    ### BEGIN SOLUTION\n    return _array(x).sum()\n    ### END SOLUTION\n",
                                           "    return np.sum(x)\n")  # fmt: skip
    path.write_text(text, "utf-8")
    assert "stub scores" in faults(copied)


def test_a_reference_that_fails(copied):
    """A reference without full marks is a fault."""
    path = copied / "suite/test_public.py"
    path.write_text(path.read_text("utf-8").replace("np.array([1, 2, 3])), 6)", "np.array([1, 2, 3])), 7)"), "utf-8")
    assert "reference scores" in faults(copied)


def test_points_that_sum_to_more(copied):
    """A suite that is worth more than its tasks is refused before anything is graded."""
    append(copied / "suite/test_hidden.py", '\n\n@check("total", 1, category="x")\ndef test_no(student):\n    """No"""\n'
                                            "    assert_equal(student.total([1]), 2)\n")  # fmt: skip
    with pytest.raises(UnitError, match="the checks of total sum to"):
        faults(copied)


MISSING = {
    "no wrong answers for a task": (lambda folder: (folder / "wrong/total.py").unlink(), "every task needs wrong answers"),
    "no trivial answer": (
        lambda folder: (folder / "wrong/total.py").write_text("def a(x): pass\n"),
        "lacks always_value_error",
    ),
    "answers to no task": (lambda folder: (folder / "wrong/triple.py").write_text(""), "there is no task 'triple'"),
}


@pytest.mark.parametrize(("break_it", "words"), MISSING.values(), ids=MISSING)
def test_answers_that_must_be_there(copied, break_it, words):
    """A unit without the wrong answers that each task needs cannot be audited."""
    break_it(copied)
    with pytest.raises(UnitError, match=words):
        audit.run(copied, jobs=1)


def test_the_proof_is_kept(copied, proof):
    """What is written beside the unit reads the same."""
    audit.write(copied, proof)
    assert audit.read(copied) == proof


def test_a_missing_proof_is_refused(copied):
    """A unit without a proof is not built."""
    with pytest.raises(UnitError, match="run autograder audit tiny"):
        audit.require(copied)


@pytest.mark.parametrize(
    "name", ["suite/test_hidden.py", "tiny.py", "unit.toml", "wrong/total.py", "alternatives/loops/tiny.py"]
)
def test_a_stale_proof_is_refused(copied, proof, name):
    """A proof is of the reference, the suite and the answers as they were."""
    audit.write(copied, proof)
    audit.require(copied)
    append(copied / name, "\n# changed\n")
    with pytest.raises(UnitError, match="stale"):
        audit.require(copied)


def test_a_failed_proof_is_refused(copied, proof):
    """A proof with a fault is not one."""
    audit.write(copied, type(proof)(1, proof.unit, proof.sha256, ["something"], 100.0, 0.0, {}, {}))
    with pytest.raises(UnitError, match="something"):
        audit.require(copied)


def test_the_command_fails_with_a_fault(copied, cli):
    """autograder audit exits with 1 where a unit has a fault, and prints it."""
    append(copied / "alternatives/sums/tiny.py", "\n\ndel total\n")
    result = cli("audit", "tiny", "--units", copied.parent)
    assert result.returncode == 1 and "fault: alternatives.sums" in result.stdout


@pytest.mark.slow
def test_the_torch_unit_is_sound(units_folder):
    """The torch unit of these tests has no faults, either."""
    assert not audit.run(units_folder / "tiny_torch", jobs=1).faults
