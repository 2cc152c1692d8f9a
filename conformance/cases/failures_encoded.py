"""A failure converter that hides messages and stacks in payloads: what goes over the wire, and what callers see."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.common import RetryPolicy
from everloop.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes, PayloadCodec
from everloop.exceptions import ApplicationError


class Codec(PayloadCodec):
    """Turns bytes around."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload(metadata={"encoding": b"binary/reversed"}, data=payload.SerializeToString()[::-1])
            for payload in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(payload.data[::-1]) for payload in payloads]


@activity.defn
async def fails() -> None:
    try:
        raise ValueError("inner secret")
    except ValueError as error:
        raise ApplicationError("outer secret", "detail", type="Secret", non_retryable=True) from error


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            fails, start_to_close_timeout=timedelta(seconds=20), retry_policy=RetryPolicy(maximum_attempts=1)
        )

    @workflow.query
    def ask(self) -> None:
        raise ValueError("a secret of the query")

    @workflow.update
    def change(self) -> None:
        raise ApplicationError("a secret of the update")


def messages(failure: Any) -> list[Any]:
    seen = []
    while failure is not None:
        seen.append([failure.message, failure.stack_trace, failure.HasField("encoded_attributes")])
        failure = failure.cause if failure.HasField("cause") else None
    return seen


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    plain = env.client
    for name, codec in (("plain", None), ("codec", Codec())):
        converter = DataConverter(
            failure_converter_class=DefaultFailureConverterWithEncodedAttributes, payload_codec=codec
        )
        env.client = type(plain)(**{**plain.config(), "data_converter": converter})
        async with env.worker([Flow], [fails], task_queue=f"{env.queue}-{name}"):
            handle = await env.start(Flow.run, name=name, task_queue=f"{env.queue}-{name}")
            outcome = await env.outcome(handle.result())
            asked = await env.outcome(handle.query(Flow.ask))
        wire = []
        for event in (await handle.fetch_history()).events:
            for _, attributes in event.ListFields():
                if hasattr(attributes, "failure") and attributes.HasField("failure"):
                    wire.append(messages(attributes.failure))
        seen[name] = [outcome, asked, wire]
    env.client = plain
    return seen
