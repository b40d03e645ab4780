"""What needs a GPU: workers that use one stay behind the wall, and unit a4 is graded on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import devices, units
from autograder.errors import StudentKilled, StudentRaised
from autograder.model import Limits, Task, Unit
from autograder.sandbox import Runtime
from autograder.sandbox.probe import probe, tier
from autograder.sandbox.process import ZygoteSandbox
from autograder.student import Student

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not devices.gpus(), reason="there is no GPU here")]

UNIT = Path(__file__).parents[1] / "solutions/a4_cnn"

SOURCE = """
import os, torch

def add(device):
    return float((torch.ones(3, device=device) + 1).sum())

def train(device):
    layer = torch.nn.Linear(100, 10).to(device)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1)
    x = torch.rand(500, 100, device=device)
    for _ in range(20):
        optimizer.zero_grad()
        loss = layer(x).square().mean()
        loss.backward()
        optimizer.step()
    return loss.item()

def processes():
    return sorted(name for name in os.listdir("/proc") if name.isdigit())

def hoard():
    kept = []
    while True:
        kept.append(b"x" * (64 << 20))

def hoard_on(device):
    return [torch.ones(1 << 33, device=device) for _ in range(100)]

def write(path):
    open(path, "w").write("x")
"""


@pytest.fixture(scope="module")
def sandbox():
    """A sandbox whose workers may use GPUs."""
    sandbox = ZygoteSandbox(Runtime("torch", memory_mb=2048, gpu=True), cpu_seconds=120)
    yield sandbox
    sandbox.close()


@pytest.fixture
def student(sandbox):
    """A submission that uses the GPU."""
    names = ["add", "train", "processes", "hoard", "hoard_on", "write"]
    tasks = {name: Task(1.0, module="m") for name in names}
    student = Student(sandbox, Unit("T", "torch", ["m"], tasks, limits=Limits(60, 60, 300)), {"m.py": SOURCE}, rests=True)
    yield student
    student.close()


def test_a_worker_computes_on_the_gpu(student):
    """Behind the wall CUDA starts, adds and trains."""
    assert student.add("cuda:0") == 6.0
    assert student.train("cuda:0") >= 0


def test_the_wall_stands_all_the_same(sandbox):
    """A worker that may use a GPU is held by tier A or, without namespaces, B."""
    assert tier(probe(sandbox)) in ("A", "B")


def test_a_worker_sees_no_process_but_itself(student):
    """The ``/proc`` that the driver needs shows nothing else."""
    assert student.processes() == ["1"]


def test_a_worker_writes_no_file(student, tmp_path):
    """That threads can be named opens no other file."""
    with pytest.raises(StudentRaised):
        student.write(str(tmp_path / "x"))
    with pytest.raises(StudentRaised):
        student.write("/proc/sys/kernel/hostname")


def test_too_much_memory_ends_a_worker(student):
    """Memory of the processor is watched, since no limit of the kernel's fits."""
    with pytest.raises(StudentKilled, match="more than 2048 MiB"):
        student.hoard()


def test_too_much_memory_of_the_gpu_is_an_error(student):
    """A GPU that is full is the submission's error, and the next call goes on."""
    with pytest.raises(StudentRaised, match="OutOfMemoryError"):
        student.hoard_on("cuda:0")
    assert student.add("cuda:0") == 6.0


def test_the_reference_of_a4_on_the_gpu(grade, tmp_path):
    """Every check passes there, and the record says where it ran and at which pace."""
    folder = tmp_path / "ada"
    folder.mkdir()
    for name, source in units.sources(UNIT, units.load(UNIT)).items():
        (folder / name).write_text(source, "utf-8")
    report = grade(UNIT, {"ada": folder}, tmp_path / "out", device="cuda")["ada"].report
    tests = [test for task in report.tasks for test in task.tests]
    print(
        [(test.name, test.outcome, test.message, test.measured) for test in tests if test.measured or test.outcome != "passed"]
    )
    assert report.provenance.device.startswith("cuda ")
    assert [test.name for test in tests if test.outcome != "passed"] == []
