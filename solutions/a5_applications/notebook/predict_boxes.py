import matplotlib.pyplot as plt
import numpy as np

from autograder.data import clouds, image_set, make_scenes

rng = np.random.default_rng(0)
scenes = make_scenes(*image_set("fashion_mnist", "train"), [clouds(160, rng) for _ in range(8)], 1600, rng)
images, boxes = torch.from_numpy(scenes.images), torch.from_numpy(scenes.boxes[:, 0])
network = fit_localizer(images[:1500], boxes[:1500], device="cpu", budget_seconds=10, seed=0)
found = predict_boxes(network, images[1500:])
overlap = box_iou(found, boxes[1500:]).diag()
figure, axes = plt.subplots(1, 5, figsize=(7, 1.9), layout="constrained")
for index, ax in enumerate(axes):
    ax.imshow(images[1500 + index, 0], cmap="gray")
    for (x, y, w, h), colour in ((boxes[1500 + index].tolist(), "tab:blue"), (found[index].tolist(), "tab:orange")):
        ax.add_patch(plt.Rectangle((x - 0.5, y - 0.5), w, h, fill=False, edgecolor=colour))
    ax.set_title(f"IoU {overlap[index]:.2f}", fontsize=9)
    ax.axis("off")
figure.suptitle(f"mean IoU of {len(overlap)} scenes: {overlap.mean():.2f}", fontsize=10)
plt.show()
