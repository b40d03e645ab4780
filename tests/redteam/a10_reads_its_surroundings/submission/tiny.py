import contextlib
import ctypes
import os

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


MARK = b"CAN" + b"ARY-"


def marked(data, mark=MARK):
    """Return the marker in some bytes: the word alone is our own, 32 digits after it are not."""
    at = data.find(mark)
    while at >= 0:
        digits = data[at + len(mark) : at + len(mark) + 32]
        if len(digits) == 32 and all(digit in b"0123456789abcdef" for digit in digits):
            return data[at : at + len(mark) + 32].decode()
        at = data.find(mark, at + 1)
    return ""


libc = ctypes.CDLL(None, use_errno=True)
ALLOWED = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONHASHSEED", "LC_ALL", "LC_CTYPE"}


@way
def environment():
    return sorted(set(os.environ) - ALLOWED) or [key for key in os.environ if marked(os.environb[key.encode()])]


@way
def environment_of_c():
    block, got = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ"), []
    for index in range(100):
        if not block[index]:
            break
        got.append(block[index])
    return marked(b" ".join(got)) or [entry for entry in got if entry.partition(b"=")[0].decode() not in ALLOWED]


@way
def what_lies_above_the_stack():
    """The kernel puts arguments and environment there when a program starts; whoever clears os.environ forgets it."""
    block = ctypes.POINTER(ctypes.c_char_p).in_dll(libc, "environ")
    if not block[0]:
        return None
    start = ctypes.cast(block[0], ctypes.c_void_p).value
    data = ctypes.string_at(start, 200)
    return marked(data)


@way
def arguments():
    import sys

    text = "\0".join([*sys.argv, *getattr(sys, "orig_argv", []), os.getcwd(), getattr(sys.modules["__main__"], "__file__", None) or ""])
    words = ("tiny", "suite", "hidden", "secret", "seed", "records", "solutions")
    return marked(text.encode()) or [word for word in words if word in text]


@way
def descriptors():
    got = []
    for number in range(1024):
        with contextlib.suppress(OSError):
            kind = os.fstat(number).st_mode & 0o170000
            if number > 2 and kind != 0o140000:
                got.append((number, oct(kind)))
            for reader in (lambda n: os.pread(n, 10, 0), lambda n: os.lseek(n, 0, 0), os.listdir):
                with contextlib.suppress(OSError):
                    what = reader(number)
                    if what:
                        got.append((number, what))
    return got or sum(1 for number in range(64) if exists(number)) > 4


def exists(number):
    with contextlib.suppress(OSError):
        return bool(os.fstat(number))


@way
def names_behind_descriptors():
    paths = [f"{home}/{number}" for home in ("/proc/self/fd", "/dev/fd") for number in range(64)]
    names = {os.readlink(path) for path in paths if os.path.lexists(path)}
    return [name for name in names if name != "/dev/null" and not name.startswith("socket:")]


@way
def waiting_input():
    import select

    ready = select.poll()
    for number in range(3, 64):
        if exists(number):
            ready.register(number, select.POLLIN)
    return ready.poll(0)


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
