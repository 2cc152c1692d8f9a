"""Rewriting what rebinds attributes of classes: `Class.count += 1` becomes `__everloop_class__(Class).count += 1`.

What is rewritten by mistake, as it only looks like a class, costs a call and does what it did before.
"""

from __future__ import annotations

import ast

from ._nodes import passed_through

__all__ = ["CLASS", "attribute_written", "attributes_written", "through_class"]

CLASS = "__everloop_class__"


def _is_class(node: ast.expr) -> bool:
    """Whether an expression looks like a class: `cls`, `Name`, `module.Name`, `type(self)`, `self.__class__`."""
    if isinstance(node, ast.Name):
        return node.id in ("cls", "klass", "mcs") or node.id.lstrip("_")[:1].isupper()
    if isinstance(node, ast.Attribute):
        return node.attr == "__class__" or node.attr.lstrip("_")[:1].isupper()
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "type"


def attribute_written(node: ast.AST) -> str | None:
    """The name of the attribute of a class that a node rebinds; empty if it may be any."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load) and _is_class(node.value):
        return node.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
        name = node.args[1] if len(node.args) > 1 else None
        return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""
    return None


def attributes_written(tree: ast.AST) -> set[str]:
    """The attributes of classes that a module rebinds; the empty name stands for those that only a run will tell."""
    return {name for name in map(attribute_written, ast.walk(tree)) if name is not None}


def through_class(node: ast.expr) -> ast.expr:
    """What is written, as it is to be written through."""
    return passed_through(CLASS, node)
