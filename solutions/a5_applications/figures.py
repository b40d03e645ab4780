"""Draw the figures of the handout, figures/*.svg beside this file.

Run it as ``python solutions/a5_applications/figures.py``; it trains for some minutes, and prints the numbers that the handout
says. The same code gives the same bytes on one kind of processor: no dates, salted ids, and text drawn as paths.
"""

import functools
import pathlib
import runpy

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt
import numpy as np
import torch
from localization import box_iou, detect, fit_localizer, nms, predict_boxes
from matplotlib.patches import Rectangle
from segmentation import fit_segmenter, kmeans_segment, mean_iou, predict_masks
from torch import nn
from torch.nn import functional as F  # noqa: N812
from transfer import fine_tune

from autograder.data import clouds, image_set, make_scenes, photograph, weights

FOLDER = pathlib.Path(__file__).parent / "figures"
WIDTH = 7.2  # inches; about 690 px in a browser

# Okabe and Ito's colours, told apart by colour-blind readers too.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#E69F00", "#009E73", "#999999"

CLASSES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")
TEXTURES = ("brick", "grass", "gravel", "ascent")

STYLE = {
    "svg.hashsalt": "a5_applications",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def scenes(split, count, seed, **options):
    """Return scenes as tensors: images, boxes, masks, labels."""
    textures = [photograph(name) for name in TEXTURES]
    made = make_scenes(*image_set("fashion_mnist", split), textures, count, np.random.default_rng(seed), **options)
    return [torch.from_numpy(part) for part in made]


def show(ax, image, title=""):
    """Show a grey image without axes."""
    ax.imshow(image, cmap="gray", vmin=0, vmax=255)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title, fontsize=9)
    ax.spines[:].set_visible(False)


def frame(ax, box, colour, line="-", width=1.6):
    """Draw a box on an image."""
    x, y, w, h = (float(number) for number in box)
    ax.add_patch(Rectangle((x - 0.5, y - 0.5), w, h, fill=False, edgecolor=colour, linestyle=line, linewidth=width))


def overlaps():
    """Draw pairs of boxes with their intersection over union."""
    pairs = (
        ((0, 0, 4, 4), (1, 1, 4, 4)),
        ((0, 0, 4, 4), (3, 0, 4, 4)),
        ((0, 0, 5, 5), (1, 1, 2, 3)),
        ((0, 0, 4, 4), (4, 1, 3, 3)),
    )
    figure, axes = plt.subplots(1, len(pairs), figsize=(WIDTH, 2.0))
    for ax, (a, b) in zip(axes, pairs, strict=True):
        for (x, y, w, h), colour in ((a, BLUE), (b, ORANGE)):
            ax.add_patch(Rectangle((x, y), w, h, facecolor=colour, edgecolor=colour, alpha=0.45, linewidth=1.5))
        iou = box_iou(torch.tensor([a]), torch.tensor([b])).item()
        ax.set(xlim=(-0.5, 7.5), ylim=(5.5, -0.5), aspect="equal")
        ax.set_title(f"{iou:.2f}", fontsize=10)
        ax.axis("off")
    figure.tight_layout(pad=0.3)
    return figure


def localised():
    """Draw what the reference finds in scenes that it has not seen, and print how well it does beside the mean box."""
    images, boxes, _masks, _labels = scenes("train", 4000, 0)
    others, truth, _masks, _labels = scenes("validation", 400, 1)
    boxes, truth = boxes[:, 0], truth[:, 0]
    found = predict_boxes(fit_localizer(images, boxes, device="cpu", budget_seconds=60, seed=0), others)
    iou = box_iou(found, truth).diag()
    mean = box_iou(boxes.float().mean(0, keepdim=True), truth).mean()
    print(f"localised: mean IoU {iou.mean():.3f}, above a half {(iou > 0.5).float().mean():.3f}; the mean box {mean:.3f}")
    chosen = iou.argsort()[[20, 120, 200, 280, 360]]  # from the twentieth worst on
    figure, axes = plt.subplots(1, len(chosen), figsize=(WIDTH, 1.75))
    for ax, index in zip(axes, chosen.tolist(), strict=True):
        show(ax, others[index, 0], f"IoU {iou[index]:.2f}")
        frame(ax, truth[index], BLUE)
        frame(ax, found[index], ORANGE, "--")
    figure.tight_layout(pad=0.3)
    return figure


# Detection: proposals, a classifier of crops, suppression.

SIDES = (10, 14, 20, 28, 40)


def block_sums(values):
    """Return a function that sums values over boxes, from one table of sums."""
    table = F.pad(values.double(), (1, 0, 1, 0)).cumsum(0).cumsum(1)
    return lambda x, y, w, h: table[y + h, x + w] - table[y, x + w] - table[y + h, x] + table[y, x]


@functools.cache
def windows(height, width, margin):
    """Return boxes of several sizes and shapes, every four pixels, of shape (P, 4)."""
    places = [
        (x, y, w, h)
        for w in SIDES
        for h in SIDES
        for y in range(margin, height - h - margin + 1, 4)
        for x in range(margin, width - w - margin + 1, 4)
        if max(w, h) <= 3 * min(w, h)
    ]
    return torch.tensor(places)


def propose(image, count=150, margin=2):
    """Return the boxes that stand out most from a narrow ring around them: a baseline that knows nothing of classes."""
    boxes = windows(*image.shape, margin)
    inner = boxes.unbind(1)
    outer = (boxes + torch.tensor([-margin, -margin, 2 * margin, 2 * margin])).unbind(1)
    values = F.avg_pool2d(image[None].double(), 3, 1, 1)[0]
    first, second = block_sums(values), block_sums(values**2)
    area, ring = inner[2] * inner[3], outer[2] * outer[3] - inner[2] * inner[3]
    mean = (first(*outer) - first(*inner)) / ring
    spread = ((second(*outer) - second(*inner)) / ring - mean**2).clamp(min=25).sqrt()
    scores = ((first(*inner) / area - mean).abs() / spread * area**0.25).float()
    best = scores.topk(1000).indices
    return boxes[best[nms(boxes[best], scores[best], 0.7)[:count]]]


def crops_of(image, boxes, size=32):
    """Return crops of an image (C, H, W) as floats of one size."""
    parts = [image[:, y : y + h, x : x + w].float() / 255 for x, y, w, h in boxes.tolist()]
    return torch.stack([F.interpolate(part[None], (size, size), mode="bilinear")[0] for part in parts])


def examples(images, boxes, labels):
    """Return crops and classes for a classifier: proposals near an object have its class, others are background (10)."""
    crops, classes = [], []
    for image, truth, kinds in zip(images, boxes, labels, strict=True):
        proposals = torch.cat([propose(image[0], 40), truth])
        iou, nearest = box_iou(proposals, truth).max(dim=1)
        crops.append(crops_of(image, proposals))
        classes.append(torch.where(iou >= 0.5, kinds[nearest], 10))
    return torch.cat(crops), torch.cat(classes)


def trained_classifier(crops, classes):
    """Train a small network on crops of eleven classes; return it as what `detect` calls."""
    torch.manual_seed(0)
    layers = []
    for inputs, outputs in ((1, 16), (16, 32), (32, 64)):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.MaxPool2d(2), nn.ReLU()]
    net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 16, 11))
    optimizer, steps = torch.optim.AdamW(net.parameters(), lr=3e-3), 1500
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, steps)
    for _ in range(steps):
        chosen = torch.randint(len(crops), (64,))
        optimizer.zero_grad()
        F.cross_entropy(net(crops[chosen]), classes[chosen]).backward()
        optimizer.step()
        schedule.step()
    net.eval()

    @torch.no_grad()
    def classify(parts):
        sized = [F.interpolate(part[None].float() / 255, (32, 32), mode="bilinear")[0] for part in parts]
        scores, labels = net(torch.stack(sized)).softmax(1)[:, :10].max(1)  # background is no object
        return labels, scores

    return classify


def matched(found, boxes, labels):
    """Return how many objects were found, as what they are and with an IoU of at least a half."""
    pairs = zip(boxes, labels.tolist(), strict=True)
    return sum(
        any(kind == label and box_iou(torch.tensor([box]), truth[None]).item() >= 0.5 for kind, _score, box in found)
        for truth, label in pairs
    )


def detected():
    """Draw the way from proposals to detections, and print how many of the objects of new scenes are found."""
    options = {"side": 96, "objects": 3, "sizes": (24, 44)}
    images, boxes, _masks, labels = scenes("train", 250, 2, **options)
    classify = trained_classifier(*examples(images, boxes, labels))
    images, boxes, _masks, labels = scenes("validation", 60, 3, **options)
    proposals = [propose(image[0]) for image in images]
    near = torch.cat([box_iou(truth, of).max(1).values for truth, of in zip(boxes, proposals, strict=True)])
    found = [
        detect(image, of, classify, score_threshold=0.7, iou_threshold=0.3) for image, of in zip(images, proposals, strict=True)
    ]
    hits = [matched(*each) for each in zip(found, boxes, labels, strict=True)]
    every, many = labels.numel(), sum(map(len, found))
    print(
        f"detected: {(near >= 0.5).sum()} of {every} objects have a proposal of IoU 0.5; {sum(hits)} found; {many} boxes said"
    )
    index = max(range(len(images)), key=lambda i: (hits[i], -len(found[i]), -i))
    image, of = images[index], proposals[index]
    _labels, scores = classify([image[:, y : y + h, x : x + w] for x, y, w, h in of.tolist()])
    steps = (
        ("the 60 best proposals", [(box, GREY, "") for box in of[:60]]),
        ("score at least 0.7", [(of[i], ORANGE, "") for i in (scores >= 0.7).nonzero()[:, 0].tolist()]),
        ("after suppression", [(box, BLUE, f"{CLASSES[kind]} {score:.2f}") for kind, score, box in found[index]]),
    )
    figure, axes = plt.subplots(1, 3, figsize=(WIDTH, 2.75))
    for ax, (title, drawn) in zip(axes, steps, strict=True):
        show(ax, image[0], title)
        for box, colour, said in drawn:
            frame(ax, box, colour, width=0.7 if colour == GREY else 1.6)
            if said:
                ax.text(box[0], box[1] - 2, said, color="white", fontsize=7, bbox={"facecolor": BLUE, "pad": 1, "linewidth": 0})
    figure.tight_layout(pad=0.3)
    return figure


# Segmentation.


def brighter(image):
    """Return the mask of the brighter of two clusters."""
    labels = kmeans_segment(image, 2, seed=0)
    means = [image[labels == of].float().mean() for of in (0, 1)]
    return labels if means[1] > means[0] else 1 - labels


def segmented():
    """Draw masks of k-means and of a U-Net beside the right ones, and print how well both do."""
    images, _boxes, masks, _labels = scenes("train", 2000, 4)
    others, _boxes, truth, _labels = scenes("validation", 200, 5)
    learnt = predict_masks(fit_segmenter(images, masks, num_classes=2, device="cpu", budget_seconds=600, seed=0), others)
    clustered = torch.stack([brighter(image[0]) for image in others])
    for name, found in (("k-means", clustered), ("U-Net", learnt)):
        of_object = ((found == 1) & (truth == 1)).sum() / ((found == 1) | (truth == 1)).sum()
        print(f"segmented: {name}: mean IoU {mean_iou(found, truth, 2):.3f}, of the object {of_object:.3f}")
    figure, axes = plt.subplots(3, 6, figsize=(WIDTH, 3.8))
    for column, index in zip(axes.T, range(0, 60, 10), strict=True):
        show(column[0], others[index, 0])
        for ax, found in zip(column[1:], (clustered, learnt), strict=True):
            right, wrong = found[index] == truth[index], found[index] == 1
            colours = np.full((*wrong.shape, 3), 255, np.uint8)
            colours[wrong & right] = (0, 114, 178)  # the object, found
            colours[wrong & ~right] = (230, 159, 0)  # ground, taken for it
            colours[~wrong & ~right] = (150, 150, 150)  # the object, missed
            show(ax, colours)
    for ax, said in zip(axes[:, 0], ("scene", "k-means", "U-Net"), strict=True):
        ax.set_ylabel(said)
    figure.tight_layout(pad=0.3)
    return figure


# Transfer.

NEW_CLASSES = (0, 3, 4, 7)  # that the pretrained backbone has never seen
PRETRAINED = runpy.run_path(str(pathlib.Path(__file__).parent / "harness.py"))["pretrained"]


def new_scenes(split, count, rng):
    """Return so many scenes of each new class as floats, with labels from 0 on."""
    items, labels = image_set("fashion_mnist", split)
    textures = [clouds(128, rng) for _ in range(3)]
    parts = []
    for number, of in enumerate(NEW_CLASSES):
        chosen = items[labels == of]
        parts.append(make_scenes(chosen, np.full(len(chosen), number), textures, count, rng, side=48, sizes=(24, 44)))
    images, labels = (
        torch.from_numpy(np.concatenate([getattr(part, name) for part in parts])) for name in ("images", "labels")
    )
    return images.float() / 255, labels[:, 0]


def from_scratch(images, labels, seed, steps):
    """Return the backbone's network with a head, trained from random weights."""
    torch.manual_seed(seed)
    body, head = PRETRAINED({}), nn.Linear(192, len(NEW_CLASSES))
    model = nn.Sequential(body, Both(), head).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True, weight_decay=5e-4)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.05, steps)
    for _ in range(steps):
        chosen = torch.randperm(len(images))[:32]
        optimizer.zero_grad()
        F.cross_entropy(model(images[chosen]), labels[chosen], label_smoothing=0.1).backward()
        optimizer.step()
        schedule.step()
    return model.eval()


class Both(nn.Module):
    """Gives the largest and the mean value of each channel of a map."""

    def forward(self, x):
        """Return a vector for each map."""
        return torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1)


def transferred():
    """Draw what few and many labels give with a pretrained backbone and without, and print it."""
    known = {name: torch.from_numpy(value) for name, value in weights("scenes").items()}
    options = {"num_classes": len(NEW_CLASSES), "device": "cpu", "budget_seconds": 600}
    counts, shares = (5, 10, 50, 200, 800), {"fine-tuned backbone": [], "the same with random weights": [], "from scratch": []}
    for count in counts:
        rng = np.random.default_rng(count)
        images, labels = new_scenes("train", count, rng)
        others, truth = new_scenes("validation", 150, rng)
        torch.manual_seed(0)
        models = (
            fine_tune(PRETRAINED(known), images, labels, seed=0, **options),
            fine_tune(PRETRAINED({}), images, labels, seed=0, **options),
            from_scratch(images, labels, 0, min(1500, 200 + 4 * count)),
        )
        with torch.no_grad():
            for name, model in zip(shares, models, strict=True):
                shares[name].append(100 * (model(others).argmax(1) == truth).float().mean().item())
                print(f"transferred: {count} labels a class: {name}: {shares[name][-1]:.1f} % right", flush=True)
    figure, ax = plt.subplots(figsize=(WIDTH, 2.7))
    for (name, values), colour, line in zip(shares.items(), (BLUE, GREY, ORANGE), ("o-", "s:", "^--"), strict=True):
        ax.plot(counts, values, line, color=colour, label=name)
    ax.set(xscale="log", xlabel="labelled scenes of each class", ylabel="right, in percent", xticks=counts)
    ax.set_xticks([], minor=True)
    ax.set_xticklabels(counts)
    ax.legend(frameon=False, fontsize=9)
    figure.tight_layout()
    return figure


DRAWN = (overlaps, localised, detected, segmented, transferred)


def main():
    """Draw all figures."""
    FOLDER.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    with plt.rc_context(STYLE):
        for draw in DRAWN:
            draw().savefig(FOLDER / f"{draw.__name__}.svg", metadata={"Date": None}, bbox_inches="tight")
            plt.close("all")


if __name__ == "__main__":
    main()
