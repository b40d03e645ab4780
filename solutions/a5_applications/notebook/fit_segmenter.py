import matplotlib.pyplot as plt
import numpy as np

from autograder.data import clouds, image_set, make_scenes

rng = np.random.default_rng(0)
scenes = make_scenes(*image_set("fashion_mnist", "train"), [clouds(160, rng) for _ in range(8)], 1600, rng)
images, masks = torch.from_numpy(scenes.images), torch.from_numpy(scenes.masks)
segmenter = fit_segmenter(images[:1000], masks[:1000], num_classes=2, device="cpu", budget_seconds=20, seed=0)
found = predict_masks(segmenter, images[1500:])
figure, axes = plt.subplots(2, 5, figsize=(7, 2.9), layout="constrained")
for index, column in enumerate(axes.T):
    column[0].imshow(images[1500 + index, 0], cmap="gray")
    column[1].imshow(found[index] + 2 * masks[1500 + index], vmin=0, vmax=3)  # 1: ground taken for object, 2: missed
    for ax in column:
        ax.axis("off")
figure.suptitle(f"mean IoU of {len(found)} scenes: {mean_iou(found, masks[1500:], 2):.2f}", fontsize=10)
plt.show()
