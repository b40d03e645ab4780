import contextlib
import ctypes
import os

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


libc = ctypes.CDLL(None, use_errno=True)


@way
def folders():
    got = []
    for place in ("/dev/shm", "/dev/mqueue", "/run/shm", "/run/user"):
        with contextlib.suppress(OSError):
            got += os.listdir(place)
    return got


@way
def segments():
    return [key for key in (*range(16), 0x1234, 0xCAFE) if libc.shmget(key, 0, 0) >= 0]


@way
def segment_of_its_own():
    return libc.shmget(0, 4096, 0o1600) >= 0


@way
def segments_by_number():
    return [number for number in range(64) if libc.shmat(number, None, 0o10000) not in (-1, None)]


@way
def lists_of_segments():
    return [what for what in (2, 13, 14, 15) if libc.shmctl(0, what, ctypes.create_string_buffer(4096)) >= 0]


@way
def queues_and_semaphores():
    return [name for name in ("semget", "msgget") if getattr(libc, name)(0, 1, 0o1600) >= 0]


@way
def names_of_posix():
    real_time = libc if hasattr(libc, "shm_open") else ctypes.CDLL("librt.so.1")
    got = [name for name in (b"/autograder", b"/redteam", b"/x") if real_time.shm_open(name, os.O_RDWR | os.O_CREAT, 0o600) >= 0]
    return got or [name for name in (b"/autograder", b"/x") if real_time.mq_open(name, os.O_RDWR | os.O_CREAT, 0o600, None) >= 0]


@way
def multiprocessing_memory():
    from multiprocessing import shared_memory

    return shared_memory.SharedMemory("autograder-redteam", create=True, size=64).name


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
