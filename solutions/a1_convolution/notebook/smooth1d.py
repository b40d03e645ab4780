steps = np.repeat([0.0, 1.0, 0.3], 60) + np.random.default_rng(1).normal(0, 0.15, 180)
plt.figure(figsize=(7, 3), layout="constrained")
plt.plot(steps, color="0.75", label="measured")
for sigma, line in ((2, "--"), (8, "-")):
    plt.plot(smooth1d(steps, sigma), line, label=f"smoothed, sigma {sigma}")
plt.legend(frameon=False)
plt.show()
