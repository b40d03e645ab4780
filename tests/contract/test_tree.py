"""The tree holds what is promised of it as a whole."""

from __future__ import annotations

import ast
import hashlib
import importlib.metadata
import itertools
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from autograder import audit, build, data, model, units

ROOT = Path(__file__).parents[2]
EDGES = {"dtypes", "layouts", "invalid arguments", "arguments unmodified"}
UNITS = sorted(path.parent for path in (ROOT / "solutions").glob("*/unit.toml"))


def tracked():
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    return [ROOT / name for name in names if name]


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_every_unit_is_proved(folder):
    """The proof beside a unit and its certificate of mutants are of its present content and found no fault."""
    audit.require_certificate(folder)


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_numpy_units_are_fair_to_two_hundred_students(folder):
    """No right answer lost a point for any of 200 students when that was last asked, and no fate depended on luck."""
    if units.load(folder).runtime == "numpy":
        found = audit.read(folder).seeds.found
        assert found.seeds >= 200
        assert found.faults == []


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_every_task_has_enough_known_answers(folder):
    """At least eight wrong answers a task, and five right alternatives (three where they train), keep a suite honest."""
    proof = audit.read(folder)
    assert min(len(answers) for answers in proof.wrong.values()) >= 8
    assert len(proof.alternatives) >= (5 if units.load(folder).runtime == "numpy" else 3)


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_edges_of_dtype_layout_and_validation_are_at_most_15_percent_of_a_task(folder):
    """A student who understands the task but not NumPy's dtypes keeps most points."""
    unit = units.load(folder)
    edges = [check for check in build.collected(folder, unit) if check.category in EDGES]
    for name, task in unit.tasks.items():
        assert sum(check.points for check in edges if check.task == name) <= 0.15 * task.points + 1e-9, name


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_public_checks_are_about_half_of_a_task(folder):
    """Students can earn about half of every task with what they see."""
    unit = units.load(folder)
    checks = build.collected(folder, unit)
    for name, task in unit.tasks.items():
        public = sum(check.points for check in checks if check.task == name and check.visibility == "public")
        assert 0.4 <= public / task.points <= 0.6, name


@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_nothing_hidden_is_in_an_assignment(folder):
    """No line of the hidden suite, of a solution region or of a known answer is in what students get."""
    files = [path for path in (ROOT / "assignments" / folder.name).rglob("*") if path.suffix in (".py", ".toml", ".md")]
    given = {line.strip() for path in files for line in path.read_text("utf-8").splitlines()}
    hidden = sorted(path for path in (folder / "suite").glob("test_*.py") if path.name != "test_public.py")
    assert hidden
    secret = [line for path in hidden for line in path.read_text("utf-8").splitlines()]
    for module in units.load(folder).modules:
        text = (folder / f"{module}.py").read_text("utf-8")
        secret += [
            line for region in text.split("### BEGIN SOLUTION")[1:] for line in region.split("### END SOLUTION")[0].splitlines()
        ]
    public = {line.strip() for line in (folder / "suite" / "test_public.py").read_text("utf-8").splitlines()}
    secret = [line for line in secret if not line.startswith(("import ", "from "))]  # imports tell nothing
    leaks = [line for line in secret if len(line.strip()) > 30 and line.strip() in given - public]
    assert leaks == []


def test_no_file_names_a_machine_or_a_registry():
    """The tree holds no path of a developer's machine and no address of a package registry."""
    words = [
        b"/work" + b"/main",
        b"files.python" + b"hosted",
        b"pypi.org" + b"/simple",
        b"deb.deb" + b"ian.org",
        b"../sh" + b"ared",
    ]
    found = [(path.name, word) for path in tracked() if path.is_file() for word in words if word in path.read_bytes()]
    assert found == []


def test_no_test_image_is_in_an_assignment():
    """No file that students get is one of those that are for hidden checks only, by whatever name."""
    secret = {file.sha256 for known in data.image_sets().values() for file in known.files if file.split == "test"}
    given = [path for path in (ROOT / "assignments").rglob("*") if path.is_file()]
    assert [path for path in given if hashlib.sha256(path.read_bytes()).hexdigest() in secret] == []


def test_every_change_says_what_it_touches():
    """Whoever upgrades reads the lines that concern handouts or scores, and no others."""
    entries = re.findall(r"^- (.*)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert entries
    assert [entry for entry in entries if not re.match(r"(code|handout|grading): ", entry)] == []


def test_the_wheel_holds_no_data():
    """Only the package goes into it, and the package is sources and the templates of pages and of new units."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    assert settings["packages"]["find"]["include"] == ["autograder*"]
    assert settings["package-data"] == {"autograder": ["py.typed", "render/html/templates/*", "templates/**/*.tmpl"]}
    assert {path.suffix for path in tracked() if (ROOT / "autograder") in path.parents} == {
        ".py", ".typed", ".html", ".css", ".js", ".tmpl"}  # fmt: skip


def test_every_package_that_is_imported_is_declared():
    """Whoever installs the package or an extra gets what its modules import, whatever else other packages bring along."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    declared = {re.match(r"[\w-]+", line)[0] for line in asked}
    nodes = [node for path in (ROOT / "autograder").rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    names = {name.partition(".")[0] for name in names} - {"autograder", *sys.stdlib_module_names}
    made_by = importlib.metadata.packages_distributions()
    assert {name for name in names if not declared & {made.lower() for made in made_by.get(name, [name])}} == set()


def test_no_file_is_larger_than_4_mb():
    """Data is split so that every clone stays light."""
    assert [path.name for path in tracked() if path.is_file() and path.stat().st_size > 4 << 20] == []


def test_the_record_is_documented_field_by_field():
    """docs/record.md names every field of a record, and every outcome."""
    text = (ROOT / "docs" / "record.md").read_text("utf-8")
    structs = (model.Report, model.TaskResult, model.TestResult, model.Adjustment, model.Provenance)
    names = {field for struct in structs for field in struct.__struct_fields__} | set(get_args(model.Outcome))
    assert sorted(name for name in names if not re.search(rf"`(?:[a-z]+\[\]\.)*{name}(?:\[\])?`", text)) == []
