"""A sample class: right answers in many styles, the mistakes that students make, and files that break graders."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from autograder import answers, regions, units
from autograder.errors import UsageError

UNIT = "a1_convolution"
SECRET = b"the demo's secret is no secret"
ASK = "grace"

FILTERS = "a2_filters"
"""A second, small class: somebody in it got a sign wrong."""

_FILTERS = {"ada": "reference", "alan": "alternative", "grace": ("sobel", "negative_sign"), "joan": ("sharpen", "zeros")}

_RIGHT = ("ada", "alan", "barbara", "claude", "dorothy", "edsger", "frances", "john")
_MISTAKEN = ("donald", "grace", "hedy", "joan", "karen", "leslie", "margaret", "niklaus", "radia", "sophie")


def write_class(unit_folder: Path, target: Path) -> list[Path]:
    """Write the sample submissions and return their paths.

    Raises
    ------
    UsageError
        If there is no place to write them to.
    """
    _made(target)
    return [_write(target / name, content) for name, content in _submissions(unit_folder)]


def write_filters(unit_folder: Path, target: Path) -> list[Path]:
    """Write the small class and return its paths; as :func:`write_class` otherwise.

    Raises
    ------
    UsageError
        If there is no place to write them to.
    """
    _made(target)
    unit = units.load(unit_folder)
    module = f"{unit.modules[0]}.py"
    other = next(iter(answers.alternatives(unit_folder).values()))
    right = {
        "reference": units.sources(unit_folder, unit),
        "alternative": {p.name: p.read_text("utf-8") for p in other.glob("*.py")},
    }
    wrong = answers.wrong(unit_folder, unit)
    paths = []
    for name, kind in _FILTERS.items():
        files = right[kind] if isinstance(kind, str) else {module: wrong[kind[0]][kind[1]][module]}
        paths.append(_write(target / name, {file: source.encode("utf-8") for file, source in files.items()}))
    return paths


def _made(target: Path) -> None:
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {target.parent}: {error.strerror}; name a folder that can be written to") from error


def _submissions(folder: Path) -> Iterator[tuple[str, bytes | dict[str, bytes]]]:
    unit = units.load(folder)
    module = f"{unit.modules[0]}.py"
    source = units.sources(folder, unit)[module]
    first, *others = unit.tasks
    for name, path in zip(_RIGHT, answers.alternatives(folder).values(), strict=False):
        yield name, {file.name: file.read_bytes() for file in sorted(path.glob("*.py"))}
    wrong = answers.wrong(folder, unit)
    for number, name in enumerate(_MISTAKEN):
        task = list(wrong)[number % len(wrong)]
        answer = list(wrong[task])[number + len(answers.TRIVIAL)]
        yield name, {module: wrong[task][answer][module].encode()}

    def with_task(task: str, body: str) -> bytes:
        return f"{source}\n\ndef {task}(*args, **kwargs):\n    {body}\n".encode()

    yield "untouched.py", regions.stub(source, module).encode()
    yield "syntax_error.py", source.replace("return", "retrun", 1).encode()
    yield "one_function_missing.py", f"{source}\n\ndel {first}\n".encode()
    yield "wrong_signature.py", f"{source}\n\ndef {others[-1]}(x):\n    return x\n".encode()
    yield "endless_loop.py", with_task(others[-1], "while True: pass")
    yield "exits_in_a_call.py", with_task(others[-1], "import os; os._exit(0)")
    yield "exits_at_import.py", source.encode() + b"\n\nimport sys\nsys.exit()\n"
    yield "prints_a_lot.py", source.encode() + b"\n\nfor _ in range(5000):\n    print('x' * 1000)\n"
    yield "demo_raises.py", source.encode() + b"\n\nprint(convolve1d([1, 2], 'no numbers'))\n"
    yield "needless_torch.py", b"import torch\nimport matplotlib.pyplot as plt\n" + source.encode()
    yield "windows_editor.py", b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode()
    yield "latin_1.py", "# Auteur : Zoé\n".encode("latin-1") + source.encode()
    yield "uses_numpy_convolve.py", with_task(first, "return np.convolve(*args, **kwargs)")
    yield "zipped.zip", {f"my homework/{module}": source.encode(), "my homework/notes.txt": b"done"}
    yield "empty", {}


def _write(path: Path, content: bytes | dict[str, bytes]) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in content.items():
                archive.writestr(zipfile.ZipInfo(name), data)
    else:
        path.mkdir(exist_ok=True)
        for name, data in content.items():
            (path / name).write_bytes(data)
    return path
