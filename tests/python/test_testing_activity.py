"""Activities in a made-up context."""

from __future__ import annotations

import asyncio
import contextvars
import dataclasses
import threading
import time
from datetime import timedelta
from typing import Any, cast

import pytest

from everloop import activity
from everloop.activity import ActivityCancellationDetails
from everloop.client import Client
from everloop.converter import PayloadConverter
from everloop.exceptions import CancelledError
from everloop.runtime import MetricBuffer, Runtime, TelemetryConfig
from everloop.testing import ActivityEnvironment

LIMIT = timedelta(seconds=10)


@activity.defn
def plain(first: int, second: int = 2) -> tuple[int, int, str]:
    activity.heartbeat("half", first)
    return first, second, activity.info().activity_id


@activity.defn
async def asynchronous(value: int) -> tuple[int, bool]:
    activity.heartbeat(value)
    await asyncio.sleep(0)
    return value, activity.in_activity()


@activity.defn
def looping() -> None:
    end = time.monotonic() + LIMIT.total_seconds()
    while time.monotonic() < end:
        time.sleep(0.005)


@activity.defn
def shielded() -> str:
    with activity.shield_thread_cancel_exception():
        activity.wait_for_cancelled_sync(LIMIT)
        time.sleep(0.02)
        SEEN.append("left alone")
    return "not reached"


@activity.defn(no_thread_cancel_exception=True)
def asking() -> ActivityCancellationDetails | None:
    activity.wait_for_cancelled_sync(LIMIT)
    return activity.cancellation_details()


@activity.defn
async def waiting() -> None:
    try:
        await asyncio.sleep(LIMIT.total_seconds())
    finally:
        SEEN.append(activity.is_cancelled())


@activity.defn
async def until_shutdown() -> tuple[bool, bool]:
    await activity.wait_for_worker_shutdown()
    return activity.is_worker_shutdown(), activity.is_cancelled()


SEEN: list[Any] = []


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    SEEN.clear()


def cancelled_soon(env: ActivityEnvironment, *details: ActivityCancellationDetails) -> threading.Timer:
    timer = threading.Timer(0.05, lambda: env.cancel(*details))
    timer.start()
    return timer


async def test_functions_run_with_info_and_heartbeats() -> None:
    env = ActivityEnvironment()
    heartbeats: list[tuple[Any, ...]] = []
    env.on_heartbeat = lambda *details: heartbeats.append(details)
    assert env.run(plain, 1) == (1, 2, "test")
    assert env.run(plain, 1, second=3) == (1, 3, "test")
    assert await env.run(asynchronous, 5) == (5, True)
    assert heartbeats == [("half", 1), ("half", 1), (5,)]
    env.info = dataclasses.replace(ActivityEnvironment.default_info(), activity_id="other", heartbeat_details=[7])
    assert env.run(lambda: (activity.info().activity_id, activity.info().heartbeat_details)) == ("other", [7])
    assert not activity.in_activity()
    with pytest.raises(ZeroDivisionError):
        env.run(lambda: 1 / 0)


def test_code_that_is_no_activity_runs_too() -> None:
    assert ActivityEnvironment().run(activity.in_activity)
    assert isinstance(ActivityEnvironment().run(activity.payload_converter), PayloadConverter)
    ActivityEnvironment().run(lambda: activity.metric_meter().create_counter("c").add(1))


def test_a_plain_function_runs_in_the_context_of_its_caller() -> None:
    variable = contextvars.ContextVar("variable", default="before")
    ActivityEnvironment().run(variable.set, "inside")
    assert variable.get() == "inside"
    assert not activity.in_activity()


def test_metrics_have_the_attributes_of_the_activity() -> None:
    buffer = MetricBuffer(10)
    env = ActivityEnvironment()
    env.metric_meter = Runtime(telemetry=TelemetryConfig(metrics=buffer)).metric_meter
    env.info = dataclasses.replace(env.info, activity_type="charge")
    env.run(lambda: activity.metric_meter().create_counter("charges").add(1))
    update = next(update for update in buffer.retrieve_updates() if update.metric.name == "charges")
    told = {"namespace": "default", "task_queue": "test", "activity_type": "charge"}
    assert {name: update.attributes[name] for name in told} == told


async def test_waiting_in_the_wrong_kind_of_activity_is_refused() -> None:
    with pytest.raises(RuntimeError, match="not in async activity"):
        ActivityEnvironment().run(lambda: activity.wait_for_cancelled().send(None))


async def test_the_client_is_for_async_activities() -> None:
    client = cast(Client, object())

    async def mine() -> Client:
        return activity.client()

    assert await ActivityEnvironment(client).run(mine) is client
    with pytest.raises(RuntimeError, match="In tests you can pass a client when creating ActivityEnvironment"):
        await ActivityEnvironment().run(mine)
    with pytest.raises(RuntimeError, match="No client available"):
        ActivityEnvironment(client).run(activity.client)


def test_cancellation_is_thrown_into_the_thread() -> None:
    env = ActivityEnvironment()
    timer = cancelled_soon(env)
    with pytest.raises(CancelledError):
        env.run(looping)
    timer.join()


def test_cancellation_waits_for_the_end_of_a_shield() -> None:
    env = ActivityEnvironment()
    timer = cancelled_soon(env)
    with pytest.raises(CancelledError):
        env.run(shielded)
    assert SEEN == ["left alone"]
    timer.join()


def test_the_first_reasons_count() -> None:
    env = ActivityEnvironment()
    reasons = ActivityCancellationDetails(timed_out=True)
    timer = cancelled_soon(env, reasons)
    assert env.run(asking) == reasons
    timer.join()
    env.cancel()
    assert env.run(asking) == reasons, "and for what is run later"


async def test_async_activities_have_their_task_cancelled() -> None:
    env = ActivityEnvironment()
    tasks = [asyncio.ensure_future(env.run(waiting)) for _ in range(2)]
    await asyncio.sleep(0.01)
    env.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [asyncio.CancelledError] * 2
    assert SEEN == [True, True]
    with pytest.raises(asyncio.CancelledError):
        await env.run(asynchronous, 1)


async def test_cancelling_from_another_thread_reaches_the_loop() -> None:
    env = ActivityEnvironment()
    timer = cancelled_soon(env)
    with pytest.raises(asyncio.CancelledError):
        await env.run(waiting)
    timer.join()


async def test_shutdown_of_the_worker_is_told() -> None:
    env = ActivityEnvironment()
    task = asyncio.ensure_future(env.run(until_shutdown))
    await asyncio.sleep(0.01)
    env.worker_shutdown()
    assert await task == (True, False)
    assert await env.run(until_shutdown) == (True, False)
