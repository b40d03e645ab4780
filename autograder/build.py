"""Make what students get: stubs, public checks, the handout and a manifest, from a unit's folder in ``solutions/``."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from autograder import answers, audit, data, scoring, units
from autograder.errors import UnitError
from autograder.judge import collect, load_reference
from autograder.model import Check, Unit, Withheld
from autograder.notebook import notebook
from autograder.plugin import Examination
from autograder.records import write_atomically

CHECKS_LINE = "<!-- checks -->"

_CONFTEST = '''"""Lets plain pytest run the public checks in this folder; "autograder check" shows more."""

pytest_plugins = ["autograder.public"]
'''


def assignment(folder: Path) -> dict[str, bytes]:
    """Return the files of a unit's assignment, by path.

    Parameters
    ----------
    folder : Path
        The unit in ``solutions/``.

    Raises
    ------
    UnitError
        If the unit is not proved (see :mod:`autograder.audit`), or its points do not add up.
    DataError
        If a photograph or an image set that ``unit.toml`` names is not to be had.
    """
    unit = units.load(folder)
    audit.require(folder)
    checks = collected(folder, unit)
    files: dict[str, str] = {}
    for name, source in answers.stubs(folder, unit).items():
        files[name] = _header(folder, name) + source
    files["test_public.py"] = _header(folder, "suite/test_public.py") + (folder / "suite/test_public.py").read_text("utf-8")
    files["conftest.py"] = _header(folder, "unit.toml") + _CONFTEST
    files["unit.toml"] = _header(folder, "unit.toml") + _manifest(unit, _withheld(checks))
    lesson = handout(folder, unit, checks)
    files["README.md"] = _header(folder, "lesson.md", "<!-- ", " -->") + lesson
    points = {name: task.points for name, task in unit.tasks.items()}
    files[f"{unit.name}.ipynb"] = notebook(folder, unit, lesson, points)
    if units.harness(folder):
        files["harness.py"] = _header(folder, "harness.py") + units.harness(folder)
    for path in sorted((folder / "figures").glob("*.svg")):
        start, _, rest = path.read_text("utf-8").partition("\n")
        declared = start.startswith("<?xml")
        body = rest if declared else f"{start}\n{rest}"
        files[f"figures/{path.name}"] = _header(folder, f"figures/{path.name}", "<!-- ", " -->") + body
    return {name: text.encode("utf-8") for name, text in files.items()} | _data(folder, unit)


def collected(folder: Path, unit: Unit) -> list[Check]:
    """Return the checks of a unit's suite, after asking whether they are sound; errors as of :func:`placed`."""
    return list(placed(folder, unit))


def placed(folder: Path, unit: Unit) -> dict[Check, Path]:
    """Return the checks of a unit's suite with the file of each, after asking whether they are sound.

    Raises
    ------
    UnitError
        If the points of a task's checks do not sum to the task's, or a check is in the wrong file.
    """
    found: dict[pytest.Item, Check] = {}

    def keep(examination: Examination) -> None:
        found.update(examination.checks)

    collect(folder / "suite", Examination(unit, load_reference(folder, unit), keep))
    for item, check in found.items():
        if (item.path.name == "test_public.py") is not (check.visibility == "public"):
            raise UnitError(f"{item.nodeid}: public checks, and no others, stand in test_public.py")
        if check.visibility != "public" and not check.category:
            raise UnitError(f"{item.nodeid}: a check that is not public needs a category, which the handout announces")
    scoring.require_sums(unit, found.values())
    return {check: folder / "suite" / item.path.name for item, check in found.items()}


def has_timed_checks(folder: Path) -> bool:
    """Return whether a unit has timed checks, which an audit judges only when that is asked for."""
    return any(check.timed for check in collected(folder, units.load(folder)))


def write(folder: Path, target: Path) -> list[str]:
    """Write an assignment; return what changed, by path relative to `target`'s parent."""
    return write_files(assignment(folder), target)


def write_files(files: dict[str, bytes], target: Path) -> list[str]:
    """Make a folder hold these files and no others; return what changed, by path relative to `target`'s parent."""
    changed = stale(files, target)
    for name, content in files.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target / name, content, mode=0o644)
    for name in _existing(target) - set(files):
        (target / name).unlink()
    return changed


def stale(files: dict[str, bytes], target: Path) -> list[str]:
    """Return the paths of an assignment that are missing, left over, or not what they should be."""
    wrong = [
        name for name, content in files.items() if not (target / name).is_file() or (target / name).read_bytes() != content
    ]
    return sorted(f"{target.name}/{name}" for name in {*wrong, *(_existing(target) - set(files))})


def _existing(target: Path) -> set[str]:
    found = (path.relative_to(target) for path in target.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not any(part.startswith((".", "__pycache__")) for part in path.parts)}


def _header(folder: Path, name: str, start: str = "# ", end: str = "") -> str:
    return f'{start}Generated from solutions/{folder.name}/{name} by "autograder build"{end}\n'


def _withheld(checks: list[Check]) -> dict[str, Withheld]:
    hidden: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        if check.visibility != "public":
            hidden[check.task].append(check)
    return {task: Withheld(len(some), sum(check.points for check in some)) for task, some in hidden.items()}


def _manifest(unit: Unit, withheld: dict[str, Withheld]) -> str:
    """Return the student's unit.toml: the instructor's, with the number of checks that are not in the kit."""
    lines = [f'title = "{unit.title}"', f'runtime = "{unit.runtime}"', f"modules = {_list(unit.modules)}", "", "[forbidden]",
             f"functions = {_list(unit.forbidden.functions)}", f"packages = {_list(unit.forbidden.packages)}", "", "[limits]",
             f"call_seconds = {unit.limits.call_seconds}", f"load_seconds = {unit.limits.load_seconds}",
             f"submission_seconds = {unit.limits.submission_seconds}", f"memory_mb = {unit.limits.memory_mb}"]  # fmt: skip
    for name, task in unit.tasks.items():
        lines += ["", f"[tasks.{name}]", f"points = {task.points:g}", f"hours = {task.hours:g}", f'lecture = "{task.lecture}"',
                  f'module = "{task.module}"', f"depends = {_list(task.depends)}"]  # fmt: skip
    for name, some in withheld.items():
        lines += ["", f"[withheld.{name}]", f"checks = {some.checks}", f"points = {some.points:g}"]
    return "\n".join(lines) + "\n"


def _list(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def handout(folder: Path, unit: Unit, checks: list[Check]) -> str:
    """Return the lesson with the table of its checks.

    Raises
    ------
    UnitError
        If there is no lesson, or no one place in it for the table.
    """
    path = folder / "lesson.md"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise UnitError(f"{path}: {error.strerror}; a unit needs a lesson, which becomes the handout") from error
    if text.splitlines().count(CHECKS_LINE) != 1:
        raise UnitError(f"{path}: needs the line {CHECKS_LINE} once, where the table of checks belongs")
    return text.replace(CHECKS_LINE, "\n".join(_table(unit, checks)))


def _table(unit: Unit, checks: list[Check]) -> list[str]:
    lines = ["| task | points | hours | public | not in your kit, by category |", "|---|---:|---:|---:|---|"]
    for name, task in unit.tasks.items():
        mine = [check for check in checks if check.task == name]
        public = sum(check.points for check in mine if check.visibility == "public")
        count = Counter(check.category for check in mine if check.visibility != "public")
        points = {key: sum(c.points for c in mine if c.category == key and c.visibility != "public") for key in count}
        categories = ", ".join(f"{key} ({count[key]}: {points[key]:g})" for key in sorted(count, key=lambda k: -points[k]))
        lines.append(f"| `{name}` | {task.points:g} | {task.hours:g} | {public:g} | {categories} |")
    public = sum(check.points for check in checks if check.visibility == "public")
    hours = sum(task.hours for task in unit.tasks.values())
    return [*lines, f"| all | 100 | {hours:g} | {public:g} | in brackets: how many checks, and what they are worth |"]


def _data(folder: Path, unit: Unit) -> dict[str, bytes]:
    """Return the data that students get, with what its licences ask to be said."""
    start = _header(folder, "unit.toml", "<!-- ", " -->")
    files = {f"{name}.png": data.photograph_bytes(name) for name in unit.photographs}
    if unit.photographs:
        files["README.md"] = (start + _credits(unit.photographs)).encode("utf-8")
    for name in unit.image_sets:
        files |= data.student_files(name)
        files[f"{name}/README.md"] = (start + _card(name)).encode("utf-8")
    for name in unit.weights:
        given = data.weights_files(name)
        files |= {path: start.encode("utf-8") + content if path.endswith(".md") else content for path, content in given.items()}
    if unit.image_sets or unit.weights:
        registry = data.student_registry(unit.image_sets, unit.weights)
        files["registry.toml"] = (_header(folder, "unit.toml") + registry).encode("utf-8")
    return {f"data/{name}": content for name, content in files.items()}


def _card(name: str) -> str:
    """Return what students read of an image set."""
    known = data.image_sets()[name]
    shape = " × ".join(map(str, known.shape))
    splits = "; ".join(f'`"{split}"`, {count} images' for split, count in known.splits().items() if split != "test")
    classes = "\n".join(f"| {label} | {title} |" for label, title in enumerate(known.classes))
    return f"""# {known.title}

{known.credit}; licence: {known.licence}, see [LICENSE](LICENSE). Source: {known.source}.

Splits: {splits}. An image has {shape} pixels, each a byte. In the unit's folder:

```python
from autograder.data import image_set

images, labels = image_set("{name}", "train")
```

| label | class |
|---:|---|
{classes}
"""


def _credits(names: list[str]) -> str:
    """Return a table of the photographs that students get, with what each licence asks to be said."""
    known = data.photographs()
    rows = [f"| `{name}.png` | {known[name].licence} | {known[name].credit} | {known[name].source} |" for name in names]
    return "\n".join(["# Photographs", "", "| file | licence | credit | source |", "|---|---|---|---|", *rows]) + "\n"


def root_of(units_folder: Path) -> Path:
    """Return where the assignments of a folder of units go: ``assignments`` beside it."""
    return Path(os.path.abspath(units_folder)).parent / "assignments"
