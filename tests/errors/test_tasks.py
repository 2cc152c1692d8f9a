"""Workflow tasks that fail, and are tried again until other code comes: what the history shows of them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WorkflowHandle
from everloop.worker import UnsandboxedWorkflowRunner, Worker

from . import shows

MENDED = False
"""Whether the code is as it should be by now."""


@activity.defn
async def send(what: str) -> str:
    return what


@workflow.defn
class Blocks:
    @workflow.run
    async def run(self) -> None:
        if not MENDED:
            time.sleep(4)


@workflow.defn
class Large:
    @workflow.run
    async def run(self) -> str:
        return "" if MENDED else "x" * 3 * 1024 * 1024


@workflow.defn
class Raises:
    @workflow.run
    async def run(self) -> str:
        if not MENDED:
            raise KeyError("colour")
        return "mended"


@workflow.defn(name="Order")
class Order:
    @workflow.run
    async def run(self) -> None:
        first = workflow.execute_activity(send, "first", start_to_close_timeout=timedelta(seconds=10))
        second = workflow.start_activity(send, "second", start_to_close_timeout=timedelta(seconds=10))
        await asyncio.gather(first, second)
        await workflow.wait_condition(lambda: False)


@workflow.defn(name="Order")
class ChangedOrder:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(send, "first", start_to_close_timeout=timedelta(seconds=10))
        await workflow.sleep(60)


def worker(client: Client, workflow_class: type) -> Worker:
    return Worker(
        client,
        task_queue="q",
        workflows=[workflow_class],
        activities=[send],
        max_cached_workflows=0,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )


async def has_event(handle: WorkflowHandle[Any, Any], test: Callable[[Any], bool]) -> Any:
    """The first event of the history that passes a test, once it is there."""
    while True:
        for event in (await handle.fetch_history()).events:
            if test(event):
                return event
        await asyncio.sleep(0.02)


async def failed_task(handle: WorkflowHandle[Any, Any]) -> str:
    """The message of the first failed workflow task."""
    event = await asyncio.wait_for(
        has_event(handle, lambda event: event.HasField("workflow_task_failed_event_attributes")), 60
    )
    return str(event.workflow_task_failed_event_attributes.failure.message)


async def message_of(client: Client, workflow_class: Any) -> str:
    async with worker(client, workflow_class):
        handle = await client.start_workflow(workflow_class.run, id="one", task_queue="q")
        message = await failed_task(handle)
        await handle.terminate()
    return message


@shows("[TMPRL1101] Potential deadlock detected: workflow Blocks with id one didn't yield within 2 second(s)…")
async def test_a_blocked_thread(client: Client) -> str:
    return await message_of(client, Blocks)


@shows("[TMPRL1103] Attempted to upload payloads with size that exceeded the error limit.")
async def test_a_result_too_large(client: Client) -> str:
    return await message_of(client, Large)


@shows("[TMPRL1100] Nondeterminism error: at event … the history holds …, but the workflow produced …")
async def test_changed_code(client: Client) -> str:
    async with worker(client, Order):
        handle = await client.start_workflow(Order.run, id="one", task_queue="q")
        await asyncio.wait_for(
            has_event(handle, lambda event: event.HasField("activity_task_completed_event_attributes")), 60
        )
    async with worker(client, ChangedOrder):
        await handle.signal("wakes it up")
        message = await failed_task(handle)
    first, header, *rows = message.splitlines()
    assert header.split() == ["event", "the", "history", "holds", "the", "workflow", "produced", "at"]
    assert any(row.startswith(">") for row in rows)
    assert any("test_tasks.py:" in row and row.endswith(" in run") for row in rows)
    return first


@shows("Failed activation on workflow Raises with ID one and run ID …")
async def test_a_task_that_fails_again_and_again(client: Client, caplog: pytest.LogCaptureFixture) -> str:
    with caplog.at_level(logging.WARNING, "everloop.worker"):
        assert await message_of(client, Raises) == "'colour'"
    record = next(it for it in caplog.records if it.getMessage().startswith("Failed activation"))
    assert vars(record)["__temporal_error_identifier"] == "WorkflowTaskFailure"
    assert vars(record)["temporal_workflow"]["workflow_id"] == "one"
    return record.getMessage()


@shows("client must be an everloop.client.Client, it is 'localhost:7233': make one with Client.connect")
async def test_an_address_is_no_client() -> str:
    with pytest.raises(TypeError) as raised:
        Worker("localhost:7233", task_queue="q", workflows=[Order])  # type: ignore[arg-type]
    return str(raised.value)


@shows("workflows must be a list of decorated classes, it is <class '…Order'>: put it into [...]")
async def test_one_class_is_no_list(client: Client) -> str:
    with pytest.raises(TypeError) as raised:
        Worker(client, task_queue="q", workflows=Order)  # type: ignore[arg-type]
    return str(raised.value)


@shows("max_concurrent_activities must be at least 0, it is -1")
async def test_an_option_out_of_range(client: Client) -> str:
    with pytest.raises(ValueError) as raised:
        Worker(client, task_queue="q", workflows=[Order], max_concurrent_activities=-1)
    return str(raised.value)
