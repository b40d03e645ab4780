"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a4_cnn/figures.py``. The same code gives the same bytes: no dates, salted ids, and text drawn as
paths, so that no font is needed.
"""

import pathlib

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Rectangle
from networks import AlexNet, layer_shapes
from training import BATCH_SIZE, EPOCHS, PEAK_RATE, WARM_UP

FOLDER = pathlib.Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"

STYLE = {
    "svg.hashsalt": "a4_cnn",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def alexnet():
    """Draw the results of AlexNet's layers: heights are sides, widths grow with the number of channels."""
    with torch.device("meta"):
        model = AlexNet()
    shapes = [("image", (1, 3, 224, 224))]
    for name, shape in layer_shapes(model, (3, 224, 224)):
        kind = type(model.get_submodule(name)).__name__
        if kind in ("Conv2d", "MaxPool2d", "Linear"):
            shapes.append((kind, shape))
    figure, ax = plt.subplots(figsize=(WIDTH, 2.7))
    colours = {"image": GREY, "Conv2d": BLUE, "MaxPool2d": ORANGE, "Linear": GREEN}
    at = 0.0
    for kind, shape in shapes:
        if len(shape) == 4:
            height, width, label = shape[2], 8 + shape[1] / 8, f"{shape[1]}×{shape[2]}"
        else:
            height, width, label = shape[1] / 24, 8, str(shape[1])
        ax.add_patch(Rectangle((at, -height / 2), width, height, facecolor=colours[kind], alpha=0.75))
        ax.text(at + width / 2, -height / 2 - 6, label, ha="center", va="top", fontsize=7, rotation=45)
        at += width + 16
    for place, (kind, said) in enumerate((("Conv2d", "convolution"), ("MaxPool2d", "max pooling"), ("Linear", "linear"))):
        ax.add_patch(Rectangle((at - 230, 100 - 22 * place), 12, 12, facecolor=colours[kind], alpha=0.75))
        ax.text(at - 212, 106 - 22 * place, said, va="center", fontsize=8)
    ax.set(xlim=(-5, at), ylim=(-165, 125), aspect="auto")
    ax.axis("off")
    return figure


def schedule():
    """Draw the learning rate of `fit` over its steps."""
    steps = EPOCHS * 12_000 // BATCH_SIZE
    rates = [PEAK_RATE * min((step + 1) / WARM_UP, 1 - step / steps) for step in range(steps)]
    figure, ax = plt.subplots(figsize=(WIDTH, 2.4))
    ax.plot(range(steps), rates, color=BLUE)
    ax.set(xlabel="step", ylabel="learning rate", xlim=(0, steps), ylim=(0, None))
    figure.tight_layout()
    return figure


def main():
    """Draw all figures."""
    FOLDER.mkdir(exist_ok=True)
    with plt.rc_context(STYLE):
        for draw in (alexnet, schedule):
            draw().savefig(FOLDER / f"{draw.__name__}.svg", metadata={"Date": None}, bbox_inches="tight")
            plt.close("all")


if __name__ == "__main__":
    main()
