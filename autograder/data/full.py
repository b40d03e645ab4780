"""Whole image sets, outside of the registry: those of torchvision, unpacked already or downloaded where one asks for it."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data import idx
from autograder.errors import DataError

Arrays = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]

# sha256 of the uncompressed files. torchvision checks only the .gz that it downloads; of uncompressed files it asks whether
# they are there. Debian's package holds the same images in .gz with other headers, which torchvision would refuse.
_FASHION_MNIST = {
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


def full_image_set(name: str, root: str | os.PathLike[str], split: str, download: bool = False) -> Arrays:
    """Return a split of a whole image set.

    What is there is used without a request to any network; `download` fetches what is missing, through torchvision and the
    mirrors that it knows.

    Parameters
    ----------
    name : {"FashionMNIST", "CIFAR10"}
    root : path
        The folder that torchvision calls root. Fashion-MNIST lies in ``FashionMNIST/raw`` below it: the four files
        ``*-ubyte``, or the same as ``.gz``, which are unpacked there. CIFAR-10 lies in ``cifar-10-batches-py``.
    split : {"train", "test"}
    download : bool
        Whether what is missing may be downloaded.

    Returns
    -------
    images : ndarray of shape (N, 28, 28) or, for CIFAR-10, (N, 32, 32, 3), uint8
    labels : ndarray of shape (N,), int64

    Raises
    ------
    DataError
        If there is no such set or split, files are missing or altered, the download fails, or torchvision is needed and not
        installed.

    Examples
    --------
    >>> images, labels = full_image_set("FashionMNIST", "images", "train")  # doctest: +SKIP
    >>> images.shape  # doctest: +SKIP
    (60000, 28, 28)
    """
    sets = {"CIFAR10": _cifar10, "FashionMNIST": _fashion_mnist}
    if name not in sets:
        raise DataError(f"no full image set {name!r}; there are {', '.join(sets)}")
    if split not in ("train", "test"):
        raise DataError(f"{name}: no split {split!r}; there are train, test")
    return sets[name](Path(root), split, download)


def _fashion_mnist(root: Path, split: str, download: bool) -> Arrays:
    raw = root / "FashionMNIST" / "raw"
    for name in _FASHION_MNIST:
        _unpack(raw / name)
    missing = [name for name in _FASHION_MNIST if not (raw / name).is_file()]
    if missing and download:
        _torchvision("FashionMNIST", root, split, download)
    prefix = "train" if split == "train" else "t10k"
    images, labels = (_array(raw / name) for name in _FASHION_MNIST if name.startswith(prefix))
    return images.copy(), labels.astype(np.int64)


def _unpack(path: Path) -> None:
    packed = path.with_name(f"{path.name}.gz")
    if path.is_file() or not packed.is_file():
        return
    content = idx.unzipped(packed.read_bytes(), packed)
    _require(content, packed)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)  # another process never sees half a file
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror}); name another folder as root") from error


def _array(path: Path) -> np.ndarray[Any, Any]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; put it there, or its .gz, or ask for download=True") from error
    _require(content, path)
    return idx.parse(content, path)


def _require(content: bytes, path: Path) -> None:
    if hashlib.sha256(content).hexdigest() != _FASHION_MNIST[path.name.removesuffix(".gz")]:
        raise DataError(f"{path}: not the original of Fashion-MNIST (sha256); remove it, and get it again")


def _cifar10(root: Path, split: str, download: bool) -> Arrays:
    # The files are pickles. torchvision compares the checksum of each with its own table before it opens any.
    found = _torchvision("CIFAR10", root, split, download)
    return np.ascontiguousarray(found.data), np.array(found.targets, np.int64)


def _torchvision(name: str, root: Path, split: str, download: bool) -> Any:
    try:
        from torchvision import datasets
    except ImportError as error:
        raise DataError(f'{name}: needs torchvision: pip install "cnn-coursework[torch]"') from error
    try:
        return getattr(datasets, name)(root, train=split == "train", download=download)
    except (RuntimeError, OSError) as error:  # a network that is not there is an OSError; what does not fit, a RuntimeError
        if download:
            reason = " ".join(str(error).split())
            raise DataError(
                f"{root}: {name} cannot be downloaded ({reason}); get it on a machine with a network, and copy it"
            ) from error
        raise DataError(f"{root}: no unaltered {name} there; copy it there unpacked, or ask for download=True") from error
