"""The public checks of unit a5: what students run themselves."""

import numpy as np
import torch

from autograder.compare import assert_close, assert_equal
from autograder.data import clouds, image_set, make_scenes
from autograder.errors import Mismatch
from autograder.marks import check

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
    parts = student.harness.paths(student.make("UNet", 1, 2), torch.rand(1, 1, 32, 32), 0)
    if not parts[0] > 1e-4:
        raise Mismatch("nothing of the input reaches the output without passing a smaller map: there is no skip connection")
    if not sum(parts[1:]) > 1e-4:
        raise Mismatch("nothing of the input reaches the output by a smaller map: there is no way down and up")


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
    assert_equal(tuple(found.shape) if isinstance(found, torch.Tensor) else found, (100, 32, 32))
    both, either = (((found == c) & (masks[400:] == c), (found == c) | (masks[400:] == c)) for c in (0, 1))
    share = sum(float(one[0].sum() / one[1].sum()) for one in (both, either)) / 2
    if not share > 0.7:
        raise Mismatch(f"the mean IoU on 100 other scenes is {share:.2f}, expected more than 0.7")


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
