"""Say what this machine can do for grading, with the evidence."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
from collections.abc import Iterator

from autograder import __version__, data, devices
from autograder.errors import DataError, GraderError
from autograder.sandbox import Runtime
from autograder.sandbox.probe import probe, tier
from autograder.sandbox.process import ZygoteSandbox

_MEANING = {
    "A": "namespaces, file rules and system-call rules all hold",
    "B": "file rules and system-call rules hold; other processes can be seen",
    "C": "one layer only",
    "D": "a process of its own with limits, and no wall of the kernel's",
}

_PACKAGES = {name: name for name in ("numpy", "scipy", "torch", "torchvision", "pytest", "msgspec", "matplotlib", "pooch")}
_PACKAGES["pillow"] = "PIL"


def report() -> Iterator[str]:
    """Yield the lines of the report."""
    yield f"cnn-coursework {__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield f"processors: {len(devices.processors())} of {os.cpu_count()}"
    for name, module in _PACKAGES.items():
        installed = importlib.util.find_spec(module) is not None
        yield f"  {name}: {importlib.metadata.version(name) if installed else 'not installed'}"
    yield f"devices: {', '.join(['cpu', *devices.gpus()])}"
    yield f"data sets: {_data_sets()}"
    yield "isolation of a worker, by trying:"
    try:
        found = evidence()
    except GraderError as error:
        yield f"  no worker can be started: {error}"
        return
    for name, what in found.items():
        yield f"  {name.replace('_', ' ')}: {what}"
    yield f"tier {tier(found)}: {_MEANING[tier(found)]}"


def evidence() -> dict[str, str]:
    """Return what a worker of a NumPy unit can do here."""
    sandbox = ZygoteSandbox(Runtime("numpy"), cpu_seconds=10)
    try:
        return probe(sandbox)
    finally:
        sandbox.close()


def _data_sets() -> str:
    try:
        for name in data.photographs():
            data.photograph_bytes(name)
        for name, known in data.image_sets().items():
            for split in known.splits():
                data.image_set(name, split)
        sets = ", ".join(known.title for known in data.image_sets().values())
        return f"{len(data.photographs())} photographs, {sets} in {data.folder()}, as registered"
    except DataError as error:
        return str(error)
