# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for fine_tune."""

import copy
import time

import torch
from torch import nn


def always_value_error(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    """Raises ValueError for everything"""
    raise ValueError(f"backbone, images, labels, num_classes {num_classes}, budget_seconds {budget_seconds}, seed {seed}")


class _Constant(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(num_classes))

    def forward(self, x):
        return self.scores.expand(len(x), -1)


def zeros(backbone, images, labels, *, num_classes, **options):
    """Gives a network whose scores are all zero"""
    return _Constant(num_classes)


def returns_input(backbone, images, labels, **options):
    """Gives the backbone back"""
    return backbone


def most_frequent_class(backbone, images, labels, *, num_classes, **options):
    """Gives the most frequent class for every image"""
    model = _Constant(num_classes)
    with torch.no_grad():
        model.scores[labels.mode().values] = 1.0
    return model


def _network(images, width=16):
    layers = []
    for inputs, outputs in ((images.shape[1], width), (width, 2 * width)):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers)


def from_scratch(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    """Trains a network of its own and leaves the backbone aside"""
    started = time.perf_counter()
    x = _floats(images)
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(_network(x), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(32, num_classes))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    for _ in range(80):
        if time.perf_counter() > started + 0.8 * budget_seconds:
            break
        chosen = torch.randperm(len(x), generator=generator)[:32]
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
        optimizer.step()
    return model


def random_weights(backbone, images, labels, *, seed, **options):
    """Gives the backbone new random weights first"""
    body = copy.deepcopy(backbone)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for module in body.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
    return right(body, images, labels, seed=seed, **options)


def an_untrained_head(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    """Puts an untrained head on the backbone"""
    return right(backbone, images, labels, num_classes=num_classes, device=device, budget_seconds=0.0, seed=seed)


def labels_of_other_images(backbone, images, labels, *, seed, **options):
    """Shuffles labels without their images"""
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(seed))
    return right(backbone, images, labels[order], seed=seed, **options)


def features_of_bytes(backbone, images, labels, **options):
    """Multiplies floats by 255"""
    return right(backbone, 255 * _floats(images), labels, **options)


def vectors_only(backbone, images, labels, **options):
    """Takes the backbone to give vectors"""
    with torch.no_grad():
        features = copy.deepcopy(backbone)(_floats(images[:1]))
    if features.dim() != 2:
        raise RuntimeError(f"mat1 and mat2 shapes cannot be multiplied ({tuple(features.shape)})")
    return right(backbone, images, labels, **options)


def works_on_the_backbone(backbone, images, labels, **options):
    """Trains the backbone that it was given"""
    model = right(backbone, images, labels, **options)
    backbone.load_state_dict(model[0][0].state_dict())
    return model


def freezes_the_backbone(backbone, images, labels, **options):
    """Freezes the backbone that it was given"""
    model = right(backbone, images, labels, **options)
    backbone.requires_grad_(False)
    return model


def leaves_the_backbone_in_train_mode(backbone, images, labels, **options):
    """Leaves the backbone that it was given in train mode"""
    model = right(backbone, images, labels, **options)
    backbone.train()
    return model


def one_class_more(backbone, images, labels, *, num_classes, **options):
    """Has one logit more than it should"""
    return right(backbone, images, labels, num_classes=num_classes + 1, **options)


def overruns_the_budget(backbone, images, labels, *, budget_seconds, **options):
    """Takes one and a half times its budget, and three seconds"""
    started = time.monotonic()
    model = right(backbone, images, labels, budget_seconds=budget_seconds, **options)
    while time.monotonic() < started + 1.5 * budget_seconds + 3:
        time.sleep(0.05)
    return model


def gives_classes(backbone, images, labels, **options):
    """Gives classes, not logits"""
    model = right(backbone, images, labels, **options)

    class Classes(nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, x):
            return self.model(x).argmax(1)

    return Classes()


def diverges(backbone, images, labels, *, num_classes, **options):
    """Its weights become NaN"""
    model = _Constant(num_classes)
    with torch.no_grad():
        model.scores.fill_(float("nan"))
    return model


def writes_into_its_images(backbone, images, labels, **options):
    """Inverts the images that it was given"""
    model = right(backbone, images, labels, **options)
    images.copy_(255 - images if images.dtype == torch.uint8 else 1 - images)
    return model


def gives_a_function(backbone, images, labels, **options):
    """Gives a function, not a network"""
    model = right(backbone, images, labels, **options)
    return lambda x: model(x)
