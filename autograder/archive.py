"""Zip archives that are always the same bytes, so that two of one content can be compared by their hashes."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Collection, Mapping

_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can name: when a file was made is nobody's business."""


def zipped(files: Mapping[str, bytes], executable: Collection[str] = ()) -> bytes:
    """Return files as a zip, in the order of their names, without times.

    Parameters
    ----------
    files : mapping of str to bytes
        By path, with slashes.
    executable : collection of str, optional
        Those that a system is to run.

    Examples
    --------
    >>> zipped({"a": b"1", "b": b"2"}) == zipped({"b": b"2", "a": b"1"})
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.create_system = 3  # Unix, wherever it is made: only then are rights kept
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | (0o755 if name in executable else 0o644)) << 16
            archive.writestr(entry, files[name])
    return target.getvalue()
