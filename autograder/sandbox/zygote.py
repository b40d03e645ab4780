"""A process that has imported what a unit allows, and nothing else, and forks a worker for each submission.

It is executed fresh (never forked from the examiner), so there is no test, seed, reference or other submission in its
memory, and it never runs student code itself. Orders come over a socket from the examiner: fork a worker that serves on the
attached descriptor; stop a worker, let it go on, end it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.abc
import importlib.machinery
import os
import signal
import socket
import struct
import sys
import time
import types
from collections.abc import Callable, Sequence

import msgspec
import numpy as np

from autograder.frames import Connection, pack_frame
from autograder.sandbox import Runtime
from autograder.sandbox.forbid import forbid
from autograder.sandbox.lockdown import Rules, detach, limit, mapped_bytes, readable, seal
from autograder.sandbox.namespaces import Home, drop_rights, fork_alone, leave_files, own_proc
from autograder.sandbox.worker import Output, Server, serve
from autograder.wire import Call, Load, Map, Packer, Progress, Seq

PACKAGES: dict[str, tuple[str, ...]] = {"numpy": ("numpy",), "torch": ("numpy", "torch"), "reader": ()}
"""What a submission may import beside the standard library, by the runtime's name; a reader runs nothing of one."""

_BENEATH: dict[str, tuple[str, ...]] = {
    "numpy": (),
    "reader": (),
    "torch": ("sympy", "mpmath", "networkx", "jinja2", "markupsafe", "fsspec", "filelock", "typing_extensions",
              "torchgen", "functorch"),
}  # fmt: skip

_WARM: dict[str, tuple[str, ...]] = {
    "reader": ("autograder.intake",),
    "numpy": ("numpy", "numpy.fft", "numpy.linalg", "numpy.random", "numpy.polynomial", "numpy.lib.stride_tricks",
              "numpy.ma", "abc", "bisect", "cmath", "collections.abc", "contextlib", "copy", "dataclasses", "decimal",
              "enum", "fractions", "functools", "heapq", "inspect", "itertools", "math", "numbers", "operator",
              "random", "statistics", "string", "textwrap", "time", "typing", "warnings"),
}  # fmt: skip
_WARM["torch"] = (*_WARM["numpy"], "torch", "torch.nn", "torch.nn.functional", "torch.utils.data", "torch._dynamo")

FORK, END, REAP, STOP, GO = range(5)

ORDER = struct.Struct("<bq")
"""An order to the zygote: one of the verbs above, and the process id of a worker.

FORK (no id yet) is answered by `PID`. END kills a worker and REAP first lets one that has hung up end by itself: both are
answered by `ENDED`. STOP and GO, after which a worker's threads rest or run, are answered by `SECONDS`."""

PID = struct.Struct("<q")
"""The new worker's process id; -1 if there is none."""

ENDED = struct.Struct("<q?dd")
"""Wait status, whether the zygote killed it, seconds of user and of system time."""

SECONDS = struct.Struct("<d")
"""Processor time that all threads of the worker have taken so far."""


class _Site(importlib.abc.MetaPathFinder):
    """Finds the allowed packages, and what lies beneath them, in the environment's folders; nothing else there."""

    def __init__(self, folders: list[str], names: frozenset[str]) -> None:
        self._folders, self._names = folders, names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if path is None and fullname in self._names:
            return importlib.machinery.PathFinder.find_spec(fullname, self._folders, target)
        return None


def warm(runtime: Runtime, folders: list[str]) -> None:
    """Import what submissions of this runtime need, and put everything else out of reach."""
    for name in _WARM[runtime.name]:
        importlib.import_module(name)
    if runtime.name == "torch":
        _step_once()
    if runtime.name != "reader":
        _rehearse(runtime)
    forbid(runtime.forbidden_functions)
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) not in folders]
    sys.meta_path.append(_Site(folders, frozenset((*PACKAGES[runtime.name], *_BENEATH[runtime.name]))))
    sys.path_importer_cache.clear()


def _step_once() -> None:
    """Run a training step, so that no worker pays for what torch imports and compiles at the first one."""
    import torch

    torch.set_num_threads(1)
    layer = torch.nn.Linear(2, 2)
    optimizer = torch.optim.Adam(layer.parameters())
    for parameter in layer.parameters():
        parameter.grad = torch.zeros_like(parameter)  # a backward pass would start a thread for each GPU
    seen, torch.cuda.is_available = torch.cuda.is_available, lambda: False
    optimizer.step()  # and this would ask the GPU whether it is recording: a worker could then not use it any more
    torch.cuda.is_available = seen


_REHEARSAL = """
import numpy as np

def play(x, k=3):
    \"\"\"Go once through what most submissions use.\"\"\"
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(np.asarray(x), 1), k)
    if k < 1:
        raise ValueError(f"k must be positive, got {k}")
    return np.einsum("ij,j->i", windows, np.ones(k)) + np.fft.irfft(np.fft.rfft(x), len(x)).sum(axis=0)
"""


def _rehearse(runtime: Runtime) -> None:
    """Load and call a small module of ours: parsers and codecs build their tables at first use, once here for all workers."""
    before = list(sys.meta_path)
    server = Server(runtime, ("numpy",))
    server.handle(Load(0, {"rehearsal.py": _REHEARSAL}, ["rehearsal"], {"play": "rehearsal"}, {}), bytearray())
    for k in (3, 0):
        packer = Packer()
        call = Call(0, "play", "", [Seq([packer.pack(np.arange(5.0)), packer.pack(k)], True)], Map({}), echo=True)
        reply, buffers = server.handle(call, bytearray().join(packer.buffers))
        pack_frame(reply, buffers)
    sys.meta_path[:] = before
    del sys.modules["rehearsal"]


def _work(
    runtime: Runtime, make: Callable[[], Rules], home: Home | None, descriptor: int, memory: int, cpu_seconds: int
) -> None:
    """Become a worker and serve until the examiner hangs up."""
    rules = make()
    detach(keep=[descriptor, *([rules.files] if rules.files is not None else [])])
    limit(memory, cpu_seconds)
    drop_rights(home)
    output = Output()
    output.install()
    connection = Connection(socket.socket(fileno=descriptor), replies=False)
    seal(rules)
    connection.send(Progress(0, "", 0), [])  # the wall stands: what goes wrong from here on is the submission's doing
    serve(connection, runtime, PACKAGES[runtime.name], output)


_ALL_THREADS = 2
"""CPUCLOCK_SCHED: the kernel's clock of a process has this number, with the process id above it (linux/posix-timers.h)."""


def _end(pid: int, patience: float) -> bytes:
    """Reap a worker that ends by itself within some seconds, or kill it; return the answer."""
    deadline = time.monotonic() + patience
    found, status, usage = os.wait4(pid, os.WNOHANG)
    while not found and time.monotonic() < deadline:
        time.sleep(0.0005)
        found, status, usage = os.wait4(pid, os.WNOHANG)
    if not found:
        os.kill(pid, signal.SIGKILL)
        _pid, status, usage = os.wait4(pid, 0)
    return ENDED.pack(status, not found, usage.ru_utime, usage.ru_stime)


def _switch(pid: int, signal_: signal.Signals) -> bytes:
    """Stop a worker or let it go on; return its processor time."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal_)
    try:
        spent = time.clock_gettime((~pid << 3) | _ALL_THREADS)
    except OSError:
        spent = 0.0
    return SECONDS.pack(spent)


def run(
    runtime: Runtime, make: Callable[[], Rules], home: Home | None, control: socket.socket, memory: int, cpu_seconds: int
) -> None:
    """Obey orders until the examiner closes its end."""
    while True:
        order, descriptors, _flags, _address = socket.recv_fds(control, ORDER.size, 1)
        if len(order) < ORDER.size:
            return
        verb, pid = ORDER.unpack(order)
        if verb in (END, REAP):
            control.sendall(_end(pid, patience=0.05 if verb == REAP else 0.0))
            continue
        if verb != FORK:
            control.sendall(_switch(pid, signal.SIGSTOP if verb == STOP else signal.SIGCONT))
            continue
        try:
            child = os.fork() if home is None else fork_alone(home)
        except OSError:  # no process or memory to be had: the examiner is told, other workers go on
            os.close(descriptors[0])
            control.sendall(PID.pack(-1))
            continue
        if child == 0:
            try:
                control.close()
                _work(runtime, make, home, descriptors[0], memory, cpu_seconds)
            finally:
                os._exit(0)
        os.close(descriptors[0])
        control.sendall(PID.pack(child))


def main(home: Home | None) -> None:
    """Start from the command line: descriptor of the control socket, runtime as JSON, folders, processor seconds."""
    control = socket.socket(fileno=int(sys.argv[1]))
    runtime = msgspec.json.decode(sys.argv[2], type=Runtime)
    folders = msgspec.json.decode(sys.argv[3], type=list[str])
    warm(runtime, folders)
    if os.path.isdir("/proc/self/task") and len(os.listdir("/proc/self/task")) != 1:
        raise SystemExit("a zygote must have one thread, or its children hang")
    mapped = mapped_bytes()
    memory = mapped + (runtime.memory_mb << 20) if mapped and not runtime.gpu else 0  # CUDA maps more than there is
    packages = (*PACKAGES[runtime.name], *_BENEATH[runtime.name])
    if home is not None:
        with contextlib.suppress(OSError):  # mounts that are denied: what can be seen then decides the tier
            leave_files(readable(packages, folders, runtime.gpu), proc=runtime.gpu)

    def own_rules() -> Rules:  # a driver looks into /proc, and each worker has its own
        with contextlib.suppress(OSError):
            own_proc()
        return Rules.for_packages(packages, folders, gpu=True)

    rules = Rules.for_packages(packages, folders)
    gc.collect()
    gc.freeze()  # workers share what is there already: no collection touches, and so copies, its pages
    control.sendall(PID.pack(os.getpid()))
    with contextlib.suppress(ConnectionError):  # an examiner that is killed reads no more
        run(runtime, own_rules if runtime.gpu else lambda: rules, home, control, memory, int(sys.argv[4]))
