"""Networks that are sequences themselves, by inheritance."""

from dataclasses import dataclass, field

import torch
from torch import nn


class Features(nn.Sequential):
    def convolve(self, inputs, outputs, kernel, **options):
        self.append(nn.Conv2d(inputs, outputs, kernel, **options))
        self.append(nn.ReLU(inplace=True))
        return self

    def pool(self, *size):
        self.append(nn.MaxPool2d(*size))
        return self


class MyConvNet(nn.Sequential):
    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        self.feature = Features().convolve(in_channels, 16, 3, padding="same").pool(2).convolve(16, 32, 3, padding="same")
        self.feature.append(nn.AdaptiveMaxPool2d(4))
        self.flatten = nn.Flatten()
        self.classifier = nn.Sequential(nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, num_classes))


class AlexNet(nn.Sequential):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        features = Features().convolve(3, 64, 11, stride=4, padding=2).pool(3, 2)
        features.convolve(64, 192, 5, padding=2).pool(3, 2).convolve(192, 384, 3, padding=1)
        self.features = features.convolve(384, 256, 3, padding=1).convolve(256, 256, 3, padding=1).pool(3, 2)
        self.shrink = nn.AdaptiveAvgPool2d(6)
        self.flatten = nn.Flatten()
        self.classifier = Head(9216, 4096, num_classes, dropout)


class Head(nn.Sequential):
    def __init__(self, inputs, hidden, outputs, dropout):
        super().__init__()
        for before in (inputs, hidden):
            self.extend(nn.ModuleList([nn.Dropout(dropout), nn.Linear(before, hidden), nn.ReLU()]))
        self.append(nn.Linear(hidden, outputs))


def parameter_count(model, trainable_only=False):
    seen, count = [], 0
    for module in model.modules():
        for parameter in module.parameters(recurse=False):
            new = all(parameter is not other for other in seen)
            seen.append(parameter)
            if new and (parameter.requires_grad or not trainable_only):
                count += parameter.nelement()
    return count


@dataclass
class Recorder:
    """Writes down what runs, while it is entered."""

    model: nn.Module
    shapes: list = field(default_factory=list)

    def __enter__(self):
        self.training = {name: module.training for name, module in self.model.named_modules()}
        leaves = ((name, module) for name, module in self.model.named_modules() if not len(list(module.children())))
        self.handles = [module.register_forward_hook(self.writer(name)) for name, module in leaves]
        self.model.eval()
        return self

    def writer(self, name):
        def write(module, args, output):
            self.shapes.append((name, tuple(int(side) for side in output.shape)))

        return write

    def __exit__(self, *_error):
        for handle in self.handles:
            handle.remove()
        for name, module in self.model.named_modules():
            module.training = self.training[name]


def layer_shapes(model, input_shape):
    parameters = list(model.parameters()) or [torch.zeros(1)]
    with Recorder(model) as recorder, torch.no_grad():
        model(torch.zeros((1, *input_shape)).to(parameters[0]))
    return recorder.shapes


class Classifier(nn.Sequential):
    def __init__(self, in_channels, sides, num_classes):
        features = Features().convolve(in_channels, 32, 3, padding=1).convolve(32, 32, 3, stride=2, padding=1)
        features.convolve(32, 64, 3, padding=1).convolve(64, 64, 3, stride=2, padding=1)
        features.convolve(64, 96, 3, padding=1).convolve(96, 96, 3, padding=1)
        height, width = (-(-side // 4) for side in sides)
        super().__init__(
            features,
            nn.AvgPool2d((max(1, height // 4), max(1, width // 4))),
            nn.AdaptiveAvgPool2d(4),
            nn.Flatten(),
            Head(96 * 16, 128, num_classes, 0.25),
        )


def build_classifier(in_channels, image_size, num_classes):
    sides = image_size if isinstance(image_size, (tuple, list)) else (image_size, image_size)
    return Classifier(in_channels, sides, num_classes)
