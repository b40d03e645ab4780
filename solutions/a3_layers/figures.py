"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a3_layers/figures.py``. The same code gives the same bytes: no dates, salted ids,
seeded noise, and text drawn as paths, so that no font is needed.
"""

import pathlib

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import numpy as np
from layers import (
    adaptive_avg_pool1d,
    adaptive_pool_recipe,
    conv2d,
    conv2d_backward,
    conv2d_parameter_count,
    conv_output_size,
    im2col,
    max_pool2d,
    recipe_disagreements,
)
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

FOLDER = pathlib.Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, RED, PURPLE = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7"
PALE_BLUE, PALE_ORANGE, PALE_GREEN, PALE_PURPLE = "#D6E8F5", "#FBE5B6", "#CDEBE0", "#F5DEEA"
GREY, PALE_GREY = "#666666", "#EFEFEF"

STYLE = {
    "svg.hashsalt": "a3_layers",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}

ARROW = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.2}

# The example that the handout follows by hand: two channels, one output channel, a kernel of 2 by 2.
IMAGE = np.array([[[[1, 2, 0], [0, 1, 3], [2, 0, 1]], [[0, 1, 1], [2, 0, 0], [1, 1, 0]]]])
WEIGHT = np.array([[[[1, 0], [0, 2]], [[0, 1], [-1, 0]]]])
BIAS = np.array([10])


def _blank(ax, left, right, bottom, top):
    """Make `ax` a drawing board of square units."""
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.axis("off")


def _box(ax, left, bottom, width, height, **style):
    """Draw a rectangle; unclipped, which makes a shorter file."""
    ax.add_patch(Rectangle((left, bottom), width, height, clip_on=False, **style))


def _cell(ax, x, y, text, face, edge="black", **style):
    """Draw a unit square whose centre is (x, y)."""
    style = {"ha": "center", "va": "center", "fontsize": 10} | style
    _box(ax, x - 0.5, y - 0.5, 1, 1, facecolor=face, edgecolor=edge, linewidth=0.9)
    ax.text(x, y - 0.02, text, **style)


def _grid(ax, values, left, top, face="none", title="", **style):
    """Draw an array whose upper left corner is (left, top), on a background of one colour."""
    height, width = values.shape
    _box(ax, left, top - height, width, height, facecolor=face, edgecolor="none", zorder=0)
    ax.vlines(left + np.arange(width + 1), top - height, top, color="black", linewidth=0.9)
    ax.hlines(top - np.arange(height + 1), left, left + width, color="black", linewidth=0.9)
    style = {"ha": "center", "va": "center", "fontsize": 10} | style
    for (row, column), value in np.ndenumerate(values):
        ax.text(left + column + 0.5, top - row - 0.52, _signed(value), **style)
    if title:
        ax.text(left + width / 2, top + 0.3, title, ha="center", va="bottom", fontsize=10)


def _signed(value):
    """Write a number with a true minus sign."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


def output_size():
    """Draw all windows of six convolutions of one side, which gives the size of the result."""
    cases = (
        (7, 3, 1, 0, 1, "each window is one output"),
        (7, 3, 1, 1, 1, "padding 1: the size stays"),
        (8, 3, 2, 1, 1, "stride 2: half, despite padding"),
        (8, 3, 3, 0, 1, "stride 3: the end is never seen"),
        (7, 3, 1, 0, 2, "dilation 2: a span of 5"),
        (7, 2, 1, 1, 1, "even kernel: one too many"),
    )
    figure, axes = plt.subplots(2, 3, figsize=(WIDTH, 5.0), layout="constrained")
    for ax, (size, k, s, p, d, remark) in zip(axes.flat, cases, strict=True):
        _blank(ax, -1.7, 8.7, -9.6, 2.0)
        count = conv_output_size(size, k, s, p, d)
        for i in range(-p, size + p):
            inside = 0 <= i < size
            _cell(ax, i, 1, "" if inside else "0", PALE_BLUE if inside else "white", color=GREY, fontsize=9)
        for t in range(count):
            first, y = s * t - p, -0.55 - t
            ax.hlines(y, first, first + d * (k - 1), color=RED, linewidth=1.2)
            ax.plot(first + d * np.arange(k), [y] * k, "o", color=RED, markersize=4.5)
        sizes = f"size {size}, k = {k}, s = {s}, p = {p}" + (f", d = {d}" if d > 1 else "")
        ax.set_title(f"{sizes}\n{remark}", fontsize=9.5)
        ax.text(3.5, -9.6, f"size of the result: {count}", ha="center", va="bottom", fontsize=10, color=RED)
    return figure


def channels():
    """Draw the layer Conv2d(3, 5, 3): five kernels, each as deep as the image, and where the 140 parameters are."""
    colours = (PALE_ORANGE, PALE_GREEN, PALE_PURPLE, "#DCE6A8", "#D9D9F3")
    figure, ax = plt.subplots(figsize=(WIDTH, 4.2), layout="constrained")
    _blank(ax, -0.2, 23.4, -1.5, 12.6)
    for c in reversed(range(3)):
        _box(ax, 0.55 * c, 3.9 + 0.55 * c, 4.6, 4.6, facecolor=PALE_BLUE, edgecolor="black", linewidth=0.9, zorder=2 - 0.1 * c)
    ax.text(2.3, 6.2, "H × W", ha="center", va="center", fontsize=10, zorder=5)
    ax.text(2.85, 10.0, "image\n3 channels", ha="center", va="bottom", fontsize=10)
    for o, colour in enumerate(colours):
        y = 9.4 - 2.35 * o
        for c in range(3):
            left = 8.6 + 2.0 * c
            _box(ax, left, y, 1.6, 1.6, facecolor=colour, edgecolor="none")
            ax.hlines(y + np.arange(4) * 1.6 / 3, left, left + 1.6, color="black", linewidth=0.7)
            ax.vlines(left + np.arange(4) * 1.6 / 3, y, y + 1.6, color="black", linewidth=0.7)
        ax.text(15.1, y + 0.78, "+", ha="center", va="center", fontsize=11)
        _box(ax, 16.0, y + 0.53, 0.54, 0.54, facecolor=colour, edgecolor="black", linewidth=0.7)
        ax.annotate("", (8.3, y + 0.8), xytext=(6.0, 6.75), arrowprops=ARROW | {"linewidth": 0.8})
        ax.annotate("", (19.4, y + 0.8), xytext=(17.2, y + 0.8), arrowprops=ARROW | {"linewidth": 0.8})
        _box(ax, 19.8, y - 0.15, 1.9, 1.9, facecolor=colour, edgecolor="black", linewidth=0.9)
    ax.text(11.4, 11.3, "5 kernels, each 3 × 3 × 3", ha="center", va="bottom", fontsize=10)
    ax.text(16.27, 11.3, "bias", ha="center", va="bottom", fontsize=10)
    ax.text(20.75, 11.5, "result\n5 channels", ha="center", va="bottom", fontsize=10)
    weights, total = conv2d_parameter_count(3, 5, 3, bias=False), conv2d_parameter_count(3, 5, 3)
    ax.text(11.4, -0.6, f"5 · 3 · 3 · 3 = {weights} weights", ha="center", va="top", fontsize=10.5)
    ax.text(15.35, -0.6, f"+ {total - weights} biases = {total} parameters", ha="left", va="top", fontsize=10.5)
    return figure


def im2col_product():
    """Lay the windows of the example out as columns and multiply by the weights, laid out as a row."""
    columns, row = im2col(IMAGE, 2)[0], WEIGHT.reshape(1, -1)
    product = row @ columns
    result = conv2d(IMAGE, WEIGHT, BIAS)[0, 0]
    figure, ax = plt.subplots(figsize=(WIDTH, 4.6), layout="constrained")
    _blank(ax, -0.3, 22.6, -5.2, 9.7)
    for c, colour in enumerate((PALE_BLUE, PALE_GREEN)):
        top = 8.2 - 4.9 * c
        _grid(ax, IMAGE[0, c], 0, top, colour, f"channel {c}")
        _box(ax, 1, top - 2, 2, 2, facecolor="none", edgecolor=RED, linewidth=2.4, zorder=4)
        # the rows of the matrix that come from this channel
        _box(ax, 14.0, 8.2 - 4 * c - 4, 4, 4, facecolor=colour, edgecolor="none", zorder=0)
    _grid(ax, columns, 14.0, 8.2, title="a column for each of the 4 windows")
    _box(ax, 15, 0.2, 1, 8, facecolor="none", edgecolor=RED, linewidth=2.4, zorder=4)
    for r in range(8):
        label = rf"$c={r // 4},\ i={r // 2 % 2},\ j={r % 2}$"
        ax.text(13.7, 8.2 - r - 0.52, label, ha="right", va="center", fontsize=8.5, color=GREY)
    ax.annotate("", (9.3, 5.0), xytext=(3.6, 5.0), arrowprops=ARROW)
    ax.text(6.4, 5.3, "im2col", ha="center", va="bottom", fontsize=10, family="monospace")
    _box(ax, 4.6, -2.2, 4, 1, facecolor=PALE_BLUE, edgecolor="none", zorder=0)
    _box(ax, 8.6, -2.2, 4, 1, facecolor=PALE_GREEN, edgecolor="none", zorder=0)
    _grid(ax, row, 4.6, -1.2)
    ax.text(8.6, -2.5, "the weights of one output channel: a row", ha="center", va="top", fontsize=10)
    ax.text(13.3, -1.7, "times", ha="center", va="center", fontsize=9, color=GREY)
    _grid(ax, product, 14.0, -1.2)
    _box(ax, 15, -2.2, 1, 1, facecolor=PALE_ORANGE, edgecolor="none", zorder=0)
    _box(ax, 15, -2.2, 1, 1, facecolor="none", edgecolor=RED, linewidth=2.4, zorder=4)
    ax.annotate("", (16, -1.1), xytext=(16, 0.1), arrowprops=ARROW)
    ax.annotate("", (20.0, -1.7), xytext=(18.2, -1.7), arrowprops=ARROW)
    ax.text(19.1, -1.4, "+ 10", ha="center", va="bottom", fontsize=9)
    _grid(ax, result, 20.3, -0.7)
    ax.text(21.3, -2.9, "reshaped", ha="center", va="top", fontsize=10)
    terms = [
        f"{_signed(a)}·({_signed(b)})" if b < 0 else f"{_signed(a)}·{_signed(b)}"
        for a, b in zip(columns[:, 1], row[0], strict=True)
        if b
    ]
    ax.text(11.2, -4.6, f"marked: {' + '.join(terms)} = {product[0, 1]}", ha="center", va="center", fontsize=10.5, color=RED)
    return figure


def who_used_this_value():
    """Follow gradients back: each input collects from the outputs whose windows it was in."""
    x, w = np.array([[[[3, 1, 4, 1, 5, 9]]]]), np.array([[[[2, -1, 3]]]])
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.5), layout="constrained")
    for ax, stride in zip(axes, (1, 2), strict=True):
        size = conv_output_size(6, 3, stride)
        grad_out = 10 ** np.arange(size)
        grad_x = conv2d_backward(grad_out[None, None, None], x, w, stride)[0][0, 0, 0]
        _blank(ax, -2.0, 8.4, -2.5, 5.9)
        spread, chosen = 1.5, 2
        middle = spread * 2.5
        for r, value in enumerate(grad_out):
            at = middle + spread * stride * (r - (size - 1) / 2)
            for i in range(3):
                source = spread * (stride * r + i)
                used = stride * r + i == chosen
                ax.annotate(
                    "",
                    (source, 0.62),
                    xytext=(at, 3.98),
                    arrowprops={"arrowstyle": "-|>", "color": RED if used else "#BBBBBB", "linewidth": 1.8 if used else 0.9},
                    zorder=3 if used else 1,
                )
                if used:
                    x_label, y_label = at + 0.27 * (source - at), 3.98 - 0.27 * 3.36
                    style = {"ha": "center", "va": "center", "fontsize": 9, "color": RED, "zorder": 4}
                    ax.text(x_label, y_label, f"$w({i})$", bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}, **style)
            _cell(ax, at, 4.5, f"{value}", PALE_ORANGE, fontsize=8 if value > 100 else 10)
            ax.text(at, 5.4, f"$y({r})$", ha="center", va="center", fontsize=9, color="#8A5A00")
        for u, value in enumerate(grad_x):
            _cell(ax, spread * u, 0.1, "", PALE_BLUE if u != chosen else PALE_ORANGE, RED if u == chosen else "black")
            ax.text(spread * u, 0.08, _signed(int(value)), ha="center", va="center", fontsize=7.5 if abs(value) > 99 else 10)
            ax.text(spread * u, -0.8, f"$x({u})$", ha="center", va="center", fontsize=9, color=BLUE)
        terms = [
            f"{grad_out[r]}·({_signed(w[0, 0, 0, chosen - stride * r])})"
            if w[0, 0, 0, chosen - stride * r] < 0
            else f"{grad_out[r]}·{_signed(w[0, 0, 0, chosen - stride * r])}"
            for r in range(size)
            if 0 <= chosen - stride * r < 3
        ]
        ax.text(middle, -2.1, f"{' + '.join(terms)} = {int(grad_x[chosen])}", ha="center", va="center", fontsize=10, color=RED)
        ax.set_title(f"stride {stride}, $w$ = [{', '.join(map(_signed, w[0, 0, 0]))}]", fontsize=11)
        ax.text(-1.35, 4.5, r"$\dfrac{\partial E}{\partial y}$", ha="center", va="center", fontsize=10)
        ax.text(-1.35, 0.1, r"$\dfrac{\partial E}{\partial x}$", ha="center", va="center", fontsize=10)
    return figure


def gradient_check():
    """Plot the error of difference quotients against the step, for a loss that is linear in x and for one that is not."""
    rng = np.random.default_rng(3)
    # Multiples of 1/16: the gradients are exact. The losses are summed in a fixed order, so that every machine rounds alike.
    x, w = rng.integers(-24, 25, (1, 2, 6, 6)) / 16, rng.integers(-24, 25, (3, 2, 3, 3)) / 16
    y = conv2d(x, w)
    fixed = rng.integers(-24, 25, y.shape) / 16
    losses = (
        (r"$E = \sum g\,y$, linear in $x$", lambda y, g: g * y, fixed),
        (r"$E = \sum y^3 / 3$, not linear", lambda y, g: y * y * y / 3, y**2),
    )
    steps = np.array([10.0 ** (k / 4) for k in range(-48, 1)])
    place = (0, 1, 2, 3)
    figure, axes = plt.subplots(1, 2, figsize=(WIDTH, 3.2), sharey=True, layout="constrained")
    for ax, (title, term, grad_out) in zip(axes, losses, strict=True):
        exact = conv2d_backward(grad_out, x, w)[0][place]

        def loss_at(step, term=term):
            moved = x.copy()
            moved[place] += step
            windows, kernels, g = im2col(moved, 3)[0].T.tolist(), w.reshape(3, -1).tolist(), iter(fixed.ravel().tolist())
            return sum(
                term(sum(a * b for a, b in zip(kernel, window, strict=True)), next(g))
                for kernel in kernels
                for window in windows
            )

        one_sided = [abs((loss_at(h) - loss_at(0)) / h - exact) for h in steps] / abs(exact)
        central = [abs((loss_at(h) - loss_at(-h)) / (2 * h) - exact) for h in steps] / abs(exact)
        for errors, marker, colour, label in ((one_sided, "^", BLUE, "one-sided"), (central, "o", RED, "central")):
            shown = errors > 0  # a logarithmic axis has no place for 0
            ax.loglog(steps[shown], errors[shown], f"{marker}-", color=colour, markersize=3, linewidth=1, label=label)
        ax.set_title(title, loc="left")
        ax.set_xlabel("step h")
        ax.set(xlim=(3e-13, 4), ylim=(1e-17, 30), xticks=10.0 ** np.arange(-12, 1, 3))
        ax.minorticks_off()
    axes[0].set_ylabel("relative error")
    axes[0].legend(loc="lower left", fontsize=9)
    axes[1].text(2e-9, 2e-5, "rounding", color=GREY, fontsize=9)
    axes[1].text(2e-3, 3e-11, "truncation", color=GREY, fontsize=9)
    return figure


def shift():
    """Shift an input by one and by two places: a convolution moves along, max pooling stays or jumps."""
    signal = np.array([0, 0, 3, 0, 0, 5, 1, 0, 0, 0, 0, 0])
    kernel = np.array([[[[-1, 1]]]])
    inputs = [np.roll(signal, by) for by in range(3)]
    convolved = [conv2d(x[None, None, None], kernel)[0, 0, 0] for x in inputs]
    pooled = [max_pool2d(x[None, None, None], (1, 2))[0, 0, 0] for x in inputs]
    groups = (
        ("the input, shifted by 0, 1 and 2 places", inputs, PALE_BLUE, 0, 1),
        ("convolution with the kernel [\N{MINUS SIGN}1, 1], stride 1: moves along", convolved, PALE_GREEN, 0.5, 1),
        ("max pooling, kernel size 2, stride 2: marked where it changed", pooled, PALE_ORANGE, 0, 2),
    )
    figure, ax = plt.subplots(figsize=(WIDTH, 5.2), layout="constrained")
    _blank(ax, -1.2, 12.2, -9.0, 0.8)
    for group, (title, rows, face, offset, width) in enumerate(groups):
        top = -3.3 * group
        ax.text(0, top + 0.15, title, ha="left", va="bottom", fontsize=10)
        for by, row in enumerate(rows):
            bottom = top - 0.8 * (by + 1)
            ax.text(-0.25, bottom + 0.38, str(by), ha="right", va="center", fontsize=9, color=GREY)
            for i, value in enumerate(row):
                left = offset + width * i
                _box(ax, left, bottom, width, 0.8, facecolor=face if value else "white", edgecolor="black", linewidth=0.9)
                ax.text(left + width / 2, bottom + 0.38, _signed(value), ha="center", va="center", fontsize=10)
                if rows is pooled and value != pooled[0][i]:
                    ax.plot(left + 0.25, bottom + 0.4, ">", color=RED, markersize=5)
    return figure


def _windows(ax, size, starts, ends, colour, values):
    """Draw a row for each window of real-valued start and end below the samples, and its mean to the right."""
    for i in range(size):
        _cell(ax, i + 0.5, 0.5, str(i + 1), PALE_BLUE)
    rows = len(values)
    ax.vlines(np.arange(1, size), -rows * 0.62 - 0.1, 0, color="#CCCCCC", linewidth=0.8, zorder=0)
    for i, (start, end, value) in enumerate(zip(starts, ends, values, strict=True)):
        y = -0.62 * i - 0.62
        _box(ax, start + 0.03, y, end - start - 0.06, 0.44, facecolor=colour, edgecolor="black", linewidth=0.7)
        ax.text(-0.25, y + 0.2, str(i), ha="right", va="center", fontsize=9, color=GREY)
        ax.text(size + 0.25, y + 0.2, _signed(round(value, 2)), ha="left", va="center", fontsize=10)


def _pytorch(l_in, l_out):
    """Return starts and ends of PyTorch's windows, by the formula of the handout, and the means of 1, 2, 3, ..."""
    i = np.arange(l_out)
    return i * l_in // l_out, -(-(i + 1) * l_in // l_out), adaptive_avg_pool1d(np.arange(1, l_in + 1), l_out)


def adaptive_windows():
    """Draw PyTorch's windows for three pairs of lengths."""
    pairs = ((6, 3), (5, 3), (3, 8))
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.7), layout="constrained", gridspec_kw={"width_ratios": [8.4, 7.4, 5.4]})
    for ax, (l_in, l_out) in zip(axes, pairs, strict=True):
        starts, ends, means = _pytorch(l_in, l_out)
        _blank(ax, -0.9, l_in + 1.5, -5.2, 1.1)
        _windows(ax, l_in, starts, ends, PALE_GREEN, means)
        ax.set_title(f"L = {l_in} to {l_out}", fontsize=11)
    return figure


def recipe_windows():
    """Draw PyTorch's windows beside those of the lecture's recipe, for two pairs of lengths on which they differ."""
    ratios = {"width_ratios": [7.8, 7.8, 5.8, 5.8]}
    figure, axes = plt.subplots(1, 4, figsize=(WIDTH, 2.9), layout="constrained", gridspec_kw=ratios)
    for (left, right), (l_in, l_out) in zip((axes[:2], axes[2:]), ((5, 3), (3, 10)), strict=True):
        starts, ends, means = _pytorch(l_in, l_out)
        factor, stride, kernel_size = adaptive_pool_recipe(l_in, l_out)
        upsampled = np.repeat(np.arange(1, l_in + 1), factor)
        first = stride * np.arange(l_out)
        by_recipe = [upsampled[i : i + kernel_size].mean() for i in first]
        for ax in (left, right):
            _blank(ax, -0.9, l_in + 1.9, -6.4, 1.1)
        _windows(left, l_in, starts, ends, PALE_GREEN, means)
        _windows(right, l_in, first / factor, (first + kernel_size) / factor, PALE_ORANGE, by_recipe)
        left.set_title(f"{l_in} to {l_out}\nPyTorch", fontsize=11)
        right.set_title(f"{l_in} to {l_out}\nrecipe", fontsize=11)
        right.vlines(np.arange(0, l_in + 0.01, 1 / factor)[1:-1], 0, 0.16, color="black", linewidth=0.7)
    return figure


def disagreements():
    """Map for which pairs of lengths the recipe and PyTorch differ, far beyond 12, so that the pattern shows."""
    most, inner = 40, 12
    differ = np.zeros((most, most), int)
    for l_in, l_out in recipe_disagreements(most):
        differ[l_in - 1, l_out - 1] = 1
    count = int(differ[:inner, :inner].sum())
    figure, ax = plt.subplots(figsize=(WIDTH, 4.9), layout="constrained")
    for state, colour in enumerate((PALE_BLUE, RED)):
        squares = [
            Path.unit_rectangle().transformed(Affine2D().translate(j + 0.5, i + 0.5)) for i, j in np.argwhere(differ == state)
        ]
        patch = PathPatch(Path.make_compound_path(*squares), facecolor=colour, edgecolor="white", linewidth=0.3, clip_on=False)
        ax.add_patch(patch)  # one path for all squares of a colour, which makes a short file
    ax.plot([0.5, inner + 0.5, inner + 0.5], [inner + 0.5, inner + 0.5, 0.5], color="black", linewidth=2)
    ax.set(
        aspect="equal", xlim=(0.5, most + 0.5), ylim=(0.5, most + 0.5), xticks=[1, 12, 20, 30, 40], yticks=[1, 12, 20, 30, 40]
    )
    ax.set_xlabel(r"length after pooling, $L_{out}$")
    ax.set_ylabel(r"length before, $L_{in}$")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.legend(
        handles=[
            Patch(color=PALE_BLUE, label="same averages"),
            Patch(color=RED, label="different averages"),
            Patch(
                facecolor="none", edgecolor="black", linewidth=2, label=f"up to {inner}: {count} of {inner**2}\npairs differ"
            ),
        ],
        loc="center left",
        bbox_to_anchor=(1.02, 0.5),
    )
    return figure


FIGURES = {
    "output_size": output_size,
    "channels": channels,
    "im2col": im2col_product,
    "who_used_this_value": who_used_this_value,
    "gradient_check": gradient_check,
    "shift": shift,
    "adaptive_windows": adaptive_windows,
    "recipe_windows": recipe_windows,
    "disagreements": disagreements,
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
