"""A class for a box, one for a detection, one for the network, one for whoever trains it."""

import contextlib
import math
import time
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    w: float
    h: float

    @property
    def area(self):
        return self.w * self.h

    def iou(self, other):
        width = min(self.x + self.w, other.x + other.w) - max(self.x, other.x)
        height = min(self.y + self.h, other.y + other.h) - max(self.y, other.y)
        if width <= 0 or height <= 0:
            return 0.0
        return width * height / (self.area + other.area - width * height)

    def crop(self, image):
        return image[:, self.y : self.y + self.h, self.x : self.x + self.w]

    @classmethod
    def all(cls, tensor):
        return [cls(*row) for row in tensor.tolist()]


def box_iou(a, b):
    first, second = Box.all(a), Box.all(b)
    if any(box.w < 0 or box.h < 0 for box in first):
        raise ValueError("a: negative width or height")
    if any(box.w < 0 or box.h < 0 for box in second):
        raise ValueError("b: negative width or height")
    result = torch.zeros(len(first), len(second))
    for i, box in enumerate(first):
        for j, other in enumerate(second):
            result[i, j] = box.iou(other)
    return result


class Suppression:
    def __init__(self, threshold):
        self.threshold, self.kept = threshold, []

    def offer(self, index, box):
        if all(box.iou(other) <= self.threshold for _, other in self.kept):
            self.kept.append((index, box))
            return True
        return False


def by_score(scores):
    values = scores.tolist()
    return sorted(range(len(values)), key=values.__getitem__, reverse=True)  # stable, in reverse too


def nms(boxes, scores, threshold):
    suppression, all_boxes = Suppression(threshold), Box.all(boxes)
    return torch.LongTensor([i for i in by_score(scores) if suppression.offer(i, all_boxes[i])])


def roi_max_pool(features, boxes, output_size):
    size = (output_size,) * 2 if isinstance(output_size, int) else tuple(output_size)
    pool = nn.AdaptiveMaxPool2d(size)
    channels, height, width = features.shape
    result = features.new_empty((len(boxes), channels, *size))
    for k, box in enumerate(Box.all(boxes)):
        inside = 0 <= box.x < box.x + box.w <= width and 0 <= box.y < box.y + box.h <= height
        if not inside:
            raise ValueError(f"boxes[{k}] = {box} is empty or leaves the map")
        result[k] = pool(box.crop(features))
    return result


def as_floats(images):
    return images if images.is_floating_point() else images.float() / 255


class Stage(nn.Module):
    def __init__(self, inputs, outputs, stride=1, dilation=1):
        super().__init__()
        self.convolution = nn.Conv2d(inputs, outputs, 3, stride, dilation, dilation, bias=False)
        self.normalisation = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.normalisation(self.convolution(x)))


class Inside(nn.Module):
    """Learns which cells of a grid lie in the box, and what the box looks like from there; cells inside have their say."""

    def __init__(self, channels, mean, spread):
        super().__init__()
        self.mean, self.spread = nn.Buffer(torch.tensor(mean)), nn.Buffer(torch.tensor(spread))
        self.first = nn.Sequential(Stage(channels, 16, stride=2), Stage(16, 24), nn.MaxPool2d(2, ceil_mode=True))
        self.second = nn.Sequential(Stage(24, 40), nn.MaxPool2d(2, ceil_mode=True))
        self.third = nn.Sequential(Stage(40, 48), Stage(48, 48, dilation=2), Stage(48, 48))
        self.votes, self.edges = nn.Conv2d(48, 1, 1), nn.Conv2d(48, 4, 1)

    def forward(self, x):
        x = self.third(self.second(self.first((x - self.mean) / self.spread)))
        votes, edges = self.votes(x).float(), self.edges(x).float()
        height, width = x.shape[2:]
        column = (8 * torch.arange(width, device=x.device) + 4).view(1, 1, 1, -1)
        row = (8 * torch.arange(height, device=x.device) + 4).view(1, 1, -1, 1)
        left, top, right, bottom = (10 * edges).split(1, dim=1)
        places = torch.cat([column - left, row - top, column + right, row + bottom], dim=1)
        weights = torch.sigmoid(votes)
        return (places * weights).sum((2, 3)) / (weights.sum((2, 3)) + 1e-6), votes.flatten(1), column, row


class Trainer:
    rate, batch_size, epochs, least = 4e-3, 32, 12, 250

    def __init__(self, device, seed, budget):
        self.device, self.budget, self.started = torch.device(device), budget, time.perf_counter()
        self.generator = torch.Generator().manual_seed(seed)
        self.seed = seed

    def model(self, images):
        some = as_floats(images[::5])
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(self.seed)
            return Inside(images.shape[1], float(some.mean()), float(some.std()) + 1e-3).to(self.device)

    def indices(self, count):
        size = min(self.batch_size, count)
        for _ in range(max(self.epochs, math.ceil(self.least * size / count) + 1)):
            order = torch.randperm(count, generator=self.generator)
            for start in range(0, count - size + 1, size):
                yield order[start : start + size]

    def loss(self, model, x, truth):
        fast = getattr(torch.cpu, "get_capabilities", dict)()
        with torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.device.type == "cpu" and bool(fast.get("avx512_bf16"))
        ):
            found, votes, column, row = model(x)
        x0, y0, x1, y1 = (edge.view(-1, 1, 1, 1) for edge in truth.unbind(1))
        middle_x, middle_y, reach_x, reach_y = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 3, (y1 - y0) / 3
        inside = ((column - middle_x).abs() <= reach_x.clamp(min=4)) & ((row - middle_y).abs() <= reach_y.clamp(min=4))
        common = (torch.minimum(found, truth)[:, 2:] - torch.maximum(found, truth)[:, :2]).clamp(min=0).prod(1)
        sizes = [(edges[:, 2:] - edges[:, :2]).clamp(min=0).prod(1) for edges in (found, truth)]
        iou = common / (sizes[0] + sizes[1] - common + 1e-6)
        classified = F.binary_cross_entropy_with_logits(votes, inside.flatten(1).float())
        return F.smooth_l1_loss(found / 8, truth / 8) + 1 - iou.mean() + 0.5 * classified

    def run(self, images, boxes):
        model = self.model(images).train()
        optimizer = torch.optim.AdamW(model.parameters(), lr=self.rate)
        images = images.to(self.device)
        truth = torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], dim=1).float().to(self.device)
        batches = list(self.indices(len(images)))
        planned, warm = len(batches), 40
        for step, chosen in enumerate(batches):
            share = (time.perf_counter() - self.started) / (0.9 * self.budget)
            if share > 0.1 and step > 8:
                planned = min(planned, max(step, int(step / share)))
            if step >= planned or share > 1:
                break
            optimizer.param_groups[0]["lr"] = self.rate * min(1, (step + 1) / warm, 1.2 * (1 - step / planned) + 0.005)
            loss = self.loss(model, as_floats(images[chosen]), truth[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return model.to("cpu").eval()


def fit_localizer(images, boxes, *, device, budget_seconds, seed):
    return Trainer(device, seed, budget_seconds).run(images, boxes)


@contextlib.contextmanager
def evaluating(model):
    training = [module for module in model.modules() if module.training]
    model.eval()
    try:
        with torch.inference_mode():
            yield
    finally:
        for module in training:
            module.training = True


def predict_boxes(model, images):
    boxes = torch.zeros(len(images), 4)
    with evaluating(model):
        for start in range(0, len(images), 64):
            edges, *_ = model(as_floats(images[start : start + 64]))
            boxes[start : start + 64, :2] = edges[:, :2]
            boxes[start : start + 64, 2:] = (edges[:, 2:] - edges[:, :2]).clamp(min=0)
    return boxes


@dataclass(frozen=True)
class Detection:
    label: int
    score: float
    box: Box


class Detector:
    def __init__(self, score_threshold, iou_threshold):
        self.score_threshold, self.iou_threshold = score_threshold, iou_threshold

    def run(self, image, boxes, classify):
        labels, scores = classify([box.crop(image) for box in boxes])
        suppressions = {label: Suppression(self.iou_threshold) for label in labels.tolist()}
        for index in by_score(scores):
            label, score = int(labels[index]), scores[index]
            if score >= self.score_threshold and suppressions[label].offer(index, boxes[index]):
                yield Detection(label, float(score), boxes[index])


def detect(image, proposals, classify, *, score_threshold, iou_threshold):
    if len(proposals) == 0:
        return []
    found = Detector(score_threshold, iou_threshold).run(image, Box.all(proposals), classify)
    return [(one.label, one.score, [one.box.x, one.box.y, one.box.w, one.box.h]) for one in found]
