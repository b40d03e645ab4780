# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for detect."""

import torch


def always_value_error(image, proposals, classify, *, score_threshold, iou_threshold):
    """Raises ValueError for everything"""
    raise ValueError(f"image, proposals, classify, score_threshold {score_threshold}, iou_threshold {iou_threshold}")


def zeros(image, proposals, classify, *, score_threshold, iou_threshold):
    """Finds class 0 with score 0 at every proposal"""
    return [(0, 0.0, (0, 0, 0, 0)) for _ in proposals]


def returns_input(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives its proposals back"""
    return proposals


def finds_nothing(image, proposals, classify, *, score_threshold, iou_threshold):
    """Finds nothing"""
    return []


def _crops(image, proposals):
    return [image[:, y : y + h, x : x + w] for x, y, w, h in proposals.tolist()]


def _listed(kept, labels, scores, proposals):
    return [(int(labels[i]), float(scores[i]), tuple(proposals[i].tolist())) for i in kept]


def _kept(proposals, labels, scores, score_threshold, iou_threshold):
    sure = (scores >= score_threshold).nonzero()[:, 0]
    kept = []
    for label in labels[sure].unique():
        chosen = sure[labels[sure] == label]
        kept += chosen[nms(proposals[chosen], scores[chosen], iou_threshold)].tolist()
    return sorted(kept, key=lambda i: (-float(scores[i]), i))


def all_classes_together(image, proposals, classify, *, score_threshold, iou_threshold):
    """Lets a box of one class drop those of another"""
    if not len(proposals):
        return []
    labels, scores = classify(_crops(image, proposals))
    sure = (scores >= score_threshold).nonzero()[:, 0]
    return _listed(sure[nms(proposals[sure], scores[sure], iou_threshold)].tolist(), labels, scores, proposals)


def without_suppression(image, proposals, classify, *, score_threshold, iou_threshold):
    """Keeps boxes that overlap better ones of their class: suppression is missing, or what it calls goes wrong"""
    return right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=1.0)


def keeps_every_score(image, proposals, classify, *, score_threshold, iou_threshold):
    """Leaves out the threshold of scores"""
    return right(image, proposals, classify, score_threshold=-1.0, iou_threshold=iou_threshold)


def drops_equal_scores(image, proposals, classify, *, score_threshold, iou_threshold):
    """Drops a score that equals the threshold"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    return [entry for entry in found if entry[1] > score_threshold]


def swaps_x_and_y(image, proposals, classify, *, score_threshold, iou_threshold):
    """Cuts crops with x for the row and y for the column"""
    if not len(proposals):
        return []
    labels, scores = classify([image[:, x : x + h, y : y + w] for x, y, w, h in proposals.tolist()])
    kept = _kept(proposals, labels, scores, score_threshold, iou_threshold)
    return _listed(kept, labels, scores, proposals)


def swaps_width_and_height(image, proposals, classify, *, score_threshold, iou_threshold):
    """Cuts crops that are w high and h wide"""
    if not len(proposals):
        return []
    labels, scores = classify([image[:, y : y + w, x : x + h] for x, y, w, h in proposals.tolist()])
    kept = _kept(proposals, labels, scores, score_threshold, iou_threshold)
    return _listed(kept, labels, scores, proposals)


def one_crop_at_a_time(image, proposals, classify, *, score_threshold, iou_threshold):
    """Calls the classifier for each proposal"""
    if not len(proposals):
        return []
    pairs = [classify([crop]) for crop in _crops(image, proposals)]
    labels, scores = torch.cat([label for label, _ in pairs]), torch.cat([score for _, score in pairs])
    return _listed(_kept(proposals, labels, scores, score_threshold, iou_threshold), labels, scores, proposals)


def sorts_the_crops(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives the crops in an order of its own, the largest first"""
    order = proposals[:, 2:].prod(1).argsort(descending=True, stable=True)
    return right(image, proposals[order], classify, score_threshold=score_threshold, iou_threshold=iou_threshold)


def as_a_tuple(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives the classifier a tuple"""

    def called(crops):
        return classify(tuple(crops))

    return right(image, proposals, called, score_threshold=score_threshold, iou_threshold=iou_threshold)


def as_floats(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives the classifier floats where the image has bytes"""
    return right(image.float(), proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)


def asks_about_nothing(image, proposals, classify, *, score_threshold, iou_threshold):
    """Calls the classifier where there are no proposals"""
    if not len(proposals):
        classify([])
    return right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)


def class_by_class(image, proposals, classify, *, score_threshold, iou_threshold):
    """Sorts by class, and by score only within it"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    return sorted(found, key=lambda entry: entry[0])


def lowest_score_first(image, proposals, classify, *, score_threshold, iou_threshold):
    """Begins with the lowest score"""
    return right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)[::-1]


def ties_by_class(image, proposals, classify, *, score_threshold, iou_threshold):
    """Sorts equal scores by class, not by index"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def the_best_of_each_class(image, proposals, classify, *, score_threshold, iou_threshold):
    """Keeps one box of each class"""
    found, seen = [], set()
    for entry in right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold):
        if entry[0] not in seen:
            seen.add(entry[0])
            found.append(entry)
    return found


def suppresses_before_it_sorts_out(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives index within the class for the index of the proposal"""
    if not len(proposals):
        return []
    labels, scores = classify(_crops(image, proposals))
    kept = []
    for label in labels.unique():
        chosen = ((scores >= score_threshold) & (labels == label)).nonzero()[:, 0]
        kept += nms(proposals[chosen], scores[chosen], iou_threshold).tolist()
    return _listed(sorted(kept, key=lambda i: (-float(scores[i]), i)), labels, scores, proposals)


def boxes_as_corners(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives left, top, right and bottom of each box"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    return [(label, score, (x, y, x + w, y + h)) for label, score, (x, y, w, h) in found]


def score_first(image, proposals, classify, *, score_threshold, iou_threshold):
    """Gives (score, label, box)"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    return [(score, label, box) for label, score, box in found]


def blackens_what_it_found(image, proposals, classify, *, score_threshold, iou_threshold):
    """Blackens what it has found in the image"""
    found = right(image, proposals, classify, score_threshold=score_threshold, iou_threshold=iou_threshold)
    for _label, _score, (x, y, w, h) in found:
        image[:, y : y + h, x : x + w] = 0
    return found
