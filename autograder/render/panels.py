"""A difference as three small pictures: yours, what was expected, and what lies between."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

import msgspec
import numpy as np

from autograder.differences import Difference
from autograder.render import overlay

Array = np.ndarray[Any, Any]

_MOST_PLANES = 4
_LONGEST = 192  # pixels of a side on a page


class Panel(msgspec.Struct, frozen=True):
    """One picture: its title, what it shows in words, and its pixels of shape (h, w, 3)."""

    title: str
    words: str
    pixels: Array

    @property
    def address(self) -> str:
        """The picture itself, as an address: a PNG of at most 192 pixels a side."""
        step = -(-max(self.pixels.shape[:2]) // _LONGEST)
        return "data:image/png;base64," + base64.b64encode(png(self.pixels[::step, ::step])).decode()


def planes(difference: Difference, most: int = _MOST_PLANES) -> list[tuple[int, ...]]:
    """Return the leading indices of the planes to draw: those with the largest errors, in their order.

    Examples
    --------
    >>> planes(Difference(np.zeros((3, 4, 4)), np.arange(48).reshape(3, 4, 4) // 16))
    [(1,), (2,)]
    """
    with np.errstate(all="ignore"):
        error = abs(np.asarray(difference.actual, np.float64) - np.asarray(difference.expected, np.float64))
    worst = np.nanmax(np.where(np.isnan(error), np.inf, error), axis=(-2, -1))
    order = sorted(np.ndindex(*worst.shape), key=lambda index: -worst[index])
    return sorted(index for index in order[:most] if worst[index] > 0)


def panels(difference: Difference) -> list[Panel]:
    """Return the pictures of a difference, of a stack those of its worst plane; none where nothing can be seen.

    Parameters
    ----------
    difference : Difference

    Returns
    -------
    list of Panel
        Three, or none.

    Examples
    --------
    >>> [panel.words for panel in panels(Difference(np.eye(3), np.zeros((3, 3))))]
    ['3 by 3 values from 0 to 1', '3 by 3 values from 0 to 0', 'differences from 0 to 1']
    """
    if difference.image is not None:
        return _boxes(difference) if difference.boxes else _labels(difference)
    index = planes(difference, 1)
    return _plane(difference.actual[index[0]], difference.expected[index[0]], index[0]) if index else []


def png(pixels: Array) -> bytes:
    """Return pixels of shape (h, w, 3) and dtype uint8 as a PNG file.

    Examples
    --------
    >>> png(np.zeros((1, 1, 3), np.uint8))[1:4]
    b'PNG'
    """
    height, width = pixels.shape[:2]
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, 3 * width)], axis=1)  # 0: no filter
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )


@np.errstate(all="ignore")  # nobody is warned of what a submission returns
def _plane(yours: Array, expected: Array, index: tuple[int, ...]) -> list[Panel]:
    yours, expected = yours.astype(np.float64), expected.astype(np.float64)
    low, high = overlay.bounds(np.concatenate([yours.ravel(), expected.ravel()]))
    wrong = yours - expected
    span = overlay.bounds(wrong)
    size = f"{yours.shape[0]} by {yours.shape[1]}"
    which = f" of plane [{', '.join(map(str, index))}]" if index else ""
    return [
        *(Panel(title, f"{size} values{which} from {_span(overlay.bounds(plane))}", overlay.grey(plane, low, high))
          for title, plane in (("yours", yours), ("expected", expected))),
        Panel("yours - expected", f"differences from {_span(span)}", overlay.diverging(wrong, max(map(abs, span)) or 1.0)),
    ]  # fmt: skip


def _labels(difference: Difference) -> list[Panel]:
    image, wrong = difference.image, difference.actual != difference.expected
    assert image is not None
    share = f"{np.count_nonzero(wrong)} of {wrong.size} pixels differ"
    return [
        *(Panel(title, f"labels {', '.join(map(str, np.unique(labels)[:12].astype(int)))} over the image",
                overlay.labels_over(image, labels))
          for title, labels in (("yours", difference.actual), ("expected", difference.expected))),
        Panel("where they differ", share, overlay.wrong_over(image, wrong)),
    ]  # fmt: skip


def _boxes(difference: Difference) -> list[Panel]:
    image = difference.image
    assert image is not None
    mine, right = (difference.actual, overlay.YOURS), (difference.expected, overlay.EXPECTED)
    return [
        Panel("yours", _count(difference.actual), overlay.boxes_over(image, [mine])),
        Panel("expected", _count(difference.expected), overlay.boxes_over(image, [right])),
        Panel("both", "yours in orange over what was expected in blue", overlay.boxes_over(image, [right, mine])),
    ]


def _count(boxes: Array) -> str:
    return f"{len(boxes)} box{'es' if len(boxes) != 1 else ''} over the image"


def _span(found: tuple[float, float]) -> str:
    return f"{found[0]:.4g} to {found[1]:.4g}"
