"""Parameters and functions: layers hold no operation, forwards are written out, and clusters are found by plain loops."""

import math
from time import monotonic

import torch
import torch.nn.functional as F
from torch import nn


def spread_out(points, k, rng):
    """Start at a random point; the next is always that which is farthest from all before."""
    chosen = [points[int(torch.randint(len(points), (1,), generator=rng))]]
    while len(chosen) < k:
        distance = torch.stack([(points - c).pow(2).sum(1) for c in chosen]).amin(0)
        chosen.append(points[int(distance.argmax())])
    return torch.stack(chosen)


def drawn(points, k, rng):
    """Start at k different points, all equally likely."""
    unique = torch.unique(points, dim=0)
    return unique[torch.randperm(len(unique), generator=rng)[:k]]


def lloyd(points, centres):
    for _ in range(60):
        label = torch.stack([(points - c).pow(2).sum(1) for c in centres]).argmin(0)
        moved = torch.stack([points[label == j].mean(0) if (label == j).any() else c for j, c in enumerate(centres)])
        if torch.equal(moved, centres):
            break
        centres = moved
    label = torch.stack([(points - c).pow(2).sum(1) for c in centres]).argmin(0)
    return (points - centres[label]).pow(2).sum().item(), label


def kmeans_segment(image, k, seed):
    points = (image if image.dim() == 3 else image[None]).flatten(1).t().double()
    most = torch.unique(points, dim=0).shape[0]
    if k < 1 or k > most:
        raise ValueError(f"k = {k}, but there are {most} distinct pixels")
    rng = torch.Generator()
    rng.manual_seed(seed)
    starts = [spread_out(points, k, rng)] + [drawn(points, k, rng) for _ in range(5)]
    _cost, label = min((lloyd(points, start) for start in starts), key=lambda pair: pair[0])
    return label.reshape(image.shape[-2:])


def mean_iou(prediction, target, num_classes):
    if prediction.numel() == 0:
        raise ValueError("prediction has no pixels")
    total, present = 0.0, 0
    for c in range(num_classes):
        p, t = prediction == c, target == c
        union = int((p | t).sum())
        if union:
            present += 1
            total += int((p & t).sum()) / union
    return total / present


def in_unit_range(x):
    return x.to(torch.float32).div(255.0) if x.dtype is torch.uint8 else x


class Weights(nn.Module):
    """A kernel, a scale and a shift for each channel, and the statistics of a batch normalisation."""

    def __init__(self, outputs, inputs, size=3):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(outputs, inputs, size, size) * math.sqrt(2 / (inputs * size * size)))
        self.scale = nn.Parameter(torch.ones(outputs))
        self.shift = nn.Parameter(torch.zeros(outputs))
        self.register_buffer("mean", torch.zeros(outputs))
        self.register_buffer("var", torch.ones(outputs))

    def run(self, x, stride=1):
        x = F.conv2d(x, self.kernel, stride=stride, padding=self.kernel.shape[-1] // 2)
        return F.batch_norm(x, self.mean, self.var, self.scale, self.shift, training=self.training).relu()


class UNet(nn.Module):
    """Sides are halved by a stride and doubled by repeating pixels; skip connections are sums."""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        b = base_channels
        self.enter = nn.ModuleList(
            [Weights(b, in_channels), Weights(2 * b, 2 * b), Weights(4 * b, 4 * b), Weights(8 * b, 8 * b)]
        )
        self.shrink = nn.ModuleList([Weights(2 * b, b), Weights(4 * b, 2 * b), Weights(8 * b, 4 * b)])
        self.widen = nn.ModuleList([Weights(4 * b, 8 * b, 1), Weights(2 * b, 4 * b, 1), Weights(b, 2 * b, 1)])
        self.leave = nn.ModuleList([Weights(4 * b, 4 * b), Weights(2 * b, 2 * b), Weights(b, b)])
        self.kernel = nn.Parameter(torch.randn(num_classes, b, 1, 1) / math.sqrt(b))
        self.bias = nn.Parameter(torch.zeros(num_classes))

    def forward(self, x):
        a = self.enter[0].run(x)
        b = self.enter[1].run(self.shrink[0].run(a, 2))
        c = self.enter[2].run(self.shrink[1].run(b, 2))
        x = self.enter[3].run(self.shrink[2].run(c, 2))
        for skip, widen, leave in zip((c, b, a), self.widen, self.leave, strict=True):
            x = leave.run(F.interpolate(widen.run(x), scale_factor=2.0) + skip)
        return F.conv2d(x, self.kernel, self.bias)


def fit_segmenter(images, masks, *, num_classes, device, budget_seconds, seed):
    begun = monotonic()
    rng = torch.Generator().manual_seed(seed)
    state = torch.random.get_rng_state()
    torch.manual_seed(seed)
    model = UNet(images.shape[1], num_classes, 8).to(device)
    torch.random.set_rng_state(state)
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    batch = min(16, len(images))
    steps = max(200, 12 * (len(images) // batch))
    used = torch.bincount(masks.flatten(), minlength=num_classes).clamp(min=1).float()
    weight = (used.sum() / used).sqrt().to(device)
    for step in range(steps):
        spent = (monotonic() - begun) / budget_seconds
        if spent > 0.9:
            break
        # The rate follows the step; only where the rest would take too long does it follow the clock.
        done = max(step / steps, spent / 0.9 if step > 5 and spent * steps / step > 0.9 else 0.0)
        optimizer.param_groups[0]["lr"] = 0.01 * max(0.0, min((step + 1) / 40, 1 - done))
        chosen = torch.randint(len(images), (batch,), generator=rng)
        logits = model(in_unit_range(images[chosen]).to(device))
        loss = F.cross_entropy(logits, masks[chosen].to(device), weight=weight / weight.mean())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.cpu()


@torch.no_grad()
def predict_masks(model, images):
    was_training = [module for module in model.modules() if module.training]
    model.eval()
    answer = torch.zeros(len(images), *images.shape[2:], dtype=torch.long)
    for i in range(0, len(images), 50):
        answer[i : i + 50] = model(in_unit_range(images[i : i + 50])).max(1).indices
    for module in was_training:
        module.training = True
    return answer
