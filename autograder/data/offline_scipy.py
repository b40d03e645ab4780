"""SciPy's own image without a network."""

from __future__ import annotations

import os
from pathlib import Path

from autograder.data.pictures import photograph
from autograder.errors import DataError

# SciPy's ascent.dat is a pickled uint8 array of shape (512, 512): these bytes, the pixels, and these. A new pickle of the same
# array would differ, since NumPy 2 names its modules otherwise, and SciPy would refuse its checksum.
_ASCENT_START = bytes.fromhex(
    "80049585000000000000008c156e756d70792e636f72652e6d756c74696172726179948c0c5f7265636f6e7374727563749493948c056e756d7079948c"
    "076e6461727261799493944b0085944301629487945294284b014d00024d0002869468038c0564747970659493948c02753194898887945294284b038c"
    "017c944e4e4e4affffffff4affffffff4b00749462894200000400"
)
_ASCENT_END = bytes.fromhex("950500000000000000947494622e")


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
