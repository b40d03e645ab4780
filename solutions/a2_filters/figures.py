"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a2_filters/figures.py``. The same code gives the same bytes: no dates, salted ids,
seeded noise, and text drawn as paths, so that no font is needed.
"""

from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import numpy as np
from filters import (
    edge_responses,
    gaussian_filter2d,
    gradient_magnitude,
    high_pass,
    sharpen,
    sobel,
    sobel_kernels,
)
from matplotlib.patches import Rectangle

from autograder.data import photograph

FOLDER = Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PALE_BLUE, PALE_ORANGE, GREY = "#D6E8F5", "#FBE5B6", "#666666"

STYLE = {
    "svg.hashsalt": "a2_filters",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
}


def _picture(ax, image, title="", low=0, high=255, cmap="gray"):
    """Show an image, black at `low` and white at `high`, pixel for pixel and without axes."""
    ax.imshow(image, cmap=cmap, vmin=low, vmax=high, interpolation="none")
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=10)


def _halved(image):
    """Return the averages of 2 by 2 blocks: a smaller file for pictures without fine detail."""
    height, width = image.shape
    return image.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))


def _array(ax, values, left, top, face):
    """Draw an array of numbers whose upper left corner is (left, top)."""
    for (row, column), value in np.ndenumerate(values):
        square = Rectangle((left + column, top - row - 1), 1, 1, facecolor=face, edgecolor="black", linewidth=0.9)
        ax.add_patch(square)
        text = str(value).replace("-", "\N{MINUS SIGN}")
        ax.text(left + column + 0.5, top - row - 0.52, text, ha="center", va="center", fontsize=10)


def boundary():
    """Continue a photograph beyond its edges by reflection and by zeros, and blur it with either."""
    image = photograph("camera").astype(float)
    height, width = image.shape
    margin, sigma = 128, 16
    rows = (
        ("reflection, as in this unit", np.pad(image, margin, mode="symmetric")),
        ("zeros, not in this unit", np.pad(image, margin)),
    )
    figure, axes = plt.subplots(1, 4, figsize=(WIDTH, 2.35), layout="constrained")
    for (name, continued), (left, right) in zip(rows, axes.reshape(2, 2), strict=True):
        inside = slice(margin, margin + height), slice(margin, margin + width)
        _picture(left, _halved(_halved(continued)))
        frame = Rectangle((margin / 4 - 0.5,) * 2, width / 4, height / 4, facecolor="none", edgecolor=ORANGE, linewidth=2)
        left.add_patch(frame)
        blurred = gaussian_filter2d(continued, sigma, truncate=margin / sigma)[inside]
        _picture(right, _halved(_halved(blurred)))
        left.set_title(name, fontsize=10, loc="left")
        left.set_xlabel("continued", fontsize=10)
        right.set_xlabel(rf"blurred, $\sigma = {sigma}$", fontsize=10)
    return figure


def gaussian_blur():
    """Blur the lecture's photograph as the lecture does, and cut one row out of each result."""
    image = photograph("ascent").astype(float)
    row, columns = 330, slice(60, 360)
    cases = (
        ("the photograph", image, GREY, 0.9),
        (r"$\sigma = 3$", gaussian_filter2d(image, 3), BLUE, 1.6),
        (r"$\sigma = 10$", gaussian_filter2d(image, 10), RED, 2.0),
    )
    figure, axes = plt.subplot_mosaic("abc;ddd", figsize=(WIDTH, 4.4), layout="constrained", height_ratios=[3, 2])
    for name, (title, picture, colour, width) in zip("abc", cases, strict=True):
        _picture(axes[name], _halved(picture), title)
        axes[name].plot([columns.start / 2, columns.stop / 2], [row / 2] * 2, color=ORANGE, linewidth=2)
        axes["d"].plot(np.arange(*columns.indices(512)), picture[row, columns], color=colour, linewidth=width, label=title)
    axes["d"].set(xlim=(columns.start, columns.stop - 1), ylim=(0, 255), yticks=[0, 100, 200])
    axes["d"].set_xlabel(f"column, in row {row} (the orange line)")
    axes["d"].set_ylabel("grey value")
    axes["d"].legend(ncols=3, loc="upper left", fontsize=9)
    return figure


def signs():
    """Differentiate a bright disc with the lecture's convolutions and with Sobel: axes, and opposite signs."""
    y, x = np.mgrid[-80:81, -80:81]
    disc = gaussian_filter2d(np.where(y**2 + x**2 < 50**2, 200.0, 40.0), 3)
    edge_h, edge_v = edge_responses(disc)

    figure, axes = plt.subplot_mosaic("abc;ade", figsize=(WIDTH, 4.3), layout="constrained", width_ratios=[1.15, 1, 1])
    _picture(axes["a"], disc, "a bright disc")
    for label, tip, text in (("axis 0", (12, 151), (12, 80)), ("axis 1", (151, 12), (80, 12))):
        arrow = {"arrowstyle": "-|>", "color": "white", "linewidth": 1.5}
        rotation = 90 if label == "axis 0" else 0
        axes["a"].annotate("", tip, xytext=(12, 12), arrowprops=arrow)
        axes["a"].text(*text, label, color="white", ha="center", va="center", rotation=rotation, fontsize=10,
                       bbox={"facecolor": "#282828", "edgecolor": "none", "pad": 2})  # fmt: skip
    cases = (
        ("b", r"edge_h: convolved with $k_h$", edge_h),
        ("c", "sobel, axis 0", sobel(disc, 0)),
        ("d", r"edge_v: convolved with $k_v$", edge_v),
        ("e", "sobel, axis 1", sobel(disc, 1)),
    )
    for name, title, values in cases:
        limit = abs(values).max()
        _picture(axes[name], values, title, -limit, limit, cmap="RdBu_r")
    axes["a"].set_xlabel("on the right:\nblue is negative,\nwhite is zero,\nred is positive", fontsize=10)
    return figure


def edges():
    """Find the edges of the lecture's photograph as the lecture does."""
    crop = slice(250, 450), slice(76, 276)
    image = photograph("ascent")
    edge_h, edge_v = (response[crop] for response in edge_responses(image))
    figure, axes = plt.subplots(2, 2, figsize=(WIDTH, 7.5), layout="constrained")
    _picture(axes[0, 0], image[crop], "a part of the photograph")
    _picture(axes[0, 1], gradient_magnitude(edge_h, edge_v), "gradient_magnitude", high=160)
    _picture(axes[1, 0], edge_h, "edge_h: the handrail and the steps", -128, 128)
    _picture(axes[1, 1], edge_v, "edge_v: the bars", -128, 128)
    return figure


def eight_bit():
    """Subtract 8-bit numbers as 8-bit numbers: negative differences come out near 255."""
    image = photograph("ascent")
    left, right = image[:, :-2], image[:, 2:]  # the neighbours of all columns but the first and the last
    wrapped, true = left - right, left.astype(float) - right
    rows, columns, row = slice(290, 440), slice(66, 216), 330
    figure, axes = plt.subplot_mosaic("ab;cc", figsize=(WIDTH, 5.6), layout="constrained", height_ratios=[3, 2])
    _picture(axes["a"], true[rows, columns], "edge_v, widened first: grey is zero", -128, 128)
    _picture(axes["b"], wrapped[rows, columns], "edge_v in uint8: black is zero")
    for name in "ab":
        axes[name].axhline(row - rows.start, color=ORANGE, linewidth=1.5)
    t = np.arange(columns.start + 1, columns.stop + 1)
    axes["c"].plot(t, wrapped[row, columns], color=RED, linewidth=1.2, label="in uint8")
    axes["c"].plot(t, true[row, columns], color=BLUE, linewidth=1.8, label="widened first")
    axes["c"].axhline(0, color=GREY, linewidth=0.7)
    axes["c"].set(xlim=(t[0], t[-1]), yticks=[-100, 0, 100, 200], ylim=(-140, 320))
    axes["c"].set_xlabel(f"column, in row {row} (the orange lines)")
    axes["c"].legend(ncols=2, loc="upper right", fontsize=9)
    return figure


def sobel_and_noise():
    """Find edges in a noisy photograph with plain differences and with Sobel's, which average over three rows."""
    rng = np.random.default_rng(4)
    crop = photograph("coins")[90:210, 185:305].astype(float)
    noisy = crop + 22 * rng.standard_normal(crop.shape)
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.65), layout="constrained")
    _picture(axes[0], noisy, "coins, with noise")
    _picture(axes[1], gradient_magnitude(*edge_responses(noisy)), "plain differences")
    _picture(axes[2], gradient_magnitude(sobel(noisy, 0), sobel(noisy, 1)), "Sobel")
    return figure


def separable():
    """Draw a Sobel kernel as a column times a row, and count multiplications with and without that."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.9), layout="constrained", width_ratios=[1, 1])
    k_h, _ = sobel_kernels()
    left.set(xlim=(-0.2, 10.2), ylim=(-1.6, 3.9), aspect="equal")
    left.axis("off")
    _array(left, np.array([[-1], [0], [1]]), 0, 3, PALE_BLUE)
    _array(left, np.array([[1, 2, 1]]), 2.2, 2, PALE_ORANGE)
    _array(left, k_h, 7, 3, "white")
    for x, sign in ((1.6, "\N{MULTIPLICATION SIGN}"), (6.1, "=")):
        left.text(x, 1.5, sign, ha="center", va="center", fontsize=14)
    left.text(0.5, -0.4, "differentiate\ndown", ha="center", va="top", fontsize=9, color=BLUE)
    left.text(3.7, 0.7, "smooth along", ha="center", va="top", fontsize=9, color="#8A5A00")
    left.text(8.5, -0.4, r"$k_h$", ha="center", va="top", fontsize=11)

    side = np.arange(3, 91, 2)
    right.loglog(side, side**2, color=RED, linewidth=1.8)
    right.loglog(side, 2 * side, color=BLUE, linewidth=1.8)
    for k in (3, 25, 81):
        right.plot([k, k], [2 * k, k * k], ":", color=GREY, linewidth=1.2, marker="o", markersize=4)
        right.text(k, k * k * 1.35, f"{k * k}", ha="center", va="bottom", fontsize=9, color=RED)
        right.text(k, 2 * k / 1.35, f"{2 * k}", ha="center", va="top", fontsize=9, color=BLUE)
    right.text(12, 330, "one 2-D pass", ha="right", fontsize=9, color=RED)
    right.text(9.5, 11, "two 1-D passes", ha="left", va="top", fontsize=9, color=BLUE)
    right.set(xlim=(2, 150), ylim=(2, 30000), xticks=[3, 25, 81], xticklabels=["3", "25\nσ = 3", "81\nσ = 10"])
    right.minorticks_off()
    right.set_xlabel("side of the kernel")
    right.set_title("multiplications per pixel", fontsize=10, loc="left")
    return figure


def low_and_high():
    """Split a photograph into a low-pass and a high-pass part, which add up to it again."""
    image = photograph("camera").astype(float)
    high = high_pass(image, 4)
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.65), layout="constrained", gridspec_kw={"wspace": 0.09})
    _picture(axes[0], _halved(image), "image")
    _picture(axes[1], _halved(image - high), r"low-pass, $\sigma = 4$")
    _picture(axes[2], _halved(high), "high-pass: grey is zero", -80, 80)
    for ax, sign in ((axes[1], "="), (axes[2], "+")):
        ax.text(-0.075, 0.5, sign, transform=ax.transAxes, ha="center", va="center", fontsize=15)
    return figure


def sharpening():
    """Sharpen a photograph a little and too much, and show what happens to a soft step."""
    crop = slice(60, 220), slice(130, 290)
    image = photograph("camera")
    step = gaussian_filter2d(np.where(np.arange(60) < 30, 60.0, 190.0)[np.newaxis], 1)
    amounts = ((0, "amount 0: the photograph", GREY), (1, "amount 1", BLUE), (4, "amount 4", RED))

    figure, axes = plt.subplot_mosaic("abc;ddd", figsize=(WIDTH, 4.9), layout="constrained", height_ratios=[1, 0.95])
    for name, (amount, title, colour) in zip("abc", amounts, strict=True):
        _picture(axes[name], sharpen(image, 2, amount)[crop], title)
        label = "a soft step" if amount == 0 else title
        axes["d"].plot(sharpen(step, 2, amount)[0], color=colour, linewidth=1.8, label=label)
    for value in (0, 255):
        axes["d"].axhline(value, color=GREY, linewidth=1, linestyle=":")
    extreme = sharpen(step, 2, amounts[-1][0])[0]
    for name, place, shift in (("overshoot", extreme.argmax(), 15), ("undershoot", extreme.argmin(), -15)):
        end = "bottom" if shift > 0 else "top"
        axes["d"].text(place, extreme[place] + shift, name, ha="center", va=end, fontsize=10, color=RED)
    axes["d"].set(xlim=(12, 47), ylim=(-75, 325), yticks=[0, 60, 190, 255])
    axes["d"].set_xlabel("column")
    axes["d"].legend(loc="center right", fontsize=9)
    return figure


FIGURES = {
    "boundary": boundary,
    "gaussian_blur": gaussian_blur,
    "signs": signs,
    "edges": edges,
    "eight_bit": eight_bit,
    "sobel_and_noise": sobel_and_noise,
    "separable": separable,
    "low_and_high": low_and_high,
    "sharpening": sharpening,
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
