import matplotlib.pyplot as plt

rows, columns = np.mgrid[:32, :32]
picture = ((rows - 16) ** 2 + (columns - 16) ** 2 < 100).astype(float)  # a disc
filters = np.array([[[[-1, 0, 1]] * 3], [[[-1] * 3, [0] * 3, [1] * 3]], [[[1 / 9] * 3] * 3]], dtype=float)
maps = conv2d(picture[None, None], filters, padding=1)[0]
_figure, axes = plt.subplots(1, 4, figsize=(9, 2.6), layout="constrained")
titles = ("input", "columns differ", "rows differ", "mean")
for ax, values, title in zip(axes, (picture, *maps), titles, strict=True):
    ax.imshow(values, cmap="gray")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()
