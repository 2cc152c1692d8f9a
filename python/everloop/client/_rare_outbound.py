"""The last link of a client's chain for calls that few programs make: each is a raw call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._interceptor import OutboundInterceptor

if TYPE_CHECKING:
    from ._activity_execution import (
        ActivityExecutionAsyncIterator,
        ActivityExecutionCount,
        ActivityExecutionDescription,
        ActivityExecutionOptions,
    )
    from ._activity_handle import ActivityHandle
    from ._activity_inputs import (
        CancelActivityInput,
        CountActivitiesInput,
        DescribeActivityInput,
        ListActivitiesInput,
        PauseActivityInput,
        StartActivityInput,
        TerminateActivityInput,
        UnpauseActivityInput,
        UpdateActivityOptionsInput,
    )
    from ._build_id_inputs import (
        GetWorkerBuildIdCompatibilityInput,
        GetWorkerTaskReachabilityInput,
        UpdateWorkerBuildIdCompatibilityInput,
    )
    from ._build_ids import WorkerBuildIdVersionSets, WorkerTaskReachability
    from ._client import Client
    from ._nexus import (
        NexusOperationExecutionAsyncIterator,
        NexusOperationExecutionCount,
        NexusOperationExecutionDescription,
        NexusOperationHandle,
    )
    from ._nexus_inputs import (
        CancelNexusOperationInput,
        CountNexusOperationsInput,
        DescribeNexusOperationInput,
        GetNexusOperationResultInput,
        ListNexusOperationsInput,
        StartNexusOperationInput,
        TerminateNexusOperationInput,
    )
    from ._schedule import ScheduleDescription
    from ._schedule_handle import ScheduleHandle
    from ._schedule_inputs import (
        BackfillScheduleInput,
        CreateScheduleInput,
        DeleteScheduleInput,
        DescribeScheduleInput,
        ListSchedulesInput,
        PauseScheduleInput,
        TriggerScheduleInput,
        UnpauseScheduleInput,
        UpdateScheduleInput,
    )
    from ._schedule_list import ScheduleAsyncIterator

__all__ = ["RareOutbound"]


class RareOutbound(OutboundInterceptor):
    """Makes the calls for standalone activities, build ids, Nexus operations and schedules."""

    _client: Client

    async def start_activity(self, input: StartActivityInput) -> ActivityHandle[Any]:
        """Start the activity."""
        from ._activity_outbound import start

        return await start(self._client, input)

    async def cancel_activity(self, input: CancelActivityInput) -> None:
        """Ask the activity to cancel."""
        from ._activity_outbound import cancel

        await cancel(self._client, input)

    async def terminate_activity(self, input: TerminateActivityInput) -> None:
        """Terminate the activity."""
        from ._activity_outbound import terminate

        await terminate(self._client, input)

    async def pause_activity(self, input: PauseActivityInput) -> None:
        """Pause the activity."""
        from ._activity_outbound import pause

        await pause(self._client, input)

    async def unpause_activity(self, input: UnpauseActivityInput) -> None:
        """Let the activity go on."""
        from ._activity_outbound import unpause

        await unpause(self._client, input)

    async def update_activity_options(self, input: UpdateActivityOptionsInput) -> ActivityExecutionOptions:
        """Change options of the activity."""
        from ._activity_outbound import update_options

        return await update_options(self._client, input)

    async def describe_activity(self, input: DescribeActivityInput) -> ActivityExecutionDescription:
        """Describe the activity."""
        from ._activity_outbound import describe

        return await describe(self._client, input)

    def list_activities(self, input: ListActivitiesInput) -> ActivityExecutionAsyncIterator:
        """List activities."""
        from ._activity_execution import ActivityExecutionAsyncIterator

        return ActivityExecutionAsyncIterator(self._client, input)

    async def count_activities(self, input: CountActivitiesInput) -> ActivityExecutionCount:
        """Count activities."""
        from ._activity_outbound import count

        return await count(self._client, input)

    async def update_worker_build_id_compatibility(self, input: UpdateWorkerBuildIdCompatibilityInput) -> None:
        """Change version sets."""
        from ._build_ids import update_sets

        await update_sets(self._client, input)

    async def get_worker_build_id_compatibility(
        self, input: GetWorkerBuildIdCompatibilityInput
    ) -> WorkerBuildIdVersionSets:
        """Read version sets."""
        from ._build_ids import read_sets

        return await read_sets(self._client, input)

    async def get_worker_task_reachability(self, input: GetWorkerTaskReachabilityInput) -> WorkerTaskReachability:
        """Ask which workflows may reach versions."""
        from ._build_ids import read_reachability

        return await read_reachability(self._client, input)

    async def start_nexus_operation(self, input: StartNexusOperationInput) -> NexusOperationHandle[Any]:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    async def describe_nexus_operation(self, input: DescribeNexusOperationInput) -> NexusOperationExecutionDescription:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    async def get_nexus_operation_result(self, input: GetNexusOperationResultInput) -> Any:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    async def cancel_nexus_operation(self, input: CancelNexusOperationInput) -> None:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    async def terminate_nexus_operation(self, input: TerminateNexusOperationInput) -> None:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    def list_nexus_operations(self, input: ListNexusOperationsInput) -> NexusOperationExecutionAsyncIterator:
        """List operations."""
        from ._nexus import NexusOperationExecutionAsyncIterator

        return NexusOperationExecutionAsyncIterator(self._client, input)

    async def count_nexus_operations(self, input: CountNexusOperationsInput) -> NexusOperationExecutionCount:
        """Not supported yet."""
        from ._nexus import NOT_YET

        raise NotImplementedError(NOT_YET)

    async def backfill_schedule(self, input: BackfillScheduleInput) -> None:
        """Act for times in the past."""
        from ._schedule_outbound import backfill

        await backfill(self._client, input)

    async def create_schedule(self, input: CreateScheduleInput) -> ScheduleHandle:
        """Create the schedule."""
        from ._schedule_outbound import create

        return await create(self._client, input)

    async def delete_schedule(self, input: DeleteScheduleInput) -> None:
        """Delete the schedule."""
        from ._schedule_outbound import delete

        await delete(self._client, input)

    async def describe_schedule(self, input: DescribeScheduleInput) -> ScheduleDescription:
        """Describe the schedule."""
        from ._schedule_outbound import describe

        return await describe(self._client, input)

    async def pause_schedule(self, input: PauseScheduleInput) -> None:
        """Pause the schedule."""
        from ._schedule_outbound import pause

        await pause(self._client, input)

    async def trigger_schedule(self, input: TriggerScheduleInput) -> None:
        """Act now."""
        from ._schedule_outbound import trigger

        await trigger(self._client, input)

    async def unpause_schedule(self, input: UnpauseScheduleInput) -> None:
        """Let the schedule go on."""
        from ._schedule_outbound import unpause

        await unpause(self._client, input)

    async def update_schedule(self, input: UpdateScheduleInput) -> None:
        """Change the schedule."""
        from ._schedule_outbound import update

        await update(self._client, input)

    def list_schedules(self, input: ListSchedulesInput) -> ScheduleAsyncIterator:
        """List schedules."""
        from ._schedule_list import ScheduleAsyncIterator

        return ScheduleAsyncIterator(self._client, input)
