"""What runs beside a submission: a scripted classifier, looks at live objects, and steps that budgets are multiples of.

Nothing here is secret, and nothing that it says is believed beyond its value: the code that it runs beside could change it.
"""

import torch
from torch import nn

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
        loss = torch.nn.functional.cross_entropy(net(images), labels)
        loss.backward()
        optimizer.step()
    return loss.item()
