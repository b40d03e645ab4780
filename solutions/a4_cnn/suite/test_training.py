"""The hidden checks of unit a4 that train: what `fit` reaches in its budget, and what an epoch takes beside the reference.

Each submission has its own derangement of the labels and its own transform of the images, in training and test alike: weights
that were learnt elsewhere are worth nothing here. Test images reach the worker when `fit` has returned, their labels never.
"""

import functools
import runpy
from pathlib import Path

import numpy as np
import torch

from autograder.compare import assert_equal
from autograder.data import image_set
from autograder.errors import Mismatch, StudentTimeout
from autograder.marks import check

HARNESS = runpy.run_path(str(Path(__file__).resolve().parents[1] / "harness.py"))
LOOPS = {"cpu": 6, "cuda": 30}  # the budget in loops of 200 steps of the harness's small network, timed beside the run: on a
# GPU a step of so small a network costs what it takes to launch it, and the steps of `fit` have more to launch
LEVELS = {84: 1.5, 85.5: 1.5, 86.5: 2.0, 87.25: 1.25, 88: 1.25}  # percent right: points
PACE_LIMIT = 4.0
CONTROL = 0.6  # whole classes may be right by chance: each with 1 in 10, so that more than 5 of 10 are 1 in 7,000
CLASSES = 10


@functools.cache
def data(split):
    """Return images of shape (N, 1, 28, 28) and labels."""
    images, labels = image_set("fashion_mnist", split)
    return torch.from_numpy(images)[:, None], torch.from_numpy(labels)


def derangement(rng, count):
    """Return a permutation without a fixed point, all equally likely."""
    while True:
        order = rng.permutation(count)
        if (order != np.arange(count)).all():
            return torch.from_numpy(order)


def disguise(rng):
    """Return a transform of images that this submission alone has: transposed, flipped, inverted, each or not."""
    transpose, down, right, invert = rng.random(4) < 0.5

    def transform(images):
        images = images.transpose(2, 3) if transpose else images
        images = images.flip([axis for axis, flip in ((2, down), (3, right)) if flip])
        return (255 - images if invert else images).contiguous()

    return transform


def loop_seconds(trial, device):
    """Return the seconds of 200 steps of the small network, measured now."""
    return 4 * trial.reference_cost(f"50 steps on {device}", lambda side: side.harness.steps(50, device)).seconds


def budget_of(trial, device):
    """Return the seconds that `fit` has for all training images, and those of the loop of which they are a multiple."""
    loop = loop_seconds(trial, device)
    return LOOPS[device.partition(":")[0]] * loop, loop


def train(side, images, labels, budget, device, num_classes=CLASSES, seed=1, patience=None):
    """Return the model that `fit` makes, and what that took; whoever is late by more than the contract says is ended."""
    with side.within((1.1 * budget + 2) if patience is None else patience):
        model = side.make(
            "fit", images, labels, num_classes=num_classes, device=device, budget_seconds=float(budget), seed=seed
        )
    took = side.traces[-1].seconds
    with side.within(10.0, cpu_seconds=1.0):
        known = side.harness.is_module(model)
    if not known:
        raise Mismatch("fit returned something that is no nn.Module")
    return model, took


def predictions(side, model, images, device, loop, num_classes=CLASSES):
    """Return predicted classes, after asking whether they are any, and whether predicting was no training.

    Processor time decides, which other work on the machine does not change: that of a whole loop is some ten times what
    small networks need for 10,000 images, and too little to train well.
    """
    with side.within(10 * loop + 10):
        found = side.predict(model, images, device=device)
    spent = side.traces[-1].cpu_seconds
    if spent > loop + 1:
        much = f"predict takes {spent:.1f} s of processor time for {len(images)} images"
        raise Mismatch(f"{much}, more than {loop + 1:.1f}: training belongs into fit")
    if not isinstance(found, torch.Tensor) or found.dtype != torch.int64 or tuple(found.shape) != (len(images),):
        raise Mismatch("predict should give one int64 class for each image", found)
    if len(found) and (found.min() < 0 or found.max() >= num_classes):
        said = f"predict gives classes from {found.min()} to {found.max()}"
        raise Mismatch(f"{said}, but there are {num_classes}: 0 to {num_classes - 1}")
    return found


def trained(student, trial, rng):
    """Train on the submission's own version of the data; return what it reaches, for all checks that ask.

    A short run on labels without meaning comes first: who predicts the true classes all the same has not learnt them here.
    """
    (images, labels), (tests, truth) = data("train"), data("test")
    names, transform = derangement(rng, CLASSES), disguise(rng)
    budget, loop = budget_of(trial, trial.device)
    trial.say(f"fit: trains for up to {1.1 * budget + 2:.0f} s on {trial.device}, after {0.15 * budget:.0f} s on random labels")
    few = torch.from_numpy(rng.permutation(len(images))[:2000])
    nonsense = torch.from_numpy(rng.integers(0, CLASSES, len(few)))
    student.harness.steps(20, trial.device)  # what a device does when it is first used is nobody's training time
    model, _took = train(student, transform(images[few]), nonsense, 0.15 * budget, trial.device, patience=0.3 * budget + 20)
    control = (
        (predictions(student, model, transform(tests[:2000]), trial.device, loop) == names[truth[:2000]]).float().mean().item()
    )
    model.release()
    if control > CONTROL:
        raise Mismatch(
            f"after training on random labels {100 * control:.0f} % of the true classes are predicted, expected about 10 %: "
            "what is predicted was not learnt from the images given"
        )
    model, took = train(student, transform(images), names[labels], budget, trial.device, seed=int(rng.integers(1000)))
    order = torch.from_numpy(rng.permutation(len(tests)))
    found = predictions(student, model, transform(tests[order]), trial.device, loop)
    again = torch.from_numpy(rng.permutation(len(tests))[:500])  # whoever adapts to a batch gives itself away
    alone = predictions(student, model, transform(tests[order][again]), trial.device, loop)
    right = found == names[truth[order]]
    confusion = torch.zeros(CLASSES, CLASSES, dtype=torch.int64)
    back = torch.argsort(names)
    confusion.index_put_((truth[order], back[found]), torch.tensor(1), accumulate=True)
    model.release()
    return {
        "accuracy": right.float().mean().item(),
        "budget_seconds": budget,
        "seconds": took,
        "loop_seconds": loop,
        "random_labels": control,
        "confusion": confusion.tolist(),
        "steady": (alone == found[again]).float().mean().item(),
    }


def reached(student, trial, rng):
    """Return what `fit` reaches, with the reference's own beside it, and note both."""
    result = trial.once("fit", lambda: trained(student, trial, rng))
    trial.measured |= result
    return result


def level(percent, points):
    """Make the check of one level of accuracy."""

    @check(
        "fit",
        points,
        category="accuracy",
        visibility="hint",
        hint="Is the learning rate falling to 0 by the end? Are batches small, and is no time spent on anything but steps?",
        timed=True,
    )
    def test(student, trial, rng):
        share = 100 * reached(student, trial, rng)["accuracy"]
        if not share >= percent:
            raise Mismatch(f"{share:.1f} % of 10,000 test images are right, expected at least {percent:g} %", share, percent)

    test.__doc__ = f"The network that `fit` trains within its budget gets at least {percent:g} % of new images right"
    test.__name__ = f"test_accuracy_{str(percent).replace('.', '_')}"
    return test


test_accuracy_84, test_accuracy_85_5, test_accuracy_86_5, test_accuracy_87_25, test_accuracy_88 = (
    level(percent, points) for percent, points in LEVELS.items()
)


@check("fit", 0.5, category="images one by one", timed=True, guard=True)
def test_predictions_do_not_depend_on_the_company(student, trial, rng):
    """What is predicted for an image does not depend on the other images"""
    steady = reached(student, trial, rng)["steady"]
    if steady < 0.995:
        raise Mismatch(f"{100 * (1 - steady):.1f} % of the predictions change with the other images of the call")


@check(
    "fit",
    2,
    category="repeatable",
    visibility="hint",
    hint="All that is random must come from `seed`: first weights, order, dropout, "
    "augmentation. The global random state has no part in it.",
    timed=True,
    guard=True,
)
def test_fit_is_repeatable(student, trial, rng):
    """With more time than it needs, `fit` ends by itself, and one seed gives one network, whatever the global random state"""
    images, labels = data("validation")
    images, labels = images[:600], labels[:600]
    seconds, loop = budget_of(trial, "cpu")
    trial.say(f"fit: trains twice on 600 images, for up to {2 * seconds:.0f} s together")
    found = []
    for state in (1, 2):
        student.close()  # the second run finds nothing that the first one left
        student.harness.scramble(state)
        try:
            model, _took = train(student, images, labels, 20 * seconds, "cpu", seed=7, patience=1.1 * seconds + 2)
        except StudentTimeout as error:
            raise Mismatch(
                f"with a budget of {20 * seconds:.0f} s and 600 images, fit has not ended by itself after "
                f"{1.1 * seconds + 2:.0f} s"
            ) from error
        found.append(student.harness.values(model) | {"predictions": predictions(student, model, images, "cpu", loop)})
    if len(found[0]) == 1:
        raise Mismatch("the network that fit returns has no weights in its state dict")
    if found[0].keys() != found[1].keys() or any(not torch.equal(found[0][key], found[1][key]) for key in found[0]):
        raise Mismatch("two runs with one seed give different weights")


@check(
    "fit",
    1,
    category="classes and channels",
    visibility="hint",
    hint="Which sizes come from the arguments: channels, height and width, classes? Are floats used as they are?",
    timed=True,
)
def test_fit_other_images(student, trial, rng):
    """Colour images of floats that are not square, in three classes, are learnt"""
    count = 240
    labels = torch.from_numpy(rng.permutation(np.arange(count) % 3))
    images = torch.from_numpy(rng.uniform(0, 0.4, (count, 3, 20, 16)).astype(np.float32))
    images[torch.arange(count), labels] += 0.5
    seconds = LOOPS[trial.device.partition(":")[0]] / 3 * loop_seconds(trial, trial.device)
    student.harness.steps(20, trial.device)
    model, _took = train(student, images[:180], labels[:180], seconds, trial.device, num_classes=3)
    found = predictions(student, model, images[180:], trial.device, seconds, num_classes=3)
    share = (found == labels[180:]).float().mean().item()
    if not share > 0.8:
        raise Mismatch(f"three classes that differ in their colour: {100 * share:.0f} % are right, expected more than 80 %")


@check("fit", 1, category="arguments unmodified", timed=True, guard=True)
def test_fit_leaves_its_arguments(student, trial, rng):
    """Images and labels are as they were"""
    images, labels = data("validation")
    images, labels = images[:100].clone(), labels[:100].clone()
    with student.within(20.0):
        after = student.arguments_after("fit", images, labels, num_classes=10, device="cpu", budget_seconds=2.0, seed=1)
    assert_equal(after[:2], [images, labels])


def assert_took_its_steps(weights, epochs, batch_size, lr):
    """Require that loss and weights after each epoch are those of its steps, taken again here: notes alone can be forged."""
    for images, labels, order, loss, after in epochs:
        expected, right = HARNESS["retraced"](weights, images, labels, order, batch_size, lr)
        off = sum((after[key] - value).square().sum().item() for key, value in right.items())
        way = sum((weights[key] - value).square().sum().item() for key, value in right.items())
        if not abs(loss - expected) <= 0.02 * expected or not off <= 0.1**2 * way:
            raise Mismatch("loss or weights after a timed epoch are not those of its steps", loss, expected)
        weights = after


@check(
    "train_one_epoch",
    4,
    category="speed",
    visibility="hint",
    hint="What is done for each image that could be done for a batch, or once?",
    timed=True,
)
def test_keeps_pace(student, trial, rng):
    """An epoch takes less than four times as long as the reference's"""
    images, labels = data("train")
    seed, device = int(rng.integers(2**31)), trial.device
    stamps, curves, epochs = torch.arange(1024), {}, []

    def run(side):
        learner = kept.get(side) or side.harness.make("learner", seed, side=28, device=device)
        kept[side] = learner
        optimizer = side.harness.make("optimizer", learner, lr=0.02)
        chosen = torch.from_numpy(rng.permutation(len(images))[:1024])
        fresh = images[chosen].clone()
        fresh[:, 0, 0, 0], fresh[:, 0, 0, 1] = stamps // 256, stamps % 256
        seen = len(curves.setdefault(side, []))
        with side.within(20 * max(0.2, expected[0])):
            loss = side.train_one_epoch(
                learner,
                fresh,
                labels[chosen],
                optimizer=optimizer,
                batch_size=32,
                device=device,
                generator=side.harness.make("generator", seen),
            )
        seconds = side.traces[-1].seconds
        account = side.harness.account(learner)
        order = account["order"][-1024:]
        if not torch.equal(order.sort().values, stamps):
            raise Mismatch("in a timed epoch not every image was seen once")
        if not isinstance(loss, float) or not 0 < loss < 5:
            raise Mismatch(f"the loss of a timed epoch is {loss!r}")
        curves[side].append(loss)
        if side is student:
            epochs.append((fresh, labels[chosen], order, loss, account["weights"]))
        optimizer.release()
        return seconds

    kept, expected = {}, [5.0]
    trial.say(f"train_one_epoch: 8 to 24 pairs of epochs on {device}")
    run(trial.rival)
    expected[0] = run(trial.rival)
    try:
        trial.race(run, PACE_LIMIT, rng)
    finally:
        mine = curves.get(student, [])
        trial.measured["curve"] = [round(loss, 4) for loss in mine if isinstance(loss, float)]
    # Afterwards, so that it disturbs no timing.
    assert_took_its_steps(HARNESS["values"](HARNESS["learner"](seed, side=28).net), epochs, 32, 0.02)
    if mine[-1] > mine[0]:
        raise Mismatch(f"over {len(mine)} epochs the loss rises from {mine[0]:.3f} to {mine[-1]:.3f}")
