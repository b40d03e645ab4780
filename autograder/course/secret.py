"""The course secret, and the seeds that are drawn from it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from autograder.errors import UsageError

SECRET_NAME = "course.secret"  # noqa: S105 (the name of a file)


def draw_secret() -> bytes:
    """Return a new secret."""
    return secrets.token_hex(32).encode()


def read_secret(path: Path, create: bool) -> bytes:
    """Return the course secret, from which every student's random inputs are drawn.

    Parameters
    ----------
    path : Path
        A file of at least 16 bytes.
    create : bool
        Whether to make the file, readable by its owner only, where there is none.

    Raises
    ------
    UsageError
        If the file is missing, too short, or cannot be made.
    """
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        if not create:
            raise UsageError(f"--secret {path}: no such file") from None
        secret = draw_secret()
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise UsageError(f"the course secret {path} cannot be made: {error.strerror}; name one with --secret") from error
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret + b"\n")
    except OSError as error:
        raise UsageError(f"--secret {path}: {error.strerror}") from error
    if len(secret) < 16:
        raise UsageError(f"--secret {path}: {len(secret)} bytes are too short for a secret; at least 16 are needed")
    return secret


def seed_of(secret: bytes, unit: str, students: list[str]) -> tuple[bytes, str]:
    """Return the seed of a student or team in a unit, and an id of it that may be shown.

    Examples
    --------
    >>> seed_of(b"0123456789abcdef", "a1", ["ada"])[1] == seed_of(b"0123456789abcdef", "a1", ["ada"])[1]
    True
    """
    seed = hmac.digest(secret, "\0".join([unit, *sorted(students)]).encode(), "sha256")
    return seed, hashlib.sha256(b"seed id\0" + seed).hexdigest()[:16]
