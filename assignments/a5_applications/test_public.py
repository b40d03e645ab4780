# Generated from solutions/a5_applications/suite/test_public.py by "autograder build"
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


def framed(images, boxes):
    """Return images with a bright line around each box: what `autograder check` draws where boxes are wrong."""
    drawn = images[:, 0].clone()
    for image, box in zip(drawn, boxes.round().long(), strict=True):
        x, y, w, h = box.tolist()
        top, left, bottom, right = max(y, 0), max(x, 0), max(y + h - 1, 0), max(x + w - 1, 0)
        image[top : bottom + 1, left : left + 1] = image[top : bottom + 1, right : right + 1] = 255
        image[top : top + 1, left : right + 1] = image[bottom : bottom + 1, left : right + 1] = 255
    return drawn


def assert_boxes(found, count):
    """Require so many boxes, floats, none of negative width or height."""
    if not isinstance(found, torch.Tensor) or not found.is_floating_point() or tuple(found.shape) != (count, 4):
        raise Mismatch(f"predict_boxes should give floats of shape ({count}, 4)", found)
    if not torch.isfinite(found).all() or (found[:, 2:] < 0).any():
        raise Mismatch("predict_boxes gives numbers that are not finite, or a negative width or height", found)


@check("fit_localizer", 4.5, visibility="public", timed=True)
def test_fit_localizer_learns(student):
    """With 600 scenes and 15 seconds, `fit_localizer` learns to find boxes with a mean IoU above 0.4 in 100 other ones"""
    rng = np.random.default_rng(5)
    textures = [clouds(160, rng) for _ in range(4)]
    scenes = make_scenes(*image_set("fashion_mnist", "validation"), textures, 700, rng)
    images, boxes = torch.from_numpy(scenes.images), torch.from_numpy(scenes.boxes[:, 0])
    with student.within(1.1 * 15 + 2):
        model = student.make("fit_localizer", images[:600], boxes[:600], device="cpu", budget_seconds=15.0, seed=1)
    if not student.harness.is_module(model):
        raise Mismatch("fit_localizer returned something that is no nn.Module")
    found = student.predict_boxes(model, images[600:])
    assert_boxes(found, 100)
    share = mean_iou_of(found, boxes[600:])
    if not share > 0.4:
        drawn = framed(images[600:603], found[:3]), framed(images[600:603], boxes[600:603])
        raise Mismatch(f"the mean IoU is {share:.3f}, expected more than 0.4", *drawn)


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
    with student.within(1.1 * 10 + 2):
        model = student.make("fit_localizer", images[:200], boxes[:200], device="cpu", budget_seconds=10.0, seed=1)
    found = student.predict_boxes(model, images[200:])
    assert_boxes(found, 20)
    share = mean_iou_of(found, boxes[200:])
    if not share > 0.4:
        seen = (255 * images[200:203]).to(torch.uint8)
        drawn = framed(seen, found[:3]), framed(seen, boxes[200:203])
        raise Mismatch(f"the mean IoU is {share:.3f}, expected more than 0.4", *drawn)


def numbered(height, width, number=0):
    """Return an image whose channels hold row, column and a number, by which a scripted classifier knows each crop."""
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    return torch.stack([rows, columns, torch.full_like(rows, number)]).to(torch.uint8)


def plain(value):
    """Return a tensor or an array of up to four numbers as these, another value as it is."""
    if not isinstance(value, torch.Tensor | np.ndarray):
        return value
    if np.prod(value.shape) > 4:
        raise Mismatch("every entry should be (label, score, box)", value)
    return value.tolist()


def detections(found):
    """Return detections as plain values, be a box a tuple, a list or a tensor; four whole numbers may be floats."""
    if not isinstance(found, list | tuple):
        raise Mismatch("detect should give a list", found)
    if not all(isinstance(entry, list | tuple) and len(entry) == 3 for entry in found):
        raise Mismatch("every entry should be (label, score, box)", found)
    return [(plain(label), plain(score), plain(box)) for label, score, box in found]


def expected_detections(*entries):
    """Return what to compare detections with."""
    return [(label, score, [float(number) for number in box]) for label, score, box in entries]


def assert_crops(student, classify, boxes):
    """Require that the classifier was given no crop but those of the proposals."""
    for _kind, places, _dtypes in student.harness.calls(classify):
        for _image, *place in places:
            if place not in boxes:
                raise Mismatch("the classifier was given a crop that is none of the proposals", tuple(place), boxes)


@check("detect", 2.5, visibility="public")
def test_detect_two_objects(student):
    """Of five proposals two objects are left: one score is too small, and two boxes overlap better ones"""
    boxes = [[2, 3, 8, 6], [3, 3, 8, 6], [20, 10, 6, 9], [20, 11, 6, 9], [1, 20, 5, 5]]
    labels, scores = (4, 4, 7, 7, 2), (0.5, 0.75, 0.9375, 0.625, 0.125)
    script = [([0, *box], label, score) for box, label, score in zip(boxes, labels, scores, strict=True)]
    classify = student.harness.make("scripted", script)
    found = student.detect(numbered(32, 30), torch.tensor(boxes), classify, score_threshold=0.25, iou_threshold=0.5)
    assert_crops(student, classify, boxes)
    assert_close(detections(found), expected_detections((7, 0.9375, [20, 10, 6, 9]), (4, 0.75, [3, 3, 8, 6])), 1e-6)


@check("detect", 1, visibility="public")
def test_detect_classes_apart(student):
    """Two boxes in one place are both kept when their classes differ"""
    boxes = [[2, 3, 8, 6], [2, 3, 8, 7]]
    classify = student.harness.make("scripted", [([0, *boxes[0]], 1, 0.5), ([0, *boxes[1]], 0, 0.75)])
    found = student.detect(numbered(16, 16), torch.tensor(boxes), classify, score_threshold=0.25, iou_threshold=0.3)
    assert_close(detections(found), expected_detections((0, 0.75, [2, 3, 8, 7]), (1, 0.5, [2, 3, 8, 6])), 1e-6)


# Segmentation.


def assert_partition(labels, expected, k):
    """Require int64 labels from 0 to k - 1 that group pixels as expected, whatever the groups are called."""
    shape = tuple(expected.shape)
    if not isinstance(labels, torch.Tensor) or labels.dtype != torch.int64 or tuple(labels.shape) != shape:
        raise Mismatch(f"the result should be an int64 tensor of shape {shape}", labels, expected)
    if labels.min() < 0 or labels.max() >= k:
        raise Mismatch(f"labels go from {labels.min()} to {labels.max()}, they should from 0 to {k - 1}", labels, expected)
    pairs = {(int(one), int(other)) for one, other in zip(labels.flatten(), expected.flatten(), strict=True)}
    if not len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs}):
        raise Mismatch("pixels are grouped otherwise than they should be", labels, expected)


@check("kmeans_segment", 2, visibility="public")
def test_two_greys(student):
    """A bright square on a dark ground is one cluster, the ground another"""
    image = torch.full((6, 8), 20, dtype=torch.uint8)
    image[1:4, 2:7] = 220
    image[2, 3], image[0, 0] = 215, 24
    assert_partition(student.kmeans_segment(image, 2, 0), image > 100, 2)


@check("kmeans_segment", 1.5, visibility="public")
def test_three_colours(student):
    """Red, green and blue stripes of equal brightness are three clusters"""
    image = torch.zeros(3, 5, 6)
    for channel in range(3):
        image[channel, :, 2 * channel : 2 * channel + 2] = 1.0
    assert_partition(student.kmeans_segment(image, 3, 1), image.argmax(0), 3)


@check("mean_iou", 2.5, visibility="public")
def test_iou_of_two_classes(student):
    """Classes that overlap in 2 of 5 and 4 of 7 pixels have a mean IoU of 0.486; a third that is nowhere does not count"""
    prediction = torch.tensor([[0, 0, 1], [1, 0, 1], [1, 0, 1]])
    target = torch.tensor([[0, 0, 1], [1, 1, 1], [1, 1, 0]])
    truth = (2 / 5 + 4 / 7) / 2
    assert_close(student.mean_iou(prediction, target, 3), truth, 1e-6)


@check("UNet", 1.5, visibility="public", guard=True)
def test_unet_keeps_sides(student):
    """Every pixel of an image of 24 by 40 gets a logit for each class"""
    net = student.make("UNet", 1, 3, base_channels=4)
    logits = student.harness.outputs(net, torch.rand(2, 1, 24, 40))
    assert_equal(tuple(logits.shape), (2, 3, 24, 40))


@check("UNet", 3.5, visibility="public")
def test_unet_has_a_skip_connection(student):
    """Fine detail reaches the output by a path at the full resolution, and by others through smaller maps"""
    net, image = student.make("UNet", 1, 2), torch.rand(1, 1, 32, 32)
    assert_equal(tuple(student.harness.outputs(net, image).shape), (1, 2, 32, 32))
    parts = student.harness.paths(net, image, 0)
    if not parts[0] > 1e-4:
        raise Mismatch("nothing of the input reaches the output without passing a smaller map: there is no skip connection")
    if not sum(parts[1:]) > 1e-4:
        raise Mismatch("nothing of the input reaches the output by a smaller map: there is no way down and up")


def filled(images, masks):
    """Return images with their masks laid over them in white: what `autograder check` draws where masks are wrong."""
    return images[:, 0] // 2 + (127 * (masks > 0)).to(torch.uint8)


@check("fit_segmenter", 4.5, visibility="public", timed=True)
def test_fit_segmenter_learns(student):
    """With 400 scenes of 32 by 32 and 12 seconds, `fit_segmenter` learns masks with a mean IoU of more than 0.7"""
    rng = np.random.default_rng(5)
    items, labels = image_set("fashion_mnist", "validation")
    scenes = make_scenes(items, labels, [clouds(96, rng)], 500, rng, side=32, sizes=(14, 26))
    images, masks = torch.from_numpy(scenes.images), torch.from_numpy(scenes.masks)
    with student.within(1.1 * 12 + 2):
        model = student.make(
            "fit_segmenter", images[:400], masks[:400], num_classes=2, device="cpu", budget_seconds=12.0, seed=1
        )
    if not student.harness.is_module(model):
        raise Mismatch("fit_segmenter returned something that is no nn.Module")
    found = student.predict_masks(model, images[400:])
    if not isinstance(found, torch.Tensor) or tuple(found.shape) != (100, 32, 32):
        raise Mismatch("predict_masks, which says what was learnt, should give integers of shape (100, 32, 32)", found)
    both, either = (((found == c) & (masks[400:] == c), (found == c) | (masks[400:] == c)) for c in (0, 1))
    share = sum(float(one[0].sum() / one[1].sum()) for one in (both, either)) / 2
    if not share > 0.7:
        drawn = filled(images[400:403], found[:3]), filled(images[400:403], masks[400:403])
        raise Mismatch(f"the mean IoU on 100 other scenes is {share:.2f}, expected more than 0.7", *drawn)


@check("predict_masks", 1.5, visibility="public")
def test_predict_the_likeliest_class(student):
    """The class of a pixel is the index of its largest logit, as int64"""
    images = torch.tensor([[[0.1, 0.9, 0.5], [0.6, 0.0, 1.0]]]).reshape(1, 1, 2, 3)
    found = student.predict_masks(student.harness.make("thresholds"), images)
    assert_equal(found, torch.tensor([[[0, 2, 1], [1, 0, 2]]]))


# Transfer.


@check("replace_head", 2.5, visibility="public")
def test_the_last_linear_layer_is_new(student):
    """The last linear layer of a network gets three outputs instead of ten, the one before it stays"""
    model = student.harness.make("model", "plain")
    found = student.harness.linears(student.make("replace_head", model, 3))
    assert_equal(found, [["1", 12, 8, True, "torch.float32", True], ["3", 8, 3, True, "torch.float32", True]])


@check("replace_head", 0.5, visibility="public", guard=True)
def test_the_same_network_comes_back(student):
    """What is returned is the network that was given"""
    model = student.harness.make("model", "plain")
    assert_equal(student.harness.same(student.make("replace_head", model, 3), model), True)


@check("freeze", 1.5, visibility="public")
def test_only_the_head_needs_gradients(student):
    """With except_=["head"], the head's weight and bias need a gradient and nothing else does"""
    model = student.make("freeze", student.harness.make("model", "backbone"), except_=["head"])
    assert_equal(student.harness.trainable(model), ["head.weight", "head.bias"])


@check("freeze", 3, visibility="public")
def test_a_step_leaves_the_rest(student):
    """After a step in train mode, all but the head is what it was, bit by bit, batch normalisation included"""
    model = student.make("freeze", student.harness.make("model", "backbone"), except_=["head"])
    images = torch.rand(6, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    before, after = student.harness.train(model, images, torch.arange(6) % 5)
    changed = sorted(key for key in before if not torch.equal(before[key], after[key]))
    assert_equal(changed, ["head.bias", "head.weight"])


def seen_patterns(rng, patterns, count, side=24):
    """Return noisy images, each with one of some patterns at a random place, and which it is."""
    size = patterns.shape[-1]
    kinds = rng.permutation(np.arange(count) % len(patterns))
    images = rng.normal(0.5, 0.15, (count, 1, side, side))
    for image, kind in zip(images, kinds, strict=True):
        row, column = rng.integers(side - size + 1, size=2)
        image[0, row : row + size, column : column + size] += 0.15 * patterns[kind]
    return torch.from_numpy(images.clip(0, 1).astype(np.float32)), torch.from_numpy(kinds)


@check("fine_tune", 5.5, visibility="public", timed=True)
def test_fine_tune_uses_the_backbone(student):
    """From 32 images, and a backbone that knows eight patterns, `fine_tune` learns which four belong together"""
    rng = np.random.default_rng(2)
    patterns = rng.choice([-1.0, 1.0], (8, 7, 7)).astype(np.float32)
    images, kinds = seen_patterns(rng, patterns, 400)
    backbone = student.harness.make("detector", torch.from_numpy(patterns), images[:100])
    with student.within(1.1 * 8 + 2):
        model = student.make(
            "fine_tune", backbone, images[:32], kinds[:32] % 2, num_classes=2, device="cpu", budget_seconds=8.0, seed=1
        )
    logits = student.harness.outputs(model, images[100:])
    assert_equal(tuple(logits.shape) if isinstance(logits, torch.Tensor) else logits, (300, 2))
    share = (logits.argmax(1) == kinds[100:] % 2).float().mean().item()
    if not share > 0.8:
        raise Mismatch(f"{100 * share:.0f} % of 300 other images are right, expected more than 80 %: nobody learns this from "
                       "32 images without the backbone")  # fmt: skip
