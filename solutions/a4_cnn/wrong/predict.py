# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for predict."""

import torch


def always_value_error(model, images, *, device, batch_size=512):
    """Raises ValueError for everything"""
    raise ValueError("model and images")


def zeros(model, images, *, device, batch_size=512):
    """Gives class 0 for every image"""
    return torch.zeros(len(images), dtype=torch.int64)


def returns_input(model, images, *, device, batch_size=512):
    """Gives its input back"""
    return images


def _logits(model, images, batch_size, mode=False, grad=False):
    model.train(mode)
    found = []
    with torch.set_grad_enabled(grad):
        for part in images.split(batch_size):
            found.append(model(part.float() / 255 if part.dtype == torch.uint8 else part).detach())
    return torch.cat(found) if found else torch.zeros(0, 5)


def in_train_mode(model, images, *, device, batch_size=512):
    """Predicts in train mode"""
    return _logits(model, images, batch_size, mode=True).argmax(1)


def with_gradients(model, images, *, device, batch_size=512):
    """Predicts with gradients"""
    return _logits(model, images, batch_size, grad=True).argmax(1)


def as_floats(model, images, *, device, batch_size=512):
    """Gives floats"""
    return right(model, images, device=device, batch_size=batch_size).float()


def logits(model, images, *, device, batch_size=512):
    """Gives logits, not classes"""
    return _logits(model, images, batch_size)


def smallest(model, images, *, device, batch_size=512):
    """Takes the smallest logit"""
    return _logits(model, images, batch_size).argmin(1)


def drops_the_last_batch(model, images, *, device, batch_size=512):
    """Leaves a last short batch out"""
    return right(model, images[: len(images) - len(images) % batch_size], device=device, batch_size=batch_size)


def one_batch(model, images, *, device, batch_size=512):
    """Predicts all at once, whatever the size of a batch"""
    return right(model, images, device=device, batch_size=max(1, len(images)))


def fails_without_images(model, images, *, device, batch_size=512):
    """Fails where there is no image"""
    return torch.cat([model.eval()(part).argmax(1) for part in [images[:1]] if len(part)]) if not len(images) else right(
        model, images, device=device, batch_size=batch_size)  # fmt: skip


def squeezes(model, images, *, device, batch_size=512):
    """Gives a number for a single image"""
    return right(model, images, device=device, batch_size=batch_size).squeeze()


def bytes_as_they_are(model, images, *, device, batch_size=512):
    """Gives bytes to the network"""
    model.eval()
    with torch.no_grad():
        parts = [model(part).argmax(1) for part in images.split(batch_size)] if len(images) else []
    return torch.cat([torch.zeros(0, dtype=torch.int64), *parts])


def batches_in_reverse(model, images, *, device, batch_size=512):
    """Joins its batches in reverse"""
    parts = [right(model, part, device=device, batch_size=batch_size) for part in images.split(batch_size)]
    return torch.cat(parts[::-1]) if len(images) else right(model, images, device=device)


def counts_from_one(model, images, *, device, batch_size=512):
    """Counts classes from 1"""
    return right(model, images, device=device, batch_size=batch_size) + 1


def as_a_list(model, images, *, device, batch_size=512):
    """Gives a list"""
    return right(model, images, device=device, batch_size=batch_size).tolist()
