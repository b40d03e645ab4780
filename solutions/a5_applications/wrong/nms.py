# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for nms."""

import torch


def always_value_error(boxes, scores, threshold):
    """Raises ValueError for everything"""
    raise ValueError(f"boxes, scores, threshold {threshold}")


def zeros(boxes, scores, threshold):
    """Gives index 0 for every box"""
    return torch.zeros(len(boxes), dtype=torch.int64)


def returns_input(boxes, scores, threshold):
    """Gives its boxes back"""
    return boxes


def _suppress(order, overlaps):
    kept = []
    for index in order.tolist():
        if not any(overlaps[index, other] for other in kept):
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)


def _order(scores):
    return scores.argsort(descending=True, stable=True)


def in_order_of_index(boxes, scores, threshold):
    """Gives the right boxes, but sorted by index, not by score"""
    return right(boxes, scores, threshold).sort().values


def worst_first(boxes, scores, threshold):
    """Begins with the lowest score"""
    return right(boxes, -scores, threshold)


def first_come(boxes, scores, threshold):
    """Looks at the boxes in the order in which they come"""
    return _suppress(torch.arange(len(boxes)), box_iou(boxes, boxes) > threshold)


def drops_at_the_threshold(boxes, scores, threshold):
    """Drops a box whose overlap equals the threshold"""
    return _suppress(_order(scores), box_iou(boxes, boxes) >= threshold)


def counts_dropped_boxes(boxes, scores, threshold):
    """Lets boxes that were dropped drop others"""
    order, overlaps = _order(scores), box_iou(boxes, boxes) > threshold
    kept = [i for place, i in enumerate(order.tolist()) if not overlaps[i, order[:place]].any()]
    return torch.tensor(kept, dtype=torch.int64)


def last_of_ties(boxes, scores, threshold):
    """Prefers the higher index among equal scores"""
    count = len(boxes)
    return count - 1 - right(boxes.flip(0), scores.flip(0), threshold)


def places_in_the_order(boxes, scores, threshold):
    """Gives places in the sorted list, not indices of the boxes"""
    order = _order(scores)
    return right(boxes[order], scores[order], threshold)


def a_mask(boxes, scores, threshold):
    """Gives True or False for every box"""
    kept = torch.zeros(len(boxes), dtype=torch.bool)
    kept[right(boxes, scores, threshold)] = True
    return kept


def the_boxes(boxes, scores, threshold):
    """Gives the boxes that are kept, not their indices"""
    return boxes[right(boxes, scores, threshold)]


def as_a_list(boxes, scores, threshold):
    """Gives a list"""
    return right(boxes, scores, threshold).tolist()


def compares_neighbours(boxes, scores, threshold):
    """Compares each box with the one kept last only"""
    overlaps, kept = box_iou(boxes, boxes) > threshold, []
    for index in _order(scores).tolist():
        if not kept or not overlaps[index, kept[-1]]:
            kept.append(index)
    return torch.tensor(kept, dtype=torch.int64)


def one_round(boxes, scores, threshold):
    """Drops what overlaps the best box, and looks no further"""
    order = _order(scores)
    overlaps = box_iou(boxes[order[:1]], boxes[order])[0] if len(boxes) else torch.zeros(0)
    return torch.tensor([i for n, i in enumerate(order.tolist()) if n == 0 or overlaps[n] <= threshold], dtype=torch.int64)


def overlap_of_the_smaller(boxes, scores, threshold):
    """Takes the part of the smaller box that is covered for the overlap"""
    right(boxes, scores, threshold)
    areas = boxes[:, 2:].float().prod(1)
    iou = box_iou(boxes, boxes)
    both = iou * (areas[:, None] + areas[None]) / (1 + iou)
    return _suppress(_order(scores), both / torch.minimum(areas[:, None], areas[None]).clamp(min=1e-6) > threshold)


def keeps_what_overlaps(boxes, scores, threshold):
    """Keeps boxes that overlap, and drops the others"""
    overlaps = box_iou(boxes, boxes) <= threshold
    return _suppress(_order(scores), overlaps)


def at_most_ten(boxes, scores, threshold):
    """Keeps ten boxes at most"""
    return right(boxes, scores, threshold)[:10]


def fails_without_boxes(boxes, scores, threshold):
    """Fails where there is no box"""
    scores.max()
    return right(boxes, scores, threshold)


def floats_for_nothing(boxes, scores, threshold):
    """Gives floats where there is no box"""
    return right(boxes, scores, threshold) if len(boxes) else torch.tensor([])


def overwrites_scores(boxes, scores, threshold):
    """Sets the scores of dropped boxes to 0"""
    kept = right(boxes, scores, threshold)
    left = scores[kept].clone()
    scores.zero_()
    scores[kept] = left
    return kept
