"""What all ways to start a child workflow come to, and the enumerations of children."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, TypedDict

import everloop
from everloop._args import arguments
from everloop._bridge import workflow as _core

from ._definition import Definition
from ._errors import VersioningIntent
from ._event_groups import EventGroup
from ._handles import ChildWorkflowHandle
from ._randomness import uuid4

if TYPE_CHECKING:
    import everloop.common

__all__ = ["ChildWorkflowCancellationType", "ChildWorkflowConfig", "ParentClosePolicy", "start", "start_by_options"]


class ChildWorkflowCancellationType(IntEnum):
    """What a workflow does when it cancels a child."""

    ABANDON = 0
    """Go on at once and do not tell the child."""

    TRY_CANCEL = 1
    """Request the cancellation and go on at once."""

    WAIT_CANCELLATION_COMPLETED = 2
    """Request the cancellation and wait until the child has ended."""

    WAIT_CANCELLATION_REQUESTED = 3
    """Request the cancellation and wait until the request is delivered."""


class ParentClosePolicy(IntEnum):
    """What becomes of a child when its parent ends first."""

    UNSPECIFIED = 0
    """What the server does by default."""

    TERMINATE = 1
    """The child is terminated."""

    ABANDON = 2
    """The child goes on."""

    REQUEST_CANCEL = 3
    """The child is asked to cancel."""


class ChildWorkflowConfig(TypedDict, total=False):
    """Options of a child workflow, to be kept and passed on as keyword arguments."""

    id: str | None
    task_queue: str | None
    cancellation_type: ChildWorkflowCancellationType
    parent_close_policy: ParentClosePolicy
    execution_timeout: timedelta | None
    run_timeout: timedelta | None
    task_timeout: timedelta | None
    id_reuse_policy: everloop.common.WorkflowIDReusePolicy
    retry_policy: everloop.common.RetryPolicy | None
    cron_schedule: str
    memo: Mapping[str, Any] | None
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes)
    versioning_intent: VersioningIntent | None
    versioning_override: everloop.common.VersioningOverride | None
    static_summary: str | None
    static_details: str | None
    event_groups: Sequence[EventGroup] | None
    priority: everloop.common.Priority


async def start(
    workflow: str | Callable[..., Any],
    arg: Any,
    args: Sequence[Any],
    result_type: type | None,
    options: dict[str, Any],
) -> ChildWorkflowHandle[Any, Any]:
    """Starts a child and waits until it has started.

    Args:
        workflow: Its type, or the run method of its class.
        arg: Its one argument.
        args: Its arguments, if there are several.
        result_type: Type of its result, if it is given by name.
        options: The other options of the public functions.
    """
    name, definition = Definition.resolve(workflow)
    if not options["id"]:
        options["id"] = str(uuid4())
    options["workflow"] = name
    options["args"] = tuple(arguments(arg, args))
    options["headers"] = {}
    options["ret_type"] = result_type or (definition.ret_type if definition else None)
    outbound = _core.outbound()
    if outbound is not None:
        from everloop.worker._workflow_interceptor import StartChildWorkflowInput

        options["arg_types"] = definition.arg_types if definition else None
        handle: ChildWorkflowHandle[Any, Any] = await outbound.start_child_workflow(StartChildWorkflowInput(**options))
        return handle
    return await start_by_options(options)


async def start_by_options(options: dict[str, Any]) -> ChildWorkflowHandle[Any, Any]:
    """The last step, with a workflow type for the workflow: hand the options to the compiled runtime."""
    from ._attributes import encode_search_attributes

    intent: VersioningIntent | None = options["versioning_intent"]
    options["versioning_intent"] = 0 if intent is None else intent.value
    options["search_attributes"] = encode_search_attributes(options["search_attributes"])
    options["memo"] = dict(options["memo"]) if options["memo"] is not None else None
    options["args"] = list(options["args"])
    started, handle = _core.start_child(options)
    handle._id = options["id"]
    handle._run_id = await started
    child: ChildWorkflowHandle[Any, Any] = handle
    return child
