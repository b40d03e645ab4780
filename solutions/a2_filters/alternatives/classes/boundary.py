"""What lies beyond the edges of an image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Reflected:
    """An image without end. Slices may leave it on all sides: ``image[-3:5, 0:100]`` is taken from its reflections."""

    pixels: NDArray[np.float64]

    @classmethod
    def of(cls, image: ArrayLike) -> Reflected:
        return cls(np.asarray(image, dtype=np.float64))

    @property
    def shape(self) -> tuple[int, int]:
        return self.pixels.shape

    def __getitem__(self, ranges: tuple[range, range]) -> NDArray[np.float64]:
        rows, columns = (self._fold(np.array(wanted), n) for wanted, n in zip(ranges, self.shape, strict=True))
        return self.pixels[np.ix_(rows, columns)]

    def moved(self, dy: int, dx: int) -> NDArray[np.float64]:
        """The image moved down by dy and to the right by dx."""
        height, width = self.shape
        return self[range(-dy, height - dy), range(-dx, width - dx)]

    @staticmethod
    def _fold(index: NDArray[np.int64], n: int) -> NDArray[np.int64]:
        """Positions ... -2 -1 | 0 ... n-1 | n n+1 ... as positions inside: a triangle wave with flat tips."""
        return n - 1 - np.abs(n - 1 - index % (2 * n)) + (index % (2 * n) >= n)
