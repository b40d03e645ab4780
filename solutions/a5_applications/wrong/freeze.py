# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for freeze."""

import copy

from torch import nn


def always_value_error(model, except_=()):
    """Raises ValueError for everything"""
    raise ValueError(f"model, except_ {except_}")


def zeros(model, except_=()):
    """Sets all parameters to zero and freezes nothing"""
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    return model


def returns_input(model, except_=()):
    """Gives the network back as it is"""
    return model


def _norms(model):
    return [(name, module) for name, module in model.named_modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]


def _forget(model):
    """Undo what is done to batch normalisation."""
    for _name, module in _norms(model):
        module._forward_pre_hooks.clear()


def parameters_only(model, except_=()):
    """Freezes parameters, but lets batch normalisation follow its batches"""
    right(model, except_)
    _forget(model)
    return model


def eval_mode_once(model, except_=()):
    """Puts batch normalisation into eval mode once, which model.train() undoes"""
    right(model, except_)
    _forget(model)
    for name, module in _norms(model):
        module.train(_lies_under(name, except_))
    return model


def no_momentum(model, except_=()):
    """Gives frozen batch normalisation a momentum of 0, so that it still normalises by its batch"""
    right(model, except_)
    _forget(model)
    for name, module in _norms(model):
        module.momentum = 0.1 if _lies_under(name, except_) else 0.0
    return model


def no_statistics(model, except_=()):
    """Lets frozen batch normalisation keep no statistics, so that it normalises by its batch"""
    right(model, except_)
    _forget(model)
    for name, module in _norms(model):
        module.track_running_stats = _lies_under(name, except_)
        if not module.track_running_stats:
            module.running_mean = module.running_var = None
    return model


def statistics_only(model, except_=()):
    """Freezes batch normalisation, but no parameter"""
    right(model, except_)
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    return model


def only_two_dimensions(model, except_=()):
    """Forgets batch normalisation of vectors"""
    right(model, except_)
    for _name, module in _norms(model):
        if isinstance(module, nn.BatchNorm1d):
            module._forward_pre_hooks.clear()
    return model


def affine_parameters_stay_trainable(model, except_=()):
    """Leaves scale and shift of batch normalisation trainable"""
    right(model, except_)
    for _name, module in _norms(model):
        module.requires_grad_(True)
    return model


def biases_stay_trainable(model, except_=()):
    """Leaves biases trainable"""
    right(model, except_)
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):
            parameter.requires_grad_(True)
    return model


def starts_with(model, except_=()):
    """Takes every name that begins with the prefix: layer10 for layer1"""
    return right(model, [name for name, _ in model.named_modules() if name and name.startswith(tuple(except_))])


def contains(model, except_=()):
    """Takes every name in which the prefix occurs"""
    return right(model, [name for name, _ in model.named_modules() if any(part in name for part in except_)])


def top_level_only(model, except_=()):
    """Does not know names with dots, like layer1.0, of modules inside others"""
    return right(model, [name for name in except_ if "." not in name])


def exactly_named_only(model, except_=()):
    """Exempts the named modules without what is inside them"""
    right(model, ())
    for name, module in model.named_modules():
        if name in except_:
            for parameter in module.parameters(recurse=False):
                parameter.requires_grad_(True)
    return model


def ignores_exceptions(model, except_=()):
    """Freezes everything"""
    return right(model, ())


def the_other_way_round(model, except_=()):
    """Freezes what is named, and nothing else"""
    right(model, [name for name, module in model.named_modules() if name and not any(module.children())
                  and not _lies_under(name, except_)])  # fmt: skip
    return model


def all_batch_norm(model, except_=()):
    """Fixes the statistics of all batch normalisation, that of the named modules too"""
    right(model, except_)
    trainable = [parameter for parameter in model.parameters() if parameter.requires_grad]
    right(model, ())
    for parameter in trainable:
        parameter.requires_grad_(True)
    return model


def never_makes_trainable(model, except_=()):
    """Leaves frozen what was frozen before"""
    frozen = [parameter for parameter in model.parameters() if not parameter.requires_grad]
    right(model, except_)
    for parameter in frozen:
        parameter.requires_grad_(False)
    return model


def never_thaws_batch_norm(model, except_=()):
    """Leaves batch normalisation as an earlier call froze it"""
    before = [module for _name, module in _norms(model) if module._forward_pre_hooks]
    right(model, except_)
    for module in before:
        if not module._forward_pre_hooks:
            module.register_forward_pre_hook(_stay_in_eval_mode)
    return model


def works_on_a_copy(model, except_=()):
    """Freezes a copy of the network"""
    return right(copy.deepcopy(model), except_)


def gives_nothing(model, except_=()):
    """Freezes the network, but gives nothing back"""
    right(model, except_)
