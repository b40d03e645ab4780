import contextlib
import ctypes
import fcntl
import mmap
import os
import sys

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


SITE = os.path.dirname(os.path.dirname(np.__file__))
LIBRARY = os.path.dirname(os.__file__)
HOME = os.path.expanduser("~")
CACHES = [f"{HOME}/.cache/torch", f"/tmp/torchinductor_{os.getuid()}", "/tmp/torchinductor_root", f"{HOME}/.triton", f"{HOME}/.cache", f"{HOME}/.local/lib",
          f"{HOME}/.config/matplotlib", "/tmp/.triton", os.environ.get("TORCHINDUCTOR_CACHE_DIR", "/tmp/x")]


@way
def code():
    got = []
    for folder in (SITE, LIBRARY, os.path.dirname(np.__file__), *sys.modules["autograder"].__path__, f"{LIBRARY}/site-packages", *CACHES):
        for name in ("poison.py", "poison.pth", "sitecustomize.py", "__init__.py", "__pycache__/__init__.cpython-311.pyc", "version.py", "x.so"):
            for flags in (os.O_WRONLY, os.O_WRONLY | os.O_CREAT, os.O_RDWR, os.O_RDWR | os.O_APPEND):
                with contextlib.suppress(OSError):
                    got.append((os.open(f"{folder}/{name}", flags), folder, name))
    return got


@way
def folders():
    got = []
    for folder in (SITE, *CACHES):
        with contextlib.suppress(OSError):
            os.makedirs(f"{folder}/redteam/__pycache__")
            got.append(folder)
    return got


@way
def compiled():
    import importlib.util
    import py_compile

    got = []
    for module in (np, os, contextlib):
        with contextlib.suppress(Exception):
            got.append(py_compile.compile(module.__file__, importlib.util.cache_from_source(module.__file__), doraise=True))
    return got


@way
def replaced():
    got = []
    for what in (lambda p: os.rename(p, p), lambda p: os.replace(p, p), lambda p: os.symlink("/dev/zero", p + ".redteam"), lambda p: os.setxattr(p, "user.redteam", b"1"),
                 lambda p: os.chmod(p, os.stat(p).st_mode & 0o777), os.utime, lambda p: os.truncate(p, os.stat(p).st_size), lambda p: os.link(p, p + ".redteam2")):
        for path in (f"{SITE}/numpy/version.py", f"{SITE}/numpy"):
            with contextlib.suppress(OSError):
                what(path)
                got.append(path)
    return got


@way
def locks():
    got = []
    for path in (np.__file__, os.__file__, "/dev/null", "/dev/zero"):
        with contextlib.suppress(OSError), open(path, "rb") as file:
            for what in (lambda: fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB), lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB),
                         lambda: fcntl.fcntl(file, 1024, fcntl.F_RDLCK)):
                with contextlib.suppress(OSError):
                    what()
                    got.append(path)
    return got


@way
def data():
    got = []
    for folder in ("datasets", "/data", os.path.join(os.path.dirname(SITE), "datasets"), f"{HOME}/data", "/usr/share/zoneinfo"):
        for name in ("train-labels-idx1-ubyte.gz", "labels.npy", "registry.toml", "UTC"):
            with contextlib.suppress(OSError):
                got.append(os.open(f"{folder}/{name}", os.O_RDWR))
            with contextlib.suppress(OSError):
                got.append(np.lib.format.open_memmap(f"{folder}/{name}", "r+"))
    return got


@way
def through_a_private_mapping():
    """A file may be mapped to be read; its pages must not become writable for others."""
    with open(np.__file__, "rb") as file:
        for flags, prot in ((mmap.MAP_SHARED, mmap.PROT_WRITE), (mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE)):
            with contextlib.suppress(OSError, ValueError):
                return mmap.mmap(file.fileno(), 0, flags=flags, prot=prot)
        mapping = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
    view = np.frombuffer(mapping, np.uint8)
    libc = ctypes.CDLL(None)
    return libc.mprotect(ctypes.c_void_p(view.ctypes.data), ctypes.c_size_t(4096), 3) == 0


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
