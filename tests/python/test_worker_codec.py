"""Workers and replayers with a payload codec: what passes, and what happens when the codec refuses."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Client, WorkflowFailureError, WorkflowHandle
from everloop.common import RetryPolicy
from everloop.converter import DataConverter, PayloadCodec
from everloop.exceptions import ActivityError, ApplicationError
from everloop.worker import Replayer, Worker

QUEUE = "queue"
MINUTE = timedelta(minutes=1)


class Hiding(PayloadCodec):
    """Hides payloads, and raises what it is told to, once, when it sees a text."""

    def __init__(self) -> None:
        self.refuses: dict[tuple[str, bytes], BaseException] = {}
        self.threads: set[int] = set()

    def _look(self, operation: str, payload: Payload) -> None:
        self.threads.add(threading.get_ident())
        error = self.refuses.pop((operation, payload.data), None)
        if error is not None:
            raise error

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        await asyncio.sleep(0)
        for payload in payloads:
            self._look("encode", payload)
        return [Payload(metadata={"encoding": b"hidden"}, data=it.SerializeToString()[::-1]) for it in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        await asyncio.sleep(0)
        assert all(payload.metadata["encoding"] == b"hidden" for payload in payloads)
        shown = [Payload.FromString(payload.data[::-1]) for payload in payloads]
        for payload in shown:
            self._look("decode", payload)
        return shown


@activity.defn
def in_thread(value: str) -> str:
    activity.heartbeat("beat", value)
    if activity.info().attempt == 1:
        raise ApplicationError("again", value)
    return f"{value} {list(activity.info().heartbeat_details)}"


@activity.defn
async def echo(value: str) -> str:
    if value == "beats":
        activity.heartbeat("unheard")
        await asyncio.sleep(10)
    return value


@activity.defn
async def prefix(value: str) -> str:
    return f"prefixed {value}"


@activity.defn
async def fails(value: str) -> None:
    raise ApplicationError("failed", f"{value} detail")


@workflow.defn
class Flow:
    @workflow.run
    async def run(self, name: str, value: str, attempts: int) -> str:
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=1), maximum_attempts=attempts)
        result: str = await workflow.execute_activity(
            name, value, start_to_close_timeout=MINUTE, heartbeat_timeout=MINUTE, retry_policy=retry
        )
        local = await workflow.execute_local_activity(echo, "local", start_to_close_timeout=MINUTE)
        return f"{result} {local}"


ACTIVITIES = [in_thread, echo, prefix, fails]


@asynccontextmanager
async def worker(codec: Hiding) -> AsyncIterator[Client]:
    client = await Client.connect("embedded::memory:", data_converter=DataConverter(payload_codec=codec))
    with ThreadPoolExecutor(100) as executor:
        async with Worker(
            client, task_queue=QUEUE, workflows=[Flow], activities=ACTIVITIES, activity_executor=executor
        ):
            yield client


async def start(client: Client, name: str, value: str, attempts: int = 0) -> WorkflowHandle[Flow, str]:
    return await client.start_workflow(Flow.run, args=[name, value, attempts], id="flow", task_queue=QUEUE)


def test_payloads_pass_on_the_loop() -> None:
    async def body() -> None:
        codec = Hiding()
        async with worker(codec) as client:
            handle = await start(client, "in_thread", "v")
            assert await handle.result() == "v ['beat', 'v'] local"
            history = await handle.fetch_history()
        assert b"in_thread" not in history.events[0].SerializeToString()
        assert codec.threads == {threading.get_ident()}
        result = await Replayer(workflows=[Flow], data_converter=DataConverter(payload_codec=codec)).replay_workflow(
            history
        )
        assert result.replay_failure is None

    asyncio.run(body())


async def task_failures(handle: WorkflowHandle[Flow, str]) -> list[str]:
    history = await handle.fetch_history()
    failures = [event.workflow_task_failed_event_attributes.failure for event in history.events]
    return [failure.message for failure in failures if failure.message]


def test_an_unreadable_activation_fails_the_task() -> None:
    async def body() -> None:
        codec = Hiding()
        codec.refuses["decode", b'"v"'] = RuntimeError("no key")
        async with worker(codec) as client:
            handle = await start(client, "echo", "v")
            assert await handle.result() == "v local"
            assert await task_failures(handle) == ["no key"]

    asyncio.run(body())


def test_a_final_error_of_the_codec_fails_the_workflow() -> None:
    async def body() -> None:
        codec = Hiding()
        codec.refuses["decode", b'"v"'] = ApplicationError("key is gone", "detail", non_retryable=True)
        async with worker(codec) as client:
            handle = await start(client, "echo", "v")
            with pytest.raises(WorkflowFailureError) as raised:
                await handle.result()
            cause = raised.value.cause
            assert isinstance(cause, ApplicationError)
            assert (cause.message, list(cause.details), cause.non_retryable) == ("key is gone", ["detail"], True)

    asyncio.run(body())


def test_a_completion_that_cannot_be_encoded_fails_the_task() -> None:
    async def body() -> None:
        codec = Hiding()
        codec.refuses["encode", b'"v local"'] = ApplicationError("no key", non_retryable=True)
        async with worker(codec) as client:
            handle = await start(client, "echo", "v")
            assert await handle.result() == "v local"
            assert await task_failures(handle) == ["Failed encoding completion: no key"]

    asyncio.run(body())


@pytest.mark.parametrize(
    ("name", "value", "text", "kind", "message"),
    [
        ("prefix", "v", "prefixed v", "RuntimeError", "no key"),
        ("in_thread", "v", "v ['beat', 'v']", "RuntimeError", "no key"),
        ("echo", "beats", "unheard", "RuntimeError", "no key"),
        ("fails", "v", "v detail", None, "Failed building exception result: no key"),
    ],
)
def test_what_an_activity_cannot_encode_fails_it(
    name: str, value: str, text: str, kind: str | None, message: str
) -> None:
    async def body() -> None:
        codec = Hiding()
        codec.refuses["encode", f'"{text}"'.encode()] = RuntimeError("no key")
        async with worker(codec) as client:
            handle = await start(client, name, value, 2 if name == "in_thread" else 1)
            with pytest.raises(WorkflowFailureError) as raised:
                await handle.result()
        failed = raised.value.cause
        assert isinstance(failed, ActivityError)
        assert isinstance(failed.cause, ApplicationError)
        assert (failed.cause.type, failed.cause.message) == (kind, message)

    asyncio.run(body())


def test_a_worker_ends_at_once_after_local_activities() -> None:
    async def body() -> float:
        async with worker(Hiding()) as client:
            await (await start(client, "echo", "v")).result()
            ended = asyncio.get_running_loop().time()
        return asyncio.get_running_loop().time() - ended

    # A watch over the task's time once kept the worker for eight seconds.
    assert asyncio.run(body()) < 4
