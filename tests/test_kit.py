"""A kit works by itself, is always the same bytes, and holds nothing that is hidden."""

from __future__ import annotations

import ast
import email
import functools
import hashlib
import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder import answers, archive, build, data, kit, units, wheel
from autograder.errors import UsageError
from autograder.render import handout

ROOT = Path(__file__).parents[1]
UNITS = sorted(path.parent for path in (ROOT / "solutions").glob("*/unit.toml"))
FIRST = ROOT / "solutions" / "a1_convolution"
TEXT = {".py", ".toml", ".md", ".html", ".txt", ".ipynb", ".svg"}


@functools.cache
def files(folder: Path) -> dict[str, bytes]:
    """Return the files of a unit's kit."""
    return kit.kit(folder)


def given(folder: Path) -> dict[str, str]:
    """Return all texts that students get of a unit: its assignment as it lies in the repository, and its kit."""
    assignment = ROOT / "assignments" / folder.name
    found = {f"assignment/{path.relative_to(assignment).as_posix()}": path.read_bytes() for path in assignment.rglob("*")
             if path.is_file() and "__pycache__" not in path.parts}  # fmt: skip
    found |= {f"kit/{name}": content for name, content in files(folder).items()}
    return {name: plain(name, content) for name, content in found.items() if Path(name).suffix in TEXT}


def plain(name: str, content: bytes) -> str:
    """Return a file as a person reads it: a notebook as the text and output of its cells, a page without its markup."""
    text = content.decode("utf-8")
    if name.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        return "\n".join(["".join(cell["source"]) for cell in cells] + [str(cell.get("outputs", "")) for cell in cells])
    return html.unescape(re.sub(r"<[^>]+>", "", text)) if name.endswith(".html") else text


def lines_of(text: str) -> set[str]:
    """Return the lines of a text that are long enough to be somebody's."""
    return {line.strip() for line in text.splitlines() if len(line.strip()) > 30}


def hidden_suite(folder: Path) -> str:
    """Return the source of all checks that students do not get, be it in one file or in several."""
    paths = sorted(path for path in (folder / "suite").glob("test_*.py") if path.name != "test_public.py")
    assert paths
    return "\n".join(path.read_text("utf-8") for path in paths)


def hidden_lines(folder: Path) -> set[str]:
    """Return the lines that no student may see: hidden suite, solution regions, known answers; imports tell nothing."""
    unit = units.load(folder)
    stubs, sources = answers.stubs(folder, unit), units.sources(folder, unit)
    secret = lines_of(hidden_suite(folder))
    for name, source in sources.items():
        secret |= lines_of(source) - lines_of(stubs[name])
    for path in [
        *(folder / "wrong").glob("*.py"),
        *(folder / "alternatives").rglob("*.py"),
        *(folder / "cheats").rglob("*.py"),
    ]:
        secret |= lines_of(path.read_text("utf-8"))
    return {line for line in secret if not re.match(r"(from [\w.]+ )?import ", line)}


def numbers(source: str) -> set[str]:
    """Return the numbers of a source that are nobody's guess: five digits or more."""
    found = {ast.get_source_segment(source, node) or "" for node in ast.walk(ast.parse(source))
             if isinstance(node, ast.Constant) and isinstance(node.value, int | float)}  # fmt: skip
    return {number for number in found if len(re.sub(r"e.*|\D", "", number).strip("0")) >= 5}


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.ipynb", json.dumps({"cells": [{"source": ["a\n", 'f("<b>")\n']}]})), ("x.html", '<p>f(&quot;&lt;b&gt;&quot;)</p>'),
     ("x.py", 'f("<b>")')],
)  # fmt: skip
def test_a_line_is_found_in_whatever_it_is_written(name: str, content: str) -> None:
    """The search for leaks reads notebooks and pages as a person does."""
    assert 'f("<b>")' in plain(name, content.encode()).splitlines()


@pytest.mark.slow
@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_no_hidden_line_is_in_what_students_get(folder: Path) -> None:
    """Nor is one of a solution, a wrong answer, an alternative or a cheat; lines of public sources are no secret."""
    unit = units.load(folder)
    public = lines_of((folder / "suite" / "test_public.py").read_text("utf-8")) | lines_of(units.harness(folder))
    for stub in answers.stubs(folder, unit).values():
        public |= lines_of(stub)
    public |= lines_of((folder / "lesson.md").read_text("utf-8"))
    secret = hidden_lines(folder) - public
    assert {(name, line) for name, text in given(folder).items() for line in lines_of(text) & secret} == set()


@pytest.mark.slow
@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_no_name_of_a_hidden_check_or_a_mistake_is_in_what_students_get(folder: Path) -> None:
    """Neither the sentence of a check, nor its function, nor the name of a wrong answer of several words."""
    unit = units.load(folder)
    checks = build.collected(folder, unit)
    public = " ".join(check.name for check in checks if check.visibility == "public")
    secret = {check.name for check in checks if check.visibility != "public" and check.name not in public}
    source = ast.parse(hidden_suite(folder))
    open_source = (folder / "suite" / "test_public.py").read_text("utf-8")
    secret |= {node.name for node in ast.walk(source) if isinstance(node, ast.FunctionDef)
               and node.name.startswith("test_") and node.name not in open_source}  # fmt: skip
    secret |= {name for task in answers.wrong(folder, unit).values() for name in task if name.count("_") >= 3}
    found = {
        (name, word) for name, text in given(folder).items() for word in secret if re.search(rf"\b{re.escape(word)}\b", text)
    }
    assert found == set()


@pytest.mark.slow
@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_no_expected_number_and_no_path_of_ours_is_in_what_students_get(folder: Path) -> None:
    """Numbers that only the hidden suite knows, and names of folders that only staff have."""
    source = hidden_suite(folder)
    secret = numbers(source) - numbers((folder / "suite" / "test_public.py").read_text("utf-8"))
    secret |= {
        "test_hidden",
        "suite/test_hidden.py",
        "course.secret",
        "equivalent.toml",
        "margins.toml",
        str(ROOT),
        str(Path.home()),
    }
    texts = {name: text for name, text in given(folder).items() if not name.endswith(".svg")}
    assert {(name, word) for name, text in texts.items() for word in secret if word in text} == set()


@pytest.mark.slow
@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_no_image_or_label_for_tests_is_in_a_kit(folder: Path) -> None:
    """By whatever name: compared by hash with every file of the split that is for hidden checks."""
    secret = {file.sha256 for known in data.image_sets().values() for file in known.files if file.split == "test"}
    assert secret & {hashlib.sha256(content).hexdigest() for content in files(folder).values()} == set()


@pytest.mark.slow
@pytest.mark.parametrize("folder", UNITS, ids=lambda folder: folder.name)
def test_a_handout_has_its_pictures_and_no_raw_mathematics(folder: Path) -> None:
    """Every picture lies in the kit and has words for who does not see it; no formula is left as LaTeX."""
    page = files(folder)["handout.html"].decode("utf-8")
    pictures: list[dict[str, str | None]] = []

    class Pictures(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag == "img":
                pictures.append(dict(attrs))

    Pictures().feed(page)
    assert [picture for picture in pictures if picture["src"] not in files(folder) or not picture["alt"]] == []
    prose = re.sub(r"<pre>.*?</pre>|<code>.*?</code>", "", page, flags=re.DOTALL)
    assert "$" not in prose and not re.search(r"\\[a-z]+", prose)


@pytest.mark.parametrize("word", ["<script", "http://", "@import", "url(", " onload"])
def test_a_handout_loads_nothing_and_runs_nothing(word: str) -> None:
    """One file and its pictures; mathematics is MathML, whose namespace is no address to load."""
    page = handout.page((ROOT / "assignments/a1_convolution/README.md").read_text("utf-8"), "Convolution")
    assert word not in page.replace("http://www.w3.org/1998/Math/MathML", "")


def test_a_handout_renders_what_the_lesson_says() -> None:
    """Mathematics, tables, code and headings that can be linked to."""
    lesson = "<!-- made -->\n# T\n\n## A `b`\n\n$a_1$ and\n\n$$x^2$$\n\n| a |\n|---|\n| 1 |\n"
    page = handout.page(lesson, "T & U")
    for part in ("<title>T &amp; U</title>", '<h2 id="a-b">A <code>b</code></h2>', '<a href="#a-b">', "<msub>",
                 'display="block"', '<div class="wide"><table>'):  # fmt: skip
        assert part in page
    assert "made" not in page


def test_html_in_a_lesson_is_text() -> None:
    """A lesson cannot bring markup of its own."""
    assert "<b>" not in handout.page("a <b>c</b>", "T")


def test_what_renders_a_handout_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it the error says what to install."""
    monkeypatch.setitem(sys.modules, "latex2mathml.converter", None)
    with pytest.raises(UsageError, match=r"cnn-coursework\[report\]"):
        handout.page("x", "T")


def test_an_archive_is_always_the_same_bytes() -> None:
    """Whatever the order and the time; files can be read by all, and what is to be run can be run."""
    made = archive.zipped({"b": b"2", "a": b"1"}, ("b",))
    assert made == archive.zipped({"a": b"1", "b": b"2"}, ("b",))
    entries = zipfile.ZipFile(io.BytesIO(made)).infolist()
    assert [(entry.filename, entry.external_attr >> 16 & 0o777) for entry in entries] == [("a", 0o644), ("b", 0o755)]


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit of the first unit, as the command writes it."""
    target = tmp_path_factory.mktemp("kits")
    command = [
        sys.executable,
        "-m",
        "autograder",
        "release",
        FIRST.name,
        "--out",
        str(target),
        "--units",
        str(ROOT / "solutions"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return target / f"{FIRST.name}.zip"


def test_two_releases_are_the_same_bytes(released: Path, tmp_path: Path) -> None:
    """A kit can be compared with the one that students have."""
    assert kit.write(FIRST, tmp_path).read_bytes() == released.read_bytes()


def test_a_kit_holds_what_it_promises(released: Path) -> None:
    """Stub, public checks, handout, requirements, start; all in one folder of the unit's name."""
    names = zipfile.ZipFile(released).namelist()
    wanted = (
        "convolution.py",
        "test_public.py",
        "conftest.py",
        "unit.toml",
        "README.md",
        "handout.html",
        "requirements.txt",
        "START.md",
    )
    assert {f"{FIRST.name}/{name}" for name in wanted} <= set(names)
    assert {name.partition("/")[0] for name in names} == {FIRST.name}


def test_requirements_have_lower_bounds_and_no_torch_for_a_numpy_unit() -> None:
    """Everything has a bound; PyTorch is asked for where the unit runs on it."""
    numpy, torch = (wheel.requirements([units.load(folder)], "a.whl") for folder in (FIRST, ROOT / "tests/units/tiny_torch"))
    assert torch.startswith("./a.whl\n") and all(">=" in line for line in torch.splitlines()[1:])
    assert "torch" not in numpy and "torch>=" in torch


def test_a_torch_kit_says_how_large_the_download_is() -> None:
    """And that a computer without a GPU needs less."""
    text = kit.start(units.load(ROOT / "tests/units/tiny_torch"))
    assert "3,000 MB" in text and "CPU-only" in text


@pytest.mark.slow
def test_the_wheel_of_a_kit_is_the_one_that_pip_builds(tmp_path: Path) -> None:
    """It holds the same modules and data, the same metadata and commands, and nothing else of the repository."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "wheel", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)], check=True, capture_output=True, timeout=300
    )
    name, content = wheel.wheel()
    built, mine = zipfile.ZipFile(tmp_path / name), zipfile.ZipFile(io.BytesIO(content))
    info = f"{name.removesuffix('-py3-none-any.whl')}.dist-info"
    apart = {f"{info}/{part}" for part in ("RECORD", "WHEEL", "METADATA", "top_level.txt")}
    found = [{part: one.read(part) for part in one.namelist() if part not in apart} for one in (built, mine)]
    assert found[0] == found[1]
    said = [email.message_from_bytes(one.read(f"{info}/METADATA")) for one in (built, mine)]
    assert {key: said[1].get_all(key) for key in said[1]} == {key: said[0].get_all(key) for key in said[1]}
    assert {"Name", "Version", "Requires-Python", "Requires-Dist"} <= set(said[1])


@pytest.mark.slow
def test_a_kit_alone_is_all_that_check_needs(released: Path, tmp_path: Path) -> None:
    """In an empty environment, with only the kit's wheel and what it requires, the two lines of START.md do what they say."""
    zipfile.ZipFile(released).extractall(tmp_path)
    kit_folder = tmp_path / FIRST.name
    two_lines = (kit_folder / "START.md").read_text("utf-8").split("```\n")[1]
    clean = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "AUTOGRADER_DATASETS")}
    clean |= {"PATH": f"{Path(sys.executable).parent}:{clean['PATH']}", "COLUMNS": "200"}
    done = subprocess.run(
        ["bash", "-c", two_lines], cwd=kit_folder, capture_output=True, text=True, timeout=400, check=False, env=clean
    )
    assert done.returncode == 1, done.stderr
    assert "not written yet" in done.stdout and "hidden checks worth 50 points are not run here" in done.stdout
    installed = {path.name for path in kit_folder.glob(".venv/lib/*/site-packages/*")}
    assert "autograder" in installed and not installed & {"torch", "scipy", "jupyter", "nbgrader"}
