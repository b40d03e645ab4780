"""Training a classifier of images, and what it then says about new ones.

Images are tensors of shape (N, C, H, W) - images, channels, rows, columns - on the CPU: uint8, which become float32 divided
by 255, or float32, which are used as they are. Labels are int64 of shape (N,), from 0 to K - 1. Networks map float32 images
to logits of shape (N, K). Results are on the CPU.
"""

### BEGIN SOLUTION
import time

### END SOLUTION
import torch
from torch import nn

### BEGIN SOLUTION
from torch.nn import functional as F  # noqa: N812

# How `fit` trains. All of it was chosen by trying on images that were not used for training.
EPOCHS, LEAST_STEPS = 10, 200  # so often through the images, but at least so many steps where there are few
BATCH_SIZE = 64
PEAK_RATE, WARM_UP = 0.1, 0.2  # the learning rate rises in the first fifth of the steps, then falls to 0
MOMENTUM, WEIGHT_DECAY, LABEL_SMOOTHING = 0.9, 5e-4, 0.1


def _floats(images):
    """Return uint8 images as float32 from 0 to 1, others as they are."""
    return images.float() / 255 if images.dtype == torch.uint8 else images


class _Standardise(nn.Module):
    """Brings every channel to mean 0 and standard deviation 1, as measured on the training images.

    It is a part of the network, so that whoever uses the network need not know the numbers.
    """

    def __init__(self, images):
        super().__init__()
        sample = _floats(images[:: -(-len(images) // 5000)])  # 5000 images are enough to measure
        deviation, mean = torch.std_mean(sample, dim=(0, 2, 3), keepdim=True, correction=0)
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation.clamp(min=1e-3))  # a channel may be constant

    def forward(self, x):
        return (x - self.mean) / self.deviation


def _network(images, num_classes):
    """Return an untrained network: three convolutions with batch normalisation, and one linear layer.

    Batch normalisation makes the large learning rate possible, from which the speed comes. It stands before the pooling, the
    ReLU behind it, where there are four times fewer values; the maximum and the ReLU may be swapped.
    """
    blocks = [
        layer
        for inputs, outputs in ((images.shape[1], 16), (16, 32), (32, 64))
        for layer in (
            nn.Conv2d(inputs, outputs, kernel_size=3, padding=1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.MaxPool2d(2, ceil_mode=True),
            nn.ReLU(),
        )
    ]
    blocks[-2] = nn.AdaptiveMaxPool2d(3)
    return nn.Sequential(_Standardise(images), *blocks, nn.Flatten(), nn.Linear(64 * 3 * 3, num_classes))


def _mirror_axis(images):
    """Return the axis, -1 or -2, along which the mean image looks most like its mirror image.

    Clothes are nearly symmetric, left and right. Mirrored copies are new examples for nothing, if one mirrors the right way.
    """
    mean = _floats(images[:: -(-len(images) // 5000)]).mean(dim=0)
    return min((-1, -2), key=lambda axis: (mean - mean.flip(axis)).square().mean())


def _batches(count, generator):
    """Yield the indices of one batch after another, for ever: pass after pass, each in a new random order.

    What is too little for a batch at the end of a pass is left out, so that all batches are equally large.
    """
    size = min(BATCH_SIZE, count)
    while True:
        order = torch.randperm(count, generator=generator, device=generator.device)
        yield from order[: count - count % size].split(size)


def _has_fast_bfloat16(device):
    """Return whether convolutions are faster in bfloat16: on processors with instructions for it, and only there."""
    capabilities = getattr(torch.cpu, "get_capabilities", dict)()  # what the processor can do, not what a clock says
    return device.type == "cpu" and bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


class _Plan:
    """How many steps to train: a number that depends on the images alone, unless the time is short.

    The clock is read before each step, but the plan is only changed when the steps so far were so slow that the rest of it
    would not fit in what is left of the budget. With enough time, therefore, training never depends on the clock.
    """

    def __init__(self, count, start, budget_seconds):
        self._wanted = max(LEAST_STEPS, EPOCHS * count // min(BATCH_SIZE, count))
        self._look, self._end = start + 0.1 * budget_seconds, start + 0.95 * budget_seconds
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
        """Return the learning rate of a step: up to the peak in a straight line, then down to 0 in another."""
        return PEAK_RATE * min((step + 1) / (WARM_UP * self.steps), (self.steps - step) / ((1 - WARM_UP) * self.steps))


### END SOLUTION


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
    ### BEGIN SOLUTION
    if len(labels) == 0:
        raise ValueError(f"labels and logits are empty (logits of shape {tuple(logits.shape)}): no image, no accuracy")
    return (logits.argmax(dim=1) == labels).sum().item() / len(labels)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    model.train()
    # All images at once go to the device, and the losses stay there to the end: a GPU should never have to wait for Python.
    images, labels = images.to(device), labels.to(device)
    order = torch.randperm(len(images), generator=generator).to(device)
    losses = []
    for indices in order.split(batch_size):
        loss = F.cross_entropy(model(_floats(images[indices])), labels[indices])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.detach() * len(indices))
    return sum(torch.stack(losses).tolist()) / len(images)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    plan = _Plan(len(images), time.perf_counter(), budget_seconds)
    device = torch.device(device)
    generator = torch.Generator(device).manual_seed(seed)
    with torch.random.fork_rng(devices=[]):  # layers draw their first weights from the global state of the CPU
        torch.default_generator.manual_seed(seed)
        model = _network(images, num_classes)
    model.to(device, memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=PEAK_RATE, momentum=MOMENTUM, weight_decay=WEIGHT_DECAY, nesterov=True)
    axis, bfloat16 = _mirror_axis(images), _has_fast_bfloat16(device)
    images, labels = images.to(device), labels.to(device)  # all at once: there is nothing left to load
    for step, indices in enumerate(_batches(len(images), generator)):
        if device.type == "cuda" and step % 20 == 0:
            torch.cuda.synchronize(device)  # Python runs ahead of a GPU; now and then the clock must be true
        plan.update(step)
        if step >= plan.steps:
            break
        optimizer.param_groups[0]["lr"] = plan.rate(step)
        x = _floats(images[indices])
        mirrored = torch.rand(len(x), 1, 1, 1, generator=generator, device=device) < 0.5
        x = torch.where(mirrored, x.flip(axis), x).contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=bfloat16):
            logits = model(x)
        loss = F.cross_entropy(logits.float(), labels[indices], label_smoothing=LABEL_SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.cpu().eval()
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    modes = [(module, module.training) for module in model.modules()]
    model.to(device).eval()
    classes = [torch.empty(0, dtype=torch.int64)]
    try:
        with torch.no_grad():
            for start in range(0, len(images), batch_size):
                logits = model(_floats(images[start : start + batch_size].to(device)))
                classes.append(logits.argmax(dim=1).cpu())
    finally:
        for module, mode in modes:
            module.training = mode
    return torch.cat(classes)
    ### END SOLUTION
