random = np.random.default_rng(2)
samples = np.concatenate([random.normal(-2, 0.5, 60), random.normal(1, 1, 90)])
grid = np.linspace(-5, 5, 300)
plt.figure(figsize=(7, 3), layout="constrained")
plt.plot(samples, np.zeros(len(samples)), "|", color="0.5")
for bandwidth, line in ((0.1, ":"), (0.4, "-"), (1.5, "--")):
    plt.plot(grid, kernel_density(samples, grid, bandwidth), line, label=f"bandwidth {bandwidth}")
plt.legend(frameon=False)
plt.show()
