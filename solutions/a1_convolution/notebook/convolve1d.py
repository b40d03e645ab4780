import matplotlib.pyplot as plt

signal = np.zeros(40)
signal[5:15] = 1
signal[25] = 2
kernel = np.arange(6, 0, -1) / 6
_figure, axes = plt.subplots(3, 1, figsize=(7, 4), sharex=True, layout="constrained")
for ax, values, title in zip(
    axes, (signal, kernel, convolve1d(signal, kernel)), ("input", "kernel", "convolution"), strict=True
):
    ax.stem(values, basefmt=" ")
    ax.set_title(title, loc="left", fontsize=9)
plt.show()
