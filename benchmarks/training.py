"""How soon `fit` of unit a4 reaches 86 % beside the plain tutorial loop, and how accurate it is in the whole budget.

Both train on the 12,000 images that students get, on one thread, in turn and in random order, a seed at a time; accuracy is
that on the 10,000 test images. The clock counts processor time, and stands while accuracy is measured.

The tutorial loop goes on, measured after every quarter of a pass, until it first reaches the target. `fit` cannot be looked
into: it is called with one small budget after another, each a quarter larger, until what it returns reaches the target; the
time of that call counts. The budget for accuracy is a multiple of the time of a plain loop, 200 steps of the lecture's
network, as in grading.

Run ``python benchmarks/training.py --seeds 5``; on a machine with other work, under ``nice``.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy and torch are imported

import torch
from torch import Tensor, nn
from torchvision import transforms
from torchvision.transforms.functional import to_pil_image

from autograder import units
from autograder.data import image_set
from autograder.judge import load_reference

ROOT = Path(__file__).resolve().parents[1]
TARGET = 0.86
BUDGET = 6.0  # times the plain loop: what grading allows
PLAIN_STEPS, PLAIN_BATCH = 200, 128
FIRST_BUDGET, GROWTH = 1.0, 1.25
PASSES = 40  # after which a tutorial loop without success is given up
CONFIDENCE = 0.95


class Clothes(torch.utils.data.Dataset[tuple[Tensor, int]]):
    """The images as tutorials read them: one PIL image at a time, transformed when it is asked for."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self._images, self._labels = [to_pil_image(image) for image in images], labels.tolist()
        self._transform = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.5,), (0.5,))])

    def __len__(self) -> int:
        return len(self._labels)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self._transform(self._images[index]), self._labels[index]


class Sides:
    """The two rivals and the data."""

    def __init__(self, a4: ModuleType) -> None:
        self.a4 = a4
        self.images, self.labels = tensors("train")
        self.test_images, self.test_labels = tensors("test")
        self._clothes = Clothes(self.images, self.labels)

    def accuracy(self, model: nn.Module, normalised: bool = False) -> float:
        """Return the accuracy on the test images, which the tutorial's network wants from -1 to 1."""
        images = self.test_images.float() / 127.5 - 1 if normalised else self.test_images
        return float((self.a4.predict(model, images, device="cpu") == self.test_labels).float().mean())

    def fit(self, budget: float, seed: int) -> tuple[float, float]:
        """Return processor time and accuracy of one call of the reference."""
        before = time.process_time()
        model = self.a4.fit(self.images, self.labels, num_classes=10, device="cpu", budget_seconds=budget, seed=seed)
        return time.process_time() - before, self.accuracy(model)

    def fit_to_target(self, seed: int) -> float:
        """Return the processor time of the first call of `fit` that reaches the target."""
        budget = FIRST_BUDGET
        while True:
            seconds, reached = self.fit(budget, seed)
            if reached >= TARGET:
                return seconds
            budget *= GROWTH

    def tutorial_to_target(self, seed: int) -> float:
        """Return the processor time in which the tutorial loop first reaches the target."""
        torch.manual_seed(seed)
        model = self.a4.MyConvNet(in_channels=1)
        optimizer, criterion = torch.optim.Adam(model.parameters(), lr=1e-3), nn.CrossEntropyLoss()
        loader = torch.utils.data.DataLoader(self._clothes, batch_size=64, shuffle=True)
        quarter, spent = len(loader) // 4, 0.0
        for _ in range(PASSES):
            begun = time.process_time()
            for step, (images, labels) in enumerate(loader, start=1):
                optimizer.zero_grad()
                loss = criterion(model(images), labels)
                loss.backward()
                optimizer.step()
                if step % quarter == 0:
                    spent += time.process_time() - begun
                    if self.accuracy(model, normalised=True) >= TARGET:
                        return spent
                    begun = time.process_time()
            spent += time.process_time() - begun
        raise SystemExit(f"the tutorial loop did not reach {TARGET:.0%} in {PASSES} passes")

    def plain_loop(self) -> float:
        """Return the wall-clock time of the loop of which the budget of `fit` is a multiple."""
        model = self.a4.MyConvNet(in_channels=1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        images, labels = torch.rand(PLAIN_BATCH, 1, 28, 28), torch.arange(PLAIN_BATCH) % 10
        for step in range(PLAIN_STEPS + 10):
            if step == 10:  # the first are warming up
                before = time.perf_counter()
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(images), labels).backward()
            optimizer.step()
        return time.perf_counter() - before


def tensors(split: str) -> tuple[Tensor, Tensor]:
    """Return images of shape (N, 1, 28, 28) and labels."""
    images, labels = image_set("fashion_mnist", split)
    return torch.from_numpy(images)[:, None], torch.from_numpy(labels)


def in_turn(calls: list[Callable[[int], float]], seeds: int) -> list[list[float]]:
    """Return what each call gives for each seed, having called them in random order within each seed."""
    order = random.Random(0)
    results: list[list[float]] = [[] for _ in calls]
    for seed in range(seeds):
        for index in order.sample(range(len(calls)), len(calls)):
            results[index].append(calls[index](seed))
    return results


def interval(ratios: list[float]) -> tuple[float, float, float]:
    """Return the geometric mean of paired ratios and a confidence interval for it, by Student's t."""
    from scipy import stats

    logs = [math.log(ratio) for ratio in ratios]
    centre, error = statistics.fmean(logs), statistics.stdev(logs) / math.sqrt(len(logs))
    reach = float(stats.t.ppf((1 + CONFIDENCE) / 2, len(logs) - 1)) * error
    return math.exp(centre), math.exp(centre - reach), math.exp(centre + reach)


def row(name: str, values: list[float], unit: str, scale: float = 1.0) -> None:
    """Print mean, spread and range."""
    values = [scale * value for value in values]
    print(f"{name:<44}{statistics.fmean(values):8.2f} {unit}, sd {statistics.stdev(values):.2f}, "
          f"{min(values):.2f} to {max(values):.2f} (n = {len(values)})", flush=True)  # fmt: skip


def main() -> None:
    """Run both sides in turn and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--budget", type=float, help=f"seconds for `fit`; default: {BUDGET:g} times the plain loop")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("--seeds: a spread needs at least 2")
    torch.set_num_threads(1)
    folder = ROOT / "solutions" / "a4_cnn"
    sides = Sides(load_reference(folder, units.load(folder)))
    sides.fit(FIRST_BUDGET, seed=0)  # warms up

    ours, theirs = in_turn([sides.fit_to_target, sides.tutorial_to_target], options.seeds)
    row(f"fit to {TARGET:.0%}, processor time", ours, "s")
    row(f"tutorial loop to {TARGET:.0%}, processor time", theirs, "s")
    ratio, low, high = interval([their / our for our, their in zip(ours, theirs, strict=True)])
    print(f"fit is {ratio:.1f} times as fast (geometric mean; {CONFIDENCE:.0%} interval {low:.1f} to {high:.1f})", flush=True)

    plain = statistics.median(sides.plain_loop() for _ in range(5))
    budget = options.budget or BUDGET * plain
    print(f"{PLAIN_STEPS} steps of the plain loop: {plain:.2f} s; budget of fit: {budget:.1f} s", flush=True)
    calls = [sides.fit(budget, seed) for seed in range(options.seeds)]
    row("fit with that budget, processor time", [seconds for seconds, _reached in calls], "s")
    row("fit with that budget, test accuracy", [reached for _seconds, reached in calls], "%", 100)


if __name__ == "__main__":
    main()
