"""What a worker gives up before it sees the submission."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS = 1, 38


def detach(keep: int) -> None:
    """Leave the zygote's session and descriptors; only `keep` stays open, standard streams go nowhere.

    The kernel kills the worker when the zygote ends.
    """
    os.setsid()
    if hasattr(ctypes.pythonapi, "prctl"):
        ctypes.pythonapi.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        ctypes.pythonapi.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    os.closerange(3, keep)
    os.closerange(keep + 1, 4096)


def limit(memory_mb: int, cpu_seconds: int) -> None:
    """Limit memory beyond the zygote's, processor time, files, descriptors and core dumps, for good."""
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,  # the examiner's clock ends a call long before; this ends a forgotten worker
        resource.RLIMIT_FSIZE: 0,  # no bytes into any file
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    if hasattr(resource, "RLIMIT_MEMLOCK"):
        limits[resource.RLIMIT_MEMLOCK] = 0
    with contextlib.suppress(OSError):
        # The address space, since shared mappings escape RLIMIT_DATA; what the zygote has mapped comes on top.
        statm = os.open("/proc/self/statm", os.O_RDONLY)
        mapped = int(os.read(statm, 100).split()[0]) * os.sysconf("SC_PAGE_SIZE")
        os.close(statm)
        limits[resource.RLIMIT_AS] = mapped + (memory_mb << 20)
    for which, value in limits.items():
        resource.setrlimit(which, (value, value))
