"""The last link of a client's chain.

It hands each input to Rust, or makes a raw call where Rust has no function of its own.

Data converters whose payloads pass through asynchronous Python code, a codec or external storage, have
a last link of their own in `_codec`.
"""

from __future__ import annotations

from asyncio import CancelledError
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everloop._args import UNSET
from everloop._bridge.client import ClientCore, UpdateOutcome, warn_sizes, way_of
from everloop.service import RPCError, RPCStatusCode

from ._exceptions import (
    AsyncActivityCancelledError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from ._handle import WorkflowHandle
from ._history import WorkflowHistoryEventAsyncIterator
from ._rare_outbound import RareOutbound

if TYPE_CHECKING:
    from ._client import Client
    from ._execution import WorkflowExecutionAsyncIterator, WorkflowExecutionCount, WorkflowExecutionDescription
    from ._inputs import (
        CancelWorkflowInput,
        DescribeWorkflowInput,
        FetchWorkflowHistoryEventsInput,
        QueryWorkflowInput,
        SignalWorkflowInput,
        StartWorkflowInput,
        TerminateWorkflowInput,
    )
    from ._rare_inputs import (
        CompleteAsyncActivityInput,
        CountWorkflowsInput,
        FailAsyncActivityInput,
        HeartbeatAsyncActivityInput,
        ListWorkflowsInput,
        ReportCancellationAsyncActivityInput,
        StartWorkflowUpdateInput,
    )
    from ._update import WorkflowUpdateHandle
    from ._with_start_inputs import StartWorkflowUpdateWithStartInput

__all__ = ["RootOutbound", "root_of"]


def root_of(client: Client) -> RootOutbound:
    """The last link for a client, by what its data converter needs."""
    converter = client.data_converter
    if converter.payload_codec is None and converter.external_storage is None:
        return RootOutbound(client)
    from ._codec import CodecOutbound

    return CodecOutbound(client)


class RootOutbound(RareOutbound):
    """Makes the calls."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._core = self._new_core(client)

    def _new_core(self, client: Client) -> ClientCore:
        return ClientCore(
            way_of(client),
            client.namespace,
            client.identity,
            client.data_converter,
            decodes_in_python=False,
            size_warnings=warn_sizes(client),
        )

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        """Start the workflow."""
        run_id, first_run_id = await self._core.start_workflow(input)
        if first_run_id is None and input.start_signal is None:
            # Servers that do not tell it start a new chain, or refuse.
            first_run_id = run_id
        return WorkflowHandle(
            self._client,
            input.id,
            result_run_id=run_id,
            first_execution_run_id=first_run_id,
            result_type=input.ret_type,
        )

    async def workflow_result(
        self,
        workflow_id: str,
        run_id: str | None,
        follow_runs: bool,
        ret_type: type | None,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> Any:
        """Wait for the workflow to end."""
        return await self._core.workflow_result(workflow_id, run_id, follow_runs, ret_type, rpc_metadata, rpc_timeout)

    async def cancel_workflow(self, input: CancelWorkflowInput) -> None:
        """Ask the workflow to cancel."""
        await self._core.cancel_workflow(input)

    async def terminate_workflow(self, input: TerminateWorkflowInput) -> None:
        """Terminate the workflow."""
        await self._core.terminate_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        """Signal the workflow."""
        await self._core.signal_workflow(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        """Query the workflow."""
        return await self._core.query_workflow(input)

    async def describe_workflow(self, input: DescribeWorkflowInput) -> WorkflowExecutionDescription:
        """Describe the workflow."""
        from everloop.api.common.v1 import WorkflowExecution
        from everloop.api.workflowservice.v1 import DescribeWorkflowExecutionRequest

        from ._execution import WorkflowExecutionDescription

        reply = await self._client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=self._client.namespace,
                execution=WorkflowExecution(workflow_id=input.id, run_id=input.run_id or ""),
            ),
            retry=True,
            metadata=input.rpc_metadata,
            timeout=input.rpc_timeout,
        )
        return WorkflowExecutionDescription._from_raw_description(  # pyright: ignore[reportPrivateUsage]
            reply, self._client.namespace, self._client.data_converter
        )

    def fetch_workflow_history_events(
        self, input: FetchWorkflowHistoryEventsInput
    ) -> WorkflowHistoryEventAsyncIterator:
        """Read the history."""
        return WorkflowHistoryEventAsyncIterator(self._client, input)

    def list_workflows(self, input: ListWorkflowsInput) -> WorkflowExecutionAsyncIterator:
        """List workflows."""
        from ._execution import WorkflowExecutionAsyncIterator

        return WorkflowExecutionAsyncIterator(self._client, input)

    async def count_workflows(self, input: CountWorkflowsInput) -> WorkflowExecutionCount:
        """Count workflows."""
        from everloop.api.workflowservice.v1 import CountWorkflowExecutionsRequest

        from ._execution import WorkflowExecutionCount

        reply = await self._client.workflow_service.count_workflow_executions(
            CountWorkflowExecutionsRequest(namespace=self._client.namespace, query=input.query or ""),
            retry=True,
            metadata=input.rpc_metadata,
            timeout=input.rpc_timeout,
        )
        return WorkflowExecutionCount._from_raw(reply)  # pyright: ignore[reportPrivateUsage]

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        """Send the update."""
        from uuid import uuid4

        from ._update import WorkflowUpdateHandle, WorkflowUpdateStage

        update_id = input.update_id or str(uuid4())
        try:
            run_id, outcome = await self._core.start_update(input, update_id)
        except (RPCError, CancelledError) as error:
            _raise_update_timeout(error)
            raise
        handle: WorkflowUpdateHandle[Any] = WorkflowUpdateHandle(
            self._client,
            update_id,
            input.id,
            workflow_run_id=run_id,
            result_type=input.ret_type,
            known_outcome=outcome,
        )
        if outcome is None and input.wait_for_stage == WorkflowUpdateStage.COMPLETED:
            handle._known_outcome = await self.poll_update(  # pyright: ignore[reportPrivateUsage]
                input.id, run_id, update_id, input.rpc_metadata, input.rpc_timeout
            )
        return handle

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        """Start the workflow and send the update."""
        from uuid import uuid4

        from ._update import WorkflowUpdateHandle, WorkflowUpdateStage

        start, update = input.start_workflow_input, input.update_workflow_input
        update_id = update.update_id or str(uuid4())
        try:
            run_id, first_run_id, update_run_id, outcome = await self._core.update_with_start(input, update_id)
        except BaseException as error:
            input._on_start_error(error)  # pyright: ignore[reportPrivateUsage]
            _raise_update_timeout(error)
            raise
        input._on_start(run_id, first_run_id)  # pyright: ignore[reportPrivateUsage]
        if outcome is None and update.wait_for_stage == WorkflowUpdateStage.COMPLETED:
            outcome = await self.poll_update(
                start.id, update_run_id or run_id, update_id, input.rpc_metadata, input.rpc_timeout
            )
        return WorkflowUpdateHandle(
            self._client,
            update_id,
            start.id,
            workflow_run_id=update_run_id or run_id,
            result_type=update.ret_type,
            known_outcome=outcome,
        )

    async def poll_update(
        self,
        workflow_id: str,
        run_id: str | None,
        update_id: str,
        rpc_metadata: Mapping[str, str | bytes],
        rpc_timeout: timedelta | None,
    ) -> UpdateOutcome:
        """Wait for what comes of an update."""
        try:
            return await self._core.poll_update(workflow_id, run_id, update_id, rpc_metadata, rpc_timeout)
        except (RPCError, CancelledError) as error:
            _raise_update_timeout(error)
            raise

    async def update_result(self, outcome: Any, workflow_id: str, ret_type: type | None) -> Any:
        """What came of an update: its result, or its exception."""
        if not isinstance(outcome, UpdateOutcome):
            outcome = UpdateOutcome(outcome.SerializeToString())
        value, failure = self._core.update_result(outcome, workflow_id, ret_type)
        if failure is not None:
            raise WorkflowUpdateFailedError(failure)
        return value

    async def heartbeat_async_activity(self, input: HeartbeatAsyncActivityInput) -> None:
        """Record the heartbeat."""
        cancel_requested, paused, reset = await self._core.heartbeat_async_activity(input)
        if cancel_requested or paused or reset:
            from everloop.activity import ActivityCancellationDetails

            raise AsyncActivityCancelledError(
                ActivityCancellationDetails(cancel_requested=cancel_requested, paused=paused, reset=reset)
            )

    async def complete_async_activity(self, input: CompleteAsyncActivityInput) -> None:
        """Complete the activity, without any result if none was given, which is not the same as the result ``None``."""
        results = [] if input.result is UNSET else [input.result]
        await self._core.complete_async_activity(replace(input, result=results))

    async def fail_async_activity(self, input: FailAsyncActivityInput) -> None:
        """Fail the activity."""
        await self._core.fail_async_activity(input)

    async def report_cancellation_async_activity(self, input: ReportCancellationAsyncActivityInput) -> None:
        """Report the cancellation."""
        await self._core.cancel_async_activity(input)


def _raise_update_timeout(error: BaseException) -> None:
    """Who waits for an update cannot tell a deadline from a cancellation, as in the Temporal SDK."""
    ended = isinstance(error, RPCError) and error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
    if ended or isinstance(error, CancelledError):
        raise WorkflowUpdateRPCTimeoutOrCancelledError from error
