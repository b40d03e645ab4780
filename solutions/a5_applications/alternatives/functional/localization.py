"""Small functions, comprehensions and plain Python numbers; each edge of the box is the mean place of a heat map of its own."""

from functools import partial
from itertools import cycle, islice
from operator import itemgetter
from time import monotonic

import torch
import torch.nn.functional as F
from torch import nn


def overlap(p, q):
    (x, y, w, h), (u, v, s, t) = p, q
    across, down = min(x + w, u + s) - max(x, u), min(y + h, v + t) - max(y, v)
    both = max(across, 0) * max(down, 0)
    either = w * h + s * t - both
    return both / either if either else 0.0


def box_iou(a, b):
    for name, boxes in {"a": a, "b": b}.items():
        if any(w < 0 or h < 0 for _, _, w, h in boxes.tolist()):
            raise ValueError(f"{name}: a width or a height is negative")
    rows = [[overlap(p, q) for q in b.tolist()] for p in a.tolist()]
    return torch.tensor(rows, dtype=torch.float32).reshape(len(a), len(b))


def nms(boxes, scores, threshold):
    boxes, scores = boxes.tolist(), scores.tolist()
    waiting = sorted(range(len(boxes)), key=lambda i: -scores[i])
    kept = []
    while waiting:
        best, *waiting = waiting
        kept.append(best)
        waiting = [i for i in waiting if overlap(boxes[best], boxes[i]) <= threshold]
    return torch.tensor(kept, dtype=torch.long)


def windows(length, parts):
    return [slice(i * length // parts, -(-(i + 1) * length // parts)) for i in range(parts)]


def pooled(part, rows, columns):
    _, height, width = part.shape
    return torch.stack(
        [torch.stack([part[:, i, j].amax((1, 2)) for j in windows(width, columns)], -1) for i in windows(height, rows)], -2
    )


def roi_max_pool(features, boxes, output_size):
    rows, columns = output_size if isinstance(output_size, (tuple, list)) else (output_size, output_size)
    channels, height, width = features.shape

    def part(x, y, w, h):
        if min(w, h) <= 0 or min(x, y) < 0 or x + w > width or y + h > height:
            raise ValueError(f"boxes: {[x, y, w, h]} does not lie on the map, {width} wide and {height} high")
        return pooled(features[:, y : y + h, x : x + w], rows, columns)

    parts = [part(*box) for box in boxes.tolist()]
    return torch.stack(parts) if parts else torch.zeros((0, channels, rows, columns), dtype=features.dtype)


def in_unit_range(x):
    return x.to(torch.float32).div(255.0) if x.dtype is torch.uint8 else x


WIDTHS = (16, 24, 32, 32, 32)
STRIDES, DILATIONS = (2, 1, 1, 1, 1), (1, 1, 1, 2, 4)
SIDE = 4  # pixels of one cell of the heat maps


class HeatMaps(nn.Module):
    def __init__(self, images, generator):
        super().__init__()
        some = in_unit_range(images[:500])
        self.register_buffer("mean", some.mean())
        self.register_buffer("std", some.std() + 1e-3)
        self.kernels, self.norms = nn.ParameterList(), nn.ModuleList()
        for i, o in zip((images.shape[1], *WIDTHS), WIDTHS, strict=False):
            self.kernels.append(torch.randn(o, i, 3, 3, generator=generator) * (2 / (9 * i)) ** 0.5)
            self.norms.append(nn.BatchNorm2d(o))
        self.last = nn.Parameter(torch.randn(8, WIDTHS[-1], 1, 1, generator=generator) * 0.1)
        self.bias = nn.Parameter(torch.zeros(8))

    def forward(self, x):
        x = (x - self.mean) / self.std
        for n, (kernel, norm) in enumerate(zip(self.kernels, self.norms, strict=True)):
            x = norm(F.conv2d(x, kernel, stride=STRIDES[n], padding=DILATIONS[n], dilation=DILATIONS[n])).relu()
            if n == 1:
                x = F.max_pool2d(x, 2, ceil_mode=True)
        heat, offset = F.conv2d(x, self.last, self.bias).float().split(4, dim=1)
        rows, columns = (SIDE * (0.5 + torch.arange(n, device=x.device)) for n in x.shape[2:])
        across, down = columns.expand(len(rows), -1), rows.unsqueeze(1).expand(-1, len(columns))
        places = torch.stack([across, down, across, down]) + 8 * offset
        return (places.flatten(2) * heat.flatten(2).softmax(2)).sum(2)


def edges_of(boxes):
    return torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], 1).float()


def one_minus_iou(edges, truth):
    both = (torch.min(edges[:, 2:], truth[:, 2:]) - torch.max(edges[:, :2], truth[:, :2])).clamp(min=0).prod(1)
    area = (edges[:, 2:] - edges[:, :2]).clamp(min=0).prod(1) + (truth[:, 2:] - truth[:, :2]).prod(1) - both
    return 1 - both / area.clamp(min=1e-6)


def rate(step, total, warm=60, peak=4e-3):
    return peak * min((step + 1) / warm, 1 - step / total)


def faster_in_bfloat16():
    found = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    return any(found.get(name) for name in ("avx512_bf16", "amx_bf16"))


def fit_localizer(images, boxes, *, device, budget_seconds, seed):
    start = monotonic()
    generator = torch.Generator().manual_seed(seed)
    model = HeatMaps(images, generator).to(device)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.Adam(parameters, lr=4e-3)
    x, y = images.to(device), edges_of(boxes).to(device)
    size = min(32, len(x))
    total = planned = max(250, 12 * len(x) // size)
    orders = (torch.randperm(len(x), generator=generator).split(size) for _ in cycle([0]))
    batches = (indices for order in orders for indices in order if len(indices) == size)
    half = partial(torch.autocast, torch.device(device).type, torch.bfloat16)
    begun = start
    for step, indices in enumerate(islice(batches, planned)):
        now = monotonic()
        if step == 5:
            begun = now
        elif step > 20 and now - start > 0.1 * budget_seconds:
            left = 0.9 * budget_seconds - (now - start)
            total = min(planned, step + int(left * (step - 5) / (now - begun)))
        if step >= total or now - start > 0.9 * budget_seconds:
            break
        optimizer.param_groups[0]["lr"] = rate(step, total)
        with half(enabled=faster_in_bfloat16() and str(device) == "cpu"):
            edges = model(in_unit_range(x[indices]).contiguous(memory_format=torch.channels_last))
        loss = F.smooth_l1_loss(edges / 8, y[indices] / 8) + one_minus_iou(edges, y[indices]).mean()
        for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
            parameter.grad = gradient
        optimizer.step()
    return model.to("cpu")


def predict_boxes(model, images):
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    with torch.no_grad():
        edges = [model(in_unit_range(part)) for part in images.split(100)] if len(images) else [torch.zeros(0, 4)]
    for m, mode in modes:
        m.training = mode
    found = torch.cat(edges)
    return torch.cat([found[:, :2], (found[:, 2:] - found[:, :2]).relu()], 1)


def detect(image, proposals, classify, *, score_threshold, iou_threshold):
    places = proposals.tolist()
    if not places:
        return []
    labels, scores = (of.tolist() for of in classify([image[:, y : y + h, x : x + w] for x, y, w, h in places]))
    found = []
    for i in sorted(range(len(places)), key=lambda i: (-scores[i], i)):
        rivals = [box for label, _, box in found if label == labels[i]]
        if scores[i] >= score_threshold and all(overlap(box, places[i]) <= iou_threshold for box in rivals):
            found.append((labels[i], scores[i], places[i]))
    return sorted(found, key=itemgetter(1), reverse=True)
