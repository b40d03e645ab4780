"""How often the timed check of an epoch errs: the reference beside itself, and beside loops that are 2 and 10 times slower.

Each trial is the whole procedure of the check (see :mod:`autograder.timing`): two workers, pairs in random order, until the
interval says something. With ``--busy`` another process keeps every other processor busy meanwhile.

Run ``python benchmarks/pace.py --trials 50``, on a GPU with ``--device cuda:0``.
"""

from __future__ import annotations

import argparse
import functools
import multiprocessing
import statistics
import time
from collections import Counter
from pathlib import Path

import numpy as np
import torch

from autograder import data, devices, units
from autograder.judge import runtime_of
from autograder.sandbox.process import ZygoteSandbox
from autograder.student import Student
from autograder.timing import lease, pace

UNIT = Path(__file__).resolve().parents[1] / "solutions/a4_cnn"
LIMIT = 4.0

SLOWER = """

_once = train_one_epoch


def train_one_epoch(model, images, labels, *, optimizer, batch_size, device, generator):
    loss = _once(model, images, labels, optimizer=optimizer, batch_size=batch_size, device=device, generator=generator)
    for _ in range({times} - 1):
        _once(model, images, labels, optimizer=optimizer, batch_size=batch_size, device=device, generator=generator)
    return loss
"""


def spin() -> None:
    """Keep a processor busy."""
    while True:
        sum(range(100_000))


class Side:
    """A worker that trains epochs, and how long one takes."""

    def __init__(self, sandbox: ZygoteSandbox, times: int, device: str) -> None:
        unit = units.load(UNIT)
        files = units.sources(UNIT, unit)
        if times > 1:
            files["training.py"] += SLOWER.format(times=times)
        self._student = Student(sandbox, unit, files, harness=units.harness(UNIT), device=device, rests=True)
        self._learner = self._student.harness.make("learner", 1, side=28, device=device)
        self._optimizer = self._student.harness.make("optimizer", self._learner, lr=0.02)
        self._device, self._runs = device, 0

    def seconds(self, images: torch.Tensor, labels: torch.Tensor, rng: np.random.Generator) -> float:
        """Train one epoch on fresh images; return the examiner's seconds."""
        chosen = torch.from_numpy(rng.permutation(len(images))[:1024])
        self._runs += 1
        self._student.begin()
        generator = self._student.harness.make("generator", self._runs)
        self._student.train_one_epoch(self._learner, images[chosen], labels[chosen], optimizer=self._optimizer, batch_size=32,
                                      device=self._device, generator=generator)  # fmt: skip
        return float(self._student.traces[-1].seconds)

    def close(self) -> None:
        """End the worker."""
        self._student.close()


def report(sandbox: ZygoteSandbox, times: int, trials: int, device: str) -> None:
    """Let the check judge a loop that does so many times the work, again and again, and print the verdicts."""
    raw_images, raw_labels = data.image_set("fashion_mnist", "train")
    images, labels = torch.from_numpy(raw_images)[:, None], torch.from_numpy(raw_labels)
    rng = np.random.default_rng(times)
    reference, side = Side(sandbox, 1, device), Side(sandbox, times, device)
    runs = [functools.partial(one.seconds, images, labels, rng) for one in (side, reference)]
    for run in runs:
        run()
    started = time.monotonic()
    with lease(device):
        found = [pace(*runs, LIMIT, rng) for _ in range(trials)]
    spent = time.monotonic() - started
    verdicts = ", ".join(f"{count} {verdict}" for verdict, count in Counter(one.verdict for one in found).items())
    ratios = [one.ratio for one in found]
    epoch = 1000 * statistics.median(one.reference_seconds for one in found)
    print(f"{times:>2} times the work: {verdicts}; ratio median {statistics.median(ratios):.2f}, {min(ratios):.2f} to "
          f"{max(ratios):.2f}; widest interval {max(one.high / one.low for one in found):.2f}; pairs up to "
          f"{max(one.pairs for one in found)}; one epoch {epoch:.0f} "
          f"ms; {spent / max(1, trials):.1f} s a trial", flush=True)  # fmt: skip
    reference.close()
    side.close()


def main() -> None:
    """Run the trials and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=50)
    parser.add_argument("--slower", type=int, default=5, help="trials of each slower loop")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--busy", action="store_true", help="keep every other processor busy")
    options = parser.parse_args()
    others = [multiprocessing.Process(target=spin, daemon=True) for _ in devices.processors()[1:] if options.busy]
    for other in others:
        other.start()
    sandbox = ZygoteSandbox(runtime_of(units.load(UNIT), options.device), cpu_seconds=36_000)
    print(f"device {devices.describe(options.device)}{', every other processor busy' if others else ''}; limit {LIMIT:g}")
    try:
        for times, trials in ((1, options.trials), (2, options.slower), (10, options.slower)):
            report(sandbox, times, trials, options.device)
    finally:
        sandbox.close()
        for other in others:
            other.terminate()


if __name__ == "__main__":
    main()
