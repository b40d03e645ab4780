"""The pages hold: links lead somewhere, commands exist, and every command that stands in a page is run by a test."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import urllib.parse
import zipfile
from pathlib import Path
from typing import Any

import pytest
import typer

from autograder import answers, units
from autograder.cli import app

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {path: path.read_text("utf-8") for path in PAGES}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

RUN = ("instructor-guide.md", "courses.md", "exports.md")  # below, as they stand; writing-a-unit.md has a test of its own
ELSEWHERE = {
    "audit": ["docs/writing-a-unit.md", "tests/test_kills.py", ".ci/run", "Makefile"],
    "build": ["tests/test_build.py"],
    "calibrate": ["tests/test_calibration.py"],
    "check": ["tests/test_check.py", "tests/test_watching.py"],
    "doctor": ["tests/test_tiers.py"],
    "explain": ["tests/test_newcomer.py"],
    "export": ["tests/test_newcomer.py"],
    "grade": ["tests/test_cluster.py", "tests/test_cli.py", "tests/test_newcomer.py"],
    "gradebook import": ["tests/test_course_commands.py"],
    "init-course": ["tests/test_course_commands.py"],
    "new": ["tests/test_scaffold.py"],
    "release": ["tests/test_kit.py"],
    "report": ["tests/test_newcomer.py"],
}
"""Commands of other pages, and where they are run."""


def slug(heading: str) -> str:
    """Return a heading's anchor, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    """To a file that is there, and to a heading of it; pictures have words."""
    text = FENCE.sub("", TEXTS[page])
    lost = []
    for picture, words, address in re.findall(r"(!?)\[((?:[^\]`]|`[^`]*`)*)\]\(([^)\s]+)\)", text):
        place, _, anchor = urllib.parse.unquote(address).partition("#")
        if "://" in place:
            continue
        target = (page.parent / place).resolve() if place else page
        headings = re.findall(r"^#+ (.*)$", target.read_text("utf-8"), re.MULTILINE) if anchor and target.is_file() else []
        if not target.exists() or (anchor and anchor not in map(slug, headings)) or (picture and len(words) < 10):
            lost.append(address)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    """Who says that a test holds something names one that is run."""
    named = re.findall(r"`(tests/(?:\w+/)*\w+\.py)(?:::(\w+))?`", TEXTS[page])
    lost = [(file, name) for file, name in named
            if not (ROOT / file).is_file() or f"def {name}" not in (ROOT / file).read_text("utf-8")]  # fmt: skip
    assert lost == []


def spoken(text: str) -> list[str]:
    """Return the commands of a page: lines of its blocks, and code in its sentences."""
    lines = [line for _language, block in FENCE.findall(text) for line in block.splitlines()]
    lines += re.findall(r"`([^`\n]+)`", FENCE.sub("", text))
    plain = (re.sub(r"^\s*(?:\$ |- |run: |\.venv/bin/)*", "", line).partition("  #")[0].partition(" || ")[0] for line in lines)
    return [line.strip() for line in plain if re.match(r"(\.venv/bin/)?autograder [a-z]", line)]


def parsed(line: str) -> tuple[str, list[str], Any]:
    """Return a command's name, its options, and what the command line knows of it."""
    words = shlex.split(line.replace("[", "").replace("]", ""), comments=True)[1:]
    command: Any = typer.main.get_command(app)
    name = []
    while hasattr(command, "commands") and words:
        name.append(words.pop(0))
        command = command.commands[name[-1]]
    return " ".join(name), [word for word in words if word.startswith("--") and word != "--"], command


@pytest.mark.parametrize("line", sorted({line for text in TEXTS.values() for line in spoken(text)}))
def test_every_command_is_one_of_ours(line: str) -> None:
    """A command or option that was renamed fails here, not in somebody's shell."""
    _name, options, command = parsed(line)
    assert set(options) <= {option for parameter in command.params for option in parameter.opts}


def quoted(path: Path) -> list[list[str]]:
    """Return the words in quotes of each call, list and tuple of a file; of a page or a script, those of our commands."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        return [shlex.split(line, comments=True) for line in spoken(text)]
    if path.suffix != ".py":
        return [shlex.split(line, comments=True) for line in re.findall(r"/(autograder [a-z].*)", text)]
    found = []
    for node in ast.walk(ast.parse(text)):
        parts = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.List | ast.Tuple) else []
        ours = ["autograder"] if isinstance(node, ast.Call) and ast.unparse(node.func) in ("cli", "run") else []
        found.append(ours + [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)])
    return found


def test_every_command_of_other_pages_is_run_somewhere() -> None:
    """With each option that a page gives it."""
    said: dict[str, set[str]] = {}
    for page, text in TEXTS.items():
        if page.name not in (*RUN, "writing-a-unit.md"):
            for name, options, _command in map(parsed, spoken(text)):
                said.setdefault(name, set()).update(options)
    assert set(said) == set(ELSEWHERE)
    missing = {}
    for name, options in said.items():
        words = [one for place in ELSEWHERE[name] for one in quoted(ROOT / place)]
        commands = [one[one.index("autograder") + 1 :] for one in words if "autograder" in one]
        runs = any(command[: len(name.split())] == name.split() for command in commands)
        missing[name] = sorted(options - {word for one in words for word in one}) if runs else [name]
    assert {name: words for name, words in missing.items() if words} == {}


GRADES = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Convolution (7)\n    Points Possible,,,,,10.00\nLovelace,1,,ada,A,\n"
    "Boole,2,,bob,A,\n"
)


def told(folder: Path, script: str) -> str:
    """Run lines in bash as somebody who has activated the environment does; return what they print."""
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": paths, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore",
                   "JUPYTER_DATA_DIR": str(folder / ".jupyter"), "JUPYTER_CONFIG_DIR": str(folder / ".jupyter")}  # fmt: skip
    ours = 'autograder() { python -m autograder "$@"; }\n'  # of this tree, wherever the environment's own comes from
    done = subprocess.run(["bash", "-e", "-c", ours + script], cwd=folder, env=environment, capture_output=True, text=True,
                          timeout=400, check=False)  # fmt: skip
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr[-3000:]}"
    return done.stdout + done.stderr


def blocks(name: str) -> list[str]:
    """Return the blocks of a page that are for the shell, in order."""
    return [block for language, block in FENCE.findall(TEXTS[ROOT / "docs" / name]) if not language]


def class_of_two(folder: Path) -> None:
    """Put two submissions to a1 into a folder: a right one, and one in which the kernel is not flipped."""
    unit_folder = ROOT / "solutions/a1_convolution"
    unit = units.load(unit_folder)
    (folder / "submissions").mkdir()
    (folder / "submissions/ada.py").write_text(units.sources(unit_folder, unit)["convolution.py"], "utf-8")
    wrong = next(iter(answers.wrong(unit_folder, unit)["convolve2d"].values()))["convolution.py"]
    with zipfile.ZipFile(folder / "submissions/bob.zip", "w") as archive:
        archive.writestr("convolution.py", wrong)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder as a clone is: units, and a class that has handed in."""
    for name in ("a1_convolution", "a2_filters"):
        shutil.copytree(ROOT / "solutions" / name, tmp_path / "solutions" / name)
    class_of_two(tmp_path)
    (tmp_path / "Grades.csv").write_text(GRADES, "utf-8")
    return tmp_path


@pytest.mark.slow
def test_the_page_for_instructors_runs(clone: Path) -> None:
    """Its blocks and the commands in its sentences, as they stand; what is made is where the page says."""
    for block in blocks("instructor-guide.md"):
        told(clone, block)
    for line in spoken(FENCE.sub("", TEXTS[ROOT / "docs/instructor-guide.md"])):
        if line not in ("autograder audit", "autograder calibrate"):  # all units, for minutes; test_audit and test_calibration
            told(clone, line.replace("ada.json", "bob.json"))
    for command in re.findall(r"^\| `(grade …|replay) ?([^`]*)`", TEXTS[ROOT / "docs/instructor-guide.md"], re.MULTILINE):
        told(
            clone,
            " ".join(command)
            .replace("grade …", blocks("instructor-guide.md")[0].strip())
            .replace("replay", "autograder replay"),
        )
    assert (clone / "kits/a1_convolution.zip").is_file() and "ada,A,10.00" in (clone / "filled.csv").read_text("utf-8")
    assert {path.name for path in (clone / "records/a1_convolution/report").iterdir()} == {"index.html", "students", "staff"}


@pytest.mark.slow
def test_the_page_on_exports_runs(clone: Path) -> None:
    """Every command, and every format of its table."""
    told(clone, blocks("instructor-guide.md")[0])
    for block in blocks("exports.md"):
        told(clone, block)
    formats = re.findall(r"^\| `(\w+)` \|", TEXTS[ROOT / "docs/exports.md"], re.MULTILINE)
    assert len(formats) == 8
    for name in formats:
        told(clone, f"ASSIGNMENT=a1 CLASSROOM=c autograder export records --format {name} --out out/{name}")


@pytest.mark.slow
def test_the_page_on_courses_runs(clone: Path) -> None:
    """From init-course to nbgrader's export and feedback, with all of the page's course.toml."""
    pytest.importorskip("nbgrader")
    begin, adjust, away, book, course = blocks("courses.md")
    shutil.copytree(ROOT / "solutions/a5_applications", clone / "solutions/a5_applications")
    told(clone, begin)
    private = clone / "cs101"
    settings = "\n".join(text for language, text in FENCE.findall(TEXTS[ROOT / "docs/courses.md"]) if language == "toml")
    (private / "course.toml").write_text(settings, "utf-8")
    (private / "roster.csv").write_text("student,last_name\nada,Lovelace\nbob,Boole\n", "utf-8")
    class_of_two(private)
    told(private, blocks("instructor-guide.md")[0] + adjust + away + book)
    assert "ada,Lovelace" in (private / "grades.csv").read_text("utf-8")
    release, rest = course.split("nbgrader collect")
    exchange = f"mkdir -m 777 {clone}/exchange; echo \"c.Exchange.root = '{clone}/exchange'\" >> nbgrader_config.py\n"
    told(private, release.replace("cd nb101\n", "cd nb101\n" + exchange))
    home = private / "home"
    home.mkdir()
    config = f"c = get_config()\nc.CourseDirectory.course_id = 'nb101'\nc.Exchange.root = '{clone}/exchange'\n"
    (home / "nbgrader_config.py").write_text(config, "utf-8")
    told(home, "nbgrader fetch_assignment a1_convolution\nnbgrader submit a1_convolution")
    told(private / "nb101", "nbgrader collect" + rest)
    assert list((private / "nb101/feedback").rglob("*.html"))
