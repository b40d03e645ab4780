"""The worker's own loop, in this process: a thread serves at the other end of a socket, as a worker does behind the wall."""

from __future__ import annotations

import io
import socket
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import units
from autograder.frames import MAX_REPLY, Connection
from autograder.sandbox import Runtime
from autograder.sandbox.loader import Loader
from autograder.sandbox.worker import Output, serve
from autograder.wire import Call, Foreign, Handle, Load, Map, Outline, Packer, Progress, Release, Seq, Take, Unpacker

SOURCE = """
import numpy as np

class Counter:
    def __init__(self, start):
        self.count = start
    def more(self, by):
        self.count += by
        return self.count

def add(x, y):
    return x + y

def empty(size):
    return np.zeros(size, dtype=np.uint8)

def numbers(size):
    return ["n" * 100] * size

def change(x):
    x[0] = 7
"""
NAMES = ("Counter", "add", "empty", "numbers", "change")
HARNESS = "def twice(x):\n    return 2 * x\n\ndef _own():\n    pass\n"


class Served:
    """The examiner's end of a socket, and the thread at the other."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.connection, self.theirs = Connection(ours, replies=True), Connection(theirs, replies=False)
        work = (self.theirs, Runtime("numpy"), ("numpy",), Output())
        self.thread = threading.Thread(target=serve, args=work, daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Hang up, and wait for the worker's end."""
        self.connection.close()
        self.thread.join(30)
        self.theirs.close()

    def ask(self, request: Any, buffers: tuple[Any, ...] = ()) -> tuple[Any, bytearray, list[Any]]:
        """Return the reply, its payload, and what was said before it."""
        deadline = time.monotonic() + 30
        self.connection.send(request, list(buffers), deadline)
        said = []
        while isinstance((found := self.connection.receive(deadline))[0], Progress | Outline):
            said.append(found[0])
        return *found, said

    def call(self, target: str | int, *cases: list[Any], **options: Any) -> Any:
        """Call a function once for each list of arguments, and return the reply with its values unpacked."""
        packer, method = Packer(), options.pop("method", "")
        request = Call(1, target, method, [Seq([packer.pack(arg) for arg in case], True) for case in cases], Map({}), **options)
        reply, payload, _said = self.ask(request, tuple(packer.buffers))
        unpacker = Unpacker(payload, lambda handle: handle)
        return reply, [unpacker.unpack(value) for value in (*reply.values, *reply.after)]


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A worker that has loaded a submission; what it leaves in this process goes with it."""
    monkeypatch.setattr(sys, "meta_path", [finder for finder in sys.meta_path if not isinstance(finder, Loader)])
    served = Served()
    served.ask(Load(0, {"m.py": SOURCE}, ["m"], dict.fromkeys(NAMES, "m"), {}, HARNESS))
    yield served
    served.close()
    for name in ("m", "n", "autograder_harness"):
        sys.modules.pop(name, None)


def test_a_worker_ends_when_the_examiner_hangs_up(worker: Served) -> None:
    """Nobody need kill it."""
    worker.connection.close()
    worker.thread.join(30)
    assert not worker.thread.is_alive()


def test_what_is_loaded_is_said_before_it_runs(worker: Served) -> None:
    """Who calls whom comes first, then each statement that runs."""
    reply, _payload, said = worker.ask(Load(5, {"n.py": "def f(): return g()\ndef g(): pass\n"}, ["n"], {"f": "n"}, {}))
    assert isinstance(said[0], Outline) and reply.missing == {}


@pytest.mark.parametrize(("source", "task", "why"), [("def f(): pass", "g", "defines no"), ("f = 3", "f", "defines no")])
def test_what_is_not_there_is_missing(worker: Served, source: str, task: str, why: str) -> None:
    """A name that is not defined, or is no function."""
    reply, _payload, _said = worker.ask(Load(5, {"n.py": source}, ["n"], {task: "n"}, {}))
    assert why in reply.missing[task]


def test_a_file_that_hides_a_module_of_python_is_told(worker: Served) -> None:
    """Its owner wonders otherwise why it is not imported."""
    reply, _payload, _said = worker.ask(Load(5, {"n.py": "", "random.py": ""}, ["n"], {}, {}))
    assert any("random.py is named like a module of the standard library" in problem for problem in reply.problems)


def test_calls_are_answered_in_order(worker: Served) -> None:
    """One exchange, many calls."""
    assert worker.call("add", [1, 2], ["a", "b"])[1] == [3, "ab"]


def test_the_first_call_that_raises_is_the_last(worker: Served) -> None:
    """Its failure names what was raised and where."""
    reply, values = worker.call("add", [1, 2], [1, "b"], [3, 4])
    assert values == [3] and reply.failure.kind == "TypeError" and "m.py, line" in reply.failure.where


def test_calls_that_raise_can_be_gone_over(worker: Served) -> None:
    """Then each has its own failure."""
    reply, values = worker.call("add", [1, "b"], [3, 4], go_on=True)
    assert values == [None, 7] and reply.failures[0].kind == "TypeError" and reply.failure is None


def test_a_call_that_does_not_fit_shows_the_signature(worker: Served) -> None:
    """Where the function's code was not even reached."""
    reply, _values = worker.call("add", [1])
    assert reply.failure.signature == "(x, y)"


def test_arguments_come_back_as_they_were_left(worker: Served) -> None:
    """So that a check can ask whether they were modified."""
    _reply, values = worker.call("change", [np.zeros(2)], echo=True)
    assert values[0] is None and values[1][0].tolist() == [7.0, 0.0]


def test_what_cannot_cross_stays_and_is_called_by_its_number(worker: Served) -> None:
    """A live object keeps its state between calls, until it is released."""
    _reply, (handle,) = worker.call("Counter", [3], keep=True)
    assert isinstance(handle, Handle) and worker.call(handle.key, [4], method="more")[1] == [7]
    worker.ask(Release(2, [handle.key]))
    assert worker.call(handle.key, [4], method="more")[0].failure.kind == "KeyError"


def test_a_live_object_may_be_an_argument(worker: Served) -> None:
    """It is the object that is given, not a copy; a second one has another number."""
    first, second = (worker.call("Counter", [n], keep=True)[1][0] for n in (3, 4))
    assert first.key != second.key
    request = Call(1, "add", "", [Seq([first, second], True)], Map({}))
    assert worker.ask(request)[0].failure.kind == "TypeError"


def test_the_harness_is_called_by_its_name(worker: Served) -> None:
    """Its private names are not there."""
    assert worker.call("harness.twice", [4])[1] == [8]
    assert worker.call("harness._own", [])[0].failure.kind == "KeyError"


@pytest.mark.parametrize(("target", "size"), [("empty", MAX_REPLY + 1), ("numbers", 60_000)])
def test_what_is_too_large_is_refused_and_the_worker_goes_on(worker: Served, target: str, size: int) -> None:
    """Arrays, or anything else: the answer says why, and the next call is answered."""
    reply, _payload, _said = worker.ask(Call(1, target, "", [Seq([size], True)], Map({}), echo=True))
    assert reply.failure is not None or isinstance(reply.values[0], Foreign)
    assert worker.call("add", [1, 2])[1] == [3]


def test_a_request_that_cannot_be_answered_has_an_answer(worker: Served) -> None:
    """A module that is not among the files is nobody's crash."""
    reply, _payload, _said = worker.ask(Load(5, {}, ["n"], {"f": "elsewhere"}, {}))
    assert "cannot be loaded" in reply.missing["f"]


def test_a_reader_makes_sources_of_bytes(worker: Served, tiny: Path) -> None:
    """And says in a sentence what it refuses."""
    unit = units.load(tiny)
    taken, _payload, _said = worker.ask(Take(5, "ada.py", ".py", [], unit), (b"x = 1\n",))
    assert taken.files == {"tiny.py": "x = 1\n"} and not taken.refused
    refused, _payload, _said = worker.ask(Take(5, "ada.zip", ".zip", [], unit), (b"no archive",))
    assert "zip" in refused.refused and refused.files == {}


def test_printed_bytes_are_counted_and_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printing can neither block nor fill anything, and a library's warning is no print."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.StringIO())
    monkeypatch.setattr(warnings, "showwarning", warnings.showwarning)
    output = Output()
    output.install()
    print("four")
    sys.stderr.write("ü")
    warnings.showwarning("w", UserWarning, "f", 1)
    assert output.count == 7 and output.writable()
