import matplotlib.pyplot as plt

from autograder.data import photograph

camera = photograph("camera").astype(float)


def show(**pictures):
    """Show pictures beside each other, each from its darkest to its brightest value."""
    _figure, axes = plt.subplots(1, len(pictures), figsize=(9, 3.2), layout="constrained")
    for ax, (title, picture) in zip(axes, pictures.items(), strict=True):
        ax.imshow(picture, cmap="gray")
        ax.set_title(title, fontsize=9)
        ax.axis("off")
    plt.show()


show(photograph=camera, mean_of_15_by_15=filter2d(camera, np.ones((15, 15)) / 225))
