"""Pictures of a difference: yours, what was expected, and one minus the other, side by side."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from autograder.public import Difference

FOLDER = "check-pictures"
"""Where a student finds them, in the unit's folder."""

_MOST_PLANES = 4
_LARGEST = 1e300  # a span of twice that is still a float
_WRITTEN_OUT = 12  # the longest side of a plane in which every number fits


def name(task: str, check: str) -> str:
    """Return the name of a picture's file.

    Examples
    --------
    >>> name("sobel", "A vertical edge, 5 x 5, is a line")
    'sobel--a-vertical-edge-5-x-5-is-a-line.png'
    """
    words = re.sub(r"[^a-z0-9]+", "-", check.lower()).strip("-")[:60].strip("-")
    return f"{task}--{words}.png"


def planes(difference: Difference) -> list[tuple[int, ...]]:
    """Return the leading indices of the planes to draw: those with the largest errors, in their order.

    Examples
    --------
    >>> planes(Difference(np.zeros((3, 4, 4)), np.arange(48).reshape(3, 4, 4) // 16))
    [(1,), (2,)]
    """
    error = _error(difference)
    worst = np.nanmax(np.where(np.isnan(error), np.inf, error), axis=(-2, -1))
    order = sorted(np.ndindex(*worst.shape), key=lambda index: -worst[index])
    return sorted(index for index in order[:_MOST_PLANES] if worst[index] > 0)


def draw(title: str, difference: Difference) -> bytes:
    """Return a picture of a difference as PNG.

    Parameters
    ----------
    title : str
    difference : Difference
        Of at least two axes; the last two are rows and columns.

    Raises
    ------
    ModuleNotFoundError
        If Matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    shown = planes(difference)
    figure = Figure(figsize=(11, 0.7 + 3.5 * len(shown)), layout="constrained")
    figure.suptitle(title.replace("$", r"\$"), wrap=True)
    for row, (index, axes) in enumerate(zip(shown, figure.subplots(len(shown), 3, squeeze=False), strict=True)):
        yours, expected = (np.asarray(value[index], np.float64) for value in (difference.actual, difference.expected))
        low, high = _range(np.concatenate([yours.ravel(), expected.ravel()]))
        with np.errstate(all="ignore"):
            wrong = yours - expected
        most = max(map(abs, _range(wrong.ravel()))) or 1.0
        _panel(figure, axes[0], yours, "yours", "gray", low, high)
        _panel(figure, axes[1], expected, "expected", "gray", low, high)
        _panel(figure, axes[2], wrong, "yours - expected", "PuOr", -most, most)
        if index:
            axes[0].set_ylabel(f"[{', '.join(map(str, index))}]")
        if row:
            for panel in axes:
                panel.set_title("")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return buffer.getvalue()


def _panel(figure: Any, axes: Any, plane: np.ndarray[Any, Any], title: str, colours: str, low: float, high: float) -> None:
    drawable = np.where(np.isfinite(plane), np.clip(plane, -_LARGEST, _LARGEST), np.nan)  # what is no number stays blank
    image = axes.imshow(drawable, cmap=colours, vmin=low, vmax=high, interpolation="nearest")
    axes.set_title(title)
    figure.colorbar(image, ax=axes, shrink=0.8)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.yaxis.get_major_locator().set_params(integer=True)
    if max(plane.shape) <= _WRITTEN_OUT:
        for (row, column), value in np.ndenumerate(plane):
            shade = (value - low) / (high - low) if high > low and np.isfinite(value) else 0.5
            dark = shade < 0.45 if colours == "gray" else abs(shade - 0.5) > 0.35
            axes.text(column, row, f"{value:.3g}", ha="center", va="center", fontsize=7, color="white" if dark else "black")


def _error(difference: Difference) -> np.ndarray[Any, Any]:
    with np.errstate(all="ignore"):
        return abs(np.asarray(difference.actual, np.float64) - np.asarray(difference.expected, np.float64))


def _range(values: np.ndarray[Any, Any]) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    finite = np.clip(finite, -_LARGEST, _LARGEST)
    return (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
