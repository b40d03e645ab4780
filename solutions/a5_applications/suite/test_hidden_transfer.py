"""The hidden checks of transfer that do not train for long: which modules and parameters change, and which stay."""

import numpy as np
import torch

from autograder.compare import assert_equal, assert_value_error
from autograder.errors import Mismatch
from autograder.marks import check

torch.set_num_threads(1)


def images_of(rng, count=6):
    """Return random images for the harness's backbone, and labels."""
    return torch.from_numpy(rng.random((count, 1, 8, 8), dtype=np.float32)), torch.from_numpy(rng.integers(0, 5, count))


# Heads.


@check(
    "replace_head",
    1,
    category="order of definition",
    visibility="hint",
    hint="The last linear layer in the order of `model.modules()`, be it nested, last to run, or not.",
)
def test_the_last_in_order_of_definition(student):
    """The last linear layer is replaced wherever it stands: inside others, in a network that runs it first, or alone"""
    for name, last, kept in (("nested", "1.1.0", "0"), ("head first", "body.1", "out"), ("backbone", "head", "neck.0")):
        model = student.harness.make("model", name)
        before = {row[0]: row for row in student.harness.linears(model)}
        found = {row[0]: row for row in student.harness.linears(student.make("replace_head", model, 7))}
        assert_equal([found[last], found[kept]], [[last, before[last][1], 7, *before[last][3:]], before[kept]])
    alone = student.make("replace_head", student.harness.make("model", "gain"), 7)
    assert_equal(student.harness.linears(alone), [["head", 32, 7, True, "torch.float32", True]])


@check("replace_head", 0.75, category="the rest")
def test_the_rest_is_the_very_same(student):
    """All other modules and parameters are the same objects, and the new layer is none of the old"""
    model = student.harness.make("model", "backbone")
    before, values = student.harness.identities(model), student.harness.values(model)
    after = student.harness.identities(student.make("replace_head", model, 5))  # as many as it had
    moved = [key for key, value in student.harness.values(model).items() if not torch.equal(value, values[key])]
    assert_equal([key for key in moved if not key.startswith("head.")], [])
    assert_equal(sorted(after), sorted(before))
    changed = sorted(name for name in before if before[name] != after[name])
    assert_equal(changed, ["head", "head.bias", "head.weight"])


@check("replace_head", 0.5, category="bias and dtype")
def test_bias_and_dtype_of_the_head(student):
    """A head without bias gets none, and one of float64 stays float64"""
    found = student.harness.linears(student.make("replace_head", student.harness.make("model", "no bias"), 4))
    assert_equal(found, [["0", 3, 9, True, "torch.float64", True], ["1", 9, 4, False, "torch.float64", True]])


@check("replace_head", 0.5, category="a frozen network", visibility="hint", hint="A new head has to learn.")
def test_the_head_of_a_frozen_network_can_learn(student):
    """The new head of a network whose parameters are frozen is trainable, and nothing else"""
    model = student.harness.make("model", "backbone")
    student.harness.stop_gradients(model)
    assert_equal(student.harness.trainable(student.make("replace_head", model, 3)), ["head.weight", "head.bias"])


@check("replace_head", 0.25, category="validation", guard=True)
def test_no_linear_layer(student):
    """Without a linear layer it raises ValueError"""
    with assert_value_error(("model", "Linear")):
        student.replace_head(student.harness.make("model", "no linear"), 3)


# Freezing.


def changes(student, model, rng, steps=1):
    """Return the keys of the state dict that change when a model is put into train mode and trained."""
    before, after = student.harness.train(model, *images_of(rng), steps=steps)
    return {key for key in before if not torch.equal(before[key], after[key])}


def under(keys, *prefixes):
    """Return the keys that belong to these modules."""
    return {key for key in keys if any(key.startswith(f"{prefix}.") for prefix in prefixes)}


@check(
    "freeze",
    1.25,
    category="prefixes",
    visibility="hint",
    hint="`layer1` stands for itself and for what is inside it, not for `layer10`; a name may have several parts.",
)
def test_prefixes_are_whole_parts(student):
    """Only what lies under the named prefixes is trainable, part by part of its name"""
    for prefixes, expected in (
        (("layer1",), {"layer1"}),
        (("layer1.1", "neck.1"), {"layer1.1", "neck.1"}),
        (["layer10", "head"], {"layer10", "head"}),
        (("layer1.0.conv",), {"layer1.0.conv"}),
        ((), set()),
    ):
        model = student.harness.make("model", "backbone")
        names = student.harness.trainable(model)
        found = student.harness.trainable(student.make("freeze", model, prefixes))
        assert_equal(sorted(found), sorted(under(names, *expected)))


@check(
    "freeze",
    1,
    category="batch normalisation",
    visibility="hint",
    hint="Running means and variances are no parameters. What does `model.train()` do to a module that was put into eval mode?",
)
def test_frozen_batch_norm_uses_its_statistics(student, rng):
    """In train mode, too, frozen batch normalisation uses its running statistics and leaves them, step after step"""
    images, _labels = images_of(rng)
    expected = student.harness.outputs(student.harness.make("model", "backbone"), images)
    model = student.make("freeze", student.harness.make("model", "backbone"), ("head",))
    assert_equal(sorted(changes(student, model, rng, steps=3)), ["head.bias", "head.weight"])
    model = student.make("freeze", student.harness.make("model", "gain"), ("head",))
    small = torch.from_numpy(rng.random((6, 1, 4, 4), dtype=np.float32))
    before, after = student.harness.train(model, small, torch.arange(6) % 5)
    assert_equal(sorted(key for key in before if not torch.equal(before[key], after[key])), ["head.bias", "head.weight"])
    model = student.make("freeze", student.harness.make("model", "backbone"))
    found = student.harness.outputs(model, images, train=True)
    if not torch.allclose(found, expected, atol=1e-4):
        raise Mismatch("in train mode the logits of a frozen network are not those of eval mode", found, expected)
    assert_equal(sorted(changes(student, model, rng)), [])


@check("freeze", 0.75, category="batch normalisation that is not frozen")
def test_exempt_batch_norm_learns(student, rng):
    """Batch normalisation under a named prefix learns, and follows its batches"""
    model = student.make("freeze", student.harness.make("model", "backbone"), ("layer10", "neck.1", "head"))
    keys = set(student.harness.values(model))
    expected = under(keys, "layer10", "neck.1", "head")
    # A bias before batch normalisation has no gradient but rounding errors: whether it moves says nothing.
    assert_equal(
        sorted(changes(student, model, rng, steps=2) - {"layer10.0.conv.bias"}), sorted(expected - {"layer10.0.conv.bias"})
    )


@check(
    "freeze",
    1,
    category="freezing again",
    visibility="hint",
    hint="First the head alone is trained, then more of the network: freeze is called again, and undoes what it did before.",
)
def test_what_was_frozen_can_be_made_trainable(student, rng):
    """What an earlier call froze is made trainable by a later one that names it, and the other way round"""
    model = student.make("freeze", student.harness.make("model", "backbone"), ("head",))
    assert_equal(sorted(changes(student, model, rng)), ["head.bias", "head.weight"])
    model = student.make("freeze", model, ("layer1.1.bn", "neck.1"))
    keys = set(student.harness.values(model))
    assert_equal(sorted(changes(student, model, rng, steps=2)), sorted(under(keys, "layer1.1.bn", "neck.1")))
    model = student.make("freeze", model, ("head",))
    assert_equal(sorted(changes(student, model, rng)), ["head.bias", "head.weight"])


@check("freeze", 0.5, category="the model", guard=True)
def test_freeze_returns_the_model(student):
    """The network itself is returned, with the same modules and parameters"""
    model = student.harness.make("model", "backbone")
    before = student.harness.identities(model)
    returned = student.make("freeze", model, ("neck",))
    assert_equal(student.harness.same(returned, model), True)
    assert_equal(student.harness.identities(returned) == before, True)
