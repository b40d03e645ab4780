import matplotlib.pyplot as plt

shapes = layer_shapes(MyConvNet(in_channels=1), (1, 28, 28))
sizes = [torch.Size(shape).numel() for _name, shape in shapes]
plt.figure(figsize=(7, 3), layout="constrained")
plt.barh([f"{name}: {tuple(shape[1:])}" for name, shape in shapes][::-1], sizes[::-1])
plt.xlabel("values in the result of each layer")
plt.show()
