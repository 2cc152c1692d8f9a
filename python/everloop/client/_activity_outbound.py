"""The calls for activities that belong to no workflow, made raw: few programs use them, so none is in Rust."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from everloop.service import RPCError, RPCStatusCode

from ._activity_execution import (
    ActivityExecutionCount,
    ActivityExecutionDescription,
    ActivityExecutionOptions,
    ActivityOptionsUpdate,
)
from ._activity_handle import ActivityHandle
from ._exceptions import ActivityFailureError

if TYPE_CHECKING:
    import everloop.api.activity.v1
    from everloop.converter import DataConverter

    from ._activity_inputs import (
        CancelActivityInput,
        CountActivitiesInput,
        DescribeActivityInput,
        PauseActivityInput,
        StartActivityInput,
        TerminateActivityInput,
        UnpauseActivityInput,
        UpdateActivityOptionsInput,
    )
    from ._client import Client

__all__ = ["cancel", "count", "describe", "pause", "result", "start", "terminate", "unpause", "update_options"]


def _converter(client: Client, activity_id: str, activity_type: str | None, task_queue: str | None) -> DataConverter:
    from everloop.converter import ActivitySerializationContext

    return client.data_converter.with_context(
        ActivitySerializationContext(
            namespace=client.namespace,
            activity_id=activity_id,
            activity_type=activity_type,
            activity_task_queue=task_queue,
            workflow_id=None,
            workflow_type=None,
            is_local=False,
        )
    )


def _rpc(input: Any, retry: bool = True) -> dict[str, Any]:
    return {"retry": retry, "metadata": input.rpc_metadata, "timeout": input.rpc_timeout}


def _which(client: Client, input: Any) -> dict[str, Any]:
    return {
        "namespace": client.namespace,
        "activity_id": input.activity_id,
        "run_id": input.activity_run_id or "",
    }


def _request(client: Client, input: Any) -> dict[str, Any]:
    return {
        **_which(client, input),
        "identity": client.identity,
        "reason": input.reason or "",
        "request_id": str(uuid4()),
    }


async def start(client: Client, input: StartActivityInput) -> ActivityHandle[Any]:
    """Start the activity."""
    from everloop.api.workflowservice.v1 import StartActivityExecutionRequest
    from everloop.converter import encode_search_attributes

    converter = _converter(client, input.id, input.activity_type, input.task_queue)
    request = StartActivityExecutionRequest(
        namespace=client.namespace,
        identity=client.identity,
        request_id=str(uuid4()),
        activity_id=input.id,
        id_reuse_policy=int(input.id_reuse_policy),
        id_conflict_policy=int(input.id_conflict_policy),
    )
    request.activity_type.name = input.activity_type
    request.task_queue.name = input.task_queue
    request.input.payloads.extend(await converter.encode(input.args))
    for name in (
        "schedule_to_close_timeout",
        "schedule_to_start_timeout",
        "start_to_close_timeout",
        "heartbeat_timeout",
        "start_delay",
    ):
        value = getattr(input, name)
        if value is not None:
            getattr(request, name).FromTimedelta(value)
    if input.retry_policy is not None:
        input.retry_policy.apply_to_proto(request.retry_policy)
    if input.search_attributes is not None:
        encode_search_attributes(input.search_attributes, request.search_attributes)
    if input.summary is not None:
        request.user_metadata.summary.CopyFrom((await converter.encode([input.summary]))[0])
    for header, payload in input.headers.items():
        request.header.fields[header].CopyFrom(payload)
    request.priority.CopyFrom(input.priority._to_proto())  # pyright: ignore[reportPrivateUsage]
    try:
        reply = await client.workflow_service.start_activity_execution(request, **_rpc(input))
    except RPCError as error:
        _raise_already_started(error, input)
        raise
    return ActivityHandle(client, input.id, run_id=reply.run_id, result_type=input.result_type)


def _raise_already_started(error: RPCError, input: StartActivityInput) -> None:
    if error.status != RPCStatusCode.ALREADY_EXISTS:
        return
    from everloop.api.errordetails.v1 import ActivityExecutionAlreadyStartedFailure
    from everloop.exceptions import ActivityAlreadyStartedError

    detail = ActivityExecutionAlreadyStartedFailure()
    if error.grpc_status.details and error.grpc_status.details[0].Unpack(detail):
        raise ActivityAlreadyStartedError(input.id, input.activity_type, run_id=detail.run_id) from error


async def result(
    client: Client,
    activity_id: str,
    run_id: str | None,
    result_type: type | None,
    rpc_metadata: Mapping[str, str | bytes],
    rpc_timeout: timedelta | None,
) -> Any:
    """Wait for what comes of the activity."""
    from everloop.api.workflowservice.v1 import PollActivityExecutionRequest

    request = PollActivityExecutionRequest(namespace=client.namespace, activity_id=activity_id, run_id=run_id or "")
    while True:
        reply = await client.workflow_service.poll_activity_execution(
            request, retry=True, metadata=rpc_metadata, timeout=rpc_timeout
        )
        if reply.HasField("outcome"):
            break
    converter = _converter(client, activity_id, None, None)
    if reply.outcome.HasField("failure"):
        raise ActivityFailureError(cause=await converter.decode_failure(reply.outcome.failure))
    payloads = reply.outcome.result.payloads
    return (await converter.decode(payloads, [result_type] if result_type else None))[0] if payloads else None


async def cancel(client: Client, input: CancelActivityInput) -> None:
    """Ask the activity to cancel."""
    from everloop.api.workflowservice.v1 import RequestCancelActivityExecutionRequest

    request = RequestCancelActivityExecutionRequest(**_request(client, input))
    await client.workflow_service.request_cancel_activity_execution(request, **_rpc(input))


async def terminate(client: Client, input: TerminateActivityInput) -> None:
    """Terminate the activity."""
    from everloop.api.workflowservice.v1 import TerminateActivityExecutionRequest

    request = TerminateActivityExecutionRequest(**_request(client, input))
    await client.workflow_service.terminate_activity_execution(request, **_rpc(input))


async def pause(client: Client, input: PauseActivityInput) -> None:
    """Pause the activity."""
    from everloop.api.workflowservice.v1 import PauseActivityExecutionRequest

    request = PauseActivityExecutionRequest(**_request(client, input))
    await client.workflow_service.pause_activity_execution(request, **_rpc(input))


async def unpause(client: Client, input: UnpauseActivityInput) -> None:
    """Let the activity go on."""
    from everloop.api.workflowservice.v1 import UnpauseActivityExecutionRequest

    request = UnpauseActivityExecutionRequest(**_request(client, input))
    if input.jitter is not None:
        request.jitter.FromTimedelta(input.jitter)
    await client.workflow_service.unpause_activity_execution(request, **_rpc(input))


async def update_options(client: Client, input: UpdateActivityOptionsInput) -> ActivityExecutionOptions:
    """Change options of the activity."""
    from everloop.api.workflowservice.v1 import UpdateActivityExecutionOptionsRequest

    request = UpdateActivityExecutionOptionsRequest(
        **_which(client, input),
        identity=client.identity,
        request_id=str(uuid4()),
        restore_original=input.restore_original,
    )
    for update in input.updates:
        request.update_mask.paths.append(update.key.name)
        _set_option(request.activity_options, update)
    reply = await client.workflow_service.update_activity_execution_options(request, **_rpc(input))
    return ActivityExecutionOptions._from_proto(reply.activity_options)  # pyright: ignore[reportPrivateUsage]


def _set_option(options: everloop.api.activity.v1.ActivityOptions, update: ActivityOptionsUpdate[Any]) -> None:
    value, name = update.value, update.key.name
    if value is None:
        return
    if name == "task_queue.name":
        options.task_queue.name = value
    elif name == "retry_policy":
        value.apply_to_proto(options.retry_policy)
    elif name == "priority":
        options.priority.CopyFrom(value._to_proto())
    else:
        getattr(options, name).FromTimedelta(value)


async def describe(client: Client, input: DescribeActivityInput) -> ActivityExecutionDescription:
    """Describe the activity."""
    from everloop.api.workflowservice.v1 import DescribeActivityExecutionRequest

    request = DescribeActivityExecutionRequest(
        **_which(client, input),
        include_input=input.include_input,
        include_outcome=input.include_outcome,
        include_heartbeat_details=input.include_heartbeat_details,
        include_last_failure=input.include_last_failure,
    )
    reply = await client.workflow_service.describe_activity_execution(request, **_rpc(input))
    info = reply.info
    converter = _converter(client, info.activity_id, info.activity_type.name, info.task_queue)
    return ActivityExecutionDescription._from_raw(reply, client.namespace, converter)  # pyright: ignore[reportPrivateUsage]


async def count(client: Client, input: CountActivitiesInput) -> ActivityExecutionCount:
    """Count activities."""
    from everloop.api.workflowservice.v1 import CountActivityExecutionsRequest

    request = CountActivityExecutionsRequest(namespace=client.namespace, query=input.query or "")
    reply = await client.workflow_service.count_activity_executions(request, **_rpc(input))
    return ActivityExecutionCount._from_raw(reply)  # pyright: ignore[reportPrivateUsage]
