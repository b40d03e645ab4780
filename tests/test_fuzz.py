"""Hostile bytes, a hundred thousand of them: frames, archives, sources and notebooks end in a value or a typed error."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import random
import socket
import time
import zipfile

import numpy as np
import pytest

from autograder import intake, units
from autograder.errors import IntakeError
from autograder.frames import Connection, pack_frame
from autograder.wire import Failure, Loaded, Outline, Packer, Progress, Result, Unpacker, WireError

pytestmark = pytest.mark.slow

FRAMES, ARCHIVES, SOURCES, NOTEBOOKS = 60_000, 20_000, 10_000, 10_000


def mutated(rng: random.Random, data: bytes) -> bytes:
    """Return bytes with a few changes: flipped, overwritten, cut out, doubled, cut off."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        at = rng.randrange(len(changed) + 1)
        what = rng.randrange(6)
        if what == 0 and at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
        elif what == 1 and at < len(changed):
            changed[at] = rng.choice((0, 1, 0x7F, 0x80, 0xC1, 0xDF, 0xFF, rng.randrange(256)))
        elif what == 2:
            del changed[at : at + rng.randrange(1, 9)]
        elif what == 3:
            changed[at:at] = changed[at : at + rng.randrange(1, 33)]
        elif what == 4:
            changed[at:at] = rng.randbytes(rng.randrange(1, 9))
        else:
            del changed[rng.randrange(len(changed) + 1) if rng.random() < 0.3 else len(changed) :]
    return bytes(changed)


def replies() -> list[bytes]:
    """Return valid frames of every kind."""
    packer = Packer()
    values = [packer.pack(value) for value in (
        np.arange(6.0).reshape(2, 3), np.float32(1.5), np.ones((3, 0, 2), dtype=bool), np.arange(12)[::2], [1, (2.5, None)],
        {"a": "text", "b": True}, 1 << 80, 3 - 4j, object(),
    )]  # fmt: skip
    failure = Failure("ValueError", ["ValueError", "Exception"], "x must be positive", "m.py, line 3, in f", "(x)", False)
    return [
        pack_frame(Result(1, values, [], None, ["numpy.convolve"], 3), packer.buffers),
        pack_frame(Result(1, [], [], failure, [], 0), []),
        pack_frame(Loaded(1, {"f": "there is no f"}, ["m.py, line 1: noted"], 7), []),
        pack_frame(Outline(1, {"g": ["f"]}, ["m.py, line 2: uses eval"]), []),
        pack_frame(Progress(1, "m.py", 12), []),
    ]


def test_hostile_frames_are_values_or_wire_errors():
    """A mutated reply is read as one, or refused; it never takes long and never raises anything else."""
    rng, originals = random.Random(1), replies()
    longest = 0.0
    for _ in range(FRAMES):
        ours, theirs = socket.socketpair()
        with theirs:
            theirs.sendall(mutated(rng, rng.choice(originals)))
        connection = Connection(ours, replies=True)
        started = time.monotonic()
        with contextlib.suppress(WireError):
            reply, payload = connection.receive(time.monotonic() + 5)
            if isinstance(reply, Result):
                unpacker = Unpacker(payload)
                for value in (*reply.values, *reply.after):
                    unpacker.unpack(value)
                unpacker.finish()
        longest = max(longest, time.monotonic() - started)
        connection.close()
    assert longest < 2


def archive() -> bytes:
    """Return a valid zip of a submission, one entry stored and one deflated."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("work/tiny.py", "def double(x):\n    return 2 * x\n", zipfile.ZIP_DEFLATED)
        file.writestr("work/helper.py", "import numpy as np\n", zipfile.ZIP_STORED)
        file.writestr("work/data/notes.txt", "nothing")
    return content.getvalue()


def test_hostile_archives_are_taken_in_or_refused(tiny):
    """A mutated zip is a submission, or an IntakeError."""
    rng, original, unit = random.Random(2), archive(), units.load(tiny)
    for _ in range(ARCHIVES):
        content = mutated(rng, original)
        with contextlib.suppress(IntakeError):
            assert "tiny.py" in intake.read(intake.Raw("ada.zip", ".zip", content, "", []), unit).files


def test_hostile_sources_are_taken_in_or_refused(tiny, right):
    """A mutated source file is a submission, or an IntakeError."""
    rng, original, unit = random.Random(3), right.encode(), units.load(tiny)
    for _ in range(SOURCES):
        content = mutated(rng, original)
        with contextlib.suppress(IntakeError):
            assert set(intake.read(intake.Raw("ada.py", ".py", content, "", []), unit).files) == {"tiny.py"}


def notebooks(right: str) -> list[bytes]:
    """Return valid notebooks: of format 4 and 3, with commands, outputs, and NaN."""
    commands = "%matplotlib inline\nfiles = !ls\n?np\nx = '''\n% a\n'''\n"
    output = {"output_type": "stream", "name": "stdout", "text": ["NaN"]}
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# tiny"},
             {"cell_type": "code", "metadata": {}, "source": commands, "execution_count": 1, "outputs": [output]}]  # fmt: skip
    cells += [{"cell_type": "code", "source": part.splitlines(keepends=True)} for part in right.split("\n\n\n")]
    plain = {"cells": cells, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
    old = {"worksheets": [{"cells": [{"cell_type": "code", "input": right}]}], "nbformat": 3}
    return [json.dumps(book).encode() for book in (plain, {**plain, "metadata": {"scale": float("nan")}}, old)]


def test_hostile_notebooks_are_taken_in_or_refused(tiny, right):
    """A mutated notebook is a submission whose source parses, or an IntakeError."""
    rng, originals, unit = random.Random(4), notebooks(right), units.load(tiny)
    taken = 0
    for _ in range(NOTEBOOKS):
        content = mutated(rng, rng.choice(originals))
        with contextlib.suppress(IntakeError):
            found = intake.read(intake.Raw("ada.ipynb", ".ipynb", content, "", []), unit)
            ast.parse(found.files["tiny.py"])
            taken += 1
    assert taken > NOTEBOOKS / 10  # else hardly anything had been looked at beyond the JSON
