"""The wheel of this package, for students: it is on no index, and a name that nobody has there could be anybody's."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

from autograder import archive
from autograder.model import Unit

_PACKAGE = "cnn-coursework"

_METADATA = ("Metadata-Version", "Name", "Version", "Summary", "License-Expression", "License-File", "Requires-Python",
             "Requires-Dist", "Provides-Extra")  # fmt: skip
"""What the wheel of a kit says of itself; the description, for those who read it on an index, is left out."""


def with_requirements(units: Iterable[Unit]) -> dict[str, bytes]:
    """Return this package's wheel and the ``requirements.txt`` beside it for students of some units, by name."""
    name, content = wheel()
    return {name: content, "requirements.txt": requirements(units, name).encode()}


def requirements(units: Iterable[Unit], wheel_name: str) -> str:
    """Return what students install: this package from the file beside, and what it needs, with lower bounds."""
    runtimes = {unit.runtime for unit in units}
    wanted = []
    for requirement in importlib.metadata.requires(_PACKAGE) or []:
        bound, _, condition = requirement.partition(";")
        extra = re.search(r"""extra\s*==\s*['"](\w+)['"]""", condition)
        if extra is None or (extra[1] == "torch" and "torch" in runtimes):
            wanted.append(bound.strip())
    return "\n".join([f"./{wheel_name}", *sorted(wanted)]) + "\n"


def wheel() -> tuple[str, bytes]:
    """Return name and content of this package's wheel, made of what is installed: always the same bytes, and nothing is built.

    References
    ----------
    The format is that of PEP 427, in the words of packaging.python.org, "Binary distribution format".
    """
    package, installed = Path(__file__).parent, importlib.metadata.distribution(_PACKAGE)
    info = f"{_PACKAGE.replace('-', '_')}-{installed.version}.dist-info"
    files = {path.relative_to(package.parent).as_posix(): path.read_bytes() for path in sorted(package.rglob("*"))
             if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip
    said = [f"{key}: {value}" for key in _METADATA for value in installed.metadata.get_all(key) or []]
    files[f"{info}/METADATA"] = "\n".join([*said, ""]).encode()
    scripts = [f"{one.name} = {one.value}" for one in installed.entry_points if one.group == "console_scripts"]
    files[f"{info}/entry_points.txt"] = "\n".join(["[console_scripts]", *scripts, ""]).encode()
    beside = package.parent / "LICENSE"  # in a clone
    files[f"{info}/licenses/LICENSE"] = (installed.read_text("licenses/LICENSE") or beside.read_text("utf-8")).encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: autograder\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    rows = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    return f"{info.removesuffix('.dist-info')}-py3-none-any.whl", archive.zipped(files)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
