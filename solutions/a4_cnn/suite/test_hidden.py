"""The hidden checks of unit a4: networks and training mechanics; trained networks are judged in test_training.py."""

import contextlib
import runpy
from pathlib import Path

import numpy as np
import torch
import torchvision
from torch.nn import functional as F  # noqa: N812

from autograder.compare import assert_close, assert_equal, assert_value_error
from autograder.errors import Mismatch
from autograder.marks import check

HARNESS = runpy.run_path(str(Path(__file__).resolve().parents[1] / "harness.py"))
torch.set_num_threads(1)


def tensors(rng, *shape):
    """Return images with values from 0 to 1."""
    return torch.from_numpy(rng.uniform(0, 1, shape).astype(np.float32))


def filled(channels, classes, seed):
    """Return the weights of the lecture's network as the harness fills them, whatever a submission says of its own."""
    shapes = {
        "feature.0.weight": (16, channels, 3, 3),
        "feature.0.bias": (16,),
        "feature.3.weight": (32, 16, 3, 3),
        "feature.3.bias": (32,),
        "classifier.0.weight": (128, 512),
        "classifier.0.bias": (128,),
        "classifier.2.weight": (classes, 128),
        "classifier.2.bias": (classes,),
    }
    return {key: HARNESS["pattern"](key, seed, shape) for key, shape in shapes.items()}


def rebuilt(weights, images):
    """Return the logits of the lecture's network, from its weights alone."""
    x = F.relu(F.conv2d(images, weights["feature.0.weight"], weights["feature.0.bias"], padding=1))
    x = F.relu(F.conv2d(F.max_pool2d(x, 2), weights["feature.3.weight"], weights["feature.3.bias"], padding=1))
    x = F.adaptive_max_pool2d(x, 4).flatten(1)
    x = F.relu(F.linear(x, weights["classifier.0.weight"], weights["classifier.0.bias"]))
    return F.linear(x, weights["classifier.2.weight"], weights["classifier.2.bias"])


# Networks.


@check(
    "MyConvNet",
    3.5,
    category="outputs",
    visibility="hint",
    hint="Compare the order of ReLU, pooling and flattening, kernel, "
    "stride and padding with the lecture's listing, for images that are not square.",
)
def test_my_conv_net_outputs(student, rng):
    """MyConvNet computes what the lecture's network computes with the same weights, for several sizes, channels and classes"""
    for channels, classes, sides in ((3, 10, ((4, 4), (33, 20))), (1, 3, ((28, 28), (5, 7))), (4, 12, ((9, 16),))):
        net = student.make("MyConvNet", channels, classes)
        seed = int(rng.integers(2**31))
        student.harness.fill(net, seed)
        weights = filled(channels, classes, seed)
        shapes = sorted((key, shape) for key, shape, _kind in student.harness.entries(net))
        assert_equal(shapes, sorted((key, list(value.shape)) for key, value in weights.items()))
        for height, width in sides:
            images = tensors(rng, 3, channels, height, width) - 0.3
            expected = rebuilt(weights, images)
            assert_close(student.harness.outputs(net, images), expected, 1e-4 * (1 + expected.abs().max().item()))


@check("MyConvNet", 1, category="modes")
def test_my_conv_net_in_train_mode(student, rng):
    """MyConvNet gives the same logits in train mode and for images one by one"""
    net, seed = student.make("MyConvNet", in_channels=2, num_classes=5), int(rng.integers(2**31))
    images = tensors(rng, 4, 2, 11, 8)
    student.harness.fill(net, seed)
    expected = rebuilt(filled(2, 5, seed), images)
    assert_close(student.harness.outputs(net, images, train=True), expected, 1e-4)
    assert_close(torch.cat([student.harness.outputs(net, image[None]) for image in images]), expected, 1e-4)


@check("MyConvNet", 0.5, category="gradients", guard=True)
def test_my_conv_net_learns(student, rng):
    """Every parameter of MyConvNet gets a gradient"""
    net = student.make("MyConvNet", 1, 10)
    untouched = student.harness.untouched(net, tensors(rng, 16, 1, 12, 12))
    if untouched:
        raise Mismatch(f"no gradient reaches {', '.join(untouched)}")


@contextlib.contextmanager
def uninitialised(student):
    """Let the submission's layers draw no weights for a while: they get others at once, and 57 million take their time."""
    student.harness.skip_initialising()
    try:
        yield
    finally:
        student.harness.restore_initialising()


def alex_net(num_classes, dropout, seed):
    """Return torchvision's network with the weights of a seed."""
    HARNESS["skip_initialising"]()
    net = torchvision.models.alexnet(num_classes=num_classes, dropout=dropout)
    HARNESS["restore_initialising"]()
    HARNESS["fill"](net, seed)
    return net


@check(
    "AlexNet",
    6,
    category="outputs",
    visibility="hint",
    hint="Compare with the listing, layer by layer; where does dropout stand, and what does it do in eval mode?",
)
def test_alex_net_outputs(student, rng):
    """AlexNet computes what the printed network computes, for several sizes, in eval mode and in train mode under one seed"""
    seed = int(rng.integers(2**31))
    expected = alex_net(10, 0.3, seed)
    with uninitialised(student):
        net = student.make("AlexNet", num_classes=10, dropout=0.3)
    student.harness.fill(net, seed)
    for height, width in ((63, 63), (70, 95), (287, 63)):  # of the last, more than six rows are left to be averaged
        images = tensors(rng, 1 + (height == 63), 3, height, width)
        logits = HARNESS["outputs"](expected, images)
        assert_close(student.harness.outputs(net, images), logits, 1e-4 * logits.abs().max().item())
    trained = HARNESS["outputs"](expected, images, train=True, seed=seed % 1000)
    assert_close(student.harness.outputs(net, images, train=True, seed=seed % 1000), trained, 1e-4 * trained.abs().max().item())


# Looks inside a model.


@check(
    "parameter_count",
    1,
    category="shared parameters",
    visibility="hint",
    hint="What if two layers share one parameter, or one layer stands in a model twice?",
)
def test_shared_parameters_count_once(student):
    """A parameter that is shared counts once"""
    assert_equal(student.parameter_count(student.harness.make("model", "shared")), 84 + 35 + 7 + 7 + 6)


@check("parameter_count", 1.25, category="trainable only")
def test_frozen_parameters(student):
    """With trainable_only, frozen parameters are left out, and without it they count"""
    model = student.harness.make("model", "nested", frozen=["0", "1.0.1.bias"])
    everything = 8 * 3 * 15 + 8 + 8 * 8 * 9 + 16 + 730
    assert_equal(student.parameter_count(model), everything)
    assert_equal(student.parameter_count(model, trainable_only=True), everything - (8 * 3 * 15 + 8) - 8)


@check("parameter_count", 0.75, category="buffers and empty models")
def test_buffers_do_not_count(student):
    """Running statistics of a batch normalisation are no parameters, and pooling has none"""
    assert_equal(student.parameter_count(student.harness.make("model", "norm")), 14)
    assert_equal(student.parameter_count(student.harness.make("model", "pooling")), 0)


@check(
    "layer_shapes",
    2,
    category="order of running",
    visibility="hint",
    hint="Is the list in the order in which layers run? What of one that runs twice, or never?",
)
def test_layers_in_running_order(student):
    """Layers are listed as they run: out of the order of definition, twice, or not at all"""
    found = student.layer_shapes(student.harness.make("model", "twice"), (2, 5, 7))
    assert_equal(found, [("first", (1, 6, 5, 7)), ("act", (1, 6, 5, 7)), ("last", (1, 4)), ("act", (1, 4))])


@check("layer_shapes", 1, category="shared layers")
def test_shared_layers_have_their_first_name(student):
    """A layer with two names stands under the first, each time it runs"""
    found = student.layer_shapes(student.harness.make("model", "shared"), (3, 6, 4))
    assert_equal(found, [("conv", (1, 3, 6, 4)), ("norm", (1, 3, 6, 4)), ("conv", (1, 3, 6, 4)), ("left", (1, 7))])


@check("layer_shapes", 1.5, category="how the model is run", visibility="hint", hint="One image of zeros, in eval mode.")
def test_the_model_sees_one_image_of_zeros_in_eval_mode(student):
    """The model runs once, in eval mode, on one image of zeros"""
    model = student.harness.make("model", "moody")
    found = student.layer_shapes(model, (1, 9, 7))
    assert_equal(found, [("drop", (1, 1, 9, 7)), ("conv", (1, 4, 4, 3)), ("norm", (1, 4, 4, 3))])
    runs = [[training, total, count] for training, _grad, total, count in student.harness.seen(model)]
    assert_equal(runs, [[False, 0.0, 1]])


@check("layer_shapes", 1, category="the model afterwards", guard=True)
def test_modes_and_hooks_afterwards(student):
    """Every module has its own mode again, and no hook is left"""
    model = student.harness.make("model", "nested", evaluating=["1.0", "1.0.1"])
    before = student.harness.modes(model)
    assert_equal(student.layer_shapes(model, (3, 12, 8))[-1], ("4", (1, 10)))
    assert_equal(student.harness.modes(model), before)
    assert_equal(student.harness.hooks(model), 0)


@check("layer_shapes", 0.5, category="a single layer")
def test_a_model_that_is_one_layer(student):
    """A model without children is its own only layer, under the empty name"""
    assert_equal(student.layer_shapes(student.harness.make("model", "conv"), (3, 4, 6)), [("", (1, 5, 4, 6))])


@check(
    "build_classifier",
    4.5,
    category="sizes",
    visibility="hint",
    hint="Sizes down to 16 and up to 64, square and not; one and more channels; any number of classes.",
)
def test_classifier_sizes(student, rng):
    """Networks for several sizes, channels and numbers of classes run, learn in all layers, and stay small"""
    for channels, size, (height, width), classes in (
        (3, 16, (16, 16), 4),
        (1, (20, 45), (20, 45), 10),
        (2, (64, 16), (64, 16), 3),
    ):
        net = student.make("build_classifier", channels, size, classes)
        found = student.harness.census(net, tensors(rng, 6, channels, height, width))
        assert_equal(found["shape"], [6, classes])
        for kind, least in (("conv", 5), ("linear", 3)):
            if found[kind] < least:
                raise Mismatch(f"{found[kind]} layers of kind {kind} run and get gradients, at least {least} should")
        if found["values"] > 5_000_000:
            raise Mismatch(f"the model holds {found['values']:,} values, at most 5,000,000 are allowed")
        outputs = student.harness.outputs(net, tensors(rng, 2, channels, height, width))
        if not isinstance(outputs, torch.Tensor) or not torch.isfinite(outputs).all():
            raise Mismatch("the logits of an untrained network are not finite")


@check("build_classifier", 1.5, category="larger images")
def test_classifier_for_larger_images(student, rng):
    """A network for 96 by 80 pixels still holds at most 5 million values, and tells images apart in eval mode"""
    net = student.make("build_classifier", 3, (96, 80), 6)
    found = student.harness.census(net, tensors(rng, 4, 3, 96, 80))
    assert_equal([found["shape"], found["values"] <= 5_000_000], [[4, 6], True])
    logits = student.harness.outputs(net, tensors(rng, 3, 3, 96, 80))
    if not isinstance(logits, torch.Tensor) or torch.equal(logits[0], logits[1]):
        raise Mismatch("two different images get the very same logits")


@check("accuracy", 1, category="random values and ties")
def test_accuracy_of_random_logits(student, rng):
    """Agrees with NumPy on random logits with ties, of which the first counts"""
    for count, classes in ((1, 3), (50, 2), (333, 10)):
        logits = rng.integers(0, 4, (count, classes)).astype(np.float32)
        labels = rng.integers(0, classes, count)
        expected = float(np.mean(torch.from_numpy(logits).argmax(1).numpy() == labels))
        assert_close(student.accuracy(torch.from_numpy(logits), torch.from_numpy(labels)), expected, 1e-6)


@check("accuracy", 0.5, category="type")
def test_accuracy_is_a_float(student):
    """The result is a float, also where all are right or none"""
    logits = torch.eye(3)
    for labels, expected in (([0, 1, 2], 1.0), ([1, 2, 0], 0.0)):
        found = student.accuracy(logits, torch.tensor(labels))
        if not isinstance(found, float) or found != expected:
            raise Mismatch(
                f"the result is {found!r} of type {type(found).__name__}, expected the float {expected}", found, expected
            )


@check("accuracy", 0.5, category="validation", guard=True)
def test_accuracy_of_nothing(student):
    """Without an image it raises ValueError"""
    with assert_value_error(("logits", "labels")):
        student.accuracy(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))


# One epoch.


def numbered(rng, count, channels=1, side=12):
    """Return uint8 images that carry their number in their first two pixels, and labels."""
    images = torch.from_numpy(rng.integers(0, 256, (count, channels, side, side), dtype=np.uint8))
    images[:, 0, 0, 0], images[:, 0, 0, 1] = torch.arange(count) // 256, torch.arange(count) % 256
    return images, torch.from_numpy(rng.integers(0, 10, count))


def epoch(student, images, labels, batch_size, seed, *, generator=1, name="SGD", lr=0.1, before=None, device="cpu", **options):
    """Train a learner for one epoch; return the loss and its account."""
    learner = student.harness.make("learner", seed, channels=images.shape[1], side=images.shape[2], device=device, **options)
    optimizer = student.harness.make("optimizer", learner, lr=lr, kind=name)
    if before is not None:
        before(learner)
    loss = student.train_one_epoch(
        learner,
        images,
        labels,
        optimizer=optimizer,
        batch_size=batch_size,
        device=device,
        generator=student.harness.make("generator", generator),
    )
    return loss, student.harness.account(learner)


def replayed(images, labels, account, seed, *, name="SGD", lr=0.1):
    """Take the steps that the account tells of; return the mean loss, and the weights after them."""
    learner = HARNESS["learner"](seed, channels=images.shape[1], side=images.shape[2], scale=1.0)
    optimizer = HARNESS["optimizer"](learner, lr=lr, kind=name)
    losses, at = [], 0
    x = images.float() / 255 if images.dtype == torch.uint8 else images
    for size in account["sizes"]:
        indices = account["order"][at : at + size]
        at += size
        optimizer.zero_grad()
        loss = F.cross_entropy(learner(x[indices]), labels[indices])
        loss.backward()
        optimizer.step()
        losses.append(loss.item() * size)
    return sum(losses) / len(images), HARNESS["values"](learner.net)


def assert_replays(found, images, labels, batch_size, seed, **options):
    """Require that every image was seen once, and that loss and weights are those of the steps in that order."""
    loss, account = found
    count = len(images)
    assert_equal(account["sizes"], [min(batch_size, count - start) for start in range(0, count, batch_size)])
    assert_equal(account["order"].sort().values, torch.arange(count))
    expected, weights = replayed(images, labels, account, seed, **options)
    assert_close(loss, expected, 1e-4 * (1 + expected))
    for key, value in weights.items():
        assert_close(account["weights"][key], value, 1e-3 * (1 + value.abs().max().item()))


@check(
    "train_one_epoch",
    1.75,
    category="steps",
    visibility="hint",
    hint="A mean over images is not the mean over batches where the "
    "last one is short; one step for each batch, with the gradients of that batch alone.",
)
def test_steps_are_those_of_the_order_that_was_seen(student, rng):
    """Loss and weights after an epoch are those of the same steps taken here"""
    images, labels = numbered(rng, 45)
    seed = int(rng.integers(2**31))
    assert_replays(epoch(student, images, labels, 8, seed), images, labels, 8, seed)
    images, labels = numbered(rng, 7, channels=3, side=9)
    assert_replays(epoch(student, images, labels, 7, seed, name="Adam", lr=0.01), images, labels, 7, seed, name="Adam", lr=0.01)


@check("train_one_epoch", 0.75, category="floats", visibility="hint", hint="Only uint8 images are divided by 255.")
def test_floats_are_used_as_they_are(student, rng):
    """Images of floats are not scaled, also where they go beyond 1"""
    images, labels = numbered(rng, 20)
    images = images.float() / 64
    seed = int(rng.integers(2**31))
    assert_replays(epoch(student, images, labels, 6, seed, scale=64.0), images, labels, 6, seed)


@check(
    "train_one_epoch", 0.75, category="gradients", visibility="hint", hint="Which gradients are there before the first batch?"
)
def test_old_gradients_do_not_count(student, rng):
    """Gradients that somebody left behind have no part in the first step"""
    images, labels = numbered(rng, 24)
    seed = int(rng.integers(2**31))
    found = epoch(student, images, labels, 10, seed, before=student.harness.spoil_gradients)
    assert_replays(found, images, labels, 10, seed)


@check("train_one_epoch", 0.75, category="mode", visibility="hint", hint="In which mode must a network be while it trains?")
def test_train_mode(student, rng):
    """A network that comes in eval mode trains in train mode, and is left in it"""
    images, labels = numbered(rng, 12)
    _loss, account = epoch(student, images, labels, 5, 1, before=student.harness.evaluate)
    assert_equal([account["training"], account["notes"][-1][0]], [True, True])


@check(
    "train_one_epoch",
    1.5,
    category="order",
    visibility="hint",
    hint="The order is random, and it comes from `generator` and from nothing else.",
)
def test_the_order_comes_from_the_generator(student, rng):
    """One generator's seed gives one order, whatever the global random state; another seed gives another, and none is sorted"""
    images, labels = numbered(rng, 40)
    orders = []
    for generator, scramble in ((3, 1), (3, 2), (4, 1)):
        student.harness.scramble(scramble)
        orders.append(epoch(student, images, labels, 40, 1, generator=generator)[1]["order"])
    assert_equal(orders[1], orders[0])
    if torch.equal(orders[0], orders[2]) or torch.equal(orders[0], torch.arange(40)):
        raise Mismatch("another seed of the generator gives the same order, or the order is not random")


@check("train_one_epoch", 0.5, category="next epoch", guard=True)
def test_two_epochs_have_two_orders(student, rng):
    """A second epoch with the same generator sees the images in another order"""
    images, labels = numbered(rng, 30)
    learner = student.harness.make("learner", 1)
    optimizer, generator = student.harness.make("optimizer", learner), student.harness.make("generator", 2)
    for _epoch in range(2):
        student.train_one_epoch(learner, images, labels, optimizer=optimizer, batch_size=16, device="cpu", generator=generator)
    order = student.harness.account(learner)["order"]
    assert_equal(len(order), 60)
    if torch.equal(order[:30], order[30:]):
        raise Mismatch("the second epoch has the order of the first")


# Predictions.


@check(
    "predict",
    1,
    category="modes and gradients",
    visibility="hint",
    hint="In which mode does one predict, and are gradients needed?",
)
def test_predict_in_eval_mode_without_gradients(student, rng):
    """A network that comes in train mode predicts in eval mode, and without gradients"""
    images = tensors(rng, 40, 1, 1, 5)
    oracle = student.harness.make("oracle")
    assert_equal(student.predict(oracle, images, device="cpu"), images.flatten(1).argmax(1))
    runs = student.harness.notes(oracle)
    assert_equal({(training, gradients) for training, gradients, *_ in runs} == {(False, False)}, True)


@check("predict", 1.25, category="batches", visibility="hint", hint="Order and result do not depend on the size of a batch.")
def test_predict_in_batches(student, rng):
    """The size of a batch, be it one, odd or larger than all, changes nothing, and is kept to"""
    images = tensors(rng, 23, 1, 1, 5)
    for size in (1, 7, 23, 100):
        oracle = student.harness.make("oracle")
        assert_equal(student.predict(oracle, images, device="cpu", batch_size=size), images.flatten(1).argmax(1))
        assert_equal(max(count for _training, _gradients, count, *_ in student.harness.notes(oracle)) <= size, True)


@check("predict", 1, category="uint8")
def test_predict_bytes(student, rng):
    """Images of uint8 are predicted, too"""
    images = torch.from_numpy(rng.permuted(np.tile(np.arange(0, 250, 50, dtype=np.uint8), (30, 1)), axis=1)).reshape(
        30, 1, 1, 5
    )
    assert_equal(student.predict(student.harness.make("oracle"), images, device="cpu"), images.flatten(1).argmax(1))


@check("predict", 0.75, category="no image and one", visibility="hint", hint="What if there is no image at all, or just one?")
def test_predict_no_image_and_one(student, rng):
    """No image gives no class, int64; one image gives one"""
    images = tensors(rng, 1, 1, 1, 5)
    images[0, 0, 0, 3] = 2.0
    assert_equal(student.predict(student.harness.make("oracle"), images, device="cpu"), images.flatten(1).argmax(1))
    assert_equal(student.predict(student.harness.make("oracle"), images[:0], device="cpu"), torch.zeros(0, dtype=torch.int64))
