random = np.random.default_rng(0)
pattern = np.array([1.0, 3.0, -2.0, 1.0, -3.0])
noisy = random.normal(0, 0.8, 80)
noisy[50:55] += pattern
found = cross_correlate1d(pattern, noisy)  # lags from -4 on: the pattern begins where this is largest
_figure, axes = plt.subplots(2, 1, figsize=(7, 3.4), layout="constrained")
axes[0].plot(noisy)
axes[0].set_title("a pattern in noise, from 50 on", loc="left", fontsize=9)
axes[1].plot(np.arange(-4, len(found) - 4), found)
axes[1].set_title(f"cross-correlation with the pattern, largest at lag {found.argmax() - 4}", loc="left", fontsize=9)
plt.show()
