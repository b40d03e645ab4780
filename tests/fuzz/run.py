"""Fuzz what reads hostile bytes, led by coverage; by hand, since it is never done.

``pip install -e ".[fuzz]"``, then ``python tests/fuzz/run.py TARGET -max_total_time=300`` with one of the targets below, and
any options of libFuzzer. Every input must end in a value or in a typed error: what else is raised is a find, and its input lies
in a file ``crash-…`` that the same command takes as its last argument.
"""

from __future__ import annotations

import contextlib
import io
import json
import socket
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["autograder", "zipfile", "tokenize", "json"]):
    from autograder import intake
    from autograder.errors import IntakeError
    from autograder.frames import Connection, pack_frame
    from autograder.model import Task, Unit
    from autograder.sandbox.loader import Loader
    from autograder.wire import Loaded, Packer, Result, Unpacker, WireError

UNIT = Unit("U", "numpy", ["m", "n"], {"f": Task(50.0, module="m"), "g": Task(50.0, module="n")})
SOURCE = b"import numpy as np\n\n\ndef f(x):\n    '''Double.'''\n    return np.convolve(x, [2])\n"


def frame(data: bytes) -> None:
    """Read a reply as the examiner does."""
    ours, theirs = socket.socketpair()
    with theirs, ours:
        theirs.sendall(data[:60_000])
        theirs.shutdown(socket.SHUT_WR)
        with contextlib.suppress(WireError):
            reply, payload = Connection(ours, replies=True).receive()
            if isinstance(reply, Result):
                unpacker = Unpacker(payload)
                for value in (*reply.values, *reply.after):
                    unpacker.unpack(value)
                unpacker.finish()


def take(kind: str) -> Callable[[bytes], None]:
    """Return what takes bytes in as a submission of a kind, and reads its sources for flags as a worker does."""

    def read(data: bytes) -> None:
        with contextlib.suppress(IntakeError):
            files = intake.read(intake.Raw(f"m{kind}", kind, data, "", []), UNIT).files
            loader = Loader(files, ["numpy"])
            loader.outline(["f", "g"])
            loader.flags(["numpy.convolve"])

    return read


def _archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("a/m.py", SOURCE, zipfile.ZIP_DEFLATED)
        file.writestr("a/x.ipynb", _notebook())
    return content.getvalue()


def _notebook() -> bytes:
    cells = [SOURCE.decode(), "%time x\nfiles = !ls\nnp.dot?\nx = '''\n%\n'''", "%%bash\nls"]
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells], "nbformat": 4}).encode()


def _reply() -> bytes:
    packer = Packer()
    values = [packer.pack(value) for value in ([1, (2.5, None)], {"a": "b"}, 1 << 80, 3 - 4j)]
    return pack_frame(Result(1, values, [], None, [], 0), packer.buffers) + pack_frame(Loaded(1, {}, ["x"], 0), [])


TARGETS: dict[str, tuple[Callable[[bytes], None], bytes]] = {
    "frame": (frame, _reply()),
    "archive": (take(".zip"), _archive()),
    "notebook": (take(".ipynb"), _notebook()),
    "source": (take(".py"), SOURCE),
}


def main() -> None:
    """Fuzz one target, beginning with a valid input."""
    target, first = TARGETS[sys.argv[1]]
    with tempfile.TemporaryDirectory() as corpus:
        (Path(corpus) / "first").write_bytes(first)
        files = [argument for argument in sys.argv[2:] if not argument.startswith("-")]
        atheris.Setup([sys.argv[0], *sys.argv[2:], *([] if files else [corpus])], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
