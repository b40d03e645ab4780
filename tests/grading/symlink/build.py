"""A folder with a link to a file of the grader's beside the right file."""

from pathlib import Path

SOURCE = 'import numpy as np\n\n\ndef double(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return 2 * x\n\n\ndef total(x):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x.sum()\n\n\ndef scale_to(x, target):\n    x = np.asarray(x)\n    if x.size == 0:\n        raise ValueError(f"x must not be empty, got shape {x.shape}")\n    return x * (target / x.sum())\n'


def build(target: Path) -> Path:
    """Make the folder."""
    folder = target / "symlink"
    folder.mkdir()
    (folder / "tiny.py").write_text(SOURCE, "utf-8")
    (folder / "answers.py").symlink_to(Path(__file__).parents[2] / "units/tiny/tiny.py")
    return folder
