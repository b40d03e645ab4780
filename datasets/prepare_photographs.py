"""Take the photographs out of the packages that ship them, and check them against registry.toml.

Whoever clones this repository has the photographs already; this script is the record of where they come from::

    pip download --no-deps --only-binary=:all: --python-version 3.11 scikit-image==0.26.0 scipy==1.10.1
    python datasets/prepare_photographs.py scikit_image-0.26.0-*.whl scipy-1.10.1-*.whl

Seven files are copied byte by byte from scikit-image. ``ascent`` is stored in SciPy 1.10 as a pickled list of rows; its numbers
are read opcode by opcode, nothing is unpickled, and written as a PNG.
"""

import argparse
import hashlib
import pickletools
import tomllib
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

HERE = Path(__file__).resolve().parent
FROM_SCIKIT_IMAGE = ("brick", "camera", "chelsea", "coffee", "coins", "grass", "gravel")


def pixels_of_ascent(pickled: bytes) -> np.ndarray:
    """Return the image that is stored as a pickled list of 512 lists of 512 integers."""
    numbers = [argument for opcode, argument, _at in pickletools.genops(pickled) if opcode.name in ("BININT1", "LONG1")]
    return np.array(numbers, dtype=np.uint8).reshape(512, 512)


def main() -> None:
    """Write the photographs and say which differ from the registry."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scikit_image", type=Path, help="wheel of scikit-image 0.26.0")
    parser.add_argument("scipy", type=Path, help="wheel of SciPy 1.10.1")
    options = parser.parse_args()
    folder = HERE / "photographs"
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(options.scikit_image) as wheel:
        for name in FROM_SCIKIT_IMAGE:
            (folder / f"{name}.png").write_bytes(wheel.read(f"skimage/data/{name}.png"))
    with zipfile.ZipFile(options.scipy) as wheel:
        pixels = pixels_of_ascent(wheel.read("scipy/misc/ascent.dat"))
    if not (folder / "ascent.png").exists():  # another version of the PNG library may compress the same pixels differently
        Image.fromarray(pixels).save(folder / "ascent.png", optimize=True)
    if not np.array_equal(np.asarray(Image.open(folder / "ascent.png")), pixels):
        raise SystemExit("photographs/ascent.png does not hold SciPy's pixels: remove it and run this again")
    registry = tomllib.loads((HERE / "registry.toml").read_text("utf-8"))["photographs"]
    for path in sorted(folder.glob("*.png")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        known = registry.get(path.stem, {}).get("sha256") == digest
        print(path.name, path.stat().st_size, digest, "as registered" if known else "NOT as registered")


if __name__ == "__main__":
    main()
