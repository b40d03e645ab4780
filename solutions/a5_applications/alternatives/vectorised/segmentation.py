"""No loop that an index could save: all starts of k-means at once, a table of pairs of classes, whole batches."""

import time

import torch
import torch.nn.functional as F
from torch import nn

STARTS = 8


def kmeans_segment(image, k, seed):
    x = torch.atleast_3d(image) if image.ndim == 2 else image.permute(1, 2, 0)
    x = x.reshape(-1, x.shape[-1]).to(torch.double)
    colours, inverse, counts = torch.unique(x, dim=0, return_inverse=True, return_counts=True)
    if not 0 < k <= len(colours):
        raise ValueError(f"k is {k}; it must lie between 1 and {len(colours)}")
    g = torch.Generator().manual_seed(seed)
    # k-means++ in all starts at once; equal pixels are one point with a weight.
    weight = counts.double()
    first = torch.multinomial(weight, STARTS, replacement=True, generator=g)
    centres = colours[first][:, None]
    for _ in range(k - 1):
        gap = (colours[None, :, None] - centres[:, None]).square().sum(-1).amin(-1)
        pick = torch.multinomial(gap * weight, 1, generator=g)[:, 0]
        centres = torch.cat([centres, colours[pick][:, None]], 1)
    for _ in range(80):
        distance = (colours[None, :, None] - centres[:, None]).square().sum(-1)
        member = F.one_hot(distance.argmin(-1), k).double() * weight[None, :, None]
        size = member.sum(1)
        mean = member.transpose(1, 2) @ colours / size.clamp(min=1)[..., None]
        new = torch.where(size[..., None] > 0, mean, centres)
        if (new == centres).all():
            break
        centres = new
    best = (distance.amin(-1) * weight).sum(-1).argmin()
    return distance[best].argmin(-1)[inverse].reshape(image.shape[-2:])


def mean_iou(prediction, target, num_classes):
    p, t = prediction.reshape(-1), target.reshape(-1)
    if not len(t):
        raise ValueError("target: no pixels")
    p, t = F.one_hot(p, num_classes).bool(), F.one_hot(t, num_classes).bool()
    union = (p | t).sum(0)
    return float(((p & t).sum(0)[union > 0] / union[union > 0]).mean())


def pair(i, o):
    conv = nn.Conv2d(i, o, 3, padding="same", bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(o), nn.LeakyReLU(0.05, inplace=True))


class UNet(nn.Module):
    """Averages on the way down, bilinear interpolation on the way up, concatenation."""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        n = base_channels
        self.stem, self.l1, self.l2, self.l3 = (
            nn.Sequential(pair(i, o), pair(o, o)) for i, o in ((in_channels, n), (n, 2 * n), (2 * n, 4 * n), (4 * n, 8 * n))
        )
        self.u2, self.u1, self.u0 = pair(12 * n, 4 * n), pair(6 * n, 2 * n), pair(3 * n, n)
        self.out = nn.Conv2d(n, num_classes, 1)
        self.shrink, self.grow = nn.AvgPool2d(2), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False)

    def forward(self, x):
        s0 = self.stem(x)
        s1 = self.l1(self.shrink(s0))
        s2 = self.l2(self.shrink(s1))
        y = self.l3(self.shrink(s2))
        y = self.u2(torch.cat((self.grow(y), s2), 1))
        y = self.u1(torch.cat((self.grow(y), s1), 1))
        return self.out(self.u0(torch.cat((self.grow(y), s0), 1)))


def scaled(x):
    return x.float() if x.is_floating_point() else x.float() / 255


def fit_segmenter(images, masks, *, num_classes, device, budget_seconds, seed):
    stop = time.perf_counter() + 0.9 * budget_seconds
    g = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = UNet(images.shape[1], num_classes, 8)
    model = model.to(device, memory_format=torch.channels_last)
    size = min(12, len(images))
    steps = max(180, 10 * len(images) // size)
    chosen = torch.cat([torch.randperm(len(images), generator=g) for _ in range(1 + steps * size // len(images))])
    chosen = chosen[: steps * size].reshape(steps, size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.006)
    began = time.perf_counter()
    for step, batch in enumerate(chosen):
        now = time.perf_counter()
        if now > stop:
            break
        planned = steps if step < 10 else min(steps, step + int((stop - now) * step / (now - began)) + 1)
        optimizer.param_groups[0]["lr"] = 0.006 * min((step + 1) / 30, 1 - step / planned)
        logits = model(scaled(images[batch]).to(device, memory_format=torch.channels_last))
        y = masks[batch].to(device)
        p, t = logits.softmax(1), F.one_hot(y, num_classes).permute(0, 3, 1, 2)
        dice = (2 * (p * t).sum((0, 2, 3)) + 1) / ((p + t).sum((0, 2, 3)) + 1)
        loss = F.cross_entropy(logits, y) + (1 - dice).mean()
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
    return model.to("cpu").eval()


def predict_masks(model, images):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    with torch.inference_mode():
        parts = [model(scaled(part)).argmax(1) for part in images.split(100)] if len(images) else []
    for module, mode in modes.items():
        module.training = mode
    return torch.cat(parts).clone() if parts else images.new_zeros((0, *images.shape[2:]), dtype=torch.int64)
