"""How fast the references are beside SciPy and torch, on one thread, at the sizes of the course.

Both sides of a row run in turn, in random order within each round, on one processor; a timing repeats a call until it
takes some milliseconds. Printed are the medians of processor time and the median of the rounds' ratios with its quartiles.

Run ``make bench``, or ``python benchmarks/references.py --only conv2d --chart /tmp/references.svg``.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"  # before NumPy and torch are imported

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from scipy import ndimage, signal, stats

from autograder import units
from autograder.data import photograph
from autograder.judge import load_reference

ROOT = Path(__file__).resolve().parents[1]
LIMIT, GOAL = 3.0, 1.5  # times SciPy or torch: what a reference of this course must not exceed, and what it aims at
LEAST_SECONDS = 0.004


class Row(NamedTuple):
    """One comparison: a reference function and its rival on the same arguments."""

    function: str
    size: str
    ours: Callable[[], object]
    rival: str
    theirs: Callable[[], object]


def module(name: str):
    """Return the reference module of a unit."""
    folder = ROOT / "solutions" / name
    return load_reference(folder, units.load(folder))


def signals(rng: np.random.Generator) -> list[Row]:
    """Return the rows of unit a1: signals and images, float64."""
    a1 = module("a1_convolution")
    f, g = rng.normal(size=10_000), rng.normal(size=101)
    image, kernel = photograph("camera") / 255, rng.normal(size=(5, 5))
    volume, cube = rng.normal(size=(32, 32, 32)), rng.normal(size=(3, 3, 3))
    samples, grid = rng.normal(size=1000), np.linspace(-4, 4, 200)
    return [
        Row("convolve1d", "10 000 by 101", lambda: a1.convolve1d(f, g),
            "scipy.signal.convolve, direct", lambda: signal.convolve(f, g, method="direct")),
        Row("cross_correlate1d", "101 by 10 000", lambda: a1.cross_correlate1d(g, f),
            "numpy.correlate", lambda: np.correlate(f, g, "full")),
        Row("smooth1d", "10 000, sigma 5", lambda: a1.smooth1d(f, 5),
            "scipy.ndimage.gaussian_filter1d", lambda: ndimage.gaussian_filter1d(f, 5)),
        Row("convolve2d", "512×512 by 5×5", lambda: a1.convolve2d(image, kernel, "same"),
            "scipy.signal.convolve2d", lambda: signal.convolve2d(image, kernel, "same")),
        Row("convolve_nd", "32×32×32 by 3×3×3", lambda: a1.convolve_nd(volume, cube),
            "scipy.signal.convolve, direct", lambda: signal.convolve(volume, cube, method="direct")),
        Row("kernel_density", "1000 at 200 points", lambda: a1.kernel_density(samples, grid, 0.3),
            "mean of scipy.stats.norm.pdf", lambda: stats.norm.pdf(grid[:, None], samples, 0.3).mean(axis=1)),
    ]  # fmt: skip


def filters(rng: np.random.Generator) -> list[Row]:
    """Return the rows of unit a2: the lecture's photograph, whole and a corner of it."""
    a2 = module("a2_filters")
    rows: list[Row] = []
    for side in (512, 128):
        image = photograph("ascent")[:side, :side].astype(np.float64)
        small, large = rng.normal(size=(3, 3)), rng.normal(size=(15, 15))
        k_h, k_v = a2.edge_kernels()
        edges = a2.edge_responses(image)
        size = f"{side}×{side}"
        rows += [
            Row("filter2d", f"{size} by 3×3", lambda i=image, k=small: a2.filter2d(i, k),
                "scipy.ndimage.convolve", lambda i=image, k=small: ndimage.convolve(i, k)),
            Row("filter2d", f"{size} by 15×15", lambda i=image, k=large: a2.filter2d(i, k),
                "scipy.ndimage.convolve", lambda i=image, k=large: ndimage.convolve(i, k)),
            Row("gaussian_filter2d", f"{size}, sigma 3", lambda i=image: a2.gaussian_filter2d(i, 3),
                "scipy.ndimage.gaussian_filter", lambda i=image: ndimage.gaussian_filter(i, 3)),
            Row("gaussian_filter2d", f"{size}, sigma 10", lambda i=image: a2.gaussian_filter2d(i, 10),
                "scipy.ndimage.gaussian_filter", lambda i=image: ndimage.gaussian_filter(i, 10)),
            Row("edge_responses", size, lambda i=image: a2.edge_responses(i),
                "scipy.ndimage.convolve, twice",
                lambda i=image, h=k_h, v=k_v: (ndimage.convolve(i, h), ndimage.convolve(i, v))),
            Row("sobel", f"{size}, axis 0", lambda i=image: a2.sobel(i, 0),
                "scipy.ndimage.sobel", lambda i=image: ndimage.sobel(i, 0)),
            Row("sobel", f"{size}, axis 1", lambda i=image: a2.sobel(i, 1),
                "scipy.ndimage.sobel", lambda i=image: ndimage.sobel(i, 1)),
            Row("gradient_magnitude", size, lambda e=edges: a2.gradient_magnitude(*e),
                "the lecture's lines", lambda e=edges: scaled(*e)),
            Row("high_pass", f"{size}, sigma 3", lambda i=image: a2.high_pass(i, 3),
                "image - scipy.ndimage.gaussian_filter", lambda i=image: i - ndimage.gaussian_filter(i, 3)),
            Row("sharpen", f"{size}, sigma 3", lambda i=image: a2.sharpen(i, 3, 1.5),
                "the same with scipy.ndimage.gaussian_filter",
                lambda i=image: i + 1.5 * (i - ndimage.gaussian_filter(i, 3))),
        ]  # fmt: skip
    return rows


def scaled(edge_h: np.ndarray, edge_v: np.ndarray) -> np.ndarray:
    """Return the magnitude of the gradient as the lecture computes it."""
    magnitude = np.sqrt(edge_h**2 + edge_v**2)
    magnitude *= 255.0 / np.max(magnitude)
    return magnitude


def layers(rng: np.random.Generator) -> list[Row]:
    """Return the rows of unit a3: layers of the lecture's networks, of float64, float32 and int64."""
    a3 = module("a3_layers")
    rows: list[Row] = []
    shapes = (  # batch, channels, side, output channels, kernel, stride, padding
        (8, 3, 32, 16, 3, 1, 1),  # the lecture's network, its two convolutions on images of CIFAR-10's size
        (8, 16, 16, 32, 3, 1, 1),
        (1, 3, 224, 64, 11, 4, 2),  # AlexNet's first
        (1, 64, 27, 192, 5, 1, 2),  # and its second
    )
    for dtype in (np.float64, np.float32, np.int64):
        scale = 9 if dtype is np.int64 else 1
        for n, c, side, o, k, s, p in shapes:
            x, w, b = ((scale * rng.normal(size=shape)).astype(dtype) for shape in ((n, c, side, side), (o, c, k, k), (o,)))
            tx, tw, tb = map(torch.from_numpy, (x, w, b))
            grad = rng.normal(size=F.conv2d(tx, tw, tb, s, p).shape).astype(dtype)
            tgrad = torch.from_numpy(grad)
            size = f"{n}×{c}×{side}×{side} to {o}, {k}×{k}" + (f", stride {s}" if s > 1 else "") + f", {dtype.__name__}"
            if dtype is np.int64:  # exact in both; torch has no gradients, no unfold and no pooling of integers
                rows.append(Row("conv2d", size, lambda x=x, w=w, b=b, s=s, p=p: a3.conv2d(x, w, b, s, p),
                                "torch conv2d", lambda x=tx, w=tw, b=tb, s=s, p=p: F.conv2d(x, w, b, s, p)))  # fmt: skip
                continue
            rows += [
                Row("conv2d", size, lambda x=x, w=w, b=b, s=s, p=p: a3.conv2d(x, w, b, s, p),
                    "torch conv2d", lambda x=tx, w=tw, b=tb, s=s, p=p: F.conv2d(x, w, b, s, p)),
                Row("conv2d_backward", size, lambda g=grad, x=x, w=w, s=s, p=p: a3.conv2d_backward(g, x, w, s, p),
                    "torch convolution_backward",
                    lambda g=tgrad, x=tx, w=tw, s=s, p=p: torch.ops.aten.convolution_backward(
                        g, x, w, [len(w)], [s, s], [p, p], [1, 1], False, [0, 0], 1, [True, True, True])),
                Row("im2col", size, lambda x=x, k=k, s=s, p=p: a3.im2col(x, k, s, p),
                    "torch unfold", lambda x=tx, k=k, s=s, p=p: F.unfold(x, k, 1, p, s)),
            ]  # fmt: skip
        for n, c, side, k, s, out in ((8, 16, 32, 2, 2, 4), (1, 64, 55, 3, 2, 6)) if dtype is not np.int64 else ():
            x = rng.normal(size=(n, c, side, side)).astype(dtype)
            line = x[:, :, 0].copy()
            tx, tline = torch.from_numpy(x), torch.from_numpy(line)
            size = f"{n}×{c}×{side}×{side}, "
            kind = f", {dtype.__name__}"
            rows += [
                Row("max_pool2d", f"{size}{k}×{k}, stride {s}{kind}", lambda x=x, k=k, s=s: a3.max_pool2d(x, k, s),
                    "torch max_pool2d", lambda x=tx, k=k, s=s: F.max_pool2d(x, k, s)),
                Row("avg_pool2d", f"{size}{k}×{k}, stride {s}{kind}", lambda x=x, k=k, s=s: a3.avg_pool2d(x, k, s),
                    "torch avg_pool2d", lambda x=tx, k=k, s=s: F.avg_pool2d(x, k, s)),
                Row("adaptive_avg_pool2d", f"{size}to {out}{kind}", lambda x=x, o=out: a3.adaptive_avg_pool2d(x, o),
                    "torch adaptive_avg_pool2d", lambda x=tx, o=out: F.adaptive_avg_pool2d(x, o)),
                Row("adaptive_avg_pool1d", f"{n}×{c}×{side} to {out}{kind}", lambda x=line, o=out: a3.adaptive_avg_pool1d(x, o),
                    "torch adaptive_avg_pool1d", lambda x=tline, o=out: F.adaptive_avg_pool1d(x, o)),
                Row("adaptive_max_pool1d", f"{n}×{c}×{side} to {out}{kind}", lambda x=line, o=out: a3.adaptive_max_pool1d(x, o),
                    "torch adaptive_max_pool1d", lambda x=tline, o=out: F.adaptive_max_pool1d(x, o)),
            ]  # fmt: skip
    return rows


def seconds(call: Callable[[], object], times: int) -> float:
    """Return the processor time of one call, from so many."""
    before = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - before) / times


def repeats(call: Callable[[], object]) -> int:
    """Return how often to call for a timing of some milliseconds, after warming up."""
    call()
    return max(1, int(LEAST_SECONDS / max(seconds(call, 3), 1e-9)) + 1)


def agree(one: object, other: object) -> bool:
    """Return whether two results hold the same numbers, up to rounding."""
    if isinstance(one, tuple):
        return all(agree(left, right) for left, right in zip(one, other, strict=True))  # type: ignore[call-overload]
    ours, theirs = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    tolerance = 1e-4 if getattr(one, "dtype", None) == np.float32 else 1e-9
    return ours.shape == theirs.shape and bool((abs(ours - theirs) <= tolerance * max(1.0, abs(theirs).max())).all())


def compared(row: Row, rounds: int, order: random.Random) -> tuple[float, float, list[float]]:
    """Return the median microseconds of both sides, and the ratio of every round; first see that they agree."""
    if not agree(row.ours(), row.theirs()):
        raise SystemExit(f"{row.function} {row.size}: the two sides differ")
    times = {row.ours: repeats(row.ours), row.theirs: repeats(row.theirs)}
    taken: dict[Callable[[], object], list[float]] = {row.ours: [], row.theirs: []}
    for _ in range(rounds):
        for call in order.sample([row.ours, row.theirs], 2):
            taken[call].append(seconds(call, times[call]))
    ours, theirs = taken[row.ours], taken[row.theirs]
    return (
        1e6 * statistics.median(ours),
        1e6 * statistics.median(theirs),
        [one / other for one, other in zip(ours, theirs, strict=True)],
    )


def draw(results: list[tuple[Row, list[float]]], path: Path) -> None:
    """Draw the median ratio of every row, one line a function, on a logarithmic axis."""
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"svg.hashsalt": "references", "svg.fonttype": "path", "font.size": 9})
    functions = list(dict.fromkeys(row.function for row, _ratios in results))
    figure, ax = plt.subplots(figsize=(7.2, 0.24 * len(functions) + 1.2), layout="constrained")
    for row, ratios in results:
        middle = statistics.median(ratios)
        colour = "#009E73" if middle <= GOAL else "#E69F00" if middle <= LIMIT else "#D55E00"
        single = row.size.endswith("float32")
        y = functions.index(row.function) + (0.15 if single else -0.15)
        ax.plot(middle, y, "s" if single else "o", color=colour, markersize=5, markerfacecolor="white" if single else colour)
    for ratio, label in ((1.0, "1"), (GOAL, f"goal\n{GOAL:g}"), (LIMIT, f"limit\n{LIMIT:g}")):
        ax.axvline(ratio, color="#666666", linewidth=0.8, linestyle="-" if ratio == 1 else "--", zorder=0)
        ax.annotate(label, (ratio, 1.01), xycoords=("data", "axes fraction"), ha="center", va="bottom", fontsize=8)
    ax.set_xscale("log")
    ticks = [0.1, 0.2, 0.5, 1, 2, 5]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.minorticks_off()
    ax.set_yticks(range(len(functions)), functions)
    ax.set_ylim(len(functions) - 0.5, -0.5)
    ax.grid(linewidth=0.3)
    ax.set_xlabel("time of the reference / time of SciPy or torch\n(circles: float64, squares: float32; left of 1 is faster)")
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Compare all rows and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--only", default="", help="functions whose name holds this")
    parser.add_argument("--chart", type=Path, help="also draw the ratios, as SVG")
    options = parser.parse_args()
    if options.rounds < 3:
        parser.error("--rounds: quartiles need at least 3")
    torch.set_num_threads(1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    rng, order = np.random.default_rng(0), random.Random(0)
    results: list[tuple[Row, list[float]]] = []
    print("| reference | size | beside | µs | µs, rival | ratio | quartiles |\n|---|---|---|---:|---:|---:|---|")
    with torch.inference_mode():
        for row in [*signals(rng), *filters(rng), *layers(rng)]:
            if options.only not in row.function:
                continue
            ours, theirs, ratios = compared(row, options.rounds, order)
            low, middle, high = statistics.quantiles(ratios, n=4)
            print(f"| `{row.function}` | {row.size} | {row.rival} | {ours:.0f} | {theirs:.0f} "
                  f"| {middle:.2f} | {low:.2f} to {high:.2f} |", flush=True)  # fmt: skip
            results.append((row, ratios))
    if not results:
        sys.exit(f"--only {options.only}: no such function")
    over = [row for row, ratios in results if statistics.median(ratios) > LIMIT]
    within = sum(statistics.median(ratios) <= GOAL for _row, ratios in results)
    print(f"\n{within} of {len(results)} within {GOAL:g} times, {len(over)} above {LIMIT:g} times: "
          + (", ".join(f"{row.function} {row.size}" for row in over) or "none"))  # fmt: skip
    if options.chart:
        draw(results, options.chart)


if __name__ == "__main__":
    main()
