"""Starting child workflows: typed signatures over one function."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

import everloop
from everloop._args import UNSET
from everloop.common import Priority, WorkflowIDReusePolicy
from everloop.types import (
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

from ._child_start import ChildWorkflowCancellationType, ChildWorkflowConfig, ParentClosePolicy, start
from ._errors import VersioningIntent
from ._event_groups import EventGroup
from ._handles import ChildWorkflowHandle

if TYPE_CHECKING:
    from typing import Concatenate

    from typing_extensions import Unpack

    import everloop.common

__all__ = ["execute_child_workflow", "start_child_workflow"]


@overload
async def start_child_workflow(
    workflow: MethodAsyncNoParam[SelfType, ReturnType],
    **options: Unpack[ChildWorkflowConfig],
) -> ChildWorkflowHandle[SelfType, ReturnType]: ...


@overload
async def start_child_workflow(
    workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ChildWorkflowConfig],
) -> ChildWorkflowHandle[SelfType, ReturnType]: ...


@overload
async def start_child_workflow(
    workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[ChildWorkflowConfig],
) -> ChildWorkflowHandle[SelfType, ReturnType]: ...


@overload
async def start_child_workflow(
    workflow: str,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    result_type: type | None = None,
    **options: Unpack[ChildWorkflowConfig],
) -> ChildWorkflowHandle[Any, Any]: ...


async def start_child_workflow(
    workflow: Any,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    id: str | None = None,
    task_queue: str | None = None,
    result_type: type | None = None,
    cancellation_type: ChildWorkflowCancellationType = ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parent_close_policy: ParentClosePolicy = ParentClosePolicy.TERMINATE,
    execution_timeout: timedelta | None = None,
    run_timeout: timedelta | None = None,
    task_timeout: timedelta | None = None,
    id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    retry_policy: everloop.common.RetryPolicy | None = None,
    cron_schedule: str = "",
    memo: Mapping[str, Any] | None = None,
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes) = None,
    versioning_intent: VersioningIntent | None = None,
    static_summary: str | None = None,
    static_details: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
    priority: Priority = Priority.default,
    versioning_override: everloop.common.VersioningOverride | None = None,
) -> ChildWorkflowHandle[Any, Any]:
    """Starts a child workflow and waits until it has started.

    Args:
        workflow: Its type, or the run method of its class.
        arg: Its one argument.
        args: Its arguments, if there are several.
        id: Its workflow id; made up unless given.
        task_queue: Where it runs; on this workflow's queue unless given.
        result_type: Type of its result, if it is given by name.
        cancellation_type: What cancelling it means.
        parent_close_policy: What becomes of it when this workflow ends first.
        execution_timeout: How long it may take with all its runs.
        run_timeout: How long one of its runs may take.
        task_timeout: How long one of its workflow tasks may take.
        id_reuse_policy: Whether the id may have been used before.
        retry_policy: When it is started again after a failure; never, unless given.
        cron_schedule: When it is started again after it has ended.
        memo: What is shown with it in lists.
        search_attributes: By what it is found in lists.
        versioning_intent: Deprecated.
        static_summary: A short text for user interfaces.
        static_details: A longer text for user interfaces.
        event_groups: Further groups that the start of the child belongs to.
        priority: Which tasks of the queue go first.
        versioning_override: Which version it runs on, whatever its deployment is set to.

    Returns:
        The handle, a task that ends with the child.

    Raises:
        everloop.exceptions.WorkflowAlreadyStartedError: If the id is in use.
    """
    options: dict[str, Any] = {
        "id": id,
        "task_queue": task_queue,
        "cancellation_type": cancellation_type,
        "parent_close_policy": parent_close_policy,
        "execution_timeout": execution_timeout,
        "run_timeout": run_timeout,
        "task_timeout": task_timeout,
        "id_reuse_policy": id_reuse_policy,
        "retry_policy": retry_policy,
        "cron_schedule": cron_schedule,
        "memo": memo,
        "search_attributes": search_attributes,
        "versioning_intent": versioning_intent,
        "static_summary": static_summary,
        "static_details": static_details,
        "event_groups": event_groups,
        "priority": priority,
        "versioning_override": versioning_override,
    }
    return await start(workflow, arg, args, result_type, options)


@overload
async def execute_child_workflow(
    workflow: MethodAsyncNoParam[SelfType, ReturnType],
    **options: Unpack[ChildWorkflowConfig],
) -> ReturnType: ...


@overload
async def execute_child_workflow(
    workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
    arg: ParamType,
    **options: Unpack[ChildWorkflowConfig],
) -> ReturnType: ...


@overload
async def execute_child_workflow(
    workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
    *,
    args: Sequence[Any],
    **options: Unpack[ChildWorkflowConfig],
) -> ReturnType: ...


@overload
async def execute_child_workflow(
    workflow: str,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    result_type: type | None = None,
    **options: Unpack[ChildWorkflowConfig],
) -> Any: ...


async def execute_child_workflow(
    workflow: Any,
    arg: Any = UNSET,
    *,
    args: Sequence[Any] = [],
    id: str | None = None,
    task_queue: str | None = None,
    result_type: type | None = None,
    cancellation_type: ChildWorkflowCancellationType = ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    parent_close_policy: ParentClosePolicy = ParentClosePolicy.TERMINATE,
    execution_timeout: timedelta | None = None,
    run_timeout: timedelta | None = None,
    task_timeout: timedelta | None = None,
    id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
    retry_policy: everloop.common.RetryPolicy | None = None,
    cron_schedule: str = "",
    memo: Mapping[str, Any] | None = None,
    search_attributes: None | (everloop.common.SearchAttributes | everloop.common.TypedSearchAttributes) = None,
    versioning_intent: VersioningIntent | None = None,
    static_summary: str | None = None,
    static_details: str | None = None,
    event_groups: Sequence[EventGroup] | None = None,
    priority: Priority = Priority.default,
    versioning_override: everloop.common.VersioningOverride | None = None,
) -> Any:
    """Runs a child workflow and waits for its result.

    Args:
        workflow: Its type, or the run method of its class.
        arg: Its one argument.
        args: Its arguments, if there are several.
        id: Its workflow id; made up unless given.
        task_queue: Where it runs; on this workflow's queue unless given.
        result_type: Type of its result, if it is given by name.
        cancellation_type: What cancelling it means.
        parent_close_policy: What becomes of it when this workflow ends first.
        execution_timeout: How long it may take with all its runs.
        run_timeout: How long one of its runs may take.
        task_timeout: How long one of its workflow tasks may take.
        id_reuse_policy: Whether the id may have been used before.
        retry_policy: When it is started again after a failure; never, unless given.
        cron_schedule: When it is started again after it has ended.
        memo: What is shown with it in lists.
        search_attributes: By what it is found in lists.
        versioning_intent: Deprecated.
        static_summary: A short text for user interfaces.
        static_details: A longer text for user interfaces.
        event_groups: Further groups that the start of the child belongs to.
        priority: Which tasks of the queue go first.
        versioning_override: Which version it runs on, whatever its deployment is set to.

    Returns:
        What the child returned.

    Raises:
        everloop.exceptions.WorkflowAlreadyStartedError: If the id is in use.
        everloop.exceptions.ChildWorkflowError: If it failed or was canceled.
    """
    options: dict[str, Any] = {
        "id": id,
        "task_queue": task_queue,
        "cancellation_type": cancellation_type,
        "parent_close_policy": parent_close_policy,
        "execution_timeout": execution_timeout,
        "run_timeout": run_timeout,
        "task_timeout": task_timeout,
        "id_reuse_policy": id_reuse_policy,
        "retry_policy": retry_policy,
        "cron_schedule": cron_schedule,
        "memo": memo,
        "search_attributes": search_attributes,
        "versioning_intent": versioning_intent,
        "static_summary": static_summary,
        "static_details": static_details,
        "event_groups": event_groups,
        "priority": priority,
        "versioning_override": versioning_override,
    }
    return await (await start(workflow, arg, args, result_type, options))
