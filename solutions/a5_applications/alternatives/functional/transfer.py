"""Functions on names and modules; a head is found by the quasi-Newton method of the standard optimizers."""

import copy
import types

import torch
import torch.nn.functional as F
from torch import nn


def owner_of(model, name):
    *path, last = name.split(".")
    for part in path:
        model = getattr(model, part)
    return model, last


def replace_head(model, num_classes):
    heads = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    if not heads:
        raise ValueError("the model has no Linear layer")
    owner, last = owner_of(model, heads[-1])
    old = getattr(owner, last)
    new = nn.Linear(old.in_features, num_classes, bias=old.bias is not None).to(old.weight.dtype)
    owner._modules[last] = new
    return model


def ignore(self, mode=True):
    return nn.Module.train(self, False)


def freeze(model, except_=()):
    wanted = [tuple(prefix.split(".")) for prefix in except_]
    for name, module in model.named_modules():
        parts = tuple(name.split("."))
        free = any(parts[: len(prefix)] == prefix for prefix in wanted)
        for parameter in module._parameters.values():
            if parameter is not None:
                parameter.requires_grad = free
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d | nn.BatchNorm3d):
            module.__dict__.pop("train", None)
            if not free:
                module.train = types.MethodType(ignore, module)
                module.train()
    return model


class Classifier(nn.Module):
    def __init__(self, backbone, centre, scale, matrix, offset):
        super().__init__()
        self.backbone = backbone
        for name, value in (("centre", centre), ("scale", scale), ("matrix", matrix), ("offset", offset)):
            self.register_buffer(name, value.detach())

    def features(self, x):
        y = self.backbone(x)
        if y.dim() > 2:
            y = torch.cat([y.flatten(2).amax(2), y.flatten(2).mean(2)], 1)
        return y

    def forward(self, x):
        return F.linear((self.features(x) - self.centre) * self.scale, self.matrix, self.offset)


def fine_tune(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    backbone = copy.deepcopy(backbone).eval().to(device)
    x = images.to(torch.float32) / 255 if images.dtype is torch.uint8 else images
    empty = torch.zeros(0, device=device)
    with torch.no_grad():
        features = Classifier(backbone, empty, empty, empty, empty).features(x.to(device))
    centre, scale = features.mean(0), 1 / (features.std(0) + 0.01 * features.std() + 1e-6)
    z, y = (features - centre) * scale, labels.to(device)
    matrix = torch.zeros(num_classes, z.shape[1], device=device, requires_grad=True)
    offset = torch.zeros(num_classes, device=device, requires_grad=True)
    optimizer = torch.optim.LBFGS([matrix, offset], max_iter=60, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(F.linear(z, matrix, offset), y) + 0.01 * matrix.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return Classifier(backbone, centre, scale, matrix, offset).cpu().eval()
