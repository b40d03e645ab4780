"""Operators: each turns a node of a syntax tree into what a student might have written instead.

Those of the field come first (flip, axis, boundary, fill, window), then the generic ones (comparison, arithmetic, constant).
An operator yields names and replacements and never changes the node that it is given.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

Changes = Iterator[tuple[str, ast.AST]]

_REDUCTIONS = {
    "mean": ("sum",), "sum": ("mean", "max"), "max": ("min", "sum"), "min": ("max",), "argmax": ("argmin",),
    "argmin": ("argmax",), "maximum": ("minimum", "add"), "minimum": ("maximum",), "add": ("maximum",), "any": ("all",),
    "all": ("any",), "cumsum": ("cumprod",), "prod": ("sum",), "floor": ("ceil",), "ceil": ("floor",),
    "matmul": ("multiply",),
}  # fmt: skip
_DTYPES = {"float64": "float32", "int64": "int32", "complex128": "complex64", "float32": "float16", "intp": "int8"}
_VOCABULARIES = (
    ("full", "same", "valid"),
    ("symmetric", "reflect", "edge", "constant", "wrap"),
    ("bui", "bu", "ui"),
)
_COUNTS = frozenset({
    "size", "stride", "padding", "dilation", "radius", "length", "count", "n", "m", "k", "d", "i", "j", "r", "c", "s", "p", "h",
    "w", "o", "kh", "kw", "sh", "sw", "ph", "pw", "dh", "dw", "oh", "ow", "th", "tw", "top", "left", "height", "width", "rows",
    "columns", "channels", "start", "stop", "end", "starts", "ends", "before", "after", "first", "last", "out_height",
    "out_width",
})  # fmt: skip
"""Names that hold sizes, places or counts in code of this field: off by one is the usual mistake."""

_BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
_OPPOSITE = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
             ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}  # fmt: skip
_ARITHMETIC: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Sub,), ast.Sub: (ast.Add,), ast.Mult: (ast.Div,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult, ast.Mod),
    ast.Mod: (ast.FloorDiv,), ast.Pow: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,),
    ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,),
}  # fmt: skip
_ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.MatMult, ast.Pow)


def number(value: Any) -> ast.expr:
    """Return the tree of a number; a negative one is a sign before a constant, as the parser has it."""
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)


def shifted(node: ast.expr, by: int) -> ast.expr:
    """Return the tree of `node` + `by`."""
    return ast.BinOp(node, ast.Add() if by > 0 else ast.Sub(), ast.Constant(abs(by)))


def _replaced(items: list[Any], index: int, item: Any) -> list[Any]:
    return [*items[:index], item, *items[index + 1 :]]


def _copy(node: Any, **changes: Any) -> Any:
    """Return a node of the same type and place with other fields."""
    fields = dict(ast.iter_fields(node)) | changes
    return ast.copy_location(type(node)(**fields), node)


# Operators of the field.


def subscript(node: ast.Subscript) -> Changes:
    """Flip not, or one axis only; shift the bounds of a window; leave a step out; swap axes."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]

    def built(index: int, part: ast.expr) -> ast.AST:
        changed = _replaced(parts, index, part)
        whole: ast.AST = _copy(node, slice=_copy(node.slice, elts=changed) if isinstance(node.slice, ast.Tuple) else changed[0])
        return whole

    for index, part in enumerate(parts):
        if not isinstance(part, ast.Slice):
            continue
        flips = part.step is not None and ast.unparse(part.step) == "-1"
        if part.step is not None:
            yield ("flip" if flips else "no_step"), built(index, _copy(part, step=None))
        for field, by in (("lower", 1), ("upper", 1), ("upper", -1)):
            bound = getattr(part, field)
            if bound is not None:
                yield f"window_{field}", built(index, _copy(part, **{field: shifted(bound, by)}))
            elif field == "lower" and not flips and part.upper is not None:
                yield "window_lower", built(index, _copy(part, lower=ast.Constant(1)))
        if part.step is not None and not flips:
            yield "step", built(index, _copy(part, step=shifted(part.step, 1)))
    if len(parts) >= 2 and isinstance(node.slice, ast.Tuple) and ast.dump(parts[-1]) != ast.dump(parts[-2]):
        yield "swap_axes", _copy(node, slice=_copy(node.slice, elts=[*parts[:-2], parts[-1], parts[-2]]))


def pair(node: ast.Tuple) -> Changes:
    """Swap rows and columns."""
    if len(node.elts) >= 2 and not any(isinstance(part, ast.Starred) for part in node.elts):
        last, before = node.elts[-1], node.elts[-2]
        if ast.dump(last) != ast.dump(before):
            yield "swap_axes", _copy(node, elts=[*node.elts[:-2], last, before])


def attribute(node: ast.Attribute) -> Changes:
    """Put sum for mean, maximum for minimum, a narrower dtype, zero for infinity; leave a transposition out."""
    for name in _REDUCTIONS.get(node.attr, ()):
        yield "reduction", _copy(node, attr=name)
    if node.attr in _DTYPES:
        yield "narrow", _copy(node, attr=_DTYPES[node.attr])
    if node.attr == "T":
        yield "no_transpose", node.value
    if node.attr == "inf" or (node.attr == "min" and "iinfo" in ast.unparse(node.value)):
        yield "zero_fill", ast.Constant(0)


def call(node: ast.Call) -> Changes:
    """Leave a call out (flip, widening, copy, rounding), swap its arguments, take another axis."""
    function = node.func
    if isinstance(function, ast.Name) and function.id in _REDUCTIONS:
        for name in _REDUCTIONS[function.id]:
            if name in ("min", "max", "sum", "any", "all"):
                yield "reduction", _copy(node, func=ast.Name(name, ast.Load()))
    if isinstance(function, ast.Attribute) and not _is_module(function.value):
        yield f"no_{function.attr}", function.value
    elif node.args and not isinstance(node.args[0], ast.Starred) and not _constructs(function):
        yield f"no_{_name(function)}", node.args[0]
    if _name(function) == "flip" and len(node.args) == 1 and not node.keywords:
        for axis in (0, 1):
            yield "flip_one_axis", _copy(node, args=[*node.args, ast.Constant(axis)])
    if _name(function) in ("minimum", "maximum", "min", "max") and len(node.args) == 2:
        yield "no_limit", node.args[1]
    if _name(function) in ("range", "arange", "linspace") and not any(isinstance(arg, ast.Starred) for arg in node.args):
        yield from _ranges(node)
    for index in range(len(node.args) - 1):
        one, other = node.args[index], node.args[index + 1]
        if not (isinstance(one, ast.Starred) or isinstance(other, ast.Starred)) and ast.dump(one) != ast.dump(other):
            yield "swap_arguments", _copy(node, args=[*node.args[:index], other, one, *node.args[index + 2 :]])
    for index, keyword in enumerate(node.keywords):
        yield from _keyword(node, index, keyword)


def _ranges(node: ast.Call) -> Changes:
    first, last = (0, 0) if len(node.args) == 1 else (0, 1)
    if last:
        yield "range_start", _copy(node, args=_replaced(node.args, first, shifted(node.args[first], 1)))
    for by in (1, -1):
        yield "range_end", _copy(node, args=_replaced(node.args, last, shifted(node.args[last], by)))


def _keyword(node: ast.Call, index: int, keyword: ast.keyword) -> Changes:
    if keyword.arg == "axis":
        source = ast.unparse(keyword.value)
        other = {"0": 1, "1": 0, "-1": -2, "-2": -1, "(2, 3)": 2, "(0, 2)": 0}.get(source)
        if other is not None:
            yield "axis", _copy(node, keywords=_replaced(node.keywords, index, _copy(keyword, value=number(other))))
    elif keyword.arg in ("dtype", "stride", "padding", "dilation", "mode", "initial", "radius"):
        yield f"no_{keyword.arg}", _copy(node, keywords=node.keywords[:index] + node.keywords[index + 1 :])


def _is_module(node: ast.expr) -> bool:
    return ast.unparse(node).partition(".")[0] in ("np", "numpy", "math", "torch", "itertools", "functools", "operator")


def _constructs(function: ast.expr) -> bool:
    """Return whether a call makes something of a shape or of nothing, so that its argument cannot stand in its place."""
    return _name(function) in {"zeros", "ones", "empty", "full", "range", "arange", "isinstance", "len", "map", "zip",
                               "enumerate", "super", "slice", "iinfo", "finfo", "any", "all"}  # fmt: skip


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else "call"


def name(node: ast.Name) -> Changes:
    """Put a size, stride, padding, dilation, start or end off by one."""
    if isinstance(node.ctx, ast.Load) and node.id in _COUNTS:
        yield "off_by_one", shifted(node, 1)
        yield "off_by_one", shifted(node, -1)


# Generic operators.


def comparison(node: ast.Compare) -> Changes:
    """Compare with or without equality, or the other way round."""
    for index, operator in enumerate(node.ops):
        for title, table in (("boundary", _BOUNDARY), ("opposite", _OPPOSITE)):
            if type(operator) in table:
                yield title, _copy(node, ops=_replaced(node.ops, index, table[type(operator)]()))


def arithmetic(node: ast.BinOp) -> Changes:
    """Take another operation, or the ceiling for the floor; swap operands; leave a term or a factor out."""
    for other in _ARITHMETIC.get(type(node.op), ()):
        yield "arithmetic", _copy(node, op=other())
    if isinstance(node.op, ast.FloorDiv):
        negative = ast.UnaryOp(ast.USub(), node.left)
        yield "ceil", ast.UnaryOp(ast.USub(), ast.BinOp(negative, ast.FloorDiv(), node.right))
    if isinstance(node.op, _ORDERED):
        yield "swap_operands", _copy(node, left=node.right, right=node.left)
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow):
        yield "no_term", node.left
    if isinstance(node.op, ast.Add | ast.Mult):
        yield "no_term", node.right


def sign(node: ast.UnaryOp) -> Changes:
    """Leave a sign or a negation out."""
    if isinstance(node.op, ast.Not):
        yield "no_not", node.operand
    elif isinstance(node.op, ast.USub | ast.Invert):
        yield "sign", node.operand


def logic(node: ast.BoolOp) -> Changes:
    """Put and for or, and leave conditions out."""
    yield "and_or", _copy(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    for index in range(len(node.values)):
        rest = node.values[:index] + node.values[index + 1 :]
        yield "no_condition", rest[0] if len(rest) == 1 else _copy(node, values=rest)


def choice(node: ast.IfExp) -> Changes:
    """Take one case for both."""
    yield "no_case", node.body
    yield "no_case", node.orelse


def constant(node: ast.Constant) -> Changes:
    """Put another number, the other truth value, another word of the same vocabulary."""
    value = node.value
    if isinstance(value, bool):
        yield "reversed", ast.Constant(not value)
    elif isinstance(value, int):
        yield "constant", ast.Constant(value + 1)
        yield "constant", number(value - 1)
    elif isinstance(value, float):
        yield "constant", ast.Constant(2 * value if value else 1.0)
        yield "constant", ast.Constant(value / 2 if value else -1.0)
    elif isinstance(value, str):
        for words in _VOCABULARIES:
            for other in words if value in words else ():
                if other != value:
                    yield "word", ast.Constant(other)


# Operators on statements: what stands in a statement's place; None where it goes without one.


def statement(node: ast.stmt, bound: frozenset[str]) -> Iterator[tuple[str, ast.stmt | None]]:
    """Leave a check, an update or a call out; reverse a condition.

    Parameters
    ----------
    node : ast.stmt
    bound : frozenset of str
        Names that have a value before it: only what they are given again can be left out without a NameError.
    """
    if isinstance(node, ast.If | ast.While):
        if isinstance(node, ast.If) and not node.orelse:
            yield ("no_check" if isinstance(node.body[-1], ast.Raise) else "no_branch"), None
        if not isinstance(node.test, ast.Compare):
            yield "negated", _copy(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "no_statement", None
    elif isinstance(node, ast.AugAssign):
        yield "no_update", None
        for other in _ARITHMETIC.get(type(node.op), ()):
            yield "update", _copy(node, op=other())
        yield "overwrite", ast.copy_location(ast.Assign([node.target], node.value), node)
    elif isinstance(node, ast.Assign):
        names = {part.id for target in node.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        if names <= bound or any(isinstance(target, ast.Subscript) for target in node.targets):
            yield "no_statement", None
    elif isinstance(node, ast.Break | ast.Continue):
        yield "no_jump", None


EXPRESSIONS: dict[type, Callable[[Any], Changes]] = {
    ast.Subscript: subscript, ast.Tuple: pair, ast.Attribute: attribute, ast.Call: call, ast.Name: name,
    ast.Compare: comparison, ast.BinOp: arithmetic, ast.UnaryOp: sign, ast.BoolOp: logic, ast.IfExp: choice,
    ast.Constant: constant,
}  # fmt: skip
"""Which operator changes which kind of expression."""
