import matplotlib.pyplot as plt

rng = torch.Generator().manual_seed(0)
corners = torch.tensor([[10.0, 12.0], [40.0, 30.0]]).repeat_interleave(12, dim=0)
proposals = torch.cat([corners + 3 * torch.randn(24, 2, generator=rng), 20 + 3 * torch.randn(24, 2, generator=rng)], dim=1)
scores = torch.rand(24, generator=rng)
kept = nms(proposals, scores, 0.3).tolist()
plt.figure(figsize=(4, 3.4), layout="constrained")
for index, (x, y, w, h) in enumerate(proposals.tolist()):
    colour, width = ("tab:blue", 2.5) if index in kept else ("lightgrey", 1)
    plt.gca().add_patch(plt.Rectangle((x, y), w, h, fill=False, edgecolor=colour, linewidth=width))
plt.axis([0, 75, 65, 0])
plt.title(f"{len(kept)} of {len(proposals)} boxes are kept")
plt.show()
