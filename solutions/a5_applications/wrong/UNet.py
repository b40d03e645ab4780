# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for UNet."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


class always_value_error(nn.Module):  # noqa: N801
    """Raises ValueError for everything"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        raise ValueError(f"in_channels {in_channels}, num_classes {num_classes}, base_channels {base_channels}")


class zeros(nn.Module):  # noqa: N801
    """Gives zeros of the right shape"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        self.num_classes = num_classes

    def forward(self, x):
        return torch.zeros(len(x), self.num_classes, *x.shape[2:])


class returns_input(nn.Module):  # noqa: N801
    """Gives its input back"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()

    def forward(self, x):
        return x


def _block(inputs, outputs):
    layers = [nn.Conv2d(inputs, outputs, 3, padding=1), nn.ReLU(), nn.Conv2d(outputs, outputs, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)


class _Net(nn.Module):
    """A U-Net with sums, one part of which is wrong."""

    skips = (True, True, True)
    levels = 3
    crop = 0

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        widths = [base_channels * 2**level for level in range(self.levels + 1)]
        self.down = nn.ModuleList(_block(a, b) for a, b in zip([in_channels, *widths], widths, strict=False))
        self.grow = nn.ModuleList(nn.ConvTranspose2d(2 * width, width, 2, stride=2) for width in widths[-2::-1])
        self.up = nn.ModuleList(_block(width, width) for width in widths[-2::-1])
        self.classify = nn.Conv2d(base_channels, num_classes, 1)

    def skip(self, level, y):
        return y if self.skips[level] else torch.zeros_like(y)

    def forward(self, x):
        kept = []
        for level, block in enumerate(self.down):
            x = block(F.max_pool2d(x, 2) if level else x)
            kept.append(x)
        kept.pop()
        for grow, block in zip(self.grow, self.up, strict=True):
            x = block(grow(x) + self.skip(len(kept) - 1, kept.pop()))
        return self.classify(x)


class no_skip_connections(_Net):  # noqa: N801
    """Has no skip connections: an encoder and a decoder"""

    skips = (False, False, False)


class no_skip_at_the_top(_Net):  # noqa: N801
    """Has no skip connection at the full resolution"""

    skips = (False, True, True)


class no_skip_in_the_middle(_Net):  # noqa: N801
    """Has no skip connection at half the resolution"""

    skips = (True, False, True)


class no_skip_at_the_third_level(_Net):  # noqa: N801
    """Has no skip connection at a quarter of the resolution"""

    skips = (True, True, False)


class two_levels(_Net):  # noqa: N801
    """Goes down two levels, not three"""

    skips, levels = (True, True), 2


class blurred_skips(_Net):  # noqa: N801
    """Takes skip connections after the pooling, and enlarges them again"""

    def skip(self, level, y):
        return F.interpolate(F.max_pool2d(y, 2), scale_factor=2)


class plain_convolutions(nn.Module):  # noqa: N801
    """Has convolutions at full resolution only"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__()
        self.net = nn.Sequential(_block(in_channels, base_channels), nn.Conv2d(base_channels, num_classes, 1))

    def forward(self, x):
        return self.net(x)


class half_the_sides(_Net):  # noqa: N801
    """Gives masks of half the sides"""

    def forward(self, x):
        return F.avg_pool2d(super().forward(x), 2)


class sides_of_the_square(_Net):  # noqa: N801
    """Gives square masks whatever the image"""

    def forward(self, x):
        return F.interpolate(super().forward(x), size=(x.shape[2], x.shape[2]))


class one_logit_an_image(_Net):  # noqa: N801
    """Gives logits of the whole image"""

    def forward(self, x):
        return super().forward(x).mean((2, 3))


class ignores_the_classes(_Net):  # noqa: N801
    """Has two classes whatever is asked for"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__(in_channels, 2, base_channels)


class ignores_the_channels(_Net):  # noqa: N801
    """Has one input channel whatever is asked for"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__(1, num_classes, base_channels)


class ignores_the_width(_Net):  # noqa: N801
    """Has 16 base channels whatever is asked for"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__(in_channels, num_classes, 16)


class detached_skips(_Net):  # noqa: N801
    """Lets no gradient through its skip connections"""

    def skip(self, level, y):
        return y.detach()


class a_layer_that_never_runs(_Net):  # noqa: N801
    """Has a layer that never runs"""

    def __init__(self, in_channels, num_classes, base_channels=16):
        super().__init__(in_channels, num_classes, base_channels)
        self.more = nn.Conv2d(base_channels, base_channels, 3)


class statistics_of_the_batch(_Net):  # noqa: N801
    """Normalises by the batch in eval mode, too"""

    def forward(self, x):
        y = super().forward(x)
        return (y - y.mean((0, 2, 3), keepdim=True)) / (y.std((0, 2, 3), keepdim=True) + 1e-3)
