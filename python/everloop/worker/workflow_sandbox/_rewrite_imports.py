"""Rewriting what functions import, so that a workflow gets the run's view of it.

`import a.b as c` is followed by `c = __everloop_import__(c, "a.b")`, and `from .a import b as c` by
`c = __everloop_import__(c, "a", "b", 1)`. What `importlib.import_module(...)`, `__import__(...)`, `sys.modules[...]`
and `sys.modules.get(...)` give is passed on as well: to anything but a user's module nothing happens there.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Set

__all__ = ["IMPORT", "passed_on", "statements_of_import"]

IMPORT = "__everloop_import__"
_HELD = "__everloop_imported_"
_STANDARD = sys.stdlib_module_names | {"everloop"}


def statements_of_import(
    node: ast.Import | ast.ImportFrom, is_global: Set[str]
) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """The imports, and the assignments that pass on what they bind.

    Args:
        node: The statement.
        is_global: The names that the function has declared as globals: they are bound by an assignment alone.
    """
    source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
    level = node.level if isinstance(node, ast.ImportFrom) else 0
    imports: list[ast.stmt] = [node]
    assignments: list[ast.stmt] = []
    for alias in node.names:
        root = (source or alias.name).partition(".")[0]
        if alias.name == "*" or (root in _STANDARD and not level):
            continue
        target = alias.asname or alias.name.partition(".")[0]
        held = target
        if target in is_global:
            held = _HELD + target
            if isinstance(node, ast.Import) and "." in alias.name and alias.asname is None:
                # It binds the package: loaded by the one import, it is bound by another.
                imports.append(ast.Import([ast.alias(target, held)]))
                alias.asname = f"{held}_"
            else:
                alias.asname = held
        elements = (source, alias.name, level) if isinstance(node, ast.ImportFrom) else (alias.name,)
        constants: list[ast.expr] = [ast.Constant(element) for element in elements]
        value = ast.Call(ast.Name(IMPORT, ast.Load()), [ast.Name(held, ast.Load()), *constants], [])
        assignments.append(ast.Assign([ast.Name(target, ast.Store())], value))
    for statement in (*imports[1:], *assignments):
        _place(statement, node)
    return imports, assignments


def passed_on(node: ast.Call | ast.Subscript) -> ast.expr:
    """An expression, passed on if it may give a module that it does not name."""
    if not (_is_call(node) if isinstance(node, ast.Call) else _is_entry(node)):
        return node
    call = ast.Call(ast.Name(IMPORT, ast.Load()), [node], [])
    ast.copy_location(call, node)
    ast.copy_location(call.func, node)
    return call


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


def _place(statement: ast.stmt, at: ast.stmt) -> None:
    for inner in ast.walk(statement):
        if isinstance(inner, ast.stmt | ast.expr | ast.alias):
            ast.copy_location(inner, at)
