"""The watch over memory where the kernel's limits do not fit: whoever takes too much ends, and nobody else."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import psutil
import pytest

from autograder.sandbox.memory import Watch, resident

LAUNCHER = """
import subprocess, sys
small, large = (subprocess.Popen([sys.executable, "-c", f"x = bytearray({size} << 20); print(flush=True); input()"],
                                 stdin=subprocess.PIPE) for size in (1, 200))
large.wait()
small.wait()
"""


@pytest.fixture
def launcher() -> Iterator[subprocess.Popen[bytes]]:
    """A process with two beneath it, of which one holds 200 MiB more."""
    with subprocess.Popen([sys.executable, "-c", LAUNCHER], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(2):
            process.stdout.readline()
        yield process
        for child in [*psutil.Process(process.pid).children(recursive=True), process]:
            child.kill()


def test_the_largest_process_is_found(launcher: subprocess.Popen[bytes]) -> None:
    """In bytes, of those that are there now."""
    assert 200 << 20 < resident(launcher.pid) < 400 << 20


def test_who_takes_too_much_is_killed_and_nobody_else(launcher: subprocess.Popen[bytes]) -> None:
    """And it is counted, so that the submission is told why its process ended."""
    large = max(psutil.Process(launcher.pid).children(recursive=True), key=lambda child: child.memory_info().rss)
    watch = Watch(launcher.pid, 150 << 20)
    watch.start()
    deadline = time.monotonic() + 30
    while not watch.killed and time.monotonic() < deadline:
        time.sleep(0.05)
    watch.stop()
    watch.join(30)
    large.wait(30)
    assert watch.killed == 1 and len(psutil.Process(launcher.pid).children(recursive=True)) == 1
