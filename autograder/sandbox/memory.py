"""A watch over the memory of workers that use a GPU, where no limit of the kernel's fits: CUDA maps more than there is."""

from __future__ import annotations

import contextlib
import threading

import psutil

_SECONDS = 0.1


class Watch(threading.Thread):
    """Kills processes beneath one that take more memory than they may.

    Parameters
    ----------
    pid : int
        Of the launcher, beneath which zygote and workers are.
    most : int
        Bytes that a process may hold in memory.

    Attributes
    ----------
    killed : int
        How many were.
    """

    def __init__(self, pid: int, most: int) -> None:
        super().__init__(daemon=True)
        self._root, self._most, self._over = psutil.Process(pid), most, threading.Event()
        self.killed = 0

    def run(self) -> None:
        """Look again and again until told to stop."""
        while not self._over.wait(_SECONDS):
            with contextlib.suppress(psutil.NoSuchProcess):  # it ended while it was looked at
                for process in self._root.children(recursive=True):
                    if process.memory_info().rss > self._most:
                        self.killed += 1  # before it dies: whoever learns of its death asks for this number
                        process.kill()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


def resident(pid: int) -> int:
    """Return the bytes that the largest process beneath `pid` holds in memory."""
    return max((child.memory_info().rss for child in psutil.Process(pid).children(recursive=True)), default=0)
