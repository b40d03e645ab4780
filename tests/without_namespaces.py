"""Run a command where no namespace is to be had, as in a container with Docker's usual rules.

``python tests/without_namespaces.py COMMAND ARGUMENT...``: a filter that the command inherits lets ``unshare`` fail.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys

UNSHARE = {"x86_64": 272, "aarch64": 97}
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22


def deny() -> None:
    """Let this process, and all that it starts, have no new namespaces."""
    steps = [(0x20, 0, 0, 0), (0x15, 0, 1, UNSHARE[platform.machine()]), (0x06, 0, 0, 0x00050000 | errno.EPERM),
             (0x06, 0, 0, 0x7FFF0000)]  # fmt: skip
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if libc.prctl(_PR_SET_SECCOMP, 2, struct.pack("=H6xQ", len(steps), ctypes.addressof(code)), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    deny()
    os.execvp(sys.argv[1], sys.argv[1:])
