"""The pytest plugin: which suites it refuses, and how each way a check can end is counted."""

from __future__ import annotations

import hmac
import sys
import textwrap
import types

import numpy as np
import pytest

from autograder.errors import UnitError
from autograder.judge import collect
from autograder.model import Task, Unit
from autograder.plugin import Examination
from autograder.student import Student
from autograder.wire import WireError

HEAD = """
import numpy as np
import pytest
from autograder.compare import assert_equal
from autograder.errors import Mismatch
from autograder.marks import check
"""
UNIT = Unit("T", "numpy", ["m"], {"f": Task(50.0, module="m"), "g": Task(50.0, module="m")})


@pytest.fixture
def suite(tmp_path, monkeypatch, fake, forget):
    """Return a function that judges fakes by a suite: verdicts by check, for each submission given by its seed."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def judge(source, *seeds, functions=None, script=(), unit=UNIT, name="test_hidden.py"):
        (tmp_path / "suite").mkdir(exist_ok=True)
        (tmp_path / "suite" / name).write_text(HEAD + textwrap.dedent(source), "utf-8")
        reference = types.ModuleType("reference")
        reference.f = lambda x: x
        found = []

        def conduct(examination):
            for seed in seeds or (b"seed",):
                sandbox = fake(functions or {"f": lambda x: x, "g": lambda x: x}, list(script))
                student = Student(sandbox, unit, {"m.py": ""})
                found.append({check.name: verdict for check, verdict in examination.judge(student, seed)})

        forget()
        collect(tmp_path / "suite", Examination(unit, reference, conduct))
        return found[0] if len(found) == 1 else found

    return judge


BAD = {
    "a missing docstring": ('@check("f", 1)\ndef test_a(student): pass', "needs a docstring"),
    "a missing mark": ('def test_a(student):\n    "A"', "exactly one @check"),
    "two marks": ('@check("f", 1)\n@check("f", 1)\ndef test_a(student):\n    "A"', "exactly one @check"),
    "a task that is none": ('@check("h", 1)\ndef test_a(student):\n    "A"', "'h' is no task"),
    "no points": ('@check("f", 0)\ndef test_a(student):\n    "A"', "points must be positive"),
    "negative points": ('@check("f", -1)\ndef test_a(student):\n    "A"', "points must be positive"),
    "a hint check without a hint": ('@check("f", 1, visibility="hint")\ndef test_a(student):\n    "A"', "needs a hint"),
    "a sentence used twice": ('@check("f", 1)\ndef test_a(student):\n    "A."\n\n@check("g", 1)\ndef test_b(student):\n    "A"',
                              "the sentence 'A'"),
    "a syntax error": ("def test_a(:", "cannot be collected"),
    "an import error": ("import no_such_module", "no_such_module"),
}  # fmt: skip


@pytest.mark.parametrize(("source", "words"), BAD.values(), ids=BAD)
def test_a_suite_that_is_refused(suite, source, words):
    """A suite that is marked wrongly, or cannot be read, is a UnitError that says what is wrong."""
    with pytest.raises(UnitError, match=words):
        suite(source)


OUTCOMES = {
    "returns": ("assert_equal(student.f(1), 1)", "passed"),
    "differs": ("assert_equal(student.f(1), 2)", "failed"),
    "plain assert": ("assert student.f(1) == 2", "failed"),
    "submission raises": ("student.g()", "error"),
    "never calls": ("pass", "not_graded"),
    "test raises before": ("[][1]; student.f(1)", "not_graded"),
    "test raises after": ("student.f(1)[0]", "failed"),
    "skips": ("student.f(1); pytest.skip('no')", "not_graded"),
    "skips before": ("pytest.skip('no')", "not_graded"),
    "xfails": ("student.f(1); pytest.xfail('no')", "not_graded"),
    "exits": ("student.f(1); raise SystemExit(0)", "not_graded"),
    "exits pytest": ("student.f(1); pytest.exit('no')", "failed"),
    "a name that is nowhere": ("student.f(1); asert_equal(1, 1)", "not_graded"),
    "a function that a package lacks": ("np.no_such(student.f(1))", "not_graded"),
    "a task that is none": ("student.f(1); student.h(1)", "not_graded"),
    "a module that is missing": ("student.f(1); import no_such_module", "not_graded"),
    "an attribute that a result lacks": ("student.f(1).shape", "failed"),
    "the last of no results": ("for last in range(student.f(1) - 1): pass\n    assert last", "failed"),
    "our own OSError": ("student.f(1); open('/no/such/file')", "not_graded"),
    "asserts before": ("raise AssertionError('by the test')", "failed"),
}


@pytest.mark.parametrize(("body", "outcome"), OUTCOMES.values(), ids=OUTCOMES)
def test_how_a_check_ends(suite, body, outcome):
    """A pass is a return after a call; a skip never is one; the test's own trouble counts only after an answer."""
    verdicts = suite(f'@check("f", 1)\ndef test_a(student):\n    "A"\n    {body}')
    assert verdicts["A"].outcome == outcome, verdicts["A"].message


@pytest.mark.parametrize("body", ["student.f(1); pytest.fail('wrong')", "with pytest.raises(Exception): student.f(1)"])
def test_a_failure_said_in_pytests_words(suite, body):
    """pytest.fail after an answer, and pytest.raises that catches nothing, are failures of the submission."""
    verdicts = suite(f'@check("f", 1)\ndef test_a(student):\n    "A"\n    {body}')
    assert verdicts["A"].outcome == "failed"


@pytest.mark.parametrize("mark", ["skip", "xfail"])
def test_marks_that_would_skip(suite, mark):
    """A suite marked with skip or xfail is refused or left ungraded, never passed."""
    try:
        verdicts = suite(f'@pytest.mark.{mark}\n@check("f", 1)\ndef test_a(student):\n    "A"\n    raise KeyError')
    except UnitError:
        return
    assert verdicts["A"].outcome != "passed"


@pytest.mark.parametrize(("error", "outcome"), [(TimeoutError(), "timeout"), (WireError("nonsense"), "killed")])
def test_trouble_with_the_worker(suite, error, outcome):
    """A worker that is too slow, or breaks the protocol, has its own outcome."""
    verdicts = suite('@check("f", 1)\ndef test_a(student):\n    "A"\n    student.f(1)', script=[None, error])
    assert verdicts["A"].outcome == outcome


RANDOM = """
@check("f", 1)
def test_a(student, rng):
    "A"
    student.f(1)
    raise Mismatch(str(rng.integers(1 << 60)))

@check("f", 1)
def test_b(student, rng):
    "B"
    student.f(1)
    raise Mismatch(str(rng.integers(1 << 60)))

@check("f", 1)
@pytest.mark.parametrize("n", [1, 2])
def test_c(student, rng, n):
    "C"
    student.f(1)
    raise Mismatch(str(rng.integers(1 << 60)))
"""


def test_random_numbers_are_repeated(suite):
    """The same student and check draw the same numbers at every attempt."""
    one, again = suite(RANDOM, b"ada", b"ada")
    assert [verdict.message for verdict in one.values()] == [verdict.message for verdict in again.values()]


def test_random_numbers_of_a_key(suite):
    """What a check draws depends on nothing but the student's seed and the check's name."""
    verdicts = suite(RANDOM, b"ada")
    key = int.from_bytes(hmac.digest(b"ada", b"B", "sha256")[:16], "little")
    assert verdicts["B"].message == str(np.random.Generator(np.random.Philox(key=key)).integers(1 << 60))


def test_random_numbers_differ(suite):
    """Another student, check or case draws others."""
    ada, bob = suite(RANDOM, b"ada", b"bob")
    assert len({verdict.message for verdict in (*ada.values(), *bob.values())}) == 8


def test_fixtures_and_parameters_of_pytest(suite):
    """A check may use its own fixtures and be parametrised."""
    verdicts = suite("""
        @pytest.fixture
        def three():
            return 3

        @check("f", 1)
        @pytest.mark.parametrize("n", [1, 2])
        def test_a(student, three, n, reference):
            "A"
            assert_equal(student.f(three + n), reference.f(3 + n))
        """)
    assert {name: verdict.outcome for name, verdict in verdicts.items()} == {"A [1]": "passed", "A [2]": "passed"}


def test_a_parametrised_check_shares_its_points(tmp_path, suite):
    """The points of a parametrised test are divided among its cases."""
    found = []
    suite('@check("f", 3)\n@pytest.mark.parametrize("n", [1, 2])\ndef test_a(student, n):\n    "A"\n    student.f(n)')
    collect(tmp_path / "suite", Examination(UNIT, None, lambda examination: found.extend(examination.checks.values())))
    assert [check.points for check in found] == [1.5, 1.5]


def test_a_fixture_that_fails(suite):
    """Trouble before the test itself starts is the grader's."""
    verdicts = suite("""
        @pytest.fixture
        def broken():
            raise KeyError("broken")

        @check("f", 1)
        def test_a(student, broken):
            "A"
            student.f(1)
        """)
    assert verdicts["A"].outcome == "not_graded"


def test_one_suite_judges_many(suite):
    """Fixtures are made anew for each submission, so that a suite collected once judges all alike."""
    source = """
        @pytest.fixture
        def box():
            return []

        @check("f", 1)
        def test_a(student, box):
            "A"
            box.append(student.f(1))
            assert_equal(len(box), 1)
        """
    assert [verdicts["A"].outcome for verdicts in suite(source, b"1", b"2", b"3")] == ["passed"] * 3


def test_a_public_message_teaches(suite):
    """A failing public check shows the call, what came back, what was expected and where they differ."""
    source = '@check("f", 1, visibility="public")\ndef test_a(student):\n    "A"\n    assert_equal(student.f(1), 2)'
    message = suite(source, name="test_public.py")["A"].message
    assert [line.split()[0] for line in message.splitlines()] == ["call", "got", "expected", "so"]


def test_evidence_of_a_failing_check(suite):
    """A failing check leaves a snippet that compiles and names the call."""
    evidence = suite('@check("f", 1)\ndef test_a(student):\n    "A"\n    assert_equal(student.f(np.ones(2)), 2)')["A"].evidence
    compile(evidence, "evidence", "exec")
    assert "from m import f" in evidence
