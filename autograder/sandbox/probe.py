"""Try the escapes: what a worker can do here decides the isolation tier, never a version number.

``PROBE`` runs in a worker as a submission would; each function returns "blocked" and why, or what it got through to.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from autograder.errors import StudentError
from autograder.model import Task, Unit
from autograder.sandbox import Sandbox
from autograder.student import Student

PROBE = r'''
import fcntl
import os
import signal
import socket


def _attempt(function):
    try:
        return f"open: {function()}"
    except BaseException as error:
        return f"blocked: {type(error).__name__}: {error}"


def read_files(path):
    """Read a file of the grader's."""
    return _attempt(lambda: f"{len(open(path, 'rb').read())} bytes read")


def write_files(path):
    """Write a file outside."""
    def write():
        with open(path, "w") as file:
            file.write("x")
            file.flush()
        return "written"
    return _attempt(write)


def start_processes(path):
    """Leave a process behind."""
    def fork():
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        return "forked"
    return _attempt(fork)


def execute_programs(path):
    """Execute another program."""
    def execute():
        # In a thread-free worker a successful exec would replace it: asking for a program that is none must be denied
        # before the kernel looks at the file.
        try:
            os.execv(path, [path])
        except PermissionError as error:
            if error.errno == 1:
                raise
            return "reached the file"
        except OSError as error:
            return f"reached the file ({error.strerror})"
    return _attempt(execute)


def use_the_network(path):
    """Open a socket."""
    return _attempt(lambda: f"socket {socket.socket(socket.AF_INET, socket.SOCK_DGRAM).fileno()}")


def signal_others(path):
    """Signal the process that forked the worker, directly or by letting the kernel do it when input arrives."""
    tried = _attempt(lambda: f"signalled {os.kill(os.getppid(), 0) or 'the parent'}")
    with open(os.devnull) as file:
        owned = _attempt(lambda: f"the kernel will signal {fcntl.fcntl(file, fcntl.F_SETOWN, os.getppid()) or 'the parent'}")
    return tried if tried.startswith("open") else owned


def see_files(path):
    """See that a file of the grader's is there, and how large it is."""
    return _attempt(lambda: f"{os.stat(path).st_size} bytes seen")


def be_among_other_processes(path):
    """Be one process among others, or the first of a namespace of its own."""
    return "blocked: it is alone" if os.getpid() == 1 else f"open: it is process {os.getpid()} of this machine"
'''

ATTEMPTS = ("read_files", "write_files", "start_processes", "execute_programs", "use_the_network", "signal_others",
            "see_files", "be_among_other_processes")  # fmt: skip


def probe(sandbox: Sandbox) -> dict[str, str]:
    """Let a worker try every escape and return what came of each.

    Parameters
    ----------
    sandbox : Sandbox

    Returns
    -------
    dict of str to str
        By attempt: "blocked: ...", "open: ...", or "could not be tried: ...".
    """
    tasks = {name: Task(0.0, module="probe") for name in ATTEMPTS}
    student = Student(sandbox, Unit("probe", "numpy", ["probe"], tasks), {"probe.py": PROBE})
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="autograder-probe-") as folder:
        answers = Path(folder) / "answers.txt"
        answers.write_text("42", "utf-8")
        for name in ATTEMPTS:
            target = answers.with_name("forged.txt") if name == "write_files" else answers
            try:
                found[name] = str(getattr(student, name)(str(target)))
            except StudentError as error:
                found[name] = f"could not be tried: {error}"
    student.close()
    return found


def tier(found: dict[str, str]) -> str:
    """Return the isolation tier that the evidence supports.

    A needs every escape blocked; B may see other processes, and that files are there; C blocks files or processes; D is a
    process with limits only.
    """
    blocked = {name for name, what in found.items() if what.startswith("blocked")}
    if blocked >= set(ATTEMPTS):
        return "A"
    if blocked >= set(ATTEMPTS) - {"see_files", "be_among_other_processes"}:
        return "B"
    if blocked >= {"read_files", "write_files"} or blocked >= {"start_processes", "execute_programs", "use_the_network"}:
        return "C"
    return "D"
