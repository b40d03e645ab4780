"""What of a submission may come in, and what it is on its way."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import msgspec

from autograder.errors import IntakeError
from autograder.model import Unit, printable

MAX_TOTAL = 2 << 20
MAX_RAW = 16 << 20
MAX_NOTEBOOK = 16 << 20
MAX_FILES = 200
MAX_ENTRIES = 5_000
MAX_DEPTH = 8

IGNORED_FOLDERS = frozenset({"__pycache__", "__MACOSX", "node_modules", "venv", "env", "site-packages"})
_IGNORED_FILES = frozenset({"conftest.py", "sitecustomize.py", "usercustomize.py", "test_public.py"})
_IGNORED_SUFFIXES = frozenset({".pyc", ".pyo", ".so", ".pyd", ".dll", ".whl", ".egg", ".pth"})
_STUB = re.compile(rb'^[ \t]+raise NotImplementedError\("\w+ is not written yet"\)', re.MULTILINE)
_STUB_IN_NOTEBOOK = re.compile(rb'raise NotImplementedError\(\\"\w+ is not written yet\\"\)')
_HEAD_IN_NOTEBOOK = re.compile(rb'(?:"|\\n)((?: |\\t)*)(?:(?:async )?(def)|class) (\w+)')
_DEF = re.compile(rb"^[ \t]*(?:async )?def ", re.MULTILINE)
NAME = re.compile(r"\w[\w .,'+@()-]*")


class Raw(msgspec.Struct, frozen=True):
    """A submission as bytes.

    Parameters
    ----------
    name : str
        Of the file or folder that was handed in.
    kind : {".zip", ".py", ".ipynb"}
        What the bytes are; a folder becomes an archive of its sources.
    sha256 : str
        Of the bytes.
    problems : list of str
        What of a folder was left out, and why.
    """

    name: str
    kind: str
    content: bytes
    sha256: str
    problems: list[str]


class Cell(msgspec.Struct, frozen=True):
    """A code cell of a notebook: what to call it, and the line of the source after which it begins."""

    name: str
    line: int


class Submission(msgspec.Struct, frozen=True):
    """A submission that was taken in.

    Parameters
    ----------
    files : dict of str to str
        Sources by path relative to the folder of the unit's modules.
    problems : list of str
        What was left out, and why.
    notebook : str
        Name of the notebook from which the sources come; empty where they do not.
    cells : list of Cell
        Of the notebook; its code is the unit's first module, and the others lead there.
    """

    files: dict[str, str]
    problems: list[str]
    notebook: str = ""
    cells: list[Cell] = []

    def located(self, text: str, modules: list[str]) -> str:
        """Return a text in which places in the modules that a notebook stands for are places in its cells.

        Examples
        --------
        >>> taken = Submission({}, [], "ada.ipynb", [Cell("code cell 1", 0), Cell("code cell 2", 9)])
        >>> taken.located("m.py, line 12: NameError", ["m"])
        'code cell 2, line 3: NameError'
        """
        if not self.notebook:
            return text

        def place(found: re.Match[str]) -> str:
            line = int((found[2] or "0")[:9])
            cells = [cell for cell in self.cells if cell.line < line]
            return f"{_line(cells[-1].name)}, line {line - cells[-1].line}" if cells else _line(self.notebook)

        names = "|".join(map(re.escape, modules))
        return re.sub(rf"(?<![\w/])({names})\.py(?:, line (\d+))?", place, text)


def _line(name: str) -> str:
    return " ".join(printable(name, 100).split())


class Budget:
    """Counts entries, files and bytes of one submission."""

    def __init__(self, name: str) -> None:
        self._name, self._entries, self._files, self._bytes, self._notebooks = name, 0, 0, 0, 0

    def entries(self, count: int) -> None:
        """Count entries of whatever kind."""
        self._entries += count
        if self._entries > MAX_ENTRIES:
            raise IntakeError(f"{self._name}: holds more than {MAX_ENTRIES} files")

    def file(self, place: str, size: int) -> None:
        """Count a source or a notebook that was read."""
        self._files += 1
        if self._files > MAX_FILES:
            raise IntakeError(f"{self._name}: holds more than {MAX_FILES} Python files")
        if place.endswith(".ipynb"):
            self._notebooks += size
        else:
            self._bytes += size
        if self._bytes > MAX_TOTAL:
            raise IntakeError(f"{self._name}: its Python files are larger than {MAX_TOTAL >> 20} MB")
        if self._notebooks > MAX_NOTEBOOK:
            raise IntakeError(f"{self._name}: its notebooks are {too_large('.ipynb', 0)}")


def most(place: str, unit: Unit) -> int:
    """Return how many bytes of a file are read."""
    return MAX_NOTEBOOK if place.endswith(".ipynb") else MAX_RAW if place.endswith(".zip") else unit.limits.file_kb << 10


def too_large(place: str, limit: int) -> str:
    """Return what to say of a file beyond its limit, and what to do."""
    if place.endswith(".ipynb"):
        return f"larger than {MAX_NOTEBOOK >> 20} MB; clear the outputs of all cells and save it again"
    if place.endswith(".zip"):
        return f"larger than {MAX_RAW >> 20} MB; zip the Python files only"
    return f"larger than {limit >> 10} KB; hand in Python source only"


def wanted(place: str, problems: list[str]) -> bool:
    """Return whether a file is source that may come in; note in `problems` what is left out with a reason."""
    name = place.rpartition("/")[2]
    suffix = PurePosixPath(name).suffix
    if suffix in _IGNORED_SUFFIXES:
        problems.append(f"{printable(place, 100)} is ignored: only Python source is taken in")
    if suffix not in (".py", ".ipynb") or name in _IGNORED_FILES or name.startswith("."):
        return False
    if not all(NAME.fullmatch(part) for part in place.split("/")) or len(place) > 200:
        problems.append(f"{printable(place, 100)} is ignored: its name has characters that are not allowed")
        return False
    return True


def is_kit_notebook(content: bytes, unit: Unit) -> bool:
    """Return whether a notebook is the kit's, with no function of a task written: each of them has a stub."""
    functions, inside = 0, False
    for indent, function, name in _HEAD_IN_NOTEBOOK.findall(content):
        if not indent:
            inside = name.decode() in unit.tasks
        functions += bool(function) and inside
    return functions > 0 and len(_STUB_IN_NOTEBOOK.findall(content)) >= functions


def instead(place: str) -> str:
    """Return what to say of a notebook that is not read."""
    return f"{printable(place, 100)} is left out: the unit's modules are there as files; hand it in alone to have it graded"


def without_stubs(contents: dict[str, bytes], unit: Unit) -> tuple[dict[str, bytes], list[str]]:
    """Return what to read of files beside notebooks: the files, or where these are untouched stubs, the notebooks.

    Of several notebooks the kit's own is left out. Alone it is read, since something may be written beside its stubs.
    The second value is what to say of what is left out.
    """
    books = [place for place in contents if place.endswith(".ipynb")]
    theirs = [place for place in books if not is_kit_notebook(contents[place], unit)]
    modules = {f"{module}.py" for module in unit.modules}
    ours = [place for place in contents if place.rpartition("/")[2] in modules]
    remarks: list[str] = []
    if written(contents, unit):
        remarks = list(map(instead, theirs))
        left = books
    elif theirs:
        left = [*ours, *(set(books) - set(theirs))]
        if ours:
            remarks = [f"{', '.join(sorted(ours))}: nothing is written there, so the notebook is read"]
    else:
        left = ours if books else []
        if books:
            state = "nothing is written there" if ours else "not there"
            remarks = [f"{listed(unit)}: {state}, so the notebook is read; no function is written in it yet"]
    return {place: content for place, content in contents.items() if place not in left}, remarks


def written(contents: dict[str, bytes], unit: Unit) -> bool:
    """Return whether a module of the unit is there in which something was written: not merely as the kit has it.

    In the kit every function is a stub. Whoever works in the notebook beside it leaves the stubs as they are.
    """
    modules = {f"{module}.py" for module in unit.modules}
    ours = [content for place, content in contents.items() if place.rpartition("/")[2] in modules]
    stubs = [len(_STUB.findall(content)) for content in ours]
    return any(not count or count != len(_DEF.findall(content)) for count, content in zip(stubs, ours, strict=True))


def listed(unit: Unit) -> str:
    """Return the unit's files as a list for people."""
    return ", ".join(f"{module}.py" for module in unit.modules)
