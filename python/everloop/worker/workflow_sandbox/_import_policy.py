"""Judging imports: what a worker's restrictions say of the modules that workflow code imports."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from types import FrameType, ModuleType
from typing import Any

from everloop.exceptions import TemporalError
from everloop.workflow._sandbox_policy import SandboxImportNotificationPolicy as Policy
from everloop.workflow._unsafe import unsafe

from ._errors import RestrictedWorkflowAccessError, UnintentionalPassthroughError
from ._functions import REFUSED_BY_NAME
from ._imports import watch_imports, watch_loading
from ._matcher import RestrictionContext, SandboxMatcher
from ._restrictions import SandboxRestrictions
from ._scan import Use, uses_of

__all__ = ["check_module", "judge_import", "judge_loading", "prepare"]

_UNINTENTIONAL = Policy.WARN_ON_UNINTENTIONAL_PASSTHROUGH | Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH
_AT_IMPORT = RestrictionContext()
_AT_RUNTIME = RestrictionContext(is_runtime=True)
_IMPORTING = ("importlib", "_frozen_importlib", "everloop.worker.workflow_sandbox.")

IsPassedThrough = Callable[[str], bool]


def prepare(restrictions: SandboxRestrictions) -> None:
    """Have the guard asked for as many imports as these restrictions need."""
    watch_loading()
    if restrictions.invalid_modules != SandboxMatcher.none or restrictions.import_notification_policy & _UNINTENTIONAL:
        watch_imports()


def judge_loading(
    restrictions: SandboxRestrictions, is_passed_through: IsPassedThrough, module: str
) -> TemporalError | None:
    """The refusal of a module that workflow code is about to load, if it is refused."""
    refusal = judge_import(restrictions, is_passed_through, module)
    policy = unsafe.current_import_notification_policy_override() or restrictions.import_notification_policy
    if refusal is None and Policy.WARN_ON_DYNAMIC_IMPORT & policy and _is_notable(module, is_passed_through):
        _warn(f"Module {module} was imported after initial workflow load.")
    return refusal


def judge_import(
    restrictions: SandboxRestrictions, is_passed_through: IsPassedThrough, module: str
) -> TemporalError | None:
    """The refusal of a module that workflow code imports, if it is refused."""
    if not unsafe.is_sandbox_unrestricted():
        found = restrictions.invalid_modules.access_matcher(_AT_RUNTIME, *module.split("."))
        if found is not None:
            return _refused(module, found, *_place())
    policy = unsafe.current_import_notification_policy_override() or restrictions.import_notification_policy
    if policy & _UNINTENTIONAL and _is_notable(module, is_passed_through):
        return _unintentional(module, policy)
    return None


def check_module(
    restrictions: SandboxRestrictions,
    is_passed_through: IsPassedThrough,
    module: ModuleType,
    *,
    is_runtime: bool = False,
) -> None:
    """Check what a workflow's module, or one that it imports, does outside of functions.

    Args:
        restrictions: What is forbidden.
        is_passed_through: Whether a module is trusted.
        module: The module.
        is_runtime: Whether a workflow imports it while it runs.

    Raises:
        RestrictedWorkflowAccessError: If it imports, or uses, what it must not even while it is imported.
        UnintentionalPassthroughError: If it imports what was not passed through, and that is to be raised.
    """
    for use in uses_of(module):
        file = module.__file__ or module.__name__
        if use.is_call:
            refusal = _judge_call(restrictions, use, file, is_runtime=is_runtime)
        else:
            refusal = _judge_statement(restrictions, use, file)
        if refusal is None and use.imports and restrictions.import_notification_policy & _UNINTENTIONAL:
            name = ".".join(use.path[: use.imports])
            if not is_passed_through(name):
                refusal = _unintentional(name, restrictions.import_notification_policy, file, use.line)
        if refusal is not None:
            _raise_at(refusal, file, use.line)


def _raise_at(error: TemporalError, file: str, line: int) -> None:
    """Raise as if the statement of that line did it, so that the traceback shows the line."""
    import ast
    import linecache

    source = linecache.getline(file, line)
    # The whole line: what exactly is at fault the message says.
    columns = {"col_offset": len(source) - len(source.lstrip()), "end_col_offset": len(source.rstrip())}
    place: dict[str, Any] = {"lineno": line, "end_lineno": line, **columns}
    statement = ast.Raise(exc=ast.Name("error", ctx=ast.Load(), **place), **place)
    exec(compile(ast.Module([statement], type_ignores=[]), file, "exec"), {"error": error})


def _judge_statement(restrictions: SandboxRestrictions, use: Use, file: str) -> TemporalError | None:
    name = ".".join(use.path)
    is_module = len(use.path) == use.imports or name in sys.modules
    path = use.path if is_module else use.path[: use.imports]
    found = restrictions.invalid_modules.access_matcher(_AT_IMPORT, *path)
    if found is not None:
        return _refused(".".join(path), found, file, use.line)
    if len(use.path) > use.imports:
        found = restrictions.invalid_module_members.access_matcher(_AT_IMPORT, *use.path)
        if found is not None:
            return _refused(name, found, file, use.line)
    return None


def _judge_call(restrictions: SandboxRestrictions, use: Use, file: str, *, is_runtime: bool) -> TemporalError | None:
    path = (*use.path, "__call__")
    # What is forbidden at runtime alone is refused where the call itself would be, if it were made now.
    is_runtime = is_runtime and ".".join(use.path) in REFUSED_BY_NAME
    found = restrictions.invalid_module_members.restricts(path, is_runtime=is_runtime)
    return None if found is None else _refused(".".join(path), found, file, use.line)


def _refused(
    name: str, found: SandboxMatcher, file: str | None = None, line: int | None = None
) -> TemporalError | None:
    if found.leaf_warning is not None:
        warnings.warn_explicit(found.leaf_message or name, found.leaf_warning, file or "workflow", line or 0)
        return None
    refusal = RestrictedWorkflowAccessError(name, override_message=found.leaf_message)
    refusal.file, refusal.line = file, line
    return refusal


def _unintentional(
    module: str, policy: Policy, file: str | None = None, line: int | None = None
) -> UnintentionalPassthroughError | None:
    error = UnintentionalPassthroughError(module)
    if Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH & policy:
        return error
    _warn(str(error), file, line)
    return None


def _is_notable(module: str, is_passed_through: IsPassedThrough) -> bool:
    if unsafe.is_imports_passed_through() or is_passed_through(module):
        return False
    frame = _importer()
    # What is imported for reasons of our own is nobody's business.
    return frame is not None and not is_passed_through(frame.f_globals.get("__name__") or "")


def _importer() -> FrameType | None:
    frame: FrameType | None = sys._getframe(1)  # pyright: ignore[reportPrivateUsage]
    while frame is not None:
        if not (frame.f_globals.get("__name__") or "").startswith(_IMPORTING):
            return frame
        frame = frame.f_back
    return None


def _place() -> tuple[str | None, int | None]:
    frame = _importer()
    return (None, None) if frame is None else (frame.f_code.co_filename, frame.f_lineno)


def _warn(text: str, file: str | None = None, line: int | None = None) -> None:
    """Warn at the line that imports."""
    found_file, found_line = (file, line) if file else _place()
    warnings.warn_explicit(text, UserWarning, found_file or "workflow", found_line or 0)
