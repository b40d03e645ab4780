# Week 10: my networks

import torch
import torch.nn as nn
import torch.nn.functional as F


class MyConvNet(nn.Module):
    # the lecture's, made with add_module
    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        self.feature = nn.Sequential()
        self.feature.add_module("0", nn.Conv2d(in_channels, 16, (3, 3), (1, 1), (1, 1)))
        self.feature.add_module("3", nn.Conv2d(16, 32, (3, 3), (1, 1), (1, 1)))
        self.classifier = nn.ModuleDict({"0": nn.Linear(32 * 4 * 4, 128), "2": nn.Linear(128, num_classes)})
        self.relu = nn.ReLU()
        self.pool1 = nn.MaxPool2d(2, 2)
        self.pool2 = nn.AdaptiveMaxPool2d((4, 4))

    def forward(self, x):
        out = self.pool1(self.relu(self.feature[0](x)))
        out = self.pool2(self.relu(self.feature[1](out)))
        out = out.view(out.shape[0], -1)
        out = self.relu(self.classifier["0"](out))
        return self.classifier["2"](out)


class AlexNet(nn.Module):
    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        conv = [
            nn.Conv2d(3, 64, 11, 4, 2),
            nn.Conv2d(64, 192, 5, 1, 2),
            nn.Conv2d(192, 384, 3, 1, 1),
            nn.Conv2d(384, 256, 3, 1, 1),
            nn.Conv2d(256, 256, 3, 1, 1),
        ]
        self.features = nn.Module()
        for i, layer in zip([0, 3, 6, 8, 10], conv):  # noqa: B905
            setattr(self.features, str(i), layer)
        self.classifier = nn.Module()
        setattr(self.classifier, "1", nn.Linear(256 * 6 * 6, 4096))
        setattr(self.classifier, "4", nn.Linear(4096, 4096))
        setattr(self.classifier, "6", nn.Linear(4096, num_classes))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        conv1, conv2, conv3, conv4, conv5 = self.features.children()
        fc1, fc2, fc3 = self.classifier.children()
        x = F.max_pool2d(F.relu(conv1(x)), kernel_size=3, stride=2)
        x = F.max_pool2d(F.relu(conv2(x)), kernel_size=3, stride=2)
        x = F.relu(conv4(F.relu(conv3(x))))
        x = F.max_pool2d(F.relu(conv5(x)), kernel_size=3, stride=2)
        x = torch.flatten(F.adaptive_avg_pool2d(x, (6, 6)), 1)
        x = F.relu(fc1(self.dropout(x)))
        x = F.relu(fc2(self.dropout(x)))
        return fc3(x)


def parameter_count(model, trainable_only=False):
    total = 0
    for _, p in model.named_parameters():
        if trainable_only and not p.requires_grad:
            continue
        n = 1
        for s in p.shape:
            n *= s
        total += n
    return total


def layer_shapes(model, input_shape):
    result = []
    hooks = []
    modes = []
    for name, m in model.named_modules():
        modes.append((m, m.training))
        if len(list(m.children())) == 0:

            def hook(m, i, o, name=name):
                result.append((name, tuple(o.shape)))

            hooks.append(m.register_forward_hook(hook))
    p = next(model.parameters(), torch.zeros(1))
    x = torch.zeros(input_shape, dtype=p.dtype, device=p.device).unsqueeze(0)
    try:
        model.eval()
        with torch.no_grad():
            model(x)
    finally:
        for h in hooks:
            h.remove()
        for m, mode in modes:
            m.training = mode
    return result


class MyAlexNet(nn.Module):
    def __init__(self, in_channels, h, w, num_classes):
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, 32, 3, padding=1)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.conv3 = nn.Conv2d(64, 64, 3, padding=1)
        self.conv4 = nn.Conv2d(64, 64, 3, padding=1)
        self.conv5 = nn.Conv2d(64, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        # the lecture's formula, three times
        for _ in range(3):
            h, w = h // 2, w // 2
        self.small = min(h, 4), min(w, 4)
        self.fc1 = nn.Linear(32 * self.small[0] * self.small[1], 128)
        self.fc2 = nn.Linear(128, 64)
        self.fc3 = nn.Linear(64, num_classes)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = F.relu(self.conv3(x))
        x = F.relu(self.conv4(x))
        x = self.pool(F.relu(self.conv5(x)))
        x = F.adaptive_avg_pool2d(x, self.small)
        x = x.view(x.size(0), -1)
        x = self.drop(F.relu(self.fc1(x)))
        x = self.drop(F.relu(self.fc2(x)))
        return self.fc3(x)


def build_classifier(in_channels, image_size, num_classes):
    try:
        h, w = image_size
    except TypeError:
        h = w = image_size
    return MyAlexNet(in_channels, h, w, num_classes)
