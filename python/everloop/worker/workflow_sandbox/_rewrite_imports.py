"""Rewriting what functions import, so that a workflow gets the run's view of it.

`import a.b as c` is followed by `c = __everloop_import__(c, "a.b")`, and `from .a import b as c` by
`c = __everloop_import__(c, "a", "b", 1)`. What `importlib.import_module(...)`, `__import__(...)`, `sys.modules[...]`
and `sys.modules.get(...)` give is passed on as well: to anything but a user's module nothing happens there.
"""

from __future__ import annotations

import ast
import sys

from ._nodes import passed_through, placed

__all__ = ["IMPORT", "assignments_of_import", "passed_on"]

IMPORT = "__everloop_import__"
_STANDARD = sys.stdlib_module_names | {"everloop"}


def assignments_of_import(node: ast.Import | ast.ImportFrom) -> list[ast.Assign]:
    """The assignments that pass on what an import binds."""
    assignments: list[ast.Assign] = []
    for alias in node.names:
        source, level = ("", 0) if isinstance(node, ast.Import) else (node.module or "", node.level)
        root = (source or alias.name).partition(".")[0]
        if alias.name == "*" or (root in _STANDARD and not level):
            continue
        target = alias.asname or alias.name.partition(".")[0]
        elements = (alias.name,) if isinstance(node, ast.Import) else (source, alias.name, level)
        constants: list[ast.expr] = [ast.Constant(element) for element in elements]
        value = ast.Call(ast.Name(IMPORT, ast.Load()), [ast.Name(target, ast.Load()), *constants], [])
        assignments.append(placed(ast.Assign([ast.Name(target, ast.Store())], value), node))
    return assignments


def passed_on(node: ast.Call | ast.Subscript) -> ast.expr:
    """An expression, passed on if it may give a module that it does not name."""
    if not (_is_call(node) if isinstance(node, ast.Call) else _is_entry(node)):
        return node
    return passed_through(IMPORT, node)


def _is_call(node: ast.Call) -> bool:
    function = node.func
    if isinstance(function, ast.Name):
        return function.id in ("__import__", "import_module")
    if not isinstance(function, ast.Attribute):
        return False
    return function.attr == "import_module" or (function.attr in ("get", "pop") and _is_modules(function.value))


def _is_entry(node: ast.Subscript) -> bool:
    return isinstance(node.ctx, ast.Load) and _is_modules(node.value)


def _is_modules(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "modules"
