"""The chain of what intercepts a client's calls; the records that go along it are in `_inputs` and `_rare_inputs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._execution import (
        WorkflowExecutionAsyncIterator,
        WorkflowExecutionCount,
        WorkflowExecutionDescription,
    )
    from ._handle import WorkflowHandle
    from ._history import WorkflowHistoryEventAsyncIterator
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

__all__ = ["Interceptor", "OutboundInterceptor"]


class Interceptor:
    """Base of what can be given to a client as an interceptor."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        """The outbound interceptor to put before `next`; by default none.

        Args:
            next: What the outbound interceptor must pass its calls on to.
        """
        return next


class OutboundInterceptor:
    """Base of what intercepts a client's calls; each method passes its call on unchanged."""

    def __init__(self, next: OutboundInterceptor) -> None:
        self.next = next

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        """Called for `Client.start_workflow` and `Client.execute_workflow`."""
        return await self.next.start_workflow(input)

    async def cancel_workflow(self, input: CancelWorkflowInput) -> None:
        """Called for `WorkflowHandle.cancel`."""
        await self.next.cancel_workflow(input)

    async def describe_workflow(self, input: DescribeWorkflowInput) -> WorkflowExecutionDescription:
        """Called for `WorkflowHandle.describe`."""
        return await self.next.describe_workflow(input)

    def fetch_workflow_history_events(
        self, input: FetchWorkflowHistoryEventsInput
    ) -> WorkflowHistoryEventAsyncIterator:
        """Called for `WorkflowHandle.fetch_history_events` and `WorkflowHandle.fetch_history`."""
        return self.next.fetch_workflow_history_events(input)

    def list_workflows(self, input: ListWorkflowsInput) -> WorkflowExecutionAsyncIterator:
        """Called for `Client.list_workflows`."""
        return self.next.list_workflows(input)

    async def count_workflows(self, input: CountWorkflowsInput) -> WorkflowExecutionCount:
        """Called for `Client.count_workflows`."""
        return await self.next.count_workflows(input)

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        """Called for `WorkflowHandle.query`."""
        return await self.next.query_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        """Called for `WorkflowHandle.signal`."""
        await self.next.signal_workflow(input)

    async def terminate_workflow(self, input: TerminateWorkflowInput) -> None:
        """Called for `WorkflowHandle.terminate`."""
        await self.next.terminate_workflow(input)

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        """Called for `WorkflowHandle.start_update` and `WorkflowHandle.execute_update`."""
        return await self.next.start_workflow_update(input)

    async def heartbeat_async_activity(self, input: HeartbeatAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.heartbeat`."""
        await self.next.heartbeat_async_activity(input)

    async def complete_async_activity(self, input: CompleteAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.complete`."""
        await self.next.complete_async_activity(input)

    async def fail_async_activity(self, input: FailAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.fail`."""
        await self.next.fail_async_activity(input)

    async def report_cancellation_async_activity(self, input: ReportCancellationAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.report_cancellation`."""
        await self.next.report_cancellation_async_activity(input)
