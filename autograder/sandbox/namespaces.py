"""A world of its own for a zygote and its workers: no other process, no network, no file but those that they need.

Namespaces of Linux (man 7 namespaces). As an ordinary user they begin with a user namespace, which gives the rights to make the
others; as root they need none, and workers become an unprivileged user instead. Where the kernel or a container denies them,
everything goes on without, and the tier of :mod:`autograder.sandbox.probe` says so.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
import struct
from collections.abc import Iterable
from typing import Any, NamedTuple

_libc: Any = ctypes.CDLL(None, use_errno=True) if hasattr(os, "fork") else None  # Windows imports this only

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000
_MS_REC, _MS_BIND, _MS_PRIVATE, _MNT_DETACH = 0x4000, 0x1000, 0x40000, 2
_MS_NOSUID_NODEV_NOEXEC = 0b1110
_MOUNT_SETATTR, _AT_RECURSIVE, _READ_ONLY_NO_SETUID = 442, 0x8000, 0b11
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
_PR_SET_PDEATHSIG = 1
_CAPABILITY_VERSION_3 = 0x20080522

NEW_ROOT = "/proc"
"""Where the new root is put together: a folder that exists everywhere and that nothing is taken from."""


class Home(NamedTuple):
    """The namespaces of a zygote.

    Parameters
    ----------
    processes : int
        Descriptor of its process namespace, to which it returns after each fork.
    user : int or None
        Whom workers become; None in a user namespace, where nobody has rights outside.
    """

    processes: int
    user: int | None


def enter() -> Home | None:
    """Go on as process 1 of new namespaces, in a child; the caller stays behind to pass on how that child ends.

    Returns
    -------
    Home or None
        None where there are no namespaces to be had: then this is still the process that called.
    """
    if not hasattr(_libc, "unshare"):
        return None
    spaces = _NEWPID | _NEWNS | _NEWNET | _NEWIPC | _NEWUTS
    uid, gid, launcher = os.geteuid(), os.getegid(), os.getpid()
    user = 0x70000000 + launcher if uid == 0 else None  # nobody else's, so that its processes can be counted
    if uid != 0 or _libc.unshare(spaces):
        user = None
        if _libc.unshare(spaces | _NEWUSER):
            return None
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{uid} {uid} 1")
        _write("/proc/self/gid_map", f"{gid} {gid} 1")
    child = os.fork()
    if child:
        os.closerange(3, 4096)
        _pid, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0x7F)
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    return Home(os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC), user)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def leave_files(keep: Iterable[str], proc: bool = False) -> None:
    """Exchange the file system for one that holds these paths, read-only, and nothing else: no /proc, no /sys, no /tmp.

    With `proc` there is a ``/proc`` that shows this namespace's processes: only where one can be seen may another be mounted.
    """
    pivot_root = _PIVOT_ROOT.get(os.uname().machine)
    if pivot_root is None:
        raise OSError(errno.ENOSYS, f"the number of pivot_root on {os.uname().machine} is not known here")
    _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
    _mount("tmpfs", NEW_ROOT, "tmpfs", 0, "mode=755,size=1m")
    for path in keep:
        if not os.path.exists(path):
            continue
        target = NEW_ROOT + path
        if os.path.isdir(path):
            os.makedirs(target, exist_ok=True)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.close(os.open(target, os.O_CREAT, 0o444))
        _mount(path, target, None, _MS_BIND | _MS_REC)
    if proc:
        os.makedirs(f"{NEW_ROOT}/proc")
        _mount("proc", f"{NEW_ROOT}/proc", "proc", _MS_NOSUID_NODEV_NOEXEC)
    attributes = struct.pack("=QQQQ", _READ_ONLY_NO_SETUID, 0, 0, 0)
    _require(_libc.syscall(_MOUNT_SETATTR, -100, NEW_ROOT.encode(), _AT_RECURSIVE, attributes, len(attributes)))
    os.chdir(NEW_ROOT)
    _require(_libc.syscall(pivot_root, b".", b"."))
    _require(_libc.umount2(b".", _MNT_DETACH))
    os.chdir("/")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    encode = [None if text is None else text.encode() for text in (source, target, kind)]
    _require(_libc.mount(*encode, ctypes.c_ulong(flags), options.encode() or None))


def _require(status: int) -> None:
    if status:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def fork_alone(home: Home) -> int:
    """Fork a child that is process 1 of a namespace of its own: what it starts ends with it."""
    _require(_libc.unshare(_NEWPID))
    child = -1
    try:
        child = os.fork()
    finally:
        if child:
            _require(_libc.setns(home.processes, _NEWPID))
    return child


def own_proc() -> None:
    """Mount a ``/proc`` that shows only this process and what it starts, where nobody else sees it."""
    _require(_libc.unshare(_NEWNS))
    _mount("proc", "/proc", "proc", _MS_NOSUID_NODEV_NOEXEC)


def drop_rights(home: Home | None) -> None:
    """Become an unprivileged user where this is root, and give up every capability."""
    if home is not None and home.user is not None:
        os.setgroups([])
        os.setresgid(home.user, home.user, home.user)
        os.setresuid(home.user, home.user, home.user)
    if hasattr(_libc, "capset"):
        _require(_libc.capset(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24)))
