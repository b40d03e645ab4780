"""Known mistakes of what stays in a worker: the wrong answer that does the same in every call is named, and nothing else."""

from __future__ import annotations

import pytest

from autograder import shadows, units
from autograder.judge import Judge, collect, load_reference
from autograder.messages import NO_MISTAKES, Job
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


@pytest.fixture
def judged(units_folder, source, forget):
    """What an examiner finds in a class of one's own that adds, as one task or with no look for mistakes, and what it said."""

    def run(*explained):
        folder, found, said = units_folder / "tiny_torch", [], []
        unit = units.load(folder)
        reference = load_reference(folder, unit)

        def conduct(examination):
            judge = Judge(folder, unit, "cpu", said.append, Mistakes(folder, unit, reference))
            files = {"tiny_torch.py": source + EAGER.format(more="")}
            found.extend(judge.judge(Job(files, "00", ["Scaler"], explain=explain), examination) for explain in explained)
            judge.sandbox.close()

        forget()
        collect(folder / "suite", Examination(unit, reference, conduct))
        forget()
        return found, said

    return run


@pytest.mark.parametrize("limit", ["SECONDS", "CPU_SECONDS"])
def test_the_time_is_bounded(judged, monkeypatch, limit):
    """Without time left, by the clock or of processors, no mistake is looked for, and staff is told."""
    monkeypatch.setattr(shadows, limit, 0.0)
    (findings,), _said = judged(True)
    assert findings.mistakes == {} and findings.problems[-1].startswith(f"{NO_MISTAKES}: TimeoutError: ")


def test_looking_for_mistakes_is_no_hanging(judged):
    """Whoever waits for the examiner hears of each known mistake that is tried; then one is found."""
    (findings,), said = judged(True)
    assert [mistake.name for mistake in findings.mistakes.values()] == ["adds"]
    assert set(said) == {"Scaler: compared with known mistakes"}


def test_workers_of_known_mistakes_are_counted(judged):
    """Their processor time is part of what the submission cost."""
    (without, explained), _said = judged(False, True)
    assert explained.cpu_seconds["worker"] > 1.5 * without.cpu_seconds["worker"]
