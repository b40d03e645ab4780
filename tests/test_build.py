"""What students get is made from the unit, whole, and never without a proof."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from autograder import audit, build, units
from autograder.errors import UnitError


@pytest.fixture(scope="module")
def proved(tiny, tmp_path_factory):
    """A copy of the tiny unit with its proof; not to be changed."""
    folder = tmp_path_factory.mktemp("build") / "solutions/tiny"
    shutil.copytree(tiny, folder, ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(folder, audit.run(folder, jobs=1))
    return folder


@pytest.fixture(scope="module")
def files(proved, forget):
    """The files of its assignment."""
    forget()
    return {name: content.decode("utf-8") for name, content in build.assignment(proved).items()}


@pytest.fixture
def built(proved, tmp_path, no_suite_of_another_test):
    """A written assignment, to change."""
    target = tmp_path / "assignments/tiny"
    build.write(proved, target)
    return target


@pytest.fixture(autouse=True)
def no_suite_of_another_test(forget):
    """Let no test collect the suite of another."""
    forget()


def prove(folder):
    """Keep a proof that fits a unit as it is, whatever it is worth."""
    audit.write(folder, audit.Audit(1, "tiny", units.audit_sha256(folder), [], 100.0, 0.0, {}, {}))


def test_units_are_collected_one_after_another(tiny, tmp_path, monkeypatch):
    """Suites have the same file names in every unit: one given by a relative path is forgotten, too."""
    other = tmp_path / "other"
    for name in ("tiny", "other"):
        shutil.copytree(tiny, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (other / "suite").glob("*.py"):
        path.write_text(path.read_text("utf-8").replace('"double"', '"twice"'), "utf-8")
    (other / "unit.toml").write_text((other / "unit.toml").read_text("utf-8").replace("tasks.double", "tasks.twice"), "utf-8")
    monkeypatch.chdir(tmp_path)
    found = [{check.task for check in build.collected(Path(name), units.load(Path(name)))} for name in ("tiny", "other")]
    assert found == [{"double", "total", "scale_to"}, {"twice", "total", "scale_to"}]


def test_the_files_of_an_assignment(files):
    """Stubs, public checks, manifest, handout and what plain pytest needs; no hidden checks, no answers."""
    assert set(files) == {"tiny.py", "tiny.ipynb", "test_public.py", "conftest.py", "unit.toml", "README.md"}


def test_every_file_says_where_it_is_from(files):
    """The first line of every file names its source; a notebook, which has no place for that, says it in its metadata."""
    lines = {name: text.partition("\n")[0] for name, text in files.items() if not name.endswith(".ipynb")}
    assert all("Generated from solutions/tiny/" in line for line in lines.values())
    assert json.loads(files["tiny.ipynb"])["metadata"]["generated_from"] == "solutions/tiny"


def test_a_stub_has_no_solution(files):
    """Nothing between the markers is in the stub, which raises instead."""
    assert "SOLUTION" not in files["tiny.py"] and "_array" not in files["tiny.py"]
    assert files["tiny.py"].count("raise NotImplementedError") == 3


def test_the_kit_says_what_it_lacks(files):
    """The student's manifest counts what is not in the kit."""
    assert "[withheld.double]\nchecks = 6\npoints = 30" in files["unit.toml"]


def test_the_handout_has_the_table(files):
    """The table of checks stands where the lesson asks for it, with categories and points."""
    assert "| `double` | 40 | 0 | 10 | sizes (3: 15)" in files["README.md"] and build.CHECKS_LINE not in files["README.md"]


def test_nothing_hidden_is_named(files):
    """No sentence of a hidden check is in the kit."""
    text = "\n".join(files.values())
    assert "Sums random integers" not in text and "Refuses an empty input to total" not in text


def test_writing_twice_changes_nothing(proved, built):
    """A second build finds everything up to date."""
    assert build.write(proved, built) == []


def test_a_stale_file_is_found(proved, built):
    """A changed file is stale."""
    (built / "tiny.py").write_text("", "utf-8")
    assert build.stale(build.assignment(proved), built) == ["tiny/tiny.py"]


def test_a_missing_file_is_found(proved, built):
    """A file that is gone is stale."""
    (built / "README.md").unlink()
    assert build.stale(build.assignment(proved), built) == ["tiny/README.md"]


def test_a_left_over_file_is_found_and_removed(proved, built):
    """A file that no source makes is stale, and the next build removes it."""
    (built / "old.py").write_text("", "utf-8")
    assert build.stale(build.assignment(proved), built) == ["tiny/old.py"]
    build.write(proved, built)
    assert not (built / "old.py").exists()


def test_the_command_checks(proved, cli, copied):
    """build --check says what is stale and fails; after build it does not."""
    folder = copied.parents[1]
    shutil.copy(proved / "audit.json", copied)
    before = cli("build", "tiny", "--units", copied.parent, "--check")
    assert before.returncode != 0 and "stale: tiny/tiny.py" in before.stdout
    assert cli("build", "tiny", "--units", copied.parent).returncode == 0
    assert (folder / "assignments/tiny/tiny.py").is_file()
    assert cli("build", "tiny", "--units", copied.parent, "--check").returncode == 0


def test_no_proof_no_assignment(copied):
    """A unit without a proof is not built."""
    with pytest.raises(UnitError, match="autograder audit tiny"):
        build.assignment(copied)


def edit(path, old, new):
    """Replace text in a file that holds it."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


UNSOUND = {
    "points that do not add up": ("suite/test_public.py", '"double", 10', '"double", 9', "double sum to 39 points, but"),
    "a public check in the hidden file": ("suite/test_hidden.py", '"double", 5, category="arguments", guard=True',
                                          '"double", 5, category="arguments", visibility="public"', "stand in test_public.py"),
    "a hidden check in the public file": ("suite/test_public.py", '"double", 10, visibility="public"',
                                          '"double", 10, category="x"', "stand in test_public.py"),
    "a hidden check without a category": ("suite/test_hidden.py", 'category="signs", ', "", "needs a category"),
    "a lesson without a place for the table": ("lesson.md", "<!-- checks -->", "", "needs the line"),
    "tasks that are worth more than 100": ("unit.toml", "points = 40", "points = 41", "sum to 101, not 100"),
    "a region that is never closed": ("tiny.py", "    return _array(x).sum()\n    ### END SOLUTION", "    return 1",
                                      "has no partner|never closed"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "words"), UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_unit_is_not_built(copied, name, old, new, words):
    """What is wrong with a unit is said when it is built."""
    edit(copied / name, old, new)
    prove(copied)
    with pytest.raises(UnitError, match=words):
        build.assignment(copied)


def test_two_units_at_once(copied, cli):
    """Several units are built in one go."""
    other = shutil.copytree(copied, copied.with_name("other"))
    edit(other / "suite/test_public.py", '"total", 10', '"total", 9')
    edit(other / "suite/test_hidden.py", '"total", 5', '"total", 6')
    for folder in (copied, other):
        prove(folder)
    assert cli("build", "tiny", "other", "--units", copied.parent).returncode == 0
    assert "| `total` | 30 | 0 | 9 |" in (copied.parents[1] / "assignments/other/README.md").read_text("utf-8")
