import matplotlib.pyplot as plt

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
