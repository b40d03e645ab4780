"""Run the command line where what only Unix has is gone, as far as Python shows it: a stand-in for Windows."""

from __future__ import annotations

import asyncio
import os
import runpy
import select
import signal
import socket
import sys

import _pytest.runner
import filelock
import numpy as np
import psutil
import rich.progress
import typer

# On Windows the standard library and these packages do without what is taken away below; here they load it first.
LOADED = (asyncio, _pytest.runner, filelock, np, psutil, rich.progress, typer)

GONE = {
    os: ("O_NO", "O_CLO", "O_PATH", "O_DIR", "sched_", "CLONE_", "P_PID", "fork", "geteuid", "getuid", "getegid", "getgid",
         "setsid", "killpg", "getpgid", "setuid", "waitid", "pidfd_open", "fchmod", "chroot", "mkfifo"),
    signal: ("SIGALRM", "SIGKILL", "SIGSTOP", "SIGCONT", "SIGSYS", "SIGUSR", "SIGCHLD", "SIGXCPU", "setitimer", "ITIMER_REAL"),
    socket: ("AF_UNIX", "SCM_RIGHTS", "MSG_DONTWAIT", "MSG_NOSIGNAL", "send_fds", "recv_fds"),
    select: ("poll", "epoll"),
}  # fmt: skip

if __name__ == "__main__":
    for module, beginnings in GONE.items():
        for name in dir(module):
            if name.startswith(beginnings):
                delattr(module, name)
    for name in ("resource", "fcntl", "pwd", "grp", "termios"):
        sys.modules[name] = None  # type: ignore[assignment]
    runpy.run_module("autograder", run_name="__main__", alter_sys=True)
