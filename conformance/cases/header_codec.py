"""Headers pass the codec, or do not, as the client's `header_codec_behavior` says."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Interceptor as ClientInterceptor
from everloop.client import OutboundInterceptor
from everloop.common import HeaderCodecBehavior
from everloop.converter import DataConverter, PayloadCodec
from everloop.worker import (
    ActivityInboundInterceptor,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

seen: dict[str, set[str]] = {}


class Codec(PayloadCodec):
    """Wraps payloads."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload(metadata={"encoding": b"binary/wrapped"}, data=payload.SerializeToString()) for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload.FromString(payload.data) if payload.metadata["encoding"] == b"binary/wrapped" else payload
            for payload in payloads
        ]


def mark(name: str) -> dict[str, Payload]:
    return {"mark": Payload(metadata={"encoding": b"binary/plain"}, data=name.encode())}


def note(where: str, key: str, headers: Mapping[str, Payload]) -> None:
    for payload in headers.values():
        wrapped = payload.metadata["encoding"] == b"binary/wrapped"
        seen.setdefault(key, set()).add(f"{where} {'wrapped' if wrapped else payload.data.decode()}")


class FromClient(OutboundInterceptor):
    """Adds headers to what the client sends."""

    async def start_workflow(self, input: Any) -> Any:
        input.headers = {**input.headers, **mark("start")}
        return await super().start_workflow(input)

    async def signal_workflow(self, input: Any) -> None:
        input.headers = {**input.headers, **mark("signal")}
        await super().signal_workflow(input)

    async def query_workflow(self, input: Any) -> Any:
        input.headers = {**input.headers, **mark("query")}
        return await super().query_workflow(input)

    async def start_workflow_update(self, input: Any) -> Any:
        input.headers = {**input.headers, **mark("update")}
        return await super().start_workflow_update(input)


class InWorkflow(WorkflowInboundInterceptor):
    """Notes headers that come, and adds some to what goes."""

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        super().init(FromWorkflow(outbound))

    async def execute_workflow(self, input: Any) -> Any:
        note("workflow", workflow.info().workflow_id, input.headers)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: Any) -> None:
        note("signal", workflow.info().workflow_id, input.headers)
        await super().handle_signal(input)

    async def handle_query(self, input: Any) -> Any:
        note("query", workflow.info().workflow_id, input.headers)
        return await super().handle_query(input)

    async def handle_update_handler(self, input: Any) -> Any:
        note("update", workflow.info().workflow_id, input.headers)
        return await super().handle_update_handler(input)


class FromWorkflow(WorkflowOutboundInterceptor):
    """Adds headers to activities and children."""

    def start_activity(self, input: Any) -> Any:
        input.headers = {**input.headers, **mark("activity")}
        return super().start_activity(input)

    async def start_child_workflow(self, input: Any) -> Any:
        input.headers = {**input.headers, **mark("child")}
        return await super().start_child_workflow(input)


class InActivity(ActivityInboundInterceptor):
    """Notes headers."""

    async def execute_activity(self, input: Any) -> Any:
        note("activity", str(activity.info().workflow_id), input.headers)
        return await super().execute_activity(input)


class Both(ClientInterceptor, Interceptor):
    """All of the above."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return FromClient(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return InActivity(next)

    def workflow_interceptor_class(self, input: Any) -> type[WorkflowInboundInterceptor]:
        return InWorkflow


@activity.defn
async def nothing() -> None: ...


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> None: ...


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=20))
        await workflow.execute_child_workflow(Child.run, id=f"{workflow.info().workflow_id}-child")
        await workflow.wait_condition(lambda: self.go)

    @workflow.signal
    def proceed(self) -> None:
        self.go = True

    @workflow.query
    def ask(self) -> None: ...

    @workflow.update
    def change(self) -> None: ...


async def one(env: Any, config: Any, behavior: HeaderCodecBehavior) -> Any:
    client = type(env.client)(**{**config, "header_codec_behavior": behavior})
    queue = f"{env.queue}-{behavior.name}"
    worker = env.module("worker").Worker(
        client, task_queue=queue, workflows=[Flow, Child], activities=[nothing], graceful_shutdown_timeout=timedelta(0)
    )
    async with worker:
        handle = await client.start_workflow(Flow.run, id=env.id(behavior.name), task_queue=queue)
        await handle.query(Flow.ask)
        await handle.execute_update(Flow.change)
        await handle.signal(Flow.proceed)
        await handle.result()
        history = (await handle.fetch_history()).to_json_dict()["events"]
    wire = []
    for event in history:
        for name, attributes in event.items():
            if name.endswith("Attributes") and "fields" in attributes.get("header", {}):
                wire.append([event["eventType"], attributes["header"]["fields"]["mark"]["metadata"]["encoding"]])
    own, child = seen[handle.id], seen[f"{handle.id}-child"]
    return {"wire": sorted(wire), "workflow": sorted(own), "child": sorted(child)}


async def run(env: Any) -> Any:
    seen.clear()
    config = {**env.client.config(), "data_converter": DataConverter(payload_codec=Codec()), "interceptors": [Both()]}
    behaviors = list(HeaderCodecBehavior)
    results = await asyncio.gather(*[one(env, config, behavior) for behavior in behaviors])
    return {behavior.name: result for behavior, result in zip(behaviors, results, strict=True)}
