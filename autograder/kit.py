"""The student kit: one zip a unit that works by itself, offline once its requirements are installed."""

from __future__ import annotations

from pathlib import Path

from autograder import archive, build, units, wheel
from autograder.model import Unit
from autograder.records import write_atomically
from autograder.render import handout

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
    files |= wheel.with_requirements([unit])
    files["START.md"] = start(unit).encode("utf-8")
    return files


def write(folder: Path, target: Path) -> Path:
    """Write a unit's kit as ``UNIT.zip`` into a folder, always the same bytes, and return where it is."""
    name = units.load(folder).name
    files = {f"{name}/{path}": content for path, content in kit(folder).items()}
    write_atomically(target / f"{name}.zip", archive.zipped(files), mode=0o644)
    return target / f"{name}.zip"


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
