"""The student kit: one zip a unit that works by itself, offline once its requirements are installed."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
from pathlib import Path

from autograder import archive, build, units
from autograder.model import Unit
from autograder.records import write_atomically
from autograder.render import handout

_PACKAGE = "cnn-coursework"

_METADATA = ("Metadata-Version", "Name", "Version", "Summary", "License-Expression", "License-File", "Requires-Python",
             "Requires-Dist", "Provides-Extra")  # fmt: skip
"""What the wheel of a kit says of itself; the description, for those who read it on an index, is left out."""

_START = {
    "Linux, macOS": "python3 -m venv .venv && . .venv/bin/activate && pip install -r requirements.txt\nautograder check",
    "Windows (PowerShell)": "py -m venv .venv; .venv\\Scripts\\python -m pip install -r requirements.txt\n"
    ".venv\\Scripts\\autograder check",
    "Colab": "!unzip -q {unit}.zip && cd {unit} && pip install -q -r requirements.txt\n!autograder check {unit}",
}

_SIZES = {
    "numpy": "The download is about 22 MB (measured on Linux, Python 3.11).",
    "torch": (
        "The download is about 22 MB, and PyTorch. On Linux, pip takes PyTorch with all of CUDA: about 3,000 MB (measured "
        "with Python 3.11). A computer without an NVIDIA GPU needs the CPU-only build alone, which is far smaller: install it "
        'first, as the selector under "Get started" on PyTorch\'s site says for Pip and CPU, and then requirements.txt.'
    ),
}


def kit(folder: Path) -> dict[str, bytes]:
    """Return the files of a unit's kit, by path.

    Parameters
    ----------
    folder : Path
        The unit in ``solutions/``.

    Returns
    -------
    dict of str to bytes
        The assignment as ``autograder build`` makes it, ``handout.html``, ``requirements.txt``, ``START.md`` and this package
        as a wheel, which is on no index.

    Raises
    ------
    UnitError
        If the unit is not proved.
    UsageError
        If what renders the handout is not installed.
    """
    unit = units.load(folder)
    files = build.assignment(folder)
    lesson = files["README.md"].decode("utf-8")
    files["handout.html"] = handout.page(lesson, unit.title).encode("utf-8")
    wheel_name, content = wheel()
    files[wheel_name] = content
    files["requirements.txt"] = requirements(unit, wheel_name).encode("utf-8")
    files["START.md"] = start(unit).encode("utf-8")
    return files


def write(folder: Path, target: Path) -> Path:
    """Write a unit's kit as ``UNIT.zip`` into a folder, always the same bytes, and return where it is."""
    name = units.load(folder).name
    files = {f"{name}/{path}": content for path, content in kit(folder).items()}
    write_atomically(target / f"{name}.zip", archive.zipped(files), mode=0o644)
    return target / f"{name}.zip"


def requirements(unit: Unit, wheel_name: str) -> str:
    """Return what a student of a unit installs: this package from the kit itself, and what it needs, with lower bounds."""
    wanted = []
    for requirement in importlib.metadata.requires(_PACKAGE) or []:
        bound, _, condition = requirement.partition(";")
        extra = re.search(r"""extra\s*==\s*['"](\w+)['"]""", condition)
        if extra is None or (extra[1] == "torch" and unit.runtime == "torch"):
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


def start(unit: Unit) -> str:
    """Return how to begin, in two lines for each system."""
    parts = [
        f"# Start: {unit.title}",
        "You need Python 3.11 or newer. Unpack the zip, open a terminal in its folder, and type two lines.",
    ]
    for system, lines in _START.items():
        parts += [f"## {system}", f"```\n{lines.format(unit=unit.name)}\n```"]
    parts += [_SIZES[unit.runtime] + " After that no network is needed.",
              "Pictures of your results beside what was expected need Matplotlib, too: `pip install matplotlib`.",
              "Then open `handout.html`: what is asked for, explained. Plain `pytest` in this folder works, too. "
              f"`{unit.name}.ipynb` is the unit as a notebook, for whoever has Jupyter or Colab."]  # fmt: skip
    return "\n\n".join(parts) + "\n"
