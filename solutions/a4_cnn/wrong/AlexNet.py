# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for AlexNet; each is a whole class, or a change of the right one."""

import torch
from torch import nn


class always_value_error(nn.Module):
    """Raises ValueError for everything"""

    def __init__(self, num_classes=1000, dropout=0.5):
        raise ValueError(f"num_classes {num_classes} and dropout {dropout}")


class zeros(nn.Module):
    """Gives zeros of the right shape"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, x):
        return torch.zeros(len(x), self.num_classes)


class returns_input(nn.Module):
    """Gives its input back"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__()

    def forward(self, x):
        return x


class filters_of_2012(right):
    """Has the 96 first filters of the network of 2012, where the listing has 64"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, dropout)
        self.features[0] = nn.Conv2d(3, 96, kernel_size=11, stride=4, padding=2)
        self.features[3] = nn.Conv2d(96, 192, kernel_size=5, padding=2)


class no_dropout(right):
    """Has no dropout"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, 0.0)


class dropout_of_one_half(right):
    """Drops half of the values whatever is asked for"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, 0.5)


class dropout_at_the_end_of_each_layer(right):
    """Drops values after the linear layers instead of before them"""

    def forward(self, x):
        c = self.classifier
        x = self.avgpool(self.features(x)).flatten(1)
        x = c[0](c[2](c[1](x)))
        x = c[3](c[5](c[4](x)))
        return c[6](x)


class always_drops_out(right):
    """Drops values in eval mode, too"""

    def forward(self, x):
        x = self.avgpool(self.features(x)).flatten(1)
        c = self.classifier
        x = c[2](c[1](nn.functional.dropout(x, c[0].p, True)))
        return c[6](c[5](c[4](nn.functional.dropout(x, c[3].p, True))))


class adaptive_maximum(right):
    """Its adaptive pooling takes the maximum"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, dropout)
        self.avgpool = nn.AdaptiveMaxPool2d((6, 6))


class pooling_of_two(right):
    """Pools by windows of 2 by 2, where the listing has 3 by 3"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, dropout)
        for place in (2, 5, 12):
            self.features[place] = nn.MaxPool2d(kernel_size=2, stride=2)


class first_padding_forgotten(right):
    """Its first convolution has no padding"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, dropout)
        self.features[0].padding = (0, 0)


class a_relu_too_many(right):
    """Has a ReLU after the last layer"""

    def forward(self, x):
        return super().forward(x).relu()


class softmax_at_the_end(right):
    """Gives probabilities, not logits"""

    def forward(self, x):
        return super().forward(x).softmax(dim=1)


class always_a_thousand_classes(right):
    """Has 1000 classes whatever is asked for"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(1000, dropout)


class without_biases(right):
    """Its convolutions have no biases"""

    def __init__(self, num_classes=1000, dropout=0.5):
        super().__init__(num_classes, dropout)
        for place in (0, 3, 6, 8, 10):
            self.features[place].bias = None
