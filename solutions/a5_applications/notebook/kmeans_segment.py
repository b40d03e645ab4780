import matplotlib.pyplot as plt
import numpy as np

from autograder.data import clouds, image_set, make_scenes

rng = np.random.default_rng(0)
scenes = make_scenes(*image_set("fashion_mnist", "train"), [clouds(160, rng) for _ in range(8)], 1600, rng)
images, masks = torch.from_numpy(scenes.images), torch.from_numpy(scenes.masks)
scene, truth = images[0, 0], masks[0]
figure, axes = plt.subplots(1, 4, figsize=(7, 2), layout="constrained")
for ax, picture, title in zip(
    axes,
    (scene, truth, kmeans_segment(scene, 2, 0), kmeans_segment(scene, 4, 0)),
    ("scene", "mask", "k = 2", "k = 4"),
    strict=True,
):
    ax.imshow(picture, cmap="gray" if title == "scene" else "viridis")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()
