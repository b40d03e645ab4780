"""Transfer: what a network has learnt from many images is used where there are few.

Most of a network, its backbone, finds features; its last layer, the head, says which class they speak for. A new task needs a
new head, and decides how much of the backbone may change.
"""

### BEGIN SOLUTION
import copy
import time

### END SOLUTION
import torch
from torch import nn

### BEGIN SOLUTION
from torch.nn import functional as F  # noqa: N812
from torch.nn.modules.batchnorm import _BatchNorm  # of all dimensions

# How `fine_tune` trains. All of it was chosen by trying on classes and scenes that are not graded.
HEAD_STEPS, HEAD_RATE, HEAD_DECAY = 300, 0.01, 0.1
TUNED_STEPS, TUNED_BATCH, TUNED_RATE = 150, 32, 0.0005


def _floats(images):
    """Return uint8 images as float32 from 0 to 1, others as they are."""
    return images.float() / 255 if images.dtype == torch.uint8 else images


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


### BEGIN SOLUTION


class _Pool(nn.Module):
    """Makes a vector of what a backbone gives: of a map the largest and the mean value of each channel."""

    def forward(self, x):
        return torch.cat([x.amax(dim=(2, 3)), x.mean(dim=(2, 3))], dim=1) if x.dim() == 4 else x.flatten(start_dim=1)


class _Scale(nn.Module):
    """Brings each feature to mean 0 and standard deviation 1, as measured on the images at hand."""

    def __init__(self, features):
        super().__init__()
        deviation, mean = torch.std_mean(features, dim=0, correction=0)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation + 1e-2 * deviation.mean() + 1e-6)  # a feature may be constant

    def forward(self, x):
        return (x - self.mean) / self.deviation


def _descend(model, images, labels, optimizer, steps, end, generator):
    """Take some steps on batches, fewer if the time is up."""
    rate, size = optimizer.param_groups[0]["lr"], min(TUNED_BATCH, len(images))
    for step in range(steps):
        if time.perf_counter() > end:
            break
        chosen = torch.randperm(len(images), generator=generator)[:size].to(images.device)
        optimizer.param_groups[0]["lr"] = rate * (1 - step / steps)
        loss = F.cross_entropy(model(images[chosen]), labels[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


### END SOLUTION


def fine_tune(backbone, images, labels, *, num_classes, device, budget_seconds, seed):
    """Make a classifier from a pretrained backbone and few labelled images, as good as it gets within a budget of time.

    Parameters
    ----------
    backbone : torch.nn.Module
        Maps float32 images from 0 to 1, of shape (N, C, H, W), to features: logits or vectors of shape (N, D), or maps of
        shape (N, D, h, w). It is on the CPU, and left as it is.
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU; a few for each class.
    labels : Tensor of shape (N,)
        int64, on the CPU, from 0 to `num_classes` - 1.
    num_classes : int
        K.
    device : str or torch.device
        Where to train.
    budget_seconds : float
        Wall-clock time from call to return. With more than needed, training ends by itself.
    seed : int
        All that is random comes from it, not from the global random state.

    Returns
    -------
    torch.nn.Module
        Maps float32 images from 0 to 1 to logits of shape (N, K), in eval mode. On the CPU.

    References
    ----------
    Lecture, "Model zoos" (strategies).

    Examples
    --------
    >>> backbone = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())  # it knows how bright an image is
    >>> images = torch.tensor([0.1, 0.3, 0.7, 0.9]).reshape(4, 1, 1, 1).expand(4, 1, 6, 6)
    >>> labels = torch.tensor([0, 0, 1, 1])
    >>> model = fine_tune(backbone, images, labels, num_classes=2, device="cpu", budget_seconds=60, seed=0)
    >>> model(images).argmax(dim=1)
    tensor([0, 0, 1, 1])
    """
    ### BEGIN SOLUTION
    end = time.perf_counter() + 0.9 * budget_seconds
    generator = torch.Generator().manual_seed(seed)
    body = nn.Sequential(copy.deepcopy(backbone), _Pool())
    x, labels = _floats(images).to(device), labels.to(device)
    freeze(body.to(device).eval())
    with torch.no_grad():
        features = torch.cat([body(part) for part in x.split(256)])
    with torch.random.fork_rng(devices=[]):  # layers draw their first weights from the global state of the CPU
        torch.default_generator.manual_seed(seed)
        head = nn.Sequential(_Scale(features), nn.Linear(features.shape[1], num_classes).to(device))
    # First the head alone: the features of the few images never change, so they are computed once.
    optimizer = torch.optim.AdamW(head.parameters(), lr=HEAD_RATE, weight_decay=HEAD_DECAY)
    _descend(head, features, labels, optimizer, HEAD_STEPS, end, generator)
    # Then all weights a little, while batch normalisation keeps the statistics of the many images: a few say less.
    model = nn.Sequential(body, head).requires_grad_(True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=TUNED_RATE, weight_decay=HEAD_DECAY)
    _descend(model, x, labels, optimizer, TUNED_STEPS, end, generator)
    return model.cpu().eval()
    ### END SOLUTION
