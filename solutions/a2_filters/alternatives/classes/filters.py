"""Classes: filters are callables that can be added, scaled and chained; what is asked for is composed of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from boundary import Reflected
from numpy.typing import ArrayLike, NDArray

Image = NDArray[np.float64]


class Filter(ABC):
    """A linear operator on images."""

    @abstractmethod
    def __call__(self, image: ArrayLike) -> Image: ...

    def __add__(self, other: Filter) -> Filter:
        return Sum((self, other))

    def __rmul__(self, factor: float) -> Filter:
        return Scaled(self, factor)

    def __sub__(self, other: Filter) -> Filter:
        return self + -1.0 * other

    def __matmul__(self, first: Filter) -> Filter:
        return Chain((first, self))


class Identity(Filter):
    def __call__(self, image: ArrayLike) -> Image:
        return np.array(image, dtype=np.float64)


@dataclass(frozen=True)
class Sum(Filter):
    terms: Sequence[Filter]

    def __call__(self, image: ArrayLike) -> Image:
        return sum((term(image) for term in self.terms), start=np.zeros(np.shape(image)))


@dataclass(frozen=True)
class Scaled(Filter):
    inner: Filter
    factor: float

    def __call__(self, image: ArrayLike) -> Image:
        return self.factor * self.inner(image)


@dataclass(frozen=True)
class Chain(Filter):
    steps: Sequence[Filter]

    def __call__(self, image: ArrayLike) -> Image:
        for step in self.steps:
            image = step(image)
        return image


class Kernel(Filter):
    """Convolution with a kernel whose centre is its origin."""

    def __init__(self, weights: ArrayLike):
        self.weights = np.asarray(weights, dtype=np.float64)
        if any(side % 2 != 1 for side in self.weights.shape):
            raise ValueError(f"a kernel needs two odd sides, this one is {' x '.join(map(str, self.weights.shape))}")

    @classmethod
    def column(cls, weights: ArrayLike) -> Kernel:
        return cls(np.reshape(weights, (-1, 1)))

    @classmethod
    def row(cls, weights: ArrayLike) -> Kernel:
        return cls(np.reshape(weights, (1, -1)))

    def __call__(self, image: ArrayLike) -> Image:
        image = Reflected.of(image)
        dy, dx = (side // 2 for side in self.weights.shape)
        result = np.zeros(image.shape)
        for (i, j), weight in np.ndenumerate(self.weights):
            if weight:
                result += weight * image.moved(i - dy, j - dx)
        return result


@dataclass(frozen=True)
class Gaussian(Filter):
    sigma: float
    truncate: float = 4.0

    def __post_init__(self) -> None:
        if self.sigma <= 0:
            raise ValueError(f"sigma is the width of the Gaussian and must be positive, not {self.sigma}")

    @property
    def weights(self) -> NDArray[np.float64]:
        radius = int(float(self.truncate) * float(self.sigma) + 0.5)
        bell = np.exp(-0.5 * (np.arange(-radius, radius + 1) / self.sigma) ** 2)
        return bell / bell.sum()

    def __call__(self, image: ArrayLike) -> Image:
        return (Kernel.row(self.weights) @ Kernel.column(self.weights))(image)


class Pair(NamedTuple):
    """One thing for horizontal edges, one for vertical edges."""

    h: NDArray
    v: NDArray


def filter2d(image: ArrayLike, kernel: ArrayLike) -> Image:
    return Kernel(kernel)(image)


def gaussian_filter2d(image: ArrayLike, sigma: float, truncate: float = 4.0) -> Image:
    return Gaussian(sigma, truncate)(image)


def edge_kernels() -> Pair:
    along = np.array([-1, 0, 1])
    return Pair(along[:, None], along[None, :])


def edge_responses(image: ArrayLike) -> Pair:
    return Pair(*(Kernel(weights)(image) for weights in edge_kernels()))


def sobel_kernels() -> Pair:
    k_h, k_v = edge_kernels()
    smooth = np.array([1, 2, 1])
    return Pair(k_h * smooth, smooth[:, None] * k_v)


def sobel(image: ArrayLike, axis: int) -> Image:
    if not -2 <= axis < 2:
        raise ValueError(f"the axis of an image is one of -2, -1, 0, 1, not {axis}")
    smooth, differentiate = np.array([1, 2, 1]), np.array([1, 0, -1])
    if axis % 2:
        return (Kernel.row(differentiate) @ Kernel.column(smooth))(image)
    return (Kernel.column(differentiate) @ Kernel.row(smooth))(image)


def gradient_magnitude(grad_h: ArrayLike, grad_v: ArrayLike) -> Image:
    gradient = Pair(np.asarray(grad_h, dtype=np.float64), np.asarray(grad_v, dtype=np.float64))
    if gradient.h.shape != gradient.v.shape:
        raise ValueError(f"grad_h is {gradient.h.shape} and grad_v is {gradient.v.shape}: they belong to different images")
    length = np.hypot(*gradient)
    return length * 255.0 / length.max() if length.any() else length


def separate_kernel(kernel: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    class NotSeparable(ValueError):
        pass

    weights = np.asarray(kernel, dtype=np.float64)
    if np.linalg.matrix_rank(weights) != 1:
        raise NotSeparable("kernel is not an outer product of two vectors that are not zero")
    strongest_row = weights[np.abs(weights).max(axis=1).argmax()]
    strongest = np.abs(strongest_row).argmax()
    return weights[:, strongest] / strongest_row[strongest], strongest_row


def high_pass(image: ArrayLike, sigma: float) -> Image:
    return (Identity() - Gaussian(sigma))(image)


def sharpen(image: ArrayLike, sigma: float, amount: float) -> Image:
    return (Identity() + amount * (Identity() - Gaussian(sigma)))(image)
