"""The networks spelled out in lists, from which the modules are made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import torch
from torch import Tensor, nn


def stack(plan: Sequence[tuple | str | float], channels: int) -> nn.Sequential:
    """Make convolutions of (outputs, kernel, stride, padding), "relu", and poolings of (kernel, stride)."""
    layers: list[nn.Module] = []
    for item in plan:
        match item:
            case "relu":
                layers.append(nn.ReLU())
            case (outputs, kernel, stride, padding):
                layers.append(nn.Conv2d(channels, outputs, kernel, stride, padding))
                channels = outputs
            case (kernel, stride):
                layers.append(nn.MaxPool2d(kernel, stride))
    return nn.Sequential(*layers)


class MyConvNet(nn.Module):
    def __init__(self, in_channels: int = 3, num_classes: int = 10) -> None:
        super().__init__()
        self.feature = stack([(16, 3, 1, 1), "relu", (2, 2), (32, 3, 1, 1), "relu"], in_channels)
        self.classifier = nn.Sequential(
            OrderedDict([("0", nn.Linear(512, 128)), ("1", nn.ReLU()), ("2", nn.Linear(128, num_classes))])
        )

    def forward(self, x: Tensor) -> Tensor:
        pooled = nn.functional.adaptive_max_pool2d(self.feature(x), (4, 4))
        return self.classifier(pooled.reshape(x.size(0), 512))


class AlexNet(nn.Module):
    PLAN = (
        (64, 11, 4, 2), "relu", (3, 2), (192, 5, 1, 2), "relu", (3, 2),
        (384, 3, 1, 1), "relu", (256, 3, 1, 1), "relu", (256, 3, 1, 1), "relu", (3, 2),
    )  # fmt: skip

    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.features = stack(self.PLAN, 3)
        self.classifier = nn.Sequential()
        for inputs, outputs in ((256 * 36, 4096), (4096, 4096)):
            self.classifier.extend([nn.Dropout(dropout), nn.Linear(inputs, outputs), nn.ReLU()])
        self.classifier.append(nn.Linear(4096, num_classes))

    def forward(self, x: Tensor) -> Tensor:
        x = nn.functional.adaptive_avg_pool2d(self.features(x), 6)
        return self.classifier(x.reshape(x.size(0), -1))


def parameter_count(model: nn.Module, trainable_only: bool = False) -> int:
    parameters = {parameter for _name, parameter in model.named_parameters(remove_duplicate=True)}
    if trainable_only:
        parameters = {parameter for parameter in parameters if parameter.requires_grad}
    return sum(map(torch.numel, parameters))


def layer_shapes(model: nn.Module, input_shape: tuple[int, int, int]) -> list[tuple[str, tuple[int, ...]]]:
    """Put a wrapper before each leaf's `forward`, and take it away again."""
    seen: list[tuple[str, tuple[int, ...]]] = []
    before = {module: (module.training, vars(module).get("forward")) for module in model.modules()}

    def wrapped(name: str, forward):
        def run(*args, **kwargs):
            output = forward(*args, **kwargs)
            seen.append((name, tuple(output.size())))
            return output

        return run

    example = next(iter(model.parameters()), torch.empty(0))
    try:
        for name, module in model.named_modules():
            if not any(True for _child in module.children()):
                module.forward = wrapped(name, module.forward)
        model.eval()
        with torch.inference_mode():
            model(torch.zeros(1, *input_shape, dtype=example.dtype, device=example.device))
    finally:
        for module, (training, forward) in before.items():
            module.training = training
            vars(module).pop("forward", None)
            if forward is not None:
                module.forward = forward
    return seen


def build_classifier(in_channels: int, image_size: int | tuple[int, int], num_classes: int) -> nn.Module:
    plan = [(32, 5, 1, 2), "relu", (2, 2), (64, 3, 1, 1), "relu", (2, 2), (96, 3, 1, 1), "relu", (96, 3, 1, 1), "relu",
            (64, 3, 1, 1), "relu", (2, 2)]  # fmt: skip
    head = [nn.Dropout(0.3), nn.Linear(256, 128), nn.ReLU(), nn.Dropout(0.3), nn.Linear(128, 64), nn.ReLU()]
    return nn.Sequential(*stack(plan, in_channels), nn.AdaptiveMaxPool2d(2), nn.Flatten(), *head, nn.Linear(64, num_classes))
