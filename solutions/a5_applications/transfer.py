"""Transfer: what a network has learnt from many images is used where there are few.

Most of a network, its backbone, finds features; its last layer, the head, says which class they speak for. A new task needs a
new head, and decides how much of the backbone may change.
"""

import torch
from torch import nn

### BEGIN SOLUTION
from torch.nn.modules.batchnorm import _BatchNorm  # of all dimensions

### END SOLUTION


def replace_head(model, num_classes):
    """Replace the last linear layer of a network by a new one for another number of classes.

    Parameters
    ----------
    model : torch.nn.Module
        Contains at least one `nn.Linear`, at any depth. Is changed.
    num_classes : int
        Outputs of the new layer.

    Returns
    -------
    torch.nn.Module
        `model` itself. The last `nn.Linear` in the order of definition, which is that of ``model.modules()``, is a new,
        trainable one: it has the same number of inputs, a bias where the old one had, and the dtype of its weights.
        All other modules and parameters are the very same objects as before.

    Raises
    ------
    ValueError
        If `model` contains no `nn.Linear`.

    References
    ----------
    Lecture, "Model zoos" (backbone and head).

    Examples
    --------
    >>> model = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1000))
    >>> replace_head(model, 3)[2]
    Linear(in_features=8, out_features=3, bias=True)
    """
    ### BEGIN SOLUTION
    linears = [name for name, module in model.named_modules() if name and isinstance(module, nn.Linear)]
    if not linears:
        raise ValueError("model contains no nn.Linear: there is no head to replace")
    parent, _, name = linears[-1].rpartition(".")
    old = model.get_submodule(linears[-1])
    new = nn.Linear(old.in_features, num_classes, bias=old.bias is not None, dtype=old.weight.dtype, device=old.weight.device)
    setattr(model.get_submodule(parent), name, new)
    return model
    ### END SOLUTION


### BEGIN SOLUTION


def _stay_in_eval_mode(module, _inputs):
    """Put a module into eval mode whenever it is about to run: `model.train()` reaches frozen modules, too."""
    module.training = False


def _lies_under(name, prefixes):
    """Return whether a module's name is one of the prefixes or continues it after a dot."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


### END SOLUTION


def freeze(model, except_=()):
    """Freeze a network but for some of its modules.

    Frozen parameters need no gradient. Frozen batch normalisation uses its running statistics and leaves them as they
    are, as in eval mode, also when ``model.train()`` is called later.

    Parameters
    ----------
    model : torch.nn.Module
        Is changed.
    except_ : sequence of str
        Names of modules that are made trainable, with all that is inside them, as in ``model.named_modules()``. A name stands
        for whole parts between dots: ``"layer1"`` is ``layer1`` and ``layer1.0.conv``, not ``layer10``. What was frozen by
        an earlier call and is named now is as if it never had been.

    Returns
    -------
    torch.nn.Module
        `model` itself.

    References
    ----------
    Lecture, "Model zoos" (strategies).

    Examples
    --------
    >>> model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(4, 2))
    >>> [name for name, parameter in freeze(model, except_=["3"]).named_parameters() if parameter.requires_grad]
    ['3.weight', '3.bias']
    >>> before = model[1].running_mean.clone()
    >>> _ = model.train()(torch.rand(5, 1, 3, 3))
    >>> torch.equal(model[1].running_mean, before)
    True
    """
    ### BEGIN SOLUTION
    for name, module in model.named_modules():
        trainable = _lies_under(name, except_)
        for parameter in module.parameters(recurse=False):
            parameter.requires_grad_(trainable)
        if isinstance(module, _BatchNorm):
            hooks = module._forward_pre_hooks
            for key in [key for key, hook in hooks.items() if hook is _stay_in_eval_mode]:
                del hooks[key]
            if not trainable:
                module.register_forward_pre_hook(_stay_in_eval_mode)
    return model
    ### END SOLUTION
