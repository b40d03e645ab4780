from autograder.data import image_set

images, labels = (torch.from_numpy(values) for values in image_set("fashion_mnist", "train"))
images, labels = images[:2000, None], labels[:2000]
plt.figure(figsize=(7, 3), layout="constrained")
for rate in (0.01, 0.05, 0.2):
    torch.manual_seed(0)
    network = MyConvNet(in_channels=1)
    optimizer = torch.optim.SGD(network.parameters(), lr=rate, momentum=0.9)
    generator = torch.Generator().manual_seed(0)
    losses = [
        train_one_epoch(network, images, labels, optimizer=optimizer, batch_size=64, device="cpu", generator=generator)
        for _ in range(6)
    ]
    plt.plot(range(1, 7), losses, marker=".", label=f"rate {rate}")
plt.xlabel("epoch")
plt.ylabel("mean loss")
plt.legend(frameon=False)
plt.show()
