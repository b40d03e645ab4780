# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for build_classifier."""

import torch
from torch import nn


def _sides(image_size):
    return image_size if isinstance(image_size, (tuple, list)) else (image_size, image_size)


class _Fixed(nn.Module):
    def __init__(self, make):
        super().__init__()
        self.make = make

    def forward(self, x):
        return self.make(x)


def always_value_error(in_channels, image_size, num_classes):
    """Raises ValueError for everything"""
    raise ValueError(f"in_channels {in_channels}, image_size {image_size}, num_classes {num_classes}")


def zeros(in_channels, image_size, num_classes):
    """Gives zeros of the right shape"""
    return _Fixed(lambda x: torch.zeros(len(x), num_classes) + 0 * x.mean())


def returns_input(in_channels, image_size, num_classes):
    """Gives its input back"""
    return _Fixed(lambda x: x)


def _plain(in_channels, shape, num_classes, convolutions=5, linear=3):
    """Return a plain network for images of one shape."""
    layers, channels = [], in_channels
    for place in range(convolutions):
        layers += [nn.Conv2d(channels, 32, 3, padding=1), nn.ReLU()]
        layers += [nn.MaxPool2d(2)] if place < 2 else []
        channels = 32
    height, width = shape
    layers += [nn.Flatten(), nn.Linear(32 * (height // 4) * (width // 4), 64 if linear > 1 else num_classes)]
    for place in range(1, linear):
        layers += [nn.ReLU(), nn.Linear(64, num_classes if place == linear - 1 else 64)]
    return nn.Sequential(*layers)


def four_convolutions(in_channels, image_size, num_classes):
    """Has four convolutions"""
    return _plain(in_channels, _sides(image_size), num_classes, convolutions=4)


def two_linear_layers(in_channels, image_size, num_classes):
    """Has two linear layers"""
    return _plain(in_channels, _sides(image_size), num_classes, linear=2)


def _more(in_channels, image_size, num_classes, count):
    class More(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = right(in_channels, image_size, num_classes)
            self.more = count()

        def forward(self, x):
            return self.net(x)

    return More()


def too_many_parameters(in_channels, image_size, num_classes):
    """Holds more than 5 million parameters"""
    return _more(in_channels, image_size, num_classes, lambda: nn.Linear(2500, 2500))


def hidden_tensors(in_channels, image_size, num_classes):
    """Keeps millions of values in a list, out of sight of parameters()"""
    return _more(in_channels, image_size, num_classes, lambda: [torch.zeros(1000, 1000) for _ in range(6)])


def large_buffers(in_channels, image_size, num_classes):
    """Holds more than 5 million values in a buffer"""

    def make():
        module = nn.Identity()
        module.register_buffer("table", torch.zeros(6_000_000))
        return module

    return _more(in_channels, image_size, num_classes, make)


def only_28_by_28(in_channels, image_size, num_classes):
    """Fits images of 28 by 28 only"""
    net = right(in_channels, 28, num_classes)

    def run(x):
        if tuple(x.shape[2:]) != (28, 28):
            raise RuntimeError(f"expected 28 by 28, got {tuple(x.shape[2:])}")
        return net(x)

    module = _Fixed(run)
    module.net = net
    return module


def only_square(in_channels, image_size, num_classes):
    """Takes the height for the width"""
    height, _ = _sides(image_size)
    return _plain(in_channels, (height, height), num_classes)


def always_ten_classes(in_channels, image_size, num_classes):
    """Has ten classes whatever is asked for"""
    return right(in_channels, image_size, 10)


def one_channel(in_channels, image_size, num_classes):
    """Has one input channel whatever is asked for"""
    return right(1, image_size, num_classes)


def layers_that_do_not_run(in_channels, image_size, num_classes):
    """Has the layers, but most of them never run"""
    net = right(in_channels, image_size, num_classes)
    last = nn.Linear(in_channels, num_classes)
    module = _Fixed(lambda x: last(x.mean((2, 3))))
    module.net, module.last = net, last
    return module


def a_layer_without_gradients(in_channels, image_size, num_classes):
    """Freezes its convolutions"""
    net = right(in_channels, image_size, num_classes)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d):
            layer.weight.requires_grad_(False)
    return net
