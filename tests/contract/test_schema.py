"""The schema of a record, for programs that read one: docs/record.schema.json.

``python tests/contract/test_schema.py`` writes it again; look at what changed, and whether `schema` must count on.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from autograder.model import Report

PATH = Path(__file__).parents[2] / "docs" / "record.schema.json"


def schema() -> dict[str, Any]:
    """Return the schema as it should be: the classes', without what their docstrings say to Python."""
    made = msgspec.json.schema(Report)
    for part in made["$defs"].values():
        part.pop("description", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


@pytest.fixture(scope="module")
def record(tiny: Path, right: str, grade: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A record as it lies on the disk."""
    folder = tmp_path_factory.mktemp("schema")
    (folder / "ada.py").write_text(right, "utf-8")
    grade(tiny, {"ada": folder / "ada.py"}, folder / "records")
    found: dict[str, Any] = json.loads((folder / "records/tiny/ada.json").read_text("utf-8"))
    return found


def test_the_schema_is_that_of_the_classes() -> None:
    """Whoever changes a field changes the file that others rely on."""
    assert json.loads(PATH.read_text("utf-8")) == schema()


def test_a_record_is_valid(record: dict[str, Any]) -> None:
    """What `grade` writes is what the schema says."""
    jsonschema.Draft202012Validator(schema()).validate(record)


@pytest.mark.parametrize("change", [{"score": "12"}, {"status": "done"}, {"tasks": None}])
def test_what_is_no_record_is_not_valid(record: dict[str, Any], change: dict[str, Any]) -> None:
    """The schema refuses values of another kind."""
    assert not jsonschema.Draft202012Validator(schema()).is_valid({**record, **change})


if __name__ == "__main__":
    PATH.write_text(json.dumps(schema(), indent=2) + "\n", "utf-8")
