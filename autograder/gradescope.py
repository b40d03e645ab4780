"""Gradescope's autograder: the zip that is uploaded there, and what runs in its container.

``run_autograder`` starts ``python -m autograder.gradescope UNIT`` there, which writes a valid
``results.json`` whatever happens.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from autograder import archive, data, records, units
from autograder.course import SECRET_NAME, Course, read_secret
from autograder.errors import UsageError
from autograder.model import Unit
from autograder.render.export import gradescope as results_json

SECONDS = 540.0
"""Below Gradescope's own 10 minutes, which would give a zero and say nothing."""

_LEFT_OUT = frozenset({"__pycache__", "alternatives", "cheats"})
"""Folders that grading does not need."""

_SETUP = """\
#!/usr/bin/env bash
# Gradescope runs this once, when the image is built.
set -euo pipefail
apt-get update -q
apt-get install -qy python3 python3-venv
python=python3
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    apt-get install -qy python3.11 python3.11-venv
    python=python3.11
fi
cd /autograder/source
"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check -e ".[{extras}]"
"""

_RUN = """\
#!/usr/bin/env bash
# Gradescope runs this for each submission. Should all else fail, this is the result: no score, and a word for staff.
mkdir -p /autograder/results
cat > /autograder/results/results.json <<'RESULTS'
{failed}
RESULTS
cd /autograder/source
timeout --kill-after=5 {seconds:.0f} .venv/bin/python -m autograder.gradescope {unit}
exit 0
"""

_README = """\
# Gradescope autograder of {title}

Upload this zip as the assignment's autograder. It holds the hidden suite, the reference and the course secret: for staff only.

- Base image: Ubuntu 22.04 or newer.
- Container: at least 1 core and {memory} MB of memory, since a submission may take {own} MB beside the grader.
  The default (half a core, 768 MB) is less than that. Timeout: 10 minutes, the default; the grader's own is {minutes:.0f}.
- Where the container's sandbox is too weak, or anything of the grader's fails, there is no score, never a zero, and staff read
  why in the output.
- Timed checks run on the container's processor, and may take longer than that; then there is no score. Grade a unit that
  trains on a machine of your own.
"""


def bundle(folder: Path, course_dir: Path | None = None) -> bytes:
    """Return the zip that Gradescope wants: this package, one unit with its suite, and the scripts that set up and run.

    Parameters
    ----------
    folder : Path
        The unit in ``solutions/``.
    course_dir : Path, optional
        Where the course secret is; by default beside the folder of the units.

    Raises
    ------
    UsageError
        If the folder is none of a unit, or the package was not installed from a clone.
    """
    if not (folder / "unit.toml").is_file():
        raise UsageError(f"{folder}: no unit.toml there; for Gradescope's zip, name a unit's folder, such as solutions/UNIT")
    unit = units.load(folder)
    root = Path(__file__).resolve().parents[1]
    if not (root / "pyproject.toml").is_file():
        raise UsageError(f"{root}: no pyproject.toml there; make Gradescope's zip in a clone of the package")
    files = {name: (root / name).read_bytes() for name in ("pyproject.toml", "README.md", "LICENSE")}
    files |= _tree(root / "autograder", "autograder") | _tree(folder, f"solutions/{unit.name}")
    if unit.photographs or unit.image_sets or unit.weights:
        files |= _tree(data.folder(), "datasets")
    files[SECRET_NAME] = read_secret((course_dir or folder.resolve().parents[1]) / SECRET_NAME, create=True) + b"\n"
    suite = "".join(path.read_text("utf-8") for path in (folder / "suite").rglob("*.py"))
    extras = "grade,torch" if unit.runtime == "torch" or "torch" in suite else "grade"
    return archive.zipped(files | _scripts(unit, extras), ("setup.sh", "run_autograder"))


def run(root: Path, source: Path, unit: str, seconds: float = SECONDS) -> dict[str, Any]:
    """Grade the submission in Gradescope's folders, and write ``results/results.json``.

    Parameters
    ----------
    root : Path
        ``/autograder`` there.
    source : Path
        Where the zip was unpacked.
    unit : str
    seconds : float, optional
        After so many nothing is graded.

    Returns
    -------
    dict
        What was written.
    """
    with tempfile.TemporaryDirectory() as scratch:
        try:
            found = _graded(root, source, unit, Path(scratch), seconds)
        except Exception as error:  # whatever it is, staff are to read it there
            found = results_json.failed(f"{type(error).__name__}: {error}")
    (root / "results").mkdir(exist_ok=True)
    records.write_atomically(root / "results" / "results.json", msgspec.json.encode(found), mode=0o644)
    return found


def _graded(root: Path, source: Path, unit: str, scratch: Path, seconds: float) -> dict[str, Any]:
    name = _owner(root / "submission_metadata.json")
    shutil.copytree(root / "submission", scratch / "in" / name, symlinks=True)
    command = [sys.executable, "-m", "autograder", "grade", unit, str(scratch / "in" / name), "--out", str(scratch / "records"),
               "--secret", str(source / SECRET_NAME), "--units", str(source / "solutions"), "--quiet"]  # fmt: skip
    log = scratch / "log.txt"
    with log.open("wb") as said:
        grader = subprocess.Popen(
            command, cwd=source, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True
        )
        try:
            grader.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(grader.pid, signal.SIGKILL)
            grader.wait()
            return results_json.failed(f"grading took more than {seconds:.0f} seconds; give the container more processors")
    reports, _troubles = records.read_all(scratch / "records" / unit)
    if not reports:
        return results_json.failed(log.read_text("utf-8", "replace")[-800:] or f"grade ended with status {grader.returncode}")
    return results_json.results(next(iter(reports.values())), Course())


def _owner(path: Path) -> str:
    """Return a name for a submission that stays the same from one attempt to the next: the ids of its users."""
    try:
        users = msgspec.json.decode(path.read_bytes())["users"]
        return "+".join(sorted(str(int(user["id"])) for user in users)) or "submission"
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, ValueError):
        return "submission"


def _scripts(unit: Unit, extras: str) -> dict[str, bytes]:
    failed = msgspec.json.encode(results_json.failed("the grader did not start, or did not end")).decode()
    own = unit.limits.memory_mb
    readme = _README.format(title=unit.title, own=own, memory=own + 1024, minutes=SECONDS / 60)
    return {
        "setup.sh": _SETUP.format(extras=extras).encode(),
        "run_autograder": _RUN.format(failed=failed, seconds=SECONDS + 30, unit=unit.name).encode(),
        "GRADESCOPE.md": readme.encode(),
    }


def _tree(folder: Path, name: str) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not path.is_symlink() and not _LEFT_OUT & set(inside.parts):
            found[f"{name}/{inside.as_posix()}"] = path.read_bytes()
    return found


if __name__ == "__main__":
    run(Path("/autograder"), Path.cwd(), sys.argv[1])
