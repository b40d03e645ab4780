"""The sample class."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import batch, demo

UNIT = Path(__file__).parents[1] / "solutions" / demo.UNIT


@pytest.fixture(scope="module")
def paths(tmp_path_factory):
    """The sample submissions."""
    return demo.write_class(UNIT, tmp_path_factory.mktemp("class"))


def test_the_class_is_large_enough(paths):
    """There are at least 24 submissions, all there."""
    assert len(paths) >= 24 and all(path.exists() for path in paths)


def test_every_submission_has_its_own_id(paths):
    """No two have one id."""
    assert len(batch.identify(paths)) == len(paths)


def test_the_one_to_ask_about_is_there(paths):
    """The submission that the demo points at is in the class."""
    assert demo.ASK in batch.identify(paths)


def test_all_kinds_of_submission(paths):
    """Folders, files and an archive are handed in."""
    assert {".py", ".zip", ""} <= {path.suffix for path in paths}


def test_writing_the_class_twice(paths):
    """A second demo in the same folder writes the same files."""
    before = {path: path.read_bytes() for path in paths if path.is_file()}
    demo.write_class(UNIT, paths[0].parent)
    assert {path: path.read_bytes() for path in before} == before


def test_somebody_in_the_class_of_filters_got_a_sign_wrong(tmp_path):
    """Two are right, one has Sobel's sign wrong, one sharpens nothing."""
    unit = UNIT.parent / demo.FILTERS
    paths = demo.write_filters(unit, tmp_path / "filters")
    assert sorted(path.name for path in paths) == ["ada", "alan", "grace", "joan"]
    assert "sobel = negative_sign" in (tmp_path / "filters/grace/filters.py").read_text("utf-8")
