"""What the source of a workflow's module tells before anything runs: its imports, and what it uses while imported.

The module has been imported already, unguarded, by the program. What the restrictions forbid even then is found here,
in the statements outside of functions.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterator
from types import ModuleType

from everloop._dataclass import dataclass

from ._source import tree_of

__all__ = ["Use", "uses_of"]

# Blocks of statements for which nobody is to be told.
_LIFTED = ("imports_passed_through", "sandbox_unrestricted")


@dataclass(frozen=True)
class Use:
    """One import, or one call, outside of functions."""

    path: tuple[str, ...]
    """The module, and what is called or imported of it, one by one."""

    is_call: bool
    line: int
    imports: int = 0
    """How many parts of the path are the module of an import statement."""


def uses_of(module: ModuleType) -> list[Use]:
    """All of a module, in the order of its source."""
    tree = tree_of(module)
    if tree is None:
        return []
    package: str = getattr(module, "__package__", None) or ""
    return list(_Scan(package).of_statements(tree.body))


class _Scan:
    def __init__(self, package: str) -> None:
        self._package = package
        # What names stand for.
        self._known: dict[str, tuple[str, ...]] = {}

    def of_statements(self, body: list[ast.stmt]) -> Iterator[Use]:
        for statement in body:
            yield from self._of_statement(statement)

    def _of_statement(self, node: ast.stmt) -> Iterator[Use]:
        if isinstance(node, ast.Import):
            yield from self._of_import(node)
        elif isinstance(node, ast.ImportFrom):
            yield from self._of_import_from(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for part in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
                yield from self._calls(part)
        elif isinstance(node, ast.With) and any(_is_lifted(item.context_expr) for item in node.items):
            return
        elif isinstance(node, ast.If) and _is_for_others(node.test):
            yield from self.of_statements(node.orelse)
        else:
            for child in ast.iter_child_nodes(node):
                yield from self._of_child(child)

    def _of_child(self, node: ast.AST) -> Iterator[Use]:
        if isinstance(node, ast.stmt):
            yield from self._of_statement(node)
        elif isinstance(node, ast.expr):
            yield from self._calls(node)
        else:
            for child in ast.iter_child_nodes(node):
                yield from self._of_child(child)

    def _of_import(self, node: ast.Import) -> Iterator[Use]:
        for alias in node.names:
            path = tuple(alias.name.split("."))
            self._known[alias.asname or path[0]] = path if alias.asname else path[:1]
            yield Use(path, is_call=False, line=node.lineno, imports=len(path))

    def _of_import_from(self, node: ast.ImportFrom) -> Iterator[Use]:
        try:
            source = importlib.util.resolve_name("." * node.level + (node.module or ""), self._package)
        except ImportError:
            return
        module = tuple(source.split("."))
        for alias in node.names:
            if alias.name == "*":
                yield Use(module, is_call=False, line=node.lineno, imports=len(module))
                continue
            path = (*module, alias.name)
            self._known[alias.asname or alias.name] = path
            yield Use(path, is_call=False, line=node.lineno, imports=len(module))

    def _calls(self, node: ast.expr) -> Iterator[Use]:
        if isinstance(node, ast.Lambda):
            return
        if isinstance(node, ast.Call):
            path = self._path_of(node.func)
            if path:
                yield Use(path, is_call=True, line=node.lineno)
        for child in ast.iter_child_nodes(node):
            yield from self._of_child(child)

    def _path_of(self, node: ast.expr) -> tuple[str, ...]:
        names: list[str] = []
        while isinstance(node, ast.Attribute):
            names.insert(0, node.attr)
            node = node.value
        known = self._known.get(node.id) if isinstance(node, ast.Name) else None
        return () if known is None else (*known, *names)


def _is_lifted(node: ast.expr) -> bool:
    function = node.func if isinstance(node, ast.Call) else node
    return isinstance(function, ast.Attribute) and function.attr in _LIFTED


def _is_for_others(test: ast.expr) -> bool:
    """Whether a condition asks for the main program, or for type checkers."""
    names = {it.id for it in ast.walk(test) if isinstance(it, ast.Name)}
    names |= {it.attr for it in ast.walk(test) if isinstance(it, ast.Attribute)}
    return not names.isdisjoint({"__name__", "TYPE_CHECKING"})
