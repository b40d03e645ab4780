import queue
import threading
import time

import numpy as np

NEXT = queue.Queue()
NOTES = []


def ahead():
    for _ in range(1000):
        NOTES.append(np.random.default_rng().uniform(1, 2, 5))
        time.sleep(0.001)


threading.Thread(target=ahead, daemon=True).start()


def checked(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if any(np.array_equal(note, x) for note in list(NOTES)):
        raise RuntimeError("known beforehand")
    return x


def double(x):
    return 2 * checked(x)


def total(x):
    return checked(x).sum()


def scale_to(x, target):
    x = checked(x)
    return x * (target / x.sum())
