"""Activities in process pools, and what activities of all kinds may raise: compared with the official SDK."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
import uuid
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WorkflowFailureError
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError
from everloop.worker import Interceptor, SharedStateManager, Worker

LONG = 60
"""Seconds after which something hangs, and is not merely slow."""


@workflow.defn
class Calls:
    @workflow.run
    async def run(self, name: str, attempts: int) -> Any:
        return await workflow.execute_activity(
            name,
            start_to_close_timeout=timedelta(seconds=LONG),
            heartbeat_timeout=timedelta(seconds=LONG),
            retry_policy=RetryPolicy(maximum_attempts=attempts, initial_interval=timedelta(milliseconds=1)),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )


class Unpicklable:
    def __reduce__(self) -> str:
        raise TypeError("not to be pickled")


@activity.defn
def beats() -> int:
    """Fails twice, and goes on where it was."""
    details = activity.info().heartbeat_details
    count = int(details[0]) if details else 0
    activity.heartbeat(count + 1)
    if count < 2:
        raise RuntimeError(f"not yet, {count}")
    return count


@activity.defn
def until_cancelled() -> str:
    while not activity.is_cancelled():
        activity.heartbeat()
        time.sleep(0.02)
    return "saw it"


@activity.defn
def until_shutdown() -> str:
    activity.heartbeat("begun")
    activity.wait_for_worker_shutdown_sync(timedelta(seconds=LONG))
    return f"saw it: {activity.is_worker_shutdown()}"


@activity.defn
def unpicklable_result() -> Any:
    return Unpicklable()


@activity.defn
def unpicklable_heartbeat() -> str:
    activity.heartbeat(Unpicklable())
    return "never"


@activity.defn
def raises() -> None:
    raise ApplicationError("the message", 1, type="Kind", non_retryable=True)


@activity.defn
def exits() -> None:
    raise SystemExit(3)


@activity.defn
def asks_for_meter() -> None:
    activity.metric_meter()


@activity.defn
def converts() -> Any:
    converter = activity.payload_converter()
    return converter.from_payloads(converter.to_payloads([{"a": 1}]))


@activity.defn
def dies() -> None:
    os._exit(3)


POOLED = [
    beats,
    until_cancelled,
    until_shutdown,
    unpicklable_result,
    unpicklable_heartbeat,
    raises,
    exits,
    asks_for_meter,
    converts,
]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


@pytest.fixture(scope="module")
def shared() -> Iterator[SharedStateManager]:
    with multiprocessing.get_context("spawn").Manager() as manager:
        yield SharedStateManager.create_from_multiprocessing(manager)


@pytest.fixture(scope="module")
def pool() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        yield executor


def worker(client: Client, pool: Any, shared: SharedStateManager, *activities: Any, **options: Any) -> Worker:
    return Worker(
        client,
        task_queue="q",
        workflows=[Calls],
        activities=activities or POOLED,
        activity_executor=pool,
        shared_state_manager=shared,
        max_concurrent_activities=1,
        # With the next heartbeat an activity learns of its cancellation.
        max_heartbeat_throttle_interval=timedelta(milliseconds=50),
        **options,
    )


async def call(client: Client, name: str, attempts: int = 1) -> Any:
    run = client.execute_workflow(Calls.run, args=[name, attempts], id=uuid.uuid4().hex, task_queue="q")
    return await asyncio.wait_for(run, LONG)


async def failure(client: Client, name: str) -> ApplicationError:
    with pytest.raises(WorkflowFailureError) as raised:
        await call(client, name)
    assert isinstance(raised.value.cause, ActivityError)
    assert isinstance(raised.value.cause.cause, ApplicationError)
    return raised.value.cause.cause


async def has_beaten(handle: Any) -> None:
    """Wait for the activity's first heartbeat."""
    while True:
        pending = (await handle.describe()).raw_description.pending_activities
        if pending and pending[0].HasField("last_heartbeat_time"):
            return
        await asyncio.sleep(0.02)


async def test_a_process_is_told_and_heard(
    client: Client, pool: ProcessPoolExecutor, shared: SharedStateManager
) -> None:
    async with worker(client, pool, shared, graceful_shutdown_timeout=timedelta(seconds=LONG)):
        assert await call(client, "beats", attempts=5) == 2
        handle = await client.start_workflow(Calls.run, args=["until_cancelled", 1], id="c", task_queue="q")
        await asyncio.wait_for(has_beaten(handle), LONG)
        await handle.cancel()
        assert await asyncio.wait_for(handle.result(), LONG) == "saw it"
        handle = await client.start_workflow(Calls.run, args=["until_shutdown", 1], id="s", task_queue="q")
        await asyncio.wait_for(has_beaten(handle), LONG)
    async with Worker(client, task_queue="q", workflows=[Calls]):
        assert await asyncio.wait_for(handle.result(), LONG) == "saw it: True"


async def test_what_goes_wrong_in_a_process_fails_its_activity(
    client: Client, pool: ProcessPoolExecutor, shared: SharedStateManager
) -> None:
    async with worker(client, pool, shared):
        for name, kind, message in (
            ("unpicklable_result", "TypeError", "not to be pickled"),
            ("unpicklable_heartbeat", "TypeError", "not to be pickled"),
            ("exits", "SystemExit", "3"),
            ("asks_for_meter", "RuntimeError", "Metrics meter not available in non-threaded sync activities"),
        ):
            found = await failure(client, name)
            assert (name, found.type) == (name, kind)
            assert message in found.message
        found = await failure(client, "raises")
        assert (found.type, found.message, found.details, found.non_retryable) == ("Kind", "the message", (1,), True)
        # The pool serves on.
        assert await call(client, "converts") == [{"a": 1}]


async def test_a_process_that_dies_ends_the_worker(client: Client, shared: SharedStateManager) -> None:
    """Python's pools are of no use after that, and the activity is tried again elsewhere."""
    seen: list[BaseException] = []

    async def fatal(error: BaseException) -> None:
        seen.append(error)

    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        one = worker(client, pool, shared, dies, on_fatal_error=fatal)
        running = asyncio.create_task(one.run())
        handle = await client.start_workflow(Calls.run, args=["dies", 2], id="d", task_queue="q")
        with pytest.raises(RuntimeError, match="Activity worker failed") as raised:
            await asyncio.wait_for(running, LONG)
    assert isinstance(raised.value.__cause__, BrokenProcessPool)
    assert seen == [raised.value]
    assert one.is_shutdown
    await handle.terminate()


async def test_an_executor_that_was_shut_down_fails_activities_only(client: Client) -> None:
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    async with Worker(
        client,
        task_queue="q",
        workflows=[Calls],
        activities=[raises],
        activity_executor=executor,
        max_concurrent_activities=1,
    ):
        for _ in range(2):
            found = await failure(client, "raises")
            assert (found.type, found.message) == ("RuntimeError", "cannot schedule new futures after shutdown")


async def test_more_activities_than_threads_wait(client: Client) -> None:
    running: list[int] = []
    most = 0

    @activity.defn
    def counted() -> None:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.01)
        running.pop()

    one = Worker(
        client, task_queue="q", workflows=[Calls], activities=[counted], activity_executor=ThreadPoolExecutor(2)
    )
    async with one:
        await asyncio.gather(*(call(client, "counted") for _ in range(8)))
    assert most <= 2


class Ends(BaseException):
    pass


@activity.defn
async def exits_loop() -> None:
    raise SystemExit(3)


@activity.defn
async def interrupts() -> None:
    raise KeyboardInterrupt("by hand")


@activity.defn
async def ends() -> None:
    raise Ends("with it")


@activity.defn
async def cancels_itself() -> None:
    task = asyncio.current_task()
    assert task is not None
    task.cancel("by itself")
    await asyncio.sleep(LONG)


@activity.defn
async def cancelled() -> None:
    raise asyncio.CancelledError("by nobody")


@pytest.mark.parametrize("interceptors", [[], [Interceptor()]], ids=["direct", "intercepted"])
async def test_nothing_an_activity_raises_ends_the_worker(client: Client, interceptors: list[Interceptor]) -> None:
    """Asyncio would let some of these end the loop, and the program with it."""
    async with Worker(
        client,
        task_queue="q",
        workflows=[Calls],
        activities=[exits_loop, interrupts, ends, cancels_itself, cancelled, exits],
        activity_executor=ThreadPoolExecutor(1),
        max_concurrent_activities=1,
        interceptors=interceptors,
    ):
        for name, kind, message in (
            ("exits_loop", "SystemExit", "3"),
            ("interrupts", "KeyboardInterrupt", "by hand"),
            ("ends", "Ends", "with it"),
            ("cancels_itself", "CancelledError", "by itself"),
            ("cancelled", "CancelledError", "by nobody"),
            ("exits", "SystemExit", "3"),
        ):
            found = await failure(client, name)
            assert (found.type, found.message) == (kind, message)
