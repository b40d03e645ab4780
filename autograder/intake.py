"""Take a submission in: read it once, within limits, into memory. What was hashed is what is graded."""

from __future__ import annotations

import codecs
import difflib
import hashlib
import io
import os
import re
import stat
import tokenize
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import msgspec

from autograder.errors import IntakeError
from autograder.model import Unit, printable

MAX_FILE = 256 << 10
MAX_TOTAL = 2 << 20
MAX_ARCHIVE = 16 << 20
MAX_FILES = 200
MAX_ENTRIES = 5_000
MAX_DEPTH = 8

_IGNORED_FOLDERS = frozenset({"__pycache__", "__MACOSX", "node_modules", "venv", "env", "site-packages"})
_IGNORED_FILES = frozenset({"conftest.py", "sitecustomize.py", "usercustomize.py", "test_public.py"})
_IGNORED_SUFFIXES = frozenset({".pyc", ".pyo", ".so", ".pyd", ".dll", ".whl", ".egg", ".pth"})
_NAME = re.compile(r"\w[\w .,'+@()-]*")
_SYMLINK = 0o120000
_LATIN = frozenset({"iso8859-1", "iso8859-15", "cp1252"})


class Submission(msgspec.Struct, frozen=True):
    """A submission that was taken in.

    Parameters
    ----------
    files : dict of str to str
        Sources by path relative to the folder of the unit's modules.
    sha256 : str
        Of all of them.
    problems : list of str
        What was left out, and why.
    """

    files: dict[str, str]
    sha256: str
    problems: list[str]


def identifier(path: Path) -> str:
    """Return the id of a submission: its name without suffix, with unsafe characters replaced.

    Examples
    --------
    >>> identifier(Path("class/ada.zip"))
    'ada'
    """
    path = Path(os.path.abspath(path))
    name = path.stem if path.suffix.lower() in (".py", ".zip", ".ipynb") else path.name
    name = name.encode("utf-8", "backslashreplace").decode("utf-8")
    if _NAME.fullmatch(name) and len(name.encode()) <= 200 and not name.endswith(".partial"):  # that is a record's name
        return name
    safe = re.sub(r"[^A-Za-z0-9_.-]", "_", name)[:80].lstrip(".-") or "submission"
    return f"{safe}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def take(path: Path, unit: Unit) -> Submission:
    """Read a submission.

    Parameters
    ----------
    path : Path
        A folder, a ``.zip`` or, for units of one file, a ``.py``.
    unit : Unit

    Raises
    ------
    IntakeError
        If nothing of the unit can be taken in; the message says why, and what to do.
    """
    path = Path(os.path.abspath(path))
    try:
        path.stat()
    except OSError as error:
        near = difflib.get_close_matches(path.name, _siblings(path), n=1)
        also = f"; did you mean {printable(near[0], 100)}?" if near else ""
        raise IntakeError(f"{path}: there is no such file or folder{also}") from error
    problems: list[str] = []
    if path.is_dir():
        contents = dict(_folder(path, problems))
    elif path.suffix.lower() == ".zip":
        contents = dict(_archive(path, problems))
    elif path.suffix.lower() == ".py":
        contents = {_single(path, unit): _regular(path)}
    else:
        raise IntakeError(f"{path.name}: a submission is a folder, a .zip or a .py file")
    try:
        contents = _rooted(contents, unit, path, problems)
    except IntakeError as error:
        raise IntakeError("; ".join([*problems, str(error)])) from error
    files = _decoded(contents, problems)
    if not any(f"{module}.py" in files for module in unit.modules):
        raise IntakeError("; ".join(problems) or _nothing(path, contents, unit))
    digest = hashlib.sha256()
    for name, content in sorted(contents.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return Submission(files, digest.hexdigest(), problems)


def _siblings(path: Path) -> list[str]:
    return os.listdir(path.parent) if path.parent.is_dir() else []


def _single(path: Path, unit: Unit) -> str:
    if len(unit.modules) == 1:
        return f"{unit.modules[0]}.py"
    if path.stem in unit.modules:
        return path.name
    raise IntakeError(f"{path.name}: this unit has the files {_listed(unit)}; hand in a folder or a .zip of them")


def _folder(root: Path, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    budget = _Budget(root.name)
    for folder, folders, names in os.walk(root):
        relative = Path(folder).relative_to(root)
        folders[:] = sorted(name for name in folders if name not in _IGNORED_FOLDERS and not name.startswith("."))
        budget.entries(len(folders) + len(names))
        if len(relative.parts) >= MAX_DEPTH:
            folders[:] = []
        for name in sorted(names):
            place = (relative / name).as_posix()
            if _wanted(place, problems):
                try:
                    content = _regular(Path(folder) / name)
                except IntakeError as error:
                    problems.append(str(error))
                    continue
                budget.file(len(content))
                yield place, content


def _regular(path: Path, most: int = MAX_FILE) -> bytes:
    """Read a regular file; a link, a pipe or a device is refused without being followed or waited for."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise IntakeError(f"{path.name}: cannot be read ({error.strerror}); hand in the file itself, not a link") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise IntakeError(f"{path.name}: is not a regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise IntakeError(f"{path.name}: is larger than {most >> 10} KB; hand in Python source only")
    return content


def _archive(path: Path, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(_regular(path, MAX_ARCHIVE))) as archive:
            yield from _entries(path, archive, problems)
    except IntakeError:
        raise
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise IntakeError(f"{path.name}: is no readable zip archive ({error}); zip the folder again") from error


def _entries(path: Path, archive: zipfile.ZipFile, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    budget = _Budget(path.name)
    budget.entries(len(archive.infolist()))
    seen: set[str] = set()
    for entry in archive.infolist():
        name = PurePosixPath(entry.filename)
        if "\\" in entry.filename or name.is_absolute() or ".." in name.parts or re.match("[A-Za-z]:", entry.filename):
            raise IntakeError(f"{path.name}: an entry points outside the archive; zip the folder again")
        if entry.is_dir() or any(part in _IGNORED_FOLDERS or part.startswith(".") for part in name.parts[:-1]):
            continue
        if entry.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise IntakeError(f"{path.name}: holds a link; hand in the files themselves")
        if entry.flag_bits & 1:
            raise IntakeError(f"{path.name}: is encrypted; zip it without a password")
        if not _wanted(name.as_posix(), problems):
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise IntakeError(f"{path.name}: is compressed in an unusual way; zip it with the usual method (deflate)")
        if name.as_posix().casefold() in seen:
            raise IntakeError(f"{path.name}: holds {name} twice")
        seen.add(name.as_posix().casefold())
        if len(name.parts) > MAX_DEPTH:
            raise IntakeError(f"{path.name}: is nested deeper than {MAX_DEPTH} folders")
        with archive.open(entry) as file:  # the size in the header is a claim: read no more than allowed
            content = file.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise IntakeError(f"{path.name}: {name} is larger than {MAX_FILE >> 10} KB")
        budget.file(len(content))
        yield name.as_posix(), content


class _Budget:
    """Counts entries, files and bytes of one submission."""

    def __init__(self, name: str) -> None:
        self._name, self._entries, self._files, self._bytes = name, 0, 0, 0

    def entries(self, count: int) -> None:
        self._entries += count
        if self._entries > MAX_ENTRIES:
            raise IntakeError(f"{self._name}: holds more than {MAX_ENTRIES} files")

    def file(self, size: int) -> None:
        self._files += 1
        self._bytes += size
        if self._files > MAX_FILES:
            raise IntakeError(f"{self._name}: holds more than {MAX_FILES} Python files")
        if self._bytes > MAX_TOTAL:
            raise IntakeError(f"{self._name}: its Python files are larger than {MAX_TOTAL >> 20} MB")


def _wanted(place: str, problems: list[str]) -> bool:
    name = place.rpartition("/")[2]
    suffix = PurePosixPath(name).suffix
    if suffix in _IGNORED_SUFFIXES:
        problems.append(f"{printable(place, 100)} is ignored: only Python source is taken in")
    if suffix != ".py" or name in _IGNORED_FILES or name.startswith("."):
        return False
    if not all(_NAME.fullmatch(part) for part in place.split("/")) or len(place) > 200:
        problems.append(f"{printable(place, 100)} is ignored: its name has characters that are not allowed")
        return False
    return True


def _rooted(contents: dict[str, bytes], unit: Unit, path: Path, problems: list[str]) -> dict[str, bytes]:
    """Return the files below the folder that holds the unit's modules, with paths relative to it."""
    wanted = {f"{module}.py" for module in unit.modules}
    homes: dict[PurePosixPath, int] = {}
    for name in contents:
        place = PurePosixPath(name)
        if place.name in wanted:
            homes[place.parent] = homes.get(place.parent, 0) + 1
    if not homes:
        raise IntakeError(_nothing(path, contents, unit))
    best = sorted(homes, key=lambda home: (-homes[home], len(home.parts)))
    rank = (homes[best[0]], len(best[0].parts))
    rivals = [home for home in best if (homes[home], len(home.parts)) == rank]
    if len(rivals) > 1:
        raise IntakeError(f"{path.name}: {_listed(unit)} is there more than once, in " + " and ".join(map(str, rivals)))
    inside = {name: PurePosixPath(name) for name in contents if PurePosixPath(name).is_relative_to(best[0])}
    problems += [
        f"{printable(name, 100)} is left out: it is not beside {_listed(unit)}" for name in contents if name not in inside
    ]
    return {place.relative_to(best[0]).as_posix(): contents[name] for name, place in inside.items()}


def _nothing(path: Path, contents: Iterable[str], unit: Unit) -> str:
    names = sorted({PurePosixPath(name).name for name in contents})
    near = [(name, f"{m}.py") for m in unit.modules for name in difflib.get_close_matches(f"{m}.py", names, 1, 0.7)]
    if near:
        return f"{path.name}: there is no file {near[0][1]}; is {printable(near[0][0], 100)} meant? Rename it"
    found = "the Python files " + ", ".join(printable(name, 100) for name in names[:5]) if names else "no Python file"
    return f"{path.name}: there is no file {_listed(unit)} in it; it holds {found}"


def _decoded(contents: dict[str, bytes], problems: list[str]) -> dict[str, str]:
    files = {}
    for name, content in contents.items():
        try:
            files[name] = _text(content)
        except IntakeError as error:
            problems.append(f"{name}: {error}")
    return files


def _text(content: bytes) -> str:
    """Decode source as UTF-8, with or without a byte order mark, with any line ends."""
    lines = iter(content.splitlines(keepends=True)[:2])
    try:
        cookie, _read = tokenize.detect_encoding(lambda: next(lines, b""))
    except SyntaxError:
        cookie = "utf-8"  # a cookie that Python does not know, or bytes that are not UTF-8: said below
    plain = codecs.lookup(cookie).name in _LATIN and content.isascii()  # says what it is not, and does no harm
    if codecs.lookup(cookie).name not in ("utf-8", "utf-8-sig", "ascii") and not plain:
        raise IntakeError(f"declares the encoding {cookie}; save it as UTF-8 without that line")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise IntakeError(f"line {line} is not UTF-8 (byte 0x{content[error.start]:02x}); save the file as UTF-8") from error
    if "\0" in text:
        raise IntakeError("holds NUL bytes; save it as plain text")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _listed(unit: Unit) -> str:
    return ", ".join(f"{module}.py" for module in unit.modules)
