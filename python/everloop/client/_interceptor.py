"""The chain of what intercepts a client's calls; the records that go along it are in `_inputs` and `_rare_inputs`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import everloop
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.client

__all__ = ["Interceptor", "OutboundInterceptor"]


@dataclass
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

    async def start_workflow(
        self, input: everloop.client.StartWorkflowInput
    ) -> everloop.client.WorkflowHandle[Any, Any]:
        """Called for `Client.start_workflow` and `Client.execute_workflow`."""
        return await self.next.start_workflow(input)

    async def cancel_workflow(self, input: everloop.client.CancelWorkflowInput) -> None:
        """Called for `WorkflowHandle.cancel`."""
        await self.next.cancel_workflow(input)

    async def describe_workflow(
        self, input: everloop.client.DescribeWorkflowInput
    ) -> everloop.client.WorkflowExecutionDescription:
        """Called for `WorkflowHandle.describe`."""
        return await self.next.describe_workflow(input)

    def fetch_workflow_history_events(
        self, input: everloop.client.FetchWorkflowHistoryEventsInput
    ) -> everloop.client.WorkflowHistoryEventAsyncIterator:
        """Called for `WorkflowHandle.fetch_history_events`, and for its methods `fetch_history` and `result`."""
        return self.next.fetch_workflow_history_events(input)

    def list_workflows(
        self, input: everloop.client.ListWorkflowsInput
    ) -> everloop.client.WorkflowExecutionAsyncIterator:
        """Called for `Client.list_workflows`."""
        return self.next.list_workflows(input)

    async def count_workflows(
        self, input: everloop.client.CountWorkflowsInput
    ) -> everloop.client.WorkflowExecutionCount:
        """Called for `Client.count_workflows`."""
        return await self.next.count_workflows(input)

    async def query_workflow(self, input: everloop.client.QueryWorkflowInput) -> Any:
        """Called for `WorkflowHandle.query`."""
        return await self.next.query_workflow(input)

    async def signal_workflow(self, input: everloop.client.SignalWorkflowInput) -> None:
        """Called for `WorkflowHandle.signal`."""
        await self.next.signal_workflow(input)

    async def terminate_workflow(self, input: everloop.client.TerminateWorkflowInput) -> None:
        """Called for `WorkflowHandle.terminate`."""
        await self.next.terminate_workflow(input)

    async def start_workflow_update(
        self, input: everloop.client.StartWorkflowUpdateInput
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
        """Called for `WorkflowHandle.start_update` and `WorkflowHandle.execute_update`."""
        return await self.next.start_workflow_update(input)

    async def heartbeat_async_activity(self, input: everloop.client.HeartbeatAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.heartbeat`."""
        await self.next.heartbeat_async_activity(input)

    async def complete_async_activity(self, input: everloop.client.CompleteAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.complete`."""
        await self.next.complete_async_activity(input)

    async def fail_async_activity(self, input: everloop.client.FailAsyncActivityInput) -> None:
        """Called for `AsyncActivityHandle.fail`."""
        await self.next.fail_async_activity(input)

    async def report_cancellation_async_activity(
        self, input: everloop.client.ReportCancellationAsyncActivityInput
    ) -> None:
        """Called for `AsyncActivityHandle.report_cancellation`."""
        await self.next.report_cancellation_async_activity(input)

    async def start_update_with_start_workflow(
        self, input: everloop.client.StartWorkflowUpdateWithStartInput
    ) -> everloop.client.WorkflowUpdateHandle[Any]:
        """Called for `Client.start_update_with_start_workflow` and `Client.execute_update_with_start_workflow`."""
        return await self.next.start_update_with_start_workflow(input)

    async def start_activity(self, input: everloop.client.StartActivityInput) -> everloop.client.ActivityHandle[Any]:
        """Called for `Client.start_activity` and its forms."""
        return await self.next.start_activity(input)

    async def cancel_activity(self, input: everloop.client.CancelActivityInput) -> None:
        """Called for `ActivityHandle.cancel`."""
        await self.next.cancel_activity(input)

    async def terminate_activity(self, input: everloop.client.TerminateActivityInput) -> None:
        """Called for `ActivityHandle.terminate`."""
        await self.next.terminate_activity(input)

    async def pause_activity(self, input: everloop.client.PauseActivityInput) -> None:
        """Called for `ActivityHandle.pause`."""
        await self.next.pause_activity(input)

    async def unpause_activity(self, input: everloop.client.UnpauseActivityInput) -> None:
        """Called for `ActivityHandle.unpause`."""
        await self.next.unpause_activity(input)

    async def update_activity_options(
        self, input: everloop.client.UpdateActivityOptionsInput
    ) -> everloop.client.ActivityExecutionOptions:
        """Called for `ActivityHandle.update_options` and `ActivityHandle.restore_original_options`."""
        return await self.next.update_activity_options(input)

    async def describe_activity(
        self, input: everloop.client.DescribeActivityInput
    ) -> everloop.client.ActivityExecutionDescription:
        """Called for `ActivityHandle.describe`."""
        return await self.next.describe_activity(input)

    def list_activities(
        self, input: everloop.client.ListActivitiesInput
    ) -> everloop.client.ActivityExecutionAsyncIterator:
        """Called for `Client.list_activities`."""
        return self.next.list_activities(input)

    async def count_activities(
        self, input: everloop.client.CountActivitiesInput
    ) -> everloop.client.ActivityExecutionCount:
        """Called for `Client.count_activities`."""
        return await self.next.count_activities(input)

    async def update_worker_build_id_compatibility(
        self, input: everloop.client.UpdateWorkerBuildIdCompatibilityInput
    ) -> None:
        """Called for `Client.update_worker_build_id_compatibility`."""
        await self.next.update_worker_build_id_compatibility(input)

    async def get_worker_build_id_compatibility(
        self, input: everloop.client.GetWorkerBuildIdCompatibilityInput
    ) -> everloop.client.WorkerBuildIdVersionSets:
        """Called for `Client.get_worker_build_id_compatibility`."""
        return await self.next.get_worker_build_id_compatibility(input)

    async def get_worker_task_reachability(
        self, input: everloop.client.GetWorkerTaskReachabilityInput
    ) -> everloop.client.WorkerTaskReachability:
        """Called for `Client.get_worker_task_reachability`."""
        return await self.next.get_worker_task_reachability(input)

    async def start_nexus_operation(
        self, input: everloop.client.StartNexusOperationInput
    ) -> everloop.client.NexusOperationHandle[Any]:
        """Called for `NexusClient.start_operation`."""
        return await self.next.start_nexus_operation(input)

    async def describe_nexus_operation(
        self, input: everloop.client.DescribeNexusOperationInput
    ) -> everloop.client.NexusOperationExecutionDescription:
        """Called for `NexusOperationHandle.describe`."""
        return await self.next.describe_nexus_operation(input)

    async def get_nexus_operation_result(self, input: everloop.client.GetNexusOperationResultInput) -> Any:
        """Called for `NexusOperationHandle.result`."""
        return await self.next.get_nexus_operation_result(input)

    async def cancel_nexus_operation(self, input: everloop.client.CancelNexusOperationInput) -> None:
        """Called for `NexusOperationHandle.cancel`."""
        await self.next.cancel_nexus_operation(input)

    async def terminate_nexus_operation(self, input: everloop.client.TerminateNexusOperationInput) -> None:
        """Called for `NexusOperationHandle.terminate`."""
        await self.next.terminate_nexus_operation(input)

    def list_nexus_operations(
        self, input: everloop.client.ListNexusOperationsInput
    ) -> everloop.client.NexusOperationExecutionAsyncIterator:
        """Called for `Client.list_nexus_operations`."""
        return self.next.list_nexus_operations(input)

    async def count_nexus_operations(
        self, input: everloop.client.CountNexusOperationsInput
    ) -> everloop.client.NexusOperationExecutionCount:
        """Called for `Client.count_nexus_operations`."""
        return await self.next.count_nexus_operations(input)

    async def backfill_schedule(self, input: everloop.client.BackfillScheduleInput) -> None:
        """Called for `ScheduleHandle.backfill`."""
        await self.next.backfill_schedule(input)

    async def create_schedule(self, input: everloop.client.CreateScheduleInput) -> everloop.client.ScheduleHandle:
        """Called for `Client.create_schedule`."""
        return await self.next.create_schedule(input)

    async def delete_schedule(self, input: everloop.client.DeleteScheduleInput) -> None:
        """Called for `ScheduleHandle.delete`."""
        await self.next.delete_schedule(input)

    async def describe_schedule(
        self, input: everloop.client.DescribeScheduleInput
    ) -> everloop.client.ScheduleDescription:
        """Called for `ScheduleHandle.describe`."""
        return await self.next.describe_schedule(input)

    async def pause_schedule(self, input: everloop.client.PauseScheduleInput) -> None:
        """Called for `ScheduleHandle.pause`."""
        await self.next.pause_schedule(input)

    async def trigger_schedule(self, input: everloop.client.TriggerScheduleInput) -> None:
        """Called for `ScheduleHandle.trigger`."""
        await self.next.trigger_schedule(input)

    async def unpause_schedule(self, input: everloop.client.UnpauseScheduleInput) -> None:
        """Called for `ScheduleHandle.unpause`."""
        await self.next.unpause_schedule(input)

    async def update_schedule(self, input: everloop.client.UpdateScheduleInput) -> None:
        """Called for `ScheduleHandle.update`."""
        await self.next.update_schedule(input)

    def list_schedules(self, input: everloop.client.ListSchedulesInput) -> everloop.client.ScheduleAsyncIterator:
        """Called for `Client.list_schedules`."""
        return self.next.list_schedules(input)
