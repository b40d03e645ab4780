# Generated from solutions/a4_cnn/networks.py by "autograder build"
"""Convolutional networks, and what one can say about them: how many parameters, which shapes.

Networks are `torch.nn.Module`; they map a float32 batch of images of shape (N, C, H, W) - images, channels, rows, columns -
to logits of shape (N, K), a number for each class. There is no softmax at the end: cross-entropy takes logits.
"""

import torch
from torch import nn


class MyConvNet(nn.Module):
    """The lecture's network: two convolutions for the features, two linear layers for the classes.

    The keys of its ``state_dict`` are those of the lecture: ``feature.0`` and ``feature.3`` are the convolutions,
    ``classifier.0`` and ``classifier.2`` the linear layers, each with a weight and a bias.

    Parameters
    ----------
    in_channels : int
        C: 3 in the lecture.
    num_classes : int
        K: 10 in the lecture.

    References
    ----------
    Lecture, "CNN Architecture", Example.

    Examples
    --------
    >>> sum(parameter.numel() for parameter in MyConvNet(in_channels=1).parameters())
    71754
    >>> MyConvNet()(torch.zeros(2, 3, 20, 31)).shape
    torch.Size([2, 10])
    """

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        raise NotImplementedError("__init__ is not written yet")  # YOUR CODE HERE

    def forward(self, x):
        """Return the logits of a batch.

        Parameters
        ----------
        x : Tensor of shape (N, C, H, W)
            float32; H and W at least 4.

        Returns
        -------
        Tensor of shape (N, K)
        """
        raise NotImplementedError("forward is not written yet")  # YOUR CODE HERE


class AlexNet(nn.Module):
    """AlexNet as the lecture prints it, which is torchvision's: five convolutions and three linear layers.

    The keys of its ``state_dict`` are those of the printout: ``features.0.weight`` to ``classifier.6.bias``, so that
    torchvision's pretrained weights load. Each linear layer of 4096 has dropout before it.

    Parameters
    ----------
    num_classes : int
        K: 1000 for ImageNet.
    dropout : float
        Probability with which a value is dropped in train mode.

    References
    ----------
    Lecture, "AlexNet". A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet Classification with Deep Convolutional Neural
    Networks", 2012; the printout is the variant on one GPU of A. Krizhevsky, "One weird trick for parallelizing
    convolutional neural networks", 2014.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes alone: no memory, no arithmetic
    ...     network = AlexNet()
    ...     logits = network(torch.zeros(1, 3, 224, 224))
    >>> sum(parameter.numel() for parameter in network.parameters()), logits.shape
    (61100840, torch.Size([1, 1000]))
    """

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        raise NotImplementedError("__init__ is not written yet")  # YOUR CODE HERE

    def forward(self, x):
        """Return the logits of a batch.

        Parameters
        ----------
        x : Tensor of shape (N, 3, H, W)
            float32; H and W at least 63.

        Returns
        -------
        Tensor of shape (N, K)
        """
        raise NotImplementedError("forward is not written yet")  # YOUR CODE HERE


def parameter_count(model, trainable_only=False):
    """Count the parameters of a network: weights and biases, one by one.

    Parameters
    ----------
    model : torch.nn.Module
    trainable_only : bool
        Whether to leave out those that training does not change (``requires_grad`` is False).

    Returns
    -------
    int
        A parameter that several layers share counts once. Buffers, such as the running mean of batch normalisation, do not
        count.

    References
    ----------
    Lecture, "Convolution layer".

    Examples
    --------
    >>> parameter_count(nn.Conv2d(3, 5, kernel_size=3))
    140
    """
    raise NotImplementedError("parameter_count is not written yet")  # YOUR CODE HERE


def layer_shapes(model, input_shape):
    """List the shapes that an image takes on its way through a network.

    The network runs once, in eval mode and without gradients, on one image of zeros. It is left as it was: without hooks, and
    every module in its own mode.

    Parameters
    ----------
    model : torch.nn.Module
    input_shape : (int, int, int)
        (C, H, W) of the image.

    Returns
    -------
    list of (str, tuple of int)
        Name and output shape, with the batch axis of 1, of each module that has no children, in the order in which they run.
        A module that runs twice stands there twice, one that never runs does not, and one that has several names has the
        first of ``model.named_modules()``.

    References
    ----------
    Lecture, "Image size after convolution" and "CNN Architecture".

    Examples
    --------
    >>> layer_shapes(nn.Sequential(nn.Conv2d(3, 5, kernel_size=3), nn.Flatten()), (3, 8, 8))
    [('0', (1, 5, 6, 6)), ('1', (1, 180))]
    """
    raise NotImplementedError("layer_shapes is not written yet")  # YOUR CODE HERE


def build_classifier(in_channels, image_size, num_classes):
    """Build a network of your own for small images, in the style of AlexNet.

    It has at least 5 convolutions (`nn.Conv2d`) and at least 3 linear layers (`nn.Linear`), all of which run and get
    gradients. It holds at most 5 million values: parameters, buffers and tensors kept elsewhere.

    Parameters
    ----------
    in_channels : int
        C.
    image_size : int or (int, int)
        (H, W), at least 16 each.
    num_classes : int
        K.

    Returns
    -------
    torch.nn.Module
        Maps float32 images of shape (N, C, H, W) to logits of shape (N, K).

    References
    ----------
    Lecture, "AlexNet" and "Adaptive Pooling".

    Examples
    --------
    >>> network = build_classifier(1, 28, 10)
    >>> network(torch.zeros(2, 1, 28, 28)).shape
    torch.Size([2, 10])
    """
    raise NotImplementedError("build_classifier is not written yet")  # YOUR CODE HERE
