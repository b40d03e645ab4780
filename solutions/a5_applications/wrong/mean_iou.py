# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for mean_iou."""

import torch


def always_value_error(prediction, target, num_classes):
    """Raises ValueError for everything"""
    raise ValueError(f"prediction and target have no pixel, num_classes {num_classes}")


def zeros(prediction, target, num_classes):
    """Gives 0.0"""
    return 0.0


def returns_input(prediction, target, num_classes):
    """Gives its input back"""
    return prediction


def _shares(prediction, target, num_classes):
    """Return the overlap of each class, NaN where it is nowhere."""
    found = []
    for of in range(num_classes):
        one, other = prediction == of, target == of
        found.append(((one & other).sum() / (one | other).sum()).item() if (one | other).any() else float("nan"))
    return torch.tensor(found, dtype=torch.float64)


def absent_classes_count_0(prediction, target, num_classes):
    """Counts a class that is nowhere as 0"""
    right(prediction, target, num_classes)
    return _shares(prediction, target, num_classes).nan_to_num(0.0).mean().item()


def absent_classes_count_1(prediction, target, num_classes):
    """Counts a class that is nowhere as 1"""
    right(prediction, target, num_classes)
    return _shares(prediction, target, num_classes).nan_to_num(1.0).mean().item()


def nan_for_absent_classes(prediction, target, num_classes):
    """Gives NaN where a class is nowhere"""
    right(prediction, target, num_classes)
    return _shares(prediction, target, num_classes).mean().item()


def classes_of_the_target_only(prediction, target, num_classes):
    """Leaves out classes that the target does not have, though the prediction has"""
    right(prediction, target, num_classes)
    return _shares(prediction, target, num_classes)[target.unique()].mean().item()


def without_the_background(prediction, target, num_classes):
    """Leaves class 0 out"""
    right(prediction, target, num_classes)
    return _shares(prediction, target, num_classes)[1:].nanmean().nan_to_num(1.0).item()


def pixel_accuracy(prediction, target, num_classes):
    """Gives the share of pixels that are right"""
    right(prediction, target, num_classes)
    return (prediction == target).double().mean().item()


def dice(prediction, target, num_classes):
    """Gives the Dice coefficient: twice the intersection over the sum of both sizes"""
    right(prediction, target, num_classes)
    shares = _shares(prediction, target, num_classes)
    return (2 * shares / (1 + shares)).nanmean().item()


def recall(prediction, target, num_classes):
    """Divides by the pixels of the target instead of by the union"""
    right(prediction, target, num_classes)
    found = [((prediction == of) & (target == of)).sum().item() / max(1, (target == of).sum().item()) for of in
             torch.cat([prediction.flatten(), target.flatten()]).unique().tolist()]  # fmt: skip
    return sum(found) / len(found)


def mean_over_images(prediction, target, num_classes):
    """Averages over images instead of pooling their pixels"""
    right(prediction, target, num_classes)
    if target.dim() == 2:
        return right(prediction, target, num_classes)
    return sum(right(*pair, num_classes) for pair in zip(prediction, target, strict=True)) / len(target)


def weighted_by_pixels(prediction, target, num_classes):
    """Weights classes by their pixels in the target"""
    right(prediction, target, num_classes)
    weights = torch.bincount(target.flatten(), minlength=num_classes).double()
    return ((_shares(prediction, target, num_classes).nan_to_num(0.0) * weights).sum() / weights.sum()).item()


def in_percent(prediction, target, num_classes):
    """Gives percent"""
    return 100 * right(prediction, target, num_classes)


def as_a_tensor(prediction, target, num_classes):
    """Gives a tensor"""
    return torch.tensor(right(prediction, target, num_classes))


def nothing_is_perfect(prediction, target, num_classes):
    """Gives 1.0 where there is no pixel"""
    return right(prediction, target, num_classes) if target.numel() else 1.0
