import contextlib
import ctypes
import os
import platform

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


libc = ctypes.CDLL(None, use_errno=True)
PIDS = sorted({os.getppid(), 1, 2, os.getpid(), *range(max(1, os.getpid() - 5), os.getpid())})
FILES = ("mem", "environ", "maps", "cmdline", "status", "stack", "auxv", "root/etc/passwd", "cwd/pyproject.toml", "smaps")


class Piece(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


@way
def files_of_processes():
    got = []
    for pid in (*PIDS, "self", "thread-self", f"self/task/{os.getpid()}"):
        for name in FILES:
            with contextlib.suppress(OSError), open(f"/proc/{pid}/{name}", "rb", buffering=0) as file:
                got.append((pid, name, file.read(1)))
    return got


@way
def links_of_processes():
    got = []
    for pid in PIDS:
        if pid == os.getpid():
            continue
        for name in ("cwd", "exe", "root", *(f"fd/{number}" for number in range(8))):
            with contextlib.suppress(OSError):
                got.append(os.readlink(f"/proc/{pid}/{name}"))
    return got


@way
def lists_of_processes():
    got = []
    for folder in ("/proc", *(f"/proc/{pid}/{name}" for pid in (*PIDS, "self") for name in ("fd", "map_files", "task", "ns"))):
        with contextlib.suppress(OSError):
            got += os.listdir(folder)
    return got


@way
def bytes_of_another_process():
    here = ctypes.create_string_buffer(8)
    for pid in PIDS:
        if pid == os.getpid():
            continue
        for address in (0x400000, ctypes.addressof(here), id(np) & -4096):
            local, remote = Piece(ctypes.addressof(here), 8), Piece(address, 8)
            if libc.process_vm_readv(pid, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
                return pid, here.raw


@way
def traced():
    attach, detach, seize, traceme = 16, 17, 0x4206, 0
    got = [("seized", pid) for pid in PIDS if pid != os.getpid() and libc.ptrace(seize, pid, 0, 0) == 0]
    if libc.ptrace(attach, os.getppid(), 0, 0) == 0:
        os.waitpid(os.getppid(), 0)
        libc.ptrace(detach, os.getppid(), 0, 0)
        got.append("attached")
    return got or libc.ptrace(traceme, 0, 0, 0) == 0


@way
def written_into_another_process():
    """Nothing lies at the address: a fault says that the way was open."""
    local, remote = Piece(id(np), 8), Piece(8, 8)
    ctypes.set_errno(0)
    return libc.process_vm_writev(os.getppid(), ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) >= 0 or ctypes.get_errno() == 14


@way
def by_descriptor_of_the_process():
    return [pid for pid in PIDS if hasattr(os, "pidfd_open") and attempt(lambda pid=pid: os.pidfd_open(pid)) is not None]


@way
def by_number():
    numbers = {"x86_64": (310, 311, 101, 434, 438, 312), "aarch64": (270, 271, 117, 434, 438, 272)}[platform.machine()]
    return [number for number in numbers if libc.syscall(number, os.getppid(), 0, 0, 0, 0, 0) >= 0]


@way
def dumpable_again():
    return libc.prctl(4, 1, 0, 0, 0) == 0 or libc.prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0) == 0


def attempt(function):
    with contextlib.suppress(Exception):
        return function()


RESULT = []


def found():
    """Try every way once a process; name those that got through, with what they got."""
    if not RESULT:
        got = []
        for function in WAYS:
            with contextlib.suppress(Exception):
                what = function()
                if what:
                    got.append(f"{function.__name__} got {what!r}"[:300])
        RESULT.append(got)
    return RESULT[0]


def checked(x):
    if found():
        raise RuntimeError("; ".join(found()))
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x


def double(x):
    return 2 * checked(x)


def total(x):
    return checked(x).sum()


def scale_to(x, target):
    x = checked(x)
    return x * (target / x.sum())
