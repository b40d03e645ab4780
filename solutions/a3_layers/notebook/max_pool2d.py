values = np.random.default_rng(0).integers(0, 10, (6, 6)).astype(float)
_figure, axes = plt.subplots(1, 3, figsize=(9, 3), layout="constrained")
pooled = (("input", values), ("max, 2 by 2", max_pool2d(values[None, None], 2)[0, 0]),
          ("max, 3 by 3, stride 1", max_pool2d(values[None, None], 3, stride=1)[0, 0]))  # fmt: skip
for ax, (title, table) in zip(axes, pooled, strict=True):
    ax.imshow(table, cmap="Blues", vmin=0, vmax=12)
    for (row, column), value in np.ndenumerate(table):
        ax.text(column, row, f"{value:g}", ha="center", va="center")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()
