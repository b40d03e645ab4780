# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for accuracy."""

import torch


def always_value_error(logits, labels):
    """Raises ValueError for everything"""
    raise ValueError("logits and labels")


def zeros(logits, labels):
    """Gives 0.0"""
    return 0.0


def returns_input(logits, labels):
    """Gives its input back"""
    return logits


def as_percent(logits, labels):
    """Gives percent"""
    return 100 * right(logits, labels)


def number_right(logits, labels):
    """Gives how many are right"""
    return float(right(logits, labels) * len(labels))


def error_rate(logits, labels):
    """Gives the fraction that is wrong"""
    return 1 - right(logits, labels)


def as_tensor(logits, labels):
    """Gives a tensor"""
    return torch.tensor(right(logits, labels))


def rounded(logits, labels):
    """Gives two digits"""
    return round(right(logits, labels), 1)


def smallest_logit(logits, labels):
    """Takes the smallest logit for the prediction"""
    return right(-logits, labels)


def last_of_ties(logits, labels):
    """Takes the last of several largest logits"""
    classes = logits.shape[1]
    return right(logits.flip(1), classes - 1 - labels)


def any_of_ties(logits, labels):
    """Counts an image as right where its label is among the largest"""
    right(logits, labels)
    return (logits.gather(1, labels[:, None])[:, 0] == logits.max(1).values).float().mean().item()


def zero_for_nothing(logits, labels):
    """Gives 0 where there is no image"""
    return right(logits, labels) if len(labels) else 0.0


def nan_for_nothing(logits, labels):
    """Gives NaN where there is no image"""
    return right(logits, labels) if len(labels) else float("nan")


def over_classes(logits, labels):
    """Averages the accuracy of each class"""
    right(logits, labels)
    return sum(right(logits[labels == c], labels[labels == c]) for c in labels.unique()) / len(labels.unique())


def wrong_axis(logits, labels):
    """Looks for the largest along the images"""
    right(logits, labels)
    found = logits.argmax(0)
    return (found[: len(labels)] == labels[: len(found)]).float().mean().item()
