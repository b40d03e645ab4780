"""How well the references of unit a5 find boxes and masks in 30 seconds, and what a scene costs.

Both train on 4,000 scenes of 64 by 64 on one thread, a seed at a time, and are judged on 500 scenes of other items. The clock
that they read while they train is that of processor time, so that other work on the machine takes nothing of the budget. IoU is
that of each box, and of the object's pixels in each image; both are means over images.

Run ``python benchmarks/applications.py --seeds 5``.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy and torch are imported

import numpy as np
import torch
from torch import Tensor

from autograder import units
from autograder.data import Scenes, image_set, make_scenes, photograph
from autograder.judge import load_reference

UNIT = Path(__file__).resolve().parents[1] / "solutions" / "a5_applications"
TEXTURES = ("ascent", "brick", "camera", "coins", "grass", "gravel")
TRAINING, HELD_OUT = 4000, 500


def scenes(split: str, count: int, seed: int) -> Scenes:
    """Return scenes with one object each."""
    textures = [photograph(name) for name in TEXTURES]
    return make_scenes(*image_set("fashion_mnist", split), textures, count, np.random.default_rng(seed))


def tensors(split: str, count: int, seed: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return images, boxes and masks."""
    made = scenes(split, count, seed)
    return torch.from_numpy(made.images), torch.from_numpy(made.boxes[:, 0]), torch.from_numpy(made.masks)


def mask_iou(found: Tensor, masks: Tensor) -> Tensor:
    """Return of each image the pixels that both give to the object over those that either does."""
    both, either = ((found == 1) & (masks == 1)).flatten(1).sum(1), ((found == 1) | (masks == 1)).flatten(1).sum(1)
    return both / either


def trained(fit: Callable[..., torch.nn.Module], *args: Tensor, **options: object) -> tuple[torch.nn.Module, float]:
    """Return what a reference trains, and the seconds of processor time that it took."""
    before = time.process_time()
    with mock.patch("time.perf_counter", time.process_time):
        model = fit(*args, **options)
    return model, time.process_time() - before


def row(name: str, values: list[float]) -> None:
    """Print mean, spread and range."""
    spread = statistics.stdev(values)
    mean = statistics.fmean(values)
    print(f"{name:<44}{mean:7.3f}, sd {spread:.3f}, {min(values):.3f} to {max(values):.3f} (n = {len(values)})", flush=True)


def main() -> None:
    """Train for every seed and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--budget", type=float, default=30.0, help="seconds of each training")
    options = parser.parse_args()
    if options.seeds < 2:
        parser.error("--seeds: a spread needs at least 2")
    torch.set_num_threads(1)
    a5 = load_reference(UNIT, units.load(UNIT))
    scenes("train", 100, 0)  # reads and checks files, warms up
    before = time.process_time()
    scenes("train", 1000, 0)
    print(f"a scene of 64 by 64: {time.process_time() - before:.3f} ms of processor time (mean of 1,000)", flush=True)
    boxes, masks, spent = [], [], []
    for seed in range(options.seeds):
        images, targets, areas = tensors("train", TRAINING, 2 * seed)
        others, truth, regions = tensors("test", HELD_OUT, 2 * seed + 1)
        training = {"device": "cpu", "budget_seconds": options.budget, "seed": seed}
        model, seconds = trained(a5.fit_localizer, images, targets, **training)
        boxes.append(a5.box_iou(a5.predict_boxes(model, others), truth).diag().mean().item())
        spent.append(seconds)
        model, seconds = trained(a5.fit_segmenter, images, areas, num_classes=2, **training)
        masks.append(mask_iou(a5.predict_masks(model, others), regions).mean().item())
        spent.append(seconds)
        print(f"seed {seed}: boxes {boxes[-1]:.3f}, masks {masks[-1]:.3f}", flush=True)
    row(f"box IoU in {options.budget:g} s", boxes)
    row(f"mask IoU in {options.budget:g} s", masks)
    print(f"processor time of a training: {min(spent):.1f} to {max(spent):.1f} s", flush=True)


if __name__ == "__main__":
    main()
