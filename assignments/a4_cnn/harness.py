# Generated from solutions/a4_cnn/harness.py by "autograder build"
"""What runs beside a submission: models that are built from plain data, and looks at live objects that cannot be sent.

Nothing here is secret, and nothing that it says is believed beyond its value: the code that it runs beside could change it.
"""

import torch
from torch import nn

# Looking at models.


def entries(model):
    """Return key, shape and kind of every entry of the state dict, in order."""
    parameters = {name for name, _ in model.named_parameters(remove_duplicate=False)}
    return [
        [key, list(value.shape), "parameter" if key in parameters else "buffer"] for key, value in model.state_dict().items()
    ]


def values(model):
    """Return the state dict as plain tensors."""
    return {key: value.detach().clone() for key, value in model.state_dict().items()}


def pattern(key, seed, shape):
    """Return weights that anybody who knows key and seed can draw: one short random vector, repeated, in He's scale."""
    letters = sum(ord(letter) * 31**place for place, letter in enumerate(key))
    short = 2 * torch.rand(65_537, generator=torch.Generator().manual_seed((seed + letters) % 2**31)) - 1
    count = torch.Size(shape).numel()
    scale = (6 / (count // max(1, shape[0]))) ** 0.5 if len(shape) > 1 else 0.1
    return (short.repeat(-(-count // len(short)))[:count] * scale).reshape(shape)


def fill(model, seed):
    """Give every floating entry of the state dict new values that come from `seed` alone."""
    with torch.no_grad():
        for key, value in model.state_dict().items():
            if value.is_floating_point():
                value.copy_(pattern(key, seed, list(value.shape)))


_INITIALISERS = {name: getattr(nn.init, name) for name in ("kaiming_uniform_", "uniform_", "xavier_uniform_", "normal_")}


def skip_initialising():
    """Let layers leave their weights as memory has them: for a network of 61 million that get others at once."""
    for name in _INITIALISERS:
        setattr(nn.init, name, lambda tensor, *_args, **_kwargs: tensor)


def restore_initialising():
    """Let layers draw their weights again."""
    for name, function in _INITIALISERS.items():
        setattr(nn.init, name, function)


def outputs(model, images, train=False, seed=0):
    """Return what a model makes of images, in train or in eval mode, under a seed."""
    torch.manual_seed(seed)
    model.train(train)
    with torch.no_grad():
        return model(images)


def modes(model):
    """Return the mode of every module."""
    return [module.training for module in model.modules()]


def hooks(model):
    """Return how many hooks hang on the modules of a model."""
    kinds = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
    return sum(len(getattr(module, kind, ())) for module in model.modules() for kind in kinds)


def is_module(value):
    """Return whether a value is a model."""
    return isinstance(value, nn.Module)


def _elsewhere(value, seen, depth=0):
    """Return how many numbers the tensors in plain attributes hold."""
    if isinstance(value, torch.Tensor):
        if id(value) in seen:
            return 0
        seen.add(id(value))
        return value.numel()
    if depth < 4 and isinstance(value, (list, tuple, set)):
        return sum(_elsewhere(item, seen, depth + 1) for item in value)
    if depth < 4 and isinstance(value, dict):
        return sum(_elsewhere(item, seen, depth + 1) for item in value.values())
    return 0


def census(model, images):
    """Run a model forward and backward; return what took part.

    Returns
    -------
    dict
        ``conv`` and ``linear``: how many such modules ran and got a gradient that is not zero; ``values``: how many numbers
        parameters, buffers and other tensors hold; ``shape``: of the logits.
    """
    ran, handles = set(), []
    for module in model.modules():
        if isinstance(module, (nn.Conv2d, nn.Linear)):
            handles.append(module.register_forward_hook(lambda of, _inputs, _output: ran.add(of)))
    torch.manual_seed(1)
    model.train()
    logits = model(images)
    for handle in handles:
        handle.remove()
    model.zero_grad()
    torch.nn.functional.cross_entropy(logits, torch.arange(len(images)) % logits.shape[1]).backward()
    learns = [of for of in ran if of.weight.grad is not None and bool(of.weight.grad.abs().sum() > 0)]
    seen = set()
    count = sum(_elsewhere(tensor, seen) for tensor in (*model.parameters(), *model.buffers()))
    count += sum(
        _elsewhere(value, seen)
        for module in model.modules()
        for name, value in vars(module).items()
        if name not in ("_parameters", "_buffers", "_modules")
    )
    return {
        "conv": sum(isinstance(of, nn.Conv2d) for of in learns),
        "linear": sum(isinstance(of, nn.Linear) for of in learns),
        "values": count,
        "shape": list(logits.shape),
    }


def untouched(model, images):
    """Return the keys of parameters that get no gradient, or none but zeros, from the losses of random classes.

    Three steps are taken: behind a layer that begins with zeros there is no gradient at the first one.
    """
    torch.manual_seed(1)
    model.train()
    optimizer_ = torch.optim.SGD(model.parameters(), lr=0.01)
    keys = {key for key, _value in model.named_parameters()}
    for _ in range(3):
        optimizer_.zero_grad()
        logits = model(images)
        torch.nn.functional.cross_entropy(logits, torch.arange(len(images)) % logits.shape[1]).backward()
        keys -= {key for key, value in model.named_parameters() if value.grad is not None and bool(value.grad.abs().sum() > 0)}
        optimizer_.step()
    return sorted(keys)


# Models for functions that look at models.


class _Twice(nn.Module):
    """Runs its layers out of the order in which they were made, one of them twice, one never."""

    def __init__(self):
        super().__init__()
        self.last = nn.Linear(6 * 5 * 7, 4)
        self.unused = nn.Linear(3, 3)
        self.first = nn.Conv2d(2, 6, 3, padding=1)
        self.act = nn.ReLU()

    def forward(self, x):
        x = self.act(self.first(x))
        return self.act(self.last(x.flatten(1)))


class _Shared(nn.Module):
    """One layer under two names, and one parameter in two layers."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1)
        self.again = self.conv
        self.left, self.right = nn.Linear(5, 7), nn.Linear(5, 7)
        self.right.weight = self.left.weight
        self.norm = nn.BatchNorm2d(3)

    def forward(self, x):
        x = self.again(self.norm(self.conv(x)))
        return self.left(x.mean((2, 3)).repeat(1, 2)[:, :5])


class _Moody(nn.Module):
    """Raises in train mode, and where it is asked for gradients it says so."""

    def __init__(self):
        super().__init__()
        self.drop, self.conv, self.norm = nn.Dropout(0.5), nn.Conv2d(1, 4, 3, stride=2), nn.BatchNorm2d(4)
        self.seen = []

    def forward(self, x):
        self.seen.append([self.training, torch.is_grad_enabled(), float(x.abs().sum()), len(x)])
        return self.norm(self.conv(self.drop(x)))


def _nested():
    inner = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU())
    return nn.Sequential(
        nn.Conv2d(3, 8, (3, 5), stride=(2, 1), padding=(1, 0)),
        nn.Sequential(inner, nn.MaxPool2d(2)),
        nn.AdaptiveAvgPool2d(3),
        nn.Flatten(),
        nn.Linear(72, 10),
    )


_ZOO = {
    "twice": _Twice,
    "shared": _Shared,
    "moody": _Moody,
    "nested": _nested,
    "conv": lambda: nn.Conv2d(3, 5, 3, padding=1),
    "plain": lambda: nn.Sequential(nn.Conv2d(3, 5, 3), nn.ReLU()),
    "pooling": lambda: nn.Sequential(nn.MaxPool2d(2), nn.ReLU(), nn.AdaptiveAvgPool2d(2)),
    "norm": lambda: nn.BatchNorm2d(7),
}


def model(name, frozen=(), training=(), evaluating=()):
    """Return a model by name; freeze parameters whose names begin so, put modules into train or eval mode by name."""
    torch.manual_seed(0)
    made = _ZOO[name]()
    for key, parameter in made.named_parameters():
        parameter.requires_grad_(not key.startswith(tuple(frozen)) if frozen else True)
    for key, module in made.named_modules():
        if key in training or key in evaluating:
            module.training = key in training
    return made


def seen(made):
    """Return what a moody model noted of its runs."""
    return made.seen


# Training.


class _Recorder(nn.Module):
    """A small network that notes which images it was given: their first two pixels hold a number."""

    def __init__(self, net, scale):
        super().__init__()
        self.net, self.scale, self.order, self.sizes, self.notes = net, scale, [], [], []

    def forward(self, x):
        digits = (x.detach()[:, 0, 0, :2] * self.scale).round().to(torch.int64).cpu()
        self.order += (256 * digits[:, 0] + digits[:, 1]).tolist()
        self.sizes.append(len(x))
        self.notes.append([self.training, torch.is_grad_enabled(), str(x.dtype), float(x.detach().max())])
        return self.net(x)


def _net(channels, classes, side, dropout):
    return nn.Sequential(
        nn.Conv2d(channels, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(4),
        nn.Flatten(),
        nn.Dropout(dropout),
        nn.Linear(256, classes),
    )


def learner(seed, channels=1, classes=10, side=12, dropout=0.0, scale=255.0, device="cpu"):
    """Return a network for training, with weights that come from `seed`, which notes what it sees."""
    net = _net(channels, classes, side, dropout)
    fill(net, seed)
    return _Recorder(net, scale).to(device)


def optimizer(made, lr=0.1, momentum=0.9, kind="SGD"):
    """Return an optimizer of a model's parameters."""
    if kind == "Adam":
        return torch.optim.Adam(made.parameters(), lr=lr)
    return torch.optim.SGD(made.parameters(), lr=lr, momentum=momentum)


def generator(seed):
    """Return a source of random numbers."""
    return torch.Generator().manual_seed(seed)


def account(made):
    """Return what a learner noted, and its weights now."""
    return {
        "order": torch.tensor(made.order, dtype=torch.int64),
        "sizes": made.sizes,
        "notes": made.notes[:50],
        "training": made.training,
        "weights": {key: value.cpu() for key, value in values(made.net).items()},
    }


def retraced(weights, images, labels, order, batch_size, lr):
    """Return mean loss and weights after an epoch of `optimizer` on uint8 images in a known order, from known weights."""
    net = _net(images.shape[1], 10, images.shape[2], 0.0)
    net.load_state_dict(weights)
    stepper, total = optimizer(net, lr=lr), 0.0
    for chosen in order.split(batch_size):
        stepper.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(images[chosen].float() / 255), labels[chosen])
        loss.backward()
        stepper.step()
        total += loss.item() * len(chosen)
    return total / len(order), values(net)


def scramble(seed):
    """Put the global random state somewhere, with gradients of somebody else's about."""
    torch.manual_seed(seed)


def draw():
    """Return a number that the global random state gives next."""
    return float(torch.rand(()))


def evaluate(made):
    """Put a model into eval mode."""
    made.eval()


def spoil_gradients(made):
    """Leave gradients behind, as somebody who trained before may have done."""
    for parameter in made.parameters():
        parameter.grad = torch.full_like(parameter, 3.0)


class _Odd(nn.Module):
    """Scores of 5 classes: the largest pixel decides, but in train mode chance has a say."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(1)
        self.drop = nn.Dropout(0.5)
        self.notes = []

    def forward(self, x):
        self.notes.append([self.training, torch.is_grad_enabled(), len(x), str(x.dtype), float(x.max()) if len(x) else 0.0])
        return self.drop(self.norm(x)).flatten(1)[:, :5]


def oracle():
    """Return a model whose classes are known: that of the largest of the first five pixels."""
    return _Odd()


def notes(made):
    """Return what an oracle noted of its runs."""
    return made.notes


def steps(count, device, batch_size=128):
    """Train a small network on random images for some steps: what the budgets of training are multiples of."""
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveMaxPool2d(4),
        nn.Flatten(),
        nn.Linear(512, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    ).to(device)
    images = torch.rand(batch_size, 1, 28, 28).to(device)
    labels = (torch.arange(batch_size) % 10).to(device)
    optimizer_ = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    for _ in range(count):
        optimizer_.zero_grad()
        loss = torch.nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer_.step()
    return loss.item()
