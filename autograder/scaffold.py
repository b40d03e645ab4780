"""Start a unit: a small one that is complete and sound, to be changed into one's own."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path
from string import Template

from autograder.errors import UsageError

TEMPLATES = Path(__file__).parent / "templates"
_SUFFIX = ".tmpl"
_PACKAGES = frozenset({"autograder", "harness", "numpy", "scipy", "torch", "torchvision"})
"""Names that a student's file must not have, beside those of the standard library."""


def create(name: str, units_dir: Path, runtime: str) -> list[Path]:
    """Write a new unit with one task, and return its files.

    Parameters
    ----------
    name : str
        Of the unit and of the module that students hand in.
    units_dir : Path
        Folder of the units; it is made where it is missing.
    runtime : {"numpy", "torch"}

    Raises
    ------
    UsageError
        If the name cannot be a module's, the unit is there already, there is no such runtime, or nothing can be written.
    """
    known = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())
    if runtime not in known:
        raise UsageError(f"--runtime {runtime}: there are {', '.join(known)}")
    _require_name(name)
    folder = units_dir / name
    values = {"unit": name, "title": name.replace("_", " ").capitalize()}
    files = {path: Template(text).substitute(values) for path, text in _templates(runtime, name).items()}
    try:
        folder.mkdir(parents=True)
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
    except FileExistsError as error:
        raise UsageError(f"--units {units_dir}: {error.filename} exists already; choose another name, or remove it") from error
    except OSError as error:
        raise UsageError(f"--units {units_dir}: {error.strerror}; name a folder that can be written to") from error
    return [folder / path for path in files]


def _require_name(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UsageError(f"unit name {name!r}: take lower-case letters, digits and underscores, a letter first; students hand "
                         "in a Python module of this name")  # fmt: skip
    if keyword.iskeyword(name) or keyword.issoftkeyword(name) or name in sys.stdlib_module_names or name in _PACKAGES:
        raise UsageError(f"unit name {name!r}: Python or a package has that name already, and students hand in a module of the "
                         f"unit's name; try my_{name}")  # fmt: skip


def _templates(runtime: str, name: str) -> dict[Path, str]:
    """Return the templates of a runtime by the path in the unit; a ``reference.py`` bears the unit's name."""
    root = TEMPLATES / runtime
    found = {}
    for path in sorted(root.rglob(f"*{_SUFFIX}")):
        target = path.relative_to(root).with_suffix("")
        found[target.with_name(f"{name}.py") if target.name == "reference.py" else target] = path.read_text("utf-8")
    return found
