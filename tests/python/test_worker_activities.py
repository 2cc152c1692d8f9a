"""Activities as workers run them: in the loop, in threads, in processes, intercepted, cancelled."""

from __future__ import annotations

import asyncio
import contextvars
import multiprocessing
import threading
import time
import uuid
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WorkflowFailureError
from everloop.common import RawValue, RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError, CancelledError
from everloop.worker import (
    ActivityInboundInterceptor,
    ActivityOutboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    SharedStateManager,
    Worker,
)

QUEUE = "queue"
COLOUR: contextvars.ContextVar[str] = contextvars.ContextVar("colour", default="none")
SEEN: list[Any] = []


@workflow.defn
class Calls:
    """Executes the activity it is told to."""

    @workflow.run
    async def run(self, name: str, arguments: list[Any], attempts: int) -> Any:
        return await workflow.execute_activity(
            name,
            args=arguments,
            start_to_close_timeout=timedelta(seconds=20),
            # A new process takes its time before the first heartbeat.
            heartbeat_timeout=timedelta(seconds=20 if name == "in_process" else 1),
            retry_policy=RetryPolicy(maximum_attempts=attempts, initial_interval=timedelta(milliseconds=1)),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )


@activity.defn
async def describe() -> list[Any]:
    info = activity.info()
    assert activity.in_activity()
    assert activity.client() is not None
    assert not activity.is_cancelled()
    assert not activity.is_worker_shutdown()
    return [info.activity_type, info.attempt, info.workflow_type, info.is_local, info.task_queue, COLOUR.get()]


@activity.defn
def describe_thread() -> list[Any]:
    info = activity.info()
    return [info.activity_type, threading.current_thread() is not threading.main_thread(), COLOUR.get()]


@activity.defn
async def counts_on() -> int:
    """Fails twice, and goes on where it was."""
    details = activity.info().heartbeat_details
    count = int(details[0]) if details else 0
    activity.heartbeat(count + 1)
    if count < 2:
        raise RuntimeError(f"not yet, {count}")
    return count


@activity.defn
async def waits() -> None:
    try:
        while True:
            activity.heartbeat()
            await asyncio.sleep(0.02)
    finally:
        details = activity.cancellation_details()
        SEEN.append(("async", activity.is_cancelled(), details is not None and details.cancel_requested))


@activity.defn
def waits_thread() -> None:
    try:
        while True:
            activity.heartbeat()
            time.sleep(0.02)
    except CancelledError:
        SEEN.append(("thread", activity.is_cancelled(), True))
        raise


@activity.defn
def waits_shielded() -> str:
    with activity.shield_thread_cancel_exception():
        while not activity.is_cancelled():
            activity.heartbeat()
            time.sleep(0.02)
        SEEN.append("shielded")
    time.sleep(5)
    return "never"


@activity.defn(no_thread_cancel_exception=True)
def waits_politely() -> str:
    while not activity.is_cancelled():
        activity.heartbeat()
        time.sleep(0.02)
    return "stopped"


@activity.defn
async def until_shutdown() -> str:
    await activity.wait_for_worker_shutdown()
    return "told"


@activity.defn
async def bad_heartbeat() -> None:
    activity.heartbeat(object())
    await asyncio.sleep(5)


@activity.defn(dynamic=True)
async def anything(arguments: Sequence[RawValue]) -> list[Any]:
    converter = activity.payload_converter()
    return [activity.info().activity_type, *converter.from_payloads([argument.payload for argument in arguments])]


@activity.defn
def in_process(value: int) -> list[Any]:
    activity.heartbeat("from afar")
    return [value, activity.info().activity_type, activity.is_cancelled(), multiprocessing.parent_process() is not None]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


def worker(client: Client, *activities: Any, **options: Any) -> Worker:
    options.setdefault("activity_executor", ThreadPoolExecutor(100))
    return Worker(client, task_queue=QUEUE, workflows=[Calls], activities=activities, **options)


async def call(client: Client, name: str, *arguments: Any, attempts: int = 1) -> Any:
    return await asyncio.wait_for(
        client.execute_workflow(
            Calls.run, args=[name, list(arguments), attempts], id=uuid.uuid4().hex, task_queue=QUEUE
        ),
        20,
    )


async def cancelled(client: Client, name: str) -> BaseException:
    handle = await client.start_workflow(Calls.run, args=[name, [], 1], id=uuid.uuid4().hex, task_queue=QUEUE)
    await asyncio.sleep(0.3)
    await handle.cancel()
    with pytest.raises(WorkflowFailureError) as raised:
        await asyncio.wait_for(handle.result(), 20)
    return raised.value.cause


def cause_of(error: WorkflowFailureError) -> ApplicationError:
    assert isinstance(error.cause, ActivityError)
    assert isinstance(error.cause.cause, ApplicationError)
    return error.cause.cause


async def test_info_and_context_reach_the_activity(client: Client) -> None:
    COLOUR.set("red")
    async with worker(client, describe, describe_thread):
        assert await call(client, "describe") == ["describe", 1, "Calls", False, QUEUE, "red"]
        assert await call(client, "describe_thread") == ["describe_thread", True, "red"]


async def test_heartbeat_details_reach_the_next_attempt(client: Client) -> None:
    async with worker(client, counts_on):
        assert await call(client, "counts_on", attempts=5) == 2


@pytest.mark.parametrize("name", ["waits", "waits_thread"])
async def test_cancellation_stops_the_code(client: Client, name: str) -> None:
    SEEN.clear()
    async with worker(client, waits, waits_thread):
        assert isinstance(await cancelled(client, name), CancelledError)
    assert [("async" if name == "waits" else "thread", True, True)] == SEEN


async def test_a_shield_puts_the_exception_off(client: Client) -> None:
    SEEN.clear()
    async with worker(client, waits_shielded):
        assert isinstance(await cancelled(client, "waits_shielded"), CancelledError)
    assert SEEN == ["shielded"]


async def test_a_cancelled_activity_may_complete(client: Client) -> None:
    async with worker(client, waits_politely):
        handle = await client.start_workflow(
            Calls.run, args=["waits_politely", [], 1], id=uuid.uuid4().hex, task_queue=QUEUE
        )
        await asyncio.sleep(0.3)
        await handle.cancel()
        assert await asyncio.wait_for(handle.result(), 20) == "stopped"


async def test_an_unknown_type_is_named(client: Client) -> None:
    async with worker(client, describe, waits):
        with pytest.raises(WorkflowFailureError) as raised:
            await call(client, "nope")
    cause = cause_of(raised.value)
    assert cause.type == "NotFoundError"
    assert "Activity function nope for workflow " in cause.message
    assert cause.message.endswith("is not registered on this worker, available activities: describe, waits")


async def test_a_heartbeat_that_cannot_be_encoded_fails_the_activity(client: Client) -> None:
    async with worker(client, bad_heartbeat):
        with pytest.raises(WorkflowFailureError) as raised:
            await call(client, "bad_heartbeat")
    assert "not JSON serializable" in cause_of(raised.value).message


async def test_the_log_record_of_a_failure_is_marked(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    async with worker(client, counts_on):
        with pytest.raises(WorkflowFailureError):
            await call(client, "counts_on")
    [record] = [record for record in caplog.records if record.message.startswith("Completing activity as failed")]
    assert vars(record)["__temporal_error_identifier"] == "ActivityFailure"
    assert vars(record)["temporal_activity"]["activity_type"] == "counts_on"


async def test_the_dynamic_activity_serves_the_rest(client: Client) -> None:
    async with worker(client, describe, anything):
        assert await call(client, "whatever", 1, "two") == ["whatever", 1, "two"]


async def test_activities_hear_of_the_shutdown(client: Client) -> None:
    async with worker(client, until_shutdown, graceful_shutdown_timeout=timedelta(seconds=10)):
        handle = await client.start_workflow(
            Calls.run, args=["until_shutdown", [], 1], id=uuid.uuid4().hex, task_queue=QUEUE
        )
        await asyncio.sleep(0.3)
    async with worker(client, describe):
        assert await asyncio.wait_for(handle.result(), 20) == "told"


class Traces(Interceptor):
    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        return TracesInbound(next)


class TracesInbound(ActivityInboundInterceptor):
    def init(self, outbound: ActivityOutboundInterceptor) -> None:
        super().init(TracesOutbound(outbound))

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        SEEN.append(("execute", input.fn.__name__, list(input.args)))
        return await super().execute_activity(input)


class TracesOutbound(ActivityOutboundInterceptor):
    def info(self) -> activity.Info:
        SEEN.append("info")
        return super().info()

    def heartbeat(self, *details: Any) -> None:
        SEEN.append(("heartbeat", details))
        super().heartbeat(*details)


@pytest.mark.parametrize("name", ["describe", "describe_thread", "counts_on"])
async def test_interceptors_see_everything(client: Client, name: str) -> None:
    SEEN.clear()
    async with worker(client, describe, describe_thread, counts_on, interceptors=[Traces()]):
        await call(client, name, attempts=3)
    assert SEEN[0] == ("execute", name, [])
    assert "info" in SEEN
    assert (("heartbeat", (1,)) in SEEN) == (name == "counts_on")


async def test_processes(client: Client) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(1, mp_context=context) as executor:
        shared = SharedStateManager.create_from_multiprocessing(manager)
        async with worker(
            client, in_process, activity_executor=executor, shared_state_manager=shared, max_concurrent_activities=1
        ):
            assert await call(client, "in_process", 7) == [7, "in_process", False, True]
