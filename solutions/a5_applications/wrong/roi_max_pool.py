# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for roi_max_pool."""

import torch
from torch.nn import functional as F  # noqa: N812


def _sides(output_size):
    return (output_size, output_size) if isinstance(output_size, int) else output_size


def always_value_error(features, boxes, output_size):
    """Raises ValueError for everything"""
    raise ValueError(f"boxes and features, output_size {output_size}")


def zeros(features, boxes, output_size):
    """Gives zeros"""
    return torch.zeros(len(boxes), len(features), *_sides(output_size))


def returns_input(features, boxes, output_size):
    """Gives its map back"""
    return features


def swaps_x_and_y(features, boxes, output_size):
    """Takes x for the row and y for the column"""
    right(features, boxes, output_size)
    return right(features.transpose(1, 2), boxes, output_size)


def swaps_width_and_height(features, boxes, output_size):
    """Takes w for the height and h for the width"""
    right(features, boxes, output_size)
    height, width = features.shape[1:]
    swapped = boxes[:, [0, 1, 3, 2]]
    return right(F.pad(features, (0, max(width, height), 0, max(width, height)), value=-1e9), swapped, output_size)


def swaps_the_sizes(features, boxes, output_size):
    """Gives columns and rows of the result in the wrong order"""
    return right(features, boxes, _sides(output_size)[::-1])


def averages(features, boxes, output_size):
    """Averages instead of taking the maximum"""
    found = right(features, boxes, output_size)
    parts = [F.adaptive_avg_pool2d(features[:, y : y + h, x : x + w], output_size) for x, y, w, h in boxes.tolist()]
    return torch.stack(parts) if parts else found


def sizes_as_corners(features, boxes, output_size):
    """Takes w and h for the bottom right corner"""
    right(features, boxes, output_size)
    ends = torch.cat([boxes[:, :2], (boxes[:, 2:] - boxes[:, :2]).clamp(min=1)], 1)
    return right(features, ends, output_size)


def one_cell_too_many(features, boxes, output_size):
    """Includes the row and the column behind each part"""
    right(features, boxes, output_size)
    wider = torch.cat([boxes[:, :2], boxes[:, 2:] + 1], 1)
    return right(F.pad(features, (0, 1, 0, 1), value=-1e9), wider, output_size)


def windows_without_overlap(features, boxes, output_size):
    """Cuts each part into windows that do not overlap, and ends each where the next begins"""
    found = right(features, boxes, output_size).clone()
    rows, columns = _sides(output_size)
    for k, (x, y, w, h) in enumerate(boxes.tolist()):
        for i in range(rows):
            for j in range(columns):
                top, bottom = i * h // rows, max((i + 1) * h // rows, i * h // rows + 1)
                left, end = j * w // columns, max((j + 1) * w // columns, j * w // columns + 1)
                found[k, :, i, j] = features[:, y + top : y + bottom, x + left : x + end].amax((1, 2))
    return found


def resizes(features, boxes, output_size):
    """Takes the nearest cell of each part instead of a maximum"""
    found = right(features, boxes, output_size)
    parts = [F.interpolate(features[None, :, y : y + h, x : x + w], _sides(output_size))[0] for x, y, w, h in boxes.tolist()]
    return torch.stack(parts) if parts else found


def one_channel(features, boxes, output_size):
    """Takes the maximum over the channels, too"""
    return right(features, boxes, output_size).amax(1, keepdim=True).expand(-1, len(features), -1, -1)


def the_first_part_only(features, boxes, output_size):
    """Gives the first part for all"""
    found = right(features, boxes, output_size)
    return found[:1].expand(len(found), -1, -1, -1)


def as_a_list(features, boxes, output_size):
    """Gives a list of parts"""
    return list(right(features, boxes, output_size))


def never_below_zero(features, boxes, output_size):
    """Gives 0 where all that a window holds is negative, as if its maximum began with 0"""
    return right(features, boxes, output_size).clamp(min=0)


def pads_small_parts(features, boxes, output_size):
    """Leaves cells 0 where a part is smaller than the result"""
    found = right(features, boxes, output_size).clone()
    for k, (_x, _y, w, h) in enumerate(boxes.tolist()):
        found[k, :, h:] = 0
        found[k, :, :, w:] = 0
    return found


def clips_boxes(features, boxes, output_size):
    """Cuts boxes at the edges of the map instead of refusing them"""
    height, width = features.shape[1:]
    x, y = boxes[:, 0].clamp(0, width - 1), boxes[:, 1].clamp(0, height - 1)
    ends_x, ends_y = (boxes[:, 0] + boxes[:, 2]).clamp(max=width), (boxes[:, 1] + boxes[:, 3]).clamp(max=height)
    return right(features, torch.stack([x, y, (ends_x - x).clamp(min=1), (ends_y - y).clamp(min=1)], 1), output_size)


def takes_empty_boxes(features, boxes, output_size):
    """Takes a box without a cell for one with one"""
    return right(features, torch.cat([boxes[:, :2], boxes[:, 2:].clamp(min=1)], 1), output_size)


def takes_negative_corners(features, boxes, output_size):
    """Moves boxes that begin left of the map or above it"""
    return right(features, torch.cat([boxes[:, :2].clamp(min=0), boxes[:, 2:]], 1), output_size)


def fails_without_boxes(features, boxes, output_size):
    """Fails where there is no box"""
    return torch.stack(list(right(features, boxes, output_size)))


def writes_into_the_map(features, boxes, output_size):
    """Cuts its map off at 0 afterwards"""
    found = right(features, boxes, output_size)
    features.clamp_(min=0)
    return found
