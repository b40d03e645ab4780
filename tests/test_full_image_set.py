"""Whole image sets: an unpacked copy is used without a request, an altered one never, and a network is asked only on demand."""

from __future__ import annotations

import gzip
import hashlib
import pickle  # noqa: TID251 (CIFAR-10 is published as pickles)
import socket
import sys

import numpy as np
import pytest

from autograder import data
from autograder.data import full
from autograder.errors import DataError

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint64).astype(np.uint8).reshape(2, 28, 28)
LABELS = np.array([9, 3], np.uint8)
COLOURS = np.arange(2 * 3 * 32 * 32, dtype=np.uint64).astype(np.uint8).reshape(2, 3 * 32 * 32)


@pytest.fixture(autouse=True)
def requests(monkeypatch):
    """What was asked of the network, which is not there."""
    asked = []

    def refuse(*args, **_options):
        asked.append(args)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    return asked


@pytest.fixture
def raw(tmp_path, monkeypatch):
    """The folder of Fashion-MNIST below a root, as if two images, the same for training and test, were all of it."""
    folder = tmp_path / "FashionMNIST/raw"
    folder.mkdir(parents=True)
    for name in full._FASHION_MNIST:
        array = IMAGES if "images" in name else LABELS
        content = bytes((0, 0, 8, array.ndim)) + np.array(array.shape, ">u4").tobytes() + array.tobytes()
        (folder / name).write_bytes(content)
        monkeypatch.setitem(full._FASHION_MNIST, name, hashlib.sha256(content).hexdigest())
    return folder


@pytest.fixture
def batches(tmp_path, monkeypatch):
    """The folder of CIFAR-10 below a root, as if one batch of training and one of test images were all of it."""
    from torchvision.datasets import CIFAR10

    folder = tmp_path / CIFAR10.base_folder
    folder.mkdir()
    table = {}
    for name, content in {
        "data_batch_1": {"data": COLOURS, "labels": [7, 0]},
        "test_batch": {"data": COLOURS[::-1], "labels": [1, 2]},
        "batches.meta": {"label_names": ["plane"]},
    }.items():
        (folder / name).write_bytes(pickle.dumps(content, protocol=2))
        table[name] = hashlib.md5((folder / name).read_bytes()).hexdigest()
    monkeypatch.setattr(CIFAR10, "train_list", [["data_batch_1", table["data_batch_1"]]])
    monkeypatch.setattr(CIFAR10, "test_list", [["test_batch", table["test_batch"]]])
    monkeypatch.setattr(CIFAR10, "meta", {**CIFAR10.meta, "md5": table["batches.meta"]})
    return folder


def pack(raw):
    """Leave only the files that are compressed, with the headers of another gzip than the authors'."""
    for name in full._FASHION_MNIST:
        (raw / f"{name}.gz").write_bytes(gzip.compress((raw / name).read_bytes(), mtime=1))
        (raw / name).unlink()


@pytest.mark.parametrize("split", ["train", "test"])
@pytest.mark.parametrize("download", [False, True])
def test_an_unpacked_fashion_mnist_is_read_without_torchvision_or_a_request(
    tmp_path, raw, requests, monkeypatch, split, download
):
    """Nothing is asked of the network, even where it may be."""
    monkeypatch.setitem(sys.modules, "torchvision", None)
    images, labels = data.full_image_set("FashionMNIST", tmp_path, split, download=download)
    assert np.array_equal(images, IMAGES) and images.dtype == np.uint8 and images.flags.writeable
    assert labels.tolist() == [9, 3] and labels.dtype == np.int64
    assert requests == []


@pytest.mark.parametrize("download", [False, True])
def test_a_packed_fashion_mnist_is_unpacked(tmp_path, raw, requests, download):
    """Files .gz with other headers than torchvision knows, as Debian has them, do as well; they stay."""
    pack(raw)
    images, labels = data.full_image_set("FashionMNIST", tmp_path, "test", download=download)
    assert np.array_equal(images, IMAGES) and labels.tolist() == [9, 3]
    assert {path.name for path in raw.iterdir()} == {f"{name}{end}" for name in full._FASHION_MNIST for end in ("", ".gz")}
    assert requests == []


@pytest.mark.parametrize("name", ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"])
def test_an_altered_file_of_fashion_mnist_is_refused(tmp_path, raw, name):
    """The file is named, with the remedy."""
    (raw / name).write_bytes((raw / name).read_bytes()[:-1] + b"\x05")
    with pytest.raises(DataError, match=rf"{name}: not the original of Fashion-MNIST .* remove it"):
        data.full_image_set("FashionMNIST", tmp_path, "train")


def test_an_altered_archive_of_fashion_mnist_is_refused(tmp_path, raw):
    """What it holds is not unpacked."""
    pack(raw)
    (raw / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(b"other"))
    with pytest.raises(DataError, match=r"train-labels-idx1-ubyte\.gz: not the original"):
        data.full_image_set("FashionMNIST", tmp_path, "train")
    assert not (raw / "train-labels-idx1-ubyte").exists()


def test_half_an_archive_of_fashion_mnist_is_named(tmp_path, raw):
    """A copy that was cut off is an error of the file's."""
    pack(raw)
    path = raw / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte\.gz: is no whole gzip file"):
        data.full_image_set("FashionMNIST", tmp_path, "train")


def test_an_archive_that_cannot_be_unpacked_beside_itself(tmp_path, raw):
    """The message names the file and what to do."""
    pack(raw)
    (raw / "train-images-idx3-ubyte").mkdir()
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte: cannot be written .* name another folder as root"):
        data.full_image_set("FashionMNIST", tmp_path, "train")


def test_a_missing_fashion_mnist_is_not_downloaded_unasked(tmp_path, requests):
    """The message names the file that is missing and how to ask."""
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte: No such file or directory; .* ask for download=True"):
        data.full_image_set("FashionMNIST", tmp_path, "train")
    assert requests == []


def test_a_missing_cifar_is_not_downloaded_unasked(tmp_path, requests):
    """The message names the folder and how to ask."""
    with pytest.raises(DataError, match=r"no unaltered CIFAR10 there; .* ask for download=True"):
        data.full_image_set("CIFAR10", tmp_path, "train")
    assert requests == []


@pytest.mark.parametrize("name", ["CIFAR10", "FashionMNIST"])
def test_a_download_without_a_network_says_what_to_do(tmp_path, requests, name):
    """The network is asked for, and that it is not there is said once."""
    with pytest.raises(DataError, match=rf"{name} cannot be downloaded \(.*no network here.*and copy it"):
        data.full_image_set(name, tmp_path, "train", download=True)
    assert requests


@pytest.mark.parametrize(("split", "images", "labels"), [("train", COLOURS, [7, 0]), ("test", COLOURS[::-1], [1, 2])])
@pytest.mark.parametrize("download", [False, True])
def test_an_unpacked_cifar_is_read_without_a_request(tmp_path, batches, requests, split, images, labels, download):
    """Rows, columns, colours, in this order; nothing is asked of the network."""
    found, given = data.full_image_set("CIFAR10", tmp_path, split, download=download)
    assert np.array_equal(found, images.reshape(2, 3, 32, 32).transpose(0, 2, 3, 1)) and found.dtype == np.uint8
    assert given.tolist() == labels and given.dtype == np.int64
    assert requests == []


class Touch:
    """Pickled, an order to make a file."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (type(self.path).touch, (self.path,))


def test_an_altered_cifar_is_never_unpickled(tmp_path, batches):
    """A batch with another checksum is refused before anything in it can run."""
    (batches / "data_batch_1").write_bytes(pickle.dumps(Touch(tmp_path / "ran")))
    with pytest.raises(DataError, match="no unaltered CIFAR10 there"):
        data.full_image_set("CIFAR10", tmp_path, "train")
    assert not (tmp_path / "ran").exists()


def test_without_torchvision_the_remedy_is_named(tmp_path, monkeypatch):
    """The message says what to install."""
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(DataError, match=r'CIFAR10: needs torchvision: pip install "cnn-coursework\[torch\]"'):
        data.full_image_set("CIFAR10", tmp_path, "train")


@pytest.mark.parametrize(("name", "split", "words"), [
    ("ImageNet", "train", "no full image set 'ImageNet'; there are CIFAR10, FashionMNIST"),
    ("CIFAR10", "validation", "CIFAR10: no split 'validation'; there are train, test"),
])  # fmt: skip
def test_an_unknown_set_or_split_lists_those_that_there_are(tmp_path, name, split, words):
    """The message has what may be asked for."""
    with pytest.raises(DataError, match=words):
        data.full_image_set(name, tmp_path, split)
