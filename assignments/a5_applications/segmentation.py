# Generated from solutions/a5_applications/segmentation.py by "autograder build"
"""Image segmentation: a class for every pixel, found by clustering without labels, and learnt by a U-Net with them.

Images are tensors of shape (N, C, H, W) - images, channels, rows, columns - on the CPU: uint8, which become float32 divided
by 255, or float32, which are used as they are. Masks are int64 of shape (N, H, W): the class of each pixel, from 0 to K - 1.
Networks map float32 images to logits of shape (N, K, H, W), a number for each class and pixel. Results are on the CPU.
"""

import torch
from torch import nn


def kmeans_segment(image, k, seed):
    """Segment one image by clustering the colours of its pixels with k-means.

    Where a pixel is has no influence, only its colour or intensity.

    Parameters
    ----------
    image : Tensor of shape (H, W) or (C, H, W)
        Any real dtype; intensities, or C channels that are clustered together.
    k : int
        How many clusters, from 1 to the number of distinct pixels.
    seed : int
        All that is random comes from it: the same seed gives the same labels.

    Returns
    -------
    Tensor of shape (H, W)
        int64, the cluster of each pixel, from 0 to k - 1 in any order. The sum of squared distances of pixels to the means
        of their clusters is at most 1.3 times the best that ten random starts reach: start several times, or well.

    Raises
    ------
    ValueError
        If `k` is less than 1 or more than the number of distinct pixels; the message names `k` and its value.

    References
    ----------
    Lecture, "Image Segmentation" (unsupervised).

    Examples
    --------
    >>> labels = kmeans_segment(torch.tensor([[10, 11, 200], [12, 201, 199]]), 2, seed=0)
    >>> (labels == labels[0, 0]).tolist()
    [[True, True, False], [True, False, False]]
    """
    raise NotImplementedError("kmeans_segment is not written yet")  # YOUR CODE HERE


def mean_iou(prediction, target, num_classes):
    """Return the mean over classes of intersection over union, of all pixels together.

    For each class, the pixels that have it in both masks are divided by those that have it in either. Pixels of all images
    are pooled first. A class that neither mask has does not count; one that only one of them has counts 0.

    Parameters
    ----------
    prediction, target : Tensor
        int64 masks of one shape, (H, W) or (N, H, W), with classes from 0 to `num_classes` - 1.
    num_classes : int

    Returns
    -------
    float
        A Python float from 0 to 1.

    Raises
    ------
    ValueError
        If `prediction` and `target` have no pixel.

    References
    ----------
    Lecture, "Image Segmentation".

    Examples
    --------
    >>> mean_iou(torch.tensor([[0, 0, 1, 1]]), torch.tensor([[0, 1, 1, 1]]), num_classes=3)  # (1/2 + 2/3) / 2
    0.5833333333333333
    """
    raise NotImplementedError("mean_iou is not written yet")  # YOUR CODE HERE


class UNet(nn.Module):
    """A U-Net: three levels down, three up, and a skip connection at each level.

    On the way down, each level halves the sides of the image; on the way up, each doubles them. What the way down has found
    at a level, before it halves the sides, goes straight to the same level of the way up, by concatenation or as a sum: so the
    three resolutions H, H / 2 and H / 4 each have a path to the output that never becomes coarser, and a fourth path
    goes through H / 8. The channels of a level, and how sides are halved and doubled, are yours to choose.

    Parameters
    ----------
    in_channels : int
        C.
    num_classes : int
        K.
    base_channels : int
        Channels of the first level; usually each level has twice as many as the one above it.

    References
    ----------
    Lecture, "U-Net". O. Ronneberger, P. Fischer and T. Brox, "U-Net: Convolutional Networks for Biomedical Image
    Segmentation", 2015.

    Examples
    --------
    >>> UNet(in_channels=1, num_classes=3, base_channels=4)(torch.zeros(2, 1, 24, 40)).shape
    torch.Size([2, 3, 24, 40])
    """

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        raise NotImplementedError("__init__ is not written yet")  # YOUR CODE HERE

    def forward(self, x):
        """Return the logits of every pixel.

        Parameters
        ----------
        x : Tensor of shape (N, C, H, W)
            float32; H and W multiples of 8.

        Returns
        -------
        Tensor of shape (N, K, H, W)
        """
        raise NotImplementedError("forward is not written yet")  # YOUR CODE HERE


def fit_segmenter(images, masks, *, num_classes, device, budget_seconds, seed):
    """Build and train a network that segments images like these, as well as it can within a budget of time.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU. At least one; H and W multiples of 8, at least 16.
    masks : Tensor of shape (N, H, W)
        int64, on the CPU: the class of each pixel, from 0 to `num_classes` - 1. A class may have few pixels, or none.
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
        A trained network that :func:`predict_masks` can use, on the CPU.

    References
    ----------
    Lecture, "U-Net" and "Image Segmentation" (supervised). The Dice loss: F. Milletari, N. Navab and S. Ahmadi, "V-Net", 2016.

    Examples
    --------
    >>> masks = torch.zeros(8, 16, 16, dtype=torch.int64)
    >>> masks[:, 4:9, 5:12] = 1
    >>> images = (50 + 150 * masks[:, None]).to(torch.uint8)
    >>> model = fit_segmenter(images, masks, num_classes=2, device="cpu", budget_seconds=60, seed=0)
    >>> mean_iou(predict_masks(model, images), masks, num_classes=2) > 0.9
    True
    """
    raise NotImplementedError("fit_segmenter is not written yet")  # YOUR CODE HERE


def predict_masks(model, images):
    """Return the most likely class of each pixel.

    Parameters
    ----------
    model : torch.nn.Module
        Maps float32 images to logits of shape (N, K, H, W), on the CPU. Is put in eval mode while it predicts, and given its
        modes back.
    images : Tensor of shape (N, C, H, W)
        uint8 or float32. N may be 0 or 1; it may be so large that a network cannot take all images at once.

    Returns
    -------
    Tensor of shape (N, H, W)
        int64, without gradients.

    References
    ----------
    Lecture, "U-Net".

    Examples
    --------
    >>> predict_masks(nn.Identity(), torch.tensor([[[[0.1, 0.7]], [[0.9, 0.2]]]]))
    tensor([[[1, 0]]])
    """
    raise NotImplementedError("predict_masks is not written yet")  # YOUR CODE HERE
