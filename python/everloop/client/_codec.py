"""Calls of clients whose payloads pass through asynchronous Python code: a codec or external storage.

Values are encoded before Rust sees them, and then travel as `RawValue`; what comes back is decoded here.
Everything else is the usual last link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everloop._args import UNSET
from everloop._bridge.client import ClientCore, warn_sizes, way_of
from everloop.common import HeaderCodecBehavior, RawValue
from everloop.converter import DataConverter, WorkflowSerializationContext
from everloop.converter._storage_driver import StorageDriverWorkflowInfo

from ._exceptions import WorkflowContinuedAsNewError, WorkflowFailureError, WorkflowUpdateFailedError
from ._outbound import RootOutbound

if TYPE_CHECKING:
    import everloop.api.history.v1
    from everloop.api.common.v1 import Payload

    from ._client import Client
    from ._handle import WorkflowHandle
    from ._inputs import (
        QueryWorkflowInput,
        SignalWorkflowInput,
        StartWorkflowInput,
        TerminateWorkflowInput,
    )
    from ._rare_inputs import (
        CompleteAsyncActivityInput,
        FailAsyncActivityInput,
        HeartbeatAsyncActivityInput,
        ReportCancellationAsyncActivityInput,
        StartWorkflowUpdateInput,
    )
    from ._update import WorkflowUpdateHandle
    from ._with_start_inputs import StartWorkflowUpdateWithStartInput, UpdateWithStartStartWorkflowInput

__all__ = ["CodecOutbound", "outcome"]


class CodecOutbound(RootOutbound):
    """Encodes before the call, decodes after it."""

    def _new_core(self, client: Client) -> ClientCore:
        return ClientCore(
            way_of(client),
            client.namespace,
            client.identity,
            DataConverter.default,
            decodes_in_python=True,
            size_warnings=warn_sizes(client),
        )

    def _converter(self, workflow_id: str, workflow_type: str | None = None) -> DataConverter:
        namespace = self._client.namespace
        converter = self._client.data_converter.with_context(WorkflowSerializationContext(namespace, workflow_id))
        if converter.external_storage is None:
            return converter
        target = StorageDriverWorkflowInfo(namespace=namespace, id=workflow_id, type=workflow_type)
        return converter._stored_for(target)  # pyright: ignore[reportPrivateUsage]

    async def _headers(self, workflow_id: str, headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
        """Headers as the server gets them: encoded, if the client was told to."""
        behavior = self._client.config(active_config=True)["header_codec_behavior"]
        codec = self._converter(workflow_id).payload_codec
        if behavior != HeaderCodecBehavior.CODEC or codec is None:
            return headers
        return {name: (await codec.encode([payload]))[0] for name, payload in headers.items()}

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        """Start the workflow."""
        encoded = await self._encoded_start(input)
        encoded.start_signal_args = await _raw(self._converter(input.id, input.workflow), input.start_signal_args)
        return await super().start_workflow(encoded)

    async def _encoded_start(self, input: StartWorkflowInput | UpdateWithStartStartWorkflowInput) -> Any:
        """The start with its payloads encoded."""
        converter = self._converter(input.id, input.workflow)
        memo = input.memo
        encoded: Any = replace(
            input,
            args=await _raw(converter, input.args),
            headers=await self._headers(input.id, input.headers),
            memo={name: (await _raw(converter, [value]))[0] for name, value in memo.items()} if memo else memo,
        )
        for name in ("static_summary", "static_details"):
            text = getattr(input, name)
            if text is not None:
                setattr(encoded, name, (await _raw(converter, [text]))[0])
        return encoded

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        """Start the workflow and send the update."""
        start, update = input.start_workflow_input, input.update_workflow_input
        encoded = replace(
            input,
            start_workflow_input=await self._encoded_start(start),
            update_workflow_input=replace(
                update,
                args=await _raw(self._converter(start.id), update.args),
                headers=await self._headers(start.id, update.headers),
            ),
        )
        return await super().start_update_with_start_workflow(encoded)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        """Signal the workflow."""
        args = await _raw(self._converter(input.id), input.args)
        headers = await self._headers(input.id, input.headers)
        await super().signal_workflow(replace(input, args=args, headers=headers))

    async def terminate_workflow(self, input: TerminateWorkflowInput) -> None:
        """Terminate the workflow."""
        args = await _raw(self._converter(input.id), input.args)
        await super().terminate_workflow(replace(input, args=args))

    async def query_workflow(self, input: QueryWorkflowInput) -> Any:
        """Query the workflow."""
        converter = self._converter(input.id)
        args = await _raw(converter, input.args)
        headers = await self._headers(input.id, input.headers)
        payloads = await super().query_workflow(replace(input, args=args, headers=headers))
        return await _first(converter, payloads, input.ret_type)

    async def start_workflow_update(self, input: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        """Send the update."""
        args = await _raw(self._converter(input.id), input.args)
        headers = await self._headers(input.id, input.headers)
        return await super().start_workflow_update(replace(input, args=args, headers=headers))

    async def update_result(self, outcome: Any, workflow_id: str, ret_type: type | None) -> Any:
        """What came of an update: its result, or its exception."""
        from everloop.api.update.v1 import Outcome

        encoded = outcome.SerializeToString() if isinstance(outcome, Outcome) else outcome.encoded()
        message = Outcome.FromString(encoded)
        converter = self._converter(workflow_id)
        if message.HasField("failure"):
            raise WorkflowUpdateFailedError(await converter.decode_failure(message.failure))
        return await _first(converter, message.success.payloads, ret_type)

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
        from everloop.api.history.v1 import HistoryEvent

        encoded = await super().workflow_result(workflow_id, run_id, follow_runs, ret_type, rpc_metadata, rpc_timeout)
        return await outcome(self._converter(workflow_id), HistoryEvent.FromString(encoded), follow_runs, ret_type)

    async def heartbeat_async_activity(self, input: HeartbeatAsyncActivityInput) -> None:
        """Record the heartbeat."""
        converter = input.data_converter_override or self._client.data_converter
        details = await _raw(converter, input.details)
        await super().heartbeat_async_activity(replace(input, details=details, data_converter_override=None))

    async def complete_async_activity(self, input: CompleteAsyncActivityInput) -> None:
        """Complete the activity."""
        converter = input.data_converter_override or self._client.data_converter
        result = input.result if input.result is UNSET else (await _raw(converter, [input.result]))[0]
        await super().complete_async_activity(replace(input, result=result, data_converter_override=None))

    async def fail_async_activity(self, input: FailAsyncActivityInput) -> None:
        """Fail the activity."""
        from everloop.api.failure.v1 import Failure

        converter = input.data_converter_override or self._client.data_converter
        failure = Failure()
        await converter.encode_failure(input.error, failure)
        await self._core.fail_async_activity(
            replace(
                input,
                error=failure,  # type: ignore[arg-type]
                last_heartbeat_details=await _raw(converter, input.last_heartbeat_details),
                data_converter_override=None,
            )
        )

    async def report_cancellation_async_activity(self, input: ReportCancellationAsyncActivityInput) -> None:
        """Report the cancellation."""
        converter = input.data_converter_override or self._client.data_converter
        details = await _raw(converter, input.details)
        await super().report_cancellation_async_activity(replace(input, details=details, data_converter_override=None))


async def _raw(converter: DataConverter, values: Sequence[Any]) -> list[RawValue]:
    return [RawValue(payload) for payload in await converter.encode(values)] if values else []


async def _first(converter: DataConverter, payloads: Sequence[Any], ret_type: type | None) -> Any:
    if not payloads:
        return None
    decoded: list[Any] = await converter.decode(payloads, [ret_type] if ret_type is not None else None)
    return decoded[0]


async def outcome(
    converter: DataConverter,
    event: everloop.api.history.v1.HistoryEvent,
    follow_runs: bool,
    ret_type: type | None,
) -> Any:
    """What the closing event of a workflow means, as in Rust's `result.rs`."""
    from everloop.exceptions import CancelledError, TerminatedError, TimeoutError, TimeoutType

    kind = event.WhichOneof("attributes") or ""
    attributes: Any = getattr(event, kind) if kind else None
    continued = str(getattr(attributes, "new_execution_run_id", ""))
    if continued and not follow_runs:
        raise WorkflowContinuedAsNewError(continued)
    name = kind.removeprefix("workflow_execution_").removesuffix("_event_attributes")
    if name == "completed":
        return await _first(converter, attributes.result.payloads, ret_type)
    if name == "failed":
        raise WorkflowFailureError(cause=await converter.decode_failure(attributes.failure))
    if name == "canceled":
        details = await converter.decode(attributes.details.payloads)
        raise WorkflowFailureError(cause=CancelledError("Workflow cancelled", *details))
    if name == "terminated":
        details = await converter.decode(attributes.details.payloads)
        raise WorkflowFailureError(cause=TerminatedError(attributes.reason or "Workflow terminated", *details))
    if name == "timed_out":
        timeout = TimeoutError("Workflow timed out", type=TimeoutType.START_TO_CLOSE, last_heartbeat_details=[])
        raise WorkflowFailureError(cause=timeout)
    raise RuntimeError(f"The history closes with event {event.event_id} of type {event.event_type}")
