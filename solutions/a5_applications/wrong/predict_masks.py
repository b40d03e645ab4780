# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for predict_masks."""

import torch


def always_value_error(model, images):
    """Raises ValueError for everything"""
    raise ValueError("model and images")


def zeros(model, images):
    """Gives class 0 for every pixel"""
    return torch.zeros(len(images), *images.shape[2:], dtype=torch.int64)


def returns_input(model, images):
    """Gives its input back"""
    return images


def _logits(model, images, mode=False, grad=False):
    model.train(mode)
    with torch.set_grad_enabled(grad):
        return model(images.float() / 255 if images.dtype == torch.uint8 else images).detach()


def in_train_mode(model, images):
    """Predicts in train mode"""
    return _logits(model, images, mode=True).argmax(1)


def with_gradients(model, images):
    """Predicts with gradients"""
    modes = model.training
    found = _logits(model, images, grad=True).argmax(1)
    model.train(modes)
    return found


def leaves_eval_mode(model, images):
    """Leaves the network in eval mode"""
    return _logits(model, images).argmax(1)


def leaves_train_mode(model, images):
    """Leaves the network in train mode, whatever it was in"""
    found = right(model, images)
    model.train()
    model.drop.eval() if hasattr(model, "drop") else None
    return found


def logits(model, images):
    """Gives logits, not classes"""
    return _logits(model, images)


def smallest(model, images):
    """Takes the smallest logit"""
    return _logits(model, images).argmin(1)


def along_the_columns(model, images):
    """Takes the largest along the wrong axis"""
    return _logits(model, images).argmax(3)


def as_floats(model, images):
    """Gives floats"""
    return right(model, images).float()


def with_an_axis_for_channels(model, images):
    """Keeps an axis of length 1 for the channels"""
    return right(model, images)[:, None]


def bytes_as_they_are(model, images):
    """Gives bytes to the network without dividing them by 255"""
    return right(model, images.float())


def floats_divided_too(model, images):
    """Divides floats by 255, too"""
    return right(model, images.float() / 255)


def foreground_only(model, images):
    """Tells only background from foreground"""
    return right(model, images).clamp(max=1)


def squeezes(model, images):
    """Drops the first axis where there is one image"""
    return right(model, images).squeeze(0)


def fails_without_images(model, images):
    """Fails where there is no image"""
    return torch.cat([right(model, part) for part in images.split(64) if len(part)])


def first_batch_only(model, images):
    """Gives masks of the first 256 images"""
    return right(model, images[:256])
