"""Photographs of the registry."""

from __future__ import annotations

import functools
import io
from typing import Any

import numpy as np

from autograder.data.registry import checked, entry, folder, photographs
from autograder.errors import DataError


def photograph_bytes(name: str) -> bytes:
    """Return a photograph's file, a PNG, after checking it.

    Raises
    ------
    DataError
        If there is no such photograph, or the file is missing or not what the registry says.
    """
    known = entry("photograph", photographs(), name, folder())
    return checked(folder() / known.file, known.sha256)


def photograph(name: str) -> np.ndarray[Any, Any]:
    """Return a photograph.

    Parameters
    ----------
    name : str
        As in ``datasets/registry.toml``, for example ``"camera"``.

    Returns
    -------
    ndarray of shape (H, W) or (H, W, 3), uint8
        A copy of one's own: grey values, or red, green and blue, from 0 to 255.

    Raises
    ------
    DataError
        If there is no such photograph, its file is not what the registry says, or Pillow is not installed.

    Examples
    --------
    >>> photograph("camera").shape
    (512, 512)
    """
    image = _decoded(photograph_bytes(name))
    known = photographs()[name]
    if image.shape != known.shape or image.dtype != np.uint8:
        raise DataError(f"{known.file}: holds {image.shape} of {image.dtype}, but registry.toml says {known.shape} of uint8")
    return image.copy()


@functools.lru_cache(maxsize=16)
def _decoded(png: bytes) -> np.ndarray[Any, Any]:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise DataError('reading photographs needs Pillow: pip install "cnn-coursework[grade]"') from error
    try:
        return np.asarray(Image.open(io.BytesIO(png), formats=["PNG"]))
    except (UnidentifiedImageError, OSError) as error:
        raise DataError(f"a photograph of the registry is no PNG: {error}") from error
