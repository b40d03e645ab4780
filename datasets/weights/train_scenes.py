"""Train the backbone of unit a5 and write scenes.safetensors beside this file.

Run it as ``python datasets/weights/train_scenes.py`` in a clone; it takes about five minutes of one processor. On one kind of
processor and version of torch the same code gives the same weights, bit by bit. README.md beside it is the card.
"""

import pathlib
import runpy

import numpy as np
import torch
from safetensors.torch import save
from torch import nn
from torch.nn import functional as F  # noqa: N812

from autograder.data import clouds, image_set, make_scenes, photograph

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLASSES = (1, 2, 5, 6, 8, 9)  # trousers, pullover, sandal, shirt, bag, boot; the unit's new classes are the other four
TURNS = 4  # to say how an item was turned, a network must know its parts: four times as many classes for nothing
SIDE, SIZES = 48, (24, 44)
STEPS, BATCH_SIZE, DRAWN = 4000, 64, 16  # scenes are drawn for so many steps at once
PEAK_RATE, WARM_UP = 0.1, 100


def batches(rng):
    """Yield float images and labels of fresh scenes, turned, and half of them inverted."""
    items, labels = image_set("fashion_mnist", "train")
    known = np.isin(labels, CLASSES)
    items, labels = items[known], np.searchsorted(CLASSES, labels[known])
    textures = [photograph(name) for name in ("brick", "grass", "gravel")] + [clouds(256, rng) for _ in range(3)]
    while True:
        scenes = make_scenes(items, labels, textures, BATCH_SIZE * DRAWN, rng, side=SIDE, sizes=SIZES)
        turns = rng.integers(0, TURNS, len(scenes.images))
        images = np.stack([np.rot90(image, turn, (1, 2)) for image, turn in zip(scenes.images, turns, strict=True)])
        images = np.where(rng.random((len(images), 1, 1, 1)) < 0.5, 255 - images, images)
        x, y = torch.from_numpy(images).float() / 255, torch.from_numpy(TURNS * scenes.labels[:, 0] + turns)
        yield from zip(x.split(BATCH_SIZE), y.split(BATCH_SIZE), strict=True)


def main():
    """Train, and write the weights without the head."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    backbone = runpy.run_path(str(ROOT / "solutions/a5_applications/harness.py"))["pretrained"]({}).train()
    head = nn.Linear(2 * 96, TURNS * len(CLASSES))
    parameters = [*backbone.parameters(), *head.parameters()]
    optimizer = torch.optim.SGD(parameters, lr=PEAK_RATE, momentum=0.9, nesterov=True, weight_decay=5e-4)
    right = 0.0
    for step, (x, y) in zip(range(STEPS), batches(np.random.default_rng(0)), strict=False):
        optimizer.param_groups[0]["lr"] = PEAK_RATE * min((step + 1) / WARM_UP, 1 - step / STEPS)
        maps = backbone(x)
        logits = head(torch.cat([maps.amax((2, 3)), maps.mean((2, 3))], dim=1))
        loss = F.cross_entropy(logits, y, label_smoothing=0.1)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        right += 0.01 * ((logits.argmax(1) == y).float().mean().item() - right)
        if step % 200 == 199:
            print(f"{step + 1} steps: {100 * right:.1f} % of the last scenes right", flush=True)
    weights = {name: value.contiguous() for name, value in backbone.state_dict().items()}
    (ROOT / "datasets/weights/scenes.safetensors").write_bytes(save(weights))


if __name__ == "__main__":
    main()
