"""What a worker gives up, for good, before it sees the submission.

Three layers of Linux, none of which needs root: resource limits, Landlock rules on files (docs.kernel.org,
userspace-api/landlock), and a seccomp filter on system calls (man 2 seccomp). Where the kernel lacks one the worker goes
on without it: the tier that a record shows comes from trying the escapes (see :mod:`autograder.sandbox.probe`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import glob
import os
import platform
import signal
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

with contextlib.suppress(ModuleNotFoundError):  # on Windows, where students check, this is imported and never called
    import resource

_libc: Any = ctypes.CDLL(None, use_errno=True) if hasattr(os, "fork") else None

_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38


class Rules(NamedTuple):
    """What a zygote prepares once for all its workers: a Landlock ruleset's descriptor and a seccomp program."""

    files: int | None
    calls: bytes | None

    @classmethod
    def for_packages(cls, packages: Iterable[str], folders: Iterable[str], gpu: bool = False) -> Rules:
        """Return the rules of this machine's kernel, under which only these packages can be read, and GPUs used if at all."""
        return cls(file_rules(packages, folders, gpu), call_filter(gpu))


def detach(keep: Sequence[int]) -> None:
    """Leave the zygote's session and descriptors; only those of `keep` stay open, standard streams go nowhere.

    The kernel kills the worker when the zygote ends.
    """
    os.setsid()
    if hasattr(_libc, "prctl"):
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    start = 3
    for descriptor in sorted(keep):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, 4096)


def limit(address_space: int, cpu_seconds: int) -> None:
    """Limit memory, processor time, files, descriptors, threads and core dumps."""
    limits = {
        resource.RLIMIT_CPU: cpu_seconds,  # the examiner's clock ends a call long before; this ends a forgotten worker
        resource.RLIMIT_FSIZE: 0,  # no bytes into any file
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    if address_space:
        limits[resource.RLIMIT_AS] = address_space  # all of it, since shared mappings escape RLIMIT_DATA
    if hasattr(resource, "RLIMIT_MEMLOCK"):
        limits[resource.RLIMIT_MEMLOCK] = 0
    if hasattr(resource, "RLIMIT_NPROC"):
        limits[resource.RLIMIT_NPROC] = 64  # threads: the filter denies processes; root is exempt
    for which, value in limits.items():
        resource.setrlimit(which, (value, value))


def mapped_bytes() -> int:
    """Return the size of this process's address space; 0 where the system does not say."""
    with contextlib.suppress(OSError), open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    return 0


# Landlock. Numbers of linux/landlock.h and of the unified system call table.

_LANDLOCK_CREATE_RULESET, _LANDLOCK_ADD_RULE, _LANDLOCK_RESTRICT_SELF = 444, 445, 446
_ALL_FILE_ACCESS = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF}  # by ABI version; 0xFFFF from 5 on
_WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _IOCTL = 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
_BIND_AND_CONNECT_TCP = 0b11  # from ABI 4 on
_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11  # from ABI 6 on


_READ_BY_THE_DRIVER = ("/usr/local/nvidia", "/usr/local/cuda/lib64", "/sys/module/nvidia", "/sys/module/nvidia_uvm",
                       "/sys/devices/system/cpu", "/sys/devices/system/memory", "/sys/devices/system/node",
                       "/sys/bus/pci/devices", "/sys/devices/pci0000:00")  # fmt: skip

_LIBRARY = os.path.dirname(os.__file__)  # of the interpreter, not of a virtual environment


def file_rules(packages: Iterable[str], folders: Iterable[str], gpu: bool = False) -> int | None:
    """Return a Landlock ruleset under which only the standard library and some packages can be read, nothing written.

    Parameters
    ----------
    packages : iterable of str
        Top-level packages that stay readable, for what they import when they are used.
    folders : iterable of str
        Where packages lie.
    gpu : bool
        Whether GPUs, and what their driver reads, are open as well.

    Returns
    -------
    int or None
        A descriptor for :func:`seal`; None where the kernel has no Landlock.
    """
    abi = _libc.syscall(_LANDLOCK_CREATE_RULESET, None, 0, 1)
    if abi < 1:
        return None
    attributes = struct.pack("=QQQ", _ALL_FILE_ACCESS.get(abi, 0xFFFF), _BIND_AND_CONNECT_TCP if abi >= 4 else 0,
                             _ABSTRACT_SOCKETS_AND_SIGNALS if abi >= 6 else 0)  # fmt: skip
    ruleset: int = _libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, 8 if abi < 4 else 16 if abi < 6 else 24, 0)
    for path in (*readable(packages, folders, gpu), *(["/proc"] if gpu else [])):
        with contextlib.suppress(OSError):
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            access = _READ_DIR if path == _LIBRARY else _READ_FILE | _READ_DIR if os.path.isdir(path) else _READ_FILE
            if path.startswith("/dev/nvidia"):
                access |= _WRITE_FILE | (_IOCTL if abi >= 5 else 0)
            elif path == "/proc":  # CUDA gives up where it cannot name its threads; this shows and changes only the worker
                access |= _WRITE_FILE | (_TRUNCATE if abi >= 3 else 0)
            _libc.syscall(_LANDLOCK_ADD_RULE, ruleset, 1, struct.pack("=Qi", access, descriptor), 0)
            os.close(descriptor)
    return ruleset


def readable(packages: Iterable[str], folders: Iterable[str], gpu: bool = False) -> Iterator[str]:
    """Yield the paths that a worker may read: the standard library, some packages, what they link to, and GPUs."""
    yield _LIBRARY  # to look for modules in it; what may be read there follows
    for name in os.listdir(_LIBRARY):
        if name not in ("site-packages", "dist-packages"):
            yield os.path.join(_LIBRARY, name)
    for folder in folders:
        for package in packages:
            yield os.path.join(folder, package)
            yield os.path.join(folder, f"{package}.libs")
    machine = platform.machine()
    yield from ("/dev/null", "/dev/zero", "/dev/urandom", "/etc/localtime", "/usr/share/zoneinfo", "/etc/ld.so.cache",
                f"/lib/{machine}-linux-gnu", f"/usr/lib/{machine}-linux-gnu", "/lib64", "/usr/lib64")  # fmt: skip
    if gpu:
        yield from sorted(glob.glob("/dev/nvidia*"))  # with the folder of MIG's capabilities
        yield from (os.path.join(folder, "nvidia") for folder in folders)  # libraries of CUDA that are loaded when used
        yield from _READ_BY_THE_DRIVER


# Seccomp. Each call is allowed because Python, NumPy or torch needs it for ordinary work in one process: memory, threads,
# time, reading files (Landlock says which) and talking over a descriptor that is open already. Everything else (fork, exec,
# sockets, signals, ptrace, namespaces, io_uring, ...) fails with EPERM.

_ALLOWED = {  # name: number on x86-64, on aarch64 (None: it has no such call)
    "recvfrom": (45, 207), "poll": (7, None), "ppoll": (271, 73), "read": (0, 63), "write": (1, 64),
    "futex": (202, 98), "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "madvise": (28, 233),
    "brk": (12, 214), "mremap": (25, 216), "openat": (257, 56), "open": (2, None), "close": (3, 57), "fstat": (5, 80),
    "newfstatat": (262, 79), "stat": (4, None), "lstat": (6, None), "statx": (332, 291), "lseek": (8, 62),
    "pread64": (17, 67), "readv": (19, 65), "writev": (20, 66), "readlink": (89, None), "readlinkat": (267, 78),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "getdents64": (217, 61), "getcwd": (79, 17),
    "dup": (32, 23), "dup3": (292, 24), "select": (23, None), "pselect6": (270, 72),
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "clock_gettime": (228, 113), "clock_getres": (229, 114), "gettimeofday": (96, 169),
    "time": (201, None), "times": (100, 153), "nanosleep": (35, 101), "clock_nanosleep": (230, 115),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "getcpu": (309, 168), "membarrier": (324, 283),
    "rseq": (334, 293), "set_robust_list": (273, 99), "getrandom": (318, 278), "getpid": (39, 172), "getppid": (110, 173),
    "gettid": (186, 178), "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    "getrlimit": (97, 163), "getrusage": (98, 165), "sysinfo": (99, 179), "uname": (63, 160), "exit": (60, 93),
    "exit_group": (231, 94),
}  # fmt: skip
_ALLOWED_FOR_GPUS = {  # what libcuda was seen to call while it starts, trains and ends
    "ioctl": (16, 29), "eventfd2": (290, 19), "pipe2": (293, 59), "get_mempolicy": (239, 236), "bind": (49, 200),
    "listen": (50, 201), "setsockopt": (54, 208), "sched_get_priority_max": (146, 125), "sched_get_priority_min": (147, 126),
}  # fmt: skip
_SOCKET, _AF_UNIX = (41, 198), 1  # it listens on a socket of its own, which other workers cannot reach (Landlock's scope)
_PRCTL, _PR_SET_NAME = (157, 167), 15
_ANSWERED_FOR_GPUS = {  # what it takes for "there already" and "not there" is no reason for it to give up; EPERM may be
    "mkdir": (83, None, errno.EEXIST), "mkdirat": (258, 34, errno.EEXIST), "connect": (42, 203, errno.ENOENT),
    "unlink": (87, None, errno.ENOENT), "unlinkat": (263, 35, errno.ENOENT), "symlink": (88, None, errno.ENOENT),
    "symlinkat": (266, 36, errno.ENOENT),
}  # fmt: skip
_SENDTO, _CLONE, _CLONE3, _PRLIMIT64, _FCNTL = (44, 206), (56, 220), (435, 435), (302, 261), (72, 25)
_MSG_OOB = 1
_CLONE_THREAD = 0x10000
_HARMLESS_FCNTL = (0, 1, 2, 3, 1030)  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC
_F_SETFL, _O_ASYNC = 4, 0x2000
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column of the table; AUDIT_ARCH_*
_X32_BIT = 0x40000000

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # classic BPF (linux/bpf_common.h)
_KILL, _ERRNO, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000  # SECCOMP_RET_*
_NUMBER, _ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
_ARGUMENT_0, _ARGUMENT_1, _ARGUMENT_2, _ARGUMENT_3 = 16, 24, 32, 40


def call_filter(gpu: bool = False) -> bytes | None:
    """Return the seccomp program for this machine, or None where its system calls are not in the table.

    A worker that uses a GPU talks to its driver, by calls of which the filter can see only that they are made.
    """
    if platform.machine() not in _ARCHITECTURES:
        return None
    column, architecture = _ARCHITECTURES[platform.machine()]
    deny = _ERRNO | errno.EPERM

    def ask(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
        return struct.pack("=HBBI", code, yes, no, value)

    program = [ask(_LOAD, _ARCHITECTURE), ask(_EQUAL, architecture, 1, 0), ask(_RETURN, _KILL), ask(_LOAD, _NUMBER)]
    if column == 0:
        program += [ask(_AT_LEAST, _X32_BIT, 0, 1), ask(_RETURN, _KILL)]
    # The wire carries a stream: no bytes may be sent beside it.
    program += [ask(_EQUAL, _SENDTO[column], 0, 4), ask(_LOAD, _ARGUMENT_3), ask(_ANY_BIT, _MSG_OOB, 1, 0),
                ask(_RETURN, _ALLOW), ask(_RETURN, deny)]  # fmt: skip
    for numbers in (*_ALLOWED.values(), *(_ALLOWED_FOR_GPUS.values() if gpu else ())):
        number = numbers[column]
        if number is not None:
            program += [ask(_EQUAL, number, 0, 1), ask(_RETURN, _ALLOW)]
    # clone makes threads, no processes; glibc falls back to it when clone3, whose flags lie in memory, "does not exist".
    program += [ask(_EQUAL, _CLONE3[column], 0, 1), ask(_RETURN, _ERRNO | errno.ENOSYS),
                ask(_EQUAL, _CLONE[column], 0, 4), ask(_LOAD, _ARGUMENT_0), ask(_ANY_BIT, _CLONE_THREAD, 0, 1),
                ask(_RETURN, _ALLOW), ask(_RETURN, deny),
                # limits can be read, those of the own process, and not be set: a worker cannot end itself by them
                ask(_EQUAL, _PRLIMIT64[column], 0, 8), ask(_LOAD, _ARGUMENT_0), ask(_EQUAL, 0, 0, 5),
                ask(_LOAD, _ARGUMENT_2), ask(_EQUAL, 0, 0, 3), ask(_LOAD, _ARGUMENT_2 + 4), ask(_EQUAL, 0, 0, 1),
                ask(_RETURN, _ALLOW), ask(_RETURN, deny)]  # fmt: skip
    if gpu:
        for numbers, only in ((_SOCKET, _AF_UNIX), (_PRCTL, _PR_SET_NAME)):
            program += [ask(_EQUAL, numbers[column], 0, 4), ask(_LOAD, _ARGUMENT_0), ask(_EQUAL, only, 0, 1),
                        ask(_RETURN, _ALLOW), ask(_RETURN, deny)]  # fmt: skip
        for *numbers, error in _ANSWERED_FOR_GPUS.values():
            if numbers[column] is not None:
                program += [ask(_EQUAL, numbers[column], 0, 1), ask(_RETURN, _ERRNO | error)]
    # fcntl must not make the kernel send signals to a process of the worker's choice (F_SETOWN, F_SETSIG, O_ASYNC).
    harmless = [part for command in _HARMLESS_FCNTL for part in (ask(_EQUAL, command, 0, 1), ask(_RETURN, _ALLOW))]
    flags = [ask(_EQUAL, _F_SETFL, 0, 3), ask(_LOAD, _ARGUMENT_2), ask(_ANY_BIT, _O_ASYNC, 1, 0), ask(_RETURN, _ALLOW)]
    rules = [ask(_LOAD, _ARGUMENT_1), *harmless, *flags, ask(_RETURN, deny)]
    program += [ask(_EQUAL, _FCNTL[column], 0, len(rules)), *rules, ask(_RETURN, deny)]
    return b"".join(program)


def seal(rules: Rules) -> None:
    """Give up new privileges, then all files and system calls that the rules do not allow; there is no way back."""
    if rules == Rules(None, None):
        return
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if rules.files is not None:
        if _libc.syscall(_LANDLOCK_RESTRICT_SELF, rules.files, 0):
            raise OSError(ctypes.get_errno(), "landlock_restrict_self")
        os.close(rules.files)
    if rules.calls is not None:
        code = ctypes.create_string_buffer(rules.calls, len(rules.calls))
        program = struct.pack("=H6xQ", len(rules.calls) // 8, ctypes.addressof(code))  # struct sock_fprog
        if _libc.prctl(_PR_SET_SECCOMP, 2, program, 0, 0):
            raise OSError(ctypes.get_errno(), "seccomp")
