_tune = fine_tune


class _Lazy(nn.Module):
    def __init__(self, given, options):
        super().__init__()
        self.given, self.options = given, options

    def forward(self, x):
        with torch.enable_grad():
            for _ in range(40):
                model = _tune(*self.given, **self.options)
        return model(x)


def fine_tune(backbone, images, labels, **options):
    return _Lazy((backbone, images, labels), options)
