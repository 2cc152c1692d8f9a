"""Isolation of state: what workflows keep in the globals of their modules is each run's own.

When a worker is made, the modules of its workflows and those that they import are searched for state (`_search`). Most
modules have none, and nothing happens to them. Where there is some, the functions that use it are rewritten to find it
through an object of the module (`_rewrite`), which on a workflow's thread gives the run's own copy and everywhere else
the original (`_run_state`). Functions and classes stay the same objects, and nothing is executed anew for a run.

A run begins with the state as it was when the last worker was made. Modules that are loaded later are isolated then,
see `_late`. Standard and installed packages are not searched, nor what is passed through.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType, ModuleType

from everloop.converter import EncodingPayloadConverter, FailureConverter, PayloadConverter

from ._class_state import class_to_write
from ._function_state import attributes_of, default_for
from ._rewrite import CLASS, DEFAULT, FUNCTION, IMPORT, STATE, Wanted, functions_of, replace_code, rewritten_codes
from ._run_state import Baseline, State, isolated, lock
from ._search import find_state, reachable
from ._source import source_of

__all__ = ["isolate", "isolate_late", "rewrite_for_guards"]

_logger = logging.getLogger(__name__)
_CONVERTERS = (PayloadConverter, EncodingPayloadConverter, FailureConverter)
# The functions that ask before anything else, by module and first line, and what they ask about.
_guards: dict[str, dict[int, str]] = {}


def isolate(root: str, is_passed_through: Callable[[str], bool]) -> set[str]:
    """Isolate the state of a workflow's module and of those that it imports.

    Args:
        root: The module's name.
        is_passed_through: Whether a module, by name, is shared with the rest of the program.

    Returns:
        The names of the modules whose state is isolated.
    """
    from ._late import expect, undo_imports

    top = root.partition(".")[0]
    with lock:
        modules = [isolated[it.__name__] for it in reachable(root, top, is_passed_through)]
        # Those that are loaded, and that functions import: they begin with what they have now, once a run does that.
        known, waiting = set(modules), list(modules)
        while waiting:
            for name in sorted(waiting.pop().late):
                expect(name, top)
                found = {isolated[it.__name__] for it in reachable(name, top, is_passed_through)}
                waiting.extend(found - known)
                known |= found
        _rewrite(known)
        baseline = Baseline()
        undo_imports(baseline)
        baseline.take()
        return {state.name for state in modules}


def isolate_late(root: str, top: str, is_passed_through: Callable[[str], bool]) -> set[str]:
    """The same for a module that a workflow has just imported; runs have its state as it was when it was loaded.

    Args:
        root: The module's name.
        top: The package of who imports it.
        is_passed_through: Whether a module, by name, is shared with the rest of the program.

    Returns:
        The names of the modules whose state is isolated: none if it is not to be.
    """
    with lock:
        modules = {isolated[it.__name__] for it in reachable(root, top, is_passed_through)}
        _rewrite(modules)
        for baseline in list(Baseline.every):
            baseline.extend()
        return {state.name for state in modules}


def rewrite_for_guards(function: FunctionType, path: str) -> bool:
    """Let a function ask about itself before anything else; returns whether that could be done.

    Args:
        function: The function.
        path: What it asks about.
    """
    module = sys.modules.get(function.__module__)
    source = None if module is None or vars(module) is not function.__globals__ else source_of(module)
    if module is None or source is None:
        return False
    with lock:
        guards = _guards.setdefault(module.__name__, {})
        guards[function.__code__.co_firstlineno] = path
        state = isolated.get(module.__name__)
        wanted = Wanted(guards=guards)
        if state is not None and state.is_rewritten:
            wanted = Wanted(state.names, guards, state.defaults, state.functions, imports=True)
        try:
            codes = rewritten_codes(source, module.__file__ or "", wanted)
        except (SyntaxError, ValueError):
            return False
        before = function.__code__
        replace_code(function, codes)
        return function.__code__ is not before


def _rewrite(states: set[State]) -> None:
    before = {state: (state.is_rewritten, set(state.names), set(state.functions)) for state in states}
    find_state(states)
    pending: dict[int, list[CodeType]] = {}
    for state in states:
        if before[state] != (True, state.names, state.functions):
            codes = _codes_of(state)
            if codes:
                pending[id(vars(state.module))] = codes
            state.is_rewritten = True
    if pending:
        outside = set(_converter_methods([state.module for state in states]))
        for function in functions_of(pending):
            if function not in outside:
                replace_code(function, pending[id(function.__globals__)])


def _codes_of(state: State) -> list[CodeType]:
    """The rewritten functions of a module."""
    from ._late import importing_for

    module = state.module
    found = (state.names, state.imports_in_functions, state.attributes_written, state.defaults, state.functions)
    if state.code is None or not any(found):
        return []
    try:
        wanted = Wanted(state.names, _guards.get(state.name, {}), state.defaults, state.functions, imports=True)
        codes = rewritten_codes(source_of(module) or "", module.__file__ or "", wanted)
    except (SyntaxError, ValueError) as error:
        _logger.warning("the state of module %s cannot be isolated: %s", state.name, error)
        return []
    vars(module)[STATE] = state.globals
    vars(module)[IMPORT] = importing_for(state)
    vars(module)[CLASS] = class_to_write
    vars(module)[FUNCTION] = attributes_of
    vars(module)[DEFAULT] = default_for(state)
    return codes


def _converter_methods(modules: list[ModuleType]) -> Iterator[FunctionType]:
    """The methods of converters: a client's converter works in runs, but its state is the program's, not the runs'."""
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, type) and issubclass(value, _CONVERTERS):
                yield from (it for it in vars(value).values() if isinstance(it, FunctionType))
