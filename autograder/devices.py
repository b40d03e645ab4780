"""The processors and GPUs of this machine, for timed checks."""

from __future__ import annotations

import importlib.util
import os
import platform
from typing import Literal

Wanted = Literal["auto", "cpu", "cuda"]


def processors() -> list[int]:
    """Return the processors that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def gpus() -> list[str]:
    """Return the names of the GPUs that PyTorch can use here, none where there is no PyTorch."""
    if importlib.util.find_spec("torch") is None:
        return []
    import torch

    return [torch.cuda.get_device_name(index) for index in range(torch.cuda.device_count())]


def choose(wanted: Wanted, turn: int = 0) -> str | None:
    """Return the device for timed checks: ``"cpu"``, ``"cuda:0"``, ...

    Parameters
    ----------
    wanted : {"auto", "cpu", "cuda"}
        "auto" takes a GPU where there is one.
    turn : int
        Examiners that count up take the GPUs of a machine in turn.

    Returns
    -------
    str or None
        None where a GPU is wanted and there is none.

    Examples
    --------
    >>> choose("cpu")
    'cpu'
    """
    count = len(gpus()) if wanted != "cpu" else 0
    if count:
        return f"cuda:{turn % count}"
    return None if wanted == "cuda" else "cpu"


def describe(device: str | None) -> str:
    """Return the kind and the name of a device, as records show it; of the processor where there is none."""
    if device is not None and device.startswith("cuda"):
        return f"cuda {gpus()[int(device.partition(':')[2])]}"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    except OSError:
        names = []
    return f"cpu {names[0] if names else platform.processor() or platform.machine()}"
