"""A submission is taken in whole and within limits, or refused in a sentence; nothing else can happen."""

from __future__ import annotations

import io
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import intake
from autograder.errors import IntakeError
from autograder.model import Task, Unit

UNIT = Unit("U", "numpy", ["m"], {"f": Task(100.0, module="m")})
TWO = Unit("U", "numpy", ["m", "n"], {"f": Task(50.0, module="m"), "g": Task(50.0, module="n")})
MAX_FILE = UNIT.limits.file_kb << 10
SOURCE = b"def f():\n    return 1\n"


def zipped(path: Path, entries: list[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def entry(name: str, mode: int = 0o100644) -> zipfile.ZipInfo:
    """Return an entry with a Unix mode."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def written(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def scratch() -> Iterator[Path]:
    """A folder for files that Hypothesis writes again and again."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def test_a_folder_an_archive_and_a_file_are_the_same_submission(tmp_path: Path) -> None:
    """The form in which a submission comes changes nothing of it."""
    forms = [zipped(tmp_path / "s.zip", [("m.py", SOURCE)]), written(tmp_path / "s", {"m.py": SOURCE}), tmp_path / "s" / "m.py"]
    assert len({tuple(intake.take(form, UNIT).files.items()) for form in forms}) == 1


def test_a_single_file_may_have_any_name(tmp_path: Path) -> None:
    """For a unit of one module a .py is that module."""
    assert list(intake.take(written(tmp_path, {"ada.py": SOURCE}) / "ada.py", UNIT).files) == ["m.py"]


def test_a_single_file_is_not_enough_for_two_modules(tmp_path: Path) -> None:
    """A unit of several files asks for a folder or an archive, where the name fits none."""
    with pytest.raises(IntakeError, match=r"m\.py, n\.py"):
        intake.take(written(tmp_path, {"ada.py": SOURCE}) / "ada.py", TWO)


def test_files_may_lie_in_a_folder_of_the_archive(tmp_path: Path) -> None:
    """Paths are relative to the folder that holds the unit's modules."""
    taken = intake.take(zipped(tmp_path / "s.zip", [("ada/work/m.py", SOURCE), ("ada/work/lib/h.py", b"")]), UNIT)
    assert sorted(taken.files) == ["lib/h.py", "m.py"]


def test_two_candidates_are_refused(tmp_path: Path) -> None:
    """Where a module is there twice, nobody guesses."""
    with pytest.raises(IntakeError, match="more than once"):
        intake.take(written(tmp_path, {"a/m.py": SOURCE, "b/m.py": SOURCE}), UNIT)


def test_a_near_name_is_suggested(tmp_path: Path) -> None:
    """A misspelt file is named in the message."""
    unit = Unit("U", "numpy", ["convolution"], {"f": Task(100.0, module="convolution")})
    with pytest.raises(IntakeError, match=r"is convolutions\.py meant"):
        intake.take(written(tmp_path, {"convolutions.py": SOURCE}), unit)


@pytest.mark.parametrize(
    "name", ["../m.py", "a/../../m.py", "/m.py", "//m.py", "C:/m.py", "C:m.py", "..\\m.py", "a\\m.py", "a/../m.py"]
)
def test_an_entry_that_points_outside_is_refused(name: str, tmp_path: Path) -> None:
    """No path of an archive leaves it, on any system."""
    with pytest.raises(IntakeError, match="outside"):
        intake.take(zipped(tmp_path / "s.zip", [("m.py", SOURCE), (name, SOURCE)]), UNIT)


PARTS = st.lists(
    st.sampled_from(["..", ".", "", "m.py", "a", "C:", "~", "x.py", "\\", "con.py", ".hid"]), min_size=1, max_size=4
)


@given(st.lists(PARTS.map("/".join), max_size=4, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_entry_escapes(scratch: Path, names: list[str]) -> None:
    """Whatever an archive's entries are called, what is taken in are plain relative paths."""
    path = zipped(scratch / "names.zip", [(entry(name), SOURCE) for name in names if name])
    try:
        taken = intake.take(path, UNIT)
    except IntakeError:
        return
    assert all(re.fullmatch(r"(\w[\w .,'+@()-]*/)*\w[\w .,'+@()-]*\.py", name) for name in taken.files)


@given(st.binary(max_size=200), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_bytes_as_an_archive_are_refused_or_taken(scratch: Path, data: bytes, signed: bool) -> None:
    """Garbage with the suffix .zip gives IntakeError and nothing else."""
    (scratch / "garbage.zip").write_bytes((b"PK\3\4" if signed else b"") + data)
    with pytest.raises(IntakeError):
        intake.take(scratch / "garbage.zip", UNIT)


def _stored() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("m.py", SOURCE)
        archive.writestr("lib/h.py", b"x = 1\n")
    return buffer.getvalue()


STORED = _stored()


ODD = {
    "an offset beyond all numbers": (
        "504b03041400000008002ca1775d72561ddb120000000401000010000000782f636f6e766f6c7574696f6e2e7079cbcc2dc82f2a51c82b"
        "cd2da8e4ca1c991c00504b03041400000008002ca1775d15d7e5a806000000040000000b000000782f68656c7065722e70794bb435e402"
        "00504b010214031400000008002ca1775d72561ddb120000000401000010000c0000000000000000008001ffffffff782f636f6e766f6c"
        "7574696f6e2e707901000800f6ffffffffffffff504b010214031400000008002ca1775d15d7e5a806000000040000000b000000000000"
        "0000000000800140000000782f68656c7065722e7079504b05060000000002000200830000006f0000000000"
    ),
    "an entry without a name": (
        "504b03041400000008002ca1775d72561ddb120000000401000010000000782f636f6e766f6c7574696f6e2e7079cbcc2dc82f2a51c82b"
        "cd2da8e4ca1c991c00507f03041400000008002ca1775d15d7e5a80600007f040000000b000000782f68656c7065722e70794bb435e402"
        "00504b010214031400000008002ca1775d72561ddb1200000004010000100000000000000000000000800100000000782f636f6e766f6c"
        "7574696f6e2e7079504b010214031400000008002ca1775d15d7e5a806000000040000000b000000000000000000000080014000000000"
        "2f68656c7065722e7079504b05060000000002000200770000006f0000000000"
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_archive_that_zipfile_trips_over_is_refused(scratch: Path, name: str) -> None:
    """What the zip library does not expect is refused like any damaged archive."""
    (scratch / "odd.zip").write_bytes(bytes.fromhex(ODD[name]))
    with pytest.raises(IntakeError, match="no readable zip archive"):
        intake.take(scratch / "odd.zip", UNIT)


def test_a_latin_1_line_over_plain_ascii_does_no_harm(scratch: Path) -> None:
    """A file that says Latin-1 but holds ASCII only is taken as it is."""
    (scratch / "m.py").write_bytes(b"# -*- coding: latin-1 -*-\nx = 1\n")
    assert "x = 1" in intake.take(scratch / "m.py", UNIT).files["m.py"]


@given(st.lists(st.tuples(st.integers(0, len(STORED) - 1), st.integers(0, 255)), min_size=1, max_size=4), st.integers(0, 30))
@settings(max_examples=150, deadline=None)
def test_a_damaged_archive_is_refused_or_taken(scratch: Path, changes: list[tuple[int, int]], cut: int) -> None:
    """Any damage to an archive gives IntakeError or a submission, and nothing else."""
    data = bytearray(STORED)
    for place, value in changes:
        data[place] = value
    (scratch / "damaged.zip").write_bytes(data[: len(data) - cut])
    try:
        taken = intake.take(scratch / "damaged.zip", UNIT)
    except IntakeError:
        return
    assert "m.py" in taken.files


@given(st.binary(max_size=200) | st.sampled_from([b"", b"# coding: rot13\n", b"\xef\xbb\xbfx = 1\n", b"#coding:\xff"]))
@settings(max_examples=80, deadline=None)
def test_any_bytes_as_source_are_refused_or_taken(scratch: Path, data: bytes) -> None:
    """Any content of a .py is text without NUL and carriage returns, or an IntakeError."""
    (scratch / "m.py").write_bytes(data)
    try:
        text = intake.take(scratch / "m.py", UNIT).files["m.py"]
    except IntakeError:
        return
    assert "\0" not in text and "\r" not in text


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_bomb_is_refused(method: int, tmp_path: Path) -> None:
    """A file that unpacks to more than its limit is not read to its end."""
    with pytest.raises(IntakeError, match="larger than 256 KB"):
        intake.take(zipped(tmp_path / "s.zip", [("m.py", b"#" * (8 << 20))], method), UNIT)


def test_many_small_files_are_refused(tmp_path: Path) -> None:
    """The number of Python files is limited."""
    entries: list[tuple[str | zipfile.ZipInfo, bytes]] = [(f"f{n}.py", b"") for n in range(intake.MAX_FILES + 1)]
    with pytest.raises(IntakeError, match="more than"):
        intake.take(zipped(tmp_path / "s.zip", [("m.py", SOURCE), *entries]), UNIT)


def test_many_large_files_are_refused(tmp_path: Path) -> None:
    """The size of all Python files together is limited."""
    files = {f"f{n}.py": b"#" * MAX_FILE for n in range(intake.MAX_TOTAL // MAX_FILE)}
    with pytest.raises(IntakeError, match="larger than 2 MB"):
        intake.take(written(tmp_path, {"m.py": SOURCE, **files}), UNIT)


@pytest.mark.parametrize(
    ("entries", "reason"),
    [([(entry("m.py", stat.S_IFLNK | 0o777), b"/etc/passwd")], "link"),
     ([("m.py", SOURCE), ("M.PY".lower().replace("m", "M"), SOURCE)], "twice"),
     ([("m.py", SOURCE), ("/".join("abcdefghi") + "/x.py", b"")], "deeper"),
     ([("readme.txt", b"")], "no Python file")],
    ids=["symbolic link", "names that differ in case", "nested deeply", "nothing of the unit"],
)  # fmt: skip
def test_an_archive_that_cannot_be_graded_is_refused(
    entries: list[tuple[str | zipfile.ZipInfo, bytes]], reason: str, tmp_path: Path
) -> None:
    """Links, doubled names, deep nesting and the absence of the unit are said."""
    with pytest.raises(IntakeError, match=reason):
        intake.take(zipped(tmp_path / "s.zip", entries), UNIT)


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    """An archive with a password is refused in a sentence."""
    data = bytearray(zipped(tmp_path / "s.zip", [("m.py", SOURCE)]).read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "s.zip").write_bytes(data)
    with pytest.raises(IntakeError, match="password"):
        intake.take(tmp_path / "s.zip", UNIT)


@pytest.mark.parametrize("kind", ["link", "pipe"])
@pytest.mark.parametrize("form", ["folder", "file"])
def test_what_is_no_regular_file_is_not_read(kind: str, form: str, tmp_path: Path) -> None:
    """A link is not followed and a pipe not waited for, alone or in a folder."""
    (tmp_path / "target").write_bytes(SOURCE)
    os.symlink(tmp_path / "target", tmp_path / "m.py") if kind == "link" else os.mkfifo(tmp_path / "m.py")
    with pytest.raises(IntakeError, match=r"m\.py"):
        intake.take(tmp_path if form == "folder" else tmp_path / "m.py", UNIT)


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    """What a link in a folder points to is no part of the submission."""
    written(tmp_path, {"elsewhere/x.py": SOURCE, "s/m.py": SOURCE})
    os.symlink(tmp_path / "elsewhere", tmp_path / "s" / "lib")
    assert list(intake.take(tmp_path / "s", UNIT).files) == ["m.py"]


@pytest.mark.parametrize(
    "name",
    ["conftest.py", "sitecustomize.py", "usercustomize.py", "test_public.py", "pytest.ini", "x.pth", "m.pyc", "m.so", ".x.py",
     "__pycache__/x.py", ".git/x.py", "venv/x.py", "a\nb.py", "-rf.py", "a\u202eb.py", "a;b.py", "x" * 250 + ".py"],
)  # fmt: skip
def test_a_file_that_could_steer_python_or_pytest_is_left_out(name: str, tmp_path: Path) -> None:
    """Only Python sources with harmless names are taken in."""
    assert list(intake.take(zipped(tmp_path / "s.zip", [("m.py", SOURCE), (name, b"x = 1\n")]), UNIT).files) == ["m.py"]


@pytest.mark.parametrize(
    "content",
    [b"\xef\xbb\xbf" + SOURCE, SOURCE.replace(b"\n", b"\r\n"), SOURCE.replace(b"\n", b"\r"), b"# coding: utf-8\n" + SOURCE,
     b"#!/usr/bin/python\n# -*- coding: UTF_8 -*-\n" + SOURCE, "# Grüße, 卷积\n".encode() + SOURCE],
    ids=["byte order mark", "CRLF", "CR", "cookie", "cookie in line 2", "letters of any language"],
)  # fmt: skip
def test_ordinary_utf_8_is_taken(content: bytes, tmp_path: Path) -> None:
    """Byte order marks, line ends and foreign letters are no fault."""
    assert intake.take(written(tmp_path, {"m.py": content}), UNIT).files["m.py"].endswith(SOURCE.decode())


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"x = 1\ny = '\xe4'\n", "line 2 is not UTF-8"), ("x = 1\n".encode("utf-16"), "not UTF-8"),
     (b"# coding: rot13\n", "rot13"),
     (b"# coding: latin-1\nx = '\xe4'\n", "iso-8859-1"), (b"# coding: utf-7\n+AHg-", "utf-7"), (b"x = 1\0\n", "NUL")],
    ids=["Latin-1", "UTF-16", "rot13", "Latin-1 cookie", "UTF-7 cookie", "NUL"],
)  # fmt: skip
def test_a_source_that_is_not_utf_8_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    """Another encoding, and NUL bytes, are said with file and line."""
    with pytest.raises(IntakeError, match=rf"m\.py.*{reason}"):
        intake.take(written(tmp_path, {"m.py": content}), UNIT)


@pytest.mark.parametrize("name", ["missing.zip", "missing", "missing.py"])
def test_a_missing_path_is_refused(name: str, tmp_path: Path) -> None:
    """A path that is not there is an IntakeError."""
    with pytest.raises(IntakeError, match="no such file"):
        intake.take(tmp_path / name, UNIT)


def test_a_file_of_another_form_is_refused(tmp_path: Path) -> None:
    """The message says in which forms a submission comes."""
    with pytest.raises(IntakeError, match=r"a folder, a \.zip, an \.ipynb or"):
        intake.take(written(tmp_path, {"notes.txt": b""}) / "notes.txt", UNIT)


def test_the_hash_depends_on_every_file(tmp_path: Path) -> None:
    """Another helper makes another submission."""
    before = intake.gather(written(tmp_path, {"m.py": SOURCE, "h.py": b"x = 1\n"}), UNIT).sha256
    assert intake.gather(written(tmp_path, {"h.py": b"x = 2\n"}), UNIT).sha256 != before


@pytest.mark.parametrize("name", ["ada", "Ada Lovelace", "ada@uni.example", "ada_1+bob", "阿达"])
def test_an_ordinary_name_is_its_own_id(name: str) -> None:
    """Names of people and accounts are kept."""
    assert intake.identifier(Path("class") / f"{name}.zip") == name


NAMES = st.text(st.characters(exclude_characters="/\0"), min_size=1, max_size=120).filter(lambda name: name not in (".", ".."))


@given(NAMES)
def test_an_id_is_a_harmless_file_name(name: str) -> None:
    """No name leads out of the output folder, hides, looks like an option or cannot be encoded."""
    assert re.fullmatch(r"\w[\w .,'+@()-]*", intake.identifier(Path("class") / name))


@given(st.lists(NAMES, min_size=2, max_size=2, unique=True))
def test_unsafe_names_do_not_collide(names: list[str]) -> None:
    """Two names that are no ids by themselves get two ids."""
    stems = {Path(name).stem if Path(name).suffix in (".py", ".zip", ".ipynb") else name for name in names}
    assert len({intake.identifier(Path("class") / name) for name in names}) == len(stems)
