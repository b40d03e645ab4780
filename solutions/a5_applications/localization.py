"""Localisation: boxes, how much they overlap, which of them to keep, and where the object is.

A box is (x, y, w, h), as in the lecture: column and row of its top left corner, width and height, in pixels; it covers the
columns from x to x + w and the rows from y to y + h. Images are tensors of shape (N, C, H, W) - images, channels, rows,
columns - on the CPU: uint8, which become float32 divided by 255, or float32, which are used as they are. Results are tensors
on the CPU but where another type is named.
"""

### BEGIN SOLUTION
import time

### END SOLUTION
import torch
from torch import nn

### BEGIN SOLUTION
from torch.nn import functional as F  # noqa: N812

# How `fit_localizer` trains. All of it was chosen by trying on scenes that were not used for training.
EPOCHS, LEAST_STEPS = 20, 200  # so often through the images, but at least so many steps where there are few
BATCH_SIZE = 32
PEAK_RATE, WEIGHT_DECAY = 4e-3, 1e-2
RISE = 0.15  # the part of the training in which the learning rate rises; then it falls to 0

### END SOLUTION


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
    ### BEGIN SOLUTION
    for name, boxes in (("a", a), ("b", b)):
        if (boxes[:, 2:] < 0).any():
            raise ValueError(
                f"{name} has a box of negative width or height: {boxes[(boxes[:, 2:] < 0).any(dim=1)][0].tolist()}"
            )
    a, b = (boxes if boxes.is_floating_point() else boxes.float() for boxes in (a, b))
    top_left = torch.maximum(a[:, None, :2], b[None, :, :2])
    bottom_right = torch.minimum((a[:, :2] + a[:, 2:])[:, None], (b[:, :2] + b[:, 2:])[None])
    both = (bottom_right - top_left).clamp(min=0).prod(dim=2)
    either = a[:, 2:].prod(dim=1)[:, None] + b[:, 2:].prod(dim=1)[None] - both
    return torch.where(either > 0, both / either, 0)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    order = scores.argsort(descending=True, stable=True)
    overlaps = box_iou(boxes, boxes) > threshold
    dropped = torch.zeros(len(boxes), dtype=torch.bool)
    kept = []
    for index in order.tolist():
        if not dropped[index]:
            kept.append(index)
            dropped |= overlaps[index]
    return torch.tensor(kept, dtype=torch.int64)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    channels, height, width = features.shape
    rows, columns = (output_size, output_size) if isinstance(output_size, int) else output_size
    for x, y, w, h in boxes.tolist():
        if w < 1 or h < 1 or x < 0 or y < 0 or x + w > width or y + h > height:
            raise ValueError(
                f"boxes must hold a cell and lie on the map of {height} by {width}, got (x, y, w, h) = {(x, y, w, h)}"
            )
    parts = [features[:, y : y + h, x : x + w] for x, y, w, h in boxes.tolist()]
    pooled = [F.adaptive_max_pool2d(part, (rows, columns)) for part in parts]
    return torch.stack(pooled) if pooled else features.new_zeros(0, channels, rows, columns)
    ### END SOLUTION


### BEGIN SOLUTION


def _floats(images):
    """Return uint8 images as float32 from 0 to 1, others as they are."""
    return images.float() / 255 if images.dtype == torch.uint8 else images


def _convolution(inputs, outputs, kernel_size=3, stride=1, dilation=1):
    padding = dilation * (kernel_size // 2)
    convolution = nn.Conv2d(inputs, outputs, kernel_size, stride, padding, dilation, bias=False)
    return convolution, nn.BatchNorm2d(outputs)


class _Localizer(nn.Module):
    """A grid of places, each of which says where the edges of the box are, seen from there, and how sure it is.

    The result is the mean of what all places say, weighted by a softmax over the places. So a place looks at its surroundings
    only, in the same way everywhere, which takes fewer examples to learn than one linear layer that sees the whole image.
    """

    STRIDE = 8

    def __init__(self, images):
        super().__init__()
        deviation, mean = torch.std_mean(_floats(images[:: -(-len(images) // 1000)]), dim=(0, 2, 3), keepdim=True, correction=0)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation.clamp(min=1e-3))  # a channel may be constant
        self.features = nn.Sequential(
            *_convolution(images.shape[1], 16, kernel_size=5, stride=2),
            nn.ReLU(),
            *_convolution(16, 24),
            nn.MaxPool2d(2, ceil_mode=True),
            nn.ReLU(),
            *_convolution(24, 48),
            nn.MaxPool2d(2, ceil_mode=True),
            nn.ReLU(),
            *_convolution(48, 48),
            nn.ReLU(),
            *_convolution(48, 48, dilation=2),  # sees 93 by 93 pixels
            nn.ReLU(),
        )
        self.head = nn.Conv2d(48, 5, kernel_size=1)

    def forward(self, x):
        """Return left, top, right and bottom edges, of shape (N, 4), in pixels."""
        maps = self.head(self.features((x - self.mean) / self.deviation)).float()
        weights = maps[:, 0].flatten(1).softmax(dim=1)
        rows, columns = (self.STRIDE * (torch.arange(count, device=x.device) + 0.5) for count in maps.shape[2:])
        places = torch.stack([columns.expand(len(rows), -1), rows[:, None].expand(-1, len(columns))])
        steps = 2.0 * self.STRIDE * maps[:, 1:]  # the network's numbers should be about 1
        edges = torch.cat([places - steps[:, :2], places + steps[:, 2:]], dim=1)
        return (edges.flatten(2) * weights[:, None]).sum(dim=2)


def _loss(edges, targets):
    """Return a loss of edges: one part falls evenly towards the targets, the other is what will be asked, 1 - IoU."""
    both = (torch.minimum(edges[:, 2:], targets[:, 2:]) - torch.maximum(edges[:, :2], targets[:, :2])).clamp(min=0).prod(dim=1)
    areas = [(each[:, 2:] - each[:, :2]).clamp(min=0).prod(dim=1) for each in (edges, targets)]
    iou = both / (areas[0] + areas[1] - both).clamp(min=1e-6)
    return F.smooth_l1_loss(edges / 8, targets / 8) + (1 - iou).mean()


def _batches(count, generator):
    """Yield the indices of one batch after another, for ever, each pass in a new order; a short rest is left out."""
    size = min(BATCH_SIZE, count)
    while True:
        order = torch.randperm(count, generator=generator)
        yield from order[: count - count % size].split(size)


def _has_fast_bfloat16(device):
    """Return whether convolutions are faster in bfloat16: on processors with instructions for it, and only there."""
    capabilities = getattr(torch.cpu, "get_capabilities", dict)()
    return device.type == "cpu" and bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


class _Plan:
    """How many steps to train: a number that depends on the images alone, unless the time is short."""

    def __init__(self, count, start, budget_seconds):
        self._wanted = max(LEAST_STEPS, EPOCHS * count // min(BATCH_SIZE, count))
        self._look, self._end = start + 0.1 * budget_seconds, start + 0.93 * budget_seconds
        self.steps = self._wanted

    def update(self, step):
        """Shorten the plan, if need be, before step number `step`, counted from 0."""
        now = time.perf_counter()
        if step == 3:  # the first steps are slower: they allocate memory and choose algorithms
            self._begin = now
        if now > self._end:
            self.steps = step
        elif step > 3 and now > self._look:
            seconds = (now - self._begin) / (step - 3)
            self.steps = min(self._wanted, step + int((self._end - now) / seconds))

    def rate(self, step):
        """Return the learning rate of a step: up in a straight line, then down to 0 in another."""
        return PEAK_RATE * min((step + 1) / (RISE * self._wanted), (1 - step / self.steps) / (1 - RISE), 1.0)


### END SOLUTION


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
    ### BEGIN SOLUTION
    plan = _Plan(len(images), time.perf_counter(), budget_seconds)
    device = torch.device(device)
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):  # layers draw their first weights from the global state of the CPU
        torch.default_generator.manual_seed(seed)
        model = _Localizer(images)
    model.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    bfloat16 = _has_fast_bfloat16(device)
    edges = torch.cat([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], dim=1).float().to(device)
    images = images.to(device)  # all at once: there is nothing left to load
    for step, indices in enumerate(_batches(len(images), generator)):
        plan.update(step)
        if step >= plan.steps:
            break
        optimizer.param_groups[0]["lr"] = plan.rate(step)
        x = _floats(images[indices]).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
            found = model(x)
        optimizer.zero_grad()
        _loss(found, edges[indices]).backward()
        optimizer.step()
    return model.cpu().eval()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    boxes = [torch.empty(0, 4)]
    try:
        with torch.no_grad():
            for part in images.split(256) if len(images) else ():
                edges = model(_floats(part))
                boxes.append(torch.cat([edges[:, :2], (edges[:, 2:] - edges[:, :2]).clamp(min=0)], dim=1))
    finally:
        for module, mode in modes:
            module.training = mode
    return torch.cat(boxes)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if not len(proposals):
        return []
    labels, scores = classify([image[:, y : y + h, x : x + w] for x, y, w, h in proposals.tolist()])
    sure = (scores >= score_threshold).nonzero()[:, 0]
    kept = []
    for label in labels[sure].unique():
        of_class = sure[labels[sure] == label]
        kept += of_class[nms(proposals[of_class], scores[of_class], iou_threshold)].tolist()
    kept.sort(key=lambda index: (-scores[index].item(), index))
    return [(int(labels[index]), float(scores[index]), tuple(proposals[index].tolist())) for index in kept]
    ### END SOLUTION
