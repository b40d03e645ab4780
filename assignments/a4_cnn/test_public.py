# Generated from solutions/a4_cnn/suite/test_public.py by "autograder build"
"""The public checks of unit a4: what students run themselves."""

import contextlib

import torch

from autograder.compare import assert_close, assert_equal
from autograder.data import image_set
from autograder.errors import Mismatch
from autograder.marks import check

SMALL = {
    "feature.0.weight": [16, 3, 3, 3],
    "feature.0.bias": [16],
    "feature.3.weight": [32, 16, 3, 3],
    "feature.3.bias": [32],
    "classifier.0.weight": [128, 512],
    "classifier.0.bias": [128],
    "classifier.2.weight": [10, 128],
    "classifier.2.bias": [10],
}

LARGE = {
    "features.0.weight": [64, 3, 11, 11],
    "features.0.bias": [64],
    "features.3.weight": [192, 64, 5, 5],
    "features.3.bias": [192],
    "features.6.weight": [384, 192, 3, 3],
    "features.6.bias": [384],
    "features.8.weight": [256, 384, 3, 3],
    "features.8.bias": [256],
    "features.10.weight": [256, 256, 3, 3],
    "features.10.bias": [256],
    "classifier.1.weight": [4096, 9216],
    "classifier.1.bias": [4096],
    "classifier.4.weight": [4096, 4096],
    "classifier.4.bias": [4096],
    "classifier.6.weight": [1000, 4096],
    "classifier.6.bias": [1000],
}


def assert_entries(found, expected):
    """Require these entries of a state dict, in any order."""
    shapes = {key: shape for key, shape, _kind in found}
    for key, shape in expected.items():
        if key not in shapes:
            raise Mismatch(f"the state dict has no entry {key!r}; it has {', '.join(shapes)}")
        if shapes[key] != shape:
            raise Mismatch(f"{key} has shape {shapes[key]}, expected {shape}")
    more = sorted(set(shapes) - set(expected))
    if more:
        raise Mismatch(f"the state dict has more entries than it should: {', '.join(more[:5])}")


@contextlib.contextmanager
def uninitialised(student):
    """Let layers draw no weights for a while: those of AlexNet take their time."""
    student.harness.skip_initialising()
    try:
        yield
    finally:
        student.harness.restore_initialising()


@check("MyConvNet", 2, visibility="public", guard=True)
def test_my_conv_net_logits(student):
    """MyConvNet() gives 10 logits for each colour image, whatever its size"""
    net = student.make("MyConvNet")
    for side in (32, 4):
        logits = student.harness.outputs(net, torch.rand(2, 3, side, side))
        assert_equal(tuple(logits.shape), (2, 10))


@check("MyConvNet", 3, visibility="public")
def test_my_conv_net_entries(student):
    """MyConvNet() has the lecture's weights and biases, by name and shape"""
    assert_entries(student.harness.entries(student.make("MyConvNet")), SMALL)


@check("AlexNet", 4, visibility="public")
def test_alex_net_entries(student):
    """AlexNet() has the entries and the 61,100,840 parameters that the lecture prints"""
    with uninitialised(student):
        found = student.harness.entries(student.make("AlexNet"))
    assert_entries(found, LARGE)
    assert_equal(sum(torch.Size(shape).numel() for _key, shape, _kind in found), 61_100_840)


@check("AlexNet", 2, visibility="public", guard=True)
def test_alex_net_logits(student):
    """AlexNet(num_classes=10) gives 10 logits for an image of 64 by 64"""
    with uninitialised(student):
        net = student.make("AlexNet", num_classes=10)
    logits = student.harness.outputs(net, torch.zeros(1, 3, 64, 64))
    assert_equal(tuple(logits.shape), (1, 10))


@check("parameter_count", 2, visibility="public")
def test_parameters_of_the_lecture(student):
    """The convolution of the lecture, 3 to 5 channels by 3 by 3, has 140 parameters"""
    assert_equal(student.parameter_count(student.harness.make("model", "conv")), 140)


@check("parameter_count", 1, visibility="public")
def test_parameters_of_several_layers(student):
    """A convolution without bias, batch normalisation, and a linear layer count together"""
    assert_equal(student.parameter_count(student.harness.make("model", "nested")), 8 * 3 * 15 + 8 + 8 * 8 * 9 + 16 + 730)


@check("layer_shapes", 3, visibility="public")
def test_shapes_of_two_layers(student):
    """A convolution and its ReLU are listed with the shapes of their outputs"""
    found = student.layer_shapes(student.harness.make("model", "plain"), (3, 7, 7))
    assert_equal(found, [("0", (1, 5, 5, 5)), ("1", (1, 5, 5, 5))])


@check("layer_shapes", 3, visibility="public")
def test_shapes_of_nested_layers(student):
    """Layers inside a Sequential go by their full names, and containers are not listed"""
    found = student.layer_shapes(student.harness.make("model", "nested"), (3, 20, 9))
    assert_equal(
        found,
        [
            ("0", (1, 8, 10, 5)),
            ("1.0.0", (1, 8, 10, 5)),
            ("1.0.1", (1, 8, 10, 5)),
            ("1.0.2", (1, 8, 10, 5)),
            ("1.1", (1, 8, 5, 2)),
            ("2", (1, 8, 3, 3)),
            ("3", (1, 72)),
            ("4", (1, 10)),
        ],
    )


@check("build_classifier", 4, visibility="public")
def test_classifier_for_small_images(student):
    """For grey images of 28 by 28 at least 5 convolutions and 3 linear layers run and learn, with at most 5 million values"""
    net = student.make("build_classifier", 1, 28, 10)
    found = student.harness.census(net, torch.rand(8, 1, 28, 28))
    assert_equal(found["shape"], [8, 10])
    for kind, least in (("conv", 5), ("linear", 3)):
        if found[kind] < least:
            raise Mismatch(f"{found[kind]} layers of kind {kind} run and get gradients, at least {least} should")
    if found["values"] > 5_000_000:
        raise Mismatch(f"the model holds {found['values']:,} values, at most 5,000,000 are allowed")


@check("accuracy", 3, visibility="public")
def test_three_of_four(student):
    """Three images of four whose largest logit is the label's give 0.75"""
    logits = torch.tensor([[3.0, 1.0, 0.0], [0.5, 2.0, 1.0], [1.0, 0.0, 4.0], [0.0, 4.0, 3.0]])
    assert_close(student.accuracy(logits, torch.tensor([0, 1, 2, 2])), 0.75, 1e-6)


def epoch(student, images, labels, batch_size, seed=0, **options):
    """Train a small network for one epoch; return the loss and what the network noted."""
    learner = student.harness.make("learner", seed, **options)
    optimizer = student.harness.make("optimizer", learner)
    loss = student.train_one_epoch(
        learner,
        images,
        labels,
        optimizer=optimizer,
        batch_size=batch_size,
        device="cpu",
        generator=student.harness.make("generator", 5),
    )
    return loss, student.harness.account(learner), learner


def numbered(count, side=12):
    """Return images that carry their number in their first two pixels, and labels."""
    generator = torch.Generator().manual_seed(3)
    images = torch.randint(0, 256, (count, 1, side, side), generator=generator, dtype=torch.uint8)
    images[:, 0, 0, 0], images[:, 0, 0, 1] = torch.arange(count) // 256, torch.arange(count) % 256
    return images, torch.arange(count) % 10


@check("train_one_epoch", 3, visibility="public")
def test_every_image_once(student):
    """Ten images in batches of four are seen once each, in batches of 4, 4 and 2"""
    _loss, account, _learner = epoch(student, *numbered(10), 4)
    assert_equal(account["sizes"], [4, 4, 2])
    assert_equal(account["order"].sort().values, torch.arange(10))


@check("train_one_epoch", 3, visibility="public")
def test_loss_before_the_step(student):
    """With all images in one batch, the result is the cross-entropy before the step, and the step changes the weights"""
    images, labels = numbered(30)
    untrained = student.harness.make("learner", 0)
    logits = student.harness.outputs(untrained, images / 255)
    loss, account, _learner = epoch(student, images, labels, 30)
    assert_close(loss, torch.nn.functional.cross_entropy(logits, labels).item(), 1e-4)
    before = student.harness.account(untrained)["weights"]
    if all(torch.equal(before[key], account["weights"][key]) for key in before):
        raise Mismatch("the weights are what they were before: was there a step of the optimizer?")


@check("train_one_epoch", 1, visibility="public")
def test_loss_falls(student):
    """The loss falls over eight epochs"""
    images, labels = numbered(60)
    images = images // 8
    for label in range(10):
        images[labels == label, 0, 1 + label] = 255  # a class is a bright row
    learner = student.harness.make("learner", 0)
    optimizer, generator = student.harness.make("optimizer", learner, lr=0.05), student.harness.make("generator", 1)
    losses = [
        student.train_one_epoch(learner, images, labels, optimizer=optimizer, batch_size=10, device="cpu", generator=generator)
        for _epoch in range(8)
    ]
    if len(student.harness.account(learner)["order"]) != 8 * 60:
        raise Mismatch("the network was not given every image once in each of eight epochs")
    if not losses[-1] < 0.7 * losses[0]:
        raise Mismatch(f"the loss of the first epoch is {losses[0]:.3f}, that of the eighth {losses[-1]:.3f}: it should fall")


@check("fit", 8, visibility="public", timed=True)
def test_fit_learns(student):
    """With 1,500 images and 12 seconds, `fit` learns enough to predict more than 60 % of 500 other ones"""
    images, labels = image_set("fashion_mnist", "validation")
    images, labels = torch.from_numpy(images)[:, None], torch.from_numpy(labels)
    with student.within(1.1 * 12 + 2):
        model = student.make("fit", images[:1500], labels[:1500], num_classes=10, device="cpu", budget_seconds=12.0, seed=1)
    if not student.harness.is_module(model):
        raise Mismatch("fit returned something that is no nn.Module")
    found = student.predict(model, images[1500:], device="cpu")
    assert_equal(tuple(found.shape) if isinstance(found, torch.Tensor) else found, (500,))
    share = (found == labels[1500:]).float().mean().item()
    if not share > 0.6:
        raise Mismatch(f"{100 * share:.1f} % of the predictions are right, expected more than 60 %")


@check("predict", 4, visibility="public")
def test_predict_the_largest(student):
    """The class of an image is the index of its largest logit, as int64"""
    images = torch.tensor([[0.1, 0.9, 0.3, 0.2, 0.0], [0.8, 0.1, 0.3, 0.2, 0.4], [0.1, 0.2, 0.3, 0.4, 0.5]]).reshape(3, 1, 1, 5)
    found = student.predict(student.harness.make("oracle"), images, device="cpu")
    assert_equal(found, torch.tensor([1, 0, 4]))
