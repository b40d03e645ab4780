"""The idx format of MNIST and its successors: arrays of bytes behind a short header."""

from __future__ import annotations

import gzip
import math
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import DataError


def unzipped(content: bytes, path: Path) -> bytes:
    """Return what a gzip file holds; `path` is for the message.

    Raises
    ------
    DataError
        If it is no whole gzip file.
    """
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path}: is no whole gzip file ({error}); get it again") from error


def parse(content: bytes, path: Path) -> np.ndarray[Any, Any]:
    r"""Return the array of an idx file of unsigned bytes.

    Parameters
    ----------
    content : bytes
        Two zeros, the code 8 for unsigned bytes, the number of axes, their lengths as big-endian 32-bit integers, the elements.
    path : Path
        For the message.

    Returns
    -------
    ndarray, uint8
        Of the shape in the header; read-only.

    Raises
    ------
    DataError
        If it is no such file.

    Examples
    --------
    >>> parse(b"\0\0\x08\x01" + b"\0\0\0\x03" + b"abc", Path("labels")).tolist()
    [97, 98, 99]
    """
    axes = content[3] if content[:3] == b"\0\0\x08" and len(content) > 3 else 0
    start = 4 + 4 * axes
    shape = tuple(np.frombuffer(content[4:start], ">u4").tolist()) if axes and len(content) >= start else ()
    if not shape or len(content) - start != math.prod(shape):
        raise DataError(f"{path}: is no idx file of unsigned bytes; get it again")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)
