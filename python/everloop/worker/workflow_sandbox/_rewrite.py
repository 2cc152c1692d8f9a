"""Rewriting functions so that chosen globals of their module are found elsewhere.

In the code of functions, each use of such a global `X` becomes `__everloop_state__.X`. What functions import goes
through `__everloop_import__` (see `_rewrite_imports`), attributes of functions and mutable default arguments through
what `_function_state` has for them. The rest stays as it is, line for line and column for column, so
tracebacks, debuggers and coverage notice nothing. Functions that workflows must not call get a first statement
`__everloop_guard__("their name")`.
"""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator, Mapping, Set
from types import CodeType, FunctionType, MappingProxyType
from typing import Any, NamedTuple

from ._nodes import placed
from ._rewrite_classes import CLASS, attribute_written, through_class
from ._rewrite_functions import DEFAULT, FUNCTION, body_with_defaults, defaults_assigned, is_by_name, through_function
from ._rewrite_imports import IMPORT, assignments_of_import, passed_on
from ._source import parse

__all__ = [
    "CLASS",
    "DEFAULT",
    "FUNCTION",
    "GUARD",
    "IMPORT",
    "STATE",
    "Wanted",
    "functions_of",
    "replace_code",
    "rewritten_codes",
]

STATE = "__everloop_state__"
GUARD = "__everloop_guard__"
_SET = "__setattr__"
_ADDED = {STATE, GUARD, IMPORT, CLASS, DEFAULT, FUNCTION, _SET}

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class _Scope:
    """One function, lambda, comprehension or class body, and the names that are its own."""

    def __init__(self, bound: Set[str], declared_global: Set[str], *, is_class: bool) -> None:
        self.bound = bound - declared_global
        self.declared_global = declared_global
        self.is_class = is_class


class _Names(ast.NodeVisitor):
    """Collects the names that a scope binds, without those of scopes inside of it."""

    def __init__(self) -> None:
        self.bound: set[str] = set()
        self.declared_global: set[str] = set()

    def visit_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)

    def visit_Global(self, node: ast.Global) -> None:
        self.declared_global.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:
        # Belongs to a function around this one, which binds it.
        self.bound.update(node.names)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        self.bound.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef
    visit_ClassDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        """Its own scope."""

    def visit_ListComp(self, node: _Comprehension) -> None:
        # Only assignment expressions reach out of comprehensions.
        for inner in ast.walk(node):
            if isinstance(inner, ast.NamedExpr):
                self.visit(inner.target)

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> None:
        self.bound.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bound.add(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name:
            self.bound.add(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bound.add(node.rest)
        self.generic_visit(node)


class Wanted(NamedTuple):
    """What of a module is rewritten."""

    names: Set[str] = frozenset()
    """The globals that are found in its state."""

    guards: Mapping[int, str] = MappingProxyType({})
    """The functions that ask, by their first lines, and what they ask about."""

    defaults: Mapping[int, Set[str]] = MappingProxyType({})
    """The parameters whose defaults are mutable, by the first lines of their functions."""

    functions: Set[str] = frozenset()
    """The globals that are functions of whose attributes runs have their own."""

    imports: bool = False
    """Whether what functions import is passed on, and what classes are written through."""


class _Rewriter(ast.NodeTransformer):
    def __init__(self, wanted: Wanted) -> None:
        self._names = wanted.names
        self._guards = wanted.guards
        self._defaults = wanted.defaults
        self._function_names = wanted.functions
        self._imports = wanted.imports
        self._scopes: list[_Scope] = []
        self._functions = 0

    def _is_global(self, name: str) -> bool:
        innermost = True
        for scope in reversed(self._scopes):
            if scope.is_class and not innermost:
                continue
            innermost = False
            if name in scope.declared_global:
                return True
            if name in scope.bound:
                return False
        return True

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if not self._is_state(node.id):
            return node
        state = ast.copy_location(ast.Name(STATE, ast.Load()), node)
        return ast.copy_location(ast.Attribute(state, node.id, node.ctx), node)

    def visit_Global(self, node: ast.Global) -> ast.stmt:
        # All uses by name are rewritten. What else binds such a name binds a local one, which is then passed on.
        node.names = [name for name in node.names if name not in self._names or not self._functions]
        return node if node.names else ast.copy_location(ast.Pass(), node)

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> Any:
        if not self._imports or not self._functions:
            return node
        assignments = assignments_of_import(node)
        for assignment in assignments:
            assignment.targets = [self.visit(target) for target in assignment.targets]
        return [node, *assignments]

    visit_ImportFrom = visit_Import

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        is_of_function = self._is_function(node.value)
        self.generic_visit(node)
        if is_of_function:
            node.value = through_function(node.value)
        if self._imports and self._functions and attribute_written(node) is not None:
            node.value = through_class(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        is_written = attribute_written(node) is not None
        is_of_function = is_by_name(node) and self._is_function(node.args[0])
        self.generic_visit(node)
        if is_of_function:
            node.args[0] = through_function(node.args[0])
        if is_written and node.args and self._imports and self._functions:
            node.args[0] = through_class(node.args[0])
        return passed_on(node) if self._imports and self._functions else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        return passed_on(node) if self._imports and self._functions else node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> Any:
        node.value = self.visit(node.value)
        name = node.target.id
        if not self._is_state(name):
            return node
        # Its target must stay a name: `((x := value), state.__setattr__("x", x))[0]`.
        store = ast.Attribute(ast.Name(STATE, ast.Load()), _SET, ast.Load())
        stored = ast.Call(store, [ast.Constant(name), ast.Name(name, ast.Load())], [])
        both = ast.Tuple([node, stored], ast.Load())
        return placed(ast.Subscript(both, ast.Constant(0), ast.Load()), node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.ExceptHandler:
        name = node.name
        self.generic_visit(node)
        if name is not None and self._is_state(name):
            # It is bound, and gone after the block.
            unbind = [self._assigned(name, ast.Constant(None)), ast.Delete([self._attribute(name, ast.Del())])]
            bound = self._assigned(name, ast.Name(name, ast.Load()))
            block = ast.Try(node.body, [], [], [*unbind])
            node.body = [placed(bound, node), placed(block, node)]
        return node

    def _is_function(self, node: ast.expr) -> bool:
        """Whether an expression is the name of a function with attributes that are state."""
        if not isinstance(node, ast.Name) or node.id not in self._function_names:
            return False
        return bool(self._functions) and self._is_global(node.id)

    def _is_state(self, name: str) -> bool:
        return name in self._names and bool(self._functions) and self._is_global(name)

    def _attribute(self, name: str, ctx: ast.expr_context) -> ast.Attribute:
        return ast.Attribute(ast.Name(STATE, ast.Load()), name, ctx)

    def _assigned(self, name: str, value: ast.expr) -> ast.stmt:
        return ast.Assign([self._attribute(name, ast.Store())], value)

    def _with_binding(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Any:
        """A definition, passed on if what it binds is state."""
        if not self._is_state(node.name):
            return node
        return [node, placed(self._assigned(node.name, ast.Name(node.name, ast.Load())), node)]

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Any:
        node.decorator_list = [self.visit(item) for item in node.decorator_list]
        self._visit_outer_parts(node.args)
        with_body = _Names()
        for statement in node.body:
            with_body.visit(statement)
        self._enter(with_body, node.args)
        node.body = self._visit_body(node.body)
        self._leave()
        first_line = min((it.lineno for it in node.decorator_list), default=node.lineno)
        # After the docstring, which must stay the first.
        position = 1 if ast.get_docstring(node, clean=False) is not None else 0
        node.body[position:position] = defaults_assigned(self._defaults.get(first_line, ()), node)
        if first_line in self._guards:
            node.body.insert(position, _asking(self._guards[first_line], node))
        return self._with_binding(node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        self._visit_outer_parts(node.args)
        names = _Names()
        names.visit(node.body)
        self._enter(names, node.args)
        node.body = body_with_defaults(self._defaults.get(node.lineno, ()), node, self.visit(node.body))
        self._leave()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        node.decorator_list = [self.visit(item) for item in node.decorator_list]
        node.bases = [self.visit(item) for item in node.bases]
        node.keywords = [self.visit(item) for item in node.keywords]
        names = _Names()
        for statement in node.body:
            names.visit(statement)
        self._scopes.append(_Scope(names.bound, names.declared_global, is_class=True))
        node.body = self._visit_body(node.body)
        self._scopes.pop()
        return self._with_binding(node)

    def _visit_body(self, body: list[ast.stmt]) -> list[ast.stmt]:
        visited: list[ast.stmt] = []
        for statement in body:
            found: ast.stmt | list[ast.stmt] = self.visit(statement)
            visited.extend([found] if isinstance(found, ast.stmt) else found)
        return visited

    def visit_ListComp(self, node: Any) -> Any:
        # The first iterable belongs to the scope around.
        node.generators[0].iter = self.visit(node.generators[0].iter)
        names = _Names()
        for generator in node.generators:
            names.visit(generator.target)
        self._scopes.append(_Scope(names.bound, set(), is_class=False))
        for position, generator in enumerate(node.generators):
            generator.target = self.visit(generator.target)
            if position:
                generator.iter = self.visit(generator.iter)
            generator.ifs = [self.visit(condition) for condition in generator.ifs]
        for field in ("elt", "key", "value"):
            if hasattr(node, field):
                setattr(node, field, self.visit(getattr(node, field)))
        self._scopes.pop()
        return node

    visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_ListComp

    def _visit_outer_parts(self, arguments: ast.arguments) -> None:
        arguments.defaults = [self.visit(item) for item in arguments.defaults]
        arguments.kw_defaults = [item and self.visit(item) for item in arguments.kw_defaults]

    def _enter(self, names: _Names, arguments: ast.arguments) -> None:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        names.bound.update(argument.arg for argument in every if argument is not None)
        self._scopes.append(_Scope(names.bound, names.declared_global, is_class=False))
        self._functions += 1

    def _leave(self) -> None:
        self._scopes.pop()
        self._functions -= 1


def _asking(path: str, function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """The statement that asks, at the line of the function's head."""
    call = ast.Expr(ast.Call(ast.Name(GUARD, ast.Load()), [ast.Constant(path)], []))
    for node in ast.walk(call):
        if isinstance(node, ast.stmt | ast.expr):
            node.lineno = node.end_lineno = function.lineno
            node.col_offset = node.end_col_offset = function.col_offset
    return call


def rewritten_codes(
    source: str,
    filename: str,
    wanted: Wanted,
) -> list[CodeType]:
    """The codes of all functions of a module in which something was rewritten.

    Args:
        source: The module's source.
        filename: Its file, as tracebacks shall show it.
        wanted: What is rewritten.

    Raises:
        SyntaxError: If the source, or what becomes of it, does not compile.
    """
    tree = _Rewriter(wanted).visit(parse(source, filename))
    module = compile(tree, filename, "exec", dont_inherit=True)
    return [code for code in _nested(module) if _is_changed(code) or any(map(_is_changed, _nested(code)))]


def _nested(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _nested(constant)


def _is_changed(code: CodeType) -> bool:
    return not _ADDED.isdisjoint(code.co_names)


def functions_of(namespaces: Mapping[int, Any]) -> list[FunctionType]:
    """All living functions whose globals are among the namespaces, which are given by address."""
    return [it for it in gc.get_objects() if type(it) is FunctionType and id(it.__globals__) in namespaces]


def replace_code(function: FunctionType, codes: list[CodeType]) -> None:
    """Give a function the code that was rewritten for it, if there is one."""
    old = function.__code__
    for new in codes:
        if (
            new.co_name == old.co_name
            and new.co_firstlineno == old.co_firstlineno
            and new.co_freevars == old.co_freevars
            and new.co_argcount == old.co_argcount
            and set(new.co_names) - _ADDED <= set(old.co_names)
        ):
            function.__code__ = new
            return
