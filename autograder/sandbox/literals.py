"""Find data in sources: what was to be computed, written down instead. Docstrings and messages are none.

How data is cut and coded is up to whoever hides it; how much of it there is, is not. So long literals and large displays are
told one by one, and all that is written down together by the bytes that are left of it when it is compressed.
"""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Iterable, Iterator

from autograder.sandbox.names import MOST_NUMBERS, MOST_TEXT

MOST_HELD = 3_000
"""Bytes of all texts and numbers of a submission together, compressed. References with all cells of our notebooks hold no
more than 810; the programs that draw the figures of our handouts less than 2,000."""

_CODED = re.compile(r"[A-Za-z0-9+/]{60,}")
"""A word longer than any name: a line of base64, or of hexadecimal digits."""


def is_main(node: ast.stmt) -> bool:
    """Return whether a statement is ``if __name__ == "__main__"``, which is neither read nor run."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and isinstance(node.test.left, ast.Name)
        and node.test.left.id == "__name__"
        and isinstance(node.test.ops[0], ast.Eq)
        and isinstance(node.test.comparators[0], ast.Constant)
        and node.test.comparators[0].value == "__main__"
        and len(node.test.ops) == 1
        and not node.orelse
    )


def nodes_of(tree: ast.Module) -> list[ast.AST]:
    """Return what is in a file and may run, parents before what is in them."""
    return [node for statement in tree.body if not is_main(statement) for node in ast.walk(statement)]


def large(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield literals and displays that are long; a text that is a statement by itself (a docstring) is none."""
    passed: set[ast.AST] = set()
    for node in nodes_of(tree):
        if isinstance(node, ast.Expr):
            passed.add(node.value)
        elif node in passed:
            continue
        elif isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            if len(node.value) > MOST_TEXT:
                yield node.lineno, f"holds a literal of {len(node.value)} characters"
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            inside = list(ast.walk(node))
            numbers = sum(isinstance(part, ast.Constant) and isinstance(part.value, int | float | complex) for part in inside)
            if numbers > MOST_NUMBERS:
                yield node.lineno, f"holds a table of {numbers} numbers"
                passed.update(inside)  # tables in it are parts of it


def coded(source: str) -> Iterator[tuple[int, str]]:
    """Yield how much of a source is coded data, however it is cut into literals, docstrings and comments."""
    words = list(_CODED.finditer(source))
    total = sum(len(word[0]) for word in words)
    if total > MOST_TEXT:
        yield 1 + source.count("\n", 0, words[0].start()), f"holds {total} characters that look coded"


def altogether(trees: dict[str, ast.Module], docstrings: Iterable[str]) -> list[str]:
    r"""Return a remark where all texts and numbers of a submission together hold too much.

    Parameters
    ----------
    trees : dict of str to ast.Module
        Of all files, by path.
    docstrings : iterable of str
        Files whose docstrings count as well, since their code reads docstrings.

    Examples
    --------
    >>> from random import Random
    >>> words = ("".join(Random(seed).choices("abcdefghijklmnop ", k=900)) for seed in range(9))
    >>> source = "parts = []\n" + "\n".join(f"parts.append({word!r})" for word in words)
    >>> [remark] = altogether({"m.py": ast.parse(source), "n.py": ast.parse("x = 1")}, [])
    >>> remark.partition(" hold")[0]
    'm.py: texts and numbers of the sources'
    """
    texts = {path: "\n".join(_texts(tree, path in docstrings)) for path, tree in trees.items()}
    written = "\n".join(texts.values()).encode("utf-8", "backslashreplace")
    if len(written) <= MOST_HELD or (size := len(zlib.compress(written))) <= MOST_HELD:
        return []
    most = max(texts, key=lambda path: len(texts[path]))
    return [f"{most}: texts and numbers of the sources hold {size} bytes when compressed, in {len(written)} characters, "
            "most of them here"]  # fmt: skip


def _texts(tree: ast.Module, docstrings: bool) -> Iterator[str]:
    """Yield texts and numbers of a file as they are written, docstrings only if asked for."""
    passed: set[ast.AST] = set()
    for node in nodes_of(tree):
        if isinstance(node, ast.Expr) and not docstrings:
            passed.add(node.value)
        elif isinstance(node, ast.Constant) and node not in passed:
            if isinstance(node.value, bytes):
                yield node.value.decode("latin-1")
            elif isinstance(node.value, int):
                yield f"{node.value:x}"  # hexadecimal: decimal digits are limited in number
            elif isinstance(node.value, str | float | complex):
                yield str(node.value)
