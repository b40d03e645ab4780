"""nbgrader's web page for graders, in a browser, on a course of ours: the same scores, and nothing of a student's runs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM, Browser

from autograder import audit, build, records, units
from autograder.notebook import notebook, solution_cell

pytest.importorskip("nbgrader", reason="these tests drive nbgrader")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")]

HOSTILE = [
    "<script>document.title='ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "<svg onload=\"document.title='ran'\"></svg>",
    "<details open ontoggle=\"document.title='ran'\">x</details>",
    "<iframe srcdoc=\"<script>parent.document.title='ran'</script>\"></iframe>",
    "<a id=link href=\"files/javascript:document.title='ran'\">x</a>",
    "```html\n</code></pre><script>document.title='ran'</script>\n```",
    "$\\text{</script><script>document.title='ran'</script>}$",
    "![x](x\"onerror=\"document.title='ran')",
    '<img src="x/../../../../../logout" width="1">',
    "![x](x/../../../../../logout)",
    "![x](x/./../../../..//logout)",
]
TOKEN = "of-the-grader"  # the server asks for it, as Jupyter's do


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment for nbgrader and Jupyter: nothing of the user's."""
    paths = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {name: str(folder / name.lower()) for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR")}
    return {**os.environ, **own, "PATH": paths, "PYTHONWARNINGS": "ignore", "PYTHONPATH": str(Path(__file__).parents[1])}


@pytest.fixture(scope="module")
def graded(cli, tiny, tmp_path_factory):
    """A course in which ada is right, bob half, and eve wrong with markup in all that she writes; graded, with feedback."""
    folder = tmp_path_factory.mktemp("school")
    unit_folder = shutil.copytree(tiny, folder / "solutions/tiny", ignore=shutil.ignore_patterns("__pycache__", "audit.json"))
    audit.write(unit_folder, audit.Audit(1, "tiny", units.audit_sha256(unit_folder), [], 100.0, 0.0, {}, {}))
    assert cli("release", "tiny", "--nbgrader", "nb", cwd=folder).returncode == 0
    unit = units.load(unit_folder)
    points = {name: task.points for name, task in unit.tasks.items()}
    right = json.loads(notebook(unit_folder, unit, build.handout(unit_folder, unit, []), points, solved=True))
    wrong = json.loads(notebook(unit_folder, unit, build.handout(unit_folder, unit, []), points, solved=False))
    wrong["cells"] += [{"cell_type": kind, "metadata": {"tags": [text]}, "source": text,
                        **({"outputs": [], "execution_count": None} if kind == "code" else {})}
                       for text in HOSTILE for kind in ("markdown", "raw", "code")]  # fmt: skip
    wrong["metadata"]["title"] = HOSTILE[0]
    wrong["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"x": HOSTILE[0]}}}}
    wrong["nbformat_minor"] = 4
    for cell in wrong["cells"]:
        cell.pop("id", None)
    half = json.loads(json.dumps(right))
    one = next(cell for cell in half["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == solution_cell("total"))
    one["source"] = "def total(x):\n    return 0"
    for name, made in (("ada", right), ("bob", half), ("eve", wrong)):
        path = folder / f"nb/submitted/{name}/tiny/tiny.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(made), "utf-8")
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        done = subprocess.run(["nbgrader", command, "tiny"], cwd=folder / "nb", env=surroundings(folder),
                              capture_output=True, text=True, timeout=400)  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
    return folder / "nb"


def asked(address: str) -> Any:
    """Return what the server answers to somebody who has its token."""
    return urllib.request.urlopen(urllib.request.Request(address, headers={"Authorization": f"token {TOKEN}"}), timeout=30)


@pytest.fixture(scope="module")
def formgrader(graded, browser):
    """The address of formgrader, served on the course, where the browser has logged in."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["jupyter", "server", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.ip=127.0.0.1",
               f"--IdentityProvider.token={TOKEN}", "--ServerApp.disable_check_xsrf=True", "--ServerApp.port_retries=0",
               "--ServerApp.jpserver_extensions={'nbgrader.server_extensions.formgrader': True}"]  # fmt: skip
    with (graded / "server.log").open("w") as log:
        server = subprocess.Popen(command, cwd=graded, env=surroundings(graded.parent), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/formgrader"
    try:
        until = time.monotonic() + 60
        while True:
            assert server.poll() is None and time.monotonic() < until, (graded / "server.log").read_text("utf-8")[-3000:]
            with contextlib.suppress(urllib.error.URLError), asked(address):
                break
            time.sleep(0.2)
        browser.open(f"{address}?token={TOKEN}")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser for all tests."""
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


def rows(browser: Browser, address: str) -> list[str]:
    """Return the lines of formgrader's table of a notebook, once it is filled."""
    browser.open(address)
    filled = "new Promise(done => {const ask = () => {const rows = [...document.querySelectorAll('tbody tr')]" \
             ".map(row => row.innerText).filter(text => text.includes('/'));" \
             "rows.length >= 3 ? done(rows) : setTimeout(ask, 50)}; ask()})"  # fmt: skip
    return browser.run(filled)


def test_formgrader_shows_the_examiner_s_scores(formgrader, browser, graded):
    """The overall score of each row is that of the record."""
    found = [row.split("\t")[2] for row in rows(browser, f"{formgrader}/gradebook/tiny/tiny")]
    reports, _broken = records.read_all(graded / "records/tiny")
    scores = {report.submission: f"{report.score:g} / 100" for report in reports.values()}
    assert sorted(found) == sorted(scores.values())
    assert (scores["ada"], scores["eve"]) == ("100 / 100", "0 / 100")


def require_calm(browser: Browser) -> None:
    """Require that eve's text is on the page, and that no script of hers ran or would run after a click."""
    text, title, left = browser.run(
        "[...document.querySelectorAll('a')].filter(a => a.innerText == 'x').forEach(a => a.click());"
        "[document.body.innerText, document.title, [...document.querySelectorAll('*')].filter(x => [...x.attributes]"
        ".some(a => /^on(error|load|toggle)/.test(a.name) || /^javascript:/.test(a.value) && a.value != 'javascript:')).length]"
    )
    assert "document.title=" in text and title != "ran" and left == 0


def open_eve(browser: Browser, formgrader: str) -> None:
    """Open the page on which a grader looks at eve's notebook."""
    with asked(f"{formgrader}/api/submitted_notebooks/tiny/tiny") as answer:
        eve = next(one["id"] for one in json.load(answer) if one["student"] == "eve")
    browser.open(f"{formgrader}/submissions/{eve}/?index=0")


def test_nothing_of_a_student_s_runs_in_formgrader(formgrader, browser):
    """Markup in markdown, raw and code cells, tags, titles and widgets is text there."""
    open_eve(browser, formgrader)
    require_calm(browser)


def test_a_grader_stays_logged_in(formgrader, browser):
    """No picture of eve's is an address of the server's own, such as the one that ends the session of whoever looks."""
    open_eve(browser, formgrader)
    assert browser.run("fetch('/api/me').then(answer => answer.status)") == 200


def test_nothing_of_a_student_s_runs_in_feedback(browser, graded):
    """The same for the page that goes to students."""
    browser.open(next((graded / "feedback/eve").rglob("*.html")))
    require_calm(browser)
