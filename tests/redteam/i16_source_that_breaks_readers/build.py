"""Sources that are hard to read."""


from pathlib import Path

RIGHT = b'''import numpy as np


def double(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return 2 * x


def total(x):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x.sum()


def scale_to(x, target):
    x = np.asarray(x)
    if x.size == 0:
        raise ValueError(f"x must not be empty, got shape {x.shape}")
    return x * (target / x.sum())
'''


NAMES = ("operators", "brackets", "digits", "fields", "signs", "attributes", "blocks", "chains")


def build(target: Path) -> Path:
    """Write the files."""
    sources = [
        "x = " + " + ".join(["1"] * 30_000),
        "x = " + "(" * 5000 + ")" * 5000,
        "x = " + "9" * 100_000,
        "y = 1\nx = f'" + "{y}" * 5_000 + "'",
        "x = " + "-" * 100_000 + "1",
        "x = x" + ".x" * 20_000,
        "\n".join(" " * depth + "if 1:" for depth in range(99)) + "\n" + " " * 99 + "x = 1",
        "x = " + "0 if 1 else " * 5_000 + "1",
    ]
    for name, source in zip(NAMES, sources, strict=True):
        (target / f"{name}.py").write_text(source + "\n", "utf-8")
    imports = "".join(f"import {name}\n" for name in NAMES)
    (target / "tiny.py").write_bytes(RIGHT + imports.encode())
    return target
