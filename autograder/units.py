"""Read a unit's folder."""

from __future__ import annotations

import contextlib
import difflib
import hashlib
import math
from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from autograder import data
from autograder.errors import UnitError, UsageError
from autograder.model import Unit

_APART = frozenset({"audit.json", "cheats", "figures", "figures.py", "notebook"})
"""What neither a grade nor a proof depends on: cheats have tests of their own, pictures and pages are for reading."""

_REVIEWED = frozenset({"equivalent.toml", "margins.toml"})
"""What people have decided about mutants and margins: only a certificate depends on it."""

_ANSWERS = frozenset({"wrong", "alternatives"})


def load(folder: Path) -> Unit:
    """Read and check ``unit.toml``.

    Parameters
    ----------
    folder : Path
        A unit of ``solutions/`` or ``assignments/``.

    Returns
    -------
    Unit
        Every task knows its module.

    Raises
    ------
    UnitError
        If the file is missing or wrong; the message names it.
    """
    path = folder / "unit.toml"
    try:
        unit = msgspec.toml.decode(path.read_bytes(), type=Unit)
    except OSError as error:
        raise UnitError(f"{path}: no such file; a unit is a folder with a unit.toml") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnitError(f"{path}: {error}") from error
    if not unit.modules or not unit.tasks:
        raise UnitError(f"{path}: a unit needs at least one module and one task")
    tasks = {name: msgspec.structs.replace(task, module=task.module or unit.modules[0]) for name, task in unit.tasks.items()}
    for name, task in tasks.items():
        if task.module not in unit.modules:
            raise UnitError(f"{path}: task {name} is in module {task.module!r}, which is not one of the unit's modules")
        for other in task.depends:
            if other not in tasks:
                raise UnitError(f"{path}: task {name} depends on {other!r}, which is no task")
        if not task.points > 0:
            raise UnitError(f"{path}: task {name} has {task.points:g} points; they must be positive")
    _require_known(path, "photograph", unit.photographs, data.photographs() if unit.photographs else {})
    _require_known(path, "image set", unit.image_sets, data.image_sets() if unit.image_sets else {})
    _require_known(path, "weights", unit.weights, data.all_weights() if unit.weights else {})
    if not math.isclose(sum(task.points for task in tasks.values()), 100):
        raise UnitError(f"{path}: the tasks' points sum to {sum(t.points for t in tasks.values()):g}, not 100")
    return msgspec.structs.replace(unit, name=folder.resolve().name, tasks=tasks)


def _require_known(path: Path, what: str, names: list[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnitError(f"{path}: no {what} {name!r}; there are {', '.join(sorted(known))}")


def find(name: str, units: Path) -> Path:
    """Return the folder of the unit called `name`.

    Raises
    ------
    UsageError
        If there is none; the message lists near names.
    """
    folder = units / name
    if name == Path(name).name and (folder / "unit.toml").is_file():
        return folder
    known = names(units)
    if not known:
        raise UsageError(f"--units {units}: no unit there (a unit is a folder with a unit.toml)")
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5) or [k for k in known if k.startswith(name)][:1]
    also = f"; did you mean {near[0]}?" if near else f"; there are {', '.join(known)}"
    raise UsageError(f"no unit {name!r} in {units}{also}")


def names(units: Path) -> list[str]:
    """Return the names of all units in a folder, sorted."""
    return sorted(path.parent.name for path in units.glob("*/unit.toml"))


def ancestors(unit: Unit, task: str) -> set[str]:
    """Return the tasks that `task` depends on, directly or not."""
    found: set[str] = set()
    todo = list(unit.tasks[task].depends)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += unit.tasks[name].depends
    return found


def sources(folder: Path, unit: Unit) -> dict[str, str]:
    """Return the unit's modules (of a reference or of stubs) as a submission: source by file name."""
    try:
        return {f"{name}.py": (folder / f"{name}.py").read_text("utf-8") for name in unit.modules}
    except FileNotFoundError as error:
        raise UnitError(f"{error.filename}: no such file, but unit.toml names the module") from error


def harness(folder: Path) -> str:
    """Return the source of a unit's ``harness.py``, empty where it has none."""
    path = folder / "harness.py"
    return path.read_text("utf-8") if path.is_file() else ""


def suite_sha256(folder: Path, without: Collection[Path] = ()) -> str:
    """Return the hash of all that decides a grade: manifest, reference, suite and data sets, `without` some files."""
    return _digest(folder, (path for path in _files(folder, _APART | _REVIEWED | _ANSWERS) if path not in without))


def audit_sha256(folder: Path) -> str:
    """Return the hash of all that an audit proves: the suite and its wrong and alternative answers."""
    return _digest(folder, iter(files(folder)))


def files(folder: Path) -> list[Path]:
    """Return the files of a unit that grades, hints and proofs are made from."""
    return list(_files(folder, _APART | _REVIEWED))


def certificate_sha256(folder: Path) -> str:
    """Return the hash of all that a certificate speaks of: what an audit proves, and what was decided about mutants."""
    return _digest(folder, _files(folder, _APART))


def _files(folder: Path, apart: frozenset[str]) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix in (".py", ".toml", ".json") and path.is_file() and parts[0] not in apart and "__pycache__" not in parts:
            yield path


def _digest(folder: Path, paths: Iterator[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    with contextlib.suppress(UnitError):  # a broken manifest has its own bytes in the hash, and is refused elsewhere
        unit = load(folder)
        for name in unit.photographs:
            digest.update(f"{name}\0{data.photographs()[name].sha256}\0".encode())
        for name in unit.image_sets:
            for file in data.image_sets()[name].files:
                digest.update(f"{file.file}\0{file.sha256}\0".encode())
        for name in unit.weights:
            digest.update(f"{name}\0{data.all_weights()[name].sha256}\0".encode())
    return digest.hexdigest()
