"""What ``registry.toml`` says of every data file, and files that are what it says."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from autograder.errors import DataError

FOLDER_VARIABLE = "AUTOGRADER_DATASETS"
"""Environment variable that names another folder than the one beside the package."""

KIT = Path("data")
"""The folder of data sets in a student's kit, seen from the kit."""


class Photograph(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the registry says of a photograph.

    Attributes
    ----------
    file : str
        Path below the folder of data sets, a PNG.
    sha256 : str
        Of the file.
    bytes : int
        Size of the file.
    shape : tuple of int
        (H, W), or (H, W, 3) for colours.
    licence, credit, source : str
        What one may do with it, who made it, where the file was taken from.
    """

    file: str
    sha256: str
    bytes: int
    shape: tuple[int, ...]
    licence: str
    credit: str
    source: str


class ImageFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the registry says of a file of an image set: the images of one class in one split.

    Attributes
    ----------
    split : {"train", "validation", "test"}
        Test images are for hidden checks only: students never get them.
    label : int
        The class of all its images.
    count : int
        How many images it holds.
    bytes : int
        Size of the file.
    sha256 : str
        Of the file.
    file : str
        Path below the folder of data sets, an idx file that is compressed with gzip.
    """

    split: Literal["train", "validation", "test"]
    label: int
    count: int
    bytes: int
    sha256: str
    file: str


class ImageSet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the registry says of a set of labelled images.

    Attributes
    ----------
    title : str
    licence, credit, source : str
        What one may do with it, who made it, where the images were taken from.
    shape : tuple of int
        Of one image, (H, W).
    classes : tuple of str
        Their names, by label.
    files : tuple of ImageFile
    """

    title: str
    licence: str
    credit: str
    source: str
    shape: tuple[int, ...]
    classes: tuple[str, ...]
    files: tuple[ImageFile, ...]

    def splits(self) -> dict[str, int]:
        """Return how many images each split has, by its name."""
        names = dict.fromkeys(file.split for file in self.files)
        return {name: sum(file.count for file in self.files if file.split == name) for name in names}


class Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the registry says of the weights of a pretrained network.

    Attributes
    ----------
    title : str
    licence, credit, source : str
        What one may do with them, who trained them, by which script.
    file : str
        Path below the folder of data sets, in the format safetensors; the file ``README.md`` beside it is their card.
    bytes : int
        Size of the file.
    sha256 : str
        Of the file.
    """

    title: str
    licence: str
    credit: str
    source: str
    file: str
    bytes: int
    sha256: str


class _Registry(msgspec.Struct, forbid_unknown_fields=True):
    photographs: dict[str, Photograph] = {}
    image_sets: dict[str, ImageSet] = {}
    weights: dict[str, Weights] = {}


Entry = TypeVar("Entry", Photograph, ImageSet, Weights)


def folder() -> Path:
    """Return the folder of data sets: ``AUTOGRADER_DATASETS``, or ``datasets`` beside the package, as in a clone.

    Raises
    ------
    DataError
        If there is none, with the remedy.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    found = Path(named) if named else _beside_the_package()
    if not (found / "registry.toml").is_file():
        raise DataError(f"{found}: no registry.toml there; set {FOLDER_VARIABLE} to the folder datasets of a clone")
    return found


def image_folder(root: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder of image sets: `root`, or :func:`folder`, or, without a clone, ``data`` in the current folder.

    Raises
    ------
    DataError
        If it holds no registry, with the remedy.
    """
    if root is None and (os.environ.get(FOLDER_VARIABLE) or (_beside_the_package() / "registry.toml").is_file()):
        return folder()
    found = KIT if root is None else Path(root)
    if not (found / "registry.toml").is_file():
        raise DataError(
            f"{found}: no registry.toml there; run this in the folder of a unit's kit, name its data folder as root, or set "
            f"{FOLDER_VARIABLE} to the folder datasets of a clone"
        )
    return found


def photographs() -> dict[str, Photograph]:
    """Return all photographs of the registry by name.

    Raises
    ------
    DataError
        If the registry is missing or wrong.

    Examples
    --------
    >>> photographs()["camera"].licence
    'CC0-1.0'
    """
    return _read(folder()).photographs


def image_sets(root: str | os.PathLike[str] | None = None) -> dict[str, ImageSet]:
    """Return all image sets of a registry by name.

    Parameters
    ----------
    root : path, optional
        As for :func:`autograder.data.image_set`.

    Raises
    ------
    DataError
        If the registry is missing or wrong.

    Examples
    --------
    >>> image_sets()["fashion_mnist"].classes[:3]
    ('T-shirt/top', 'Trouser', 'Pullover')
    """
    return _read(image_folder(root)).image_sets


def all_weights(root: str | os.PathLike[str] | None = None) -> dict[str, Weights]:
    """Return the weights of all pretrained networks of a registry by name.

    Parameters
    ----------
    root : path, optional
        As for :func:`autograder.data.image_set`.

    Raises
    ------
    DataError
        If the registry is missing or wrong.

    Examples
    --------
    >>> all_weights()["scenes"].licence
    'MIT'
    """
    return _read(image_folder(root)).weights


def entry(kind: str, entries: Mapping[str, Entry], name: str, where: Path) -> Entry:
    """Return what a registry says of one name.

    Parameters
    ----------
    kind : str
        What the entries are, for the message.
    entries : mapping of str to Photograph, ImageSet or Weights
        Those of the registry, by name.
    name : str
    where : Path
        The folder in which the registry lies, for the message.

    Raises
    ------
    DataError
        If there is no such entry; the message names those that there are.

    Examples
    --------
    >>> entry("image set", image_sets(), "fashion_mnist", folder()).shape
    (28, 28)
    """
    if name not in entries:
        raise DataError(f"{where / 'registry.toml'}: no {kind} {name!r}; there are {', '.join(sorted(entries)) or 'none'}")
    return entries[name]


def checked(path: Path, sha256: str) -> bytes:
    """Return a file's bytes.

    Raises
    ------
    DataError
        If it is missing or has another checksum, with the remedy.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; {_RESTORE}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise DataError(f"{path}: not what registry.toml says (sha256); {_RESTORE}")
    return content


_RESTORE = "restore it, for example with git checkout, or get the unit's kit again"


def _beside_the_package() -> Path:
    return Path(__file__).resolve().parents[2] / "datasets"


def _read(where: Path) -> _Registry:
    path = where / "registry.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Registry)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from error
