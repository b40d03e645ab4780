"""Nothing but parameters and functions: layers that hold no operation, and forwards written out with `torch.nn.functional`."""

import math
from itertools import chain, pairwise

import torch
import torch.nn.functional as F
from torch import nn


class Weights(nn.Module):
    """A weight and a bias, drawn as PyTorch draws those of its own layers; what is done with them stands elsewhere."""

    def __init__(self, *shape):
        super().__init__()
        bound = 1 / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.empty(shape).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.empty(shape[0]).uniform_(-bound, bound))

    def pair(self):
        return self.weight, self.bias


def numbered(**weights):
    """Return a module whose children have the names _0, _3, ..., without the underscore."""
    holder = nn.Module()
    for name, value in weights.items():
        holder.add_module(name.removeprefix("_"), value)
    return holder


class MyConvNet(nn.Module):
    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        self.feature = numbered(_0=Weights(16, in_channels, 3, 3), _3=Weights(32, 16, 3, 3))
        self.classifier = numbered(_0=Weights(128, 512), _2=Weights(num_classes, 128))

    def forward(self, x):
        first, second = (getattr(self.feature, name).pair() for name in "03")
        hidden, last = (getattr(self.classifier, name).pair() for name in "02")
        x = F.max_pool2d(F.conv2d(x, *first, padding=1).clamp(min=0), 2)
        x = F.adaptive_max_pool2d(F.conv2d(x, *second, padding=1).clamp(min=0), 4)
        return F.linear(F.linear(x.flatten(1), *hidden).clamp(min=0), *last)


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        self.dropout = dropout
        self.features = numbered(
            _0=Weights(64, 3, 11, 11),
            _3=Weights(192, 64, 5, 5),
            _6=Weights(384, 192, 3, 3),
            _8=Weights(256, 384, 3, 3),
            _10=Weights(256, 256, 3, 3),
        )
        self.classifier = numbered(_1=Weights(4096, 9216), _4=Weights(4096, 4096), _6=Weights(num_classes, 4096))

    def forward(self, x):
        for name, weights in self.features.named_children():
            stride, padding = {"0": (4, 2), "3": (1, 2)}.get(name, (1, 1))
            x = F.relu(F.conv2d(x, *weights.pair(), stride, padding))
            if name in ("0", "3", "10"):
                x = F.max_pool2d(x, 3, 2)
        x = F.adaptive_avg_pool2d(x, 6).flatten(1)
        for name in "14":
            x = F.dropout(x, self.dropout, self.training)
            x = F.relu(F.linear(x, *getattr(self.classifier, name).pair()))
        return F.linear(x, *getattr(self.classifier, "6").pair())


def parameter_count(model, trainable_only=False):
    sizes = {id(p): p.numel() for p in model.parameters() if not (trainable_only and not p.requires_grad)}
    return sum(sizes.values())


def layer_shapes(model, input_shape):
    """A hook for all modules at once, which leaves no trace on any of them."""
    names = {module: name for name, module in reversed(list(model.named_modules(remove_duplicate=False)))}
    leaves = {module for module in names if next(module.children(), None) is None}
    shapes = []

    def note(module, _inputs, output):
        if module in leaves:
            shapes.append((names[module], tuple(output.shape)))

    training = [module for module in names if module.training]
    like = next(chain(model.parameters(), [torch.zeros(())]))
    handle = nn.modules.module.register_module_forward_hook(note)
    try:
        with torch.no_grad():
            model.eval()(like.new_zeros((1, *input_shape)))
    finally:
        handle.remove()
        for module in names:
            module.training = module in training
    return shapes


class SmallAlexNet(nn.Module):
    def __init__(self, in_channels, num_classes):
        super().__init__()
        widths = [in_channels, 24, 48, 64, 64, 48]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairwise(widths))
        self.linears = nn.ModuleList([nn.Linear(48 * 4, 96), nn.Linear(96, 96), nn.Linear(96, num_classes)])

    def forward(self, x):
        for i, convolution in enumerate(self.convolutions):
            x = F.leaky_relu(convolution(x), 0.01)
            if i in (0, 1, 4):
                x = F.max_pool2d(x, 2)
        x = F.adaptive_avg_pool2d(x, 2).flatten(1)
        for linear in self.linears[:-1]:
            x = F.leaky_relu(linear(F.dropout(x, 0.1, self.training)), 0.01)
        return self.linears[-1](x)


def build_classifier(in_channels, image_size, num_classes):
    return SmallAlexNet(in_channels, num_classes)
