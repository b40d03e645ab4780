# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for fit_segmenter."""

import time

import torch
from torch import nn


def always_value_error(images, masks, *, num_classes, device, budget_seconds, seed):
    """Raises ValueError for everything"""
    raise ValueError(f"images, masks, num_classes {num_classes}, device {device}, budget_seconds {budget_seconds}, seed {seed}")


class _Constant(nn.Module):
    def __init__(self, num_classes, of=None):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(num_classes))
        if of is not None:
            with torch.no_grad():
                self.scores[of] = 1.0

    def forward(self, x):
        return self.scores[None, :, None, None].expand(len(x), -1, *x.shape[2:])


def zeros(images, masks, *, num_classes, device, budget_seconds, seed):
    """Gives a network whose scores are all zero"""
    return _Constant(num_classes)


def returns_input(images, masks, *, num_classes, device, budget_seconds, seed):
    """Gives its images back"""
    return images


def untrained(images, masks, *, num_classes, device, budget_seconds, seed):
    """Gives an untrained network"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return UNet(images.shape[1], num_classes, 4)


def most_frequent_class(images, masks, *, num_classes, device, budget_seconds, seed):
    """Gives the most frequent class for every pixel"""
    return _Constant(num_classes, masks.flatten().mode().values)


def masks_of_other_images(images, masks, **options):
    """Shuffles masks without their images"""
    order = torch.randperm(len(masks), generator=torch.Generator().manual_seed(options["seed"]))
    return right(images, masks[order], **options)


def single_pixels(images, masks, *, num_classes, device, budget_seconds, seed):
    """Decides by the colour of a pixel alone"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Conv2d(images.shape[1], 16, 1), nn.ReLU(), nn.Conv2d(16, num_classes, 1))
    x = _floats(images)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(60):
        chosen = torch.randperm(len(x), generator=generator)[:64]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[chosen]), masks[chosen]).backward()
        optimizer.step()
    return model


def ignores_the_seed(images, masks, *, seed, **options):
    """Draws its own seed from the clock"""
    return right(images, masks, seed=time.time_ns() % 100_000, **options)


def uses_the_global_state(images, masks, *, seed, **options):
    """Draws its seed from the global random state"""
    return right(images, masks, seed=int(torch.randint(1000, ())), **options)


def overruns_the_budget(images, masks, *, budget_seconds, **options):
    """Takes one and a half times its budget, and three seconds"""
    started = time.monotonic()
    model = right(images, masks, budget_seconds=budget_seconds, **options)
    while time.monotonic() < started + 1.5 * budget_seconds + 3:
        time.sleep(0.05)
    return model


def uses_the_whole_budget(images, masks, *, budget_seconds, **options):
    """Never ends before its budget does"""
    started = time.monotonic()
    model = right(images, masks, budget_seconds=budget_seconds, **options)
    while time.monotonic() < started + 0.95 * budget_seconds:
        time.sleep(0.05)
    return model


def two_classes_whatever_is_asked(images, masks, *, num_classes, **options):
    """Tells two classes apart, never more"""
    return right(images, masks.clamp(max=1), num_classes=2, **options)


def grey_only(images, masks, **options):
    """Takes images to be grey"""
    if images.shape[1] != 1:
        raise RuntimeError(f"expected one channel, got {images.shape[1]}")
    return right(images, masks, **options)


def first_images_only(images, masks, **options):
    """Trains on the first two images alone"""
    return right(images[:2], masks[:2], **options)


def diverges(images, masks, *, num_classes, device, budget_seconds, seed):
    """Its weights become NaN"""
    model = _Constant(num_classes)
    with torch.no_grad():
        model.scores.fill_(float("nan"))
    return model


def writes_into_its_images(images, masks, **options):
    """Inverts the images that it was given"""
    model = right(images, masks, **options)
    images.copy_(255 - images if images.dtype == torch.uint8 else 1 - images)
    return model


def gives_a_function(images, masks, *, budget_seconds, **options):
    """Gives a function, not a network"""
    model = right(images, masks, budget_seconds=min(1.0, budget_seconds), **options)
    return lambda x: model(x)
