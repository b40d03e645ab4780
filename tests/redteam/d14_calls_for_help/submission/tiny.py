import contextlib
import array
import ctypes
import os
import socket

import numpy as np

WAYS = []


def way(function):
    WAYS.append(function)
    return function


libc = ctypes.CDLL(None, use_errno=True)
PATHS = ("\0autograder-redteam", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/containerd/containerd.sock", "/run/systemd/private",
         "\0/tmp/.X11-unix/X0", "/tmp/autograder-redteam/socket", "\0")


@way
def sockets():
    got = []
    for family in (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_PACKET, 38, 40, 16, 21, 29, 44):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            with contextlib.suppress(OSError):
                got.append(socket.socket(family, kind).family)
    return got


@way
def through_the_wire():
    """The one socket there is must not be turned to another end."""
    got = []
    for number in range(3, 8):
        wire = attempt(lambda number=number: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=os.dup(number)))
        if wire is None:
            continue
        for path in PATHS:
            for what in (lambda: wire.connect(path), lambda: wire.bind(path), lambda: wire.listen(), lambda: wire.accept(), lambda: wire.sendto(b"", path),
                         lambda: wire.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1), lambda: wire.shutdown(0), lambda: wire.getpeername() and 1 / 0):
                with contextlib.suppress(OSError, ZeroDivisionError):
                    result = what()
                    if result != 0:
                        got.append((number, path))
        os.close(wire.detach())
    return got


@way
def descriptors_in_messages():
    got = []
    for number in range(3, 8):
        wire = attempt(lambda number=number: socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=os.dup(number)))
        if wire is None:
            continue
        rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))]
        for what in (lambda: wire.sendmsg([b"x"], rights), lambda: socket.send_fds(wire, [b"x"], [0, 1]), lambda: wire.recvmsg(1, 64, socket.MSG_DONTWAIT), lambda: socket.recv_fds(wire, 1, 4, socket.MSG_DONTWAIT)):
            with contextlib.suppress(OSError):
                what()
                got.append(number)
        header = ctypes.create_string_buffer(64)
        got += [name for name in ("sendmsg", "sendmmsg", "recvmmsg") if getattr(libc, name)(wire.fileno(), header, 1, 0x40) >= 0]
        os.close(wire.detach())
    return got


@way
def pairs():
    return [str(what) for what in (attempt(socket.socketpair), attempt(lambda: socket.create_connection(("127.0.0.1", 47631), 0.1))) if what]


@way
def higher_up():
    import asyncio
    import http.client
    import urllib.request

    got = [attempt(lambda: urllib.request.urlopen("http://127.0.0.1:47631/", timeout=0.1)), attempt(lambda: http.client.HTTPConnection("127.0.0.1", 47631, timeout=0.1).connect() or True),
           attempt(lambda: asyncio.new_event_loop()), attempt(lambda: __import__("logging.handlers").handlers.SysLogHandler())]
    return [str(what) for what in got if what is not None]


def attempt(function):
    with contextlib.suppress(Exception):
        return function()


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
