"""Pictures of a difference: which planes, and that they are pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from autograder.differences import Difference
from autograder.render import panels, pictures

RNG = np.random.default_rng(0)


def stack(wrong: list[tuple[int, ...]], shape: tuple[int, ...] = (2, 5, 6, 6)) -> Difference:
    """Return a difference in which the planes listed are wrong, the first by most."""
    actual = np.zeros(shape)
    for number, index in enumerate(wrong):
        actual[(*index, 0, 0)] = 10 - number
    return Difference(actual, np.zeros(shape))


def test_planes_that_are_right_are_not_drawn() -> None:
    """Of a stack only what differs is shown, in its order."""
    assert panels.planes(stack([(1, 3), (0, 2)])) == [(0, 2), (1, 3)]


def test_the_worst_planes_are_drawn() -> None:
    """Of many planes that differ, those with the largest errors are shown."""
    assert panels.planes(stack([(1, n) for n in range(5)])) == [(1, 0), (1, 1), (1, 2), (1, 3)]


def test_a_plane_with_what_is_no_number_comes_first() -> None:
    """NaN is the largest error."""
    given = stack([(0, 0), (0, 1), (0, 2), (0, 3), (1, 1)])
    given.actual[1, 1, 2, 2] = np.nan
    assert (1, 1) in panels.planes(given)


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [
        ((3, 3), np.bool_),
        ((40, 30), np.uint8),
        ((2, 3, 9, 9), np.float32),
        ((1, 1, 1, 20, 3), np.int64),
        ((1, 5, 5), np.float64),
    ],
)
def test_every_kind_of_image_gives_a_picture(shape: tuple[int, ...], dtype: type) -> None:
    """Images, feature maps and masks of any real dtype are drawn as PNG."""
    actual, expected = RNG.integers(0, 2, shape).astype(dtype), RNG.integers(0, 2, shape).astype(dtype)
    expected[..., 0, 0] = 1 - actual[..., 0, 0].astype(int)
    assert Image.open(io.BytesIO(pictures.draw("a $ title_of {x}", Difference(actual, expected)))).format == "PNG"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e308])
def test_extreme_values_give_a_picture(value: float) -> None:
    """Infinities, NaN and the largest floats do no harm."""
    given = Difference(np.full((4, 4), value), -np.full((4, 4), 1e308))
    assert pictures.draw("t", given).startswith(b"\x89PNG")


@pytest.mark.parametrize("check", ["../../etc/passwd", "CON", "a/b\\c", "Größe <script>", "x" * 300, "…"])
def test_names_of_files_are_plain(check: str) -> None:
    """Whatever a check is called, its picture has a name that every system takes."""
    name = pictures.name("sobel", check)
    assert name.startswith("sobel--") and name.endswith(".png") and len(name) < 80 and name.isascii()
    assert not set(name) & set('/\\:*?"<>|')


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("about", ["boxes", "labels"])
def test_what_lies_over_an_image_gives_a_picture(about: str, channels: int) -> None:
    """Boxes, of which there may be none, or labels: yours, expected and the difference, over the image."""
    image = RNG.random((20, 30, channels))
    boxes, labels = np.array([[2.0, 3.0, 8.0, 9.0]]), np.zeros((20, 30), np.int64)
    given = {"boxes": (boxes, boxes[:0]), "labels": (labels, labels + 1)}[about]
    picture = Image.open(io.BytesIO(pictures.draw("task: a $check$", Difference(*given, image))))
    assert picture.format == "PNG" and picture.width > 2 * picture.height
