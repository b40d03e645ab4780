"""Classes: signals are objects that know where they start, convolution is their product, decorators check arguments."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from signals import Check, Mode, Signal, checks, distribution, positive

ModeName = Literal["full", "same", "valid"]


@dataclass(frozen=True)
class Gaussian:
    """The normal density with mean 0."""

    sigma: float

    @property
    def default_radius(self) -> int:
        return int(4 * self.sigma + 0.5)

    @cached_property
    def peak(self) -> float:
        return 1 / (self.sigma * np.sqrt(2 * np.pi))

    def shape_at(self, x: NDArray) -> NDArray[np.float64]:
        """The bell without its factor, 1 at x = 0."""
        return np.exp(-0.5 * (x / self.sigma) ** 2)

    def __call__(self, x: NDArray) -> NDArray[np.float64]:
        return self.peak * self.shape_at(x)

    def kernel(self, radius: int) -> NDArray[np.float64]:
        samples = self.shape_at(np.arange(-radius, radius + 1))
        return samples / samples.sum()


@checks(f=Check(ndim=1), g=Check(ndim=1))
def convolve1d(f: ArrayLike, g: ArrayLike, mode: ModeName = "full") -> NDArray:
    span = Mode.parse(mode).span(len(f), len(g))
    return (Signal(f) * Signal(g)).keep(span)


@checks(f=Check(ndim=1), g=Check(ndim=1))
def cross_correlate1d(f: ArrayLike, g: ArrayLike) -> NDArray:
    correlation = Signal(f).reversed() * Signal(g)
    assert correlation.origin == (1 - len(f),), "the first lag is -(n-1)"
    return correlation.values


def autocorrelate1d(f: ArrayLike) -> NDArray:
    return cross_correlate1d(f, f)


@checks(sigma=positive)
def gaussian_kernel1d(sigma: float, radius: int | None = None) -> NDArray[np.float64]:
    gaussian = Gaussian(sigma)
    if radius is None:
        radius = gaussian.default_radius
    if radius < 0:
        raise ValueError(f"radius must be 0 or positive, not {radius}")
    return gaussian.kernel(radius)


@dataclass(frozen=True)
class Reflected:
    """A signal continued without end by ``d c b a | a b c d | d c b a``."""

    samples: NDArray

    def __getitem__(self, index: NDArray[np.int64]) -> NDArray:
        period = np.concatenate([self.samples, self.samples[::-1]])
        return period[index % period.size]


@checks(f=Check(ndim=1), sigma=positive)
def smooth1d(f: ArrayLike, sigma: float) -> NDArray:
    kernel = gaussian_kernel1d(sigma)
    radius = kernel.size // 2
    extended = Reflected(f)[np.arange(-radius, f.size + radius)]
    return (Signal(extended) * Signal(kernel)).keep(range(2 * radius, 2 * radius + f.size))


@checks(image=Check(ndim=2), kernel=Check(ndim=2))
def convolve2d(image: ArrayLike, kernel: ArrayLike, mode: ModeName = "full") -> NDArray:
    wanted = Mode.parse(mode)
    if wanted is Mode.VALID and any(m > n for n, m in zip(image.shape, kernel.shape, strict=True)):
        raise ValueError(f"kernel ({kernel.shape}) must fit in image ({image.shape}) on both axes")
    spans = (wanted.span(n, m) for n, m in zip(image.shape, kernel.shape, strict=True))
    return (Signal(image) * Signal(kernel)).keep(*spans)


@checks(f=Check(), g=Check())
def convolve_nd(f: ArrayLike, g: ArrayLike) -> NDArray:
    if f.ndim != g.ndim:
        raise ValueError(f"f ({f.ndim}-D) and g ({g.ndim}-D) must have one dimension")
    return (Signal(f) * Signal(g)).values


@checks(p=distribution, q=distribution)
def sum_distribution(p: ArrayLike, q: ArrayLike) -> NDArray[np.float64]:
    return (Signal(p) * Signal(q)).values


@checks(
    samples=Check(ndim=1, dtype=np.float64),
    grid=Check(ndim=1, dtype=np.float64, empty=True),
    bandwidth=positive,
)
def kernel_density(samples: ArrayLike, grid: ArrayLike, bandwidth: float) -> NDArray[np.float64]:
    bump = Gaussian(bandwidth)
    return bump(grid[:, None] - samples[None, :]).mean(axis=1)
