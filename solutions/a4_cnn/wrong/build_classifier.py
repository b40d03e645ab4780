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


def four_convolutions(in_channels, image_size, num_classes):
    """Has four convolutions"""
    net = right(in_channels, image_size, num_classes)
    found = [place for place, layer in enumerate(net) if isinstance(layer, nn.Conv2d)]
    width = net[found[3]].out_channels
    net[found[3]] = nn.Conv2d(net[found[3]].in_channels, width, 3, padding=1)
    net[found[4]] = nn.Identity()
    after = next(layer for layer in net[found[4] :] if isinstance(layer, nn.BatchNorm2d))
    place = list(net).index(after)
    net[place] = nn.BatchNorm2d(width)
    first = next(place for place, layer in enumerate(net) if isinstance(layer, nn.Linear))
    net[first] = nn.LazyLinear(net[first].out_features)
    height, columns = _sides(image_size)
    net(torch.zeros(2, in_channels, height, columns))
    return net


def two_linear_layers(in_channels, image_size, num_classes):
    """Has two linear layers"""
    net = right(in_channels, image_size, num_classes)
    found = [place for place, layer in enumerate(net) if isinstance(layer, nn.Linear)]
    net[found[1]] = nn.Identity()
    net[found[2]] = nn.Linear(net[found[0]].out_features, num_classes)
    return net


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
    net = right(in_channels, height, num_classes)
    net[[type(layer) for layer in net].index(nn.AdaptiveMaxPool2d)] = nn.Identity()
    first = next(place for place, layer in enumerate(net) if isinstance(layer, nn.Linear))
    net[first] = nn.LazyLinear(net[first].out_features)
    net(torch.zeros(2, in_channels, height, height))
    return net


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
