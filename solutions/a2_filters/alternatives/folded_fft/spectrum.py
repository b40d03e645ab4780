"""Spectra of reflected images."""

import numpy as np


def period_of(kernel, shape):
    """Return the spectrum of a kernel, centred and folded onto the period of a reflected image of this shape.

    The reflected image repeats after twice its size. Weights that lie one period apart meet the same pixel: they add up.
    """
    rows, columns = (2 * n for n in shape)
    i, j = np.indices(kernel.shape)
    folded = np.zeros((rows, columns))
    np.add.at(folded, ((i - kernel.shape[0] // 2) % rows, (j - kernel.shape[1] // 2) % columns), kernel)
    return np.fft.fft2(folded)


class Spectrum:
    """The spectrum of one period of an image that is reflected at its edges."""

    def __init__(self, image):
        image = np.asarray(image, dtype=np.float64)
        self.shape = image.shape
        half = np.concatenate([image, image[::-1]], axis=0)
        self.values = np.fft.fft2(np.concatenate([half, half[:, ::-1]], axis=1))

    def times(self, kernel):
        """Return the filtered image."""
        height, width = self.shape
        return np.fft.ifft2(self.values * kernel).real[:height, :width]
