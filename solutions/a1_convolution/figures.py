"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a1_convolution/figures.py``. The same code gives the same bytes: no dates, salted ids,
seeded noise, and text drawn as paths, so that no font is needed.
"""

from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import numpy as np
from convolution import (
    convolve1d,
    convolve2d,
    cross_correlate1d,
    gaussian_kernel1d,
    kernel_density,
    smooth1d,
    sum_distribution,
)
from matplotlib.patches import Rectangle

FOLDER = Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, RED, SKY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9"
PALE_BLUE, PALE_ORANGE, PALE_GREEN, GREY, PALE_GREY = "#D6E8F5", "#FBE5B6", "#CDEBE0", "#666666", "#EFEFEF"

STYLE = {
    "svg.hashsalt": "a1_convolution",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def _blank(ax, left, right, bottom, top):
    """Make `ax` a drawing board of square units."""
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.axis("off")


def _cell(ax, x, y, text, face, edge="black", **style):
    """Draw a unit square whose centre is (x, y)."""
    style = {"ha": "center", "va": "center", "fontsize": 10} | style
    _box(ax, x - 0.5, y - 0.5, 1, 1, facecolor=face, edgecolor=edge, linewidth=0.9)
    ax.text(x, y - 0.02, text, **style)


def _box(ax, left, bottom, width, height, **style):
    """Draw a rectangle; unclipped, which makes a shorter file."""
    ax.add_patch(Rectangle((left, bottom), width, height, clip_on=False, **style))


def _grid(ax, values, left, top, face, title):
    """Draw an array whose upper left corner is (left, top), on a background of one colour."""
    height, width = values.shape
    _box(ax, left, top - height, width, height, facecolor=face, edgecolor="none")
    ax.vlines(left + np.arange(width + 1), top - height, top, color="black", linewidth=0.9)
    ax.hlines(top - np.arange(height + 1), left, left + width, color="black", linewidth=0.9)
    for (row, column), value in np.ndenumerate(values):
        ax.text(left + column + 0.5, top - row - 0.52, _signed(value), ha="center", va="center", fontsize=10)
    ax.text(left + width / 2, top + 0.35, title, ha="center", va="bottom", fontsize=10)


def _signed(value):
    """Write an integer with a true minus sign."""
    return str(value).replace("-", "\N{MINUS SIGN}")


def flip_shift_multiply_add():
    """Show all six values of the lecture's example as a flipped kernel that slides past the input."""
    f, g = np.array([1, 2, 3, 4]), np.array([1, 1, 1])
    figure, axes = plt.subplots(2, 3, figsize=(WIDTH, 4.0), layout="constrained")
    for t, (ax, value) in enumerate(zip(axes.flat, convolve1d(f, g), strict=True)):
        _blank(ax, -2.7, 5.7, -3.3, 1.7)
        for tau, sample in enumerate(f):
            _cell(ax, tau, 0, str(sample), PALE_BLUE)
            ax.text(tau, 0.95, rf"$f({tau})$", ha="center", va="center", fontsize=8, color=BLUE)
        for k, weight in enumerate(g):
            _cell(ax, t - k, -1.15, str(weight), PALE_ORANGE)
            ax.text(t - k, -2.1, rf"$g({k})$", ha="center", va="center", fontsize=8, color="#8A5A00")
        terms = [f"{f[tau]}·{g[t - tau]}" for tau in range(f.size) if 0 <= t - tau < g.size]
        ax.text(1.5, -3.0, f"{' + '.join(terms)} = {value}", ha="center", va="center", fontsize=10)
        ax.set_title(f"t = {t}", fontsize=11)
    return figure


def template_matching():
    """Find a short template in a long noisy signal by the peak of their cross-correlation."""
    rng = np.random.default_rng(5)
    lag, n, m = 90, 30, 160
    phase = np.arange(n) / n
    template = np.sin(2 * np.pi * (1.2 * phase + 2.2 * phase**2)) * np.hanning(n)
    signal = 0.4 * rng.standard_normal(m)
    signal[lag : lag + n] += template
    similarity = cross_correlate1d(template, signal)
    lags = np.arange(-(n - 1), m)

    figure, axes = plt.subplots(3, 1, figsize=(WIDTH, 5.0), sharex=True, layout="constrained")
    axes[0].plot(np.arange(n), template, color=BLUE)
    axes[0].set_title(r"the template $f$", loc="left")
    axes[1].plot(np.arange(m), signal, color=GREY, linewidth=1)
    axes[1].plot(np.arange(lag, lag + n), template, color=BLUE, linewidth=2, alpha=0.85)
    axes[1].axvspan(lag, lag + n - 1, color=PALE_BLUE, zorder=0)
    axes[1].set_title(rf"the signal $g$: noise, and the template from sample {lag} on", loc="left")
    axes[2].plot(lags, similarity, color=RED)
    axes[2].plot(lag, similarity[lags == lag], "o", color=RED)
    axes[2].annotate(
        f"largest at lag {lag}",
        (lag, similarity.max()),
        xytext=(14, -4),
        textcoords="offset points",
        color=RED,
    )
    axes[2].axhline(0, color=GREY, linewidth=0.7)
    axes[2].set_title(r"the cross-correlation $f \star g$", loc="left")
    axes[1].set_xlabel("sample")
    axes[2].set_xlabel("lag t")
    axes[2].set_xlim(lags[0], lags[-1])
    return figure


def gaussian_smoothing():
    """Draw Gaussian kernels of several widths, and what two of them do to a noisy signal."""
    rng = np.random.default_rng(2)
    t = np.arange(200)
    clean = np.where(t < 70, 0.0, 1.0) + np.sin(t / 22) * (t > 110) * 0.6
    noisy = clean + 0.25 * rng.standard_normal(t.size)

    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.2), layout="constrained", gridspec_kw={"width_ratios": [2, 3]})
    for sigma, colour, marker in ((1, BLUE, "o"), (2, GREEN, "s"), (4, RED, "^")):
        kernel = gaussian_kernel1d(sigma)
        radius = kernel.size // 2
        left.plot(np.arange(-radius, radius + 1), kernel, marker=marker, markersize=3, linewidth=1, color=colour)
        left.annotate(rf"$\sigma = {sigma}$", (0, kernel[radius]), xytext=(14, -3), textcoords="offset points", color=colour)
    left.set_title("kernels, each of sum 1", loc="left")
    left.set_xlabel("t")
    left.set_ylim(0, None)
    right.plot(t, noisy, color="#B0B0B0", linewidth=0.8, label="noisy")
    right.plot(t, smooth1d(noisy, 2), color=GREEN, linewidth=1.5, label=r"$\sigma = 2$")
    right.plot(t, smooth1d(noisy, 10), color="black", linewidth=1.8, linestyle="--", label=r"$\sigma = 10$")
    right.set_title("a noisy signal, smoothed", loc="left")
    right.set_xlabel("t")
    right.legend(loc="lower right", fontsize=9)
    return figure


def modes():
    """Show which overlaps 'full', 'same' and 'valid' keep, for an odd and for an even kernel."""
    n = 5
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    for ax, m in zip(axes, (3, 4), strict=True):
        _blank(ax, -4.8, 12.6, -8.2, 2.6)
        for tau in range(n):
            _cell(ax, tau, 1, f"{tau}", PALE_BLUE, fontsize=9)
        kept = {"full": range(n + m - 1), "same": range((m - 1) // 2, (m - 1) // 2 + n), "valid": range(m - 1, n)}
        for column, (mode, marker, colour) in enumerate((("full", "o", BLUE), ("same", "s", GREEN), ("valid", "^", RED))):
            x = 8.5 + 1.6 * column
            ax.text(x, 0.75, mode, ha="left", va="bottom", fontsize=9, rotation=45, color=colour)
            ax.plot([x] * len(kept[mode]), [-t - 0.5 for t in kept[mode]], marker, color=colour, markersize=6)
        for t in range(n + m - 1):
            for tau in range(t - m + 1, t + 1):
                face = PALE_ORANGE if 0 <= tau < n else "white"
                _box(ax, tau - 0.5, -t - 0.85, 1, 0.7, facecolor=face, edgecolor="black", linewidth=0.7)
            ax.text(-4.1, -t - 0.52, f"{t}", ha="right", va="center", fontsize=9)
        ax.text(-4.1, 1, "t", ha="right", va="center", fontsize=10, style="italic")
        ax.vlines([-0.5, n - 0.5], -n - m + 0.9, 0.4, color=BLUE, linewidth=1, linestyle=":")
        ax.set_title(f"n = {n}, m = {m}: {', '.join(str(len(k)) for k in kept.values())} values", fontsize=11)
    return figure


def reflection():
    """Compare the reflection of this unit, about the edge, with the one that it is not: about the last sample."""
    names, heights = "abcd", np.array([1.0, 2.6, 1.9, 3.2])
    rows = (
        ("this unit: mirrors stand between samples", "symmetric", 4, (-0.5, 3.5)),
        ("not this unit: mirrors stand on the last samples", "reflect", 3, (0, 3)),
    )
    figure, axes = plt.subplots(2, 1, figsize=(WIDTH, 4.0), sharex=True, layout="constrained")
    for ax, (title, numpy_mode, width, mirrors) in zip(axes, rows, strict=True):
        order = np.pad(np.arange(4), width, mode=numpy_mode)
        positions = np.arange(-width, 4 + width)
        inside = (positions >= 0) & (positions < 4)
        ax.bar(positions, heights[order], width=0.72, color=np.where(inside, BLUE, PALE_BLUE), edgecolor=BLUE)
        for position, index in zip(positions, order, strict=True):
            ax.text(position, -0.18, names[index], ha="center", va="top", fontsize=11)
        ax.vlines(mirrors, 0, 3.9, color=RED, linewidth=1.8, linestyle="--")
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set(xlim=(-4.7, 7.7), ylim=(-0.75, 4.0))
        ax.set_title(title, loc="left")
        ax.axis("off")
    return figure


def convolution_2d():
    """Compute one value of a 'valid' 2-D convolution: a 7x7 image, a 3x3 kernel flipped on both axes, a 5x5 result."""
    image = np.array(
        [
            [0, 0, 0, 0, 0, 0, 0],
            [0, 1, 1, 1, 1, 1, 0],
            [0, 1, 2, 2, 2, 1, 0],
            [0, 1, 2, 3, 2, 1, 0],
            [0, 1, 2, 2, 2, 1, 0],
            [0, 1, 1, 1, 1, 1, 0],
            [0, 0, 0, 0, 0, 0, 0],
        ]
    )
    kernel = np.array([[1, 2, 0], [3, 0, 0], [0, 0, -1]])
    result = convolve2d(image, kernel, mode="valid")
    row, column = 2, 3

    figure, ax = plt.subplots(figsize=(WIDTH, 4.0), layout="constrained")
    _blank(ax, -0.2, 19.2, -2.0, 8.6)
    _grid(ax, image, 0, 7, "none", "image, 7 by 7")
    _grid(ax, kernel, 8.7, 7.6, "none", "kernel")
    _grid(ax, np.flip(kernel), 8.7, 2.8, PALE_ORANGE, "flipped on both axes")
    _grid(ax, result, 13.8, 6, "none", "result, 5 by 5 (valid)")
    arrow = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.2}
    ax.annotate("", (10.2, 3.8), xytext=(10.2, 4.55), arrowprops=arrow)
    for left, bottom, size, face, edge in (
        (column, 7 - row - 3, 3, PALE_ORANGE, RED),
        (13.8 + column, 6 - row - 1, 1, PALE_GREEN, GREEN),
    ):
        _box(ax, left, bottom, size, size, facecolor=face, edgecolor="none", zorder=0)
        _box(ax, left, bottom, size, size, facecolor="none", edgecolor=edge, linewidth=2.4, zorder=4)
    window, flipped = image[row : row + 3, column : column + 3], np.flip(kernel)
    terms = [f"{a}·({_signed(b)})" if b < 0 else f"{a}·{b}" for a, b in zip(window.flat, flipped.flat, strict=True) if b]
    ax.text(9.5, -1.5, f"{' + '.join(terms)} = {result[row, column]}", ha="center", va="center", fontsize=11)
    return figure


def two_dice():
    """Draw the 36 outcomes of two dice and the distribution of their sum: equal sums lie on a diagonal."""
    die = np.array([0, 1, 1, 1, 1, 1, 1]) / 6
    total = sum_distribution(die, die)
    shades = plt.get_cmap("cividis")(np.linspace(0.25, 0.95, 11))

    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.3), layout="constrained", gridspec_kw={"width_ratios": [2, 3]})
    _blank(left, -0.4, 6.6, -0.2, 6.6)
    for x in range(1, 7):
        left.text(x, 0.2, str(x), ha="center", va="center", fontsize=9, color=GREY)
        left.text(0.2, x, str(x), ha="center", va="center", fontsize=9, color=GREY)
        for y in range(1, 7):
            _cell(left, x, y, str(x + y), shades[x + y - 2], "white", color="white" if x + y < 6 else "black")
    left.set_title("36 equally likely outcomes", fontsize=11)
    right.bar(np.arange(2, 13), total[2:], color=shades, edgecolor="black", linewidth=0.7)
    for value in range(2, 13):
        count = round(36 * total[value])
        right.text(value, total[value] + 0.003, f"{count}/36", ha="center", va="bottom", fontsize=8)
    right.set(ylim=(0, 0.185), xticks=range(13), yticks=[0, 0.05, 0.1, 0.15])
    right.set_xlabel("sum = index into the result")
    right.set_ylabel("probability")
    right.set_title("their sum: a box convolved with a box", fontsize=11, loc="left")
    return figure


def bandwidths():
    """Estimate one density from the same samples with a bandwidth too small, about right and too large."""
    rng = np.random.default_rng(1)
    samples = np.concatenate([rng.normal(-2.0, 0.7, 20), rng.normal(1.5, 1.0, 28)])
    grid = np.linspace(-6, 6, 241)
    truth = (20 * kernel_density([-2.0], grid, 0.7) + 28 * kernel_density([1.5], grid, 1.0)) / 48

    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.7), sharey=True, layout="constrained")
    cases = ((0.1, "too rough", RED), (0.5, "about right", BLUE), (2.0, "too smooth", GREEN))
    for ax, (h, verdict, colour) in zip(axes, cases, strict=True):
        ax.fill(grid[::4], truth[::4], color="#DDDDDD", linewidth=0)
        ax.plot(grid, kernel_density(samples, grid, h), color=colour, linewidth=1.6)
        ax.eventplot(samples, lineoffsets=-0.02, linelengths=0.02, linewidths=0.6, color="black", clip_on=False)
        ax.set_title(f"h = {h:g}: {verdict}", fontsize=11, loc="left")
        ax.set_xlabel("x")
    axes[0].set_ylabel("density")
    return figure


FIGURES = {
    "flip_shift_multiply_add": flip_shift_multiply_add,
    "modes": modes,
    "template_matching": template_matching,
    "gaussian_smoothing": gaussian_smoothing,
    "reflection": reflection,
    "convolution_2d": convolution_2d,
    "two_dice": two_dice,
    "bandwidths": bandwidths,
}


def main():
    """Write every figure."""
    FOLDER.mkdir(exist_ok=True)
    with plt.style.context(["default", STYLE]):
        for name, draw in FIGURES.items():
            figure = draw()
            figure.savefig(FOLDER / f"{name}.svg", metadata={"Date": None, "Creator": None})
            plt.close(figure)


if __name__ == "__main__":
    main()
