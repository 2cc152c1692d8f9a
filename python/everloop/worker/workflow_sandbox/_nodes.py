"""Syntax trees of one's own making, put where what they stand for was."""

from __future__ import annotations

import ast
from typing import TypeVar

__all__ = ["passed_through", "placed"]

Node = TypeVar("Node", bound=ast.AST)


def placed(node: Node, at: ast.AST) -> Node:
    """A node of one's own making at another's place; parts that have a place keep it."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.stmt | ast.expr) and not hasattr(inner, "lineno"):
            ast.copy_location(inner, at)
    return node


def passed_through(function: str, node: ast.expr) -> ast.expr:
    """A call of a function, by its name, with an expression, at the expression's place."""
    return placed(ast.Call(ast.Name(function, ast.Load()), [node], []), node)
