"""The hidden checks of segmentation that train: what `fit_segmenter` reaches in its budget, beside k-means, and how it behaves.

Each submission has scenes of its own, on textures that nobody else has, transposed, flipped or inverted in its own way.
Held-out scenes reach the worker when `fit_segmenter` has returned, their masks never.
"""

import numpy as np
import torch
from scipy.cluster.vq import kmeans2

from autograder.compare import assert_equal
from autograder.data import clouds, image_set, make_scenes
from autograder.errors import Mismatch, StudentTimeout
from autograder.marks import check

torch.set_num_threads(1)
LOOPS = {"cpu": 3, "cuda": 15}  # the budget in loops of 200 steps of the harness's small network, measured beside the run
LEVELS = {0.75: 0.75, 0.83: 0.75, 0.87: 0.5}  # mean IoU: points
SCENES, HELD_OUT, SIDE = 600, 200, 48


def steps_cost(trial, device):
    """Return what 20 steps of the small network cost, measured when a check of this submission first asks."""

    def measured():
        return trial.reference_cost(f"20 steps on {device}", lambda side: side.harness.steps(20, device))

    return trial.once(f"20 steps on {device}", measured)


def loop_seconds(trial, device):
    """Return the seconds of 200 steps."""
    return 10 * steps_cost(trial, device).seconds


def most_of_predicting(trial):
    """Return how much processor time predicting may take, which other work on the machine hardly changes.

    It is some ten times what small networks need for the images of a call, and too little to train well.
    """
    return 4 * steps_cost(trial, "cpu").cpu_seconds + 0.5


def iou(found, masks, num_classes):
    """Return the mean IoU over the classes that are there."""
    shares = []
    for of in range(num_classes):
        one, other = found == of, masks == of
        if (one | other).any():
            shares.append((one & other).sum().item() / (one | other).sum().item())
    return float(np.mean(shares))


def disguise(rng):
    """Return a transform of images and masks that this submission alone has: transposed, flipped, inverted, each or not."""
    transpose, down, right, invert = rng.random(4) < 0.5

    def turn(values):
        values = values.transpose(-2, -1) if transpose else values
        return values.flip([axis for axis, flip in ((-2, down), (-1, right)) if flip]).contiguous()

    return lambda images, masks: (turn(255 - images if invert else images), turn(masks))


def scenes(split, count, rng):
    """Return images and masks of scenes with one object each."""
    textures = [clouds(160, rng) for _ in range(4)]
    made = make_scenes(*image_set("fashion_mnist", split), textures, count, rng, side=SIDE, sizes=(16, 36))
    return torch.from_numpy(made.images), torch.from_numpy(made.masks)


def train(side, images, masks, num_classes, budget, device, seed=1, patience=None):
    """Return the model that `fit_segmenter` makes, and what that took; whoever is later than the contract says is ended."""
    with side.within((1.1 * budget + 2) if patience is None else patience):
        model = side.make(
            "fit_segmenter",
            images,
            masks,
            num_classes=num_classes,
            device=device,
            budget_seconds=float(budget),
            seed=seed,
        )
    took = side.traces[-1].seconds
    with side.within(10.0, cpu_seconds=1.0):
        known = side.harness.is_module(model)
    if not known:
        raise Mismatch("fit_segmenter returned something that is no nn.Module")
    return model, took


def predictions(side, trial, model, images, num_classes):
    """Return predicted masks, after asking whether they are any, and whether predicting was no training."""
    most = most_of_predicting(trial)
    with side.within(10 * most + 10):
        found = side.predict_masks(model, images)
    spent = side.traces[-1].cpu_seconds
    if spent > most:
        much = f"predict_masks takes {spent:.1f} s of processor time for {len(images)} images"
        raise Mismatch(f"{much}, more than {most:.1f}: training belongs into fit_segmenter")
    shape = (len(images), *images.shape[2:])
    integers = isinstance(found, torch.Tensor) and found.dtype in (
        torch.uint8,
        torch.int8,
        torch.int16,
        torch.int32,
        torch.int64,
    )
    if not integers or tuple(found.shape) != shape:
        raise Mismatch(f"predict_masks should give integers of shape {shape}", found)
    found = found.long()
    if found.min() < 0 or found.max() >= num_classes:
        raise Mismatch(f"predict_masks gives classes from {found.min()} to {found.max()}, but there are {num_classes}", found)
    return found


def clustered(images, masks):
    """Return the mean IoU of k-means with two clusters, the better of them taken for the object of each scene."""
    shares = []
    for image, mask in zip(images[:50], masks[:50], strict=True):
        pixels = image.reshape(-1, 1).double().numpy()
        labels = kmeans2(pixels, 2, minit="++", rng=np.random.default_rng(0))[1].reshape(mask.shape)
        labels = torch.from_numpy(labels.astype(np.int64))
        shares.append(max(iou(labels, mask, 2), iou(1 - labels, mask, 2)))
    return float(np.mean(shares))


def trained(student, trial, rng):
    """Train on the submission's own scenes; return what it reaches, for all checks that ask."""
    transform = disguise(rng)
    loop = loop_seconds(trial, trial.device)
    budget = LOOPS[trial.device.partition(":")[0]] * loop
    trial.say(f"fit_segmenter: trains for up to {1.1 * budget + 2:.0f} s on {trial.device}")
    images, masks = transform(*scenes("train", SCENES, rng))
    others, truth = transform(*scenes("test", HELD_OUT, rng))
    student.harness.steps(5, trial.device)  # what a device does when it is first used is nobody's training time
    model, took = train(student, images, masks, 2, budget, trial.device, seed=int(rng.integers(1000)))
    found = predictions(student, trial, model, others, 2)
    model.release()
    return {
        "iou": iou(found, truth, 2),
        "k_means": clustered(others, truth),
        "budget_seconds": budget,
        "seconds": took,
        "loop_seconds": loop,
    }


def reached(student, trial, rng):
    """Return what `fit_segmenter` reaches, and note it."""
    result = trial.once("fit_segmenter", lambda: trained(student, trial, rng))
    trial.measured |= result
    return result


def level(least, points):
    """Make the check of one level of overlap."""

    @check(
        "fit_segmenter",
        points,
        category="overlap",
        visibility="hint",
        hint="Is the network small enough for many steps in the budget? Does the learning rate fall to 0 by the end? Pixels of "
        "the ground are many: does the loss care for the object?",
        timed=True,
    )
    def test(student, trial, rng):
        share = reached(student, trial, rng)["iou"]
        if not share >= least:
            raise Mismatch(
                f"the mean IoU of {HELD_OUT} held-out scenes is {share:.3f}, expected at least {least:g}", share, least
            )

    test.__doc__ = f"The masks that `fit_segmenter` learns to predict have a mean IoU of at least {least:g}"
    test.__name__ = f"test_masks_{100 * least:.0f}"
    return test


test_masks_75, test_masks_83, test_masks_87 = (level(*item) for item in LEVELS.items())


@check(
    "fit_segmenter",
    1,
    category="beside k-means",
    visibility="hint",
    hint="k-means knows no masks and sees single pixels. Who is told the masks should do better.",
    timed=True,
)
def test_better_than_k_means(student, trial, rng):
    """The masks overlap better than those of k-means with two clusters, the right one of which is known"""
    result = reached(student, trial, rng)
    if not result["iou"] > result["k_means"]:
        raise Mismatch(f"the mean IoU is {result['iou']:.3f}, that of k-means {result['k_means']:.3f}", result["iou"])


def stripes(rng, count):
    """Return colour images of floats that are not square, of three classes that differ in colour, and their masks."""
    masks = torch.zeros(count, 24, 16, dtype=torch.int64)
    for mask in masks:
        top, left = rng.integers(2, 12), rng.integers(1, 7)
        mask[top : top + 8, left : left + 7] = int(rng.integers(1, 3))
    images = 0.4 * torch.from_numpy(rng.random((count, 3, 24, 16), dtype=np.float32))
    images += 0.5 * torch.nn.functional.one_hot(masks, 3).movedim(-1, 1)
    return images, masks


@check(
    "fit_segmenter",
    1,
    category="repeatable, other images",
    visibility="hint",
    hint="All that is random must come from `seed`. Which sizes come from the arguments: channels, height and width, classes? "
    "With more time than it needs it ends by itself, and on so few small images soon.",
    timed=True,
)
def test_small_colour_images_twice(student, trial, rng):
    """Colour images in three classes, and a fourth that is nowhere, are learnt, twice the same from one seed"""
    images, masks = stripes(rng, 120)
    loop = loop_seconds(trial, "cpu")
    patience = 10 * loop + 5
    trial.say(f"fit_segmenter: trains twice on 80 small images, for up to {patience:.0f} s each")
    found = []
    for state in (1, 2):
        student.close()  # the second run finds nothing that the first one left
        student.harness.scramble(state)
        try:
            model, _took = train(student, images[:80], masks[:80], 4, 100 * loop, "cpu", seed=7, patience=patience)
        except StudentTimeout as error:
            raise Mismatch(
                f"with a budget of {100 * loop:.0f} s and 80 images of 24 by 16, fit_segmenter has not ended by itself after "
                f"{patience:.0f} s"
            ) from error
        found.append(predictions(student, trial, model, images[80:], 4))
    share = iou(found[0], masks[80:], 4)
    if not share > 0.75:
        raise Mismatch(f"coloured rectangles have a mean IoU of {share:.3f}, expected more than 0.75")
    if not torch.equal(*found):
        raise Mismatch("two runs with one seed give different masks", found[1], found[0])


@check("fit_segmenter", 0.5, category="arguments unmodified", timed=True, guard=True)
def test_fit_segmenter_leaves_its_arguments(student, trial, rng):
    """Images and masks are as they were"""
    images, masks = stripes(rng, 10)
    with student.within(20.0):
        after = student.arguments_after("fit_segmenter", images, masks, num_classes=3, device="cpu", budget_seconds=1.0, seed=1)
    assert_equal(after[:2], [images, masks])
