# Each window of adaptive pooling from 11 to 4: from floor(i * 11 / 4) to ceil((i + 1) * 11 / 4). Which ones overlap?
line = np.arange(11.0)
plt.figure(figsize=(7, 2), layout="constrained")
for index, mean in enumerate(adaptive_avg_pool1d(line[None, None], 4)[0, 0]):
    start, end = index * 11 // 4, -(-(index + 1) * 11 // 4)
    plt.plot([start - 0.4, end - 0.6], [index, index], linewidth=8, solid_capstyle="butt")
    plt.text(mean, index + 0.35, f"mean {mean:g}", ha="center", fontsize=8)
plt.yticks(range(4), [f"window {index}" for index in range(4)])
plt.xlabel("position in the input")
plt.show()
