"""The hidden checks of localisation that train nothing; fit_localizer is judged in test_training_localization.py."""

import numpy as np
import torch
import torchvision
from torch.nn import functional as F  # noqa: N812

from autograder.compare import assert_close, assert_equal, assert_value_error
from autograder.errors import Mismatch
from autograder.marks import check

torch.set_num_threads(1)

NO_BOX = torch.zeros(0, 4)


def random_boxes(rng, count, side=40, smallest=1):
    """Return whole boxes (x, y, w, h) inside a square."""
    size = rng.integers(smallest, side // 2, (count, 2))
    corner = rng.integers(0, side - size + 1)
    return torch.from_numpy(np.concatenate([corner, size], axis=1))


def corners(boxes):
    """Return boxes as torchvision writes them: left, top, right, bottom."""
    return torchvision.ops.box_convert(boxes.double(), "xywh", "xyxy")


# Intersection over union.


@check(
    "box_iou",
    1.5,
    category="random boxes",
    visibility="hint",
    hint="Which of the four numbers are a corner, and which a size? Rows of the result belong to `a`, columns to `b`.",
)
def test_iou_of_random_boxes(student, rng):
    """Agrees with torchvision for random boxes, of integers and of floats, in lists of different lengths"""
    cases = []
    for count, other in ((1, 7), (12, 5), (30, 40)):
        cases.append((random_boxes(rng, count), random_boxes(rng, other)))
        cases.append(tuple(boxes + torch.from_numpy(rng.uniform(0, 0.9, boxes.shape)).float() for boxes in cases[-1]))
        cases.append(tuple(boxes.double() / 1000 for boxes in cases[-2]))  # as parts of an image's side
        cases.append(tuple(boxes - torch.tensor([15, 15, 0, 0]) for boxes in cases[-3]))  # partly outside of it
    for (a, b), found in student.each("box_iou", cases):
        assert_close(found, torchvision.ops.box_iou(corners(a), corners(b)).float(), 1e-5)


@check("box_iou", 0.75, category="boxes without area", visibility="hint", hint="What if the union is 0?")
def test_iou_of_boxes_without_area(student, rng):
    """A box without width or height has IoU 0 with every box, inside one or at the same place, never NaN"""
    boxes = torch.tensor([[3, 3, 0, 0], [3, 3, 4, 0], [3, 3, 0, 5], [2, 2, 6, 8], [3, 3, 0, 0]])
    expected = torch.zeros(5, 5)
    expected[3, 3] = 1
    for (_a, _b), found in student.each("box_iou", [(boxes, boxes), (boxes.float(), boxes.float())]):
        assert_close(found, expected, 1e-6)


@check("box_iou", 0.25, category="empty lists", guard=True)
def test_iou_of_no_boxes(student, rng):
    """Without boxes on one side or both the result is empty, of the right shape"""
    boxes = random_boxes(rng, 3).float()
    for (a, b), found in student.each("box_iou", [(NO_BOX, boxes), (boxes, NO_BOX), (NO_BOX, NO_BOX)]):
        assert_close(found, torch.zeros(len(a), len(b)), 1e-6)


@check("box_iou", 0.25, category="validation", guard=True)
def test_iou_of_negative_sizes(student):
    """A negative width or height, in either list, raises ValueError"""
    good = torch.tensor([[0, 0, 2, 2]])
    cases = [(torch.tensor([[0, 0, 2, 2], [1, 1, *size]]), good) for size in ((-1, 2), (2, -1))]
    cases += [(b, a) for a, b in cases]
    for (a, _b), attempt in student.attempts("box_iou", cases):
        with assert_value_error(("a" if len(a) > 1 else "b", "boxes")):
            attempt()


@check("box_iou", 0.25, category="arguments unmodified", guard=True)
def test_iou_leaves_its_arguments(student, rng):
    """Both lists are as they were"""
    a, b = random_boxes(rng, 4).float(), random_boxes(rng, 3).float()
    for (one, other), after in student.each_after("box_iou", [(a, b)]):
        assert_equal(after, [one, other])


# Non-maximum suppression.


def kept(boxes, scores, threshold):
    """Return what torchvision keeps."""
    return torchvision.ops.nms(corners(boxes), scores.double(), threshold)


@check(
    "nms",
    2,
    category="random boxes",
    visibility="hint",
    hint="A box is compared with those that were kept, not with those that were dropped. Indices are those of the list given.",
)
def test_nms_of_random_boxes(student, rng):
    """Agrees with torchvision for random boxes, scores and thresholds"""
    cases = []
    for count, threshold in ((1, 0.5), (25, 0.137), (60, 0.313), (60, 0.713)):
        boxes = random_boxes(rng, count, smallest=8)
        cases.append((boxes, torch.from_numpy(rng.permutation(count) / count).float(), threshold))
        cases.append((boxes.float() + 0.25, torch.from_numpy(rng.normal(size=count)), threshold))
    apart = torch.tensor([[12 * (number % 20), 12 * (number // 20), 10, 10] for number in range(300)])
    cases.append((apart, torch.from_numpy(rng.permutation(300) / 300).float(), 0.5))
    cases.append((torch.tensor([[0, 0, 4, 4], [1, 1, 0, 3], [1, 1, 0, 3], [0, 0, 4, 4]]), torch.arange(4) / -4, 0.3))
    for case, found in student.each("nms", cases):
        assert_equal(found, kept(*case))


@check(
    "nms", 0.75, category="equal scores", visibility="hint", hint="Which of two equal scores comes first? Is your sort stable?"
)
def test_nms_of_equal_scores(student, rng):
    """Of boxes with equal scores the lower index comes first"""
    cases = []
    for count in (6, 40):
        boxes = random_boxes(rng, count, smallest=8)
        cases += [(boxes, torch.full((count,), 0.5), 0.3), (boxes, torch.from_numpy(rng.integers(0, 3, count) / 4), 0.3)]
    for case, found in student.each("nms", cases):
        assert_equal(found, kept(*case))


@check("nms", 0.75, category="threshold", visibility="hint", hint="And a box whose IoU is exactly the threshold?")
def test_nms_at_the_threshold(student):
    """A box whose IoU equals the threshold is kept, also where the threshold is 0 or 1"""
    half = torch.tensor([[0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 2.0], [0.0, 0.0, 2.0, 2.0]])  # IoU 1/2, 1/4, and again 1/2
    scores = torch.tensor([0.9, 0.8, 0.7])
    apart = torch.tensor([[0.0, 0.0, 2.0, 2.0], [2.0, 0.0, 2.0, 2.0], [0.0, 0.0, 2.0, 2.0]])
    expected = {0.5: [0, 1, 2], 0.25: [0, 2], 0.2: [0], 0.0: [0, 1], 1.0: [0, 1, 2]}
    cases = [(apart if threshold in (0.0, 1.0) else half, scores, threshold) for threshold in expected]
    for (_boxes, _scores, threshold), found in student.each("nms", cases):
        assert_equal(found, torch.tensor(expected[threshold]))


@check("nms", 0.25, category="empty lists", guard=True)
def test_nms_of_no_boxes(student):
    """Without boxes nothing is kept, int64"""
    assert_equal(student.nms(NO_BOX, torch.zeros(0), 0.5), torch.zeros(0, dtype=torch.int64))


@check("nms", 0.25, category="arguments unmodified", guard=True)
def test_nms_leaves_its_arguments(student, rng):
    """Boxes and scores are as they were"""
    boxes, scores = random_boxes(rng, 9, smallest=8).float(), torch.from_numpy(rng.normal(size=9))
    for (one, other, threshold), after in student.each_after("nms", [(boxes, scores, 0.3)]):
        assert_equal(after, [one, other, threshold])


# Pooling of regions.


def pooled(features, boxes, output_size):
    """Return adaptive pooling of each part by PyTorch."""
    parts = [F.adaptive_max_pool2d(features[:, y : y + h, x : x + w], output_size) for x, y, w, h in boxes.tolist()]
    return torch.stack(parts)


def maps(rng, *shape):
    """Return a map of negative and positive values, all different."""
    count = int(np.prod(shape))
    return torch.from_numpy((rng.permutation(count) - 0.7 * count).reshape(shape).astype(np.float32))


@check(
    "roi_max_pool",
    1.75,
    category="random parts",
    visibility="hint",
    hint="x counts columns, and they are the last axis. Windows start at floor(i·h/oh) and end before ceil((i+1)·h/oh).",
)
def test_pooling_of_random_parts(student, rng):
    """Agrees with PyTorch's adaptive pooling for random parts of maps that are not square, to sizes that are not"""
    cases = []
    for channels, height, width, size in ((1, 12, 30, (2, 3)), (4, 25, 11, (3, 1)), (3, 16, 20, 4), (2, 9, 14, (1, 5))):
        corner_x, corner_y = rng.integers(0, width - 6, 8), rng.integers(0, height - 6, 8)
        w, h = rng.integers(6, width - corner_x + 1), rng.integers(6, height - corner_y + 1)
        boxes = torch.from_numpy(np.stack([corner_x, corner_y, w, h], axis=1))
        cases.append((maps(rng, channels, height, width), boxes, size))
    cases.append((torch.from_numpy(rng.normal(size=cases[-1][0].shape)), *cases[-1][1:]))  # float64 keeps its values
    for case, found in student.each("roi_max_pool", cases):
        assert_equal(found, pooled(*case))


@check("roi_max_pool", 0.75, category="small parts", visibility="hint", hint="A part may have fewer cells than the result.")
def test_pooling_of_small_parts(student, rng):
    """Parts with fewer cells than the result, down to a single one, and the whole map"""
    boxes = torch.tensor([[3, 2, 1, 1], [0, 0, 2, 3], [6, 0, 2, 6], [0, 5, 8, 1], [0, 0, 8, 6]])
    for case, found in student.each("roi_max_pool", [(maps(rng, 2, 6, 8), boxes, size) for size in (4, (5, 3))]):
        assert_equal(found, pooled(*case))


@check("roi_max_pool", 0.5, category="validation", guard=True)
def test_pooling_outside_of_the_map(student, rng):
    """A box that is empty, or leaves the map on any side, raises ValueError"""
    bad = ([0, 0, 0, 2], [0, 0, 2, 0], [-1, 0, 3, 3], [0, -1, 3, 3], [6, 0, 3, 2], [0, 4, 2, 3])
    cases = [(maps(rng, 1, 6, 8), torch.tensor([[1, 1, 2, 2], box]), 2) for box in bad]
    cases += [(features, boxes.flip(0), size) for features, boxes, size in cases]
    for _case, attempt in student.attempts("roi_max_pool", cases):
        with assert_value_error(("boxes", "box")):
            attempt()


@check("roi_max_pool", 0.25, category="empty lists", guard=True)
def test_pooling_of_no_boxes(student, rng):
    """Without boxes the result is empty, of the right shape"""
    for (_f, _b, size), found in student.each(
        "roi_max_pool", [(maps(rng, 3, 5, 6), torch.zeros(0, 4, dtype=torch.int64), size) for size in (2, (4, 1))]
    ):
        assert_equal(found, torch.zeros(0, 3, *((size, size) if isinstance(size, int) else size)))


@check("roi_max_pool", 0.25, category="arguments unmodified", guard=True)
def test_pooling_leaves_its_arguments(student, rng):
    """Map and boxes are as they were"""
    for (features, boxes, _size), after in student.each_after(
        "roi_max_pool", [(maps(rng, 2, 7, 7), torch.tensor([[1, 1, 4, 3]]), 2)]
    ):
        assert_equal(after[:2], [features, boxes])


# Detection.


def image_of(height, width, number, dtype=torch.uint8):
    """Return an image whose channels hold row, column and a number."""
    rows, columns = np.mgrid[:height, :width]
    return torch.from_numpy(np.stack([rows, columns, np.full_like(rows, number)])).to(dtype)


def plain(value):
    """Return a tensor or an array of up to four numbers as these, another value as it is."""
    if not isinstance(value, torch.Tensor | np.ndarray):
        return value
    if np.prod(value.shape) > 4:
        raise Mismatch("every entry should be (label, score, box)", value)
    return value.tolist()


def detections(found):
    """Return detections as plain values, be a box a tuple, a list or a tensor."""
    if not isinstance(found, list | tuple):
        raise Mismatch("detect should give a list", found)
    if not all(isinstance(entry, list | tuple) and len(entry) == 3 for entry in found):
        raise Mismatch("every entry should be (label, score, box)", found)
    return [(plain(label), plain(score), plain(box)) for label, score, box in found]


def expected_detections(boxes, labels, scores, score_threshold, iou_threshold):
    """Return what should be found: torchvision's suppression, class by class."""
    sure = scores >= score_threshold
    found = []
    for label in labels[sure].unique():
        indices = (sure & (labels == label)).nonzero()[:, 0]
        found += indices[kept(boxes[indices], scores[indices], iou_threshold)].tolist()
    found.sort(key=lambda index: (-scores[index].item(), index))
    return [(labels[index].item(), scores[index].item(), boxes[index].double().tolist()) for index in found]


def script(number, boxes, labels, scores):
    """Return what a scripted classifier of the harness has to know of an image."""
    entries = zip(boxes.tolist(), labels.tolist(), scores.tolist(), strict=True)
    return [([number, *box], label, score) for box, label, score in entries]


def distinct_boxes(rng, count):
    """Return boxes none of which is there twice, so that a classifier can tell the crops apart."""
    boxes = random_boxes(rng, 3 * count, smallest=6).unique(dim=0)
    return boxes[torch.from_numpy(rng.permutation(len(boxes))[:count])]


@check(
    "detect",
    1.25,
    category="random proposals",
    visibility="hint",
    hint="Suppression is done for each class apart; the result is sorted over all classes. Which index has a box in the end?",
)
def test_detect_among_random_proposals(student, rng):
    """Agrees with torchvision's suppression class by class, for random proposals, classes and scores"""
    cases, entries = [], []
    for number, count in enumerate((1, 20, 45)):
        boxes = distinct_boxes(rng, count)
        labels = 37 * torch.from_numpy(rng.integers(0, 4, len(boxes)))
        scores = torch.from_numpy((rng.permutation(len(boxes)) + 1) / (len(boxes) + 1)).float()
        cases.append((boxes, labels, scores))
        entries += script(number, *cases[-1])
    for boxes in ([[0, 0, 20, 20], [20, 20, 20, 20]], [[0, 0, 8, 8], [32, 0, 8, 8]]):  # far apart, in neighbouring classes
        cases.append((torch.tensor(boxes), torch.tensor([5, 4]), torch.tensor([0.75, 0.5])))
        entries += script(len(cases) - 1, *cases[-1])
    classify = student.harness.make("scripted", entries)
    calls = [(image_of(40, 40, number), boxes, classify) for number, (boxes, _l, _s) in enumerate(cases)]
    for number, (_call, found) in enumerate(student.each("detect", calls, score_threshold=0.33, iou_threshold=0.21)):
        assert_close(detections(found), expected_detections(*cases[number], 0.33, 0.21), 1e-6)


@check(
    "detect",
    0.75,
    category="scores that are equal",
    visibility="hint",
    hint="A score that equals the threshold is enough. Which of two equal scores comes first?",
)
def test_detect_equal_scores(student, rng):
    """Scores equal to the threshold are kept, and of equal scores the lower index comes first, across classes too"""
    boxes = distinct_boxes(rng, 16)
    labels, scores = torch.from_numpy(rng.permutation(16) % 3), torch.from_numpy(rng.permutation(16) % 4 / 4).float()
    classify = student.harness.make("scripted", script(0, boxes, labels, scores))
    found = student.detect(image_of(40, 40, 0), boxes, classify, score_threshold=0.5, iou_threshold=0.4)
    assert_close(detections(found), expected_detections(boxes, labels, scores, 0.5, 0.4), 1e-6)


@check(
    "detect",
    0.75,
    category="how the classifier is called",
    visibility="hint",
    hint="Once, with a list of all crops in the order of the proposals, as the image has them.",
)
def test_detect_calls_the_classifier_once(student, rng):
    """The classifier is called once, with a list of all crops in the order of the proposals, in the image's own dtype"""
    boxes = distinct_boxes(rng, 9)
    labels, scores = torch.arange(9) % 2, (torch.arange(9) + 1) / 16
    for dtype in (torch.uint8, torch.float32):
        classify = student.harness.make("scripted", script(3, boxes, labels, scores))
        found = student.detect(image_of(40, 40, 3, dtype), boxes, classify, score_threshold=0.25, iou_threshold=0.9)
        assert_close(detections(found), expected_detections(boxes, labels, scores, 0.25, 0.9), 1e-6)
        assert_equal(student.harness.calls(classify), [["list", [[3, *box] for box in boxes.tolist()], [str(dtype)] * 9]])


@check("detect", 0.5, category="nothing found", guard=True)
def test_detect_nothing(student, rng):
    """Without proposals the classifier is not called, and the list is empty; it is empty, too, where no score is enough"""
    boxes = distinct_boxes(rng, 5)
    classify = student.harness.make("scripted", script(0, boxes, torch.arange(5), torch.full((5,), 0.25)))
    image, options = image_of(40, 40, 0), {"score_threshold": 0.5, "iou_threshold": 0.5}
    assert_equal(student.detect(image, torch.zeros(0, 4, dtype=torch.int64), classify, **options), [])
    assert_equal(student.harness.calls(classify), [])
    assert_equal(student.detect(image, boxes, classify, **options), [])


@check("detect", 0.25, category="arguments unmodified", guard=True)
def test_detect_leaves_its_arguments(student, rng):
    """Image and proposals are as they were"""
    boxes = distinct_boxes(rng, 6)
    classify = student.harness.make("scripted", script(7, boxes, torch.arange(6), torch.full((6,), 0.5)))
    for dtype in (torch.uint8, torch.float32):
        image = image_of(40, 40, 7, dtype)
        after = student.arguments_after("detect", image, boxes, classify, score_threshold=0.25, iou_threshold=0.5)
        assert_equal(after[:2], [image, boxes])
