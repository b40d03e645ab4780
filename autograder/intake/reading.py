"""Make sources of a submission's bytes: open the archive, find the unit in it, decode the text.

The bytes are hostile until the contrary is proved, and the libraries that take them apart are large. When grading, this runs in
a process that has no files, no network and little memory (:mod:`autograder.sandbox.reader`).
"""

from __future__ import annotations

import codecs
import difflib
import io
import re
import tokenize
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from autograder.errors import IntakeError
from autograder.intake import notebook
from autograder.intake.rules import (
    IGNORED_FOLDERS,
    MAX_DEPTH,
    MAX_ENTRIES,
    Budget,
    Raw,
    Submission,
    instead,
    listed,
    most,
    too_large,
    wanted,
    without_stubs,
    written,
)
from autograder.model import Unit, printable

_SYMLINK = 0o120000
_LATIN = frozenset({"iso8859-1", "iso8859-15", "cp1252"})
_END, _END_SIZE, _MAX_COMMENT = b"PK\5\6", 22, 1 << 16
_MAX_DIRECTORY = 2 << 20


def read(raw: Raw, unit: Unit) -> Submission:
    """Return the sources of a submission.

    Raises
    ------
    IntakeError
        If nothing of the unit can be taken in; the message says why, and what to do.
    """
    try:
        return _read(raw, unit, list(raw.problems))
    except (MemoryError, RecursionError) as error:
        raise IntakeError(f"{raw.name}: is nested too deeply, or takes too much memory to read") from error


def _read(raw: Raw, unit: Unit, problems: list[str]) -> Submission:
    contents = {_single(raw, unit): raw.content} if raw.kind != ".zip" else dict(_archive(raw, unit, problems))
    contents, remarks = without_stubs(contents, unit)
    problems += remarks
    try:
        home, book = _home(contents, unit, raw.name)
    except IntakeError as error:
        raise IntakeError("; ".join([*problems, str(error)])) from error
    inside = {name: PurePosixPath(name) for name in contents if PurePosixPath(name).is_relative_to(home)}
    beside = book or listed(unit)
    problems += [f"{printable(name, 100)} is left out: it is not beside {beside}" for name in contents if name not in inside]
    sources = {place.relative_to(home).as_posix(): contents[name] for name, place in inside.items() if place.suffix == ".py"}
    files = _decoded(sources, problems)
    if book:
        return notebook.read(contents[book], PurePosixPath(book).name, unit, files, problems)
    if not any(f"{module}.py" in files for module in unit.modules):
        raise IntakeError("; ".join(problems) or _nothing(raw.name, contents, unit))
    return Submission(files, problems)


def _single(raw: Raw, unit: Unit) -> str:
    stem = raw.name.rpartition(".")[0]
    if raw.kind == ".ipynb":
        return f"{stem}.ipynb"
    if len(unit.modules) == 1:
        return f"{unit.modules[0]}.py"
    if stem in unit.modules:
        return f"{stem}.py"
    raise IntakeError(f"{raw.name}: this unit has the files {listed(unit)}; hand in a folder or a .zip of them")


def _archive(raw: Raw, unit: Unit, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    _require_few_entries(raw)
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            yield from _entries(raw.name, archive, unit, problems)
    except (IntakeError, MemoryError):
        raise
    except Exception as error:  # zipfile raises many kinds on damaged archives
        raise IntakeError(f"{raw.name}: is no readable zip archive ({error}); zip the folder again") from error


def _require_few_entries(raw: Raw) -> None:
    """Refuse an archive that says itself that it holds too many files, before its directory is read."""
    at = raw.content.rfind(_END, max(0, len(raw.content) - _END_SIZE - _MAX_COMMENT))
    end = raw.content[at : at + _END_SIZE]
    if at < 0 or len(end) < _END_SIZE:
        return  # no archive: said when it is opened
    count, size = int.from_bytes(end[10:12], "little"), int.from_bytes(end[12:16], "little")
    if count > MAX_ENTRIES or size > _MAX_DIRECTORY:
        raise IntakeError(f"{raw.name}: holds more than {MAX_ENTRIES} files")


def _entries(where: str, archive: zipfile.ZipFile, unit: Unit, problems: list[str]) -> Iterator[tuple[str, bytes]]:
    budget = Budget(where)
    budget.entries(len(archive.infolist()))
    seen: set[str] = set()
    sources: dict[str, bytes] = {}
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename.endswith(".ipynb")):  # notebooks last
        name = PurePosixPath(entry.filename)
        if "\\" in entry.filename or name.is_absolute() or ".." in name.parts or re.match("[A-Za-z]:", entry.filename):
            raise IntakeError(f"{where}: an entry points outside the archive; zip the folder again")
        if entry.is_dir() or any(part in IGNORED_FOLDERS or part.startswith(".") for part in name.parts[:-1]):
            continue
        if entry.external_attr >> 16 & 0o170000 == _SYMLINK:
            raise IntakeError(f"{where}: holds a link; hand in the files themselves")
        if entry.flag_bits & 1:
            raise IntakeError(f"{where}: is encrypted; zip it without a password")
        if not wanted(name.as_posix(), problems):
            continue
        if name.suffix == ".ipynb" and written(sources, unit):
            problems.append(instead(name.as_posix()))
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise IntakeError(f"{where}: is compressed in an unusual way; zip it with the usual method (deflate)")
        if name.as_posix().casefold() in seen:
            raise IntakeError(f"{where}: holds {name} twice")
        seen.add(name.as_posix().casefold())
        if len(name.parts) > MAX_DEPTH:
            raise IntakeError(f"{where}: is nested deeper than {MAX_DEPTH} folders")
        limit = most(name.name, unit)
        with archive.open(entry) as file:  # the size in the header is a claim: read no more than allowed
            content = file.read(limit + 1)
        if len(content) > limit:
            raise IntakeError(f"{where}: {name} is {too_large(name.name, limit)}")
        budget.file(name.name, len(content))
        sources[name.as_posix()] = content
        yield name.as_posix(), content


def _home(contents: dict[str, bytes], unit: Unit, where: str) -> tuple[PurePosixPath, str]:
    """Return the folder that holds the unit's modules, or else a notebook, and the path of that notebook."""
    modules = {f"{module}.py" for module in unit.modules}
    homes: dict[PurePosixPath, int] = {}
    for name in contents:
        place = PurePosixPath(name)
        if place.name in modules:
            homes[place.parent] = homes.get(place.parent, 0) + 1
    if not homes:
        return _notebook(contents, unit, where)
    best = sorted(homes, key=lambda home: (-homes[home], len(home.parts)))
    rank = (homes[best[0]], len(best[0].parts))
    rivals = [home for home in best if (homes[home], len(home.parts)) == rank]
    if len(rivals) > 1:
        raise IntakeError(f"{where}: {listed(unit)} is there more than once, in " + " and ".join(map(str, rivals)))
    return best[0], ""


def _notebook(contents: dict[str, bytes], unit: Unit, where: str) -> tuple[PurePosixPath, str]:
    """Return the one notebook of a submission, or of several the one that is named like the unit or a module of it."""
    books = [name for name in contents if name.endswith(".ipynb")]
    if not books:
        raise IntakeError(_nothing(where, contents, unit))
    named = [name for name in books if PurePosixPath(name).stem in (unit.name, *unit.modules)]
    for found in (books, named):
        if len(found) == 1:
            return PurePosixPath(found[0]).parent, found[0]
    names = ", ".join(printable(name, 100) for name in sorted(books)[:5])
    raise IntakeError(f"{where}: holds {len(books)} notebooks ({names}); hand in one")


def _nothing(where: str, contents: Iterable[str], unit: Unit) -> str:
    names = sorted({PurePosixPath(name).name for name in contents})
    near = [(name, f"{m}.py") for m in unit.modules for name in difflib.get_close_matches(f"{m}.py", names, 1, 0.7)]
    if near:
        return f"{where}: there is no file {near[0][1]}; is {printable(near[0][0], 100)} meant? Rename it"
    found = "the Python files " + ", ".join(printable(name, 100) for name in names[:5]) if names else "no Python file"
    return f"{where}: there is no file {listed(unit)} in it; it holds {found}"


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
