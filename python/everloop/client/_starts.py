"""Starting workflows: the overloads, and the one call behind them."""

from __future__ import annotations

import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, cast, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from everloop.types import (
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

from ._inputs import StartWorkflowInput
from ._part import ClientPart

if TYPE_CHECKING:
    from typing_extensions import Unpack

    import everloop.client
    import everloop.common

    from ._config import StartOptions
    from ._handle import WorkflowHandle

__all__ = ["WorkflowStarts"]


class WorkflowStarts(ClientPart):
    """The part of `Client` that starts workflows."""

    @overload
    async def start_workflow(
        self,
        workflow: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> everloop.client.WorkflowHandle[SelfType, ReturnType]: ...

    @overload
    async def start_workflow(
        self,
        workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> everloop.client.WorkflowHandle[SelfType, ReturnType]: ...

    @overload
    async def start_workflow(
        self,
        workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> everloop.client.WorkflowHandle[SelfType, ReturnType]: ...

    @overload
    async def start_workflow(
        self,
        workflow: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        **options: Unpack[StartOptions],
    ) -> everloop.client.WorkflowHandle[Any, Any]: ...

    async def start_workflow(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.UNSPECIFIED,
        retry_policy: everloop.common.RetryPolicy | None = None,
        cron_schedule: str = "",
        memo: Mapping[str, Any] | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | everloop.common.SearchAttributes | None = None,
        static_summary: str | None = None,
        static_details: str | None = None,
        start_delay: timedelta | None = None,
        start_signal: str | None = None,
        start_signal_args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
        request_eager_start: bool = False,
        priority: Priority = Priority.default,
        versioning_override: everloop.common.VersioningOverride | None = None,
        stack_level: int = 2,
    ) -> everloop.client.WorkflowHandle[Any, Any]:
        """Start a workflow.

        Args:
            workflow: The run method of a workflow class, or the name of a workflow type.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            id: ID of the workflow.
            task_queue: Task queue that its workers poll.
            result_type: The type of the result, if the workflow is given by name.
            execution_timeout: How long it may take, with all its runs.
            run_timeout: How long one run may take.
            task_timeout: How long a worker may take for one workflow task.
            id_reuse_policy: What to do if the ID was used by a workflow that is closed.
            id_conflict_policy: What to do if the ID is used by a workflow that is running.
            retry_policy: Whether to run it again when it fails.
            cron_schedule: When to run it again and again.
            memo: Values to show in lists.
            search_attributes: Values to find it by.
            static_summary: A line to show in user interfaces.
            static_details: A text to show in user interfaces.
            start_delay: How long to wait before the first workflow task.
            start_signal: Name of a signal to send with the start, or instead of it if the workflow runs.
            start_signal_args: Arguments of that signal.
            rpc_metadata: Headers of this call.
            rpc_timeout: How long this call may take.
            request_eager_start: Whether a worker of this client may get the first task with the reply.
            priority: How urgent its tasks are.
            versioning_override: Which version of a worker is to run it.
            stack_level: Whose line warnings name.

        Returns:
            A handle of the workflow.

        Raises:
            WorkflowAlreadyStartedError: If the ID is taken and the policies do not allow that.
            RPCError: If the workflow cannot be started for another reason.
        """
        if search_attributes is not None and isinstance(search_attributes, Mapping):
            warnings.warn(
                "Dictionary-based search attributes are deprecated, use TypedSearchAttributes",
                DeprecationWarning,
                stacklevel=stack_level,
            )
        if isinstance(workflow, str):
            name = workflow
        else:
            from everloop.workflow._definition import Definition

            name, definition = Definition.resolve(workflow)
            if definition is not None:
                result_type = definition.ret_type
        return await self._impl.start_workflow(
            StartWorkflowInput(
                name,
                arguments(arg, args),
                id,
                task_queue,
                execution_timeout,
                run_timeout,
                task_timeout,
                id_reuse_policy,
                id_conflict_policy,
                retry_policy,
                cron_schedule,
                memo,
                search_attributes,
                start_delay,
                {},
                start_signal,
                start_signal_args,
                static_summary,
                static_details,
                result_type,
                rpc_metadata,
                rpc_timeout,
                request_eager_start,
                priority,
                versioning_override,
            )
        )

    @overload
    async def execute_workflow(
        self,
        workflow: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_workflow(
        self,
        workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_workflow(
        self,
        workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[StartOptions],
    ) -> ReturnType: ...

    @overload
    async def execute_workflow(
        self,
        workflow: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        **options: Unpack[StartOptions],
    ) -> Any: ...

    async def execute_workflow(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        result_type: type | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        id_conflict_policy: WorkflowIDConflictPolicy = WorkflowIDConflictPolicy.UNSPECIFIED,
        retry_policy: everloop.common.RetryPolicy | None = None,
        cron_schedule: str = "",
        memo: Mapping[str, Any] | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | everloop.common.SearchAttributes | None = None,
        static_summary: str | None = None,
        static_details: str | None = None,
        start_delay: timedelta | None = None,
        start_signal: str | None = None,
        start_signal_args: Sequence[Any] = [],
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
        request_eager_start: bool = False,
        priority: Priority = Priority.default,
        versioning_override: everloop.common.VersioningOverride | None = None,
    ) -> Any:
        """Start a workflow and wait for its result.

        The arguments are those of `start_workflow`, and the exceptions those of `start_workflow` and
        `WorkflowHandle.result`.

        Returns:
            What the workflow returned.
        """
        # The overloads tell callers apart, and this caller is all of them.
        start = cast("Callable[..., Awaitable[WorkflowHandle[Any, Any]]]", self.start_workflow)
        handle = await start(
            workflow,
            arg,
            args=args,
            id=id,
            task_queue=task_queue,
            result_type=result_type,
            execution_timeout=execution_timeout,
            run_timeout=run_timeout,
            task_timeout=task_timeout,
            id_reuse_policy=id_reuse_policy,
            id_conflict_policy=id_conflict_policy,
            retry_policy=retry_policy,
            cron_schedule=cron_schedule,
            memo=memo,
            search_attributes=search_attributes,
            static_summary=static_summary,
            static_details=static_details,
            start_delay=start_delay,
            start_signal=start_signal,
            start_signal_args=start_signal_args,
            rpc_metadata=rpc_metadata,
            rpc_timeout=rpc_timeout,
            request_eager_start=request_eager_start,
            priority=priority,
            versioning_override=versioning_override,
            stack_level=3,
        )
        return await handle.result()
