"""Known mistakes of what stays in a worker: the wrong answer that does the same in every call is named, and nothing else."""

from __future__ import annotations

import pytest

from autograder import shadows, units
from autograder.examine import Job, Judge, collect, load_reference
from autograder.mistakes import Mistakes
from autograder.plugin import Examination

pytestmark = pytest.mark.slow

EAGER = '''

class Scaler(nn.Module):
    """Mine: the factors are added."""

    def __init__(self, factor):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(float(factor)))

    def forward(self, x):
        return torch.mul(self.scale, x)

    def times(self, other):
        return Scaler(float(self.scale + other.scale){more})
'''


@pytest.fixture(scope="module")
def named(units_folder, grade, tmp_path_factory):
    """Which mistake each of some submissions is told of, by task."""

    def run(**sources):
        folder = tmp_path_factory.mktemp("submissions")
        for name, source in sources.items():
            (folder / name).mkdir()
            (folder / name / "tiny_torch.py").write_text(source, "utf-8")
        rows = grade(units_folder / "tiny_torch", {name: folder / name for name in sources}, folder / "out")
        return {name: {task.name: task.mistake for task in row.report.tasks} for name, row in rows.items()}

    return run


@pytest.fixture(scope="module")
def source(units_folder):
    """The source of the reference."""
    return (units_folder / "tiny_torch/tiny_torch.py").read_text("utf-8")


def test_the_mistake_that_does_the_same_in_a_worker_is_named(named, source):
    """A class of one's own that adds is taken for the known one; one that adds one more is not, nor is a right one."""
    mine = {"adds": source + EAGER.format(more=""), "adds_more": source + EAGER.format(more=" + 1.0"), "right": source}
    found = named(**mine)
    assert {name: tasks["Scaler"] for name, tasks in found.items()} == {"adds": "adds", "adds_more": "", "right": ""}


def test_values_alone_need_no_worker(named, source):
    """A function of tensors is compared in the examiner, in the same unit."""
    assert named(halve=source + "\n\ndef halve(x):\n    return x // 2 + 0.25\n")["halve"]["halve"] == "rounds"


@pytest.mark.parametrize(("seconds", "name"), [(60.0, "adds"), (0.0, "")], ids=["enough", "none"])
def test_the_time_is_bounded(units_folder, source, monkeypatch, forget, seconds, name):
    """Without time left no mistake is looked for."""
    monkeypatch.setattr(shadows, "SECONDS", seconds)
    folder, found = units_folder / "tiny_torch", []
    unit = units.load(folder)
    reference = load_reference(folder, unit)

    def conduct(examination):
        judge = Judge(folder, unit, "cpu", print, Mistakes(folder, unit, reference))
        files = {"tiny_torch.py": source + EAGER.format(more="")}
        found.append(judge.judge(Job(files, "00", ["Scaler"], explain=True), examination).mistakes)
        judge.sandbox.close()

    forget()
    collect(folder / "suite", Examination(unit, reference, conduct))
    forget()
    assert [mistake.name for mistake in found[0].values()] == [name] * bool(name)
