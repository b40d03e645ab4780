# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for replace_head."""

import copy

import torch
from torch import nn


def always_value_error(model, num_classes):
    """Raises ValueError for everything"""
    raise ValueError(f"model contains no nn.Linear, num_classes {num_classes}")


def zeros(model, num_classes):
    """Gives a linear layer of zeros"""
    head = nn.Linear(1, num_classes)
    nn.init.zeros_(head.weight)
    return head


def returns_input(model, num_classes):
    """Gives the network back as it is"""
    return model


def _replace(model, num_classes, which=-1, **options):
    names = [name for name, module in model.named_modules() if name and isinstance(module, nn.Linear)]
    if not names:
        raise ValueError("model contains no nn.Linear")
    old = model.get_submodule(names[which])
    kept = {"bias": old.bias is not None, "dtype": old.weight.dtype, **options}
    parent, _, name = names[which].rpartition(".")
    setattr(model.get_submodule(parent), name, nn.Linear(kept.pop("inputs", old.in_features), num_classes, **kept))
    return model


def the_first_linear_layer(model, num_classes):
    """Replaces the first linear layer instead of the last"""
    return _replace(model, num_classes, which=0)


def every_linear_layer(model, num_classes):
    """Replaces all linear layers"""
    right(model, num_classes)
    for name, module in list(model.named_modules()):
        if name and isinstance(module, nn.Linear):
            parent, _, last = name.rpartition(".")
            setattr(model.get_submodule(parent), last, nn.Linear(module.in_features, num_classes, bias=module.bias is not None,
                                                                 dtype=module.weight.dtype))  # fmt: skip
    return model


def children_only(model, num_classes):
    """Looks among the direct children only"""
    names = [name for name, module in model.named_children() if isinstance(module, nn.Linear)]
    if not names:
        raise ValueError("model contains no nn.Linear")
    old = getattr(model, names[-1])
    setattr(model, names[-1], nn.Linear(old.in_features, num_classes, bias=old.bias is not None, dtype=old.weight.dtype))
    return model


def called_head(model, num_classes):
    """Replaces what is called head, whatever else there is"""
    names = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    which = names.index("head") if "head" in names else names.index("out") if "out" in names else -1
    return _replace(model, num_classes, which=which)


def always_a_bias(model, num_classes):
    """Gives every head a bias"""
    return _replace(model, num_classes, bias=True)


def never_a_bias(model, num_classes):
    """Gives no head a bias"""
    return _replace(model, num_classes, bias=False)


def always_single_precision(model, num_classes):
    """Makes every head of float32"""
    return _replace(model, num_classes, dtype=torch.float32)


def another_width(model, num_classes):
    """Takes the outputs of the old layer for its inputs"""
    old = [module for module in model.modules() if isinstance(module, nn.Linear)]
    return _replace(model, num_classes, inputs=old[-1].out_features) if old else right(model, num_classes)


def one_class_more(model, num_classes):
    """Has one output more than it should"""
    return right(model, num_classes + 1)


def swaps_the_sides(model, num_classes):
    """Swaps inputs and outputs"""
    old = [module for module in model.modules() if isinstance(module, nn.Linear)]
    right(model, num_classes)
    new = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    new.in_features, new.out_features = num_classes, old[-1].in_features
    return model


def works_on_a_copy(model, num_classes):
    """Changes a copy of the network"""
    return right(copy.deepcopy(model), num_classes)


def changes_the_old_layer(model, num_classes):
    """Cuts the weights of the old layer instead of making a new one"""
    right(copy.deepcopy(model), num_classes)
    old = [module for module in model.modules() if isinstance(module, nn.Linear)][-1]
    old.weight = nn.Parameter(old.weight[:1].repeat(num_classes, 1))
    old.bias = None if old.bias is None else nn.Parameter(old.bias[:1].repeat(num_classes))
    old.out_features = num_classes
    return model


def adds_a_layer(model, num_classes):
    """Puts a new layer behind the old one"""
    old = [module for module in model.modules() if isinstance(module, nn.Linear)]
    if not old:
        raise ValueError("model contains no nn.Linear")
    return nn.Sequential(model, nn.Linear(old[-1].out_features, num_classes))


def a_frozen_head(model, num_classes):
    """Makes a head that is as frozen as the rest"""
    old = [module for module in model.modules() if isinstance(module, nn.Linear)]
    frozen = bool(old) and not old[-1].weight.requires_grad
    right(model, num_classes)
    [module for module in model.modules() if isinstance(module, nn.Linear)][-1].requires_grad_(not frozen)
    return model


def gives_the_head(model, num_classes):
    """Gives the new layer, not the network"""
    right(model, num_classes)
    return [module for module in model.modules() if isinstance(module, nn.Linear)][-1]


def unchanged_without_linear(model, num_classes):
    """Gives a network without linear layers back as it is"""
    return right(model, num_classes) if any(isinstance(module, nn.Linear) for module in model.modules()) else model
