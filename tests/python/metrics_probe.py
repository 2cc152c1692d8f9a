"""A program that makes a worker do something of everything, so that its metrics can be compared.

The package is a parameter: the same program runs on everloop and on the official SDK. Not a test itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import json
import os
import socket
import sys
import urllib.request
import uuid
from datetime import timedelta
from typing import Any

SHORT = timedelta(seconds=10)
PACKAGE = os.environ.get("METRICS_PROBE_PACKAGE", "everloop")
workflow: Any = importlib.import_module(f"{PACKAGE}.workflow")
activity: Any = importlib.import_module(f"{PACKAGE}.activity")
common: Any = importlib.import_module(f"{PACKAGE}.common")
exceptions: Any = importlib.import_module(f"{PACKAGE}.exceptions")


@activity.defn(name="say")
async def say(word: str) -> str:
    meter = activity.metric_meter()
    meter.create_counter("custom_activity_count", "activities", "calls").add(2, {"word": word})
    return word


@activity.defn(name="fail_once")
async def fail_once() -> int:
    if activity.info().attempt == 1:
        raise exceptions.ApplicationError("once more")
    return activity.info().attempt


@activity.defn(name="fail_always")
async def fail_always() -> None:
    raise exceptions.ApplicationError("never", non_retryable=True)


@activity.defn(name="hang")
async def hang() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(0.05)


@activity.defn(name="local_say")
async def local_say(word: str) -> str:
    return word


@activity.defn(name="local_fail")
async def local_fail() -> None:
    raise exceptions.ApplicationError("never", non_retryable=True)


@workflow.defn(name="Everything", sandboxed=False)
class Everything:
    def __init__(self) -> None:
        self.done = False

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.query
    def is_done(self) -> bool:
        return self.done

    @workflow.run
    async def run(self, task_queue: str) -> str:
        meter = workflow.metric_meter()
        meter.create_counter("custom_workflow_count").add(1)
        meter.create_histogram("custom_workflow_histogram", unit="things").record(7)
        meter.create_histogram_float("custom_workflow_histogram_float").record(7.5)
        meter.create_histogram_timedelta("custom_workflow_duration").record(timedelta(milliseconds=1500))
        meter.create_gauge("custom_workflow_gauge").set(3)
        meter.with_additional_attributes({"extra": True, "number": 5}).create_gauge_float("custom_gauge_float").set(
            1.25
        )
        first = await workflow.execute_activity("say", "hello", start_to_close_timeout=SHORT)
        await workflow.execute_activity(
            "fail_once",
            start_to_close_timeout=SHORT,
            retry_policy=common.RetryPolicy(initial_interval=timedelta(milliseconds=1)),
        )
        with contextlib.suppress(exceptions.FailureError):
            await workflow.execute_activity("fail_always", start_to_close_timeout=SHORT)
        handle = workflow.start_activity(
            "hang",
            start_to_close_timeout=SHORT,
            heartbeat_timeout=timedelta(seconds=1),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        await asyncio.sleep(0.1)
        handle.cancel()
        with contextlib.suppress(exceptions.FailureError):
            await handle
        await workflow.execute_local_activity("local_say", "hello", start_to_close_timeout=SHORT)
        with contextlib.suppress(exceptions.FailureError):
            await workflow.execute_local_activity("local_fail", start_to_close_timeout=SHORT)
        await workflow.execute_child_workflow("Child", 0)
        await workflow.wait_condition(lambda: self.done)
        return first


@workflow.defn(name="Child", sandboxed=False)
class Child:
    @workflow.run
    async def run(self, round: int) -> None:
        if round == 0:
            workflow.continue_as_new(1)


@workflow.defn(name="Failing", sandboxed=False)
class Failing:
    @workflow.run
    async def run(self) -> None:
        raise exceptions.ApplicationError("failing", non_retryable=True)


@workflow.defn(name="Waiting", sandboxed=False)
class Waiting:
    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(3600)


@workflow.defn(name="Broken", sandboxed=False)
class Broken:
    @workflow.run
    async def run(self) -> None:
        raise ValueError("the code is broken")


DEFINED: dict[str, Any] = {
    "workflows": [Everything, Child, Failing, Waiting, Broken],
    "activities": [say, fail_once, fail_always, hang, local_say, local_fail],
}


async def run_everything(address: str, runtime: Any, task_queue: str = "metrics-queue") -> Any:
    """Runs it all and returns the client; the worker has ended by then."""
    client_module: Any = importlib.import_module(f"{PACKAGE}.client")
    worker_module: Any = importlib.import_module(f"{PACKAGE}.worker")
    client = await client_module.Client.connect(address, runtime=runtime)
    async with worker_module.Worker(
        client,
        task_queue=task_queue,
        max_cached_workflows=2,
        max_heartbeat_throttle_interval=timedelta(milliseconds=50),
        graceful_shutdown_timeout=timedelta(seconds=1),
        **DEFINED,
    ):

        def name() -> dict[str, Any]:
            return {"id": str(uuid.uuid4()), "task_queue": task_queue}

        everything = await client.start_workflow("Everything", task_queue, **name())
        failing = await client.start_workflow("Failing", **name())
        for handle in (failing,):
            with contextlib.suppress(client_module.WorkflowFailureError):
                await handle.result()
        waiting = [await client.start_workflow("Waiting", **name()) for _ in range(4)]
        while not all([await has_begun(handle) for handle in waiting]):
            await asyncio.sleep(0.02)
        for handle in waiting[:2]:
            await handle.cancel()
            with contextlib.suppress(client_module.WorkflowFailureError):
                await handle.result()
        for handle in waiting[2:]:
            await handle.terminate()
        broken = await client.start_workflow("Broken", **name())
        while not await has_failed_task(broken):
            await asyncio.sleep(0.02)
        await broken.terminate()
        await everything.signal("finish")
        await everything.query("is_done")
        await everything.result()
        with contextlib.suppress(Exception):
            await client.get_workflow_handle("nobody").describe()
    return client


async def has_begun(handle: Any) -> bool:
    """Whether a workflow's timer is there."""
    return (await handle.describe()).history_length >= 5


async def has_failed_task(handle: Any) -> bool:
    """Whether a workflow task failed."""
    history = await handle.fetch_history()
    return any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def worker_runs(exporter: str, options: dict[str, Any], address: str) -> str:
    """What the exporter tells after everything ran: Prometheus's text, or one JSON line per buffered update."""
    runtime_module: Any = importlib.import_module(f"{PACKAGE}.runtime")
    port = free_port()
    if exporter == "prometheus":
        metrics = runtime_module.PrometheusConfig(bind_address=f"127.0.0.1:{port}", **options)
    else:
        metrics = runtime_module.MetricBuffer(100_000)
    runtime = runtime_module.Runtime(telemetry=runtime_module.TelemetryConfig(metrics=metrics))
    client = asyncio.run(run_everything(address, runtime, f"metrics-{port}"))
    assert client is not None
    if exporter == "prometheus":
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as reply:
            return str(reply.read().decode())
    lines: list[str] = []
    for update in metrics.retrieve_updates():
        metric = update.metric
        lines.append(
            json.dumps(
                {
                    "name": metric.name,
                    "kind": metric.kind,
                    "unit": metric.unit,
                    "description": metric.description,
                    "value": update.value,
                    "attributes": dict(update.attributes),
                }
            )
        )
    return "\n".join(lines)


if __name__ == "__main__":
    print(worker_runs(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]))
