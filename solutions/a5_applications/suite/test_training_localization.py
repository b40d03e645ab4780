"""The hidden checks of localisation that train: how well `fit_localizer` finds boxes in its budget, and how it behaves.

Each submission has scenes of its own, with textures that no kit holds, transposed or inverted in its own way, and the box to
be found encloses a part of the object that is its own, too: a network that was trained elsewhere finds another box. Held-out
scenes reach the worker when `fit_localizer` has returned, their boxes never.
"""

import numpy as np
import torch

from autograder.compare import assert_equal
from autograder.data import image_set, make_scenes, photograph
from autograder.errors import Mismatch, StudentTimeout
from autograder.marks import check

TEXTURES = ("ascent", "camera", "coins", "gravel", "grass", "brick")
LOOPS = {"cpu": 3, "cuda": 15}  # the budget in loops of 200 steps of the harness's small network, measured beside the run
LEVELS = {45: 1.0, 55: 0.75, 65: 0.75, 72: 0.5}  # mean IoU in percent: points
SCENES, HELD_OUT = 2000, 400


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


def overlaps(found, boxes):
    """Return the intersection over union of each box with the other of its row."""
    found, boxes = found.double(), boxes.double()
    ends = torch.minimum(found[:, :2] + found[:, 2:], boxes[:, :2] + boxes[:, 2:])
    both = (ends - torch.maximum(found[:, :2], boxes[:, :2])).clamp(min=0).prod(dim=1)
    return both / (found[:, 2:].prod(dim=1) + boxes[:, 2:].prod(dim=1) - both).clamp(min=1e-9)


def disguise(rng):
    """Return a transform of images and boxes that this submission alone has.

    Images are transposed, inverted, both or neither; of each box a part is left, 60 to 70 % from one of its four sides.
    """
    transpose, invert = rng.random(2) < 0.5
    share, axis, far = rng.uniform(0.6, 0.7), int(rng.integers(2)), bool(rng.integers(2))

    def transform(images, boxes):
        boxes = boxes.float()
        cut = boxes[:, 2 + axis] * (1 - share)
        boxes[:, 2 + axis] -= cut
        boxes[:, axis] += cut * far
        if transpose:
            images, boxes = images.transpose(2, 3), boxes[:, [1, 0, 3, 2]]
        return (255 - images if invert else images).contiguous(), boxes

    return transform


def scenes(split, count, rng):
    """Return images and whole boxes of scenes with one object each."""
    made = make_scenes(*image_set("fashion_mnist", split), [photograph(name) for name in TEXTURES], count, rng)
    return torch.from_numpy(made.images), torch.from_numpy(made.boxes[:, 0])


def train(side, images, boxes, budget, device, seed=1, patience=None):
    """Return the model that `fit_localizer` makes, and what that took; whoever is later than the contract says is ended."""
    with side.within((1.1 * budget + 2) if patience is None else patience):
        model = side.make("fit_localizer", images, boxes, device=device, budget_seconds=float(budget), seed=seed)
    took = side.traces[-1].seconds
    with side.within(10.0, cpu_seconds=1.0):
        known = side.harness.is_module(model)
    if not known:
        raise Mismatch("fit_localizer returned something that is no nn.Module")
    return model, took


def predictions(side, trial, model, images):
    """Return predicted boxes, after asking whether they are any, and whether predicting was no training."""
    most = most_of_predicting(trial)
    with side.within(10 * most + 10):
        found = side.predict_boxes(model, images)
    spent = side.traces[-1].cpu_seconds
    if spent > most:
        much = f"predict_boxes takes {spent:.1f} s of processor time for {len(images)} images"
        raise Mismatch(f"{much}, more than {most:.1f}: training belongs into fit_localizer")
    if not isinstance(found, torch.Tensor) or not found.is_floating_point() or tuple(found.shape) != (len(images), 4):
        raise Mismatch(f"predict_boxes should give floats of shape ({len(images)}, 4)", found)
    if not torch.isfinite(found).all() or (found[:, 2:] < 0).any():
        raise Mismatch("predict_boxes gives numbers that are not finite, or a negative width or height", found)
    return found


def trained(student, trial, rng):
    """Train on the submission's own scenes; return what it reaches, for all checks that ask."""
    transform = disguise(rng)
    loop = loop_seconds(trial, trial.device)
    budget = LOOPS[trial.device.partition(":")[0]] * loop
    trial.say(f"fit_localizer: trains for up to {1.1 * budget + 2:.0f} s on {trial.device}")
    images, boxes = transform(*scenes("train", SCENES, rng))
    others, truth = transform(*scenes("test", HELD_OUT, rng))
    student.harness.steps(5, trial.device)  # what a device does when it is first used is nobody's training time
    model, took = train(student, images, boxes, budget, trial.device, seed=int(rng.integers(1000)))
    found = overlaps(predictions(student, trial, model, others), truth)
    model.release()
    return {
        "iou": found.mean().item(),
        "above_half": (found > 0.5).float().mean().item(),
        "budget_seconds": budget,
        "seconds": took,
        "loop_seconds": loop,
    }


def blocks(rng, count, channels=1, height=32, width=32):
    """Return float images with one bright rectangle each, and its box."""
    images = 0.3 * torch.from_numpy(rng.random((count, channels, height, width), dtype=np.float32))
    sizes = rng.integers(8, 17, (count, 2))
    corners = rng.integers(0, (width, height) - sizes + 1)
    for image, (x, y), (w, h) in zip(images, corners, sizes, strict=True):
        image[:, y : y + h, x : x + w] += 0.6
    return images, torch.from_numpy(np.concatenate([corners, sizes], axis=1))


def small(student, trial, rng):
    """Train twice on few small images, with more time than that needs; return both models' boxes of others, and theirs."""
    images, boxes = blocks(rng, 220)
    others, truth = blocks(rng, 40)
    loop = loop_seconds(trial, "cpu")
    patience = 10 * loop + 5
    trial.say(f"fit_localizer: trains twice on 220 small images, for up to {patience:.0f} s each")
    found = []
    for state in (1, 2):
        student.close()  # the second run finds nothing that the first one left
        student.harness.scramble(state)
        try:
            model, _took = train(student, images, boxes, 60 * loop, "cpu", seed=7, patience=patience)
        except StudentTimeout as error:
            more = f"has not ended by itself after {patience:.0f} s"
            raise Mismatch(f"with a budget of {60 * loop:.0f} s and 220 images of 32 by 32, fit_localizer {more}") from error
        found.append(predictions(student, trial, model, others))
    return found, truth


def asked(student, trial, rng):
    """Train on few small images and predict in all ways that are asked about; return what came of it as plain data."""
    images, boxes = blocks(rng, 220)
    others, truth = blocks(rng, 40)
    trial.say("fit_localizer: trains on 220 small images")
    model, _took = train(student, images, boxes, 3 * loop_seconds(trial, "cpu"), "cpu", seed=7)
    with student.within(10.0, cpu_seconds=1.0):
        student.harness.train_mode(model)
        before = student.harness.modes(model)
    parts = {name: predictions(student, trial, model, others[chosen]) for name, chosen in PARTS.items()}
    pixels, dark = (255 * others).to(torch.uint8), (others > 0.5).to(torch.uint8)
    parts |= {
        name: predictions(student, trial, model, each) for name, each in (("bytes", pixels), ("floats", pixels.float() / 255))
    }
    parts |= {"dark bytes": predictions(student, trial, model, dark)}
    parts |= {"dark floats": predictions(student, trial, model, dark.float() / 255)}
    after = [student.arguments_after("predict_boxes", model, some)[1] for some in (pixels[:5], others[:5])]
    return {
        "truth": truth,
        "modes": [before, student.harness.modes(model)],
        "images": [after, [pixels[:5], others[:5]]],
        **parts,
    }


PARTS = {
    "all": slice(None),
    "one": slice(0, 1),
    "three": slice(5, 8),
    "from the back": list(range(39, -1, -1)),
    "none": slice(0),
}
"""Which of 40 images are predicted together."""


@check(
    "fit_localizer",
    0.75,
    category="repeatable",
    visibility="hint",
    hint="All that is random must come from `seed`: first weights, order, augmentation. The global state has no part in it. "
    "With more time than it needs it ends by itself, and on so few small images soon.",
    timed=True,
)
def test_fit_localizer_is_repeatable(student, trial, rng):
    """With more time than it needs, `fit_localizer` ends by itself, and one seed gives the same boxes twice"""
    found, truth = trial.once("small", lambda: small(student, trial, rng))
    if not torch.equal(*found):
        raise Mismatch("two runs with one seed give different boxes", found[1], found[0])
    share = overlaps(found[0], truth).mean().item()
    if not share > 0.4:
        raise Mismatch(f"bright rectangles are found with a mean IoU of {share:.3f} only, expected more than 0.4")


@check(
    "fit_localizer",
    0.75,
    category="other images",
    visibility="hint",
    hint="Which sizes come from the arguments: channels, height and width? Are bytes and floats, whole and other boxes taken?",
    timed=True,
)
def test_fit_localizer_other_images(student, trial, rng):
    """Colour images of bytes that are not square, with boxes of floats, are learnt; arguments are left as they were"""
    images, boxes = blocks(rng, 240, channels=3, height=28, width=44)
    images, boxes = (255 * images).to(torch.uint8), boxes + 0.5
    loop = loop_seconds(trial, "cpu")
    budget = 2 * loop
    model, _took = train(student, images[:200], boxes[:200], budget, trial.device)
    share = overlaps(predictions(student, trial, model, images[200:]), boxes[200:]).mean().item()
    if not share > 0.35:
        raise Mismatch(f"bright rectangles in colour are found with a mean IoU of {share:.3f}, expected more than 0.35")
    with student.within(20.0):
        after = student.arguments_after("fit_localizer", images[:20], boxes[:20], device="cpu", budget_seconds=1.0, seed=1)
    assert_equal(after[:2], [images[:20], boxes[:20]])
    floats = images[:20].float() / 255
    with student.within(20.0):
        after = student.arguments_after("fit_localizer", floats, boxes[:20], device="cpu", budget_seconds=1.0, seed=1)
    assert_equal(after[0], floats)


@check(
    "predict_boxes",
    1,
    category="images one by one",
    visibility="hint",
    hint="In which mode does one predict? A box depends on its own image alone; there may be one image, or none.",
    timed=True,
)
def test_boxes_do_not_depend_on_the_company(student, trial, rng):
    """A model that is in train mode predicts as in eval mode: alone, among others, and of no image"""
    found = trial.once("predict_boxes", lambda: asked(student, trial, rng))
    share = overlaps(found["all"], found["truth"]).mean().item()
    if not share > 0.4:
        raise Mismatch(f"bright rectangles are found with a mean IoU of {share:.3f} only, expected more than 0.4")
    for name, chosen in PARTS.items():
        if len(found[name]) and not (found[name] - found["all"][chosen]).abs().max() < 0.05:
            raise Mismatch("boxes change with the other images of the call", found[name], found["all"][chosen])


@check("predict_boxes", 0.5, category="modes and bytes", guard=True, timed=True)
def test_boxes_of_bytes(student, trial, rng):
    """Bytes give the boxes of the same floats; every module has its own mode again, and the images are as they were"""
    found = trial.once("predict_boxes", lambda: asked(student, trial, rng))
    for dark in ("", "dark "):
        of_bytes, of_floats = found[f"{dark}bytes"], found[f"{dark}floats"]
        if not (of_floats - of_bytes).abs().max() < 0.05:
            raise Mismatch(f"{dark}bytes do not give the boxes of the same images as floats", of_bytes, of_floats)
    assert_equal(found["modes"][1], found["modes"][0])
    assert_equal(*found["images"])


def level(percent, points):
    """Make the check of one level of overlap."""

    @check(
        "fit_localizer",
        points,
        category="overlap",
        visibility="hint",
        hint="What does a place of the last feature map see, and how far is it from what it has to say? Does the loss speak of "
        "pixels or of parts of the image? Does the learning rate fall to 0 by the end?",
        timed=True,
    )
    def test(student, trial, rng):
        result = trial.once("fit_localizer", lambda: trained(student, trial, rng))
        trial.measured |= result
        if not 100 * result["iou"] >= percent:
            raise Mismatch(
                f"the mean IoU of {HELD_OUT} held-out scenes is {result['iou']:.3f}, expected at least {percent / 100:g}",
                result["iou"],
                percent / 100,
            )

    test.__doc__ = (
        f"The boxes that `fit_localizer` learns to find overlap the right ones by at least {percent / 100:g} on average"
    )
    test.__name__ = f"test_overlap_{percent}"
    return test


test_overlap_45, test_overlap_55, test_overlap_65, test_overlap_72 = (level(*item) for item in LEVELS.items())
