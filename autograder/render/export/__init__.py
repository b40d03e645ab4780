"""Records as other systems want them: one module a format, each a pure function; a new module here is a new format."""

from __future__ import annotations

import importlib
import pkgutil
from typing import cast

from autograder.render.export.format import Filled, Format, Made, Request

__all__ = ["Filled", "Format", "Made", "Request", "formats", "load"]

_SHARED = ("cells", "format")
"""Modules that are no formats: what several of these need."""


def formats() -> list[str]:
    """Return the names of all formats, sorted."""
    return sorted(found.name for found in pkgutil.iter_modules(__path__) if found.name not in _SHARED)


def load(name: str) -> Format:
    """Return a format by a name that :func:`formats` gave."""
    return cast("Format", importlib.import_module(f"{__name__}.{name}").FORMAT)
