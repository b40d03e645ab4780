# Generated from solutions/a5_applications/harness.py by "autograder build"
"""What runs beside a submission: models and classifiers made here, looks at live objects, steps that budgets are multiples of.

Nothing here is secret, and nothing that it says is believed beyond its value: the code that it runs beside could change it.
"""

import itertools

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812
from torch.overrides import TorchFunctionMode

# Looking at live objects.


def is_module(value):
    """Return whether a value is a model."""
    return isinstance(value, nn.Module)


def modes(model):
    """Return the mode of every module."""
    return [module.training for module in model.modules()]


def train_mode(model):
    """Put a model into train mode."""
    model.train()


def scramble(seed):
    """Put the global random state somewhere."""
    torch.manual_seed(seed)


def same(one, other):
    """Return whether two values are one object."""
    return one is other


def values(model):
    """Return the state dict as plain tensors."""
    return {key: value.detach().clone() for key, value in model.state_dict().items()}


def outputs(model, images, train=False, seed=0):
    """Return what a model makes of images, in train or in eval mode, under a seed."""
    torch.manual_seed(seed)
    model.train(train)
    with torch.no_grad():
        return model(images)


# Detection.


class _Scripted:
    """A classifier that knows what to say of each crop: the first pixels of a crop say where it was cut from.

    The images are made by the checks: their channels hold row, column and number of the image.
    """

    def __init__(self, entries):
        self.known = {tuple(place): (label, score) for place, label, score in entries}
        self.calls = []

    def __call__(self, crops):
        places = []
        for crop in crops:
            if not crop.numel():
                raise ValueError(f"a crop without a pixel was given to the classifier: its shape is {tuple(crop.shape)}")
            row, column, image = (int(crop[channel, 0, 0]) for channel in range(3))
            places.append((image, column, row, crop.shape[2], crop.shape[1]))
        self.calls.append([type(crops).__name__, [list(place) for place in places], [str(crop.dtype) for crop in crops]])
        found = [self.known.get(place, (-1, 1.0)) for place in places]
        return torch.tensor([label for label, _score in found]), torch.tensor([score for _label, score in found])


def scripted(entries):
    """Return a classifier of crops.

    Parameters
    ----------
    entries : list
        Of each crop that may come its place, (image, x, y, w, h), its label and its score.
    """
    return _Scripted(entries)


def calls(classifier):
    """Return of each call of a scripted classifier the type of its argument, and place and dtype of every crop."""
    return classifier.calls


# Segmentation.


def fill(model, seed):
    """Give every weight of two axes or more values that come from `seed` alone, in He's scale; others stay as they are."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for value in model.parameters():
            if value.dim() > 1:
                value.copy_(torch.randn(value.shape, generator=generator) * (2 / value[0].numel()) ** 0.5)


class _NoDeeper(TorchFunctionMode):
    """Lets no gradient pass where maps are as small as `height` by `width` or smaller. Values stay what they are."""

    def __init__(self, height, width):
        super().__init__()
        self.height, self.width = height, width

    def __torch_function__(self, func, types, args=(), kwargs=None):
        result = func(*args, **(kwargs or {}))
        small = isinstance(result, torch.Tensor) and result.dim() == 4 and result.requires_grad
        small = small and result.shape[2] <= self.height and result.shape[3] <= self.width
        return result.detach() if small else result


def paths(model, image, seed):
    """Return how strongly the output of a U-Net depends on its input by the paths of each level.

    A path belongs to the level of its smallest map. Gradients of paths add up: with all maps of a level and below cut off, what
    is left belongs to the levels above, and the difference of two such gradients to one level. So nothing has to be known of
    how the network is put together.

    Returns
    -------
    list of float
        For H, H / 2, H / 4 and H / 8: the norm of the part of the gradient that belongs to it, over that of the whole.
    """
    fill(model, seed)
    model.eval()
    height, width = image.shape[2:]
    found = [torch.zeros_like(image)]
    for level in (1, 2, 3, 4):
        x = image.clone().requires_grad_()
        with _NoDeeper(height >> level, width >> level):
            logits = model(x)
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(seed + 1))
        gradient = torch.autograd.grad((logits * weights).sum(), x, allow_unused=True)[0] if logits.requires_grad else None
        found.append(torch.zeros_like(image) if gradient is None else gradient)
    whole = found[-1].norm().item() or 1.0
    return [(later - earlier).norm().item() / whole for earlier, later in itertools.pairwise(found)]


def untouched(model, images):
    """Return the keys of parameters that get no gradient, or none but zeros, from the losses of random masks.

    Three steps are taken: behind a layer that begins with zeros there is no gradient at the first one.
    """
    torch.manual_seed(1)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    keys = {key for key, _value in model.named_parameters()}
    for _ in range(3):
        optimizer.zero_grad()
        logits = model(images)
        F.cross_entropy(logits, torch.randint(logits.shape[1], (len(images), *images.shape[2:]))).backward()
        keys -= {key for key, value in model.named_parameters() if value.grad is not None and bool(value.grad.abs().sum() > 0)}
        optimizer.step()
    return sorted(keys)


def strangers(model, images):
    """Return shapes of what gets a gradient from the output and is none of the model's parameters."""
    known, seen, found = {id(value) for value in model.parameters()}, set(), []
    waiting = [model(images).sum().grad_fn]
    while waiting:
        node = waiting.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        if hasattr(node, "variable") and id(node.variable) not in known:
            found.append(list(node.variable.shape))
        waiting += [following for following, _number in node.next_functions]
    return found


def parameter_count(model):
    """Return the number of parameters."""
    return sum(value.numel() for value in model.parameters())


class _Thresholds(nn.Module):
    """Logits of 3 classes: below a third, between, above two thirds; in train mode dropout has a say."""

    def __init__(self):
        super().__init__()
        self.drop, self.notes = nn.Dropout(0.5), []

    def forward(self, x):
        self.notes.append([self.training, torch.is_grad_enabled(), len(x), str(x.dtype), float(x.max()) if len(x) else 0.0])
        return self.drop(-6 * (x[:, :1] - torch.tensor([0.0, 0.5, 1.0]).reshape(1, 3, 1, 1)).abs() + 9)


def thresholds():
    """Return a segmenter whose masks are known."""
    return _Thresholds()


def notes(model):
    """Return what a segmenter noted of its runs."""
    return model.notes


# Transfer.


class _Block(nn.Module):
    """A convolution with batch normalisation."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv, self.bn = nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs)

    def forward(self, x):
        return F.relu(self.bn(self.conv(x)))


class _Backbone(nn.Module):
    """Blocks with names one of which is the start of another, a vector with batch normalisation, and a head."""

    def __init__(self):
        super().__init__()
        self.stem = _Block(1, 4)
        self.layer1 = nn.Sequential(_Block(4, 6), _Block(6, 6))
        self.layer10 = nn.Sequential(_Block(6, 6))
        self.neck = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU())
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        return self.head(self.neck(self.layer10(self.layer1(self.stem(x))).mean((2, 3))))


class _Gain(nn.Module):
    """Batch normalisation without scale and shift, and a parameter that belongs to no layer."""

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(2, 1, 1))
        self.conv, self.bn, self.head = nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2, affine=False), nn.Linear(32, 5)

    def forward(self, x):
        return self.head((self.gain * self.bn(self.conv(x))).flatten(1))


class _HeadFirst(nn.Module):
    """Layers that run in another order than that of their definition."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(7, 4)
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(9, 7), nn.ReLU())

    def forward(self, x):
        return self.out(self.body(x))


_ZOO = {
    "backbone": _Backbone,
    "head first": _HeadFirst,
    "plain": lambda: nn.Sequential(nn.Flatten(), nn.Linear(12, 8), nn.ReLU(), nn.Linear(8, 10), nn.Dropout(0.1)),
    "nested": lambda: nn.Sequential(nn.Linear(5, 5), nn.Sequential(nn.ReLU(), nn.Sequential(nn.Linear(5, 6)), nn.ReLU())),
    "no bias": lambda: nn.Sequential(nn.Linear(3, 9), nn.Linear(9, 2, bias=False)).double(),
    "gain": _Gain,
    "no linear": lambda: nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4)),
}


def model(name):
    """Return a model by name, with weights that are always the same."""
    torch.manual_seed(0)
    return _ZOO[name]()


def linears(model):
    """Return name, inputs, outputs, bias, dtype and trainability of every linear layer in the order of definition."""
    return [
        [name, of.in_features, of.out_features, of.bias is not None, str(of.weight.dtype), of.weight.requires_grad]
        for name, of in model.named_modules()
        if isinstance(of, nn.Linear)
    ]


def identities(model):
    """Return by which objects the names of modules and parameters stand, as numbers."""
    return {name: id(value) for name, value in (*model.named_modules(), *model.named_parameters())}


def stop_gradients(model):
    """Let no parameter of a model need a gradient."""
    model.requires_grad_(False)


def trainable(model):
    """Return the names of the parameters that need a gradient."""
    return [name for name, value in model.named_parameters() if value.requires_grad]


def train(model, images, labels, steps=1):
    """Put a model into train mode, take steps with weight decay, and return the state dict before and after."""
    before = values(model)
    model.train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.01)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(images), labels)
        if loss.requires_grad:
            loss.backward()
            optimizer.step()
    return [before, values(model)]


class _Detector(nn.Module):
    """A backbone that knows patterns: how strongly each stands in an image, at its best place, or at that in each ninth."""

    def __init__(self, patterns, maps):
        super().__init__()
        self.conv = nn.Conv2d(1, len(patterns), patterns.shape[-1], bias=False)
        self.bn = nn.BatchNorm2d(len(patterns))
        self.pool = nn.AdaptiveMaxPool2d(3 if maps else 1)
        self.flatten = nn.Identity() if maps else nn.Flatten()
        with torch.no_grad():
            self.conv.weight.copy_(patterns[:, None])

    def forward(self, x):
        return self.flatten(self.pool(self.bn(self.conv(x))))


def detector(patterns, images, maps=False):
    """Return a backbone that knows patterns of shape (T, h, w); its batch normalisation has seen some images."""
    made = _Detector(patterns, maps)
    with torch.no_grad():
        x = made.conv(images)
        made.bn.running_mean.copy_(x.mean((0, 2, 3)))
        made.bn.running_var.copy_(x.var((0, 2, 3)))
    return made.eval()


def pretrained(weights):
    """Return the backbone of the registry with its weights: images of any size to maps of 96 channels, an eighth as large."""
    layers, widths = [], (1, 16, 32, 64, 96)
    for inputs, outputs in itertools.pairwise(widths):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)]
    made = nn.Sequential(*layers[:-1])
    if weights:
        made.load_state_dict(weights)
    return made.eval()


# Time.


def steps(count, device, batch_size=32):
    """Train a small network on random images for some steps: what the budgets of training are multiples of."""
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1, stride=2),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Conv2d(32, 32, 3, padding=1),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
        nn.Linear(512, 10),
    ).to(device)
    images = torch.rand(batch_size, 1, 64, 64).to(device)
    labels = (torch.arange(batch_size) % 10).to(device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    for _ in range(count):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()
