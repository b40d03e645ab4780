"""The secret of a course, and the seeds drawn from it."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from autograder import course
from autograder.errors import UsageError

SECRET = b"0123456789abcdef"


def test_a_secret_is_made_once_and_read_again(tmp_path: Path) -> None:
    """The second call finds the secret of the first."""
    path = tmp_path / "secret"
    assert course.read_secret(path, create=True) == course.read_secret(path, create=True)


def test_a_made_secret_is_for_its_owner_only(tmp_path: Path) -> None:
    """Nobody else may read a new secret."""
    course.read_secret(tmp_path / "secret", create=True)
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_two_made_secrets_differ(tmp_path: Path) -> None:
    """A secret is random."""
    assert course.read_secret(tmp_path / "a", create=True) != course.read_secret(tmp_path / "b", create=True)


def test_a_secret_is_not_made_unless_asked(tmp_path: Path) -> None:
    """A secret file that was named must be there."""
    with pytest.raises(UsageError, match="no such file"):
        course.read_secret(tmp_path / "secret", create=False)


@pytest.mark.parametrize("content", [b"", b"short", b" " * 40, b"x" * 15 + b"\n"])
def test_a_short_secret_is_refused(content: bytes, tmp_path: Path) -> None:
    """Less than 16 bytes, not counting space around them, are no secret."""
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(UsageError, match="too short"):
        course.read_secret(tmp_path / "secret", create=True)


def test_a_secret_that_cannot_be_read_is_a_usage_error(tmp_path: Path) -> None:
    """A folder in the secret's place is said by name."""
    with pytest.raises(UsageError, match=str(tmp_path)):
        course.read_secret(tmp_path, create=True)


def test_a_secret_that_cannot_be_made_is_a_usage_error(tmp_path: Path) -> None:
    """Without the folder there is no secret, and the message says how to name another."""
    with pytest.raises(UsageError, match="--secret"):
        course.read_secret(tmp_path / "missing" / "secret", create=True)


def test_a_seed_is_the_same_every_time() -> None:
    """A student's inputs are the same for every attempt."""
    assert course.seed_of(SECRET, "a1", ["ada"]) == course.seed_of(SECRET, "a1", ["ada"])


def test_a_seed_does_not_depend_on_the_order_of_a_team() -> None:
    """A team is a set."""
    assert course.seed_of(SECRET, "a1", ["ada", "bob"]) == course.seed_of(SECRET, "a1", ["bob", "ada"])


def test_seeds_differ_by_secret_unit_and_students() -> None:
    """No two units, students or courses share a seed, or the id of one."""
    drawn = [course.seed_of(secret, unit, students)
             for secret, unit, students in itertools.product([SECRET, SECRET[::-1]], ["a1", "a2"],
                                                             [["ada"], ["bob"], ["ada", "bob"], ["adabob"]])]  # fmt: skip
    assert [len({one[part] for one in drawn}) for part in (0, 1)] == [len(drawn)] * 2


def test_a_seed_cannot_be_read_off_its_id() -> None:
    """The id that may be shown is no part of the seed."""
    seed, shown = course.seed_of(SECRET, "a1", ["ada"])
    assert shown not in seed.hex()


@pytest.mark.parametrize(
    ("content", "said"), [(None, "a roster is a CSV file with a column student"), (b"student\n\xff", "is not UTF-8")]
)
def test_a_roster_that_cannot_be_read_is_named(content: bytes | None, said: str, tmp_path: Path) -> None:
    """With what to do about it."""
    path = tmp_path / "roster.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=f"roster.csv.*{said}"):
        course.read_roster(path)


def test_adjustments_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    """What people decided is never skipped in silence."""
    (tmp_path / "adjustments.jsonl").mkdir()
    with pytest.raises(UsageError, match=r"adjustments\.jsonl: Is a directory"):
        course.read_changes(tmp_path / "adjustments.jsonl")


def test_adjustments_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    """Nor is what they decide now."""
    change = course.Change("u", "ada", "t", 1.0, "me", "why", "2026-01-01T00:00:00+00:00")
    with pytest.raises(UsageError, match=r"adjustments\.jsonl: cannot be written"):
        course.append_change(tmp_path / "missing" / "adjustments.jsonl", change)
