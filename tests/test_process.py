"""The examiner's side of a zygote that fails: by whose fault a worker ended, and what is said where there is none."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from autograder.errors import GraderError
from autograder.sandbox import Runtime
from autograder.sandbox.process import ZygoteSandbox
from autograder.sandbox.zygote import ENDED, GO, ORDER, PID, SECONDS


class Launched:
    """A zygote of which there is only the socket."""

    def __init__(self, sandbox: ZygoteSandbox) -> None:
        self.sandbox = sandbox
        sandbox._control, self.socket = socket.socketpair()
        sandbox._process = SimpleNamespace(poll=lambda: None, kill=lambda: None, wait=lambda: None)  # type: ignore[assignment]
        self.process = sandbox._process

    def says(self, *answers: bytes) -> None:
        """Let it have answered what it will be asked."""
        self.socket.sendall(b"".join(answers))


@pytest.fixture
def zygote() -> Iterator[Launched]:
    """A sandbox that takes what a test says for its zygote's words."""
    launched = Launched(ZygoteSandbox(Runtime("numpy", memory_mb=256), cpu_seconds=10))
    yield launched
    launched.sandbox.close()
    launched.socket.close()


def test_a_machine_without_a_process_to_spare_is_the_graders_fault(zygote: Launched) -> None:
    """And the zygote is given up: the next worker has a new one."""
    zygote.says(PID.pack(-1))
    with pytest.raises(GraderError, match="did not fork a worker: no process or memory to be had"):
        zygote.sandbox.open()
    assert zygote.sandbox._process is None


def test_a_zygote_that_ends_while_it_is_asked_is_the_graders_fault(zygote: Launched) -> None:
    """Not the submission's, of which nothing has run."""
    zygote.socket.close()
    with pytest.raises(GraderError, match="did not fork a worker"):
        zygote.sandbox.open()


def test_a_worker_that_ends_before_its_wall_stands_is_the_graders_fault(zygote: Launched) -> None:
    """What it could not be given is our doing."""

    def fork() -> None:
        _order, (worker, *_rest), _flags, _address = socket.recv_fds(zygote.socket, ORDER.size, 1)
        os.close(worker)

    forks = threading.Thread(target=fork)
    forks.start()
    zygote.says(PID.pack(7), ENDED.pack(256, False, 0.0, 0.0))
    with pytest.raises(GraderError, match=r"a worker could not be prepared: .*; it exited with status 1"):
        zygote.sandbox.open()
    forks.join(30)


def test_a_zygote_that_does_not_answer_is_not_waited_for(zygote: Launched) -> None:
    """Nor one that says half of it."""
    zygote.says(b"x")
    with pytest.raises(GraderError, match="no answer within"):
        zygote.sandbox._answer(PID.size, 0.01)


ENDINGS = {
    "by the memory's watch": ((signal.SIGKILL, False, 0.1, 0.1), 1, "killed: it took more than 256 MiB of memory", False),
    "by somebody else": ((signal.SIGKILL, False, 0.1, 0.1), 0, "killed by SIGKILL", True),
    "by the kernel, at its last second": ((signal.SIGKILL, False, 9.0, 1.0), 0, "killed by SIGKILL", False),
    "by itself": ((3 << 8, False, 0.1, 0.1), 0, "exited with status 3", False),
}


@pytest.mark.parametrize(("ended", "watched", "how", "outside"), ENDINGS.values(), ids=ENDINGS)
def test_how_a_worker_ended_says_whose_fault_it_is(
    zygote: Launched, ended: tuple[int, bool, float, float], watched: int, how: str, outside: bool
) -> None:
    """Only what something outside killed is nobody's zero."""
    zygote.sandbox._watch = SimpleNamespace(killed=watched, stop=lambda: None)  # type: ignore[assignment]
    zygote.says(ENDED.pack(*ended))
    ending = zygote.sandbox.end(zygote.process, 7, hung_up=False)
    assert (ending.how, ending.from_outside) == (how, outside)


def test_a_worker_whose_zygote_is_gone_went_with_it(zygote: Launched) -> None:
    """Be it an earlier zygote, or one that ends while it is asked; and no worker of it can be stopped or let go on."""
    assert zygote.sandbox.end(object(), 7, hung_up=False).how == "ended with its zygote"
    assert zygote.sandbox.switch(object(), 7, GO) == 0.0
    zygote.says(SECONDS.pack(1.5))
    assert zygote.sandbox.switch(zygote.process, 7, GO) == 1.5
    zygote.socket.close()
    assert zygote.sandbox.switch(zygote.process, 7, GO) == 0.0
    assert zygote.sandbox._process is None


def test_a_zygote_that_ends_while_a_worker_is_to_be_ended_took_it_along(zygote: Launched) -> None:
    """Nobody's fault: the call is made again."""
    zygote.socket.close()
    ending = zygote.sandbox.end(zygote.process, 7, hung_up=False)
    assert ending.from_outside and zygote.sandbox._process is None
