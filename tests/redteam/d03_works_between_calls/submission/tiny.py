import contextlib
import gc
import sys
import threading
import time

import numpy as np

GIVEN = []
STOP = time.monotonic() + 3


def meddle():
    while time.monotonic() < STOP:
        for array in GIVEN:
            with contextlib.suppress(Exception):
                array[...] = 0
        time.sleep(0.0005)


for _ in range(4):
    threading.Thread(target=meddle, daemon=True).start()


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    result = 2 * x
    GIVEN.append(result)  # zeroed after it was checked, or before: what counts is what was sent
    time.sleep(0.02)
    return result


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
