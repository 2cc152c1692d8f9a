"""A codec sees every payload of workflows and activities, once on each side, and is told what it belongs to.

What the codec is asked is part of the outcome: the operation, whom the payloads belong to, and what they hold.
"""

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.common import RetryPolicy
from everloop.converter import DataConverter, PayloadCodec, WithSerializationContext
from everloop.exceptions import ApplicationError

calls: list[str] = []


class Codec(PayloadCodec, WithSerializationContext):
    """Wraps payloads, and notes what it is asked."""

    def __init__(self, context: Any = None) -> None:
        self.context = context

    def with_context(self, context: Any) -> "Codec":
        return Codec(context)

    def note(self, operation: str, payloads: Sequence[Payload]) -> None:
        fields = dict(vars(self.context)) if self.context is not None else {}
        whom = type(self.context).__name__.removesuffix("SerializationContext") if fields else "nobody"
        told = [f"{name}={value}" for name, value in sorted(fields.items()) if name != "namespace"]
        held = [payload.data.decode() or payload.metadata["encoding"].decode() for payload in payloads]
        calls.append(f"{operation} {' '.join([whom, *told])}: {json.dumps(held)}")

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        self.note("encode", payloads)
        return [
            Payload(metadata={"encoding": b"binary/wrapped"}, data=payload.SerializeToString()) for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        inner = [
            Payload.FromString(payload.data) if payload.metadata["encoding"] == b"binary/wrapped" else payload
            for payload in payloads
        ]
        self.note("decode", inner)
        return inner


@activity.defn
async def join(first: str, second: str) -> str:
    if activity.info().attempt == 1:
        activity.heartbeat("beat", 1)
        raise ApplicationError("once more", "because", type="Again")
    return first + second + str(list(activity.info().heartbeat_details))


@activity.defn
async def local(value: str) -> str:
    return f"local {value}"


@activity.defn
async def failing() -> None:
    raise ApplicationError("no use", {"why": "so"}, non_retryable=True) from ValueError("deep")


@workflow.defn
class Child:
    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self, name: str) -> str:
        await workflow.wait_condition(lambda: bool(self.told))
        return f"{name} heard {self.told}"

    @workflow.signal
    def tell(self, what: str) -> None:
        self.told = what


@workflow.defn
class Parent:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, first: str, second: int) -> dict[str, Any]:
        timeout = timedelta(seconds=20)
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=10))
        seen: dict[str, Any] = {"memo": workflow.memo_value("note")}
        seen["activity"] = await workflow.execute_activity(
            join,
            args=[first, str(second)],
            start_to_close_timeout=timeout,
            retry_policy=retry,
            activity_id="joined",
            summary="joins",
        )
        seen["local"] = await workflow.execute_local_activity(local, "x", start_to_close_timeout=timeout)
        child_id = f"{workflow.info().workflow_id}-child"
        child = await workflow.start_child_workflow(Child.run, "anna", id=child_id, memo={"of": "child"})
        await child.signal(Child.tell, "hey")
        seen["child"] = await child
        other = await workflow.start_child_workflow(Child.run, "otto", id=f"{child_id}-2")
        await workflow.get_external_workflow_handle(f"{child_id}-2").signal("tell", "you")
        seen["other"] = await other
        await workflow.sleep(0.001, summary="a nap")
        workflow.upsert_memo({"more": "memo"})
        await workflow.wait_condition(lambda: self.go)
        try:
            await workflow.execute_activity(failing, start_to_close_timeout=timeout)
        except Exception as error:
            seen["failed"] = str(error.__cause__)
        raise ApplicationError("the end", seen)

    @workflow.query
    def echo(self, value: str) -> str:
        return f"query {value}"

    @workflow.query
    def broken(self) -> str:
        raise ApplicationError("no answer", "query detail")

    @workflow.update
    def change(self, value: str) -> str:
        if value == "bad":
            raise ApplicationError("bad value", value)
        return f"update {value}"

    @change.validator
    def check(self, value: str) -> None:
        if value == "refused":
            raise ValueError("refused")

    @workflow.signal
    def proceed(self, _: str) -> None:
        self.go = True


@workflow.defn
class Again:
    @workflow.run
    async def run(self, rounds: int) -> str:
        if rounds:
            workflow.continue_as_new(args=[rounds - 1], memo={"left": rounds})
        return "done"


async def run(env: Any) -> Any:
    calls.clear()
    config = env.client.config()
    config["data_converter"] = DataConverter(payload_codec=Codec())
    env.client = type(env.client)(**config)
    async with env.worker([Parent, Child, Again], [join, local, failing]):
        handle = await env.start(Parent.run, "a", 2, memo={"note": "n"}, static_summary="of all")
        query = await handle.query(Parent.echo, "q")
        updated = await handle.execute_update(Parent.change, "u")
        failed = await env.outcome(handle.execute_update(Parent.change, "bad"))
        refused = await env.outcome(handle.execute_update(Parent.change, "refused"))
        broken = await env.outcome(handle.query(Parent.broken))
        await env.until_event(handle, "WORKFLOW_PROPERTIES_MODIFIED")
        await handle.signal(Parent.proceed, "s")
        outcome = await env.outcome(handle.result())
        again = await env.start(Again.run, 1, name="again")
        done = await again.result()
    return {
        "query": query,
        "update": [updated, failed, refused],
        "broken": broken,
        "outcome": outcome,
        "again": done,
        "calls": env.names(sorted(set(calls))),
    }
