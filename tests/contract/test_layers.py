"""The house plan holds: each room imports only from its own layer or from those above, and there is no cycle."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "autograder"

LAYERS = [
    ("values", {"archive", "errors", "model", "course"}),
    ("content", {"units", "marks", "regions", "answers", "notebook", "data", "mutation"}),
    ("wall", {"wire", "frames", "sandbox", "intake", "session", "student"}),
    ("judging", {"compare", "snippet", "mistakes", "shadows", "devices", "timing", "steps", "plugin", "scoring"}),
    (
        "running",
        {
            "messages",
            "judge",
            "examine",
            "examiner",
            "grading",
            "moves",
            "cluster",
            "records",
            "batch",
            "calibration",
            "copies",
            "kept",
            "verdicts",
            "kills",
            "scope",
            "margins",
            "fairness",
            "audit",
            "build",
            "founding",
            "wheel",
            "scaffold",
            "public",
            "watching",
            "demo",
            "doctor",
            "differences",
        },
    ),
    ("faces", {"render", "gradebook", "gradescope", "kit", "proving", "cli", "__main__"}),
]
LAYER = {room: number for number, (_name, rooms) in enumerate(LAYERS) for room in rooms}

MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in PACKAGE.rglob("*.py")
}


def imports(module: str) -> set[str]:
    """Return the modules of the package that a module imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    found = {name if name in MODULES else name.rpartition(".")[0] for name in names}
    found = {name for name in found if name in MODULES and name != module and name != "autograder"}
    return {name for name in found if not any(other.startswith(f"{name}.") for other in found)}


def room(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"autograder"}))
def test_every_module_imports_only_from_its_layer_or_above(module):
    """No arrow points from an upper layer to a lower one."""
    downward = {other for other in imports(module) if LAYER[room(other)] > LAYER[room(module)]}
    assert not downward


def test_there_is_no_import_cycle():
    """Following imports never leads back to where one started."""
    reach = {module: imports(module) for module in MODULES}
    for _ in MODULES:
        reach = {module: targets.union(*(reach[target] for target in targets)) for module, targets in reach.items()}
    assert [module for module, targets in reach.items() if module in targets] == []


def test_no_unit_is_named_in_the_mechanism_but_in_the_demo():
    """A course may drop our units: only the demo, which makes its class of one, knows its name."""
    units = [path.parent.name for path in (PACKAGE.parent / "solutions").glob("*/unit.toml")]
    naming = {path.name for path in MODULES.values() for unit in units if unit in path.read_text("utf-8")}
    assert naming <= {"demo.py"}
