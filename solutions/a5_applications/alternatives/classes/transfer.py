"""Classes: a visitor of names, batch normalisation that is frozen, a classifier that owns its backbone."""

import copy
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Place:
    """Where a module stands in a network."""

    def __init__(self, model, name):
        self.name = name
        parent, _, self.key = name.rpartition(".")
        self.parent = model.get_submodule(parent)

    @property
    def module(self):
        return getattr(self.parent, self.key)

    @module.setter
    def module(self, new):
        setattr(self.parent, self.key, new)

    def is_under(self, prefix):
        return self.name.split(".")[: prefix.count(".") + 1] == prefix.split(".")


def replace_head(model, num_classes):
    places = [Place(model, name) for name, of in model.named_modules() if isinstance(of, nn.Linear) and name]
    if not places:
        raise ValueError("this model has no nn.Linear")
    head = places[-1].module
    new = nn.Linear(head.in_features, num_classes, bias=head.bias is not None)
    places[-1].module = new.to(head.weight)
    return model


class Statistics:
    """A hook that holds a module in eval mode while it runs."""

    def __call__(self, module, inputs):
        module.eval()

    @classmethod
    def release(cls, module):
        for key, hook in list(module._forward_pre_hooks.items()):
            if isinstance(hook, cls):
                del module._forward_pre_hooks[key]
                module.train()


def freeze(model, except_=()):
    for name, module in model.named_modules():
        free = bool(name) and any(Place(model, name).is_under(prefix) for prefix in except_)
        for parameter in module.parameters(recurse=False):
            parameter.requires_grad = free
        if "BatchNorm" in type(module).__name__:
            Statistics.release(module)
            if not free:
                module.register_forward_pre_hook(Statistics())
    return model


class Classifier(nn.Module):
    def __init__(self, backbone, example, num_classes):
        super().__init__()
        self.backbone = freeze(copy.deepcopy(backbone)).eval()
        with torch.no_grad():
            size = self.features(example).shape[1]
        self.norm = nn.BatchNorm1d(size, affine=False)
        self.head = nn.Linear(size, num_classes)

    def features(self, x):
        y = self.backbone(x)
        return torch.cat([y.amax((-2, -1)), y.mean((-2, -1))], dim=1) if y.dim() == 4 else y

    def forward(self, x):
        return self.head(self.norm(self.features(x)))


def fine_tune(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    end = time.monotonic() + 0.85 * budget_seconds
    x = images.float() / 255 if images.dtype == torch.uint8 else images
    with torch.random.fork_rng(devices=[]):
        torch.random.default_generator.manual_seed(seed)
        model = Classifier(backbone, x[:1], num_classes).to(device)
    x, y = x.to(device), labels.to(device)
    with torch.no_grad():
        features = model.features(x)
        model.norm.momentum = None  # the plain average over batches: here of one, that of all images
        model.norm.train()(features)
        features = model.norm.eval()(features)
    optimizer = torch.optim.Adam(model.head.parameters(), lr=0.01, weight_decay=0.02)
    for _ in range(250):
        if time.monotonic() > end:
            break
        optimizer.zero_grad()
        F.cross_entropy(model.head(features), y).backward()
        optimizer.step()
    return model.cpu().eval()
