# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for fit_localizer."""

import time

import torch
from torch import nn


class _Fixed(nn.Module):
    """Says the same edges for every image."""

    def __init__(self, edges):
        super().__init__()
        self.edges = nn.Parameter(edges)

    def forward(self, x):
        return self.edges.expand(len(x), -1)


def always_value_error(images, boxes, *, device, budget_seconds, seed):
    """Raises ValueError for everything"""
    raise ValueError(f"images, boxes, device {device}, budget_seconds {budget_seconds}, seed {seed}")


def zeros(images, boxes, *, device, budget_seconds, seed):
    """Gives a network whose boxes are all zero"""
    return _Fixed(torch.zeros(4))


def returns_input(images, boxes, *, device, budget_seconds, seed):
    """Gives its images back"""
    return images


def the_mean_box(images, boxes, *, device, budget_seconds, seed):
    """Gives the mean box for every image"""
    mean = boxes.float().mean(0)
    return _Fixed(torch.cat([mean[:2], mean[:2] + mean[2:]]))


def untrained(images, boxes, *, device, budget_seconds, seed):
    """Gives an untrained network"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.AdaptiveAvgPool2d(8), nn.Flatten(), nn.Linear(64 * images.shape[1], 4))


def a_linear_model(images, boxes, *, device, budget_seconds, seed):
    """Trains a linear model, which is too weak"""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.AdaptiveAvgPool2d(8), nn.Flatten(), nn.Linear(64 * images.shape[1], 4)).to(device)
    x = (images.float() / 255 if images.dtype == torch.uint8 else images).to(device)
    y = torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], 1).float().to(device)
    optimizer, generator = torch.optim.Adam(model.parameters(), lr=0.02), torch.Generator().manual_seed(seed)
    for _ in range(5):
        for indices in torch.randperm(len(x), generator=generator).split(64):
            optimizer.zero_grad()
            nn.functional.smooth_l1_loss(model(x[indices]), y[indices]).backward()
            optimizer.step()
    return model.cpu()


def shuffles_the_boxes(images, boxes, *, device, budget_seconds, seed):
    """Shuffles boxes without their images"""
    order = torch.randperm(len(boxes), generator=torch.Generator().manual_seed(seed))
    return right(images, boxes[order], device=device, budget_seconds=budget_seconds, seed=seed)


def swaps_x_and_y(images, boxes, *, device, budget_seconds, seed):
    """Takes x for the row and y for the column"""
    return right(images, boxes[:, [1, 0, 3, 2]], device=device, budget_seconds=budget_seconds, seed=seed)


def sizes_as_corners(images, boxes, *, device, budget_seconds, seed):
    """Takes the bottom right corner for width and height"""
    corners = torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], 1)
    return right(images, corners, device=device, budget_seconds=budget_seconds, seed=seed)


def centres_for_corners(images, boxes, *, device, budget_seconds, seed):
    """Learns the centre where the corner is asked for"""
    centres = torch.cat([boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:].float()], 1)
    return right(images, centres, device=device, budget_seconds=budget_seconds, seed=seed)


def first_images_only(images, boxes, *, device, budget_seconds, seed):
    """Trains on the first 40 images alone"""
    return right(images[:40], boxes[:40], device=device, budget_seconds=budget_seconds, seed=seed)


def ignores_the_seed(images, boxes, *, device, budget_seconds, seed):
    """Draws its own seed from the clock"""
    return right(images, boxes, device=device, budget_seconds=budget_seconds, seed=time.time_ns() % 100_000)


def uses_the_global_state(images, boxes, *, device, budget_seconds, seed):
    """Draws its seed from the global random state"""
    return right(images, boxes, device=device, budget_seconds=budget_seconds, seed=int(torch.randint(1000, ())))


def overruns_the_budget(images, boxes, *, device, budget_seconds, seed):
    """Takes one and a half times its budget, and three seconds"""
    started = time.monotonic()
    model = right(images, boxes, device=device, budget_seconds=budget_seconds, seed=seed)
    while time.monotonic() < started + 1.5 * budget_seconds + 3:
        time.sleep(0.05)
    return model


def uses_the_whole_budget(images, boxes, *, device, budget_seconds, seed):
    """Never ends before its budget does"""
    started = time.monotonic()
    model = right(images, boxes, device=device, budget_seconds=budget_seconds, seed=seed)
    while time.monotonic() < started + 0.95 * budget_seconds:
        time.sleep(0.05)
    return model


def grey_only(images, boxes, *, device, budget_seconds, seed):
    """Takes images to be grey and square"""
    if images.shape[1] != 1 or images.shape[2] != images.shape[3]:
        raise RuntimeError(f"expected grey square images, got {tuple(images.shape[1:])}")
    return right(images, boxes, device=device, budget_seconds=budget_seconds, seed=seed)


def whole_boxes_only(images, boxes, *, device, budget_seconds, seed):
    """Takes only boxes of integers"""
    if boxes.is_floating_point():
        raise RuntimeError("expected boxes of integers")
    return right(images, boxes, device=device, budget_seconds=budget_seconds, seed=seed)


def writes_into_its_boxes(images, boxes, *, device, budget_seconds, seed):
    """Turns its boxes into corners in place"""
    model = right(images, boxes, device=device, budget_seconds=budget_seconds, seed=seed)
    boxes[:, 2:] += boxes[:, :2]
    return model


def raises_at_the_end(images, boxes, *, device, budget_seconds, seed):
    """Raises when it has trained"""
    right(images, boxes, device=device, budget_seconds=min(1.0, budget_seconds), seed=seed)
    raise RuntimeError("the network cannot be saved to model.pt")


def diverges(images, boxes, *, device, budget_seconds, seed):
    """Its weights become NaN"""
    return _Fixed(torch.full((4,), float("nan")))


def gives_a_function(images, boxes, *, device, budget_seconds, seed):
    """Gives a function, not a network"""
    model = right(images, boxes, device=device, budget_seconds=min(1.0, budget_seconds), seed=seed)
    return lambda x: model(x)
