"""A docstring is a specification: it names the arguments that the function has, and its examples run."""

from __future__ import annotations

import doctest
import importlib
import importlib.util
import inspect
import pkgutil
from pathlib import Path

import pytest
from numpydoc.docscrape import NumpyDocString

import autograder
from autograder import units

ROOT = Path(__file__).parents[2]
SKIPPED = {"autograder.__main__", "autograder.sandbox.zygote"}  # the one runs when imported, the other is a program


def modules():
    yield from sorted(
        info.name for info in pkgutil.walk_packages(autograder.__path__, "autograder.") if info.name not in SKIPPED
    )


def public(module):
    for name, value in vars(module).items():
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__ and callable(value):
            yield name, value
            if inspect.isclass(value):
                for method, function in vars(value).items():
                    if not method.startswith("_") and inspect.isfunction(function):
                        yield f"{name}.{method}", function


DOCUMENTED = [(name, label) for name in modules() for label, _value in public(importlib.import_module(name))]


def resolve(name, label):
    value = importlib.import_module(name)
    for part in label.split("."):
        value = getattr(value, part)
    return value


@pytest.mark.parametrize(("name", "label"), DOCUMENTED)
def test_every_public_name_has_a_docstring_that_fits_its_signature(name, label):
    """Whoever documents parameters documents those that exist."""
    value = resolve(name, label)
    assert inspect.getdoc(value)
    documented = [
        part.strip("*")
        for parameter in NumpyDocString(inspect.getdoc(value))["Parameters"]
        for part in parameter.name.split(", ")
    ]
    try:
        actual = [parameter.strip("*") for parameter in inspect.signature(value).parameters]
    except ValueError:
        actual = []
    assert [name for name in documented if name not in actual] == []


@pytest.mark.parametrize("name", list(modules()))
def test_examples_of_the_package_run(name):
    """Every example in a docstring prints what it says."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


TASKS = [
    (path.parent, task) for path in sorted((ROOT / "solutions").glob("*/unit.toml")) for task in units.load(path.parent).tasks
]


def reference(folder, task):
    module = units.load(folder).tasks[task].module
    spec = importlib.util.spec_from_file_location(f"reference_{folder.name}_{module}", folder / f"{module}.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.mark.parametrize(("folder", "task"), TASKS, ids=[task for _folder, task in TASKS])
def test_a_task_says_arguments_result_source_and_shows_an_example(folder, task):
    """What students read in the stub lists every argument in order, the result, the lecture's section and an example."""
    function = getattr(reference(folder, task), task)
    document = NumpyDocString(inspect.getdoc(function))
    documented = [name for parameter in document["Parameters"] for name in parameter.name.split(", ")]
    assert documented == list(inspect.signature(function).parameters)
    assert document["Returns"] or inspect.isclass(function)
    assert document["References"]
    assert document["Examples"]


@pytest.mark.parametrize("folder", sorted({folder for folder, _task in TASKS}), ids=lambda folder: folder.name)
def test_examples_of_a_reference_run(folder):
    """Every example in a stub's docstring prints what it says."""
    if units.load(folder).runtime == "torch":  # some train: on a busy machine threads that wait for one another take minutes
        import torch

        torch.set_num_threads(1)
    for module in units.load(folder).modules:
        first = next(task for task, entry in units.load(folder).tasks.items() if entry.module == module)
        results = doctest.testmod(reference(folder, first))
        assert results.attempted > 0
        assert results.failed == 0
