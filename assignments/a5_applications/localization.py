# Generated from solutions/a5_applications/localization.py by "autograder build"
"""Localisation: boxes, how much they overlap, which of them to keep, and where the object is.

A box is (x, y, w, h), as in the lecture: column and row of its top left corner, width and height, in pixels; it covers the
columns from x to x + w and the rows from y to y + h. Images are tensors of shape (N, C, H, W) - images, channels, rows,
columns - on the CPU: uint8, which become float32 divided by 255, or float32, which are used as they are. Results are tensors
on the CPU but where another type is named.
"""

import torch
from torch import nn


def box_iou(a, b):
    """Return the intersection over union of every box of one list with every box of another.

    Parameters
    ----------
    a : Tensor of shape (N, 4)
        Boxes (x, y, w, h), integers or floats. N may be 0.
    b : Tensor of shape (M, 4)
        Likewise.

    Returns
    -------
    Tensor of shape (N, M)
        Floating, from 0 to 1: the area that both boxes cover over the area that at least one covers. A box without area has
        0 with every other, itself too, never NaN.

    Raises
    ------
    ValueError
        If a width or height is negative; the message names `a` or `b`.

    References
    ----------
    Lecture, "Object Localization".

    Examples
    --------
    >>> box_iou(torch.tensor([[0, 0, 2, 2]]), torch.tensor([[1, 0, 2, 2], [0, 0, 2, 4], [5, 5, 1, 1]]))
    tensor([[0.3333, 0.5000, 0.0000]])
    """
    raise NotImplementedError("box_iou is not written yet")  # YOUR CODE HERE


def nms(boxes, scores, threshold):
    """Return which boxes are left when those that overlap a better one too much are dropped (non-maximum suppression).

    The boxes are looked at by falling score; of equal scores the lower index comes first. A box is dropped when its
    intersection over union with a box that was kept before is greater than the threshold.

    Parameters
    ----------
    boxes : Tensor of shape (N, 4)
        Boxes (x, y, w, h), integers or floats. N may be 0.
    scores : Tensor of shape (N,)
        Floats.
    threshold : float
        From 0 to 1.

    Returns
    -------
    Tensor of shape (K,)
        Indices of the boxes that are kept, int64, by falling score.

    References
    ----------
    Lecture, "Region-based CNNs".

    Examples
    --------
    >>> boxes = torch.tensor([[0, 0, 4, 4], [0, 0, 4, 5], [9, 9, 4, 4]])
    >>> nms(boxes, torch.tensor([0.8, 0.9, 0.7]), 0.5)  # the first overlaps the second by 16 / 20
    tensor([1, 2])
    """
    raise NotImplementedError("nms is not written yet")  # YOUR CODE HERE


def roi_max_pool(features, boxes, output_size):
    """Pool parts of a feature map, of whatever size they are, to one size: the RoI pooling of Fast R-CNN.

    Parameters
    ----------
    features : Tensor of shape (C, H, W)
        Floats.
    boxes : Tensor of shape (K, 4)
        Boxes (x, y, w, h), int64, in cells of the map. K may be 0.
    output_size : int or tuple of int
        (oh, ow), or one number for both.

    Returns
    -------
    Tensor of shape (K, C, oh, ow)
        Of the dtype of `features`: adaptive max pooling of each part, with PyTorch's windows. Row i of oh is the maximum of the
        rows from floor(i·h / oh) up to, without it, ceil((i + 1)·h / oh); columns likewise.

    Raises
    ------
    ValueError
        If a box is empty (w or h less than 1) or not all of it lies on the map; the message names `boxes`.

    References
    ----------
    Lecture, "Region-based CNNs" and "Adaptive Pooling".

    Examples
    --------
    >>> features = torch.arange(12.0).reshape(1, 3, 4)
    >>> roi_max_pool(features, torch.tensor([[1, 0, 3, 2]]), (1, 2))
    tensor([[[[6., 7.]]]])
    """
    raise NotImplementedError("roi_max_pool is not written yet")  # YOUR CODE HERE


def fit_localizer(images, boxes, *, device, budget_seconds, seed):
    """Build and train a network that finds the box of the one object in an image, as well as it can in a budget of time.

    Parameters
    ----------
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU. At least one; H and W at least 16.
    boxes : Tensor of shape (N, 4)
        A box (x, y, w, h) for each image, integers or floats, on the CPU. What it encloses, an object or a part of it, is for
        the network to find out.
    device : str or torch.device
        Where to train.
    budget_seconds : float
        Wall-clock time from call to return. With more than needed, training ends by itself.
    seed : int
        All that is random comes from it: the global random state has no influence, and is left as it was. On the CPU, one seed
        gives the same network whenever training ends before the budget does.

    Returns
    -------
    torch.nn.Module
        A trained network that :func:`predict_boxes` can use, on the CPU.

    References
    ----------
    Lecture, "Object Localization".

    Examples
    --------
    >>> rng = torch.Generator().manual_seed(0)
    >>> x, y = torch.randint(0, 16, (2, 64), generator=rng)
    >>> images = torch.zeros(64, 1, 32, 32)
    >>> for image, column, row in zip(images, x, y):
    ...     image[:, row : row + 10, column : column + 16] = 1
    >>> boxes = torch.stack([x, y, torch.full_like(x, 16), torch.full_like(x, 10)], dim=1)
    >>> model = fit_localizer(images, boxes, device="cpu", budget_seconds=60, seed=0)
    >>> bool(box_iou(predict_boxes(model, images[:8]), boxes[:8]).diag().mean() > 0.7)
    True
    """
    raise NotImplementedError("fit_localizer is not written yet")  # YOUR CODE HERE


def predict_boxes(model, images):
    """Return the box of each image.

    Parameters
    ----------
    model : torch.nn.Module
        What :func:`fit_localizer` returned. Is put in eval mode while it predicts, and given its modes back.
    images : Tensor of shape (N, C, H, W)
        uint8 or float32, on the CPU. N may be 0 or 1.

    Returns
    -------
    Tensor of shape (N, 4)
        Boxes (x, y, w, h) in pixels, floats, without gradients; no width or height is negative. A box does not depend on the
        other images.

    References
    ----------
    Lecture, "Object Localization".

    Examples
    --------
    >>> images = torch.zeros(20, 1, 16, 16)
    >>> model = fit_localizer(images, torch.tensor([[2, 3, 8, 5]] * 20), device="cpu", budget_seconds=60, seed=0)
    >>> predict_boxes(model, images[:1]).round().abs()
    tensor([[2., 3., 8., 5.]])
    >>> predict_boxes(model, images[:0]).shape
    torch.Size([0, 4])
    """
    raise NotImplementedError("predict_boxes is not written yet")  # YOUR CODE HERE


def detect(image, proposals, classify, *, score_threshold, iou_threshold):
    """Find objects among proposed boxes by a classifier of crops: R-CNN in small.

    The classifier is called once, with the crops of all proposals. What it is not sure enough of is left out, and of the rest
    non-maximum suppression is done for each class apart.

    Parameters
    ----------
    image : Tensor of shape (C, H, W)
        uint8 or float32.
    proposals : Tensor of shape (P, 4)
        Boxes (x, y, w, h), int64, inside the image. P may be 0.
    classify : callable
        Takes a list of P crops, each of shape (C, h, w), of the image's dtype, in the order of the proposals; returns a class
        for each, int64 of shape (P,), and a score for each, floating of shape (P,). Is not called where there are no proposals.
    score_threshold : float
        A score that is less is not enough; an equal one is.
    iou_threshold : float
        As `threshold` of :func:`nms`.

    Returns
    -------
    list of tuple
        (label, score, box) of each object: an int, a float, and four numbers (x, y, w, h). By falling score; of equal scores
        the lower index of the proposals comes first.

    References
    ----------
    Lecture, "Region-based CNNs". R. Girshick et al., "Rich feature hierarchies for accurate object detection", 2014.

    Examples
    --------
    >>> image = torch.zeros(1, 8, 8)
    >>> image[0, 2:6, 1:5] = 1
    >>> def classify(crops):
    ...     return torch.tensor([1] * len(crops)), torch.tensor([crop.mean().item() for crop in crops])
    >>> proposals = torch.tensor([[0, 2, 4, 4], [1, 2, 4, 4], [5, 5, 3, 3]])
    >>> detect(image, proposals, classify, score_threshold=0.5, iou_threshold=0.3)
    [(1, 1.0, (1, 2, 4, 4))]
    """
    raise NotImplementedError("detect is not written yet")  # YOUR CODE HERE
