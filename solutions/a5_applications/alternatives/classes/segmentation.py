"""A class for the clustering, one for the table of classes, one for the network, one for whoever trains it."""

import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class KMeans:
    def __init__(self, k, seed, restarts=10, rounds=50):
        self.k, self.restarts, self.rounds = k, restarts, rounds
        self.generator = torch.Generator().manual_seed(seed)

    def start(self, x):
        centres = x[torch.randint(len(x), (1,), generator=self.generator)]
        while len(centres) < self.k:
            squared = torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist").amin(1) ** 2
            centres = torch.cat([centres, x[torch.multinomial(squared, 1, generator=self.generator)]])
        return centres

    def assign(self, x, centres):
        distances, labels = torch.cdist(x, centres, compute_mode="donot_use_mm_for_euclid_dist").min(1)
        return labels, float((distances**2).sum())

    def fit(self, x):
        best = None
        for _ in range(self.restarts):
            centres = self.start(x)
            for _ in range(self.rounds):
                labels, _cost = self.assign(x, centres)
                for j in range(self.k):
                    if bool((labels == j).any()):
                        centres[j] = x[labels == j].mean(0)
            labels, cost = self.assign(x, centres)
            if best is None or cost < best[1]:
                best = labels, cost
        return best[0]


def kmeans_segment(image, k, seed):
    channels = image.unsqueeze(0) if image.dim() == 2 else image
    c, h, w = channels.shape
    x = channels.reshape(c, h * w).t().double().contiguous()
    distinct = len({tuple(row) for row in x.tolist()})
    if k < 1:
        raise ValueError(f"k must be positive, not {k}")
    if k > distinct:
        raise ValueError(f"k = {k} clusters of {distinct} distinct pixels")
    return KMeans(k, seed).fit(x).view(h, w)


class Confusion:
    def __init__(self, num_classes):
        self.table = torch.zeros(num_classes, num_classes, dtype=torch.int64)

    def update(self, prediction, target):
        one = torch.ones_like(target.reshape(-1))
        self.table.index_put_((target.reshape(-1), prediction.reshape(-1)), one, accumulate=True)

    @property
    def overlaps(self):
        for c in range(len(self.table)):
            both = int(self.table[c, c])
            either = int(self.table[c].sum()) + int(self.table[:, c].sum()) - both
            if either:
                yield both / either


def mean_iou(prediction, target, num_classes):
    if target.nelement() == 0:
        raise ValueError("prediction and target: no pixel at all")
    confusion = Confusion(num_classes)
    confusion.update(prediction, target)
    overlaps = list(confusion.overlaps)
    return sum(overlaps) / len(overlaps)


class ConvBlock(nn.Sequential):
    def __init__(self, inputs, outputs):
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
            nn.Conv2d(outputs, outputs, 3, padding=1),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


class Level(nn.Module):
    """One level with all that is below it: the network is a level in a level in a level."""

    def __init__(self, inputs, width, depth):
        super().__init__()
        self.down = ConvBlock(inputs, width)
        self.below = Level(width, 2 * width, depth - 1) if depth else None
        if self.below is not None:
            self.pool = nn.MaxPool2d(2)
            self.unpool = nn.ConvTranspose2d(2 * width, width, kernel_size=2, stride=2)
            self.up = ConvBlock(2 * width, width)

    def forward(self, x):
        x = self.down(x)
        if self.below is None:
            return x
        return self.up(torch.cat([x, self.unpool(self.below(self.pool(x)))], dim=1))


class UNet(nn.Module):
    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        self.levels = Level(in_channels, base_channels, depth=3)
        self.head = nn.Conv2d(base_channels, num_classes, kernel_size=1)

    def forward(self, x):
        return self.head(self.levels(x))


def to_float(images):
    return images.float().mul(1 / 255) if images.dtype == torch.uint8 else images


class Trainer:
    BATCH, RATE, EPOCHS, LEAST = 16, 0.008, 10, 160

    def __init__(self, images, masks, num_classes, device, seed):
        self.images, self.masks, self.device = images, masks, torch.device(device)
        self.generator = torch.Generator().manual_seed(seed)
        with torch.random.fork_rng(devices=[]):
            torch.random.default_generator.manual_seed(seed)
            self.model = UNet(images.shape[1], num_classes, base_channels=8).to(self.device)
        self.optimizer = torch.optim.Adam(self.model.parameters())

    def step(self, rate):
        chosen = torch.randperm(len(self.images), generator=self.generator)[: self.BATCH]
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        logits = self.model(to_float(self.images[chosen]).to(self.device))
        loss = F.cross_entropy(logits, self.masks[chosen].to(self.device))
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def run(self, budget):
        start = time.monotonic()
        steps = max(self.LEAST, self.EPOCHS * len(self.images) // self.BATCH)
        done = 0
        while done < steps:
            elapsed = time.monotonic() - start
            if elapsed > 0.88 * budget:
                break
            if done >= 8 and elapsed / done * steps > 0.88 * budget:
                steps = max(done + 1, int(done * 0.88 * budget / elapsed))
            self.step(self.RATE * min((done + 1) / 30, 1 - done / steps))
            done += 1
        return self.model.cpu().eval()


def fit_segmenter(images, masks, *, num_classes, device, budget_seconds, seed):
    return Trainer(images, masks, num_classes, device, seed).run(budget_seconds)


class Evaluating:
    """Keeps a model in eval mode for the length of a block."""

    def __init__(self, model):
        self.model = model

    def __enter__(self):
        self.modes = [module.training for module in self.model.modules()]
        return self.model.eval()

    def __exit__(self, *_error):
        for module, mode in zip(self.model.modules(), self.modes, strict=True):
            module.training = mode


def predict_masks(model, images):
    masks = torch.empty((len(images), *images.shape[-2:]), dtype=torch.int64)
    with Evaluating(model), torch.no_grad():
        for i, image in enumerate(images):
            masks[i] = model(to_float(image[None]))[0].argmax(0)
    return masks
