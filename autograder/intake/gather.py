"""Read the raw bytes of a submission, within limits, and nothing but regular files."""

from __future__ import annotations

import difflib
import hashlib
import io
import os
import re
import stat
import zipfile
from pathlib import Path

from autograder.errors import IntakeError
from autograder.intake.rules import (
    IGNORED_FOLDERS,
    MAX_DEPTH,
    NAME,
    Budget,
    Raw,
    instead,
    is_kit_notebook,
    most,
    too_large,
    wanted,
    written,
)
from autograder.model import Unit, printable

_FORMS = (".py", ".zip", ".ipynb")
_FIRST = "@1"
_LARGEST_KIT = 1 << 20

_RAW = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):  # Windows, where students check, has the last one only
    _RAW |= getattr(os, _name, 0)


def identifier(path: Path) -> str:
    """Return the id of a submission: its name without suffix, with unsafe characters replaced.

    Examples
    --------
    >>> identifier(Path("class/ada.zip"))
    'ada'
    """
    name = _stem(path)
    # A partial record ends like the first of these. The first attempt has no number: another must not pass for it.
    if NAME.fullmatch(name) and len(name.encode()) <= 200 and not name.endswith((".partial", _FIRST)):
        return name
    safe = re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:80].lstrip(".-") or "submission"
    return f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def require_numbered(path: Path) -> None:
    """Require that a submission is not called its student's first attempt by a number, as ``ada@1.zip``.

    Raises
    ------
    IntakeError
        Says what to call it.
    """
    name = printable(_stem(path), 300)
    right = name.removesuffix(_FIRST)
    if right not in ("", name):
        raise IntakeError(f"{name}: the first attempt has no number; call it {right}")


def _stem(path: Path) -> str:
    """Return the name of a submission without suffix, as text that can be written."""
    path = Path(os.path.abspath(path))
    name = path.stem if path.suffix.lower() in _FORMS else path.name
    return name.encode("utf-8", "backslashreplace").decode("utf-8")


def gather(path: Path, unit: Unit) -> Raw:
    """Read a submission's bytes.

    Parameters
    ----------
    path : Path
        A folder, a ``.zip``, an ``.ipynb`` or, for units of one file, a ``.py``.
    unit : Unit

    Raises
    ------
    IntakeError
        If there is no such path, or it is none of these, or too large.
    """
    path = Path(os.path.abspath(path))
    try:
        path.stat()
    except OSError as error:
        near = difflib.get_close_matches(path.name, _siblings(path), n=1)
        also = f"; did you mean {printable(near[0], 100)}?" if near else ""
        raise IntakeError(f"{path}: there is no such file or folder{also}") from error
    problems: list[str] = []
    kind = path.suffix.lower()
    if path.is_dir():
        kind, content = ".zip", _zipped(_folder(path, unit, problems))
    elif kind in _FORMS:
        content = _regular(path, most(kind, unit))
    else:
        raise IntakeError(f"{path.name}: a submission is a folder, a .zip, an .ipynb or a .py file")
    name = path.name.encode("utf-8", "backslashreplace").decode("utf-8")
    return Raw(name, kind, content, hashlib.sha256(content).hexdigest(), problems)


def _siblings(path: Path) -> list[str]:
    return os.listdir(path.parent) if path.parent.is_dir() else []


def _folder(root: Path, unit: Unit, problems: list[str]) -> dict[str, bytes]:
    """Return the sources below a folder; its notebooks only where no module of the unit is written there as a file."""
    budget = Budget(root.name)
    found: dict[str, bytes] = {}
    notebooks: list[str] = []

    def take(place: str) -> None:
        try:
            found[place] = _regular(root / place, most(place, unit))
        except IntakeError as error:
            problems.append(str(error))
            return
        budget.file(place, len(found[place]))

    for folder, folders, names in os.walk(root):
        relative = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if name not in IGNORED_FOLDERS and not name.startswith("."))
        budget.entries(len(folders) + len(names))
        if len(relative.parts) >= MAX_DEPTH:
            folders[:] = []
        for name in sorted(names):
            place = (relative / name).as_posix()
            if not wanted(place, problems):
                continue
            if place.endswith(".ipynb"):
                notebooks.append(place)
            else:
                take(place)
    if written(found, unit):
        problems += [instead(place) for place in notebooks if not _is_kits(root / place, unit)]
        return found
    for place in notebooks:
        take(place)
    return found


def _is_kits(path: Path, unit: Unit) -> bool:
    """Return whether a notebook is the kit's own, untouched: then nobody needs to be told that it is not read."""
    try:
        return is_kit_notebook(_regular(path, _LARGEST_KIT), unit)
    except IntakeError:
        return False


def _regular(path: Path, limit: int) -> bytes:
    """Read a regular file; a link, a pipe or a device is refused without being followed or waited for."""
    try:
        descriptor = os.open(path, _RAW)
    except OSError as error:
        raise IntakeError(f"{path.name}: cannot be read ({error.strerror}); hand in the file itself, not a link") from error
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise IntakeError(f"{path.name}: is not a regular file")
        content = file.read(limit + 1) if state.st_size <= limit else b""
    if state.st_size > limit or len(content) > limit:
        raise IntakeError(f"{path.name}: is {too_large(path.name.lower(), limit)}")
    return content


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return files as an archive whose bytes depend on nothing else."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()
