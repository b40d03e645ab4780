"""The public checks of unit a5: what students run themselves."""

import numpy as np
import torch

from autograder.compare import assert_close, assert_equal
from autograder.data import clouds, image_set, make_scenes
from autograder.errors import Mismatch
from autograder.marks import check

# Boxes.


@check("box_iou", 2, visibility="public")
def test_iou_of_overlapping_boxes(student):
    """Two boxes with three: a third, a half, nothing in common, one inside the other, the same"""
    a = torch.tensor([[0, 0, 2, 2], [2, 3, 10, 4]])
    b = torch.tensor([[1, 0, 2, 2], [0, 0, 2, 4], [2, 3, 10, 4]])
    assert_close(student.box_iou(a, b), torch.tensor([[1 / 3, 1 / 2, 0], [0, 0, 1]]), 1e-6)
    inside = student.box_iou(torch.tensor([[4.0, 4.0, 2.0, 3.0]]), torch.tensor([[2.5, 3.0, 6.0, 5.0]]))
    assert_close(inside, torch.tensor([[6 / 30]]), 1e-6)


@check("box_iou", 1, visibility="public", guard=True)
def test_iou_of_boxes_that_touch(student):
    """Boxes that share an edge or a corner have nothing in common, nor have boxes far apart in both directions"""
    a, b = torch.tensor([[2, 2, 3, 4]]), torch.tensor([[5, 2, 3, 4], [2, 6, 3, 4], [5, 6, 1, 1], [20, 20, 9, 9]])
    assert_close(student.box_iou(a, b), torch.zeros(1, 4), 1e-6)


@check("nms", 2.5, visibility="public")
def test_nms_of_two_groups(student):
    """Of five boxes in two groups the best of each group is kept, by falling score"""
    boxes = torch.tensor([[0, 0, 10, 10], [1, 0, 10, 10], [40, 40, 8, 8], [0, 1, 10, 10], [41, 40, 8, 8]])
    scores = torch.tensor([0.6, 0.8, 0.7, 0.5, 0.9])
    assert_equal(student.nms(boxes, scores, 0.5), torch.tensor([4, 1]))


@check("nms", 1.5, visibility="public")
def test_nms_keeps_what_only_a_dropped_box_overlaps(student):
    """A box that overlaps none but a dropped one is kept"""
    boxes = torch.tensor([[0.0, 0.0, 10.0, 10.0], [4.0, 0.0, 10.0, 10.0], [8.0, 0.0, 10.0, 10.0]])
    assert_equal(student.nms(boxes, torch.tensor([0.9, 0.8, 0.7]), 0.3), torch.tensor([0, 2]))


@check("roi_max_pool", 2, visibility="public")
def test_pooling_of_two_parts(student):
    """Two parts of a map of 3 by 4 cells, pooled to 1 by 2"""
    features = torch.tensor([[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 8.0, 6.0], [7.0, 0.0, 1.0, 9.0]]])
    found = student.roi_max_pool(features, torch.tensor([[0, 0, 4, 3], [1, 0, 2, 2]]), (1, 2))
    assert_equal(found, torch.tensor([[[[7.0, 9.0]]], [[[5.0, 8.0]]]]))


@check("roi_max_pool", 1.5, visibility="public")
def test_pooling_with_windows_that_overlap(student):
    """A part of 3 by 5 cells, pooled to 2 by 2: the windows overlap, in every channel"""
    features = torch.stack([torch.arange(42.0).reshape(6, 7), -torch.arange(42.0).reshape(6, 7)])
    found = student.roi_max_pool(features, torch.tensor([[1, 2, 5, 3]]), 2)
    assert_equal(found, torch.tensor([[[[24.0, 26.0], [31.0, 33.0]], [[-15.0, -17.0], [-22.0, -24.0]]]]))


def mean_iou_of(boxes, others):
    """Return the mean intersection over union of each box with the other of its row."""
    boxes, others = boxes.double(), others.double()
    sides = torch.minimum(boxes[:, :2] + boxes[:, 2:], others[:, :2] + others[:, 2:]) - torch.maximum(
        boxes[:, :2], others[:, :2]
    )
    both = sides.clamp(min=0).prod(dim=1)
    return (both / (boxes[:, 2:].prod(dim=1) + others[:, 2:].prod(dim=1) - both).clamp(min=1e-9)).mean().item()


def assert_boxes(found, count):
    """Require so many boxes, floats, none of negative width or height."""
    if not isinstance(found, torch.Tensor) or not found.is_floating_point() or tuple(found.shape) != (count, 4):
        raise Mismatch(f"predict_boxes should give floats of shape ({count}, 4)", found)
    if not torch.isfinite(found).all() or (found[:, 2:] < 0).any():
        raise Mismatch("predict_boxes gives numbers that are not finite, or a negative width or height", found)


@check("fit_localizer", 4.5, visibility="public", timed=True)
def test_fit_localizer_learns(student):
    """With 800 scenes and 8 seconds, `fit_localizer` learns to find boxes with a mean IoU above 0.45 in 100 other ones"""
    rng = np.random.default_rng(5)
    textures = [clouds(160, rng) for _ in range(4)]
    scenes = make_scenes(*image_set("fashion_mnist", "validation"), textures, 900, rng)
    images, boxes = torch.from_numpy(scenes.images), torch.from_numpy(scenes.boxes[:, 0])
    with student.within(1.1 * 8 + 2):
        model = student.make("fit_localizer", images[:800], boxes[:800], device="cpu", budget_seconds=8.0, seed=1)
    if not student.harness.is_module(model):
        raise Mismatch("fit_localizer returned something that is no nn.Module")
    found = student.predict_boxes(model, images[800:])
    assert_boxes(found, 100)
    share = mean_iou_of(found, boxes[800:])
    if not share > 0.45:
        raise Mismatch(f"the mean IoU is {share:.3f}, expected more than 0.45")


def rectangles(count, seed=0, side=32):
    """Return float images with one bright rectangle each, and its box."""
    generator = torch.Generator().manual_seed(seed)
    images, boxes = 0.3 * torch.rand(count, 1, side, side, generator=generator), []
    for image in images:
        w, h = torch.randint(8, 17, (2,), generator=generator).tolist()
        x, y = (int(torch.randint(0, side - length + 1, (), generator=generator)) for length in (w, h))
        image[:, y : y + h, x : x + w] += 0.6
        boxes.append([x, y, w, h])
    return images, torch.tensor(boxes)


@check("predict_boxes", 1.5, visibility="public", timed=True)
def test_predict_boxes_of_rectangles(student):
    """After training on 200 bright rectangles, 20 others are found with a mean IoU above 0.4, as floats of shape (20, 4)"""
    images, boxes = rectangles(220)
    with student.within(1.1 * 5 + 2):
        model = student.make("fit_localizer", images[:200], boxes[:200], device="cpu", budget_seconds=5.0, seed=1)
    found = student.predict_boxes(model, images[200:])
    assert_boxes(found, 20)
    share = mean_iou_of(found, boxes[200:])
    if not share > 0.4:
        raise Mismatch(f"the mean IoU is {share:.3f}, expected more than 0.4")


def numbered(height, width, number=0):
    """Return an image whose channels hold row, column and a number, by which a scripted classifier knows each crop."""
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([rows, columns, torch.full_like(rows, number)]).to(torch.uint8)


def plain(value):
    """Return a tensor or an array as numbers, another value as it is."""
    return value.tolist() if isinstance(value, torch.Tensor | np.ndarray) else value


def detections(found):
    """Return detections as plain values, be a box a tuple, a list or a tensor; four whole numbers may be floats."""
    if not isinstance(found, list):
        raise Mismatch("detect should give a list", found)
    if not all(isinstance(entry, list | tuple) and len(entry) == 3 for entry in found):
        raise Mismatch("every entry should be (label, score, box)", found)
    return [(plain(label), plain(score), plain(box)) for label, score, box in found]


def expected_detections(*entries):
    """Return what to compare detections with."""
    return [(label, score, [float(number) for number in box]) for label, score, box in entries]


@check("detect", 2.5, visibility="public")
def test_detect_two_objects(student):
    """Of five proposals two objects are left: one score is too small, and two boxes overlap better ones"""
    boxes = [[2, 3, 8, 6], [3, 3, 8, 6], [20, 10, 6, 9], [20, 11, 6, 9], [1, 20, 5, 5]]
    labels, scores = (4, 4, 7, 7, 2), (0.5, 0.75, 0.9375, 0.625, 0.125)
    script = [([0, *box], label, score) for box, label, score in zip(boxes, labels, scores, strict=True)]
    classify = student.harness.make("scripted", script)
    found = student.detect(numbered(32, 30), torch.tensor(boxes), classify, score_threshold=0.25, iou_threshold=0.5)
    assert_close(detections(found), expected_detections((7, 0.9375, [20, 10, 6, 9]), (4, 0.75, [3, 3, 8, 6])), 1e-6)


@check("detect", 1, visibility="public")
def test_detect_classes_apart(student):
    """Two boxes in one place are both kept when their classes differ"""
    boxes = [[2, 3, 8, 6], [2, 3, 8, 7]]
    classify = student.harness.make("scripted", [([0, *boxes[0]], 1, 0.5), ([0, *boxes[1]], 0, 0.75)])
    found = student.detect(numbered(16, 16), torch.tensor(boxes), classify, score_threshold=0.25, iou_threshold=0.3)
    assert_close(detections(found), expected_detections((0, 0.75, [2, 3, 8, 7]), (1, 0.5, [2, 3, 8, 6])), 1e-6)


@check("later", 30, visibility="public")
def test_later(student):
    """It gives 1"""
    assert_equal(student.later(), 1)
