# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for parameter_count."""


def always_value_error(model, trainable_only=False):
    """Raises ValueError for everything"""
    raise ValueError(f"model {model} and trainable_only {trainable_only}")


def zeros(model, trainable_only=False):
    """Gives 0"""
    return 0


def returns_input(model, trainable_only=False):
    """Gives its input back"""
    return str(type(model))


def counts_buffers(model, trainable_only=False):
    """Counts buffers, too"""
    return right(model, trainable_only) + sum(buffer.numel() for buffer in model.buffers())


def counts_tensors(model, trainable_only=False):
    """Counts tensors, not their values"""
    return len([p for p in model.parameters() if p.requires_grad or not trainable_only])


def counts_shared_twice(model, trainable_only=False):
    """Counts a shared parameter as often as it is used"""
    return sum(p.numel() for _, p in model.named_parameters(remove_duplicate=False) if p.requires_grad or not trainable_only)


def counts_layers_by_themselves(model, trainable_only=False):
    """Counts a shared layer once, but a shared parameter in each layer"""
    return sum(p.numel() for module in model.modules() for p in module.parameters(recurse=False)
               if p.requires_grad or not trainable_only)  # fmt: skip


def ignores_trainable_only(model, trainable_only=False):
    """Counts frozen parameters always"""
    return right(model)


def trainable_always(model, trainable_only=False):
    """Never counts frozen parameters"""
    return right(model, True)


def only_frozen(model, trainable_only=False):
    """With trainable_only it counts those that are frozen"""
    return right(model) - right(model, True) if trainable_only else right(model)


def without_biases(model, trainable_only=False):
    """Forgets biases"""
    return sum(p.numel() for p in model.parameters() if p.ndim > 1 and (p.requires_grad or not trainable_only))


def of_the_first_layer(model, trainable_only=False):
    """Counts the parameters of the first layer that has any"""
    for module in model.modules():
        own = list(module.parameters(recurse=False))
        if own:
            return sum(p.numel() for p in own if p.requires_grad or not trainable_only)
    return 0


def as_text(model, trainable_only=False):
    """Gives the number as text, with commas"""
    return f"{right(model, trainable_only):,}"
