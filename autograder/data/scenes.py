"""Scenes: items of an image set on textures, with the exact box and mask of each. They come from a seed; no file holds them."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

Array = np.ndarray[Any, Any]

THRESHOLD = 24
"""A pixel of a resized item belongs to it when it is brighter than this."""

_TRIES = 200


class Scenes(NamedTuple):
    """N scenes of S by S pixels, each with K objects.

    Attributes
    ----------
    images : ndarray of shape (N, 1, S, S), uint8
    boxes : ndarray of shape (N, K, 4), int64
        x, y, width and height of the smallest box around the pixels of each object; x counts columns, y rows.
    masks : ndarray of shape (N, S, S), int64
        0 where the texture is seen, k + 1 at the pixels of object k.
    labels : ndarray of shape (N, K), int64
        The class of each object.
    """

    images: Array
    boxes: Array
    masks: Array
    labels: Array


def make_scenes(
    items: Array,
    labels: Array,
    textures: Sequence[Array],
    count: int,
    rng: np.random.Generator,
    *,
    side: int = 64,
    objects: int = 1,
    sizes: tuple[int, int] = (18, 44),
) -> Scenes:
    """Paste items on pieces of textures, at random places and in random sizes.

    Each scene shows a random piece of a random texture, turned, flipped, and darkened to a mean from 40 to 110 and a standard
    deviation from 8 to 22; items get 70 to 100 % of their brightness; over all lies noise of standard deviation 6. Boxes of
    the objects of one scene do not overlap. Where an item has dark holes, the texture is seen, and the mask says so.

    Parameters
    ----------
    items : ndarray of shape (M, h, w), uint8
        Items that are bright on black, as those of Fashion-MNIST.
    labels : ndarray of shape (M,)
        Their classes.
    textures : sequence of ndarray, each of shape (H, W)
        Grey images, no side shorter than `side`.
    count : int
        N, how many scenes.
    rng : numpy.random.Generator
        The only source of chance: the same state gives the same scenes on one kind of processor. Another one may round sums of
        float32 otherwise: with OpenBLAS's kernels for older ones 4 of the 6 million pixels of 1,500 scenes changed, and 1 of
        their masks.
    side : int
        S, rows and columns of a scene.
    objects : int
        K, how many items a scene shows.
    sizes : tuple of int
        Least and greatest side, in pixels, to which an item is resized before its dark margin is cut off.

    Returns
    -------
    Scenes

    Raises
    ------
    ValueError
        If there is no item or no texture, or a texture is smaller than a scene, or `sizes` are not two rising numbers from 4 to
        `side`, or the objects find no room beside one another.

    Examples
    --------
    >>> item = np.zeros((1, 28, 28), np.uint8)
    >>> item[0, 7:21, 9:19] = 200
    >>> rng = np.random.default_rng(0)
    >>> scenes = make_scenes(item, np.array([3]), [clouds(100, rng)], 2, rng, sizes=(28, 28))
    >>> scenes.images.shape, scenes.boxes[:, 0, 2:].tolist(), scenes.labels.tolist()
    ((2, 1, 64, 64), [[10, 14], [10, 14]], [[3], [3]])
    """
    if not len(items):
        raise ValueError("items: there is none to paste")
    if not len(textures):
        raise ValueError("textures: there is none to paste on")
    low, high = sizes
    if not 4 <= low <= high <= side:
        raise ValueError(f"sizes must be two rising numbers from 4 to side = {side}, got {sizes}")
    for texture in textures:
        if texture.ndim != 2 or min(texture.shape) < side:
            raise ValueError(f"textures must be grey and at least {side} by {side} pixels, got one of shape {texture.shape}")
    images = np.empty((count, 1, side, side), np.uint8)
    boxes, masks = np.empty((count, objects, 4), np.int64), np.zeros((count, side, side), np.int64)
    found = np.empty((count, objects), np.int64)
    for scene in range(count):
        canvas = _patch(textures[int(rng.integers(len(textures)))], side, rng)
        places = _places(items, rng, side, objects, sizes)
        for number, (index, pixels, x, y) in enumerate(places):
            height, width = pixels.shape
            inside, part = pixels > THRESHOLD, (slice(y, y + height), slice(x, x + width))
            canvas[part] = np.where(inside, pixels * rng.uniform(0.7, 1), canvas[part])
            masks[scene][part][inside] = number + 1
            boxes[scene, number], found[scene, number] = (x, y, width, height), labels[index]
        canvas += 6 * rng.standard_normal((side, side), np.float32)
        images[scene, 0] = np.clip(np.rint(canvas), 0, 255)
    return Scenes(images, boxes, masks, found)


def clouds(side: int, rng: np.random.Generator) -> Array:
    """Return a texture that needs no photograph: noise whose amplitude falls with its frequency, as in many photographs.

    Parameters
    ----------
    side : int
        Rows and columns.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (side, side), float32
        Of mean 0 and standard deviation 1.

    Examples
    --------
    >>> clouds(96, np.random.default_rng(0)).shape
    (96, 96)
    """
    frequency = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.rfftfreq(side)[None])
    frequency[0, 0] = np.inf  # no constant part
    noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((side, side))) / frequency, s=(side, side))
    texture: Array = (noise / noise.std()).astype(np.float32)
    return texture


def _patch(texture: Array, side: int, rng: np.random.Generator) -> Array:
    """Return a random piece of a texture as floats, turned or flipped, with a random mean and contrast."""
    row, column = (int(rng.integers(length - side + 1)) for length in texture.shape)
    piece = texture[row : row + side, column : column + side].astype(np.float32)
    piece = piece.T if rng.random() < 0.5 else piece
    piece = piece[:: rng.choice((-1, 1)), :: rng.choice((-1, 1))]
    deviation = max(float(piece.std()), 1e-3)  # a piece of clear sky is constant
    scaled: Array = rng.uniform(40, 110) + rng.uniform(8, 22) * (piece - piece.mean()) / np.float32(deviation)
    return scaled.astype(np.float32)


def _places(
    items: Array, rng: np.random.Generator, side: int, objects: int, sizes: tuple[int, int]
) -> list[tuple[int, Array, int, int]]:
    """Return index, pixels, x and y of each object of a scene, so that no box overlaps another."""
    for _ in range(_TRIES):
        placed: list[tuple[int, Array, int, int]] = []
        for _object in range(objects):
            index, size = int(rng.integers(len(items))), int(rng.integers(sizes[0], sizes[1] + 1))
            pixels = _cut(_resized(items[index], size))
            height, width = pixels.shape
            if not pixels.size:
                break  # so dark an item that nothing of it is left; another one
            x, y = int(rng.integers(side - width + 1)), int(rng.integers(side - height + 1))
            if any(
                x < left + other.shape[1] and left < x + width and y < top + other.shape[0] and top < y + height
                for _index, other, left, top in placed
            ):
                break
            placed.append((index, pixels, x, y))
        else:
            return placed
    raise ValueError(f"objects: {objects} items of {sizes[0]} to {sizes[1]} pixels find no room in {side} by {side}")


def _resized(item: Array, size: int) -> Array:
    rows, columns = (_interpolation(length, size) for length in item.shape)
    resized: Array = rows @ item.astype(np.float32) @ columns.T
    return resized


@functools.lru_cache(maxsize=256)
def _interpolation(length: int, size: int) -> Array:
    """Return the matrix of shape (size, length) that resizes linearly; where it shrinks, triangles are widened to average."""
    scale = length / size
    centres = (np.arange(size) + 0.5) * scale - 0.5
    weights = np.clip(1 - np.abs(np.arange(length) - centres[:, None]) / max(1.0, scale), 0, None)
    matrix: Array = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return matrix


def _cut(pixels: Array) -> Array:
    """Return what is inside the smallest box around all pixels that belong to the item."""
    inside = pixels > THRESHOLD
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return pixels[:0, :0]
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
