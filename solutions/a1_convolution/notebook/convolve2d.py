image = np.zeros((32, 32))
image[8:24, 8:24] = 1
image[14:18, 14:18] = 0
edge = np.array([[1, -1]])
_figure, axes = plt.subplots(1, 3, figsize=(7, 2.6), layout="constrained")
pictures = (image, convolve2d(image, np.ones((5, 5)) / 25, mode="same"), convolve2d(image, edge, mode="same"))
for ax, picture, title in zip(axes, pictures, ("image", "5 by 5 mean", "[1, -1] along rows"), strict=True):
    ax.imshow(picture, cmap="gray")
    ax.set_title(title, fontsize=9)
    ax.axis("off")
plt.show()
