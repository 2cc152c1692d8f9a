"""The calls about schedules, made raw: few programs use them, so none is in Rust."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from everloop.service import RPCError, RPCStatusCode

from ._exceptions import ScheduleAlreadyRunningError
from ._schedule import ScheduleDescription, ScheduleUpdate, ScheduleUpdateInput
from ._schedule_handle import ScheduleHandle

if TYPE_CHECKING:
    import everloop.api.schedule.v1

    from ._client import Client
    from ._schedule_inputs import (
        BackfillScheduleInput,
        CreateScheduleInput,
        DeleteScheduleInput,
        DescribeScheduleInput,
        PauseScheduleInput,
        TriggerScheduleInput,
        UnpauseScheduleInput,
        UpdateScheduleInput,
    )

__all__ = ["backfill", "create", "delete", "describe", "pause", "trigger", "unpause", "update"]

_TAKEN = "temporal.api.errordetails.v1.WorkflowExecutionAlreadyStartedFailure"


def _rpc(input: Any) -> dict[str, Any]:
    return {"retry": True, "metadata": input.rpc_metadata, "timeout": input.rpc_timeout}


async def create(client: Client, input: CreateScheduleInput) -> ScheduleHandle:
    """Create the schedule."""
    from everloop.api.workflowservice.v1 import CreateScheduleRequest
    from everloop.converter import encode_search_attributes

    request = CreateScheduleRequest(
        namespace=client.namespace,
        schedule_id=input.id,
        schedule=await input.schedule._to_proto(client),  # pyright: ignore[reportPrivateUsage]
        identity=client.identity,
        request_id=str(uuid4()),
    )
    if input.trigger_immediately:
        overlap = int(input.schedule.policy.overlap)
        request.initial_patch.trigger_immediately.overlap_policy = overlap
    request_backfills = [each._to_proto() for each in input.backfill]  # pyright: ignore[reportPrivateUsage]
    if request_backfills:
        request.initial_patch.backfill_request.extend(request_backfills)
    for name, value in (input.memo or {}).items():
        request.memo.fields[name].CopyFrom((await client.data_converter.encode([value]))[0])
    if input.search_attributes is not None:
        encode_search_attributes(input.search_attributes, request.search_attributes)
    try:
        await client.workflow_service.create_schedule(request, **_rpc(input))
    except RPCError as error:
        if _is_taken(error):
            raise ScheduleAlreadyRunningError() from None
        raise
    return ScheduleHandle(client, input.id)


def _is_taken(error: RPCError) -> bool:
    if error.status != RPCStatusCode.ALREADY_EXISTS:
        return False
    details = error.grpc_status.details
    return bool(details) and details[0].TypeName() == _TAKEN


async def describe(client: Client, input: DescribeScheduleInput | UpdateScheduleInput) -> ScheduleDescription:
    """Describe the schedule."""
    from everloop.api.workflowservice.v1 import DescribeScheduleRequest

    request = DescribeScheduleRequest(namespace=client.namespace, schedule_id=input.id)
    reply = await client.workflow_service.describe_schedule(request, **_rpc(input))
    return ScheduleDescription._from_proto(input.id, reply, client.data_converter)  # pyright: ignore[reportPrivateUsage]


async def update(client: Client, input: UpdateScheduleInput) -> None:
    """Change the schedule as the updater says."""
    from everloop.api.workflowservice.v1 import UpdateScheduleRequest
    from everloop.converter import encode_search_attributes

    description = await describe(client, input)
    decided = input.updater(ScheduleUpdateInput(description))
    if decided is not None and not isinstance(decided, ScheduleUpdate):
        decided = await decided
    if decided is None:
        return
    request = UpdateScheduleRequest(
        namespace=client.namespace,
        schedule_id=input.id,
        schedule=await decided.schedule._to_proto(client),  # pyright: ignore[reportPrivateUsage]
        conflict_token=description.raw_description.conflict_token,
        identity=client.identity,
        request_id=str(uuid4()),
    )
    if decided.search_attributes is not None:
        # Present even if it is empty, which takes all away.
        request.search_attributes.SetInParent()
        encode_search_attributes(decided.search_attributes, request.search_attributes)
    await client.workflow_service.update_schedule(request, **_rpc(input))


async def delete(client: Client, input: DeleteScheduleInput) -> None:
    """Delete the schedule."""
    from everloop.api.workflowservice.v1 import DeleteScheduleRequest

    request = DeleteScheduleRequest(namespace=client.namespace, schedule_id=input.id, identity=client.identity)
    await client.workflow_service.delete_schedule(request, **_rpc(input))


async def backfill(client: Client, input: BackfillScheduleInput) -> None:
    """Act for times in the past."""
    from everloop.api.schedule.v1 import SchedulePatch

    requests = [each._to_proto() for each in input.backfills]  # pyright: ignore[reportPrivateUsage]
    await _patch(client, input, SchedulePatch(backfill_request=requests))


async def pause(client: Client, input: PauseScheduleInput) -> None:
    """Pause the schedule."""
    from everloop.api.schedule.v1 import SchedulePatch

    await _patch(client, input, SchedulePatch(pause=input.note or "Paused via Python SDK"))


async def unpause(client: Client, input: UnpauseScheduleInput) -> None:
    """Let the schedule go on."""
    from everloop.api.schedule.v1 import SchedulePatch

    await _patch(client, input, SchedulePatch(unpause=input.note or "Unpaused via Python SDK"))


async def trigger(client: Client, input: TriggerScheduleInput) -> None:
    """Act now."""
    from everloop.api.schedule.v1 import SchedulePatch

    patch = SchedulePatch()
    patch.trigger_immediately.SetInParent()
    if input.overlap is not None:
        patch.trigger_immediately.overlap_policy = int(input.overlap)
    await _patch(client, input, patch)


async def _patch(client: Client, input: Any, patch: everloop.api.schedule.v1.SchedulePatch) -> None:
    from everloop.api.workflowservice.v1 import PatchScheduleRequest

    request = PatchScheduleRequest(
        namespace=client.namespace,
        schedule_id=input.id,
        patch=patch,
        identity=client.identity,
        request_id=str(uuid4()),
    )
    await client.workflow_service.patch_schedule(request, **_rpc(input))
