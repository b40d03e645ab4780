"""Whole tensors wherever that is possible: no loop over boxes, and one over batches."""

import time

import torch
from torch import nn


def _ends(boxes):
    start, size = boxes.to(torch.float64).split(2, dim=-1)
    return start, start + size, size


def box_iou(a, b):
    if a.numel() and a[:, 2:].amin() < 0:
        raise ValueError("box_iou: a holds negative sizes")
    if b.numel() and b[:, 2:].amin() < 0:
        raise ValueError("box_iou: b holds negative sizes")
    (a0, a1, size_a), (b0, b1, size_b) = _ends(a.unsqueeze(1)), _ends(b.unsqueeze(0))
    inter = torch.relu(torch.min(a1, b1) - torch.max(a0, b0)).prod(-1)
    union = size_a.prod(-1) + size_b.prod(-1) - inter
    return torch.nan_to_num(inter / union, nan=0.0)


def nms(boxes, scores, threshold):
    """Repeat until nothing changes: a box is kept if no better box that is kept overlaps it."""
    order = torch.sort(scores, descending=True, stable=True).indices
    worse = (box_iou(boxes[order], boxes[order]) > threshold).triu(diagonal=1)
    keep = torch.ones(len(order), dtype=torch.bool)
    while True:
        now = ~(worse & keep[:, None]).any(0)
        if torch.equal(now, keep):
            return order[keep]
        keep = now


def roi_max_pool(features, boxes, output_size):
    oh, ow = (output_size, output_size) if isinstance(output_size, int) else output_size
    _, height, width = features.shape
    x, y, w, h = boxes.unbind(1)
    wrong = (w <= 0) | (h <= 0) | (x < 0) | (y < 0) | (x + w > width) | (y + h > height)
    if wrong.any():
        raise ValueError(f"boxes {wrong.nonzero().flatten().tolist()} are empty or leave the map")

    def member(start, length, parts, cells):
        """Return whether each cell of an axis belongs to each window of each box: (K, parts, cells)."""
        i, cell = torch.arange(parts)[None, :, None], torch.arange(cells)[None, None]
        start, length = start[:, None, None], length[:, None, None]
        first, last = start + i * length // parts, start + ((i + 1) * length + parts - 1) // parts
        return (cell >= first) & (cell < last)

    lowest = torch.finfo(features.dtype).min
    rows = member(y, h, oh, height)[:, None, :, :, None]
    over_rows = torch.where(rows, features[None, :, None], lowest).amax(3)  # (K, C, oh, W)
    columns = member(x, w, ow, width)[:, None, None]
    return torch.where(columns, over_rows[:, :, :, None], lowest).amax(4)


class Votes(nn.Sequential):
    """Every cell votes for a centre and a size; how much a vote counts is learnt as well."""

    def __init__(self, images):
        x = images[:800].float() / (255 if images.dtype == torch.uint8 else 1)
        channels = images.shape[1]
        layers = [nn.Conv2d(channels, 20, 4, 2, 1, bias=False), nn.BatchNorm2d(20), nn.ReLU()]
        for i, o, dilation, pool in ((20, 24, 1, True), (24, 40, 1, True), (40, 48, 1, False), (48, 48, 2, False)):
            layers += [nn.Conv2d(i, o, 3, padding=dilation, dilation=dilation, bias=False), nn.BatchNorm2d(o)]
            layers += [nn.MaxPool2d(2, ceil_mode=True)] if pool else []
            layers += [nn.ReLU()]
        super().__init__(*layers, nn.Conv2d(48, 5, 1))
        self.register_buffer("shift", x.mean((0, 2, 3), keepdim=True))
        self.register_buffer("scale", 1 / x.std((0, 2, 3), keepdim=True).clamp(min=0.01))

    def forward(self, x):
        votes = super().forward((x - self.shift) * self.scale).float()
        n, _, height, width = votes.shape
        weight = votes[:, :1].reshape(n, 1, -1).softmax(-1)
        grid = torch.stack(torch.meshgrid(torch.arange(width), torch.arange(height), indexing="xy")).to(x.device)
        centre = 8 * (grid + 0.5) + 12 * votes[:, 1:3]
        size = 20 * nn.functional.softplus(votes[:, 3:])
        return (torch.cat([centre, size], 1).reshape(n, 4, -1) * weight).sum(-1)


def _to_unit(x):
    return x / 255 if x.dtype == torch.uint8 else x


def fit_localizer(images, boxes, *, device, budget_seconds, seed):
    began = time.perf_counter()
    state = torch.get_rng_state()
    torch.default_generator.manual_seed(seed)
    model = Votes(images).to(device)
    torch.set_rng_state(state)
    rng = torch.Generator().manual_seed(seed)
    n, size = len(images), min(40, len(images))
    steps = max(220, 16 * n // size)
    order = torch.cat([torch.randperm(n, generator=rng) for _ in range(-(-steps * size // n))])[: steps * size].reshape(
        -1, size
    )
    centre_size = torch.cat([boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:].float()], 1).float().to(device)
    images = images.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=0.02)
    speed = getattr(torch.cpu, "get_capabilities", dict)()
    low = str(device) == "cpu" and bool(speed.get("avx512_bf16"))
    progress, last = 0.0, 0.0
    for step in range(steps):
        gone = (time.perf_counter() - began) / (0.9 * budget_seconds)
        if gone >= 1:
            break
        progress = max(progress + 1 / steps, gone if gone > 0.2 else 0.0)  # the schedule follows whichever is ahead
        if progress - last > 1:
            break
        optimizer.param_groups[0]["lr"] = 4e-3 * min(1.0, (step + 1) / 50, max(1.15 * (1 - progress), 1e-3))
        with torch.autocast(torch.device(device).type, torch.bfloat16, enabled=low):
            found = model(_to_unit(images[order[step]]).to(memory_format=torch.channels_last))
        truth = centre_size[order[step]]
        low_edge, high_edge = (torch.max, torch.min)
        inner = high_edge(found[:, :2] + found[:, 2:] / 2, truth[:, :2] + truth[:, 2:] / 2)
        inner = (inner - low_edge(found[:, :2] - found[:, 2:] / 2, truth[:, :2] - truth[:, 2:] / 2)).clamp(min=0).prod(1)
        iou = inner / (found[:, 2:].prod(1) + truth[:, 2:].prod(1) - inner)
        loss = nn.functional.huber_loss(found / 8, truth / 8) - iou.mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.cpu()


@torch.no_grad()
def predict_boxes(model, images):
    before = {name: module.training for name, module in model.named_modules()}
    model.eval()
    found = torch.cat([model(_to_unit(part)) for part in images.split(128)]) if len(images) else torch.empty((0, 4))
    for name, module in model.named_modules():
        module.training = before[name]
    return torch.cat([found[:, :2] - found[:, 2:] / 2, found[:, 2:]], 1)


def detect(image, proposals, classify, *, score_threshold, iou_threshold):
    if proposals.shape[0] == 0:
        return []
    labels, scores = classify([image[..., y : y + h, x : x + w] for x, y, w, h in proposals.tolist()])
    order = torch.argsort(scores, descending=True, stable=True)
    order = order[scores[order] >= score_threshold]
    # Boxes of different classes are moved so far apart that they cannot meet.
    apart = proposals[order].double()
    apart[:, 0] += labels[order] * 2.0 * max(image.shape[1:])
    kept = order[nms(apart, scores[order], iou_threshold)]
    return [(labels[i].item(), scores[i].item(), proposals[i]) for i in kept.tolist()]
