"""With `TensorDataset` and `DataLoader`, Adam and `OneCycleLR`: what tutorials have, and as it is meant."""

from __future__ import annotations

import itertools
import time

import torch
from mirroring import Mirrored
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

Device = str | torch.device


def accuracy(logits: Tensor, labels: Tensor) -> float:
    if labels.shape[0] == 0 or logits.shape[0] == 0:
        raise ValueError("labels or logits have length 0; the accuracy of nothing is not defined")
    return torch.eq(torch.argmax(logits, dim=1), labels).double().mean().item()


def prepared(x: Tensor, device: Device) -> Tensor:
    return (x.float() / 255 if x.dtype == torch.uint8 else x).to(device)


def train_one_epoch(model, images, labels, *, optimizer, batch_size, device, generator) -> float:
    model.train(True)
    criterion = nn.CrossEntropyLoss(reduction="sum")
    loader = DataLoader(TensorDataset(images, labels), batch_size, shuffle=True, generator=generator)
    total = 0.0
    for x, y in loader:
        x, y = prepared(x, device), y.to(device)
        loss = criterion(model(x), y)
        model.zero_grad()
        (loss / len(y)).backward()
        optimizer.step()
        total += loss.item()
    return total / len(images)


class Scaled(nn.Module):
    def __init__(self, network: nn.Module, images: Tensor) -> None:
        super().__init__()
        self.network = network
        self.register_buffer("shift", images.mean())
        self.register_buffer("scale", 1 / images.std().nan_to_num(1.0).clamp_min(1e-2))

    def forward(self, x: Tensor) -> Tensor:
        return self.network((x - self.shift) * self.scale)


def convolutional(channels: int, num_classes: int) -> nn.Module:
    def block(inputs: int, outputs: int) -> list[nn.Module]:
        return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.MaxPool2d(2, ceil_mode=True), nn.BatchNorm2d(outputs), nn.ReLU()]

    return nn.Sequential(
        *block(channels, 20), *block(20, 40), *block(40, 64), nn.AdaptiveAvgPool2d(4), nn.Flatten(),
        nn.Dropout(0.1), nn.Linear(64 * 16, num_classes),
    )  # fmt: skip


class Images(Dataset):
    """A data set that the loader asks for whole batches at a time."""

    def __init__(self, images: Tensor, labels: Tensor) -> None:
        self.images, self.labels = images, labels

    def __len__(self) -> int:
        return len(self.labels)

    def __getitems__(self, indices: list[int]) -> tuple[Tensor, Tensor]:
        return self.images[indices], self.labels[indices]


def for_ever(loader: DataLoader):
    while True:
        yield from loader


def fit(images, labels, *, num_classes, device, budget_seconds, seed) -> nn.Module:
    deadline = time.monotonic() + 0.9 * budget_seconds
    state = torch.get_rng_state()  # dropout and the layers draw from the global state, which is put back at the end
    try:
        torch.default_generator.manual_seed(seed)
        generator = torch.Generator().manual_seed(seed + 1)
        floats = prepared(images, "cpu")
        model = Scaled(convolutional(images.shape[1], num_classes), floats).to(device)
        mirrored = Mirrored(floats, generator)
        batch_size = 50
        loader = DataLoader(
            Images(floats, labels),
            batch_size,
            shuffle=True,
            generator=generator,
            collate_fn=lambda batch: batch,
            drop_last=len(images) > batch_size,
        )
        total = max(300, 6 * len(loader))
        optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 8e-3, total_steps=total, pct_start=0.15)
        criterion = nn.CrossEntropyLoss(label_smoothing=0.05)
        model.train()
        for x, y in itertools.islice(for_ever(loader), total):
            if time.monotonic() > deadline:
                break
            loss = criterion(model(mirrored(x).to(device)), y.to(device))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        return model.cpu()
    finally:
        torch.set_rng_state(state)


def predict(model, images, *, device, batch_size=512) -> Tensor:
    modes = {name: module.training for name, module in model.named_modules()}
    model = model.to(device)
    model.train(False)
    found = [torch.zeros(0, dtype=torch.int64)]
    with torch.inference_mode():
        for (x,) in DataLoader(TensorDataset(images), batch_size, generator=torch.Generator()) if len(images) else ():
            found.append(torch.argmax(model(prepared(x, device)), dim=1).cpu())
    for name, module in model.named_modules():
        module.training = modes[name]
    return torch.cat(found)
