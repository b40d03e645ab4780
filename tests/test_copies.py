"""Near-copies are found whatever they call their variables, and what is different is left alone."""

from __future__ import annotations

import time

import pytest

from autograder import copies
from autograder.copies import Sources


def source(step: int, lines: int = 60) -> str:
    """Return a source whose fingerprints depend on `step`."""
    return "".join(f"def f{n}(x):\n    return x * {n * step} + x[{n}:-{step}] - {n} // (x + {step})\n" for n in range(lines))


ADA, EVE = source(3), source(7)
RENAMED = "# my own work\n" + ADA.replace("x", "signal").replace("def f", "def g")
CHANGED = ADA.replace("def f5(x):", "def f5(x):\n    print(x)")


def members(found: copies.Alike) -> list[list[str]]:
    return [group.members for group in found.groups]


def test_a_copy_is_found() -> None:
    """Two equal sources are a group, and it is said that they are the same."""
    found = copies.compare(Sources({"ada": ADA, "bob": ADA, "eve": EVE}))
    assert members(found) == [["ada", "bob"]] and found.groups[0].same == 2


def test_other_names_and_comments_hide_nothing() -> None:
    """Variables, functions and comments do not count."""
    assert members(copies.compare(Sources({"ada": ADA, "bob": RENAMED}))) == [["ada", "bob"]]


def test_a_changed_copy_is_found_with_its_share() -> None:
    """A source with a few lines changed is linked, not said to be the same."""
    found = copies.compare(Sources({"ada": ADA, "bob": CHANGED, "eve": EVE}))
    assert members(found) == [["ada", "bob"]] and found.groups[0].same == 0
    assert copies.ALIKE < found.groups[0].pairs[0].first_share < 1


def test_different_sources_are_no_copies() -> None:
    """Who has little in common is in no group."""
    assert copies.compare(Sources({"ada": ADA, "eve": EVE})).groups == []


def test_what_the_kit_gives_counts_for_nobody() -> None:
    """Who has written nothing has copied nothing."""
    found = copies.compare(Sources({"ada": ADA, "bob": ADA}, given=ADA))
    assert found.groups == [] and found.skipped == ["ada", "bob"]


def test_copies_of_the_reference_are_named() -> None:
    """A source whose fingerprints are the reference's is said to be like it."""
    assert copies.compare(Sources({"ada": RENAMED, "eve": EVE}, reference=ADA)).reference == [("ada", 1.0)]


def test_short_sources_are_not_compared() -> None:
    """A few lines have few ways to be written."""
    found = copies.compare(Sources({"ada": "print(1)\n", "bob": "print(1)\n"}))
    assert (found.groups, found.compared, found.skipped) == ([], 0, ["ada", "bob"])


def test_a_chain_of_likeness_is_one_group() -> None:
    """Who is like one who is like another is in one group with both."""
    found = copies.compare(Sources({"a": ADA, "b": CHANGED, "c": RENAMED, "e": EVE}))
    assert members(found) == [["a", "b", "c"]]


def test_a_source_that_is_taken_apart_too_slowly_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """It costs its time, and is named among those that were not compared."""
    make = copies._fingerprints

    def slow(text: str) -> tuple[str, frozenset[int]]:
        while text == "slow":
            time.sleep(0.01)
        return make(text)

    monkeypatch.setattr(copies, "_fingerprints", slow)
    monkeypatch.setattr(copies, "_SECONDS", 0.2)
    found = copies.compare(Sources({"ada": ADA, "bob": "slow", "cleo": ADA}))
    assert members(found) == [["ada", "cleo"]] and found.skipped == ["bob"]


@pytest.mark.parametrize(
    "text", ["'''" * 400, "f'{" * 400, "(" * 2000, "\\\n" * 900, "'\\" * 900, "\x00\udc80" * 50, "9" * 2000]
)
def test_what_is_no_python_does_no_harm(text: str) -> None:
    """Half strings, brackets without end and characters that are none are compared, or left out."""
    assert copies.compare(Sources({"ada": text, "bob": ADA})).groups == []


@pytest.mark.slow
def test_the_same_sources_give_the_same_answer() -> None:
    """Fingerprints do not depend on the process that makes them."""
    sources = Sources({"ada": ADA, "bob": CHANGED, "cleo": source(3, 50), "eve": EVE}, reference=RENAMED)
    assert copies.find(sources) == copies.find(sources)


@pytest.mark.slow
def test_a_class_that_is_all_alike_is_one_group() -> None:
    """Hundreds of versions of one source make one group, not all their pairs."""
    many = {f"s{n:03d}": ADA.replace(f"def f{n % 50}(x):", f"def f{n % 50}(x):\n    print({n}, x)") for n in range(300)}
    found = copies.compare(Sources(many))
    assert len(found.groups) == 1 and len(found.groups[0].members) == 300 and len(found.groups[0].pairs) <= 20
