"""The image sets of the registry: what lies in ``datasets``, and what of it students get."""

from __future__ import annotations

import functools
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data import idx
from autograder.data.registry import ImageFile, ImageSet, Weights, all_weights, checked, entry, image_folder, image_sets
from autograder.errors import DataError


def image_set(
    name: str, split: str, root: str | os.PathLike[str] | None = None
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return a split of an image set of the registry.

    The files are checked when a process reads them first, and kept in memory. The order is always the same; it follows from the
    images alone (their checksums), so that nothing but an image itself tells its class.

    Parameters
    ----------
    name : str
        As in ``registry.toml``, for example ``"fashion_mnist"``.
    split : {"train", "validation", "test"}
        A student's kit has the first two.
    root : path, optional
        A folder with a ``registry.toml``: ``datasets`` of a clone or ``data`` of a student's kit. Default:
        ``AUTOGRADER_DATASETS`` or the clone in which the package lies; without either, ``data`` in the current folder.

    Returns
    -------
    images : ndarray of shape (N, H, W), uint8
        A copy of one's own.
    labels : ndarray of shape (N,), int64
        A copy of one's own.

    Raises
    ------
    DataError
        If there is no such set or split, or a file is missing or not what the registry says.

    Examples
    --------
    >>> images, labels = image_set("fashion_mnist", "validation")
    >>> images.shape, images.dtype, labels.shape
    ((2000, 28, 28), dtype('uint8'), (2000,))
    """
    where = Path(os.path.abspath(image_folder(root)))
    known = entry("image set", image_sets(where), name, where)
    files = tuple(file for file in known.files if file.split == split)
    if not files:
        raise DataError(f"{where / 'registry.toml'}: {name} has no split {split!r}; there are {', '.join(known.splits())}")
    images, labels = _read(where, files, known.shape)
    return images.copy(), labels.copy()


def student_files(name: str) -> dict[str, bytes]:
    """Return the files of an image set that students get, by path below the folder of data sets: never a test image.

    Raises
    ------
    DataError
        If there is no such set, or a file is missing or not what the registry says.

    Examples
    --------
    >>> sorted(student_files("fashion_mnist"))[:2]
    ['fashion_mnist/LICENSE', 'fashion_mnist/train/0.idx3-ubyte.gz']
    """
    where = image_folder()
    known = entry("image set", image_sets(where), name, where)
    files = {file.file: checked(where / file.file, file.sha256) for file in _for_students(known)}
    licence = where / name / "LICENSE"
    try:
        return {f"{name}/LICENSE": licence.read_bytes(), **files}
    except OSError as error:
        raise DataError(f"{licence}: {error.strerror}; whoever gives images away gives their licence with them") from error


def student_registry(names: list[str], networks: Sequence[str] = ()) -> str:
    """Return a ``registry.toml`` of what students get of some image sets, and of the weights of some pretrained networks.

    Raises
    ------
    DataError
        If there is no such set, or there are no weights of such a network.
    """
    where = image_folder()
    lines: list[str] = []
    for name in names:
        known = entry("image set", image_sets(where), name, where)
        fields = ("title", "licence", "credit", "source", "shape", "classes")
        lines += ["", f"[image_sets.{name}]", *(f"{field} = {_toml(getattr(known, field))}" for field in fields)]
        files = (
            ", ".join(f"{field} = {_toml(getattr(file, field))}" for field in ImageFile.__struct_fields__)
            for file in _for_students(known)
        )
        lines += ["files = [", *(f"    {{ {file} }}," for file in files), "]"]
    for name in networks:
        weights = entry("weights", all_weights(where), name, where)
        lines += ["", f"[weights.{name}]"]
        lines += [f"{field} = {_toml(getattr(weights, field))}" for field in Weights.__struct_fields__]
    return "\n".join(lines) + "\n"


def _toml(value: str | int | tuple[str | int, ...]) -> str:
    return json.dumps(value, ensure_ascii=False)  # such values are written in TOML as they are in JSON


def _for_students(known: ImageSet) -> list[ImageFile]:
    return [file for file in known.files if file.split != "test"]


@functools.lru_cache(maxsize=8)
def _read(
    where: Path, files: tuple[ImageFile, ...], shape: tuple[int, ...]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    parts = []
    for file in files:
        path = where / file.file
        part = idx.parse(idx.unzipped(checked(path, file.sha256), path), path)
        if part.shape != (file.count, *shape):
            raise DataError(f"{path}: holds {part.shape}, but registry.toml says {(file.count, *shape)}")
        parts.append(part)
    images = np.concatenate(parts)
    labels = np.repeat(np.array([file.label for file in files], np.int64), [file.count for file in files])
    # A shuffle by a seed would be the same in every clone: from an image's place anyone could compute its class.
    order = sorted(range(len(images)), key=lambda i: hashlib.sha256(images[i].tobytes()).digest())
    return images[order], labels[order]
