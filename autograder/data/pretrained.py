"""Weights of pretrained networks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from autograder.data.registry import all_weights, checked, entry, image_folder
from autograder.errors import DataError


def weights(name: str, root: str | os.PathLike[str] | None = None) -> dict[str, np.ndarray[Any, Any]]:
    """Return the weights of a pretrained network, after checking the file.

    Parameters
    ----------
    name : str
        As in ``registry.toml``, for example ``"scenes"``.
    root : path, optional
        As for :func:`autograder.data.image_set`.

    Returns
    -------
    dict of str to ndarray
        What ``load_state_dict`` takes, once each array is made a tensor.

    Raises
    ------
    DataError
        If there are none of this name, the file is not what the registry says, or safetensors is not installed.

    Examples
    --------
    >>> weights("scenes")["0.weight"].shape
    (16, 1, 3, 3)
    """
    try:
        from safetensors import SafetensorError
        from safetensors.numpy import load
    except ImportError as error:
        raise DataError('reading weights needs safetensors: pip install "cnn-coursework[torch]"') from error
    where = Path(os.path.abspath(image_folder(root)))
    known = entry("weights", all_weights(where), name, where)
    try:
        found: dict[str, np.ndarray[Any, Any]] = load(checked(where / known.file, known.sha256))
    except SafetensorError as error:
        raise DataError(f"{where / known.file}: is no file of weights ({error}); get it again") from error
    return found


def weights_files(name: str) -> dict[str, bytes]:
    """Return the file of some weights and their card, by path below the folder of data sets.

    Raises
    ------
    DataError
        If there are none of this name, or a file is missing or not what the registry says.
    """
    where = image_folder()
    known = entry("weights", all_weights(where), name, where)
    card = Path(known.file).with_name("README.md").as_posix()
    try:
        return {known.file: checked(where / known.file, known.sha256), card: (where / card).read_bytes()}
    except OSError as error:
        raise DataError(f"{where / card}: {error.strerror}; whoever gives weights away says what they are") from error
