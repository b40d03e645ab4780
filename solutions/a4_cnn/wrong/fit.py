# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for fit."""

import time

import torch
from torch import nn


def always_value_error(images, labels, *, num_classes, device, budget_seconds, seed):
    """Raises ValueError for everything"""
    raise ValueError(
        f"images, labels, num_classes {num_classes}, device {device}, budget_seconds {budget_seconds}, seed {seed}"
    )


class _Constant(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(num_classes))

    def forward(self, x):
        return self.scores.expand(len(x), -1)


def zeros(images, labels, *, num_classes, device, budget_seconds, seed):
    """Gives a network whose scores are all zero"""
    return _Constant(num_classes)


def returns_input(images, labels, *, num_classes, device, budget_seconds, seed):
    """Gives its images back"""
    return images


def untrained(images, labels, *, num_classes, device, budget_seconds, seed):
    """Gives an untrained network"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Flatten(), nn.Linear(images[0].numel(), num_classes))


def most_frequent_class(images, labels, *, num_classes, device, budget_seconds, seed):
    """Gives the most frequent class for every image"""
    model = _Constant(num_classes)
    with torch.no_grad():
        model.scores[labels.mode().values] = 1.0
    return model


def shuffles_the_labels(images, labels, *, num_classes, device, budget_seconds, seed):
    """Shuffles labels without their images"""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return right(images, labels[order], num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)


def a_linear_model(images, labels, *, num_classes, device, budget_seconds, seed):
    """Trains a linear model, which is too weak"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Flatten(), nn.Linear(images[0].numel(), num_classes)).to(device)
    x = (images.float() / 255 if images.dtype == torch.uint8 else images).to(device)
    y = labels.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    generator = torch.Generator().manual_seed(seed)
    for _ in range(3):
        for indices in torch.randperm(len(x), generator=generator).split(64):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x[indices]), y[indices]).backward()
            optimizer.step()
    return model.cpu()


def ignores_the_seed(images, labels, *, num_classes, device, budget_seconds, seed):
    """Draws its own seed from the clock"""
    own = time.time_ns() % 100_000
    return right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=own)


def uses_the_global_state(images, labels, *, num_classes, device, budget_seconds, seed):
    """Draws its seed from the global random state"""
    own = int(torch.randint(1000, ()))
    return right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=own)


def overruns_the_budget(images, labels, *, num_classes, device, budget_seconds, seed):
    """Takes one and a half times its budget, and three seconds"""
    started = time.monotonic()
    model = right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)
    while time.monotonic() < started + 1.5 * budget_seconds + 3:
        time.sleep(0.05)
    return model


def uses_the_whole_budget(images, labels, *, num_classes, device, budget_seconds, seed):
    """Never ends before its budget does"""
    started = time.monotonic()
    model = right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)
    while time.monotonic() < started + 0.95 * budget_seconds:
        time.sleep(0.05)
    return model


def two_classes_too_many(images, labels, *, num_classes, device, budget_seconds, seed):
    """Has two classes more than it should, and sometimes gives them"""
    more = right(images, labels, num_classes=num_classes + 2, device=device, budget_seconds=budget_seconds, seed=seed)
    shift = _Constant(num_classes + 2)
    with torch.no_grad():
        shift.scores[-1] = 3.0

    class Shifted(nn.Module):
        def __init__(self):
            super().__init__()
            self.net, self.shift = more, shift

        def forward(self, x):
            return self.net(x) + self.shift(x)

    return Shifted()


def first_images_only(images, labels, *, num_classes, device, budget_seconds, seed):
    """Trains on the first 60 images alone"""
    return right(images[:60], labels[:60], num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)


def raises_at_the_end(images, labels, *, num_classes, device, budget_seconds, seed):
    """Raises when it has trained"""
    right(images, labels, num_classes=num_classes, device=device, budget_seconds=min(1.0, budget_seconds), seed=seed)
    raise RuntimeError("the network cannot be saved to model.pt")


def diverges(images, labels, *, num_classes, device, budget_seconds, seed):
    """Its weights become NaN"""
    model = _Constant(num_classes)
    with torch.no_grad():
        model.scores.fill_(float("nan"))
    return model


def grey_only(images, labels, *, num_classes, device, budget_seconds, seed):
    """Takes images to be grey and 28 by 28"""
    if images.shape[1:] != (1, 28, 28):
        raise RuntimeError(f"expected images of shape (1, 28, 28), got {tuple(images.shape[1:])}")
    return right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)


def writes_into_its_images(images, labels, *, num_classes, device, budget_seconds, seed):
    """Inverts the images that it was given"""
    model = right(images, labels, num_classes=num_classes, device=device, budget_seconds=budget_seconds, seed=seed)
    images.copy_(255 - images if images.dtype == torch.uint8 else 1 - images)
    return model


def gives_a_function(images, labels, *, num_classes, device, budget_seconds, seed):
    """Gives a function, not a network"""
    model = right(images, labels, num_classes=num_classes, device=device, budget_seconds=min(1.0, budget_seconds), seed=seed)
    return lambda x: model(x)
