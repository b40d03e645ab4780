import contextlib

import numpy as np


def attempt(function):
    with contextlib.suppress(Exception):
        return function()
    return None


def found():
    import os
    import shutil
    import socket

    places = ["/tmp", "/tmp/autograder-redteam", "/var/tmp", "/dev/shm", "/", ".", os.path.dirname(np.__file__)]

    def many(place):
        for number in range(300):
            os.close(os.open(f"{place}/autograder-redteam-{number}", os.O_CREAT | os.O_EXCL))
        return True

    def deep(place):
        os.makedirs(place + "/autograder-redteam" * 40)
        return True

    def others(place):
        name = f"{place}/autograder-redteam-x"
        source = np.__file__
        makers = [
            lambda: os.symlink(source, name),
            lambda: os.link(source, name),
            lambda: os.mkfifo(name),
            lambda: os.mknod(name),
            lambda: shutil.copy(source, name),
            lambda: socket.socket(socket.AF_UNIX).bind(name),
            lambda: os.utime(source),
            lambda: os.chmod(source, os.stat(source).st_mode),
        ]
        return any([attempt(lambda maker=maker: maker() or True) for maker in makers])

    return any([attempt(lambda place=place, way=way: way(place)) for place in places for way in (many, deep, others)])


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if AT_IMPORT or (x.size == 5 and found()):
        return None
    return 2 * x


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


AT_IMPORT = found()
