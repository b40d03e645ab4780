"""Workers as processes: what they can send, how they end, and what the wall keeps from them."""

from __future__ import annotations

import inspect
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import psutil
import pytest

from autograder.errors import GraderError, StudentKilled, StudentRaised, StudentTimeout
from autograder.model import Limits, Task, Unit
from autograder.sandbox import Runtime
from autograder.sandbox.inprocess import InProcess
from autograder.sandbox.probe import ATTEMPTS, probe, tier
from autograder.sandbox.process import ZygoteSandbox
from autograder.student import Student

HEAD = """
import os, socket, sys, time
import numpy as np

def up(name):
    frame = sys._getframe()
    while name not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals[name]

def fine():
    return 7
"""


@pytest.fixture(scope="module")
def zygote():
    """A NumPy sandbox for all tests that do not kill its zygote."""
    sandbox = ZygoteSandbox(Runtime("numpy", ("numpy.convolve",), ("scipy",), 256), cpu_seconds=20)
    yield sandbox
    sandbox.close()


@pytest.fixture
def load(zygote):
    """Return a student whose functions are the given source, and `fine`."""
    opened = []

    def make(source, sandbox=zygote, seconds=0.5):
        text = HEAD + textwrap.dedent(source)
        names = [line[4:].partition("(")[0] for line in text.splitlines() if line.startswith("def ")]
        unit = Unit("T", "numpy", ["m"], {name: Task(1.0, module="m") for name in names}, limits=Limits(seconds, 3.0, 30.0))
        opened.append(Student(sandbox, unit, {"m.py": text}))
        return opened[-1]

    yield make
    for student in opened:
        student.close()


def worker_of(student, sandbox):
    """Return the process in which a submission runs; in its own namespace it has another number."""
    student.fine()
    return psutil.Process(sandbox._process.pid).children(recursive=True)[-1]


def gone(process):
    """Whether a process ends within two seconds; one that only waits to be reaped has ended."""
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.01)
    return False


MISCHIEF = {
    "a reply before the question": """
        up('connection')._sock.send(bytes(20)); return 1""",
    "a reply to another question": """
        from autograder.wire import Progress; up('connection').send(Progress(up('request').id + 1, 'm.py', 1), []); return 1""",
    "garbage": """
        up('connection')._sock.send((5).to_bytes(4, 'little') + bytes(8) + b'\\xc1' * 5); return 1""",
    "a header without an end": """
        up('connection')._sock.send(b'\\xff' * 12); return 1""",
    "a payload without an end": """
        up('connection')._sock.send((5).to_bytes(4, 'little') + b'\\xff' * 8); return 1""",
    "a bomb of nested arrays": """
        body = b'\\x91' * 100_000; up('connection')._sock.send(len(body).to_bytes(4, 'little') + bytes(8) + body); return 1""",
    "nothing but the end": """
        up('connection')._sock.close(); return 1""",
    "half a reply and the end": """
        up('connection')._sock.send((50).to_bytes(4, 'little') + bytes(8) + b'xx'); os._exit(0)""",
}


@pytest.mark.parametrize("body", MISCHIEF.values(), ids=MISCHIEF)
def test_mischief_on_the_wire_ends_the_worker(load, body):
    """What is no answer kills the worker that sent it, and the next call is answered by a fresh one."""
    student = load(f"def bad():\n    {inspect.cleandoc(body).strip()}")
    with pytest.raises(StudentKilled):
        student.bad()
    assert student.fine() == 7


def test_a_reply_in_advance_for_the_next_call(load):
    """A second reply that waits for the next call is found before that call is made."""
    student = load("""
        def bad():
            from autograder.wire import Result
            for _ in range(2):
                up('connection').send(Result(up('request').id, [42], [], None, [], 0), [])
            time.sleep(9)
        """)
    assert student.bad() == 42  # its own value, judged as any other
    with pytest.raises(StudentKilled):
        student.fine()
    assert student.fine() == 7


ENDLESS = {
    "a loop": "while True: pass",
    "a loop in C": "sum(iter(int, 1))",
    "a sleep": "time.sleep(1000)",
    "a loop that catches all": "\n".join(["while True:", "        try:", "            while True: pass",
                                          "        except BaseException: pass"]),
}  # fmt: skip


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_time_is_measured_from_outside(load, body):
    """A call that never returns is ended at its deadline, whatever it does."""
    student = load(f"def bad():\n    {body}", seconds=0.3)
    student.fine()
    started = time.monotonic()
    with pytest.raises(StudentTimeout):
        student.bad()
    assert 0.25 < time.monotonic() - started < 1.5
    assert student.fine() == 7


ENDINGS = {"os._exit(0)": "exited with status 0", "os._exit(3)": "exited with status 3",
           "import ctypes; ctypes.string_at(0)": "killed by SIGSEGV"}  # fmt: skip


@pytest.mark.parametrize(("body", "how"), ENDINGS.items(), ids=ENDINGS)
def test_how_a_worker_ended(load, body, how):
    """A worker that ends in a call is killed work, with the way it ended."""
    student = load(f"def bad():\n    {body}")
    with pytest.raises(StudentKilled, match=how):
        student.bad()
    assert student.fine() == 7


def test_memory_is_limited(load):
    """More memory than allowed is a MemoryError of the submission's."""
    with pytest.raises(StudentRaised, match="MemoryError"):
        load("def bad(): return np.ones(1 << 26).sum()").bad()


def test_shared_memory_is_limited_too(load):
    """Shared mappings count."""
    with pytest.raises(StudentRaised, match="OSError"):
        load("def bad():\n    import mmap\n    return len(mmap.mmap(-1, 1 << 30))").bad()


def test_only_four_descriptors_are_open(load):
    """A worker holds its standard streams, which lead nowhere, and the wire."""
    found = load("""
        def descriptors():
            found = []
            for descriptor in range(4096):
                try:
                    os.fstat(descriptor)
                    found.append(descriptor)
                except OSError:
                    pass
            return found
        """).descriptors()
    assert found[:3] == [0, 1, 2] and len(found) == 4


def test_the_environment_is_an_allow_list(load, monkeypatch):
    """Nothing of the grader's environment is in a worker's."""
    monkeypatch.setenv("COURSE_SECRET", "0123456789abcdef")
    keys = set(load("def keys(): return sorted(os.environ)").keys())
    assert keys <= {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "MALLOC_ARENA_MAX", "PYTHONHASHSEED",
                    "LC_ALL", "LC_CTYPE", "KMP_DUPLICATE_LIB_OK", "KMP_INIT_AT_FORK"}  # fmt: skip


def test_no_test_module_is_loaded(load):
    """Nothing of pytest, the suite or the examiner is in a worker's memory."""
    names = load("def names(): return sorted(sys.modules)").names()
    assert not {
        "pytest",
        "_pytest",
        "autograder.plugin",
        "autograder.judge",
        "autograder.messages",
        "autograder.mistakes",
        "autograder.shadows",
        "autograder.examine",
        "autograder.student",
        "scipy",
        "torch",
    } & set(names)


def test_the_arguments_tell_nothing(load):
    """The command line of a worker names no unit and no suite."""
    assert "tiny" not in " ".join(load("def argv(): return [*sys.argv, os.getcwd()]").argv())


def test_workers_share_no_state(load):
    """What one submission leaves in its modules another does not find."""
    source = "def mark():\n    before = getattr(np, 'marked', False)\n    np.marked = True\n    return before"
    assert [load(source).mark(), load(source).mark()] == [False, False]


def test_a_worker_ends_with_its_channel(load, zygote):
    """Closing a student leaves no process behind."""
    student = load("")
    worker = worker_of(student, zygote)
    student.close()
    assert gone(worker)


@pytest.fixture
def own_zygote():
    """A sandbox whose zygote may be killed."""
    sandbox = ZygoteSandbox(Runtime("numpy"), cpu_seconds=20)
    yield sandbox
    sandbox.close()


def test_a_killed_zygote_is_replaced(load, own_zygote):
    """When the zygote dies its worker dies with it; that is no fault of the submission's, and the call has both anew."""
    student = load("", sandbox=own_zygote)
    worker = worker_of(student, own_zygote)
    worker.parent().kill()
    own_zygote._process.wait()
    assert student.fine() == 7
    assert gone(worker)


def test_a_worker_killed_from_outside_is_replaced_once(load, zygote):
    """A call whose worker somebody kills is made again, in a fresh one."""
    student = load("def slow():\n    time.sleep(0.3)\n    return 5")
    worker = worker_of(student, zygote)
    threading.Timer(0.1, worker.kill).start()
    assert student.slow() == 5


def test_closing_a_sandbox_ends_its_workers(load, own_zygote):
    """No worker outlives its sandbox."""
    worker = worker_of(load("", sandbox=own_zygote), own_zygote)
    own_zygote.close()
    assert gone(worker)


def test_a_zygote_that_cannot_start(monkeypatch):
    """A broken installation is a GraderError, not a zero."""
    monkeypatch.setattr("autograder.sandbox.process._BOOT", "raise SystemExit(1)")
    sandbox = ZygoteSandbox(Runtime("numpy"), cpu_seconds=20)
    with pytest.raises(GraderError, match="did not start"):
        sandbox.open()


def test_a_live_object_is_lost_after_a_kill(load):
    """An object of a worker that was killed does not come back with the next one."""
    student = load("def make(): return fine\ndef bad(): os._exit(0)")
    live = student.make("make")
    assert live() == 7
    with pytest.raises(StudentKilled):
        student.bad()
    student.fine()
    with pytest.raises(StudentKilled, match="lost"):
        live()


STANDARD = ("csv", "glob", "json", "logging", "pprint", "queue", "timeit", "unittest")


@pytest.mark.parametrize("name", STANDARD)
def test_the_standard_library_can_be_imported(load, name):
    """A submission may use any module of the standard library."""
    assert load(f"import {name}\ndef used(): return {name}.__name__").used() == name


def test_a_default_that_never_ends(load):
    """A definition whose default value never ends costs no function before it."""
    student = load("def early(): return 1\ndef late(x=sum(iter(int, 1))): return 2")
    assert student.early() == 1


def test_a_result_that_is_too_large_to_send(load):
    """A result beyond the limit of a frame is a wrong value, and ends no worker."""
    value = load("def long(): return 'x' * (5 << 20)", seconds=5.0).long()
    assert "too large" in value.kind


FORBIDDEN = {
    "read answers": f"open({str(Path(__file__).parent / 'units/tiny/tiny.py')!r}).read(1)",
    "read passwords": "open('/etc/passwd').read(1)",
    "list a folder": "os.listdir('/tmp')",
    "read its parent's memory": "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "read its own maps": "open('/proc/self/maps').read(1)",
    "write a file": "open('/tmp/autograder-test', 'w')",
    "write beside numpy": "open(os.path.join(os.path.dirname(np.__file__), 'x.py'), 'w')",
    "write shared memory": "open('/dev/shm/autograder-test', 'w')",
    "remove a file": "os.unlink('/tmp/autograder-test')",
    "make a folder": "os.mkdir('/tmp/autograder-test')",
    "fork": "os.fork()",
    "execute": "os.execv('/bin/true', ['true'])",
    "open an internet socket": "socket.socket(socket.AF_INET)",
    "open a datagram socket": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "open a local socket": "socket.socket(socket.AF_UNIX)",
    "open a pair of sockets": "socket.socketpair()",
    "signal its parent": "os.kill(os.getppid(), 0)",
    "signal everybody": "os.kill(-1, 9)",
    "change its priority": "os.setpriority(os.PRIO_PROCESS, 0, -5)",
    "become a session": "os.setsid()",
    "change the root": "os.chroot('/tmp')",
    "raise its limits": "__import__('resource').setrlimit(7, (1000, 1000))",
    "make memory files": "os.memfd_create('x')",
}


@pytest.mark.system
@pytest.mark.parametrize("expression", FORBIDDEN.values(), ids=FORBIDDEN)
def test_the_wall_holds(load, expression):
    """What a submission has no business doing fails with a refusal, and the worker lives on."""
    student = load(f"def attempt(): return str({expression})")
    with pytest.raises(StudentRaised) as caught:
        student.attempt()
    assert {"OSError", "ValueError"} & set(caught.value.bases), str(caught.value)
    assert student.fine() == 7


@pytest.mark.system
def test_there_is_no_place_for_temporary_files(load):
    """A submission that asks for one is told so by Python itself, and goes on."""
    student = load("def attempt():\n    import tempfile\n    return tempfile.TemporaryFile().name")
    with pytest.raises(StudentRaised, match="FileNotFoundError"):
        student.attempt()
    assert student.fine() == 7


@pytest.mark.system
def test_the_evidence_of_this_machine(zygote):
    """By trying, all but the view of other processes is blocked here."""
    found = probe(zygote)
    assert tier(found) in ("A", "B"), found


def evidence(**other):
    """Every attempt blocked but some."""
    return {**dict.fromkeys(ATTEMPTS, "blocked: PermissionError"), **other}


@pytest.mark.parametrize(("found", "expected"), [
    (evidence(), "A"),
    (evidence(be_among_other_processes="open: it is process 7"), "B"),
    (evidence(see_files="open: 2 bytes seen"), "B"),
    (evidence(read_files="open: 2 bytes read"), "C"),
    (evidence(start_processes="open: forked"), "C"),
    (evidence(read_files="open: 2 bytes read", start_processes="open: forked"), "D"),
    (evidence(write_files="could not be tried: its process exited"), "C"),
    (dict.fromkeys(ATTEMPTS, "could not be tried: no worker"), "D"),
    ({}, "D"),
])  # fmt: skip
def test_the_tier_follows_from_evidence(found, expected):
    """Only an attempt that was made and blocked counts."""
    assert tier(found) == expected


def test_a_probe_that_cannot_run_is_no_evidence(fake):
    """Where the worker only raises, every attempt could not be tried, and the tier is the weakest."""
    found = probe(fake({}, missing=dict.fromkeys(ATTEMPTS, "there is no file probe.py")))
    assert all(what.startswith("could not be tried") for what in found.values())
    assert tier(found) == "D"


def test_a_worker_that_lies_about_nothing(fake):
    """An answer that is no word of refusal is none."""
    assert tier(probe(fake(dict.fromkeys(ATTEMPTS, lambda path: None)))) == "D"


def test_in_process_calls_are_answered():
    """Public checks run without any process."""
    sandbox = InProcess(Runtime("numpy"))
    unit = Unit("T", "numpy", ["own"], {"f": Task(1.0, module="own")})
    student = Student(sandbox, unit, {"own.py": "def f(x): return x + 1"})
    try:
        assert student.f(1) == 2
    finally:
        sandbox.close()


def test_in_process_loops_are_interrupted():
    """A loop in Python is interrupted on the author's own machine as well."""
    sandbox = InProcess(Runtime("numpy"))
    unit = Unit("T", "numpy", ["own"], {"f": Task(1.0, module="own")}, limits=Limits(0.2))
    student = Student(sandbox, unit, {"own.py": "def f():\n    while True: pass"})
    try:
        with pytest.raises(StudentTimeout):
            student.f()
    finally:
        sandbox.close()


TRACED = """
import sys
from autograder.model import Task, Unit
from autograder.sandbox import Runtime
from autograder.sandbox.inprocess import InProcess
from autograder.student import Student

unit = Unit("T", "numpy", ["own"], {"f": Task(1.0, module="own")})
Student(InProcess(Runtime("numpy")), unit, {"own.py": "def f(x): return x + 1"}).f(1)
sys.settrace(lambda frame, event, argument: None)
(lambda: None)()
"""


def test_a_debugger_can_go_on_after_calls_in_process():
    """A trace function that is set after a check, as a debugger does in a notebook, does not hang the process."""
    assert subprocess.run([sys.executable, "-c", TRACED], timeout=60, check=False).returncode == 0


@pytest.fixture
def resting(zygote):
    """Return a submission whose worker rests between calls, with a thread of its own that never would."""
    source = """
import threading, time

def spin():
    while True:
        pass

def start():
    threading.Thread(target=spin, daemon=True).start()

def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass

def spent():
    return time.process_time()
"""
    names = ["start", "work", "spent"]
    unit = Unit("T", "numpy", ["m"], {name: Task(1.0, module="m") for name in names})
    student = Student(
        zygote, unit, {"m.py": source}, harness="def twice(x):\n    return 2 * x\n\ndef _own():\n    pass\n", rests=True
    )
    yield student
    student.close()


def test_nothing_runs_between_calls_of_a_worker_that_rests(resting):
    """A thread that a call started stands still until the next one: all that it spends, it spends in calls."""
    resting.start()
    first = resting.spent()
    time.sleep(0.5)
    in_calls = resting.traces[-1].cpu_seconds
    last = resting.spent()
    assert last - first < in_calls + resting.traces[-1].cpu_seconds + 0.1


def test_the_processor_time_of_a_call_is_counted(resting):
    """What a worker that rests spends in a call, all threads together, is known outside."""
    resting.work(0.2)
    assert 0.15 < resting.traces[-1].cpu_seconds < 0.5 and resting.traces[-1].seconds >= 0.15


def test_a_worker_that_rests_can_be_ended(resting, zygote):
    """Closing ends a stopped process."""
    resting.spent()
    process = psutil.Process(zygote._process.pid).children(recursive=True)[-1]
    deadline = time.monotonic() + 2
    while process.status() != psutil.STATUS_STOPPED and time.monotonic() < deadline:
        time.sleep(0.01)  # the signal is on its way
    assert process.status() == psutil.STATUS_STOPPED
    resting.close()
    assert gone(process)


def test_a_harness_is_called_beside_the_submission(resting):
    """Functions of the unit's harness are called by name; private ones are not there."""
    assert resting.harness.twice(21) == 42
    assert "KeyError" in str(resting._call("harness._own", (), {}).error)


def test_an_attempt_is_not_blamed_for_the_one_before(load):
    """A call that fails after another has used what is forbidden is an error of its own, not a forbidden one."""
    student = load("""
        def f(x):
            try:
                np.convolve([1], [1])
            except RuntimeError:
                pass

        def g(x):
            if x:
                return f(x)
            raise TypeError("not this one")
        """)
    (_case, first), (_other, second) = student.attempts("g", [(1,), (0,)])
    assert first() is None
    with pytest.raises(StudentRaised, match="not this one") as raised:
        second()
    assert not raised.value.forbidden


def test_attempts_end_where_the_process_would(load):
    """After sys.exit() in one call no other is made."""
    student = load("""
        made = []

        def f(x):
            made.append(x)
            sys.exit()

        def g():
            return made
        """)
    for _case, attempt in student.attempts("f", [(1,), (2,)]):
        with pytest.raises(StudentRaised, match="SystemExit"):
            attempt()
    assert student.g() == [1]
