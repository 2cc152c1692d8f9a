"""Questions that workflow code can ask about its run, and what it can note about it."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, overload

import everloop
from everloop._args import UNSET
from everloop._bridge import workflow as _core
from everloop.types import AnyType, ParamType

from ._event_groups import EventGroup

if TYPE_CHECKING:
    import everloop.common
    import everloop.converter
    import everloop.workflow

__all__ = [
    "cancellation_reason",
    "current_handler",
    "current_update_info",
    "deprecate_patch",
    "extern_functions",
    "get_current_details",
    "get_last_completion_result",
    "get_last_failure",
    "has_last_completion_result",
    "in_workflow",
    "info",
    "instance",
    "is_failure_exception",
    "memo",
    "memo_value",
    "metric_meter",
    "now",
    "patched",
    "payload_converter",
    "set_current_details",
    "time",
    "time_ns",
    "upsert_memo",
    "upsert_search_attributes",
]

current_handler: contextvars.ContextVar[tuple[str, str] | int] = contextvars.ContextVar("everloop_current_handler")
"""What the current task, or the one that started it, handles: an update's id and name, or a signal's event."""


def in_workflow() -> bool:
    """Whether the code that is running is that of a workflow."""
    return _core.current() is not None


def info() -> everloop.workflow.Info:
    """The run whose code is running.

    Raises:
        everloop.exceptions.TemporalError: Outside of workflows.
    """
    outbound = _core.outbound()
    if outbound is not None:
        found: everloop.workflow.Info = outbound.info()
        return found
    from ._info import own_info

    return own_info()


def instance() -> Any:
    """The workflow object of this run."""
    return _core.instance()


def now() -> datetime:
    """Workflow time, in UTC: when the current workflow task began, on its first run."""
    return datetime.fromtimestamp(_core.time_ns() / 1e9, tz=timezone.utc)


def time() -> float:
    """Workflow time, in seconds since 1970."""
    return _core.time_ns() / 1e9


def time_ns() -> int:
    """Workflow time, in nanoseconds since 1970."""
    return _core.time_ns()


def current_update_info() -> everloop.workflow.UpdateInfo | None:
    """The update whose handler is running, or that started what is running; ``None`` if there is none."""
    current = current_handler.get(None)
    if not isinstance(current, tuple):
        return None
    from ._info import UpdateInfo

    return UpdateInfo(*current)


def cancellation_reason() -> str | None:
    """The reason of the cancel request; ``None`` if there was none."""
    return _core.cancellation_reason()


def is_failure_exception(err: BaseException) -> bool:
    """Whether an exception would fail the workflow instead of its task.

    Args:
        err: The exception.
    """
    return _core.is_failure_exception(err)


def patched(id: str, *, event_groups: Sequence[EventGroup] | None = None) -> bool:
    """Tells runs that began before a change of the code from those that came after.

    Args:
        id: Names the change.
        event_groups: Further groups that the change belongs to.

    Returns:
        True if the run is to take the new path. It stays the same for the rest of the run.
    """
    return _core.patched(id, False, event_groups)


def deprecate_patch(id: str, *, event_groups: Sequence[EventGroup] | None = None) -> None:
    """Marks that the old path of a change is gone, while runs that know the change are still there.

    Args:
        id: Names the change.
        event_groups: Further groups that the change belongs to.
    """
    _core.patched(id, True, event_groups)


def payload_converter() -> everloop.converter.PayloadConverter:
    """The payload converter of this workflow."""
    converter: everloop.converter.PayloadConverter = _core.payload_converter()
    return converter


def extern_functions() -> Mapping[str, Callable[..., Any]]:
    """Functions that the worker's interceptors made available."""
    functions: Mapping[str, Callable[..., Any]] = _core.extern_functions()
    return functions


def metric_meter() -> everloop.common.MetricMeter:
    """Makes metrics that carry the workflow's names and are not counted again in a replay."""
    from everloop.common import MetricMeter

    from ._metrics import ReplaySafeMeter

    meter = _core.metric_meter()
    if meter is None:
        return MetricMeter.noop
    _, _, workflow_type, task_queue, namespace, _ = _core.identity()
    tagged = meter.with_additional_attributes(
        {"namespace": namespace, "task_queue": task_queue, "workflow_type": workflow_type}
    )
    return ReplaySafeMeter(tagged)


def memo() -> Mapping[str, Any]:
    """The memo, with values decoded as they come: the same dictionary each time, with what is upserted later, too."""
    return _core.memo()


@overload
def memo_value(key: str, default: Any = UNSET) -> Any: ...


@overload
def memo_value(key: str, *, type_hint: type[ParamType]) -> ParamType: ...


@overload
def memo_value(key: str, default: AnyType, *, type_hint: type[ParamType]) -> AnyType | ParamType: ...


def memo_value(key: str, default: Any = UNSET, *, type_hint: type | None = None) -> Any:
    """One value of the memo.

    Args:
        key: Its key.
        default: What to return if there is no such key.
        type_hint: The type to decode the value as.

    Raises:
        KeyError: If there is no such key, and no default.
    """
    found = _core.memo_value(key, type_hint)
    if found:
        return found[0]
    if default is UNSET:
        raise KeyError(f"Memo does not have a value for key {key}")
    return default


def upsert_memo(updates: Mapping[str, Any], *, event_groups: Sequence[EventGroup] | None = None) -> None:
    """Adds to the memo.

    Args:
        updates: New values by key; ``None`` removes the key.
        event_groups: Further groups that the change belongs to.
    """
    _core.upsert_memo(updates, event_groups)
    kept = _core.kept_info()
    if kept is not None:
        # Who holds it sees the change.
        shown: Any = kept.raw_memo
        memo_now = _core.raw_memo()
        for key in updates:
            shown.pop(key, None)
            if key in memo_now:
                shown[key] = memo_now[key]


def upsert_search_attributes(
    attributes: everloop.common.SearchAttributes | Sequence[everloop.common.SearchAttributeUpdate[Any]],
    *,
    event_groups: Sequence[EventGroup] | None = None,
) -> None:
    """Changes the search attributes of this run.

    Args:
        attributes: Updates made by keys, as in ``key.value_set(1)``. The form of a mapping is deprecated.
        event_groups: Further groups that the change belongs to.
    """
    if not attributes:
        return
    from ._info import own_info
    from ._upsert import upsert

    upsert(own_info(), attributes, event_groups)


def get_current_details() -> str:
    """What `set_current_details` noted last."""
    return _core.get_current_details()


def set_current_details(description: str) -> None:
    """Notes what the run is doing, for user interfaces, in Markdown.

    Args:
        description: The text. It lives in memory and is asked for by a query.
    """
    _core.set_current_details(description)


def has_last_completion_result() -> bool:
    """Whether a run before this one, of a schedule or of a cron workflow, left a result."""
    return bool(_core.last_completion_result(None))


@overload
def get_last_completion_result() -> Any | None: ...


@overload
def get_last_completion_result(type_hint: type[ParamType]) -> ParamType | None: ...


def get_last_completion_result(type_hint: type | None = None) -> Any | None:
    """The result of the run before this one, of a schedule or of a cron workflow.

    Args:
        type_hint: The type to decode it as.
    """
    found = _core.last_completion_result(type_hint)
    return found[0] if found else None


def get_last_failure() -> BaseException | None:
    """The failure of the run before this one, of a schedule or of a cron workflow."""
    return _core.last_failure()
