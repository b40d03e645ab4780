# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for MyConvNet; each is a whole class, or a change of the right one."""

import torch
from torch import nn


class always_value_error(nn.Module):
    """Raises ValueError for everything"""

    def __init__(self, in_channels=3, num_classes=10):
        raise ValueError(f"in_channels {in_channels} and num_classes {num_classes}")


class zeros(nn.Module):
    """Gives zeros of the right shape"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, x):
        return torch.zeros(len(x), self.num_classes)


class returns_input(nn.Module):
    """Gives its input back"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()

    def forward(self, x):
        return x


class without_padding(right):
    """Its convolutions have no padding"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, num_classes)
        self.feature[0].padding = (0, 0)


class average_pooling(right):
    """Averages where the lecture takes the maximum"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, num_classes)
        self.feature[2] = nn.AvgPool2d(2)


class average_at_the_end(right):
    """Its adaptive pooling averages"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, num_classes)
        self.feature[5] = nn.AdaptiveAvgPool2d((4, 4))


class softmax_at_the_end(right):
    """Gives probabilities, not logits: cross-entropy takes the softmax itself"""

    def forward(self, x):
        return super().forward(x).softmax(dim=1)


class forgets_a_relu(right):
    """Has no ReLU between its linear layers"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, num_classes)
        self.classifier[1] = nn.Identity()


class other_names(nn.Module):
    """Its layers have names of its own, so that no other network's weights fit"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        self.net = right(in_channels, num_classes)

    def forward(self, x):
        return self.net(x)


class always_ten_classes(right):
    """Has ten classes whatever is asked for"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, 10)


class always_three_channels(right):
    """Has three input channels whatever is asked for"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(3, num_classes)

    def forward(self, x):
        return super().forward(x[:, :1].expand(-1, 3, -1, -1) if x.shape[1] != 3 else x)


class channels_last_when_flattened(right):
    """Flattens in the order of rows, columns, channels"""

    def forward(self, x):
        return self.classifier(self.feature[:6](x).permute(0, 2, 3, 1).flatten(1))


class narrow(nn.Module):
    """Its hidden layer has 64 units"""

    def __init__(self, in_channels=3, num_classes=10):
        super().__init__()
        whole = right(in_channels, num_classes)
        self.feature = whole.feature
        self.classifier = nn.Sequential(nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, num_classes))

    def forward(self, x):
        return self.classifier(self.feature(x))


class drops_out(right):
    """Has a dropout that the lecture's network has not"""

    def forward(self, x):
        return self.classifier(nn.functional.dropout(self.feature(x), 0.5, self.training))


class features_do_not_learn(right):
    """Its convolutions get no gradient: the features are detached"""

    def forward(self, x):
        return self.classifier(self.feature(x).detach())
