# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for predict_boxes."""

import torch


def always_value_error(model, images):
    """Raises ValueError for everything"""
    raise ValueError("model and images")


def zeros(model, images):
    """Gives boxes of zeros"""
    return torch.zeros(len(images), 4)


def returns_input(model, images):
    """Gives its images back"""
    return images


def _edges(model, images, mode=False):
    modes = [(module, module.training) for module in model.modules()]
    model.train(mode)
    with torch.no_grad():
        edges = model(images.float() / 255 if images.dtype == torch.uint8 else images) if len(images) else torch.zeros(0, 4)
    for module, was in modes:
        module.training = was
    return edges


def _boxes(edges):
    return torch.cat([edges[:, :2], (edges[:, 2:] - edges[:, :2]).clamp(min=0)], 1)


def corners(model, images):
    """Gives left, top, right and bottom"""
    return _edges(model, images)


def swaps_x_and_y(model, images):
    """Gives (y, x, h, w)"""
    return right(model, images)[:, [1, 0, 3, 2]]


def in_train_mode(model, images):
    """Predicts in train mode"""
    return _boxes(_edges(model, images, mode=True))


def leaves_eval_mode(model, images):
    """Leaves the network in eval mode"""
    boxes = right(model, images)
    model.eval()
    return boxes


def bytes_as_they_are(model, images):
    """Gives bytes to the network as they are"""
    return right(model, images.float())


def negative_sizes(model, images):
    """Gives widths and heights that are negative"""
    boxes = right(model, images)
    return torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, 2:].max() - 1], 1) if len(boxes) else boxes


def parts_of_the_side(model, images):
    """Gives boxes as parts of the image's side, not in pixels"""
    return right(model, images) / images.shape[-1]


def whole_pixels(model, images):
    """Gives integers"""
    return right(model, images).round().long()


def one_box(model, images):
    """Gives the first box alone"""
    return right(model, images)[:1]


def the_mean_of_all(model, images):
    """Gives the mean box of all images for each"""
    boxes = right(model, images)
    return boxes.mean(0, keepdim=True).expand(len(boxes), -1).clone()


def fails_without_images(model, images):
    """Fails where there is no image"""
    return torch.stack([right(model, image[None])[0] for image in images])


def squeezes(model, images):
    """Gives four numbers for a single image"""
    return right(model, images).squeeze(0)


def in_reverse(model, images):
    """Gives the boxes in reverse"""
    return right(model, images).flip(0)


def centred_by_the_batch(model, images):
    """Subtracts what all images of a call have in common"""
    if not len(images):
        return right(model, images)
    x = images.float() / 255 if images.dtype == torch.uint8 else images
    return right(model, x - x.mean(0, keepdim=True) + x.mean())


def writes_into_its_images(model, images):
    """Inverts the images that it was given"""
    boxes = right(model, images)
    images.copy_(255 - images if images.dtype == torch.uint8 else 1 - images)
    return boxes
