"""Take the embedded part of Fashion-MNIST out of Debian's package, and check it against registry.toml.

Whoever clones this repository has the images already; this script is the record of where they come from::

    apt-get download dataset-fashion-mnist
    dpkg -x dataset-fashion-mnist_*.deb unpacked
    python datasets/prepare_fashion_mnist.py unpacked/usr/share/datasets/fashion-mnist

Of the 6,000 training images of each class 1,200 become training images and 200 others validation images, drawn with a fixed
seed; of the test images all are kept. Each class of each split is one file in the idx format of the original, compressed anew
without a name or a time, so that the same images give the same bytes.
"""

import argparse
import gzip
import hashlib
import io
import json
import tomllib
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
SEED = 2017
TRAINING, VALIDATION = 1200, 200
ORIGINALS = {  # sha256 of the uncompressed files
    "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}


def original(folder: Path, name: str) -> np.ndarray:
    """Return the images, shape (N, 28, 28), or labels, shape (N,), of one of the original files, after checking it."""
    content = gzip.decompress((folder / f"{name}.gz").read_bytes())
    if hashlib.sha256(content).hexdigest() != ORIGINALS[name]:
        raise SystemExit(f"{folder / name}.gz: not the original (sha256 of what it holds)")
    axes = content[3]
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(np.frombuffer(content, ">u4", axes, 4))


def splits(folder: Path) -> dict[str, list[np.ndarray]]:
    """Return the images of every split by class."""
    images, labels = original(folder, "train-images-idx3-ubyte"), original(folder, "train-labels-idx1-ubyte")
    draw = np.random.RandomState(SEED)  # the numbers of this generator are the same in every version of NumPy
    chosen = [draw.permutation(np.flatnonzero(labels == label)) for label in range(10)]
    test, test_labels = original(folder, "t10k-images-idx3-ubyte"), original(folder, "t10k-labels-idx1-ubyte")
    return {
        "train": [images[which[:TRAINING]] for which in chosen],
        "validation": [images[which[TRAINING : TRAINING + VALIDATION]] for which in chosen],
        "test": [test[test_labels == label] for label in range(10)],
    }


def idx(images: np.ndarray) -> bytes:
    """Return images of shape (N, 28, 28), uint8, as an idx file: 0, 0, 8 for bytes, the axes, their big-endian lengths."""
    return bytes((0, 0, 8, images.ndim)) + np.array(images.shape, ">u4").tobytes() + images.tobytes()


def compressed(content: bytes) -> bytes:
    """Return what gzip makes of some bytes, with neither a name nor a time in its header."""
    target = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=target, mtime=0) as file:
        file.write(content)
    return target.getvalue()


def main() -> None:
    """Write the files and say which differ from the registry; of those, print the entry that would fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="usr/share/datasets/fashion-mnist of the unpacked package")
    options = parser.parse_args()
    registry = tomllib.loads((HERE / "registry.toml").read_text("utf-8"))["image_sets"]["fashion_mnist"]
    known = {entry["file"]: entry for entry in registry["files"]}
    for split, classes in splits(options.folder).items():
        for label, images in enumerate(classes):
            name = f"fashion_mnist/{split}/{label}.idx3-ubyte.gz"
            path, content = HERE / name, idx(images)
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or gzip.decompress(path.read_bytes()) != content:  # another zlib may compress otherwise
                path.write_bytes(compressed(content))
            digest, size = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size
            entry = {"split": split, "label": label, "count": len(images), "bytes": size, "sha256": digest, "file": name}
            fitting = ", ".join(f"{key} = {json.dumps(value)}" for key, value in entry.items())
            print(name, "as registered" if known.get(name) == entry else f"NOT as registered: {{ {fitting} }},")


if __name__ == "__main__":
    main()
