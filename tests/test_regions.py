"""What students get of a reference holds nothing of its solution regions."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.errors import UnitError
from autograder.regions import BEGIN, END, stub

WORDS = st.sampled_from(["x = 1", "", "    y = [1, 2]", "# a comment", "import os", "    return x"])


@st.composite
def sources(draw: st.DrawFn) -> tuple[str, list[str], list[str]]:
    """A source with regions, the lines of the regions, and those outside."""
    lines: list[str] = []
    inside: list[str] = []
    outside: list[str] = []
    for number in range(draw(st.integers(1, 6))):
        if draw(st.booleans()):
            indent = draw(st.sampled_from(["", "    ", "        ", "\t"]))
            body = [f"{indent}secret_{number}_{index} = 1" for index in range(draw(st.integers(0, 4)))]
            lines += [indent + BEGIN, *body, indent + END]
            inside += body
        else:
            some = [f"{draw(WORDS)}  # kept {number} {index}" for index in range(draw(st.integers(0, 3)))]
            lines += some
            outside += some
    return "\n".join(lines) + "\n", inside, outside


@given(sources())
def test_no_line_of_a_region_is_left(case: Any) -> None:
    """The stub holds nothing of what stands between markers, and no marker."""
    source, inside, _outside = case
    text = stub(source, "m.py")
    assert not any(line.strip() in text for line in [*inside, BEGIN, END])


@given(sources())
def test_every_other_line_is_left(case: Any) -> None:
    """What stands outside of regions stays, in its order."""
    source, _inside, outside = case
    kept = [line for line in stub(source, "m.py").splitlines() if "# kept" in line]
    assert kept == outside


def test_a_region_in_a_function_becomes_one_line_to_replace() -> None:
    """The stub of a function says what is not written, and where to write it."""
    source = f'def f(x):\n    """Double."""\n    {BEGIN}\n    y = 2 * x\n    return y\n    {END}\n'
    assert stub(source, "m.py") == (
        'def f(x):\n    """Double."""\n    raise NotImplementedError("f is not written yet")  # YOUR CODE HERE\n'
    )


def test_a_region_at_the_margin_vanishes() -> None:
    """Helpers of the reference leave no trace."""
    assert stub(f"import os\n{BEGIN}\ndef _helper():\n    pass\n{END}\nx = 1\n", "m.py") == "import os\nx = 1\n"


def test_every_region_is_named_by_its_own_function() -> None:
    """Each raised error names the function that it stands in."""
    part = "def {0}():\n    " + BEGIN + "\n    return 1\n    " + END + "\n"
    text = stub(part.format("one") + part.format("two"), "m.py")
    assert [name in text for name in ('"one is', '"two is')] == [True, True]


def test_the_stub_of_a_method_is_valid_python() -> None:
    """The line to replace stands at the markers' indent."""
    ast.parse(stub(f"class A:\n    def f(self):\n        {BEGIN}\n        return 1\n        {END}\n\n    x = 1\n", "m.py"))


def test_a_source_without_regions_stays_as_it_is() -> None:
    """Nothing else is touched."""
    assert stub("x = 1\n\n\ny = 2\n", "m.py") == "x = 1\n\n\ny = 2\n"


def test_the_gap_of_a_region_is_closed() -> None:
    """At most two empty lines are left where a region was."""
    assert stub(f"x = 1\n\n\n{BEGIN}\ny = 2\n{END}\n\n\nz = 3\n", "m.py") == "x = 1\n\n\nz = 3\n"


@pytest.mark.parametrize(
    ("source", "line"),
    [(f"{BEGIN}\nx = 1\n", 1),
     (f"x = 1\n{END}\n", 2),
     (f"{BEGIN}\n{BEGIN}\n{END}\n{END}\n", 2),
     (f"{BEGIN}\n{END}\n{END}\n", 3),
     (f"    {BEGIN}\n{END}\n", 2),
     (f"\t{BEGIN}\n    {END}\n", 2),
     (f"x = 1  {BEGIN}\n{END}\n", 1),
     ("## BEGIN SOLUTION\n", 1),
     ("#### BEGIN SOLUTION\n", 1),
     (f"{BEGIN} of f\n{END}\n", 1),
     (f"{BEGIN}\nx = 1  # END SOLUTION\n", 2)],
    ids=["unclosed", "never opened", "nested", "closed twice", "other indent", "tab and spaces", "shares its line",
         "two hashes", "four hashes", "more text", "an end that shares its line"],
)  # fmt: skip
def test_malformed_regions_are_refused(source: str, line: int) -> None:
    """A marker that is nested, alone, unclosed or not exact is an error that names file and line."""
    with pytest.raises(UnitError, match=f"m.py, line {line}"):
        stub(source, "m.py")


@given(st.text(st.sampled_from(["a", " ", "\n", "#", "'", '"', "\\"]) | st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_text_is_stubbed_or_refused(text: str) -> None:
    """No source makes anything but a stub or a UnitError."""
    try:
        assert stub(text, "m.py").endswith("\n")
    except UnitError:
        assert "SOLUTION" in text
