"""Image segmentation: a class for every pixel, found by clustering without labels, and learnt by a U-Net with them.

Images are tensors of shape (N, C, H, W) - images, channels, rows, columns - on the CPU: uint8, which become float32 divided
by 255, or float32, which are used as they are. Masks are int64 of shape (N, H, W): the class of each pixel, from 0 to K - 1.
Networks map float32 images to logits of shape (N, K, H, W), a number for each class and pixel. Results are on the CPU.
"""

### BEGIN SOLUTION
import time

### END SOLUTION
import torch
from torch import nn

### BEGIN SOLUTION
from torch.nn import functional as F  # noqa: N812

KMEANS_STARTS, KMEANS_ROUNDS = 6, 100  # of k-means: which clusters it finds depends on where it starts

# How `fit_segmenter` trains. All of it was chosen by trying on scenes that were not used for training.
MASK_CHANNELS = 8
MASK_EPOCHS, MASK_STEPS = 12, 150  # so often through the images, but at least so many steps where there are few
MASK_BATCH = 16
MASK_RATE, MASK_WARM_UP = 0.005, 50  # the learning rate rises in so many steps, and falls to 0 at the end


def _floats(images):
    """Return uint8 images as float32 from 0 to 1, others as they are."""
    return images.float() / 255 if images.dtype == torch.uint8 else images


def _first_centres(pixels, k, generator):
    """Return k of the pixels, far from one another: each is drawn with probabilities that grow with the squared distance.

    That is k-means++ (D. Arthur and S. Vassilvitskii, 2007). Distances to pixels of the same colour are 0, so that no colour
    is drawn twice.
    """
    first = int(torch.randint(len(pixels), (), generator=generator))
    centres = [pixels[first]]
    nearest = torch.full((len(pixels),), torch.inf, dtype=pixels.dtype)
    for _ in range(1, k):
        nearest = torch.minimum(nearest, (pixels - centres[-1]).square().sum(dim=1))
        centres.append(pixels[int(torch.multinomial(nearest, 1, generator=generator))])
    return torch.stack(centres)


def _squared_distances(pixels, centres):
    """Return the squared distance of each pixel to each centre."""
    return (pixels[:, None] - centres).square().sum(dim=2)


def _clusters(pixels, k, generator):
    """Return the cluster of each pixel after k-means from one random start, and the sum of squared distances."""
    centres = _first_centres(pixels, k, generator)
    labels = _squared_distances(pixels, centres).argmin(dim=1)
    for _ in range(KMEANS_ROUNDS):
        counts = torch.bincount(labels, minlength=k)
        sums = torch.zeros_like(centres).index_add_(0, labels, pixels)
        # A cluster that has lost all its pixels stays where it is.
        centres = torch.where(counts[:, None] > 0, sums / counts.clamp(min=1)[:, None], centres)
        before, labels = labels, _squared_distances(pixels, centres).argmin(dim=1)
        if torch.equal(before, labels):
            break
    return labels, (pixels - centres[labels]).square().sum().item()


def _mask_loss(logits, masks):
    """Return cross-entropy plus the soft Dice loss, which counts every class alike, however few its pixels are."""
    truth = F.one_hot(masks, logits.shape[1]).movedim(-1, 1).to(logits.dtype)
    likely = logits.softmax(dim=1)
    overlap, total = (likely * truth).sum(dim=(0, 2, 3)), (likely + truth).sum(dim=(0, 2, 3))
    return F.cross_entropy(logits, masks) + 1 - ((2 * overlap + 1) / (total + 1)).mean()


class _Schedule:
    """How many steps to train: a number that depends on the images alone, unless the time is short.

    The plan is only changed when the steps so far were so slow that the rest would not fit in what is left of the budget. With
    enough time, therefore, training never depends on the clock.
    """

    def __init__(self, count, start, budget_seconds):
        self._wanted = max(MASK_STEPS, MASK_EPOCHS * count // min(MASK_BATCH, count))
        self._look, self._end = start + 0.1 * budget_seconds, start + 0.93 * budget_seconds
        self.steps = self._wanted

    def update(self, step):
        """Shorten the plan, if need be, before step number `step`, counted from 0."""
        now = time.perf_counter()
        if step == 2:  # the first steps are slower: they allocate memory and choose algorithms
            self._begin = now
        if now > self._end:
            self.steps = step
        elif step > 2 and now > self._look:
            seconds = (now - self._begin) / (step - 2)
            self.steps = min(self._wanted, step + int((self._end - now) / seconds))

    def rate(self, step):
        """Return the learning rate of a step: up in a straight line, then down to 0 in another."""
        return MASK_RATE * min((step + 1) / MASK_WARM_UP, 1 - step / self.steps)


def _index_batches(count, generator):
    """Yield the indices of one batch after another, for ever: pass after pass, each in a new random order."""
    size = min(MASK_BATCH, count)
    while True:
        yield from torch.randperm(count, generator=generator)[: count - count % size].split(size)


### END SOLUTION


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
    ### BEGIN SOLUTION
    height, width = image.shape[-2:]
    pixels = image.reshape(-1, height * width).T.to(torch.float64)
    distinct = len(torch.unique(pixels, dim=0))
    if not 1 <= k <= distinct:
        raise ValueError(f"k must be from 1 to the number of distinct pixels, {distinct}, got {k}")
    generator = torch.Generator().manual_seed(seed)
    found = [_clusters(pixels, k, generator) for _ in range(KMEANS_STARTS)]
    labels, _cost = min(found, key=lambda one: one[1])
    return labels.reshape(height, width)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    if target.numel() == 0:
        raise ValueError(f"prediction and target have no pixel: their shape is {tuple(target.shape)}")
    pairs = torch.bincount((target * num_classes + prediction).flatten(), minlength=num_classes**2)
    pairs = pairs.reshape(num_classes, num_classes).double()
    both = pairs.diagonal()
    either = pairs.sum(dim=0) + pairs.sum(dim=1) - both
    return (both / either)[either > 0].mean().item()
    ### END SOLUTION


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
        ### BEGIN SOLUTION

        def block(inputs, outputs):
            layers = []
            for channels in (inputs, outputs):
                layers += [nn.Conv2d(channels, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
            return nn.Sequential(*layers)

        widths = [base_channels * 2**level for level in range(4)]
        self.down = nn.ModuleList(block(a, b) for a, b in zip([in_channels, *widths], widths[:3], strict=False))
        self.bottom = block(widths[2], widths[3])
        # A transposed convolution doubles the sides; then the level sees its own channels and those of the skip connection.
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * width, width, 2, stride=2) for width in widths[2::-1])
        self.up = nn.ModuleList(block(2 * width, width) for width in widths[2::-1])
        self.classify = nn.Conv2d(base_channels, num_classes, kernel_size=1)
        ### END SOLUTION

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
        ### BEGIN SOLUTION
        skips = []
        for block in self.down:
            skips.append(block(x))
            x = F.max_pool2d(skips[-1], 2)
        x = self.bottom(x)
        for grow, block in zip(self.grow, self.up, strict=True):
            x = block(torch.cat([skips.pop(), grow(x)], dim=1))
        return self.classify(x)
        ### END SOLUTION


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
    ### BEGIN SOLUTION
    plan = _Schedule(len(images), time.perf_counter(), budget_seconds)
    generator = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):  # layers draw their first weights from the global state of the CPU
        torch.default_generator.manual_seed(seed)
        model = UNet(images.shape[1], num_classes, MASK_CHANNELS)
    model.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.AdamW(model.parameters(), lr=MASK_RATE, weight_decay=0.01)
    images, masks = images.to(device), masks.to(device)
    for step, indices in enumerate(_index_batches(len(images), generator)):
        plan.update(step)
        if step >= plan.steps:
            break
        optimizer.param_groups[0]["lr"] = plan.rate(step)
        chosen = indices.to(device)
        x = _floats(images[chosen]).contiguous(memory_format=torch.channels_last)
        loss = _mask_loss(model(x), masks[chosen])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.cpu().eval()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    found = [torch.empty(0, *images.shape[2:], dtype=torch.int64)]
    try:
        with torch.no_grad():
            found += [model(_floats(part)).argmax(dim=1) for part in images.split(64) if len(part)]
    finally:
        for module, mode in modes:
            module.training = mode
    return torch.cat(found)
    ### END SOLUTION
