# ruff: noqa: F821
# `right` is the reference answer of this task; the other names of the reference module are visible too.
"""Wrong answers for kmeans_segment."""

import torch


def always_value_error(image, k, seed):
    """Raises ValueError for everything"""
    raise ValueError(f"image, k {k}, seed {seed}")


def zeros(image, k, seed):
    """Puts every pixel into cluster 0"""
    return torch.zeros(image.shape[-2:], dtype=torch.int64)


def returns_input(image, k, seed):
    """Gives its input back"""
    return image


def _pixels(image):
    return image.reshape(-1, image.shape[-2] * image.shape[-1]).T.double()


def first_channel_only(image, k, seed):
    """Looks at the first channel of a colour image only"""
    return right(image, k, seed) if image.dim() == 2 else right(image[0], min(k, len(image[0].unique())), seed)


def mean_of_channels(image, k, seed):
    """Makes a colour image grey first"""
    grey = image.double().mean(0) if image.dim() == 3 else image
    return right(grey, min(k, len(grey.unique())) if k > 0 else k, seed)


def equal_parts(image, k, seed):
    """Cuts the range of intensities into k equal parts instead of clustering"""
    right(image, k, seed)
    grey = _pixels(image).mean(1).reshape(image.shape[-2:])
    share = (grey - grey.min()) / (grey.max() - grey.min() + 1e-9)
    return (share * k).long().clamp(max=k - 1)


def quantiles(image, k, seed):
    """Makes k clusters of equally many pixels"""
    right(image, k, seed)
    grey = _pixels(image).mean(1)
    return (grey.argsort().argsort() * k // len(grey)).reshape(image.shape[-2:])


def one_round(image, k, seed):
    """Stops after the first assignment to random pixels"""
    right(image, k, seed)
    pixels = _pixels(image)
    order = torch.randperm(len(pixels), generator=torch.Generator().manual_seed(seed))[:k]
    return torch.cdist(pixels, pixels[order]).argmin(1).reshape(image.shape[-2:])


def places_count_too(image, k, seed):
    """Clusters rows and columns beside the colours"""
    right(image, k, seed)
    height, width = image.shape[-2:]
    pixels = _pixels(image)
    scale = 2 * (pixels.std() + 1)
    rows, columns = torch.meshgrid(torch.linspace(0, 1, height), torch.linspace(0, 1, width), indexing="ij")
    places = torch.stack([rows, columns]).reshape(2, -1).T.double() * scale
    return right(torch.cat([pixels, places], 1).T.reshape(-1, height, width), k, seed)


def random_labels(image, k, seed):
    """Gives random labels"""
    right(image, k, seed)
    return torch.randint(k, image.shape[-2:], generator=torch.Generator().manual_seed(seed))


def counts_from_one(image, k, seed):
    """Counts clusters from 1"""
    return right(image, k, seed) + 1


def as_floats(image, k, seed):
    """Gives labels as floats"""
    return right(image, k, seed).float()


def flat(image, k, seed):
    """Gives labels in a row, not as an image"""
    return right(image, k, seed).flatten()


def transposed(image, k, seed):
    """Swaps rows and columns"""
    return right(image, k, seed).T


def colours_not_labels(image, k, seed):
    """Gives the mean of each pixel's cluster instead of its number"""
    labels, pixels = right(image, k, seed), _pixels(image)
    means = torch.stack([pixels[labels.flatten() == of].mean() for of in range(k)])
    return means[labels]


def ignores_the_seed(image, k, seed):
    """Draws its start from the global random state, one start only"""
    right(image, k, seed)
    pixels = _pixels(image)
    centres = pixels[torch.randperm(len(pixels))[:k]]
    for _ in range(3):
        labels = torch.cdist(pixels, centres).argmin(1)
        centres = torch.stack([pixels[labels == of].mean(0) if (labels == of).any() else centres[of] for of in range(k)])
    return labels.reshape(image.shape[-2:])


def accepts_any_k(image, k, seed):
    """Takes a k that it should refuse: less than 1, or more than there are distinct values"""
    return right(image, max(1, min(k, len(torch.unique(_pixels(image), dim=0)))), seed)


def more_than_pixels_only(image, k, seed):
    """Compares k with the number of pixels, not of distinct ones"""
    pixels = _pixels(image)
    if not 1 <= k <= len(pixels):
        raise ValueError(f"k must be from 1 to {len(pixels)}, got {k}")
    return right(image, min(k, len(torch.unique(pixels, dim=0))), seed)


def writes_into_the_image(image, k, seed):
    """Scales the image that it was given"""
    labels = right(image, k, seed)
    image.sub_(image.min())
    return labels
