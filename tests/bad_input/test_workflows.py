"""Workflow code that misbehaves: the task fails with an error that says why, the workflow is kept and can be mended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WorkflowHandle
from everloop.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "queue"
MENDED = {"blocks": False}


@workflow.defn
class Blocks:
    @workflow.run
    async def run(self) -> str:
        if not MENDED["blocks"]:
            time.sleep(3.5)
        return "mended"


@workflow.defn(name="Changed")
class Before:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(0.01)
        await workflow.wait_condition(lambda: self.go)
        return "as before"

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


@activity.defn
async def pack() -> None:
    pass


@workflow.defn(name="Changed")
class After:
    @workflow.run
    async def run(self) -> str:
        await workflow.execute_activity(pack, start_to_close_timeout=timedelta(seconds=5))
        return "changed"

    @workflow.signal
    def proceed(self) -> None:
        pass


@workflow.defn
class Opens:
    @workflow.run
    async def run(self) -> Any:
        return {"one", "two", object()}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    yield await Client.connect(f"embedded:{tmp_path / 'app.db'}")


def worker(client: Client, *workflows: type) -> Worker:
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=list(workflows),
        activities=[pack],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


async def event(handle: WorkflowHandle[Any, Any], event_type: str) -> dict[str, Any]:
    """Wait for the first event of a type and return its attributes."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        for seen in (await handle.fetch_history()).to_json_dict()["events"]:
            if seen["eventType"] == f"EVENT_TYPE_{event_type}":
                return next(value for key, value in seen.items() if key.endswith("EventAttributes"))
        await asyncio.sleep(0.02)
    raise AssertionError(f"no {event_type} in 20 s")


async def failed_task(handle: WorkflowHandle[Any, Any]) -> dict[str, Any]:
    """Wait for the first failed workflow task and return its attributes."""
    return await event(handle, "WORKFLOW_TASK_FAILED")


async def test_unregistered_workflow(client: Client) -> None:
    async with worker(client, Before):
        handle = await client.start_workflow("Unheard", id="one", task_queue=QUEUE)
        failed = await failed_task(handle)
    assert "Unheard" in failed["failure"]["message"]
    assert "Changed" in failed["failure"]["message"]


async def test_result_that_cannot_be_converted(client: Client) -> None:
    async with worker(client, Opens):
        handle = await client.start_workflow(Opens.run, id="one", task_queue=QUEUE)
        failed = await failed_task(handle)
    assert "not JSON serializable" in failed["failure"]["message"]


async def test_blocked_thread(client: Client) -> None:
    async with worker(client, Blocks, Before):
        handle = await client.start_workflow(Blocks.run, id="one", task_queue=QUEUE, task_timeout=timedelta(seconds=10))
        other = await client.start_workflow(Before.run, id="two", task_queue=QUEUE)
        await other.signal(Before.proceed)
        failed = await failed_task(handle)
        assert "deadlock" in failed["failure"]["message"]
        assert "time.sleep" in str(failed["failure"])
        assert await asyncio.wait_for(other.result(), 20) == "as before"
        MENDED["blocks"] = True
        assert await asyncio.wait_for(handle.result(), 20) == "mended"


async def test_history_from_changed_code(client: Client) -> None:
    async with worker(client, Before):
        handle = await client.start_workflow(Before.run, id="one", task_queue=QUEUE)
        await event(handle, "TIMER_FIRED")
    async with worker(client, After):
        await handle.signal(After.proceed)
        failed = await failed_task(handle)
    assert failed["cause"] == "WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR"
    message = failed["failure"]["message"]
    assert "TimerStarted" in message or "timer" in message.lower()
    assert "pack" in message
    async with worker(client, Before):
        assert await asyncio.wait_for(handle.result(), 20) == "as before"
