"""Begin a course: a private folder for whoever teaches, and one that students may see."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec

from autograder import build, units, wheel
from autograder.course import SECRET_NAME, read_secret, settings_text
from autograder.course.roster import COLUMNS
from autograder.course.roster import NAME as ROSTER
from autograder.errors import UsageError
from autograder.records import write_atomically

_IGNORE = "course.secret\nrecords/\nsubmissions/\nkits/\nexport/\n*.db\n"

_README = """\
# {title}

{units}

Install what the units need, open a unit's folder, and follow its README.md:

```
pip install -r requirements.txt
cd {first}
autograder check
```
"""


class Begun(msgspec.Struct, frozen=True):
    """Where the two folders are, and the units in them."""

    private: Path
    students: Path
    units: list[str]


def begin(private: Path, students: Path, names: list[str], units_dir: Path) -> Begun:
    """Make a course of some units.

    Parameters
    ----------
    private : Path
        For ``course.toml``, ``roster.csv``, the secret, and a copy of the units with their suites.
    students : Path
        For the assignments, and this package as a wheel: what is made for students, and nothing else, ever.
    names : list of str
        Units.
    units_dir : Path
        Where they are.

    Raises
    ------
    UsageError
        If a folder is there already and not empty, one lies in the other, or nothing can be written.
    UnitError
        If a unit is not proved.
    """
    for folder in (private, students):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder}: is there already; name a folder that is new or empty")
    inner, outer = students.resolve(), private.resolve()
    if inner == outer or outer in inner.parents or inner in outer.parents:
        raise UsageError(f"--students {students}: must not lie in the private folder, nor hold it")
    made = {name: build.assignment(units_dir / name) for name in names}  # first, so that what fails leaves nothing behind
    loaded = {name: units.load(units_dir / name) for name in names}
    titles = {name: unit.title for name, unit in loaded.items()}
    package = wheel.with_requirements(loaded.values())
    try:
        for folder in (private, students):
            folder.mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copytree(units_dir / name, private / "solutions" / name, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        raise UsageError(f"{private}: {error.strerror}; name a folder that can be written to") from error
    write_atomically(private / "course.toml", settings_text(titles).encode("utf-8"))
    write_atomically(private / ROSTER, (",".join(COLUMNS) + "\n").encode("utf-8"))
    write_atomically(private / ".gitignore", _IGNORE.encode("utf-8"))
    read_secret(private / SECRET_NAME, create=True)
    listed = "\n".join(f"- [{title}]({name}/README.md)" for name, title in titles.items())
    readme = _README.format(title="Coursework", units=listed, first=names[0])
    write_atomically(students / "README.md", readme.encode("utf-8"), mode=0o644)
    for name, content in package.items():
        for folder in (private, students) if name.endswith(".whl") else (students,):
            write_atomically(folder / name, content, mode=0o644)
    for name, files in made.items():
        build.write_files(files, students / name)
    return Begun(private, students, names)
