# Generated from solutions/a4_cnn/training.py by "autograder build"
"""Training a classifier of images, and what it then says about new ones.

Images are tensors of shape (N, C, H, W) - images, channels, rows, columns - on the CPU: uint8, which become float32 divided
by 255, or float32, which are used as they are. Labels are int64 of shape (N,), from 0 to K - 1. Networks map float32 images
to logits of shape (N, K). Results are on the CPU.
"""

import torch
from torch import nn


def accuracy(logits, labels):
    """Return the fraction of images whose largest logit is that of their label.

    Parameters
    ----------
    logits : Tensor of shape (N, K)
        Where several are the largest, the one that `torch.argmax` picks counts.
    labels : Tensor of shape (N,)
        int64.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If `labels` and `logits` are empty (N = 0).

    References
    ----------
    Lecture, "CNN Architecture" (output layer).

    Examples
    --------
    >>> accuracy(torch.tensor([[3.0, 1.0], [0.5, 2.0], [1.0, 0.0], [0.0, 4.0]]), torch.tensor([0, 1, 1, 1]))
    0.75
    """
    raise NotImplementedError("accuracy is not written yet")  # YOUR CODE HERE


def train_one_epoch(model, images, labels, *, optimizer, batch_size, device, generator):
    """Train a network on every image once.

    The images are taken in a random order drawn from `generator` and cut into batches; the last batch may be shorter. For
    each batch the optimizer takes one step down the gradient of the cross-entropy of the logits. The network is put in train
    mode and left in it.

    Parameters
    ----------
    model : torch.nn.Module
        Is changed; it is on `device`.
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU; N at least 1.
    labels : Tensor of shape (N,)
        int64, on the CPU.
    optimizer : torch.optim.Optimizer
        That of the network's parameters. Is changed.
    batch_size : int
        At least 1.
    device : str or torch.device
    generator : torch.Generator
        The only source of the order. Is changed.

    Returns
    -------
    float
        Mean over all N images of the loss that each had before its batch's step.

    References
    ----------
    Lecture, "CNN Architecture".

    Examples
    --------
    >>> model = nn.Sequential(nn.Flatten(), nn.Linear(4, 2))
    >>> _ = nn.init.zeros_(model[1].weight), nn.init.zeros_(model[1].bias)
    >>> images, labels = torch.eye(2).repeat(4, 2).reshape(8, 1, 2, 2), torch.tensor([0, 1] * 4)
    >>> optimizer, generator = torch.optim.SGD(model.parameters(), lr=0.5), torch.Generator().manual_seed(0)
    >>> options = dict(optimizer=optimizer, batch_size=8, device="cpu", generator=generator)
    >>> round(train_one_epoch(model, images, labels, **options), 6)  # at first both classes are as likely: log 2
    0.693147
    >>> train_one_epoch(model, images, labels, **options) < 0.6
    True
    """
    raise NotImplementedError("train_one_epoch is not written yet")  # YOUR CODE HERE


def fit(images, labels, *, num_classes, device, budget_seconds, seed):
    """Build and train a network that classifies images like these, as well as it can within a budget of time.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU. At least one; H and W at least 8.
    labels : Tensor of shape (N,)
        int64, on the CPU, from 0 to `num_classes` - 1. A class may have few images, or none.
    num_classes : int
        K.
    device : str or torch.device
        Where to train.
    budget_seconds : float
        Wall-clock time from call to return. With more than needed, training ends by itself.
    seed : int
        All that is random comes from it: the global random state has no influence, and is left as it was. On the CPU, one seed
        gives the same network, bit by bit, whenever training ends before the budget does.

    Returns
    -------
    torch.nn.Module
        A trained network that :func:`predict` can use, on the CPU.

    References
    ----------
    Lecture, "CNN Architecture". The way of training: D. Page, "How to train your ResNet", 2018; L. Smith and N. Topin,
    "Super-convergence", 2018.

    Examples
    --------
    >>> labels = torch.arange(40) % 2
    >>> images = (200 * labels).to(torch.uint8).reshape(40, 1, 1, 1) + torch.zeros(40, 1, 8, 8, dtype=torch.uint8)
    >>> model = fit(images, labels, num_classes=2, device="cpu", budget_seconds=10, seed=0)
    >>> predict(model, images[:4], device="cpu")
    tensor([0, 1, 0, 1])
    """
    raise NotImplementedError("fit is not written yet")  # YOUR CODE HERE


def predict(model, images, *, device, batch_size=512):
    """Return the most likely class of each image.

    Parameters
    ----------
    model : torch.nn.Module
        Is moved to `device`, put in eval mode while it predicts, and given its modes back.
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU. N may be 0 or 1.
    device : str or torch.device
    batch_size : int
        How many images go through the network at once, at least 1. It has no influence on the result.

    Returns
    -------
    Tensor of shape (N,)
        int64, on the CPU, without gradients.

    References
    ----------
    Lecture, "CNN Architecture" (dropout, output layer).

    Examples
    --------
    >>> predict(nn.Flatten(), torch.tensor([[[[0.1, 0.7, 0.2]]], [[[0.9, 0.0, 0.1]]]]), device="cpu")
    tensor([1, 0])
    """
    raise NotImplementedError("predict is not written yet")  # YOUR CODE HERE
