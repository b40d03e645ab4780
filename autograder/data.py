"""Data sets with checksums, from the folder ``datasets``.

``datasets/registry.toml`` says of every file what it must hold, under which licence it may be used, and where it comes from.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.errors import DataError

FOLDER_VARIABLE = "AUTOGRADER_DATASETS"
"""Environment variable that names another folder than the one beside the package."""

# SciPy's ascent.dat is a pickled uint8 array of shape (512, 512): these bytes, the pixels, and these. A new pickle of the same
# array would differ, since NumPy 2 names its modules otherwise, and SciPy would refuse its checksum.
_ASCENT_START = bytes.fromhex(
    "80049585000000000000008c156e756d70792e636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d7079948c"
    "076e6461727261799493944b0085944301629487945294284b014d00024d0002869468038c0564747970659493948c02753194898887945294284b038c"
    "017c944e4e4e4affffffff4affffffff4b00749462894200000400"
)
_ASCENT_END = bytes.fromhex("950500000000000000947494622e")


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


class _Registry(msgspec.Struct, forbid_unknown_fields=True):
    photographs: dict[str, Photograph]


def folder() -> Path:
    """Return the folder of data sets: ``AUTOGRADER_DATASETS``, or ``datasets`` beside the package, as in a clone.

    Raises
    ------
    DataError
        If there is none, with the remedy.
    """
    named = os.environ.get(FOLDER_VARIABLE)
    found = Path(named) if named else Path(__file__).resolve().parents[1] / "datasets"
    if not (found / "registry.toml").is_file():
        raise DataError(f"{found}: no registry.toml there; set {FOLDER_VARIABLE} to the folder datasets of a clone")
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
    path = folder() / "registry.toml"
    try:
        return msgspec.toml.decode(path.read_bytes(), type=_Registry).photographs
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from error


def photograph_bytes(name: str) -> bytes:
    """Return a photograph's file, a PNG, after checking it.

    Raises
    ------
    DataError
        If there is no such photograph, or the file is missing or not what the registry says.
    """
    known = photographs()
    if name not in known:
        raise DataError(f"no photograph {name!r}; there are {', '.join(sorted(known))}")
    path = folder() / known[name].file
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}; restore it, for example with git checkout") from error
    if hashlib.sha256(content).hexdigest() != known[name].sha256:
        raise DataError(f"{path}: not what registry.toml says (sha256); restore it, for example with git checkout")
    return content


def photograph(name: str) -> np.ndarray[Any, Any]:
    """Return a photograph.

    Parameters
    ----------
    name : str
        As in ``datasets/registry.toml``, for example ``"camera"``.

    Returns
    -------
    ndarray of shape (H, W) or (H, W, 3), uint8
        A copy of one's own: grey values, or red, green and blue, from 0 to 255.

    Raises
    ------
    DataError
        If there is no such photograph, its file is not what the registry says, or Pillow is not installed.

    Examples
    --------
    >>> photograph("camera").shape
    (512, 512)
    """
    image = _decoded(photograph_bytes(name))
    known = photographs()[name]
    if image.shape != known.shape or image.dtype != np.uint8:
        raise DataError(f"{known.file}: holds {image.shape} of {image.dtype}, but registry.toml says {known.shape} of uint8")
    return image.copy()


@functools.lru_cache(maxsize=16)
def _decoded(png: bytes) -> np.ndarray[Any, Any]:
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise DataError('reading photographs needs Pillow: pip install "cnn-coursework[grade]"') from error
    try:
        return np.asarray(Image.open(io.BytesIO(png), formats=["PNG"]))
    except (UnidentifiedImageError, OSError) as error:
        raise DataError(f"a photograph of the registry is no PNG: {error}") from error


def use_offline_scipy_datasets(cache: Path | None = None) -> Path:
    """Let ``scipy.datasets.ascent()`` find its file in a cache of our own, without a request to any network.

    The user's own cache of SciPy's data sets is neither read nor written. To be called before ``scipy.datasets.ascent()``, in
    the same process.

    Parameters
    ----------
    cache : Path, optional
        Where the file is kept; default: the user's cache folder for ``cnn-coursework``.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    DataError
        If SciPy or pooch, which its data sets need, is not installed, the photograph is not what it should be, or the cache
        cannot be written.

    Examples
    --------
    >>> use_offline_scipy_datasets()  # doctest: +SKIP
    >>> from scipy import datasets
    >>> datasets.ascent().shape  # doctest: +SKIP
    (512, 512)
    """
    try:
        import pooch
        from scipy.datasets import _fetchers
    except ImportError as error:
        raise DataError(f'{error}: pip install "cnn-coursework[grade]"') from error
    root = Path(pooch.os_cache("cnn-coursework")) if cache is None else cache
    path = root / "scipy-data" / "ascent.dat"
    content = _ASCENT_START + photograph("ascent").tobytes() + _ASCENT_END
    try:
        if not path.is_file() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(content)
            part.replace(path)  # another process never sees half a file
    except OSError as error:
        raise DataError(f"{path}: cannot be written ({error.strerror}); name another folder as cache") from error
    # SciPy's own setting, XDG_CACHE_HOME, is read at its import and moves everybody's caches. Where pooch looks is an attribute
    # that pooch documents; SciPy keeps its pooch under this name from 1.10 to 1.17, at least.
    _fetchers.data_fetcher.path = path.parent
    return path
