"""The hidden checks of segmentation that do not train: clustering, overlap of masks, what a U-Net is."""

import numpy as np
import torch
from scipy.cluster.vq import kmeans2

from autograder.compare import assert_close, assert_equal, assert_value_error
from autograder.errors import Mismatch
from autograder.marks import check

torch.set_num_threads(1)

# Clustering.


def require_labels(labels, shape, k):
    """Return labels as an array, after asking whether they are int64 from 0 to k - 1."""
    if not isinstance(labels, torch.Tensor) or labels.dtype != torch.int64 or tuple(labels.shape) != shape:
        raise Mismatch(f"the result should be an int64 tensor of shape {shape}", labels)
    if labels.min() < 0 or labels.max() >= k:
        raise Mismatch(f"labels go from {labels.min()} to {labels.max()}, they should from 0 to {k - 1}", labels)
    return labels.numpy()


def require_partition(labels, expected, k):
    """Require that labels group pixels as expected, whatever the groups are called."""
    found = require_labels(labels, expected.shape, k)
    pairs = len(np.unique(found * 1000 + expected))
    if not pairs == len(np.unique(found)) == len(np.unique(expected)):
        raise Mismatch("pixels are grouped otherwise than they should be", labels, torch.from_numpy(expected))


def separated(rng, height, width, k, channels):
    """Return float values around k colours that are far apart, and which pixel has which; every colour is there."""
    while True:
        colours = rng.uniform(0, 1, (k, channels))
        gaps = np.linalg.norm(colours[:, None] - colours, axis=2) + 9 * np.eye(k)
        if gaps.min() > 0.8 / k:
            break
    kinds = rng.permutation(np.arange(height * width) % k).reshape(height, width)
    return colours[kinds] + rng.uniform(-0.005, 0.005, (height, width, channels)) / k, kinds


@check(
    "kmeans_segment",
    1.25,
    category="separated clusters",
    visibility="hint",
    hint="Do all channels count? Does the result depend on where the pixels are? What if two first centres lie in one cluster?",
)
def test_separated_clusters(student, rng):
    """Clusters that are far apart are found, in grey and colour images, of bytes and floats"""
    cases, expected = [], []
    for k, channels, height, width in ((2, 0, 9, 14), (4, 0, 16, 5), (3, 3, 8, 11), (6, 3, 12, 10), (5, 2, 1, 40)):
        image, kinds = separated(rng, height, width, k, max(1, channels))
        image = image[..., 0] if not channels else image.transpose(2, 0, 1)
        bytes_too = k == 2
        image = (255 * (image - image.min()) / np.ptp(image)).astype(np.uint8) if bytes_too else image.astype(np.float32)
        cases.append((torch.from_numpy(np.ascontiguousarray(image)), k, int(rng.integers(100))))
        expected.append(kinds)
    kinds = rng.permutation(np.arange(120) % 4).reshape(12, 10)
    noise = rng.integers(-2, 3, kinds.shape)
    cases.append((torch.from_numpy(np.uint8(10 + 64 * kinds + noise)), 4, 1))  # differences of bytes are no bytes
    expected.append(kinds)
    for (case, labels), kinds in zip(student.each("kmeans_segment", cases), expected, strict=True):
        require_partition(labels, kinds, case[1])


def cost(pixels, labels):
    """Return the sum of squared distances of pixels to the means of their clusters."""
    return sum(((pixels[labels == of] - pixels[labels == of].mean(0)) ** 2).sum() for of in np.unique(labels))


@check(
    "kmeans_segment",
    1.25,
    category="cost",
    visibility="hint",
    hint="One random start may end in a poor clustering. Are there enough rounds, and enough starts?",
)
def test_cost_beside_scipy(student, rng):
    """In colour images, and over eight grey ones, the sum of squared distances is at most 1.3 times the best of ten of SciPy"""
    # A sensible k-means, started once at random points or far apart, stays below 1.2 in each of these colour images. In a
    # grey one it goes astray now and then, in the mean of eight hardly: below 1.21, where parts of equal width, or a single
    # round, are beyond 1.45.
    colour = [
        (rng.normal(size=(3, 20, 24)), 5),
        (rng.gamma(2.0, 30.0, (3, 24, 24)), 5),
        (rng.normal(size=(3, 20, 24)), 8),
        (np.round(2 * rng.normal(size=(3, 20, 24))), 6),
        (rng.normal(size=(2, 20, 24)) * np.array([1.0, 3.0]).reshape(2, 1, 1), 6),
    ]
    grey = [(rng.gamma(2.0, 30.0, (20, 24)), 4) for _ in range(8)]
    for images, worst, where in ((colour, max, "of a colour image"), (grey, np.mean, "over eight grey images")):
        ratios, cases = [], [(torch.from_numpy(image), k, 3) for image, k in images]
        for (image, k, _seed), labels in student.each("kmeans_segment", cases):
            pixels = image.reshape(-1, image.shape[-2] * image.shape[-1]).T.numpy()
            runs = (kmeans2(pixels, k, minit="++", rng=np.random.default_rng(run), missing="warn") for run in range(10))
            least = min(cost(pixels, of) for _centres, of in runs)
            ratios.append(cost(pixels, require_labels(labels, tuple(image.shape[-2:]), k).ravel()) / least)
        ratio = float(worst(ratios))
        if not ratio <= 1.3:
            raise Mismatch(f"the sum of squares {where} is {ratio:.2f} times the best of ten runs", ratio, 1.3)


@check("kmeans_segment", 0.5, category="one cluster, and one for each colour")
def test_as_few_and_as_many_clusters_as_there_can_be(student, rng):
    """Each distinct colour can be a cluster of its own, however many pixels have it; one cluster holds all"""
    grey = torch.from_numpy(rng.permutation(np.array([0, 0, 0, 0, 0, 7, 7, 9, 200, 255], np.uint8)).reshape(2, 5))
    colour = torch.tensor([[[0.0, 1.0, 0.0]], [[0.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]]])
    constant = torch.full((3, 4), 8.0)
    cases = [(grey, 5, 0), (grey, 5, 1), (colour, 3, 2), (grey, 1, 0), (constant, 1, 0)]
    for (image, k, _seed), labels in student.each("kmeans_segment", cases):
        colours = image.reshape(-1, image.shape[-2] * image.shape[-1]).T.numpy()
        expected = np.unique(colours, axis=0, return_inverse=True)[1].reshape(tuple(image.shape[-2:]))
        require_partition(labels, expected if k > 1 else np.zeros_like(expected), k)


@check("kmeans_segment", 0.25, category="repeatable", guard=True)
def test_kmeans_is_repeatable(student, rng):
    """One seed gives the same labels, whatever the global random state, and the image stays as it was"""
    image = torch.from_numpy(rng.normal(size=(3, 16, 16)))
    found = []
    for state in (1, 2):
        student.harness.scramble(state)
        found.append(student.kmeans_segment(image, 6, 11))
    require_labels(found[0], (16, 16), 6)
    assert_equal(found[1], found[0])
    assert_equal(student.arguments_after("kmeans_segment", image, 6, 11)[0], image)


@check("kmeans_segment", 0.25, category="validation", guard=True)
def test_impossible_numbers_of_clusters(student):
    """No cluster at all, fewer, or more than there are distinct pixels: ValueError"""
    grey, colour = torch.tensor([[1, 1, 2], [2, 3, 3]]), torch.tensor([[[0.0, 1.0]], [[0.0, 1.0]], [[0.5, 0.5]]])
    for (_image, k, _seed), attempt in student.attempts(
        "kmeans_segment", [(grey, 0, 0), (grey, -2, 0), (grey, 4, 0), (colour, 3, 0)]
    ):
        with assert_value_error("k", k):
            attempt()


# Overlap of masks.


def iou(prediction, target, num_classes):
    """Return the mean IoU, class by class."""
    found = []
    for of in range(num_classes):
        one, other = prediction == of, target == of
        if (one | other).any():
            found.append((one & other).sum() / (one | other).sum())
    return float(np.mean(found))


@check(
    "mean_iou",
    1.25,
    category="random masks",
    visibility="hint",
    hint="Pixels of all images are pooled before classes are compared; the mean is one over classes.",
)
def test_iou_of_random_masks(student, rng):
    """Agrees with NumPy on random masks, of one image and of several that differ much"""
    cases = []
    for shape, classes in (((7, 9), 4), ((3, 6, 5), 3), ((2, 8, 8), 7), ((40, 50), 21), ((1, 1), 2)):
        target = rng.integers(0, classes, shape)
        prediction = np.where(rng.random(shape) < 0.6, target, rng.integers(0, classes, shape))
        cases.append((torch.from_numpy(prediction), torch.from_numpy(target), classes))
    uneven = np.zeros((2, 10, 10), np.int64)
    uneven[0, :8], uneven[1, 0, 0] = 1, 1
    cases.append((torch.from_numpy(np.roll(uneven, 1, 1)), torch.from_numpy(uneven), 2))
    for (prediction, target, classes), found in student.each("mean_iou", cases):
        assert_close(found, iou(prediction.numpy(), target.numpy(), classes), 1e-5)


@check(
    "mean_iou",
    0.75,
    category="absent classes",
    visibility="hint",
    hint="What of a class that is in neither mask, and of one that is in one of them only?",
)
def test_absent_classes(student):
    """A class that neither mask has does not count, one that only one of them has counts 0"""
    zeros, ones = torch.zeros(3, 4, dtype=torch.int64), torch.ones(3, 4, dtype=torch.int64)
    half = torch.cat([zeros[:, :2], ones[:, :2]], dim=1)
    cases = [(zeros, zeros, 5), (ones, ones, 2), (half, zeros, 3), (zeros, half, 2), (half, 2 * half, 4)]
    for (_case, found), expected in zip(student.each("mean_iou", cases), (1.0, 1.0, 0.25, 0.25, 1 / 3), strict=True):
        assert_close(found, expected, 1e-6)


@check("mean_iou", 0.25, category="type", guard=True)
def test_iou_is_a_float(student):
    """The result is a float"""
    one, other = torch.tensor([[0, 1], [1, 0]]), torch.tensor([[1, 1], [0, 1]])
    assert_equal(student.arguments_after("mean_iou", one, other, 2)[:2], [one, other])
    found = student.mean_iou(torch.tensor([[0, 1]]), torch.tensor([[0, 1]]), 2)
    if not isinstance(found, float) or found != 1.0:
        raise Mismatch(f"the result is {found!r} of type {type(found).__name__}, expected the float 1.0", found, 1.0)


@check("mean_iou", 0.25, category="validation", guard=True)
def test_iou_of_nothing(student):
    """Without a pixel it raises ValueError"""
    empty = torch.zeros(0, 4, 4, dtype=torch.int64)
    for nothing in (empty, torch.zeros(2, 0, 4, dtype=torch.int64)):
        with assert_value_error(("prediction", "target", "pixel")):
            student.mean_iou(nothing, nothing, 3)


# What a U-Net is.


@check("UNet", 0.75, category="sizes", guard=True)
def test_unet_sizes(student, rng):
    """Sides that are any multiples of 8 come out as they went in, for several channels, classes and widths"""
    for channels, classes, width, sides in ((1, 2, 2, ((8, 8), (16, 56))), (3, 5, 3, ((40, 24),)), (2, 1, 16, ((8, 32),))):
        net = student.make("UNet", channels, classes, width)
        for height, side in sides:
            images = torch.from_numpy(rng.random((2, channels, height, side), dtype=np.float32))
            logits = student.harness.outputs(net, images)
            assert_equal(tuple(logits.shape) if isinstance(logits, torch.Tensor) else logits, (2, classes, height, side))
            if not torch.isfinite(logits).all():
                raise Mismatch("logits of an untrained network are not finite", logits)


def path(level, name, points):
    """Make the check of the path of one level."""

    @check(
        "UNet",
        points,
        category="skip connections",
        visibility="hint",
        hint="Follow one pixel from the input to the output: at each of the levels H, H / 2 and H / 4 there must be a way that "
        "never passes a smaller map, and one more through H / 8.",
    )
    def test(student, rng):
        image = torch.from_numpy(rng.random((1, 2, 32, 48), dtype=np.float32))
        net = student.make("UNet", 2, 3, base_channels=4)
        assert_equal(tuple(student.harness.outputs(net, image).shape), (1, 3, 32, 48))
        # A ReLU may shut a path for one drawing of weights, hardly for all.
        parts = [student.harness.paths(net, image, int(rng.integers(2**31)))[level] for _ in range(2)]
        if not max(parts) > 1e-4:
            raise Mismatch(f"nothing reaches the output by a path whose smallest map is {name}")

    test.__doc__ = f"There is a path to the output whose smallest map is {name}"
    test.__name__ = f"test_path_{level}"
    return test


test_path_0, test_path_1, test_path_2, test_path_3 = (
    path(level, name, points)
    for level, (name, points) in enumerate((("H", 0.75), ("H / 2", 0.75), ("H / 4", 0.75), ("H / 8", 0.75)))
)


@check("UNet", 0.5, category="gradients", guard=True)
def test_unet_learns(student, rng):
    """Every parameter of the network gets a gradient"""
    net = student.make("UNet", 1, 3, 8)
    untouched = student.harness.untouched(net, torch.from_numpy(rng.random((4, 1, 32, 32), dtype=np.float32)))
    if untouched:
        raise Mismatch(f"no gradient reaches {', '.join(untouched[:5])}")
    unknown = student.harness.strangers(net, torch.from_numpy(rng.random((1, 1, 16, 16), dtype=np.float32)))
    if unknown:
        raise Mismatch(f"layers with weights of shape {unknown[0]} are no part of net.parameters(): they lie in a plain list")


@check("UNet", 0.5, category="width", guard=True)
def test_unet_widens(student):
    """More channels at the first level are more parameters"""
    counts = [student.harness.parameter_count(student.make("UNet", 1, 2, base_channels=width)) for width in (8, 16)]
    if not counts[0] < counts[1]:
        raise Mismatch(f"with 16 base channels the network has {counts[1]:,} parameters, no more than with 8: {counts[0]:,}")


@check("UNet", 0.25, category="images one by one", guard=True)
def test_unet_treats_images_alone(student, rng):
    """In eval mode the logits of an image do not depend on the others"""
    net = student.make("UNet", 3, 4, 4)
    student.harness.fill(net, int(rng.integers(2**31)))
    images = torch.from_numpy(rng.random((3, 3, 16, 24), dtype=np.float32)) * torch.tensor([0.2, 0.6, 1.0]).reshape(3, 1, 1, 1)
    together = student.harness.outputs(net, images)
    alone = torch.cat([student.harness.outputs(net, image[None], seed=1) for image in images])
    assert_close(alone, together, 1e-4 * (1 + (together - together.mean()).abs().max().item()))
    if torch.allclose(student.harness.outputs(net, images.flip(1)), together, atol=1e-5):
        raise Mismatch("the logits do not change when channels of the images change places")
    if not together.min() < 0:
        raise Mismatch("no logit is below 0: logits come out as they are, without softmax, sigmoid or ReLU", together)


# Predictions.


def masks_of(images):
    """Return the masks that the harness's segmenter of thresholds must give."""
    return (images[:, 0] > 0.25).long() + (images[:, 0] > 0.75).long()


@check("predict_masks", 0.5, category="modes and gradients", visibility="hint", hint="In which mode does one predict?")
def test_masks_in_eval_mode_without_gradients(student, rng):
    """A network that comes in train mode predicts in eval mode and without gradients, and gets its mode back"""
    images = torch.from_numpy(rng.choice([0.0, 0.1, 0.4, 0.6, 0.9, 1.0], (5, 1, 8, 6)).astype(np.float32))
    model = student.harness.make("thresholds")
    assert_equal(student.predict_masks(model, images), masks_of(images))
    runs = student.harness.notes(model)
    if any(training or gradients for training, gradients, *_ in runs):  # a copy of the network leaves no notes
        raise Mismatch("the network predicted in train mode, or with gradients")
    assert_equal(student.harness.modes(model), [True, True])


@check("predict_masks", 0.5, category="uint8")
def test_masks_of_bytes(student, rng):
    """Images of uint8 are divided by 255, floats are not"""
    images = torch.from_numpy(rng.choice([0, 20, 110, 150, 230, 255], (4, 1, 5, 7)).astype(np.uint8))
    assert_equal(student.predict_masks(student.harness.make("thresholds"), images), masks_of(images / 255))
    floats, model = images.float() / 51, student.harness.make("thresholds")
    assert_equal(student.predict_masks(model, floats), masks_of(floats))
    seen = max(row[4] for row in student.harness.notes(model))
    if abs(seen - floats.max().item()) > 1e-4:
        raise Mismatch(f"floats are used as they are: the network saw {seen:.3g} for {floats.max().item():.3g}")
    dark = (images > 100).to(torch.uint8)
    assert_equal(student.predict_masks(student.harness.make("thresholds"), dark), masks_of(dark / 255))
    assert_equal(student.arguments_after("predict_masks", student.harness.make("thresholds"), floats - 1)[1], floats - 1)


@check("predict_masks", 0.5, category="no image, one, many", visibility="hint", hint="What if there is no image, or 300?")
def test_masks_of_no_image_one_and_many(student, rng):
    """No image gives no mask, int64; one image gives one, and 300 give 300 in their order"""
    images = torch.from_numpy(rng.choice([0.0, 0.1, 0.4, 0.6, 0.9, 1.0], (300, 1, 3, 4)).astype(np.float32))
    model = student.harness.make("thresholds")
    for some in (images[:0], images[:1], images):
        assert_equal(student.predict_masks(model, some), masks_of(some))
