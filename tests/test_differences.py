"""What can be drawn of a failing check: which arrays, over which image, and of which run of a submission."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from autograder import answers, differences, units
from autograder.differences import Difference, Kept
from autograder.errors import GraderError, Mismatch
from autograder.render import overlay, panels
from autograder.student import Trace

IMAGE = np.linspace(0.0, 1.0, 3 * 20 * 30).reshape(3, 20, 30)
BOXES = np.array([[1, 2, 8, 9], [20, 3, 10, 17]])


def drawn(actual: Any, expected: Any, *arguments: Any) -> Difference | None:
    """Return what is drawn of a mismatch after one call."""
    return differences.of(Mismatch("differs", actual, expected), [Trace("f", arguments, {})])


def test_boxes_are_drawn_over_the_image_that_they_are_in() -> None:
    """Not always as many came as were expected; channels go last."""
    found = drawn(BOXES[:1], BOXES, 7, IMAGE)
    assert found is not None and found.boxes and found.image is not None
    assert (found.actual.shape, found.expected.shape, found.image.shape) == ((1, 4), (2, 4), (20, 30, 3))


def test_of_detections_the_boxes_are_drawn() -> None:
    """A list of (label, score, box) is a list of boxes."""
    found = drawn([(1, 0.5, (1.0, 2.0, 3.0, 4.0))], [(2, 0.5, (20, 3, 10, 17))], IMAGE)
    assert found is not None and found.actual.tolist() == [[1.0, 2.0, 3.0, 4.0]]


def test_labels_are_drawn_over_the_image() -> None:
    """A mask of the image's size belongs to it."""
    found = drawn(np.zeros((20, 30), bool), np.ones((20, 30), np.int64), IMAGE)
    assert found is not None and found.image is not None and not found.boxes


def test_of_a_batch_the_image_that_differs_most_is_drawn() -> None:
    """One mask for each image: the worst is shown with its own."""
    images = np.stack([np.full((1, 20, 30), float(n)) for n in range(3)])
    actual = np.zeros((3, 20, 30), np.int64)
    actual[1, :2], actual[2, :1] = 1, 1
    actual[1, 0, 0] = 9
    found = drawn(actual, np.zeros_like(actual), images)
    assert found is not None and found.image is not None and found.image.max() == 1.0


@pytest.mark.parametrize("expected", [
    np.full((5, 4), 0.25),  # shares of four classes
    np.array([[25.0, 2.0, 8.0, 9.0]]),  # beyond the right edge
    np.array([[1.0, 2.0, np.nan, 9.0]]),
    -BOXES,
], ids=["shares", "outside", "no number", "negative"])  # fmt: skip
def test_other_results_of_that_shape_are_no_boxes(expected: np.ndarray) -> None:
    """What a network or a filter returns may have four columns, too."""
    found = drawn(expected + 1, expected, IMAGE)
    assert found is None or found.image is None


def test_a_filtered_image_is_drawn_as_numbers() -> None:
    """It has the size of its argument, but its values are no labels."""
    found = drawn(np.full((20, 30), 200), np.full((20, 30), 100), IMAGE[0])
    assert found is not None and found.image is None


@pytest.mark.parametrize("values", [(1, 2), ("a", "b"), (np.zeros(3), np.ones(3)), (np.zeros((3, 3)), np.ones((4, 3))),
                                    (np.zeros((0, 4)), BOXES)])  # fmt: skip
def test_nothing_is_drawn_of_what_is_no_image(values: tuple[Any, Any]) -> None:
    """Numbers, texts, rows, and arrays of other shapes than was asked for."""
    assert drawn(*values, IMAGE) is None


@pytest.mark.parametrize("values", [
    (np.eye(4, dtype=np.float32), np.eye(4)),
    (np.zeros((20, 30), np.int32), np.zeros((20, 30), np.int64)),
    (np.zeros((20, 30)), np.zeros((20, 30), np.int64)),
    ([(1, 0.5, (1.0, 2.0, 3.0, 4.0))], [(2, 0.5, (1, 2, 3, 4))]),
    (np.full((4, 4), 2**60), np.full((4, 4), 2**60 + 1)),
], ids=["numbers", "labels", "labels as floats", "boxes", "beyond float64"])  # fmt: skip
def test_nothing_is_drawn_where_nothing_can_be_seen(values: tuple[Any, Any]) -> None:
    """What is wrong by its dtype alone, or by less than a picture can show, has equal panels."""
    assert drawn(*values, IMAGE) is None


def test_of_another_number_of_boxes_no_copies_are_made() -> None:
    """However many boxes a submission returns: that they are not what was expected is seen without looking at them."""
    countless = np.broadcast_to(np.uint8(1), (1 << 50, 4))
    assert Difference(countless, BOXES, np.zeros((20, 30, 1))).visible


@pytest.mark.parametrize("argument", [
    np.array(3.0), torch.tensor(3.0), torch.ones(4, 4).bfloat16(), torch.ones(4, 4).to_sparse(),
], ids=["0-d", "scalar tensor", "bfloat16", "sparse"])  # fmt: skip
def test_an_argument_that_is_no_image_costs_no_picture(argument: Any) -> None:
    """A step size beside a board, or a tensor that NumPy has no words for: the board is drawn."""
    found = drawn(np.eye(4), 2 * np.eye(4), np.eye(4), argument)
    assert found is not None and found.image is None


@pytest.mark.parametrize("values", [
    (np.array(1.0), np.array(2.0)),
    (torch.tensor(1.0), torch.tensor(2.0)),
    (torch.ones(4, 4).bfloat16(), torch.zeros(4, 4)),
    ([(1, 0.5, (10**400, 2, 3, 4))], [(1, 0.5, (1, 2, 3, 4))]),
], ids=["0-d", "scalar tensors", "bfloat16", "beyond any float"])  # fmt: skip
@pytest.mark.parametrize("argument", [np.array(3.0), IMAGE], ids=["0-d", "image"])
def test_an_odd_value_costs_no_more_than_its_picture(values: tuple[Any, Any], argument: Any) -> None:
    """Whatever a submission returns, there is at most nothing to draw."""
    assert drawn(*values, argument) is None


@pytest.mark.parametrize(("unit", "task", "name"), [
    ("a2_filters", "high_pass", "keeps_the_dtype"),
    pytest.param("a5_applications", "kmeans_segment", "as_floats", marks=pytest.mark.slow),
])  # fmt: skip
def test_a_wrong_dtype_of_the_coursework_has_no_picture(unit: str, task: str, name: str) -> None:
    """These two known mistakes return the right values in the wrong dtype, and only a message can say so."""
    folder = Path(__file__).parents[1] / "solutions" / unit
    files = answers.wrong(folder, units.load(folder))[task][name]
    found: dict[str, dict[str, Difference]] = {}
    differences.again(folder, [("ada", Kept(files, frozenset({task})))], found.__setitem__)
    assert found == {"ada": {}}


def test_nothing_is_drawn_of_an_error() -> None:
    """A check that ended otherwise has no two values."""
    assert differences.of(ValueError("x"), []) is None


SEES = """

_met = []
_double = double


def double(x):
    _met.append(np.array(x).copy())
    board = np.asarray(x).ndim == 2
    return np.full((4, 4), float(len(_met))) if board else _double(x)
"""


def test_a_picture_shows_nothing_of_the_graded_run(copied: Path, right: str) -> None:
    """The submission returns how many inputs it has met: of the public checks there are two, and it met no other."""
    with (copied / "suite/test_public.py").open("a", encoding="utf-8") as file:
        file.write('\n\n@check("double", 10, visibility="public")\ndef test_board(student):\n    """Doubles a board"""\n'
                   "    assert_equal(student.double(np.eye(4)), 2 * np.eye(4))\n")  # fmt: skip
    found: dict[str, dict[str, Difference]] = {}
    submissions = {"ada": Kept({"tiny.py": right + SEES}, frozenset({"double"})), "bob": Kept({"tiny.py": right}, frozenset())}
    differences.again(copied, submissions.items(), found.__setitem__)
    assert list(found["ada"]) == ["Doubles a board"] and found["bob"] == {}
    assert np.unique(found["ada"]["Doubles a board"].actual).tolist() == [2.0]


NOISE = """

@check("halve", 1, visibility="public")
def test_noise(student):
    \"\"\"Halves noise\"\"\"
    noise = torch.rand(4, 4)
    assert_equal(student.halve(noise), noise / 2)
"""


def test_what_a_public_check_draws_is_what_was_graded(units_folder: Path, tmp_path: Path) -> None:
    """Torch's global random state starts anew with each check, here as there: every student's picture has the same noise."""
    unit = shutil.copytree(units_folder / "tiny_torch", tmp_path / "tiny_torch", ignore=shutil.ignore_patterns("__pycache__"))
    with (unit / "suite/test_public.py").open("a", encoding="utf-8") as file:
        file.write(NOISE)
    wrong = Kept({"tiny_torch.py": (unit / "tiny_torch.py").read_text("utf-8").replace("x / 2", "x / 3")}, frozenset({"halve"}))
    found: dict[str, dict[str, Difference]] = {}
    differences.again(unit, [("ada", wrong), ("bob", wrong)], found.__setitem__)
    noise = torch.rand(4, 4, generator=torch.Generator().manual_seed(0)).numpy()
    for name in ("ada", "bob"):
        assert np.array_equal(found[name]["Halves noise"].expected, noise / 2)


def test_pictures_have_no_time_like_grades(copied: Path, right: str) -> None:
    """A function that never returns is given up after seconds, whatever the unit allows."""
    path = copied / "unit.toml"
    path.write_text(re.sub(r"(call|submission)_seconds = .*", r"\1_seconds = 900.0", path.read_text("utf-8")), "utf-8")
    endless = right.replace("return 2 * _array(x)", "while True: pass")
    found: dict[str, dict[str, Difference]] = {}
    differences.again(copied, [("ada", Kept({"tiny.py": endless}, frozenset({"double"})))], found.__setitem__)
    assert found == {"ada": {}}


def test_a_task_without_such_checks_has_no_pictures(tiny: Path, right: str) -> None:
    """Where all public checks of a task are timed, none is left to be run again."""
    found: dict[str, dict[str, Difference]] = {}
    differences.again(tiny, [("ada", Kept({"tiny.py": right}, frozenset({"timed only"})))], found.__setitem__)
    assert found == {"ada": {}}


def test_nothing_is_run_behind_a_weak_wall(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are no reason to run students' code where grading would refuse to."""
    monkeypatch.setattr(differences, "probe", lambda _sandbox: {})
    with pytest.raises(GraderError, match="less than tier B"):
        differences.again(tiny, [("ada", Kept({}, frozenset()))], lambda _name, _found: None)


@pytest.mark.parametrize("given", [
    Difference(np.eye(5), np.zeros((5, 5))),
    Difference(np.full((3, 4), np.nan), np.full((3, 4), np.inf)),
    Difference(BOXES[:1], BOXES, np.zeros((20, 30, 1))),
    Difference(np.array([[-5.0, 1e300, np.inf, 3.0], [-5, -5, 900, 900]]), BOXES, np.zeros((20, 30, 3), np.uint8)),
    Difference(np.zeros((20, 30), bool), np.ones((20, 30), np.int64), np.ones((20, 30, 3), np.float32)),
], ids=["numbers", "no numbers", "boxes", "odd boxes", "labels"])  # fmt: skip
def test_every_difference_gives_three_pictures_in_words(given: Difference) -> None:
    """Each is a PNG that other programs read, with a title and words."""
    made = panels.panels(given)
    assert len(made) == 3 and all(panel.title and panel.words for panel in made)
    for panel in made:
        opened = Image.open(io.BytesIO(panels.png(panel.pixels)))
        assert np.array_equal(np.asarray(opened), panel.pixels)


LONG = np.longdouble("1e4000")
SIGNALLING = np.array([0x7FA00000], np.uint32).view(np.float32)[0]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("number", [LONG, -LONG, SIGNALLING, 1e308, -1e308, np.inf, np.nan],
                         ids=["long", "negative long", "signalling NaN", "large", "small", "infinite", "NaN"])  # fmt: skip
@pytest.mark.parametrize("expected", [BOXES, np.zeros((20, 30)), np.zeros((2, 3, 4))], ids=["boxes", "image", "stack"])
def test_nobody_is_warned_of_a_number_that_cannot_be_drawn(number: Any, expected: np.ndarray) -> None:
    """Every result has its three pictures, and the console of who asks for pages stays quiet."""
    actual = np.full(expected.shape, number)  # keeps the dtype, and with it what is signalled
    if number is SIGNALLING:
        actual.view(np.uint32)[...] = 0x7FA00000
    found = drawn(actual, expected, IMAGE)
    assert found is not None and len([panel.address for panel in panels.panels(found)]) == 3


@pytest.mark.filterwarnings("error")
def test_boxes_of_any_size_are_drawn_where_they_begin() -> None:
    """A box that begins in the image and ends beyond all floats is drawn up to the edge."""
    pixels = overlay.boxes_over(np.zeros((192, 192, 1), np.uint8), [(np.array([[10, 20, LONG, 1e308]]), overlay.EXPECTED)])
    rows, columns = np.nonzero((pixels == overlay.EXPECTED).all(axis=2))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 191, 10, 191)


def test_a_picture_on_a_page_is_small() -> None:
    """However large an image is, its picture has at most 192 pixels a side."""
    noise = np.random.default_rng(0).random((1000, 700))
    sizes = [len(panel.address) for panel in panels.panels(Difference(noise, noise[::-1]))]
    assert max(sizes) < 150_000


def test_yours_and_expected_have_one_scale() -> None:
    """What is twice as large is brighter, in both pictures."""
    yours, expected, _between = panels.panels(Difference(np.full((4, 4), 1.0), np.arange(16.0).reshape(4, 4)))
    assert yours.pixels[0, 0, 0] == expected.pixels[0, 1, 0]


def test_only_the_pixels_that_differ_are_orange() -> None:
    """The third picture of labels shows where they are wrong."""
    wrong = np.zeros((20, 30), bool)
    wrong[3, 4] = True
    pixels = overlay.wrong_over(np.zeros((20, 30, 1), np.uint8), wrong)
    assert np.argwhere((pixels == overlay.YOURS).all(axis=2)).tolist() == [[3, 4]]


def test_a_box_is_an_outline_at_its_place() -> None:
    """Its corners are inside, and its middle is not painted."""
    pixels = overlay.boxes_over(np.zeros((192, 192, 1), np.uint8), [(np.array([[10, 20, 30, 40]]), overlay.EXPECTED)])
    painted = (pixels == overlay.EXPECTED).all(axis=2)
    rows, columns = np.nonzero(painted)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (20, 59, 10, 39) and not painted[40, 25]
