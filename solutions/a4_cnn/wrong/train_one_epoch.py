# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for train_one_epoch."""

import torch
from torch.nn import functional as F  # noqa: N812


def always_value_error(model, images, labels, *, optimizer, batch_size, device, generator):
    """Raises ValueError for everything"""
    raise ValueError(f"model, images, labels, batch_size {batch_size}, device {device}")


def zeros(model, images, labels, *, optimizer, batch_size, device, generator):
    """Gives a loss of 0 and does nothing"""
    return 0.0


def returns_input(model, images, labels, *, optimizer, batch_size, device, generator):
    """Gives its input back"""
    return images


def _epoch(model, images, labels, *, optimizer, batch_size, device, generator, order=None, drop=False, zero=True,
           step=True, scale=True, always=False, mode=True, mean="images", after=False, loss_of=F.cross_entropy,
           restore=False):  # fmt: skip
    """Do it right, or wrong in one way."""
    was = model.training
    model.train(mode)
    order = torch.randperm(len(images), generator=generator) if order is None else order
    losses, sizes = [], []
    for indices in order.split(batch_size):
        if drop and len(indices) < batch_size:
            continue
        x = images[indices]
        if (always and scale) or (scale and x.dtype == torch.uint8):
            x = x.float() / 255
        x = x.float().to(device)
        loss = loss_of(model(x), labels[indices].to(device))
        if zero:
            optimizer.zero_grad()
        loss.backward()
        if step:
            optimizer.step()
        if after:
            with torch.no_grad():
                loss = loss_of(model(x), labels[indices].to(device))
        losses.append(loss.item())
        sizes.append(len(indices))
    if restore:
        model.train(was)
    if mean == "batches":
        return sum(losses) / max(1, len(losses))
    if mean == "sum":
        return sum(losses)
    if mean == "last":
        return losses[-1]
    return sum(one * size for one, size in zip(losses, sizes, strict=True)) / max(1, sum(sizes))


def drops_the_last_batch(model, images, labels, **options):
    """Leaves a last short batch out"""
    return _epoch(model, images, labels, drop=True, **options)


def mean_over_batches(model, images, labels, **options):
    """Averages over batches, also where the last is short"""
    return _epoch(model, images, labels, mean="batches", **options)


def sum_of_losses(model, images, labels, **options):
    """Gives the sum of the losses"""
    return _epoch(model, images, labels, mean="sum", **options)


def loss_of_the_last_batch(model, images, labels, **options):
    """Gives the loss of the last batch"""
    return _epoch(model, images, labels, mean="last", **options)


def loss_after_the_step(model, images, labels, **options):
    """Gives the loss after each step"""
    return _epoch(model, images, labels, after=True, **options)


def gradients_add_up(model, images, labels, **options):
    """Never clears gradients"""
    return _epoch(model, images, labels, zero=False, **options)


def no_step(model, images, labels, **options):
    """Never lets the optimizer take a step"""
    return _epoch(model, images, labels, step=False, **options)


def not_shuffled(model, images, labels, **options):
    """Takes the images as they come"""
    return _epoch(model, images, labels, order=torch.arange(len(images)), **options)


def shuffled_by_the_global_state(model, images, labels, **options):
    """Draws the order from the global random state"""
    return _epoch(model, images, labels, order=torch.randperm(len(images)), **options)


def drawn_with_replacement(model, images, labels, **options):
    """Draws images with replacement, so that some come twice"""
    order = torch.randint(len(images), (len(images),), generator=options["generator"])
    return _epoch(model, images, labels, order=order, **options)


def the_same_order_always(model, images, labels, **options):
    """Has one order for every epoch"""
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    return _epoch(model, images, labels, order=order, **options)


def in_eval_mode(model, images, labels, **options):
    """Trains in eval mode"""
    return _epoch(model, images, labels, mode=False, **options)


def leaves_the_mode_it_found(model, images, labels, **options):
    """Puts the model back into the mode that it came in"""
    return _epoch(model, images, labels, restore=True, **options)


def bytes_unscaled(model, images, labels, **options):
    """Does not divide bytes by 255"""
    return _epoch(model, images, labels, scale=False, **options)


def floats_scaled(model, images, labels, **options):
    """Divides floats by 255, too"""
    return _epoch(model, images, labels, always=True, **options)


def softmax_before_the_loss(model, images, labels, **options):
    """Takes a softmax before the cross-entropy, which takes one itself"""
    return _epoch(model, images, labels, loss_of=lambda logits, y: F.cross_entropy(logits.softmax(1), y), **options)


def squared_error(model, images, labels, **options):
    """Takes squared errors for the loss"""

    def loss(logits, y):
        return F.mse_loss(logits, F.one_hot(y, logits.shape[1]).float())

    return _epoch(model, images, labels, loss_of=loss, **options)


def smoothed_labels(model, images, labels, **options):
    """Smooths the labels"""
    return _epoch(model, images, labels, loss_of=lambda logits, y: F.cross_entropy(logits, y, label_smoothing=0.1), **options)


def batches_of_another_size(model, images, labels, *, batch_size, **options):
    """Takes batches of 32 whatever is asked for"""
    return _epoch(model, images, labels, batch_size=32, **options)


def two_epochs(model, images, labels, **options):
    """Sees every image twice"""
    _epoch(model, images, labels, **options)
    return _epoch(model, images, labels, **options)


def as_a_tensor(model, images, labels, **options):
    """Gives the loss as a tensor"""
    return torch.tensor(right(model, images, labels, **options))


def ten_times_slower(model, images, labels, **options):
    """Trains a copy twelve times beside the model: right, but slow"""
    from copy import deepcopy

    for _ in range(12):
        copy = deepcopy(model)
        other = torch.optim.SGD(copy.parameters(), lr=0.0)
        given = {**options, "optimizer": other, "generator": torch.Generator().manual_seed(0)}
        _epoch(copy, images, labels, **given)
    return right(model, images, labels, **options)
