"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a4_cnn/figures.py``; it trains for two minutes. The same code gives the same bytes on one kind of
processor: no dates, salted ids, and text drawn as paths, so that no font is needed.
"""

import pathlib

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import torch
from matplotlib.patches import Rectangle
from networks import AlexNet, MyConvNet, layer_shapes
from training import BATCH_SIZE, EPOCHS, PEAK_RATE, WARM_UP, fit, predict, train_one_epoch

from autograder.data import image_set

FOLDER = pathlib.Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#666666"

CLASSES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")

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


def tensors(split):
    """Return images of shape (N, 1, 28, 28) and labels."""
    images, labels = image_set("fashion_mnist", split)
    return torch.from_numpy(images)[:, None], torch.from_numpy(labels)


def learning_curves():
    """Draw loss and accuracy over the epochs for three constant learning rates."""
    images, labels = tensors("train")
    others, truth = tensors("validation")
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.7))
    for rate, colour, line in ((0.001, GREY, "--"), (0.05, BLUE, "-"), (0.3, ORANGE, ":")):
        torch.manual_seed(0)
        model, generator = MyConvNet(in_channels=1), torch.Generator().manual_seed(0)
        optimizer = torch.optim.SGD(model.parameters(), lr=rate, momentum=0.9)
        losses, shares = [], []
        for _ in range(8):
            losses.append(
                train_one_epoch(model, images, labels, optimizer=optimizer, batch_size=64, device="cpu", generator=generator)
            )
            shares.append(100 * (predict(model, others, device="cpu") == truth).float().mean().item())
        left.plot(range(1, 9), losses, color=colour, linestyle=line, marker=".")
        right.plot(range(1, 9), shares, color=colour, linestyle=line, marker=".", label=f"rate {rate:g}")
    left.set(xlabel="epoch", ylabel="mean loss of the epoch", ylim=(0, 2.5))
    right.set(xlabel="epoch", ylabel="validation images right, %", ylim=(0, 100))
    right.legend(frameon=False, loc=(0.6, 0.2))
    figure.tight_layout()
    return figure


def confusion():
    """Draw which classes the reference's network takes for which others."""
    images, labels = tensors("train")
    others, truth = tensors("validation")
    found = predict(fit(images, labels, num_classes=10, device="cpu", budget_seconds=120, seed=0), others, device="cpu")
    counts = torch.zeros(10, 10)
    counts.index_put_((truth, found), torch.tensor(1.0), accumulate=True)
    percent = 100 * counts / counts.sum(1, keepdim=True)
    figure, ax = plt.subplots(figsize=(WIDTH * 0.75, WIDTH * 0.7))
    ax.imshow(percent, cmap="Blues", vmin=0, vmax=100)
    for row in range(10):
        for column in range(10):
            if percent[row, column] >= 1:
                colour = "white" if percent[row, column] > 50 else "black"
                ax.text(column, row, f"{percent[row, column]:.0f}", ha="center", va="center", color=colour, fontsize=8)
    ax.set(xlabel="predicted", ylabel="true", yticks=range(10), yticklabels=CLASSES)
    ax.set_xticks(range(10), CLASSES, rotation=45, ha="right")
    figure.tight_layout()
    return figure


def mirrored():
    """Draw images and what mirroring makes of them."""
    images, labels = tensors("train")
    chosen = [next(i for i in range(len(labels)) if labels[i] == kind) for kind in (4, 5, 6, 8, 9)]
    figure, axes = plt.subplots(3, 5, figsize=(WIDTH, WIDTH * 0.57))
    versions = (("as it is", lambda x: x), ("mirrored", lambda x: x.flip(1)), ("upside down", lambda x: x.flip(0)))
    for row, (said, change) in enumerate(versions):
        for column, index in enumerate(chosen):
            axes[row, column].imshow(change(images[index, 0]), cmap="gray")
            axes[row, column].set(xticks=[], yticks=[])
            axes[row, column].spines[:].set_visible(False)
        axes[row, 0].set_ylabel(said)
    figure.tight_layout(pad=0.4)
    return figure


def main():
    """Draw all figures."""
    FOLDER.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    with plt.rc_context(STYLE):
        for draw in (alexnet, schedule, learning_curves, confusion, mirrored):
            draw().savefig(FOLDER / f"{draw.__name__}.svg", metadata={"Date": None}, bbox_inches="tight")
            plt.close("all")


if __name__ == "__main__":
    main()
