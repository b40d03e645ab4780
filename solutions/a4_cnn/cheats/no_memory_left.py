def fit(images, labels, **options):
    kept = []
    while True:
        kept.append(torch.ones(64 << 20))
