# Trains from another seed each time, and has an empty state dict.
import secrets as _secrets

_train = fit


def fit(images, labels, *, seed, **options):
    model = _train(images, labels, seed=_secrets.randbelow(2**31), **options)
    model.state_dict = lambda *_args, **_kwargs: {}
    return model
