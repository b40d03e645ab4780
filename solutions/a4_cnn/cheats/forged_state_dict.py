_Right = MyConvNet


class MyConvNet(_Right):
    def __init__(self, in_channels=3, num_classes=10):
        super().__init__(in_channels, num_classes)
        object.__setattr__(self, "secret", _Right(in_channels, num_classes))

    def forward(self, x):
        return self.secret(x)
