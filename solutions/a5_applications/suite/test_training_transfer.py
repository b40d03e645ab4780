"""The hidden checks of fine-tuning: what few labels reach with a pretrained backbone, and what becomes of the backbone."""

import functools
import runpy
from pathlib import Path

import numpy as np
import torch

from autograder.compare import assert_equal
from autograder.data import clouds, image_set, make_scenes, weights
from autograder.errors import Mismatch
from autograder.marks import check

torch.set_num_threads(1)
HARNESS = runpy.run_path(str(Path(__file__).resolve().parents[1] / "harness.py"))
NEW_CLASSES = (0, 3, 4, 7)  # which the backbone of the registry has never seen
LABELS = 10  # images of each class
LOOPS = {"cpu": 1, "cuda": 5}  # the budget in loops of 200 steps of the harness's small network, measured beside the run


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


def tuned(student, trial, backbone, images, labels, num_classes, seed=1):
    """Return the model that `fine_tune` makes; whoever is later than the contract says is ended."""
    budget = LOOPS[trial.device.partition(":")[0]] * loop_seconds(trial, trial.device)
    with student.within(1.1 * budget + 2):
        model = student.make(
            "fine_tune",
            backbone,
            images,
            labels,
            num_classes=num_classes,
            device=trial.device,
            budget_seconds=float(budget),
            seed=seed,
        )
    trial.measured |= {"seconds": student.traces[-1].seconds, "budget_seconds": budget}
    with student.within(10.0, cpu_seconds=1.0):
        known = student.harness.is_module(model)
    if not known:
        raise Mismatch("fine_tune returned something that is no nn.Module")
    return model


def classes(student, trial, model, images, num_classes):
    """Return predicted classes, after asking whether logits are any, and whether predicting was no training."""
    most = most_of_predicting(trial)
    logits = student.harness.outputs(model, images)
    if student.traces[-1].cpu_seconds > most:
        raise Mismatch("the network that fine_tune returns takes as long as training: that belongs into fine_tune")
    shape = (len(images), num_classes)
    if not isinstance(logits, torch.Tensor) or not logits.is_floating_point() or tuple(logits.shape) != shape:
        raise Mismatch(f"logits should be floats of shape {shape}", logits)
    if not torch.isfinite(logits).all():
        raise Mismatch("logits are not finite", logits)
    return logits.argmax(dim=1)


# A task that only the backbone can solve: patterns below the noise, in two or three groups that nothing but the labels tell.


def seen_patterns(rng, patterns, count, side=24):
    """Return noisy images, each with one of some patterns at a random place, and which it is."""
    size = patterns.shape[-1]
    kinds = rng.permutation(np.arange(count) % len(patterns))
    images = rng.normal(0.5, 0.15, (count, 1, side, side))
    for image, kind in zip(images, kinds, strict=True):
        row, column = rng.integers(side - size + 1, size=2)
        image[0, row : row + size, column : column + size] += 0.15 * patterns[kind]
    return torch.from_numpy(images.clip(0, 1).astype(np.float32)), torch.from_numpy(kinds)


def detector(student, rng, count, maps):
    """Return a backbone that knows some random patterns, and images in which they are, with their numbers."""
    patterns = rng.choice([-1.0, 1.0], (count, 7, 7)).astype(np.float32)
    images, kinds = seen_patterns(rng, patterns, 300 + 4 * count)
    return student.harness.make("detector", torch.from_numpy(patterns), images[-100:], maps), images, kinds


def groups(rng, count, num_classes):
    """Return to which class each pattern belongs, all classes equally large."""
    return torch.from_numpy(rng.permutation(np.arange(count) % num_classes))


@check(
    "fine_tune",
    1.5,
    category="maps and vectors",
    visibility="hint",
    hint="A backbone may give vectors or maps. Where in an image a pattern stands must not matter: are maps pooled?",
    timed=True,
)
def test_groups_of_patterns(student, trial, rng):
    """From four images of each pattern that a backbone knows, their groups are learnt, be its features vectors or maps"""
    trial.say("fine_tune: two small tasks")
    for maps, count, num_classes in ((False, 8, 2), (True, 9, 3)):
        backbone, images, kinds = detector(student, rng, count, maps)
        group, few = groups(rng, count, num_classes), 4 * count
        given = (255 * images[:few]).round().to(torch.uint8) if maps else images[:few]
        model = tuned(student, trial, backbone, given, group[kinds[:few]], num_classes)
        others, truth = images[few : few + 200], group[kinds[few : few + 200]]
        share = (classes(student, trial, model, others, num_classes) == truth).float().mean().item()
        if not share > 0.75:
            said = "maps" if maps else "vectors"
            raise Mismatch(f"with a backbone that gives {said}, {100 * share:.0f} % are right, expected more than 75 %")


@check(
    "fine_tune",
    0.75,
    category="the backbone",
    visibility="hint",
    hint="Work on a deep copy: parameters, buffers, modes and `requires_grad` of the backbone are its owner's.",
    timed=True,
    guard=True,
)
def test_the_backbone_is_left_as_it_is(student, trial, rng):
    """Parameters, statistics, modes and gradients of the backbone are as they were, and so are images and labels"""
    backbone, images, kinds = detector(student, rng, 4, maps=True)
    before, modes, names = (getattr(student.harness, name)(backbone) for name in ("values", "modes", "trainable"))
    bytes_, labels = (255 * images[:16]).to(torch.uint8), kinds[:16] % 2
    budget = loop_seconds(trial, "cpu") / 2  # time for steps, on any machine
    for given in (bytes_, bytes_.float() / 255):
        with student.within(budget + 20.0):
            after = student.arguments_after(
                "fine_tune", backbone, given, labels, num_classes=2, device="cpu", budget_seconds=budget, seed=1
            )
        assert_equal(after[1:3], [given, labels])
    changed = [key for key, value in student.harness.values(backbone).items() if not torch.equal(value, before[key])]
    assert_equal(changed, [])
    assert_equal([student.harness.modes(backbone), student.harness.trainable(backbone)], [modes, names])


# The registry's backbone, and classes of Fashion-MNIST that it has never seen.


@functools.cache
def items(split):
    """Return items of the new classes, and their classes from 0 on."""
    images, labels = image_set("fashion_mnist", split)
    known = np.isin(labels, NEW_CLASSES)
    return images[known], np.searchsorted(NEW_CLASSES, labels[known])


def scenes(split, count, rng):
    """Return so many scenes of each new class, on textures that nobody else has, as floats, with labels."""
    found, labels = items(split)
    textures = [clouds(128, rng) for _ in range(3)]
    parts = [
        make_scenes(found[labels == of], labels[labels == of], textures, count, rng, side=48, sizes=(24, 44))
        for of in range(len(NEW_CLASSES))
    ]
    images, truth = (torch.from_numpy(np.concatenate([getattr(part, name) for part in parts])) for name in ("images", "labels"))
    order = torch.from_numpy(rng.permutation(len(images)))
    return images[order].float() / 255, truth[order, 0]


def transferred(student, trial, rng):
    """Fine-tune the registry's backbone; return the share of right classes."""
    names = torch.from_numpy(rng.permutation(len(NEW_CLASSES)))
    backbone = student.harness.make("pretrained", {name: torch.from_numpy(value) for name, value in weights("scenes").items()})
    images, labels = scenes("train", LABELS, rng)
    others, truth = scenes("test", 150, rng)
    trial.say("fine_tune: 40 scenes of new classes")
    model = tuned(student, trial, backbone, images, names[labels], len(NEW_CLASSES), seed=int(rng.integers(1000)))
    found = classes(student, trial, model, others, len(NEW_CLASSES))
    return {"accuracy": (found == names[truth]).float().mean().item(), "budget_seconds": trial.measured["budget_seconds"]}


def level(percent, points):
    """Make the check of one level of accuracy."""

    @check(
        "fine_tune",
        points,
        category="new classes",
        visibility="hint",
        hint="With ten labels a class most of a network must not move: freeze the backbone, statistics too, and train a head "
        "on features of one scale.",
        timed=True,
    )
    def test(student, trial, rng):
        result = trial.once("transferred", lambda: transferred(student, trial, rng))
        trial.measured |= result
        share = 100 * result["accuracy"]
        if not share >= percent:
            raise Mismatch(
                f"{share:.1f} % of 600 scenes of new classes are right, expected at least {percent:g} %", share, percent
            )

    test.__doc__ = f"With the pretrained backbone and ten scenes of each of four new classes, at least {percent:g} % are right"
    test.__name__ = f"test_new_classes_{percent}"
    return test


test_new_classes_50, test_new_classes_62, test_new_classes_68 = (level(*of) for of in ((50, 1.25), (62, 1.25), (68, 0.75)))
