_right_classifier = build_classifier


def build_classifier(in_channels, image_size, num_classes):
    model = _right_classifier(in_channels, image_size, num_classes)
    model.notes = {"more": [(torch.randn(1000, 1000), torch.randn(1000, 1000)) for _ in range(4)]}
    return model
