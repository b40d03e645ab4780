"""Boxes and labels drawn over an image, and numbers as colours: arrays of pixels, by NumPy alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

YOURS, EXPECTED = (230, 159, 0), (86, 180, 233)  # orange and sky blue: told apart by everybody
_LABELS = np.array([(0, 0, 0), (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0),
                    (204, 121, 167)])  # fmt: skip
_DIVERGING = np.array([(127, 59, 8), (253, 184, 99), (247, 247, 247), (178, 171, 210), (45, 0, 75)], np.float64)
LARGEST = 1e300
"""What larger numbers are drawn as: a span of twice that is still a float."""

_MOST_BOXES = 200
_LONG_SIDE = 192


def grey(plane: Array, low: float, high: float) -> Array:
    """Return a plane of numbers as pixels, dark where they are low; what is no number is orange.

    Parameters
    ----------
    plane : ndarray of shape (h, w)
        Of any real dtype.
    low, high : float
        What is black and what is white.

    Returns
    -------
    ndarray of shape (h, w, 3)
        uint8.

    Examples
    --------
    >>> grey(np.array([[0.0, 1.0, np.nan]]), 0.0, 1.0).tolist()
    [[[0, 0, 0], [255, 255, 255], [230, 159, 0]]]
    """
    return _marked(np.repeat(255 * _shares(plane, low, high)[:, :, None], 3, axis=2), plane)


def diverging(plane: Array, most: float) -> Array:
    """Return a plane of differences as pixels: brown below 0, white at 0, violet above.

    Parameters
    ----------
    plane : ndarray of shape (h, w)
    most : float
        The largest difference, by size.

    Returns
    -------
    ndarray of shape (h, w, 3)
        uint8.
    """
    at = (len(_DIVERGING) - 1) * _shares(plane, -most, most)
    steps = np.arange(len(_DIVERGING))
    return _marked(np.stack([np.interp(at, steps, colours) for colours in _DIVERGING.T], axis=2), plane)


def rgb(image: Array) -> Array:
    """Return an image as pixels: bytes as they are, other numbers from its lowest to its highest.

    Parameters
    ----------
    image : ndarray of shape (h, w, 1 or 3)

    Returns
    -------
    ndarray of shape (h, w, 3)
        uint8.
    """
    if image.dtype != np.uint8:
        low, high = bounds(image)
        image = np.rint(255 * _shares(image, low, high)).astype(np.uint8)
    return np.repeat(image, 3, axis=2) if image.shape[2] == 1 else image


def labels_over(image: Array, labels: Array) -> Array:
    """Return an image in which every label but 0 is tinted in a colour of its own.

    Parameters
    ----------
    image : ndarray of shape (h, w, 1 or 3)
    labels : ndarray of shape (h, w)
        Not negative.

    Returns
    -------
    ndarray of shape (h, w, 3)
        uint8.

    Examples
    --------
    >>> labels_over(np.zeros((1, 2, 1), np.uint8), np.array([[0, 1]])).tolist()
    [[[0, 0, 0], [138, 95, 0]]]
    """
    pixels, labels = rgb(image), labels.astype(np.int64)
    colours = _LABELS[np.where(labels > 0, 1 + (labels - 1) % (len(_LABELS) - 1), 0)]
    return np.where(labels[:, :, None] > 0, 0.4 * pixels + 0.6 * colours, pixels).astype(np.uint8)


def wrong_over(image: Array, wrong: Array) -> Array:
    """Return an image, paled, in which the pixels that are wrong are orange.

    Parameters
    ----------
    image : ndarray of shape (h, w, 1 or 3)
    wrong : ndarray of shape (h, w)
        bool.

    Returns
    -------
    ndarray of shape (h, w, 3)
        uint8.
    """
    return np.where(wrong[:, :, None], YOURS, 128 + rgb(image) // 2).astype(np.uint8)


def boxes_over(image: Array, sets: Sequence[tuple[Array, tuple[int, int, int]]]) -> Array:
    """Return an image, enlarged by a whole number, with outlines of boxes.

    Parameters
    ----------
    image : ndarray of shape (h, w, 1 or 3)
    sets : sequence of (ndarray of shape (n, 4), colour)
        Boxes as x, y, width and height, in pixels; what lies outside is cut off, and what is no number is left out.

    Returns
    -------
    ndarray of shape (scale * h, scale * w, 3)
        uint8.

    Examples
    --------
    >>> drawn = boxes_over(np.zeros((96, 96, 1), np.uint8), [(np.array([[1, 2, 3, 4]]), YOURS)])
    >>> drawn.shape, drawn[4, 2].tolist(), drawn[3, 2].tolist(), drawn[11, 7].tolist()
    ((192, 192, 3), [230, 159, 0], [0, 0, 0], [230, 159, 0])
    """
    scale = max(1, _LONG_SIDE // max(image.shape[:2]))
    pixels = rgb(image).repeat(scale, axis=0).repeat(scale, axis=1)
    height, width = pixels.shape[:2]
    for boxes, colour in sets:
        finite = _bounded(boxes[np.isfinite(boxes).all(axis=1)][:_MOST_BOXES])
        edges = scale * np.concatenate([finite[:, :2], finite[:, :2] + finite[:, 2:]], axis=1)
        for left, top, right, bottom in np.clip(edges, 0, [width, height, width, height]).round().astype(int):
            frame = pixels[top:bottom, left:right]
            for side in (frame[:2], frame[-2:], frame[:, :2], frame[:, -2:]):
                side[:] = colour
    return pixels


def bounds(values: Array) -> tuple[float, float]:
    """Return the lowest and the highest of the numbers that are finite; 0 and 0 where none is.

    Examples
    --------
    >>> bounds(np.array([1.0, np.inf, -2.0])), bounds(np.array([np.nan]))
    ((-2.0, 1.0), (0.0, 0.0))
    """
    finite = _bounded(values[np.isfinite(values)])
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)


def _bounded(finite: Array) -> Array:
    """Return numbers as float64, none larger than can be drawn; of wider floats, too."""
    with np.errstate(all="ignore"):
        return np.clip(finite.astype(np.float64), -LARGEST, LARGEST)


def _shares(values: Array, low: float, high: float) -> Array:
    """Return where values lie between two numbers, from 0 to 1; the middle where there is nothing between."""
    with np.errstate(all="ignore"):
        clipped = np.clip(np.nan_to_num(values.astype(np.float64), nan=low, posinf=high, neginf=low), low, high)
        return (clipped - low) / (high - low) if high > low else np.full(values.shape, 0.5)


def _marked(pixels: Array, plane: Array) -> Array:
    """Return pixels as bytes, orange where there was no number."""
    return np.where(np.isfinite(plane)[:, :, None], np.rint(pixels), YOURS).astype(np.uint8)
