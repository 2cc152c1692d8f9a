"""Modules that are loaded while a workflow runs, or that functions import: their state is each run's own as well.

Where a function imports, or asks for a module by `importlib` or `sys.modules`, it is rewritten to pass what it got
through `importing_for`, which on a workflow's thread isolates the module and gives the run's view of it. That happens
once per module; what a run imports again costs a look into a set.

A module's body is executed once per process, on whichever thread imports it first, and sees what the rest of the
program sees. What it does to the state of other modules is written down while it is executed, and done to each run
that imports the module, when it does. A body that fails is executed each time, and what it did is done to the run that
tried.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager, nullcontext
from types import ModuleType
from typing import Any

from everloop.workflow._unsafe import unsafe

from ._effects import Change, Rebinding, Snapshot
from ._imports import record_loading
from ._run_state import Baseline, Run, State, isolated, lock, run_on_this_thread, state_of
from ._search import find_state, is_users, names_in

__all__ = ["expect", "importing_for", "recorded", "undo_imports"]

Step = Change | Rebinding | str

# What the import of a module does, in order: changes, and the imports of other modules by their names.
_effects: dict[str, list[Step]] = {}
# The packages of workflows: what is of them is a user's even where it is installed.
_tops: set[str] = set()


class _Recording(threading.local):
    def __init__(self) -> None:
        self.records: list[_Record] = []


_recording = _Recording()


class _Record:
    """What the body of one module, which is being executed, has done so far."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self._before: Snapshot | None = None

    def go_on(self) -> None:
        self._before = Snapshot()

    def pause(self) -> None:
        if self._before is not None:
            changes = list(self._before.changes())
            self.steps.extend(changes)
            for baseline in list(Baseline.every):
                baseline.extend(value for change in changes for value in change.values)
        self._before = None


def expect(name: str, top: str) -> None:
    """Write down what the import of a module does, also if it is not a workflow that imports it first.

    Args:
        name: The module's name.
        top: The package of the workflow whose modules import it.
    """
    _tops.add(top)
    if name not in sys.modules:
        record_loading(name)


@contextmanager
def recorded(module: ModuleType) -> Generator[None]:
    """Write down what the body of a module, which is executed inside, does to the state of others."""
    name, file = module.__name__, getattr(module, "__file__", None)
    top = name.partition(".")[0]
    run = run_on_this_thread()
    with nullcontext() if run is None else run.aside():
        if not is_users(name, file, top if top in _tops else "") or _is_passed_through(run, name):
            yield
        else:
            yield from _recorded(module, run)


def _is_passed_through(run: Run | None, name: str) -> bool:
    return unsafe.is_imports_passed_through() or (run is not None and run.guard.is_passed_through(name))


def _recorded(module: ModuleType, run: Run | None) -> Generator[None]:
    records, record = _recording.records, _Record()
    outer = records[-1] if records else None
    with lock:
        if outer is not None:
            outer.pause()
        record.go_on()
    records.append(record)
    is_loaded = False
    try:
        yield
        is_loaded = True
    finally:
        records.pop()
        with lock:
            record.pause()
            if is_loaded:
                _note(module, record.steps)
            if outer is not None:
                outer.steps.extend([module.__name__] if is_loaded else record.steps)
                outer.go_on()
        if outer is None and not is_loaded and run is not None:
            for step in record.steps:
                _do(run, step)


def _note(module: ModuleType, steps: list[Step]) -> None:
    """A module has been loaded: this is the state that runs begin with."""
    state = state_of(module)
    find_state([state])
    earlier = [name for name in sorted(names_in(state)) if name in _effects and name not in steps]
    # Last in order, even if it was loaded before and forgotten.
    _effects.pop(module.__name__, None)
    _effects[module.__name__] = [*earlier, *steps]
    for baseline in list(Baseline.every):
        baseline.extend()


def undo_imports(baseline: Baseline) -> None:
    """Let a baseline be without what imports have done to the state of others: it is done to runs that import."""
    for steps in reversed(list(_effects.values())):
        for step in reversed(steps):
            if not isinstance(step, str):
                step.revert(baseline)


def _enter(run: Run, name: str) -> None:
    """Do to a run what the import of a module does, once."""
    if name not in run.entered:
        run.entered.add(name)
        for step in _effects.get(name, ()):
            _do(run, step)


def _do(run: Run, step: Step) -> None:
    if isinstance(step, str):
        _enter(run, step)
    else:
        step.apply(run)


def importing_for(state: State) -> Callable[..., Any]:
    """What the rewritten functions of a module pass through what they have imported."""
    package: str = getattr(state.module, "__package__", None) or ""
    top = state.name.partition(".")[0]

    def imported(value: Any, source: str = "", member: str = "", level: int = 0) -> Any:
        run = run_on_this_thread()
        if run is None or unsafe.is_imports_passed_through():
            return value
        name = importlib.util.resolve_name("." * level + source, package) if level else source
        if name and _take(run, name, top) and member:
            value = getattr(isolated[name].view, member, value)
        if isinstance(value, ModuleType) and _take(run, value.__name__, top):
            return isolated[value.__name__].view
        return value

    return imported


def _take(run: Run, name: str, top: str) -> bool:
    """Whether a module that a run has imported is isolated for it, from now on at the latest."""
    package = name.rpartition(".")[0]
    if package and package not in run.entered:
        _take(run, package, top)
    if name not in sys.modules or not run.guard.isolates(name, top):
        return False
    _enter(run, name)
    return True
