"""Event groups beside what conformance compares: codecs, converters, interceptors, and generators that are given up."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Client
from everloop.converter import DataConverter, DefaultPayloadConverter, PayloadCodec
from everloop.worker import (
    Interceptor,
    Replayer,
    StartActivityInput,
    UnsandboxedWorkflowRunner,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
    WorkflowOutboundInterceptor,
)

OPTIONS: dict[str, Any] = {"start_to_close_timeout": timedelta(seconds=20)}


@activity.defn
async def nothing() -> None: ...


async def stays_open(group: workflow.EventGroup) -> AsyncGenerator[int]:
    with group.scope():
        yield 1
        yield 2


@workflow.defn
class Grouped:
    @workflow.run
    async def run(self) -> None:
        group = workflow.create_event_group("g", label="label")
        await workflow.execute_activity(nothing, event_groups=[group], **OPTIONS)
        async for _ in stays_open(group):
            break
        with group.scope():
            pass
        await workflow.execute_activity(nothing, **OPTIONS)

    @workflow.signal
    async def note(self) -> None:
        await workflow.execute_activity(nothing, **OPTIONS)


class Reversing(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"reversed"}, data=it.SerializeToString()[::-1]) for it in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(payload.data[::-1]) for payload in payloads]


class Own(DefaultPayloadConverter):
    """A converter of the user's, which no user interface knows."""

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"own"}, data=b"x") for _ in values]

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[Any] | None = None) -> list[Any]:
        return [None for _ in payloads]


class Adds(Interceptor):
    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        return Inbound


class Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(Outbound(outbound))


class Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: StartActivityInput) -> workflow.ActivityHandle[Any]:
        input.event_groups = [*(input.event_groups or []), workflow.create_event_group("added")]
        return super().start_activity(input)


async def markers(client: Client, signal: bool = False, **options: Any) -> list[list[Any]]:
    """Run the workflow; return the markers of its activities."""
    worker = Worker(
        client,
        task_queue="groups",
        workflows=[Grouped],
        activities=[nothing],
        workflow_runner=UnsandboxedWorkflowRunner(),
        **options,
    )
    async with worker:
        start: dict[str, Any] = {"start_signal": "note"} if signal else {}
        handle = await client.start_workflow(Grouped.run, id="w", task_queue="groups", **start)
        await handle.result()
    history = await handle.fetch_history()
    if not options:
        await Replayer(workflows=[Grouped]).replay_workflow(history)
    scheduled = [event for event in history.events if event.HasField("activity_task_scheduled_event_attributes")]
    return [list(event.event_group_markers) for event in scheduled]


async def test_a_label_passes_the_codec() -> None:
    converter = dataclasses.replace(DataConverter.default, payload_codec=Reversing())
    client = await Client.connect("embedded::memory:", data_converter=converter)
    [[marker], after] = await markers(client, workflow_failure_exception_types=[])
    assert marker.label.id == "g", "an id is plain text"
    assert marker.label.label.metadata["encoding"] == b"reversed"
    [decoded] = await Reversing().decode([marker.label.label])
    assert (decoded.metadata["encoding"], decoded.data) == (b"json/plain", b'"label"')
    assert after == [], "a group whose generator was given up is out of force"


async def test_a_label_does_not_pass_the_users_converter() -> None:
    converter = dataclasses.replace(DataConverter.default, payload_converter_class=Own)
    client = await Client.connect("embedded::memory:", data_converter=converter)
    [[marker], _] = await markers(client, workflow_failure_exception_types=[])
    assert marker.label.label.data == b'"label"'


async def test_interceptors_see_and_change_the_groups_of_a_call() -> None:
    client = await Client.connect("embedded::memory:")
    seen = await markers(client, interceptors=[Adds()])
    assert [[marker.label.id for marker in each] for each in seen] == [["g", "added"], ["added"]]


async def test_a_handler_is_known_by_the_event_that_it_handles() -> None:
    client = await Client.connect("embedded::memory:")
    [handler] = [each for each in await markers(client, signal=True) if each and each[0].HasField("inbound_event")]
    [signaled] = [
        event.event_id
        async for event in client.get_workflow_handle("w").fetch_history_events()
        if event.HasField("workflow_execution_signaled_event_attributes")
    ]
    assert [marker.inbound_event.inbound_event_id for marker in handler] == [signaled]
