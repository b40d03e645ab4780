# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for box_iou."""

import torch


def always_value_error(a, b):
    """Raises ValueError for everything"""
    raise ValueError("a and b")


def zeros(a, b):
    """Gives zeros"""
    return torch.zeros(len(a), len(b))


def returns_input(a, b):
    """Gives its first list back"""
    return a


def _edges(a, b):
    a, b = a.float(), b.float()
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum((a[:, :2] + a[:, 2:])[:, None], (b[:, :2] + b[:, 2:])[None])
    return a, b, (high - low).clamp(min=0).prod(2)


def takes_sizes_for_corners(a, b):
    """Takes width and height for the bottom right corner"""
    right(a, b)
    low, high = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    both = (high - low).clamp(min=0).prod(2).float()
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(1) for boxes in (a, b)]
    either = areas[0][:, None] + areas[1][None] - both
    return torch.where(either > 0, both / either, 0)


def includes_the_last_pixel(a, b):
    """Counts columns from x to x + w, both included: every side is one too long"""
    right(a, b)
    longer = torch.tensor([0, 0, 1, 1])
    return right(a + longer, b + longer)


def forgets_to_clamp(a, b):
    """Multiplies two negative sides where boxes are apart in both directions"""
    right(a, b)
    a, b = a.float(), b.float()
    low = torch.maximum(a[:, None, :2], b[None, :, :2])
    high = torch.minimum((a[:, :2] + a[:, 2:])[:, None], (b[:, :2] + b[:, 2:])[None])
    both = (high - low).prod(2)
    either = a[:, 2:].prod(1)[:, None] + b[:, 2:].prod(1)[None] - both
    return torch.where(either != 0, both / either, 0)


def adds_the_areas(a, b):
    """Divides by the sum of both areas, in which the common one counts twice"""
    right(a, b)
    a, b, both = _edges(a, b)
    total = a[:, 2:].prod(1)[:, None] + b[:, 2:].prod(1)[None]
    return torch.where(total > 0, both / total, 0)


def over_the_smaller(a, b):
    """Divides by the smaller of the two areas"""
    right(a, b)
    a, b, both = _edges(a, b)
    smaller = torch.minimum(a[:, 2:].prod(1)[:, None], b[:, 2:].prod(1)[None])
    return torch.where(smaller > 0, both / smaller, 0)


def intersection_alone(a, b):
    """Gives the common area, not its share"""
    right(a, b)
    return _edges(a, b)[2]


def transposed(a, b):
    """Swaps rows and columns of the result"""
    return right(b, a)


def pairs_only(a, b):
    """Compares each box with the one of its row alone"""
    right(a, b)
    found = torch.zeros(len(a), len(b))
    for i in range(min(len(a), len(b))):
        found[i, i] = right(a[i : i + 1], b[i : i + 1])[0, 0]
    return found


def nan_without_area(a, b):
    """Divides 0 by 0 where both boxes have no area"""
    right(a, b)
    a, b, both = _edges(a, b)
    return both / (a[:, 2:].prod(1)[:, None] + b[:, 2:].prod(1)[None] - both)


def one_without_area(a, b):
    """Gives 1 for two boxes without area at one place"""
    found = right(a, b)
    same = (a[:, None].float() == b[None].float()).all(2)
    return torch.where(same, 1.0, found)


def whole_numbers(a, b):
    """Rounds the boxes to whole pixels"""
    return right(a.long(), b.long()) if len(a) and len(b) else right(a, b)


def takes_any_size(a, b):
    """Takes a negative size without a word, in one of its lists or in both"""
    return right(
        torch.cat([a[:, :2], a[:, 2:].clamp(min=0)], 1),
        torch.cat([b[:, :2], b[:, 2:].clamp(min=0)], 1),
    )


def looks_at_the_first_list_only(a, b):
    """Does not see a negative size in its second list"""
    return right(a, torch.cat([b[:, :2], b[:, 2:].clamp(min=0)], 1))


def looks_at_widths_only(a, b):
    """Does not see a negative height"""
    return right(*(torch.cat([boxes[:, :3], boxes[:, 3:].clamp(min=0)], 1) for boxes in (a, b)))


def fails_without_boxes(a, b):
    """Fails where there is no box"""
    return torch.stack([torch.stack([right(one[None], other[None])[0, 0] for other in b]) for one in a])


def writes_into_its_boxes(a, b):
    """Turns its boxes into corners in place"""
    found = right(a, b)
    for boxes in (a, b):
        boxes[:, 2:] += boxes[:, :2]
    return found


def as_a_list(a, b):
    """Gives a list"""
    return right(a, b).tolist()


def the_largest_of_each_row(a, b):
    """Gives the best overlap of each box alone"""
    return right(a, b).max(1).values
