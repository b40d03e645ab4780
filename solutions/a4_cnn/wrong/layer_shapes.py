# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for layer_shapes."""

import torch


def always_value_error(model, input_shape):
    """Raises ValueError for everything"""
    raise ValueError(f"model and input_shape {input_shape}")


def zeros(model, input_shape):
    """Gives no layer"""
    return []


def returns_input(model, input_shape):
    """Gives the shape of the input"""
    return [("input", tuple(input_shape))]


def _listed(model, input_shape, leaves=True, mode=False, keep=False, batch=1, value=0.0, names=True):
    """Do it right, or wrong in one way."""
    modes = [(module, module.training) for module in model.modules()]
    found, handles = [], []
    named = dict(model.named_modules())
    for name, module in named.items():
        if leaves and list(module.children()):
            continue
        if not leaves and module is model:
            continue
        label = name if names else type(module).__name__
        handles.append(module.register_forward_hook(lambda _m, _i, out, label=label: found.append((label, tuple(out.shape)))))
    model.train(mode)
    with torch.no_grad():
        model(torch.full((batch, *input_shape), value))
    if not keep:
        for handle in handles:
            handle.remove()
    for module, was in modes:
        module.training = was
    return found


def lists_containers(model, input_shape):
    """Lists containers, too"""
    return _listed(model, input_shape, leaves=False)


def runs_in_train_mode(model, input_shape):
    """Runs the model in train mode"""
    return _listed(model, input_shape, mode=True)


def leaves_hooks(model, input_shape):
    """Leaves its hooks behind"""
    return _listed(model, input_shape, keep=True)


def two_images(model, input_shape):
    """Runs two images"""
    return _listed(model, input_shape, batch=2)


def ones(model, input_shape):
    """Runs an image of ones"""
    return _listed(model, input_shape, value=1.0)


def kinds_for_names(model, input_shape):
    """Gives the kind of a layer for its name"""
    return _listed(model, input_shape, names=False)


def without_the_batch_axis(model, input_shape):
    """Leaves the batch axis out"""
    return [(name, shape[1:]) for name, shape in right(model, input_shape)]


def in_the_order_of_definition(model, input_shape):
    """Lists layers as they are defined, each once"""
    found = dict(right(model, input_shape))
    return [(name, found[name]) for name, _ in model.named_modules() if name in found]


def each_layer_once(model, input_shape):
    """Lists a layer that runs twice once"""
    return list(dict(right(model, input_shape)).items())


def lists_layers_that_never_run(model, input_shape):
    """Lists layers that never run, without a shape"""
    found = right(model, input_shape)
    names = {name for name, _ in found}
    return found + [(name, ()) for name, module in model.named_modules() if not list(module.children()) and name not in names]


def leaves_eval_mode(model, input_shape):
    """Leaves the model in eval mode"""
    found = right(model, input_shape)
    model.eval()
    return found


def leaves_train_mode(model, input_shape):
    """Puts the whole model into train mode afterwards"""
    found = right(model, input_shape)
    model.train()
    return found


def one_mode_for_all(model, input_shape):
    """Gives every module the mode that the model had"""
    mode = model.training
    found = right(model, input_shape)
    model.train(mode)
    return found


def runs_twice(model, input_shape):
    """Runs the model twice"""
    right(model, input_shape)
    return right(model, input_shape)


def only_direct_children(model, input_shape):
    """Looks at the model's direct children alone"""
    found, handles = [], []
    for name, module in model.named_children():
        handles.append(module.register_forward_hook(lambda _m, _i, out, name=name: found.append((name, tuple(out.shape)))))
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        model(torch.zeros(1, *input_shape))
    for handle in handles:
        handle.remove()
    for module, was in modes:
        module.training = was
    return found


def last_name_of_a_shared_layer(model, input_shape):
    """Gives a shared layer its last name"""
    names = {id(module): name for name, module in model.named_modules(remove_duplicate=False)}
    first = dict(model.named_modules())
    return [(names[id(first[name])], shape) for name, shape in right(model, input_shape)]
