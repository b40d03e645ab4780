"""Pictures of a difference: yours, what was expected, and one minus the other, side by side."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np

from autograder.differences import Difference
from autograder.render.overlay import LARGEST, bounds
from autograder.render.panels import panels, planes

FOLDER = "check-pictures"
"""Where a student finds them, in the unit's folder."""

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


def draw(title: str, difference: Difference) -> bytes:
    """Return a picture of a difference as PNG.

    Parameters
    ----------
    title : str
    difference : Difference
        Of at least two axes, of which the last two are rows and columns; or boxes or labels, with their image.

    Raises
    ------
    ModuleNotFoundError
        If Matplotlib is not installed.
    """
    from matplotlib.figure import Figure

    if difference.image is not None:
        return _over_an_image(title, difference)
    shown = planes(difference)
    figure = Figure(figsize=(11, 0.7 + 3.5 * len(shown)), layout="constrained")
    figure.suptitle(title.replace("$", r"\$"), wrap=True)
    for row, (index, axes) in enumerate(zip(shown, figure.subplots(len(shown), 3, squeeze=False), strict=True)):
        yours, expected = (np.asarray(value[index], np.float64) for value in (difference.actual, difference.expected))
        low, high = bounds(np.concatenate([yours.ravel(), expected.ravel()]))
        with np.errstate(all="ignore"):
            wrong = yours - expected
        most = max(map(abs, bounds(wrong.ravel()))) or 1.0
        _panel(figure, axes[0], yours, "yours", "gray", low, high)
        _panel(figure, axes[1], expected, "expected", "gray", low, high)
        _panel(figure, axes[2], wrong, "yours - expected", "PuOr", -most, most)
        if index:
            axes[0].set_ylabel(f"[{', '.join(map(str, index))}]")
        if row:
            for panel in axes:
                panel.set_title("")
    return _saved(figure)


def _over_an_image(title: str, difference: Difference) -> bytes:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(11, 4.4), layout="constrained")
    figure.suptitle(title.replace("$", r"\$"), wrap=True)
    for axes, panel in zip(figure.subplots(1, 3), panels(difference), strict=True):
        axes.imshow(panel.pixels, interpolation="nearest")
        axes.set_title(f"{panel.title}\n{panel.words}", fontsize=9)
        axes.set_axis_off()
    return _saved(figure)


def _saved(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=100)
    return buffer.getvalue()


def _panel(figure: Any, axes: Any, plane: np.ndarray[Any, Any], title: str, colours: str, low: float, high: float) -> None:
    drawable = np.where(np.isfinite(plane), np.clip(plane, -LARGEST, LARGEST), np.nan)  # what is no number stays blank
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
