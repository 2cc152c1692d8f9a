"""Rewriting functions with state of their own: mutable default arguments, and attributes; see `_function_state`."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from ._nodes import passed_through, placed

__all__ = ["DEFAULT", "FUNCTION", "body_with_defaults", "defaults_assigned", "is_by_name", "through_function"]

DEFAULT = "__everloop_default__"
FUNCTION = "__everloop_function__"


def through_function(node: ast.expr) -> ast.expr:
    """A function, as its attributes are to be reached through."""
    return passed_through(FUNCTION, node)


def is_by_name(node: ast.Call) -> bool:
    """Whether a call reaches an attribute of its first argument."""
    reached = ("getattr", "setattr", "delattr", "hasattr")
    return isinstance(node.func, ast.Name) and node.func.id in reached and bool(node.args)


def defaults_assigned(names: Collection[str], function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.stmt]:
    """The statements that a function begins with, so that parameters are not the defaults that all runs share."""
    # At the line of the function's head, where tracers stop anyhow.
    place = ast.Pass(lineno=function.lineno, col_offset=function.col_offset)
    place.end_lineno, place.end_col_offset = function.lineno, function.col_offset
    return [
        placed(ast.Assign([ast.Name(name, ast.Store())], _own(name)), place)
        for name in _parameters(function.args, names)
    ]


def body_with_defaults(names: Collection[str], function: ast.Lambda, body: ast.expr) -> ast.expr:
    """The same for a lambda: `(seen := own(seen), body)[-1]`."""
    assigned = [ast.NamedExpr(ast.Name(name, ast.Store()), _own(name)) for name in _parameters(function.args, names)]
    if not assigned:
        return body
    return placed(ast.Subscript(ast.Tuple([*assigned, body], ast.Load()), ast.Constant(-1), ast.Load()), body)


def _own(name: str) -> ast.expr:
    return ast.Call(ast.Name(DEFAULT, ast.Load()), [ast.Name(name, ast.Load())], [])


def _parameters(arguments: ast.arguments, names: Collection[str]) -> Iterator[str]:
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return (argument.arg for argument in every if argument.arg in names)
