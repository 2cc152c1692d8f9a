"""The part of clients that starts a workflow together with an update: the overloads, and the one call behind them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.types import LocalReturnType, MultiParamSpec, ParamType, SelfType

from ._part import ClientPart

if TYPE_CHECKING:
    import everloop.client
    from everloop.workflow import UpdateMethodMultiParam

__all__ = ["UpdateWithStart"]


class UpdateWithStart(ClientPart):
    """The part of `Client` that starts workflows together with updates."""

    @overload
    async def execute_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[[SelfType], LocalReturnType],
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[[SelfType, ParamType], LocalReturnType],
        arg: ParamType,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[MultiParamSpec, LocalReturnType],
        *,
        args: Sequence[Any],
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> LocalReturnType: ...

    @overload
    async def execute_update_with_start_workflow(
        self,
        update: str,
        arg: Any = UNSET,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[Any, Any],
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any: ...

    async def execute_update_with_start_workflow(
        self,
        update: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[Any, Any],
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> Any:
        """Start a workflow unless it runs, send it an update in the same request, and wait for what comes of that.

        Args:
            update: The update handler, or its name.
            arg: Its argument, if it takes one.
            start_workflow_operation: The workflow. An operation serves one call.
            args: Its arguments, if it takes several.
            id: ID of the update; by default a new one.
            result_type: The type of the result, if the update is given by name.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.

        Raises:
            WorkflowAlreadyStartedError: If the workflow's ID is taken and the policies do not allow that.
            WorkflowUpdateFailedError: If the update was rejected or failed.
            WorkflowUpdateRPCTimeoutOrCancelledError: If a call took too long.
            RuntimeError: If the operation was used before.
            RPCError: If the request is refused for another reason.
        """
        from ._update import WorkflowUpdateStage

        handle = await self._start_update_with_start(
            update,
            arg,
            args,
            start_workflow_operation,
            WorkflowUpdateStage.COMPLETED,
            id,
            result_type,
            rpc_metadata,
            rpc_timeout,
        )
        return await handle.result(rpc_metadata=rpc_metadata, rpc_timeout=rpc_timeout)

    @overload
    async def start_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[[SelfType], LocalReturnType],
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[[SelfType, ParamType], LocalReturnType],
        arg: ParamType,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update_with_start_workflow(
        self,
        update: UpdateMethodMultiParam[MultiParamSpec, LocalReturnType],
        *,
        args: Sequence[Any],
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[SelfType, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[LocalReturnType]: ...

    @overload
    async def start_update_with_start_workflow(
        self,
        update: str,
        arg: Any = UNSET,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[Any, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]: ...

    async def start_update_with_start_workflow(
        self,
        update: str | Callable[..., Any],
        arg: Any = UNSET,
        *,
        start_workflow_operation: everloop.client.WithStartWorkflowOperation[Any, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        args: Sequence[Any] = [],
        id: str | None = None,
        result_type: type | None = None,
        rpc_metadata: Mapping[str, str | bytes] = {},
        rpc_timeout: timedelta | None = None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
        """Start a workflow unless it runs, and send it an update in the same request.

        Args:
            update: The update handler, or its name.
            arg: Its argument, if it takes one.
            start_workflow_operation: The workflow. An operation serves one call.
            wait_for_stage: ``ACCEPTED`` or ``COMPLETED``: what to wait for before this returns.
            args: Its arguments, if it takes several.
            id: ID of the update; by default a new one.
            result_type: The type of the result, if the update is given by name.
            rpc_metadata: Headers of each call.
            rpc_timeout: How long each call may take.

        Raises:
            ValueError: If `wait_for_stage` is ``ADMITTED``, which no server waits for.
            WorkflowAlreadyStartedError: If the workflow's ID is taken and the policies do not allow that.
            WorkflowUpdateRPCTimeoutOrCancelledError: If a call took too long.
            RuntimeError: If the operation was used before.
            RPCError: If the request is refused for another reason.
        """
        return await self._start_update_with_start(
            update,
            arg,
            args,
            start_workflow_operation,
            wait_for_stage,
            id,
            result_type,
            rpc_metadata,
            rpc_timeout,
        )

    async def _start_update_with_start(
        self,
        update: str | Callable[..., Any],
        arg: Any,
        args: Sequence[Any],
        operation: everloop.client.WithStartWorkflowOperation[Any, Any],
        wait_for_stage: everloop.client.WorkflowUpdateStage,
        id: str | None,
        result_type: type | None,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
        from everloop.workflow._handlers import UpdateDefinition

        from ._handle import WorkflowHandle
        from ._update import WorkflowUpdateStage
        from ._with_start_inputs import StartWorkflowUpdateWithStartInput, UpdateWithStartUpdateWorkflowInput

        if wait_for_stage == WorkflowUpdateStage.ADMITTED:
            raise ValueError("ADMITTED wait stage not supported")
        name, definition = UpdateDefinition.resolve(update)
        values = arguments(arg, args)
        operation._use()  # pyright: ignore[reportPrivateUsage]
        start = operation._start_workflow_input  # pyright: ignore[reportPrivateUsage]

        def started(run_id: str, first_run_id: str | None) -> None:
            operation._set_handle(  # pyright: ignore[reportPrivateUsage]
                WorkflowHandle(
                    self._whole,
                    start.id,
                    result_run_id=run_id,
                    first_execution_run_id=first_run_id or run_id,
                    result_type=start.ret_type,
                )
            )

        return await self._impl.start_update_with_start_workflow(
            StartWorkflowUpdateWithStartInput(
                start_workflow_input=start,
                update_workflow_input=UpdateWithStartUpdateWorkflowInput(
                    update_id=id,
                    update=name,
                    args=values,
                    wait_for_stage=wait_for_stage,
                    headers={},
                    ret_type=definition.ret_type if definition is not None else result_type,
                ),
                rpc_metadata=rpc_metadata,
                rpc_timeout=rpc_timeout,
                _on_start=started,
                _on_start_error=operation._set_error,  # pyright: ignore[reportPrivateUsage]
            )
        )
