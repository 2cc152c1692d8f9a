"""The workflow of an update-with-start: what to start it with, and its handle once it is started."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, Generic, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from everloop.types import MethodAsyncNoParam, MethodAsyncSingleParam, MultiParamSpec, ParamType, ReturnType, SelfType

from ._handle import WorkflowHandle
from ._with_start_inputs import UpdateWithStartStartWorkflowInput

if TYPE_CHECKING:
    from typing_extensions import Unpack

    import everloop.common

    from ._config import WithStartOptions

__all__ = ["WithStartWorkflowOperation"]


class WithStartWorkflowOperation(Generic[SelfType, ReturnType]):
    """A workflow to start, unless it runs, together with an update. It serves one call."""

    @overload
    def __init__(
        self,
        workflow: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        id_conflict_policy: everloop.common.WorkflowIDConflictPolicy,
        **options: Unpack[WithStartOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        id_conflict_policy: everloop.common.WorkflowIDConflictPolicy,
        **options: Unpack[WithStartOptions],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        id_conflict_policy: everloop.common.WorkflowIDConflictPolicy,
        **options: Unpack[WithStartOptions],
    ) -> None: ...

    @overload
    def __init__(
        self: WithStartWorkflowOperation[Any, Any],
        workflow: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        id_conflict_policy: everloop.common.WorkflowIDConflictPolicy,
        result_type: type | None = None,
        **options: Unpack[WithStartOptions],
    ) -> None: ...

    def __init__(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        id_conflict_policy: everloop.common.WorkflowIDConflictPolicy,
        result_type: type | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        id_reuse_policy: WorkflowIDReusePolicy = WorkflowIDReusePolicy.ALLOW_DUPLICATE,
        retry_policy: everloop.common.RetryPolicy | None = None,
        cron_schedule: str = "",
        memo: Mapping[str, Any] | None = None,
        search_attributes: everloop.common.TypedSearchAttributes | everloop.common.SearchAttributes | None = None,
        static_summary: str | None = None,
        static_details: str | None = None,
        start_delay: timedelta | None = None,
        priority: Priority = Priority.default,
        versioning_override: everloop.common.VersioningOverride | None = None,
        stack_level: int = 2,
    ) -> None:
        """Describe the start; the arguments are those of `Client.start_workflow`.

        Args:
            workflow: The run method of a workflow class, or the name of a workflow type.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            id: ID of the workflow.
            task_queue: Task queue that its workers poll.
            id_conflict_policy: What to do if the ID is used by a workflow that is running: ``USE_EXISTING`` sends it
                the update, ``FAIL`` refuses.
            result_type: The type of the result, if the workflow is given by name.
            execution_timeout: How long it may take, with all its runs.
            run_timeout: How long one run may take.
            task_timeout: How long a worker may take for one workflow task.
            id_reuse_policy: What to do if the ID was used by a workflow that is closed.
            retry_policy: Whether to run it again when it fails.
            cron_schedule: Servers refuse it here.
            memo: Values to show in lists.
            search_attributes: Values to find it by.
            static_summary: A line to show in user interfaces.
            static_details: A text to show in user interfaces.
            start_delay: Servers refuse it here.
            priority: How urgent its tasks are.
            versioning_override: Which version of a worker is to run it.
            stack_level: Whose line warnings name.

        Raises:
            ValueError: If `id_conflict_policy` says nothing.
        """
        if id_conflict_policy == WorkflowIDConflictPolicy.UNSPECIFIED:
            raise ValueError("WorkflowIDConflictPolicy is required")
        if search_attributes is not None and isinstance(search_attributes, Mapping):
            warnings.warn(
                "Dictionary-based search attributes are deprecated, use TypedSearchAttributes",
                DeprecationWarning,
                stacklevel=stack_level,
            )
        from everloop.workflow._definition import Definition

        name, definition = Definition.resolve(workflow)
        self._start_workflow_input = UpdateWithStartStartWorkflowInput(
            workflow=name,
            args=arguments(arg, args),
            id=id,
            task_queue=task_queue,
            execution_timeout=execution_timeout,
            run_timeout=run_timeout,
            task_timeout=task_timeout,
            id_reuse_policy=id_reuse_policy,
            id_conflict_policy=id_conflict_policy,
            retry_policy=retry_policy,
            cron_schedule=cron_schedule,
            memo=memo,
            search_attributes=search_attributes,
            start_delay=start_delay,
            headers={},
            static_summary=static_summary,
            static_details=static_details,
            ret_type=definition.ret_type if definition is not None else result_type,
            priority=priority,
            versioning_override=versioning_override,
        )
        self._used = False
        self._started: asyncio.Future[WorkflowHandle[Any, Any]] | None = None

    async def workflow_handle(self) -> WorkflowHandle[SelfType, ReturnType]:
        """Wait for the start.

        Returns:
            The handle of the workflow, whatever comes of the update.

        Raises:
            WorkflowAlreadyStartedError: If the ID is taken and the policies do not allow that.
            RPCError: If the workflow cannot be started for another reason.
        """
        return await asyncio.shield(self._future())

    def _future(self) -> asyncio.Future[WorkflowHandle[Any, Any]]:
        if self._started is None:
            self._started = asyncio.get_running_loop().create_future()
        return self._started

    def _use(self) -> None:
        """Take note of the one call that this serves.

        Raises:
            RuntimeError: If it is not the first.
        """
        if self._used:
            raise RuntimeError("WithStartWorkflowOperation cannot be reused")
        self._used = True

    def _set_handle(self, handle: WorkflowHandle[Any, Any]) -> None:
        if not self._future().done():
            self._future().set_result(handle)

    def _set_error(self, error: BaseException) -> None:
        future = self._future()
        if not future.done():
            future.set_exception(error)
            # Nobody has to ask for the handle.
            future.exception()
