"""Converters are told whom the values they convert belong to, in the client, in workflows and in activities.

What the converters are asked is part of the outcome. Only what involves a value is noted: how often converters are made
is nobody's concern.
"""

import json
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.api.failure.v1 import Failure
from everloop.common import RetryPolicy
from everloop.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverter,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
    PayloadConverter,
    WithSerializationContext,
)
from everloop.exceptions import ApplicationError

calls: list[str] = []


def describe(context: Any) -> str:
    fields = dict(vars(context)) if context is not None else {}
    whom = type(context).__name__.removesuffix("SerializationContext") if fields else "nobody"
    return " ".join([whom, *(f"{name}={value}" for name, value in sorted(fields.items()) if name != "namespace")])


class Noting(EncodingPayloadConverter, WithSerializationContext):
    """JSON, and notes of each value."""

    def __init__(self) -> None:
        self.inner = JSONPlainPayloadConverter()
        self.context: Any = None

    @property
    def encoding(self) -> str:
        return self.inner.encoding

    def with_context(self, context: Any) -> "Noting":
        other = Noting()
        other.context = context
        return other

    def to_payload(self, value: Any) -> Payload | None:
        payload = self.inner.to_payload(value)
        calls.append(f"to {describe(self.context)}: {json.dumps(value)}")
        return payload

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:
        value = self.inner.from_payload(payload, type_hint)
        calls.append(f"from {describe(self.context)}: {json.dumps(value)}")
        return value


class NotingConverter(CompositePayloadConverter):
    """The default converters, with notes of JSON."""

    def __init__(self) -> None:
        others = [
            it
            for it in DefaultPayloadConverter.default_encoding_payload_converters
            if not isinstance(it, JSONPlainPayloadConverter)
        ]
        super().__init__(*others, Noting())


class NotingFailures(DefaultFailureConverter, WithSerializationContext):
    """The default failure converter, and notes of each failure."""

    def __init__(self) -> None:
        super().__init__()
        self.context: Any = None

    def with_context(self, context: Any) -> "NotingFailures":
        other = NotingFailures()
        other.context = context
        return other

    def to_failure(self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure) -> None:
        if exception.__cause__ is None:
            calls.append(f"to failure {describe(self.context)}: {type(exception).__name__}")
        super().to_failure(exception, payload_converter, failure)

    def from_failure(self, failure: Failure, payload_converter: PayloadConverter) -> BaseException:
        if not failure.HasField("cause"):
            calls.append(f"from failure {describe(self.context)}: {failure.message}")
        return super().from_failure(failure, payload_converter)


@activity.defn
async def fails(value: str) -> str:
    raise ApplicationError("failed", value)


@activity.defn
async def beats(value: str) -> str:
    if activity.info().attempt == 1:
        activity.heartbeat("beat")
        raise ApplicationError("again")
    [payload] = activity.payload_converter().to_payloads(["by hand in the activity"])
    assert activity.info().heartbeat_details == ["beat"]
    return str(payload.metadata["encoding"], "utf8")


@workflow.defn
class Child:
    def __init__(self) -> None:
        self.told = ""

    @workflow.run
    async def run(self, value: str) -> str:
        await workflow.wait_condition(lambda: bool(self.told))
        if value == "bad":
            raise ApplicationError("child failed", "child detail")
        return f"{value} {workflow.memo_value('note', type_hint=str)} {self.told}"

    @workflow.signal
    def tell(self, what: str) -> None:
        self.told = what


@workflow.defn
class Parent:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, value: str) -> list[Any]:
        timeout = timedelta(seconds=20)
        seen: list[Any] = []
        child_id = f"{workflow.info().workflow_id}-child"
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=2)
        seen.append(
            await workflow.execute_activity(
                beats, "remote", activity_id="named", start_to_close_timeout=timeout, retry_policy=retry, summary="sum"
            )
        )
        try:
            await workflow.execute_local_activity(
                fails, "local", start_to_close_timeout=timeout, retry_policy=RetryPolicy(maximum_attempts=1)
            )
        except Exception as error:
            seen.append(str(error.__cause__))
        for name, argument in (("1", "good"), ("2", "bad")):
            child = await workflow.start_child_workflow(
                Child.run, argument, id=f"{child_id}-{name}", memo={"note": f"of {argument}"}
            )
            if argument == "good":
                await child.signal(Child.tell, "as child")
            else:
                await workflow.get_external_workflow_handle(child.id).signal(Child.tell, "as other")
            try:
                seen.append(await child)
            except Exception as error:
                seen.append(str(error.__cause__))
        [payload] = workflow.payload_converter().to_payloads(["by hand in the workflow"])
        seen.append(payload.metadata["encoding"].decode())
        workflow.upsert_memo({"more": "later"})
        seen.append(workflow.memo()["more"])
        await workflow.wait_condition(lambda: self.go)
        return seen

    @workflow.signal
    def proceed(self, value: str) -> None:
        self.go = True

    @workflow.query
    def ask(self, value: str) -> str:
        return f"answer {value}"

    @workflow.update
    def change(self, value: str) -> str:
        if value == "bad":
            raise ApplicationError("refused")
        return f"changed {value}"


async def run(env: Any) -> Any:
    calls.clear()
    config = env.client.config()
    config["data_converter"] = DataConverter(
        payload_converter_class=NotingConverter, failure_converter_class=NotingFailures
    )
    env.client = type(env.client)(**config)
    async with env.worker([Parent, Child], [fails, beats]):
        handle = await env.start(Parent.run, "value", memo={"of": "parent"}, static_summary="summary")
        answers = [
            await handle.query(Parent.ask, "q"),
            await handle.execute_update(Parent.change, "u"),
            await env.outcome(handle.execute_update(Parent.change, "bad")),
        ]
        await env.until_event(handle, "WORKFLOW_PROPERTIES_MODIFIED")
        await handle.signal(Parent.proceed, "s")
        outcome = await env.outcome(handle.result())
        memo = await (await handle.describe()).memo()
    return {"answers": answers, "outcome": outcome, "memo": memo, "calls": env.names(sorted(set(calls)))}
