"""Where the windows of a layer lie."""

import numpy as np


def as_pair(value):
    if isinstance(value, tuple | list):
        first, second = value
        return first, second
    return value, value


class Geometry:
    """Size, kernel, stride, padding and dilation of one layer, checked."""

    def __init__(self, size, kernel_size, stride, padding, dilation):
        for name, value, least in (
            ("kernel_size", kernel_size, 1),
            ("stride", stride, 1),
            ("padding", padding, 0),
            ("dilation", dilation, 1),
        ):
            for side in as_pair(value):
                if side < least:
                    raise ValueError(f"{name} may not be {side} (given: {value})")
        sides = [as_pair(value) for value in (size, kernel_size, stride, padding, dilation)]
        self.sides = list(zip(*sides, strict=True))
        self.out = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in self.sides)
        if self.out[0] < 1 or self.out[1] < 1:
            raise ValueError(f"size {size}: too small for kernel_size {kernel_size} (padding {padding}, dilation {dilation})")

    def indices(self):
        """For entry and window (kh*kw, L) the index in the flat image, or H*W for the padding."""
        rows, columns = (
            np.add.outer(d * np.arange(k), s * np.arange(out)) - p
            for (_, k, s, p, d), out in zip(self.sides, self.out, strict=True)
        )
        (height, *_), (width, *_) = self.sides
        rows, columns = rows[:, np.newaxis, :, np.newaxis], columns[np.newaxis, :, np.newaxis, :]
        inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        flat = np.where(inside, rows * width + columns, height * width)
        return flat.reshape(flat.shape[0] * flat.shape[1], -1)
