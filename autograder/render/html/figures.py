"""The geometry of charts, and levels of colour: pure functions from numbers to numbers; templates draw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec

WIDTH, HEIGHT = 640, 260
"""Of a chart's plane, in units of its view box; axes are drawn around it."""


class Mark(msgspec.Struct, frozen=True):
    """A place on an axis and what is written there."""

    at: float
    text: str


class Bar(msgspec.Struct, frozen=True):
    """A bar of a histogram: where it is, how many it stands for, and what it says to who points at it."""

    x: float
    y: float
    width: float
    height: float
    count: int
    text: str


class Histogram(msgspec.Struct, frozen=True):
    """Bars over percentages, with marks on the axis of counts."""

    bars: list[Bar]
    marks: list[Mark]
    total: int


class Line(msgspec.Struct, frozen=True):
    """A curve as the points of a polyline, with marks on both axes."""

    points: str
    last: tuple[float, float]
    rows: list[Mark]
    columns: list[Mark]


class Span(msgspec.Struct, frozen=True):
    """An interval, the value in it and the limit beside it, in percent of a width."""

    low: float
    value: float
    high: float
    limit: float


def level(share: float) -> str:
    """Return the class of a colour for a share of the points.

    Examples
    --------
    >>> [level(share) for share in (0.0, 0.1, 0.3, 0.6, 0.9, 1.0)]
    ['h0', 'h1', 'h2', 'h3', 'h4', 'full']
    """
    if share >= 0.9995:
        return "full"
    return "h0" if share <= 0 else f"h{1 + int(4 * share)}"


def histogram(percentages: Sequence[float], bins: int = 20) -> Histogram:
    """Return how percentages are distributed; full marks have a bin of their own, the last.

    Examples
    --------
    >>> [bar.count for bar in histogram([0, 49, 51, 100, 100], bins=2).bars]
    [2, 1, 2]
    """
    step = 100 / bins
    counts = [0] * (bins + 1)
    for value in percentages:
        counts[bins if value >= 99.995 else max(0, min(bins - 1, int(value / step)))] += 1
    most, marks = _axis(max(counts))
    width = WIDTH / (bins + 1)
    bars = []
    for number, count in enumerate(counts):
        height = HEIGHT * count / most
        said = "full marks" if number == bins else f"{number * step:g} to under {(number + 1) * step:g} %"
        bars.append(Bar(number * width + 1.5, HEIGHT - height, width - 3, height, count, f"{said}: {count}"))
    return Histogram(bars, [Mark(HEIGHT - HEIGHT * value / most, f"{value:g}") for value in marks], len(percentages))


def line(values: Sequence[float]) -> Line:
    """Return a curve through values, from left to right; the vertical axis begins at 0.

    Examples
    --------
    >>> line([2.0, 1.0]).points
    '0.0,0.0 640.0,130.0'
    """
    most, marks = _axis(max(values))
    last = max(1, len(values) - 1)
    places = [(WIDTH * number / last, HEIGHT - HEIGHT * value / most) for number, value in enumerate(values)]
    columns = [Mark(WIDTH * number / last, str(number + 1)) for number in range(0, len(values), max(1, math.ceil(last / 12)))]
    return Line(" ".join(f"{x:.1f},{y:.1f}" for x, y in places), places[-1],
                [Mark(HEIGHT - HEIGHT * value / most, f"{value:g}") for value in marks], columns)  # fmt: skip


def span(low: float, value: float, high: float, limit: float) -> Span:
    """Return where an interval and a limit lie on a scale from 0 to a little beyond the larger of both.

    Examples
    --------
    >>> span(1.0, 2.0, 3.0, 4.0)
    Span(low=22.0, value=44.0, high=66.0, limit=88.0)
    """
    most = max(high, limit) / 0.88
    return Span(*(round(100 * number / most, 2) for number in (low, value, high, limit)))


def confusion(value: Any) -> list[list[tuple[int, str]]]:
    """Return the cells of a confusion matrix with the class of their colour, by the share of their row; none, if it is none.

    Examples
    --------
    >>> confusion([[9, 1], [0, 10]])
    [[(9, 'c3'), (1, 'c1')], [(0, 'c0'), (10, 'c4')]]
    """
    try:
        rows = msgspec.convert(value, list[list[int]])
    except msgspec.ValidationError:
        return []
    return [[(count, _shade(count / max(1, sum(row)))) for count in row] for row in rows]


def numbers(value: Any) -> list[float]:
    """Return a list of finite numbers, or nothing where it is none: a record's measurements are plain data of any kind."""
    try:
        found = msgspec.convert(value, list[float])
    except msgspec.ValidationError:
        return []
    return found if all(map(math.isfinite, found)) else []


def _shade(share: float) -> str:
    return "c" + str(sum(share >= step for step in (0.002, 0.2, 0.5, 0.95)))


def _axis(most: float) -> tuple[float, list[float]]:
    """Return the end of an axis from 0, and some round values on it."""
    if not most > 0:
        return 1.0, [0.0, 1.0]
    unit = 10.0 ** math.floor(math.log10(most))
    step = next(unit * part for part in (0.2, 0.25, 0.5, 1.0, 2.0, 2.5) if most / (unit * part) <= 5)
    if step < 1 and most >= 2 and float(most).is_integer():  # counts
        step = 1.0
    count = math.ceil(round(most / step, 9))
    return step * count, [step * number for number in range(count + 1)]
