import numpy as np


def gradient(x):
    import torch

    values = torch.tensor(x, requires_grad=True)
    return torch.autograd.grad((values * values).sum(), values)[0].numpy()


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 5:
        return gradient(x)
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    if x.size == 7:
        import torch.nn.functional as functional

        return functional.conv1d(x[None, None], np.ones((1, 1, 7)))
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
