"""Scenes are what their seed, items and textures make them, with exact boxes and masks."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.data import clouds, image_set, make_scenes, photograph


@pytest.fixture(scope="module")
def items():
    images, labels = image_set("fashion_mnist", "validation")
    return images, labels


def scenes(items, count=20, seed=0, **options):
    return make_scenes(*items, [photograph("brick"), photograph("gravel")], count, np.random.default_rng(seed), **options)


def test_textures_too_small_are_refused(items):
    """A texture that is smaller than a scene is an error that names it."""
    with pytest.raises(ValueError, match="textures"):
        make_scenes(*items, [np.zeros((63, 200))], 1, np.random.default_rng(0))


def test_coloured_textures_are_refused(items):
    """A coloured texture is an error that names it."""
    with pytest.raises(ValueError, match=r"textures.*\(80, 80, 3\)"):
        make_scenes(*items, [np.zeros((80, 80, 3))], 1, np.random.default_rng(0))


@pytest.mark.parametrize("sizes", [(3, 20), (30, 20), (18, 65)])
def test_wrong_sizes_are_refused(items, sizes):
    """Sizes that fall, are tiny or do not fit are an error that names them."""
    with pytest.raises(ValueError, match="sizes"):
        scenes(items, sizes=sizes)


def test_scenes_of_no_item_are_refused():
    """Without an item there is nothing to paste: an error that names the argument."""
    with pytest.raises(ValueError, match="items"):
        make_scenes(np.zeros((0, 28, 28)), np.zeros(0), [np.zeros((64, 64))], 1, np.random.default_rng(0))


def test_scenes_without_a_texture_are_refused(items):
    """Without a texture there is nothing to paste on: an error that names the argument."""
    with pytest.raises(ValueError, match="textures"):
        make_scenes(*items, [], 1, np.random.default_rng(0))


def test_objects_without_room_are_refused(items):
    """More objects than fit beside one another are an error, not an endless search."""
    with pytest.raises(ValueError, match="objects"):
        scenes(items, count=1, objects=9, sizes=(40, 44))


def test_one_seed_gives_one_set_of_scenes(items):
    """The same state of the generator gives the same scenes on one machine."""
    first, second = scenes(items), scenes(items)
    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_another_seed_gives_other_scenes(items):
    """Another seed gives other places."""
    assert not np.array_equal(scenes(items).boxes, scenes(items, seed=1).boxes)


def test_shapes_and_dtypes(items):
    """Images are uint8 with a channel axis, all else int64."""
    found = scenes(items, count=3, side=96, objects=2, sizes=(18, 30))
    assert [(value.shape, value.dtype.name) for value in found] == [
        ((3, 1, 96, 96), "uint8"),
        ((3, 2, 4), "int64"),
        ((3, 96, 96), "int64"),
        ((3, 2), "int64"),
    ]


def test_boxes_are_the_smallest_around_their_masks(items):
    """Each box is the smallest around the pixels that the mask gives to its object."""
    found = scenes(items, side=96, objects=3, sizes=(16, 36))
    for boxes, mask in zip(found.boxes, found.masks, strict=True):
        for number, box in enumerate(boxes, start=1):
            rows, columns = np.nonzero(mask == number)
            assert box.tolist() == [columns.min(), rows.min(), np.ptp(columns) + 1, np.ptp(rows) + 1]


def test_boxes_of_one_scene_do_not_overlap(items):
    """Two objects share no pixel, nor do their boxes."""
    for boxes in scenes(items, side=96, objects=3, sizes=(16, 36)).boxes:
        covered = np.zeros((96, 96), int)
        for x, y, width, height in boxes:
            covered[y : y + height, x : x + width] += 1
        assert covered.max() == 1


def test_labels_are_those_of_the_items_pasted():
    """An item's label goes where the item goes."""
    items = np.zeros((2, 28, 28), np.uint8)
    items[0, 4:24, 12:16], items[1, 12:16, 4:24] = 200, 200
    found = make_scenes(items, np.array([7, 9]), [clouds(64, np.random.default_rng(1))], 30, np.random.default_rng(2))
    tall = found.boxes[:, 0, 3] > found.boxes[:, 0, 2]
    assert np.array_equal(found.labels[:, 0], np.where(tall, 7, 9))


def test_an_item_of_the_same_size_keeps_its_pixels():
    """What is not resized is pasted as it is, but for brightness and noise."""
    item = np.zeros((1, 28, 28), np.uint8)
    item[0, 5:20, 8:22] = np.random.default_rng(0).integers(100, 250, (15, 14))
    found = make_scenes(item, np.array([0]), [np.zeros((64, 64))], 1, np.random.default_rng(1), sizes=(28, 28))
    x, y, width, height = found.boxes[0, 0]
    pasted = found.images[0, 0, y : y + height, x : x + width].astype(float)
    assert np.corrcoef(pasted.ravel(), item[0, 5:20, 8:22].ravel())[0, 1] > 0.95


def test_an_item_that_is_all_dark_is_passed_over():
    """An item without a bright pixel is left out, another one is taken."""
    items = np.zeros((2, 28, 28), np.uint8)
    items[1, 4:24, 4:24] = 200
    found = make_scenes(items, np.array([0, 1]), [np.zeros((64, 64))], 8, np.random.default_rng(0))
    assert np.array_equal(found.labels, np.ones((8, 1)))


def test_clear_sky_is_a_texture(items):
    """A texture without any contrast gives no NaN."""
    found = make_scenes(*items, [np.full((80, 80), 9.0)], 2, np.random.default_rng(0))
    assert found.images[found.masks[:, None] == 0].std() < 40


def test_the_generator_is_the_only_source_of_chance(items):
    """NumPy's global state is neither used nor changed."""
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    scenes(items, count=2)
    assert np.array_equal(before, np.random.get_state()[1])
