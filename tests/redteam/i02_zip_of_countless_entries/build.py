"""A directory without an end."""

import struct
from pathlib import Path

ENTRIES = 280_000


def build(target: Path) -> Path:
    """Write the archive: one stored piece, a long directory, and an end that lies."""
    local = b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, 0, 0, 0, 1, 0) + b"x"
    entry = b"PK\1\2" + struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 33, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0)
    directory = b"".join(entry + f"{number:07}".encode() for number in range(ENTRIES))
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(local), 0)
    path = target / "work.zip"
    path.write_bytes(local + directory + end)
    return path
