# Generated from solutions/a5_applications/transfer.py by "autograder build"
"""Transfer: what a network has learnt from many images is used where there are few.

Most of a network, its backbone, finds features; its last layer, the head, says which class they speak for. A new task needs a
new head, and decides how much of the backbone may change.
"""

import torch
from torch import nn


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
    raise NotImplementedError("replace_head is not written yet")  # YOUR CODE HERE


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
    raise NotImplementedError("freeze is not written yet")  # YOUR CODE HERE


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
    raise NotImplementedError("fine_tune is not written yet")  # YOUR CODE HERE
